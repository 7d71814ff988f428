"""Does long work go on when its page is left, and is its end told truly?"""

from __future__ import annotations

from datetime import timedelta
from threading import enumerate as threads

import pytest

from qa_app.db import session
from qa_app.domain.errors import NotPossible
from qa_app.models.jobs import Job, JobState
from qa_app.queries import jobs
from qa_app.web import background


def run(app, cast, work, title="Draw the sample"):
    job = background.start(title, work, by=cast.quinn)
    for thread in threads():
        if thread.name == f"job-{job.id}":
            thread.join(20)
    session.expire_all()
    return session.get_one(Job, job.id)


def test_work_reports_and_ends_with_its_result(app, cast, visit):
    def work(report):
        report(1, 2, "Half way")
        return "/rounds/1"

    job = run(app, cast, work)
    assert (job.state, job.done, job.total, job.result_url) == (JobState.DONE, 1, 2, "/rounds/1")
    page = visit(cast.quinn).get(f"/jobs/{job.id}")
    assert page.link("Continue") == "/rounds/1"


def test_a_refusal_is_told_in_its_own_words(app, cast, visit):
    def work(report):
        raise NotPossible("There are only 3 cases to draw from.")

    job = run(app, cast, work)
    assert job.state is JobState.FAILED
    assert "There are only 3 cases to draw from." in visit(cast.quinn).get(f"/jobs/{job.id}").text


def test_an_unexpected_end_says_that_nothing_changed_and_no_more(app, cast, visit, caplog):
    def work(report):
        raise RuntimeError("secret detail")

    job = run(app, cast, work)
    assert job.state is JobState.FAILED
    text = visit(cast.quinn).get(f"/jobs/{job.id}").text
    assert "Nothing was changed" in text
    assert "secret detail" not in text


def test_work_whose_process_was_lost_is_said_to_be_lost(app, cast, visit, today):
    job = run(app, cast, lambda report: "/")
    lost = session.get_one(Job, job.id)
    lost.state = JobState.RUNNING
    session.flush()
    lost_for = timedelta(minutes=11)

    assert jobs.is_lost(lost, at=lost.heard_at + lost_for)
    assert not jobs.is_lost(lost, at=lost.heard_at + timedelta(minutes=1))
    session.rollback()


@pytest.mark.parametrize("who", ["asha", "ada", "dara"])
def test_the_job_of_another_is_not_found(app, cast, visit, who):
    job = run(app, cast, lambda report: "/")
    assert visit(getattr(cast, who)).open("GET", f"/jobs/{job.id}").status_code == 404


def test_the_script_gets_json(app, cast, visit):
    job = run(app, cast, lambda report: "/rounds/1")
    answer = visit(cast.quinn).open("GET", f"/jobs/{job.id}", headers={"Accept": "application/json"})
    assert answer.json["state"] == "done"
    assert answer.json["next_href"] == "/rounds/1"

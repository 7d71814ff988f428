"""What can be done from the command line? Each command is one or two use cases, safe to run twice."""

from __future__ import annotations

import os

import click

from qa_app.cli import (
    agreement,
    cases,
    history,
    instances,
    keeping,
    mail,
    month,
    people,
    repeats,
    retaining,
    serving,
    sign_on,
    tools,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Case audits for children's services. The instance folder is QA_INSTANCE, or ./instance."""
    os.umask(0o077)  # what an instance holds is for its own account alone


for command in (
    instances.init,
    instances.demo,
    serving.serve,
    cases.import_cases,
    tools.check_tool,
    agreement.agreement_of_ratings,
    people.add_user,
    sign_on.check_sign_on,
    month.publish,
    mail.chase,
    repeats.repeats,
    retaining.retention,
    mail.send_mail,
    keeping.backup,
    keeping.verify_backup,
    keeping.restore,
    keeping.backup_key,
    history.verify_history,
    history.anchor_history,
):
    main.add_command(command)

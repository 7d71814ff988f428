"""Are files the same whether they are kept in the instance's folder or in S3-compatible storage?"""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto.server import ThreadedMotoServer

from qa_app import press
from qa_app.domain.errors import BadFile
from qa_app.queries import publications
from qa_app.storage import store_of
from qa_app.web import uploads
from tests.conftest import config_for

KEY, SECRET = "key-of-testshire", "secret-of-testshire"
AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def s3():
    """S3-compatible storage on loopback, with one bucket, as settings."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="eu-west-2",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
    ).create_bucket(Bucket="testshire", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    yield {
        "storage_url": "s3://testshire/qa",
        "storage_endpoint": endpoint,
        "storage_key_id": KEY,
        "storage_secret_key": SECRET,
    }
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def store(request, tmp_path):
    settings = request.getfixturevalue("s3") if request.param == "s3" else {}
    return store_of(replace(config_for(tmp_path, "sqlite://"), **settings), f"kind-{tmp_path.name}")


def test_a_file_is_read_as_it_was_written_until_it_is_deleted(store):
    store.write("month/1/full.pdf", b"%PDF")
    assert store.read("month/1/full.pdf") == b"%PDF"
    for _ in range(2):
        store.delete("month/1/full.pdf")
    with pytest.raises(FileNotFoundError):
        store.read("month/1/full.pdf")


def test_a_finished_folder_is_taken_whole_and_replaces_what_a_crash_left(store):
    store.write("2026-10/1/full.pdf", b"half")
    folder = store.making / "new"
    folder.mkdir(parents=True)
    for name in ("full.pdf", "board.pdf"):
        (folder / name).write_bytes(name.encode())
    store.take(folder, "2026-10/1")
    assert (store.read("2026-10/1/full.pdf"), store.read("2026-10/1/board.pdf")) == (
        b"full.pdf",
        b"board.pdf",
    )
    assert not folder.exists()


def test_old_files_are_found(store):
    assert store.names_older_than(timedelta()) == []
    store.write("upload", b"rows")
    assert store.names_older_than(timedelta(hours=1)) == []
    assert store.names_older_than(timedelta(seconds=-5)) == ["upload"]


def test_storage_that_does_not_answer_is_no_missing_file(s3, tmp_path):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = s3 | {"storage_endpoint": f"http://127.0.0.1:{nobody.getsockname()[1]}"}
    store = store_of(replace(config_for(tmp_path, "sqlite://"), **away), "published")
    with pytest.raises(OSError, match="storage did not answer") as caught:
        store.write("one", b"1")
    assert SECRET not in str(caught.value)


def test_two_machines_share_what_is_published_and_what_was_uploaded(app, cast, s3, tmp_path):
    """The second one has another folder and the same storage."""
    own = app.config["QA"]
    app.config["QA"] = replace(own, **s3)
    press.publish_month("2026-09", by=cast.quinn, at=AT)
    upload = uploads.keep(b"case list")
    assert not (own.instance / "published").exists()
    assert not (own.instance / "uploads").exists()
    app.config["QA"] = replace(own, instance=tmp_path / "second", **s3)
    kept = publications.file_for(cast.quinn, "2026-09", 1, "board", "pdf")
    assert kept.content.startswith(b"%PDF")
    assert uploads.read(upload) == b"case list"
    uploads.forget(upload)
    with pytest.raises(BadFile, match="no longer here"):
        uploads.read(upload)


def test_a_folder_lets_nobody_else_in(tmp_path):
    store = store_of(config_for(tmp_path, "sqlite://"), "uploads")
    store.write("name", b"rows")
    assert (tmp_path / "uploads" / "name").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        store.write("name", b"other rows")

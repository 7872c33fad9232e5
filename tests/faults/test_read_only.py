"""A disk that becomes read-only, and folders of somebody else: what is there is read, and what is not is said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from tests.faults.asking import WORKS, get, is_whole
from tests.server import ROOT, attempt, environment, manage, serving

#: Who owns nothing here.
NOBODY = 65534
#: What the log may say while nothing can be written.
SAID = ("search", "read-only", "readonly", "Read-only")


@contextmanager
def disk(folder):
    """A file system of its own at a folder; yields what makes it read-only or writable again."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"Here nobody may mount a disk that becomes read-only: {mounted.stderr.strip()}")

    def become(how):
        subprocess.run(["mount", "-o", f"remount,{how}", folder], check=True)

    try:
        yield become
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def new_case(number):
    """A case of the documentation under another name, as a file for the import."""
    lines = (ROOT / "docs" / "exchange-example.jsonl").read_text().splitlines()
    case = next(line for line in map(json.loads, lines) if line["kind"] == "case")
    return json.dumps(case | {"external_id": f"late-{number}", "slug": f"late-{number}"})


def health(address):
    status, body, _ = get(address, "/health/search/")
    return status, json.loads(body)


def until(holds, seconds=120):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.3)


def test_a_read_only_disk_keeps_the_old_answers_and_changes_wait(whole, tmp_path):
    """Only the index lies on it: the database goes on, and what it takes is found when the disk is mended."""
    data_dir = shutil.copytree(whole, tmp_path / "site", ignore=shutil.ignore_patterns("index"))
    (data_dir / "index").mkdir()
    more = tmp_path / "more.jsonl"
    with disk(data_dir / "index") as become, serving(data_dir, expected=SAID, DEMONSTRATION="0") as address:
        assert health(address)[1]["status"] == "ok"
        become("ro")
        until(lambda: health(address)[1]["status"] == "degraded")
        for number in range(2):
            more.write_text(new_case(number))
            manage(data_dir, "import_content", str(more), "--strict", DEMONSTRATION="0")
            status, told = health(address)
            assert (status, told["status"], told["index_usable"], told["index_writable"]) == (
                200,
                "degraded",
                True,
                False,
            )
            assert told["waiting"] > number
            assert get(address, f"/en/cases/la/late-{number}/")[0] == 200
            answer = get(address)
            assert is_whole(answer)
            assert json.loads(answer[1])["total"] == WORKS
        for command in ("rebuild", "drain", "status"):
            failed = attempt(data_dir, "search_index", command, DEMONSTRATION="0")
            assert failed.returncode == 1
            assert "is on a read-only disk" in failed.stdout + failed.stderr
            assert "Traceback" not in failed.stderr
        assert "search.W001" in attempt(data_dir, "check", DEMONSTRATION="0").stderr
        # A process that starts now reads the old index, too.
        with serving(data_dir, expected=SAID, DEMONSTRATION="0") as second:
            assert is_whole(get(second))
        become("rw")
        until(lambda: health(address)[1]["waiting"] == 0)
        assert health(address)[1]["status"] == "ok"
        assert json.loads(get(address)[1])["total"] == WORKS + 2
        manage(data_dir, "search_index", "verify", DEMONSTRATION="0")


def test_a_data_folder_on_a_read_only_disk_stops_the_start(tmp_path):
    with disk(tmp_path) as become:
        become("ro")
        failed = attempt(tmp_path, "check", DEMONSTRATION="0")
    assert failed.returncode
    assert f"DATA_DIR is {tmp_path}, where nothing can be written: Read-only file system" in failed.stderr


def without_power(data_dir, *arguments):
    """A management command of a user who, like everybody but root, may write only what is theirs."""
    if os.getuid() or shutil.which("setpriv") is None:
        pytest.skip("Only root can give files away, and needs setpriv to be refused what is not its own.")
    return subprocess.run(
        ["setpriv", "--bounding-set=-dac_override,-dac_read_search", sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=environment(data_dir, DEMONSTRATION="0"), capture_output=True, text=True, check=False,
    )  # fmt: skip


def give_away(folder):
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)


def test_a_data_folder_of_somebody_else_stops_the_start(tmp_path):
    assert without_power(tmp_path, "check").returncode == 0
    give_away(tmp_path)
    done = without_power(tmp_path, "check")
    assert done.returncode
    assert f"DATA_DIR is {tmp_path}, where nothing can be written: Permission denied" in done.stderr


@pytest.mark.parametrize("place", ["index", "index/generations", "index/locks"])
def test_an_index_of_somebody_else_is_named_at_the_start(data_dir, place):
    assert "W001" not in without_power(data_dir, "check").stderr
    give_away(data_dir / place)
    done = without_power(data_dir, "check")
    assert done.returncode == 0  # a warning: the site serves its pages from the database
    assert f"{data_dir / place} cannot be written by user 0" in done.stderr
    done = without_power(data_dir, "search_index", "status")
    assert done.returncode == 1
    assert f"{place} cannot be written" in done.stdout

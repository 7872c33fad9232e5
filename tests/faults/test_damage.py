"""Files of the embedded index that break while the site serves: it says so, and mends itself."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from contextlib import contextmanager

import pytest

from tests.faults.asking import until_whole
from tests.server import attempt, manage, serving

#: The site logs that its index is damaged; that is not a fault of the test.
SAID = "search"


def die(address):
    """Kill every process that has the index open; the server starts others, which open it anew."""
    for pid in address.workers():
        os.kill(pid, signal.SIGKILL)


def index_of(data_dir):
    live = (data_dir / "index" / "live").read_text().strip()
    return data_dir / "index" / "generations" / live


def largest(data_dir, suffix):
    return max((index_of(data_dir) / "index").glob(f"*{suffix}"), key=lambda path: path.stat().st_size)


def flip(data_dir):
    path = largest(data_dir, ".fast")
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 4
    path.write_bytes(data)


def truncate(data_dir):
    path = largest(data_dir, ".store")
    os.truncate(path, path.stat().st_size // 2)


def delete(data_dir):
    largest(data_dir, ".idx").unlink()


def lose_meta(data_dir):
    (index_of(data_dir) / "index" / "meta.json").unlink()


def lose_all(data_dir):
    index_of(data_dir).rename(data_dir / "lost")


def lose_pointer(data_dir):
    (data_dir / "index" / "live").unlink()


def nonsense_pointer(data_dir):
    (data_dir / "index" / "live").write_text("no such generation")


@pytest.fixture(scope="module")
def broken_site(whole, tmp_path_factory):
    """One site for all damages: each is mended before the next."""
    data_dir = shutil.copytree(whole, tmp_path_factory.mktemp("broken") / "site")
    with serving(data_dir, expected=SAID, DEMONSTRATION="0") as address:
        until_whole(address)
        yield data_dir, address


@pytest.mark.parametrize(
    "damage",
    [flip, truncate, delete, lose_meta, lose_all, lose_pointer, nonsense_pointer],
    ids=lambda f: f.__name__,
)
def test_a_damaged_index_mends_itself_while_the_site_serves(broken_site, damage):
    data_dir, address = broken_site
    damage(data_dir)
    die(address)
    until_whole(address)
    manage(data_dir, "search_index", "verify")


def test_a_full_disk_keeps_the_old_answers_and_the_change_waits(whole, tmp_path):
    """The index lies on a small file system of its own, which somebody fills."""
    data_dir = shutil.copytree(whole, tmp_path / "site", ignore=shutil.ignore_patterns("index"))
    small = data_dir / "index"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", small], check=True)
    try:
        manage(data_dir, "search_index", "rebuild", DEMONSTRATION="0")
        filler = small / "filler"
        with suppress_full(filler):
            filler.write_bytes(b"0" * (20 << 20))
        failed = attempt(data_dir, "search_index", "rebuild", DEMONSTRATION="0")
        assert failed.returncode == 1
        assert re.search("Make room|os error 28", failed.stderr), failed.stderr
        assert "Traceback" not in failed.stderr
        manage(data_dir, "search_index", "verify", DEMONSTRATION="0")
        filler.unlink()
        manage(data_dir, "search_index", "rebuild", DEMONSTRATION="0")
        manage(data_dir, "search_index", "verify", DEMONSTRATION="0")
    finally:
        subprocess.run(["umount", small], check=True)


@contextmanager
def suppress_full(path):
    try:
        yield
    except OSError as error:
        assert error.errno == 28
    assert path.exists()

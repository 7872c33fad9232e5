"""The commands of docs/operations.md that keep a site."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

OPERATIONS = Path(__file__).resolve().parent.parent.parent / "docs" / "operations.md"


def test_the_documented_backup_of_a_running_site_is_whole(tmp_path):
    var = tmp_path / "var"
    (var / "media" / "images").mkdir(parents=True)
    (var / "media" / "images" / "well.webp").write_bytes(b"a picture")
    (var / "secret_key").write_text("secret")
    running = sqlite3.connect(var / "db.sqlite3")
    running.execute("PRAGMA journal_mode=WAL")
    running.execute("CREATE TABLE work (code TEXT)")
    running.execute("INSERT INTO work VALUES ('la-water')")
    running.commit()
    running.execute("INSERT INTO work VALUES ('not yet')")  # somebody writes while the copy is made
    commands = re.findall(r"^    (python -c .*|tar .*)$", OPERATIONS.read_text(), re.M)
    assert len(commands) == 2
    for command in commands:
        subprocess.run(
            command.replace("python ", f"{sys.executable} ", 1),
            shell=True,
            cwd=tmp_path,
            check=True,
        )
    running.rollback()
    running.close()
    copy = sqlite3.connect(tmp_path / "backup.sqlite3")
    assert copy.execute("SELECT code FROM work").fetchall() == [("la-water",)]
    copy.close()
    with tarfile.open(tmp_path / "media.tar.gz") as archive:
        assert {"media/images/well.webp", "secret_key"} <= set(archive.getnames())

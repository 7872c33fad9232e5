"""One command makes a backup of a site in use, one puts it back on an empty machine."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tarfile
from contextlib import closing
from itertools import count
from threading import Event, Thread
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.server import ROOT, attempt, manage
from tools import postgresql

_numbers = count()
VENDORS = ["sqlite"] if postgresql.programs() is None else ["sqlite", "postgresql"]


class Site:
    """A data folder and, unless it is SQLite, a database of its own."""

    def __init__(self, folder, server=None, template="template1"):
        self.folder, self.variables = folder, {"DEMONSTRATION": "0"}
        if server:
            name = f"site_{folder.name}".replace("-", "_")
            with psycopg.connect(server, autocommit=True, dbname="template1") as connection:
                connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {template}')
            self.variables["DATABASE_URL"] = urlsplit(server)._replace(path=f"/{name}").geturl()

    def manage(self, *arguments):
        return manage(self.folder, *map(str, arguments), **self.variables)

    def refused(self, *arguments):
        done = attempt(self.folder, *map(str, arguments), **self.variables)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stderr

    def connect(self):
        if url := self.variables.get("DATABASE_URL"):
            return closing(psycopg.connect(url, autocommit=True))
        return closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=30, isolation_level=None))

    def pictures(self):
        """The rows that each stand for a file, and the files."""
        with self.connect() as connection:
            rows = connection.execute("SELECT name FROM auth_group WHERE name LIKE 'picture-%'").fetchall()
        return {name for (name,) in rows}, {path.name for path in (self.folder / "media").glob("picture-*")}


@pytest.fixture(scope="module", params=VENDORS)
def server(request):
    if request.param == "sqlite":
        yield None
    else:
        with postgresql.server(request.getfixturevalue("bare_cluster") / "cluster") as url:
            yield url


@pytest.fixture(scope="module")
def site(server, request, tmp_path_factory):
    bare = (
        request.getfixturevalue("bare_cluster") / "site" if server else request.getfixturevalue("bare_site")
    )
    site = Site(shutil.copytree(bare, tmp_path_factory.mktemp("first") / "site"), server, "postgres")
    site.manage("import_content", ROOT / "docs" / "exchange-example.jsonl")
    return site


@pytest.fixture(scope="module")
def backup(site, tmp_path_factory):
    """Made while somebody uploads files as fast as they can: the file first, then the row that names it."""
    (site.folder / "media").mkdir(exist_ok=True)
    begun, stop = Event(), Event()

    def upload():
        with site.connect() as connection:
            for number in count():
                name = f"picture-{number}"
                (site.folder / "media" / name).write_text(name * 100)
                connection.execute(f"INSERT INTO auth_group (name) VALUES ('{name}')")
                if number == 20:
                    begun.set()
                if stop.wait(0.002):
                    return

    thread = Thread(target=upload)
    thread.start()
    file = tmp_path_factory.mktemp("backups") / "kb.tar.gz"
    try:
        assert begun.wait(30)
        site.manage("backup_site", file)
    finally:
        stop.set()
        thread.join()
    return file


@pytest.fixture
def empty(server, tmp_path):
    folder = tmp_path / f"empty-{next(_numbers)}"
    return Site(folder, server)


def test_an_empty_machine_gets_the_whole_site(site, backup, empty):
    assert backup.stat().st_mode & 0o077 == 0
    empty.manage("restore_site", backup)
    empty.manage("search_index", "verify")  # fails where database and index disagree
    rows, files = empty.pictures()
    assert len(rows) > 20
    assert rows <= files
    name = max(rows)
    assert (empty.folder / "media" / name).read_text() == name * 100
    assert (empty.folder / "secret_key").read_text() == (site.folder / "secret_key").read_text()
    with empty.connect() as connection:
        assert connection.execute("SELECT count(*) FROM cases_casepage").fetchone()[0] >= 1
    assert empty.manage("search_index", "status").count("works: 3") == 1


def test_yesterdays_backup_takes_the_place_of_today_only_when_asked(backup, empty):
    empty.manage("restore_site", backup)
    with empty.connect() as connection:
        connection.execute("INSERT INTO auth_group (name) VALUES ('of today')")
        connection.execute("CREATE TABLE of_a_newer_version (id integer)")
    (empty.folder / "media" / "of-today").write_text("new")
    assert "--replace" in empty.refused("restore_site", backup)
    with empty.connect() as connection:
        assert connection.execute("SELECT count(*) FROM auth_group WHERE name = 'of today'").fetchone() == (
            1,
        )
    empty.manage("restore_site", backup, "--replace")
    with empty.connect() as connection:
        assert connection.execute("SELECT count(*) FROM auth_group WHERE name = 'of today'").fetchone() == (
            0,
        )
        with pytest.raises((sqlite3.Error, psycopg.Error)):
            connection.execute("SELECT * FROM of_a_newer_version")
    assert not (empty.folder / "media" / "of-today").exists()
    empty.manage("search_index", "verify")


def cut_off(backup, target):
    target.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])


def repacked(change):
    """A backup whose unpacked folder `change` has worked on."""

    def repack(backup, target):
        folder = target.parent / "unpacked"
        with tarfile.open(backup) as archive:
            archive.extractall(folder, filter="data")
        change(folder)
        with tarfile.open(target, "w:gz") as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.add(path, path.relative_to(folder).as_posix())
        shutil.rmtree(folder)

    return repack


def replace(old, new):
    def change(folder):
        manifest = folder / "manifest.json"
        text = manifest.read_text()
        assert re.search(old, text)
        manifest.write_text(re.sub(old, new, text, count=1))

    return change


def escaping(backup, target):
    with tarfile.open(target, "w:gz") as archive:
        archive.add(__file__, "media/../../stolen")


@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (cut_off, "not a whole backup"),
        (lambda backup, target: target.write_text("no tar"), "not a whole backup"),
        (lambda backup, target: None, "not a whole backup"),
        (repacked(lambda folder: (folder / "database").write_text("")), "damaged or missing"),
        (repacked(lambda folder: (folder / "media" / "picture-0").unlink()), "damaged or missing"),
        (repacked(replace('"0001_initial"', '"9999_later"')), "newer version"),
        (repacked(replace('"vendor": "[a-z]+"', '"vendor": "oracle"')), "export_content"),
        (repacked(replace('"format": 1', '"format": 99')), "another version"),
        (escaping, "does not belong"),
    ],
)
def test_what_is_not_a_whole_backup_is_refused_and_changes_nothing(backup, empty, spoil, sentence):
    spoiled = backup.parent / "spoiled.tar.gz"
    spoil(backup, spoiled)
    try:
        assert sentence in empty.refused("restore_site", spoiled)
    finally:
        spoiled.unlink(missing_ok=True)
    assert sorted(path.name for path in empty.folder.iterdir() if path.name != "db.sqlite3") == ["secret_key"]
    assert not (empty.folder.parent / "stolen").exists()


def test_a_backup_is_never_overwritten(site, backup):
    before = backup.read_bytes()
    assert "Choose another name" in site.refused("backup_site", backup)
    assert "Choose another place" in site.refused("backup_site", backup.parent / "no" / "folder.tar.gz")
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_the_documented_commands_are_these():
    text = (ROOT / "docs" / "operations.md").read_text()
    assert re.search(r"^    python manage.py backup_site \S+$", text, re.M)
    assert re.search(r"^    python manage.py restore_site \S+$", text, re.M)

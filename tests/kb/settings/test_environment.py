"""A value that cannot be right stops the start with a sentence that names the variable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from kb.settings import environment

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "kb.settings.production",
    "SECRET_KEY": "".join(chr(33 + number) for number in range(60)),
    "SITE_URL": "https://kb.example.org",
}


def manage(*arguments, data_dir, **variables):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, "DATA_DIR": str(data_dir), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda name: environment.number(name, 3), "soon"),
        (lambda name: environment.number(name, 3), "0"),
        (lambda name: environment.number(name, 3), "-1"),
        (lambda name: environment.number(name, 3), "nan"),
        (lambda name: environment.number(name, 3), "inf"),
        (lambda name: environment.flag(name, False), "perhaps"),
        (lambda name: environment.choice(name, ["a", "b"], "a"), "c"),
        (lambda name: environment.prefix(name, "kb"), "Our Site"),
        (lambda name: environment.prefix(name, "kb"), ""),
        (lambda name: environment.time_zone(name, "Asia/Bangkok"), "Asia/Atlantis"),
        (lambda name: environment.url(name), "example.org"),
        (lambda name: environment.url(name), "ftp://example.org"),
        (lambda name: environment.url(name), "https://"),
        (lambda name: environment.url(name), ""),
        (lambda name: environment.text(name), ""),
        (lambda name: environment.count(name), "many"),
        (lambda name: environment.count(name), "-1"),
        (lambda name: environment.nodes(name, ""), ""),
        (lambda name: environment.nodes(name, ""), "search:9200"),
        (lambda name: environment.nodes(name, ""), "https://search"),
        (lambda name: environment.nodes(name, ""), "https://one:9200,http://two:9200"),
    ],
)
def test_a_bad_value_is_named(monkeypatch, read, value):
    monkeypatch.setenv("KNOB", value)
    with pytest.raises(ImproperlyConfigured, match="KNOB") as refused:
        read("KNOB")
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("read", "value", "meant"),
    [
        (lambda name: environment.number(name, 3), "2.5", 2.5),
        (lambda name: environment.flag(name, False), "yes", True),
        (lambda name: environment.flag(name, True), "0", False),
        (lambda name: environment.choice(name, ["a", "b"], "a"), "b", "b"),
        (lambda name: environment.words(name), " a, b ,,", ["a", "b"]),
        (lambda name: environment.url(name), "https://example.org/", "https://example.org"),
        (lambda name: environment.time_zone(name, "Asia/Bangkok"), "Asia/Vientiane", "Asia/Vientiane"),
    ],
)
def test_a_good_value_is_read(monkeypatch, read, value, meant):
    monkeypatch.setenv("KNOB", value)
    assert read("KNOB") == meant


@pytest.mark.parametrize("value", ["mysql://a@b/c", "nonsense", "postgres://user@host:port/name"])
def test_a_database_that_is_none(monkeypatch, tmp_path, value):
    monkeypatch.setenv("DATABASE_URL", value)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.database(tmp_path)


def test_the_default_database_waits_for_writers(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    config = environment.database(tmp_path)
    assert config["NAME"] == str(tmp_path / "db.sqlite3")
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    # Neither for a request alone, nor for so long that it matters that a disk was read-only for a while.
    assert 5 <= config["CONN_MAX_AGE"] <= 20


def test_postgresql_is_read_from_its_address(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://kb:p%40ss@db.example.org:5433/site")
    config = environment.database(tmp_path)
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("db.example.org", 5433, "site")
    assert config["PASSWORD"] == "p@ss"


@pytest.mark.parametrize("place", ["file/below", "proc"])
def test_a_data_folder_that_cannot_be_written(monkeypatch, tmp_path, place):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATA_DIR", "/proc" if place == "proc" else str(tmp_path / place))
    with pytest.raises(ImproperlyConfigured, match=r"DATA_DIR is .* nothing can be written"):
        environment.data_dir()


def test_the_secret_of_one_machine_is_made_once_and_kept_to_itself(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = environment.kept_secret(tmp_path)
    assert len(first) >= 50
    assert environment.kept_secret(tmp_path) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("SECRET_KEY", "given")
    assert environment.kept_secret(tmp_path) == "given"


def test_production_passes_django_s_own_audit(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", data_dir=tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SITE_URL", ""),
        ("SITE_URL", "http://kb.example.org"),
        ("EMAIL_URL", "nonsense"),
        ("LOG_LEVEL", "LOUD"),
        ("SEARCH_ENGINE", "best"),
    ],
)
def test_production_refuses_what_is_unsafe_or_unclear(tmp_path, name, value):
    done = manage("check", data_dir=tmp_path, **{**PRODUCTION, name: value})
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert name in last, last


def test_the_server_names_a_bad_number(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--check-config", "--config", "deploy/gunicorn.conf.py"],
        cwd=ROOT,
        env={**os.environ, "WEB_WORKERS": "many"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "WEB_WORKERS is “many”" in done.stderr


def test_several_nodes(monkeypatch):
    monkeypatch.setenv("KNOB", "https://one:9200/, https://two:9200")
    assert environment.nodes("KNOB", "") == "https://one:9200,https://two:9200"


def test_a_secret_in_an_address_is_refused_and_never_shown(monkeypatch):
    monkeypatch.setenv("KNOB", "https://site:hidden@search:9200")
    with pytest.raises(ImproperlyConfigured, match="ELASTICSEARCH_PASSWORD") as refused:
        environment.nodes("KNOB", "")
    assert "hidden" not in str(refused.value)


def test_a_secret_is_taken_as_it_is(monkeypatch):
    monkeypatch.setenv("KNOB", "$a,b ")
    assert environment.text("KNOB") == "$a,b "


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"ELASTICSEARCH_USER": "site"}, "ELASTICSEARCH_PASSWORD"),
        ({"ELASTICSEARCH_PASSWORD": "hidden"}, "ELASTICSEARCH_USER"),
        (
            {
                "ELASTICSEARCH_USER": "site",
                "ELASTICSEARCH_PASSWORD": "hidden",
                "ELASTICSEARCH_API_KEY": "hidden",
            },
            "ELASTICSEARCH_API_KEY",
        ),
        ({"ELASTICSEARCH_CA_FILE": "/nowhere/ca.pem"}, "ELASTICSEARCH_CA_FILE"),
        ({"ELASTICSEARCH_CA_FILE": __file__}, "https://"),
    ],
)
def test_access_that_cannot_be_right_is_named(monkeypatch, variables, named):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=named) as refused:
        environment.elasticsearch_access("http://search:9200")
    assert "hidden" not in str(refused.value)
    assert str(refused.value).endswith(".")


def test_numpy_is_told_before_it_is_loaded_that_its_threads_shall_not_spin(tmp_path):
    look = "import os, sys, kb.settings.base; print('numpy' in sys.modules, os.environ['OPENBLAS_THREAD_TIMEOUT'])"
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["False", "16"]

"""The first administrator is made once, from the environment or by asking."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

GOOD = "a long sentence as password"


@pytest.fixture(autouse=True)
def environment(monkeypatch, db):
    for name in ("ADMIN_USERNAME", "ADMIN_EMAIL", "ADMIN_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


def administrators():
    return list(get_user_model().objects.filter(is_superuser=True))


def test_it_comes_from_the_environment_and_only_once(monkeypatch):
    monkeypatch.setenv("ADMIN_USERNAME", "somchai")
    monkeypatch.setenv("ADMIN_EMAIL", "somchai@example.org")
    monkeypatch.setenv("ADMIN_PASSWORD", GOOD)
    call_command("create_administrator", "--no-input")
    monkeypatch.setenv("ADMIN_USERNAME", "second")
    call_command("create_administrator", "--no-input")
    (user,) = administrators()
    assert (user.username, user.email) == ("somchai", "somchai@example.org")
    assert user.check_password(GOOD)


def test_without_a_password_nothing_is_made_and_nobody_is_asked(capsys):
    call_command("create_administrator", "--no-input")
    assert administrators() == []
    assert "make administrator" in capsys.readouterr().out


def test_it_asks(monkeypatch):
    monkeypatch.setattr("kb.editorial.management.commands.create_administrator.getpass", lambda prompt: GOOD)
    call_command("create_administrator")
    assert [user.username for user in administrators()] == ["admin"]


def test_nobody_to_ask_is_said(monkeypatch):
    def nobody(prompt):
        raise EOFError

    monkeypatch.setattr("kb.editorial.management.commands.create_administrator.getpass", nobody)
    with pytest.raises(CommandError, match="ADMIN_PASSWORD"):
        call_command("create_administrator")


def test_a_weak_password_is_refused(monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", "12345678")
    with pytest.raises(CommandError, match="common"):
        call_command("create_administrator", "--no-input")
    assert administrators() == []


def test_a_name_that_is_taken_is_said(monkeypatch):
    get_user_model().objects.create_user("admin")
    monkeypatch.setenv("ADMIN_PASSWORD", GOOD)
    with pytest.raises(CommandError, match="already exists"):
        call_command("create_administrator", "--no-input")

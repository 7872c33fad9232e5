"""A setting that nobody reads does nothing; a variable that nobody documented does not exist."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from django.apps import apps
from django.conf import global_settings

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = sorted((ROOT / "kb" / "settings").glob("*.py"))
DOCUMENTATION = ROOT / "docs" / "configuration.md"
# Other settings are made from these.
READ_BY_SETTINGS = {"BASE_DIR", "DATA_DIR", "SITE_URL"}
OF_ALLAUTH = ("ACCOUNT_", "MFA_")  # django-allauth reads its settings by the rest of their names


def assigned_settings() -> set[str]:
    names = set()
    for path in SETTINGS:
        if path.name == "environment.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Assign):
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {name for name in names if name.isupper() and not name.startswith("_")}


def sources_that_may_read() -> list[Path]:
    packages = {Path(config.path) for config in apps.get_app_configs()}
    packages |= {
        Path(sys.modules[name].__file__).parent for name in ("csp", "whitenoise", "django", "wagtail")
    }
    files = {path for package in packages for path in package.rglob("*.py")}
    return sorted(path for path in files if not {"tests", "settings", "test"} & set(path.parts))


def test_every_setting_is_read_by_someone():
    import csp  # noqa: F401  (in sys.modules for sources_that_may_read)
    import whitenoise  # noqa: F401

    wanted = assigned_settings() - set(dir(global_settings)) - READ_BY_SETTINGS
    word = re.compile(r"[A-Z][A-Z0-9_]{3,}")
    read: set[str] = set()
    for path in sources_that_may_read():
        words = set(word.findall(path.read_text(encoding="utf-8")))
        read |= {
            name
            for name in wanted
            if name in words or (name.startswith(OF_ALLAUTH) and name.partition("_")[2] in words)
        }
        if read == wanted:
            break
    assert not wanted - read, f"Nobody reads these settings: {sorted(wanted - read)}"


def variables_of_settings() -> set[str]:
    """Names of environment variables: the first argument of every call that reads the environment."""
    names = set()
    for path in SETTINGS:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                if isinstance(node.func, ast.Attribute) and node.func.attr == "get":
                    continue  # of a dictionary
                value = node.args[0].value
                if isinstance(value, str) and re.fullmatch(r"[A-Z][A-Z0-9_]+", value):
                    names.add(value)
    return names


def variables_of_the_rest() -> set[str]:
    """Those of the server, of commands and of the Makefile."""
    packages = (ROOT / name for name in ("kb", "cases", "experts"))
    commands = [path for package in packages for path in package.rglob("commands/*.py")]
    names = set(re.findall(r"^([A-Z_]+) \?=", (ROOT / "Makefile").read_text(), re.M))
    for path in (ROOT / "deploy" / "gunicorn.conf.py", *commands):
        names |= set(re.findall(r"(?:environ\.get|count)\([\"']([A-Z_]+)", path.read_text()))
    return names


def test_every_variable_is_documented_and_every_documented_variable_is_read():
    rows = re.findall(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", DOCUMENTATION.read_text(), re.M)
    documented = {name for row in rows for name in re.findall(r"[A-Z_]+", row)}
    read = variables_of_settings() | variables_of_the_rest()
    assert read - documented == set(), "docs/configuration.md does not explain these"
    assert documented - read == set(), "docs/configuration.md explains what nothing reads"

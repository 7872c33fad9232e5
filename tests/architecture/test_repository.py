"""Rules of the repository that no linter knows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_MODULE = 400  # lines
TEXT = {
    ".py",
    ".html",
    ".md",
    ".toml",
    ".txt",
    ".css",
    ".js",
    ".yml",
    ".yaml",
    ".conf",
    ".json",
    ".jsonl",
    ".po",
    "",
}
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|repo1?\.maven|maven\.org|proxy\.golang|crates\.io|devpi|index-url"
)
MACHINE_PATHS = re.compile(r"(?<![\w./:~$}-])/(?:work|root|Users|home/\w+|mnt|srv/\w+)/")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_no_module_is_too_long():
    long = {
        str(path.relative_to(ROOT)): len(lines_of(path))
        for path in tracked()
        if path.suffix == ".py" and "migrations" not in path.parts and len(lines_of(path)) > LONGEST_MODULE
    }
    assert not long, f"Split these modules (lines): {long}"


@pytest.mark.parametrize(
    ("what", "pattern"),
    [("an address of a package registry", REGISTRIES), ("a path of one machine", MACHINE_PATHS)],
    ids=["registry", "machine"],
)
def test_nothing_names(what, pattern):
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in tracked()
        if path.suffix in TEXT and path != Path(__file__).resolve()
        for number, line in enumerate(lines_of(path), 1)
        if (match := pattern.search(line))
    ]
    assert not found, f"These lines name {what}: {found}"

"""System checks of the delivered data."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, register

from kb.core import languages

from . import schemes
from .models import KEY


@register("vocabulary")
def delivered_data_is_well_formed(data: Path = schemes.DATA, **kwargs: Any) -> list[CheckMessage]:
    """Each scheme has a file; keys are well-formed and unique, parents known; language files name known keys."""
    found: list[CheckMessage] = []
    keys: dict[str, set[str]] = {}
    for scheme in schemes.SCHEMES:
        try:
            rows = json.loads((data / f"{scheme}.json").read_text("utf-8"))
        except (OSError, ValueError) as error:
            found.append(
                Error(f"Vocabulary {scheme}: the file cannot be read ({error}).", id="vocabulary.E001")
            )
            continue
        keys[scheme] = set()
        for row in rows:
            if not re.fullmatch(KEY, row["key"]) or row["key"] in keys[scheme]:
                found.append(
                    Error(f"Vocabulary {scheme}: bad or repeated key {row['key']}.", id="vocabulary.E002")
                )
            if row.get("parent") is not None and row["parent"] not in keys[scheme]:
                found.append(Error(f"Vocabulary {scheme}: {row['key']} has no parent.", id="vocabulary.E003"))
            keys[scheme].add(row["key"])
    for path in sorted((data / "labels").glob("*.json")):
        found += _language_file(path, keys)
    return found


def _language_file(path: Path, keys: dict[str, set[str]]) -> list[CheckMessage]:
    if path.stem not in languages.BY_CODE:
        return [Error(f"Vocabulary: {path.name} is no language of the site.", id="vocabulary.E004")]
    try:
        words = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        return [Error(f"Vocabulary: {path.name} cannot be read ({error}).", id="vocabulary.E001")]
    return [
        Error(f"Vocabulary: {path.name} names {scheme}: {key}, which does not exist.", id="vocabulary.E005")
        for scheme, terms in words.items()
        for key in terms
        if key not in keys.get(scheme, ())
    ]

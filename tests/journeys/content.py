"""The content of the journeys: a few works of the demonstration, as lines to import."""

from __future__ import annotations

import json
from typing import Any

from kb.exchange import demonstration

FILES = (
    "experts/expert-cn-1",
    "experts/expert-la-bounmy",
    "experts/expert-la-chansouk",
    "experts/expert-th-2",
    "cases/la-ban-xor-xieng-lom",
    "cases/la-poverty-reduction-fund",
    "cases/th-otop",
    "collections/water-and-homes",
)
BEANS, OTOP = "cases/la/la-ban-xor-xieng-lom/", "cases/th/th-otop/"
EXPERT = "experts/la/expert-la-bounmy/"
#: Every type of page, by a name: its address below the prefix of a language.
PAGES = {
    "home": "",
    "search": "search/",
    "words": "search/?q=water&country=LA&theme=water_sanitation",
    "filters": "search/?view=filters&country=LA",
    "values": "search/values/theme/?country=LA",
    "nothing": "search/?q=beans&country=SG&kind=case",
    "country": "country/la/",
    "theme": "theme/water_sanitation/",
    "case": BEANS,
    "chart": OTOP,
    "expert": EXPERT,
    "collection": "collections/demonstration-selection/water-and-homes/",
    "kept": "kept/?codes=la-ban-xor-xieng-lom,expert-la-bounmy,nothing",
    "plain": "about/",
    "version": "versions/la-ban-xor-xieng-lom/1/",
    "versions": "versions/la-ban-xor-xieng-lom/",
    "log-in": "accounts/login/",
    "forgotten": "accounts/password/reset/",
    "lost": "nowhere/",
}


def read(name: str) -> dict[str, Any]:
    """One work of the demonstration: `cases/th-otop`."""
    return json.loads((demonstration.FOLDER / f"{name}.jsonl").read_text(encoding="utf-8"))


def chosen() -> str:
    """The works, one a line. Collections keep the cases that are there."""
    works = [read(name) for name in FILES]
    there = {work["external_id"] for work in works}
    for work in works:
        if work["kind"] == "collection":
            work["facts"]["cases"] = [entry for entry in work["facts"]["cases"] if entry["case"] in there]
    return "".join(f"{json.dumps(work, ensure_ascii=False)}\n" for work in works)


def private_contacts(name: str) -> list[str]:
    """What the expert does not show to everybody."""
    contacts = read(name)["facts"]["contacts"]
    return [each["value"] for each in contacts if each["visibility"] != "public"]

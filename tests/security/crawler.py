"""Walks through everything that the site answers: what pages link to, and every address that the code knows."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kb.core import languages

LINK = re.compile(
    rb"""(?:href|src|action|srcset)\s*=\s*["']([^"'#\s]+)|<loc>([^<]+)</loc>|"(/[a-z][^"\s]*)\""""
)
# Facets make endless combinations of the same results: one choice at a time is looked at.
MOST_CHOICES = 1
MOST_PAGES = 3000


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: everything in it that a reader can see, headers too."""

    url: str
    status: int
    type: str
    content: bytes


def ask(client: Client, url: str, **headers: str) -> Answer:
    response = client.get(url, headers=headers)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    lines = "".join(f"{name}: {value}\n" for name, value in response.items() if name != "Location")
    return Answer(url, response.status_code, response.get("Content-Type", ""), lines.encode() + content)


def crawl(client: Client, begin: Iterable[str], prefixes: tuple[str, ...]) -> Iterator[Answer]:
    """Every page of this site that can be reached, in these languages; other languages open where a link leads."""
    waiting = deque(begin)
    known = set(waiting)
    while waiting:
        assert len(known) < MOST_PAGES, "The crawl does not end: which links make ever new addresses?"
        url = waiting.popleft()
        response = client.get(url)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        lines = "".join(f"{name}: {value}\n" for name, value in response.items())
        yield Answer(url, response.status_code, response.get("Content-Type", ""), lines.encode() + content)
        found = [next(filter(None, match)).decode(errors="replace") for match in LINK.findall(content)]
        if "Location" in response:
            found.append(response["Location"])
        for link in found:
            address = urljoin(f"{settings.SITE_URL}{url}", html.unescape(link))
            parts = urlsplit(address)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if (
                address.startswith(settings.SITE_URL + "/")
                and target not in known
                and _wanted(target, prefixes)
            ):
                known.add(target)
                waiting.append(target)


def _wanted(target: str, prefixes: tuple[str, ...]) -> bool:
    path, _, query = target.partition("?")
    if path.startswith(("/static/", "/admin/")) or query.count("=") - query.count("kind=") > MOST_CHOICES:
        return False
    if query and not path.endswith(f"{prefixes[0]}/search/") and not path.startswith("/records/"):
        return False  # the same choices as feeds, files and in other languages
    first = path.split("/")[1]
    return first not in languages.CODES or first in prefixes


def addresses(values: dict[str, list[Any]]) -> Iterator[str]:
    """Every address outside the admin that the code knows, with these values for its parameters."""
    yield from _addresses(get_resolver().url_patterns, [""], values)


def _addresses(patterns: Any, starts: list[str], values: dict[str, list[Any]]) -> Iterator[str]:
    for pattern in patterns:
        text = str(pattern.pattern)
        if (
            text.startswith(("admin/", "static/")) or "(?:[" in text
        ):  # the admin has its own test; pages are crawled
            continue
        ends = [f"{start}{end}" for start in starts for end in _filled(text, values)]
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, ends, values)
        elif isinstance(pattern, URLPattern):
            yield from (f"/{end}" for end in ends)


def _filled(text: str, values: dict[str, list[Any]]) -> list[str]:
    """A pattern with every combination of values; an unknown parameter fails, so that none goes unseen."""
    texts = [text.lstrip("^").rstrip("$")]
    for hole in re.findall(r"<[^>]+>|\([^)]*\)", text):
        name = hole.strip("<>").rpartition(":")[2]
        assert name in values, f"Tell the crawler what to write for {hole} in {text}: see test_canaries.py"
        texts = [each.replace(hole, str(value), 1) for each in texts for value in values[name]]
    return texts

"""A search as a feed: what is new for a question, for a reader's feed reader."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from kb.core import languages
from kb.core.addresses import absolute
from search.params import Params
from search.taking import Taken

from .frame import frame

SIZE = 30
#: What XML 1.0 cannot hold.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Feed(Atom1Feed):
    """An entry says in which language its words are."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}


def written(params: Params, taken: Taken) -> str:
    """The feed of a list in the reader's language."""
    site = frame(taken.language).name
    title = _("Search: %(query)s") % {"query": params.q} if params.q else _("Search")
    query = params.query(sort="").rstrip("?")
    feed = _Feed(
        title=_clean(f"{title} · {site}"),
        link=absolute(reverse("search") + query),
        description="",
        language=languages.get(taken.language).tag,
        feed_url=absolute(reverse("search_feed") + query),
    )
    for card in taken.cards():
        address = absolute(card.href)
        feed.add_item(
            title=_clean(card.title_text),
            link=address,
            unique_id=address,
            description=escape(_clean(card.summary)),
            updateddate=card.published,
            categories=[_clean(str(card.kind_label))],
            language=languages.get(card.language).tag,
        )
    return feed.writeString("utf-8")


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)

"""A number with how exact it is, in the order of words of each language."""

from __future__ import annotations

from django.utils.translation import pgettext, pgettext_lazy

from . import labels

PLACE = "%(number)s"
# A translator puts words before the number, behind it, or on both sides.
MESSAGES = {
    "about": pgettext_lazy("how exact", "about %(number)s"),
    "at_least": pgettext_lazy("how exact", "at least %(number)s"),
    "more_than": pgettext_lazy("how exact", "more than %(number)s"),
    "up_to": pgettext_lazy("how exact", "up to %(number)s"),
    "less_than": pgettext_lazy("how exact", "less than %(number)s"),
}


def around(qualifier: str | None) -> tuple[str, str]:
    """What stands before and behind a number of this qualifier (a key), in the active language."""
    if not qualifier or qualifier == "exact":
        return "", ""
    # A qualifier that somebody added to the vocabulary has a label, but no sentence of its own.
    message = MESSAGES.get(qualifier) or pgettext("how exact", "%(qualifier)s %(number)s")
    text = str(message).replace("%(qualifier)s", labels.label("qualifier", qualifier))
    before, _, after = text.partition(PLACE)
    return before, after


def amount(number: str, qualifier: str | None) -> str:
    """Such as "about 4,000"; `number` is written already."""
    before, after = around(qualifier)
    return f"{before}{number}{after}"

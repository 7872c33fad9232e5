"""Message catalogues: `update` adds new messages and drops unused ones; `check` fails where that is due.

Messages are found with Babel and Django's own reader of templates, so that no system package is needed.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from babel import Locale
from babel.messages.extract import extract
from babel.plural import to_gettext
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("kb", "cases", "experts", "search")
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# What templatize() leaves of a template is Python between blanked-out text; only these calls matter.
CALL = re.compile(r"""(?:n?p?gettext|_)\((?:\s*(?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*"|count)\s*,?)+\)""")
PLACEHOLDER = re.compile(r"%\(\w+\)[.\d]*[sdf]|%[sd](?!\w)|\{\w*\}", re.ASCII)


@dataclass(frozen=True)
class Message:
    """A message as the code asks for it; `plural` and `context` are empty for most."""

    text: str
    plural: str | None = None
    context: str | None = None

    def __str__(self) -> str:
        return f"“{self.text}”" + (f" ({self.context})" if self.context else "")


def _sources() -> Iterator[str]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.read_text()
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            yield "\n".join(CALL.findall(templatize(path.read_text(), origin=str(path))))


def messages_in_code() -> set[Message]:
    """Every message that Python code and templates ask for."""
    found = set()
    for source in _sources():
        for _line, text, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            singular, plural = (text[0], text[1]) if isinstance(text, tuple) else (text, None)
            found.add(Message(singular, plural, context))
    return found


def catalogues() -> Iterator[tuple[str, polib.POFile]]:
    """The locale and the catalogue of every translated language."""
    for path in sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
        yield path.parent.parent.name, polib.pofile(str(path))


def _of(catalogue: polib.POFile) -> dict[Message, polib.POEntry]:
    entries = (entry for entry in catalogue if not entry.obsolete)
    return {Message(entry.msgid, entry.msgid_plural or None, entry.msgctxt): entry for entry in entries}


def plural_forms(locale: str) -> str:
    """The header that says which form goes with which number, after the rules of CLDR."""
    return to_gettext(Locale.parse(locale).plural_form)


def problems(locale: str, catalogue: polib.POFile, wanted: set[Message]) -> Iterator[str]:
    """What is wrong with a catalogue, one sentence each."""
    entries = _of(catalogue)
    if catalogue.metadata.get("Plural-Forms") != plural_forms(locale):
        yield f"{locale} has other plural forms than CLDR. Run `make messages`."
    if missing := sorted(map(str, wanted - entries.keys())):
        yield f"{locale} lacks {len(missing)} messages, among them {missing[0]}. Run `make messages`."
    for message, entry in entries.items():
        allowed = set(PLACEHOLDER.findall(message.text + (message.plural or "")))
        for text in filter(None, [entry.msgstr, *entry.msgstr_plural.values()]):
            found = set(PLACEHOLDER.findall(text))
            if unknown := found - allowed:
                yield f"{locale}: the translation of {message} has {', '.join(sorted(unknown))}, it has not."
            if lost := allowed - found:
                yield f"{locale}: the translation of {message} lacks {', '.join(sorted(lost))}."


def update(locale: str, catalogue: polib.POFile, wanted: set[Message]) -> tuple[int, int]:
    """Add what is missing, drop what is unused, sort. Returns how many were added and dropped."""
    entries = _of(catalogue)
    catalogue.metadata["Plural-Forms"] = plural_forms(locale)
    forms = int(re.search(r"\d+", plural_forms(locale))[0])
    unused = [entry for message, entry in entries.items() if message not in wanted]
    for entry in unused:
        catalogue.remove(entry)
    for message in wanted - entries.keys():
        entry = polib.POEntry(msgid=message.text, msgctxt=message.context)
        if message.plural:
            entry.msgid_plural = message.plural
        catalogue.append(entry)
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {form: entry.msgstr_plural.get(form, "") for form in range(forms)}
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.save()
    return len(wanted - entries.keys()), len(unused)


def main(action: str) -> int:
    wanted = messages_in_code()
    if action == "update":
        for locale, catalogue in catalogues():
            added, dropped = update(locale, catalogue, wanted)
            left = len(catalogue.untranslated_entries())
            print(f"{locale}: {added} added, {dropped} dropped, {left} of {len(wanted)} to translate")
        return 0
    found = [problem for locale, catalogue in catalogues() for problem in problems(locale, catalogue, wanted)]
    print("\n".join(found) or f"{len(wanted)} messages are in every catalogue.")
    return bool(found)


if __name__ == "__main__":
    if sys.argv[1:] not in (["check"], ["update"]):
        sys.exit("Say `check` or `update`.")
    sys.exit(main(sys.argv[1]))

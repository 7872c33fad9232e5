"""What the message tool finds, and what it refuses."""

from __future__ import annotations

import polib
import pytest

from tools import messages
from tools.messages import Message

PYTHON = """
_("A case")
ngettext("%(n)s case", "%(n)s cases", n)
pgettext_lazy("verb", "Review")
label = _(name)
"""
TEMPLATE = """{% load i18n %}{# Translators: short #}
<a title="{% translate "It's here" %}">{% translate 'Review' context "noun" %}</a>
{% blocktranslate count n=hits trimmed %}
  one <b>hit</b>
{% plural %}
  {{ n }} hits
{% endblocktranslate %}
{% if kind == _("Expert") %}{{ note|default:_("None yet") }}{% endif %}
"""


@pytest.fixture
def found(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    for name in (*messages.PACKAGES, "templates"):
        (tmp_path / name).mkdir()
    (tmp_path / "cases" / "models.py").write_text(PYTHON)
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    return messages.messages_in_code()


def catalogue(*entries, locale="lo"):
    made = polib.POFile()
    made.metadata = {"Plural-Forms": messages.plural_forms(locale)}
    made.extend(polib.POEntry(**entry) for entry in entries)
    return made


def test_messages_of_code_and_templates_are_found(found):
    assert found == {
        Message("A case"),
        Message("%(n)s case", "%(n)s cases"),
        Message("Review", context="verb"),
        Message("Review", context="noun"),
        Message("It's here"),
        Message("one <b>hit</b>", "%(n)s hits"),
        Message("Expert"),
        Message("None yet"),
    }


def test_what_a_catalogue_lacks_is_said():
    (problem,) = messages.problems(
        "lo", catalogue({"msgid": "A"}), {Message("A"), Message("B"), Message("C")}
    )
    assert "lacks 2 messages" in problem
    assert "“B”" in problem


def test_a_placeholder_that_the_message_lacks_is_said():
    wrong = catalogue({"msgid": "%(n)s cases", "msgstr": "%(m)s kaso"}, locale="fil")
    unknown, lost = messages.problems("fil", wrong, {Message("%(n)s cases")})
    assert "%(m)s" in unknown
    assert "%(n)s" in lost


def test_plural_forms_that_are_not_those_of_the_language_are_said():
    (problem,) = messages.problems("fil", catalogue(locale="lo"), set())
    assert "plural forms" in problem


def test_update_adds_sorts_and_drops(tmp_path):
    path = tmp_path / "django.po"
    catalogue({"msgid": "Old", "msgstr": "Tua"}, {"msgid": "B", "msgstr": "Be"}).save(str(path))
    wanted = {Message("B"), Message("%(n)s case", "%(n)s cases")}
    assert messages.update("id", polib.pofile(str(path)), wanted) == (1, 1)
    entries = list(polib.pofile(str(path)))
    assert [entry.msgid for entry in entries] == ["%(n)s case", "B"]
    assert entries[1].msgstr == "Be"
    assert entries[0].msgstr_plural == {0: ""}

"""The words of the interface in every language but English."""

import re

import polib
import pytest
from django.utils import translation
from django.utils.translation import ngettext
from django.utils.translation.trans_real import to_language

from tools import messages

CATALOGUES = dict(messages.catalogues())
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;?!()]|[,:;?!()][\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def wanted() -> set[messages.Message]:
    return messages.messages_in_code()


@pytest.mark.parametrize("locale", CATALOGUES)
def test_a_catalogue_has_every_message_with_its_placeholders(locale, wanted):
    assert list(messages.problems(locale, CATALOGUES[locale], wanted)) == []


@pytest.mark.parametrize("locale", CATALOGUES)
def test_every_message_is_translated(locale):
    catalogue = CATALOGUES[locale]
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


@pytest.mark.parametrize("locale", CATALOGUES)
def test_a_translation_ends_as_the_original_does(locale):
    """A label stays a label and a sentence a sentence, for templates add what follows."""
    for entry in CATALOGUES[locale]:
        for text in filter(None, [entry.msgstr, *entry.msgstr_plural.values()]):
            assert text == text.strip(), entry.msgid
            assert (text[-1] in ":：៖-") == entry.msgid.endswith(":"), entry.msgid


@pytest.mark.parametrize("locale", CATALOGUES)
def test_every_number_has_a_form(locale):
    with translation.override(to_language(locale)):
        texts = [ngettext("%(shown)s case", "%(shown)s cases", number) for number in (0, 1, 2, 4, 16, 101)]
    assert set(texts) <= set(_forms(CATALOGUES[locale], "%(shown)s case"))


def _forms(catalogue: polib.POFile, msgid: str) -> list[str]:
    return list(catalogue.find(msgid).msgstr_plural.values())


def test_chinese_has_full_width_punctuation():
    for entry in CATALOGUES["zh_Hans"]:
        for text in filter(None, [entry.msgstr, *entry.msgstr_plural.values()]):
            assert not HALF_WIDTH.search(text), text

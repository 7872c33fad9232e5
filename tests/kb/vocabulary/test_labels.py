import pytest
from django.core.signals import request_finished, request_started
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import translation

from kb.vocabulary import labels, snapshot
from kb.vocabulary.loading import load
from kb.vocabulary.models import Term, TermLabel
from kb.vocabulary.templatetags import vocabulary_tags


@pytest.fixture
def small(delivery, db):
    lists = {
        "theme": [
            {"key": "water"},
            {"key": "roads"},
            {"key": "wells", "parent": "water"},
            {"key": "taps", "parent": "water"},
            {"key": "bridges", "parent": "roads"},
        ]
    }
    words = {
        "en": {"theme": {"water": ["Water", "Wet."], "roads": ["Roads", "Long."], "taps": ["Taps", ""]}},
        "lo": {"theme": {"water": ["ນ້ຳ", "ປຽກ"]}},
    }
    load(delivery(lists, words))
    snapshot.current()


@pytest.fixture
def in_request(monkeypatch):
    # Django closes the connection around a request, which would end the transaction of the test.
    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda connection: None)
    request_started.send(sender=None)
    yield
    request_finished.send(sender=None)


def test_a_label_falls_back_to_english_then_to_the_key(small):
    found = labels.labels("theme", ["water", "roads", "wells", "unheard_of"], "lo")
    assert found == {"water": "ນ້ຳ", "roads": "Roads", "wells": "wells", "unheard_of": "unheard_of"}
    assert labels.label("nowhere", "water", "lo") == "water"


def test_a_definition_falls_back_to_english(small):
    assert labels.definition("theme", "water", "lo") == "ປຽກ"
    assert labels.definition("theme", "roads", "lo") == "Long."
    assert labels.definition("theme", "wells", "lo") == ""


def test_the_active_language_is_the_default(small):
    with translation.override("lo"):
        assert labels.label("theme", "water") == str(Term.objects.get(key="water")) == "ນ້ຳ"
        assert vocabulary_tags.term_label("water", "theme") == "ນ້ຳ"
        assert vocabulary_tags.term_definition("water", "theme") == "ປຽກ"
    assert vocabulary_tags.term_label(None, "theme") == ""


def test_a_regional_language_reads_its_base(small):
    assert labels.label("theme", "water", "lo-LA") == "ນ້ຳ"


def test_for_the_index_only_labels_that_exist(small):
    TermLabel.objects.filter(language="lo").update(synonyms="ນໍ້າ\n\n  ນ້ຳສະອາດ ")
    found = labels.names_in_all_languages("theme", ["water", "wells", "unheard_of"])
    names = {"en": ("Water",), "lo": ("ນ້ຳ", "ນໍ້າ", "ນ້ຳສະອາດ")}
    assert found == {"water": names, "wells": {}, "unheard_of": {}}


def test_the_tree(small):
    assert [entry.key for entry in labels.entries("theme")] == ["water", "wells", "taps", "roads", "bridges"]
    assert labels.children("theme", None) == ["water", "roads"]
    assert labels.children("theme", "water") == ["wells", "taps"]
    assert labels.ancestors("theme", "taps") == ["water"]
    assert labels.ancestors("theme", "unheard_of") == []
    assert labels.with_ancestors("theme", ["taps", "water", "bridges"]) == [
        "water",
        "taps",
        "roads",
        "bridges",
    ]


def test_a_retired_term_keeps_its_label_and_leaves_the_lists(small):
    Term.objects.filter(key="taps").update(retired=True)
    assert labels.label("theme", "taps", "en") == "Taps"
    assert labels.children("theme", "water") == ["wells"]
    assert labels.children("theme", "water", retired=True) == ["wells", "taps"]


def test_unknown_keys_are_named(small):
    assert labels.term_ids("theme", ["water"]) == {"water": Term.objects.get(key="water").pk}
    with pytest.raises(labels.UnknownTerm) as error:
        labels.term_ids("theme", ["water", "no", "nor"])
    assert (error.value.scheme, error.value.keys) == ("theme", ["no", "nor"])


def test_a_request_costs_one_query_however_many_labels(small, in_request, django_assert_num_queries):
    with django_assert_num_queries(1):
        labels.labels("theme", ["water", "roads"], "lo")
        labels.definition("theme", "water", "km")
        labels.with_ancestors("theme", ["taps"])
        str(Term(pk=1, scheme="theme", key="water"))


def test_the_next_request_looks_again(small, in_request, django_assert_num_queries):
    labels.label("theme", "water")
    request_started.send(sender=None)
    with django_assert_num_queries(1):
        labels.label("theme", "water")


def test_a_change_by_another_process_costs_three_queries_once(small, django_assert_num_queries):
    TermLabel.objects.filter(language="lo").update(label="ນໍ້າ")
    with django_assert_num_queries(3):
        assert labels.label("theme", "water", "lo") == "ນໍ້າ"
    with django_assert_num_queries(1):
        labels.label("theme", "water", "lo")


def test_a_change_within_the_request_is_seen_in_it(small, in_request):
    assert labels.label("theme", "water", "lo") == "ນ້ຳ"
    TermLabel.objects.filter(language="lo").update(label="ນໍ້າ")
    assert labels.label("theme", "water", "lo") == "ນໍ້າ"


def test_a_command_may_hold_one_version(small, django_assert_num_queries):
    with django_assert_num_queries(1), snapshot.held():
        for _ in range(3):
            labels.names_in_all_languages("theme", ["water"])
    with django_assert_num_queries(1):
        labels.label("theme", "water")


def test_without_a_vocabulary_keys_are_shown(db):
    assert labels.label("theme", "water") == "water"

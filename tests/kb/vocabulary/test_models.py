"""Retired, never deleted; every change announced."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from kb.vocabulary import labels
from kb.vocabulary.models import Term, TermLabel, VocabularyVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def water():
    term = Term.objects.create(scheme="theme", key="water")
    TermLabel.objects.create(term=term, language="en", label="Water")
    return term


@pytest.mark.parametrize(
    "delete",
    [
        lambda term: term.delete(),
        lambda term: Term.objects.filter(pk=term.pk).delete(),
        lambda term: Term.objects.all().delete(),
        lambda term: Term._base_manager.all().delete(),
    ],
    ids=["row", "queryset", "all", "base manager"],
)
def test_no_path_deletes_a_term(water, delete):
    with pytest.raises(ProtectedError, match="no longer used"), transaction.atomic():
        delete(water)
    assert Term.objects.get().labels.count() == 1


def test_a_key_is_unique_in_its_scheme_only(water):
    Term.objects.create(scheme="unit", key="water")
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(scheme="theme", key="water")


def test_one_label_a_language(water):
    with pytest.raises(IntegrityError), transaction.atomic():
        TermLabel.objects.create(term=water, language="en", label="Again")


@pytest.mark.parametrize("key", ["Water", "water supply", "-", "wa__ter", ""])
def test_a_bad_key_is_refused(key):
    with pytest.raises(ValidationError):
        Term(scheme="theme", key=key).full_clean()


def test_a_list_has_two_levels_of_one_scheme(water):
    taps = Term.objects.create(scheme="theme", key="taps", parent=water)
    with pytest.raises(ValidationError, match="two levels"):
        Term(scheme="theme", key="deeper", parent=taps).full_clean()
    with pytest.raises(ValidationError, match="same list"):
        Term(scheme="unit", key="other", parent=water).full_clean()
    water.parent = water
    with pytest.raises(ValidationError, match="two levels"):
        water.full_clean()


def test_a_changed_label_is_announced_with_the_terms_below(water, announced):
    taps = Term.objects.create(scheme="theme", key="taps", parent=water)
    announced.clear()
    label = water.labels.get()
    label.label = "Waters"
    label.save()
    assert announced == [frozenset({water.pk, taps.pk})]


def test_saving_without_a_change_is_silent(water, announced):
    version = VocabularyVersion.objects.token()
    Term.objects.get().save()
    TermLabel.objects.get().save()
    assert announced == []
    assert VocabularyVersion.objects.token() == version


@pytest.mark.parametrize(
    "change",
    [
        lambda term: Term.objects.filter(pk=term.pk).update(retired=True),
        lambda term: TermLabel.objects.filter(term=term).update(label="Other"),
        lambda term: TermLabel.objects.bulk_create([TermLabel(term=term, language="lo", label="ນ້ຳ")]),
        lambda term: term.labels.get().delete(),
        lambda term: TermLabel.objects.filter(term=term).delete(),
    ],
    ids=["retire", "labels", "add labels", "drop label", "drop labels"],
)
def test_a_change_in_bulk_is_announced_too(water, announced, change):
    change(water)
    assert announced == [frozenset({water.pk})]


def test_a_change_that_is_rolled_back_leaves_no_trace(water):
    assert labels.label("theme", "water", "en") == "Water"
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        TermLabel.objects.update(label="Gone")
        assert labels.label("theme", "water", "en") == "Gone"
        _ = 1 / 0
    assert labels.label("theme", "water", "en") == "Water"
    TermLabel.objects.update(label="Stays")
    assert labels.label("theme", "water", "en") == "Stays"

import pytest
from django.core.management import call_command

from kb.vocabulary import labels
from kb.vocabulary.loading import load
from kb.vocabulary.models import Term, TermLabel, VocabularyVersion

pytestmark = pytest.mark.django_db


def theme(key, **more):
    return {"key": key, **more}


def test_everything_delivered_arrives(vocabulary):
    assert Term.objects.in_scheme("theme").filter(parent=None).count() >= 17
    assert Term.objects.in_scheme("indicator").count() >= 60
    assert Term.objects.in_scheme("unit").count() >= 40
    assert Term.objects.get(scheme="theme", key="roads").parent.key == "infrastructure"
    wage = Term.objects.get(scheme="indicator", key="wage")
    assert (wage.default_unit.key, wage.direction) == ("usd", "up")
    assert Term.objects.get(scheme="unit", key="hectares").symbol == "ha"
    assert Term.objects.filter(labels=None).count() == 0


def test_english_is_the_original_and_the_others_say_machine(delivery):
    words = {"en": {"theme": {"water": ["Water", "Wet."]}}, "lo": {"theme": {"water": ["ນ້ຳ", "ປຽກ"]}}}
    load(delivery({"theme": [theme("water")]}, words))
    states = dict(TermLabel.objects.values_list("language", "state"))
    assert states == {"en": "original", "lo": "machine"}


def test_loading_again_changes_nothing(vocabulary, announced):
    version = VocabularyVersion.objects.token()
    report = load()
    assert not any(report.counts.values())
    assert report.kept == report.unlisted == announced == []
    assert VocabularyVersion.objects.token() == version


def test_what_nobody_edited_follows_the_files(delivery):
    load(
        delivery({"theme": [theme("water"), theme("taps")]}, {"en": {"theme": {"water": ["Water", "Old."]}}})
    )
    lists = {"theme": [theme("water"), theme("taps", parent="water")]}
    report = load(delivery(lists, {"en": {"theme": {"water": ["Water", "New."]}}}))
    assert TermLabel.objects.get().definition == "New."
    assert Term.objects.get(key="taps").parent.key == "water"
    assert report.counts["terms changed"] == report.counts["labels in en changed"] == 1
    assert report.kept == []


def test_an_edited_label_is_kept_and_reported(delivery):
    load(delivery({"theme": [theme("water")]}, {"en": {"theme": {"water": ["Water", ""]}}}))
    label = TermLabel.objects.get()
    label.label = "Clean water"
    label.save()
    report = load(delivery({"theme": [theme("water")]}, {"en": {"theme": {"water": ["Waters", ""]}}}))
    assert labels.label("theme", "water", "en") == "Clean water"
    assert report.kept == ["en: theme: water"]


def test_a_reviewed_label_is_kept(delivery):
    load(delivery({"theme": [theme("water")]}, {"lo": {"theme": {"water": ["ນ້ຳ", ""]}}}))
    TermLabel.objects.update(state=TermLabel.State.REVIEWED)
    load(delivery({"theme": [theme("water")]}, {"lo": {"theme": {"water": ["ນໍ້າ", ""]}}}))
    assert TermLabel.objects.get().label == "ນ້ຳ"


def test_names_and_the_state_of_checking_come_from_the_files(delivery):
    def loaded(*entry):
        return load(delivery({"theme": [theme("water")]}, {"lo": {"theme": {"water": ["ນ້ຳ", "", *entry]}}}))

    loaded()
    loaded(["ນໍ້າ", "ນ້ຳສະອາດ"])
    label = TermLabel.objects.get()
    assert (label.synonyms, label.state) == ("ນໍ້າ\nນ້ຳສະອາດ", "machine")
    assert loaded(["ນໍ້າ"], "reviewed").kept == []  # somebody has checked it in the file
    label.refresh_from_db()
    assert (label.synonyms, label.state) == ("ນໍ້າ", "reviewed")
    TermLabel.objects.update(synonyms="ນ້ຳດື່ມ")
    assert loaded(["ນໍ້າ", "ນ້ຳສະອາດ"], "reviewed").kept == ["lo: theme: water"]


def test_an_edited_place_in_the_list_is_kept(delivery):
    load(delivery({"theme": [theme("water"), theme("taps")]}, {}))
    term = Term.objects.get(key="taps")
    term.sort_order = 99
    term.save()
    report = load(delivery({"theme": [theme("water"), theme("taps", parent="water")]}, {}))
    assert Term.objects.get(key="taps").parent is None
    assert report.kept == ["theme: taps"]


def test_the_files_retire_a_term_and_never_revive_one(delivery):
    load(delivery({"theme": [theme("water"), theme("taps")]}, {}))
    Term.objects.filter(key="taps").update(retired=True)
    load(delivery({"theme": [theme("water", retired=True), theme("taps")]}, {}))
    assert set(Term.objects.values_list("retired", flat=True)) == {True}


def test_a_term_of_the_admin_stays_and_is_reported(delivery):
    Term.objects.create(scheme="theme", key="own")
    report = load(delivery({"theme": [theme("water")]}, {}))
    assert Term.objects.filter(key="own").exists()
    assert report.unlisted == ["theme: own"]


def test_one_load_announces_once(delivery, announced):
    load(delivery({"theme": [theme("water"), theme("taps", parent="water")]}, {}))
    assert announced == [frozenset(Term.objects.values_list("pk", flat=True))]


def test_the_command_says_what_it_did(capsys):
    call_command("load_vocabulary")
    assert "terms added" in capsys.readouterr().out
    call_command("load_vocabulary")
    assert "nothing to do" in capsys.readouterr().out

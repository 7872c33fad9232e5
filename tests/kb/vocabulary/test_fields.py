import pytest
from django import forms
from django.db import models, transaction
from django.db.models import ProtectedError
from django.test.utils import isolate_apps
from django.utils import translation
from wagtail.models import Orderable

from kb.vocabulary import labels
from kb.vocabulary.fields import TermForeignKey
from kb.vocabulary.models import Term, TermLabel

pytestmark = pytest.mark.django_db


class IndicatorForm(forms.ModelForm):
    class Meta:
        model = Term
        fields = ["default_unit"]


@pytest.fixture
def wage(vocabulary):
    return Term.objects.get(scheme="indicator", key="wage")


def offered(form):
    return [str(text) for _, text in form.fields["default_unit"].choices]


def test_key_and_label_need_no_query_for_the_row(wage, django_assert_num_queries):
    term = Term.objects.get(pk=wage.pk)
    with django_assert_num_queries(2):  # the version, looked at once a call outside a request
        assert (term.default_unit_key, term.default_unit_label) == ("usd", "US dollars")


def test_an_empty_one_has_no_key_and_no_label(vocabulary):
    term = Term(scheme="unit", key="new")
    assert (term.default_unit_key, term.default_unit_label) == (None, "")


def test_the_form_offers_its_scheme_in_the_language_of_the_reader(wage):
    TermLabel.objects.update_or_create(
        term=wage.default_unit, language="lo", defaults={"label": "ໂດລາ ສະຫະລັດ"}
    )
    with translation.override("lo"):
        assert "ໂດລາ ສະຫະລັດ" in offered(IndicatorForm(instance=wage))
    assert len(offered(IndicatorForm(instance=wage))) == len(labels.entries("unit")) + 1


def test_the_form_refuses_another_scheme(wage):
    theme = labels.term_ids("theme", ["roads"])["roads"]
    assert not IndicatorForm({"default_unit": theme}, instance=wage).is_valid()


def test_a_retired_term_is_not_offered_and_not_taken(wage):
    rai = Term.objects.get(scheme="unit", key="rai")
    rai.retired = True
    rai.save()
    assert "rai" not in " ".join(offered(IndicatorForm(instance=wage)))
    assert not IndicatorForm({"default_unit": rai.pk}, instance=wage).is_valid()


def test_a_retired_term_stays_where_it_is_chosen(wage):
    Term.objects.filter(pk=wage.default_unit_id).update(retired=True)
    html = str(IndicatorForm(instance=wage)["default_unit"])
    assert "US dollars (no longer used)" in html
    assert IndicatorForm({"default_unit": wage.default_unit_id}, instance=wage).is_valid()


@isolate_apps("kb.vocabulary")
def test_two_levels_are_grouped(vocabulary):
    field = theme_row_model()._meta.get_field("term").formfield()
    groups = dict(list(field.choices)[1:])
    assert [text for _, text in groups["Infrastructure"]][:2] == ["Infrastructure", "Roads and transport"]


@isolate_apps("kb.vocabulary")
def test_a_retired_parent_stays_as_heading_of_its_children(vocabulary):
    Term.objects.filter(scheme="theme", key="infrastructure").update(retired=True)
    field = theme_row_model()._meta.get_field("term").formfield()
    group = dict(list(field.choices)[1:])["Infrastructure"]
    assert next(text for _, text in group) == "Roads and transport"
    retired = labels.term_ids("theme", ["infrastructure"])["infrastructure"]
    with pytest.raises(forms.ValidationError):
        field.clean(retired)


@isolate_apps("kb.vocabulary")
def test_the_field_survives_a_migration():
    field = theme_row_model()._meta.get_field("term")
    _, path, args, kwargs = field.deconstruct()
    assert path == "kb.vocabulary.fields.TermForeignKey"
    assert (kwargs["scheme"], kwargs["on_delete"]) == ("theme", models.PROTECT)
    assert field.clone().scheme == "theme"
    assert TermForeignKey(*args, **kwargs).scheme == "theme"


def test_a_term_in_use_is_protected_by_its_users_too(wage):
    with pytest.raises(ProtectedError), transaction.atomic():
        wage.default_unit.delete()


def theme_row_model():
    class ThemeRow(Orderable):
        term = TermForeignKey(Term, scheme="theme")

        class Meta(Orderable.Meta):
            app_label = "vocabulary"

    return ThemeRow

"""The vocabulary in Wagtail's admin: search, filter, edit, retire; never delete."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from kb.vocabulary.models import Term

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"wagtailsnippets_vocabulary_term:{name}", args=args)


@pytest.fixture
def administrator(client):
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.org", "x"))
    return client


@pytest.fixture
def rai(vocabulary):
    return Term.objects.get(scheme="unit", key="rai")


def form_of(term, labels, **more):
    rows = [
        {
            "id": label.pk or "",
            "language": label.language,
            "label": label.label,
            "definition": "",
            "state": "human",
        }
        for label in labels
    ]
    initial = sum(bool(label.pk) for label in labels)
    data = {"sort_order": term.sort_order, "parent": "", "symbol": "", "unit_kind": "area", **more}
    return nested_form_data({**data, "labels": inline_formset(rows, initial=initial)})


def test_the_menu_has_an_entry(administrator, vocabulary):
    assert url("list") in administrator.get(reverse("wagtailadmin_home")).content.decode()


def test_the_list_is_filtered_by_scheme(administrator, vocabulary):
    response = administrator.get(url("list_results"), {"scheme": "scale"})
    assert {term.scheme for term in response.context["object_list"]} == {"scale"}


def test_a_search_shows_each_term_once(administrator, rai):
    rai.labels.create(language="id", label="rai")
    answer = administrator.get(url("list_results"), {"q": "rai", "scheme": "unit"})
    found = [term.pk for term in answer.context["object_list"]]
    assert found.count(rai.pk) == 1


def test_a_label_is_edited_and_the_key_is_not(administrator, rai):
    label = rai.labels.get(language="en")
    label.label = "rai (Thailand)"
    response = administrator.post(url("edit", rai.pk), form_of(rai, [label], key="other", scheme="theme"))
    assert response.status_code == 302
    rai.refresh_from_db()
    assert (rai.scheme, rai.key, rai.label) == ("unit", "rai", "rai (Thailand)")


def test_a_term_is_retired(administrator, rai):
    administrator.post(url("edit", rai.pk), form_of(rai, [rai.labels.get(language="en")], retired="on"))
    rai.refresh_from_db()
    assert rai.retired


def test_english_words_are_always_there(administrator, rai):
    label = rai.labels.get(language="en")
    label.language = "th"
    response = administrator.post(url("edit", rai.pk), form_of(rai, [label]))
    assert "Write the label in English" in response.content.decode()
    assert rai.labels.filter(language="en").exists()


def test_a_language_twice_is_refused(administrator, rai):
    label = rai.labels.get(language="en")
    again = type(label)(language="en", label="again")
    response = administrator.post(url("edit", rai.pk), form_of(rai, [label, again]))
    assert response.status_code == 200
    assert rai.labels.filter(language="en").count() == 1


def test_the_forms_show_only_what_belongs_to_the_scheme(administrator, vocabulary):
    def fields(scheme, key):
        term = Term.objects.get(scheme=scheme, key=key)
        return set(administrator.get(url("edit", term.pk)).context["form"].fields)

    assert {"symbol", "unit_kind"} <= fields("unit", "rai")
    assert {"default_unit", "direction"} <= fields("indicator", "wage")
    assert not {"symbol", "unit_kind", "default_unit", "direction"} & fields("theme", "roads")


def test_a_new_term_may_be_made(administrator, vocabulary):
    label = Term.objects.get(scheme="unit", key="rai").labels.model(language="en", label="li")
    response = administrator.post(
        url("add"), form_of(Term(), [label], scheme="unit", key="li", default_unit="", direction="")
    )
    assert response.status_code == 302
    assert Term.objects.get(scheme="unit", key="li").label == "li"


def test_deleting_is_refused_to_a_superuser(administrator, rai):
    administrator.post(url("delete", rai.pk))
    administrator.post(
        reverse("wagtail_bulk_action", args=("vocabulary", "term", "delete")) + f"?id={rai.pk}",
        {"confirm": "on"},
    )
    assert Term.objects.filter(pk=rai.pk).exists()
    assert url("delete", rai.pk) not in administrator.get(url("edit", rai.pk)).content.decode()


def test_an_editor_with_the_right_to_change_may_edit_and_nobody_else(client, rai):
    editor = get_user_model().objects.create_user("desk", "desk@example.org", "x")
    group = Group.objects.create(name="desk")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    editor.groups.add(group)
    client.force_login(editor)
    assert client.get(url("edit", rai.pk)).status_code == 302
    group.permissions.add(
        Permission.objects.get(codename="change_term"), Permission.objects.get(codename="delete_term")
    )
    assert client.get(url("edit", rai.pk)).status_code == 200
    assert client.post(url("delete", rai.pk)).status_code == 302
    assert Term.objects.filter(pk=rai.pk).exists()

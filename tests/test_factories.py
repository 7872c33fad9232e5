"""The factories make real, public content; other tests lean on them."""

from django.core.management import call_command

from kb.core import visibility
from kb.core.models import Work
from tests.factories import make_case, make_collection, make_expert, translate


def test_what_they_make_is_public_and_whole(site, client):
    expert = make_expert(
        kinds=["practitioner"], contacts=[{"type": "email", "value": "a@example.org", "visibility": "nobody"}]
    )
    case = make_case(
        tags=["spring"],
        status="finished",
        results=[{"indicator": "people_reached", "after": 500, "source": "s1"}],
        references=[{"key": "s1", "title": "A report"}],
        people=[{"name": "Bounmy Phommasan", "role": "contact"}],
    )
    lao = translate(case, "lo", "ນ້ຳ")
    collection = make_collection(entries=[case])
    for page in (expert, case, lao, collection):
        assert visibility.is_public(page)
    assert {work.kind for work in Work.objects.all()} == {"case", "expert", "collection"}
    assert [row.after for row in case.results.all()] == [500]
    assert [tag.name for tag in case.tags.all()] == ["spring"]
    assert lao.url == f"/lo/cases/la/{case.slug}/"
    assert client.get(lao.url).status_code == 200


def test_the_prepared_site_is_whole(site):
    call_command("check")
    call_command("fixtree")

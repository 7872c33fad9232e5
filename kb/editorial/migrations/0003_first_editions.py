"""What is public already is the first version of its work; what is not stays unread, whatever opens later."""

from django.db import migrations


def note(apps, schema_editor):
    Work = apps.get_model("core", "Work")
    Page = apps.get_model("wagtailcore", "Page")
    Restriction = apps.get_model("wagtailcore", "PageViewRestriction")
    Edition = apps.get_model("editorial", "Edition")
    closed = [*Restriction.objects.values_list("page__path", flat=True)]
    closed += Page.objects.filter(live=False, depth__gt=1, numchild__gt=0).values_list("path", flat=True)
    works = Work.objects.filter(kind__in=("case", "collection"), original__isnull=False)
    for work in works.iterator():
        pages = Page.objects.filter(
            translation_key=work.pk, live=True, live_revision__isnull=False, alias_of=None
        )
        # The original first: it makes the version.
        found = sorted(pages, key=lambda page: (page.pk != work.original_id, page.pk))
        Edition.objects.bulk_create(
            Edition(
                work=work,
                number=1,
                published_at=page.last_published_at,
                page=page,
                revision_id=page.live_revision_id,
                hidden=page.path.startswith(tuple(closed)),
            )
            for page in found
        )


class Migration(migrations.Migration):
    dependencies = [("editorial", "0002_edition"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]

"""What is public already is the first version of its work, in the order in which it was published."""

from django.db import migrations


def note(apps, schema_editor):
    Work = apps.get_model("core", "Work")
    Page = apps.get_model("wagtailcore", "Page")
    Edition = apps.get_model("editorial", "Edition")
    works = Work.objects.filter(kind__in=("case", "collection"), original__isnull=False)
    for work in works.iterator():
        pages = Page.objects.filter(
            translation_key=work.pk, live=True, live_revision__isnull=False, alias_of=None
        )
        # The original first: a version without facts could not be shown.
        found = sorted(pages, key=lambda page: (page.pk != work.original_id, page.last_published_at, page.pk))
        Edition.objects.bulk_create(
            Edition(
                work=work,
                number=number,
                published_at=page.last_published_at,
                page=page,
                revision_id=page.live_revision_id,
            )
            for number, page in enumerate(found, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("editorial", "0002_edition"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]

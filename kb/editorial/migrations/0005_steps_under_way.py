"""Reviews that are under way get the step that they wait for."""

from django.db import migrations


def note(apps, schema_editor):
    TaskState = apps.get_model("wagtailcore", "TaskState")
    Page = apps.get_model("wagtailcore", "Page")
    Step = apps.get_model("editorial", "Step")
    waiting = TaskState.objects.filter(
        status="in_progress",
        task__content_type__app_label="editorial",
        task__content_type__model="editorapprovaltask",
    )
    for state in waiting.select_related("workflow_state").iterator():
        key = state.workflow_state.object_id
        if key.isdecimal() and Page.objects.filter(pk=key).exists():
            Step.objects.get_or_create(
                task_state_id=state.pk, area="", defaults={"page_id": key, "created": state.started_at}
            )


class Migration(migrations.Migration):
    dependencies = [("editorial", "0004_reviews")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]

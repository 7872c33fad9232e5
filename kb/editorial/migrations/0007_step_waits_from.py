"""A step knows since when those who may take it have had time, which begins anew when an editor decides beside them."""

import django.utils.timezone
from django.db import migrations, models


def as_created(apps, schema_editor):
    apps.get_model("editorial", "Step").objects.update(waits_from=models.F("created"))


class Migration(migrations.Migration):
    dependencies = [("editorial", "0006_words_of_a_step")]
    operations = [
        migrations.AddField(
            model_name="step",
            name="waits_from",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(as_created, migrations.RunPython.noop),
    ]

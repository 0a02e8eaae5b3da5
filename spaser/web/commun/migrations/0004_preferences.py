"""Whether one wants a mail when one is called goes where every subject of mails is chosen.

Its table stays until the next release: while one replaces the other, both read. It holds no link
to accounts any more, so that they may be erased.
"""

from django.conf import settings
from django.db import migrations, models


def move(apps, schema_editor):
    """Keep each refusal."""
    ReglageMentions = apps.get_model("commun", "ReglageMentions")
    Preference = apps.get_model("courriels", "Preference")
    for refus in ReglageMentions.objects.filter(courriel=False):
        Preference.objects.get_or_create(
            personne_id=refus.membre_id,
            sujet="discussions",
            defaults={"cadence": "jamais", "avant": "aussitot"},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("commun", "0003_partenaires"),
        ("courriels", "0002_preferences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.AlterField(
            "reglagementions",
            "membre",
            models.OneToOneField(
                settings.AUTH_USER_MODEL,
                models.CASCADE,
                related_name="+",
                db_constraint=False,
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("ReglageMentions")]
        ),
    ]

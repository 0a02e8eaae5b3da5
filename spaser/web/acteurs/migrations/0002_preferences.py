"""Whether one wants reminders of next dates goes where every subject of mails is chosen.

It was said space by space: whoever refused them in one refuses them everywhere, until she says
otherwise. Its table stays until the next release: while one replaces the other, both read. It
holds no link to spaces nor accounts any more, so that they may be erased.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def move(apps, schema_editor):
    """Keep each refusal."""
    SansRappel = apps.get_model("acteurs", "SansRappel")
    Preference = apps.get_model("courriels", "Preference")
    for personne in SansRappel.objects.values_list("utilisateur_id", flat=True).distinct():
        Preference.objects.get_or_create(
            personne_id=personne,
            sujet="relances",
            defaults={"cadence": "jamais", "avant": "aussitot"},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("acteurs", "0001_initial"),
        ("courriels", "0002_preferences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.AlterField(
            "sansrappel",
            "utilisateur",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                models.CASCADE,
                related_name="+",
                db_constraint=False,
            ),
        ),
        migrations.AlterField(
            "sansrappel",
            "espace",
            models.ForeignKey(
                "organisations.espace",
                django.db.models.deletion.CASCADE,
                related_name="sans_rappel",
                db_constraint=False,
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("SansRappel")]
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_second_facteur_exige"),
        ("plan", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportationPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nom", models.CharField(max_length=200, verbose_name="ce qui est importé")),
                ("tableau", models.JSONField(blank=True, default=dict, verbose_name="lignes lues")),
                (
                    "correspondance",
                    models.JSONField(blank=True, default=dict, verbose_name="sens des colonnes"),
                ),
                (
                    "bilan",
                    models.JSONField(blank=True, default=dict, verbose_name="ce qui a été fait"),
                ),
                (
                    "annulation",
                    models.JSONField(blank=True, default=dict, verbose_name="de quoi l’annuler"),
                ),
                ("recue_le", models.DateTimeField(auto_now_add=True, verbose_name="reçue le")),
                (
                    "faite_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="importée le"),
                ),
                (
                    "annulee_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="annulée le"),
                ),
                (
                    "auteur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "espace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="importations_plan",
                        to="organisations.espace",
                    ),
                ),
            ],
            options={
                "verbose_name": "importation du plan",
                "verbose_name_plural": "importations du plan",
                "ordering": ("-recue_le", "-pk"),
            },
        ),
    ]

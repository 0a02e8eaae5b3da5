import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "espace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="references",
                        to="organisations.espace",
                    ),
                ),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
                ("indicateur", models.CharField(max_length=40)),
                ("variante", models.CharField(max_length=10)),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "origine",
                    models.CharField(
                        choices=[
                            ("publies", "Marchés publiés"),
                            ("corriges", "Marchés publiés, vos fichiers et vos corrections"),
                            ("payes", "Dépenses payées de vos extraits"),
                        ],
                        default="publies",
                        max_length=20,
                        verbose_name="source",
                    ),
                ),
                ("methode", models.CharField(max_length=20, verbose_name="version de la méthode")),
                (
                    "date_donnees",
                    models.DateField(blank=True, null=True, verbose_name="données au"),
                ),
                ("valeur", models.FloatField(blank=True, null=True)),
                ("bas", models.FloatField(blank=True, null=True)),
                ("haut", models.FloatField(blank=True, null=True)),
                ("numerateur", models.FloatField(blank=True, null=True)),
                ("denominateur", models.FloatField(blank=True, null=True)),
                ("n", models.PositiveIntegerField()),
                ("inconnus", models.PositiveIntegerField()),
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
                ("gardee_le", models.DateTimeField(auto_now_add=True, verbose_name="gardée le")),
            ],
            options={
                "verbose_name": "référence",
                "ordering": ("-gardee_le", "-pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
    ]

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
            name="Politique",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "espace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="politiques",
                        to="organisations.espace",
                    ),
                ),
                (
                    "code_plan",
                    models.CharField(blank=True, max_length=40, verbose_name="plan du catalogue"),
                ),
                ("nom", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("inconnu", "Je ne sais pas"),
                            ("existe", "Existe"),
                            ("preparation", "En préparation"),
                            ("absent", "N’existe pas"),
                        ],
                        default="existe",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "debut",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="première année"
                    ),
                ),
                (
                    "fin",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="dernière année"
                    ),
                ),
                (
                    "service",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="service ou fonction pilote"
                    ),
                ),
                (
                    "lien",
                    models.URLField(blank=True, max_length=500, verbose_name="adresse du document"),
                ),
                (
                    "document",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="où trouver le document"
                    ),
                ),
                ("sous_themes", models.JSONField(blank=True, default=list, verbose_name="thèmes")),
                ("objectifs", models.JSONField(blank=True, default=list, verbose_name="objectifs")),
                (
                    "modifie_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("modifie_le", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
            ],
            options={
                "verbose_name": "politique",
                "ordering": ("nom", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code_plan", ""), _negated=True),
                        fields=("espace", "code_plan"),
                        name="politiques_politique_unique",
                    )
                ],
                "indexes": [],
            },
        ),
    ]

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
            name="Perimetre",
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
                        related_name="perimetres",
                        to="organisations.espace",
                    ),
                ),
                (
                    "budgets_annexes",
                    models.CharField(
                        choices=[("oui", "Oui"), ("non", "Non"), ("inconnue", "Je ne sais pas")],
                        max_length=10,
                    ),
                ),
                ("organismes", models.JSONField(blank=True, default=list)),
                (
                    "concessions",
                    models.CharField(
                        choices=[
                            ("hors", "Les laisser de côté"),
                            ("a_cote", "Les montrer à côté, sans les mêler aux taux"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "coordonnateur",
                    models.CharField(
                        choices=[("oui", "Oui"), ("non", "Non"), ("inconnue", "Je ne sais pas")],
                        max_length=10,
                    ),
                ),
                (
                    "membre",
                    models.CharField(
                        choices=[("oui", "Oui"), ("non", "Non"), ("inconnue", "Je ne sais pas")],
                        max_length=10,
                    ),
                ),
                (
                    "centrales",
                    models.CharField(
                        choices=[("oui", "Oui"), ("non", "Non"), ("inconnue", "Je ne sais pas")],
                        max_length=10,
                    ),
                ),
                ("noms_centrales", models.CharField(blank=True, max_length=200)),
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
                    "enregistre_le",
                    models.DateTimeField(auto_now_add=True, verbose_name="enregistré le"),
                ),
            ],
            options={
                "verbose_name": "périmètre",
                "ordering": ("-enregistre_le", "-pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Proposition",
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
                        related_name="propositions",
                        to="organisations.espace",
                    ),
                ),
                ("origine", models.CharField(max_length=20, verbose_name="outil qui propose")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("action", "Action"),
                            ("fiche", "Fiche"),
                            ("lecon", "Leçon"),
                            ("indicateur", "Indicateur"),
                        ],
                        max_length=12,
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("libelle", models.CharField(max_length=300, verbose_name="libellé")),
                ("raison", models.TextField()),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("proposee", "À décider"),
                            ("retenue", "Retenue"),
                            ("ecartee", "Écartée"),
                        ],
                        default="proposee",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("motif", models.CharField(blank=True, max_length=300, verbose_name="pourquoi")),
                (
                    "proposee_le",
                    models.DateTimeField(auto_now_add=True, verbose_name="proposée le"),
                ),
                (
                    "decidee_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="décidée le"),
                ),
                (
                    "decidee_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "proposition",
                "ordering": ("proposee_le", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("espace", "origine", "nature", "code"),
                        name="espace_proposition_unique",
                    )
                ],
                "indexes": [],
            },
        ),
    ]

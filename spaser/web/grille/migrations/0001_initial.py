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
            name="LigneGrille",
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
                        related_name="lignes_grille",
                        to="organisations.espace",
                    ),
                ),
                (
                    "rubrique",
                    models.CharField(
                        choices=[
                            ("environnement", "Environnement"),
                            ("social", "Social"),
                            ("economique", "Économique"),
                            ("gouvernance", "Gouvernance"),
                        ],
                        max_length=20,
                        verbose_name="rubrique",
                    ),
                ),
                (
                    "sous_thematique",
                    models.CharField(blank=True, max_length=1000, verbose_name="sous-thématique"),
                ),
                (
                    "schemas",
                    models.CharField(blank=True, max_length=1000, verbose_name="schémas existants"),
                ),
                (
                    "objectif",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="objectif spécifique"
                    ),
                ),
                (
                    "lien_achat",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="lien avec la politique achat"
                    ),
                ),
                (
                    "indicateur",
                    models.CharField(blank=True, max_length=1000, verbose_name="indicateur"),
                ),
                (
                    "referent",
                    models.CharField(blank=True, max_length=1000, verbose_name="référent interne"),
                ),
                (
                    "priorite",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "1 : au cœur des enjeux"),
                            ("2", "2 : nécessaire mais secondaire"),
                            ("3", "3 : pas prioritaire"),
                        ],
                        max_length=1,
                        verbose_name="priorité",
                    ),
                ),
                ("deja_suivi", models.BooleanField(default=False, verbose_name="déjà suivi")),
                (
                    "code",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="code de l’indicateur"
                    ),
                ),
                ("remarque", models.TextField(blank=True, verbose_name="remarques")),
                ("retenu", models.BooleanField(default=False, verbose_name="retenu")),
                (
                    "responsable",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="responsable du suivi"
                    ),
                ),
                (
                    "frequence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("annuelle", "Chaque année"),
                            ("semestrielle", "Chaque semestre"),
                            ("trimestrielle", "Chaque trimestre"),
                        ],
                        max_length=20,
                        verbose_name="fréquence",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="source des données"
                    ),
                ),
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
                ("modifie_le", models.DateTimeField(auto_now=True, verbose_name="modifiée le")),
            ],
            options={
                "verbose_name": "ligne de la grille",
                "verbose_name_plural": "lignes de la grille",
                "ordering": ("pk",),
                "indexes": [],
                "constraints": [],
            },
        ),
    ]

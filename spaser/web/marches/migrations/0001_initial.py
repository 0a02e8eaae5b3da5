import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
        ("socle", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Fonds",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "espace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fonds_marches",
                        to="organisations.espace",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, verbose_name="révision")),
                (
                    "dossier",
                    models.CharField(blank=True, max_length=40, verbose_name="entrepôt privé"),
                ),
                (
                    "correspondances",
                    models.JSONField(
                        blank=True, default=list, verbose_name="associations de colonnes"
                    ),
                ),
            ],
            options={
                "verbose_name": "fonds de marchés",
                "verbose_name_plural": "fonds de marchés",
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="FichierMarches",
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
                        related_name="fichiers_marches",
                        to="organisations.espace",
                    ),
                ),
                (
                    "fichier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fichiers_marches",
                        to="socle.fichier",
                    ),
                ),
                (
                    "genre",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("decp", "données essentielles"),
                            ("tableur", "tableau de marchés"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("controle", "en cours de contrôle"),
                            ("colonnes", "colonnes à associer"),
                            ("attente", "en attente de lecture"),
                            ("lecture", "en cours de lecture"),
                            ("lu", "lu"),
                            ("refuse", "refusé"),
                            ("annule", "annulé"),
                            ("retrait", "en cours de retrait"),
                        ],
                        default="controle",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
                (
                    "annee",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année attendue"
                    ),
                ),
                (
                    "correspondance",
                    models.JSONField(
                        blank=True, null=True, verbose_name="association des colonnes"
                    ),
                ),
                ("lignes", models.PositiveIntegerField(default=0, verbose_name="lignes lues")),
                (
                    "rapport",
                    models.JSONField(blank=True, default=dict, verbose_name="compte rendu"),
                ),
                ("probleme", models.CharField(blank=True, max_length=300, verbose_name="problème")),
                ("remede", models.CharField(blank=True, max_length=300, verbose_name="remède")),
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
                ("envoye_le", models.DateTimeField(auto_now_add=True, verbose_name="envoyé le")),
                ("lu_le", models.DateTimeField(blank=True, null=True, verbose_name="lu le")),
            ],
            options={
                "verbose_name": "fichier de marchés",
                "verbose_name_plural": "fichiers de marchés",
                "ordering": ("-envoye_le", "-pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Geste",
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
                        related_name="gestes_marches",
                        to="organisations.espace",
                    ),
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
                ("fait_le", models.DateTimeField(auto_now_add=True, verbose_name="fait le")),
                ("justification", models.CharField(max_length=500, verbose_name="justification")),
                (
                    "fichier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="preuves_marches",
                        to="socle.fichier",
                    ),
                ),
                ("nb_marches", models.PositiveIntegerField(verbose_name="marchés corrigés")),
                (
                    "tableau",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="gestes",
                        to="marches.fichiermarches",
                        verbose_name="tableau lu",
                    ),
                ),
                (
                    "premier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="marches.geste",
                        verbose_name="première lecture du même tableau",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction d’un jour",
                "verbose_name_plural": "corrections d’un jour",
                "ordering": ("-fait_le", "-pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Correction",
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
                        related_name="corrections_marches",
                        to="organisations.espace",
                    ),
                ),
                (
                    "geste",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lignes",
                        to="marches.geste",
                    ),
                ),
                ("cle", models.CharField(max_length=20, verbose_name="clé du marché")),
                (
                    "identifiant",
                    models.CharField(blank=True, max_length=100, verbose_name="numéro du marché"),
                ),
                (
                    "champ",
                    models.CharField(
                        choices=[
                            ("social", "Considération sociale"),
                            ("clause_sociale", "Clause sociale d’exécution"),
                            ("critere_social", "Critère social d’attribution"),
                            ("reserve", "Marché réservé"),
                            ("environnement", "Considération environnementale"),
                            ("clause_environnementale", "Clause environnementale d’exécution"),
                            ("critere_environnemental", "Critère environnemental d’attribution"),
                            ("lot", "Lot"),
                            ("montant", "Montant notifié HT"),
                            ("egalite", "Égalité entre les femmes et les hommes"),
                            ("carbone", "Émissions de gaz à effet de serre"),
                            ("heures_insertion", "Heures d’insertion prévues"),
                            ("derogation", "Dérogation motivée"),
                            ("date_lancement", "Date de lancement"),
                            ("besoin_estime", "Besoin estimé HT"),
                        ],
                        max_length=30,
                        verbose_name="champ",
                    ),
                ),
                ("valeur", models.CharField(max_length=60, verbose_name="valeur")),
                (
                    "publiee",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="valeur publiée ce jour-là"
                    ),
                ),
                (
                    "annulee_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="annulée le"),
                ),
                (
                    "annulee_par",
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
                "verbose_name": "correction",
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["espace", "cle"], name="marches_espace_cle")],
                "constraints": [],
            },
        ),
    ]

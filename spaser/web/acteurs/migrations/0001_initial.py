import django.db.models.deletion
import uuid
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
            name="Acteur",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "ecarte_le",
                    models.DateTimeField(
                        blank=True, db_index=True, null=True, verbose_name="écarté le"
                    ),
                ),
                (
                    "ecarte_par",
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
                        related_name="acteurs",
                        to="organisations.espace",
                    ),
                ),
                (
                    "cle",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, verbose_name="identifiant"
                    ),
                ),
                ("nom", models.CharField(max_length=200, verbose_name="nom de la structure")),
                (
                    "nom_plie",
                    models.CharField(
                        editable=False, max_length=200, verbose_name="nom sans accent"
                    ),
                ),
                (
                    "typologie",
                    models.CharField(blank=True, max_length=40, verbose_name="typologie"),
                ),
                (
                    "description",
                    models.TextField(blank=True, max_length=20000, verbose_name="description"),
                ),
                ("contact", models.TextField(blank=True, max_length=20000, verbose_name="contact")),
                (
                    "commentaire",
                    models.TextField(blank=True, max_length=20000, verbose_name="commentaire"),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("information", "Partage d’information"),
                            ("consultation", "Consultation"),
                            ("partenariat", "Partenariat"),
                            ("co_construction", "Co-construction"),
                            ("decision", "Décision"),
                        ],
                        max_length=20,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "contribution",
                    models.TextField(blank=True, max_length=20000, verbose_name="contribution"),
                ),
                (
                    "formes",
                    models.JSONField(
                        blank=True, default=list, verbose_name="formes de la sollicitation"
                    ),
                ),
                (
                    "nature",
                    models.TextField(
                        blank=True, max_length=20000, verbose_name="nature de la sollicitation"
                    ),
                ),
                ("siren", models.CharField(blank=True, max_length=9, verbose_name="SIREN")),
                ("source", models.TextField(blank=True, max_length=20000, verbose_name="source")),
                ("verifie_le", models.DateField(blank=True, null=True, verbose_name="vérifié le")),
                (
                    "suggestion",
                    models.CharField(blank=True, max_length=60, verbose_name="suggestion acceptée"),
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
                ("cree_le", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                ("modifie_le", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
            ],
            options={
                "verbose_name": "acteur",
                "ordering": ("nom_plie", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("espace", "cle"), name="acteurs_acteur_cle_unique"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SansRappel",
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
                        related_name="sans_rappel",
                        to="organisations.espace",
                    ),
                ),
                (
                    "utilisateur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "refus des rappels",
                "verbose_name_plural": "refus des rappels",
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="SuggestionEcartee",
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
                        related_name="suggestions_ecartees",
                        to="organisations.espace",
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="suggestion")),
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
                ("ecartee_le", models.DateTimeField(auto_now_add=True, verbose_name="écartée le")),
            ],
            options={
                "verbose_name": "suggestion écartée",
                "verbose_name_plural": "suggestions écartées",
                "ordering": ("ecartee_le", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("espace", "code"), name="acteurs_suggestion_ecartee_unique"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Importation",
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
                        related_name="importations_acteurs",
                        to="organisations.espace",
                    ),
                ),
                ("nom", models.CharField(max_length=200, verbose_name="fichier")),
                ("tableau", models.JSONField(verbose_name="lignes lues")),
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
                ("recue_le", models.DateTimeField(auto_now_add=True, verbose_name="reçue le")),
            ],
            options={
                "verbose_name": "importation",
                "ordering": ("-recue_le", "-pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Personne",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "acteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="personnes",
                        to="acteurs.acteur",
                    ),
                ),
                ("nom", models.CharField(max_length=150, verbose_name="nom")),
                ("fonction", models.CharField(blank=True, max_length=150, verbose_name="fonction")),
                (
                    "courriel",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="adresse électronique"
                    ),
                ),
                (
                    "telephone",
                    models.CharField(blank=True, max_length=40, verbose_name="téléphone"),
                ),
                ("dernier_contact", models.DateField(verbose_name="dernier contact")),
                (
                    "annonce_le",
                    models.DateField(blank=True, null=True, verbose_name="effacement annoncé le"),
                ),
                (
                    "notee_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("notee_le", models.DateTimeField(auto_now_add=True, verbose_name="notée le")),
            ],
            options={
                "verbose_name": "personne à contacter",
                "verbose_name_plural": "personnes à contacter",
                "ordering": ("nom", "pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Echange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "acteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="echanges",
                        to="acteurs.acteur",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="echanges",
                        to="acteurs.personne",
                    ),
                ),
                ("jour", models.DateField(verbose_name="jour")),
                (
                    "moyen",
                    models.CharField(
                        choices=[
                            ("courriel", "Courriel"),
                            ("telephone", "Téléphone"),
                            ("reunion", "Réunion"),
                            ("atelier", "Atelier"),
                            ("courrier", "Courrier"),
                            ("autre", "Autre"),
                        ],
                        max_length=12,
                        verbose_name="moyen",
                    ),
                ),
                ("dit", models.TextField(max_length=20000, verbose_name="ce qui s’est dit")),
                (
                    "relance_le",
                    models.DateField(blank=True, null=True, verbose_name="prochaine date"),
                ),
                (
                    "relance_faite_le",
                    models.DateField(blank=True, null=True, verbose_name="relance faite le"),
                ),
                (
                    "rappel_pour",
                    models.DateField(blank=True, null=True, verbose_name="rappel envoyé pour le"),
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
                ("note_le", models.DateTimeField(auto_now_add=True, verbose_name="noté le")),
            ],
            options={
                "verbose_name": "échange",
                "ordering": ("-jour", "-pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
    ]

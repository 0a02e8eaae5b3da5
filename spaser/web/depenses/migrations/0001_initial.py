import django.db.models.deletion
import uuid
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
            name="Extrait",
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
                        related_name="extraits",
                        to="organisations.espace",
                    ),
                ),
                (
                    "cle",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="clé"
                    ),
                ),
                ("nom", models.CharField(max_length=160)),
                (
                    "fichier",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="extrait_depenses",
                        to="socle.fichier",
                    ),
                ),
                (
                    "annee_seule",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année attendue"
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("controle", "En contrôle"),
                            ("en_attente", "En attente de lecture"),
                            ("en_cours", "En cours de lecture"),
                            ("a_preciser", "Colonnes à préciser"),
                            ("lu", "Lu"),
                            ("refuse", "Refusé"),
                            ("abandonne", "Lecture arrêtée"),
                        ],
                        default="controle",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("message", models.CharField(blank=True, max_length=600)),
                ("lignes_lues", models.PositiveIntegerField(default=0)),
                ("apercus", models.JSONField(blank=True, default=list, verbose_name="aperçus")),
                (
                    "compte_rendu",
                    models.JSONField(blank=True, null=True, verbose_name="compte rendu"),
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
                ("depose_le", models.DateTimeField(auto_now_add=True, verbose_name="déposé le")),
                (
                    "etat_le",
                    models.DateTimeField(auto_now=True, verbose_name="dans cet état depuis"),
                ),
            ],
            options={
                "ordering": ("depose_le", "pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="CorrespondanceGardee",
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
                        related_name="correspondances_depenses",
                        to="organisations.espace",
                    ),
                ),
                ("titres", models.CharField(max_length=64, verbose_name="empreinte des titres")),
                ("contenu", models.JSONField()),
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
                ("gardee_le", models.DateTimeField(auto_now=True, verbose_name="gardée le")),
            ],
            options={
                "verbose_name": "correspondance gardée",
                "verbose_name_plural": "correspondances gardées",
                "ordering": ("gardee_le", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("espace", "titres"), name="depenses_correspondancegardee_unique"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ChoixGarde",
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
                        related_name="choix_fournisseurs",
                        to="organisations.espace",
                    ),
                ),
                ("nom", models.CharField(max_length=300, verbose_name="nom dans les extraits")),
                ("nom_plie", models.CharField(max_length=300, verbose_name="nom plié")),
                ("code_postal", models.CharField(blank=True, max_length=5)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("identifiant", "Reconnu"),
                            ("particulier", "Particulier"),
                            ("hors_achats", "Hors achats"),
                        ],
                        max_length=12,
                        verbose_name="décision",
                    ),
                ),
                (
                    "identifiant",
                    models.CharField(blank=True, max_length=14, verbose_name="SIREN ou SIRET"),
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
                ("garde_le", models.DateTimeField(auto_now=True, verbose_name="gardé le")),
            ],
            options={
                "verbose_name": "choix de fournisseur",
                "verbose_name_plural": "choix de fournisseurs",
                "ordering": ("nom", "code_postal", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("espace", "nom_plie", "code_postal"),
                        name="depenses_choixgarde_unique",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ReclassementGarde",
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
                        related_name="reclassements",
                        to="organisations.espace",
                    ),
                ),
                (
                    "portee",
                    models.CharField(
                        choices=[("compte", "Compte"), ("ligne", "Ligne")],
                        max_length=6,
                        verbose_name="portée",
                    ),
                ),
                ("cle", models.CharField(max_length=24, verbose_name="clé")),
                ("libelle", models.CharField(max_length=300, verbose_name="libellé")),
                (
                    "sens",
                    models.CharField(
                        choices=[("comptee", "Compté"), ("ecartee", "Mis à part")], max_length=8
                    ),
                ),
                ("raison", models.CharField(max_length=500)),
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
                ("garde_le", models.DateTimeField(auto_now=True, verbose_name="gardé le")),
            ],
            options={
                "verbose_name": "reclassement",
                "ordering": ("-garde_le", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("espace", "portee", "cle"), name="depenses_reclassementgarde_unique"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Calcul",
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
                        related_name="calcul_depenses",
                        to="organisations.espace",
                    ),
                ),
                ("cle", models.UUIDField(blank=True, null=True, verbose_name="clé")),
                ("demande", models.PositiveIntegerField(default=0)),
                (
                    "fait",
                    models.PositiveIntegerField(default=0, verbose_name="dernière demande faite"),
                ),
                ("contenu", models.BinaryField(blank=True, null=True)),
                ("message", models.CharField(blank=True, max_length=600)),
                (
                    "calcule_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="calculé le"),
                ),
            ],
            options={
                "verbose_name": "calcul des dépenses",
                "verbose_name_plural": "calculs des dépenses",
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ObligationGardee",
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
                        related_name="obligations_conclues",
                        to="organisations.espace",
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("region", "Région"),
                            ("departement", "Département"),
                            ("commune", "Commune"),
                            (
                                "collectivite",
                                "Autre collectivité territoriale (à statut particulier)",
                            ),
                            ("metropole", "Métropole ou communauté urbaine"),
                            ("agglomeration", "Communauté d’agglomération"),
                            ("communaute_communes", "Communauté de communes"),
                            ("syndicat", "Syndicat ou autre groupement de collectivités"),
                            ("etablissement_local", "Établissement public local (CCAS, SDIS…)"),
                            ("etat", "État (ministère, préfecture, service national…)"),
                            (
                                "etablissement_etat",
                                "Établissement public de l’État (agence, université…)",
                            ),
                            (
                                "epic_etat",
                                "Établissement public industriel et commercial de l’État",
                            ),
                            ("hopital", "Établissement public de santé"),
                            ("bailleur", "Bailleur social soumis au code de la commande publique"),
                            (
                                "entreprise_publique",
                                "Entreprise publique (SEM, SPL, société nationale…)",
                            ),
                            (
                                "entite_reseau",
                                "Entreprise privée à droits exclusifs (eau, énergie, transport…)",
                            ),
                            (
                                "organisme",
                                "Autre organisme soumis au code (GIP, sécurité sociale…)",
                            ),
                            ("hors_code", "Entreprise ou association non soumise au code"),
                            ("inconnue", "Je ne sais pas"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "territoire",
                    models.CharField(
                        choices=[
                            ("metropole", "France métropolitaine"),
                            ("outre_mer", "Guadeloupe, Guyane, Martinique ou La Réunion"),
                            ("mayotte", "Mayotte"),
                            (
                                "autre_outre_mer",
                                "Saint-Barthélemy, Saint-Martin ou Saint-Pierre-et-Miquelon",
                            ),
                            (
                                "pacifique",
                                "Nouvelle-Calédonie, Polynésie française ou Wallis-et-Futuna",
                            ),
                        ],
                        max_length=20,
                    ),
                ),
                ("habitants", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "des_extraits",
                    models.BooleanField(default=False, verbose_name="tiré des extraits"),
                ),
                ("partielle", models.BooleanField(default=False)),
                ("bas", models.DecimalField(decimal_places=2, max_digits=15)),
                (
                    "haut",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=15, null=True),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("oblige", "Obligé"),
                            ("non_oblige", "Non obligé"),
                            ("indetermine", "On ne peut pas le dire"),
                        ],
                        max_length=12,
                    ),
                ),
                ("titre", models.CharField(max_length=200)),
                ("raison", models.TextField()),
                ("manques", models.JSONField(blank=True, default=list)),
                ("reserves", models.JSONField(blank=True, default=list, verbose_name="réserves")),
                ("fondements", models.JSONField(blank=True, default=list)),
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
                ("conclue_le", models.DateTimeField(auto_now_add=True, verbose_name="conclue le")),
            ],
            options={
                "verbose_name": "obligation conclue",
                "verbose_name_plural": "obligations conclues",
                "ordering": ("-conclue_le", "-pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
    ]

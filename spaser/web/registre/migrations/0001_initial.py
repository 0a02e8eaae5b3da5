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
            name="Fiche",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("contenu", models.JSONField(verbose_name="contenu au format ouvert")),
                ("structure", models.CharField(max_length=300, verbose_name="structure")),
                (
                    "siren",
                    models.CharField(blank=True, db_index=True, max_length=9, verbose_name="SIREN"),
                ),
                ("type", models.CharField(max_length=40, verbose_name="type de structure")),
                (
                    "code_region",
                    models.CharField(blank=True, max_length=3, verbose_name="code de la région"),
                ),
                (
                    "codes_departement",
                    models.JSONField(
                        blank=True, default=list, verbose_name="codes des départements"
                    ),
                ),
                (
                    "tranche_habitants",
                    models.CharField(blank=True, max_length=40, verbose_name="tranche d’habitants"),
                ),
                (
                    "tranche_achats",
                    models.CharField(blank=True, max_length=40, verbose_name="tranche d’achats"),
                ),
                (
                    "titre",
                    models.CharField(blank=True, max_length=300, verbose_name="titre du schéma"),
                ),
                (
                    "edition",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="édition"),
                ),
                (
                    "statut_declare",
                    models.CharField(blank=True, max_length=40, verbose_name="statut déclaré"),
                ),
                (
                    "adopte_le",
                    models.CharField(blank=True, max_length=10, verbose_name="adopté le"),
                ),
                ("debut", models.CharField(blank=True, max_length=10, verbose_name="début")),
                ("fin", models.CharField(blank=True, max_length=10, verbose_name="fin")),
                ("sans_terme", models.BooleanField(default=False, verbose_name="sans date de fin")),
                ("mutualise", models.BooleanField(blank=True, null=True, verbose_name="mutualisé")),
                (
                    "obligation",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="obligé ou volontaire"
                    ),
                ),
                ("approche", models.CharField(blank=True, max_length=40, verbose_name="approche")),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="fiches",
                        to="organisations.organisation",
                        verbose_name="organisation qui tient la fiche",
                    ),
                ),
                (
                    "identifiant",
                    models.CharField(
                        blank=True,
                        max_length=80,
                        null=True,
                        unique=True,
                        verbose_name="identifiant d’origine",
                    ),
                ),
                ("slug", models.SlugField(max_length=80, verbose_name="nom dans l’adresse")),
                (
                    "origine",
                    models.CharField(
                        choices=[
                            ("depose", "Déposé par l’acheteur"),
                            ("recense", "Recensé d’après une source publique"),
                        ],
                        max_length=10,
                        verbose_name="origine",
                    ),
                ),
                ("confiance", models.CharField(blank=True, max_length=1, verbose_name="confiance")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("publiee", "Publiée"),
                            ("retiree", "Retirée"),
                            ("fusionnee", "Fusionnée"),
                        ],
                        db_index=True,
                        default="publiee",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("motif_retrait", models.TextField(blank=True, verbose_name="motif du retrait")),
                (
                    "fusionnee_dans",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fusionnees",
                        to="registre.fiche",
                        verbose_name="fusionnée dans",
                    ),
                ),
                ("publiee_le", models.DateTimeField(verbose_name="publiée le")),
                ("mise_a_jour_le", models.DateTimeField(verbose_name="mise à jour le")),
                (
                    "confirmee_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="confirmée exacte le"),
                ),
            ],
            options={
                "verbose_name": "fiche",
                "ordering": ("structure", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "fusionnee"), ("fusionnee_dans__isnull", False)),
                            models.Q(("etat", "fusionnee"), _negated=True),
                            _connector="OR",
                        ),
                        name="registre_fiche_fusionnee_dit_ou",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Alerte",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "courriel",
                    models.EmailField(max_length=254, verbose_name="adresse électronique"),
                ),
                (
                    "requete",
                    models.CharField(blank=True, max_length=1000, verbose_name="recherche"),
                ),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("quotidienne", "Chaque jour"),
                            ("hebdomadaire", "Chaque semaine"),
                        ],
                        max_length=12,
                        verbose_name="cadence",
                    ),
                ),
                ("creee_le", models.DateTimeField(verbose_name="créée le")),
                (
                    "confirmee_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="confirmée le"),
                ),
                (
                    "jusqu_a",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="nouveautés envoyées jusqu’à"
                    ),
                ),
            ],
            options={
                "verbose_name": "alerte",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("courriel", "requete"), name="registre_alerte_unique"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="FichierFiche",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fichiers",
                        to="registre.fiche",
                    ),
                ),
                (
                    "fichier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fiches",
                        to="socle.fichier",
                    ),
                ),
                ("rang", models.PositiveSmallIntegerField(verbose_name="rang")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("schema", "Texte du schéma"),
                            ("synthese", "Synthèse"),
                            ("deliberation", "Délibération"),
                            ("bilan", "Bilan ou indicateurs publiés"),
                            ("annexe", "Annexe"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("titre", models.CharField(max_length=300, verbose_name="titre")),
            ],
            options={
                "verbose_name": "fichier de fiche",
                "verbose_name_plural": "fichiers de fiche",
                "ordering": ("fiche", "rang"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fiche", "fichier"), name="registre_fichier_unique"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="LienFiche",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="liens",
                        to="registre.fiche",
                    ),
                ),
                ("url", models.URLField(max_length=2000, verbose_name="adresse")),
                (
                    "etat",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Pas encore vérifié"),
                            ("vivant", "Répond"),
                            ("mort", "Ne répond plus"),
                        ],
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "verifie_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="vérifié le"),
                ),
                ("constat", models.CharField(blank=True, max_length=200, verbose_name="constat")),
            ],
            options={
                "verbose_name": "lien",
                "ordering": ("fiche", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("fiche", "url"), name="registre_lien_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Provenance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="provenances",
                        to="registre.fiche",
                    ),
                ),
                ("champ", models.CharField(blank=True, max_length=40, verbose_name="champ")),
                (
                    "origine",
                    models.CharField(
                        choices=[
                            ("depose", "Déposé par l’acheteur"),
                            ("recense", "Recensé d’après une source publique"),
                        ],
                        max_length=10,
                        verbose_name="origine",
                    ),
                ),
                ("libelle", models.CharField(max_length=300, verbose_name="source")),
                (
                    "url",
                    models.URLField(
                        blank=True, max_length=500, verbose_name="adresse de la source"
                    ),
                ),
                ("date", models.DateField(verbose_name="vérifié le")),
                ("confiance", models.CharField(blank=True, max_length=1, verbose_name="confiance")),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "verbose_name": "provenance",
                "ordering": ("fiche", "champ", "pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="VersionFiche",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="registre.fiche",
                    ),
                ),
                ("numero", models.PositiveIntegerField(verbose_name="numéro")),
                ("contenu", models.JSONField(verbose_name="contenu au format ouvert")),
                ("date", models.DateTimeField(verbose_name="publiée le")),
                (
                    "auteur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="versions_publiees",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "origine",
                    models.CharField(
                        choices=[
                            ("depose", "Déposé par l’acheteur"),
                            ("recense", "Recensé d’après une source publique"),
                        ],
                        max_length=10,
                        verbose_name="origine",
                    ),
                ),
                ("motif", models.CharField(blank=True, max_length=300, verbose_name="motif")),
                ("confiance", models.CharField(blank=True, max_length=1, verbose_name="confiance")),
                (
                    "provenances",
                    models.JSONField(blank=True, default=list, verbose_name="provenances"),
                ),
            ],
            options={
                "verbose_name": "version",
                "ordering": ("fiche", "-numero"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fiche", "numero"), name="registre_version_numero_unique"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Revendication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message", models.TextField(blank=True, max_length=2000, verbose_name="message")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("en_attente", "En attente"),
                            ("acceptee", "Acceptée"),
                            ("refusee", "Refusée"),
                        ],
                        db_index=True,
                        default="en_attente",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("creee_le", models.DateTimeField(verbose_name="reçue le")),
                (
                    "traitee_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="traitée le"),
                ),
                (
                    "traitee_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="traitée par",
                    ),
                ),
                ("reponse", models.TextField(blank=True, max_length=2000, verbose_name="réponse")),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revendications",
                        to="registre.fiche",
                    ),
                ),
                (
                    "demandeur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revendications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
            ],
            options={
                "verbose_name": "revendication",
                "ordering": ("creee_le", "pk"),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("etat", "en_attente")),
                        fields=("fiche", "demandeur"),
                        name="registre_revendication_en_attente_unique",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Signalement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message", models.TextField(blank=True, max_length=2000, verbose_name="message")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("en_attente", "En attente"),
                            ("acceptee", "Acceptée"),
                            ("refusee", "Refusée"),
                        ],
                        db_index=True,
                        default="en_attente",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("creee_le", models.DateTimeField(verbose_name="reçue le")),
                (
                    "traitee_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="traitée le"),
                ),
                (
                    "traitee_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="traitée par",
                    ),
                ),
                ("reponse", models.TextField(blank=True, max_length=2000, verbose_name="réponse")),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signalements",
                        to="registre.fiche",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("erreur", "Une information est fausse ou dépassée"),
                            ("lien", "Un lien ne mène plus à rien"),
                            ("doublon", "Cette fiche en double une autre"),
                            ("autre", "Autre chose"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "courriel",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="adresse où répondre"
                    ),
                ),
            ],
            options={
                "verbose_name": "signalement",
                "ordering": ("creee_le", "pk"),
                "abstract": False,
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="RappelExactitude",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rappels",
                        to="registre.fiche",
                    ),
                ),
                ("envoye_le", models.DateTimeField(verbose_name="envoyé le")),
                (
                    "destinataires",
                    models.PositiveSmallIntegerField(verbose_name="nombre de destinataires"),
                ),
            ],
            options={
                "verbose_name": "demande d’exactitude",
                "verbose_name_plural": "demandes d’exactitude",
                "ordering": ("-envoye_le", "-pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="EnvoiAlerte",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "alerte",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="envois",
                        to="registre.alerte",
                    ),
                ),
                ("jour", models.DateField(verbose_name="jour")),
                ("nombre", models.PositiveIntegerField(verbose_name="nombre de fiches")),
            ],
            options={
                "verbose_name": "envoi",
                "constraints": [
                    models.UniqueConstraint(fields=("alerte", "jour"), name="registre_envoi_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Depot",
            fields=[
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("nouveau", "Nouveau schéma"),
                            ("edition", "Nouvelle édition"),
                            ("correction", "Correction d’une fiche"),
                        ],
                        default="nouveau",
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("brouillon", "Brouillon"),
                            ("soumis", "En attente de l’équipe"),
                            ("a_reprendre", "À reprendre"),
                            ("a_verifier", "Publié, à vérifier"),
                            ("accepte", "Publié"),
                            ("rejete", "Non retenu"),
                        ],
                        db_index=True,
                        default="brouillon",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "contenu",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="contenu au format ouvert"
                    ),
                ),
                (
                    "etape",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="dernière étape enregistrée"
                    ),
                ),
                (
                    "auteur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="depots",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "courriel",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="adresse vérifiée de l’invité"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="depots",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="depots",
                        to="registre.fiche",
                        verbose_name="fiche publiée",
                    ),
                ),
                (
                    "modele",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="registre.fiche",
                        verbose_name="fiche de départ",
                    ),
                ),
                ("cree_le", models.DateTimeField(verbose_name="créé le")),
                ("modifie_le", models.DateTimeField(verbose_name="modifié le")),
                (
                    "consenti_le",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="publication consentie le"
                    ),
                ),
                (
                    "soumis_le",
                    models.DateTimeField(
                        blank=True, db_index=True, null=True, verbose_name="envoyé le"
                    ),
                ),
                (
                    "traite_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="traité le"),
                ),
                (
                    "traite_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="depots_traites",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="traité par",
                    ),
                ),
                (
                    "reponse",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="réponse de l’équipe"
                    ),
                ),
            ],
            options={
                "verbose_name": "dépôt",
                "ordering": ("soumis_le", "cree_le", "pk"),
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="FichierDepot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "depot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fichiers",
                        to="registre.depot",
                    ),
                ),
                (
                    "fichier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="depots",
                        to="socle.fichier",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("schema", "Texte du schéma"),
                            ("synthese", "Synthèse"),
                            ("deliberation", "Délibération"),
                            ("bilan", "Bilan ou indicateurs publiés"),
                            ("annexe", "Annexe"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("titre", models.CharField(max_length=300, verbose_name="titre")),
            ],
            options={
                "verbose_name": "fichier de dépôt",
                "verbose_name_plural": "fichiers de dépôt",
                "ordering": ("depot", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("depot", "fichier"), name="registre_fichier_depot_unique"
                    )
                ],
                "indexes": [],
            },
        ),
    ]

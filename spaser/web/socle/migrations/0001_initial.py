import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Evenement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quand",
                    models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="quand"),
                ),
                ("geste", models.CharField(db_index=True, max_length=80, verbose_name="geste")),
                (
                    "auteur_id",
                    models.PositiveBigIntegerField(
                        db_index=True, null=True, verbose_name="numéro de l’auteur"
                    ),
                ),
                (
                    "objet_type",
                    models.CharField(blank=True, max_length=80, verbose_name="type d’objet"),
                ),
                (
                    "objet_id",
                    models.CharField(blank=True, max_length=64, verbose_name="numéro de l’objet"),
                ),
                (
                    "espace_id",
                    models.PositiveBigIntegerField(
                        db_index=True, null=True, verbose_name="numéro de l’espace"
                    ),
                ),
                (
                    "organisation_siren",
                    models.CharField(blank=True, db_index=True, max_length=9, verbose_name="SIREN"),
                ),
                ("details", models.JSONField(default=dict, verbose_name="détails")),
            ],
            options={
                "ordering": ["-quand", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["objet_type", "objet_id"], name="socle_evene_objet_t_9c02a6_idx"
                    )
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Jeton",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("usage", models.CharField(max_length=60, verbose_name="usage")),
                (
                    "empreinte",
                    models.CharField(max_length=64, unique=True, verbose_name="empreinte"),
                ),
                ("valeur", models.TextField(verbose_name="valeur")),
                ("cree_le", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                ("expire_le", models.DateTimeField(db_index=True, verbose_name="expire le")),
                ("utilise_le", models.DateTimeField(null=True, verbose_name="utilisé le")),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Compteur",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nom", models.CharField(max_length=60, verbose_name="nom")),
                ("empreinte", models.CharField(max_length=64, verbose_name="empreinte")),
                ("nombre", models.PositiveIntegerField(verbose_name="nombre")),
                ("debut", models.DateTimeField(verbose_name="début")),
                ("fin", models.DateTimeField(db_index=True, verbose_name="fin")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("nom", "empreinte"), name="compteur_unique")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Fichier",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("nom", models.CharField(max_length=200, verbose_name="nom d’origine")),
                ("format", models.CharField(max_length=8, verbose_name="format")),
                ("taille", models.PositiveIntegerField(verbose_name="taille en octets")),
                (
                    "sha256",
                    models.CharField(db_index=True, max_length=64, verbose_name="empreinte"),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("en_quarantaine", "en cours de contrôle"),
                            ("sain", "contrôlé"),
                            ("refuse", "refusé"),
                        ],
                        default="en_quarantaine",
                        max_length=16,
                        verbose_name="état",
                    ),
                ),
                ("raison", models.CharField(blank=True, max_length=300, verbose_name="raison")),
                (
                    "antivirus",
                    models.BooleanField(default=False, verbose_name="passé à l’antivirus"),
                ),
                ("contenu", models.FileField(max_length=120, upload_to="", verbose_name="contenu")),
                ("depose_le", models.DateTimeField(auto_now_add=True, verbose_name="déposé le")),
                ("controle_le", models.DateTimeField(null=True, verbose_name="contrôlé le")),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nom", models.CharField(max_length=80, unique=True, verbose_name="nom")),
                (
                    "reserve_jusqu_a",
                    models.DateTimeField(null=True, verbose_name="réservé jusqu’à"),
                ),
                ("prochain_essai", models.DateTimeField(null=True, verbose_name="prochain essai")),
                ("dernier_succes", models.DateTimeField(null=True, verbose_name="dernier succès")),
                ("erreur", models.TextField(blank=True, verbose_name="erreur du dernier essai")),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Battement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nom", models.CharField(max_length=40, unique=True, verbose_name="nom")),
                ("vu_le", models.DateTimeField(verbose_name="vu le")),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
    ]

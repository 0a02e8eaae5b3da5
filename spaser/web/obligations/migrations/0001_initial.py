import django.db.models.deletion
import spaser.metier.obligations.redaction
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Redaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("numero", models.PositiveIntegerField(verbose_name="numéro")),
                (
                    "theme",
                    models.CharField(
                        choices=[
                            ("schema", "Schéma et indicateurs"),
                            ("marches", "Contenu des marchés"),
                            ("donnees", "Données publiées"),
                            ("fournisseurs", "Conditions faites aux entreprises"),
                            ("reemploi", "Réemploi et économie circulaire"),
                            ("numerique", "Numérique responsable"),
                            ("vehicules", "Véhicules"),
                            ("alimentation", "Restauration collective"),
                            ("batiments", "Bâtiments et énergie"),
                            ("climat", "Climat et budget"),
                            ("social", "Employeur responsable"),
                        ],
                        max_length=20,
                        verbose_name="thème",
                    ),
                ),
                ("titre", models.CharField(max_length=300, verbose_name="titre")),
                ("contenu", models.JSONField(verbose_name="texte")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("brouillon", "Brouillon"),
                            ("a_relire", "À relire"),
                            ("approuvee", "Approuvée"),
                            ("abandonnee", "Abandonnée"),
                            ("retiree", "Retirée"),
                        ],
                        db_index=True,
                        default=spaser.metier.obligations.redaction.EtatRedaction["BROUILLON"],
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("effet_le", models.DateField(verbose_name="à montrer à partir du")),
                (
                    "motif",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="ce qui change, et pourquoi"
                    ),
                ),
                (
                    "empreinte",
                    models.CharField(
                        blank=True, max_length=32, verbose_name="empreinte du fichier"
                    ),
                ),
                (
                    "relue_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("relue_le", models.DateTimeField(blank=True, null=True, verbose_name="relue le")),
                ("reponse", models.TextField(blank=True, verbose_name="message de relecture")),
                ("creee_le", models.DateTimeField(verbose_name="créée le")),
                ("modifiee_le", models.DateTimeField(verbose_name="modifiée le")),
                (
                    "redacteurs",
                    models.ManyToManyField(
                        blank=True, related_name="obligations_redigees", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "rédaction",
                "ordering": ("code", "-numero"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "numero"), name="obligations_numero_unique"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("etat__in", ["brouillon", "a_relire"])),
                        fields=("code",),
                        name="obligations_une_seule_ouverte",
                    ),
                ],
                "indexes": [],
            },
        ),
    ]

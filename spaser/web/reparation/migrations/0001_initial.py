import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Examen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
                ("version", models.CharField(max_length=20, verbose_name="version de l’entrepôt")),
                (
                    "etat",
                    models.CharField(
                        choices=[("en_cours", "en cours"), ("fait", "fait"), ("echec", "échoué")],
                        default="en_cours",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("total", models.PositiveIntegerField(verbose_name="contrats")),
                ("faits", models.PositiveIntegerField(default=0, verbose_name="contrats examinés")),
                ("contenu", models.BinaryField(default=bytes, verbose_name="résultat")),
                (
                    "repare",
                    models.BinaryField(default=bytes, verbose_name="fichier réparé, compressé"),
                ),
                (
                    "taille",
                    models.PositiveIntegerField(default=0, verbose_name="taille du fichier réparé"),
                ),
                ("fait_le", models.DateTimeField(null=True, verbose_name="fait le")),
                (
                    "demande_le",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="demandé le"
                    ),
                ),
            ],
            options={
                "verbose_name": "examen",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("siren", "version"), name="reparation_examen_par_version"
                    )
                ],
                "indexes": [],
            },
        ),
    ]

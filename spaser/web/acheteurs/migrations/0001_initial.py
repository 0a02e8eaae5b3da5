import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Remarque",
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
                ("reponse", models.TextField(blank=True, max_length=2000, verbose_name="réponse")),
                ("siren", models.CharField(db_index=True, max_length=9, verbose_name="SIREN")),
                ("nom", models.CharField(max_length=300, verbose_name="nom de l’acheteur")),
                (
                    "courriel",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="adresse où répondre"
                    ),
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
            ],
            options={
                "verbose_name": "remarque",
                "ordering": ("creee_le", "pk"),
                "abstract": False,
            },
        ),
    ]

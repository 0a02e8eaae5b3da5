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
            name="Avis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reponse",
                    models.CharField(
                        db_index=True, max_length=80, verbose_name="code de la réponse"
                    ),
                ),
                ("jour", models.DateField(verbose_name="jour")),
                (
                    "empreinte",
                    models.CharField(
                        blank=True, max_length=64, null=True, verbose_name="empreinte du jour"
                    ),
                ),
                ("utile", models.BooleanField(verbose_name="a aidé")),
                (
                    "raison",
                    models.TextField(blank=True, max_length=1000, verbose_name="ce qui manque"),
                ),
            ],
            options={
                "verbose_name": "avis",
                "verbose_name_plural": "avis",
                "ordering": ("-jour", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reponse", "jour", "empreinte"), name="faq_un_avis_par_jour"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionRecue",
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
                (
                    "courriel",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="adresse où répondre"
                    ),
                ),
                (
                    "devenue",
                    models.CharField(blank=True, max_length=80, verbose_name="réponse de la FAQ"),
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
                "verbose_name": "question reçue",
                "verbose_name_plural": "questions reçues",
                "ordering": ("creee_le", "pk"),
                "abstract": False,
            },
        ),
    ]

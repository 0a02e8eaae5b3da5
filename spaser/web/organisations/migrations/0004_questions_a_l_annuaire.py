import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_second_facteur_exige"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuestionAnnuaire",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "question",
                    models.CharField(max_length=120, unique=True, verbose_name="question"),
                ),
                ("reponses", models.JSONField(default=list, verbose_name="réponses")),
                (
                    "posee_le",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="posée le"
                    ),
                ),
                (
                    "a_poser_le",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="à poser le"
                    ),
                ),
                ("essais", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                ("repondue_le", models.DateTimeField(null=True, verbose_name="répondue le")),
            ],
            options={
                "verbose_name": "question à l’annuaire",
                "verbose_name_plural": "questions à l’annuaire",
            },
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entree",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("type", models.CharField(max_length=40, verbose_name="type")),
                ("objet_id", models.PositiveBigIntegerField(verbose_name="numéro de l’objet")),
                ("titre", models.TextField(blank=True, verbose_name="nom")),
                ("lieu", models.TextField(blank=True, verbose_name="lieu")),
                ("axes", models.TextField(blank=True, verbose_name="axes")),
                ("reste", models.TextField(blank=True, verbose_name="autres textes")),
                (
                    "noms",
                    models.TextField(
                        blank=True, verbose_name="mots des noms et des lieux, entiers"
                    ),
                ),
                ("cle", models.CharField(max_length=300, verbose_name="clé de tri")),
            ],
            options={
                "verbose_name": "entrée de l’index",
                "verbose_name_plural": "entrées de l’index",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("type", "objet_id"), name="recherche_entree_unique"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Generation",
            fields=[
                (
                    "nom",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="ensemble"
                    ),
                ),
                ("jeton", models.CharField(max_length=32, verbose_name="jeton")),
                ("date", models.DateTimeField(auto_now=True, verbose_name="changé le")),
            ],
            options={
                "verbose_name": "génération",
                "indexes": [],
                "constraints": [],
            },
        ),
    ]

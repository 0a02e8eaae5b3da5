from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("marches", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="correction",
            name="champ",
            field=models.CharField(
                choices=[
                    ("social", "Considération sociale"),
                    ("clause_sociale", "Clause sociale d’exécution"),
                    ("critere_social", "Critère social d’attribution"),
                    ("reserve", "Marché réservé"),
                    ("environnement", "Considération environnementale"),
                    ("clause_environnementale", "Clause environnementale d’exécution"),
                    ("critere_environnemental", "Critère environnemental d’attribution"),
                    ("lot", "Lot"),
                    ("montant", "Montant notifié HT"),
                    ("famille_achat", "Famille d’achat"),
                    ("egalite", "Égalité entre les femmes et les hommes"),
                    ("carbone", "Émissions de gaz à effet de serre"),
                    ("heures_insertion", "Heures d’insertion prévues"),
                    ("derogation", "Dérogation motivée"),
                    ("date_lancement", "Date de lancement"),
                    ("besoin_estime", "Besoin estimé HT"),
                ],
                max_length=30,
                verbose_name="champ",
            ),
        ),
    ]

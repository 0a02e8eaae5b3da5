from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("marches", "0005_abime_et_exports")]

    operations = [
        migrations.AlterField(
            model_name="exportmarches",
            name="filtre",
            field=models.CharField(blank=True, max_length=1500, verbose_name="marchés demandés"),
        ),
    ]

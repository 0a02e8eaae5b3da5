"""What an axis was said to answer of an approach."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plan", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="axe",
            name="chapitres",
            field=models.JSONField(
                blank=True, db_default=[], default=list, verbose_name="chapitres d’approches"
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publication", "0002_un_seul_projet")]

    operations = [
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                condition=models.Q(("etat", "publiee"), _negated=True),
                fields=("espace",),
                name="publication_ouverte_unique",
            ),
        ),
    ]

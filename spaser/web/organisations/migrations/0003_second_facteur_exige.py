from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_essai_a_deux"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="second_facteur_exige",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="second facteur exigé des membres"
            ),
        ),
    ]

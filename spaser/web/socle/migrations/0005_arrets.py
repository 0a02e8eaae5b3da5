from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("socle", "0004_demande_du_bail"),
    ]

    operations = [
        migrations.AddField(
            model_name="bail",
            name="arrets",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, verbose_name="essais coupés net"
            ),
        ),
        migrations.AddField(
            model_name="battement",
            name="chutes",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, verbose_name="arrêts de suite"
            ),
        ),
    ]

from django.db import migrations


def make_fonds(apps, schema_editor):
    """Give a row to each space that speaks of a contract: its talks will follow."""
    discussions = apps.get_model("commun", "Discussion").objects
    numeros = discussions.filter(objet__startswith="marches:", espace__isnull=False)
    for espace in numeros.order_by().values_list("espace", flat=True).distinct():
        apps.get_model("marches", "Fonds").objects.get_or_create(espace_id=espace)


class Migration(migrations.Migration):
    dependencies = [
        ("commun", "0002_suite"),
        ("marches", "0003_suite"),
    ]

    operations = [
        migrations.RunPython(make_fonds, migrations.RunPython.noop),
    ]

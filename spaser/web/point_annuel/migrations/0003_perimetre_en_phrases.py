from django.db import migrations


def write_phrases(apps, schema_editor):
    """Say in sentences what figures hold and what they do not: two lists held them before."""
    for point in apps.get_model("point_annuel", "PointAnnuel").objects.exclude(contenu={}):
        if "manque" in point.contenu:
            change_contenu(point.contenu)
            point.save(update_fields=["contenu"])


def change_contenu(contenu):
    """Write the two lists as the pages told them."""
    dits = {"Compris": contenu.get("perimetre", ()), "Non compris": contenu.pop("manque")}
    contenu["perimetre"] = [f"{quoi} : {join(dites)}." for quoi, dites in dits.items() if dites]


def join(phrases):
    return " ; ".join(phrase[0].lower() + phrase[1:].rstrip(".") for phrase in phrases if phrase)


class Migration(migrations.Migration):
    dependencies = [("point_annuel", "0002_annee_avant")]

    operations = [migrations.RunPython(write_phrases, migrations.RunPython.noop)]

from django.db import migrations


def write_forme(apps, schema_editor):
    """Give closed years the form of today: no value changes, and what was noted aside is not told."""
    for point in apps.get_model("point_annuel", "PointAnnuel").objects.filter(
        clos_le__isnull=False
    ):
        for ligne in point.contenu.get("lignes", ()):
            change_ligne(ligne)
        for action in point.contenu.get("actions", ()):
            action.pop("axe", None)
            action.pop("pilote", None)
        point.save(update_fields=["contenu"])


def change_ligne(ligne):
    """Write the year before as a result, compared with the year as it was."""
    resultat, avant = ligne["indicateur"]["resultat"], ligne.get("precedent")
    resultat["commentaire"] = ""
    ligne.pop("ecart", None)
    if isinstance(avant, str):
        ligne["precedent"] = {
            "annee": resultat["annee"] - 1,
            "valeur": avant,
            "origine": resultat.get("origine", ""),
            "expression": resultat.get("expression", "autre"),
        }


class Migration(migrations.Migration):
    dependencies = [("point_annuel", "0001_initial")]

    operations = [migrations.RunPython(write_forme, migrations.RunPython.noop)]

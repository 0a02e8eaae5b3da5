"""Carries what was frozen in a column of its own over to the one edition of the site.

The columns keep their values: the former version reads them while it is replaced.
"""

from django.db import migrations


def _list_arretes(apps):
    """Yield each row that froze something, with what its edition says."""
    for publication in apps.get_model("schema", "Publication").objects.filter(arretee=None):
        if publication.contenu:
            yield publication, {
                "nature": "publication",
                "titre": f"Résultats {publication.debut} et {publication.annee}",
                "contenu": publication.contenu,
                "arretee_par_id": publication.proposee_par_id,
                "arretee_le": publication.proposee_le or publication.modifie_le,
            }
    for point in apps.get_model("plan", "PointAnnuel").objects.filter(arretee=None):
        if point.contenu:
            yield point, {
                "nature": "point_annuel",
                "titre": f"Point annuel {point.annee}",
                "contenu": point.contenu,
                "arretee_par_id": point.clos_par_id,
                "arretee_le": point.clos_le or point.modifie_le,
            }
    for edition in apps.get_model("plan", "Edition").objects.filter(arretee=None):
        yield edition, {
            "nature": "plan",
            "titre": edition.titre,
            "contenu": {"actions": edition.actions},
            "arretee_par_id": edition.arretee_par_id,
            "arretee_le": edition.arretee_le,
        }


def carry(apps, _editor):
    """Give its edition to each row that has none; it may be run again."""
    EditionArretee = apps.get_model("espace", "EditionArretee")
    for ligne, dits in _list_arretes(apps):
        arretee = EditionArretee.objects.create(espace_id=ligne.espace_id, **dits)
        type(ligne).objects.filter(pk=ligne.pk).update(arretee=arretee)


class Migration(migrations.Migration):

    dependencies = [
        ("plan", "0003_arretes"),
        ("schema", "0004_arretes"),
    ]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]

import re
from decimal import Decimal

from django.db import migrations
from django.db.models import Q

from spaser.metier.cibles.modele import choose_unite
from spaser.metier.indicateurs import load_bibliotheque

ECRITE = re.compile(r"(\d[\d\s]{0,15}(?:,\d{1,6})?)\s*(.*)", re.DOTALL)
UNITES = {"euros": "€", "euro": "€", "h": "heures"}


def read_valeur(texte, unite):
    """Return the number and the unit of a text; no number for one that says more than that."""
    trouve = ECRITE.fullmatch(" ".join(texte.split()))
    dite = trouve[2].strip() if trouve else ""
    dite = UNITES.get(dite.lower(), dite)
    if trouve is None or any(map(str.isdigit, dite)) or len(dite) > 60:
        return None, unite
    chiffres = "".join(trouve[1].split()).replace(",", ".")
    return Decimal(chiffres), dite or unite


def move_cibles(apps, schema_editor):
    """Give what lines of the grid aim at a row of its own; a text that is no number stays one."""
    lignes = apps.get_model("grille", "LigneGrille").objects
    suivis = apps.get_model("cibles", "IndicateurSuivi").objects
    bibliotheque = load_bibliotheque()
    for ligne in lignes.filter(~Q(valeur_visee="") | Q(annee_visee__isnull=False)):
        fiche = bibliotheque.find(ligne.code)
        unite = choose_unite(fiche.unite) if fiche else ""
        valeur, unite = read_valeur(ligne.valeur_visee, unite)
        suivis.get_or_create(
            ligne=ligne,
            defaults={
                "espace_id": ligne.espace_id,
                "code": ligne.code,
                "libelle": ligne.indicateur or ligne.sous_thematique,
                "unite": unite,
                "sens": fiche.sens.value if fiche else "hausse",
                "cible_valeur": valeur,
                "cible_annee": ligne.annee_visee,
                "precision": "" if valeur is not None else ligne.valeur_visee,
                "modifie_par_id": ligne.modifie_par_id,
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("cibles", "0001_initial"),
        ("grille", "0002_valeur_visee"),
    ]

    operations = [
        migrations.RunPython(move_cibles, migrations.RunPython.noop),
    ]

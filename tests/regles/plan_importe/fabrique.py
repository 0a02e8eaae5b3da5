"""Rows of a table, as tests write them."""

from spaser.regles.plan_importe.comparaison import assemble_plan
from spaser.regles.plan_importe.lignes import LigneBrute
from spaser.site.plan.models.actions import ContenuAction

ANNUAIRES = {
    "indicateurs": {"soc 05": "SOC-05", "marches reserves": "SOC-05"},
    "familles": {"travaux": "TRX"},
}


def make_lignes(*rangees):
    """Return rows: a text is a title alone."""
    return [
        LigneBrute(f"ligne {rang}", {"titre": r} if isinstance(r, str) else r)
        for rang, r in enumerate(rangees, start=2)
    ]


def lire(*rangees):
    return assemble_plan(make_lignes(*rangees), ContenuAction, ANNUAIRES)

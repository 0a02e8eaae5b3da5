"""The workbook of a collection sheet: only the indicators of one referent, one column to fill."""

from __future__ import annotations

from spaser.documents.cibles import write_point
from spaser.documents.classeur import Onglet
from spaser.documents.tableur import Cellule
from spaser.metier.cibles.collecte import TITRES, make_repere
from spaser.web.cibles.collecte.selectors import FicheLisible
from spaser.web.cibles.ligne import LigneSuivi


def make_onglet(lisible: FicheLisible) -> Onglet:
    lignes = [_write(lisible, ligne) for ligne in lisible.lignes]
    return Onglet("Valeurs à remplir", TITRES, lignes, a_remplir=True)


def _write(lisible: FicheLisible, ligne: LigneSuivi) -> list[Cellule]:
    visee, gardees, annee = ligne.vise.visee, ligne.gardees, lisible.annee
    derniere = max((a for a in gardees if a < annee), default=None)
    return [
        ligne.nom,
        visee.explication,
        annee,
        ligne.unite or "nombre",
        write_point(gardees[derniere].point, ligne.unite) if derniere else "",
        "",
        ligne.vise.suivi.source,
        "",
        "",
        make_repere(lisible.fiche.cle.hex, visee.cle.hex),
    ]

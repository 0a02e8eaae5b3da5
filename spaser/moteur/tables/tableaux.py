"""The sheets of a file as texts, under the titles that name the columns that are looked for.

This runs in a box: it knows of no model, columns are given to it (`RechercheTable`).
"""

import dataclasses
from bisect import bisect_left, bisect_right
from itertools import islice
from pathlib import Path

from spaser.moteur.tables.cellules import free_texte, is_blank, write_texte
from spaser.moteur.tables.correspondance import ENTETE_DANS, find_table
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import Budget, Cellules, Feuille, SansResultat
from spaser.moteur.tables.rangees import FeuilleLue, RangeeEcrite, RechercheTable, find_rangs


def read_tableaux(chemin: Path, recherche: RechercheTable) -> list[FeuilleLue]:
    """Return the sheets of a file that hold something, down to the one that is looked for."""
    budget = Budget(recherche.octets, recherche.cellules, demesure=recherche.demesure)
    lues: list[FeuilleLue] = []
    for feuille in read_feuilles(chemin, budget):
        if feuille.nom == recherche.sauf or not feuille.look(1):
            continue
        if recherche.nommees and (feuille.masquee or any(lue.trouvee for lue in lues)):
            lues.append(FeuilleLue(feuille.nom or "", feuille.masquee))
            continue
        lues.append(read_feuille(feuille, recherche, budget))
        if lues[-1].trouvee and not (recherche.toutes or recherche.nommees):
            break
    return lues


def read_feuille(
    feuille: Feuille, recherche: RechercheTable, budget: Budget | None = None
) -> FeuilleLue:
    if recherche.fusions:
        feuille = spread_fusions(feuille, budget or Budget())
    lue = FeuilleLue(feuille.nom or "", feuille.masquee)
    debut = feuille.look(ENTETE_DANS)
    if table := find_table(feuille, recherche.score, hauteur_max=1):
        utiles = table.list_utiles()
        gardees = tuple(
            _write(numero, cellules, libre=feuille.nom is None)
            for numero, cellules in islice(utiles, recherche.lignes_max + 1)
        )
        nombre = len(gardees) + sum(1 for _ in utiles)
        lue = dataclasses.replace(lue, trouvee=True, rangees=gardees, nombre=nombre)
    else:
        vues = Feuille(feuille.nom, iter(debut))
        table = find_table(vues, lambda titres: 1 + len(find_rangs(recherche.colonnes, titres)), 1)
    if table:
        lue = dataclasses.replace(lue, ligne=table.ligne, ecrits=table.ecrits)
    return lue


def _write(numero: int, cellules: Cellules, *, libre: bool) -> RangeeEcrite:
    """Return a row as texts; those of a CSV were kept from running as formulas."""
    return RangeeEcrite(
        numero,
        tuple(free_texte(c) if libre and isinstance(c, str) else write_texte(c) for c in cellules),
        tuple(rang for rang, c in enumerate(cellules) if isinstance(c, SansResultat)),
    )


def spread_fusions(feuille: Feuille, budget: Budget) -> Feuille:
    """Return the sheet with what is merged downwards said on each row that holds something."""
    lignes = [
        (numero, list(cellules))
        for numero, cellules in feuille.lignes
        if not all(map(is_blank, cellules))
    ]
    rangs = [numero for numero, _ in lignes]
    for colonne, haut, bas in feuille.fusions:
        debut, fin = bisect_left(rangs, haut), bisect_right(rangs, bas)
        budget.take(cellules=fin - debut)
        if debut < fin and rangs[debut] == haut and colonne < len(lignes[debut][1]):
            valeur = lignes[debut][1][colonne]
            for _, cellules in lignes[debut + 1 : fin]:
                cellules.extend([None] * (colonne + 1 - len(cellules)))
                cellules[colonne] = valeur if is_blank(cellules[colonne]) else cellules[colonne]
    return dataclasses.replace(feuille, lignes=iter(lignes))

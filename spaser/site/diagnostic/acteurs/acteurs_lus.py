"""The stakeholders of a spreadsheet, read in a box: nothing here knows of the site."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

from spaser.documents.onglets import LIRE
from spaser.moteur.tables import modele
from spaser.moteur.tables.colonnes import IndicesDecalage, find_rangs, find_tableau, spread_fusions
from spaser.moteur.tables.correspondance import ENTETE_DANS, find_table
from spaser.moteur.tables.lecture import read_feuilles
from spaser.regles import acteurs_importes
from spaser.regles.acteurs import COLONNES, REUNIES, load_catalogue

MEGA: Final = 1024 * 1024
CELLULES_MAX: Final = 1_000_000
DEPLIE_MAX: Final = 60 * MEGA
_DEMESURE: Final = "Ce classeur se déplie en un document démesuré : allégez-le."
_LUES: Final = (*REUNIES, *COLONNES)


def read_fichier_acteurs(chemin: Path) -> acteurs_importes.TableauLu:
    """Return the first sheet in sight that holds the table, and say what else is in the file."""
    budget = modele.Budget(DEPLIE_MAX, CELLULES_MAX, demesure=_DEMESURE)
    tableau: acteurs_importes.TableauLu | None = None
    refus: modele.ErreurTable | None = None
    laissees = []
    for feuille in read_feuilles(chemin, budget):
        if feuille.nom == LIRE or not feuille.look(1):
            continue
        if feuille.masquee or tableau:
            laissees.append(_leave(feuille, tableau))
        elif (lu := read_feuille_acteurs(feuille, budget)) is None:
            refus = refus or _refuse(feuille)
            laissees.append(_leave(feuille, tableau))
        else:
            tableau = lu
    if tableau is None:
        raise refus or _refuse_masquee(laissees)
    return replace(tableau, remarques=(*laissees, *tableau.remarques))


def read_feuille_acteurs(
    feuille: modele.Feuille, budget: modele.Budget | None = None
) -> acteurs_importes.TableauLu | None:
    """Return the stakeholders of a sheet; a row of titles names them, or there is none."""
    catalogue = load_catalogue()
    reperes = IndicesDecalage(
        acteurs_importes.make_listes(catalogue), "nom", catalogue.read_typologie
    )
    demasquee = spread_fusions(feuille, budget or modele.Budget())
    debut = demasquee.look(ENTETE_DANS)
    trouve = find_tableau(demasquee, _LUES, lambda rangs: "nom" in rangs, reperes)
    if trouve is None:
        feuille.lignes = iter(debut)  # to say which titles were read
        return None
    rangees = list(islice(trouve.list_rangees(), acteurs_importes.LIGNES_MAX + 1))
    if len(rangees) > acteurs_importes.LIGNES_MAX:
        ou = f"Feuille « {feuille.nom} », ligne" if feuille.nom else "Ligne"
        raise modele.ErreurTable(
            f"{ou} {rangees[-1].numero} : le tableau dépasse {acteurs_importes.LIGNES_MAX} "
            "lignes. Gardez les "
            "acteurs à suivre, ou découpez-le en plusieurs fichiers."
        )
    lu = acteurs_importes.read_acteurs(rangees, trouve.rangs, trouve.inconnus, catalogue)
    return replace(lu, feuille=feuille.nom or "")


def _leave(feuille: modele.Feuille, lue: acteurs_importes.TableauLu | None) -> modele.Remarque:
    if feuille.masquee:
        quoi = "feuille masquée, non lue. Pour l’importer, affichez-la, puis renvoyez le fichier."
    elif lue:
        quoi = (
            f"non lue : seule « {lue.feuille} » l’est. Pour l’importer, copiez ses lignes dans "
            "celle-ci, ou envoyez-la dans un autre fichier."
        )
    else:
        quoi = "non lue : elle n’a pas de colonne « Nom de la structure »."
    return modele.Remarque(
        ligne=None, feuille=feuille.nom, probleme=f"Feuille « {feuille.nom} » : {quoi}"
    )


def _refuse_masquee(laissees: Sequence[modele.Remarque]) -> modele.ErreurTable:
    """Say why no sheet was read: all of those that hold something are hidden, or none does."""
    if not laissees:
        return modele.ErreurTable(
            "Ce fichier est vide. Partez du modèle, ou d’un export de cette page."
        )
    return modele.ErreurTable(laissees[0].probleme)


def _refuse(feuille: modele.Feuille) -> modele.ErreurTable:
    vue = find_table(feuille, lambda titres: 1 + len(find_rangs(_LUES, titres)), hauteur_max=1)
    titres = ", ".join(f"« {titre} »" for titre in (vue.ecrits if vue else ())[:12] if titre)
    ligne = vue.ligne if vue else 1
    ou = f"Feuille « {feuille.nom} » : la" if feuille.nom else "La"
    return modele.ErreurTable(
        f"{ou} colonne « Nom de la structure » manque : sans elle, une ligne ne désigne personne. "
        f"Titres lus, ligne {ligne} : {titres or 'aucun'}. Renommez la bonne colonne, ou "
        "partez du modèle."
    )

"""A file received is read at once and not kept: only its lines are."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec
from django.core.files.uploadedfile import UploadedFile

from spaser.donnees.tables.colonnes import find_rangs
from spaser.donnees.tables.entete import ENTETE_DANS, find_table
from spaser.donnees.tables.lecture import read_feuilles
from spaser.donnees.tables.modele import Budget, ErreurTable, Feuille
from spaser.donnees.tables.rangees import IndicesDecalage, find_tableau
from spaser.metier.acteurs.catalogue import load_catalogue
from spaser.metier.acteurs.modele import COLONNES, REUNIES
from spaser.metier.acteurs.tableau import LIGNES_MAX, TableauLu, make_listes, read_tableau
from spaser.web.acteurs.models import Importation
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.fichiers.service import open_copie

MEGA: Final = 1024 * 1024
TAILLE_MAX: Final = 5 * MEGA
CELLULES_MAX: Final = 1_000_000
DEPLIE_MAX: Final = 60 * MEGA
_DEMESURE: Final = "Ce classeur se déplie en un document démesuré : allégez-le."
_LUES: Final = (*REUNIES, *COLONNES)


def receive(espace: Espace, envoi: UploadedFile[bytes], auteur: Utilisateur) -> Importation:
    """Read a file, and keep what was read until somebody decides; ErreurTable says why not."""
    if (envoi.size or 0) > TAILLE_MAX:
        raise ErreurTable(
            f"Ce fichier pèse plus de {TAILLE_MAX // MEGA} Mo : gardez seulement la feuille des "
            "acteurs."
        )
    with open_copie(envoi) as chemin:
        tableau = read_fichier(chemin)
    return Importation.objects.create(
        espace=espace, nom=(envoi.name or "Fichier")[:200], tableau=pack(tableau), auteur=auteur
    )


def pack(tableau: TableauLu) -> Any:  # noqa: ANN401 - plain JSON values
    """Return a table as the base keeps it."""
    return msgspec.to_builtins(tableau)


def unpack(importation: Importation) -> TableauLu:
    """Return the table that was read."""
    return msgspec.convert(importation.tableau, TableauLu)


def read_fichier(chemin: Path) -> TableauLu:
    """Return the first sheet that holds the table; else why the first one does not."""
    refus: ErreurTable | None = None
    for feuille in read_feuilles(chemin, Budget(DEPLIE_MAX, CELLULES_MAX, demesure=_DEMESURE)):
        if tableau := read_feuille(feuille):
            return tableau
        refus = refus or _refuse(feuille)
    raise refus or ErreurTable("Ce fichier ne contient aucune feuille.")


def read_feuille(feuille: Feuille) -> TableauLu | None:
    """Return the stakeholders of a sheet; a row of titles names them, or there is none."""
    catalogue = load_catalogue()
    reperes = IndicesDecalage(make_listes(catalogue), "nom", catalogue.read_typologie)
    trouve = find_tableau(feuille, _LUES, lambda rangs: "nom" in rangs, reperes)
    if trouve is None:
        return None
    rangees = list(islice(trouve.list_rangees(), LIGNES_MAX + 1))
    if len(rangees) > LIGNES_MAX:
        raise ErreurTable(f"Ce tableau dépasse {LIGNES_MAX} lignes : découpez-le.")
    return read_tableau(rangees, trouve.rangs, trouve.inconnus, catalogue)


def _refuse(feuille: Feuille) -> ErreurTable:
    """Say which titles were read, in the row that names most columns."""
    if not feuille.look(ENTETE_DANS):
        return ErreurTable("Ce fichier est vide. Partez du modèle, ou d’un export de cette page.")
    vue = find_table(feuille, lambda titres: 1 + len(find_rangs(_LUES, titres)), hauteur_max=1)
    titres = ", ".join(f"« {titre} »" for titre in (vue.ecrits if vue else ())[:12] if titre)
    ligne = vue.ligne if vue else 1
    return ErreurTable(
        "La colonne « Nom de la structure » manque : sans elle, une ligne ne désigne personne. "
        f"Titres lus, ligne {ligne} : {titres or 'aucun'}. Renommez la bonne colonne, ou "
        "partez du modèle."
    )

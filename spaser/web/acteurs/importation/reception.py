"""A file received is read at once and not kept: only its lines are."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from django.core.files.uploadedfile import UploadedFile

from spaser.donnees.envois.formats import MEGA
from spaser.donnees.tables.modele import ErreurTable
from spaser.metier.acteurs.tableau import TableauLu
from spaser.web.acteurs.importation.lecture import read_fichier
from spaser.web.acteurs.models import Importation
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.fichiers.service import read_table

TAILLE_MAX: Final = 5 * MEGA
_ALLEGER: Final = "gardez seulement la feuille des acteurs."


def receive(espace: Espace, envoi: UploadedFile[bytes], auteur: Utilisateur) -> Importation:
    """Read a file, and keep what was read until somebody decides; ErreurTable says why not."""
    tableau = read_table(envoi, read_fichier, TAILLE_MAX, _ALLEGER)
    if not tableau.lignes:
        raise _refuse_vide(tableau)
    return Importation.objects.create(
        espace=espace, nom=(envoi.name or "Fichier")[:200], tableau=pack(tableau), auteur=auteur
    )


def pack(tableau: TableauLu) -> Any:  # noqa: ANN401 - plain JSON values
    return msgspec.to_builtins(tableau)


def unpack(importation: Importation) -> TableauLu:
    return msgspec.convert(importation.tableau, TableauLu)


def _refuse_vide(tableau: TableauLu) -> ErreurTable:
    """Say that a sheet names nobody: its examples, if it has some, are no stakeholders."""
    ou = f"Feuille « {tableau.feuille} » : " if tableau.feuille else ""
    categories = [remarque for remarque in tableau.remarques if remarque.ligne]
    if not categories:
        return ErreurTable(
            f"{ou}il n’y a aucun acteur sous les titres. Écrivez un nom par ligne dans la colonne "
            "« Nom de la structure », enregistrez, puis envoyez de nouveau."
        )
    return ErreurTable(
        f"{ou}le tableau n’a encore aucun acteur. Ses catégories et leurs exemples (lignes "
        f"{categories[0].ligne} à {categories[-1].ligne}) ne sont pas importés comme des acteurs : "
        "écrivez les vôtres dans la colonne « Nom de la structure », puis envoyez de nouveau."
    )

"""A spreadsheet handed over: read, compared with the grid, kept from one page to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from spaser.donnees.envois.formats import MEGA
from spaser.metier.grille.importation import Connue, GrilleLue, Rapprochement, compare_grilles
from spaser.metier.grille.modele import ContenuLigne
from spaser.web.commun import scelle
from spaser.web.grille.lecture import read_classeur
from spaser.web.grille.selectors import list_lignes
from spaser.web.organisations.models import Espace
from spaser.web.socle.fichiers.service import read_table

OCTETS_MAX: Final = 5 * MEGA
_USAGE: Final = "grille.importation"


@dataclass(frozen=True)
class Garde:
    """What was read of a file; `empreinte` is the grid that it was compared with."""

    lignes: tuple[ContenuLigne, ...]
    empreinte: str


def read_fichier(envoi: UploadedFile[bytes]) -> GrilleLue:
    """Read the grid of a file; ErreurTable says why there is none."""
    return read_table(envoi, read_classeur, OCTETS_MAX, "allégez-le.")


def compare_with(espace: Espace, lignes: Sequence[ContenuLigne]) -> tuple[Rapprochement[int], str]:
    """Compare lines with the grid as it is now; return the changes and the grid's print."""
    connues = list(list_lignes(espace))
    empreinte = ",".join(f"{ligne.pk}:{ligne.version}" for ligne in connues)
    return compare_grilles(lignes, [Connue(ligne.pk, ligne.read()) for ligne in connues]), empreinte


def seal(espace: Espace, garde: Garde) -> str:
    """Return the signed text that a page hands to the next one."""
    return scelle.seal(espace, garde, _USAGE)


def unseal(espace: Espace, texte: str) -> Garde | None:
    """Return what the page before handed over; None if altered, too old, or of another space."""
    return scelle.unseal(espace, texte, _USAGE, Garde)

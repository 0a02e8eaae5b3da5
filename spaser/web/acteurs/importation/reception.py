"""A file received is read at once and not kept: only its lines are."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from spaser.documents.tableur import read_texte
from spaser.donnees.tables.cellules import read_date
from spaser.donnees.tables.lecture import read_feuilles
from spaser.donnees.tables.modele import ErreurTable
from spaser.metier.acteurs.catalogue import load_catalogue
from spaser.metier.acteurs.tableau.lecture import ErreurTableau, Tableau, read_tableau
from spaser.web.acteurs.models import Importation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.uploadedfile import UploadedFile

    from spaser.donnees.tables.modele import Feuille
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.espace.acces import Espace

MEGA: Final = 1024 * 1024
TAILLE_MAX: Final = 5 * MEGA
DEPLIE_MAX: Final = 60 * MEGA


class FichierRefuse(Exception):
    """A file that cannot be read as a table; the message says what to do, in French."""


def receive(espace: Espace, envoi: UploadedFile, auteur: Utilisateur) -> Importation:
    """Read a file, and keep what was read until somebody decides."""
    if envoi.size > TAILLE_MAX:
        raise FichierRefuse(
            f"Ce fichier pèse plus de {TAILLE_MAX // MEGA} Mo : gardez seulement la feuille des "
            "acteurs."
        )
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "tableau"
        with chemin.open("wb") as sortie:
            sortie.writelines(envoi.chunks())
        tableau = _read(chemin)
    return Importation.objects.create(
        **espace.attaches, nom=(envoi.name or "Fichier")[:200], tableau=pack(tableau), auteur=auteur
    )


def pack(tableau: Tableau) -> Any:  # noqa: ANN401 - plain JSON values
    """Return a table as the base keeps it."""
    return msgspec.to_builtins(tableau)


def unpack(importation: Importation) -> Tableau:
    """Return the table that was read."""
    return msgspec.convert(importation.tableau, Tableau)


def _read(chemin: Path) -> Tableau:
    """Return the first sheet that holds the table; else why the first one does not."""
    _check_archive(chemin)
    premiere: ErreurTableau | None = None
    try:
        for feuille in read_feuilles(chemin):
            try:
                return read_tableau(_list_lignes(feuille), load_catalogue(), read_date)
            except ErreurTableau as faute:
                premiere = premiere or faute
    except ErreurTable as faute:
        raise FichierRefuse(str(faute)) from faute
    raise FichierRefuse(str(premiere or "Ce fichier ne contient aucune feuille."))


def _check_archive(chemin: Path) -> None:
    """Refuse a workbook that unpacks into something monstrous; others are told when read."""
    if not zipfile.is_zipfile(chemin):
        return
    with zipfile.ZipFile(chemin) as archive:
        if sum(membre.file_size for membre in archive.infolist()) > DEPLIE_MAX:
            raise FichierRefuse("Ce classeur se déplie en un document démesuré : allégez-le.")


def _list_lignes(feuille: Feuille) -> Iterator[tuple[int, list[Any]]]:
    """Give the rows; a CSV loses the marks that keep its texts from running."""
    est_csv = feuille.nom is None
    for numero, cellules in feuille.lignes:
        lues = (read_texte(c) if est_csv and isinstance(c, str) else c for c in cellules)
        yield numero, list(lues)

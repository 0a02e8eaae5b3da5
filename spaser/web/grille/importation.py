"""A spreadsheet handed over: read, compared with the grid, kept from one page to the next."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core import signing

from spaser.documents.tableur import read_texte
from spaser.donnees.tables.lecture import read_feuilles
from spaser.donnees.tables.modele import ErreurTable
from spaser.metier.grille.lecture import ErreurGrille, Lecture, read_grille
from spaser.metier.grille.modele import Ligne, Priorite
from spaser.metier.grille.rapprochement import Connue, Rapprochement, compare
from spaser.metier.indicateurs.lecture import load_bibliotheque
from spaser.metier.indicateurs.modele import Frequence
from spaser.metier.indicateurs.themes import Rubrique
from spaser.web.grille.selectors import list_lignes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

    from spaser.donnees.tables.modele import Feuille
    from spaser.metier.grille.lecture import Rangee
    from spaser.web.espace.acces import Espace

MEGA: Final = 1024 * 1024
OCTETS_MAX: Final = 5 * MEGA
_DEPLIE_MAX: Final = 60 * MEGA
_RANGEES_MAX: Final = 3000
_SEL: Final = "grille.importation"
_DUREE: Final = 24 * 3600


@dataclass(frozen=True)
class Garde:
    """What was read of a file; `empreinte` is the grid that it was compared with."""

    lignes: tuple[Ligne, ...]
    empreinte: str


def read_fichier(upload: UploadedFile) -> Lecture:
    """Read the first sheet that holds a grid; ErreurGrille says why there is none."""
    if upload.size > OCTETS_MAX:
        raise ErreurGrille(f"Le fichier pèse plus de {OCTETS_MAX // MEGA} Mo : allégez-le.")
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "grille"
        with chemin.open("wb") as flux:
            flux.writelines(upload.chunks())
        try:
            _check_taille(chemin)
            return _read_feuilles([(f.nom, _list_rangees(f)) for f in read_feuilles(chemin)])
        except ErreurTable as faute:
            raise ErreurGrille(str(faute)) from faute


def compare_with(espace: Espace, lignes: Sequence[Ligne]) -> tuple[Rapprochement[int], str]:
    """Compare lines with the grid as it is now; return the changes and the grid's print."""
    connues = list(list_lignes(espace))
    empreinte = ",".join(f"{ligne.pk}:{ligne.version}" for ligne in connues)
    return compare(lignes, [Connue(ligne.pk, ligne.read()) for ligne in connues]), empreinte


def seal(espace: Espace, garde: Garde) -> str:
    """Return what a page carries to the next one, that nobody can alter."""
    contenu = [espace.siren, garde.empreinte, [asdict(ligne) for ligne in garde.lignes]]
    return signing.dumps(contenu, salt=_SEL, compress=True)


def unseal(espace: Espace, scelle: str) -> Garde | None:
    """Return what a page carried; None when it was altered, is too old or is another space's."""
    try:
        siren, empreinte, lignes = signing.loads(scelle, salt=_SEL, max_age=_DUREE)
    except signing.BadSignature:
        return None
    if siren != espace.siren:
        return None
    return Garde(tuple(_make_ligne(ligne) for ligne in lignes), empreinte)


def _make_ligne(champs: dict[str, Any]) -> Ligne:
    priorite, frequence = champs["priorite"], champs["frequence"]
    return Ligne(
        **champs
        | {
            "rubrique": Rubrique(champs["rubrique"]),
            "priorite": Priorite(priorite) if priorite else None,
            "frequence": Frequence(frequence) if frequence else None,
        }
    )


def _check_taille(chemin: Path) -> None:
    """Refuse a workbook that would unpack into much more than a grid."""
    if not zipfile.is_zipfile(chemin):
        return
    with zipfile.ZipFile(chemin) as archive:
        if sum(membre.file_size for membre in archive.infolist()) > _DEPLIE_MAX:
            raise ErreurGrille("Le classeur est trop gros : gardez la seule feuille de la grille.")


def _list_rangees(feuille: Feuille) -> list[Rangee]:
    rangees = islice(feuille.lignes, _RANGEES_MAX)
    if feuille.nom is not None:
        return list(rangees)
    return [
        (rang, [read_texte(c) if isinstance(c, str) else c for c in cellules])
        for rang, cellules in rangees
    ]


def _read_feuilles(feuilles: list[tuple[str | None, list[Rangee]]]) -> Lecture:
    codes = frozenset(fiche.code for fiche in load_bibliotheque().indicateurs)
    refus = ErreurGrille("Le fichier est vide.")
    for _, rangees in feuilles:
        try:
            return read_grille(rangees, codes)
        except ErreurGrille as faute:
            refus = faute
    raise refus

"""The CSV export: one row a sheet, in the columns of the published Table Schema."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from django.utils import timezone

from spaser.metier.registre.ligne import InscriptionRegistre, list_colonnes_csv, write_fiche_csv
from spaser.metier.registre.nomenclatures import Confiance, OrigineFiche
from spaser.web.api.fiches import page_of
from spaser.web.registre.models import Fiche

_BOM: Final = "\ufeff"
_SEPARATEURS: Final = {"point-virgule": ";", "virgule": ","}
# What a spreadsheet takes for the beginning of a formula, full-width signs included.
_FORMULES: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


class _Ligne:
    """A file that gives back each row written: the csv module writes, the answer streams."""

    def write(self, ligne: str) -> str:
        """Return what is written."""
        return ligne


def write_csv(
    fiches: Iterable[Fiche], aujourd_hui: date, separateur: str | None, *, bom: bool
) -> Iterator[str]:
    """Write the header, then each sheet."""
    delimiteur = _SEPARATEURS[separateur or "point-virgule"]
    lignes = csv.writer(_Ligne(), delimiter=delimiteur, lineterminator="\r\n")
    entete = lignes.writerow(list_colonnes_csv())
    yield _BOM + entete if bom else entete
    for fiche in fiches:
        cellules = write_fiche_csv(fiche.spaser, _publication(fiche, aujourd_hui))
        yield lignes.writerow([write_cellule(cellule) for cellule in cellules])


def write_cellule(cellule: object) -> str:
    """Write a value; a text that would be a formula is kept a text."""
    match cellule:
        case None:
            return ""
        case bool():
            return "oui" if cellule else "non"
        case str() if cellule.startswith(_FORMULES):
            return f"'{cellule}"
        case date():
            return cellule.isoformat()
    return str(cellule)


def _publication(fiche: Fiche, aujourd_hui: date) -> InscriptionRegistre:
    return InscriptionRegistre(
        numero=fiche.pk,
        adresse=page_of(fiche),
        statut=fiche.compute_statut(aujourd_hui),
        origine=OrigineFiche(fiche.origine),
        confiance=Confiance(fiche.confiance) if fiche.confiance else None,
        publiee_le=timezone.localdate(fiche.publiee_le),
        mise_a_jour_le=timezone.localdate(fiche.mise_a_jour_le),
    )

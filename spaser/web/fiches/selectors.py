"""Reads the sheets to show on a day: those of the files, as the programme team has edited them."""

from __future__ import annotations

from datetime import date

from spaser.metier.fiches import FichePratique
from spaser.web.editorial.selectors import find_contenu, read_contenus
from spaser.web.fiches.textes import FICHES


def read_fiches(jour: date) -> tuple[FichePratique, ...]:
    return read_contenus(FICHES, jour)


def find_fiche(code: str, jour: date) -> FichePratique | None:
    return find_contenu(FICHES, code, jour)

"""Keeps, line by line, what an imported file holds and no form shows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

type Ligne = dict[str, Any]


def champ_code() -> forms.CharField:
    """Carry, unseen, the code by which the rest of the file cites a line."""
    champ = forms.CharField(required=False, empty_value=None, max_length=40)
    champ.widget = forms.HiddenInput()
    return champ


def keep_reste(lignes: list[Ligne], avant: list[Ligne], montres: Collection[str]) -> list[Ligne]:
    """Give each line back what its form does not show.

    It is found by its code; one without, by its name, then by its place where no line came or went.
    """
    libres = [*enumerate(avant)]
    trouvees: list[Ligne | None] = [_take(libres, ligne) for ligne in lignes]
    if len(lignes) == len(avant):
        par_rang = dict(libres)
        trouvees = [
            trouvee if trouvee is not None else par_rang.get(rang)
            for rang, trouvee in enumerate(trouvees)
        ]
    return [
        {n: v for n, v in (trouvee or {}).items() if n not in montres} | ligne
        for ligne, trouvee in zip(lignes, trouvees, strict=True)
    ]


def _take(libres: list[tuple[int, Ligne]], ligne: Ligne) -> Ligne | None:
    """Take, of the former lines that are left, the first that this one is."""
    repere = "code" if ligne.get("code") else "intitule"
    for place, (_, ancienne) in enumerate(libres):
        if ancienne.get(repere) == ligne.get(repere) and bool(ancienne.get("code")) == (
            repere == "code"
        ):
            del libres[place]
            return ancienne
    return None

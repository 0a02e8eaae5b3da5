"""The library of indicators as lists of choices, row by row."""

from __future__ import annotations

from spaser.metier.indicateurs import Rubrique, list_sous_themes, load_bibliotheque

type Groupes = list[tuple[str, list[tuple[str, str]]]]


def list_choix_themes() -> Groupes:
    return [
        (rubrique.libelle, [(theme.value, theme.libelle) for theme in list_sous_themes(rubrique)])
        for rubrique in Rubrique
    ]


def list_choix_indicateurs() -> Groupes:
    fiches = load_bibliotheque().indicateurs
    return [
        (r.libelle, [(f.code, f"{f.code} – {f.libelle}") for f in fiches if f.rubrique is r])
        for r in Rubrique
    ]

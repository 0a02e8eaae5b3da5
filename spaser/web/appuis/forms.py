"""Which help to show."""

from __future__ import annotations

from typing import Final

from django import forms

from spaser.documents.fiches.dessins import draw_regions
from spaser.metier.appuis import Sorte
from spaser.web.socle.formulaires import FormLibre, list_choix, tell_inconnue

type Choix = list[tuple[str, str]]


_PREMIERE_EN_METROPOLE: Final = "11"  # the codes of overseas regions come before


def list_territoires() -> list[tuple[str, Choix]]:
    dessinees = [(zone.code, zone.nom) for zone, traces in draw_regions() if traces]
    return [
        ("Métropole", [c for c in dessinees if c[0] >= _PREMIERE_EN_METROPOLE]),
        ("Outre-mer", [c for c in dessinees if c[0] < _PREMIERE_EN_METROPOLE]),
    ]


class FormulaireAppuis(FormLibre):
    """Which help to show. A question left empty filters nothing."""

    region = forms.ChoiceField(
        label="Votre territoire",
        choices=lambda: [("", "Toute la France"), *list_territoires()],
        required=False,
        error_messages=tell_inconnue("une région"),
    )
    sorte = forms.ChoiceField(
        label="Ce que vous cherchez",
        choices=list_choix(Sorte, "Toutes les aides"),
        required=False,
        error_messages=tell_inconnue("une sorte d’aide"),
    )

"""Values and years, as people type them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from spaser.documents.cibles import write_saisie
from spaser.documents.francais import typographie
from spaser.metier.cibles.nombres import NombreIllisible, read_nombre
from spaser.metier.cibles.trajectoire import Point

ANNEES: Final = range(2000, 2101)
ETAPES_MAX: Final = 20
_ANNEE: Final = "Écrivez une année, par exemple 2028."
_LONG: Final = 40


class ChampAnnee(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), _ANNEE)
        super().__init__(
            min_value=ANNEES.start, max_value=ANNEES[-1], error_messages=messages, **options
        )


class ChampValeur(forms.CharField):
    """A value in a unit, which its form gives once it knows it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=_LONG, **options)
        self.error_messages["max_length"] = "Écrivez un nombre seul."
        self.error_messages["required"] = "Écrivez la valeur."
        self.unite = ""

    def prepare_value(self, value: object) -> object:
        return write_saisie(value, self.unite) if isinstance(value, Decimal) else value


def read_valeur(texte: str, unite: str) -> Decimal | None:
    """Return the value that a field holds; ValidationError says what is wrong."""
    if not texte:
        return None
    try:
        return read_nombre(texte, unite).valeur
    except NombreIllisible as faute:
        raise ValidationError(typographie(str(faute))) from faute


def read_etapes(texte: str, unite: str) -> tuple[Point, ...]:
    """Read points, one a line: « 2026 : 50 % »."""
    points: dict[int, Point] = {}
    for ligne in filter(None, map(str.strip, texte.splitlines())):
        annee, signe, valeur = ligne.partition(":")
        if not signe or not annee.strip().isdecimal() or int(annee) not in ANNEES:
            raise ValidationError(
                f"« {ligne[:_LONG]} » n’est pas une étape : écrivez l’année, deux-points et la "
                "valeur, par exemple 2026 : 50 %."
            )
        if int(annee) in points:
            raise ValidationError(f"L’année {int(annee)} est écrite deux fois.")
        lue = read_valeur(valeur.strip(), unite)
        if lue is None:
            raise ValidationError(f"L’étape de {int(annee)} n’a pas de valeur.")
        points[int(annee)] = Point(int(annee), lue)
    if len(points) > ETAPES_MAX:
        raise ValidationError(f"Gardez {ETAPES_MAX} étapes au plus.")
    return tuple(points[annee] for annee in sorted(points))


def write_etapes(points: tuple[Point, ...], unite: str) -> str:
    return "\n".join(f"{p.annee} : {write_saisie(p.valeur, unite)}" for p in points)

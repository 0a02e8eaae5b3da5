"""What version 1.1 of the format adds to a sheet of 1.0.

A `Spaser11` is a `Spaser`: whatever reads the one reads the other. The text is kept as plain JSON
values, whose rules are those of the schema alone: the model of documents stands on an upper floor,
and a file that a program reads must not change when that model gains a field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from spaser.metier.dates import DatePartielle
from spaser.metier.registre.fiche import (
    Action,
    Axe,
    IndicateurSuivi,
    Objectif,
    Schema,
    Spaser,
    ValeurAnnuelle,
)
from spaser.metier.registre.nomenclatures import Avancement


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesExternes:
    """The same thing in lists that other programs read."""

    odd: tuple[str, ...] = ()
    ocds_goal: tuple[str, ...] = ()
    ocds_strategy: tuple[str, ...] = ()
    bt_06: tuple[str, ...] = ()
    bt_774: tuple[str, ...] = ()
    bt_775: tuple[str, ...] = ()
    bt_776: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Axe11(Axe):
    """An axis that the rest of the plan cites by its code."""

    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objectif11(Objectif):
    code: str | None = None
    code_axe: str | None = None
    indicateurs: tuple[str, ...] = ()
    codes_externes: CodesExternes = field(default_factory=CodesExternes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Etape:
    intitule: str
    pilote: str | None = None
    echeance: DatePartielle | None = None
    avancement: Avancement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action11(Action):
    code: str | None = None
    code_axe: str | None = None
    objectifs: tuple[str, ...] = ()
    etapes: tuple[Etape, ...] = ()
    codes_externes: CodesExternes = field(default_factory=CodesExternes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurAnnuelle11(ValeurAnnuelle):
    """A value that anybody can trace: its bounds, its reference, when it was made and frozen."""

    bas: float | None = None
    haut: float | None = None
    methode: str | None = None
    reference: str | None = None
    jour: DatePartielle | None = None
    fige_le: DatePartielle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicateurSuivi11(IndicateurSuivi):
    """Something that the scheme measures, with values that can be traced."""

    valeurs: tuple[ValeurAnnuelle11, ...] = ()
    codes_externes: CodesExternes = field(default_factory=CodesExternes)


@dataclass(frozen=True, slots=True, kw_only=True)
class EtapeCalendrier:
    intitule: str
    jour: DatePartielle
    precision: str | None = None
    fait: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comite:
    comite: str
    qui: str | None = None
    quand: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRemplacee:
    titre: str | None = None
    edition: int | None = None
    adopte_le: DatePartielle | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema11(Schema):
    """A scheme with its plan, its words, its calendar and its governance."""

    axes: tuple[Axe11, ...] = ()
    objectifs: tuple[Objectif11, ...] = ()
    actions: tuple[Action11, ...] = ()
    indicateurs: tuple[IndicateurSuivi11, ...] = ()
    texte: tuple[dict[str, Any], ...] = ()
    calendrier: tuple[EtapeCalendrier, ...] = ()
    gouvernance: tuple[Comite, ...] = ()
    remplace: EditionRemplacee = field(default_factory=EditionRemplacee)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spaser11(Spaser):
    """A whole file of version 1.1."""

    schema: Schema11 = field(default_factory=Schema11)

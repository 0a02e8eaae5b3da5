"""Which indicators to choose: a few to discuss first, each with its reasons.

Then, of those that were chosen: too many, incomplete, or what a team can follow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.metier.grille.modele import ContenuLigne
from spaser.metier.indicateurs import (
    Bibliotheque,
    FicheIndicateur,
    OrigineDonnees,
    Raison,
    Rubrique,
)
from spaser.metier.sources import Source, cite

_LOI: Final = 4
_CITE: Final = 3  # a reason that names the indicator
_THEME: Final = 1  # a reason that names its theme
_DONNEES: Final = 2
_PAR_RUBRIQUE: Final = 3  # of the same row, when every row is asked for
_CALCULE: Final = "Vos marchés publiés le donnent déjà : rien à saisir."


@dataclass(frozen=True, slots=True)
class IndicateurSuggere:
    """An indicator and why; `schemas` are the plans that the reasons come from.

    `nommee` when somebody, or a tool, named that very indicator: it is never crowded out.
    """

    fiche: FicheIndicateur
    raisons: tuple[str, ...]
    schemas: tuple[str, ...]
    poids: int
    nommee: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexte:
    """What is known: indicators already in the grid, those with a value today, reasons."""

    deja: Collection[str] = ()
    calcules: Collection[str] = ()
    raisons: Sequence[Raison] = ()


def suggest(
    fiches: Iterable[FicheIndicateur],
    contexte: Contexte,
    limite: int,
    rubrique: Rubrique | None = None,
) -> tuple[IndicateurSuggere, ...]:
    """Return the best reasoned indicators; one without any reason is never suggested."""
    candidates = [
        _weigh(fiche, contexte)
        for fiche in fiches
        if fiche.code not in contexte.deja and rubrique in {None, fiche.rubrique}
    ]
    motivees = sorted((s for s in candidates if s.raisons), key=lambda s: (not s.nommee, -s.poids))
    if rubrique is not None:
        return tuple(motivees[:limite])
    return tuple(_spread(motivees, limite))


def _weigh(fiche: FicheIndicateur, contexte: Contexte) -> IndicateurSuggere:
    citees = _once([r for r in contexte.raisons if fiche.code in r.indicateurs])
    sources = {raison.schema for raison in citees if raison.schema}
    voisines = [
        r
        for r in contexte.raisons
        if fiche.sous_theme in r.sous_themes and r not in citees and r.schema not in sources
    ]
    textes = [f"Il répond à un texte : {_lower(fiche.droit)}."] if fiche.statut == "legal" else []
    textes += [f"{raison.texte}." for raison in (*citees, *voisines)]
    disponible = not set(fiche.calcul).isdisjoint(contexte.calcules)
    poids = (
        _LOI * (fiche.statut == "legal")
        + _CITE * len(citees)
        + _THEME * len(voisines)
        + _DONNEES * disponible
    )
    if disponible:
        textes.append(_CALCULE)
    schemas = dict.fromkeys(r.schema for r in (*citees, *voisines) if r.schema)
    nommee = any(raison.precise for raison in citees)
    return IndicateurSuggere(fiche, tuple(dict.fromkeys(textes)), tuple(schemas), poids, nommee)


def _once(raisons: Sequence[Raison]) -> list[Raison]:
    """Keep the first reason of each plan, and every reason that comes from no plan."""
    return list({raison.schema or raison.texte: raison for raison in reversed(raisons)}.values())[
        ::-1
    ]


def _lower(droit: str) -> str:
    return droit[:1].lower() + droit[1:]


def _spread(triees: Sequence[IndicateurSuggere], limite: int) -> list[IndicateurSuggere]:
    """Keep a few of each row first, so that none is forgotten, then the best of the rest."""
    par_rubrique: Counter[Rubrique] = Counter()
    premieres: list[IndicateurSuggere] = []
    autres: list[IndicateurSuggere] = []
    for suggestion in triees:
        par_rubrique[suggestion.fiche.rubrique] += 1
        place = suggestion.nommee or par_rubrique[suggestion.fiche.rubrique] <= _PAR_RUBRIQUE
        (premieres if place else autres).append(suggestion)
    return [*premieres, *autres][:limite]


class Plafond(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number not to pass, why, and the fact that it comes from when it is not ours."""

    nombre: int
    raison: str
    fait: str = ""

    @property
    def source(self) -> Source | None:
        return cite([self.fait])[0] if self.fait else None


class Plafonds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many indicators in all, how many found by hand, how many suggested at once."""

    total: Plafond
    saisie: Plafond
    suggestions: Plafond


@dataclass(frozen=True, slots=True)
class Avis:
    """How long the list is, and the marks that it passes; none: a team manages to follow it."""

    total: int
    a_la_main: int
    depasses: tuple[Plafond, ...]
    incompletes: int


@cache
def load_plafonds() -> Plafonds:
    return read_contenu("grille/plafonds.json", Plafonds)


def judge(lignes: Sequence[ContenuLigne], bibliotheque: Bibliotheque) -> Avis:
    """Judge the lines that were chosen; an indicator of the buyer's own is found by hand."""
    reperes = load_plafonds()
    a_la_main = sum(is_a_la_main(ligne, bibliotheque) for ligne in lignes)
    comptes = ((len(lignes), reperes.total), (a_la_main, reperes.saisie))
    return Avis(
        total=len(lignes),
        a_la_main=a_la_main,
        depasses=tuple(repere for compte, repere in comptes if compte > repere.nombre),
        incompletes=sum(not is_complete(ligne) for ligne in lignes),
    )


def is_a_la_main(ligne: ContenuLigne, bibliotheque: Bibliotheque) -> bool:
    fiche = bibliotheque.find(ligne.code)
    return fiche is None or fiche.origine is OrigineDonnees.SAISIE


def is_complete(ligne: ContenuLigne) -> bool:
    """Say whether somebody, a rhythm and a source are named."""
    return bool(ligne.responsable and ligne.frequence and ligne.source)

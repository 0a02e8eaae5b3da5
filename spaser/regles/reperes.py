"""What stands beside a rate: the buyer's own objective, a plan's target, national values.

Each says the base it was counted on. None shares the base of a buyer's rate: they are set beside
it, and nothing here subtracts one from the other.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from spaser.contenus.faits import (
    Fait,
    NombreCite,
    cache_faits,
    find_fait,
    load_sujets,
    tell_citation,
)
from spaser.regles.nomenclatures import Source, cite

_SUJET: Final = "resultats-nationaux"
_PLAN: Final = "PNAD-2022-2025"
_TOUS: Final = "part"  # the value of every buyer, in the facts
_NOMS: Final = {_TOUS: "À l’échelle nationale", "part_ministeres": "Les seuls ministères"}
_VARIANTES: Final = frozenset({"nombre", "montant"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurNationale:
    """A national share of one year.

    A year that was looked for and not found has no share: `manque` says why.
    """

    indicateur: str
    variante: Literal["nombre", "montant"]
    annee: int
    part: float | None
    qui: str  # the name of the value in its fact: every buyer, or some
    base: str
    base_courte: str  # told beside the share, wherever it is
    source: Source
    manque: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectifDeclare:
    """What a buyer set itself for an indicator, in its own words, and where it wrote them."""

    enonce: str
    ou: str
    adresse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repere:
    """One yardstick: an objective in words, or a share of a year with its base and its source."""

    nom: str
    texte: str = ""
    part: float | None = None
    quand: str = ""  # with its base: « en 2023 (clauses seules, dès 90 000 € HT) »
    mention: str = ""  # what may never be left out beside the share
    base: str = ""
    reserve: str = ""
    adresse: str = ""
    source: Source | None = None
    partiel: bool = False  # of some buyers only: left out where room is short


@cache_faits()
def load_nationales() -> tuple[ValeurNationale, ...]:
    """Return every national value, the gaps too, in the order of the facts."""
    return tuple(
        ValeurNationale(
            indicateur=valeur.indicateur,
            variante=valeur.variante,
            annee=valeur.annee or 0,
            part=_read_part(valeur),
            qui=valeur.nom,
            base=valeur.objet,
            base_courte=valeur.base,
            source=cite([fait.code])[0],
            manque=valeur.reserve if valeur.valeur is None else "",
        )
        for fait in load_sujets()[_SUJET]
        if fait.est_sur
        for valeur in fait.valeurs
    )


def list_nationales(indicateur: str) -> list[ValeurNationale]:
    """Return the national values of an indicator, the gaps too, the latest first."""
    trouvees = [v for v in load_nationales() if v.indicateur == indicateur]
    return sorted(trouvees, key=lambda valeur: -valeur.annee)


def list_reperes(
    indicateur: str, variante: str, annee: int | None, objectifs: Sequence[ObjectifDeclare] = ()
) -> list[Repere]:
    """Return what stands beside a rate of a year: what the buyer aims at first, then the others."""
    siens = [
        Repere(nom="Votre objectif", texte=o.enonce, reserve=o.ou, adresse=o.adresse)
        for o in objectifs
    ]
    if variante not in _VARIANTES:
        return siens
    return [
        *siens,
        *_list_cibles(indicateur, variante, annee),
        *_list_proches(indicateur, variante, annee),
    ]


def _list_cibles(indicateur: str, variante: str, annee: int | None) -> Iterator[Repere]:
    """Yield what the last plan known aimed at, for the years since it began."""
    plan = find_fait(_PLAN)
    if not plan.est_sur or (annee and plan.depuis and annee < plan.depuis.year):
        return
    for valeur in plan.valeurs:
        if (valeur.indicateur, valeur.variante) == (indicateur, variante):
            yield Repere(
                nom="Cible d’un plan national",
                part=_read_part(valeur),
                quand=f"visés pour {valeur.annee} ({valeur.base})",
                mention=tell_citation(f"{_PLAN}.suite"),
                base=f"{plan.texte} : {valeur.objet}.",
                reserve=plan.reserve,
                source=cite([plan.code])[0],
            )


def _list_proches(indicateur: str, variante: str, annee: int | None) -> Iterator[Repere]:
    """Yield the national value of the year, or of the closest year that has one."""
    for qui, nom in _NOMS.items():
        serie = [v for v in list_nationales(indicateur) if (v.variante, v.qui) == (variante, qui)]
        connues = [v for v in serie if v.part is not None]
        if connues:
            proche = min(connues, key=lambda v: abs(v.annee - annee) if annee else -v.annee)
            yield Repere(
                nom=f"{nom}, en valeur" if variante == "montant" else nom,
                part=proche.part,
                quand=f"en {proche.annee} ({proche.base_courte})",
                base=proche.base,
                reserve=_tell_manques(proche, serie, annee),
                source=proche.source,
                partiel=qui != _TOUS,
            )


def _tell_manques(
    proche: ValeurNationale, serie: Sequence[ValeurNationale], annee: int | None
) -> str:
    suite = [v for v in serie if v.annee > proche.annee]
    if annee == proche.annee:
        return ""
    if annee is not None and (annee < proche.annee or any(v.part is not None for v in suite)):
        return f"Aucune valeur de {annee} n’a été trouvée."
    phrases = [f"{v.annee} : {v.manque[:1].lower()}{v.manque[1:]}" for v in reversed(suite)]
    return " ".join([*phrases, "Rien de plus récent n’a été trouvé."])


def _read_part(valeur: NombreCite) -> float | None:
    return None if valeur.valeur is None else round(valeur.valeur / 100, 6)


# --- What the law asks of a scheme and of consultations, and what it does not fix: from facts ---
# The day a consultation was launched is not in published data: no contract is ever judged here.


TITRE: Final = "Ce que la loi demande, et ce qu’elle ne fixe pas"
_SEUILS: Final = "SEUILS-UE"
_ARTICLE: Final = "CCP-L2111-3"

# A heading, the facts or points it states, what they mean for a rate.
_PARTIES: Final = (
    (
        "Dans un SPASER : des cibles à se donner, aucun taux imposé",
        ("CCP-L2111-3.cibles", "CCP-L2111-3.esus", "CCP-L2111-3.inclusion", "CCP-L2111-3.taux"),
        "",
    ),
    (
        "30 % et 100 % : les cibles d’un plan, pas d’une loi",
        ("PNAD-2022-2025",),
        "",
    ),
    (
        "Les consultations lancées depuis août 2026 : plus que « 100 % environnemental »",
        (
            "CCP-L2112-2.condition", "CCP-L2152-7.critere", "CCP-21-22-AOUT-2026",
            "CCP-DEFENSE-2026", "DEFINITION-CONSIDERATIONS",
        ),
        (
            "Un taux de 100 % ne dit donc pas que ces règles sont suivies : il suffit d’une clause "
            "ou d’un critère pour qu’un marché y compte, quand elles demandent les deux."
        ),
    ),
    (
        "À partir des seuils européens : une obligation sociale, et ses exceptions",
        ("CCP-L2112-2-1.condition", "CCP-L2112-2-1", _SEUILS, "CCP-CONCESSIONS-2026"),
        "",
    ),
    (
        "Pourquoi aucun marché n’est jugé ici",
        ("CCP-CONSULTATIONS-LANCEES",),
        (
            "Ces chiffres comptent ce que les données disent. Aucune page ne dit d’un marché qu’il "
            "respecte ou non ces règles."
        ),
    ),
)  # fmt: skip


def tell_lecture() -> str:
    """Say what the four figures are: the article names their subjects, not their sums."""
    article = find_fait(_ARTICLE).articles[0].rpartition(" ")[2]
    return f"notre lecture de l’article {article}"


@dataclass(frozen=True, slots=True)
class Enonce:
    """A statement, and the text it comes from."""

    texte: str
    de: str


@dataclass(frozen=True, slots=True)
class PartieLoi:
    """A subject: what the facts state, what follows, what is not sure, where it was read."""

    titre: str
    enonces: tuple[Enonce, ...]
    suite: str
    reserves: tuple[str, ...]
    sources: tuple[Source, ...]


def read_loi(jour: date) -> list[PartieLoi]:
    """Return every subject; a fact that is not sure, or is no law yet on that day, is left out."""
    return [
        _read_partie(titre, _choose(citations, jour), suite) for titre, citations, suite in _PARTIES
    ]


def _choose(citations: tuple[str, ...], jour: date) -> list[str]:
    voulues = [c for citation in citations for c in _resolve(citation, jour)]
    return [c for c in voulues if _is_shown(find_fait(c), jour)]


def _resolve(citation: str, jour: date) -> list[str]:
    """Return a citation as it is; thresholds are those of the day."""
    if citation != _SEUILS:
        return [citation]
    seuils = load_sujets()["seuils"]
    return [f.code for f in seuils if f.code.startswith(_SEUILS) and f.holds_on(jour)]


def _is_shown(fait: Fait, jour: date) -> bool:
    return fait.est_sur and (fait.depuis is None or fait.depuis <= jour)


def _read_partie(titre: str, citations: list[str], suite: str) -> PartieLoi:
    faits = [find_fait(citation) for citation in citations]
    return PartieLoi(
        titre=titre,
        enonces=tuple(
            Enonce(tell_citation(citation), fait.texte)
            for citation, fait in zip(citations, faits, strict=True)
        ),
        suite=suite,
        reserves=_gather({fait.reserve: None for fait in faits if fait.reserve}),
        sources=cite(citations),
    )


def _gather(reserves: Iterable[str]) -> tuple[str, ...]:
    """Leave out what a longer reserve says already."""
    toutes = list(reserves)
    return tuple(r for r in toutes if not any(r != autre and r in autre for autre in toutes))

"""What stands beside a rate: the buyer's own objective, a plan's target, national values.

Each says the base it was counted on. None shares the base of a buyer's rate: they are set beside
it, and nothing here subtracts one from the other.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Final, Literal

from spaser.contenus.faits import NombreCite, cache_faits, find_fait, load_sujets, tell_citation
from spaser.regles.indicateurs import is_taux
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
    """What a buyer set itself for an indicator, in its own words, and where it wrote them.

    `part` is what it aims at, from 0 to 1, and `dit` the same in words; `base` is a key of
    `BASES_VISEES`, or empty when nobody said what it is a share of.
    """

    enonce: str
    ou: str
    adresse: str = ""
    part: float | None = None
    dit: str = ""
    base: str = ""


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

    @property
    def est_national(self) -> bool:
        """Say whether it is what all buyers do, not what one or a plan aims at."""
        return self.nom == _NOMS[_TOUS]


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


# --- What other buyers aim at for the same thing, from the schemes that they published ---


AUTRES_MIN: Final = 5
BASES_VISEES: Final = {
    "nombre": "en nombre de marchés",
    "montant": "en montant des marchés",
    "paye": "en dépense payée",
}
"""What a rate is a share of: a target of the one is never set beside a target of another."""
PARTS_DE: Final = {
    "nombre": "des marchés", "montant": "du montant des marchés", "paye": "des euros payés",
}  # fmt: skip
"""The same, after a number: « 8 % des euros payés »."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViseeDeclaree:
    """What a buyer says it aims at; `base` is a key of `BASES_VISEES`, or empty when not said."""

    acheteur: str
    indicateur: str
    valeur: Decimal
    unite: str
    base: str = ""
    annee: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViseesDesAutres:
    n: int
    bas: Decimal
    haut: Decimal
    mediane: Decimal
    base: str
    annees: tuple[int, ...]  # the first and the last one that are said; none, one or both


def gather_visees(
    visees: Iterable[ViseeDeclaree], indicateur: str, unite: str, base: str, depuis: int
) -> list[ViseesDesAutres]:
    """Return what others aim at for an indicator, on its base, or on each when it has none yet.

    A target that is past counts no more, and a buyer counts once, for its last year. A rate whose
    base nobody said is left out; of fewer than `AUTRES_MIN` buyers, nothing is told.
    """
    par_base: dict[str, dict[str, ViseeDeclaree]] = {}
    for visee in sorted(visees, key=lambda une: une.annee or 0):
        memes = visee.indicateur == indicateur and _fold_unite(visee.unite) == _fold_unite(unite)
        if memes and (visee.annee is None or visee.annee >= depuis):
            par_base.setdefault(_find_base(visee), {})[visee.acheteur] = visee
    voulues = ([base] if base else list(BASES_VISEES)) if is_taux(unite) else [""]
    return [
        _sum_up(list(par_base[une].values()), une)
        for une in voulues
        if len(par_base.get(une, ())) >= AUTRES_MIN
    ]


def _find_base(visee: ViseeDeclaree) -> str:
    """Return what a rate is a share of; what is no rate is counted in its unit."""
    return (visee.base or "?") if is_taux(visee.unite) else ""


def _fold_unite(unite: str) -> str:
    return "%" if is_taux(unite) else unite.strip().casefold()


def _sum_up(visees: Sequence[ViseeDeclaree], base: str) -> ViseesDesAutres:
    valeurs, annees = [v.valeur for v in visees], sorted({v.annee for v in visees if v.annee})
    return ViseesDesAutres(
        n=len(valeurs), bas=min(valeurs), haut=max(valeurs), mediane=median(valeurs), base=base,
        annees=tuple(dict.fromkeys((*annees[:1], *annees[-1:]))),
    )  # fmt: skip


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
        _read_partie(titre, [*_choose(citations, jour)], suite)
        for titre, citations, suite in _PARTIES
    ]


def _choose(citations: tuple[str, ...], jour: date) -> Iterator[str]:
    for citation in citations:
        for voulue in _resolve(citation, jour):
            fait = find_fait(voulue)
            if fait.est_sur and (fait.depuis is None or fait.depuis <= jour):
                yield voulue


def _resolve(citation: str, jour: date) -> list[str]:
    """Return a citation as it is; thresholds are those of the day."""
    if citation != _SEUILS:
        return [citation]
    seuils = load_sujets()["seuils"]
    return [f.code for f in seuils if f.code.startswith(_SEUILS) and f.holds_on(jour)]


def _read_partie(titre: str, citations: list[str], suite: str) -> PartieLoi:
    reserves = dict.fromkeys(filter(None, (find_fait(c).reserve for c in citations)))
    return PartieLoi(
        titre=titre,
        enonces=tuple(Enonce(tell_citation(c), find_fait(c).texte) for c in citations),
        suite=suite,
        # what a longer reserve says already is left out
        reserves=tuple(r for r in reserves if not any(r != a and r in a for a in reserves)),
        sources=cite(citations),
    )

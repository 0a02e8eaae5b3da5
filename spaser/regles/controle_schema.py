"""What the law asks of the content of a scheme, duty by duty: what answers it, what is missing.

Each duty cites its fact and says nothing of the law by itself. Headings, targets and values are
given by the caller, by their codes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.regles.indicateurs import SousTheme

type Choix = tuple[str, frozenset[str]]  # what is wanted, in words, and the codes that answer

_SOCIAL: Final = ("les achats sociaux", frozenset({"SOC-01", "SOC-02"}))
_ECOLOGIQUE: Final = ("les achats écologiques", frozenset({"ENV-01", "ENV-02"}))
_TAUX: Final = (_SOCIAL, _ECOLOGIQUE)
_ESUS: Final = ("les achats aux entreprises solidaires", frozenset({"SOC-13"}))
_INCLUSION: Final = ("les achats aux structures inclusives", frozenset({"SOC-IN"}))
_CATEGORIES: Final = (*_TAUX, _ESUS, _INCLUSION)


@dataclass(frozen=True, slots=True)
class Devoir:
    """A duty: the headings that answer it, what must be aimed at, known, followed.

    `point` is that of its fact, when its code is not. `au_plan` asks for axes or actions, under
    whichever heading; `a_dater`, for the day of the act.
    """

    code: str
    titre: str
    point: str = ""
    au_plan: bool = False
    a_dater: bool = False
    rubriques: tuple[str, ...] = ()
    cibles: tuple[Choix, ...] = ()
    valeurs: tuple[Choix, ...] = ()
    themes: tuple[tuple[str, frozenset[SousTheme]], ...] = ()

    @property
    def fait(self) -> str:
        return f"CCP-L2111-3.{self.point or self.code}"


_DURABILITE: Final = (
    (
        "la durabilité des produits",
        frozenset({SousTheme.DECHETS, SousTheme.NUMERIQUE, SousTheme.BATIMENTS}),
    ),
    ("la sobriété numérique", frozenset({SousTheme.NUMERIQUE})),
    ("l’économie circulaire", frozenset({SousTheme.DECHETS})),
)
# fmt: off
DEVOIRS: Final = (
    Devoir("objectifs", "Des objectifs sociaux et écologiques", au_plan=True),
    Devoir("suivi", "La mise en œuvre et le suivi de chaque année", au_plan=True,
        rubriques=("gouvernance", "calendrier")),
    Devoir("durabilite", "Durabilité, sobriété numérique, économie circulaire",
        themes=_DURABILITE),
    Devoir("indicateurs", "Des indicateurs, en nombre de contrats ou en valeur", point="taux",
        rubriques=("indicateurs",), valeurs=_TAUX),
    Devoir("cibles", "Une cible pour chaque catégorie d’achats",
        rubriques=("indicateurs",), cibles=_CATEGORIES),
    Devoir("esus", "Une cible pour les entreprises solidaires", cibles=(_ESUS,), valeurs=(_ESUS,)),
    Devoir("inclusion", "Une cible pour les structures inclusives",
        cibles=(_INCLUSION,), valeurs=(_INCLUSION,)),
    Devoir("publication", "Un schéma rendu public", a_dater=True, rubriques=("publication",)),
)
# fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaConstate:
    """What a space holds: headings that have something to print, codes, themes followed.

    `plan` are the headings where axes and actions stand: their place depends on the approach.
    """

    rubriques: Mapping[str, str]  # the title of each heading of the outline
    pretes: frozenset[str]
    cibles: frozenset[str]
    valeurs: frozenset[str]
    themes: frozenset[SousTheme]
    plan: tuple[str, ...] = ()
    rendu_public_le: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Controle:
    """A duty, the headings that answer it, what is missing in sentences."""

    devoir: Devoir
    repondent: tuple[str, ...]
    manques: tuple[str, ...]

    @property
    def est_tenu(self) -> bool:
        return not self.manques


def check_devoirs(constats: SchemaConstate) -> list[Controle]:
    return [
        Controle(
            devoir=devoir,
            repondent=(
                *(constats.plan if devoir.au_plan else ()),
                *(code for code in devoir.rubriques if code in constats.pretes),
            ),
            manques=tuple(_list_manques(devoir, constats)),
        )
        for devoir in DEVOIRS
    ]


def _list_manques(devoir: Devoir, constats: SchemaConstate) -> Iterator[str]:
    if devoir.au_plan and not constats.plan:
        yield "Le plan n’a encore ni action ni axe décrit."
    if devoir.a_dater and constats.rendu_public_le is None:
        yield "Le jour où le schéma a été rendu public n’est pas donné."
    for code in devoir.rubriques:
        if code not in constats.pretes:
            titre = constats.rubriques.get(code, code)
            yield f"La rubrique « {titre} » n’a encore rien à imprimer."
    for quoi in _list_sans(devoir.cibles, constats.cibles):
        yield f"Aucune cible n’est fixée pour {quoi}."
    for quoi in _list_sans(devoir.valeurs, constats.valeurs):
        yield f"Aucune valeur n’est connue pour {quoi}."
    for quoi in _list_sans(devoir.themes, constats.themes):
        yield f"Rien ne suit {quoi} : ni indicateur retenu, ni plan."


def _list_sans[T](choix: Iterable[tuple[str, frozenset[T]]], connus: frozenset[T]) -> Iterator[str]:
    """Yield what is wanted, in words, when no code that would answer is known."""
    return (quoi for quoi, codes in choix if not codes & connus)

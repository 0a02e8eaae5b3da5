"""Texts of the site as the programme team edits them: what replaces a file's text, from which day.

A text is a frozen struct of its kind, first read from the files of `contenus`. What changed between
two of them is told in words that a reader can follow.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, count
from typing import Any, ClassVar, Final, Protocol

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.elements import fold_mots
from spaser.regles.nomenclatures import DatePartielle, Nomenclature
from spaser.regles.rapprochements import Changement

CODE_MAX: Final = 80
_HORS_TEXTE: Final = frozenset({"code", "mise_a_jour"})


def find_code_libre(base: str, is_pris: Callable[[str], bool]) -> str:
    """Return a code that nothing bears: this one, or the same with a number after it."""
    codes = chain([base], (f"{base}-{rang}" for rang in count(2)))
    return next(code for code in codes if not is_pris(code))


class Contenu(Protocol):
    """What every kind of text has; `mise_a_jour` is the day of the team's text, never in a file."""

    __struct_fields__: ClassVar[tuple[str, ...]]

    @property
    def code(self) -> str:
        """Return what names it for ever."""

    @property
    def titre(self) -> str:
        """Return what names it to a reader."""

    @property
    def mise_a_jour(self) -> date | None:
        """Return the day from which the team's text is shown; None for that of a file."""


class EtatTexte(Nomenclature):
    """Where a text stands: written, read again by somebody else, published on its day."""

    BROUILLON = "brouillon", "Brouillon"
    A_RELIRE = "a_relire", "À relire"
    APPROUVEE = "approuvee", "Approuvée"
    ABANDONNEE = "abandonnee", "Abandonnée"
    RETIREE = "retiree", "Retirée"


OUVERTS: Final = (EtatTexte.BROUILLON, EtatTexte.A_RELIRE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TexteApprouve[C: Contenu]:
    """An approved text, and the day from which it is the one to show."""

    contenu: C
    effet_le: date
    numero: int


def supersede[C: Contenu](
    fichiers: Iterable[C], publications: Iterable[TexteApprouve[C]], jour: date
) -> tuple[C, ...]:
    """Return the texts to show on a day: those of the files, edited or added by the programme.

    For one of them the latest day of effect wins, then the latest text. What is added comes last.
    """
    textes = {contenu.code: contenu for contenu in fichiers}
    en_ligne = (p for p in publications if p.effet_le <= jour)
    for publication in sorted(en_ligne, key=lambda p: (p.effet_le, p.numero)):
        contenu: Any = publication.contenu
        textes[contenu.code] = msgspec.structs.replace(contenu, mise_a_jour=publication.effet_le)
    return tuple(textes.values())


def may_approve(relecteur: int, redacteurs: Iterable[int]) -> bool:
    """Say whether this person may be the second reader: none of those who wrote."""
    return relecteur not in set(redacteurs)


def export_contenu(contenu: Contenu) -> dict[str, Any]:
    """Return a text as plain JSON values; what is empty is left out, as in the files."""
    requis = {c.name for c in msgspec.structs.fields(type(contenu)) if c.required}  # type: ignore[arg-type]  # a struct of its kind
    ecrit = msgspec.to_builtins(contenu)
    return {nom: valeur for nom, valeur in ecrit.items() if valeur or nom in requis}


def digest(contenu: Contenu) -> str:
    """Return a hash of a text, to see whether its file has changed."""
    return hashlib.sha256(msgspec.json.encode(export_contenu(contenu))).hexdigest()[:32]


type Ecriture = Callable[[Any], str]
"""Writes a value in words."""


def compare_contenus(
    avant: Contenu | None, apres: Contenu, champs: Mapping[str, tuple[str, Ecriture]]
) -> tuple[Changement, ...]:
    """List what changed between two texts; nothing if and only if they say the same.

    `champs` gives the words of each field, in the order to tell them.
    """
    changements = []
    tous = dict.fromkeys([*champs, *apres.__struct_fields__])
    for champ in (c for c in tous if c not in _HORS_TEXTE):
        libelle, write = champs.get(champ, (champ, spell_valeur))
        ecrits = (write(getattr(avant, champ)) if avant else "", write(getattr(apres, champ)))
        if ecrits[0] != ecrits[1]:
            changements.append(Changement(champ, libelle, *ecrits))
    return tuple(changements)


def spell_valeur(valeur: Any) -> str:  # noqa: ANN401, PLR0911 - a value of any field: one case each
    """Return a value in words: a line for each of several, a repeated line told piece by piece."""
    match valeur:
        case None | "":
            return ""
        case bool():
            return "oui" if valeur else "non"
        case Nomenclature():
            return valeur.libelle
        case date():
            return DatePartielle(valeur.isoformat()).libelle
        case tuple():
            return "\n".join(map(spell_valeur, valeur))
        case msgspec.Struct():
            morceaux = (spell_valeur(getattr(valeur, c)) for c in valeur.__struct_fields__)
            return "\u202f; ".join(filter(None, morceaux))
        case _:
            return str(valeur)


# --- The programme's frequent questions on the scheme, and the answer that the site gives to each
# ---


_TITRE_MAX: Final = 800
_MOTS_DU_CODE, _CODE_MAX = 6, 50


class PartieFaq(Nomenclature):
    """The parts of the questions, in the programme's words and order."""

    ELABORATION = "elaboration", "Élaboration et durée du SPASER"
    CONTENU = "contenu", "Structure et contenu du SPASER"
    ANIMATION = "animation", "Animation, gouvernance, mise en œuvre"
    INDICATEURS = "indicateurs", "Indicateurs du SPASER"
    DIVERS = "divers", "Questions diverses"


class Calcul(Nomenclature):
    """What the register adds to an answer by itself, once enough schemes tell it."""

    AUCUN = "aucun", "Rien"
    DUREES = "durees", "La durée moyenne des schémas du registre"
    PAGES = "pages", "Le nombre moyen de pages des schémas du registre"


class VoletQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the questions that a question is made of, with its own anchor."""

    code: str
    titre: str
    texte: str


class ReponseFaq(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question, its answer in forty words, then whole, an example, a tool, what nobody knows.

    The texts are typed as `documents.corps` reads them. A question made of several has `volets` in
    place of `long`.
    """

    code: str
    titre: str
    partie: PartieFaq
    court: str
    exemple_nom: str
    exemple: str
    outil: str
    outil_adresse: str
    inconnu: str
    long: str = ""
    volets: tuple[VoletQuestion, ...] = ()
    calcul: Calcul = Calcul.AUCUN
    mise_a_jour: date | None = None

    @property
    def textes(self) -> tuple[str, ...]:
        """Return what may cite a fact or lead to a page."""
        volets = (volet.texte for volet in self.volets)
        return (self.court, self.long, *volets, self.exemple, self.inconnu)


class PageConseillee(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page of the site, and what it is good for."""

    libelle: str
    adresse: str
    texte: str


class RessourcesPartie(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """« Outils et ressources »: what ends a part; `code` is that of the part."""

    code: str
    titre: str
    ressources: tuple[PageConseillee, ...]
    mise_a_jour: date | None = None


@cache
def load_faq() -> tuple[ReponseFaq, ...]:
    return read_contenu("faq/questions.json", tuple[ReponseFaq, ...])


@cache
def load_ressources() -> tuple[RessourcesPartie, ...]:
    return read_contenu("faq/ressources.json", tuple[RessourcesPartie, ...])


def arrange(reponses: Iterable[ReponseFaq]) -> tuple[ReponseFaq, ...]:
    parties = list(PartieFaq)
    return tuple(sorted(reponses, key=lambda reponse: parties.index(reponse.partie)))


def start_reponse(code: str, titre: str = "") -> ReponseFaq:
    return ReponseFaq(
        code=code,
        titre=titre,
        partie=PartieFaq.DIVERS,
        court="",
        exemple_nom="",
        exemple="",
        outil="",
        outil_adresse="",
        inconnu="",
    )


def draft_reponse(question: str, pris: Collection[str]) -> ReponseFaq:
    """Return an answer to write from what somebody asked, under a code that nothing bears."""
    titre = " ".join(question.split())[:_TITRE_MAX]
    base = "-".join(fold_mots(titre).split()[:_MOTS_DU_CODE])[:_CODE_MAX].strip("-") or "question"
    return start_reponse(find_code_libre(base, lambda code: code in pris), titre)

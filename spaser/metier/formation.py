"""The e-learning modules: lessons of a few screens and questions, each ended by an act to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Final

import msgspec

from spaser.contenus.courant import Courant
from spaser.contenus.lecture import list_contenus, list_dossiers, read_contenu
from spaser.metier.fiches import CASES, Tableau, TableauIllisible, read_tableau
from spaser.metier.parcours import Tiroir
from spaser.metier.registre.nomenclatures import Nomenclature

MOTS_PAR_MINUTE: Final = 180
"""How fast a text is read that one has to remember."""
REFLEXION: Final = 0.5
REFLEXION_CAS: Final = 1.0
"""Minutes to think of a question, once it is read."""
QUESTIONS_MIN: Final = 5
CHOIX_MAX: Final = 36
"""As many choices as one sign names, where answers are packed."""
DUREES: Final = range(10, 16)
DE_LECON: Final = "LECON-"
"""How the code of each lesson begins, and of no module."""
_DOSSIER: Final = "formation"
_MODULE: Final = "module"


class NatureQuestion(Nomenclature):
    UNE = "une", "Une seule réponse"
    PLUSIEURS = "plusieurs", "Plusieurs réponses"
    ORDRE = "ordre", "Remettre dans l’ordre"


class Choix(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A proposed answer; `explication` is told to whoever ticks it."""

    texte: str
    juste: bool = False
    explication: str = ""


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question that corrects itself; `cas` tells the real contract, without names, that it is on.

    The choices of an `ORDRE` are given in the right order.
    """

    code: str
    enonce: str
    nature: NatureQuestion
    choix: tuple[Choix, ...]
    explication: str
    cas: str = ""

    @property
    def textes(self) -> tuple[str, ...]:
        """Return what may cite a fact or lead to a page."""
        choix = (t for c in self.choix for t in (c.texte, c.explication) if t)
        return tuple(t for t in (self.cas, self.enonce, *choix, self.explication) if t)


class Ecran(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A screen; `figure` is a table as it is typed: its caption on a line, then its rows."""

    titre: str
    texte: str
    figure: str = ""


class Lecon(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lesson: what one will know, screens, questions, what to remember, what to do next.

    Texts are typed as `documents.corps` reads them; `duree` is in minutes. The act is done on a
    page of the site (`acte_adresse`) or, by who has a space, on one of its pages (`acte_tiroir`).
    `diagnostic` names the questions of the self-assessment that it helps to answer better.
    """

    code: str
    titre: str
    module: str
    ordre: int
    duree: int
    objectif: str
    ecrans: tuple[Ecran, ...]
    questions: tuple[Question, ...]
    retenir: tuple[str, ...]
    acte: str
    acte_adresse: str = ""
    acte_tiroir: Tiroir | None = None
    diagnostic: tuple[str, ...] = ()
    mise_a_jour: date | None = None

    @property
    def textes(self) -> tuple[str, ...]:
        ecrans = (t for e in self.ecrans for t in (e.texte, e.figure) if t)
        questions = (t for question in self.questions for t in question.textes)
        return (self.objectif, *ecrans, *questions, *self.retenir, self.acte)

    @property
    def court(self) -> str:
        return self.code.removeprefix(DE_LECON).lower()


class Module(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A module; `regle` says when it is completed, `seuil` is the share of right answers, in %."""

    code: str
    titre: str
    resume: str
    regle: str
    seuil: int
    verifie_le: date
    mise_a_jour: date | None = None

    @property
    def textes(self) -> tuple[str, ...]:
        """Return what may cite a fact or lead to a page."""
        return (self.resume, self.regle)


class Figure(msgspec.Struct, frozen=True):
    legende: str
    tableau: Tableau


@cache
def load_modules() -> tuple[Module, ...]:
    chemins = (f"{dossier}/{_MODULE}.json" for dossier in list_dossiers(_DOSSIER))
    return tuple(read_contenu(chemin, Module) for chemin in chemins)


@cache
def load_lecons() -> tuple[Lecon, ...]:
    lues = (
        read_contenu(chemin, Lecon)
        for dossier in list_dossiers(_DOSSIER)
        for nom, chemin in list_contenus(dossier).items()
        if nom != _MODULE
    )
    return sort_lecons(lues)


def sort_lecons(lecons: Iterable[Lecon]) -> tuple[Lecon, ...]:
    return tuple(sorted(lecons, key=lambda lecon: (lecon.module, lecon.ordre, lecon.titre)))


_COURANTES: Final = Courant("lecons", load_lecons)
read_lecons_from = _COURANTES.read_from
"""Has the lessons read elsewhere than in the files, where tools look for one."""


def find_lecon(code: str) -> Lecon | None:
    return next((lecon for lecon in _COURANTES.read() if lecon.code == code), None)


def find_lecon_pour(question: str) -> Lecon | None:
    return next((lecon for lecon in _COURANTES.read() if question in lecon.diagnostic), None)


def read_figure(texte: str) -> Figure:
    """Read a figure that was typed.

    Raises:
        TableauIllisible: it has no caption, or its table cannot be read.
    """
    legende, _, tableau = texte.strip().partition("\n")
    if CASES in legende:
        raise TableauIllisible("Écrivez la légende du tableau sur sa première ligne.")
    return Figure(legende.strip(), read_tableau(tableau))


def compute_duree(lecon: Lecon) -> int:
    mots = sum(len(texte.split()) for texte in (lecon.titre, *lecon.textes))
    reflexion = sum(REFLEXION_CAS if q.cas else REFLEXION for q in lecon.questions)
    return round(mots / MOTS_PAR_MINUTE + reflexion)


def list_fautes(lecon: Lecon) -> Iterator[str]:
    for ecran in lecon.ecrans:
        try:
            if ecran.figure:
                read_figure(ecran.figure)
        except TableauIllisible as faute:
            yield f"Écran « {ecran.titre} » : {faute}"
    yield from _list_fautes_questions(lecon.questions)
    if not (lecon.acte_adresse or lecon.acte_tiroir):
        yield "Dites où se fait l’acte : une adresse du site, ou une page de l’espace."
    if lecon.duree not in DUREES:
        yield f"Une leçon dure de {DUREES[0]} à {DUREES[-1]} minutes ; vous annoncez {lecon.duree}."
    elif abs(lecon.duree - (estimee := compute_duree(lecon))) > 1:
        yield f"Vous annoncez {lecon.duree} minutes ; à la lire, il en faut {estimee}."


def _list_fautes_questions(questions: tuple[Question, ...]) -> Iterator[str]:
    if len(questions) < QUESTIONS_MIN:
        yield f"Posez {QUESTIONS_MIN} questions au moins ; il y en a {len(questions)}."
    codes = [question.code for question in questions]
    for code in dict.fromkeys(c for c in codes if codes.count(c) > 1):
        yield f"Deux questions ont le code {code} : donnez-en un autre à l’une d’elles."
    for question in questions:
        yield from (f"Question {question.code} : {f}" for f in _list_manques(question))


def _list_manques(question: Question) -> Iterator[str]:
    justes = sum(choix.juste for choix in question.choix)
    if len(question.choix) < 2 + (question.nature is NatureQuestion.ORDRE):
        yield "proposez plus de choix."
    if len(question.choix) > CHOIX_MAX:
        yield f"proposez {CHOIX_MAX} choix au plus."
    match question.nature:
        case NatureQuestion.UNE if justes != 1:
            yield f"cochez la seule bonne réponse ; {justes} sont cochées."
        case NatureQuestion.PLUSIEURS if not 1 < justes < len(question.choix):
            yield "cochez deux bonnes réponses au moins, et laissez-en une mauvaise."
        case NatureQuestion.ORDRE if justes:
            yield "l’ordre des choix fait la réponse : n’en cochez aucun."
    if "[[" not in question.explication:
        yield "citez un fait dans l’explication, par son code entre [[ ]]."

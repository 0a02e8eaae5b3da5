"""The ways to build a scheme, and which one some answers point to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

import msgspec

from spaser.contenus.lecture import cache_contenu
from spaser.elements import fold_mots
from spaser.regles.nomenclatures import Approche

# --- The outline of a scheme: four parts, their headings, and how far each heading is ---


class EtatRubrique(StrEnum):
    """How far a heading is; « relu » and « validé » are said by a second person."""

    A_ECRIRE = "à écrire"
    PREREMPLIE = "prérempli"
    EN_REDACTION = "en rédaction"


class ExempleRubrique(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a published scheme does of a heading; `fiche` is its identifier in the register.

    `source` is the address of the source of that sheet that tells it; the first one without.
    """

    fiche: str
    texte: str
    source: str = ""


class RubriqueSchema(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A heading: what it holds, for whom, how long; `outil` is the code of the tool that fills it.

    `faits` are the codes of the law that `texte` tells.
    """

    code: str
    titre: str
    texte: str
    pour: str
    longueur: str
    outil: str = ""
    exemple: ExempleRubrique | None = None
    faits: tuple[str, ...] = ()


class Partie(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part that every scheme has."""

    titre: str
    texte: str
    rubriques: tuple[RubriqueSchema, ...]


def compute_etat(*, remplie: bool, redigee: bool) -> EtatRubrique:
    """Return how far a heading is: somebody's words count more than what fills itself."""
    if redigee:
        return EtatRubrique.EN_REDACTION
    return EtatRubrique.PREREMPLIE if remplie else EtatRubrique.A_ECRIRE


class Chapitre(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A chapter of an approach: an axis that it suggests, or what a heading of the outline holds.

    `rubrique` is the code of that heading. Its code lasts: people's words may be kept under it.
    """

    code: str
    titre: str
    texte: str
    rubrique: str = ""


class AxeNomme(Protocol):
    """An axis of a plan: its title, the codes of the chapters that somebody said it answers."""

    titre: str
    chapitres: list[str]


def find_axe[A: AxeNomme](axes: Iterable[A], chapitre: Chapitre) -> A | None:
    """Return the axis that answers a chapter: said to, else of the same title."""
    axes, plie = list(axes), fold_mots(chapitre.titre)
    dits = (axe for axe in axes if chapitre.code in axe.chapitres)
    return next(dits, None) or next((a for a in axes if fold_mots(a.titre) == plie), None)


class Description(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An approach in words; `du_programme` is False for those that are ours.

    `axes` are those that the programme quotes as examples.
    """

    code: Approche
    du_programme: bool
    resume: str
    axes: tuple[str, ...] = ()
    forces: tuple[str, ...]
    vigilances: tuple[str, ...]
    plan: tuple[Chapitre, ...]


class Option(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer, the approaches it speaks for, and how to say so."""

    code: str
    libelle: str
    raison: str
    points: dict[Approche, int]


class QuestionChoix(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: str
    intitule: str
    reponses: tuple[Option, ...]


class Approches(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: int
    verifie_le: date
    source: str
    approches: tuple[Description, ...]
    trame: tuple[Partie, ...]
    questions: tuple[QuestionChoix, ...]

    def find(self, approche: Approche) -> Description:
        return next(d for d in self.approches if d.code is approche)

    def find_chapitre(self, code: str) -> Chapitre | None:
        return next((c for d in self.approches for c in d.plan if c.code == code), None)

    def suggest_axes(
        self, approche: Approche, politiques: Iterable[tuple[str, str]] = ()
    ) -> tuple[Chapitre, ...]:
        """Return the axes that an approach suggests; `politiques` are codes and names.

        Public policies come first in the approach that is built on them: an axis each.
        """
        siens = tuple(chapitre for chapitre in self.find(approche).plan if not chapitre.rubrique)
        if approche is not Approche.POLITIQUES_PUBLIQUES:
            return siens
        suivies = (Chapitre(code=c, titre=nom, texte=_POLITIQUE) for c, nom in politiques)
        return (*suivies, *siens)


_POLITIQUE: Final = "Une de vos politiques : ce que vos achats lui apportent."


@dataclass(frozen=True, slots=True)
class ReponseDecisive:
    question: str
    reponse: str
    raison: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprochesRetenues:
    """The approaches that come first (several when they are level), and what decided.

    `decisions` are the answers that spoke for each approach, whichever came first.
    """

    retenues: tuple[tuple[Description, tuple[ReponseDecisive, ...]], ...]
    totaux: tuple[tuple[Description, int], ...]
    decisions: Mapping[Approche, tuple[ReponseDecisive, ...]]


load_approches: Final = cache_contenu("approches/approches.json", Approches)


def choose_approche(approches: Approches, reponses: Mapping[str, str]) -> ApprochesRetenues:
    """Add up what each answer says; an answer unknown or left out says nothing."""
    donnees = [
        (question, option)
        for question in approches.questions
        for option in question.reponses
        if reponses.get(question.code) == option.code
    ]
    totaux = [
        (description, sum(option.points.get(description.code, 0) for _, option in donnees))
        for description in approches.approches
    ]
    totaux.sort(key=lambda total: -total[1])
    premier = totaux[0][1]
    decisions = {d.code: _list_decisions(donnees, d.code) for d in approches.approches}
    retenues = tuple((d, decisions[d.code]) for d, points in totaux if points == premier > 0)
    return ApprochesRetenues(retenues=retenues, totaux=tuple(totaux), decisions=decisions)


def _list_decisions(
    donnees: list[tuple[QuestionChoix, Option]], approche: Approche
) -> tuple[ReponseDecisive, ...]:
    decisions = [
        ReponseDecisive(question.intitule, option.libelle, option.raison, option.points[approche])
        for question, option in donnees
        if approche in option.points
    ]
    return tuple(sorted(decisions, key=lambda decision: -decision.points))

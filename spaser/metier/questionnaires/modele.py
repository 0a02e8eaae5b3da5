"""What a questionnaire asks, when it may be answered, and what may change once it has been."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from typing import Final

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.lettres import unaccent
from spaser.metier.registre.nomenclatures import Nomenclature

QUESTIONS_MAX: Final = 40
CHOIX_MIN, CHOIX_MAX = 2, 20


class NatureReponse(Nomenclature):
    ECHELLE_5 = "echelle_5", "Note de 1 à 5"
    ECHELLE_10 = "echelle_10", "Note de 0 à 10"
    UN = "un", "Un seul choix"
    PLUSIEURS = "plusieurs", "Plusieurs choix"
    TEXTE = "texte", "Texte libre"


class Moment(Nomenclature):
    WEBINAIRE = "webinaire", "Après un webinaire"
    ATELIER = "atelier", "Après un atelier"
    MODULE = "module", "À la fin d’un module de formation"
    PARCOURS = "parcours", "À la fin du parcours"
    AUTRE = "autre", "À un autre moment"


class EtatQuestionnaire(Nomenclature):
    BROUILLON = "brouillon", "Brouillon"
    A_VENIR = "a_venir", "À venir"
    OUVERT = "ouvert", "Ouvert"
    FERME = "ferme", "Fermé"


_NOTES: Final = {NatureReponse.ECHELLE_5: range(1, 6), NatureReponse.ECHELLE_10: range(11)}


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question; `code` names it from one version to the next.

    A note has the words of its two ends, a choice its answers. `satisfaction`: its mean is the one
    that the review of an edition shows.
    """

    code: str
    enonce: str
    nature: NatureReponse
    aide: str = ""
    bas: str = ""
    haut: str = ""
    choix: tuple[str, ...] = ()
    obligatoire: bool = False
    satisfaction: bool = False

    @property
    def notes(self) -> range | None:
        """Return the notes that may be given; None for another kind of question."""
        return _NOTES.get(self.nature)

    @property
    def reponses(self) -> tuple[tuple[int, str], ...]:
        """Return what may be answered: the value that is kept, then its words."""
        if self.notes is None:
            return tuple(enumerate(self.choix, 1))
        bouts = {self.notes[0]: self.bas, self.notes[-1]: self.haut}
        return tuple(
            (note, f"{note} – {bouts[note]}" if bouts.get(note) else str(note))
            for note in self.notes
        )


class ModeleQuestionnaire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: str
    titre: str
    moment: Moment
    presentation: str
    questions: tuple[Question, ...]


@cache
def load_modeles() -> tuple[ModeleQuestionnaire, ...]:
    return read_contenu("questionnaires/modeles.json", tuple[ModeleQuestionnaire, ...])


def find_etat(
    ouvre_le: date | None, ferme_le: date | None, jour: date, clos_le: date | None = None
) -> EtatQuestionnaire:
    """Say where a questionnaire stands on a day; both days given are days when it is open.

    `clos_le`: its last day, when it was closed by hand in the course of it.
    """
    if ouvre_le is None:
        return EtatQuestionnaire.BROUILLON
    if ferme_le is not None and (jour > ferme_le or ferme_le == clos_le):
        return EtatQuestionnaire.FERME
    return EtatQuestionnaire.A_VENIR if jour < ouvre_le else EtatQuestionnaire.OUVERT


def list_manques(questions: Sequence[Question]) -> list[str]:
    manques = [] if questions else ["Écrivez une question au moins."]
    if sum(question.satisfaction for question in questions) > 1:
        manques.append("Une seule question peut donner la note de satisfaction du bilan.")
    return manques


def give_codes(questions: Iterable[Question], pris: Iterable[str]) -> tuple[Question, ...]:
    """Give a code to the questions that have none, or that of another; `pris` are never reused."""
    numero = max((int(c[1:]) for c in pris if re.fullmatch(r"q\d+", c)), default=0)
    vus: set[str] = set()
    codees: list[Question] = []
    for question in questions:
        code = question.code
        if not code or code in vus:
            numero += 1
            code = f"q{numero}"
        vus.add(code)
        codees.append(msgspec.structs.replace(question, code=code))
    return tuple(codees)


# What may change once answers exist.

_PROCHE: Final = 0.8  # how alike two wordings are when one mends the other
_SENS: Final = frozenset(
    "aucun aucune jamais mal moins n ne ni non pas peu plus sans toujours tous toutes tres".split()
)


def list_ruptures(avant: Sequence[Question], apres: Sequence[Question]) -> list[str]:
    """Say why answers to the former questions are no answers to the new ones; none: they are.

    A slip may be mended, questions put in another order, an answer no longer asked for; what a
    number means may not change.
    """
    anciennes = {question.code: question for question in avant}
    nouvelles = {question.code: question for question in apres}
    ruptures = [
        f"«\u00a0{q.enonce}\u00a0» est ajoutée" for c, q in nouvelles.items() if c not in anciennes
    ]
    ruptures += [
        f"«\u00a0{q.enonce}\u00a0» est retirée" for c, q in anciennes.items() if c not in nouvelles
    ]
    for code, question in nouvelles.items():
        if (ancienne := anciennes.get(code)) and (raison := _find_rupture(ancienne, question)):
            ruptures.append(f"«\u00a0{question.enonce}\u00a0» {raison}")
    return ruptures


def list_perdues(avant: Sequence[Question], apres: Sequence[Question]) -> tuple[Question, ...]:
    """Return the former questions whose answer answers nothing any more."""
    nouvelles = {question.code: question for question in apres}
    return tuple(
        question
        for question in avant
        if (nouvelle := nouvelles.get(question.code)) is None or _find_rupture(question, nouvelle)
    )


def _find_rupture(avant: Question, apres: Question) -> str:
    if avant.nature is not apres.nature:
        return "se répond autrement"
    if avant.choix != apres.choix:
        return "n’a plus les mêmes choix"
    if (avant.bas, avant.haut) != (apres.bas, apres.haut):
        return "n’a plus les mêmes mots aux deux bouts"
    return "" if is_retouche(avant.enonce, apres.enonce) else "ne demande plus la même chose"


def is_retouche(avant: str, apres: str) -> bool:
    """Say whether a wording mends another: nearly the same letters, the same sense and numbers."""
    un, autre = _list_mots(avant), _list_mots(apres)
    if _keep_sens(un) != _keep_sens(autre):
        return False
    return un == autre or SequenceMatcher(None, " ".join(un), " ".join(autre)).ratio() >= _PROCHE


def _list_mots(texte: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+", unaccent(texte).lower())


def _keep_sens(mots: Iterable[str]) -> list[str]:
    return [mot for mot in mots if mot in _SENS or mot.isdigit()]

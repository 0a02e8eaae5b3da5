"""The questionnaire as its files give it, today's and those of older links; and its answers.

The answers of one person fit in a short code, held in a link or on paper, `1-4320-x112-…`: the
version of the questionnaire, then a character a question, `x` where there is no answer. It names
nobody and is worth what its bearer says: nothing is gained by forging one. Answers that do not go
together are told, never corrected in her place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import msgspec

from spaser.contenus.lecture import list_contenus, read_contenu
from spaser.erreurs import ErreurSpaser
from spaser.metier.fiches import FichePratique, find_fiche
from spaser.metier.formation import Lecon, find_lecon
from spaser.metier.propositions import NatureProposition
from spaser.metier.registre.nomenclatures import Approche

NIVEAU_MAX: Final = 4

type Niveaux = tuple[str, str, str, str, str]


class ProchainPas(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A next step for those who placed themselves at `jusqu_a` or below, and why."""

    jusqu_a: int
    nature: NatureProposition
    code: str
    libelle: str
    raison: str

    @property
    def fiche(self) -> FichePratique | None:
        return find_fiche(self.code) if self.nature is NatureProposition.FICHE else None

    @property
    def lecon(self) -> Lecon | None:
        return find_lecon(self.code) if self.nature is NatureProposition.LECON else None

    @property
    def reference(self) -> str:
        """Return what names it to a reader: its kind, and its title on the site or its code."""
        nature, ouverte = self.nature.libelle, self.fiche or self.lecon
        return f"{nature} « {ouverte.titre} »" if ouverte else f"{nature} {self.code}"


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question, its five levels in words, and what to do next.

    `priorite`: among equal levels, what the rest stands on (3) comes before what can wait (1).
    `faits` are the codes of the law that its help tells. `du_programme` is what the programme's
    own diagnosis calls it: its words are then the programme's.
    """

    code: str
    intitule: str
    aide: str
    priorite: int
    force: str
    niveaux: Niveaux
    propositions: tuple[ProchainPas, ...]
    faits: tuple[str, ...] = ()
    du_programme: str = ""


class Analyse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a rubric that has `jusqu_a` points or fewer."""

    jusqu_a: int
    texte: str


class RubriqueDiagnostic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Four questions of one kind."""

    code: str
    libelle: str
    presentation: str
    analyses: tuple[Analyse, ...]
    questions: tuple[Question, ...]


class Profil(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A profile; only some names come from the programme, every threshold is ours."""

    code: str
    libelle: str
    a_partir_de: float
    du_programme: bool
    analyse: str
    conseil: str


class ReponseAuMoins(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    question: str
    au_moins: int


class Orientation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When an approach is recommended; the first that holds is kept."""

    approche: Approche
    raison: str
    si: tuple[ReponseAuMoins, ...] = ()
    score_sous: float | None = None


class Questionnaire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: int
    verifie_le: date
    source: str
    rubriques: tuple[RubriqueDiagnostic, ...]
    profils: tuple[Profil, ...]
    orientations: tuple[Orientation, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for rubrique in self.rubriques for question in rubrique.questions)

    def find_question(self, code: str) -> Question:
        return next(question for question in self.questions if question.code == code)


@cache
def load_questionnaires() -> dict[int, Questionnaire]:
    chemins = list_contenus("autodiagnostic", "questionnaire-")
    return {
        version: read_contenu(chemins[str(version)], Questionnaire)
        for version in sorted(map(int, chemins))
    }


def load_questionnaire() -> Questionnaire:
    return list(load_questionnaires().values())[-1]


SANS_REPONSE: Final = "x"
_PAR_GROUPE: Final = 4
_LONGUEUR_MAX: Final = 100
_SEPARATEURS: Final = str.maketrans("", "", " \t-.\u00a0")

type Reponses = Mapping[str, int]


class ErreurCode(ErreurSpaser):
    """A code that cannot be read; the message says why and what to do."""


def write_code(questionnaire: Questionnaire, reponses: Reponses) -> str:
    signes = "".join(str(reponses.get(q.code, SANS_REPONSE)) for q in questionnaire.questions)
    groupes = [signes[i : i + _PAR_GROUPE] for i in range(0, len(signes), _PAR_GROUPE)]
    return "-".join([str(questionnaire.version), *groupes])


def read_code(
    code: str, questionnaires: Mapping[int, Questionnaire]
) -> tuple[Questionnaire, dict[str, int]]:
    tete, _, suite = code.strip().lower()[:_LONGUEUR_MAX].partition("-")
    questionnaire = _find_version(tete, questionnaires)
    signes = suite.translate(_SEPARATEURS)
    attendus = len(questionnaire.questions)
    if len(signes) != attendus:
        raise ErreurCode(
            f"Ce code compte {len(signes)} réponses au lieu de {attendus}\u00a0: "
            "il a sans doute été coupé. Recopiez-le en entier."
        )
    return questionnaire, dict(_read_signes(questionnaire, signes))


def _find_version(texte: str, questionnaires: Mapping[int, Questionnaire]) -> Questionnaire:
    version = int(texte) if texte.isascii() and texte.isdigit() else 0
    if version in questionnaires:
        return questionnaires[version]
    if version:
        raise ErreurCode(
            f"Ce code répond à la version {version} du questionnaire, que ce site ne connaît pas. "
            "Répondez à nouveau\u00a0: cela prend dix minutes."
        )
    raise ErreurCode(
        "Ce code n’est pas celui d’un autodiagnostic\u00a0: il commence par le numéro "
        "de la version, comme «\u00a01-4320-…\u00a0»."
    )


def _read_signes(questionnaire: Questionnaire, signes: str) -> Iterable[tuple[str, int]]:
    for rang, (question, signe) in enumerate(
        zip(questionnaire.questions, signes, strict=True), start=1
    ):
        if signe == SANS_REPONSE:
            continue
        niveau = read_niveau(signe)
        if niveau is None:
            raise ErreurCode(
                f"La réponse {rang} du code est «\u00a0{signe}\u00a0»\u00a0: écrivez un niveau "
                f"de 0 à {NIVEAU_MAX}, ou x s’il n’y a pas de réponse."
            )
        yield question.code, niveau


def read_niveau(texte: str) -> int | None:
    """Return a level, or None when the text is not one."""
    est_niveau = len(texte) == 1 and texte.isascii() and texte.isdigit()
    return int(texte) if est_niveau and int(texte) <= NIVEAU_MAX else None


class ReponseAuPlus(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer at or below a level."""

    question: str
    au_plus: int


class Tension(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A high answer that a low one makes doubtful."""

    haute: ReponseAuMoins
    basse: ReponseAuPlus
    texte: str


class _Tensions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    versions: tuple[int, ...]
    verifie_le: date
    source: str
    tensions: tuple[Tension, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two answers to look at again."""

    texte: str
    haute: Question
    basse: Question


@cache
def load_tensions(version: int) -> tuple[Tension, ...]:
    """Return the tensions written for a version of the questionnaire; none for others."""
    chemins = list_contenus("autodiagnostic", "tensions-").values()
    lues = (read_contenu(chemin, _Tensions) for chemin in chemins)
    return next((lue.tensions for lue in lues if version in lue.versions), ())


def list_contradictions(
    questionnaire: Questionnaire, reponses: Reponses
) -> tuple[Contradiction, ...]:
    return tuple(
        Contradiction(
            texte=tension.texte,
            haute=questionnaire.find_question(tension.haute.question),
            basse=questionnaire.find_question(tension.basse.question),
        )
        for tension in load_tensions(questionnaire.version)
        if _holds(tension, reponses)
    )


def _holds(tension: Tension, reponses: Reponses) -> bool:
    haute, basse = tension.haute, tension.basse
    if haute.question not in reponses or basse.question not in reponses:
        return False
    return reponses[haute.question] >= haute.au_moins and reponses[basse.question] <= basse.au_plus

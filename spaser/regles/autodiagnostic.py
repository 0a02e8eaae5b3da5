"""The self-diagnosis: its questionnaire, answers, results, what they say from one to the next."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import msgspec

from spaser.contenus.lecture import locate_contenus, read_contenu, read_dossier
from spaser.elements import ErreurSpaser
from spaser.regles.droits import NatureProposition
from spaser.regles.indicateurs import Rubrique
from spaser.regles.lecons import Lecon, find_lecon
from spaser.regles.nomenclatures import Approche
from spaser.regles.parcours import FichePratique, find_fiche_pratique

# --- The questionnaire as its files give it, today's and those of older links; and its answers
# ---
# The answers of one person fit in a short code, held in a link or on paper, `1-4320-x112-…`: the
# version of the questionnaire, then a character a question, `x` where there is no answer. It names
# nobody and is worth what its bearer says: nothing is gained by forging one. Answers that do not
# go together are told, never corrected in her place.


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
        return find_fiche_pratique(self.code) if self.nature is NatureProposition.FICHE else None

    @property
    def lecon(self) -> Lecon | None:
        return find_lecon(self.code) if self.nature is NatureProposition.LECON else None

    @property
    def reference(self) -> str:
        """Return what names it to a reader: its kind, and its title on the site or its code."""
        nature, ouverte = self.nature.libelle, self.fiche or self.lecon
        return f"{nature} « {ouverte.titre} »" if ouverte else f"{nature} {self.code}"


class QuestionDiagnostic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    questions: tuple[QuestionDiagnostic, ...]


class ProfilDiagnostic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    profils: tuple[ProfilDiagnostic, ...]
    orientations: tuple[Orientation, ...]

    @property
    def questions(self) -> tuple[QuestionDiagnostic, ...]:
        return tuple(question for rubrique in self.rubriques for question in rubrique.questions)

    def find_question(self, code: str) -> QuestionDiagnostic:
        return next(question for question in self.questions if question.code == code)


@cache
def load_questionnaires() -> dict[int, Questionnaire]:
    chemins = locate_contenus("autodiagnostic", "questionnaire-")
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
    haute: QuestionDiagnostic
    basse: QuestionDiagnostic


@cache
def load_tensions(version: int) -> tuple[Tension, ...]:
    """Return the tensions written for a version of the questionnaire; none for others."""
    lues = read_dossier("autodiagnostic", _Tensions, "tensions-")
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


# --- What each question is about, in the few words of a document, and where its next steps belong
# ---
# A document speaks of the buyer; a question speaks to it.


class SujetDeQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question by its code: its title, its axis, its chapter of the operational approach."""

    question: str
    titre: str
    axe: Rubrique
    chapitre: str


@cache
def load_sujets_de_questions() -> dict[str, SujetDeQuestion]:
    lus = read_contenu("autodiagnostic/sujets.json", tuple[SujetDeQuestion, ...])
    return {lu.question: lu for lu in lus}


# --- The score out of 100, and what the questions left open could change ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points over the questions answered; the bounds suppose the others at 0, then at 4."""

    points: int
    repondues: int
    questions: int

    @property
    def valeur(self) -> float | None:
        """Return the score of what was answered, or nothing when nothing was."""
        return 100 * self.points / (NIVEAU_MAX * self.repondues) if self.repondues else None

    @property
    def bas(self) -> float:
        """Return the score if every question left open were at level 0."""
        return 100 * self.points / self.maximum

    @property
    def haut(self) -> float:
        """Return the score if every question left open were at level 4."""
        ouverts = NIVEAU_MAX * (self.questions - self.repondues)
        return 100 * (self.points + ouverts) / self.maximum

    @property
    def maximum(self) -> int:
        return NIVEAU_MAX * self.questions

    @property
    def est_complet(self) -> bool:
        return self.repondues == self.questions


def compute_score(questions: Iterable[QuestionDiagnostic], reponses: Reponses) -> Score:
    codes = [question.code for question in questions]
    niveaux = [reponses[code] for code in codes if code in reponses]
    return Score(points=sum(niveaux), repondues=len(niveaux), questions=len(codes))


def find_profils(questionnaire: Questionnaire, score: Score) -> tuple[ProfilDiagnostic, ...]:
    """Return the profile, or every profile that the questions left open allow."""
    if not score.repondues:
        return ()
    premier = _rang(questionnaire, score.bas)
    return questionnaire.profils[premier : _rang(questionnaire, score.haut) + 1]


def _rang(questionnaire: Questionnaire, valeur: float) -> int:
    return sum(profil.a_partir_de <= valeur for profil in questionnaire.profils) - 1


# --- Several people's answers: how they spread, and the level that is kept for each question ---


ECART_FORT: Final = 2
"""From two levels apart, people do not speak of the same thing: talk before settling."""

ANONYMES_MIN: Final = 3
"""Below three answers, everybody would know who said what: unnamed answers are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repartition:
    """The answers to one question: how many people at each level, and without an answer."""

    question: QuestionDiagnostic
    nombres: tuple[int, ...]
    sans_reponse: int

    @property
    def repondues(self) -> int:
        return sum(self.nombres)

    @property
    def donnes(self) -> tuple[int, ...]:
        return tuple(niveau for niveau, nombre in enumerate(self.nombres) if nombre)

    @property
    def ecart(self) -> int:
        """Return how far apart the lowest and the highest answers are."""
        return self.donnes[-1] - self.donnes[0] if self.donnes else 0

    @property
    def est_forte(self) -> bool:
        return self.ecart >= ECART_FORT

    @property
    def commun(self) -> int | None:
        return self.donnes[0] if len(self.donnes) == 1 else None


def spread(questionnaire: Questionnaire, toutes: Sequence[Reponses]) -> tuple[Repartition, ...]:
    return tuple(_count(question, toutes) for question in questionnaire.questions)


def _count(question: QuestionDiagnostic, toutes: Sequence[Reponses]) -> Repartition:
    comptes = Counter(reponses.get(question.code) for reponses in toutes)
    return Repartition(
        question=question,
        nombres=tuple(comptes[niveau] for niveau in range(NIVEAU_MAX + 1)),
        sans_reponse=comptes[None],
    )


def retain(repartitions: Sequence[Repartition], accords: Mapping[str, int]) -> dict[str, int]:
    """Return the level kept for each question: settled, else common to all; else none."""
    retenus: dict[str, int] = {}
    for repartition in repartitions:
        code = repartition.question.code
        niveau = accords.get(code, repartition.commun)
        if niveau is not None:
            retenus[code] = niveau
    return retenus


# --- Two diagnoses of different days, and what may be compared when the questionnaire changed ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Changements:
    """What changed from one version of the questionnaire to another."""

    ajoutees: tuple[QuestionDiagnostic, ...]
    retirees: tuple[QuestionDiagnostic, ...]
    reformulees: tuple[QuestionDiagnostic, ...]

    @property
    def aucun(self) -> bool:
        return not (self.ajoutees or self.retirees or self.reformulees)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pas:
    """The same question, asked twice."""

    question: QuestionDiagnostic
    avant: int | None
    apres: int | None

    @property
    def ecart(self) -> int | None:
        """Return by how much the level moved; None when one of the answers is missing."""
        return None if self.avant is None or self.apres is None else self.apres - self.avant


@dataclass(frozen=True, slots=True, kw_only=True)
class Evolution:
    """What moved between two diagnoses, on the questions that did not change."""

    changements: Changements
    pas: tuple[Pas, ...]

    @property
    def hausses(self) -> tuple[Pas, ...]:
        return tuple(sorted((p for p in self.pas if (p.ecart or 0) > 0), key=_by_ecart))

    @property
    def baisses(self) -> tuple[Pas, ...]:
        return tuple(sorted((p for p in self.pas if (p.ecart or 0) < 0), key=_by_ecart))

    @property
    def inconnus(self) -> int:
        return sum(pas.ecart is None for pas in self.pas)


def _by_ecart(pas: Pas) -> int:
    return -abs(pas.ecart or 0)


def compare_questionnaires(avant: Questionnaire, apres: Questionnaire) -> Changements:
    anciennes = {question.code: question for question in avant.questions}
    nouvelles = {question.code: question for question in apres.questions}
    return Changements(
        ajoutees=tuple(q for code, q in nouvelles.items() if code not in anciennes),
        retirees=tuple(q for code, q in anciennes.items() if code not in nouvelles),
        reformulees=tuple(
            q
            for code, q in nouvelles.items()
            if code in anciennes and not _same(anciennes[code], q)
        ),
    )


def compare_diagnostics(
    avant: tuple[Questionnaire, Reponses], apres: tuple[Questionnaire, Reponses]
) -> Evolution:
    ancien, anciennes = avant
    nouveau, nouvelles = apres
    changements = compare_questionnaires(ancien, nouveau)
    autres = {q.code for q in (*changements.ajoutees, *changements.reformulees)}
    return Evolution(
        changements=changements,
        pas=tuple(
            Pas(
                question=question,
                avant=anciennes.get(question.code),
                apres=nouvelles.get(question.code),
            )
            for question in nouveau.questions
            if question.code not in autres
        ),
    )


def is_comparable(avant: RubriqueDiagnostic | None, apres: RubriqueDiagnostic) -> bool:
    """Say whether the scores of a rubric may be compared: its questions are the same."""
    if avant is None or len(avant.questions) != len(apres.questions):
        return False
    return all(
        une.code == autre.code and _same(une, autre)
        for une, autre in zip(avant.questions, apres.questions, strict=True)
    )


def _same(une: QuestionDiagnostic, autre: QuestionDiagnostic) -> bool:
    return (une.intitule, une.niveaux) == (autre.intitule, autre.niveaux)

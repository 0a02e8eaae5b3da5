"""What a diagnosis says: score, profile, rubrics, strengths, next steps, approach."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from spaser.metier.autodiagnostic.questionnaire import (
    NIVEAU_MAX,
    Orientation,
    ProchainPas,
    Profil,
    Question,
    Questionnaire,
    Reponses,
    RubriqueDiagnostic,
)
from spaser.metier.autodiagnostic.score import Score, compute_score, find_profils
from spaser.metier.formation import Lecon, find_lecon_pour

SUITES_MAX: Final = 5
SUITES_PAR_RUBRIQUE: Final = 2
NIVEAU_FORT: Final = 3
NIVEAU_FAIBLE: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReponseQuestion:
    """A question with the level given, or None."""

    question: Question
    niveau: int | None

    @property
    def texte(self) -> str:
        return "" if self.niveau is None else self.question.niveaux[self.niveau]


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanRubrique:
    """One rubric; `analyse` is None while its answers leave it open."""

    rubrique: RubriqueDiagnostic
    score: Score
    analyse: str | None
    reponses: tuple[ReponseQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A next step, and the answer that calls for it."""

    proposition: ProchainPas
    reponse: ReponseQuestion

    @property
    def lecon(self) -> Lecon | None:
        """Return the lesson to begin with, where the answer is weak and the step is not one."""
        niveau = self.reponse.niveau
        if niveau is None or niveau > NIVEAU_FAIBLE or self.proposition.lecon:
            return None
        return find_lecon_pour(self.reponse.question.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommandation:
    """An approach, with the answers that decided; or the questions that are still missing."""

    orientation: Orientation | None
    decisives: tuple[ReponseQuestion, ...] = ()
    manquantes: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatDiagnostic:
    questionnaire: Questionnaire
    score: Score
    profils: tuple[Profil, ...]
    rubriques: tuple[BilanRubrique, ...]
    forces: tuple[ReponseQuestion, ...]
    suites: tuple[Suite, ...]
    recommandation: Recommandation

    @property
    def profil(self) -> Profil | None:
        """Return the profile when the answers are enough to be sure of it."""
        return self.profils[0] if len(self.profils) == 1 else None


def conclude(questionnaire: Questionnaire, reponses: Reponses) -> ResultatDiagnostic:
    """Draw what the answers say, and nothing of what they do not."""
    score = compute_score(questionnaire.questions, reponses)
    rubriques = tuple(_sum_up(rubrique, reponses) for rubrique in questionnaire.rubriques)
    donnees = [reponse for bilan in rubriques for reponse in bilan.reponses]
    return ResultatDiagnostic(
        questionnaire=questionnaire,
        score=score,
        profils=find_profils(questionnaire, score),
        rubriques=rubriques,
        forces=tuple(r for r in donnees if r.niveau is not None and r.niveau >= NIVEAU_FORT),
        suites=choose_suites(rubriques),
        recommandation=recommend(questionnaire, reponses),
    )


def _sum_up(rubrique: RubriqueDiagnostic, reponses: Reponses) -> BilanRubrique:
    score = compute_score(rubrique.questions, reponses)
    analyse = next(a.texte for a in rubrique.analyses if score.points <= a.jusqu_a)
    return BilanRubrique(
        rubrique=rubrique,
        score=score,
        analyse=analyse if score.est_complet else None,
        reponses=tuple(
            ReponseQuestion(question=question, niveau=reponses.get(question.code))
            for question in rubrique.questions
        ),
    )


def choose_suites(rubriques: tuple[BilanRubrique, ...]) -> tuple[Suite, ...]:
    """Choose the few next steps: the lowest levels first, then what the rest stands on.

    Two a rubric at most, so that the steps do not all fall on the same people; a step that two
    questions call for is given once.
    """
    candidates = [
        (bilan.rubrique.code, reponse, reponse.niveau)
        for bilan in rubriques
        for reponse in bilan.reponses
        if reponse.niveau is not None and reponse.niveau < NIVEAU_MAX
    ]
    candidates.sort(key=lambda c: (c[2], -c[1].question.priorite))  # else as they are asked
    suites: list[Suite] = []
    par_rubrique: Counter[str] = Counter()
    codes: set[str] = set()
    for rubrique, reponse, niveau in candidates:
        proposition = next(p for p in reponse.question.propositions if niveau <= p.jusqu_a)
        if par_rubrique[rubrique] < SUITES_PAR_RUBRIQUE and proposition.code not in codes:
            par_rubrique[rubrique] += 1
            codes.add(proposition.code)
            suites.append(Suite(proposition=proposition, reponse=reponse))
    return tuple(suites[:SUITES_MAX])


def recommend(questionnaire: Questionnaire, reponses: Reponses) -> Recommandation:
    """Return the first approach whose conditions hold; never on an answer that was not given."""
    score = compute_score(questionnaire.questions, reponses)
    ecartees: list[str] = []
    for orientation in questionnaire.orientations:
        tient = _holds(orientation, score, reponses)
        codes = [condition.question for condition in orientation.si]
        if tient is None:
            ouvertes = [q for q in questionnaire.questions if q.code not in reponses]
            manquantes = [q for q in ouvertes if not codes or q.code in codes]
            return Recommandation(orientation=None, manquantes=tuple(manquantes))
        if tient:
            par_defaut = orientation.score_sous is None and not codes
            return Recommandation(
                orientation=orientation,
                decisives=_list_reponses(
                    questionnaire, reponses, ecartees if par_defaut else codes
                ),
            )
        ecartees += codes
    raise AssertionError("The last orientation of a questionnaire asks for nothing.")


def _holds(orientation: Orientation, score: Score, reponses: Reponses) -> bool | None:
    """Say whether an orientation holds; None when open questions could change it."""
    seuil = orientation.score_sous
    if seuil is not None and score.bas >= seuil:
        return False
    connues = [c for c in orientation.si if c.question in reponses]
    if any(reponses[c.question] < c.au_moins for c in connues):
        return False
    if len(connues) < len(orientation.si) or (seuil is not None and score.haut >= seuil):
        return None
    return True


def _list_reponses(
    questionnaire: Questionnaire, reponses: Reponses, codes: list[str]
) -> tuple[ReponseQuestion, ...]:
    return tuple(
        ReponseQuestion(question=questionnaire.find_question(code), niveau=reponses.get(code))
        for code in dict.fromkeys(codes)
    )

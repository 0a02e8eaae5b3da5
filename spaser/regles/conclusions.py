"""What a diagnosis says: score, profile, rubrics, strengths, next steps, approach."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final

import msgspec

from spaser.contenus.lecture import read_dossier
from spaser.regles import autodiagnostic
from spaser.regles.lecons import Lecon, find_lecon_pour

# --- What published data already say of a question: a level proposed, with its reason ---
# Nothing is proposed on a rate that proves too little, and a proposal is never an answer: a person
# accepts it or gives another one.


class Palier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A level, and the rates that suggest it: every one of them, or one at least."""

    niveau: int
    phrase: str
    chacun_au_moins: float = 0.0
    un_au_moins: float = 0.0


class ConstatTaux(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question that rates speak of; its steps go from the highest to the lowest."""

    question: str
    indicateurs: tuple[str, ...]
    paliers: tuple[Palier, ...]
    reserve: str


class ConstatSchema(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    question: str
    niveau: int
    phrase: str
    avec_cibles: bool = False


class RecueilConstats(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file, and the versions of the questionnaire that it speaks of."""

    versions: tuple[int, ...]
    verifie_le: date
    source: str
    constats: tuple[ConstatTaux, ...]
    du_schema: tuple[ConstatSchema, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TauxConnu:
    """A rate that concludes: its value, how it is told with its bounds, what stands beside it."""

    valeur: float
    phrase: str
    reperes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaConnu:
    titre: str
    cibles_datees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FaitsAcheteur:
    """What is known of a buyer; `origine` says from where, of which day."""

    origine: str = ""
    taux: Mapping[str, TauxConnu] = field(default_factory=dict)
    schema: SchemaConnu | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NiveauPropose:
    question: str
    niveau: int
    raison: str
    details: tuple[str, ...]
    sur_taux: bool = False


@cache
def load_constats(version: int) -> RecueilConstats | None:
    """Return what was written for a version of the questionnaire; nothing for others."""
    lus = read_dossier("autodiagnostic", RecueilConstats, "constats-")
    return next((lu for lu in lus if version in lu.versions), None)


def propose_niveaux(
    questionnaire: autodiagnostic.Questionnaire, faits: FaitsAcheteur
) -> dict[str, NiveauPropose]:
    """Return the level that the data suggest, by question; none where they say nothing."""
    constats = load_constats(questionnaire.version)
    if constats is None:
        return {}
    proposes = [_read_taux(constat, faits) for constat in constats.constats]
    proposes += [_read_schema(constat, faits.schema) for constat in constats.du_schema]
    par_question: dict[str, NiveauPropose] = {}
    for propose in proposes:
        if propose is not None:
            par_question.setdefault(propose.question, propose)
    return par_question


def _read_taux(constat: ConstatTaux, faits: FaitsAcheteur) -> NiveauPropose | None:
    connus = [faits.taux[code] for code in constat.indicateurs if code in faits.taux]
    if len(connus) < len(constat.indicateurs):
        return None
    valeurs = [taux.valeur for taux in connus]
    for palier in constat.paliers:
        if min(valeurs) >= palier.chacun_au_moins and max(valeurs) >= palier.un_au_moins:
            return NiveauPropose(
                question=constat.question,
                niveau=palier.niveau,
                raison=palier.phrase,
                details=(*_tell(connus), faits.origine, constat.reserve),
                sur_taux=True,
            )
    return None


def _tell(connus: Sequence[TauxConnu]) -> list[str]:
    return [texte for taux in connus for texte in (taux.phrase, *taux.reperes)]


def _read_schema(constat: ConstatSchema, schema: SchemaConnu | None) -> NiveauPropose | None:
    if schema is None or (constat.avec_cibles and not schema.cibles_datees):
        return None
    return NiveauPropose(
        question=constat.question,
        niveau=constat.niveau,
        raison=constat.phrase,
        details=(f"Schéma lu : {schema.titre}.",),
    )


SUITES_MAX: Final = 5
SUITES_PAR_RUBRIQUE: Final = 2
NIVEAU_FORT: Final = 3
NIVEAU_FAIBLE: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReponseQuestion:
    """A question with the level given, or None."""

    question: autodiagnostic.QuestionDiagnostic
    niveau: int | None

    @property
    def texte(self) -> str:
        return "" if self.niveau is None else self.question.niveaux[self.niveau]


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanRubrique:
    """One rubric; `analyse` is None while its answers leave it open."""

    rubrique: autodiagnostic.RubriqueDiagnostic
    score: autodiagnostic.Score
    analyse: str | None
    reponses: tuple[ReponseQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A next step, and the answer that calls for it."""

    proposition: autodiagnostic.ProchainPas
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

    orientation: autodiagnostic.Orientation | None
    decisives: tuple[ReponseQuestion, ...] = ()
    manquantes: tuple[autodiagnostic.QuestionDiagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatDiagnostic:
    questionnaire: autodiagnostic.Questionnaire
    score: autodiagnostic.Score
    profils: tuple[autodiagnostic.ProfilDiagnostic, ...]
    rubriques: tuple[BilanRubrique, ...]
    forces: tuple[ReponseQuestion, ...]
    suites: tuple[Suite, ...]
    recommandation: Recommandation

    @property
    def profil(self) -> autodiagnostic.ProfilDiagnostic | None:
        """Return the profile when the answers are enough to be sure of it."""
        return self.profils[0] if len(self.profils) == 1 else None


def conclude(
    questionnaire: autodiagnostic.Questionnaire, reponses: autodiagnostic.Reponses
) -> ResultatDiagnostic:
    """Draw what the answers say, and nothing of what they do not."""
    score = autodiagnostic.compute_score(questionnaire.questions, reponses)
    rubriques = tuple(_sum_up(rubrique, reponses) for rubrique in questionnaire.rubriques)
    donnees = [reponse for bilan in rubriques for reponse in bilan.reponses]
    return ResultatDiagnostic(
        questionnaire=questionnaire,
        score=score,
        profils=autodiagnostic.find_profils(questionnaire, score),
        rubriques=rubriques,
        forces=tuple(r for r in donnees if r.niveau is not None and r.niveau >= NIVEAU_FORT),
        suites=choose_suites(rubriques),
        recommandation=recommend(questionnaire, reponses),
    )


def _sum_up(
    rubrique: autodiagnostic.RubriqueDiagnostic, reponses: autodiagnostic.Reponses
) -> BilanRubrique:
    score = autodiagnostic.compute_score(rubrique.questions, reponses)
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
        if reponse.niveau is not None and reponse.niveau < autodiagnostic.NIVEAU_MAX
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


def recommend(
    questionnaire: autodiagnostic.Questionnaire, reponses: autodiagnostic.Reponses
) -> Recommandation:
    """Return the first approach whose conditions hold; never on an answer that was not given."""
    score = autodiagnostic.compute_score(questionnaire.questions, reponses)
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


def _holds(
    orientation: autodiagnostic.Orientation,
    score: autodiagnostic.Score,
    reponses: autodiagnostic.Reponses,
) -> bool | None:
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
    questionnaire: autodiagnostic.Questionnaire, reponses: autodiagnostic.Reponses, codes: list[str]
) -> tuple[ReponseQuestion, ...]:
    return tuple(
        ReponseQuestion(question=questionnaire.find_question(code), niveau=reponses.get(code))
        for code in dict.fromkeys(codes)
    )

"""What published data already say of a question: a level proposed, with its reason.

Nothing is proposed on a rate that proves too little, and a proposal is never an answer: a person
accepts it or gives another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import msgspec

from spaser.contenus.lecture import list_contenus, read_contenu
from spaser.metier.autodiagnostic.questionnaire import Questionnaire


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


class Constats(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
class Faits:
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
def load_constats(version: int) -> Constats | None:
    """Return what was written for a version of the questionnaire; nothing for others."""
    chemins = list_contenus("autodiagnostic", "constats-").values()
    lus = (read_contenu(chemin, Constats) for chemin in chemins)
    return next((lu for lu in lus if version in lu.versions), None)


def propose_niveaux(questionnaire: Questionnaire, faits: Faits) -> dict[str, NiveauPropose]:
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


def _read_taux(constat: ConstatTaux, faits: Faits) -> NiveauPropose | None:
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

"""Keeps answers and who has answered, so that no table, order or moment leads from one to other.

What waits to be counted is written again, in a drawn order and under new keys, each time that an
answer joins it: neither rank in a table nor mark of a transaction says which one came last.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.crypto import salted_hmac

from spaser.metier.questionnaires.modele import EtatQuestionnaire, NatureReponse
from spaser.metier.questionnaires.resultats import read_valeur
from spaser.web.questionnaires.models import (
    Commentaire,
    Invitation,
    Questionnaire,
    Repondu,
    Reponse,
    VersionQuestionnaire,
)
from spaser.web.questionnaires.selectors import read_version

MELANGEES: Final = 100  # rows that wait, written again with a new one
DEJA_AVEC_LIEN: Final = (
    "Une réponse est déjà partie avec ce lien\u00a0: elle est gardée. Un lien sert une fois."
)
DEJA_AUJOURDHUI: Final = (
    "Une réponse est déjà partie de votre réseau aujourd’hui\u00a0: une seule est prise par jour "
    "et par réseau. Revenez demain, ou répondez depuis un autre réseau."
)
_HASARD: Final = random.SystemRandom()


class ReponseRefusee(Exception):
    """What is sent may not be kept; says why, in French."""


class QuestionnaireFerme(ReponseRefusee):
    """It takes no answer any more, or not yet."""


class QuestionnaireChange(ReponseRefusee):
    """Its questions have changed since they were shown."""


class DejaRepondu(ReponseRefusee):
    """This right to answer has been used."""


@dataclass(frozen=True)
class Mots:
    """What is written to a question, and whether it may be published."""

    texte: str
    publiable: bool = False
    fonction: str = ""


@dataclass(frozen=True)
class Saisie:
    """What is sent: by code of question, notes and choices, then words."""

    numero: int  # of the version that was shown
    valeurs: Mapping[str, object] = field(default_factory=dict)
    mots: Mapping[str, Mots] = field(default_factory=dict)


@dataclass(frozen=True)
class Droit:
    """By what one answers: a link sent by mail, or the public one, from a network on a day."""

    empreinte: str
    jour: date | None = None


def use_invitation(invitation: Invitation) -> Droit:
    return Droit(invitation.empreinte)


def use_lien(questionnaire: Questionnaire, adresse: str, jour: date) -> Droit:
    """Return the right that anybody has: once a day from a network; nothing links two days."""
    sel = f"questionnaires.lien.{questionnaire.pk}.{jour}"
    return Droit(salted_hmac(sel, adresse, algorithm="sha256").hexdigest(), jour)


def tell_refus(droit: Droit) -> str:
    return DEJA_AVEC_LIEN if droit.jour is None else DEJA_AUJOURDHUI


def has_repondu(questionnaire: Questionnaire, droit: Droit) -> bool:
    return questionnaire.repondus.filter(empreinte=droit.empreinte).exists()


@transaction.atomic
def keep_reponse(questionnaire: Questionnaire, saisie: Saisie, droit: Droit, jour: date) -> None:
    """Keep what is answered, and apart from it that this right was used; ReponseRefusee if not."""
    tenu = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if tenu.find_etat(jour) is not EtatQuestionnaire.OUVERT:
        raise QuestionnaireFerme("Ce questionnaire ne prend plus de réponse.")
    version = read_version(tenu)
    if version.numero != saisie.numero:
        raise QuestionnaireChange(
            "L’équipe a changé ce questionnaire pendant que vous répondiez. Vos réponses aux "
            "questions qui n’ont pas changé sont reprises\u00a0: vérifiez-les, puis envoyez."
        )
    _note_repondu(tenu, droit)
    reponse = Reponse(version=version, valeurs=_read_valeurs(version, saisie))
    _mix([reponse], Reponse.objects.filter(version=version, comptee=False))
    _mix(
        _make_commentaires(version, saisie),
        Commentaire.objects.filter(version=version, comptee=False),
    )


def _note_repondu(questionnaire: Questionnaire, droit: Droit) -> None:
    """Say that a right is used; the questionnaire is held, so that two tabs come one by one."""
    if has_repondu(questionnaire, droit):
        raise DejaRepondu(tell_refus(droit))
    fait = Repondu(questionnaire=questionnaire, empreinte=droit.empreinte, jour=droit.jour)
    _mix([fait], questionnaire.repondus.all())


def _read_valeurs(version: VersionQuestionnaire, saisie: Saisie) -> dict[str, object]:
    lues = {q.code: read_valeur(q, saisie.valeurs.get(q.code)) for q in version.lues}
    return {code: valeur for code, valeur in lues.items() if valeur is not None}


def _make_commentaires(version: VersionQuestionnaire, saisie: Saisie) -> list[Commentaire]:
    """Keep words without their function when they may not be published: it would serve nothing."""
    codes = {q.code for q in version.lues if q.nature is NatureReponse.TEXTE}
    return [
        Commentaire(
            version=version,
            question=code,
            texte=mots.texte,
            publiable=mots.publiable,
            fonction=mots.fonction if mots.publiable else "",
        )
        for code, mots in saisie.mots.items()
        if code in codes and mots.texte
    ]


def _mix(nouvelles: Iterable[Any], autres: QuerySet[Any]) -> None:
    """Write new rows among others that are written again: the order of a table says nothing."""
    ajoutees = list(nouvelles)
    if ajoutees:
        rewrite(autres.order_by("?")[:MELANGEES], ajoutees)


def rewrite(lignes: Iterable[Any], avec: Iterable[Model] = ()) -> None:
    """Write rows again in a drawn order, under new keys, with others that are new."""
    anciennes = list(lignes)
    ecrites: list[Any] = [*(make_copie(ligne) for ligne in anciennes), *avec]
    if not ecrites:
        return
    classe = type(ecrites[0])
    classe.objects.filter(pk__in=[ligne.pk for ligne in anciennes]).delete()
    _HASARD.shuffle(ecrites)
    classe.objects.bulk_create(ecrites)


def make_copie[M: Model](ligne: M) -> M:
    """Return an unsaved copy of a row, with no primary key yet."""
    champs = [c for c in ligne._meta.concrete_fields if not c.primary_key]  # noqa: SLF001 - Django's own name for it
    return type(ligne)(**{champ.attname: getattr(ligne, champ.attname) for champ in champs})

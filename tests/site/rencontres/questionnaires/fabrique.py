"""Questionnaires and answers, for the tests."""

from datetime import timedelta

import msgspec
from django.utils import timezone

from spaser.regles.questionnaires import load_modeles
from spaser.site.rencontres.models import (
    Commentaire,
    Invitation,
    Questionnaire,
    Reponse,
    VersionQuestionnaire,
)
from spaser.site.rencontres.questionnaires.services import _print, draw_secret

SATISFAIT = {"q1": 5, "q2": 4, "q3": 2, "q4": 1, "q5": [1, 2], "q6": 9}


def make_questionnaire(code="avis", modele="webinaire", **champs):
    """Record one that is open for a week, asking what a model asks."""
    lu = next(m for m in load_modeles() if m.code == modele)
    jour = timezone.localdate()
    champs = {
        "titre": lu.titre,
        "presentation": lu.presentation,
        "moment": lu.moment.value,
        "edition": "edition-2",
        "ouvre_le": jour - timedelta(days=1),
        "ferme_le": jour + timedelta(days=7),
    } | champs
    questionnaire = Questionnaire.objects.create(code=code, **champs)
    VersionQuestionnaire.objects.create(
        questionnaire=questionnaire, numero=1, questions=msgspec.to_builtins(lu.questions)
    )
    return questionnaire


def make_reponses(questionnaire, *valeurs, comptee=True, numero=1):
    version = questionnaire.versions.get(numero=numero)
    return Reponse.objects.bulk_create(
        Reponse(version=version, valeurs=v, comptee=comptee) for v in valeurs
    )


def make_commentaire(questionnaire, texte="Très utile pour nos projets", **champs):
    champs = {"question": "q7", "comptee": True, "publiable": True} | champs
    return Commentaire.objects.create(version=questionnaire.versions.first(), texte=texte, **champs)


def make_invitation(questionnaire, destinataire="a" * 64):
    """Record an invitation without a mail; return its link's secret."""
    invitation = Invitation(questionnaire=questionnaire, destinataire=destinataire)
    invitation.empreinte = _print(draw_secret(invitation))
    invitation.save(force_insert=True)
    return draw_secret(invitation)

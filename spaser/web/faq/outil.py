"""What the app `faq` declares: public answers, and what readers ask or say of them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from django.db.models import Count, Q
from django.utils import timezone

from spaser.metier.droits import Operation
from spaser.web.commun.outils import (
    Attente,
    EnAttente,
    Groupe,
    Outil,
    count_attente,
    count_requetes,
)
from spaser.web.comptes.donnees_personnelles import Modele, Part
from spaser.web.comptes.models import Utilisateur
from spaser.web.faq.models import Avis, QuestionRecue


def export_questions(personne: Utilisateur) -> list[dict[str, Any]]:
    siennes = QuestionRecue.objects.filter(courriel=personne.courriel)
    return [
        {"question": q.message, "reponse": q.reponse, "creee_le": q.creee_le.isoformat()}
        for q in siennes
    ]


def count_avis(debut: date, fin: date) -> dict[str, int]:
    """Count what readers said of the answers, from a day to another; nothing when nobody did."""
    lus = Avis.objects.filter(jour__range=(debut, fin)).aggregate(
        avis=Count("pk"), aides=Count("pk", filter=Q(utile=True))
    )
    return lus if lus["avis"] else {}


def _count_inutiles() -> EnAttente:
    recents = timezone.localdate() - AVIS_RECENTS
    return count_attente(Avis.objects.filter(utile=False, jour__gt=recents), "jour")


AVIS_RECENTS: Final = timedelta(days=30)
_PUBLIQUE: Final = "It speaks of a public page, with or without a space."

OUTILS: Final = (
    Outil(
        code="faq",
        titre="Foire aux questions",
        vue="faq:page",
        ordre=25,
        groupe=Groupe.SITE,
        modeles=(
            Modele(
                QuestionRecue,
                export="questions_posees",
                detache=("courriel",),
                hors_espace=_PUBLIQUE,
            ),
            Modele(Avis, hors_espace=_PUBLIQUE),
        ),
        donnees=(
            Part(
                "questions_posees",
                exporte=export_questions,
                reste="Les questions que vous avez posées restent, sans votre adresse.",
            ),
        ),
        attentes=(
            Attente(
                "questions",
                "Questions reçues",
                "faq:questions_recues",
                "Répondre",
                Operation.RELIRE_TEXTE,
                partial(count_requetes, QuestionRecue),
                "questions",
                ordre=2,
            ),
            Attente(
                "avis",
                "Réponses qui n’ont pas aidé, ce mois-ci",
                "faq:questions_recues",
                "Lire",
                Operation.RELIRE_TEXTE,
                _count_inutiles,
                "questions",
                ordre=3,
            ),
        ),
        mesures=count_avis,
    ),
)

"""What the scheduler does of answers: counts them by five at least, forgets what serves no more."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from spaser.metier.questionnaires.modele import EtatQuestionnaire
from spaser.metier.questionnaires.resultats import is_a_compter
from spaser.metier.questionnaires.temoignages import EtatTemoignage
from spaser.web.questionnaires.indexation import GENERATION
from spaser.web.questionnaires.models import (
    Commentaire,
    Invitation,
    Questionnaire,
    Repondu,
    Reponse,
    VersionQuestionnaire,
)
from spaser.web.questionnaires.services.reponses import rewrite
from spaser.web.recherche.services import bump

APRES_LA_FIN: Final = timedelta(days=30)
ANNEES_GARDEES: Final = 2


def count_reponses(maintenant: datetime) -> int:
    """Add to the results what may join them; return how many answers did."""
    jour = timezone.localdate(maintenant)
    attendent = VersionQuestionnaire.objects.filter(reponses__comptee=False).distinct()
    return sum(_count_version(version.pk, jour) for version in attendent)


@transaction.atomic
def _count_version(numero: int, jour: date) -> int:
    version = VersionQuestionnaire.objects.select_related("questionnaire").get(pk=numero)
    questionnaire = Questionnaire.objects.select_for_update().get(pk=version.questionnaire_id)
    attendent = list(version.reponses.filter(comptee=False))
    due = is_a_compter(
        len(attendent),
        version.reponses.filter(comptee=True).count(),
        ferme=questionnaire.find_etat(jour) is EtatQuestionnaire.FERME,
        finit=questionnaire.ferme_le is not None,
    )
    if not due:
        return 0
    commentaires = list(version.commentaires.filter(comptee=False))
    for ligne in (*attendent, *commentaires):
        ligne.comptee = True
    for commentaire in commentaires:
        commentaire.annee = jour.year
    rewrite(attendent)
    rewrite(commentaires)
    bump(GENERATION)  # its results may be public from now on
    return len(attendent)


@transaction.atomic
def sweep_questionnaires(maintenant: datetime) -> None:
    """Forget the networks of days that are over, and, a month after the end, who was invited.

    What was never counted goes then too, and two years later what was written and not published.
    """
    jour = timezone.localdate(maintenant)
    Repondu.objects.filter(jour__lt=jour).delete()
    finis = Questionnaire.objects.filter(ferme_le__lt=jour - APRES_LA_FIN)
    Invitation.objects.filter(questionnaire__in=finis).delete()
    Repondu.objects.filter(questionnaire__in=finis).delete()
    for classe in (Reponse, Commentaire):
        classe.objects.filter(version__questionnaire__in=finis, comptee=False).delete()
    vieux = Q(annee__lt=jour.year - ANNEES_GARDEES)
    Commentaire.objects.filter(vieux).exclude(etat=EtatTemoignage.PUBLIE.value).delete()

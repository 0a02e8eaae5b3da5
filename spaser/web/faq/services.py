"""Keeps what readers ask and whether answers helped; the team answers each question once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from spaser.metier.droits import Operation
from spaser.metier.editorial import EtatTexte
from spaser.metier.faq import draft_reponse
from spaser.web.comptes.models import Utilisateur, fold_courriel
from spaser.web.courriels.ecriture import compose_avis, courriel, make_avis
from spaser.web.courriels.natures import Contexte
from spaser.web.courriels.sujets import Sujet
from spaser.web.editorial.models import Texte
from spaser.web.editorial.selectors import find_ouvert, list_pris
from spaser.web.editorial.services import TexteSaisi, start_texte
from spaser.web.faq.models import Avis, QuestionRecue
from spaser.web.faq.selectors import find_reponse, list_suites
from spaser.web.faq.textes import FAQ
from spaser.web.organisations.acces import list_moderateurs
from spaser.web.socle.journal import record
from spaser.web.socle.models import EtatRequete

GARDE_ADRESSES: Final = timedelta(days=730)
_REPONDUE: Final = "La foire aux questions y répond maintenant."


@transaction.atomic
def send_question(message: str, adresse: str, maintenant: datetime) -> QuestionRecue:
    """Keep a question; the team is told of the first one of each day, and finds the others."""
    jour = timezone.localtime(maintenant).replace(hour=0, minute=0, second=0, microsecond=0)
    premiere = not QuestionRecue.objects.filter(creee_le__gte=jour).exists()
    question = QuestionRecue.objects.create(
        message=message, courriel=fold_courriel(adresse), creee_le=maintenant
    )
    record("faq.question", objet=question)
    for personne in list_moderateurs(Operation.RELIRE_TEXTE) if premiere else ():
        tell_equipe(personne, question)
    return question


@transaction.atomic
def answer_question(
    question: QuestionRecue, reponse: str, devenue: str, auteur: Utilisateur, maintenant: datetime
) -> bool:
    """Answer once; False when somebody else of the team has already closed it."""
    if not _close(question, EtatRequete.ACCEPTEE, reponse, devenue, auteur, maintenant):
        return False
    if question.courriel:
        question.refresh_from_db()
        tell_reponse(question.courriel, question)
    return True


@transaction.atomic
def close_question(question: QuestionRecue, auteur: Utilisateur, maintenant: datetime) -> bool:
    """Close without an answer: it is not for the programme, or says nothing."""
    return _close(question, EtatRequete.REFUSEE, "", "", auteur, maintenant)


def _close(
    question: QuestionRecue,
    etat: EtatRequete,
    reponse: str,
    devenue: str,
    auteur: Utilisateur,
    maintenant: datetime,
) -> bool:
    en_attente = QuestionRecue.objects.filter(pk=question.pk, etat=EtatRequete.EN_ATTENTE)
    if not en_attente.update(
        etat=etat, reponse=reponse, devenue=devenue, traitee_par=auteur, traitee_le=maintenant
    ):
        return False
    record("faq.reponse", auteur=auteur, objet=question)
    return True


@transaction.atomic
def start_reponse(
    question: QuestionRecue, code: str, auteur: Utilisateur, maintenant: datetime
) -> Texte:
    jour = timezone.localdate(maintenant)
    connue = find_reponse(code, jour) if code else None
    contenu = connue or draft_reponse(question.message, list_pris(FAQ, jour))
    texte = find_ouvert(FAQ, contenu.code)
    if texte is None:
        motif = f"Question reçue le {timezone.localdate(question.creee_le):%d/%m/%Y}."
        texte = start_texte(TexteSaisi(FAQ, contenu, jour, motif), auteur, maintenant)
    QuestionRecue.objects.filter(pk=question.pk).update(texte=texte)
    return texte


def close_repondues(maintenant: datetime) -> None:
    """Answer the questions whose text is shown from now on, and tell who left an address."""
    jour = timezone.localdate(maintenant)
    attendent = QuestionRecue.objects.filter(etat=EtatRequete.EN_ATTENTE, texte__isnull=False)
    for question in attendent.select_related("texte"):
        montres = list_suites(question).filter(etat=EtatTexte.APPROUVEE, effet_le__lte=jour)
        texte = montres.select_related("relu_par").first()
        if texte and texte.relu_par:
            answer_question(question, _REPONDUE, texte.code, texte.relu_par, maintenant)


def keep_avis(reponse: str, adresse: str, jour: date, *, utile: bool, raison: str = "") -> Avis:
    """Keep what somebody says of an answer; said again on the same day, it replaces.

    A reason that was given stays when « non » is said again without one.
    """
    avis, _ = Avis.objects.update_or_create(
        reponse=reponse,
        jour=jour,
        empreinte=_print(adresse, jour),
        defaults={"utile": utile} | ({"raison": raison} if raison or utile else {}),
    )
    return avis


def _print(adresse: str, jour: date) -> str:
    """Return a hash of an address for one day: from one day to the next, nothing links the two."""
    return salted_hmac(f"faq.avis.{jour}", adresse, algorithm="sha256").hexdigest()


def sweep_faq(maintenant: datetime) -> None:
    """Forget the hashes of past days and, long after, the addresses, answered or not."""
    jour = timezone.localdate(maintenant)
    Avis.objects.filter(jour__lt=jour, empreinte__isnull=False).update(empreinte=None)
    avant = maintenant - GARDE_ADRESSES
    vieilles = Q(traitee_le__lt=avant) | Q(traitee_le=None, creee_le__lt=avant)
    QuestionRecue.objects.filter(vieilles).exclude(courriel="").update(courriel="")


# What people are told of a question.


def _is_traitee(question: QuestionRecue) -> str:
    return "" if question.est_en_attente else "L’équipe a déjà répondu."


@courriel(make_avis("Question posée à l’équipe", sujet=Sujet.EQUIPE, arret=_is_traitee))
def tell_equipe(question: QuestionRecue) -> Contexte:
    return compose_avis(
        "Foire aux questions : une question est arrivée",
        [question.message, "Celles qui arrivent le même jour ne font pas d’autre message."],
        (reverse("faq:questions_recues"), "Ouvrir les questions reçues"),
    )


@courriel(make_avis("Réponse à une question"))
def tell_reponse(question: QuestionRecue) -> Contexte:
    page = reverse("faq:page")
    ancre = f"{page}#{question.devenue}" if question.devenue else page
    return compose_avis(
        "Votre question sur les SPASER",
        ["Vous nous avez demandé :", question.message, question.reponse],
        (ancre, "Lire la foire aux questions"),
    )

"""A buyer invites an adviser, sees what she reads, ends it; reminders of what ends."""

from datetime import date, datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import format_date
from spaser.elements import add_mois
from spaser.regles import conseil
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur, fold_courriel
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.organisations.acces import LU, de_la_personne
from spaser.site.organisations.espaces import exige_espace, fil_espace, tell_fermeture
from spaser.site.organisations.forms import ask_adresse, ask_nom
from spaser.site.organisations.identite import GesteRefuse
from spaser.site.organisations.models import Accompagnement, Espace
from spaser.site.organisations.services import lock
from spaser.site.organisations.views_membres import try_gesture
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.formulaires import ask_jour, ask_ligne
from spaser.site.socle.jetons import Lectures, write_passages
from spaser.site.socle.journal import record
from spaser.site.socle.models import Sujet
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.taches.travailleur import planifie
from spaser.site.socle.versions import read_envoi
from spaser.site.socle.vues import Rendu, shows

TITRE: Final = "Vos conseils"
_JOUR: Final = timedelta(days=1)
_PAR_JOUR: Final = 20


def list_accompagnements(espace: Espace) -> QuerySet[Accompagnement]:
    siens = Accompagnement.objects.filter(organisation=espace.organisation)
    return siens.select_related("utilisateur", "accorde_par", "organisation__espace")


def list_suivis(personne: Utilisateur) -> QuerySet[Accompagnement]:
    """Return those that let this person read a space today."""
    siens = Accompagnement.objects.en_cours().filter(utilisateur=personne)
    return siens.select_related("organisation__espace").order_by("organisation__nom")


def list_recus(personne: Utilisateur) -> QuerySet[Accompagnement]:
    """Return the invitations that wait for the answer of the proven holder of an address."""
    prouvee = fold_courriel(personne.courriel) if personne.courriel_verifie_le else ""
    attendent = Accompagnement.objects.ouverts().filter(accepte_le=None, courriel=prouvee)
    return attendent.select_related("organisation__espace", "accorde_par")


# --- What a buyer and an adviser do ---


@transaction.atomic
def invite_conseil(
    espace: Espace, courriel: str, organisme: str, fin_le: date, auteur: Utilisateur
) -> Accompagnement:
    """Consent to be read by the holder of an address until a day; she is asked by mail."""
    if espace.organisation is None:
        raise GesteRefuse("Un espace d’essai n’a pas de conseil : rejoignez d’abord l’acheteur.")
    lock(espace.organisation)
    if espace.organisation.appartenances.filter(utilisateur__courriel=courriel).exists():
        raise GesteRefuse("Cette personne est membre de votre organisation : elle lit déjà tout.")
    siens = list_accompagnements(espace).filter(courriel=courriel, refuse_le=None, clos_le=None)
    siens.filter(fin_le__lt=timezone.localdate()).update(clos_le=timezone.now())
    if siens.exists():
        raise GesteRefuse("Un accord est déjà ouvert pour cette adresse : voyez la liste.")
    return _open(
        Accompagnement(
            organisation=espace.organisation, courriel=courriel, organisme=organisme, fin_le=fin_le
        ),
        auteur,
    )


@transaction.atomic
def renew_conseil(un: Accompagnement, auteur: Utilisateur) -> None:
    """Consent for a year more to an adviser who had accepted: the former consent ends."""
    if not un.accepte_le:
        raise GesteRefuse("Cette personne n’a pas encore accepté.")
    _close(un, auteur)
    fin, accepte = add_mois(timezone.localdate(), conseil.DUREE_MOIS), timezone.now()
    neuf = Accompagnement(
        organisation=un.organisation, courriel=un.courriel, organisme=un.organisme, fin_le=fin
    )
    neuf.utilisateur, neuf.accepte_le = un.utilisateur, accepte
    un.recommandations.update(accompagnement=_open(neuf, auteur))


@transaction.atomic
def answer_invitation(recu: Accompagnement, personne: Utilisateur, *, accepte: bool) -> None:
    """Accept or decline, once."""
    if accepte and recu.organisation.appartenances.filter(utilisateur=personne).exists():
        raise GesteRefuse("Vous êtes membre de cette organisation : vous lisez déjà son espace.")
    attend = Accompagnement.objects.ouverts().filter(pk=recu.pk, accepte_le=None)
    champ = "accepte_le" if accepte else "refuse_le"
    if not attend.update(utilisateur=personne, **{champ: timezone.now()}):
        raise GesteRefuse("Cette invitation a déjà reçu une réponse, ou a été annulée.")
    recu.refresh_from_db()
    _note("accepte" if accepte else "decline", recu, personne)
    tell_suivi(recu.accorde_par or "", recu, "accepte" if accepte else "decline")


@transaction.atomic
def end_conseil(un: Accompagnement, auteur: Utilisateur) -> None:
    """End it at once: she reads nothing from her next request on, and both are told."""
    _close(un, auteur)
    for personne in {un.utilisateur, un.accorde_par} - {auteur, None}:
        tell_suivi(personne or "", un, "fin")


def _open(neuf: Accompagnement, auteur: Utilisateur) -> Accompagnement:
    neuf.accorde_par, neuf.accorde_le = auteur, timezone.now()
    neuf.save()
    _note("accord", neuf, auteur)
    tell_accord(neuf.utilisateur or neuf.courriel, neuf)
    return neuf


def _close(un: Accompagnement, auteur: Utilisateur) -> None:
    if not Accompagnement.objects.ouverts().filter(pk=un.pk).update(clos_le=timezone.now()):
        raise GesteRefuse("Cet accompagnement est déjà terminé.")
    _note("fin", un, auteur)


def _note(geste: str, un: Accompagnement, auteur: Utilisateur | None) -> None:
    espace, details = un.organisation.espace, {"nom": un.organisme}
    record(f"conseil.{geste}", auteur=auteur, objet=un, espace=espace, details=details)


# --- What they are told ---


@courriel(
    make_avis(
        "Accord donné à un conseil",
        arret=lambda accompagnement: "" if accompagnement.est_ouvert else "L’accord est clos.",
    )
)
def tell_accord(accompagnement: Accompagnement) -> Contexte:
    nom, fin = accompagnement.organisation.nom, format_date(accompagnement.fin_le)
    return compose_avis(
        f"{nom} vous ouvre son espace pour le conseiller",
        [
            f"{nom} vous ouvre son espace SPASER jusqu’au {fin}, pour {accompagnement.organisme}.",
            "Vous lirez son travail, pourrez le commenter et recommander. Vous n’y changerez rien.",
            "Connectez-vous, ou créez un compte, avec cette adresse.",
        ],
        (reverse("conseil:bureau"), "Voir « Mes acheteurs »"),
    )


_SUITES: Final = {
    "accepte": "{qui} accepte de vous conseiller",
    "decline": "{qui} ne peut pas vous conseiller",
    "fin": "l’accompagnement par {qui} est terminé",
    "bientot": "l’accord avec {qui} finit le {fin}",
    "point": "six mois de conseils de {qui}, faites le point",
}


def _is_fini(accompagnement: Accompagnement, suite: str) -> str:
    rappel = suite in {"bientot", "point"}
    return "L’accompagnement est terminé." if rappel and not accompagnement.est_ouvert else ""


@courriel(make_avis("Suite d’un accompagnement", sujet=Sujet.ENTRAIDE, arret=_is_fini))
def tell_suivi(accompagnement: Accompagnement, suite: str) -> Contexte:
    espace, fin = accompagnement.organisation.espace, format_date(accompagnement.fin_le)
    dit = f"{espace.nom} : {_SUITES[suite].format(qui=accompagnement, fin=fin)}"
    page = reverse("conseil:point", args=[espace.siren, accompagnement.pk])
    lignes = ["Sans nouvel accord, l’espace se ferme ce jour-là."] if suite == "bientot" else []
    lien = reverse("conseil:bureau") if suite == "fin" else page
    return compose_avis(dit, [f"{dit}.", *lignes], (lien, "Voir"))


@planifie("conseil.echeances", toutes_les=_JOUR, d_un_bloc=True)
def remind_echeances(maintenant: datetime) -> int:
    """Tell, once each, that a consent ends in a month, and that six months have passed."""
    jour = timezone.localdate(maintenant)
    murs = Q(accepte_le__date__lte=add_mois(jour, -conseil.POINT_MOIS))
    rappels = (
        ("bientot", "fin_rappelee_le", Q(fin_le__lte=jour + conseil.RAPPEL_FIN)),
        ("point", "point_rappele_le", murs),
    )
    nombre = 0
    for suite, champ, quand in rappels:
        dus = Accompagnement.objects.en_cours().filter(quand, **{champ: None})
        for un in dus.select_related("utilisateur", "accorde_par"):
            for personne in (un.accorde_par, un.utilisateur):
                tell_suivi(personne or "", un, suite)
            nombre += Accompagnement.objects.filter(pk=un.pk).update(**{champ: maintenant})
    return nombre


# --- What advisers read, told to the buyer ---


@planifie("conseil.lectures", toutes_les=timedelta(minutes=2))
def count_lectures_conseil(maintenant: datetime) -> None:
    write_passages(LU, write_lectures_conseil)


def write_lectures_conseil(lectures: Lectures) -> None:
    """Keep the last reading of each adviser; the journal notes one a day at most."""
    lus = Accompagnement.objects.filter(pk__in=lectures)
    for un in lus.select_related("organisation__espace", "utilisateur"):
        dernier = max(lectures[un.pk])
        if un.lu_le is None or dernier - un.lu_le >= _JOUR:
            _note("lu", un, un.utilisateur)
        Accompagnement.objects.filter(pk=un.pk).update(lu_le=max(dernier, un.lu_le or dernier))


# --- « Vos conseils », in a space: who reads it, until when, and how to end it ---


class FormConseil(DsfrBaseForm):
    courriel = ask_adresse("Adresse électronique de la personne")
    organisme = ask_nom("Son organisme", "son organisme", "Guichet vert, réseau, cabinet…")
    siren = ask_ligne("SIREN de l’organisme", 20, aide="Pour vérifier qu’il n’est pas fermé.")
    fin_le = ask_jour("Jusqu’au", "Choisissez le jour où l’accord finit.", "Douze mois au plus.")

    def clean_siren(self) -> str:
        if fermeture := tell_fermeture(self.cleaned_data["siren"]):
            raise ValidationError(fermeture)
        return ""

    def clean_fin_le(self) -> date:
        fin: date = self.cleaned_data["fin_le"]
        if faute := conseil.check_fin(fin, timezone.localdate()):
            raise ValidationError(faute)
        return fin


@exige_espace(Operation.INVITER_CONSEILLER)
@shows("entourage/conseil/conseillers.html", envoi=True)
def conseillers(request: HttpRequest, espace: Espace) -> Rendu:
    dans_un_an = add_mois(timezone.localdate(), conseil.DUREE_MOIS)
    form = FormConseil(read_envoi(request), initial={"fin_le": dans_un_an})
    if form.is_valid():
        check_limite("conseil.inviter", espace.siren, _PAR_JOUR, _JOUR)
        lus = {nom: form.cleaned_data[nom] for nom in ("courriel", "organisme", "fin_le")}
        dit = "Invitation envoyée. Rien n’est ouvert avant sa réponse."
        lus["auteur"] = auteur_of(request)
        if try_gesture(request, lambda: invite_conseil(espace, **lus), dit):
            return redirect(request.path)
    siens = list_accompagnements(espace)
    return {
        "fil": fil_espace(request, espace, (TITRE, None)),
        "form": form,
        "ouverts": [un for un in siens if un.est_ouvert],
        "finis": [un for un in siens if not un.est_ouvert],
    }


@exige_espace(Operation.INVITER_CONSEILLER)
@require_POST
def changer(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """End a consent in a click, or give a new one."""
    un = get_object_or_404(list_accompagnements(espace), pk=pk)
    if request.POST.get("geste") == "renouveler":
        dit = f"Nouvel accord donné à {un}, pour douze mois."
        try_gesture(request, lambda: renew_conseil(un, request.user), dit)
    else:
        dit = f"C’est terminé : {un.nom} ne voit plus rien de cet espace."
        try_gesture(request, lambda: end_conseil(un, request.user), dit)
    return redirect("conseil:conseillers", espace.siren)


@de_la_personne
@require_POST
def repondre(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Accept or decline what an invitation asks, or leave a buyer."""
    moi, geste = request.user, request.POST.get("geste")
    if geste == "quitter":
        suivi = get_object_or_404(list_suivis(moi), pk=pk)
        try_gesture(request, lambda: end_conseil(suivi, moi), "Vous ne le conseillez plus.")
        return redirect("conseil:bureau")
    recu, accepte = get_object_or_404(list_recus(moi), pk=pk), geste == "accepter"
    dit = f"{recu.organisation.nom} : vous avez {'accepté' if accepte else 'décliné'}."
    try_gesture(request, lambda: answer_invitation(recu, moi, accepte=accepte), dit)
    return redirect("conseil:bureau")

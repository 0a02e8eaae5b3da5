"""Registering, with an account or by a confirmed address; one's registration by its secret link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.agenda.places import (
    RENONCEES,
    VIVES,
    EtatInscription,
    Geste,
    GesteRefuse,
    count_devant,
    is_ouverte,
)
from spaser.web.agenda.forms.inscription import FormAccord, FormInscription, FormPlace, FormTaille
from spaser.web.agenda.liens import CONFIRMER, MIENNE
from spaser.web.agenda.models import Acces, Evenement, Inscription
from spaser.web.agenda.mots import format_evenement, format_moment
from spaser.web.agenda.selectors import find_sienne, read_demandes, read_places
from spaser.web.agenda.services.inscriptions import (
    act,
    ask_inscription,
    register_compte,
    save_accord,
)
from spaser.web.agenda.views.publiques import TITRE, find_public, read_connue
from spaser.web.commun.liens import answer_ferme, note_lecture, seal
from spaser.web.comptes.client import read_adresse
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.socle.limites import STATUT, TropDeDemandes, check_limite

HEURE: Final = timedelta(hours=1)
PAR_RESEAU: Final = 100  # a whole administration may share one address
PAR_ADRESSE: Final = 5
ACCES_AVANT: Final = timedelta(hours=1)


_DEJA: Final = "Vous avez déjà une inscription\u00a0: la voici. Rien n’y est changé."


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inscrire(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for places: at once with an account, by a link that confirms without one."""
    evenement = find_public(code)
    personne = read_connue(request)
    if personne and (sienne := find_sienne(evenement, personne)):
        messages.info(request, _DEJA)
        return redirect(MIENNE.path_of(sienne))
    if not is_ouverte(evenement.salle, timezone.now()):
        messages.error(request, "Les inscriptions à cet événement sont closes.")
        return redirect(evenement)
    form = _make_form(request, evenement, personne)
    statut = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _register(request, evenement, form, personne)
        except TropDeDemandes as trop:
            statut = _refuse(form, trop)
        except GesteRefuse as refus:
            form.add_error(None, str(refus))
    contexte: dict[str, Any] = {
        "fil": _trail(evenement, "Inscription"),
        "evenement": evenement,
        "quand": format_evenement(evenement),
        "places": read_places(evenement),
        "personne": personne,
        "form": form,
    }
    return render(request, "agenda/inscrire.html", contexte, status=statut)


def _make_form(
    request: HttpRequest, evenement: Evenement, personne: Utilisateur | None
) -> FormPlace:
    donnees = request.POST if request.method == "POST" else None
    if personne is None:
        return FormInscription(donnees, evenement=evenement)
    initial = {"prenom": personne.prenom, "nom": personne.nom}
    return FormPlace(donnees, initial=initial, evenement=evenement)


def _register(
    request: HttpRequest, evenement: Evenement, form: FormPlace, personne: Utilisateur | None
) -> HttpResponse:
    maintenant = timezone.now()
    if personne is not None:
        inscription = register_compte(evenement, personne, form.read(), maintenant)
        return redirect(MIENNE.path_of(inscription))
    if not form.cleaned_data["site"]:  # a trap that machines fill: keep nothing then
        adresse = form.cleaned_data["courriel"]
        check_limite("agenda.reseau", read_adresse(request), PAR_RESEAU, HEURE)
        check_limite("agenda.adresse", adresse.casefold(), PAR_ADRESSE, HEURE)
        ask_inscription(evenement, adresse, form.read(), maintenant)
    return redirect("agenda:demandee", evenement.code)


def _refuse(form: FormPlace, trop: TropDeDemandes) -> int:
    form.add_error(
        None,
        "Trop de demandes depuis votre réseau, ou pour cette adresse. Celle-ci n’est pas "
        f"partie\u00a0: renvoyez-la dans {trop.minutes}. Si vous attendez un message, regardez "
        "dans les indésirables.",
    )
    return STATUT


@ouverte_a_tous
@require_safe
def demandee(request: HttpRequest, code: str) -> HttpResponse:
    """Say that a mail is on its way; the same whether the address was known or not."""
    evenement = find_public(code)
    contexte = {"fil": _trail(evenement, "Regardez vos courriels"), "evenement": evenement}
    return render(request, "agenda/demandee.html", contexte)


@ouverte_a_tous
@require_http_methods(["GET", "HEAD", "POST"])
def confirmer(request: HttpRequest, signature: str) -> HttpResponse:
    """Take a place by a button: software that opens every link of a mail takes none."""
    inscription = CONFIRMER.find(signature, _list_joignables())
    if inscription is None:
        return answer_ferme(request)
    if inscription.etat != EtatInscription.A_CONFIRMER:  # opened again, or twice at once
        return seal(redirect(MIENNE.path_of(inscription)))
    evenement = inscription.evenement
    refus = ""
    if request.method == "POST":
        try:
            act(inscription, Geste.CONFIRMER, timezone.now())
        except GesteRefuse as raison:
            inscription.refresh_from_db()
            refus = str(raison)
        if inscription.etat != EtatInscription.A_CONFIRMER:
            return seal(redirect(MIENNE.path_of(inscription)))
    places = read_places(evenement)
    contexte: dict[str, Any] = {
        "fil": _trail(evenement, "Confirmer"),
        "evenement": evenement,
        "quand": format_evenement(evenement),
        "inscription": inscription,
        "places": places,
        "attendra": places.libres is not None and inscription.taille > places.libres,
        "refus": refus or _tell_close(evenement),
    }
    return seal(render(request, "agenda/confirmer.html", contexte))


def _tell_close(evenement: Evenement) -> str:
    if evenement.est_annule:
        return "Cet événement est annulé."
    if not is_ouverte(evenement.salle, timezone.now()):
        return "Les inscriptions sont closes."
    return ""


_GESTES: Final = frozenset(
    {Geste.ACCEPTER, Geste.REFUSER, Geste.DESISTER, Geste.REPRENDRE, Geste.REDUIRE}
)
_ACCORD: Final = "accord"
_FAITS: Final = {
    Geste.ACCEPTER: "Votre place est prise.",
    Geste.REFUSER: "C’est noté\u00a0: la place est proposée à quelqu’un d’autre.",
    Geste.DESISTER: "Votre inscription est annulée.",
    Geste.REPRENDRE: "Votre demande est à nouveau enregistrée.",
    Geste.REDUIRE: "Le nombre de places est changé.",
}


@ouverte_a_tous
@require_http_methods(["GET", "HEAD", "POST"])
def mienne(request: HttpRequest, signature: str) -> HttpResponse:
    inscription = MIENNE.find(signature, _list_joignables())
    if inscription is None:
        return answer_ferme(request)
    if request.method == "GET" and inscription.lien:
        note_lecture(inscription.lien, timezone.now())
    form = FormTaille(request.POST if request.POST.get("geste") == Geste.REDUIRE else None)
    if request.method == "POST" and _play(request, inscription, form):
        return seal(redirect(request.path))
    return seal(_show(request, inscription, form))


def _play(request: HttpRequest, inscription: Inscription, form: FormTaille) -> bool:
    demande = request.POST.get("geste", "")
    if demande == _ACCORD and _may_accord(inscription):
        save_accord(inscription, accord=FormAccord(request.POST).read())
        messages.success(request, "Votre choix est noté.")
        return True
    if demande not in _GESTES or (form.is_bound and not form.is_valid()):
        return False
    geste = Geste(demande)
    taille = form.cleaned_data["taille"] if geste is Geste.REDUIRE else 0
    try:
        act(inscription, geste, timezone.now(), taille=taille)
    except GesteRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, _FAITS[geste])
    return True


def _may_accord(inscription: Inscription) -> bool:
    return inscription.evenement.enregistre and inscription.etat in VIVES


_RAISONS: Final = {
    EtatInscription.DESISTEE: "Votre inscription a été annulée depuis cette page.",
    EtatInscription.REFUSEE: "Vous avez refusé la place proposée.",
    EtatInscription.EXPIREE: "La place est allée à quelqu’un d’autre, faute de réponse à temps.",
    EtatInscription.ANNULEE: "L’équipe du programme l’a annulée.",
}


def _show(request: HttpRequest, inscription: Inscription, form: FormTaille) -> HttpResponse:
    maintenant = timezone.now()
    evenement = inscription.evenement
    demandes = read_demandes(evenement)
    etat, ouverte = EtatInscription(inscription.etat), is_ouverte(evenement.salle, maintenant)
    contexte: dict[str, Any] = {
        "fil": _trail(evenement, "Mon inscription"),
        "evenement": evenement,
        "quand": format_evenement(evenement),
        "inscription": inscription,
        "etat": etat,
        "raison": _RAISONS.get(etat, ""),
        "vive": etat in VIVES,
        "revient": ouverte and etat in RENONCEES,
        "devant": count_devant(demandes, inscription.pk),
        "jusqu_a": format_moment(inscription.expire_le) if inscription.expire_le else "",
        "trop_grand": evenement.places is not None and inscription.taille > evenement.places,
        "ouverte": ouverte,
        "passe": evenement.is_passe(maintenant),
        "commence": evenement.debut <= maintenant,
        "calendrier": f"{MIENNE.path_of(inscription)}agenda.ics",
        "acces": _find_acces(inscription, evenement),
        "form": form,
        "accord": FormAccord.start(inscription) if _may_accord(inscription) else None,
    }
    return render(request, "agenda/mienne.html", contexte)


def _find_acces(inscription: Inscription, evenement: Evenement) -> Acces | None:
    """Return where to join, to who has a place, from an hour before until the end."""
    maintenant = timezone.now()
    proche = evenement.debut - ACCES_AVANT <= maintenant < evenement.fin
    if inscription.etat != EtatInscription.INSCRITE or not evenement.est_publie or not proche:
        return None
    return Acces.objects.filter(evenement=evenement).first()


def _list_joignables() -> QuerySet[Inscription]:
    return Inscription.objects.joignables().select_related("evenement", "lien")


def _trail(evenement: Evenement, titre: str) -> list[tuple[str, str | None]]:
    return [
        (TITRE, reverse("agenda:liste")),
        (evenement.titre, evenement.get_absolute_url()),
        (titre, None),
    ]

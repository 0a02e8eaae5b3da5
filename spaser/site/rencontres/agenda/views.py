"""Public pages of events: the list, one of them, registering, calendars."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    conditional_page,
    require_http_methods,
    require_POST,
    require_safe,
)

from spaser.documents.classeur import FormatClasseur
from spaser.documents.onglets import Cellule, Notice, Onglet
from spaser.regles.agenda import (
    RENONCEES,
    VIVES,
    EtatInscription,
    Geste,
    GesteRefuse,
    RoleIntervenant,
    count_devant,
    is_ouverte,
)
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, read_adresse
from spaser.site.editorial.services import read_titres
from spaser.site.espace import discussions
from spaser.site.organisations.acces import exige, ouverte_a_tous, peut
from spaser.site.rencontres.agenda import evenements, forms, services
from spaser.site.rencontres.agenda.views_equipe import find_evenement
from spaser.site.rencontres.models import Acces, Evenement, Inscription
from spaser.site.socle import requetes
from spaser.site.socle.vues import Rendu, shows

# --- What everybody reads: what comes, what took place, one event ---


TITRE: Final = "Agenda"
_APARTE: Final = RoleIntervenant.PARRAINAGE.value


@ouverte_a_tous
@shows("agenda/liste.html")
def liste_evenements(request: HttpRequest) -> Rendu:
    maintenant = timezone.now()
    form = forms.FormFiltresAgenda(
        request.GET,
        editions=evenements.list_codes_editions(evenements.list_publics().only("edition")),
    )
    choix = form.read()
    a_venir = evenements.list_a_venir(maintenant).filter(**choix)
    passes = evenements.list_passes(maintenant).filter(**choix)
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "form": form,
        "filtree": bool(choix),
        "calendrier": f"{reverse('agenda:calendrier')}?{urlencode(choix)}".rstrip("?"),
        "connue": read_connue(request),
        "a_venir": [(e, evenements.format_evenement(e)) for e in a_venir],
        "passes": [(e, evenements.format_evenement(e)) for e in passes],
        "peut_tenir": request.user.is_authenticated and peut(request, Operation.TENIR_AGENDA),
    }
    return contexte


def read_connue(request: HttpRequest) -> Utilisateur | None:
    """Return who is signed in, if her address is known to be hers."""
    personne = request.user
    if isinstance(personne, Utilisateur) and personne.courriel_verifie_le is not None:
        return personne
    return None


def _find_sienne(request: HttpRequest, lu: Evenement) -> str:
    personne = read_connue(request)
    sienne = evenements.find_sienne(lu, personne) if personne else None
    return evenements.MIENNE.path_of(sienne) if sienne else ""


@ouverte_a_tous
@shows("agenda/evenement.html")
def evenement(request: HttpRequest, code: str) -> Rendu:
    lu = find_public(code)
    maintenant = timezone.now()
    passe = lu.is_passe(maintenant)
    gens = list(lu.intervenants.all())
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("agenda:liste")), (lu.titre, None)],
        "evenement": lu,
        "edition": read_titres("editions", timezone.localdate()).get(lu.edition, ""),
        "avis": evenements.list_avis(lu, timezone.localdate()) if passe else (),
        "quand": evenements.format_evenement(lu),
        "heures": evenements.read_heures(lu),
        "passe": passe,
        "mienne": "" if passe or not lu.est_publie else _find_sienne(request, lu),
        "ouverte": is_ouverte(lu.salle, maintenant),
        "places": None if lu.source else evenements.read_places(lu),
        "intervenants": [i for i in gens if i.role != _APARTE and i.nom_montre],
        "parrains": [i for i in gens if i.role == _APARTE and i.nom_montre],
        "materiels": list(lu.materiels.all()),
        "participants": evenements.list_participants(lu) if passe else (),
        "peut_tenir": request.user.is_authenticated and peut(request, Operation.TENIR_AGENDA),
    }
    return contexte


def find_public(code: str) -> Evenement:
    """Return an event that everybody reads; 404 otherwise."""
    return get_object_or_404(evenements.list_publics(), code=code)


# --- Calendars to subscribe to, or to save: of one event, of a choice, of one’s own ---


@ouverte_a_tous
@require_safe
@conditional_page
def agenda(request: HttpRequest) -> HttpResponse:
    form = forms.FormFiltresAgenda(
        request.GET,
        editions=evenements.list_codes_editions(evenements.list_publics().only("edition")),
    )
    return _reply(
        evenements.write_evenements(
            "Mission SPASER", evenements.list_publics().filter(**form.read())
        ),
        "agenda",
    )


@ouverte_a_tous
@require_safe
@conditional_page
def calendrier_evenement(request: HttpRequest, code: str) -> HttpResponse:
    lu = find_public(code)
    return _reply(evenements.write_evenements(lu.titre, [lu]), lu.code)


@ouverte_a_tous
@require_safe
def calendrier_inscription(request: HttpRequest, signature: str) -> HttpResponse:
    """Give one registration to whoever holds its link: nothing of the others is in it."""
    lue = evenements.MIENNE.find(signature, _list_confirmees())
    if lue is None:
        return discussions.answer_ferme(request)
    return discussions.seal_page(
        _reply(evenements.write_inscriptions(lue.evenement.titre, [lue]), lue.evenement.code)
    )


@ouverte_a_tous
@require_safe
def mien(request: HttpRequest, signature: str) -> HttpResponse:
    """Give all the registrations of an account to whoever holds its link."""
    verifies = {"porteur__is_active": True, "porteur__courriel_verifie_le__isnull": False}
    lien = evenements.MIEN.find(
        signature, discussions.list_partages(evenements.MIEN).filter(**verifies)
    )
    if lien is None or lien.porteur is None:
        return discussions.answer_ferme(request)
    discussions.note_lecture(lien, timezone.now())
    siennes = _list_confirmees().filter(courriel=lien.porteur.courriel).order_by("evenement__debut")
    return discussions.seal_page(
        _reply(
            evenements.write_inscriptions("Mes événements Mission SPASER", siennes), "mon-agenda"
        )
    )


def _list_confirmees() -> QuerySet[Inscription]:
    joignables = Inscription.objects.joignables().select_related("evenement", "lien")
    return joignables.exclude(etat=EtatInscription.A_CONFIRMER.value)


def _reply(contenu: bytes, nom: str) -> HttpResponse:
    reponse = HttpResponse(contenu, content_type=evenements.TYPE)
    reponse["Content-Disposition"] = f'inline; filename="{nom}.ics"'
    return reponse


# --- What the team does by a button, and the list that it takes away ---


type Changement = Callable[[Evenement, Utilisateur, datetime], None]

_CHANGEMENTS: Final[dict[str, tuple[Changement, str]]] = {
    "publier": (services.publish_evenement, "L’événement est publié."),
    "clore": (
        services.close_inscriptions,
        "Les inscriptions sont closes. La liste d’attente ne bouge plus.",
    ),
    "rouvrir": (services.reopen_inscriptions, "Les inscriptions sont ouvertes à nouveau."),
    "effacer": (
        lambda e, auteur, _moment: services.drop_evenement(e, auteur),
        "Le brouillon est effacé.",
    ),
}


@exige(Operation.TENIR_AGENDA)
@require_POST
def changer_etat(request: RequeteConnectee, code: str) -> HttpResponse:
    lu = find_evenement(code)
    demande = request.POST.get("etat", "")
    if demande not in _CHANGEMENTS:
        messages.error(request, "Choisissez un des boutons de la page.")
        return redirect("agenda:tenir", code)
    change, dit = _CHANGEMENTS[demande]
    try:
        change(lu, request.user, timezone.now())
    except GesteRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, dit)
    return redirect("agenda:tenir", code) if lu.pk else redirect("agenda:equipe")


@exige(Operation.TENIR_AGENDA)
@require_POST
def decider_inscription(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    inscription = get_object_or_404(Inscription, evenement__code=code, pk=pk)
    geste = {"donner": Geste.DONNER, "annuler": Geste.ANNULER}.get(request.POST.get("geste", ""))
    if geste is None:
        messages.error(request, "Choisissez un des boutons de la liste.")
        return redirect("agenda:tenir", code)
    try:
        services.act(inscription, geste, timezone.now(), auteur=request.user)
    except GesteRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "C’est fait, la personne est prévenue.")
    return redirect(f"{reverse('agenda:tenir', args=[code])}#inscriptions")


@exige(Operation.TENIR_AGENDA)
@require_safe
def exporter(request: HttpRequest, code: str, classeur: FormatClasseur) -> HttpResponse:
    lu = find_evenement(code)
    onglet = Onglet(
        "Inscriptions", _TITRES, [_write(i) for i in evenements.list_demandes_inscription(lu)]
    )
    notice = Notice(
        lu.titre,
        (
            ("Quand", evenements.format_evenement(lu)),
            ("Fichier du", timezone.localdate()),
            (
                "Pour",
                "L’équipe du programme seulement\u00a0: il contient des données personnelles.",
            ),
        ),
    )
    return requetes.reply_classeur([onglet], classeur, f"inscriptions-{lu.code}", notice)


_TITRES: Final = (
    "Rang", "État", "Places", "Prénom", "Nom", "Organisme", "Adresse électronique",
    "Confirmée le", "Accepte d’être enregistrée", "Organisme nommé", "Présente",
)  # fmt: skip


def _write(inscription: Inscription) -> tuple[Cellule, ...]:
    confirmee = inscription.confirmee_le
    return (
        inscription.rang or None,
        inscription.situation,
        inscription.taille,
        inscription.prenom,
        inscription.nom,
        inscription.organisme,
        inscription.courriel,
        timezone.localdate(confirmee) if confirmee else None,
        _tell(inscription.accord_enregistrement),
        _tell(inscription.accord_citation),
        _tell(inscription.present),
    )


def _tell(oui: bool | None) -> str | None:  # noqa: FBT001 - a cell
    return None if oui is None else "oui" if oui else "non"


# --- Registering, with an account or by a confirmed address; one's registration by its secret
# link ---


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
    if personne and (sienne := evenements.find_sienne(evenement, personne)):
        messages.info(request, _DEJA)
        return redirect(evenements.MIENNE.path_of(sienne))
    if not is_ouverte(evenement.salle, timezone.now()):
        messages.error(request, "Les inscriptions à cet événement sont closes.")
        return redirect(evenement)
    form = _make_form(request, evenement, personne)
    statut = 200
    if request.method == "POST" and form.is_valid():
        try:
            maintenant = timezone.now()
            if personne is not None:
                inscription = services.register_compte(evenement, personne, form.read(), maintenant)
                return redirect(evenements.MIENNE.path_of(inscription))
            if not form.cleaned_data["site"]:  # a trap that machines fill: keep nothing then
                adresse = form.cleaned_data["courriel"]
                requetes.check_limite("agenda.reseau", read_adresse(request), PAR_RESEAU, HEURE)
                requetes.check_limite("agenda.adresse", adresse.casefold(), PAR_ADRESSE, HEURE)
                services.ask_inscription(evenement, adresse, form.read(), maintenant)
            return redirect("agenda:demandee", evenement.code)
        except requetes.TropDeDemandes as trop:
            statut = _refuse(form, trop)
        except GesteRefuse as refus:
            form.add_error(None, str(refus))
    contexte: dict[str, Any] = {
        "fil": _trail(evenement, "Inscription"),
        "evenement": evenement,
        "quand": evenements.format_evenement(evenement),
        "places": evenements.read_places(evenement),
        "personne": personne,
        "form": form,
    }
    return render(request, "agenda/inscrire.html", contexte, status=statut)


def _make_form(
    request: HttpRequest, evenement: Evenement, personne: Utilisateur | None
) -> forms.FormPlace:
    donnees = request.POST if request.method == "POST" else None
    if personne is None:
        return forms.FormInscription(donnees, evenement=evenement)
    initial = {"prenom": personne.prenom, "nom": personne.nom}
    return forms.FormPlace(donnees, initial=initial, evenement=evenement)


def _refuse(form: forms.FormPlace, trop: requetes.TropDeDemandes) -> int:
    form.add_error(
        None,
        "Trop de demandes depuis votre réseau, ou pour cette adresse. Celle-ci n’est pas "
        f"partie\u00a0: renvoyez-la dans {trop.minutes}. Si vous attendez un message, regardez "
        "dans les indésirables.",
    )
    return requetes.TROP_DE_DEMANDES


@ouverte_a_tous
@shows("agenda/demandee.html")
def demandee(request: HttpRequest, code: str) -> Rendu:
    """Say that a mail is on its way; the same whether the address was known or not."""
    evenement = find_public(code)
    return {"fil": _trail(evenement, "Regardez vos courriels"), "evenement": evenement}


@ouverte_a_tous
@require_http_methods(["GET", "HEAD", "POST"])
def confirmer_inscription(request: HttpRequest, signature: str) -> HttpResponse:
    """Take a place by a button: software that opens every link of a mail takes none."""
    inscription = evenements.CONFIRMER.find(signature, _list_joignables())
    if inscription is None:
        return discussions.answer_ferme(request)
    if inscription.etat != EtatInscription.A_CONFIRMER:  # opened again, or twice at once
        return discussions.seal_page(redirect(evenements.MIENNE.path_of(inscription)))
    evenement = inscription.evenement
    refus = ""
    if request.method == "POST":
        try:
            services.act(inscription, Geste.CONFIRMER, timezone.now())
        except GesteRefuse as raison:
            inscription.refresh_from_db()
            refus = str(raison)
        if inscription.etat != EtatInscription.A_CONFIRMER:
            return discussions.seal_page(redirect(evenements.MIENNE.path_of(inscription)))
    places = evenements.read_places(evenement)
    contexte: dict[str, Any] = {
        "fil": _trail(evenement, "Confirmer"),
        "evenement": evenement,
        "quand": evenements.format_evenement(evenement),
        "inscription": inscription,
        "places": places,
        "attendra": places.libres is not None and inscription.taille > places.libres,
        "refus": refus or _tell_close(evenement),
    }
    return discussions.seal_page(render(request, "agenda/confirmer.html", contexte))


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
    inscription = evenements.MIENNE.find(signature, _list_joignables())
    if inscription is None:
        return discussions.answer_ferme(request)
    if request.method == "GET" and inscription.lien:
        discussions.note_lecture(inscription.lien, timezone.now())
    form = forms.FormTaille(request.POST if request.POST.get("geste") == Geste.REDUIRE else None)
    if request.method == "POST" and _play(request, inscription, form):
        return discussions.seal_page(redirect(request.path))
    return discussions.seal_page(_show(request, inscription, form))


def _play(request: HttpRequest, inscription: Inscription, form: forms.FormTaille) -> bool:
    demande = request.POST.get("geste", "")
    if demande == _ACCORD and _may_accord(inscription):
        services.save_accord(inscription, accord=forms.FormAccord(request.POST).read())
        messages.success(request, "Votre choix est noté.")
        return True
    if demande not in _GESTES or (form.is_bound and not form.is_valid()):
        return False
    geste = Geste(demande)
    taille = form.cleaned_data["taille"] if geste is Geste.REDUIRE else 0
    try:
        services.act(inscription, geste, timezone.now(), taille=taille)
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


def _show(request: HttpRequest, inscription: Inscription, form: forms.FormTaille) -> HttpResponse:
    maintenant = timezone.now()
    evenement = inscription.evenement
    demandes = evenements.read_demandes(evenement)
    etat, ouverte = EtatInscription(inscription.etat), is_ouverte(evenement.salle, maintenant)
    contexte: dict[str, Any] = {
        "fil": _trail(evenement, "Mon inscription"),
        "evenement": evenement,
        "quand": evenements.format_evenement(evenement),
        "inscription": inscription,
        "etat": etat,
        "raison": _RAISONS.get(etat, ""),
        "vive": etat in VIVES,
        "revient": ouverte and etat in RENONCEES,
        "devant": count_devant(demandes, inscription.pk),
        "jusqu_a": evenements.format_moment(inscription.expire_le) if inscription.expire_le else "",
        "trop_grand": evenement.places is not None and inscription.taille > evenement.places,
        "ouverte": ouverte,
        "passe": evenement.is_passe(maintenant),
        "commence": evenement.debut <= maintenant,
        "calendrier": f"{evenements.MIENNE.path_of(inscription)}agenda.ics",
        "acces": _find_acces(inscription, evenement),
        "form": form,
        "accord": forms.FormAccord.start(inscription) if _may_accord(inscription) else None,
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

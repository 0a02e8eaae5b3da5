"""Pages of members: the list, one member's role, joining, leaving, handing over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from spaser.regles import droits
from spaser.site.comptes.sessions import RequeteConnectee, add_suivant, auteur_of
from spaser.site.comptes.views import confirm_geste
from spaser.site.organisations import acces, forms, models, services
from spaser.site.organisations.annuaire import consult, name_siren
from spaser.site.organisations.espaces import open_organisation, tell_fermeture
from spaser.site.organisations.identite import (
    GesteRefuse,
    Identite,
    SirenRefuse,
    describe_pour,
    describe_siren,
    list_a_rejoindre,
    list_demandes_recues,
    list_invitations,
    list_membres,
    read_siren_cherche,
    search_identites,
    tell_delai,
    tell_garde,
)
from spaser.site.socle.jetons import JetonRefuse
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.vues import Rendu, shows

# --- What the views share: try a gesture, tell how it went, say where one is ---


type Fil = list[tuple[str, str | None]]

DONNER_ADMINISTRATION: Final = "donner le rôle Administration de l’organisation"
MES_ORGANISATIONS: Final = "Mes organisations"


@dataclass(frozen=True)
class LigneIdentite:
    terme: str
    valeur: str
    lien: str = ""
    note: str = ""


def try_gesture(request: HttpRequest, geste: Callable[[], object], succes: str) -> bool:
    """Run an act and tell its success, or why it was refused; return whether it was done."""
    try:
        geste()
    except (GesteRefuse, SirenRefuse) as refus:
        messages.error(request, str(refus))
        return False
    messages.success(request, succes)
    return True


def warn_garde(request: HttpRequest, organisation: models.Organisation) -> None:
    """Tell a new member where her trial is, when it was not handed over."""
    if garde := tell_garde(auteur_of(request), organisation):
        messages.info(request, garde)


def _lead(titre: str, vue: str, *suite: str) -> Fil:
    return [(titre, reverse(vue)), (suite[0], None)] if suite else [(titre, None)]


fil_personne = partial(_lead, MES_ORGANISATIONS, "organisations:mes_organisations")
fil_programme = partial(_lead, "Équipe du programme", "organisations:programme")


def read_cadre(
    organisation: models.Organisation, titre: str = "", *avant: tuple[str, str]
) -> dict[str, Any]:
    """Return what every page of an organisation reads; without a title, its own."""
    fil: Fil = [(MES_ORGANISATIONS, reverse("organisations:mes_organisations"))]
    if titre:
        fil += [(organisation.nom, organisation.get_absolute_url()), *avant, (titre, None)]
    else:
        fil.append((organisation.nom, None))
    return {"fil": fil, "organisation": organisation}


# --- Finding one's organisation and coming in ---


SUGGESTIONS: Final = 8
LONGUEUR: Final = 200
TITRE: Final = "Rejoindre une organisation"


@acces.de_la_personne
@shows("organisations/rejoindre.html")
def rejoindre(request: RequeteConnectee) -> Rendu:
    texte = request.GET.get("q", "").strip()[:LONGUEUR]
    siren, refus = read_siren_cherche(texte)
    identites = [] if refus else search_identites(texte)
    return {
        "fil": fil_personne(TITRE),
        "texte": texte,
        "refus": refus,
        "fermeture": tell_fermeture(texte) if siren else "",
        "inconnu": siren if siren and describe_siren(siren) is None else "",
        "essais": [] if texte else list_a_rejoindre(request.user),
        "identites": identites,
        "annuaire": None if refus or identites else consult(request, siren or texte),
    }


@acces.de_la_personne
@require_safe
def suggestions_organisations(request: HttpRequest) -> JsonResponse:
    texte = request.GET.get("q", "").strip()[:LONGUEUR]
    trouvees = search_identites(texte, SUGGESTIONS)
    return JsonResponse(
        {"suggestions": [{"siren": i.siren, "nom": i.nom, "lieu": i.lieu} for i in trouvees]}
    )


@acces.de_la_personne
@shows("organisations/rejoindre_organisation.html", envoi=True)
def rejoindre_organisation(request: RequeteConnectee, siren: str) -> Rendu:
    if read_siren_cherche(siren)[1]:
        raise Http404
    organisation = models.Organisation.objects.filter(siren=siren).first()
    moi = {"utilisateur": request.user}
    sienne = organisation.appartenances.filter(**moi).first() if organisation else None
    if organisation and sienne and sienne.est_active:
        return redirect(organisation)
    identite = describe_siren(siren)
    dite = describe_pour(request.user, siren)
    form = forms.FormAdhesion(
        request.POST or None,
        connue=identite is not None,
        initial={"nom": dite.nom, "type": dite.type} if dite else _name(siren, identite),
    )
    voie = services.choose_voie(request.user, organisation, siren)
    if request.method == "POST" and _is_ready(form, voie, identite):
        if voie is services.Voie.DOMAINE:
            confirm_geste(request, "rejoindre l’organisation par votre adresse électronique")
        return _join(request, siren, form)
    attente = moi | {"etat": models.EtatDemande.EN_ATTENTE}
    demande = organisation.demandes.filter(**attente).first() if organisation else None
    return {
        "fil": fil_personne(TITRE),
        "siren": siren,
        "identite": identite,
        "nom": identite.nom if identite else dite.nom if dite else "",
        "lignes": _describe(siren, identite),
        "voie": voie.value,
        "delai": tell_delai(demande.creee_le if demande else None),
        "form": form,
        "demande": demande,
        "suspendue": sienne is not None and sienne.etat == models.EtatAppartenance.SUSPENDUE,
    }


def _name(siren: str, identite: Identite | None) -> dict[str, str]:
    return {"nom": identite.nom if identite else name_siren(siren)}


def _is_ready(form: forms.FormAdhesion, voie: services.Voie, identite: Identite | None) -> bool:
    """Say whether the form may be skipped or is valid: a proved person has nothing to fill in."""
    prouvee = voie in {services.Voie.SIRET, services.Voie.DOMAINE} and identite is not None
    return prouvee or form.is_valid()


def _join(request: RequeteConnectee, siren: str, form: forms.FormAdhesion) -> HttpResponse:
    check_limite("organisations.rejoindre", str(request.user.pk), 20, timedelta(hours=1))
    reponses = form.cleaned_data if form.is_valid() else {}
    try:
        organisation = open_organisation(
            siren,
            auteur=request.user,
            nom=reponses.get("nom", ""),
            type_=reponses.get("type", ""),
        )
        entree = services.join(
            request.user,
            organisation,
            reponses.get("role") or droits.Role(form.fields["role"].initial),
            reponses.get("message", ""),
        )
    except GesteRefuse as refus:
        messages.error(request, str(refus))
        return redirect("organisations:rejoindre_organisation", siren=siren)
    if isinstance(entree, models.Appartenance):
        role = entree.get_role_display()
        messages.success(request, f"Vous êtes membre de {organisation.nom}, avec le rôle {role}.")
        warn_garde(request, organisation)
        return redirect(organisation)
    a_qui = entree.get_destinataire_display()
    messages.success(request, f"Votre demande est envoyée. Destinataire : {a_qui}.")
    return redirect(reverse("organisations:rejoindre_organisation", args=[siren]))


def _describe(siren: str, identite: Identite | None) -> list[LigneIdentite]:
    lignes = [LigneIdentite("SIREN", siren)]
    if identite is None:
        return lignes
    return [
        *lignes,
        LigneIdentite("Type de structure", identite.libelle_type),
        LigneIdentite("Territoire", identite.lieu),
    ]


# --- Members: the list, one member's role, leaving, handing over ---


EXPLICATIONS: Final = {
    droits.Role.ADMINISTRATION: "gère les membres et leurs rôles, et peut tout ce que peuvent "
    "les autres",
    droits.Role.REDACTION: "dépose et met à jour les SPASER de l’organisation",
    droits.Role.CONTRIBUTION: "comme Lecture, pour une personne à qui l’on confie une part du "
    "travail",
    droits.Role.LECTURE: "voit l’organisation, ses membres et ses brouillons",
}


@acces.exige_organisation(droits.Operation.VOIR_ORGANISATION)
@shows("organisations/membres.html")
def membres(request: HttpRequest, organisation: models.Organisation) -> Rendu:
    return read_cadre(organisation, "Membres") | {
        "membres": list_membres(organisation),
        "roles": explain_roles(),
    }


@acces.exige_organisation(droits.Operation.GERER_MEMBRES)
@shows("organisations/membre.html", envoi=True)
def membre(request: RequeteConnectee, organisation: models.Organisation, pk: int) -> Rendu:
    appartenance = get_object_or_404(list_membres(organisation), pk=pk)
    roles = acces.roles_for(request, organisation)
    form = forms.FormRole(
        request.POST if request.POST.get("geste") == "role" else None,
        roles=roles,
        initial={"role": appartenance.role},
    )
    if request.method == "POST":
        geste = _find_geste(request, appartenance, form)
        if geste is None and not form.is_bound:
            raise BadRequest("Cette demande n’est pas connue.")
        if geste is not None:
            return _do(request, organisation, geste)
    liste = ("Membres", reverse("organisations:membres", args=[organisation.siren]))
    return read_cadre(organisation, appartenance.utilisateur.nom_complet, liste) | {
        "appartenance": appartenance,
        "form": form,
        "roles": explain_roles(),
    }


@acces.exige_organisation(droits.Operation.QUITTER_ORGANISATION)
@shows("organisations/quitter.html", envoi=True)
def quitter(request: HttpRequest, organisation: models.Organisation) -> Rendu:
    sienne = get_object_or_404(list_membres(organisation), utilisateur=request.user)
    if request.method == "POST":
        faite = try_gesture(
            request,
            lambda: services.leave(sienne, sans_suite=request.POST.get("sans_suite") == "oui"),
            f"Vous avez quitté {organisation.nom}.",
        )
        if faite:
            return redirect("organisations:mes_organisations")
        return redirect("organisations:quitter", siren=organisation.siren)
    return read_cadre(organisation, "Quitter l’organisation") | {
        "derniere": services.is_last_administration(sienne),
        "seule": services.is_alone(sienne),
    }


@acces.exige_organisation(droits.Operation.GERER_MEMBRES)
@shows("organisations/passer_la_main.html", envoi=True)
def passer_la_main(request: HttpRequest, organisation: models.Organisation) -> Rendu:
    sienne = get_object_or_404(list_membres(organisation), utilisateur=request.user)
    form = forms.FormMainPassee(request.POST or None, appartenance=sienne)
    if request.method == "POST" and form.is_valid():
        confirm_geste(request, DONNER_ADMINISTRATION)
        successeur: models.Appartenance = form.cleaned_data["successeur"]
        faite = try_gesture(
            request,
            lambda: services.hand_over_administration(sienne, successeur, form.role_ensuite()),
            f"{successeur.utilisateur.nom_complet} administre maintenant {organisation.nom}.",
        )
        return redirect("organisations:mes_organisations" if faite else request.path)
    return read_cadre(organisation, "Passer la main") | {
        "form": form,
        "seule": services.is_alone(sienne),
    }


def explain_roles() -> list[tuple[str, str]]:
    return [(role.libelle, EXPLICATIONS[role]) for role in droits.ROLES_ORGANISATION]


def _find_geste(
    request: RequeteConnectee, appartenance: models.Appartenance, form: forms.FormRole
) -> tuple[Callable[[], None], str] | None:
    auteur, nom = request.user, appartenance.utilisateur.nom_complet
    if form.is_bound and form.is_valid():
        role = form.cleaned_data["role"]
        if role is droits.Role.ADMINISTRATION:
            confirm_geste(request, DONNER_ADMINISTRATION)
        return (
            lambda: services.change_role(appartenance, role, auteur),
            f"{nom} a maintenant le rôle {role.libelle}.",
        )
    return {
        "suspendre": (
            lambda: services.suspend(appartenance, auteur),
            f"L’accès de {nom} est suspendu.",
        ),
        "retablir": (
            lambda: services.resume_membre(appartenance, auteur),
            f"L’accès de {nom} est rétabli.",
        ),
        "retirer": (
            lambda: _remove(request, appartenance),
            f"{nom} n’est plus membre de l’organisation.",
        ),
    }.get(request.POST.get("geste", ""))


def _remove(request: RequeteConnectee, appartenance: models.Appartenance) -> None:
    if request.POST.get("confirme") != "oui":
        raise GesteRefuse("Cochez la case qui confirme le retrait, puis recommencez.")
    services.remove(appartenance, request.user)


def _do(
    request: HttpRequest, organisation: models.Organisation, geste: tuple[Callable[[], None], str]
) -> HttpResponse:
    faire, succes = geste
    if not try_gesture(request, faire, succes):
        return redirect(request.path)
    acces.forget_roles(request)  # she may have changed her own
    return redirect("organisations:membres", siren=organisation.siren)


# --- Requests to come in, as those who answer see them ---


@acces.exige_organisation(droits.Operation.ACCEPTER_ADHESION)
@shows("organisations/demandes.html")
def demandes(request: HttpRequest, organisation: models.Organisation) -> Rendu:
    return read_cadre(organisation, "Demandes d’adhésion") | {
        "demandes": list_demandes_recues(organisation),
    }


@acces.exige_organisation(droits.Operation.ACCEPTER_ADHESION)
@shows("organisations/demande.html", envoi=True)
def demande(request: RequeteConnectee, organisation: models.Organisation, pk: int) -> Rendu:
    demandes_ = organisation.demandes.select_related("utilisateur", "organisation")
    trouvee = get_object_or_404(demandes_, pk=pk)
    form = forms.FormReponseAdhesion(
        request.POST or None,
        roles=acces.roles_for(request, organisation),
        initial={"role": trouvee.role_souhaite},
    )
    if request.method == "POST" and form.is_valid():
        _answer_demandes(request, trouvee, form)
        return redirect(_find_list(request, organisation))
    return read_cadre(organisation, "Demande d’adhésion") | {
        "demande": trouvee,
        "form": form,
        "roles": explain_roles(),
    }


def _answer_demandes(
    request: RequeteConnectee, demande: models.DemandeAdhesion, form: forms.FormReponseAdhesion
) -> None:
    nom = demande.utilisateur.nom_complet
    if request.POST.get("reponse") == "accepter":
        role = form.cleaned_data["role"]
        if role is droits.Role.ADMINISTRATION:
            confirm_geste(request, DONNER_ADMINISTRATION)
        roles = acces.roles_for(request, demande.organisation)
        try_gesture(
            request,
            lambda: services.accept_demande(demande, role, request.user, roles),
            f"{nom} est membre de l’organisation, avec le rôle {role.libelle}.",
        )
        return
    motif = form.cleaned_data["motif"]
    try_gesture(
        request,
        lambda: services.decline_demande(demande, motif, request.user),
        f"La demande de {nom} est refusée. Votre motif lui est envoyé.",
    )


def _find_list(request: HttpRequest, organisation: models.Organisation) -> str:
    if acces.peut(request, droits.Operation.ATTRIBUER_ORGANISATION):
        return reverse("organisations:programme_demandes")
    return reverse("organisations:demandes", args=[organisation.siren])


# --- Invitations: sent by an organisation, answered by the person invited ---


PAR_JOUR: Final = 50


@acces.exige_organisation(droits.Operation.INVITER)
@shows("organisations/invitations.html", envoi=True)
def invitations(request: RequeteConnectee, organisation: models.Organisation) -> Rendu:
    roles = acces.roles_for(request, organisation)
    form = forms.FormInvitation(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["role"] is droits.Role.ADMINISTRATION:
            confirm_geste(request, DONNER_ADMINISTRATION)
        check_limite("organisations.inviter", organisation.siren, PAR_JOUR, timedelta(days=1))
        courriel, role = form.cleaned_data["courriel"], form.cleaned_data["role"]
        try:
            services.invite_membre(organisation, courriel, role, request.user, roles)
        except GesteRefuse as refus:
            form.add_error("courriel", str(refus))
        else:
            messages.success(request, f"Invitation envoyée à {courriel}.")
            return redirect(request.path)
    return read_cadre(organisation, "Invitations") | {
        "invitations": list_invitations(organisation),
        "form": form,
        "roles": explain_roles(),
    }


@acces.exige_organisation(droits.Operation.INVITER)
@require_POST
def renvoyer_invitation(
    request: RequeteConnectee, organisation: models.Organisation, pk: int
) -> HttpResponse:
    invitation = get_object_or_404(list_invitations(organisation), pk=pk)
    check_limite("organisations.inviter", organisation.siren, PAR_JOUR, timedelta(days=1))
    try_gesture(
        request,
        lambda: services.resend(invitation, request.user),
        f"Invitation renvoyée à {invitation.courriel}. L’ancien lien ne vaut plus.",
    )
    return redirect("organisations:invitations", siren=organisation.siren)


@acces.exige_organisation(droits.Operation.INVITER)
@require_POST
def annuler_invitation(
    request: RequeteConnectee, organisation: models.Organisation, pk: int
) -> HttpResponse:
    invitation = get_object_or_404(list_invitations(organisation), pk=pk)
    try_gesture(
        request,
        lambda: services.revoke(invitation, request.user),
        f"L’invitation de {invitation.courriel} est annulée.",
    )
    return redirect("organisations:invitations", siren=organisation.siren)


@acces.ouverte_a_tous
@never_cache
@shows("organisations/invitation.html", envoi=True)
def invitation(request: HttpRequest, jeton: str) -> Rendu:
    """Show an invitation to whoever holds its link; answer it once signed in."""
    try:
        trouvee = services.read_invitation(jeton)
        if request.method == "POST":
            return _answer_invitations(request, jeton, trouvee)
    except JetonRefuse as refus:
        return refuse_invitation(request, refus)
    return read_cadre_invitation(request) | {
        "invitation": trouvee,
        "empechement": _find_empechement(request, trouvee),
    }


def read_cadre_invitation(request: HttpRequest) -> dict[str, Any]:
    """Return what a page reached by the link of an invitation reads: where to sign in, or up."""
    return {
        "fil": fil_personne("Invitation"),
        "connexion": add_suivant("comptes:connexion", request.path),
        "inscription": add_suivant("comptes:inscription", request.path),
    }


def refuse_invitation(request: HttpRequest, refus: JetonRefuse) -> HttpResponse:
    contexte = {"fil": fil_personne("Invitation"), "raison": refus.raison}
    gabarit = "organisations/invitation_refusee.html"
    return render(request, gabarit, contexte, status=HTTPStatus.GONE)


def _answer_invitations(
    request: HttpRequest, jeton: str, trouvee: models.Invitation
) -> HttpResponse:
    if request.POST.get("reponse") == "decliner":
        services.decline_invitation(jeton)
        messages.success(request, f"Vous avez décliné : {trouvee.organisation.nom}.")
        return redirect("portail:accueil")
    if not request.user.is_authenticated:
        return HttpResponseRedirect(add_suivant("comptes:connexion", request.path))
    faite = try_gesture(
        request,
        lambda: services.accept_invitation(jeton, auteur_of(request)),
        f"Bienvenue : vous êtes membre de {trouvee.organisation.nom}.",
    )
    if not faite:
        return redirect(request.path)
    warn_garde(request, trouvee.organisation)
    return redirect(trouvee.organisation)


def _find_empechement(request: HttpRequest, trouvee: models.Invitation) -> str:
    """Say why the person signed in could not accept."""
    if not request.user.is_authenticated:
        return ""
    try:
        services.check_address(trouvee, request.user)
    except GesteRefuse as refus:
        return str(refus)
    return ""

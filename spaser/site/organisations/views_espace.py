"""Pages of a person's and of the team's spaces and organisations."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import chain
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from spaser.moteur.referentiels.annuaire import date_des_tables
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.preuves import keep_proteges
from spaser.site.comptes.sessions import RequeteConnectee, add_suivant, auteur_of
from spaser.site.organisations import acces, espaces, forms, models, services
from spaser.site.organisations.identite import (
    GesteRefuse,
    Identite,
    describe_espace,
    describe_siren,
    find_sirens,
    is_orpheline,
    list_administrations,
    list_appartenances,
    list_demandes,
    list_demandes_programme,
    list_demandes_recues,
    list_equipe,
    list_espaces_essai,
    list_membres,
    search_organisations,
)
from spaser.site.organisations.views_membres import (
    LigneIdentite,
    fil_personne,
    fil_programme,
    read_cadre,
    read_cadre_invitation,
    refuse_invitation,
    try_gesture,
    warn_garde,
)
from spaser.site.socle.courriels.abonnements import count_choix
from spaser.site.socle.courriels.envoi import (
    LigneCourriel,
    list_abandonnes,
    read_courriels,
    send_again,
)
from spaser.site.socle.jetons import JetonRefuse
from spaser.site.socle.journal import record
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.taches import travailleur
from spaser.site.socle.taches.file import run_again
from spaser.site.socle.vues import Rendu, shows

# --- The outbox, for the team: what waits, what is late, what could not leave and why, once more
# ---


@acces.exige(Operation.SUIVRE_TRAVAUX)
@shows("organisations/programme_courriels.html")
def programme_courriels(request: HttpRequest) -> Rendu:
    etat = read_courriels()
    return _name_espaces(etat.lignes) | {
        "fil": fil_programme("Courriels"),
        "nombres": etat.nombres,
        "choix": [compte for compte in count_choix() if not compte.est_nul],
        "retards": sum(ligne.en_retard for ligne in etat.lignes["a_envoyer"]),
    }


def _name_espaces(
    etats: Mapping[str, Sequence[LigneCourriel | travailleur.LigneTravail]],
) -> dict[str, Any]:
    """Return the lines of each state, each with the SIREN of its space."""
    sirens = find_sirens(ligne.espace_id for ligne in chain.from_iterable(etats.values()))
    return {
        nom: [(ligne, sirens.get(ligne.espace_id)) for ligne in lignes]
        for nom, lignes in etats.items()
    }


@acces.exige(Operation.SUIVRE_TRAVAUX)
@require_POST
def renvoyer_courriel(request: HttpRequest, pk: UUID) -> HttpResponse:
    courriel = get_object_or_404(list_abandonnes(), pk=pk)
    if send_again([courriel.pk]):
        record("courriels.renvoi", auteur=auteur_of(request), details={"nature": courriel.nature})
    messages.success(request, "Le courriel part de nouveau.")
    return redirect("organisations:programme_courriels")


# --- The tasks of the workers, for the team: what waits, what runs, what failed, run again ---


_PROCESSUS: Final = (
    (travailleur.TRAVAILLEUR, "Courriels"),
    (travailleur.FICHIERS, "Fichiers et calculs"),
    (travailleur.PLANIFICATEUR, "Travaux à heure fixe"),
)


@acces.exige(Operation.SUIVRE_TRAVAUX)
@shows("organisations/programme_travaux.html")
def programme_travaux(request: HttpRequest) -> Rendu:
    etat = travailleur.read_taches()
    ages, chutes = travailleur.list_ages(), travailleur.list_chutes()
    return _name_espaces(etat.lignes) | {
        "fil": fil_programme("Travaux"),
        "nombres": etat.nombres,
        "processus": [
            (libelle, *_tell_processus(ages.get(nom), chutes.get(nom, 0)))
            for nom, libelle in _PROCESSUS
        ],
    }


def _tell_processus(age: timedelta | None, chutes: int) -> tuple[str, bool]:
    if age is None:
        return "n’a pas encore donné signe de vie", True
    if chutes:
        return f"s’arrête sans cesse ({chutes} fois de suite)", False
    return ("ne répond plus", False) if age > travailleur.SILENCE else ("en marche", True)


@acces.exige(Operation.SUIVRE_TRAVAUX)
@require_POST
def relancer_travail(request: HttpRequest, pk: UUID) -> HttpResponse:
    echec = get_object_or_404(travailleur.list_echecs(), pk=pk)
    run_again([echec.pk])
    record("travaux.relance", auteur=auteur_of(request), details={"tache": echec.task_path})
    messages.success(request, "Le travail est relancé.")
    return redirect("organisations:programme_travaux")


# --- The page of an organisation, and what it says of itself ---


@acces.exige_organisation(Operation.VOIR_ORGANISATION)
@shows("organisations/organisation.html")
def organisation(request: HttpRequest, organisation: models.Organisation) -> Rendu:
    administrations = list(list_administrations(organisation))
    return read_cadre(organisation) | {
        "lignes": describe_organisation(organisation),
        "administrations": administrations,
        "roles": sorted(role.libelle for role in acces.roles_for(request, organisation)),
        "nombre_demandes": list_demandes_recues(organisation).count(),
        "seule": [a.utilisateur_id for a in administrations] == [request.user.pk],
    }


@acces.exige_organisation(Operation.MODIFIER_ORGANISATION)
@shows("organisations/modifier.html", envoi=True)
def modifier_organisation(request: RequeteConnectee, organisation: models.Organisation) -> Rendu:
    if organisation.identite == models.IdentiteOrganisation.REFERENCE:
        messages.info(request, "Le nom et le territoire viennent des tables de référence.")
        return redirect(organisation)
    form = forms.FormIdentite(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try_gesture(
            request,
            lambda: espaces.save_identite(form.instance, request.user),
            "C’est enregistré. L’équipe du programme vérifiera ces informations.",
        )
        return redirect(organisation)
    return read_cadre(organisation, "Corriger les informations") | {"form": form}


@acces.exige_organisation(Operation.GERER_MEMBRES)
@shows("organisations/second_facteur.html", envoi=True)
def exiger_second_facteur(request: RequeteConnectee, organisation: models.Organisation) -> Rendu:
    """Choose whether members owe a second factor; who asks for it has one."""
    prouve = request.user.is_verified()
    if request.method == "POST":
        exige = request.POST.get("exige") == "oui"
        if exige and not prouve:
            messages.error(request, "Activez d’abord votre propre second facteur.")
        else:
            services.require_second_facteur(organisation, request.user, exige=exige)
            messages.success(request, "C’est enregistré.")
        return redirect(request.path)
    membres = Utilisateur.objects.filter(
        appartenances__in=models.Appartenance.objects.actives().filter(organisation=organisation)
    )
    return read_cadre(organisation, "Second facteur") | {
        "prouve": prouve,
        "nombre": membres.count(),
        "proteges": keep_proteges(membres).count(),
    }


def describe_organisation(organisation: models.Organisation) -> list[LigneIdentite]:
    habitants = organisation.population
    source = (
        f"Tables de référence du {date_format(date_des_tables(), 'j F Y')}"
        if organisation.identite == models.IdentiteOrganisation.REFERENCE
        else organisation.get_identite_display()
    )
    return [
        LigneIdentite("SIREN", organisation.siren),
        LigneIdentite("Type de structure", organisation.get_type_display()),
        LigneIdentite("Région", organisation.nom_region),
        LigneIdentite("Départements", ", ".join(organisation.noms_departement)),
        LigneIdentite("Habitants", "" if habitants is None else intcomma(habitants)),
        LigneIdentite("Origine de ces informations", source),
    ]


# --- Pages of the programme's team: organisations, requests nobody can answer, the team itself
# ---


PAR_PAGE: Final = 25
ETATS: Final = (
    ("", "Toutes"),
    ("orpheline", "Sans personne pour les administrer"),
    ("a_verifier", "À vérifier"),
)


@acces.exige(Operation.VOIR_PROGRAMME)
@shows("organisations/programme.html")
def programme(request: HttpRequest) -> Rendu:
    texte = request.GET.get("q", "").strip()[:200]
    demande = request.GET.get("etat", "")
    etat = demande if demande in dict(ETATS) else ""
    pages = Paginator(search_organisations(texte, etat), PAR_PAGE)
    return {
        "fil": fil_programme(),
        "page": pages.get_page(request.GET.get("page")),
        "texte": texte,
        "etat": etat,
        "etats": ETATS,
        "nombre_demandes": list_demandes_programme().count(),
    }


@acces.exige(Operation.ATTRIBUER_ORGANISATION)
@shows("organisations/programme_demandes.html", envoi=True)
def programme_demandes(request: RequeteConnectee) -> Rendu:
    fixe = models.DelaiEquipe.objects.first()
    form = forms.FormDelai(request.POST or None, initial={"jours": fixe.jours if fixe else None})
    if form.is_valid():
        services.set_delai(form.cleaned_data["jours"], request.user)
        messages.success(request, "Ce délai est affiché à qui demande.")
        return redirect(request.path)
    return {
        "form": form,
        "fil": fil_programme("Demandes d’adhésion"),
        "demandes": list_demandes_programme(),
    }


@acces.exige(Operation.ATTRIBUER_ORGANISATION)
@shows("organisations/programme_organisation.html", envoi=True)
def programme_organisation(request: RequeteConnectee, siren: str) -> Rendu:
    organisation = get_object_or_404(models.Organisation, siren=siren)
    geste = request.POST.get("geste", "")
    identite = forms.FormIdentite(
        request.POST if geste == "identite" else None,
        organisation=organisation,
        auto_id="identite_%s",
    )
    personne = forms.FormPersonne(request.POST if geste == "administration" else None)
    if identite.is_bound and identite.is_valid():
        espaces.verify_identite(identite.instance, request.user)
        messages.success(request, "Ces informations sont vérifiées.")
        return redirect(request.path)
    if personne.is_bound and personne.is_valid() and _name(request, organisation, personne):
        return redirect(request.path)
    return {
        "fil": fil_programme(organisation.nom),
        "organisation": organisation,
        "lignes": describe_organisation(organisation),
        "membres": list_membres(organisation),
        "orpheline": is_orpheline(organisation),
        "form_identite": identite,
        "form_personne": personne,
    }


@acces.exige(Operation.GERER_EQUIPE_PROGRAMME)
@shows("organisations/programme_equipe.html", envoi=True)
def programme_equipe(request: RequeteConnectee) -> Rendu:
    form = forms.FormRoleProgramme(request.POST or None)
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        services.grant(form.personne, role, request.user)
        nom = form.personne.nom_complet
        messages.success(request, f"{nom} a le rôle {role.libelle}.")
        return redirect(request.path)
    return {
        "fil": fil_programme("Rôles de l’équipe"),
        "equipe": list_equipe(),
        "form": form,
    }


@acces.exige(Operation.GERER_EQUIPE_PROGRAMME)
@require_POST
def retirer_role(request: RequeteConnectee, pk: int) -> HttpResponse:
    tenu = get_object_or_404(list_equipe(), pk=pk)
    try_gesture(
        request,
        lambda: services.withdraw_role(tenu, request.user),
        f"{tenu.utilisateur.nom_complet} n’a plus le rôle {tenu.get_role_display()}.",
    )
    return redirect("organisations:programme_equipe")


def _name(
    request: RequeteConnectee, organisation: models.Organisation, form: forms.FormPersonne
) -> bool:
    try:
        nommee = services.name_administration(organisation, form.personne, request.user)
    except GesteRefuse as refus:
        form.add_error("courriel", str(refus))
        return False
    suite = "administre l’organisation" if nommee.est_active else "a reçu votre proposition"
    messages.success(request, f"{form.personne.nom_complet} {suite}.")
    return True


# --- One's own trial: who its buyer is, and the one colleague invited to work in it ---


PAR_JOUR: Final = 10


@acces.de_la_personne
@require_http_methods(["GET", "HEAD", "POST"])
def essai(request: RequeteConnectee, pk: int) -> HttpResponse:
    sien = get_object_or_404(list_espaces_essai(request.user), pk=pk)
    form = forms.FormEssai(request.POST or None, initial=_read_identite(sien))
    if request.method == "POST" and form.is_valid():
        lues = form.cleaned_data
        espaces.describe_essai(sien, lues["nom"], lues["type"], lues["code_region"])
        messages.success(request, "C’est enregistré.")
        return redirect("organisations:essai", sien.pk)
    return _show(request, sien, form, forms.FormCollegue())


@acces.de_la_personne
@require_POST
def inviter_collegue(request: RequeteConnectee, pk: int) -> HttpResponse:
    sien = get_object_or_404(list_espaces_essai(request.user), pk=pk)
    form = forms.FormCollegue(request.POST)
    if not form.is_valid():
        return _show(request, sien, forms.FormEssai(initial=_read_identite(sien)), form)
    check_limite("organisations.collegue", str(request.user.pk), PAR_JOUR, timedelta(days=1))
    courriel = form.cleaned_data["courriel"]
    try_gesture(
        request,
        lambda: espaces.invite_collegue(sien, courriel),
        f"L’invitation est envoyée à {courriel}.",
    )
    return redirect("organisations:essai", sien.pk)


@acces.de_la_personne
@require_POST
def retirer_collegue(request: RequeteConnectee, pk: int) -> HttpResponse:
    sien = get_object_or_404(list_espaces_essai(request.user), pk=pk)
    espaces.remove_collegue(sien)
    messages.success(request, "Cet espace d’essai n’est plus ouvert qu’à vous.")
    return redirect("organisations:essai", sien.pk)


@acces.ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rejoindre_essai(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show an invitation to a trial to whoever holds its link; let her in once signed in."""
    try:
        collegue = espaces.read_collegue(jeton)
        if request.method == "POST":
            if not request.user.is_authenticated:
                return HttpResponseRedirect(add_suivant("comptes:connexion", request.path))
            return redirect(espaces.join_essai(jeton, auteur_of(request)))
    except JetonRefuse as refus:
        return refuse_invitation(request, refus)
    except GesteRefuse as refus:
        return _invite(request, collegue, str(refus))
    return _invite(request, collegue)


def _invite(request: HttpRequest, collegue: models.CollegueEssai, refus: str = "") -> HttpResponse:
    cadre = read_cadre_invitation(request)
    contexte = cadre | {"collegue": collegue, "refus": refus}
    return render(request, "organisations/essai_invitation.html", contexte)


def _read_identite(sien: models.Espace) -> dict[str, str]:
    connue = describe_espace(sien)
    return {"nom": connue.nom, "type": connue.type, "code_region": connue.code_region}


def _show(
    request: HttpRequest,
    sien: models.Espace,
    form: forms.FormEssai,
    form_collegue: forms.FormCollegue,
) -> HttpResponse:
    contexte = {
        "fil": fil_personne("Espace d’essai"),
        "espace": sien,
        "form": form,
        "form_collegue": form_collegue,
        "collegue": models.CollegueEssai.objects.filter(espace=sien).first(),
    }
    return render(request, "organisations/essai.html", contexte)


# --- Everything of one person: her organisations, requests, proposals and trial spaces ---


ACCUEIL = "organisations:mes_organisations"


@acces.de_la_personne
@shows("organisations/mes_organisations.html")
def mes_organisations(request: RequeteConnectee) -> Rendu:
    appartenances = list(list_appartenances(request.user))
    return {
        "fil": fil_personne(),
        "membres": [a for a in appartenances if a.etat != models.EtatAppartenance.PROPOSEE],
        "propositions": [a for a in appartenances if a.etat == models.EtatAppartenance.PROPOSEE],
        "demandes": list_demandes(request.user),
        "espaces": list_espaces_essai(request.user),
        "proconnect": _find_proconnect(request, {a.organisation.siren for a in appartenances}),
    }


@acces.de_la_personne
@require_POST
def retirer_demande(request: RequeteConnectee, pk: int) -> HttpResponse:
    siennes = models.DemandeAdhesion.objects.filter(utilisateur=request.user)
    demande = get_object_or_404(siennes.select_related("organisation"), pk=pk)
    try_gesture(request, lambda: services.withdraw_demande(demande), "Votre demande est retirée.")
    return redirect(ACCUEIL)


@acces.de_la_personne
@require_POST
def repondre_proposition(request: RequeteConnectee, pk: int) -> HttpResponse:
    proposee = get_object_or_404(
        list_appartenances(request.user), pk=pk, etat=models.EtatAppartenance.PROPOSEE
    )
    organisation = proposee.organisation
    if request.POST.get("reponse") != "accepter":
        try_gesture(
            request, lambda: services.decline_proposition(proposee), "Proposition déclinée."
        )
        return redirect(ACCUEIL)
    faite = try_gesture(
        request,
        lambda: services.accept_proposition(proposee),
        f"Vous administrez maintenant {organisation.nom}.",
    )
    if not faite:
        return redirect(ACCUEIL)
    warn_garde(request, organisation)
    return redirect(organisation)


@acces.de_la_personne
@require_POST
def ouvrir_essai(request: RequeteConnectee) -> HttpResponse:
    siren, nom = request.POST.get("siren", ""), request.POST.get("nom", "")[:200]
    try_gesture(
        request,
        lambda: espaces.open_essai(request.user, siren, nom),
        "Votre espace d’essai est ouvert. Vous seule ou seul le voyez.",
    )
    return redirect(ACCUEIL)


@acces.de_la_personne
@require_POST
def fermer_essai(request: RequeteConnectee, pk: int) -> HttpResponse:
    essai = get_object_or_404(list_espaces_essai(request.user), pk=pk)
    try_gesture(request, lambda: espaces.close_essai(essai), "L’espace d’essai est fermé.")
    return redirect(ACCUEIL)


def _find_proconnect(request: RequeteConnectee, deja: set[str]) -> Identite | None:
    """Return the buyer that ProConnect named, unless she is already of it."""
    siren = request.user.siret_proconnect[:9]
    return describe_siren(siren) if siren and siren not in deja else None

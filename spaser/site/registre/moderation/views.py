"""Pages of moderation: the queue, each deposit, requests, the census."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from spaser.moteur.reseau.sonde import PageLue, PageRefusee, read_page
from spaser.regles.droits import Operation
from spaser.regles.fiche import Spaser
from spaser.regles.nomenclatures import OrigineFiche
from spaser.regles.rapprochements import Changement, compare_fiches
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, add_suivant, read_adresse
from spaser.site.organisations.acces import exige, ouverte_a_tous
from spaser.site.organisations.identite import GesteRefuse, describe_siren
from spaser.site.organisations.models import Appartenance, Organisation
from spaser.site.registre import fiches
from spaser.site.registre.a_lire import list_illisibles
from spaser.site.registre.courriels import locate_depot, name_deposant
from spaser.site.registre.depot import envoi
from spaser.site.registre.depot.forms import LISTES
from spaser.site.registre.depot.services import list_vigilances, organisations_of
from spaser.site.registre.documents import check_un_lien
from spaser.site.registre.models import (
    ActeDepot,
    Depot,
    EtatDepot,
    EtatFiche,
    Fiche,
    Revendication,
    SensRelecture,
    Signalement,
)
from spaser.site.registre.moderation import requetes, services
from spaser.site.socle import versions
from spaser.site.socle.fichiers import serve_fichier
from spaser.site.socle.jetons import JetonRefuse, read_jeton, use_jeton
from spaser.site.socle.models import EtatRequete, Requete
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.taches.file import take_attente
from spaser.site.socle.vues import Rendu, shows

# --- The queue, and each deposit in it ---


PAR_PAGE: Final = 25
TITRE: Final = "Modération"
# What each button does, which state it is for, whether it asks for a reason, what is said after.
DECISIONS: Final = {
    "accepter": (ActeDepot.ACCEPTATION, False, "La fiche est publiée. Le déposant est prévenu."),
    "renvoyer": (ActeDepot.RETOUR, True, "Le dépôt est renvoyé avec votre message."),
    "refuser": (ActeDepot.REJET, True, "Le dépôt n’est pas retenu. Le déposant est prévenu."),
    "verifier": (ActeDepot.VERIFICATION, False, "La fiche est notée comme vérifiée."),
    "retirer": (ActeDepot.RETRAIT, True, "La fiche est retirée du registre."),
}


@exige(Operation.MODERER_DEPOT)
@shows("registre/moderation/file.html")
def moderation(request: HttpRequest) -> Rendu:
    demandee = request.GET.get("file", "")
    connue = demandee in services.FileModeration
    choisie = services.FileModeration(demandee) if connue else None
    comptes = services.count_files()
    maintenant = timezone.now()
    attente = services.list_file(choisie, maintenant)
    return {
        "fil": [(TITRE, None)],
        "files": comptes.items(),
        "total": sum(comptes.values()),
        "choisie": choisie,
        "page": Paginator(attente, PAR_PAGE).get_page(request.GET.get("page")),
        "presses": sum(ligne.presse for ligne in attente),
        "delai": services.DELAI.days,
        "maintenant": maintenant,
        "liens_morts": services.dead_links().count(),
        "doublons": len(envoi.list_paires()),
    }


@exige(Operation.MODERER_DEPOT)
@shows("registre/moderation/depot.html", envoi=True)
def depot(request: RequeteConnectee, pk: str) -> Rendu:
    trouve = get_object_or_404(_sent(), pk=pk)
    if request.method == "POST" and "avis" in request.POST:
        return _take_avis(request, trouve)
    form = requetes.FormVerdict(request.POST or None, initial={"version": trouve.version})
    if request.method == "POST" and form.is_valid() and _decide(request, trouve, form):
        return redirect("registre:moderation")
    spaser = cast("Spaser", trouve.spaser)  # what was sent has a structure
    maintenant = timezone.now()
    contexte = {
        "fil": [(TITRE, reverse("registre:moderation")), (trouve.nom, None)],
        "depot": trouve,
        "qui": name_deposant(trouve),
        "form": form,
        "changements": _read_changements(trouve, spaser),
        "resume": envoi.read_resume(spaser),
        "doublons": envoi.list_doublons(spaser, sauf=trouve.fiche),
        "histoire": envoi.read_histoire(trouve),
        "vigilances": list_vigilances(trouve, spaser, locate_depot(trouve)),
        "relectures": trouve.relectures.select_related("auteur"),
        "form_avis": requetes.FormAvisRelecture(),
        "seul": services.may_decide_alone(trouve, maintenant),
        "maintenant": maintenant,
    }
    return contexte | _read_fichiers(trouve)


def _take_avis(request: RequeteConnectee, trouve: Depot) -> HttpResponse:
    """Keep a second reading, asked for or given; a reserve says why."""
    sens, form = request.POST["avis"], requetes.FormAvisRelecture(request.POST)
    if sens not in SensRelecture.values or not trouve.est_a_traiter or not form.is_valid():
        messages.error(request, "Cet avis n’a pas été gardé : relisez la page, puis recommencez.")
    elif sens == SensRelecture.RESERVE and not form.cleaned_data["texte"].strip():
        messages.error(request, "Dites en une phrase ce qui vous arrête.")
    else:
        texte = form.cleaned_data["texte"].strip()
        services.write_relecture(trouve, SensRelecture(sens), texte, request.user, timezone.now())
        messages.success(request, "Votre avis est gardé, et l’équipe prévenue.")
    return redirect("registre:moderation_depot", pk=trouve.pk)


@exige(Operation.MODERER_DEPOT)
@require_safe
def document_en_attente(request: HttpRequest, pk: str, numero: int) -> HttpResponseBase:
    trouve = get_object_or_404(_sent(), pk=pk)
    garde = get_object_or_404(trouve.fichiers.select_related("fichier"), pk=numero)
    return serve_fichier(garde.fichier)


def _read_fichiers(trouve: Depot) -> dict[str, Any]:
    deposes = list(trouve.fichiers.select_related("fichier"))
    if trouve.fiche is None or trouve.etat != EtatDepot.SOUMIS:
        return {"fichiers": deposes, "nouveaux": frozenset(), "otes": []}
    gardes = trouve.fiche.fichiers.filter(demande_le=None)  # the team's stay
    publies = {garde.fichier_id: garde.titre for garde in gardes}
    numeros = {garde.fichier_id for garde in deposes}
    return {
        "fichiers": deposes,
        "nouveaux": numeros - set(publies),
        "otes": [titre for numero, titre in publies.items() if numero not in numeros],
    }


def _sent() -> QuerySet[Depot]:
    """Leave out drafts: the team sees only what was sent."""
    envoyes = Depot.objects.exclude(etat=EtatDepot.BROUILLON).exclude(contenu={})
    return envoyes.select_related("auteur", "organisation", "fiche", "traite_par")


def _decide(request: RequeteConnectee, trouve: Depot, form: requetes.FormVerdict) -> bool:
    decision = DECISIONS.get(request.POST.get("decision", ""))
    if decision is None:
        form.add_error(None, "Choisissez une décision.")
        return False
    acte, motive, succes = decision
    if motive and not form.require_reponse():
        return False
    version = form.cleaned_data["version"]
    lue = -1 if version is None else version
    reponse = form.cleaned_data["reponse"].strip()
    try:
        services.decide(trouve, acte, lue, request.user, timezone.now(), reponse)
    except versions.VersionDepassee:
        trouve.refresh_from_db()
        versions.ask_again(form, _tell_depasse(trouve), trouve.version)
        return False
    messages.success(request, succes)
    return True


def _tell_depasse(trouve: Depot) -> str:
    if trouve.est_a_traiter:
        return (
            "Le dépôt a changé depuis que vous avez ouvert cette page. Relisez-le ci-dessous, puis "
            "décidez de nouveau."
        )
    par = trouve.traite_par.nom_complet if trouve.traite_par else "Son auteur"
    etat = trouve.get_etat_display().lower()
    return f"{par} vient de traiter ce dépôt : il est « {etat} ». Votre décision n’est pas prise."


def _read_changements(trouve: Depot, apres: Spaser) -> tuple[Changement, ...] | None:
    """Return what changes from what is published; None when nothing was."""
    avant = _read_avant(trouve)
    return None if avant is None else compare_fiches(avant, apres)


def _read_avant(trouve: Depot) -> Spaser | None:
    fiche = trouve.fiche
    if fiche is None:
        return None
    if trouve.etat == EtatDepot.SOUMIS:
        return fiche.spaser
    publiee = fiche.versions.filter(contenu=trouve.contenu).order_by("-numero").first()
    numero = publiee.numero if publiee else fiche.versions.count() + 1
    avant = fiche.versions.filter(numero=numero - 1).first()
    return avant.spaser if avant else None


# Claims and reports, answered by the team.


@exige(Operation.ATTRIBUER_ORGANISATION)
@require_http_methods(["GET", "HEAD", "POST"])
def revendication(request: RequeteConnectee, pk: int) -> HttpResponse:
    toutes = Revendication.objects.select_related("fiche", "demandeur", "traitee_par")
    trouvee = get_object_or_404(toutes, pk=pk)
    form = requetes.FormVerdict(request.POST or None)
    if _answer(request, trouvee, form, requetes.answer_claim):
        return redirect("registre:moderation")
    membre = Appartenance.objects.actives().filter(
        utilisateur=trouvee.demandeur, organisation__siren=trouvee.siren
    )
    suite = {"identite": describe_siren(trouvee.siren), "membre": membre.exists()}
    return _show(request, "revendication", trouvee, form, suite)


@exige(Operation.MODERER_DEPOT)
@require_http_methods(["GET", "HEAD", "POST"])
def signalement(request: RequeteConnectee, pk: int) -> HttpResponse:
    tous = Signalement.objects.select_related("fiche", "traitee_par")
    trouve = get_object_or_404(tous, pk=pk)
    form = requetes.FormVerdict(request.POST or None)
    if _answer(request, trouve, form, requetes.close_report):
        return redirect("registre:moderation")
    return _show(request, "signalement", trouve, form, {})


_SUCCES: Final[dict[tuple[type[Requete], EtatRequete], str]] = {
    (Revendication, EtatRequete.ACCEPTEE): "La fiche est confiée à l’organisation. La personne est "
    "prévenue.",
    (Revendication, EtatRequete.REFUSEE): "La demande n’est pas retenue. La personne est prévenue.",
}


def _answer(
    request: RequeteConnectee,
    requete: Requete,
    form: requetes.FormVerdict,
    geste: Callable[..., None],
) -> bool:
    """Give the answer that was sent, if any, and say so; a claim is refused with a reason."""
    if request.method != "POST" or not form.is_valid():
        return False
    accepte = request.POST.get("decision") == "accepter"
    etat = EtatRequete.ACCEPTEE if accepte else EtatRequete.REFUSEE
    if isinstance(requete, Revendication) and not accepte and not form.require_reponse():
        return False
    try:
        geste(requete, etat, request.user, timezone.now(), form.cleaned_data["reponse"].strip())
    except (requetes.RequeteRefusee, GesteRefuse) as refus:
        messages.error(request, str(refus))
        return False
    messages.success(request, _SUCCES.get((type(requete), etat), "Le signalement est clos."))
    return True


def _show(
    request: HttpRequest,
    gabarit: str,
    requete: Revendication | Signalement,
    form: requetes.FormVerdict,
    suite: dict[str, Any],
) -> HttpResponse:
    fil = [(TITRE, reverse("registre:moderation")), (requete.fiche.structure, None)]
    contexte = {"fil": fil, "requete": requete, "fiche": requete.fiche, "form": form, **suite}
    return render(request, f"registre/moderation/{gabarit}.html", contexte)


# --- What the team does of published sheets: found in a source, merged, withdrawn, links checked
# ---


RECENSEE: Final = "Fiche recensée d’après une source publique"
REPUBLIEE: Final = "Fiche publiée de nouveau"
LECTURES_MAX: Final = 30
HEURE: Final = timedelta(hours=1)


@exige(Operation.RECENSER_FICHE)
@require_http_methods(["GET", "HEAD", "POST"])
def recenser(request: RequeteConnectee) -> HttpResponse:
    siren = request.GET.get("siren", "")[:20]
    if "lire" in request.POST:
        return _read_source(request, siren)
    if request.method != "POST":
        return _show_recensement(
            request, services.SaisieRecensement(services.start_from(None, siren)[0]), siren
        )
    donnees, liste = versions.turn_page(request.POST, LISTES)
    saisie = services.SaisieRecensement({}, donnees)
    if versions.is_turned(request.POST):
        versions.focus_liste(saisie.repetitions, liste)
        return _show_recensement(request, saisie, siren)
    doublons: list[Fiche] = []
    if saisie.is_valid():
        doublons = envoi.list_doublons(saisie.read())
        if not doublons or saisie.source.cleaned_data["malgre_doublon"]:
            publication = fiches.ActePublication(
                spaser=saisie.read(),
                origine=OrigineFiche.RECENSE,
                maintenant=timezone.now(),
                auteur=request.user,
                motif=RECENSEE,
                confiance=saisie.source.cleaned_data["confiance"],
            )
            fiche = fiches.publish_fiche(publication, None, [saisie.source.make_provenance()])
            messages.success(request, f"La fiche de {fiche.structure} est publiée.")
            return redirect(fiche)
        saisie.source.add_error(
            "malgre_doublon", "Une fiche semble déjà parler de ce schéma : voyez-la plus haut."
        )
    return _show_recensement(request, saisie, siren, doublons=doublons, erreurs=saisie.erreurs)


def _read_source(request: RequeteConnectee, siren: str) -> HttpResponse:
    """Read the page at an address, and propose what it says; nothing is published."""
    lecture = services.FormLecture(request.POST)
    page: PageLue | None = None
    adresse = ""
    if lecture.is_valid():
        adresse = lecture.cleaned_data["page"]
        check_limite("registre.lire", str(request.user.pk), LECTURES_MAX, HEURE)
        with take_attente() as libre:
            try:
                page = read_page(adresse) if libre else None
            except PageRefusee as refus:
                lecture.add_error("page", f"Cette page n’a pas été lue : {refus}.")
        if not libre:
            lecture.add_error("page", "Le site est occupé : recommencez dans un instant.")
    contenu, source = services.start_from(page, siren)
    saisie = services.SaisieRecensement(contenu, source={"source_url": adresse} | source)
    return _show_recensement(request, saisie, siren, lecture=lecture, page=page)


def _show_recensement(
    request: HttpRequest, saisie: services.SaisieRecensement, siren: str, **suite: object
) -> HttpResponse:
    contexte = {
        "fil": _fil_fiches("Recenser un schéma"),
        "saisie": saisie,
        "siren": siren,
        "lecture": services.FormLecture(),
        "page": None,
    }
    return render(request, "registre/moderation/recenser.html", contexte | suite)


@exige(Operation.FUSIONNER_FICHES)
@shows("registre/moderation/doublons.html")
def doublons(request: HttpRequest) -> Rendu:
    return {"fil": _fil_fiches("Doublons"), "paires": envoi.list_paires()}


@exige(Operation.FUSIONNER_FICHES)
@shows("registre/moderation/fusionner.html", envoi=True)
def fusionner_fiches(request: RequeteConnectee, une: int, autre: int) -> Rendu:
    fiches = Fiche.objects.publiees()
    paire = get_object_or_404(fiches, pk=une), get_object_or_404(fiches.exclude(pk=une), pk=autre)
    if request.method == "POST":
        gardee = next((f for f in paire if str(f.pk) == request.POST.get("garder")), None)
        if gardee is not None:
            doublon = paire[0] if gardee is paire[1] else paire[1]
            _merge(doublon, gardee, request.user)
            messages.success(request, "Les deux fiches n’en font plus qu’une.")
            return redirect(gardee)
        messages.error(request, "Choisissez la fiche à garder.")
    return {
        "fil": [*_fil_fiches("Doublons", reverse("registre:doublons")), ("Fusionner", None)],
        "une": paire[0],
        "autre": paire[1],
        "changements": compare_fiches(paire[0].spaser, paire[1].spaser),
    }


@exige(Operation.RETIRER_FICHE)
@shows("registre/moderation/retirer.html", envoi=True)
def retirer_fiche(request: RequeteConnectee, numero: int) -> Rendu:
    connues = Fiche.objects.exclude(etat=EtatFiche.FUSIONNEE)
    fiche = get_object_or_404(connues, pk=numero)
    form = requetes.FormRetrait(request.POST or None)
    if request.method == "POST" and fiche.etat == EtatFiche.RETIREE:
        publication = fiches.ActePublication.like(
            fiche,
            spaser=fiche.spaser,
            maintenant=timezone.now(),
            auteur=request.user,
            motif=REPUBLIEE,
        )
        fiches.publish_fiche(publication, fiche)
        messages.success(request, "La fiche est de nouveau publiée.")
        return redirect(fiche)
    if request.method == "POST" and form.is_valid():
        fiches.withdraw_fiche(fiche, form.cleaned_data["motif"], request.user, timezone.now())
        messages.success(request, "La fiche est retirée du registre.")
        return redirect("registre:moderation")
    return {"fil": _fil_fiches(f"Retirer {fiche.structure}"), "fiche": fiche, "form": form}


@exige(Operation.VERIFIER_LIENS)
@shows("registre/moderation/liens.html", envoi=True)
def liens_morts(request: HttpRequest) -> Rendu:
    if request.method == "POST":
        numero = request.POST.get("lien", "")
        lien = get_object_or_404(services.dead_links(), pk=int(numero) if numero.isdecimal() else 0)
        check_un_lien.enqueue(numero=lien.pk)
        messages.success(request, "L’adresse va être vérifiée de nouveau, dans la minute.")
        return redirect("registre:liens")
    return {
        "fil": _fil_fiches("Liens à corriger"),
        "liens": services.dead_links(),
        "controle": services.count_liens(),
        "illisibles": list_illisibles().select_related("fiche"),
    }


@transaction.atomic
def _merge(doublon: Fiche, gardee: Fiche, auteur: Utilisateur) -> None:
    """Fold one into the other; who kept the first goes on keeping the second."""
    if gardee.organisation is None and doublon.organisation is not None:
        requetes.claim_requete(gardee, doublon.organisation, auteur)
    fiches.merge_fiches(doublon, gardee, auteur, timezone.now())


def _fil_fiches(page: str, adresse: str | None = None) -> list[tuple[str, str | None]]:
    return [(TITRE, reverse("registre:moderation")), (page, adresse)]


# --- What readers and buyers can say of a published sheet ---


DISPARU: Final = 410


@ouverte_a_tous
@never_cache
@shows("registre/moderation/signaler.html", envoi=True)
def signaler(request: HttpRequest, numero: int) -> Rendu:
    fiche = get_object_or_404(Fiche.objects.publiees(), pk=numero)
    signalement = Signalement(fiche=fiche, creee_le=timezone.now())
    form = requetes.FormSignalement(request.POST or None, instance=signalement)
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["site"]:  # a trap that machines fill: keep nothing then
            check_limite("registre.signaler", read_adresse(request), 5, HEURE)
            requetes.report(form.instance)
        messages.success(request, "Merci. L’équipe du programme va vérifier.")
        return redirect(fiche)
    return {
        "fil": fiches.fil_registre("Signaler une erreur", fiche),
        "fiche": fiche,
        "form": form,
    }


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revendiquer(request: HttpRequest, numero: int) -> HttpResponse:
    fiche = get_object_or_404(Fiche.objects.publiees(), pk=numero)
    personne = request.user
    if not personne.is_authenticated:
        if request.method == "POST":
            return HttpResponseRedirect(add_suivant("comptes:connexion", request.path))
        return _show_claim(request, fiche, None, None)
    siennes = organisations_of(personne, Operation.REVENDIQUER_FICHE)
    directe = _find_direct(fiche, siennes)
    if request.method == "POST" and "directe" in request.POST and directe:
        try:
            requetes.claim_requete(fiche, directe, personne)
        except requetes.RequeteRefusee as refus:
            messages.error(request, str(refus))
            return redirect(fiche)
        messages.success(request, f"La fiche est maintenant tenue par {directe.nom}.")
        return redirect("registre:deposer_depuis", numero=fiche.pk)
    premiere = siennes.order_by("nom").first()
    form = requetes.FormRevendication(
        None if "directe" in request.POST else request.POST or None,
        initial={"siren": fiche.siren or (premiere.siren if premiere else "")},
    )
    if request.method == "POST" and form.is_valid():
        return _ask(request, personne, fiche, form)
    return _show_claim(request, fiche, directe, form)


@ouverte_a_tous
@never_cache
@shows("registre/moderation/confirmer.html", envoi=True)
def confirmer_fiche(request: HttpRequest, jeton: str) -> Rendu:
    """Take the link of the yearly mail: still exact, or to be corrected."""
    try:
        fiche = get_object_or_404(Fiche.objects.publiees(), pk=read_jeton(requetes.USAGE, jeton))
        if request.method == "POST":
            use_jeton(requetes.USAGE, jeton)
            fiches.confirm_fiche(fiche, None, timezone.now())
            messages.success(request, "Merci. La fiche est confirmée exacte à ce jour.")
            return redirect(fiche)
    except JetonRefuse as refus:
        fil = fiches.fil_registre("Lien refusé")
        contexte: dict[str, Any] = {"fil": fil, "raison": refus.raison}
        return render(request, "registre/moderation/lien_refuse.html", contexte, status=DISPARU)
    return {"fil": fiches.fil_registre("Toujours exact ?", fiche), "fiche": fiche}


def _find_direct(fiche: Fiche, siennes: QuerySet[Organisation]) -> Organisation | None:
    """Return the organisation that may take the sheet at once: its SIREN says so."""
    if fiche.organisation_id or not fiche.siren:
        return None
    return siennes.filter(siren=fiche.siren).first()


def _ask(
    request: HttpRequest, demandeur: Utilisateur, fiche: Fiche, form: requetes.FormRevendication
) -> HttpResponse:
    check_limite("registre.revendiquer", str(demandeur.pk), 10, HEURE)
    lu = form.cleaned_data
    requetes.ask_claim(fiche, demandeur, lu["siren"], lu["message"], timezone.now())
    messages.success(request, "Votre demande est envoyée. L’équipe du programme vous répondra.")
    return redirect(fiche)


def _show_claim(
    request: HttpRequest,
    fiche: Fiche,
    directe: Organisation | None,
    form: requetes.FormRevendication | None,
) -> HttpResponse:
    en_attente = (
        request.user.is_authenticated
        and Revendication.objects.attendent().filter(fiche=fiche, demandeur=request.user).exists()
    )
    contexte = {
        "fil": fiches.fil_registre("Mettre à jour", fiche),
        "fiche": fiche,
        "directe": directe,
        "form": form,
        "en_attente": en_attente,
    }
    return render(request, "registre/moderation/revendiquer.html", contexte)

"""The queue, and each deposit in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.droits import Operation
from spaser.metier.format_spaser.fichier import read_spaser_dict
from spaser.metier.registre.differences import Changement, compare_fiches
from spaser.metier.registre.fiche import Spaser
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import exige
from spaser.web.organisations.identite import describe_siren
from spaser.web.organisations.models import Appartenance
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.registre.courriels import locate_depot, name_deposant
from spaser.web.registre.depot.selectors import (
    list_doublons,
    list_paires,
    read_histoire,
    read_resume,
)
from spaser.web.registre.depot.vigilance import list_vigilances
from spaser.web.registre.models import Depot, EtatDepot, Revendication, SensRelecture, Signalement
from spaser.web.registre.moderation import requetes, services
from spaser.web.registre.moderation.forms import FormRelecture, FormVerdict
from spaser.web.registre.moderation.services import (
    DELAI,
    LIBELLES,
    File,
    count_files,
    dead_links,
    list_file,
    may_decide_alone,
    write_relecture,
)
from spaser.web.socle.fichiers import serve_fichier
from spaser.web.socle.models import EtatRequete

PAR_PAGE: Final = 25
TITRE: Final = "Modération"
# What each button does, which state it is for, whether it asks for a reason, what is said after.
DECISIONS: Final = {
    "accepter": (services.accept, False, "La fiche est publiée. Le déposant est prévenu."),
    "renvoyer": (services.send_back, True, "Le dépôt est renvoyé avec votre message."),
    "refuser": (services.reject, True, "Le dépôt n’est pas retenu. Le déposant est prévenu."),
    "verifier": (services.mark_checked, False, "La fiche est notée comme vérifiée."),
    "retirer": (services.take_back, True, "La fiche est retirée du registre."),
}


@exige(Operation.MODERER_DEPOT)
@require_safe
def moderation(request: HttpRequest) -> HttpResponse:
    demandee = request.GET.get("file", "")
    choisie = File(demandee) if demandee in set(File) else None
    comptes = count_files()
    maintenant = timezone.now()
    attente = list_file(choisie, maintenant)
    contexte = {
        "fil": [(TITRE, None)],
        "files": [(file, LIBELLES[file], nombre) for file, nombre in comptes.items()],
        "total": sum(comptes.values()),
        "choisie": choisie,
        "page": Paginator(attente, PAR_PAGE).get_page(request.GET.get("page")),
        "presses": sum(ligne.presse for ligne in attente),
        "delai": DELAI.days,
        "maintenant": maintenant,
        "liens_morts": dead_links().count(),
        "doublons": len(list_paires()),
    }
    return render(request, "registre/moderation/file.html", contexte)


@exige(Operation.MODERER_DEPOT)
@require_http_methods(["GET", "HEAD", "POST"])
def depot(request: RequeteConnectee, pk: str) -> HttpResponse:
    trouve = get_object_or_404(_sent(), pk=pk)
    if request.method == "POST" and "avis" in request.POST:
        return _take_avis(request, trouve)
    form = FormVerdict(request.POST or None, initial={"version": trouve.version})
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
        "resume": read_resume(spaser),
        "doublons": list_doublons(spaser, sauf=trouve.fiche),
        "histoire": read_histoire(trouve),
        "vigilances": list_vigilances(trouve, spaser, locate_depot(trouve)),
        "relectures": trouve.relectures.select_related("auteur"),
        "form_avis": FormRelecture(),
        "seul": may_decide_alone(trouve, maintenant),
        "maintenant": maintenant,
    }
    return render(request, "registre/moderation/depot.html", contexte | _read_fichiers(trouve))


def _take_avis(request: RequeteConnectee, trouve: Depot) -> HttpResponse:
    """Keep a second reading, asked for or given; a reserve says why."""
    sens, form = request.POST["avis"], FormRelecture(request.POST)
    if sens not in SensRelecture.values or not trouve.est_a_traiter or not form.is_valid():
        messages.error(request, "Cet avis n’a pas été gardé : relisez la page, puis recommencez.")
    elif sens == SensRelecture.RESERVE and not form.cleaned_data["texte"].strip():
        messages.error(request, "Dites en une phrase ce qui vous arrête.")
    else:
        texte = form.cleaned_data["texte"].strip()
        write_relecture(trouve, SensRelecture(sens), texte, request.user, timezone.now())
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
    publies = {garde.fichier_id: garde.titre for garde in trouve.fiche.fichiers.all()}
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


def _decide(request: RequeteConnectee, trouve: Depot, form: FormVerdict) -> bool:
    decision = DECISIONS.get(request.POST.get("decision", ""))
    if decision is None:
        form.add_error(None, "Choisissez une décision.")
        return False
    geste, motive, succes = decision
    if motive and not form.require_reponse():
        return False
    version = form.cleaned_data["version"]
    reponse = form.cleaned_data["reponse"].strip()
    try:
        geste(trouve, -1 if version is None else version, request.user, timezone.now(), reponse)
    except VersionDepassee:
        trouve.refresh_from_db()
        form.add_error(None, _tell_depasse(trouve))
        form.data = request.POST.copy()
        form.data["version"] = str(trouve.version)
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
    avant: Any = fiche.versions.filter(numero=numero - 1).first()
    lu = read_spaser_dict(avant.contenu) if avant else None
    return lu if isinstance(lu, Spaser) else None


# Claims and reports, answered by the team.


@exige(Operation.ATTRIBUER_ORGANISATION)
@require_http_methods(["GET", "HEAD", "POST"])
def revendication(request: RequeteConnectee, pk: int) -> HttpResponse:
    toutes = Revendication.objects.select_related("fiche", "demandeur", "traitee_par")
    trouvee = get_object_or_404(toutes, pk=pk)
    form = FormVerdict(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answer_claim(request, trouvee, form):
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
    form = FormVerdict(request.POST or None)
    if request.method == "POST" and form.is_valid():
        corrige = request.POST.get("decision") == "accepter"
        etat = EtatRequete.ACCEPTEE if corrige else EtatRequete.REFUSEE
        reponse = form.cleaned_data["reponse"].strip()
        fait = _try(
            request,
            lambda: requetes.close_report(trouve, etat, request.user, timezone.now(), reponse),
            "Le signalement est clos.",
        )
        if fait:
            return redirect("registre:moderation")
    return _show(request, "signalement", trouve, form, {})


def _answer_claim(request: RequeteConnectee, trouvee: Revendication, form: FormVerdict) -> bool:
    reponse = form.cleaned_data["reponse"].strip()
    if request.POST.get("decision") == "accepter":
        return _try(
            request,
            lambda: requetes.accept_claim(trouvee, request.user, timezone.now(), reponse),
            "La fiche est confiée à l’organisation. La personne est prévenue.",
        )
    return form.require_reponse() and _try(
        request,
        lambda: requetes.refuse_claim(trouvee, request.user, timezone.now(), reponse),
        "La demande n’est pas retenue. La personne est prévenue.",
    )


def _try(request: HttpRequest, geste: Callable[[], object], succes: str) -> bool:
    try:
        geste()
    except (requetes.RequeteRefusee, GesteRefuse) as refus:
        messages.error(request, str(refus))
        return False
    messages.success(request, succes)
    return True


def _show(
    request: HttpRequest,
    gabarit: str,
    requete: Revendication | Signalement,
    form: FormVerdict,
    suite: dict[str, Any],
) -> HttpResponse:
    fil = [(TITRE, reverse("registre:moderation")), (requete.fiche.structure, None)]
    contexte = {"fil": fil, "requete": requete, "fiche": requete.fiche, "form": form, **suite}
    return render(request, f"registre/moderation/{gabarit}.html", contexte)

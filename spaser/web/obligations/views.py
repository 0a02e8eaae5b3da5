"""Pages of the duties: for everybody, then for the team that writes their texts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from spaser.faits.lecture import load_faits
from spaser.faits.verification import list_alertes
from spaser.metier.droits import Operation
from spaser.metier.obligations.application import (
    AcheteurConnu,
    Application,
    Echeance,
    apply_all,
    arrange_achats,
    list_echeances,
)
from spaser.metier.obligations.modele import Obligation
from spaser.metier.obligations.redaction import OUVERTS, compare_obligations, may_approve
from spaser.metier.sources import Source
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.obligations import services
from spaser.web.obligations.familles import find_famille, list_groupes
from spaser.web.obligations.forms import (
    LISTES,
    FormNouvelleObligation,
    FormRelecture,
    FormulaireObligations,
    Page,
)
from spaser.web.obligations.models import Redaction
from spaser.web.obligations.selectors import (
    find_fichier,
    find_obligation,
    is_fichier_changed,
    list_tenues,
    read_obligations,
)
from spaser.web.organisations.acces import exige, peut
from spaser.web.socle import reponses
from spaser.web.socle.repetitions import AJOUTER, RETIRER, focus_liste, turn_page
from spaser.web.socle.reponses import Rendezvous

# The days to come of the duties, for a diary.


def write_echeances(echeances: Iterable[Echeance]) -> str:
    """Return the calendar; each day keeps its identifier from one download to the next."""
    return reponses.write_agenda("Obligations des acheteurs", map(_meet, echeances))


def _meet(echeance: Echeance) -> Rendezvous:
    obligation = echeance.obligation
    source = obligation.sources[0]
    a_verifier = f"À vérifier : {obligation.reserve}" if obligation.reserve else ""
    lue = f"Source : {source.libelle} ({source.mention}). Relisez le texte avant de vous y fier."
    return Rendezvous(
        uid=f"{_identify(echeance)}@obligations.spaser",
        redige_le=source.verifie_le,
        jour=echeance.jour,
        titre=obligation.titre,
        description="\n".join(filter(None, [echeance.texte, a_verifier, lue])),
        url=_address(source),
        annuel=echeance.annuelle,
    )


def _address(source: Source) -> str:
    """Return where the text was read; a page that is gone leaves its place to ours."""
    if source.morte_le is None:
        return source.url
    return f"{settings.ADRESSE}{reverse('obligations:source', args=[source.fait])}"


def _identify(echeance: Echeance) -> str:
    """Name a day by what it is: a yearly one by its text, so that each year is the same event."""
    jour = "" if echeance.annuelle else echeance.jour.isoformat()
    cle = f"{echeance.obligation.code} {jour} {echeance.texte}"
    return hashlib.sha256(cle.encode()).hexdigest()[:32]


# The duties of buyers: list, dates to come, and the same dates for a diary.


@require_safe
def liste_obligations(request: HttpRequest) -> HttpResponse:
    """Show the duties of a kind of buyer on a day, those in force first, then by purchases."""
    formulaire, retenues, jour = _select(request)
    famille = formulaire.read_famille()
    requete = request.GET.copy()
    requete.pop("detail", None)
    contexte: dict[str, Any] = {
        "fil": [
            ("Suis-je concerné ?", reverse("espace:concerne")),
            ("Obligations des acheteurs", None),
        ],
        "form": formulaire,
        "nomme": formulaire.make_acheteur().nature is not None,
        "groupes": list_groupes(retenues, famille),
        "nombre": len(retenues),
        "echeances": list_echeances(retenues, jour),
        "jour": jour,
        "un_autre_jour": jour != timezone.localdate(),
        "famille": find_famille(famille) if famille else None,
        "requete": requete.urlencode(),
        "filtree": any(formulaire.cleaned_data.values()),
        "detail": request.GET.get("detail") == "tout",
    }
    return render(request, "obligations/obligations.html", contexte)


@require_safe
@conditional_page
def agenda_obligations(request: HttpRequest) -> HttpResponse:
    """Give the days to come of the same duties as a file for a diary."""
    _, retenues, jour = _select(request)
    texte = write_echeances(list_echeances(retenues, jour))
    reponse = HttpResponse(texte, content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = 'attachment; filename="obligations.ics"'
    return reponse


def _select(request: HttpRequest) -> tuple[FormulaireObligations, list[Application], date]:
    """Return the duties that the address asks for; a filter that cannot be read filters nothing."""
    formulaire = FormulaireObligations(request.GET)
    formulaire.full_clean()
    jour = formulaire.read_jour(timezone.localdate())
    theme, etat = formulaire.read_theme(), formulaire.read_etat()
    applications = apply_all(read_obligations(jour), formulaire.make_acheteur(), jour)
    rangees = arrange_achats(applications, formulaire.read_famille())
    retenues = [
        a for a in rangees if theme in {None, a.obligation.theme} and etat in {None, a.etat}
    ]
    return formulaire, retenues, jour


# The team's pages: every duty, the texts of one, and the one that is being written.

TITRE: Final = "Textes des obligations"
DEPASSEE: Final = (
    "Ce texte a été modifié ailleurs depuis que vous avez ouvert cette page. Votre saisie est "
    "toujours là\u00a0: comparez-la au texte enregistré, plus bas, puis enregistrez de nouveau."
)


@exige(Operation.RELIRE_OBLIGATION)
@require_safe
def textes(request: HttpRequest) -> HttpResponse:
    """List every duty with the state of its text."""
    jour = timezone.localdate()
    lignes = list_tenues(jour)
    contexte = {
        "fil": [(TITRE, None)],
        "alertes": list_alertes(tuple(load_faits().values()), jour),
        "lignes": lignes,
        "a_relire": [ligne.ouverte for ligne in lignes if ligne.est_a_relire],
        "nombre_changes": sum(ligne.fichier_change for ligne in lignes),
    }
    return render(request, "obligations/textes.html", contexte)


@exige(Operation.RELIRE_OBLIGATION)
@require_safe
def une(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is said of a duty today, and every text that was written of it."""
    redactions = Redaction.objects.filter(code=code).select_related("relue_par")
    aujourd_hui = timezone.localdate()
    montree = find_obligation(code, aujourd_hui)
    if montree is None and not redactions:
        raise Http404
    contexte = {
        "fil": fil(montree.titre if montree else redactions[0].titre),
        "code": code,
        "titre": montree.titre if montree else redactions[0].titre,
        "montree": montree,
        "redactions": redactions,
        "ouverte": next((r for r in redactions if r.est_ouverte), None),
        "dans_un_fichier": find_fichier(code) is not None,
        "aujourd_hui": aujourd_hui,
    }
    return render(request, "obligations/une.html", contexte)


@exige(Operation.REDIGER_OBLIGATION)
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: HttpRequest) -> HttpResponse:
    """Name a duty that no file holds, and go on to write it."""
    pris = frozenset(ligne.obligation.code for ligne in list_tenues(timezone.localdate()))
    form = FormNouvelleObligation(request.POST or None, pris)
    if request.method == "POST" and form.is_valid():
        return redirect("obligations:modifier", code=form.cleaned_data["code"])
    contexte = {"fil": fil("Nouvelle obligation"), "form": form}
    return render(request, "obligations/nouvelle.html", contexte)


@exige(Operation.REDIGER_OBLIGATION)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_texte(request: RequeteConnectee, code: str) -> HttpResponse:
    """Write the text of a duty: the one under way, or a new one from what is shown today."""
    ouverte = Redaction.objects.filter(code=code, etat__in=OUVERTS).first()
    depart = ouverte.obligation if ouverte else _find_depart(code)
    if request.method != "POST":
        return _show(request, code, Page(depart, _around(ouverte)), ouverte)
    donnees, liste = turn_page(request.POST, LISTES)
    page = Page(depart, _around(ouverte), donnees)
    if AJOUTER in request.POST or RETIRER in request.POST:
        page.is_valid()
        focus_liste(page.repetitions, liste)
    elif page.is_valid() and (gardee := _keep(request, page, ouverte, donnees)):
        messages.success(request, "Le brouillon est enregistré. Relisez-le, puis envoyez-le.")
        return redirect(gardee)
    return _show(request, code, page, ouverte)


def fil(page: str) -> list[tuple[str, str | None]]:
    """Return the breadcrumb of the team's pages."""
    return [(TITRE, reverse("obligations:textes")), (page, None)]


def _find_depart(code: str) -> Obligation:
    """Return what is shown today, or an empty text for a duty to add."""
    montree = find_obligation(code, timezone.localdate())
    return montree or Obligation(code=code, titre="", resume="", qui="", a_faire=(), sources=())


def _around(ouverte: Redaction | None) -> dict[str, Any]:
    if ouverte is None:
        return {"version": 0, "effet_le": timezone.localdate()}
    return {"version": ouverte.version, "effet_le": ouverte.effet_le, "motif": ouverte.motif}


def _keep(
    request: RequeteConnectee, page: Page, ouverte: Redaction | None, donnees: QueryDict
) -> Redaction | None:
    """Keep what was typed; tell when somebody else has been there meanwhile."""
    saisie, version = page.read(), page.form.cleaned_data["version"] or 0
    if ouverte is None:
        return _start(request, page, saisie)
    try:
        services.save(ouverte, version, saisie, request.user, timezone.now())
    except VersionDepassee:
        page.form.add_error(None, DEPASSEE)
        page.ecarts = compare_obligations(ouverte.obligation, saisie.obligation)
        donnees["version"] = str(ouverte.version)
        return None
    except services.TexteRefuse as refus:
        page.form.add_error(None, str(refus))
        return None
    return ouverte


def _start(request: RequeteConnectee, page: Page, saisie: services.TexteSaisi) -> Redaction | None:
    try:
        return services.start_texte(saisie, request.user, timezone.now())
    except services.TexteRefuse as refus:
        page.form.add_error(None, str(refus))
        return None


def _show(request: HttpRequest, code: str, page: Page, ouverte: Redaction | None) -> HttpResponse:
    contexte = {
        "fil": fil(page.obligation.titre or code),
        "code": code,
        "page": page,
        "ouverte": ouverte,
        "fichier_change": ouverte is not None and is_fichier_changed(ouverte),
    }
    return render(request, "obligations/modifier.html", contexte)


# One text of a duty: what it changes, and what its second reader decides.

_DEPASSEE: Final = "Ce texte a changé entre-temps : relisez-le avant de décider."
_REDIGER, _RELIRE = Operation.REDIGER_OBLIGATION, Operation.RELIRE_OBLIGATION


@exige(_RELIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def lire_texte(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Show a text and what it changes; by POST, move it on."""
    redaction = get_object_or_404(Redaction.objects.select_related("relue_par"), pk=pk)
    form = FormRelecture(request.POST or None, initial={"version": redaction.version})
    if request.method == "POST" and form.is_valid() and _decide(request, redaction, form):
        return redirect(redaction)
    redaction.refresh_from_db()
    return _show_relecture(request, redaction, form)


def _decide(request: RequeteConnectee, redaction: Redaction, form: FormRelecture) -> bool:
    """Do what the button says; tell on the page what may not be done."""
    geste = request.POST.get("geste", "")
    if geste not in _GESTES:
        form.add_error(None, "Choisissez un des boutons de la page.")
        return False
    operation, act, message = _GESTES[geste]
    if not peut(request, operation):
        raise PermissionDenied
    lu = form.cleaned_data
    try:
        act(redaction, lu["version"], request.user, timezone.now(), lu["reponse"] or "")
    except VersionDepassee:
        form.add_error(None, _DEPASSEE)
        return False
    except services.TexteRefuse as refus:
        form.add_error(None, str(refus))
        return False
    messages.success(request, message)
    return True


def _show_relecture(
    request: RequeteConnectee, redaction: Redaction, form: FormRelecture
) -> HttpResponse:
    aujourd_hui = timezone.localdate()
    fichier = find_fichier(redaction.code)
    redacteurs = list(redaction.redacteurs.order_by("pk"))
    contexte = {
        "fil": [
            *fil(redaction.titre)[:-1],
            (redaction.titre, reverse("obligations:une", args=[redaction.code])),
            (f"Texte {redaction.numero}", None),
        ],
        "redaction": redaction,
        "obligation": redaction.obligation,
        "applications": apply_all([redaction.obligation], AcheteurConnu(), redaction.effet_le),
        "changements": compare_obligations(
            find_obligation(redaction.code, aujourd_hui), redaction.obligation
        ),
        "ecarts": compare_obligations(fichier, redaction.obligation) if fichier else (),
        "dans_un_fichier": fichier is not None,
        "fichier_change": is_fichier_changed(redaction),
        "form": form,
        "redacteurs": redacteurs,
        "peut_approuver": may_approve(request.user.pk, [r.pk for r in redacteurs]),
        "peut_rediger": peut(request, _REDIGER),
        "est_montree": redaction.etat == "approuvee" and redaction.effet_le <= aujourd_hui,
    }
    return render(request, "obligations/texte.html", contexte)


def _without_reponse(act: Callable[..., None]) -> Callable[..., None]:
    """Give every gesture the same arguments."""
    return lambda redaction, version, auteur, quand, _reponse: act(
        redaction, version, auteur, quand
    )


_GESTES: Final = {
    "envoyer": (
        _REDIGER,
        _without_reponse(services.submit_texte),
        "Le texte est envoyé à la relecture. Une autre personne doit l’approuver.",
    ),
    "approuver": (_RELIRE, services.approve, "Le texte est approuvé."),
    "renvoyer": (_RELIRE, services.ask_changes, "Le texte est renvoyé à ses rédacteurs."),
    "abandonner": (
        _REDIGER,
        _without_reponse(services.abandon_texte),
        "Le brouillon est abandonné.",
    ),
    "retirer": (_RELIRE, services.withdraw_texte, "Le texte est retiré."),
}

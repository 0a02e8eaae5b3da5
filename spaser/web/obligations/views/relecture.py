"""One text of a duty: what it changes, and what its second reader decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from spaser.metier.droits import Operation
from spaser.metier.obligations.application import AcheteurConnu, apply_all
from spaser.metier.obligations.redaction import compare_obligations, may_approve
from spaser.web.commun.versions import VersionDepassee
from spaser.web.obligations import services
from spaser.web.obligations.forms.redaction import FormRelecture
from spaser.web.obligations.models import Redaction
from spaser.web.obligations.selectors import find_fichier, find_obligation, is_fichier_changed
from spaser.web.obligations.views.redaction import fil
from spaser.web.organisations.acces import exige, peut

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaser.web.comptes.connexion import RequeteConnectee

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
    return _show(request, redaction, form)


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


def _show(request: RequeteConnectee, redaction: Redaction, form: FormRelecture) -> HttpResponse:
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

"""What buyers tell, read again by the team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.droits import Operation
from spaser.metier.pratiques import EtatRecit
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import exige
from spaser.web.pratiques import services
from spaser.web.pratiques.forms import FormReponse
from spaser.web.pratiques.models import Recit
from spaser.web.pratiques.selectors import find_publiee, list_alertes, list_attente
from spaser.web.pratiques.textes import name_familles

TITRE: Final = "Pratiques à relire"
MONTREES: Final = 50
_DECISIONS: Final[dict[str, tuple[Callable[..., Any], str]]] = {
    "accepter": (services.accept_recit, "La pratique est publiée. La personne est prévenue."),
    "renvoyer": (services.send_back, "La pratique est renvoyée avec votre message."),
    "refuser": (services.refuse_recit, "La pratique n’est pas retenue. La personne est prévenue."),
}
_REPRISE: Final = "Son acheteur la modifie\u00a0: elle reviendra ici quand il l’enverra."
_CHANGE: Final = "La pratique a changé depuis\u00a0: relisez-la ci-dessous, puis décidez."


@exige(Operation.RELIRE_TEXTE)
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    traites = Recit.objects.filter(traite_le__isnull=False).exclude(etat=EtatRecit.ENVOYEE)
    contexte = {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "attente": list_attente()[:MONTREES],
        "traites": traites.select_related("espace", "traite_par").order_by("-traite_le")[:MONTREES],
    }
    return render(request, "pratiques/file.html", contexte)


@exige(Operation.RELIRE_TEXTE)
@require_http_methods(["GET", "HEAD", "POST"])
def relire(request: RequeteConnectee, pk: int) -> HttpResponse:
    lus = Recit.objects.select_related("espace__organisation", "auteur", "traite_par")
    recit = get_object_or_404(lus, pk=pk)
    if recit.est_ouvert and recit.envoye_le is not None and request.method == "POST":
        messages.error(request, _REPRISE)
        return redirect("pratiques:file")
    if recit.est_ouvert:
        raise Http404
    form = FormReponse(request.POST or None, initial={"version": recit.version})
    if request.method == "POST" and form.is_valid() and _decide(request, recit, form):
        return redirect("pratiques:file")
    contexte = {
        "fil": [(TITRE, reverse("pratiques:file")), (recit.titre, None)],
        "recit": recit,
        "pratique": recit.lu,
        "familles": name_familles(recit.lu),
        "alertes": list_alertes(recit),
        "publiee": find_publiee(recit, timezone.localdate()),
        "form": form,
    }
    return render(request, "pratiques/relire.html", contexte)


def _decide(request: RequeteConnectee, recit: Recit, form: FormReponse) -> bool:
    """Do what the button says; tell on the page what may not be done."""
    decision = _DECISIONS.get(request.POST.get("decision", ""))
    if decision is None:
        form.add_error(None, "Choisissez un des boutons de la page.")
        return False
    act, message = decision
    lu = form.cleaned_data
    try:
        act(recit, lu["version"], request.user, timezone.now(), lu["reponse"] or "")
    except VersionDepassee:
        form.add_error(None, _CHANGE)
        form.data = request.POST.copy()
        form.data["version"] = str(recit.version)
        return False
    except services.RecitRefuse as refus:
        recit.refresh_from_db()
        form.add_error(None, str(refus))
        form.data = request.POST.copy()
        form.data["version"] = str(recit.version)
        return False
    messages.success(request, message)
    return True

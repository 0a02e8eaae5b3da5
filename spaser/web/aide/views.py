"""The pages of the help."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.web.aide.guide import load_guide, load_sommaire
from spaser.web.aide.indexation import NOM
from spaser.web.config.reglages import read_reglage
from spaser.web.recherche.reponses import answer

TROUVAILLES_MAX: Final = 20


@require_safe
def sommaire(request: HttpRequest) -> HttpResponse:
    reponse = answer(request.GET.get("q", ""), timezone.localdate(), NOM)
    demande = reponse.demande
    contexte = {
        "fil": [("Aide", reverse("aide:sommaire") if demande else None)]
        + ([("Recherche", None)] if demande else []),
        "demande": demande,
        "reponse": reponse,
        "trouves": reponse.groupes[0].resultats[:TROUVAILLES_MAX] if reponse.groupes else (),
        "guide": load_sommaire(),
        "interlocuteur": read_interlocuteur(),
    }
    return render(request, "aide/sommaire.html", contexte)


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    trouvee = load_guide().get(code)
    if trouvee is None:
        raise Http404
    contexte = {
        "fil": [("Aide", reverse("aide:sommaire")), (trouvee.titre, None)],
        "page": trouvee,
        "interlocuteur": read_interlocuteur(),
    }
    return render(request, "aide/page.html", contexte)


def read_interlocuteur() -> tuple[str, str]:
    """Return the name and the address of who answers questions; two empty texts for nobody."""
    donne = read_reglage("SPASER_AIDE_CONTACT") or read_reglage("SPASER_CONTACT")
    return parseaddr(donne)

"""A discussion at the foot of any page of a space.

`{% load discussion %}{% discussion espace "chiffres:SOC-01" titre %}`: a key that names the thing
for ever, and its name for readers. The path of the page is where a mail will lead.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import RequestContext

from spaser.metier.droits import Operation
from spaser.web.commun.discussions import (
    Sujet,
    find_discussion,
    list_collegues,
    read_commentaires,
    sign_sujet,
)
from spaser.web.commun.forms import FormCommentaire
from spaser.web.organisations.espaces import is_visite, peut_dans
from spaser.web.organisations.models import Espace

register = template.Library()


@register.inclusion_tag("commun/discussion.html", takes_context=True)
def discussion(context: RequestContext, espace: Espace, objet: str, titre: str) -> dict[str, Any]:
    request = context["request"]
    trouvee = find_discussion(espace, objet)
    ecrire = peut_dans(request, espace, Operation.COMMENTER)
    collegues = list_collegues(espace, request.user) if ecrire else []
    return {
        "espace": espace,
        "personne": request.user,
        "discussion": trouvee,
        "commentaires": read_commentaires(trouvee, request.user),
        "ecrire": ecrire,
        "visite": espace.est_garde or is_visite(request, espace),
        "form": FormCommentaire(collegues=collegues),
        "sujet": sign_sujet(espace, Sujet(objet, titre, request.path)),
        "csp_nonce": context["csp_nonce"],
    }

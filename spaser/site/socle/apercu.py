"""What a page says of itself where its address is shared (Open Graph), and its picture.

A page whose template writes its own `description` is one to share; the others say nothing.
"""

import re
from functools import lru_cache
from html import unescape
from typing import Final

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.documents.rendus.images import draw_apercu
from spaser.site.socle.courriels.envoi import absolute_url
from spaser.site.socle.reglages import URLS_PUBLIQUES

GARDE: Final = 7 * 24 * 3600  # seconds: the address of a picture holds all of its words
_DESSINS: Final = 64
_LIGNES: Final = re.compile(r"[ \n]+")  # unbreakable spaces stay


def read_apercu(contexte: Context) -> dict[str, str]:
    """Return what a page of `socle/page.html` says of itself; nothing without its own words.

    Nor at an address that is not public, where a draft is shown in its place, nor when the visitor
    asked for something: the site signs none of her words.
    """
    blocs, request = contexte.render_context.get(BLOCK_CONTEXT_KEY), contexte.get("request")
    if blocs is None or len(blocs.blocks["description"]) == 1:
        return {}
    if request is None or not _is_publique(request):
        return {}
    titre, phrase = (
        _LIGNES.sub(" ", unescape(blocs.get_block(nom).render(contexte))).strip()
        for nom in ("titre", "description")
    )
    jeton = _sceau().sign_object([titre, phrase], compress=True)
    return {
        "titre": titre,
        "phrase": phrase,
        "adresse": absolute_url(request.path),
        "image": absolute_url(reverse("socle:apercu", args=[jeton])),
    }


@require_safe
def image_apercu(request: HttpRequest, jeton: str) -> HttpResponse:
    """Draw the words that a page of the site signed, and no others."""
    try:
        titre, phrase = _sceau().unsign_object(jeton)
    except BadSignature:
        raise Http404 from None
    reponse = HttpResponse(_draw(titre, phrase, request.get_host()), content_type="image/png")
    reponse["Cache-Control"] = f"public, max-age={GARDE}"
    return reponse


_draw = lru_cache(_DESSINS)(draw_apercu)


def _is_publique(request: HttpRequest) -> bool:
    vue = request.resolver_match
    demandee = request.META["PATH_INFO"] == request.path_info  # False: a draft is being previewed
    return vue is not None and demandee and vue.view_name in URLS_PUBLIQUES and not request.GET


def _sceau() -> Signer:
    return Signer(salt="apercu")

"""A code by mail before what cannot be taken back, where no second factor guards the session.

The page that asks for it holds what was being sent, and sends it again with the code: nothing typed
is lost, and the gesture goes on at its own address.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from spaser.web.comptes.connexion import auteur_of
from spaser.web.comptes.courriels import DUREE_CODE, draw_code, tell_geste
from spaser.web.comptes.forms import FormCodeRecu
from spaser.web.comptes.sessions import read_instant
from spaser.web.socle.limites import TropDeDemandes, answer_trop, check_limite

ESSAIS: Final = 5
DUREE_ACCORD: Final = timedelta(minutes=15)
_ENVOIS: Final = 5  # codes mailed to one account in a quarter of an hour
_CLE_CODE: Final = "geste_code"
_CLE_ACCORD: Final = "geste_confirme_le"
_CHAMP: Final = "code_recu"
_RENVOI: Final = "code_renvoye"
_A_PART: Final = frozenset({"csrfmiddlewaretoken", _CHAMP, _RENVOI})

MAUVAIS: Final = "Ce code n’est pas celui que nous vous avons envoyé. Vérifiez-le."
PERIME: Final = "Ce code ne vaut plus. Demandez-en un nouveau."


class GesteAConfirmer(Exception):
    """A gesture that waits for its code; `faute` says what is wrong with the one just typed."""

    def __init__(self, acte: str, faute: str = "") -> None:
        super().__init__(acte)
        self.acte = acte
        self.faute = faute


def confirm_geste(request: HttpRequest, acte: str) -> None:
    """Let a checked gesture go on, or have its code asked for; `acte` says what it does, in French.

    A session that a second factor or ProConnect has proved goes on; so does one that gave a code
    within a quarter of an hour, and a demonstration, where nothing can be harmed.
    """
    if not _is_due(request):
        return
    saisi = request.POST.get(_CHAMP)
    if saisi is None or _RENVOI in request.POST:
        raise GesteAConfirmer(acte)
    if faute := _find_faute(request, acte, saisi):
        raise GesteAConfirmer(acte, faute)
    del request.session[_CLE_CODE]
    request.session[_CLE_ACCORD] = timezone.now().isoformat()


class ConfirmationDesGestes:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Send the code once, then show the page; leave other exceptions to others."""
        if not isinstance(exception, GesteAConfirmer):
            return None
        if not exception.faute and (_RENVOI in request.POST or not _waits(request, exception.acte)):
            try:
                _send(request, exception.acte)
            except TropDeDemandes as trop:
                return answer_trop(request, trop)
        return _ask(request, exception)


def _is_due(request: HttpRequest) -> bool:
    if settings.DEMONSTRATION or not request.user.is_authenticated or request.user.is_verified():
        return False
    accord = read_instant(request.session.get(_CLE_ACCORD))
    return accord is None or timezone.now() - accord >= DUREE_ACCORD


def _send(request: HttpRequest, acte: str) -> None:
    """Have a code mailed; the former one opens nothing any more."""
    utilisateur = auteur_of(request)
    check_limite("geste.envoi", str(utilisateur.pk), _ENVOIS, DUREE_ACCORD)
    le = timezone.now().isoformat()
    request.session[_CLE_CODE] = {"acte": acte, "chemin": request.path, "le": le}
    tell_geste(utilisateur, utilisateur, acte, request.path, le)


def _waits(request: HttpRequest, acte: str) -> bool:
    """Say whether a code sent for this gesture, at this address, is still good."""
    envoye = request.session.get(_CLE_CODE) or {}
    sien = (envoye.get("acte"), envoye.get("chemin")) == (acte, request.path)
    le = read_instant(envoye["le"]) if sien else None
    return le is not None and timezone.now() - le < DUREE_CODE


def _find_faute(request: HttpRequest, acte: str, saisi: str) -> str:
    """Say what is wrong with a code, or nothing; each try counts."""
    if not _waits(request, acte):
        return PERIME
    if not saisi.strip():
        return MAUVAIS
    envoye = request.session[_CLE_CODE]
    try:
        check_limite("geste.code", f"{auteur_of(request).pk}:{envoye['le']}", ESSAIS, DUREE_CODE)
    except TropDeDemandes:
        return PERIME
    attendu = draw_code(auteur_of(request), acte, request.path, envoye["le"])
    return "" if constant_time_compare(attendu, "".join(saisi.split())) else MAUVAIS


def _ask(request: HttpRequest, geste: GesteAConfirmer) -> HttpResponse:
    form = FormCodeRecu(request.POST if geste.faute else None)
    if form.is_valid():
        form.add_error(_CHAMP, geste.faute)
    contexte = {
        "form": form,
        "acte": geste.acte,
        "champs": [(n, v) for n, v in request.POST.lists() if n not in _A_PART],
        "fichiers": bool(request.FILES),
        "courriel": auteur_of(request).courriel,
        "fil": [("Confirmer par un code", None)],
    }
    reponse = render(request, "comptes/geste.html", contexte)
    reponse["Cache-Control"] = "no-store"
    return reponse

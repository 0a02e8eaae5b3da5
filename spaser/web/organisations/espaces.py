"""Who enters a space: the members of its organisation, or the one owner of a trial.

Two kinds are read, not written: a trial that its owner kept when she joined an organisation, and
the space of the demonstration, which the setting `ESPACE_VISITABLE` names and anybody may visit
without an account. Their pages are read, whatever right they ask of a member.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from spaser.metier.droits import VISITE, Operation
from spaser.web.organisations.acces import Portee, ask_of, declare, peut, visible_organisations
from spaser.web.organisations.models import Espace, Organisation
from spaser.web.organisations.notices import name_fichier
from spaser.web.organisations.selectors import list_siens
from spaser.web.organisations.services.espaces import make_espace

type Vue = Callable[..., HttpResponseBase]
type Pas = tuple[str, str | None]

LECTURE: Final = frozenset({"GET", "HEAD"})
MON_ESPACE: Final = "Mon espace"
_RELUS: Final = "essais_relus"  # by SIREN, the kept trials that a session reads again


def find_espace(request: HttpRequest, siren: str) -> Espace | None:
    """Return the space that this person may enter for a SIREN: hers before a visit.

    PermissionDenied for an organisation that she knows of without being one of its members.
    """
    if relu := _find_relu(request, siren):
        return relu
    connues = visible_organisations(request).select_related("espace")
    organisation = connues.filter(siren=siren).first()
    if organisation and peut(request, Operation.VOIR_ESPACE, organisation):
        return _enter(organisation)
    if request.user.is_authenticated and (sien := list_siens(request.user, siren).first()):
        return sien
    if visite := find_visite(siren):
        return visite
    if organisation:
        raise PermissionDenied
    return None


def find_visite(siren: str) -> Espace | None:
    if not siren or siren != settings.ESPACE_VISITABLE:
        return None
    espaces = Espace.objects.select_related("organisation")
    return espaces.filter(organisation__siren=siren).first()


def is_visite(request: HttpRequest, espace: Espace) -> bool:
    """Say whether this person only looks round the demonstration."""
    if espace.est_essai or espace.siren != settings.ESPACE_VISITABLE:
        return False
    return not peut(request, Operation.VOIR_ESPACE, espace.organisation)


def peut_dans(request: HttpRequest, espace: Espace, operation: Operation) -> bool:
    """Say whether this person may do that in this space: in a trial, its owner may everything."""
    if espace.est_garde or is_visite(request, espace):
        return operation in VISITE
    return espace.est_essai or peut(request, operation, espace.organisation)


def reread_essai(request: HttpRequest, essai: Espace) -> None:
    """Show a kept trial at the addresses of its SIREN, until this session leaves it."""
    request.session[_RELUS] = request.session.get(_RELUS, {}) | {essai.siren: essai.pk}


def leave_essai(request: HttpRequest, essai: Espace) -> None:
    """Show the space of today again at the addresses of the SIREN of a kept trial."""
    relus = request.session.get(_RELUS, {})
    request.session[_RELUS] = {siren: pk for siren, pk in relus.items() if pk != essai.pk}


def is_relu(request: HttpRequest, espace: Espace) -> bool:
    """Say whether this session asked for a kept trial, which hides the space of today."""
    relus: dict[str, int] = request.session.get(_RELUS, {})
    return relus.get(espace.siren) == espace.pk


def may_follow(request: HttpRequest, espace: Espace, adresse: str) -> bool:
    """Say whether this person may open an address of this space, by the right its view asks."""
    operation = ask_of(adresse)
    return operation is None or _may_open(request, espace, operation)


def is_ouverte(request: HttpRequest, siren: str = "", **_: object) -> bool:
    """Say whether this address is read, not written, in the space that anybody may visit."""
    return request.method in LECTURE and bool(siren) and siren == settings.ESPACE_VISITABLE


def exige_espace(operation: Operation) -> Callable[[Vue], Vue]:
    """Turn the `siren` of the address into `espace`, and ask a right in it before a view.

    404 for a space of which this person knows nothing, 403 for a right she lacks. The space of the
    demonstration is read without an account.
    """

    def decorate(vue: Vue) -> Vue:
        @wraps(vue)
        def wrapped(request: HttpRequest, siren: str, **kwargs: Any) -> HttpResponseBase:
            espace = find_espace(request, siren)
            if espace is None:
                raise Http404
            if not _may_open(request, espace, operation):
                raise PermissionDenied
            return name_fichier(vue(request, espace=espace, **kwargs), espace)

        wrapped.__dict__["sans_compte"] = is_ouverte
        return declare(wrapped, Portee.ORGANISATION, operation)

    return decorate


def fil_espace(request: HttpRequest, espace: Espace | None = None, *suite: Pas) -> list[Pas]:
    if espace is None:
        return [(MON_ESPACE, None)]
    ici = (espace.nom, espace.get_absolute_url() if suite else None)
    if is_visite(request, espace):
        return [ici, *suite]
    return [(MON_ESPACE, reverse("accueil:espaces")), ici, *suite]


def _may_open(request: HttpRequest, espace: Espace, operation: Operation) -> bool:
    if espace.est_garde or is_visite(request, espace):
        return request.method in LECTURE
    return peut_dans(request, espace, operation)


def _enter(organisation: Organisation) -> Espace:
    """Return the space of an organisation; one recorded without is given its own."""
    connu = getattr(organisation, "espace", None)
    return connu or make_espace(organisation)


def _find_relu(request: HttpRequest, siren: str) -> Espace | None:
    """Return the kept trial that this session reads again at the addresses of a SIREN."""
    if not request.user.is_authenticated:
        return None
    numero = request.session.get(_RELUS, {}).get(siren)
    if numero is None:
        return None
    return list_siens(request.user, siren).filter(pk=numero, essai_fini_le__isnull=False).first()

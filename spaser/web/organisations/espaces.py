"""Who enters a space: the members of its organisation, or the one owner of a trial.

One space may be visited by anybody, without an account: that of the demonstration, which the
setting `ESPACE_VISITABLE` names. Its pages are read, whatever right they ask of a member; nothing
is ever written there by a visitor.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from spaser.metier.droits import VISITE, Operation
from spaser.web.organisations.acces import Portee, peut, visible_organisations
from spaser.web.organisations.models import Organisation
from spaser.web.organisations.selectors import list_espaces

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from spaser.web.organisations.models import EspaceEssai

    type Vue = Callable[..., HttpResponseBase]
    type Pas = tuple[str, str | None]

LECTURE: Final = frozenset({"GET", "HEAD"})
MON_ESPACE: Final = "Mon espace"


@dataclass(frozen=True)
class Espace:
    """Where one works for a buyer: `organisation`, or `essai` for a private trial.

    `visite` is for who only looks round the demonstration.
    """

    siren: str
    nom: str
    organisation: Organisation | None = None
    essai: EspaceEssai | None = None
    visite: bool = False

    @property
    def attaches(self) -> dict[str, Any]:
        """Return what its lines carry: every reading and writing goes through it."""
        return {"organisation": self.organisation, "essai": self.essai}

    def get_absolute_url(self) -> str:
        """Return its first page."""
        return reverse("accueil:essentiel", args=[self.siren])


def find_espace(request: HttpRequest, siren: str) -> Espace | None:
    """Return the space that this person may enter for a SIREN: hers before a visit.

    PermissionDenied for an organisation that she knows of without being one of its members.
    """
    organisation = visible_organisations(request).filter(siren=siren).first()
    if organisation and peut(request, Operation.VOIR_ESPACE, organisation):
        return Espace(siren, organisation.nom, organisation=organisation)
    if request.user.is_authenticated and (essai := _find_essai(request, siren)):
        return Espace(siren, essai.nom, essai=essai)
    if visite := find_visite(siren):
        return visite
    if organisation:
        raise PermissionDenied
    return None


def find_visite(siren: str) -> Espace | None:
    """Return the space of the demonstration, as a visitor enters it."""
    if not siren or siren != settings.ESPACE_VISITABLE:
        return None
    organisation = Organisation.objects.filter(siren=siren).first()
    if organisation is None:
        return None
    return Espace(siren, organisation.nom, organisation=organisation, visite=True)


def peut_dans(request: HttpRequest, espace: Espace, operation: Operation) -> bool:
    """Say whether this person may do that in this space: in a trial, its owner may everything."""
    if espace.visite:
        return operation in VISITE
    return espace.essai is not None or peut(request, operation, espace.organisation)


def is_visite(request: HttpRequest, siren: str = "", **_: object) -> bool:
    """Say whether this address is read, not written, in the space that anybody may visit."""
    return request.method in LECTURE and bool(siren) and siren == settings.ESPACE_VISITABLE


def exige_espace(operation: Operation) -> Callable[[Vue], Vue]:
    """Turn the `siren` of the address into `espace`, and ask a right in it before a view.

    404 for a space of which this person knows nothing, 403 for a right she lacks. The space of the
    demonstration is read without an account.
    """

    def decorate(vue: Vue) -> Vue:
        @wraps(vue)
        def wrapped(request: HttpRequest, siren: str, **kwargs) -> HttpResponseBase:
            espace = find_espace(request, siren)
            if espace is None:
                raise Http404
            if not _may_open(request, espace, operation):
                raise PermissionDenied
            return vue(request, espace=espace, **kwargs)

        wrapped.portee = Portee.ORGANISATION
        wrapped.operation = operation
        wrapped.sans_compte = is_visite
        return wrapped

    return decorate


def fil_espace(espace: Espace | None = None, *suite: Pas) -> list[Pas]:
    """Return the breadcrumb of a page of a space, or of the list of spaces."""
    if espace is None:
        return [(MON_ESPACE, None)]
    ici = (espace.nom, espace.get_absolute_url() if suite else None)
    if espace.visite:
        return [ici, *suite]
    return [(MON_ESPACE, reverse("accueil:espaces")), ici, *suite]


def _may_open(request: HttpRequest, espace: Espace, operation: Operation) -> bool:
    if espace.visite:
        return request.method in LECTURE
    return peut_dans(request, espace, operation)


def _find_essai(request: HttpRequest, siren: str) -> EspaceEssai | None:
    return list_espaces(request.user).filter(siren=siren).first()

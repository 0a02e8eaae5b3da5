"""Who enters a space: the members of its organisation, or the one owner of a trial."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.organisations.acces import Portee, peut, visible_organisations
from spaser.web.organisations.selectors import list_espaces

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from spaser.web.organisations.models import EspaceEssai, Organisation

    type Vue = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Espace:
    """Where one works for a buyer: `organisation`, or `essai` for a private trial."""

    siren: str
    nom: str
    organisation: Organisation | None = None
    essai: EspaceEssai | None = None

    @property
    def attaches(self) -> dict[str, Any]:
        """Return what its lines carry: every reading and writing goes through it."""
        return {"organisation": self.organisation, "essai": self.essai}

    def get_absolute_url(self) -> str:
        """Return its first page."""
        return reverse("espace:essentiel", args=[self.siren])


def find_espace(request: HttpRequest, siren: str) -> Espace | None:
    """Return the space that this person may enter for a SIREN.

    PermissionDenied for an organisation that she knows of without being one of its members.
    """
    organisation = visible_organisations(request).filter(siren=siren).first()
    if organisation and peut(request, Operation.VOIR_ESPACE, organisation):
        return Espace(siren, organisation.nom, organisation=organisation)
    essai = list_espaces(request.user).filter(siren=siren).first()
    if essai:
        return Espace(siren, essai.nom, essai=essai)
    if organisation:
        raise PermissionDenied
    return None


def peut_dans(request: HttpRequest, espace: Espace, operation: Operation) -> bool:
    """Say whether this person may do that in this space: in a trial, its owner may everything."""
    return espace.essai is not None or peut(request, operation, espace.organisation)


def exige_espace(operation: Operation) -> Callable[[Vue], Vue]:
    """Turn the `siren` of the address into `espace`, and ask a right in it before a view.

    404 for a space of which this person knows nothing, 403 for a right she lacks.
    """

    def decorate(vue: Vue) -> Vue:
        @wraps(vue)
        def wrapped(request: HttpRequest, siren: str, **kwargs) -> HttpResponseBase:
            espace = find_espace(request, siren)
            if espace is None:
                raise Http404
            if not peut_dans(request, espace, operation):
                raise PermissionDenied
            return vue(request, espace=espace, **kwargs)

        wrapped.portee = Portee.ORGANISATION
        wrapped.operation = operation
        return wrapped

    return decorate

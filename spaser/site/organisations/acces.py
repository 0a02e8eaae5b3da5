"""Rights as views and templates ask for them: the roles come from here, the rules from `metier`."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import resolve
from django.utils import timezone

from spaser.documents.onglets import Cellule, Notice
from spaser.regles import droits
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations import models

type Personne = Utilisateur | AnonymousUser
type Vue = Callable[..., HttpResponseBase]

_TENUS: Final = "_roles_tenus"  # what a request has already asked the database
_SUIVI: Final = "_suivi"
LU: Final = "conseil.lu"  # the readings of advisers, counted by the scheduler


class Portee(StrEnum):
    """On what a view checks its operation; tests walk every URL by it."""

    PUBLIQUE = "publique"  # anyone
    PERSONNE = "personne"  # anyone signed in, on what is hers
    SITE = "site"  # a role of the programme
    ORGANISATION = "organisation"  # a role in the organisation of the address


def roles_of(
    utilisateur: Personne, organisation: models.Organisation | None = None
) -> frozenset[droits.Role]:
    """Gather the roles held in the programme and, if one is given, in an organisation.

    A role of the programme counts only once the session has given its second factor.
    """
    if not utilisateur.is_authenticated or not utilisateur.is_active:
        return frozenset()
    roles = _programme_roles(utilisateur)
    return roles if organisation is None else roles.union(_read_roles(utilisateur, organisation))


def owes_second_facteur(utilisateur: Utilisateur) -> bool:
    """Say whether the programme, or an organisation of this person, asks for a second factor."""
    roles = models.RoleProgramme.objects.filter(utilisateur=OuterRef("pk"))
    exigeantes = models.Appartenance.objects.actives().filter(
        utilisateur=OuterRef("pk"), organisation__second_facteur_exige=True
    )
    suivies = models.Accompagnement.objects.en_cours().filter(
        utilisateur=OuterRef("pk"), organisation__second_facteur_exige=True
    )
    connue = Utilisateur.objects.filter(pk=utilisateur.pk)
    return connue.filter(Exists(roles) | Exists(exigeantes) | Exists(suivies)).exists()


def roles_for(
    request: HttpRequest, organisation: models.Organisation | None = None
) -> frozenset[droits.Role]:
    """Gather the roles of the person of a request, asked of the database once a request."""
    tenus: dict[int | None, frozenset[droits.Role]] = request.__dict__.setdefault(_TENUS, {})
    cle = organisation.pk if organisation else None
    if cle not in tenus:
        tenus[cle] = _gather(request, organisation)
    return tenus[cle]


def forget_roles(request: HttpRequest) -> None:
    """Ask the database again: a right has just changed."""
    request.__dict__.pop(_TENUS, None)


def peut(
    request: HttpRequest,
    operation: droits.Operation,
    organisation: models.Organisation | None = None,
) -> bool:
    return droits.can(roles_for(request, organisation), operation)


def ask_of(adresse: str) -> droits.Operation | None:
    """Return the right that the view of an address asks; None where it asks for none."""
    operation: droits.Operation | None = getattr(
        resolve(urlsplit(adresse).path).func, "operation", None
    )
    return operation


def allow(operation: droits.Operation) -> Callable[[HttpRequest], bool]:
    """Return a rule for links of the site: who is signed in and may do that."""
    return lambda request: request.user.is_authenticated and peut(request, operation)


def visible_organisations(request: HttpRequest) -> QuerySet[models.Organisation]:
    """Return the organisations this person may know of: hers, those she advises, or all."""
    if not request.user.is_authenticated:
        return models.Organisation.objects.none()
    if peut(request, droits.Operation.VOIR_ORGANISATION):
        return models.Organisation.objects.all()
    siennes = models.Appartenance.objects.actives().filter(utilisateur=request.user)
    suivies = models.Accompagnement.objects.en_cours().filter(utilisateur=request.user)
    return models.Organisation.objects.filter(
        Q(pk__in=siennes.values("organisation")) | Q(pk__in=suivies.values("organisation"))
    )


def exige(operation: droits.Operation) -> Callable[[Vue], Vue]:
    """Ask a role of the programme before a view; 403 without it."""

    def decorate(vue: Vue) -> Vue:
        @wraps(vue)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not peut(request, operation):
                raise PermissionDenied
            return vue(request, *args, **kwargs)

        return declare(wrapped, Portee.SITE, operation)

    return decorate


def exige_organisation(operation: droits.Operation) -> Callable[[Vue], Vue]:
    """Turn the `siren` of the address into `organisation`, and ask a right in it before a view.

    404 for an organisation this person does not know of, 403 for a right she lacks.
    """

    def decorate(vue: Vue) -> Vue:
        @wraps(vue)
        def wrapped(request: HttpRequest, siren: str, **kwargs: Any) -> HttpResponseBase:
            organisation = visible_organisations(request).filter(siren=siren).first()
            if organisation is None:
                raise Http404
            if not peut(request, operation, organisation):
                raise PermissionDenied
            return vue(request, organisation=organisation, **kwargs)

        return declare(wrapped, Portee.ORGANISATION, operation)

    return decorate


def de_la_personne(vue: Vue) -> Vue:
    """Declare a view open to anyone signed in: it reads and writes only what is hers."""
    return declare(vue, Portee.PERSONNE, None)


def ouverte_a_tous(vue: Vue) -> Vue:
    """Declare a view that anyone may open; its name is on the reviewed list."""
    return declare(vue, Portee.PUBLIQUE, None)


def declare(vue: Vue, portee: Portee, operation: droits.Operation | None) -> Vue:
    """Say on what a view checks which right: tests walk every address by it."""
    vue.__dict__.update(portee=portee, operation=operation)
    return vue


def _gather(
    request: HttpRequest, organisation: models.Organisation | None
) -> frozenset[droits.Role]:
    if organisation is None:
        return roles_of(request.user)
    if not request.user.is_authenticated:
        return frozenset()
    tenus = _read_roles(request.user, organisation)
    request.__dict__[_SUIVI] = tenus.get(droits.Role.CONSEIL)
    return roles_for(request).union(tenus)


def find_suivi(request: HttpRequest) -> int | None:
    """Return the number of the consent by which this person reads, once her roles were asked."""
    suivi: int | None = request.__dict__.get(_SUIVI)
    return suivi


def _programme_roles(utilisateur: Utilisateur) -> frozenset[droits.Role]:
    prouve = getattr(utilisateur, "is_verified", None)  # set on the person of a request
    if prouve is not None and not prouve():
        return frozenset()
    tenus = models.RoleProgramme.objects.filter(utilisateur=utilisateur)
    return frozenset(droits.Role(role) for role in tenus.values_list("role", flat=True))


def _read_roles(
    utilisateur: Utilisateur, organisation: models.Organisation
) -> dict[droits.Role, int]:
    """Return the roles held in an organisation, that of an adviser with her consent's number."""
    ici = {"utilisateur": utilisateur, "organisation": organisation}
    actives = models.Appartenance.objects.actives().filter(**ici).order_by()
    suivis = models.Accompagnement.objects.en_cours().filter(**ici).order_by()
    conseil = suivis.values_list(Value(droits.Role.CONSEIL.value), "pk")
    lus = actives.values_list("role", "pk").union(conseil).order_by()
    return {droits.Role(role): numero for role, numero in lus}


def list_moderateurs(operation: droits.Operation) -> list[Utilisateur]:
    roles = [role.value for role in droits.MATRICE[operation]]
    tenus = Utilisateur.objects.filter(roles_programme__role__in=roles, is_active=True)
    return list(tenus.distinct().order_by("pk"))


# --- What a file of a space says of itself: whose it is, of which day, how to read it, who made
# it ---


SUFFIXE_ESSAI: Final = "-compte-non-rattache"
_DISPOSITION: Final = "Content-Disposition"


def make_notice(espace: models.Espace, titre: str, *lignes: tuple[str, Cellule]) -> Notice:
    siennes = (
        ("Attention", espace.mention or None),
        ("Organisation", espace.nom),
        ("SIREN", espace.siren),
        ("Fichier du", timezone.localdate()),
    )
    return Notice(titre, (*siennes, *lignes))


def mark_fichier_essai(reponse: HttpResponseBase, espace: models.Espace) -> HttpResponseBase:
    """Say in the name of a file of a trial who made it: a table or a JSON holds nothing but data.

    What somebody sent (a `FileResponse`) is given back as it came: the site did not make it.
    """
    disposition = reponse.get(_DISPOSITION, "")
    if espace.mention and disposition and not isinstance(reponse, FileResponse):
        debut, point, fin = disposition.rpartition(".")
        reponse[_DISPOSITION] = f"{debut}{SUFFIXE_ESSAI}{point}{fin}"
    return reponse

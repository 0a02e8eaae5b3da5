"""Roles gathered for a person, and what the decorators make of them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from spaser.regles.droits import Operation, Role, can
from spaser.site.organisations.acces import (
    Portee,
    exige,
    exige_organisation,
    peut,
    roles_of,
    visible_organisations,
)
from spaser.site.organisations.urls import urlpatterns
from tests.site.organisations.fabrique import make_equipe, make_membre, make_personne

pytestmark = pytest.mark.django_db


def _request(utilisateur, *, prouve=True):
    request = RequestFactory().get("/")
    request.user = utilisateur
    utilisateur.is_verified = lambda: prouve
    return request


@pytest.mark.parametrize("role", ["administration", "redaction", "contribution", "lecture"])
def test_a_role_is_held_in_its_organisation_only(organisation, leurre, role):
    utilisateur = make_membre(organisation, role).utilisateur

    assert roles_of(utilisateur, organisation) == {Role(role)}
    assert roles_of(utilisateur, leurre) == frozenset()
    assert roles_of(utilisateur) == frozenset()


@pytest.mark.parametrize("etat", ["proposee", "suspendue"])
def test_a_membership_that_is_not_active_gives_nothing(organisation, etat):
    utilisateur = make_membre(organisation, "administration", etat=etat).utilisateur

    assert roles_of(utilisateur, organisation) == frozenset()


def test_a_closed_account_has_no_role(organisation):
    utilisateur = make_membre(organisation, "administration").utilisateur
    utilisateur.is_active = False
    utilisateur.save()

    assert roles_of(utilisateur, organisation) == frozenset()


def test_nobody_has_no_role(organisation):
    assert roles_of(AnonymousUser(), organisation) == frozenset()


def test_a_role_of_the_programme_counts_once_the_second_factor_is_given(organisation):
    moderation = make_equipe()

    assert _request(moderation).user.is_verified()
    assert roles_of(moderation, organisation) == {Role.MODERATION}
    _request(moderation, prouve=False)
    assert roles_of(moderation, organisation) == frozenset()


def test_a_superuser_without_role_may_nothing(organisation):
    utilisateur = make_personne("super@exemple.fr", is_superuser=True, is_staff=True)

    assert [o for o in Operation if can(roles_of(utilisateur, organisation), o)] == []


def test_a_member_knows_of_her_organisation_only(organisation, leurre):
    utilisateur = make_membre(organisation, "lecture").utilisateur

    assert list(visible_organisations(_request(utilisateur))) == [organisation]


def test_moderation_knows_of_every_organisation(organisation, leurre):
    assert set(visible_organisations(_request(make_equipe()))) == {organisation, leurre}


def test_animation_knows_of_no_organisation_as_a_member_does(organisation):
    assert list(visible_organisations(_request(make_equipe("animation")))) == []


@exige_organisation(Operation.GERER_MEMBRES)
def _gerer(request, organisation):
    return HttpResponse(organisation.nom)


@exige(Operation.MODERER_DEPOT)
def _moderer(request):
    return HttpResponse("fait")


def test_the_view_receives_the_organisation(organisation):
    utilisateur = make_membre(organisation, "administration").utilisateur

    assert _gerer(_request(utilisateur), siren="001010016").text == "Métropole de Val-Fictif"


def test_a_missing_right_is_forbidden(organisation):
    utilisateur = make_membre(organisation, "lecture").utilisateur

    with pytest.raises(PermissionDenied):
        _gerer(_request(utilisateur), siren=organisation.siren)


def test_an_organisation_that_is_not_hers_does_not_exist(organisation, leurre):
    utilisateur = make_membre(organisation, "administration").utilisateur

    with pytest.raises(Http404):
        _gerer(_request(utilisateur), siren=leurre.siren)


def test_a_view_of_the_programme_is_forbidden_to_members(administration):
    with pytest.raises(PermissionDenied):
        _moderer(_request(administration.utilisateur))

    assert _moderer(_request(make_equipe())).text == "fait"


def test_every_address_declares_what_it_asks():
    portees = {motif.name: getattr(motif.callback, "portee", None) for motif in urlpatterns}

    assert [nom for nom, portee in portees.items() if portee is None] == []
    publiques = {nom for nom, portee in portees.items() if portee is Portee.PUBLIQUE}
    assert publiques == {"invitation", "rejoindre_essai"}


def test_an_address_that_names_an_organisation_checks_a_right_in_it():
    nommes = [m for m in urlpatterns if str(m.pattern).startswith("<siren:siren>/")]

    assert len(nommes) == 12
    assert {m.callback.portee for m in nommes} == {Portee.ORGANISATION}
    assert [m.name for m in nommes if m.callback.operation is None] == []


def test_a_request_asks_for_the_same_roles_once(organisation, django_assert_num_queries):
    request = _request(make_membre(organisation, "lecture").utilisateur)

    with django_assert_num_queries(2):
        for _ in range(3):
            visible_organisations(request)
            peut(request, Operation.VOIR_ORGANISATION, organisation)

"""One's data in organisations: handed over, erased, and when they may not be."""

import pytest

from spaser.site.comptes.donnees_personnelles import (
    EffacementEmpeche,
    erase_compte,
    export_donnees,
    list_obstacles,
)
from spaser.site.comptes.preuves import second_facteur_requis
from spaser.site.organisations.espaces import open_essai
from spaser.site.organisations.models import Appartenance, DemandeAdhesion, Espace, RoleProgramme
from tests.site.organisations.fabrique import make_demande, make_equipe, make_membre, make_personne

pytestmark = pytest.mark.django_db


def test_the_export_tells_where_one_is_a_member(administration):
    part = export_donnees(administration.utilisateur)["organisations"]

    assert part["appartenances"][0] == {
        "siren": "001010016",
        "organisation": "Métropole de Val-Fictif",
        "role": "administration",
        "etat": "active",
        "verification": "administrateur",
        "depuis": administration.depuis.isoformat(),
        "joignable_le": None,
        "joignable_nomme": False,
    }


def test_the_export_tells_what_one_asked_and_prepared(organisation, leurre):
    demande = make_demande(organisation, message="Bonjour")
    open_essai(demande.utilisateur, "200023414")
    make_demande(leurre, "autre@exemple.fr", message="Secret")

    part = export_donnees(demande.utilisateur)["organisations"]

    assert [d["message"] for d in part["demandes"]] == ["Bonjour"]
    assert [e["siren"] for e in part["espaces_essai"]] == ["200023414"]
    assert part["roles_programme"] == []


def test_the_only_administrator_may_not_erase_her_account(administration):
    with pytest.raises(EffacementEmpeche, match="la seule personne qui administre Métropole"):
        erase_compte(administration.utilisateur)

    assert Appartenance.objects.get() == administration


def test_one_of_two_administrators_may(administration):
    seconde = make_membre(administration.organisation, "administration", "deux@exemple.fr")

    erase_compte(administration.utilisateur)

    assert list(Appartenance.objects.all()) == [seconde]


def test_erasing_takes_requests_spaces_and_roles_away(organisation):
    demande = make_demande(organisation)
    open_essai(demande.utilisateur, organisation.siren)
    RoleProgramme.objects.create(utilisateur=demande.utilisateur, role="animation")

    erase_compte(demande.utilisateur)

    assert not DemandeAdhesion.objects.exists()
    assert not Espace.objects.exclude(proprietaire=None).exists()
    assert not RoleProgramme.objects.exists()


def test_the_last_guardian_of_the_team_may_not_erase_her_account():
    moderation = make_equipe()
    assert "gérer l’équipe du programme" in list_obstacles(moderation)[0]

    make_equipe("moderation", "deux@exemple.fr")
    assert list_obstacles(moderation) == []


def test_the_team_owes_a_second_factor_and_others_do_not(administration):
    assert second_facteur_requis(make_equipe())
    assert second_facteur_requis(make_equipe("animation"))
    assert not second_facteur_requis(administration.utilisateur)
    assert not second_facteur_requis(make_personne("x@exemple.fr"))

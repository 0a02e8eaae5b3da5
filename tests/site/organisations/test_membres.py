"""Members, their roles, and the last administrator."""

import pytest

from spaser.regles.droits import Role
from spaser.site.organisations.identite import GesteRefuse
from spaser.site.organisations.models import Appartenance
from spaser.site.organisations.services import (
    change_role,
    hand_over_administration,
    leave,
    remove,
    resume_membre,
    suspend,
)
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import make_equipe, make_membre

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

GESTES_DE_LA_DERNIERE = {
    "demotion": lambda a: change_role(a, Role.REDACTION, a.utilisateur),
    "suspension": lambda a: suspend(a, a.utilisateur),
    "removal": lambda a: remove(a, a.utilisateur),
    "departure": leave,
}


def _role(appartenance):
    appartenance.refresh_from_db()
    return appartenance.role


@pytest.mark.parametrize("geste", GESTES_DE_LA_DERNIERE.values(), ids=GESTES_DE_LA_DERNIERE)
def test_the_last_administrator_stays(administration, geste):
    make_membre(administration.organisation, "redaction")

    with pytest.raises(GesteRefuse, match="plus personne pour l’administrer"):
        geste(administration)

    assert _role(administration) == "administration"
    assert administration.est_active


@pytest.mark.parametrize("geste", GESTES_DE_LA_DERNIERE.values(), ids=GESTES_DE_LA_DERNIERE)
def test_one_of_two_administrators_may_go(administration, geste):
    make_membre(administration.organisation, "administration", "deux@exemple.fr")

    geste(administration)

    restantes = Appartenance.objects.administrations()
    assert [a.utilisateur.courriel for a in restantes] == ["deux@exemple.fr"]


@pytest.mark.parametrize(
    "seconde",
    [{"etat": "suspendue"}, {"etat": "proposee"}],
    ids=["suspended", "only proposed"],
)
def test_a_second_administrator_without_access_does_not_count(administration, seconde):
    make_membre(administration.organisation, "administration", "deux@exemple.fr", **seconde)

    with pytest.raises(GesteRefuse):
        leave(administration)


def test_a_closed_account_does_not_count_as_an_administrator(administration):
    seconde = make_membre(administration.organisation, "administration", "deux@exemple.fr")
    seconde.utilisateur.is_active = False
    seconde.utilisateur.save()

    with pytest.raises(GesteRefuse):
        leave(administration)


def test_an_administrator_of_another_organisation_does_not_count(administration, leurre):
    make_membre(administration.organisation, "lecture")

    with pytest.raises(GesteRefuse):
        leave(administration, sans_suite=True)


def test_the_only_member_may_leave_knowingly_and_the_programme_is_told(administration, courriels):
    moderation = make_equipe()
    with pytest.raises(GesteRefuse):
        leave(administration)

    leave(administration, sans_suite=True)

    assert not Appartenance.objects.exists()
    assert [m.to for m in courriels] == [[moderation.courriel]]
    assert "plus personne ne l’administre" in courriels[0].subject


def test_a_member_leaves_freely(administration):
    leave(make_membre(administration.organisation, "lecture"))

    assert list(Appartenance.objects.all()) == [administration]


def test_a_new_role_is_told_and_kept_in_the_journal(administration, courriels):
    membre = make_membre(administration.organisation, "lecture")

    change_role(membre, Role.REDACTION, administration.utilisateur)

    assert _role(membre) == "redaction"
    assert "votre rôle a changé" in courriels[0].subject
    evenement = Evenement.objects.get(geste="appartenance.role")
    assert evenement.details == {
        "utilisateur": membre.utilisateur_id,
        "role": "redaction",
        "avant": "lecture",
    }


def test_the_same_role_again_changes_nothing(administration, courriels):
    change_role(administration, Role.ADMINISTRATION, administration.utilisateur)

    assert courriels == []
    assert not Evenement.objects.exists()


def test_suspended_then_back(administration, courriels):
    membre = make_membre(administration.organisation, "redaction")

    suspend(membre, administration.utilisateur)
    assert membre.etat == "suspendue"
    resume_membre(membre, administration.utilisateur)

    assert (membre.etat, membre.role) == ("active", "redaction")
    assert [m.subject for m in courriels] == [
        "Métropole de Val-Fictif : votre accès est suspendu",
        "Métropole de Val-Fictif : votre accès est rétabli",
    ]


def test_what_is_not_suspended_is_not_resumed(administration):
    with pytest.raises(GesteRefuse, match="n’est pas suspendue"):
        resume_membre(administration, administration.utilisateur)
    suspendue = make_membre(administration.organisation, "lecture", etat="suspendue")
    with pytest.raises(GesteRefuse, match="plus accès"):
        suspend(suspendue, administration.utilisateur)


def test_a_member_taken_out_is_told(administration, courriels):
    membre = make_membre(administration.organisation, "lecture")

    remove(membre, administration.utilisateur)

    assert list(Appartenance.objects.all()) == [administration]
    assert "vous n’êtes plus membre" in courriels[0].subject


def test_handing_over_and_leaving(administration):
    suite = make_membre(administration.organisation, "lecture")

    hand_over_administration(administration, suite, None)

    assert _role(suite) == "administration"
    assert list(Appartenance.objects.all()) == [suite]


def test_one_does_not_hand_over_to_oneself_nor_to_a_suspended_member(administration):
    suspendue = make_membre(administration.organisation, "lecture", etat="suspendue")

    with pytest.raises(GesteRefuse, match="une autre personne que vous"):
        hand_over_administration(administration, administration, None)
    with pytest.raises(GesteRefuse, match="rétablissez-la"):
        hand_over_administration(administration, suspendue, None)

    assert _role(administration) == "administration"

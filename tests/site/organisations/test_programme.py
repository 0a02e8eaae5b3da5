"""The programme's team and the organisations that nobody manages."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from spaser.regles.droits import Role
from spaser.site.organisations.identite import (
    GesteRefuse,
    is_orpheline,
    list_demandes_programme,
    search_organisations,
)
from spaser.site.organisations.models import RoleProgramme
from spaser.site.organisations.services import grant, name_administration, withdraw_role
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import (
    make_demande,
    make_equipe,
    make_membre,
    make_organisation,
    make_personne,
)

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


def _absent(appartenance, jours):
    appartenance.utilisateur.last_login = timezone.now() - timedelta(days=jours)
    appartenance.utilisateur.save()


def test_somebody_taken_into_the_team_is_told_once(courriels):
    personne = make_personne("n@exemple.fr")
    moderation = make_equipe()

    grant(personne, Role.ANIMATION, moderation)
    grant(personne, Role.ANIMATION, moderation)

    assert [m.to for m in courriels] == [["n@exemple.fr"]]
    evenement = Evenement.objects.get()
    assert (evenement.geste, evenement.auteur_id) == ("equipe_programme.ajout", moderation.pk)


def test_the_last_person_who_can_manage_the_team_stays():
    moderation = make_equipe()
    make_equipe("animation")

    with pytest.raises(GesteRefuse, match="dernière personne"):
        withdraw_role(moderation.roles_programme.get(), moderation)


def test_a_closed_account_does_not_keep_the_team():
    moderation = make_equipe()
    fermee = make_equipe("moderation", "fermee@exemple.fr")
    fermee.is_active = False
    fermee.save()

    with pytest.raises(GesteRefuse):
        withdraw_role(moderation.roles_programme.get(), moderation)


def test_others_may_go():
    moderation = make_equipe()
    animation = make_equipe("animation")

    withdraw_role(animation.roles_programme.get(), moderation)

    assert [r.utilisateur for r in RoleProgramme.objects.all()] == [moderation]


@pytest.mark.parametrize(
    ("role", "etat", "jours", "orpheline"),
    [
        ("administration", "active", 1, False),
        ("administration", "active", 364, False),
        ("administration", "active", 366, True),
        ("administration", "suspendue", 1, True),
        ("administration", "proposee", 1, True),
        ("redaction", "active", 1, True),
    ],
)
def test_an_organisation_is_orphan_when_nobody_present_manages_it(
    organisation, leurre, role, etat, jours, orpheline
):
    _absent(make_membre(organisation, role, etat=etat), jours)

    assert is_orpheline(organisation) is orpheline
    assert not is_orpheline(leurre)


def test_a_member_is_promoted_at_once(organisation):
    membre = make_membre(organisation, "lecture")

    nommee = name_administration(organisation, membre.utilisateur, make_equipe())

    assert (nommee.role, nommee.etat) == ("administration", "active")


def test_anybody_else_has_to_accept(organisation, courriels):
    personne = make_personne("n@exemple.fr")

    nommee = name_administration(organisation, personne, make_equipe())

    assert nommee.etat == "proposee"
    assert is_orpheline(organisation)
    assert [m.to for m in courriels] == [["n@exemple.fr"]]


def test_the_programme_names_nobody_where_somebody_manages(administration):
    with pytest.raises(GesteRefuse, match="déjà quelqu’un"):
        name_administration(
            administration.organisation, make_personne("n@exemple.fr"), make_equipe()
        )


def test_the_programme_names_nobody_without_a_confirmed_address(organisation):
    with pytest.raises(GesteRefuse, match="confirmé"):
        name_administration(
            organisation, make_personne("n@exemple.fr", confirmee=False), make_equipe()
        )


def test_the_programme_sees_the_requests_that_nobody_else_can_answer(administration, leurre):
    tenue = make_demande(administration.organisation, "tenue@exemple.fr")
    orpheline = make_demande(make_organisation("001010024", "Haut"), "o@exemple.fr")
    au_programme = make_demande(leurre, "p@exemple.fr", destinataire="programme")

    assert set(list_demandes_programme()) == {orpheline, au_programme}
    _absent(administration, 400)
    assert tenue in set(list_demandes_programme())


def test_organisations_are_found_by_name_siren_and_state(administration, leurre):
    haut = make_organisation("001010024", "Département du Haut", identite="a_verifier")

    def names(texte="", etat=""):
        return [(o.nom, o.nombre_membres) for o in search_organisations(texte, etat)]

    assert names() == [
        ("Département du Haut", 0),
        ("Métropole de Val-Fictif", 1),
        ("Ville du Leurre", 2),
    ]
    assert names("metropole FICTIF") == [("Métropole de Val-Fictif", 1)]
    assert names(haut.siren) == [("Département du Haut", 0)]
    assert names(etat="a_verifier") == [("Département du Haut", 0)]
    assert names(etat="orpheline") == [("Département du Haut", 0)]


def test_a_command_takes_the_first_person_into_the_team():
    make_personne("premiere@exemple.fr")
    sortie = StringIO()

    call_command("nommer_equipe", "Premiere@exemple.fr", "moderation", stdout=sortie)

    assert sortie.getvalue() == "premiere@exemple.fr : Modération du programme\n"
    assert RoleProgramme.objects.get().utilisateur.courriel == "premiere@exemple.fr"


def test_the_command_wants_an_account_and_a_role_of_the_team():
    make_personne("premiere@exemple.fr")

    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("nommer_equipe", "personne@exemple.fr", "moderation")
    with pytest.raises(CommandError):
        call_command("nommer_equipe", "premiere@exemple.fr", "administration")

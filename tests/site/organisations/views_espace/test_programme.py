"""The pages of the programme's team."""

import pytest
from django.urls import reverse

from spaser.site.organisations.models import Appartenance, RoleProgramme
from tests.site.organisations.fabrique import (
    make_equipe,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderation(db):
    return make_equipe()


@pytest.fixture
def client(moderation):
    return sign_in(moderation, second_facteur=True)


def _organisation(organisation):
    return reverse("organisations:programme_organisation", args=[organisation.siren])


def test_organisations_are_listed_and_filtered(client, administration, leurre):
    make_organisation("001010024", "Haut", identite="a_verifier")
    adresse = reverse("organisations:programme")

    assert "3 organisations" in texte(client.get(adresse))
    assert "1 organisation<" in texte(client.get(adresse, {"etat": "a_verifier"}))
    assert "1 organisation<" in texte(client.get(adresse, {"q": "val fictif"}))
    assert "Aucune organisation ne correspond" in texte(client.get(adresse, {"q": "zigouillis"}))


@pytest.mark.parametrize("page", ["-1", "0", "999", "abc"])
def test_a_page_that_does_not_exist_gives_one_that_does(client, organisation, page):
    reponse = client.get(reverse("organisations:programme"), {"page": page, "etat": "inconnu"})

    assert "1 organisation<" in texte(reponse)


def test_an_identity_is_checked(client, leurre):
    leurre.identite = "a_verifier"
    leurre.save()

    client.post(
        _organisation(leurre), {"geste": "identite", "nom": "Ville du Leurre", "type": "commune"}
    )

    leurre.refresh_from_db()
    assert (leurre.identite, leurre.type) == ("verifiee", "commune")


def test_somebody_is_named_where_nobody_manages(client, organisation):
    make_personne("nommee@exemple.fr")

    client.post(
        _organisation(organisation), {"geste": "administration", "courriel": "Nommee@exemple.fr"}
    )

    assert Appartenance.objects.get().etat == "proposee"


def test_an_unknown_address_is_told(client, organisation):
    reponse = client.post(
        _organisation(organisation), {"geste": "administration", "courriel": "x@exemple.fr"}
    )

    assert "Aucun compte n’a cette adresse." in texte(reponse)


def test_nobody_is_named_where_somebody_manages(client, administration):
    make_personne("nommee@exemple.fr")
    adresse = _organisation(administration.organisation)

    assert "Nommer une personne" not in texte(client.get(adresse))
    client.post(adresse, {"geste": "administration", "courriel": "nommee@exemple.fr"})

    assert Appartenance.objects.count() == 1


def test_somebody_is_taken_into_the_team_then_out(client, courriels):
    make_personne("nouvelle@exemple.fr")
    adresse = reverse("organisations:programme_equipe")

    client.post(adresse, {"courriel": "nouvelle@exemple.fr", "role": "animation"})
    tenu = RoleProgramme.objects.get(role="animation")
    assert tenu.utilisateur.courriel == "nouvelle@exemple.fr"
    assert [m.to for m in courriels] == [["nouvelle@exemple.fr"]]

    client.post(reverse("organisations:retirer_role", args=[tenu.pk]))
    assert not RoleProgramme.objects.filter(role="animation").exists()


def test_the_last_person_stays_and_is_told_why(client, moderation):
    tenu = RoleProgramme.objects.get()

    reponse = client.post(reverse("organisations:retirer_role", args=[tenu.pk]), follow=True)

    assert "C’est la dernière personne" in texte(reponse)
    assert RoleProgramme.objects.get() == tenu


def test_a_role_of_an_organisation_is_not_given_in_the_team(client):
    make_personne("nouvelle@exemple.fr")

    reponse = client.post(
        reverse("organisations:programme_equipe"),
        {"courriel": "nouvelle@exemple.fr", "role": "administration"},
    )

    assert "Choisissez un rôle de la liste." in texte(reponse)
    assert RoleProgramme.objects.count() == 1


def test_animation_reads_the_list_without_links(organisation):
    client = sign_in(make_equipe("animation"), second_facteur=True)

    page = texte(client.get(reverse("organisations:programme")))

    assert "Métropole de Val-Fictif" in page
    assert _organisation(organisation) not in page


def test_the_list_keeps_to_its_budget_of_queries(client, django_assert_max_num_queries):
    for numero in range(30):
        organisation = make_organisation(f"0010{numero:05d}", f"Organisation {numero}")
        make_membre(organisation, "lecture", f"m{numero}@exemple.fr")

    with django_assert_max_num_queries(12):
        client.get(reverse("organisations:programme"))

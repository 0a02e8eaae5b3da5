"""Who may open what: a line for each role, and another organisation's people as decoys."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.site.organisations.fabrique import (
    make_demande,
    make_equipe,
    make_membre,
    make_personne,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db

DE_LECTURE = ("organisation", "membres", "quitter")
D_ADMINISTRATION = ("modifier", "passer_la_main", "invitations", "demandes")
DU_PROGRAMME = ("programme_demandes", "programme_equipe")


def _statuses(client, noms, *args):
    return {nom: client.get(reverse(f"organisations:{nom}", args=args)).status_code for nom in noms}


def test_administration_opens_every_page(administration):
    client = sign_in(administration.utilisateur)

    statuts = _statuses(client, (*DE_LECTURE, *D_ADMINISTRATION), administration.organisation.siren)

    assert set(statuts.values()) == {200}


@pytest.mark.parametrize("role", ["redaction", "contribution", "lecture"])
def test_other_members_read_and_leave(organisation, role):
    client = sign_in(make_membre(organisation, role).utilisateur)

    assert set(_statuses(client, DE_LECTURE, organisation.siren).values()) == {200}
    assert set(_statuses(client, D_ADMINISTRATION, organisation.siren).values()) == {403}


def test_moderation_reads_and_answers_requests_but_manages_nobody(organisation):
    client = sign_in(make_equipe(), second_facteur=True)

    assert _statuses(client, (*DE_LECTURE, *D_ADMINISTRATION), organisation.siren) == {
        "organisation": 200,
        "membres": 200,
        "quitter": 403,
        "modifier": 403,
        "passer_la_main": 403,
        "invitations": 403,
        "demandes": 200,
    }
    assert set(_statuses(client, DU_PROGRAMME).values()) == {200}


def test_animation_sees_the_programme_and_no_organisation(organisation):
    client = sign_in(make_equipe("animation"), second_facteur=True)

    assert _statuses(client, ("programme", *DU_PROGRAMME)) == {
        "programme": 200,
        "programme_demandes": 403,
        "programme_equipe": 403,
    }
    assert set(_statuses(client, DE_LECTURE, organisation.siren).values()) == {404}


def test_a_member_of_another_organisation_finds_nothing(organisation, leurre):
    client = sign_in(make_membre(organisation, "administration").utilisateur)

    statuts = _statuses(client, (*DE_LECTURE, *D_ADMINISTRATION), leurre.siren)

    assert set(statuts.values()) == {404}


def test_a_person_without_organisation_finds_nothing(organisation):
    client = sign_in(make_personne("seule@exemple.fr"))

    assert set(_statuses(client, DE_LECTURE, organisation.siren).values()) == {404}
    assert _statuses(client, ("programme",)) == {"programme": 403}


@pytest.mark.parametrize("etat", ["proposee", "suspendue"])
def test_a_member_without_access_finds_nothing(organisation, etat):
    client = sign_in(make_membre(organisation, "administration", etat=etat).utilisateur)

    assert set(_statuses(client, DE_LECTURE, organisation.siren).values()) == {404}


def test_nobody_is_sent_to_sign_in(organisation):
    reponse = Client().get(reverse("organisations:membres", args=[organisation.siren]))

    assert reponse.status_code == 302
    assert reponse["Location"].startswith(reverse("comptes:connexion"))


def test_the_team_without_second_factor_is_sent_to_set_it_up(organisation):
    reponse = sign_in(make_equipe()).get(reverse("organisations:programme"))

    assert reponse.status_code == 302
    assert reponse["Location"].startswith(reverse("comptes:second_facteur"))


def test_an_unknown_organisation_does_not_exist(administration):
    client = sign_in(administration.utilisateur)

    assert set(_statuses(client, DE_LECTURE, "200023414").values()) == {404}


@pytest.mark.parametrize("nom", ["organisation", "membres"])
def test_pages_of_an_organisation_name_nobody_of_another(organisation, leurre, nom):
    client = sign_in(make_membre(organisation, "lecture").utilisateur)

    page = texte(client.get(reverse(f"organisations:{nom}", args=[organisation.siren])))

    assert "leurre" not in page.lower()


def test_lists_of_an_organisation_show_nothing_of_another(administration, leurre):
    client = sign_in(administration.utilisateur)
    make_demande(leurre, "intruse@leurre.exemple")
    leurre.invitations.create(
        courriel="invitee@leurre.exemple",
        role="lecture",
        envoyee_le="2026-11-24T09:00Z",
        expire_le="2027-11-24T09:00Z",
    )

    siren = administration.organisation.siren
    for nom in ("demandes", "invitations", "passer_la_main"):
        page = texte(client.get(reverse(f"organisations:{nom}", args=[siren])))
        assert "leurre" not in page.lower()


def test_objects_of_another_organisation_are_not_reached_through_ones_own(administration, leurre):
    client = sign_in(administration.utilisateur)
    siren = administration.organisation.siren
    membre = leurre.appartenances.first()
    demande = make_demande(leurre, "intruse@leurre.exemple")
    invitation = leurre.invitations.create(
        courriel="invitee@leurre.exemple",
        role="lecture",
        envoyee_le="2026-11-24T09:00Z",
        expire_le="2027-11-24T09:00Z",
    )

    gestes = {
        reverse("organisations:membre", args=[siren, membre.pk]): {
            "geste": "retirer",
            "confirme": "oui",
        },
        reverse("organisations:demande", args=[siren, demande.pk]): {
            "reponse": "accepter",
            "role": "lecture",
        },
        reverse("organisations:renvoyer_invitation", args=[siren, invitation.pk]): {},
        reverse("organisations:annuler_invitation", args=[siren, invitation.pk]): {},
    }
    assert {client.post(adresse, donnees).status_code for adresse, donnees in gestes.items()} == {
        404
    }
    assert leurre.appartenances.count() == 2


def test_what_is_somebody_elses_is_not_reached(organisation, leurre):
    demande = make_demande(organisation)
    proposee = make_membre(leurre, "administration", "p@exemple.fr", etat="proposee")
    espace = demande.utilisateur.espaces_essai.create(siren=organisation.siren, nom="Essai")
    client = sign_in(make_personne("autre@exemple.fr"))

    adresses = [
        reverse("organisations:retirer_demande", args=[demande.pk]),
        reverse("organisations:repondre_proposition", args=[proposee.pk]),
        reverse("organisations:fermer_essai", args=[espace.pk]),
    ]
    assert {client.post(a, {"confirme": "oui"}).status_code for a in adresses} == {404}
    demande.refresh_from_db()
    assert demande.est_en_attente


@pytest.mark.parametrize("role", ["redaction", "contribution", "lecture"])
def test_members_see_only_what_they_may_do(organisation, role):
    client = sign_in(make_membre(organisation, role).utilisateur)

    page = client.get(reverse("organisations:organisation", args=[organisation.siren])).text

    assert "Quitter l’organisation" in page
    assert "Inviter une personne" not in page
    assert "Passer la main" not in page
    assert "Demandes d’adhésion" not in page


def test_a_gesture_is_refused_without_the_right(organisation, administration):
    lecture = make_membre(organisation, "lecture")
    client = sign_in(lecture.utilisateur)

    adresse = reverse("organisations:membre", args=[organisation.siren, lecture.pk])
    reponse = client.post(adresse, {"geste": "role", "role": "administration"})

    assert reponse.status_code == 403
    lecture.refresh_from_db()
    assert lecture.role == "lecture"


def test_a_gesture_wants_the_protection_against_forged_requests(administration):
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        administration.utilisateur, backend="django.contrib.auth.backends.ModelBackend"
    )

    adresse = reverse("organisations:quitter", args=[administration.organisation.siren])

    assert client.post(adresse, {"sans_suite": "oui"}).status_code == 403

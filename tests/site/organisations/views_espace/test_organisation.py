"""The pages of an organisation, as its members use them."""

import re

import pytest
from django.urls import reverse

from spaser.site.organisations.espaces import open_organisation
from spaser.site.organisations.models import Appartenance
from tests.site.organisations.fabrique import (
    make_demande,
    make_equipe,
    make_membre,
    make_personne,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(administration):
    return sign_in(administration.utilisateur)


def _adresse(nom, organisation, *args):
    return reverse(f"organisations:{nom}", args=[organisation.siren, *args])


def test_what_is_unknown_is_shown_as_unknown(client, organisation):
    page = texte(client.get(organisation.get_absolute_url()))

    assert "SIREN" in page
    assert page.count("non connu") == 4


def test_what_the_tables_say_is_shown_with_its_date():
    rouen = open_organisation("200023414")
    client = sign_in(make_membre(rouen, "lecture").utilisateur)

    page = texte(client.get(rouen.get_absolute_url()))

    assert "Seine-Maritime (76)" in page
    assert "Tables de référence du 1 janvier 2026" in page
    assert "507" in page


def test_a_lone_administrator_is_told_to_name_another(client, organisation):
    avertie = "Vous êtes la seule personne à administrer cette organisation"
    assert avertie in texte(client.get(organisation.get_absolute_url()))

    make_membre(organisation, "administration", "deux@exemple.fr")
    assert avertie not in texte(client.get(organisation.get_absolute_url()))


def test_requests_that_wait_are_counted(client, organisation):
    make_demande(organisation)

    assert "1 demande d’adhésion</a> attend votre réponse" in texte(
        client.get(organisation.get_absolute_url())
    )


def test_a_role_is_changed_from_the_members_page(client, organisation):
    membre = make_membre(organisation, "lecture")

    reponse = client.post(
        _adresse("membre", organisation, membre.pk),
        {"geste": "role", "role": "redaction"},
        follow=True,
    )

    assert "a maintenant le rôle Rédaction" in texte(reponse)
    membre.refresh_from_db()
    assert membre.role == "redaction"


def test_who_demotes_herself_loses_the_page_at_once(client, organisation, administration):
    make_membre(organisation, "administration", "deux@exemple.fr")

    reponse = client.post(
        _adresse("membre", organisation, administration.pk),
        {"geste": "role", "role": "lecture"},
        follow=True,
    )

    assert reponse.status_code == 200
    assert client.get(_adresse("invitations", organisation)).status_code == 403


def test_the_last_administrator_is_told_why_she_stays(client, organisation, administration):
    make_membre(organisation, "lecture")

    reponse = client.post(
        _adresse("membre", organisation, administration.pk),
        {"geste": "role", "role": "lecture"},
        follow=True,
    )

    assert "plus personne pour l’administrer" in texte(reponse)


def test_suspending_and_taking_out(client, organisation):
    membre = make_membre(organisation, "lecture")
    adresse = _adresse("membre", organisation, membre.pk)

    client.post(adresse, {"geste": "suspendre"})
    assert Appartenance.objects.get(pk=membre.pk).etat == "suspendue"
    client.post(adresse, {"geste": "retablir"})
    assert Appartenance.objects.get(pk=membre.pk).etat == "active"
    assert "Cochez la case" in texte(client.post(adresse, {"geste": "retirer"}, follow=True))
    client.post(adresse, {"geste": "retirer", "confirme": "oui"})
    assert not Appartenance.objects.filter(pk=membre.pk).exists()


@pytest.mark.parametrize("donnees", [{}, {"geste": "inconnu"}])
def test_an_unknown_gesture_is_refused(client, organisation, administration, donnees):
    adresse = _adresse("membre", organisation, administration.pk)

    assert client.post(adresse, donnees).status_code == 400


def test_a_role_that_does_not_exist_is_explained(client, organisation, administration):
    reponse = client.post(
        _adresse("membre", organisation, administration.pk), {"geste": "role", "role": "reine"}
    )

    assert "Choisissez un rôle de la liste." in texte(reponse)


def test_leaving_asks_the_last_administrator_to_hand_over(client, organisation):
    make_membre(organisation, "lecture")

    page = texte(client.get(_adresse("quitter", organisation)))

    assert "Passer la main" in page
    assert 'type="submit" class="fr-btn">Quitter' not in page


def test_the_only_member_leaves_with_a_word(client, organisation):
    adresse = _adresse("quitter", organisation)
    assert "en sachant que l’organisation n’aura plus personne" in texte(client.get(adresse))

    client.post(adresse)
    assert Appartenance.objects.count() == 1
    client.post(adresse, {"sans_suite": "oui"})
    assert not Appartenance.objects.exists()


def test_handing_over_from_the_page(client, organisation, administration):
    suite = make_membre(organisation, "redaction")

    client.post(
        _adresse("passer_la_main", organisation), {"successeur": suite.pk, "ensuite": "lecture"}
    )

    roles = dict(Appartenance.objects.values_list("pk", "role"))
    assert roles == {suite.pk: "administration", administration.pk: "lecture"}


def test_handing_over_to_a_stranger_is_refused(client, organisation, leurre):
    make_membre(organisation, "redaction")
    etrangere = leurre.appartenances.first()

    reponse = client.post(
        _adresse("passer_la_main", organisation), {"successeur": etrangere.pk, "ensuite": "partir"}
    )

    assert "Choisissez une personne de la liste." in texte(reponse)


def test_handing_over_alone_says_to_invite_first(client, organisation):
    assert "Invitez d’abord" in texte(client.get(_adresse("passer_la_main", organisation)))


def test_a_request_is_accepted_from_its_page(client, organisation, courriels):
    demande = make_demande(organisation, message="Je suis <b>aux achats</b>")
    adresse = _adresse("demande", organisation, demande.pk)
    page = client.get(adresse).text
    assert "&lt;b&gt;aux achats&lt;/b&gt;" in page

    client.post(adresse, {"reponse": "accepter", "role": "contribution"})

    assert Appartenance.objects.get(utilisateur=demande.utilisateur).role == "contribution"
    assert "a reçu une réponse" in texte(client.get(adresse))


def test_a_refusal_wants_a_reason(client, organisation):
    demande = make_demande(organisation)
    adresse = _adresse("demande", organisation, demande.pk)

    assert "Dites pourquoi vous refusez" in texte(client.post(adresse, {"reponse": "refuser"}))
    client.post(adresse, {"reponse": "refuser", "motif": "Nous ne vous connaissons pas."})

    demande.refresh_from_db()
    assert (demande.etat, demande.motif) == ("refusee", "Nous ne vous connaissons pas.")


def test_accepting_wants_a_role(client, organisation):
    demande = make_demande(organisation)

    reponse = client.post(
        _adresse("demande", organisation, demande.pk), {"reponse": "accepter", "role": ""}
    )

    assert "Choisissez le rôle à donner." in texte(reponse)


def test_a_person_is_invited_from_the_page_and_accepts(client, organisation, courriels):
    adresse = _adresse("invitations", organisation)
    client.post(adresse, {"courriel": "Nouvelle@Exemple.fr", "role": "redaction"})
    assert "En attente" in texte(client.get(adresse))
    lien = re.search(r"https?://[^/\s]+(/\S+)", courriels[-1].body)[1]
    nouvelle = sign_in(make_personne("nouvelle@exemple.fr"))
    assert "Métropole de Val-Fictif" in texte(nouvelle.get(lien))

    reponse = nouvelle.post(lien, {"reponse": "accepter"})

    assert reponse["Location"] == organisation.get_absolute_url()
    entree = Appartenance.objects.get(utilisateur__courriel="nouvelle@exemple.fr")
    assert (entree.role, entree.etat) == ("redaction", "active")
    assert entree.verification == "administrateur"
    assert nouvelle.get(lien).status_code == 410
    entree.delete()
    assert nouvelle.post(lien, {"reponse": "accepter"}).status_code == 410
    assert "Acceptée" in texte(client.get(adresse))


def test_an_invitation_is_read_before_signing_in(client, organisation, courriels):
    client.post(
        _adresse("invitations", organisation),
        {"courriel": "nouvelle@exemple.fr", "role": "lecture"},
    )
    lien = re.search(r"https?://[^/\s]+(/\S+)", courriels[-1].body)[1]
    client.logout()

    page = texte(client.get(lien))
    assert "Créer un compte" in page
    assert f"next={lien.replace('/', '%2F')}" in page
    assert client.post(lien, {"reponse": "accepter"})["Location"].startswith("/compte/connexion")


def test_an_invitation_opened_with_another_account_explains(client, organisation, courriels):
    client.post(
        _adresse("invitations", organisation),
        {"courriel": "nouvelle@exemple.fr", "role": "lecture"},
    )
    lien = re.search(r"https?://[^/\s]+(/\S+)", courriels[-1].body)[1]
    voisine = sign_in(make_personne("voisine@exemple.fr"))

    page = texte(voisine.get(lien))

    assert "Cette invitation est pour une autre adresse" in page
    assert "voisine@exemple.fr" in page
    assert 'value="accepter"' not in page
    voisine.post(lien, {"reponse": "accepter"})
    assert Appartenance.objects.filter(organisation=organisation).count() == 1


def test_an_invitation_is_sent_again_and_cancelled(client, organisation, courriels):
    adresse = _adresse("invitations", organisation)
    client.post(adresse, {"courriel": "nouvelle@exemple.fr", "role": "lecture"})
    invitation = organisation.invitations.get()

    client.post(_adresse("renvoyer_invitation", organisation, invitation.pk))
    client.post(_adresse("annuler_invitation", organisation, invitation.pk))

    assert len(courriels) == 2
    assert "Annulée" in texte(client.get(adresse))
    lien = re.search(r"https?://[^/\s]+(/\S+)", courriels[-1].body)[1]
    assert client.get(lien).status_code == 410


def test_an_invented_link_opens_nothing(client):
    reponse = client.get(reverse("organisations:invitation", args=["invente"]))

    assert reponse.status_code == 410
    assert "Ce lien n’est pas reconnu." in texte(reponse)


@pytest.mark.parametrize(
    ("donnees", "message"),
    [
        ({"courriel": "", "role": "lecture"}, "Saisissez une adresse électronique."),
        ({"courriel": "pas une adresse", "role": "lecture"}, "n’a pas la forme nom@domaine.fr"),
        ({"courriel": "a@exemple.fr", "role": "moderation"}, "Choisissez un rôle de la liste."),
        ({"courriel": "a@exemple.fr", "role": ""}, "Choisissez un rôle."),
    ],
)
def test_a_wrong_invitation_names_the_field_and_the_cure(client, organisation, donnees, message):
    reponse = client.post(_adresse("invitations", organisation), donnees)

    assert message in texte(reponse)
    assert not organisation.invitations.exists()


def test_what_somebody_typed_may_be_corrected(client, organisation):
    adresse = _adresse("modifier", organisation)

    faux = client.post(
        adresse, {"nom": "Val", "code_region": "53", "code_departement": "76", "population": "x"}
    )
    assert "Seine-Maritime n’est pas dans cette région" in texte(faux)
    assert "Écrivez un nombre entier" in texte(faux)

    client.post(
        adresse, {"nom": "Val", "type": "metropole", "code_departement": "29", "population": "12"}
    )
    organisation.refresh_from_db()
    assert (organisation.nom, organisation.code_region) == ("Val", "53")
    assert (organisation.codes_departement, organisation.population) == (["29"], 12)
    assert organisation.est_a_verifier


def test_an_organisation_of_the_tables_is_not_corrected():
    rouen = open_organisation("200023414")
    client = sign_in(make_membre(rouen, "administration").utilisateur)

    reponse = client.post(_adresse("modifier", rouen), {"nom": "Faux"}, follow=True)

    assert "viennent des tables de référence" in texte(reponse)
    rouen.refresh_from_db()
    assert rouen.nom == "Métropole Rouen Normandie"


def test_the_pages_keep_to_their_budget_of_queries(
    client, organisation, django_assert_max_num_queries
):
    for numero in range(12):
        make_membre(organisation, "lecture", f"m{numero}@exemple.fr")
        make_demande(organisation, f"d{numero}@exemple.fr")
    for nom in ("organisation", "membres", "demandes", "invitations"):
        with django_assert_max_num_queries(14):
            assert client.get(_adresse(nom, organisation)).status_code == 200


def test_the_moderator_answers_for_an_organisation_that_nobody_manages(organisation):
    demande = make_demande(organisation, destinataire="programme")
    client = sign_in(make_equipe(), second_facteur=True)
    assert "demande@exemple.fr" in texte(client.get(reverse("organisations:programme_demandes")))

    client.post(
        _adresse("demande", organisation, demande.pk),
        {"reponse": "accepter", "role": "administration"},
    )

    entree = Appartenance.objects.get()
    assert (entree.role, entree.verification) == ("administration", "programme")

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from spaser.site.registre.models import Depot, EtatDepot
from spaser.site.socle.models import Jeton
from tests.site.registre.depot.conftest import (
    RENNES,
    SCHEMA_VIDE,
    connect,
    lien_dans,
    make_membre,
    make_personne,
    open_draft,
    open_invite,
    texte,
)

pytestmark = pytest.mark.django_db


def _ask(client, adresse="invite@exemple.fr"):
    return client.post("/registre/deposer/courriel/", {"courriel": adresse})


def test_a_guest_receives_a_link_that_opens_her_deposits(client, courriels):
    assert _ask(client)["Location"] == "/registre/deposer/envoye/"
    [message] = courriels
    assert (message.to, message.subject) == (
        ["invite@exemple.fr"],
        "Votre lien pour déposer un SPASER",
    )
    assert "ne sert qu’une fois" in message.body
    lien = lien_dans(message)
    assert "invite@exemple.fr" in texte(client.get(lien))
    assert client.post(lien)["Location"] == "/registre/depots/"
    assert "Vous n’avez pas encore de dépôt" in texte(client.get("/registre/depots/"))


def test_the_mere_opening_of_a_link_does_not_use_it(client, courriels):
    _ask(client)
    lien = lien_dans(courriels[0])
    for _ in range(2):
        assert client.get(lien).status_code == 200
    assert client.post(lien).status_code == 302


def test_a_link_used_again_opens_nothing(client, courriels):
    _ask(client)
    lien = lien_dans(courriels[0])
    client.post(lien)
    reponse = Client().post(lien)
    assert reponse.status_code == 410
    assert "Ce lien a déjà servi" in texte(reponse)


def test_an_expired_link_opens_nothing(client, courriels):
    _ask(client)
    Jeton.objects.update(expire_le=timezone.now() - timedelta(minutes=1))
    reponse = client.get(lien_dans(courriels[0]))
    assert reponse.status_code == 410
    assert "Ce lien a expiré" in texte(reponse)


def test_an_invented_link_opens_nothing(client, db):
    assert client.post("/registre/deposer/lien/invente/").status_code == 410


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(client, courriels, db):
    make_personne("ada@exemple.fr")
    connu, inconnu = _ask(client, "ada@exemple.fr"), _ask(client, "nul@exemple.fr")
    assert (connu.status_code, connu["Location"]) == (inconnu.status_code, inconnu["Location"])


def test_a_wrong_address_is_named(client, db):
    assert "nom@domaine.fr" in texte(_ask(client, "pas-une-adresse"))


def test_asking_too_often_is_slowed(client, courriels):
    for _ in range(5):
        _ask(client)
    reponse = _ask(client)
    assert reponse.status_code == 429
    assert reponse["Retry-After"]


def test_a_guest_sees_only_the_deposits_of_her_address(invite, courriels):
    adresse = open_draft(invite)
    autre = open_invite(Client(), "autre@exemple.fr", courriels)
    assert autre.get(adresse).status_code == 404
    assert autre.post(f"{adresse}schema/", SCHEMA_VIDE).status_code == 404
    assert "Rennes" not in texte(autre.get("/registre/depots/"))
    elle = open_invite(Client(), "invite@exemple.fr", courriels)
    assert "Commune de Rennes" in texte(elle.get("/registre/depots/"))


def test_the_proof_of_an_address_does_not_last(invite):
    adresse = open_draft(invite)
    session = invite.session
    session["depot_invite"] |= {"le": (timezone.now() - timedelta(hours=13)).isoformat()}
    session.save()
    reponse = invite.get(adresse)
    assert reponse.status_code == 403
    assert "Dites-nous qui vous êtes" in texte(reponse)
    assert "Rennes" not in texte(reponse)


def test_what_a_guest_was_typing_when_her_access_ended_comes_back(invite, courriels):
    adresse = open_draft(invite)
    session = invite.session
    del session["depot_invite"]
    session.save()
    donnees = SCHEMA_VIDE | {"titre": "Écrit trop tard", "version": "2"}
    reponse = invite.post(f"{adresse}schema/", donnees)
    assert reponse.status_code == 403
    assert "Votre saisie est gardée" in texte(reponse)
    _ask(invite)
    suite = invite.post(lien_dans(courriels.pop()))
    assert suite["Location"] == f"{adresse}schema/"
    assert 'value="Écrit trop tard"' in invite.get(f"{adresse}schema/").content.decode()
    invite.post(f"{adresse}schema/", donnees)
    assert Depot.objects.get().contenu["schema"] == {"titre": "Écrit trop tard"}


def test_what_was_kept_is_not_shown_to_another_address(invite, courriels):
    adresse = open_draft(invite)
    session = invite.session
    del session["depot_invite"]
    session.save()
    invite.post(f"{adresse}schema/", SCHEMA_VIDE | {"titre": "Secret"})
    _ask(invite, "autre@exemple.fr")
    invite.post(lien_dans(courriels.pop()))
    reponse = invite.get(f"{adresse}schema/")
    assert reponse.status_code == 404
    assert "Secret" not in texte(reponse)


def test_a_member_whose_session_ended_finds_her_form_after_signing_in(membre, ada, settings):
    adresse = open_draft(membre)
    session = membre.session
    session["vue_le"] = (timezone.now() - timedelta(hours=5)).isoformat()
    session.save()
    donnees = SCHEMA_VIDE | {"titre": "Écrit trop tard", "version": "2"}
    reponse = membre.post(f"{adresse}schema/", donnees)
    assert reponse["Location"].startswith("/compte/connexion/?next=")
    membre.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    assert "Écrit trop tard" in membre.get("/compte/reprise/").content.decode()


def test_a_guest_closes_her_access(invite):
    adresse = open_draft(invite)
    invite.post("/registre/deposer/quitter/")
    assert invite.get(adresse).status_code == 403


def test_a_guest_who_opens_an_account_keeps_her_drafts(invite):
    adresse = open_draft(invite)
    elle = connect(make_personne("invite@exemple.fr"))
    assert elle.get(adresse).status_code == 200


def test_an_account_whose_address_is_not_proved_sees_no_draft_of_a_guest(invite):
    adresse = open_draft(invite)
    personne = make_personne("invite@exemple.fr")
    personne.courriel_verifie_le = None
    personne.save()
    assert connect(personne).get(adresse).status_code == 404


@pytest.mark.parametrize(
    ("role", "voit", "ecrit"),
    [
        ("administration", 200, 200),
        ("redaction", 200, 200),
        ("contribution", 200, 403),
        ("lecture", 200, 403),
    ],
)
def test_a_draft_of_an_organisation_is_read_by_its_members_and_written_by_those_who_may(
    membre, role, voit, ecrit
):
    adresse = open_draft(membre)
    collegue = connect(make_membre(RENNES, "bruno@exemple.fr", role))
    assert collegue.get(adresse).status_code == voit
    assert collegue.get(f"{adresse}schema/").status_code == ecrit


def test_a_draft_is_unknown_to_another_organisation(membre):
    adresse = open_draft(membre)
    voisine = connect(make_membre("216901231", "lyon@exemple.fr", "administration"))
    for page in ("", "structure/", "schema/", "documents/", "verification/", "effacer/"):
        assert voisine.get(f"{adresse}{page}").status_code == 404
        assert voisine.post(f"{adresse}{page}", {}).status_code in (404, 405)
    assert Depot.objects.get().etat == EtatDepot.BROUILLON


def test_a_former_member_no_longer_sees_the_draft_she_wrote(membre, ada):
    adresse = open_draft(membre)
    ada.appartenances.update(etat="suspendue")
    assert membre.get(adresse).status_code == 404


def test_somebody_unknown_is_asked_who_she_is(client, membre):
    adresse = open_draft(membre)
    reponse = client.get(adresse)
    assert reponse.status_code == 403
    assert "Rennes" not in texte(reponse)
    inventee = client.get("/registre/depots/0d6f1f7e-0000-4000-8000-000000000001/")
    assert inventee.status_code == 403

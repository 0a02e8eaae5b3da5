import pytest
from django.test import Client

from spaser.site.organisations.espaces import open_organisation
from spaser.site.registre.models import Revendication, Signalement
from spaser.site.registre.moderation import requetes
from spaser.site.socle.models import Evenement
from tests.site.registre.depot.conftest import (
    LYON,
    RENNES,
    connect,
    make_equipe,
    make_membre,
    make_personne,
    texte,
)
from tests.site.registre.fabrique import make_fiche
from tests.site.registre.moderation.conftest import connect_proved

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


@pytest.fixture
def fiche():
    return make_fiche("Rennes", siren=RENNES)


def _revendiquer(client, fiche, **champs):
    return client.post(f"/registre/fiches/{fiche.pk}/revendiquer/", champs)


def test_a_member_takes_over_the_sheet_of_her_siren(membre, ada, rennes, fiche):
    page = texte(membre.get(f"/registre/fiches/{fiche.pk}/revendiquer/"))
    assert "Reprendre la fiche au nom de Rennes" in page
    reponse = _revendiquer(membre, fiche, directe="1")
    assert reponse["Location"] == f"/registre/deposer/fiche/{fiche.pk}/"
    fiche.refresh_from_db()
    assert (fiche.organisation, fiche.origine) == (rennes, "recense")
    geste = Evenement.objects.get(geste="registre.revendiquee")
    assert (geste.auteur_id, geste.organisation_siren) == (ada.pk, RENNES)


@pytest.mark.parametrize(
    ("siren", "role"), [(LYON, "administration"), (RENNES, "lecture"), (RENNES, "contribution")]
)
def test_nobody_else_takes_it_over(siren, role, fiche):
    client = connect(make_membre(siren, "b@exemple.fr", role))
    _revendiquer(client, fiche, directe="1")
    fiche.refresh_from_db()
    assert fiche.organisation is None


def test_a_sheet_that_an_organisation_keeps_is_not_taken_over(membre, fiche):
    fiche.organisation = open_organisation(LYON)
    fiche.save()
    _revendiquer(membre, fiche, directe="1")
    fiche.refresh_from_db()
    assert fiche.organisation.siren == LYON


def test_without_the_right_one_asks_the_team(equipe, courriels, fiche):
    client = connect(make_personne("dora@exemple.fr", "Dora", "Fougère"))
    demande = {"siren": RENNES, "message": "Cheffe de projet."}
    assert _revendiquer(client, fiche, **demande)["Location"] == fiche.get_absolute_url()
    _revendiquer(client, fiche, **demande)
    assert Revendication.objects.count() == 1
    [message] = courriels
    assert (message.to, message.subject) == (
        ["mona@exemple.fr"],
        "Registre : Rennes, fiche revendiquée",
    )
    assert "Cheffe de projet." in message.body
    page = texte(client.get(f"/registre/fiches/{fiche.pk}/revendiquer/"))
    assert "Votre demande est envoyée" in page


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"siren": "123456789", "message": "x"}, "La clé de contrôle"),
        ({"siren": RENNES, "message": ""}, "comment l’équipe peut vérifier"),
    ],
)
def test_a_claim_is_checked(fiche, champs, faute):
    client = connect(make_personne("dora@exemple.fr"))
    assert faute in texte(_revendiquer(client, fiche, **champs))
    assert not Revendication.objects.exists()


def test_somebody_unknown_is_shown_how_and_asked_to_sign_in_to_claim(client, fiche):
    page = texte(client.get(f"/registre/fiches/{fiche.pk}/revendiquer/"))
    assert "Proposer une mise à jour" in page
    assert "/compte/connexion/" in _revendiquer(client, fiche, siren=RENNES)["Location"]


def _claim(fiche):
    return Revendication.objects.create(
        fiche=fiche,
        demandeur=make_personne("dora@exemple.fr", "Dora", "Fougère"),
        siren=RENNES,
        message="Cheffe de projet.",
        creee_le=fiche.publiee_le,
    )


def _answer(client, claim, decision, reponse=""):
    adresse = f"/registre/moderation/revendications/{claim.pk}/"
    return client.post(adresse, {"decision": decision, "reponse": reponse})


def test_the_team_gives_the_sheet_to_the_organisation(moderatrice, fiche, courriels):
    claim = _claim(fiche)
    page = texte(moderatrice.get(f"/registre/moderation/revendications/{claim.pk}/"))
    assert "Membre de l’organisation</dt><dd>non" in page
    _answer(moderatrice, claim, "accepter")
    fiche.refresh_from_db()
    assert fiche.organisation.siren == RENNES
    [message] = courriels
    assert (message.to, message.subject) == (["dora@exemple.fr"], "Rennes : la fiche est à vous")
    assert f"/organisations/rejoindre/{RENNES}/" in message.body


def test_the_team_refuses_a_claim_with_a_reason(moderatrice, fiche, courriels):
    claim = _claim(fiche)
    assert _answer(moderatrice, claim, "refuser").status_code == 200
    _answer(moderatrice, claim, "refuser", "Ce SIREN n’est pas le vôtre.")
    fiche.refresh_from_db()
    assert fiche.organisation is None
    assert "Motif : Ce SIREN n’est pas le vôtre." in courriels[0].body


def test_a_claim_is_answered_once(moderatrice, fiche, courriels):
    claim = _claim(fiche)
    _answer(moderatrice, claim, "refuser", "Non.")
    seconde = connect_proved(make_equipe("nora@exemple.fr"))
    assert "a déjà répondu" in texte(_answer(seconde, claim, "accepter"))
    fiche.refresh_from_db()
    assert fiche.organisation is None
    assert len(courriels) == 1


def _signaler(client, fiche, **champs):
    donnees = {"nature": "erreur", "message": "La période est fausse."} | champs
    return client.post(f"/registre/fiches/{fiche.pk}/signaler/", donnees)


def test_any_reader_reports_an_error(client, equipe, courriels, fiche):
    reponse = _signaler(client, fiche, courriel="lecteur@exemple.fr")
    assert reponse["Location"] == fiche.get_absolute_url()
    signalement = Signalement.objects.get()
    assert (signalement.nature, signalement.courriel) == ("erreur", "lecteur@exemple.fr")
    [message] = courriels
    assert message.subject == "Registre : Rennes, erreur signalée"
    assert "La période est fausse." in message.body
    assert not Evenement.objects.filter(details__icontains="lecteur@").exists()


def test_what_a_machine_fills_is_thrown_away(client, equipe, courriels, fiche):
    reponse = _signaler(client, fiche, site="https://pub.exemple")
    assert reponse["Location"] == fiche.get_absolute_url()
    assert not Signalement.objects.exists()
    assert courriels == []


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"nature": ""}, "Choisissez ce qui ne va pas"),
        ({"nature": "rien"}, "Choisissez dans la liste"),
        ({"message": ""}, "Décrivez l’erreur"),
        ({"message": "x" * 2001}, "2000 signes au plus"),
        ({"courriel": "rien"}, "nom@domaine.fr"),
    ],
)
def test_a_report_is_checked(client, fiche, champs, faute):
    assert faute in texte(_signaler(client, fiche, **champs))
    assert not Signalement.objects.exists()


def test_reports_are_slowed(fiche):
    for _ in range(5):
        _signaler(Client(), fiche)
    assert _signaler(Client(), fiche).status_code == 429
    assert Signalement.objects.count() == 5


def test_script_in_a_report_is_shown_as_text(client, moderatrice, fiche):
    _signaler(client, fiche, message="<script>alert(1)</script>")
    numero = Signalement.objects.get().pk
    page = moderatrice.get(f"/registre/moderation/signalements/{numero}/").content.decode()
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(
    ("decision", "phrase"),
    [("accepter", "en a tenu compte"), ("refuser", "la fiche ne change pas")],
)
def test_whoever_left_an_address_is_answered(
    client, moderatrice, fiche, courriels, decision, phrase
):
    _signaler(client, fiche, courriel="lecteur@exemple.fr")
    courriels.clear()
    numero = Signalement.objects.get().pk
    adresse = f"/registre/moderation/signalements/{numero}/"
    moderatrice.post(adresse, {"decision": decision, "reponse": "Vu."})
    [message] = courriels
    assert message.to == ["lecteur@exemple.fr"]
    assert phrase in message.body
    assert "Vu." in message.body


def test_whoever_left_no_address_gets_no_mail(client, moderatrice, fiche, courriels):
    _signaler(client, fiche)
    courriels.clear()
    numero = Signalement.objects.get().pk
    moderatrice.post(f"/registre/moderation/signalements/{numero}/", {"decision": "accepter"})
    assert courriels == []
    assert Signalement.objects.get().etat == "acceptee"


def test_a_sheet_given_meanwhile_is_not_given_twice(fiche, rennes, equipe):
    requetes.claim_requete(fiche, rennes, equipe)
    with pytest.raises(requetes.RequeteRefusee):
        requetes.claim_requete(fiche, rennes, equipe)

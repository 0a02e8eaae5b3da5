"""One's own data: seen, taken away, erased."""

import json
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from spaser.site.comptes import donnees_personnelles as donnees
from spaser.site.comptes import preuves
from spaser.site.comptes.models import SessionOuverte, Utilisateur
from spaser.site.socle.journal import record
from spaser.site.socle.models import Evenement
from tests.outils.declarations import declare
from tests.site.comptes.conftest import MOT_DE_PASSE, texte

pytestmark = pytest.mark.deux_bases

EFFACEMENT = "/compte/effacement/"
PREUVE = "/compte/preuve/"


@pytest.fixture
def vieille_preuve(connectee):
    session = connectee.session
    session["preuve_le"] = (timezone.now() - timedelta(minutes=16)).isoformat()
    session.save()


def test_the_name_is_changed_from_the_account(connectee, personne):
    connectee.post("/compte/", {"prenom": "Adèle", "nom": "Lierre"})
    personne.refresh_from_db()

    assert personne.nom_complet == "Adèle Lierre"


def test_a_name_is_shown_as_text(connectee):
    page = connectee.post("/compte/", {"prenom": "<b>Ada</b>", "nom": ""}).content.decode()

    assert "<b>Ada" not in page
    assert "&lt;b&gt;Ada" in page


def test_the_export_holds_the_account_the_sessions_and_the_journal(connectee, personne):
    record("fiche.deposee", auteur=personne)
    reponse = connectee.get("/compte/donnees/export/")
    contenu = json.loads(reponse.content)

    assert reponse["Content-Disposition"] == 'attachment; filename="mes-donnees-spaser.json"'
    assert contenu["compte"]["courriel"] == "ada@exemple.fr"
    assert contenu["compte"]["prenom"] == "Ada"
    assert len(contenu["compte"]["sessions"]) == 1
    assert contenu["compte"]["journal"][0]["geste"] == "fiche.deposee"


def test_the_export_holds_no_secret(connectee, personne):
    preuves.save_application(personne, "31" * 20)
    exporte = connectee.get("/compte/donnees/export/").content.decode()

    assert personne.password not in exporte
    assert "31" * 20 not in exporte
    assert connectee.session.session_key not in exporte


def test_the_export_holds_the_part_of_each_app(connectee, monkeypatch):
    part = donnees.Part("depots", exporte=lambda u: [u.courriel], efface=str)
    declare(monkeypatch, donnees, PARTS=[part])

    assert json.loads(connectee.get("/compte/donnees/export/").content)["depots"] == [
        "ada@exemple.fr"
    ]


def test_export_and_erasure_ask_for_a_recent_proof(connectee, vieille_preuve):
    for adresse in ("/compte/donnees/export/", EFFACEMENT):
        assert connectee.get(adresse).url.startswith("/compte/preuve/?next=")


def test_the_password_is_a_proof(connectee, vieille_preuve):
    refus = connectee.post(PREUVE, {"mot_de_passe": "faux", "next": EFFACEMENT})
    accord = connectee.post(PREUVE, {"mot_de_passe": MOT_DE_PASSE, "next": EFFACEMENT})

    assert "Ce mot de passe n’est pas le bon." in texte(refus)
    assert accord.url == EFFACEMENT
    assert connectee.get(EFFACEMENT).status_code == 200


def test_guessing_the_proof_is_stopped(connectee, vieille_preuve):
    statuts = [connectee.post(PREUVE, {"mot_de_passe": "faux"}).status_code for _ in range(5)]

    assert statuts == [200, 200, 200, 200, 429]


def test_erasing_must_be_confirmed(connectee, personne):
    page = texte(connectee.post(EFFACEMENT, {"compris": ""}))

    assert "Cochez cette case pour confirmer l’effacement." in page
    assert Utilisateur.objects.get().is_active


def test_the_page_says_what_stays_and_why(connectee):
    assert "Le journal de ce qui a été fait garde un numéro" in texte(connectee.get(EFFACEMENT))


def test_erasing_leaves_nothing_that_says_who_it_was(connectee, personne, courriels, settings):
    settings.SANS_COURRIEL = False
    preuves.save_application(personne, "31" * 20)
    AccessAttempt.objects.create(
        username="ada@exemple.fr", ip_address="192.0.2.7", failures_since_start=1
    )
    record("fiche.deposee", auteur=personne)

    reponse = connectee.post(EFFACEMENT, {"compris": "on"})
    personne.refresh_from_db()

    assert reponse.url == "/compte/connexion/"
    assert personne.courriel == f"compte-{personne.pk}@efface.invalid"
    assert (personne.prenom, personne.nom, personne.sub) == ("", "", None)
    assert (personne.is_active, personne.has_usable_password()) == (False, False)
    assert personne.nom_complet == "Compte effacé"
    assert not TOTPDevice.objects.exists()
    assert not AccessAttempt.objects.exists()
    assert not SessionOuverte.objects.filter(utilisateur=personne).exists()
    assert SESSION_KEY not in connectee.session
    assert {e.auteur_id for e in Evenement.objects.all()} == {personne.pk}
    assert "ada" not in str(list(Evenement.objects.values())).lower()
    assert (courriels[-1].to, courriels[-1].subject) == (
        ["ada@exemple.fr"],
        "Votre compte SPASER est effacé",
    )


def test_the_address_is_free_again(connectee):
    connectee.post(EFFACEMENT, {"compris": "on"})

    assert Utilisateur.objects.create_user("ada@exemple.fr").pk


def test_each_app_erases_its_part_before_the_account(connectee, personne, monkeypatch):
    vus = []
    part = donnees.Part(
        "depots",
        exporte=str,
        efface=lambda u: vus.append(u.courriel),
        reste="Vos dépôts publiés restent au nom de votre organisation.",
    )
    declare(monkeypatch, donnees, PARTS=[part])
    page = texte(connectee.get(EFFACEMENT))
    connectee.post(EFFACEMENT, {"compris": "on"})

    assert "Vos dépôts publiés restent au nom de votre organisation." in page
    assert vus == ["ada@exemple.fr"]


def test_an_app_may_hold_the_erasure_back(connectee, personne, monkeypatch):
    raison = "Vous êtes la seule administratrice de Val-Fictif : nommez quelqu’un d’abord."
    declare(monkeypatch, donnees, EMPECHEMENTS=[lambda _: [raison]])
    page = texte(connectee.post(EFFACEMENT, {"compris": "on"}))
    personne.refresh_from_db()

    assert raison in page
    assert "Effacer définitivement" not in page
    assert personne.courriel == "ada@exemple.fr"


def test_the_service_holds_it_back_too(personne, monkeypatch):
    declare(monkeypatch, donnees, EMPECHEMENTS=[lambda _: ["Pas encore."]])

    with pytest.raises(donnees.EffacementEmpeche, match="Pas encore"):
        donnees.erase_compte(personne)

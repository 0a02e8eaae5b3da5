"""Answers given without an account join a space."""

import pytest

from spaser.site.diagnostic.models import Campagne, Mode
from spaser.site.organisations.models import Espace
from tests.site.diagnostic.fabrique import RACINE
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db
CODE = "2-3221-2221-2212-2222-2x11"
ADRESSE = f"{RACINE}reprendre/"


def test_a_result_read_without_account_leads_to_the_space(client):
    page = client.get("/diagnostic/resultat/", {"code": CODE}).text

    assert f'href="/diagnostic/garder/?code={CODE}"' in page
    suite = client.get("/diagnostic/garder/", {"code": CODE})
    assert suite.url.startswith("/compte/connexion/?next=/diagnostic/garder/%3Fcode")


def test_a_click_on_the_result_opens_a_campaign_with_the_answers(redaction, redactrice):
    page = redaction.get("/diagnostic/resultat/", {"code": CODE}).text
    assert f'action="{ADRESSE}"' in page
    assert f'name="code" value="{CODE}"' in page

    suite = redaction.post(ADRESSE, {"code": CODE}, follow=True)

    campagne = Campagne.objects.get()
    participation = campagne.participations.get()
    assert "19 réponses sur 20 sont gardées" in texte(suite)
    assert (campagne.questionnaire_version, campagne.nominative) == (2, True)
    assert (participation.mode, participation.utilisateur) == (Mode.COMPTE, redactrice)
    assert participation.envoyee_le
    assert participation.reponses["politique-ecrite"] == 3
    assert "donnees" in participation.reponses
    assert len(participation.reponses) == 19


def test_what_is_kept_gives_the_score_that_was_read(redaction):
    redaction.post(ADRESSE, {"code": CODE})
    campagne = Campagne.objects.get()
    public = redaction.get("/diagnostic/resultat/", {"code": CODE})
    garde = redaction.get(f"{campagne.get_absolute_url()}resultat/")

    assert public.context["score"]
    assert garde.context["score"] == public.context["score"]


def test_an_older_code_keeps_its_questionnaire(redaction):
    redaction.post(ADRESSE, {"code": CODE.replace("2-", "1-", 1)})

    assert Campagne.objects.get().questionnaire_version == 1


@pytest.mark.parametrize(
    ("code", "raison"),
    [
        ("", "Recopiez le code"),
        ("2-3221", "compte 4 réponses au lieu de 20"),
        ("9-3221-2221-2212-2222-2111", "version 9 du questionnaire"),
        ("<script>", "n’est pas celui d’un autodiagnostic"),
        ("2-xxxx-xxxx-xxxx-xxxx-xxxx", "ne porte aucune réponse"),
        ("2" * 200, "Ce code est trop long"),
    ],
)
def test_a_code_that_cannot_be_read_is_refused_with_why(redaction, code, raison):
    page = texte(redaction.post(ADRESSE, {"code": code}))

    assert raison in page
    assert not Campagne.objects.exists()


def test_who_may_not_lead_a_diagnosis_keeps_nothing(contribution):
    assert contribution.post(ADRESSE, {"code": CODE}).status_code == 403
    assert "Vous n’avez pas encore d’espace" in texte(
        contribution.get("/diagnostic/garder/", {"code": CODE})
    )


def test_each_space_is_offered_once(redactrice, redaction):
    autre = make_organisation(nom="Syndicat des eaux (fictif)", siren="001020015")
    make_membre(autre, "administration", utilisateur=redactrice)
    Espace.objects.create(siren=SIREN_VAL, nom="Essai", proprietaire=redactrice)

    page = redaction.get("/diagnostic/garder/", {"code": CODE}).text

    assert page.count(f'action="{ADRESSE}"') == 1
    assert page.count('action="/espace/001020015/diagnostic/reprendre/"') == 1


def test_an_own_trial_is_offered():
    personne = make_personne("seule@exemple.fr")
    Espace.objects.create(siren=SIREN_VAL, nom="Essai (fictif)", proprietaire=personne)

    page = texte(sign_in(personne).get("/diagnostic/resultat/", {"code": CODE}))

    assert "Garder dans l’espace de Essai (fictif)" in page

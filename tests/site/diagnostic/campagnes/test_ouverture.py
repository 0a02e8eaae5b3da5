"""Campaigns: opened, listed, joined by members, by links, from paper."""

import pytest

from spaser.site.diagnostic.campagnes import services
from spaser.site.diagnostic.models import Campagne, Participation
from spaser.site.socle.models import Evenement
from tests.site.diagnostic.fabrique import CODES, RACINE, type_all
from tests.site.organisations.fabrique import make_membre, sign_in, texte

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


def test_an_empty_space_says_how_to_begin(redaction, contribution):
    assert "Ouvrir une campagne" in texte(redaction.get(RACINE))
    page = texte(contribution.get(RACINE))
    assert "Ouvrir une campagne" not in page
    assert "peuvent en ouvrir une" in page


def test_a_campaign_keeps_its_version_and_leaves_a_trace(redaction):
    reponse = redaction.post(
        f"{RACINE}ouvrir/", {"titre": "Avant", "jour": "2026-11-24", "nominative": "non"}
    )
    campagne = Campagne.objects.get()

    assert reponse.url == campagne.get_absolute_url()
    assert (campagne.questionnaire_version, campagne.nominative) == (2, False)
    assert Evenement.objects.filter(geste="diagnostic.ouverture").count() == 1


@pytest.mark.parametrize(
    ("donnees", "message"),
    [
        ({"titre": "", "jour": "2026-11-24", "nominative": "non"}, "Donnez un titre"),
        ({"titre": "Avant", "jour": "hier", "nominative": "non"}, "Écrivez la date"),
        ({"titre": "Avant", "jour": "2026-11-24"}, "Choisissez comment montrer"),
        (
            {"titre": "a" * 121, "jour": "2026-11-24", "nominative": "oui"},
            "gardez 120 signes au plus",
        ),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_lost(redaction, donnees, message):
    page = texte(redaction.post(f"{RACINE}ouvrir/", donnees))

    assert message in page
    assert donnees["titre"] in page
    assert not Campagne.objects.exists()


def test_contribution_opens_none(contribution):
    assert contribution.get(f"{RACINE}ouvrir/").status_code == 403


def test_the_page_tells_how_answers_are_shown(redaction, campagne):
    assert "avec le nom de chacun" in texte(redaction.get(campagne.get_absolute_url()))


def test_a_link_is_shown_once_and_answers_without_an_account(redaction, campagne, client):
    page = texte(redaction.post(f"{campagne.get_absolute_url()}inviter/", {"nom": "Finances"}))
    chemin = page.split('value="http')[1].split('"')[0].partition("/diagnostic/")[2]
    adresse = f"/diagnostic/{chemin}"

    assert "Finances" in texte(redaction.get(campagne.get_absolute_url()))
    assert chemin not in texte(redaction.get(campagne.get_absolute_url()))
    client.post(adresse, {"etape": "1", "politique-ecrite": "3", "vers": "2"})
    assert 'value="3" checked' in texte(client.get(adresse))
    assert client.post(adresse, {"envoyer": "oui"}).url == "/diagnostic/repondre/merci/"
    assert client.get(adresse).status_code == 410
    assert Participation.objects.get().envoyee_le is not None


def test_an_invitation_without_a_name_is_explained(redaction, campagne):
    page = texte(redaction.post(f"{campagne.get_absolute_url()}inviter/", {"nom": " "}))

    assert "Dites pour qui est ce lien" in page
    assert not Participation.objects.exists()


def _lien(client, campagne):
    page = texte(client.post(f"{campagne.get_absolute_url()}inviter/", {"nom": "Finances"}))
    return "/diagnostic/" + page.split('value="http')[1].split('"')[0].partition("/diagnostic/")[2]


def test_a_new_link_closes_the_former_one(redaction, campagne, client):
    ancien = _lien(redaction, campagne)
    attendue = Participation.objects.get()
    redaction.post(f"{campagne.get_absolute_url()}liens/{attendue.pk}/nouveau/")

    assert client.get(ancien).status_code == 410
    assert Participation.objects.count() == 1


def test_a_link_taken_away_opens_nothing(redaction, campagne, client):
    adresse = _lien(redaction, campagne)
    redaction.post(f"{campagne.get_absolute_url()}liens/{Participation.objects.get().pk}/retirer/")

    assert client.get(adresse).status_code == 410
    assert not Participation.objects.exists()


def test_an_invented_link_says_why_it_opens_nothing(client):
    reponse = client.get("/diagnostic/repondre/inconnu/")

    assert reponse.status_code == 410
    assert "n’est pas reconnu" in texte(reponse)


def test_paper_is_typed_in_a_grid(redaction, campagne):
    donnees = {"nom": "Atelier, groupe 1", "politique-ecrite": "2", "portage": "x", "bilan": "0"}
    redaction.post(f"{campagne.get_absolute_url()}papier/", donnees)
    feuille = Participation.objects.get()

    assert feuille.reponses == {"politique-ecrite": 2, "bilan": 0}
    assert feuille.envoyee_le is not None


@pytest.mark.parametrize(
    ("donnees", "message"),
    [
        ({"nom": "", "portage": "2"}, "De quel atelier"),
        ({"nom": "Groupe 1"}, "Aucun niveau n’est coché"),
        ({"nom": "Groupe 1", "portage": "9"}, "Aucun niveau n’est coché"),
    ],
)
def test_a_sheet_that_is_not_whole_is_explained_and_kept(redaction, campagne, donnees, message):
    page = texte(redaction.post(f"{campagne.get_absolute_url()}papier/", donnees))

    assert message.lower() in page.lower()
    assert not Participation.objects.exists()
    if donnees.get("portage") == "2":
        assert 'name="portage" value="2" aria-label' in page
        assert page.count(" checked") == 1


def test_the_grid_has_a_row_a_question(redaction, campagne):
    page = texte(redaction.get(f"{campagne.get_absolute_url()}papier/"))

    assert page.count("<tr data-question>") == len(CODES)
    assert [page.count(f' Niveau {niveau}"') for niveau in range(5)] == [len(CODES)] * 5


def test_the_name_of_somebody_without_an_account_is_taken_off(redaction, campagne):
    type_all(campagne, {"portage": 2})
    feuille = Participation.objects.get()
    redaction.post(f"{campagne.get_absolute_url()}noms/{feuille.pk}/effacer/")

    assert Participation.objects.get().nom == ""
    assert "Groupe 1" not in texte(redaction.get(f"{campagne.get_absolute_url()}accords/"))


def test_the_name_of_a_member_is_her_account_s(redaction, campagne, contributrice):
    sienne = services.start(campagne, contributrice)
    adresse = f"{campagne.get_absolute_url()}noms/{sienne.pk}/effacer/"

    assert redaction.post(adresse).status_code == 404


def test_a_campaign_opened_by_mistake_is_deleted(redaction, campagne):
    assert redaction.post(f"{campagne.get_absolute_url()}supprimer/").url == RACINE
    assert not Campagne.objects.exists()


def test_a_campaign_that_holds_answers_stays(redaction, campagne):
    type_all(campagne, {"portage": 2})
    page = texte(redaction.post(f"{campagne.get_absolute_url()}supprimer/", follow=True))

    assert "elle reste" in page
    assert "Supprimer cette campagne" not in page
    assert Campagne.objects.exists()


def test_reading_is_for_every_member_and_conducting_is_not(organisation, campagne):
    lecture = sign_in(make_membre(organisation, "lecture").utilisateur)

    assert lecture.get(campagne.get_absolute_url()).status_code == 200
    assert lecture.get(f"{campagne.get_absolute_url()}repondre/").status_code == 403
    assert lecture.get(f"{campagne.get_absolute_url()}papier/").status_code == 403

"""A buyer tells a practice, the team reads it again, everybody finds it."""

import pytest
from django.core import mail

from spaser.site.editorial.models import Texte
from spaser.site.portail.models import Recit
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_equipe,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)
from tests.site.portail.pratiques.fabrique import CONTENU, make_recit
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]
pytestmark = pytest.mark.django_db

RACINE = f"/espace/{SIREN_VAL}/pratiques/"
SAISIE = CONTENU | {
    "titre": "Réserver le nettoyage des écoles",
    "etapes": "Choisir un lot.\nRéserver le lot.",
    "pieges": "Lancer sans rencontrer les structures.",
    "nomme": "oui",
}


@pytest.fixture
def organisation():
    return make_organisation()


@pytest.fixture
def redactrice(organisation):
    return make_membre(organisation, "redaction").utilisateur


@pytest.fixture
def elle(redactrice):
    return sign_in(redactrice)


@pytest.fixture
def relectrice():
    return make_equipe("animation")


@pytest.fixture
def relit(relectrice):
    return sign_in(relectrice, second_facteur=True)


def move(client, recit, quoi, **champs):
    recit.refresh_from_db()
    donnees = {"quoi": quoi, "version": recit.version} | champs
    return texte(client.post(f"{RACINE}{recit.pk}/avancer/", donnees, follow=True))


def decide(client, recit, decision, reponse=""):
    recit.refresh_from_db()
    donnees = {"decision": decision, "reponse": reponse, "version": recit.version}
    adresse = f"/bonnes-pratiques/a-relire/{recit.pk}/"
    return texte(client.post(adresse, donnees, follow=True))


def test_from_her_first_words_to_the_page_that_everybody_reads(
    client, elle, redactrice, relit, relectrice, courriels
):
    page = texte(elle.post(f"{RACINE}nouvelle/", SAISIE, follow=True))
    assert "Le brouillon est enregistré" in page
    recit = Recit.objects.get()
    assert (
        relit.get(f"/bonnes-pratiques/a-relire/{recit.pk}/").status_code == 404
    )  # a draft is hers

    assert "est envoyée" in move(elle, recit, "envoyer")
    assert [c.to for c in mail.outbox] == [[relectrice.courriel]]
    assert "Réserver le nettoyage" in texte(relit.get("/bonnes-pratiques/a-relire/"))

    assert "Écrivez ce qu’il faut corriger" in decide(relit, recit, "renvoyer")
    assert "renvoyée" in decide(relit, recit, "renvoyer", "Dites sur quelle période.")
    assert mail.outbox[-1].to == [redactrice.courriel]
    assert "Dites sur quelle période." in texte(elle.get(f"{RACINE}{recit.pk}/"))

    saisie = SAISIE | {"preuve": "Relevé du facilitateur, de janvier à décembre 2025."}
    elle.post(f"{RACINE}{recit.pk}/modifier/", saisie | {"version": recit.version + 1})
    recit.refresh_from_db()
    assert recit.contenu["preuve"].endswith("décembre 2025.")
    move(elle, recit, "envoyer")
    assert "publiée" in decide(relit, recit, "accepter")

    publique = texte(client.get("/bonnes-pratiques/reserver-le-nettoyage-des-ecoles/"))
    assert "1 200 heures d’insertion en un an." in publique
    assert "Métropole de Val-Fictif" in publique
    assert "Réserver le nettoyage" in texte(client.get("/bonnes-pratiques/?q=nettoyage ecoles"))
    assert "Voir la page publique" in texte(elle.get(f"{RACINE}{recit.pk}/"))
    gestes = Evenement.objects.filter(geste__startswith="pratique.").order_by("pk")
    assert list(gestes.values_list("geste", flat=True)) == [
        "pratique.ajout",
        "pratique.envoi",
        "pratique.retour",
        "pratique.modification",
        "pratique.envoi",
        "pratique.publication",
    ]


def test_a_published_story_is_changed_then_withdrawn(client, elle, relit, organisation):
    recit = make_recit(organisation.espace, etat="envoyee")
    decide(relit, recit, "accepter")
    recit.refresh_from_db()
    adresse = f"/bonnes-pratiques/{recit.code}/"

    saisie = SAISIE | {"resultat": "2 400 heures en deux ans.", "version": recit.version}
    elle.post(f"{RACINE}{recit.pk}/modifier/", saisie)
    assert "1 200 heures" in texte(client.get(adresse))  # until the team has read it again
    move(elle, recit, "envoyer")
    decide(relit, recit, "accepter")
    assert "2 400 heures" in texte(client.get(adresse))
    assert Texte.objects.filter(code=recit.code, etat="approuvee").count() == 2

    assert "n’est plus sur le site" in move(elle, recit, "retirer")
    assert client.get(adresse).status_code == 404


def test_what_the_team_withdraws_is_told_to_its_buyer(elle, relit, organisation):
    recit = make_recit(organisation.espace, etat="envoyee")
    decide(relit, recit, "accepter")
    lu = Texte.objects.get(code="reserver-le-nettoyage-des-ecoles")
    retrait = {"geste": "retirer", "version": lu.version, "reponse": "Page de preuve disparue."}
    relit.post(f"/editorial/texte/{lu.pk}/", retrait)

    page = texte(elle.get(RACINE))
    assert "Retirée" in page
    assert "Page de preuve disparue." in page


def test_nobody_publishes_what_she_wrote(relit, relectrice, organisation):
    recit = make_recit(organisation.espace, etat="envoyee", auteur=relectrice)

    assert "une autre personne doit la relire" in decide(relit, recit, "accepter")
    assert not Texte.objects.exists()


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"resultat": "Bien mieux."}, "Donnez un chiffre"),
        ({"etapes": []}, "Donnez deux étapes"),
        ({"preuve_adresse": ""}, "ou liez un marché"),
        ({"fait": "Voir [ici](/nulle-part/)."}, "n’est pas une page du site"),
        ({"fait": "Le leader du secteur."}, "cochez la case"),
    ],
)
def test_what_is_incomplete_or_praises_a_firm_is_not_sent(elle, organisation, champs, message):
    recit = make_recit(organisation.espace, contenu=champs)

    assert message in move(elle, recit, "envoyer")
    recit.refresh_from_db()
    assert recit.etat == "brouillon"


def test_praise_that_was_read_again_is_sent_and_shown_to_the_team(elle, relit, organisation):
    recit = make_recit(organisation.espace, contenu={"fait": "Un chantier remarquable."})

    assert "« remarquable » vante" in texte(elle.get(f"{RACINE}{recit.pk}/"))
    assert "est envoyée" in move(elle, recit, "envoyer", relu="oui")
    assert "« remarquable » vante" in texte(relit.get(f"/bonnes-pratiques/a-relire/{recit.pk}/"))


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"titre": ""}, "Donnez un titre"),
        ({"preuve_adresse": "javascript:alert(1)"}, "pas l’adresse d’une page"),
        ({"contact": "ada.lovelace@exemple.fr"}, "semble être celle d’une personne"),
        ({"contact": "achats@exemple.fr", "nomme": "non"}, "dirait qui vous êtes"),
        ({"familles": ["magie"]}, "n’est pas une famille d’achat"),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_is_lost(elle, champs, message):
    page = texte(elle.post(f"{RACINE}nouvelle/", SAISIE | champs))

    assert message in page
    assert "1 200 heures d’insertion" in page
    assert not Recit.objects.exists()


def test_a_script_is_shown_as_text(elle, organisation):
    recit = make_recit(organisation.espace, contenu={"fait": "<script>alert(1)</script>"})

    assert "<script>alert" not in elle.get(f"{RACINE}{recit.pk}/").text


def test_published_contracts_are_tied_and_hidden_with_the_buyers_name(
    elle, relit, client, organisation, marches
):
    recit = make_recit(organisation.espace, contenu={"preuve_adresse": ""})
    page = elle.get(f"{RACINE}{recit.pk}/?q=de")
    assert [m.contrat.annee for m in page.context["trouves"]] == [2026] * 10
    cle = next(iter(page.context["trouves"])).cle
    elle.post(f"{RACINE}{recit.pk}/marches/", {"cle": cle})
    recit.refresh_from_db()
    (lie,) = recit.marches
    assert lie["cle"] == str(cle)
    assert client.get(lie["adresse"]).status_code == 200
    assert lie["objet"][:20] in client.get(lie["adresse"]).text.replace("\u00a0", " ")

    recit.nomme = False
    recit.save()
    assert recit.lu.marches == ()
    assert recit.lu.qui == "Un acheteur public"
    assert "ne seront pas montrés" in texte(elle.get(f"{RACINE}{recit.pk}/"))

    elle.post(f"{RACINE}{recit.pk}/marches/", {"cle": cle})
    recit.refresh_from_db()
    assert recit.marches == []
    assert "n’est pas publié" in texte(
        elle.post(f"{RACINE}{recit.pk}/marches/", {"cle": "12"}, follow=True)
    )


def test_a_space_begins_twenty_a_day(elle, organisation, settings):
    for rang in range(20):
        elle.post(f"{RACINE}nouvelle/", SAISIE | {"titre": f"Pratique {rang}"})

    assert elle.post(f"{RACINE}nouvelle/", SAISIE).status_code == 429
    assert Recit.objects.count() == 20


def test_a_draft_is_erased_a_published_one_is_not(elle, relit, organisation):
    recit = make_recit(organisation.espace)
    assert "effacé" in move(elle, recit, "effacer")
    assert not Recit.objects.exists()

    publiee = make_recit(organisation.espace, etat="envoyee")
    decide(relit, publiee, "accepter")
    assert "retirez-la" in move(elle, publiee, "effacer")


def test_two_people_at_once_the_second_is_told(relit, elle, organisation):
    recit = make_recit(organisation.espace, etat="envoyee")
    ancienne = recit.version
    move(elle, recit, "reprendre")
    donnees = {"decision": "accepter", "version": ancienne}
    adresse = f"/bonnes-pratiques/a-relire/{recit.pk}/"
    assert "Son acheteur la modifie" in texte(relit.post(adresse, donnees, follow=True))
    assert relit.get(adresse).status_code == 404

    move(elle, recit, "envoyer")
    page = texte(relit.post(adresse, donnees))
    assert "La pratique a changé depuis" in page
    assert not Texte.objects.exists()


def test_the_way_in_leads_to_her_organisation(elle, organisation):
    assert elle.get("/bonnes-pratiques/raconter/")["Location"] == f"{RACINE}nouvelle/"
    lectrice = sign_in(make_membre(organisation, "lecture").utilisateur)
    assert "rejoignez la vôtre" in texte(lectrice.get("/bonnes-pratiques/raconter/"))
    assert lectrice.get(f"{RACINE}nouvelle/").status_code == 403

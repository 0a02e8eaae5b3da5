"""Answering: once, without losing a word, whatever happens meanwhile."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from spaser.site.rencontres.models import Commentaire, Invitation, Repondu, Reponse
from spaser.site.rencontres.questionnaires import views
from spaser.site.rencontres.questionnaires.services import (
    InvitationRefusee,
    count_reponses,
    invite_adresses,
    sweep_questionnaires,
)
from tests.site.organisations.fabrique import texte
from tests.site.rencontres.questionnaires.fabrique import (
    SATISFAIT,
    make_invitation,
    make_questionnaire,
    make_reponses,
)

pytestmark = pytest.mark.django_db

PAGE = "/questionnaires/avis/"
ENVOI = {"numero": "1", "q1": "5", "q5": ["1", "2"], "q6": "0", "q7": "Clair et utile."}


@pytest.fixture
def avis():
    return make_questionnaire()


@pytest.fixture
def lien(avis):
    return f"{PAGE}invitation/{make_invitation(avis)}/"


def test_an_answer_is_kept_as_it_was_given(client, avis):
    page = client.get(PAGE)
    merci = client.post(
        PAGE, ENVOI | {"q7_publiable": "on", "q7_fonction": "Acheteuse"}, follow=True
    )

    assert "1 – pas du tout satisfait" in texte(page)
    assert "Merci de votre réponse" in texte(merci)
    assert Reponse.objects.get().valeurs == {"q1": 5, "q5": [1, 2], "q6": 0}
    ecrit = Commentaire.objects.get()
    assert (ecrit.question, ecrit.texte, ecrit.publiable, ecrit.fonction, ecrit.etat) == (
        "q7",
        "Clair et utile.",
        True,
        "Acheteuse",
        "a_lire",
    )


def test_a_function_is_not_kept_without_the_consent_it_serves(client, avis):
    client.post(PAGE, ENVOI | {"q7_fonction": "Acheteuse à Val-Fictif"})

    ecrit = Commentaire.objects.get()
    assert (ecrit.publiable, ecrit.fonction) == (False, "")


def test_the_public_link_takes_one_a_day_from_a_network(client, avis):
    client.post(PAGE, ENVOI)
    seconde = client.post(PAGE, ENVOI | {"q7": "Encore moi."})
    relue = client.get(PAGE)
    d_ailleurs = client.post(PAGE, ENVOI, REMOTE_ADDR="203.0.113.9")

    assert "une seule est prise par jour et par réseau" in texte(seconde)
    assert "Encore moi.</textarea>" in seconde.text
    assert "une seule est prise par jour" in texte(relue)
    assert d_ailleurs.status_code == 302
    assert Reponse.objects.count() == 2
    assert "127.0.0.1" not in str(list(Repondu.objects.values()))


def test_a_link_sent_by_mail_serves_once_in_whichever_tab(client, avis, lien):
    onglets = [client.get(lien), client.get(lien)]
    premiere = client.post(lien, ENVOI)
    seconde = client.post(lien, ENVOI | {"q7": "Du second onglet."})

    assert [page.status_code for page in onglets] == [200, 200]
    assert premiere.status_code == 302
    assert "Un lien sert une fois" in texte(seconde)
    assert "Du second onglet.</textarea>" in seconde.text
    assert "Un lien sert une fois" in texte(client.get(lien))
    assert Reponse.objects.count() == 1
    assert [r.jour for r in Repondu.objects.all()] == [None]


def test_on_invitation_only_the_public_address_takes_nothing(client, avis, lien):
    avis.par_lien = False
    avis.save()

    refusee = client.post(PAGE, ENVOI)
    inconnu = client.post(f"{PAGE}invitation/nimporte/", ENVOI)

    assert "par le lien reçu par courriel" in texte(refusee)
    assert "Clair et utile." in texte(refusee)
    assert "n’est pas reconnu" in texte(inconnu)
    assert client.post(lien, ENVOI).status_code == 302
    assert Reponse.objects.count() == 1


def test_closed_meanwhile_nothing_is_kept_and_all_is_shown(client, avis):
    avis.ferme_le = timezone.localdate() - timedelta(days=1)
    avis.save()

    page = client.post(PAGE, ENVOI)

    assert "ne prend plus de réponse" in texte(page)
    for mots in ("5 – tout à fait satisfait", "En parler autour de moi", "Clair et utile."):
        assert mots in texte(page)
    assert not Reponse.objects.exists()
    assert not Repondu.objects.exists()


def test_changed_meanwhile_what_still_is_asked_is_typed_again_and_the_rest_shown(client, avis):
    questions = avis.versions.get().questions
    questions = [q for q in questions if q["code"] != "q7"]
    avis.versions.create(numero=2, questions=questions)

    page = client.post(PAGE, ENVOI)
    renvoi = client.post(PAGE, ENVOI | {"numero": "2"})

    assert "a changé pendant que vous répondiez" in texte(page)
    assert "Clair et utile." in texte(page)
    assert 'value="2"' in page.text
    assert renvoi.status_code == 302
    assert Reponse.objects.get().version.numero == 2
    assert not Commentaire.objects.exists()


def test_changed_meanwhile_no_answer_goes_to_other_choices(client, avis):
    questions = {q["code"]: q for q in avis.versions.get().questions}
    questions["q5"] |= {"choix": ["Autre chose", *questions["q5"]["choix"]]}
    questions["q7"] |= {"enonce": "Quels sujets pour la suite ?"}
    avis.versions.create(numero=2, questions=list(questions.values()))

    page = client.post(PAGE, ENVOI | {"q7_publiable": "on"})

    form = page.context["form"]
    assert (form["q1"].value(), form["q5"].value(), form["q7"].value()) == ("5", [], None)
    assert not form["q7_publiable"].value()
    assert [mots.count("\n") for _, mots in page.context["perdues"]] == [1, 0]
    assert page.context["perdues"][1][1] == "Clair et utile."
    assert "Autre chose" not in page.context["perdues"][0][1]


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"q1": "6"}, "Choisissez une des réponses proposées"),
        ({"q5": ["1", "99"]}, "Choisissez une des réponses proposées"),
        ({"q7": "x" * 10_000}, "2000 signes au plus, il y en a 10000"),
        ({"q1": "", "q5": [], "q6": "", "q7": " "}, "Répondez à une question au moins"),
    ],
)
def test_what_cannot_be_taken_is_told_and_stays_on_the_page(client, avis, champs, message):
    page = client.post(PAGE, ENVOI | champs)

    assert message in texte(page)
    assert not Reponse.objects.exists()
    assert not Repondu.objects.exists()
    if "q7" not in champs:
        assert "Clair et utile.</textarea>" in page.text


def test_forged_numbers_and_machines_change_nothing(client, avis):
    for numero in ("", "-1", "9" * 30, "²", "7"):
        client.post(PAGE, {"numero": numero, "q1": "9"})
    client.post(PAGE, ENVOI | {"site": "x"})

    assert not Reponse.objects.exists()
    assert client.get("/questionnaires/absent/").status_code == 404
    make_questionnaire("brouillon", ouvre_le=None, ferme_le=None)
    assert client.get("/questionnaires/brouillon/").status_code == 404


def test_too_many_from_one_network_wait_without_losing_a_word(client, avis, lien, monkeypatch):
    monkeypatch.setattr(views, "ENVOIS_PAR_HEURE", 1)
    client.post(PAGE, ENVOI)
    refusee = client.post(lien, ENVOI)

    assert refusee.status_code == 429
    assert "Clair et utile.</textarea>" in refusee.text


def test_each_address_is_invited_once_and_not_once_it_has_answered(client, avis, courriels):
    assert invite_adresses(avis, ["lea@exemple.fr", "LEA@exemple.fr", "zoe@exemple.fr"]) == 2
    assert invite_adresses(avis, ["lea@exemple.fr"]) == 0
    lea, zoe = mail.outbox
    chemin = lea.body.partition("http://")[2].split()[0].partition("/")[2]

    assert (lea.to, zoe.to) == (["lea@exemple.fr"], ["zoe@exemple.fr"])
    assert "rien ne le relie à ce que vous répondez" in lea.body.replace("\n", " ")
    assert client.post(f"/{chemin}", ENVOI).status_code == 302
    assert "exemple.fr" not in str(list(Invitation.objects.values()))


@pytest.mark.parametrize(
    ("champs", "raison"),
    [({"ferme_le": None}, "dernier jour"), ({"ouvre_le": None, "ferme_le": None}, "Ouvrez")],
)
def test_an_invitation_asks_for_a_questionnaire_that_is_open_and_ends(champs, raison):
    avis = make_questionnaire(**champs)

    with pytest.raises(InvitationRefusee, match=raison):
        invite_adresses(avis, ["lea@exemple.fr"])
    assert not Invitation.objects.exists()


def test_answers_are_counted_at_the_end_or_by_five(avis):
    sans_fin = make_questionnaire("module", "module", ferme_le=None)
    make_reponses(avis, *[SATISFAIT] * 7, comptee=False)
    make_reponses(sans_fin, *[{"q1": 4}] * 4, comptee=False)
    maintenant = timezone.now()

    assert count_reponses(maintenant) == 0
    make_reponses(sans_fin, {"q1": 4}, comptee=False)
    assert count_reponses(maintenant) == 5
    assert count_reponses(maintenant + timedelta(days=9)) == 7
    assert Reponse.objects.filter(comptee=True).count() == 12


def test_who_answered_is_forgotten_after_a_month_and_the_network_the_day_after(client, avis, lien):
    client.post(lien, ENVOI)
    client.post(PAGE, ENVOI)
    maintenant = timezone.now()
    make_reponses(avis, SATISFAIT, comptee=False)

    sweep_questionnaires(maintenant)
    assert Repondu.objects.count() == 2
    sweep_questionnaires(maintenant + timedelta(days=1))
    assert [r.jour for r in Repondu.objects.all()] == [None]
    sweep_questionnaires(maintenant + timedelta(days=39))
    assert (Repondu.objects.count(), Invitation.objects.count()) == (0, 0)
    assert not Reponse.objects.exists()  # never counted


def test_words_that_were_not_published_go_after_two_years(avis):
    for etat, annee in (("publie", 2026), ("ecarte", 2026), ("a_lire", 2027)):
        Commentaire.objects.create(
            version=avis.versions.get(),
            question="q7",
            texte=etat,
            comptee=True,
            etat=etat,
            annee=annee,
        )
    sweep_questionnaires(timezone.now().replace(year=2029, month=1, day=2))

    assert sorted(Commentaire.objects.values_list("texte", flat=True)) == ["a_lire", "publie"]

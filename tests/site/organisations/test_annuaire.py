"""What is asked of the public directory: aside, in turn, kept a while, nothing lost."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from spaser.site.organisations import annuaire as annuaire_organisations
from spaser.site.organisations.annuaire import answer_lot, ask_sirens, name_siren, name_sirens
from spaser.site.organisations.app import ask_annuaire
from spaser.site.organisations.models import QuestionAnnuaire
from spaser.site.socle.models import Compteur
from tests.outils.serveur_annuaire import ServeurAnnuaire
from tests.outils.serveur_data_gouv import Reponse
from tests.site.organisations.fabrique import make_personne, sign_in, texte

pytestmark = pytest.mark.django_db

SIREN, AUTRE, PERSONNE = "200077832", "900000019", "900000027"


@pytest.fixture
def pauses(monkeypatch):
    """Note each wait, and make none."""
    faites = []
    monkeypatch.setattr(annuaire_organisations, "dormir", faites.append)
    return faites


@pytest.fixture
def annuaire(settings, pauses):
    with ServeurAnnuaire() as serveur:
        settings.ANNUAIRE = serveur.base
        serveur.publish(SIREN, "SYNDICAT DES EAUX")
        serveur.publish(PERSONNE, "MARTINE FICTIVE", "1000")
        yield serveur


def let_time_pass():
    """Let come the moment when everything may be asked again."""
    hier = timezone.now() - timedelta(days=1)
    QuestionAnnuaire.objects.update(a_poser_le=hier)
    Compteur.objects.update(fin=hier)


def test_without_the_setting_nothing_is_asked_nor_noted(client):
    assert name_siren(SIREN) == ""
    client.get("/acheteurs/", {"q": "Syndicat introuvable des eaux"})
    assert answer_lot() is False
    assert QuestionAnnuaire.objects.count() == 0


def test_a_number_is_shown_first_and_its_name_at_the_next_view(annuaire):
    assert name_siren(SIREN) == ""
    assert annuaire.questions == []  # a page waits for nobody
    answer_lot()

    assert name_siren(SIREN) == "SYNDICAT DES EAUX"
    assert annuaire.questions == [SIREN]


def test_of_a_person_nothing_is_kept(annuaire):
    ask_sirens([PERSONNE])
    answer_lot()

    assert name_sirens([PERSONNE]) == {}
    assert QuestionAnnuaire.objects.values_list("reponses", flat=True).get() == []


def test_what_is_no_number_is_not_asked(client, annuaire):
    ask_sirens(["123456789", "", "HORS-UE 12"])
    for adresse in ("/acheteurs/?q=123456789", "/acheteurs/123456789/", "/acheteurs/?q=%20%2D"):
        client.get(adresse)

    assert QuestionAnnuaire.objects.count() == 0


def test_workers_ask_five_times_a_second_together(annuaire, pauses, monkeypatch):
    maintenant = timezone.now() + timedelta(minutes=1)
    monkeypatch.setattr(annuaire_organisations.timezone, "now", lambda: maintenant)
    ask_sirens([SIREN, AUTRE, PERSONNE])
    answer_lot()

    assert pauses == pytest.approx([0, 0.2, 0.4])


@pytest.mark.parametrize(
    ("faute", "minutes"),
    [
        (Reponse(429, b"", {"Retry-After": "3600"}), 60),
        (Reponse(429), 10),
        (Reponse(503, b"", {"Retry-After": "5"}), 10),
    ],
)
def test_a_directory_that_asks_for_peace_has_it_and_no_question_is_lost(annuaire, faute, minutes):
    ask_sirens([SIREN, AUTRE])
    annuaire.prepare(faute)

    assert answer_lot() is False
    assert answer_lot() is False  # whoever asks
    assert len(annuaire.questions) == 1
    fin = Compteur.objects.get(nom="annuaire.tour").fin
    assert fin - timezone.now() == pytest.approx(
        timedelta(minutes=minutes), abs=timedelta(seconds=30)
    )

    let_time_pass()
    answer_lot()
    assert name_sirens([SIREN, AUTRE]) == {SIREN: "SYNDICAT DES EAUX"}


def test_a_wrong_answer_stops_nobody_else_and_is_asked_again_later_and_later(annuaire):
    ask_sirens([SIREN])
    annuaire.prepare(*[Reponse(200, b"<html>", {"Content-Type": "text/html"})] * 5)
    attentes = []
    for _ in range(5):
        answer_lot()
        attentes.append(QuestionAnnuaire.objects.get().a_poser_le - timezone.now())
        let_time_pass()

    heures = [round(attente / timedelta(minutes=1)) for attente in attentes]
    assert heures == [10, 60, 360, 1440, 43200]
    annuaire.prepare(Reponse(200, b"<html>", {"Content-Type": "text/html"}))
    ask_sirens([AUTRE])
    assert (answer_lot(), annuaire.questions[-1]) == (False, AUTRE)


def test_a_name_is_kept_thirty_days_then_asked_again(annuaire):
    ask_sirens([SIREN])
    answer_lot()
    for jours, reste in ((29, 1), (31, 0)):
        avant = timezone.now() - timedelta(days=jours)
        QuestionAnnuaire.objects.update(posee_le=avant, repondue_le=avant)
        ask_annuaire(timezone.now())
        assert QuestionAnnuaire.objects.count() == reste, jours

    assert name_siren(SIREN) == ""
    answer_lot()
    assert name_siren(SIREN) == "SYNDICAT DES EAUX"


def test_the_scheduler_has_asked_again_what_was_put_off(
    annuaire, django_capture_on_commit_callbacks
):
    ask_sirens([SIREN])
    with django_capture_on_commit_callbacks(execute=True):
        ask_annuaire(timezone.now())

    assert name_sirens([SIREN]) == {SIREN: "SYNDICAT DES EAUX"}


def test_too_many_questions_that_wait_let_in_no_other(annuaire, monkeypatch):
    monkeypatch.setattr(annuaire_organisations, "ATTENTE_MAX", 0)
    ask_sirens([SIREN])
    ask_sirens([AUTRE])

    assert [q.question for q in QuestionAnnuaire.objects.all()] == [SIREN]


def test_a_base_that_is_busy_costs_a_name_and_not_the_page(annuaire, monkeypatch):
    def refuse(*_args, **_options):
        raise DatabaseError("database is locked")

    monkeypatch.setattr(QuestionAnnuaire.objects.__class__, "bulk_create", refuse)

    assert name_siren(SIREN) == ""


# What somebody types.


def look(client, question):
    return client.get("/acheteurs/", {"q": question})


def test_a_name_that_nobody_here_bears_is_looked_for_and_found_at_the_next_view(client, annuaire):
    annuaire.publish(AUTRE, "LES EAUX SARL", "5499")
    premiere = look(client, "Syndicat xylo des Eaux")
    assert "Chercher de nouveau" in texte(premiere)
    assert 'href="/acheteurs/?q=Syndicat+xylo+des+Eaux"' in premiere.text
    annuaire.publish("200000172", "SYNDICAT XYLO DES EAUX <b>")
    answer_lot()

    seconde = look(client, "syndicat  XYLO des eaux")
    assert "SYNDICAT XYLO DES EAUX &lt;b&gt;</a>" in seconde.text
    assert 'href="/acheteurs/200000172/"' in seconde.text
    assert "LES EAUX SARL" not in seconde.text
    assert annuaire.questions == ["syndicat xylo des eaux"]


def test_a_name_that_the_directory_gives_to_firms_alone_finds_nobody(client, annuaire):
    annuaire.publish(AUTRE, "XYLO SARL", "5499")
    look(client, "xylo sarl")
    answer_lot()

    assert "Aucun organisme public n’y porte ce nom" in texte(look(client, "xylo sarl"))


def test_a_number_that_nobody_here_knows_is_named_and_opens_its_space(client, annuaire):
    inconnue = client.get(f"/acheteurs/{SIREN}/")
    assert (inconnue.status_code, "Chercher de nouveau" in texte(inconnue)) == (404, True)
    answer_lot()

    connue = client.get(f"/acheteurs/{SIREN}/")
    assert "SYNDICAT DES EAUX" in texte(connue)
    assert "nom=SYNDICAT+DES+EAUX" in connue.text


def test_a_person_or_a_firm_behind_a_number_is_not_shown(client, annuaire):
    annuaire.publish(AUTRE, "XYLO SARL", "5499")
    for numero in (PERSONNE, AUTRE):
        client.get(f"/acheteurs/{numero}/")
    answer_lot()

    for numero in (PERSONNE, AUTRE):
        page = texte(client.get(f"/acheteurs/{numero}/"))
        assert "Aucun organisme public n’y porte ce nom" in page
        assert "FICTIVE" not in page
        assert "XYLO" not in page


def test_who_joins_an_organisation_is_helped_by_the_directory(annuaire):
    elle = sign_in(make_personne("elle@exemple.fr"))
    for question in (SIREN, "syndicat des eaux"):
        assert "Chercher de nouveau" in texte(
            elle.get("/organisations/rejoindre/", {"q": question})
        )
    answer_lot()

    for question in (SIREN, "syndicat des eaux"):
        page = elle.get("/organisations/rejoindre/", {"q": question})
        assert f'href="/organisations/rejoindre/{SIREN}/"' in page.text
        assert "SYNDICAT DES EAUX</a>" in page.text
    assert 'value="SYNDICAT DES EAUX"' in elle.get(f"/organisations/rejoindre/{SIREN}/").text


def test_a_visitor_asks_so_many_times_an_hour(client, annuaire, monkeypatch):
    monkeypatch.setattr(annuaire_organisations, "PAR_VISITEUR", 1)
    look(client, "premier xylo")

    assert "Trop de demandes" in texte(look(client, "second xylo"))
    assert "Chercher de nouveau" in texte(look(client, "premier xylo"))
    assert [q.question for q in QuestionAnnuaire.objects.all()] == ["premier xylo"]


@pytest.mark.parametrize("ouvert", [True, False])
def test_the_page_on_personal_data_says_what_is_asked_when_it_is(client, settings, ouvert):
    settings.ANNUAIRE = "recherche-entreprises" if ouvert else ""

    page = texte(client.get("/donnees-personnelles/"))
    assert ("annuaire public des entreprises, par son SIREN" in page) is ouvert

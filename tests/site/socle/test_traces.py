"""What the site writes of each answer, and the identifier that ties its lines together."""

import json
import logging

import pytest
from django.test import Client

from spaser.site.config.settings import choose_traces, strip_rapport
from spaser.site.socle.traces import FormatJson, SansAdresse, carry_demande, read_demande

pytestmark = pytest.mark.django_db


@pytest.fixture
def lignes(caplog):
    """Give the lines written as machines read them."""
    caplog.set_level(logging.INFO, "spaser.acces")

    def read():
        return [json.loads(FormatJson().format(ligne)) for ligne in caplog.records]

    return read


def test_an_answer_is_told_by_the_name_of_its_page_and_nothing_of_its_visitor(client, lignes):
    client.get("/obligations/?q=Vertou", REMOTE_ADDR="203.0.113.7", headers={"User-Agent": "Moi"})

    (ligne,) = lignes()
    assert ligne.pop("ms") > 0
    assert {nom: ligne[nom] for nom in ("methode", "vue", "statut", "niveau")} == {
        "methode": "GET",
        "vue": "obligations:liste",
        "statut": 200,
        "niveau": "info",
    }
    assert not any(mot in json.dumps(ligne) for mot in ("Vertou", "203.0.113.7", "Moi", "?"))


def test_an_address_that_leads_nowhere_has_no_name(client, lignes):
    client.get("/personne/jean.dupont@exemple.fr/")

    (ligne,) = lignes()
    assert (ligne["vue"], ligne["statut"]) == ("", 404)
    assert "dupont" not in json.dumps(ligne)


def test_every_answer_gives_an_identifier_of_its_own(client):
    premiere, seconde = client.get("/sante"), client.get("/sante")

    assert len(premiere["X-Request-ID"]) == 32
    assert premiere["X-Request-ID"] != seconde["X-Request-ID"]


@pytest.mark.parametrize(
    ("mandataires", "donne", "garde"),
    [
        (1, "0f9c1f7e-aa31", True),
        (0, "0f9c1f7e-aa31", False),  # no proxy is declared: anybody may have written it
        (1, "court", False),
        (1, 'a"} {"niveau":"faux"', False),
        (1, "x" * 65, False),
    ],
)
def test_the_identifier_of_a_declared_proxy_is_kept(client, settings, mandataires, donne, garde):
    settings.MANDATAIRES = mandataires

    reponse = client.get("/sante", headers={"X-Request-ID": donne})

    assert (reponse["X-Request-ID"] == donne) is garde


def test_the_lines_written_meanwhile_name_the_request(client, settings, lignes, caplog):
    settings.MANDATAIRES = 1

    with carry_demande("abcdef12"):
        logging.getLogger("spaser.acces").warning("Une ligne de %s", "plus")
    assert read_demande() == ""

    (ligne,) = caplog.records
    with carry_demande("abcdef12"):
        ecrite = json.loads(FormatJson().format(ligne))
    assert (ecrite["demande"], ecrite["message"]) == ("abcdef12", "Une ligne de plus")


def test_a_fault_is_written_with_its_trace_on_one_line():
    erreur = ValueError("un souci\nsur deux lignes")
    panne = (ValueError, erreur, None)
    ligne = logging.LogRecord("django", logging.ERROR, "", 1, "Panne", (), panne)

    ecrite = FormatJson().format(ligne)

    assert "\n" not in ecrite
    assert "sur deux lignes" in json.loads(ecrite)["trace"]


@pytest.mark.parametrize("forme", ["texte", "json"])
def test_what_django_writes_of_a_request_names_its_page_and_not_its_address(
    caplog, monkeypatch, forme
):
    filtres = choose_traces(forme)
    [filtre] = filtres["handlers"]["console"]["filters"]
    assert filtres["filters"][filtre] == {"()": "spaser.site.socle.traces.SansAdresse"}
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.post("/courriels/reprendre/SeCrEt/")
    monkeypatch.setattr("spaser.site.socle.courriels.abonnements.read", None)
    client.get("/courriels/arreter/SeCrEt/")

    lignes = [r for r in caplog.records if r.name.startswith("django.") and SansAdresse().filter(r)]
    assert [ligne.getMessage() for ligne in lignes] == [
        "Forbidden (CSRF cookie not set.): courriels:reprendre",
        "Internal Server Error: courriels:arreter",
    ]


@pytest.mark.parametrize(("forme", "niveau"), [("texte", "WARNING"), ("json", "INFO")])
def test_answers_are_told_one_by_one_to_machines_alone(forme, niveau):
    reglages = choose_traces(forme)

    assert reglages["loggers"]["spaser.acces"]["level"] == niveau
    assert reglages["handlers"]["console"]["formatter"] == forme


def test_a_report_keeps_the_trace_and_loses_what_names_a_person():
    rapport = {
        "exception": {"values": []},
        "transaction": "obligations:liste",
        "request": {"url": "https://exemple.fr/?q=Ada"},
        "user": {"id": 4},
        "server_name": "machine",
        "extra": {"formulaire": "Ada"},
    }

    assert strip_rapport(rapport, {}) == {
        "exception": {"values": []},
        "transaction": "obligations:liste",
    }

"""The home page."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from spaser.contenus.faits import tell_citation
from spaser.site.portail.accueil_site import Tuile
from spaser.site.registre.tableau import ChiffreCle
from spaser.site.socle.templatetags.socle import insecables
from tests.outils.pages import flatten
from tests.site.rencontres.agenda.fabrique import make_evenement

pytestmark = pytest.mark.django_db


def test_anyone_reads_the_home_page(client):
    reponse = client.get("/")

    assert reponse.status_code == 200
    assert "<h1>Votre SPASER, de la première idée à la publication</h1>" in reponse.text
    assert "schéma de promotion des achats publics socialement et écologiquement" in reponse.text


def test_the_first_field_finds_a_buyer(client):
    texte = flatten(client.get("/").text)

    assert re.search(r'<form class="acheteur-champ" role="search"[^>]* action="/acheteurs/"', texte)
    assert "Votre collectivité, hôpital, université, ou un SIREN" in texte


def test_each_door_leads_where_it_says(client):
    portes = client.get("/").text.split('id="portes"')[1].split("</section>")[0]

    assert re.findall(r'<a href="([^"]+)">([^<]+)<', portes) == [
        ("/parcours/", "Je découvre"),
        ("/espace/", "Je rédige"),
        ("/registre/deposer/", "J’ai un schéma adopté"),
        ("/registre/", "Je cherche un exemple"),
    ]
    for adresse in re.findall(r'<a href="([^"]+)">', portes):
        assert client.get(adresse, follow=True).status_code == 200


def test_the_law_is_told_by_its_facts_with_their_sources(client):
    texte = client.get("/").text

    for citation in ("CCP-L2111-3.adopter", "CCP-D2111-3", "CCP-L2111-3.contenu"):
        assert insecables(tell_citation(citation)) in texte
    assert "/obligations/sources/CCP-L2111-3/" in texte


def test_the_document_that_the_home_page_promises_is_there(client):
    assert "Un document à emporter" in client.get("/").text
    assert client.get("/acheteurs/200000172/").text.count("/acheteurs/200000172/dossier.") == 4


def test_the_next_events_are_announced_and_none_that_is_cancelled(client):
    pages = ("/", "/parcours/")
    assert ["Prochains événements" in client.get(page).text for page in pages] == [False, False]
    jour = datetime(2099, 12, 10, 9, tzinfo=UTC)
    for rang, etat in enumerate(["annule", "publie", "brouillon", "publie", "publie", "publie"]):
        make_evenement(
            f"atelier-{rang}", etat=etat, titre=f"Atelier {rang}", debut=jour + timedelta(days=rang)
        )

    for page in pages:
        annonce = client.get(page).text.split('id="prochains"')[1].split("</section>")[0]
        assert re.findall(r'<a href="/agenda/([^"/]+)/">', annonce) == [
            "atelier-1",
            "atelier-3",
            "atelier-4",
        ]
        assert "vendredi 11\u00a0décembre\u00a02099, de 10\u00a0h à 12\u00a0h" in flatten(annonce)
        assert 'href="/agenda/"' in annonce


def test_an_empty_register_shows_no_figure(client):
    assert "Le registre en chiffres" not in client.get("/").text


def _chiffres(monkeypatch, *chiffres):
    monkeypatch.setattr(
        "spaser.site.portail.accueil_site.read_chiffres",
        lambda _jour: type(
            "Chiffres", (), {"recenses": chiffres[0], "principaux": chiffres, "date": None}
        ),
    )


def test_each_figure_says_its_base_and_leads_to_its_list(monkeypatch, client):
    _chiffres(
        monkeypatch,
        ChiffreCle("Schémas recensés", 52, 52, 0, ""),
        ChiffreCle("Schémas en vigueur", 30, 52, 9, "statut=adopte"),
        ChiffreCle("Schémas mutualisés", 12, 52, 0, "mutualise=oui"),
    )

    assert client.get("/").context["chiffres"] == [
        Tuile(52, "Schémas recensés", "", "/registre/", None),
        Tuile(
            30,
            "Schémas en vigueur",
            "sur 52\u00a0; non renseigné pour 9",
            "/registre/?statut=adopte",
            None,
        ),
        Tuile(12, "Schémas mutualisés", "sur 52", "/registre/?mutualise=oui", None),
    ]

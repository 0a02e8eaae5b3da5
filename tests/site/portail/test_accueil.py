"""The home page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from spaser.contenus.faits import tell_citation
from spaser.regles.fiche import Objectif
from spaser.regles.nomenclatures import Statut
from spaser.site.registre.models import Fiche
from spaser.site.socle.templatetags.socle import insecables
from tests.outils.pages import flatten
from tests.site.registre.fabrique import make_fiche
from tests.site.rencontres.agenda.fabrique import make_evenement
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

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
        ("/espace/", "J’achète"),
        ("/parcours/", "J’apprends"),
        ("/registre/", "Je cherche un schéma"),
        (reverse("appuis:liste"), "Qui peut m’aider"),
    ]
    for adresse in re.findall(r'<a href="([^"]+)">', portes):
        assert client.get(adresse, follow=True).status_code == 200


def test_what_the_law_asks_is_told_on_its_own_pages(client):
    pages = [
        client.get(f"/obligations/sources/{code}/").text for code in ("CCP-L2111-3", "CCP-D2111-3")
    ]

    for citation in (
        "CCP-L2111-3.adopter", "CCP-D2111-3", "CCP-L2111-3.commun",
        "CCP-L2111-3.contenu", "CCP-L2111-3.indicateurs", "CCP-L2111-3.cibles",
    ):  # fmt: skip
        enonce = insecables(tell_citation(citation))
        assert any(enonce in insecables(page) for page in pages)
        assert enonce not in client.get("/").text


def test_the_document_that_the_home_page_promises_is_there(client):
    assert "Un document à emporter" in client.get("/").text
    assert client.get("/acheteurs/200000172/").text.count("/acheteurs/200000172/dossier.") == 4


def test_the_next_events_are_announced_and_none_that_is_cancelled(client):
    assert 'href="/agenda/"' not in client.get("/").text.split("<main")[1].split("</main>")[0]
    assert "Prochains événements" not in client.get("/parcours/").text
    jour = datetime(2099, 12, 10, 9, tzinfo=UTC)
    for rang, etat in enumerate(["annule", "publie", "brouillon", "publie", "publie", "publie"]):
        make_evenement(
            f"atelier-{rang}", etat=etat, titre=f"Atelier {rang}", debut=jour + timedelta(days=rang)
        )

    liste = client.get("/parcours/").text.split('id="prochains"')[1].split("</section>")[0]
    ligne = client.get("/").text.split("<main")[1].split("</main>")[0]
    for annonce, attendus in (
        (liste, ["atelier-1", "atelier-3", "atelier-4"]),
        (ligne, ["atelier-1"]),
    ):
        assert re.findall(r'<a href="/agenda/([^"/]+)/">', annonce) == attendus
        assert "vendredi 11\u00a0décembre\u00a02099, de 10\u00a0h à 12\u00a0h" in flatten(annonce)
        assert 'href="/agenda/"' in annonce


def test_the_example_is_the_figure_of_the_first_buyer(client, marches):
    page = flatten(client.get("/").text)
    figure = client.get("/acheteurs/001010016/").context["figures"][0]

    assert '<a href="/acheteurs/001010016/">Métropole de Val-Fictif (fictif)</a> en 2025' in page
    assert str(figure.dessin) in client.get("/").text
    assert page.count('class="spaser-figure"') == 1
    assert figure.ligne.retenue.figure.compte[1:] in page


def test_without_a_store_nothing_is_drawn_of_a_buyer(client, settings, tmp_path):
    settings.ENTREPOT = tmp_path / "rien"

    assert "spaser-figure" not in client.get("/").text.split("<main")[1]


def _viser(*vises):
    return tuple(
        Objectif(intitule=nom, valeur=v, unite=unite, reference=d) for nom, v, unite, d in vises
    )


def test_a_scheme_in_force_is_drawn_as_a_page(client):
    sans_base = (("Heures", 900, "heures", 2), ("Hausse", 9, "%", 1))
    for nom, fin, vises in (
        ("Ville sans départ", "", [("Vert", 80, "% des marchés", None)]),
        ("Ville échue", "2020", [("Vert", 80, "% des marchés", 10)]),
        ("Ville de Val", "", [("Social", 30, "% des marchés", 22.5), *sans_base]),
    ):
        make_fiche(nom, fin=fin, statut=Statut.ADOPTE, vises=_viser(*vises))

    page = flatten(client.get("/").text)

    fiche = Fiche.objects.get(structure="Ville de Val")
    assert f'<a href="{fiche.get_absolute_url()}">Ville de Val</a>' in page
    assert "<dt>Social</dt>" in page
    assert page.count("<dt>") == 1
    assert "Départ\u00a0: 22,5\u202f%. Cible\u00a0: <strong>30\u202f% des marchés</strong>" in page
    assert re.search(r'class="g-plein" x="0%" y="8" width="22.5%"', page)


def test_a_target_whose_start_is_unknown_has_no_empty_bar(client):
    vises = _viser(("Social", 30, "% des marchés", 22.5), ("Vert", 80, "% des marchés", None))
    make_fiche("Ville de Val", statut=Statut.ADOPTE, vises=vises)

    social, vert = flatten(client.get("/").text).split("<dt>")[1:]

    assert "<svg" in social.partition("</dd>")[0]
    assert "<svg" not in vert.partition("</dd>")[0]
    assert "Départ non connu. Cible\u00a0: <strong>80\u202f% des marchés</strong>" in vert


def test_without_any_target_no_scheme_is_drawn(client):
    make_fiche("Ville de Val", statut=Statut.ADOPTE)

    assert "acheteur-page" not in client.get("/").text

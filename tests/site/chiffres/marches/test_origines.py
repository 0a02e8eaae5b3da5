"""A contract that is published and in one of the buyer's files keeps both origins."""

import html
import re

import pytest
from django.utils.html import strip_tags

from spaser.site.chiffres.marches.services import list_marches
from tests.site.chiffres.marches.fabrique import RACINE, TITRES, accept_colonnes, make_upload, send


def _read(reponse):
    assert reponse.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(strip_tags(reponse.content.decode()))).replace(
        "\xa0", " "
    )


@pytest.fixture
def repris(marches, client, capture, espace):
    """Send a file with a published contract and one that is not; return both."""
    publie = next(m for m in list_marches(espace) if m.contrat.id and m.contrat.montant)
    lignes = f"{publie.contrat.id};{publie.contrat.objet};;;;oui\nPRIVE-9;Achat secret;;90;;non\n"
    accept_colonnes(client, capture, send(client, capture, make_upload(f"{TITRES}\n{lignes}")))
    return publie.contrat, next(
        m for m in list_marches(espace) if m.contrat.id == "PRIVE-9"
    ).contrat


def test_the_filters_count_each_contract_where_it_is(repris, client, espace):
    nombre = len(list_marches(espace))
    for source, attendu in {"publie": nombre - 1, "fichiers": 2, "seuls": 1, "": nombre}.items():
        reponse = client.get(RACINE, {"source": source})

        assert reponse.context["page"].paginator.count == attendu, source
    texte = _read(client.get(RACINE))
    assert "dont 2 de vos fichiers (1 aussi dans les données publiées)" in texte


@pytest.mark.longue
def test_the_page_of_a_contract_tells_both_origins_with_their_days(repris, client):
    publie, seul = repris

    texte = _read(client.get(f"{RACINE}{publie.cle}/"))
    assert "Dans les données publiées" in texte
    assert re.search(r"Version publiée le \d{1,2} \w+ 20\d\d : une autre version compte", texte)
    assert re.search(
        r"Dans vos fichiers marches\.csv, enregistrement 1, lu le \d{1,2}(er)? \w+ 20\d\d\. "
        r"Jour de publication non donné : ses valeurs sont celles que vous voyez",
        texte,
    )

    texte = _read(client.get(f"{RACINE}{seul.cle}/"))
    assert "Dans les données publiées" not in texte
    assert "Lu dans vos fichiers" in texte


@pytest.mark.longue
def test_the_data_received_are_shown_field_by_field(repris, client):
    publie, seul = repris

    texte = _read(client.get(f"{RACINE}{publie.cle}/origines/"))
    assert texte.count("Champs reçus") == 2
    assert "Le montant hors taxes, reconductions comprises, ou le maximum. montant" in texte
    assert publie.objet in texte
    assert _read(client.get(f"{RACINE}{seul.cle}/origines/")).count("Champs reçus") == 1
    assert client.get(f"{RACINE}123/origines/").status_code == 404


@pytest.mark.longue
def test_the_export_names_both(repris, client):
    publie, _ = repris
    lignes = client.get(f"{RACINE}export.csv").content.decode().splitlines()

    (ligne,) = [li for li in lignes if publie.id in li]
    assert "Données publiées ; Vos fichiers : marches.csv" in ligne

"""The list of contracts: searched, filtered, paged, exported."""

import io

import pytest
from openpyxl import load_workbook

from spaser.regles.corrections import ChampCorrige
from spaser.site.chiffres.marches.services import list_marches
from tests.site.chiffres.marches.fabrique import RACINE, correct
from tests.site.organisations.fabrique import make_membre, sign_in, texte

pytestmark = pytest.mark.django_db


def test_every_contract_of_the_buyer_is_listed_and_paged(marches, client):
    reponse = client.get(RACINE)

    assert reponse.context["page"].paginator.count == reponse.context["nombre"] == 874
    assert len(reponse.context["page"]) == 50


def test_a_filter_narrows_the_page_and_its_export(marches, client):
    filtree = client.get(f"{RACINE}?annee=2025&social=oui")
    export = client.get(f"{RACINE}export.csv?annee=2025&social=oui")

    montres = list(filtree.context["page"].paginator.object_list)
    assert 0 < len(montres) < 874
    assert {(m.contrat.annee, m.contrat.social) for m in montres} == {(2025, True)}
    assert len(export.content.decode().splitlines()) == len(montres) + 1


def test_a_filter_that_keeps_nothing_says_how_to_go_back(marches, client):
    assert "Retirer les filtres" in texte(client.get(f"{RACINE}?q=introuvable"))


def test_published_and_corrected_values_are_both_shown(marches, client, organisation):
    auteur = make_membre(organisation, "redaction", "autre@exemple.fr").utilisateur
    espace = organisation.espace
    inconnu = next(m for m in list_marches(espace) if m.contrat.social is None)
    correct(espace, auteur, choisis=[inconnu])

    page = client.get(f"{RACINE}?corrige=oui")

    assert page.context["page"].paginator.count == 1
    assert "<strong>Oui</strong>" in page.content.decode()
    assert "publié : Inconnu" in texte(page)


def test_exports_say_the_same_thing_in_every_format(marches, client, organisation):
    auteur = make_membre(organisation, "redaction", "autre@exemple.fr").utilisateur
    correct(organisation.espace, auteur, 3, {ChampCorrige.MONTANT: "1234.50"})
    csv = client.get(f"{RACINE}export.csv?corrige=oui")
    xlsx = client.get(f"{RACINE}export.xlsx?corrige=oui")
    ods = client.get(f"{RACINE}export.ods?corrige=oui")

    lignes = csv.content.decode("utf-8-sig").splitlines()
    feuille = load_workbook(io.BytesIO(xlsx.content)).active
    entetes = [cellule.value for cellule in feuille[1]]
    assert len(lignes) == feuille.max_row == 4
    assert {
        ligne[entetes.index("Montant notifié HT (corrigé)")]
        for ligne in feuille.iter_rows(min_row=2, values_only=True)
    } == {1234.5}
    assert "Article 7 du CCAP." in lignes[1]
    assert ods.content.startswith(b"PK")
    assert client.get(f"{RACINE}export.pdf").status_code == 404


def test_a_buyer_without_any_contract_is_told_what_to_do(client, settings, tmp_path):
    settings.ENTREPOT = tmp_path / "rien"

    page = texte(client.get(RACINE))

    assert "Pas encore de marché" in page
    assert "Envoyer un fichier de vos marchés" in page


def test_who_may_only_read_sees_no_box_to_tick(marches, organisation):
    lectrice = sign_in(make_membre(organisation, "lecture").utilisateur)

    page = lectrice.get(RACINE).content.decode()

    assert "checkbox" not in page
    assert "Corriger les marchés cochés" not in page

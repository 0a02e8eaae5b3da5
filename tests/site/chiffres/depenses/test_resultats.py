"""What a year says, and the lines behind it, on the page and in the exports."""

import io

import openpyxl
import pytest
from lxml import html

from spaser.moteur.tables.lecture import read_feuilles
from spaser.site.plan.models.actions import LigneGrille
from tests.site.chiffres.depenses.conftest import RACINE, make_csv
from tests.site.chiffres.depenses.fabrique import ATELIER, LIGNES
from tests.site.organisations.fabrique import texte


def _read_xlsx(reponse):
    return openpyxl.load_workbook(io.BytesIO(reponse.content), read_only=True)


def test_the_merged_line_of_the_law_comes_first_and_nothing_is_zero_without_data(
    deposit, redaction
):
    deposit()

    page = texte(redaction.get(f"{RACINE}resultats/"))

    inclusif = page.index("employant des personnes défavorisées")
    assert inclusif < page.index("solidaires d’utilité sociale")
    assert "importée" not in page
    assert "Non connu" in page
    assert "ne s’additionnent jamais" in page
    assert "Table écrite par nous" in page


@pytest.mark.longue
def test_the_rates_of_the_demonstration_lists_are_told_with_their_bounds(
    marches, deposit, redaction
):
    deposit()

    page = texte(redaction.get(f"{RACINE}resultats/")).replace("\u202f", " ")

    assert "1 200 € HT au fournisseur connu" in page
    assert "3 lignes, dont 1 sans réponse" in page


@pytest.mark.longue
def test_a_rate_paid_over_several_years_has_its_picture_and_its_table(marches, deposit, redaction):
    ancienne = f"2023;7;08/02/2023;Atelier fictif;{ATELIER};35000;6283;900,00;"
    deposit(make_csv(lignes=(*LIGNES, ancienne)))

    page = html.document_fromstring(redaction.get(f"{RACINE}resultats/").content)

    [dessin] = page.xpath("//*[local-name()='svg' and .//*[@id='g-soc-13-montant-paye-t']]")
    mots = {mot.text for mot in dessin.xpath(".//*[local-name()='text']")}
    [table] = page.xpath(
        "//table[caption[starts-with(., 'Achats auprès d’entreprises solidaires')]]"
    )
    lignes = [[" ".join(c.text_content().split()) for c in li] for li in table.xpath(".//tbody/tr")]
    assert [ligne[0].split()[0] for ligne in lignes] == ["2025", "2024", "2023"]
    assert lignes[1] == ["2024", "Aucune dépense déposée"]
    assert {"2023", "2024", "2025", "aucune dépense déposée"} <= mots
    assert all(ligne[1].replace(" ", "\u202f") in mots for ligne in lignes if len(ligne) > 2)


def test_one_year_is_no_trend(marches, deposit, redaction):
    deposit()

    assert "par année" not in texte(redaction.get(f"{RACINE}resultats/"))


def test_what_the_grid_aims_at_stands_beside_a_paid_rate(marches, deposit, redaction, organisation):
    deposit()
    champs = {"rubrique": "social", "code": "SOC-13", "objectif": "5 % aux ESUS"}
    LigneGrille.objects.create(espace=organisation.espace, **champs)

    page = texte(redaction.get(f"{RACINE}resultats/")).replace("\u00a0", " ")

    assert "Votre objectif : « 5 % aux ESUS »" in page.replace("\u202f", " ")
    assert "/methodes/ce-que-la-loi-demande/" in page


def test_families_are_tiles_whose_areas_are_their_amounts(deposit, redaction):
    lignes = ("60623;61 000,00;", "6135;30 500,00;", "6184;15 250,00;")
    deposit(
        make_csv(
            lignes=[f"2025;{n};;Soleil fictif SARL;;35000;{li}" for n, li in enumerate(lignes)]
        )
    )

    page = html.document_fromstring(redaction.get(f"{RACINE}resultats/").content)

    [dessin] = page.xpath("//*[local-name()='svg' and .//*[@id='g-familles-t']]")
    aires = [
        float(r.get("width").rstrip("%")) * float(r.get("height"))
        for r in dessin.xpath("./*[local-name()='rect' and not(@class='g-piste')]")
    ]
    assert [round(aire / sum(aires), 3) for aire in aires] == [0.571, 0.286, 0.143]


@pytest.mark.longue
@pytest.mark.parametrize("format_", ["xlsx", "ods", "csv"])
def test_lines_are_exported_as_they_are_filtered(deposit, redaction, tmp_path, format_):
    deposit()
    adresse = f"{RACINE}lignes/export/?etat=comptee&format={format_}"
    reponse = redaction.get(adresse)
    chemin = tmp_path / f"x.{format_}"
    chemin.write_bytes(reponse.content)

    *_notice, lignes = [[list(c) for _, c in feuille.lignes] for feuille in read_feuilles(chemin)]

    assert lignes[0][:4] == ["Fichier", "Feuille", "Ligne", "État"]
    assert [ligne[7] for ligne in lignes[1:]] == [
        "Soleil fictif SARL",
        "Atelier fictif",
        "Atelier fictif",
    ]
    assert reponse["Cache-Control"] == "private, no-store"


@pytest.mark.longue
def test_the_figures_are_exported_with_their_bounds_and_the_account(deposit, redaction):
    deposit()

    classeur = _read_xlsx(redaction.get(f"{RACINE}resultats/export/"))

    totaux = list(classeur["Totaux"].iter_rows(values_only=True))
    assert totaux[1][:4] == (2025, 3200, 3200, 3)
    compte = {
        ligne[0]: ligne[2:] for ligne in classeur["Compte des lignes"].iter_rows(values_only=True)
    }
    assert compte["Lues"] == (7, 17800)


def test_lines_are_listed_with_their_file_and_their_fate(deposit, redaction):
    deposit()

    page = texte(redaction.get(f"{RACINE}lignes/?etat=ecartee&motif=paie"))

    assert "Agents" in page
    assert "mandats.csv, ligne 4" in page
    assert "Soleil" not in page


@pytest.mark.longue
@pytest.mark.parametrize(
    "requete", ["page=abc", "page=99999999", "annee=x", "indicateur=SOC-99", "compte=%27", "q=%25"]
)
def test_an_address_that_cannot_be_read_filters_nothing_and_breaks_nothing(
    deposit, redaction, requete
):
    deposit()

    assert redaction.get(f"{RACINE}lignes/?{requete}").status_code == 200
    assert redaction.get(f"{RACINE}lignes/export/?{requete}&format=csv").status_code == 200


@pytest.mark.longue
def test_a_workbook_that_would_be_too_long_is_refused_with_the_way_out(
    deposit, redaction, monkeypatch
):
    monkeypatch.setattr("spaser.site.chiffres.depenses.resultats.CLASSEUR_MAX", 2)
    deposit()

    page = texte(redaction.get(f"{RACINE}lignes/export/?format=xlsx", follow=True))

    assert "demandez un CSV" in page


def test_a_formula_of_a_file_stays_a_text(deposit, redaction):
    deposit(make_csv(lignes=["2025;1;03/02/2025;=1+1;;;6283;10,00;"]))

    assert ";'=1+1;" in redaction.get(f"{RACINE}lignes/export/?format=csv").content.decode()
    feuille = _read_xlsx(redaction.get(f"{RACINE}lignes/export/?format=xlsx"))["Lignes"]
    assert list(feuille.iter_rows(values_only=True))[1][7] == "=1+1"


@pytest.mark.longue
def test_a_year_without_a_day_of_payment_says_so(deposit, redaction):
    sans_jour = "2025;1;;Soleil fictif SARL;;35000;60623;61 000,00;"
    deposit(make_csv(lignes=[sans_jour]))

    assert "1 ligne comptée, sans date de paiement" in texte(redaction.get(RACINE))
    assert "Aucune date de paiement n’est donnée." in texte(redaction.get(f"{RACINE}resultats/"))


@pytest.mark.longue
def test_a_year_that_has_not_begun_is_told_with_its_fix(deposit, redaction):
    deposit(make_csv(lignes=["2099;1;;Soleil fictif SARL;;35000;60623;61 000,00;"]))

    page = texte(redaction.get(RACINE))

    assert "2099 n’a pas commencé : regardez la colonne de l’exercice" in page
    assert f'href="{RACINE}effacer/?annee=2099"' in page

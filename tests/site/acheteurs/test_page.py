"""The public page of a buyer: useful with and without contracts, and no more than is known."""

import re

import pytest
from django.utils.html import strip_tags
from lxml import html

from spaser.moteur.valeurs import Acheteur
from spaser.regles.nomenclatures import TypeStructure
from tests.moteur.referentiels.fabrique import siren
from tests.outils.pages import flatten
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)
from tests.site.registre.fabrique import make_fiche

pytestmark = pytest.mark.django_db

ROUEN = "217605401"
INCONNU, SANS_NOM = siren(81230001), siren(81230002)
OUVRIR = "C’est mon organisation : ouvrir mon schéma"


def _read(client, numero):
    return client.get(f"/acheteurs/{numero}/")


def test_published_figures_are_read_without_account_with_their_year_and_proof(client, marches):
    reponse = _read(client, SIREN_VAL)
    lu = texte(reponse)
    annee = reponse.context["situation"].annee

    volume, montant = (ligne.retenue.figure for ligne in reponse.context["situation"].volumes)
    titre = strip_tags(lu.split('<h2 id="chiffres">')[1].split("</h2>")[0]).strip()
    assert titre == f"{volume.texte} marchés publiés en {annee}, pour {montant.texte} HT"
    assert "Données essentielles de la commande publique, au " in lu
    figure = reponse.context["figures"][0].ligne.retenue.figure
    assert f'<data value="{figure.reference}">{figure.texte}</data>'.replace("\u00a0", " ") in lu
    assert f"{SIREN_VAL}:SOC-01:{annee}:nombre:publie" in str(figure.reference)
    assert figure.compte[1:].replace("\u00a0", " ") in lu
    assert f"/acheteurs/{SIREN_VAL}/preuve/SOC-01/?annee={annee}&amp;expression=nombre" in (
        reponse.text
    )
    for une in reponse.context["figures"]:
        methode = f"/methodes/{une.ligne.code}/"
        assert f'href="{methode}"' in reponse.text
        assert client.get(methode).status_code == 200


def test_what_is_shared_of_a_buyer_is_a_figure_with_its_count_and_its_bounds(client, marches):
    page = _read(client, SIREN_VAL)
    chiffre = page.context["figures"][0].ligne.retenue.figure

    [dite] = re.findall(r'property="og:description"\s+content="([^"]+)"', page.text)

    assert dite.startswith("Marchés avec au moins une considération sociale en 20")
    assert f"\u00a0: {chiffre.texte} des marchés." in dite
    for part in (chiffre.compte, chiffre.fourchette, chiffre.effectif):
        assert part
        assert part[1:] in dite


def test_what_is_shared_of_a_buyer_without_contract_holds_no_figure(client):
    make_fiche("Ville de Rouen", siren=ROUEN)

    [dite] = re.findall(r'property="og:description"\s+content="([^"]+)"', _read(client, ROUEN).text)

    assert dite.endswith("schémas d’achats responsables, obligations et réseaux qui aident.")
    assert "%" not in dite


def test_the_files_that_were_read_are_told_with_the_years_they_cover(client, marches):
    lu = texte(_read(client, SIREN_VAL)).replace("\u202f", " ")

    assert "; années couvertes : 2019 à 2025 ; couvertes en partie : 2026." in lu
    assert "2021 : 104 marchés ; année couverte" in lu
    assert "marches-2019-2023.json, lu le " in lu


def _read_dessin(page, identifiant):
    """Return the words of a drawing of the page, and its bars, as parts."""
    [dessin] = html.fromstring(page.text).xpath(
        f"//svg[@aria-labelledby='{identifiant}-t {identifiant}-d']"
    )
    rects = [r for r in dessin.iter("rect") if r.get("class") != "g-piste"]
    return [mot.text for mot in dessin.iter("text")], rects


def test_pictures_of_a_buyer_hold_the_numbers_of_the_store(client, marches):
    page = _read(client, SIREN_VAL)
    portrait = page.context["portrait"]

    mots, _ = _read_dessin(page, "achats-A")
    assert mots == [m for v in portrait.annees for m in (v.nom, str(v.marches))]
    assert sum(fin.marches for fin in portrait.fins) == portrait.nb_echeances
    _, mois = _read_dessin(page, "achats-M")
    hauts = [float(rect.get("height")) for rect in mois]
    plus = max(fin.marches for fin in portrait.fins)
    assert hauts == pytest.approx([120 * f.marches / plus for f in portrait.fins], abs=0.01)
    parts, barres = _read_dessin(page, "achats-F")
    assert parts[0].startswith(portrait.familles[0].nom)
    larges = [float(barre.get("width").removesuffix("%")) for barre in barres[:4]]
    total = sum(famille.montant or 0 for famille in portrait.familles)
    assert larges == pytest.approx(
        [100 * famille.montant / total for famille in portrait.familles[:4]], abs=0.01
    )
    assert page.text.count("<table>") == 4  # years, months, families, those that end soon


def test_one_button_is_filled(client, marches):
    principal = _read(client, SIREN_VAL).text.split("<main")[1].split("</main>")[0]

    pleins = [c for c in re.findall(r'class="(fr-btn[^"]*)"', principal) if "secondary" not in c]
    assert len(pleins) == 1


def test_the_proof_lists_the_contracts_of_the_figure(client, marches):
    chiffre = _read(client, SIREN_VAL).context["figures"][0]

    reponse = client.get(chiffre.preuve)

    comptes = {nom: nombre for nombre, nom, _ in reponse.context["comptes"]}
    assert comptes["comptés"] == chiffre.ligne.retenue.figure.taux.numerateur
    assert sum(comptes.values()) == reponse.context["page"].paginator.count
    assert chiffre.ligne.retenue.figure.texte.replace("\u00a0", " ") in texte(reponse)


def test_a_rate_stands_beside_its_yardsticks_and_its_years(client, marches):
    page = _read(client, SIREN_VAL)
    preuve = texte(client.get(page.context["figures"][0].preuve))

    reperes = page.context["figures"][0].reperes
    assert len(reperes) > 1
    assert [repere for repere in reperes if repere not in page.text] == []
    assert "D’une année à l’autre" in preuve
    assert "Les mêmes chiffres en tableau" in preuve


def test_a_region_says_that_its_siren_comes_from_sirene(client):
    assert "répertoire Sirene, et populations de l’Insee, 9 octobre 2026" in texte(
        _read(client, "233500016")
    )


def test_a_figure_without_proof_leads_back_to_the_page(client, marches):
    reponse = client.get(f"/acheteurs/{SIREN_VAL}/preuve/SOC-13/", {"annee": "1990"})

    assert reponse["Location"] == f"/acheteurs/{SIREN_VAL}/"


@pytest.mark.parametrize("chemin", [f"{SIREN_VAL}/preuve/XXX-99", f"{INCONNU}/preuve/SOC-01"])
def test_no_proof_of_what_does_not_exist(client, marches, chemin):
    assert client.get(f"/acheteurs/{chemin}/").status_code == 404


@pytest.mark.parametrize("avec", [True, False])
def test_the_page_says_nothing_of_the_duty_nor_of_late_publication(client, request, avec):
    if avec:
        request.getfixturevalue("marches")
    lu = texte(_read(client, SIREN_VAL if avec else ROUEN)).split("Ce que dit la loi")[1]

    assert "seules les dépenses payées permettent de conclure" in lu
    for mot in ("obligé", "hors délai", "en retard", "non conforme", "n’est pas concerné"):
        assert mot not in lu


@pytest.mark.longue
def test_nothing_counted_is_told_in_words_and_never_as_a_large_zero(client, marches):
    for numero in ("001010016", "001010040", "001010057", "001010065"):
        page = flatten(_read(client, numero).text)
        assert re.findall(r'spaser-figure__valeur">\s*<data[^>]*>0[\s\u202f\u00a0]*%', page) == []


def test_without_contracts_the_page_says_who_what_binds_and_who_helps(client, marches):
    lu = texte(_read(client, ROUEN))

    assert "217 605 401" in lu.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Seine-Maritime (76), Normandie" in lu
    assert "ce qui ne veut pas dire zéro" in lu
    assert "Donnez votre fichier de marchés" in lu
    assert "Publier les données essentielles de chaque marché" in lu
    assert "Payer dans les délais" not in lu  # a part of it is to be checked
    assert "RAN COPER" in lu
    assert OUVRIR in lu


def test_without_a_store_it_says_the_same(client, settings, tmp_path):
    settings.ENTREPOT = tmp_path / "rien"

    assert "Donnez votre fichier de marchés" in texte(_read(client, ROUEN))


def test_the_way_to_a_space_keeps_the_siren(client):
    assert f'href="/espace/?siren={ROUEN}"' in _read(client, ROUEN).text


def test_the_way_to_a_space_takes_what_no_table_says(client, marches):
    adresse = _read(client, SIREN_VAL).context["ouvrir"]

    assert adresse.startswith(f"/espace/?siren={SIREN_VAL}&nom=M%C3%A9tropole")


def test_whoever_is_signed_in_opens_the_space_on_a_post(client, marches):
    page = sign_in(make_personne("seule@exemple.fr")).get(f"/acheteurs/{ROUEN}/").text

    assert '<form method="post" action="/espace/">' in page
    assert f'name="siren" value="{ROUEN}"' in page


def test_every_scheme_of_the_buyer_is_listed_the_latest_first(client):
    for debut in ("2019", "2024"):
        make_fiche("Rouen", siren=ROUEN, debut=debut, edition=int(debut[-1]))

    montres = _read(client, ROUEN).context["schemas"]

    assert [schema.debut for schema in montres] == ["2024", "2019"]


def test_neighbours_are_the_nearest_and_not_the_first_of_the_alphabet(client):
    metropole = {"type": TypeStructure.METROPOLE, "code_region": "93"}
    make_fiche("Aaa, une métropole du sud", **metropole)
    make_fiche("Bbb, une petite commune du sud", code_region="93")
    make_fiche("Zzz, une commune normande", code_region="28", codes_departement=("76",))

    voisins = [v.structure for v in _read(client, ROUEN).context["voisins"]]

    assert voisins == ["Zzz, une commune normande", "Bbb, une petite commune du sud"]


def test_a_right_siren_that_nobody_knows_shows_nothing_and_leads_on(client, marches):
    reponse = _read(client, INCONNU)

    assert reponse.status_code == 404
    assert "Nous ne connaissons pas d’acheteur public sous ce SIREN" in texte(reponse)
    assert f"/espace/?siren={INCONNU}" in reponse.text


def test_a_wrong_key_is_told_with_its_fix(client):
    reponse = _read(client, "217605402")

    assert reponse.status_code == 404
    assert "elle vaudrait 1 et non 2" in texte(reponse)


def test_a_closed_body_is_shown_with_its_end(client, sirene):
    sirene({"siren": "001010057", "etatAdministratifUniteLegale": "C"})

    lu = texte(_read(client, "001010057"))

    assert "D’après le répertoire Sirene du 31 octobre 2026" in lu
    assert "a cessé son activité" in lu


def test_a_company_that_never_bought_is_nobody_here(client, sirene):
    sirene({"siren": INCONNU, "denominationUniteLegale": "ATELIER DU LAC"})

    reponse = _read(client, INCONNU)

    assert reponse.status_code == 404
    assert "ATELIER DU LAC" not in reponse.text


def test_nothing_of_a_person_is_shown_even_where_files_take_her_for_a_buyer(client, sirene):
    sirene(
        {
            "siren": "001010057",
            "denominationUniteLegale": None,
            "nomUniteLegale": "MARTINET",
            "prenomUsuelUniteLegale": "CLAUDE",
            "categorieJuridiqueUniteLegale": "1000",
        }
    )

    reponse = _read(client, "001010057")

    assert reponse.status_code == 404
    assert "MARTINET" not in reponse.text
    assert "Fictiville" not in reponse.text


def test_sirene_names_a_public_body_that_only_it_knows(client, sirene):
    sirene(
        {
            "siren": INCONNU,
            "denominationUniteLegale": "CENTRE HOSPITALIER DU VAL",
            "categorieJuridiqueUniteLegale": "7364",
        }
    )

    lu = texte(_read(client, INCONNU))

    assert "CENTRE HOSPITALIER DU VAL" in lu
    assert TypeStructure.ETABLISSEMENT_SANTE.libelle in lu


def test_a_name_that_somebody_typed_and_nobody_checked_is_not_public(client):
    make_organisation(INCONNU, "Nom inventé", identite="a_verifier")

    assert "Nom inventé" not in _read(client, INCONNU).text


def test_a_buyer_whose_name_is_not_published_is_called_by_its_number(client, marches, monkeypatch):
    monkeypatch.setattr(
        "spaser.moteur.entrepot.lecture.Entrepot._list_acheteurs",
        lambda *_: [_nameless()],
    )

    page = _read(client, SANS_NOM)

    assert "qui ne donnent pas son nom" in texte(page)
    assert page.context["depart"] == {"siren": SANS_NOM}  # a number is no name


def _nameless():
    return Acheteur(SANS_NOM, None, (), 3, 0, (2025,))

"""« Mes chiffres »: which rows, with which figures, handed over."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from spaser.documents.bilan.vue import CODES_LEGAUX
from spaser.site.plan.grille.services import start_legale
from spaser.site.plan.grille.tableau import IndicateurGrille, list_suivis
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.models.cibles import IndicateurSuivi
from spaser.site.socle.versions import VersionDepassee
from tests.site.chiffres.conftest import dossiers, payees
from tests.site.chiffres.depenses.fabrique import ATELIER
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, sign_in, texte

__all__ = ["dossiers", "payees"]

ADRESSE = f"/espace/{SIREN_VAL}/chiffres/"
CONNUES = (f"2025;8;09/02/2025;Atelier fictif;{ATELIER};35000;6283;90 000,00;",)


def make_ligne(pk=None, **champs):
    return LigneGrille(pk=pk, **{"rubrique": "social", "indicateur": "Le nôtre"} | champs)


def retain(organisation, **champs):
    ligne = make_ligne(**champs, espace=organisation.espace, retenu=True)
    ligne.save()
    return ligne


def aim(ligne, valeur, annee, unite="%"):
    IndicateurSuivi.objects.create(
        espace=ligne.espace, ligne=ligne, code=ligne.code, unite=unite,
        cible_valeur=Decimal(valeur), cible_annee=annee,
    )  # fmt: skip


def read_rang(page, cle):
    """Give a row of the board, as text."""
    return page.partition(f'<tr id="chiffre-{cle}"')[2].partition("</tr>")[0]


# Which rows.


@pytest.mark.parametrize(
    ("lignes", "attendus"),
    [
        ([], [(code, None) for code in CODES_LEGAUX]),
        (
            [make_ligne(1, code="SOC-01"), make_ligne(2, code="SOC-01", retenu=True)],
            [("SOC-01", 2), ("ENV-01", None), ("SOC-13", None), ("SOC-IN", None)],
        ),
        (
            [make_ligne(1, code="ENV-01"), make_ligne(2, code="SOC-07")],
            [("SOC-01", None), ("ENV-01", 1), ("SOC-13", None), ("SOC-IN", None)],
        ),
        (
            [make_ligne(1, retenu=True), make_ligne(2, code="SOC-02", retenu=True)],
            [*((code, None) for code in CODES_LEGAUX), ("1", 1), ("2", 2)],
        ),
        (  # twice on the short list: neither is dropped
            [make_ligne(3, code="SOC-13", retenu=True), make_ligne(4, code="SOC-13", retenu=True)],
            [("SOC-01", None), ("ENV-01", None), ("SOC-13", 3), ("SOC-IN", None), ("4", 4)],
        ),
    ],
)
def test_the_lines_of_the_law_come_first_then_the_short_list(lignes, attendus):
    suivis = list_suivis(lignes)

    assert [(s.cle, s.ligne.pk if s.ligne else None) for s in suivis] == attendus


@pytest.mark.parametrize(
    ("code", "premiere", "nombre"),
    [
        ("SOC-01", "SOC-01", 1),
        ("ENV-02", "ENV-02", 1),
        ("ECO-02", "ECO-02-commune-siege", 8),
        ("ECO-03", "ECO-03", 1),  # counted on paid spend only
        ("SOC-07", None, 0),
        ("", None, 0),
        ("PERDU", None, 0),
    ],
)
def test_what_the_site_computes_of_an_indicator(code, premiere, nombre):
    mesures = IndicateurGrille(cle="1", code=code).mesures

    assert (next(iter(mesures), None), len(mesures)) == (premiere, nombre)


# Which figures.


@pytest.mark.django_db
def test_a_row_has_its_base_its_best_known_figure_its_yardsticks_and_its_proof(client, marches):
    rang = read_rang(texte(client.get(ADRESSE)), "SOC-01")

    assert f'<data value="{SIREN_VAL}:SOC-01:2024:nombre:publie">26\u202f%</data>' in rang
    assert "en 2024" in rang
    assert "fourchette 24–30\u202f%" in rang
    assert f'<data value="{SIREN_VAL}:SOC-01:2025:nombre:publie">49\u202f%</data>' in rang
    assert "69 sur 142 marchés. Entre 47" in rang
    assert "sur les marchés publiés, au 30 octobre 2026" in rang
    assert "Cible d’un plan national" in rang
    assert "Votre objectif : à fixer" in rang
    assert "/indicateurs/SOC-01/preuve/?annee=2025&amp;expression=nombre" in rang
    assert "2024 : 26\u202f%, fourchette" in rang  # the words of the picture


@pytest.mark.longue
@pytest.mark.django_db
def test_paid_spend_is_shown_first_with_its_own_base_never_that_of_contracts(client, payees):
    payees(CONNUES)
    page = texte(client.get(ADRESSE))
    rang = read_rang(page, "SOC-13")

    assert f'<data value="{SIREN_VAL}:SOC-13:2025:montant:paye">' in rang
    assert "des euros payés" in rang
    assert ":publie" not in rang
    assert "L’année montrée" in rang
    assert "2025 seulement" in rang
    assert ":paye" not in read_rang(page, "SOC-01")


@pytest.mark.longue
@pytest.mark.django_db
def test_paid_spend_that_mostly_has_no_supplier_concludes_nothing(client, payees):
    rang = read_rang(texte(client.get(ADRESSE)), "SOC-13")

    assert "Trop peu de données pour conclure" in rang
    assert "Fourchette de 63 points" in rang
    assert "<data" not in rang
    assert "Pas encore de valeur de départ" in rang


@pytest.mark.longue
@pytest.mark.django_db
def test_paid_spend_tells_what_no_line_of_the_law_asks_too(redactrice, organisation, payees):
    payees(CONNUES)
    ligne = retain(organisation, code="SOC-14")

    rang = read_rang(texte(redactrice.get(ADRESSE)), ligne.pk)

    assert f'<data value="{SIREN_VAL}:SOC-14:2025:montant:paye">' in rang


@pytest.mark.django_db
def test_what_is_not_known_says_why_and_is_never_zero(client, organisation):
    retain(organisation, code="SOC-07", objectif="Doubler")
    page = texte(client.get(ADRESSE))

    assert page.count("Non connu") >= 4
    assert "0\u202f%" not in page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "À relever chez vous" in page
    assert "Source : Facilitateur de la clause sociale" in page
    assert "Votre objectif : « Doubler »" in page


@pytest.mark.django_db
def test_an_indicator_of_several_measures_shows_the_first_and_says_so(
    client, organisation, marches
):
    ligne = retain(organisation, code="ECO-02")
    aim(ligne, valeur="40", annee=2027)
    rang = read_rang(texte(client.get(ADRESSE)), ligne.pk)

    assert "7 autres mesures" in rang
    assert "40\u202f% en 2027" in rang


@pytest.mark.django_db
def test_before_any_choice_three_more_are_proposed_with_their_reason(client, marches):
    page = texte(client.get(ADRESSE))
    encart = page.partition('id="choisir"')[2].partition("</section>")[0]

    assert encart.count("<li>") == 3
    assert encart.count("fr-hint-text") == 3
    assert not any(f"/indicateurs/{code}/" in encart for code in CODES_LEGAUX)
    assert f"/espace/{SIREN_VAL}/grille/suggestions/" in encart


@pytest.mark.django_db
def test_a_grid_that_holds_indicators_leads_to_the_short_list(client, organisation):
    make_ligne(espace=organisation.espace, code="SOC-07").save()
    page = texte(client.get(ADRESSE))

    assert f'href="/espace/{SIREN_VAL}/grille/liste-courte/#candidates"' in page
    assert "Votre grille porte déjà des indicateurs" in page


@pytest.mark.django_db
def test_the_full_list_left_the_menu_and_is_behind_the_board(client):
    adresse = f"/espace/{SIREN_VAL}/indicateurs/"
    page = texte(client.get(ADRESSE))
    menu, reste = page.partition('aria-label="Pages de l’espace"')[2].split("</nav>", 1)

    assert f'href="{ADRESSE}"' in menu
    assert f'href="{adresse}"' not in menu
    assert f'href="{adresse}"' in reste
    assert f'href="{ADRESSE}"' in texte(client.get(adresse))


# Changed elsewhere.


@pytest.mark.django_db
def test_a_row_leads_to_its_target(client, organisation):
    ligne = retain(organisation, code="SOC-07")
    page = texte(client.get(ADRESSE))

    for cle in ("SOC-01", ligne.pk):
        assert f'href="/espace/{SIREN_VAL}/cibles/tableau/#indicateur-{cle}"' in page


@pytest.mark.django_db
@pytest.mark.deux_bases
def test_two_people_who_start_the_same_line_make_one(organisation):
    auteur = make_membre(organisation, "redaction").utilisateur
    start_legale(organisation.espace, "SOC-01", {"referent": "Achats"}, auteur)

    with pytest.raises(VersionDepassee):
        start_legale(organisation.espace, "SOC-01", {"referent": "Emploi"}, auteur)
    assert [ligne.referent for ligne in LigneGrille.objects.all()] == ["Achats"]


@pytest.mark.django_db
def test_a_reader_reads_and_does_not_write(organisation, marches):
    lectrice = sign_in(make_membre(organisation, "lecture").utilisateur)
    page = texte(lectrice.get(ADRESSE))

    assert "Modifier" not in page


# Handed over.


@pytest.mark.longue
@pytest.mark.django_db
def test_the_sheet_says_what_the_page_says(client, organisation, payees):
    ligne = retain(organisation, code="SOC-07", referent="Emploi", objectif="Partout")
    aim(ligne, valeur="60000", annee=2027, unite="heures")
    retain(organisation, code="ECO-05")
    contenu = client.get(f"{ADRESSE}export.xlsx").getvalue()
    entetes, *lignes = load_workbook(io.BytesIO(contenu))["Mes chiffres"].values
    rangs = {ligne[0]: dict(zip(entetes, ligne, strict=True)) for ligne in lignes}

    assert list(rangs) == [*CODES_LEGAUX, "SOC-07", "ECO-05"]
    social, solidaire, heures = rangs["SOC-01"], rangs["SOC-13"], rangs["SOC-07"]
    assert social["Référence"] == f"{SIREN_VAL}:SOC-01:2025:nombre:publie"
    assert social["Valeur"] == pytest.approx(69 / 142)
    assert (social["Numérateur"], social["Dénominateur connu"]) == (69, 142)
    assert (social["Année de départ"], social["Valeur de départ"]) == (
        2024,
        pytest.approx(32 / 125),
    )
    assert solidaire["Compté sur"] == "Dépenses payées de vos extraits"
    assert heures["Valeur"] is None
    assert heures["Pourquoi sans valeur"].startswith("à relever chez vous")
    assert (heures["Objectif"], heures["Référent"]) == (
        "60\u202f000\u00a0heures en 2027 : Partout", "Emploi",
    )  # fmt: skip
    assert rangs["ECO-05"]["Valeur"] == pytest.approx(3, abs=1)

"""« Mes chiffres »: which rows, with which figures, changed in place, handed over."""

import io

import pytest
from openpyxl import load_workbook

from spaser.documents.vue_bilan import CODES_LEGAUX
from spaser.web.commun.versions import VersionDepassee
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.services import start_legale
from spaser.web.grille.tableau import Suivi, list_suivis
from tests.web.chiffres.conftest import dossiers, payees
from tests.web.depenses.fabrique import ATELIER
from tests.web.organisations.fabrique import SIREN_VAL, make_membre, sign_in, texte

__all__ = ["dossiers", "payees"]

ADRESSE = f"/espace/{SIREN_VAL}/chiffres/"
CHAMPS = {"valeur_visee": "60 %", "annee_visee": "2028", "objectif": "", "referent": "Achats",
          "priorite": "1"}  # fmt: skip

CONNUES = (f"2025;8;09/02/2025;Atelier fictif;{ATELIER};35000;6283;90 000,00;",)


def make_ligne(pk=None, **champs):
    return LigneGrille(pk=pk, **{"rubrique": "social", "indicateur": "Le nôtre"} | champs)


def retain(organisation, **champs):
    ligne = make_ligne(**champs, espace=organisation.espace, retenu=True)
    ligne.save()
    return ligne


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
    mesures = Suivi(cle="1", code=code).mesures

    assert (next(iter(mesures), None), len(mesures)) == (premiere, nombre)


# Which figures.


@pytest.mark.django_db
def test_a_row_has_its_base_its_best_known_figure_its_yardsticks_and_its_proof(client, marches):
    rang = read_rang(texte(client.get(ADRESSE)), "SOC-01")

    assert f'<data value="{SIREN_VAL}:SOC-01:2024:nombre:publie">26\u202f%</data>' in rang
    assert "en 2024" in rang
    assert "bornes 24–30\u202f%" in rang
    assert f'<data value="{SIREN_VAL}:SOC-01:2025:nombre:publie">49\u202f%</data>' in rang
    assert "69 sur 142 marchés. Entre 47" in rang
    assert "sur les marchés publiés, au 30 octobre 2026" in rang
    assert "Cible d’un plan national" in rang
    assert "Votre objectif : à fixer" in rang
    assert "/indicateurs/SOC-01/preuve/?annee=2025&amp;expression=nombre" in rang
    assert "2024 : 26\u202f%, bornes" in rang  # the words of the picture


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


@pytest.mark.django_db
def test_paid_spend_that_mostly_has_no_supplier_concludes_nothing(client, payees):
    rang = read_rang(texte(client.get(ADRESSE)), "SOC-13")

    assert "Trop peu de données pour conclure" in rang
    assert "63 points entre les bornes" in rang
    assert "<data" not in rang
    assert "Pas encore de base" in rang


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
    ligne = retain(organisation, code="ECO-02", valeur_visee="40", annee_visee=2027)
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


# Changed in place.


@pytest.mark.django_db
@pytest.mark.deux_bases
def test_an_objective_on_a_line_of_the_law_enters_the_grid(client, marches):
    assert 'name="valeur_visee"' in read_rang_ouvert(texte(client.get(f"{ADRESSE}SOC-01/")))

    reponse = client.post(f"{ADRESSE}SOC-01/", CHAMPS)

    assert reponse.url == f"{ADRESSE}#chiffre-SOC-01"
    ligne = LigneGrille.objects.get()
    assert (ligne.code, ligne.rubrique, ligne.cible, ligne.referent, ligne.priorite) == (
        "SOC-01", "social", "60 % en 2028", "Achats", "1",
    )  # fmt: skip
    rang = read_rang(texte(client.get(ADRESSE)), "SOC-01")
    assert rang.index("Votre objectif") < rang.index("Cible d’un plan national")
    assert "Priorité 1 : au cœur des enjeux" in rang
    client.post(f"{ADRESSE}SOC-01/", CHAMPS | {"version": "1", "referent": "Emploi"})
    assert [(une.referent, une.version) for une in LigneGrille.objects.all()] == [("Emploi", 2)]


def read_rang_ouvert(page):
    return page.partition("<form")[2] and page.rpartition("</table>")[0].partition("<form")[2]


@pytest.mark.django_db
def test_a_row_that_was_chosen_is_changed_and_keeps_the_rest(client, organisation):
    ligne = retain(organisation, code="SOC-07", schemas="PDI", frequence="annuelle")
    client.post(f"{ADRESSE}{ligne.pk}/", CHAMPS | {"version": "1", "valeur_visee": "60 000"})
    ligne.refresh_from_db()

    assert (ligne.cible, ligne.schemas, ligne.frequence, ligne.retenu) == (
        "60 000 heures en 2028", "PDI", "annuelle", True,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"valeur_visee": "beaucoup"}, "Écrivez un nombre et son unité"),
        ({"valeur_visee": ""}, "Écrivez la valeur que vous visez pour cette année"),
        ({"annee_visee": "28"}, "Écrivez une année, par exemple 2028"),
        ({"annee_visee": "bientôt"}, "Écrivez une année, par exemple 2028"),
        ({"priorite": "9"}, "Choisissez une des réponses proposées"),
        ({"objectif": "x" * 1001}, "gardez 1000 signes au plus"),
    ],
)
def test_a_wrong_answer_is_told_in_the_row_and_nothing_is_lost(client, champs, attendu):
    page = texte(client.post(f"{ADRESSE}SOC-01/", CHAMPS | champs))

    assert attendu in page
    assert 'value="Achats"' in page
    assert not LigneGrille.objects.exists()


@pytest.mark.django_db
def test_two_people_at_once_see_both_versions(client, organisation):
    ligne = retain(organisation, code="SOC-07")
    for referent in ("Achats", "Emploi"):
        page = client.post(f"{ADRESSE}{ligne.pk}/", CHAMPS | {"version": "1", "referent": referent})

    assert "Version enregistrée : Achats" in texte(page)
    client.post(f"{ADRESSE}{ligne.pk}/", CHAMPS | {"version": "2", "referent": "Emploi"})
    ligne.refresh_from_db()
    assert (ligne.referent, ligne.version) == ("Emploi", 3)


@pytest.mark.django_db
@pytest.mark.deux_bases
def test_two_people_who_start_the_same_line_make_one(client, organisation):
    client.post(f"{ADRESSE}SOC-01/", CHAMPS)
    page = texte(client.post(f"{ADRESSE}SOC-01/", CHAMPS | {"version": "", "referent": "Emploi"}))

    assert "Version enregistrée : Achats" in page
    assert LigneGrille.objects.count() == 1
    auteur = LigneGrille.objects.get().modifie_par
    with pytest.raises(VersionDepassee):
        start_legale(organisation.espace, "SOC-01", CHAMPS, auteur)


@pytest.mark.django_db
def test_a_row_that_is_no_longer_followed_is_told(client, organisation):
    page = client.post(f"{ADRESSE}999/", CHAMPS, follow=True)

    assert "Cet indicateur n’est plus suivi : rien n’est enregistré." in texte(page)


@pytest.mark.django_db
def test_a_reader_reads_and_does_not_write(organisation, marches):
    lectrice = sign_in(make_membre(organisation, "lecture").utilisateur)
    page = texte(lectrice.get(ADRESSE))

    assert "Modifier" not in page
    assert lectrice.get(f"{ADRESSE}SOC-01/").status_code == 403
    assert lectrice.post(f"{ADRESSE}SOC-01/", CHAMPS).status_code == 403


# Handed over.


@pytest.mark.django_db
def test_the_sheet_says_what_the_page_says(client, organisation, payees):
    retain(organisation, code="SOC-07", referent="Emploi", valeur_visee="60 000", annee_visee=2027)
    retain(organisation, code="ECO-05")
    contenu = client.get(f"{ADRESSE}export.xlsx").getvalue()
    entetes, *lignes = load_workbook(io.BytesIO(contenu))["Mes chiffres"].values
    rangs = {ligne[0]: dict(zip(entetes, ligne, strict=True)) for ligne in lignes}

    assert list(rangs) == [*CODES_LEGAUX, "SOC-07", "ECO-05"]
    social, solidaire, heures = rangs["SOC-01"], rangs["SOC-13"], rangs["SOC-07"]
    assert social["Référence"] == f"{SIREN_VAL}:SOC-01:2025:nombre:publie"
    assert social["Valeur"] == pytest.approx(69 / 142)
    assert (social["Numérateur"], social["Dénominateur connu"]) == (69, 142)
    assert (social["Année de base"], social["Valeur de base"]) == (2024, pytest.approx(32 / 125))
    assert solidaire["Compté sur"] == "Dépenses payées de vos extraits"
    assert heures["Valeur"] is None
    assert heures["Pourquoi sans valeur"].startswith("à relever chez vous")
    assert (heures["Valeur visée"], heures["Année visée"], heures["Référent"]) == (
        "60 000", 2027, "Emploi",
    )  # fmt: skip
    assert rangs["ECO-05"]["Valeur"] == pytest.approx(3, abs=1)

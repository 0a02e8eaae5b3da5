"""The best known figure of each line of the law, and why it is that one."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from spaser.documents.bilan.vue import CODES_LEGAUX
from spaser.moteur.depenses.resultats.synthese import write_bilan_depenses
from spaser.moteur.importation import import_fichiers
from spaser.regles.comparaison import explain
from spaser.regles.indicateurs import Origine
from spaser.site.chiffres.depenses.services import read_depenses
from spaser.site.chiffres.marches.services import list_marches, undo_geste
from spaser.site.chiffres.models import Calcul, Geste, Reference
from spaser.site.chiffres.situation import find_gardees, read_publiee, read_situation
from spaser.site.espace.bilans import close_entrepots
from spaser.site.espace.navigation import switch_outil
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import find_outil
from tests.moteur.decp.controle.conftest import MARCHE, encode, modify
from tests.site.chiffres.marches.fabrique import correct
from tests.site.organisations.fabrique import SIREN_VAL, make_membre

pytestmark = pytest.mark.django_db
PUBLIES, CORRIGES, PAYES = Origine
PUBLIEES = {code: [PUBLIES] for code in CODES_LEGAUX}


def read_again(espace):
    return read_situation(Espace.objects.get(pk=espace.pk))


def list_origines(situation):
    """Give the origin of the best known figure of each line, and of those beside it."""
    return {ligne.code: [une.origine for une in ligne.figures] for ligne in situation.lignes}


def correct_social(espace, auteur=None):
    sans = [m for m in list_marches(espace) if m.contrat.annee == 2025 and not m.contrat.social]
    correct(espace, auteur, choisis=sans[:10])


def rewrite(espace, **changements):
    """Change every rate of spend: its value, its year."""
    depenses = read_depenses(espace)
    synthese = depenses.bilan.synthese
    valeurs = [replace(valeur, **changements) for valeur in synthese.valeurs]
    totaux = [replace(t, annee=changements.get("annee", t.annee)) for t in synthese.totaux]
    bilan = replace(depenses.bilan, synthese=replace(synthese, valeurs=valeurs, totaux=totaux))
    Calcul.objects.filter(pk=depenses.calcul.pk).update(contenu=write_bilan_depenses(bilan))


def test_published_figures_are_the_best_known_ones_of_a_buyer_who_did_nothing(marches, espace):
    situation = read_situation(espace)

    assert situation.annee == 2025
    assert list_origines(situation) == PUBLIEES
    assert situation.lignes[0].retenue.depuis == date(2026, 10, 30)
    assert situation.precision.startswith("Année en cours, 2026")


def test_corrected_figures_are_better_and_published_ones_stand_beside(marches, espace):
    correct_social(espace)

    sociale = read_situation(espace).lignes[0]

    assert [str(une.figure.reference) for une in sociale.figures] == [
        f"{SIREN_VAL}:SOC-01:2025:nombre:corrige",
        f"{SIREN_VAL}:SOC-01:2025:nombre:publie",
    ]
    numerateurs = [une.figure.champs["numerateur"] for une in sociale.figures]
    assert numerateurs[0] == numerateurs[1] + 10
    assert sociale.retenue.depuis == timezone.localdate()


def test_corrections_that_were_undone_are_no_better(marches, espace):
    auteur = make_membre(espace.organisation, "redaction").utilisateur
    correct_social(espace, auteur)
    undo_geste(espace, Geste.objects.get(), auteur)

    assert list_origines(read_situation(espace))["SOC-01"] == [PUBLIES]


@pytest.mark.longue
def test_paid_spend_is_the_best_where_it_can_tell(payees, espace):
    rewrite(espace, valeur=0.25, bas=0.2, haut=0.5, absence=None)

    situation = read_situation(espace)

    assert list_origines(situation) == {
        "SOC-01": [PUBLIES],
        "ENV-01": [PUBLIES],
        "SOC-13": [PAYES, PUBLIES],
        "SOC-IN": [PAYES, PUBLIES],
    }
    retenue = situation.lignes[3].retenue
    assert (retenue.figure.texte, retenue.de_quoi) == ("25\u202f%", "des euros payés")
    source = retenue.source.replace("\u00a0", " ")
    assert source.startswith("Dépenses payées du 3 février 2025 au 8 février 2025, calcul du ")


def test_a_figure_says_what_it_rests_on(marches, espace):
    correct_social(espace)
    situation = read_situation(espace)
    corrigee, publiee = situation.lignes[0].figures

    une, autre = (situation.find_assise(f.figure) for f in (corrigee, publiee))

    assert (une.corriges, une.marches, une.considerations) == (10, 146, True)
    assert (autre.corriges, autre.couverture.texte) == (0, "couverte")
    assert explain(une, autre) == (
        "Ils n’ont pas la même origine : « Marchés publiés, vos fichiers et vos corrections », "
        "puis « Marchés publiés »."
    )


@pytest.mark.longue
def test_paid_spend_rests_on_euros_and_on_the_days_of_its_extracts(payees, espace):
    rewrite(espace, valeur=0.25, bas=0.2, haut=0.5, absence=None)
    situation = read_situation(espace)

    assise = situation.find_assise(situation.lignes[3].retenue.figure)

    assert (assise.base, assise.origine, assise.considerations) == ("montant", PAYES, False)
    assert assise.couverture.texte == "couverte en partie, jusqu’au 8 février 2025"


@pytest.mark.longue
def test_paid_spend_that_says_nothing_gives_way_and_says_why(payees, espace):
    rewrite(espace, valeur=None, bas=None, haut=None, absence="la liste des ESUS n’est pas lue")

    ligne = read_situation(espace).lignes[2]

    assert [une.origine for une in ligne.figures] == [PUBLIES]
    assert ligne.manque == "La dépense payée ne le dit pas\u00a0: la liste des ESUS n’est pas lue."


@pytest.mark.longue
def test_spend_of_another_year_is_told_and_not_shown(payees, espace):
    rewrite(espace, annee=2024, valeur=0.25, bas=0.2, haut=0.5, absence=None)

    ligne = read_situation(espace).lignes[3]

    assert [une.origine for une in ligne.figures] == [PUBLIES]
    assert ligne.manque == "Aucune dépense payée de 2025 n’a été lue (lue\u00a0: 2024)."


@pytest.mark.longue
def test_a_tool_that_is_switched_off_gives_no_figure(payees, espace):
    auteur = make_membre(espace.organisation, "redaction").utilisateur
    rewrite(espace, valeur=0.25, bas=0.2, haut=0.5, absence=None)
    correct_social(espace, auteur)
    for outil in ("depenses", "marches"):
        switch_outil(espace, find_outil(outil), auteur, actif=False)

    situation = read_again(espace)

    assert list_origines(situation) == PUBLIEES
    assert [ligne.manque for ligne in situation.lignes] == [""] * 4


@pytest.mark.longue
def test_without_a_store_paid_spend_still_shows_its_year(payees, espace, settings, tmp_path):
    settings.ENTREPOT = tmp_path / "nulle-part"
    rewrite(espace, valeur=0.25, bas=0.2, haut=0.5, absence=None)

    situation = read_situation(espace)

    assert situation.annee == 2025
    assert list_origines(situation)["SOC-IN"] == [PAYES]
    assert "n’a pas encore lu de données" in situation.lignes[0].absence


def test_with_nothing_at_all_it_says_why(espace, settings, tmp_path):
    settings.ENTREPOT = tmp_path / "nulle-part"

    situation = read_situation(espace)

    assert (situation.annee, situation.sources) == (None, ())
    assert "n’a pas encore lu de données" in situation.absence


@pytest.mark.longue
def test_a_bare_siren_has_its_published_figures_only(payees, espace):
    rewrite(espace, valeur=0.25, bas=0.2, haut=0.5, absence=None)
    correct_social(espace)

    situation = read_publiee(SIREN_VAL)

    assert list_origines(situation) == PUBLIEES
    assert situation.obligation is None


@pytest.mark.longue
def test_what_was_kept_is_found_again_with_whether_it_changed(marches, espace, client):
    auteur = make_membre(espace.organisation, "redaction").utilisateur
    correct_social(espace, auteur)
    demande = {"annee": "2025", "expression": "nombre", "chiffres": "corrige"}
    adresse = f"/espace/{SIREN_VAL}/indicateurs/SOC-01/garder/"
    client.post(adresse, demande)
    avant = find_gardees(espace, read_situation(espace))

    correct(espace, auteur, choisis=[m for m in list_marches(espace) if m.social != "oui"][:3])
    apres = find_gardees(espace, read_again(espace))

    assert {code: gardee.a_change for code, gardee in avant.items()} == {"SOC-01": False}
    assert apres["SOC-01"].reference == Reference.objects.get()
    assert client.get(f"/espace/{SIREN_VAL}/").status_code == 200


@pytest.fixture
def commencee(espace, settings, tmp_path):
    """Publish one contract of this year, and one that is dated of a year to come."""
    settings.ENTREPOT = tmp_path / "commencee"
    jour = timezone.localdate()
    marches = [
        modify(MARCHE, id=f"{annee}-1", acheteur__id=f"{SIREN_VAL}00017", dateNotification=jour_dit)
        for annee, jour_dit in (
            (jour.year, f"{jour.year}-01-02"),
            (jour.year + 8, f"{jour.year + 8}-01-02"),
        )
    ]
    fichier = tmp_path / "marches.json"
    fichier.write_bytes(encode({"marches": {"marche": marches}}))
    import_fichiers([str(fichier)], settings.ENTREPOT)
    yield jour.year
    close_entrepots()


@pytest.mark.longue
@pytest.mark.parametrize("page", ["", "elus/", "outils/", "indicateurs/", "marches/"])
def test_a_year_just_begun_is_told_and_never_a_headline(commencee, espace, client, page):
    situation = read_situation(espace)
    reponse = client.get(f"/espace/{SIREN_VAL}/{page}")

    assert situation.annee is None
    assert situation.absence.startswith(f"1\u00a0marché de {commencee}, et rien avant")
    assert "une date à venir" in situation.precision
    assert reponse.status_code == 200
    if page in {"", "elus/"}:
        assert f"1\u00a0marché de {commencee}, et rien avant" in reponse.text
        assert "<data" not in reponse.text


@pytest.mark.parametrize("page", ["", "elus/", "outils/"])
def test_the_pages_of_a_buyer_of_whom_nothing_is_known_stay_readable(
    page, espace, client, settings, tmp_path
):
    settings.ENTREPOT = tmp_path / "nulle-part"

    reponse = client.get(f"/espace/{SIREN_VAL}/{page}")

    assert reponse.status_code == 200
    assert "<data" not in reponse.content.decode()


def test_other_indicators_are_read_beside_the_lines_of_the_law(marches, espace):
    correct_social(espace)
    situation = read_situation(espace, ["SOC-03", "ECO-05", "SOC-16", "AUTRE"])

    assert list_origines(situation) == {code: [CORRIGES, PUBLIES] for code in CODES_LEGAUX}
    assert {
        ligne.code: ligne.retenue and str(ligne.retenue.figure.reference)
        for ligne in situation.suivies
    } == {
        "SOC-03": f"{SIREN_VAL}:SOC-03:2025:nombre:corrige",
        "ECO-05": f"{SIREN_VAL}:ECO-05:2025:moyenne:corrige",
        "SOC-16": f"{SIREN_VAL}:SOC-16:2025:total:corrige",
        "AUTRE": None,
    }
    assert situation.find("AUTRE").absence == "rien n’est connu"


@pytest.mark.longue
def test_a_figure_is_read_over_the_years_on_what_it_was_counted(payees, espace):
    correct_social(espace)
    situation = read_again(espace)
    payee, (corrigee, publiee) = situation.find("SOC-13").figures[0], situation.lignes[0].figures

    series = [situation.find_annees(une.figure) for une in (payee, corrigee, publiee)]

    assert [[str(p.reference).rpartition(":")[2] for p in s.points][-1] for s in series] == [
        "paye", "corrige", "publie",
    ]  # fmt: skip
    assert [[p.annee for p in serie.points if not p.manque] for serie in series] == [
        [2025], [2024, 2025, 2026], [2024, 2025, 2026],
    ]  # fmt: skip
    assert series[1].points[-2].texte != series[2].points[-2].texte


@pytest.mark.longue
def test_paid_spend_whose_bounds_are_far_apart_concludes_nothing(payees, espace):
    une = read_situation(espace).find("SOC-13").retenue

    assert (une.origine, une.conclut) == (PAYES, False)
    assert une.figure.raison == ("fourchette de 63 points\u00a0: trop peu de données pour conclure")

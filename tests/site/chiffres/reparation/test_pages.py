"""The repair sheet, its lists, its letter and its file."""

import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from spaser.documents.document import list_contenus, read_mots
from spaser.documents.francais import format_date, typographie
from spaser.site.chiffres.models import Examen
from spaser.site.chiffres.reparation import examine_grand_acheteur
from spaser.site.espace.navigation import list_suites
from spaser.site.socle.models import Evenement
from tests.outils.documents import decode_document
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]
RACINE = f"/espace/{SIREN_VAL}/reparation/"
SANS_MARCHE = "001010081"
SOCIALES = "champ=considerationsSociales&raison=champ_absent"


@pytest.fixture
def client():
    return sign_in(make_membre(make_organisation(), "lecture").utilisateur)


def plain(reponse):
    return texte(reponse).replace("\u202f", " ").replace("\u00a0", " ")


def test_the_sheet_counts_faults_and_bounds_the_rates(marches, client):
    page = plain(client.get(f"{RACINE}?annee=2025"))

    assert "71 contrats sur 380 attendent une correction" in page
    assert "494</strong> d’avant 2024" in page
    assert "Entre 47 % et 50 % si tout était répondu" in page
    assert "considerationsSociales : 3 marchés. L’incertitude baisserait de 2 points" in page


def test_what_hides_the_rates_comes_first(marches, client):
    page = texte(client.get(RACINE))

    assert page.index("Champ obligatoire absent") < page.index("Origine des produits absente")


def test_a_year_that_no_contract_has_gives_the_usual_one(marches, client):
    assert "Ce que deviendraient vos taux en 2025" in texte(client.get(f"{RACINE}?annee=1999"))


def test_a_fault_leads_to_its_contracts_and_explains_itself(marches, client):
    page = plain(client.get(f"{RACINE}marches/?{SOCIALES}"))

    assert "12 points à voir" in page
    assert "Personne ne peut la deviner" in page
    assert "rang " in page


def test_unknown_filters_are_left_out(marches, client):
    page = client.get(f"{RACINE}marches/?champ=../etc&raison=<b>&genre=tout&page=zzz")

    assert page.status_code == 200
    assert "<b>" not in texte(page)


def test_filters_that_nothing_answers_say_so(marches, client):
    assert "Retirer les filtres" in texte(client.get(f"{RACINE}marches/?q=introuvable"))


def test_the_three_tables_hold_the_same_cells(marches, client):
    adresse = f"{RACINE}marches.{{}}?{SOCIALES}"
    classeur = load_workbook(io.BytesIO(client.get(adresse.format("xlsx")).content)).active
    xlsx = [[cellule.value for cellule in ligne] for ligne in classeur.iter_rows()]
    csv = client.get(adresse.format("csv")).content.decode("utf-8-sig").splitlines()

    assert len(xlsx) == len(csv) == 13
    assert [ligne[5] for ligne in xlsx[1:]] == ["considerationsSociales"] * 12
    assert csv[0].split(";") == xlsx[0]
    assert [ligne.split(";")[0] for ligne in csv] == [ligne[0] for ligne in xlsx]
    assert client.get(adresse.format("ods")).content.startswith(b"PK")


def test_a_kind_of_table_that_nobody_writes_is_not_there(marches, client):
    assert client.get(f"{RACINE}marches.pdf").status_code == 404


def test_the_letter_is_shown_copied_and_saved(marches, client):
    page = plain(client.get(f"{RACINE}lettre/"))
    fichier = client.get(f"{RACINE}lettre.txt")

    assert "Sur 380 contrats relevant du format actuel, 71 contrats" in page
    assert "readonly" in page
    assert fichier.headers["Content-Type"].startswith("text/plain")
    assert "Madame, Monsieur," in fichier.content.decode()


def test_the_letter_leaves_as_a_document_that_says_the_same(marches, client):
    texte = _plane(client.get(f"{RACINE}lettre.txt").content.decode())
    document = decode_document(client.get(f"{RACINE}lettre.json").content)
    dits = [read_mots(c) for bloc in document.blocs for c in list_contenus(bloc)]

    assert [dit for dit in (document.titre, *dits) if _plane(dit) not in texte] == []
    assert sum(map(len, dits)) > 0.9 * (len(texte) - len(document.titre))
    assert client.get(f"{RACINE}lettre.docx").content.startswith(b"PK")
    assert client.get(f"{RACINE}lettre.exe").status_code == 404


def _plane(texte):
    return typographie(texte).replace("\u00a0", " ").replace("\u202f", " ")


def test_the_repaired_file_holds_what_can_be_published_again(marches, client):
    reponse = client.get(f"{RACINE}fichier-repare.json")
    contenu = json.loads(reponse.content)["marches"]

    assert sum(map(len, contenu.values())) == 309
    assert "attachment" in reponse.headers["Content-Disposition"]
    assert reponse.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "suite", ["", "marches/", "lettre/", "marches.csv", "lettre.txt", "fichier-repare.json"]
)
def test_a_buyer_without_contracts_is_told_why(marches, suite):
    organisation = make_organisation(SANS_MARCHE, "Office de Fictive")
    client = sign_in(make_membre(organisation, "lecture").utilisateur)

    reponse = client.get(f"/espace/{SANS_MARCHE}/reparation/{suite}", follow=True)

    assert "Aucun marché publié ne porte ce SIREN" in texte(reponse)


def test_a_site_without_data_says_so(client):
    assert "n’a pas encore lu de données" in texte(client.get(RACINE))


def test_the_space_proposes_to_mend_when_a_rate_is_in_doubt(db, marches, monkeypatch):
    espace = make_organisation().espace
    proposes = [acte.adresse for acte in list_suites(espace)]
    monkeypatch.setattr("spaser.site.chiffres.reparation.TAUX_MIN", 0.01)

    assert RACINE not in proposes
    assert RACINE in [acte.adresse for acte in list_suites(espace)]


@pytest.fixture
def grand(marches, monkeypatch):
    """Make any buyer a large one."""
    monkeypatch.setattr("spaser.site.chiffres.reparation.CONTRATS_MAX", 100)


def test_a_large_buyer_is_examined_aside_then_shown(grand, client, sur_le_champ):
    assert "Vos 874 contrats sont à examiner" in plain(client.get(RACINE))
    assert "Lancez-le depuis la fiche" in texte(client.get(f"{RACINE}marches/"))
    assert client.get(f"{RACINE}lettre.txt").url == RACINE

    page = plain(client.post(f"{RACINE}examiner/", follow=True))

    assert "71 contrats sur 380 attendent une correction" in page
    assert "12 points à voir" in plain(client.get(f"{RACINE}marches/?{SOCIALES}"))
    assert Evenement.objects.filter(geste="reparation.examen").count() == 1


def test_the_repaired_file_of_a_large_buyer_is_made_with_its_examination(
    grand, client, sur_le_champ, monkeypatch
):
    assert client.get(f"{RACINE}fichier-repare.json").url == RACINE
    client.post(f"{RACINE}examiner/")
    monkeypatch.setattr("spaser.site.chiffres.reparation.examine_acheteur", None)

    reponse = client.get(f"{RACINE}fichier-repare.json")

    assert sum(map(len, json.loads(reponse.content)["marches"].values())) == 309
    assert Examen.objects.get().taille == len(reponse.content)
    page, jour = plain(client.get(RACINE)), format_date(timezone.localdate()).replace("\xa0", " ")
    assert f"préparé le {jour}" in page
    assert "Kio ; il est refait à chaque mise à jour des données." in page


def test_the_repaired_file_of_a_former_version_is_not_handed_out(grand, client, sur_le_champ):
    client.post(f"{RACINE}examiner/")
    Examen.objects.update(version="000000")

    assert client.get(f"{RACINE}fichier-repare.json").url == RACINE


def test_an_examination_under_way_shows_its_progress_and_is_not_asked_twice(grand, client):
    client.post(f"{RACINE}examiner/")
    Examen.objects.update(faits=500)
    page = client.get(RACINE)
    client.post(f"{RACINE}examiner/")

    assert "500 contrats sur 874" in plain(page)
    assert page.headers["Refresh"] == "3"
    assert Examen.objects.get().faits == 500


def test_an_examination_that_died_may_be_asked_again(grand, client):
    client.post(f"{RACINE}examiner/")
    Examen.objects.update(demande_le=timezone.now() - timedelta(hours=1), faits=500)

    assert "ne s’est pas terminé" in texte(client.get(RACINE))
    client.post(f"{RACINE}examiner/")
    assert Examen.objects.get().faits == 0


def test_an_examination_of_a_former_version_goes(grand, client, sur_le_champ):
    Examen.objects.create(siren=SIREN_VAL, version="000000", total=1)
    client.post(f"{RACINE}examiner/")

    assert Examen.objects.get().etat == Examen.Etat.FAIT


def test_a_store_that_goes_away_leaves_a_failed_examination(grand, client, settings, tmp_path):
    client.post(f"{RACINE}examiner/")
    settings.ENTREPOT = tmp_path
    examine_grand_acheteur.call(numero=Examen.objects.get().pk)

    assert Examen.objects.get().etat == Examen.Etat.ECHEC


def test_nothing_is_asked_for_a_buyer_already_examined(marches, client):
    assert client.post(f"{RACINE}examiner/").url == RACINE
    assert not Examen.objects.exists()

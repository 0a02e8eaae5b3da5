"""The whole journey on the demonstration: each command, as a user chains them."""

import csv
import io
import json
import shlex

import pytest

from tests.moteur.fabrique_decp import marche, write_v2

SIREN = "001010016"
LEGAUX = [("SOC-01", "nombre"), ("ENV-01", "nombre"), ("SOC-13", "montant"), ("SOC-IN", "nombre")]
SORTS = ("contrats", "concessions", "versions", "copies", "quarantaine")


@pytest.fixture(scope="module")
def bilan(lancer, depart):
    resultat = lancer("bilan", SIREN, "--format", "json", "--entrepot", depart.entrepot)
    assert resultat.code == 0
    return json.loads(resultat.brut)


def read_csv(texte):
    return list(csv.DictReader(io.StringIO(texte.removeprefix("\ufeff")), delimiter=";"))


# --- demarrer ----------------------------------------------------------------------------------


def test_the_first_command_reads_computes_and_writes_a_page(depart):
    assert depart.code == 0
    assert "3 077 enregistrements lus : la somme tombe juste." in depart.sortie
    assert (
        "Les quatre chiffres du schéma, en 2025, notre lecture de l’article L2111-3"
        in depart.sortie
    )
    page = (depart.racine / "sortie" / f"bilan-{SIREN}.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "Démonstration\u00a0: ce territoire" in page


def test_every_command_that_it_suggests_works(depart, lancer):
    suites = depart.erreurs.partition("Et maintenant :")[2].splitlines()
    commandes = [ligne.partition("  spaser ")[2] for ligne in suites if "  spaser " in ligne]
    pretes = [shlex.split(c) for c in commandes if "FICHIER" not in c]
    assert [mots[0] for mots in pretes] == ["bilan", "acheteurs", "preuve", "indicateurs"]
    assert [lancer(*mots).code for mots in pretes] == [0, 0, 0, 0]


def test_the_demonstration_stands_apart_and_is_shown_while_there_is_nothing_else(depart, lancer):
    resultat = lancer("bilan", SIREN, "--entrepot", depart.racine / "entrepot")
    assert resultat.code == 0
    assert "Rien n’a encore été lu" in resultat.erreurs


@pytest.mark.longue
def test_real_files_are_not_mixed_with_the_demonstration(depart, lancer, tmp_path):
    entrepot = tmp_path / "entrepot"
    lancer("demarrer", "--entrepot", entrepot, "--sortie", tmp_path)
    fichier = depart.fichiers / "marches-hopital.xml"
    resultat = lancer("demarrer", fichier, "--entrepot", entrepot, "--sortie", tmp_path)
    assert resultat.code == 0
    connus = json.loads(lancer("acheteurs", "--format", "json", "--entrepot", entrepot).brut)
    assert connus["total"] == 1


# --- importer ----------------------------------------------------------------------------------


@pytest.mark.longue
def test_the_report_of_an_import_is_one_json_object_and_its_sum_holds(depart, lancer, tmp_path):
    arguments = ("importer", depart.fichiers, "--format", "json", "--entrepot", tmp_path / "e")
    rapport = json.loads(lancer(*arguments).brut)
    premiers = [*rapport][:9]
    assert premiers == ["lus", *SORTS, "lignes", "ignores", "anomalies"]
    assert rapport["lus"] == sum(rapport[sort] for sort in SORTS) == 3077
    assert rapport["quarantaine"] == 4
    assert rapport["referentiels"]["esus"] == {"lues": 6, "gardees": 6}
    encore = json.loads(lancer(*arguments).brut)
    assert (encore["contrats"], encore["copies"]) == (0, 3077 - 4)


@pytest.mark.longue
def test_an_import_from_the_standard_input(depart, lancer, tmp_path):
    contenu = (depart.fichiers / "marches-2025.json").read_bytes()
    resultat = lancer("importer", "-", "--entrepot", tmp_path / "e", entree=contenu)
    assert resultat.code == 0
    assert "424 enregistrements lus : la somme tombe juste." in resultat.sortie


def test_a_file_that_holds_no_contract_is_named_with_the_reason(lancer, tmp_path):
    (tmp_path / "lettre.txt").write_text("Bonjour.", encoding="utf-8")
    resultat = lancer("importer", tmp_path / "lettre.txt", "--entrepot", tmp_path / "e")
    assert resultat.code == 1
    assert "lettre.txt : texte libre" in resultat.sortie
    assert "Aucun marché utilisable" in resultat.erreurs


# --- acheteurs ---------------------------------------------------------------------------------


def test_buyers_are_listed_and_found_by_name(depart, lancer):
    tous = lancer("acheteurs", "--entrepot", depart.entrepot)
    assert tous.sortie.count("(fictif)") == 6
    un = lancer("acheteurs", "hopital", "--entrepot", depart.entrepot)
    assert un.sortie.count("(fictif)") == 1


@pytest.mark.parametrize("option", [["--csv"], ["--format", "csv"]])
def test_buyers_are_all_given_to_a_spreadsheet(depart, lancer, monkeypatch, option):
    monkeypatch.setattr("spaser.cli.commandes.chiffres._LIMITE", 2)
    ici = ("--entrepot", depart.entrepot)
    tous = lancer("acheteurs", *option, *ici)
    lignes = read_csv(tous.brut)

    assert lancer("acheteurs", *ici).sortie.count("(fictif)") == 2
    assert tous.brut.startswith("\ufeffSIREN;Acheteur;Marchés;Concessions;Années\n")
    assert len(lignes) == 6
    assert lignes[4] == {
        "SIREN": "001010057",
        "Acheteur": "Hôpital de Fictiville (fictif)",
        "Marchés": "312",
        "Concessions": "0",
        "Années": "2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026",
    }
    assert read_csv(lancer("acheteurs", *option, "--limite", "2", *ici).brut) == lignes[:2]
    assert read_csv(lancer("acheteurs", "hopital", *option, *ici).brut) == [lignes[4]]


# --- bilan -------------------------------------------------------------------------------------


def test_the_four_shapes_of_a_bilan(depart, lancer, bilan):
    ici = ("bilan", SIREN, "--entrepot", depart.entrepot, "--format")
    assert "Méthode et limites" in lancer(*ici, "texte").sortie
    lignes = read_csv(lancer(*ici, "csv").brut)
    assert len(lignes) == len(bilan["valeurs"])
    assert lancer(*ici, "html").brut.startswith("<!DOCTYPE html>")
    assert bilan["indicateurs_legaux"] == ["SOC-01", "ENV-01", "SOC-13", "SOC-IN"]


def test_a_bilan_written_as_text_has_no_colour(depart, lancer, tmp_path, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    cible = tmp_path / "bilan.txt"
    lancer("bilan", SIREN, "--sortie", cible, "--entrepot", depart.entrepot)
    texte = cible.read_text("utf-8")
    assert "Méthode et limites" in texte
    assert "\x1b" not in texte


def test_one_year_alone(depart, lancer):
    ici = ("--format", "json", "--entrepot", depart.entrepot)
    seule = json.loads(lancer("bilan", SIREN, "--annee", "2024", *ici).brut)
    assert {valeur["annee"] for valeur in seule["valeurs"]} == {2024}


def test_a_share_never_goes_without_what_makes_it(bilan):
    parts = [v for v in bilan["valeurs"] if v["variante"] in ("nombre", "montant")]
    connues = [v for v in parts if v["valeur"] is not None]
    assert len(connues) > 100
    for valeur in connues:
        assert valeur["bas"] <= valeur["valeur"] <= valeur["haut"]
        assert valeur["n"] >= valeur["inconnus"]
        assert valeur["denominateur"] > 0
    assert all(valeur["absence"] for valeur in parts if valeur["valeur"] is None)


def test_only_the_files_of_the_buyer_are_its_sources(depart, lancer):
    hopital = "001010057"
    ici = ("--format", "json", "--entrepot", depart.entrepot)
    lu = json.loads(lancer("bilan", hopital, *ici).brut)
    noms = [source["nom"].rpartition("/")[2] for source in lu["sources"]]
    assert "marches-hopital.xml" in noms
    assert "marches-2025.json" not in noms


def test_the_help_of_a_bilan_gives_one_example_a_line(lancer):
    aide = lancer("bilan", "--help").sortie
    assert "\\b" not in aide
    exemples = aide.partition("Exemples :\n")[2].split("\n")
    assert [e.strip() for e in exemples if e] == [
        "spaser bilan 001010016",
        "spaser bilan 001010016 --annee 2025 --format json",
        "spaser bilan 001010016 --sortie bilan.html",
        "spaser bilan 001010016 --sortie bilan.docx",
    ]


# --- preuve ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "expression"), LEGAUX)
def test_a_proof_gives_back_the_figure(depart, lancer, bilan, code, expression):
    ici = ("--annee", "2025", "--expression", expression, "--entrepot", depart.entrepot)
    preuve = json.loads(lancer("preuve", SIREN, code, *ici, "--format", "json").brut)
    # Keys pass 2**53, where most readers of JSON round numbers: they are texts.
    assert all(isinstance(m["cle"], str) and int(m["cle"]) for m in preuve["marches"])
    (valeur,) = (
        v
        for v in bilan["valeurs"]
        if (v["annee"], v["indicateur"], v["variante"]) == (2025, code, expression)
    )
    poids = {
        etat: sum(
            1 if expression == "nombre" else marche["montant"]
            for marche in preuve["marches"]
            if marche["etat"] == etat
        )
        for etat in ("compte", "non_compte")
    }
    assert poids["compte"] == pytest.approx(valeur["numerateur"])
    assert sum(poids.values()) == pytest.approx(valeur["denominateur"])
    assert preuve["comptes"].get("inconnu", 0) == valeur["inconnus"]


def test_a_proof_in_text_and_csv_leads_to_the_record(depart, lancer):
    ici = ("preuve", SIREN, "SOC-01", "--annee", "2025", "--entrepot", depart.entrepot)
    texte = lancer(*ici, "--limite", "2").sortie
    assert "69 ÷ (69 + 73) = 49 %" in texte
    assert "… et 67 autres" in texte
    lignes = read_csv(lancer(*ici, "--format", "csv").brut)
    assert len(lignes) == 146
    compte = next(ligne for ligne in lignes if ligne["État"] == "compté")
    nom, rang = compte["Fichier"].rpartition("/")[2], int(compte["Rang dans le fichier"])
    marches = json.loads((depart.fichiers / nom).read_text("utf-8"))["marches"]["marche"]
    assert marches[rang - 1]["id"] == compte["Marché"]


# --- indicateurs, demo -------------------------------------------------------------------------


def test_an_indicator_is_explained_with_its_law(lancer):
    fiche = lancer("indicateurs", "soc-01").sortie
    assert "Notre lecture de l’article L2111-3" in fiche
    assert "L2111-3" in fiche
    assert "SOC-01" in lancer("indicateurs").sortie


def test_the_demonstration_files_are_written_and_named(lancer, tmp_path):
    resultat = lancer("demo", tmp_path / "val-fictif")
    assert resultat.code == 0
    assert all((tmp_path / ligne).exists() for ligne in resultat.sortie.splitlines())


# --- editions ----------------------------------------------------------------------------------


@pytest.mark.longue
def test_editions_are_listed_and_the_chosen_one_counts(lancer, tmp_path):
    dossier, fichier = tmp_path / "e", tmp_path / "decp.json"
    vide = lancer("importer", write_v2(fichier, [marche(), marche(id="2")]), "--entrepot", dossier)
    assert vide.code == 0
    assert "en plusieurs éditions" in lancer("editions", "--entrepot", dossier).erreurs
    lus = [marche(), marche(id="3"), marche(id="2", datePublicationDonnees="2024-08-01")]
    rapport = lancer("importer", write_v2(fichier, lus), "--entrepot", dossier)
    assert "il remplace l’édition lue" in rapport.sortie

    choisie = lancer("editions", "000001", "--entrepot", dossier)

    assert choisie.code == 0
    etats = [ligne.rpartition(" : ")[2] for ligne in choisie.sortie.splitlines()]
    assert etats == ["en vigueur", "remplacée par 000001"]
    lues = json.loads(lancer("editions", "--format", "json", "--entrepot", dossier).brut)
    assert [e["remplacee_par"] for e in lues["editions"]] == ["", "000001"]
    assert lancer("editions", "000009", "--entrepot", dossier).code == 1

"""`spaser depenses`."""

import json

TEXTE = (
    "Exercice;Tiers;Nature;Montant HT\r\n"
    "2025;Atelier fictif;6283;1 234,50 €\r\n"
    "2025;Agents;64111;abc\r\n"
)


def test_the_command_counts_to_the_cent_and_remembers_the_columns(lancer, tmp_path):
    extrait, colonnes = tmp_path / "m.csv", tmp_path / "colonnes.json"
    extrait.write_text(TEXTE, "utf-8")
    appel = ("depenses", extrait, "--entrepot", tmp_path / "rien", "--correspondance", colonnes)
    resultat = lancer(*appel, "--format", "json")
    lu = json.loads(resultat.sortie)

    assert resultat.code == 0
    assert lu["lignes"]["comptee"] == {"lignes": 1, "montant": "1234.50"}
    assert lu["totaux"][0]["bas"] == "1234.50"
    assert json.loads(colonnes.read_text("utf-8"))["correspondances"][0]["colonnes"] == {
        "compte": "nature",
        "exercice": "exercice",
        "montant_ht": "montant ht",
        "tiers": "tiers",
    }

    texte = lancer(*appel)
    assert "m.csv, ligne 3, colonne « Montant HT »" in texte.sortie
    assert "2025 : 1 235 euros HT" in texte.sortie


def test_a_column_that_is_not_read_is_named(lancer, tmp_path):
    extrait = tmp_path / "m.csv"
    extrait.write_text("Exercice;Tiers;Montant HT;Couleur\r\n2025;Atelier;10;bleu\r\n", "utf-8")

    assert (
        "Colonnes laissées : couleur"
        in lancer("depenses", extrait, "--entrepot", tmp_path / "rien").sortie
    )


def test_a_wrong_siren_is_told(lancer, tmp_path):
    extrait = tmp_path / "m.csv"
    extrait.write_text(TEXTE, "utf-8")
    resultat = lancer("depenses", extrait, "--siren", "123", "--entrepot", tmp_path / "rien")

    assert resultat.code == 2
    assert "3 chiffres" in resultat.erreurs


def test_a_file_that_is_no_extract_says_what_is_missing(lancer, tmp_path):
    extrait = tmp_path / "m.csv"
    extrait.write_text("Nom;Ville\r\nAtelier;Rennes\r\n", "utf-8")
    resultat = lancer("depenses", extrait, "--entrepot", tmp_path / "rien")

    assert resultat.code == 1
    assert "aucun tableau de dépenses" in resultat.erreurs

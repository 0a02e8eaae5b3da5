import csv
import io
import json

import pytest
from click.testing import CliRunner

from spaser.cli.application import spaser

ESPACES = str.maketrans("\u00a0\u202f", "  ")

MARCHE = {
    "id": "2025-014",
    "acheteur": {"id": "21750001600019"},
    "nature": "Marché",
    "objet": "Entretien des espaces verts",
    "codeCPV": "77310000",
    "techniques": {"technique": ["Sans objet"]},
    "modalitesExecution": {"modaliteExecution": ["Sans objet"]},
    "procedure": "Procédure adaptée",
    "lieuExecution": {"code": "75056", "typeCode": "Code commune"},
    "dureeMois": 12,
    "dateNotification": "2025-03-10",
    "datePublicationDonnees": "2025-04-02",
    "montant": 60000,
    "formePrix": "Forfaitaire",
    "typesPrix": {"typePrix": ["Définitif ferme"]},
    "attributionAvance": False,
    "marcheInnovant": False,
    "ccag": "Pas de CCAG",
    "offresRecues": 3,
    "typeGroupementOperateurs": "Pas de groupement",
    "sousTraitanceDeclaree": False,
    "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "55203253400646"}}],
    "considerationsSociales": {"considerationSociale": ["Critère social"]},
    "considerationsEnvironnementales": {
        "considerationEnvironnementale": ["Critère environnemental"]
    },
}


@pytest.fixture
def publier(tmp_path):
    def write(*marches, nom="publie.json"):
        chemin = tmp_path / nom
        contenu = {"marches": {"marche": [MARCHE | marche for marche in marches]}}
        chemin.write_text(json.dumps(contenu, ensure_ascii=False), encoding="utf-8")
        return chemin

    return write


@pytest.fixture
def lancer():
    def run(*arguments, entree=None):
        return CliRunner().invoke(spaser, ["controler", *map(str, arguments)], input=entree)

    return run


def texte(resultat):
    return resultat.stdout.translate(ESPACES)


def test_a_valid_file_is_told_so_with_code_0(publier, lancer):
    resultat = lancer(publier({}, {"id": "2"}))

    assert resultat.exit_code == 0
    assert "Valides 2 rien à reprendre" in " ".join(texte(resultat).split())
    assert "À corriger par" not in texte(resultat)


def test_each_problem_is_told_with_its_place_and_advice(publier, lancer):
    resultat = lancer(publier({}, {"id": "2", "montant": 0}, {"id": "3", "_type": "x"}))
    dit = texte(resultat)

    assert resultat.exit_code == 1
    for attendu in (
        "À corriger par l’acheteur",
        "Montant de 0 ou 1 € (montant_factice) : 1 contrat",
        "Donnez le montant",
        "n° 2, 2 : montant « 0 »",
        "Réparable sans rien inventer",
        "Champ que le format ne prévoit pas",
        "n° 3, 3 : _type « x »",
        "Le schéma officiel 2.0.4 accepterait 1 contrat en l’état.",
    ):
        assert attendu in dit
    assert dit.index("montant_factice") < dit.index("propriete_interdite")


def test_a_remark_alone_leaves_code_0(publier, lancer):
    resultat = lancer(publier({"dureeMois": 200}))
    assert (resultat.exit_code, "À vérifier" in texte(resultat)) == (0, True)


def test_json_is_one_object(publier, lancer):
    resultat = lancer(publier({}, {"id": "2", "montant": "60000"}), "--format", "json")
    rapport = json.loads(resultat.stdout)

    assert resultat.exit_code == 1
    assert (rapport["lus"], rapport["valides"], rapport["reparables"]) == (2, 1, 1)
    assert rapport["ecrits"] is None
    (constat,) = rapport["constats"]
    assert constat["exemples"] == [
        {"fichier": "publie.json", "rang": 2, "id": "2", "champ": "montant", "valeur": "60000",
         "message": "s’écrit 60000, sans guillemets"}
    ]  # fmt: skip


def test_the_repaired_file_and_the_list_are_written(publier, lancer, tmp_path):
    sortie = tmp_path / "neuf" / "repare.json"
    fichier = publier({"montant": "60000"}, {"id": "=1+1", "objet": None})
    resultat = lancer(fichier, "--corrige", sortie)
    ecrits = json.loads(sortie.read_text(encoding="utf-8"))["marches"]["marche"]
    octets = (sortie.parent / "repare.a-corriger.csv").read_bytes()

    assert resultat.exit_code == 1
    assert ecrits == [MARCHE]
    assert "1 écrit dans le fichier réparé + 1 laissé à" in " ".join(texte(resultat).split())
    assert octets.startswith(b"\xef\xbb\xbfFichier;Rang dans le fichier;")
    (ligne,) = csv.DictReader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";")
    assert ligne["Rang dans le fichier"] == "2"
    assert ligne["Marché"] == "'=1+1"  # a spreadsheet must not run it
    assert (ligne["Champ"], ligne["Code"]) == ("objet", "champ_absent")
    assert ligne["Par qui"] == "l’acheteur"
    assert "Écrits : " in resultat.stderr


def test_everything_repaired_is_code_0_and_an_empty_list(publier, lancer, tmp_path):
    sortie = tmp_path / "repare.json"
    resultat = lancer(publier({"montant": "60000"}), "--corrige", sortie)

    assert resultat.exit_code == 0
    assert len((tmp_path / "repare.a-corriger.csv").read_text(encoding="utf-8").splitlines()) == 1
    assert {f.name for f in tmp_path.iterdir()} == {
        "publie.json", "repare.json", "repare.a-corriger.csv",
    }  # fmt: skip


def test_several_files_are_told_one_by_one_and_together(publier, lancer, tmp_path):
    un = publier({}, {"id": "2"}, nom="un.json")
    deux = publier({"id": "3", "montant": 0}, nom="deux.json")
    resultat = lancer(un, deux)
    rapport = json.loads(lancer(un, deux, "--format", "json").stdout)

    assert resultat.exit_code == 1
    assert "un.json : 2 contrats, dont 0 à corriger" in texte(resultat)
    assert "deux.json : 1 contrat, dont 1 à corriger" in texte(resultat)
    assert "deux.json, n° 1, 3 : montant « 0 »" in texte(resultat)
    assert (rapport["fichiers"], rapport["lus"]) == (["un.json", "deux.json"], 3)
    assert rapport["comptes"] == [
        {"lus": 2, "valides": 2, "reparables": 0, "a_corriger": 0},
        {"lus": 1, "valides": 0, "reparables": 0, "a_corriger": 1},
    ]

    sortie = tmp_path / "repare.json"
    assert lancer(un, deux, "--corrige", sortie).exit_code == 1
    ecrits = json.loads(sortie.read_text(encoding="utf-8"))["marches"]["marche"]
    assert [ecrit["id"] for ecrit in ecrits] == ["2025-014", "2"]


@pytest.mark.parametrize(
    ("marches", "code"), [([{}], 0), ([{"dureeMois": 200}], 0), ([{"montant": 0}], 1)]
)
def test_quiet_says_all_by_its_code(publier, lancer, marches, code):
    resultat = lancer(publier({}, nom="sain.json"), publier(*marches), "-q")
    assert (resultat.exit_code, resultat.stdout, resultat.stderr) == (code, "", "")


def test_quiet_with_a_repaired_file_says_nothing_either(publier, lancer, tmp_path):
    resultat = lancer(publier({"montant": "60000"}), "-q", "--corrige", tmp_path / "r.json")
    assert (resultat.exit_code, resultat.stdout, resultat.stderr) == (0, "", "")
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("options", [[], ["-q"]])
def test_a_file_that_holds_nothing_is_named_and_is_no_success(publier, lancer, tmp_path, options):
    note = tmp_path / "lisez-moi.txt"
    note.write_text("Bonjour.", encoding="utf-8")
    resultat = lancer(publier({}), note, *options)

    assert resultat.exit_code == 1
    assert f"Rien à contrôler dans « {note} »." in resultat.stderr.translate(ESPACES)


def test_a_folder_may_hold_other_files(publier, lancer, tmp_path):
    publier({})
    (tmp_path / "lisez-moi.txt").write_text("Bonjour.", encoding="utf-8")
    assert lancer(tmp_path).exit_code == 0


@pytest.mark.parametrize("enveloppe", [None, "marche"])
def test_a_contract_a_line_is_read(lancer, tmp_path, enveloppe):
    fichier = tmp_path / "marches.ndjson"
    marches = [MARCHE, MARCHE | {"id": "2", "montant": 0}, MARCHE | {"id": "3"}]
    lignes = [json.dumps({enveloppe: m} if enveloppe else m) for m in marches]
    fichier.write_text("\n".join([*lignes[:2], "", lignes[2]]) + "\n", encoding="utf-8")
    sortie = tmp_path / "repare.json"
    resultat = lancer(fichier, "--format", "json", "--corrige", sortie)
    rapport = json.loads(resultat.stdout)

    assert (resultat.exit_code, rapport["lus"], rapport["a_corriger"]) == (1, 3, 1)
    (exemple,) = [c["exemples"] for c in rapport["constats"] if c["code"] == "montant_factice"]
    assert (exemple[0]["rang"], exemple[0]["id"]) == (2, "2")
    assert json.loads(sortie.read_text(encoding="utf-8"))["marches"]["marche"] == [
        MARCHE, MARCHE | {"id": "3"},
    ]  # fmt: skip


def test_a_broken_line_stops_no_other(lancer, tmp_path):
    fichier = tmp_path / "marches.ndjson"
    lignes = [json.dumps(MARCHE), '{"id": "cassé", ', json.dumps(MARCHE | {"id": "3"})]
    fichier.write_text("\n".join(lignes), encoding="utf-8")
    rapport = json.loads(lancer(fichier, "--format", "json").stdout)

    assert (rapport["lus"], rapport["a_corriger"], rapport["reparables"]) == (3, 1, 2)


def test_the_standard_input_is_read(publier, lancer):
    octets = publier({}).read_bytes()
    resultat = lancer("-", entree=octets)
    assert (resultat.exit_code, "= Lus" in texte(resultat)) == (0, True)


@pytest.mark.parametrize(
    ("options", "attendu"),
    [
        (["absent.json"], "« absent.json » n’existe pas."),
        (["{fichier}", "--corrige", "{fichier}"], "ne peut pas remplacer l’original"),
        (["{fichier}", "--corrige", "x.a-corriger.csv"], "donnez un nom de fichier"),
        (["{fichier}", "--format", "html"], "choisissez parmi"),
        (["{fichier}", "--format", "json", "-q"], "ôtez --format json, ou -q"),
        (["{fichier}", "autre.json", "x.xml"], "« autre.json », « x.xml » n’existent pas."),
        ([], "Argument manquant"),
    ],
)
def test_a_wrong_command_is_answered_with_code_2(options, attendu, publier, lancer):
    fichier = publier({})
    resultat = lancer(*[o.format(fichier=fichier) for o in options])

    assert resultat.exit_code == 2
    assert attendu in resultat.stderr.translate(ESPACES)
    assert json.loads(fichier.read_text(encoding="utf-8"))  # the original is whole


def test_a_table_is_refused_with_what_to_give(tmp_path, lancer):
    tableau = tmp_path / "decp.csv"
    tableau.write_text(
        "uid,id,acheteur_id,titulaire_id,montant,dateNotification\n1,1,2,3,4,2025-01-01\n",
        encoding="utf-8",
    )
    resultat = lancer(tableau)

    assert resultat.exit_code == 1
    assert "Donnez le fichier JSON ou XML" in resultat.stderr.translate(ESPACES)


def test_a_failure_leaves_nothing_behind(publier, lancer, tmp_path):
    resultat = lancer(publier({}, nom="vide.txt"), "--corrige", tmp_path / "vide.txt" / "x.json")
    assert resultat.exit_code == 1
    assert {f.name for f in tmp_path.iterdir()} == {"vide.txt"}


def test_the_help_is_french_and_complete(lancer):
    aide = lancer("--help").stdout.translate(ESPACES)
    for mot in ("--corrige", "--format", "FICHIER", ".a-corriger.csv"):
        assert mot in aide
    for mot in ("Usage", "Options:", "default"):
        assert mot not in aide

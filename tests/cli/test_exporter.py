"""Each table in each form, read back, is the store; the queries of the page run as written."""

import csv
import errno
import io
import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from spaser.cli.application import spaser
from spaser.moteur.entrepot.colonnes import DOCUMENTEES, EXPORTEES
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.exportation import export_table
from spaser.moteur.tables.cellules import free_texte
from tests.moteur.fabrique_decp import (
    ACHETEUR,
    AUTRE_ACHETEUR,
    AUTRE_TITULAIRE,
    concession,
    marche,
    marche_v1,
    modification,
    siren,
    siret,
    titulaire_v2,
    write_v1,
    write_v2,
)

PIEGE = '=HYPERLINK("x";"y"), « fleurs »\nsuite; 1,5'
PAGE = Path(__file__).parents[2] / "docs/exploitation/tables.md"
TABLES = tuple(EXPORTEES)


def _write_fichiers(dossier):
    """Write a contract, its copy, its later version, a framework of three, an older contract."""
    dossier.mkdir()
    change = modification(
        id=1,
        dateNotificationModification="2024-06-01",
        datePublicationDonneesModification="2024-06-02",
        montant=110000.55,
        titulaires=[titulaire_v2(AUTRE_TITULAIRE)],
    )
    premier = marche(objet=PIEGE)
    cadre = marche(
        id="AC-1",
        objet="Fournitures de bureau",
        codeCPV="30192000",
        techniques={"technique": ["Accord-cadre", "Catalogue électronique"]},
        titulaires=[titulaire_v2(siret(n)) for n in (21, 22, 23)],
        montant=250000,
        considerationsSociales=None,
    )
    negatif = marche(
        id="N-1", objet="Reprise de matériel", codeCPV="30200000", montant=-5000.25,
        considerationsSociales={"considerationSociale": ["Pas de considération sociale"]},
    )  # fmt: skip
    write_v2(dossier / "fevrier.json", [premier, cadre, negatif], [concession()])
    write_v2(dossier / "juin.json", [premier, premier | {"modifications": [change]}])
    write_v1(dossier / "vieux.json", [marche_v1()])
    (dossier / "casse.json").write_text('{"marches": {"marche": ["rien"]}}', encoding="utf-8")


@pytest.fixture(scope="module")
def fichiers(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("export") / "fichiers"
    _write_fichiers(dossier)
    return dossier


@pytest.fixture(scope="module")
def entrepot(fichiers, lancer):
    lu = lancer("importer", fichiers, "--entrepot", fichiers.with_name("entrepot"))
    assert lu.code == 0, lu.erreurs
    return fichiers.with_name("entrepot")


@pytest.fixture(scope="module")
def attendues(entrepot):
    """The rows of each table, asked of the store itself."""
    with open_entrepot(entrepot) as ouvert:
        base = ouvert.connexion
        vues = {
            "marches": "SELECT m.* REPLACE (coalesce(n.nom, m.acheteur_nom) AS acheteur_nom), "
            "s.nom AS fichier FROM marches m JOIN sources s ON s.cle = m.source "
            "LEFT JOIN noms n ON n.siren = m.acheteur_siren",
            "titulaires": "SELECT t.* REPLACE (coalesce(n.nom, t.nom) AS nom) FROM titulaires t "
            "LEFT JOIN noms n USING (siren)",
            "modifications": "FROM modifications",
            "considerations": " UNION ALL ".join(
                f"SELECT cle, '{nom}' AS consideration, {nom} AS reponse FROM marches"
                for nom in (
                    "social", "clause_sociale", "critere_social", "reserve", "environnement",
                    "clause_environnementale", "critere_environnemental",
                )
            ),
            "valeurs": "SELECT v.*, n.nom FROM valeurs v LEFT JOIN noms n USING (siren)",
        }  # fmt: skip
        return {
            table: _sort(
                tuple(str(v) if nom == "cle" else v for nom, v in zip(noms, ligne, strict=True))
                for ligne in base.execute(f"SELECT {', '.join(noms)} FROM ({vue})").fetchall()
            )
            for table, vue in vues.items()
            if (noms := [c.nom for c in EXPORTEES[table]])
        }


def _sort(lignes):
    return sorted(lignes, key=repr)


def _read(lecture):
    with duckdb.connect() as base:
        return _sort(base.execute(lecture).fetchall())


def _list_types(table):
    types = (f"'{c.nom}': '{c.type.removesuffix('[]')}'" for c in EXPORTEES[table])
    return "{" + ", ".join(types) + "}"


def _join(ligne):
    return tuple(" | ".join(v) if isinstance(v, list) else v for v in ligne)


def test_the_store_of_these_tests_holds_what_matters(attendues):
    assert {table: len(lignes) for table, lignes in attendues.items() if table != "valeurs"} == {
        "marches": 5, "titulaires": 8, "modifications": 1, "considerations": 35,
    }  # fmt: skip
    assert len(attendues["valeurs"]) > 50


@pytest.mark.parametrize("table", TABLES)
def test_parquet_is_the_store_cell_by_cell_and_says_what_it_holds(
    table, entrepot, attendues, lancer, tmp_path
):
    sortie = tmp_path / "lue.parquet"
    fini = lancer("exporter", "--table", table, "--sortie", sortie, "--entrepot", entrepot)
    assert (fini.code, fini.sortie) == (0, "")
    assert f"Écrit : {sortie} ({len(attendues[table])} ligne" in fini.erreurs

    assert _read(f"FROM '{sortie}'") == attendues[table]
    with duckdb.connect() as base:
        types = base.execute(f"DESCRIBE FROM '{sortie}'").fetchall()
        dits = dict(
            base.execute(f"SELECT key, value FROM parquet_kv_metadata('{sortie}')").fetchall()
        )
    assert [ligne[:2] for ligne in types] == [(c.nom, c.type) for c in EXPORTEES[table]]
    assert (dits[b"spaser_table"].decode(), dits[b"spaser_version_colonnes"]) == (table, b"1.0")
    colonnes = json.loads(dits[b"spaser_colonnes"])
    assert [(c["nom"], c["type"], c["unite"], c["sens"]) for c in colonnes] == [
        (c.nom, c.type, c.unite, c.sens) for c in EXPORTEES[table]
    ]


@pytest.mark.parametrize("table", TABLES)
def test_csv_is_the_store_cell_by_cell(table, entrepot, attendues, lancer, tmp_path):
    sortie = tmp_path / "lue.csv"
    ecrite = lancer("exporter", "--table", table, "--sortie", sortie, "--entrepot", entrepot)
    assert ecrite.code == 0, ecrite.erreurs

    lue = f"read_csv('{sortie}', columns = {_list_types(table)}, header = true, delim = ',', "
    lue += "allow_quoted_nulls = false)"
    assert _read(f"FROM {lue}") == _sort(map(_join, attendues[table]))


@pytest.mark.parametrize("table", TABLES)
def test_ndjson_is_the_store_cell_by_cell(table, entrepot, attendues, lancer, tmp_path):
    sortie = tmp_path / "lue.ndjson"
    ecrite = lancer("exporter", "--table", table, "--sortie", sortie, "--entrepot", entrepot)
    assert ecrite.code == 0, ecrite.erreurs

    types = ", ".join(f"'{c.nom}': '{c.type}'" for c in EXPORTEES[table])
    assert _read(f"FROM read_ndjson('{sortie}', columns = {{{types}}})") == attendues[table]
    premiere = json.loads(sortie.read_text(encoding="utf-8").splitlines()[0])
    assert list(premiere) == [c.nom for c in EXPORTEES[table]]


def _type(texte, genre):
    """Read a cell of a French spreadsheet."""
    if not texte:
        return None
    if genre == "BOOLEAN":
        return {"oui": True, "non": False}[texte]
    if genre.startswith("DECIMAL") or genre == "DOUBLE":
        return Decimal(texte.replace(",", "."))
    return int(texte) if genre in {"INTEGER", "SMALLINT"} else free_texte(texte)


def _round(ligne):
    """Return cells as `_type` reads them: ten decimals, no empty list."""
    return tuple(
        None if v in ([], "") else round(Decimal(repr(v)), 10) if isinstance(v, float) else v
        for v in ligne
    )


@pytest.mark.parametrize("table", TABLES)
def test_excel_is_the_store_cell_by_cell(table, entrepot, attendues, lancer, tmp_path):
    sortie = tmp_path / "lue.csv"
    ecrite = lancer(
        "exporter", "--table", table, "--format", "excel", "--sortie", sortie,
        "--entrepot", entrepot,
    )  # fmt: skip
    assert ecrite.code == 0, ecrite.erreurs

    texte = sortie.read_bytes().decode("utf-8")
    assert texte.startswith("\ufeff" + ";".join(c.nom for c in EXPORTEES[table]) + "\r\n")
    lignes = list(csv.reader(io.StringIO(texte[1:], newline=""), delimiter=";"))[1:]
    genres = [c.type for c in EXPORTEES[table]]
    lues = [tuple(map(_type, ligne, genres)) for ligne in lignes]
    dites = [
        tuple(
            v.isoformat() if g == "DATE" and v else v
            for v, g in zip(_round(_join(ligne)), genres, strict=True)
        )
        for ligne in attendues[table]
    ]
    assert Counter(lues) == Counter(dites)


def test_a_cell_never_runs_as_a_formula_and_a_negative_amount_stays_a_number(entrepot, lancer):
    ecrite = lancer("exporter", "--format", "excel", "--entrepot", entrepot)
    lignes = csv.DictReader(io.StringIO(ecrite.brut[1:], newline=""), delimiter=";")
    par_id = {ligne["id"]: ligne for ligne in lignes}

    assert par_id["2024-001"]["objet"] == "'" + PIEGE
    assert par_id["N-1"]["montant_initial"] == "-5000,25"
    assert par_id["AC-1"]["techniques"] == "Accord-cadre | Catalogue électronique"


def test_copies_and_versions_are_one_contract_as_last_published(entrepot, lancer):
    lues = lancer("exporter", "--format", "ndjson", "--entrepot", entrepot)
    par_id = {m["id"]: m for m in map(json.loads, lues.brut.splitlines())}

    assert len(lues.brut.splitlines()) == len(par_id) == 5
    un = par_id["2024-001"]
    assert (un["montant_initial"], un["montant"]) == (90000.00, 110000.55)
    assert (un["nb_versions"], un["nb_modifications"]) == (2, 1)
    assert (un["fichier"], un["rang"]) == ("fichiers/juin.json", 2)
    assert (par_id["AC-1"]["social"], par_id["N-1"]["social"]) == (None, False)
    assert par_id["20190000100"]["acheteur_nom"] == "Ville de Valfleur"
    assert un["acheteur_nom"] == "Ville de Valfleur"  # said by another file


def test_a_framework_keeps_all_its_holders(entrepot, lancer):
    lus = lancer("exporter", "--table", "titulaires", "--format", "ndjson", "--entrepot", entrepot)
    marches = lancer("exporter", "--format", "ndjson", "--entrepot", entrepot)
    (cle,) = [m["cle"] for m in map(json.loads, marches.brut.splitlines()) if m["id"] == "AC-1"]
    siens = [t for t in map(json.loads, lus.brut.splitlines()) if t["cle"] == cle]

    assert sorted((t["ordre"], t["siren"], t["courant"]) for t in siens) == [
        (1, siren(21), True), (2, siren(22), True), (3, siren(23), True),
    ]  # fmt: skip


def test_a_framework_published_one_record_a_holder_leaves_with_all_of_them(lancer, tmp_path):
    commun = {
        "id": "AC-2", "objet": "Traiteurs", "codeCPV": "55520000",
        "techniques": {"technique": ["Accord-cadre"]},
    }  # fmt: skip
    write_v2(
        tmp_path / "cadre.json",
        [marche(**commun, titulaires=[titulaire_v2(siret(n))]) for n in (31, 32, 33)],
    )
    lus = lancer("exporter", tmp_path / "cadre.json", "--table", "titulaires", "--format", "ndjson")

    titulaires = [json.loads(ligne) for ligne in lus.brut.splitlines()]
    assert len({t["cle"] for t in titulaires}) == 1
    assert sorted(t["siren"] for t in titulaires) == [siren(31), siren(32), siren(33)]


@pytest.mark.longue
def test_one_command_goes_from_a_folder_to_every_table(
    fichiers, attendues, lancer, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    fini = lancer("exporter", fichiers, "--sortie", "export")

    assert (fini.code, fini.sortie) == (0, "")
    assert "= Lus 8 " in " ".join(fini.erreurs.split())
    assert "Quarantaine 1 " in " ".join(fini.erreurs.split())
    assert sorted(f.name for f in (tmp_path / "export").iterdir()) == sorted(
        f"{table}.parquet" for table in TABLES
    )
    assert [f.name for f in tmp_path.iterdir()] == ["export"]
    assert {table: _read(f"FROM 'export/{table}.parquet'") for table in TABLES} == attendues


@pytest.mark.parametrize(
    ("options", "premiers"),
    [
        (["--format", "parquet"], b"PAR1"),
        ([], b"cle,famille,format,id,"),
        (["--format", "excel"], b"\xef\xbb\xbfcle;famille;"),
        (["--format", "sql"], b"CREATE OR REPLACE "),
    ],
)
def test_the_standard_output_holds_the_result_and_nothing_else(options, premiers, entrepot):
    fini = CliRunner().invoke(spaser, ["exporter", *options, "--entrepot", str(entrepot)])

    assert (fini.exit_code, fini.stderr) == (0, "")
    assert fini.stdout_bytes.startswith(premiers)


@pytest.mark.parametrize("table", ["marches", "considerations"])
def test_parquet_comes_whole_through_a_pipe(table, entrepot, attendues, tmp_path):
    ici = ["--table", table, "--format", "parquet", "--sortie", "-", "--entrepot", str(entrepot)]
    (tmp_path / "lue").write_bytes(CliRunner().invoke(spaser, ["exporter", *ici]).stdout_bytes)

    assert _read(f"FROM read_parquet('{tmp_path / 'lue'}')") == attendues[table]


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["absent.json"], 2, "« absent.json » n’existe pas."),
        (["{fichiers}", "--entrepot", "{entrepot}"], 2, "spaser importer FICHIER… --entrepot"),
        (["{fichiers}", "--format", "sql"], 2, "ouvrent tout un entrepôt : ni fichier, ni table"),
        (["--sortie", "{tmp}/marches.xls", "--entrepot", "{entrepot}"], 2, "finissez-le par .parq"),
        (["--table", "contrats", "--entrepot", "{entrepot}"], 2, "marches"),
        (["--entrepot", "{tmp}/rien"], 1, "spaser importer FICHIER…"),
        (["--sortie", "{fichiers}/juin.json/x.csv", "--entrepot", "{entrepot}"], 1, "x.csv : "),
    ],
)
def test_a_refusal_says_what_to_type_and_writes_nothing(
    options, code, message, entrepot, lancer, tmp_path
):
    lieux = {"fichiers": entrepot.with_name("fichiers"), "entrepot": entrepot, "tmp": tmp_path}
    fini = lancer("exporter", *(option.format_map(lieux) for option in options))

    assert (fini.code, fini.sortie) == (code, "")
    assert message in fini.erreurs
    assert list(tmp_path.iterdir()) == []


@pytest.mark.longue
def test_files_without_a_contract_make_no_table(fichiers, lancer, tmp_path):
    fini = lancer("exporter", fichiers / "casse.json", "--sortie", tmp_path / "marches.csv")

    assert fini.code == 1
    assert "Quarantaine 1 " in " ".join(fini.erreurs.split())
    assert "Cet entrepôt ne contient aucun contrat" in fini.erreurs
    assert "spaser importer FICHIER…" in fini.erreurs
    assert list(tmp_path.iterdir()) == []


def test_parquet_is_not_poured_on_a_screen(entrepot, lancer, monkeypatch):
    monkeypatch.setattr("spaser.cli.commandes.exports.sys", _Terminal())
    fini = lancer("exporter", "--format", "parquet", "--entrepot", entrepot)
    assert (fini.code, "--sortie marches.parquet" in fini.erreurs) == (2, True)


class _Terminal:
    class stdout:  # noqa: N801 - stands for the module's
        @staticmethod
        def isatty():
            return True


def test_a_file_is_whole_or_as_it_was(entrepot, lancer, tmp_path, monkeypatch):
    sortie = tmp_path / "marches.parquet"
    sortie.write_text("ancien", encoding="utf-8")

    def fail(*arguments):
        raise OSError(28, "No space left on device", "brouillon")

    monkeypatch.setattr("spaser.moteur.exportation.export_table", fail)
    fini = lancer("exporter", "--sortie", sortie, "--entrepot", entrepot)

    assert (fini.code, sortie.read_text(encoding="utf-8")) == (1, "ancien")
    assert f"{sortie} : il n’y a plus de place sur le disque." in fini.erreurs
    assert [f.name for f in tmp_path.iterdir()] == ["marches.parquet"]


def test_what_the_engine_cannot_write_is_told_as_the_system_does(entrepot):
    with open_entrepot(entrepot) as ouvert, pytest.raises(OSError, match="/dev/full") as dite:
        export_table(ouvert, "valeurs", "csv", Path("/dev/full"))
    assert dite.value.errno == errno.ENOSPC


def test_a_sheet_that_excel_would_cut_is_told(entrepot, lancer, monkeypatch):
    monkeypatch.setattr("spaser.cli.commandes.exports._LIGNES_EXCEL", 4)
    fini = lancer("exporter", "--format", "excel", "--entrepot", entrepot)
    assert "Excel n’ouvre que 4 lignes" in fini.erreurs


# --- The page of tables ---


@pytest.fixture(scope="module")
def base(entrepot, lancer):
    """Any DuckDB, which ran the views as the page says."""
    vues = lancer("exporter", "--format", "sql", "--entrepot", entrepot).brut
    with duckdb.connect() as ouverte:
        ouverte.execute(vues)
        yield ouverte


REPONSES = [
    [(2019, 1, 1, None, 0.0, 1.0), (2024, 3, 1, 0.5, 0.333, 0.667)],
    [
        (siren(11), "Atelier Bleu", 3),
        (siren(12), None, 1),
        (siren(21), None, 1),
        (siren(22), None, 1),
        (siren(23), None, 1),
    ],
    [("2024-001", PIEGE, Decimal("90000.00"), Decimal("110000.55"), 1)],
    [("2024-001", 2, "fichiers/juin.json", 2, "2024-06-02")],
    [
        (ACHETEUR[:9], "Ville de Valfleur", 2019, None, 0.0, None, None, None),
        (ACHETEUR[:9], "Ville de Valfleur", 2024, 1.0, 2.0, 0.5, 1 / 3, 2 / 3),
    ],
]
REQUETES = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_page_gives_five_queries():
    assert len(REQUETES) == len(REPONSES) == 5


@pytest.mark.parametrize(("requete", "reponse"), list(zip(REQUETES, REPONSES, strict=True)))
def test_a_query_of_the_page_answers_as_written(requete, reponse, base):
    lues = base.execute(requete).fetchall()
    dites = [tuple(v.isoformat() if hasattr(v, "isoformat") else v for v in ln) for ln in lues]
    assert dites == reponse


def test_the_views_show_every_table_of_the_page(base):
    vues = {t: {c for (c, *_) in base.execute(f"DESCRIBE {t}").fetchall()} for t in DOCUMENTEES}
    absentes = [
        f"{table}.{colonne.nom}"
        for table, colonnes in DOCUMENTEES.items()
        for colonne in colonnes
        if colonne.nom not in vues[table]
    ]
    assert absentes == ["marches.fichier", "valeurs.nom"]  # made for exports


def test_the_page_lists_the_columns_that_the_command_tells(lancer):
    dites = lancer("exporter", "--colonnes")
    assert dites.code == 0
    assert PAGE.read_text(encoding="utf-8").endswith(f"\n\n{dites.brut}")


def test_the_holder_of_a_modification_is_the_one_in_place(base):
    assert base.execute(
        "SELECT siren, modification FROM titulaires JOIN marches USING (cle) "
        "WHERE id = '2024-001' AND courant"
    ).fetchall() == [(AUTRE_TITULAIRE[:9], 1)]


@pytest.fixture(scope="module")
def plusieurs(tmp_path_factory, lancer):
    """A store of three buyers and two years; a contract has no day, hence no year."""
    dossier = tmp_path_factory.mktemp("plusieurs")
    modifie = marche(
        id="a23", dateNotification="2023-03-01", modifications=[modification(id=1, montant=9)]
    )
    autres = [
        marche(id=f"{nom}{jour[2:4]}", acheteur={"id": acheteur}, dateNotification=jour)
        for nom, acheteur, jour in (
            ("a", ACHETEUR, "2024-03-01"),
            ("b", AUTRE_ACHETEUR, "2024-03-01"),
            ("b", AUTRE_ACHETEUR, ""),
            ("c", siret(31), "2023-03-01"),
        )
    ]
    write_v2(dossier / "decp.json", [modifie, *autres])
    lu = lancer("importer", dossier / "decp.json", "--entrepot", dossier / "e")
    assert lu.code == 0, lu.erreurs
    return dossier / "e"


CHOIX = {
    "one buyer": (["--acheteur", ACHETEUR], ["a23", "a24"], [(ACHETEUR, 2023), (ACHETEUR, 2024)]),
    "one year": (
        ["--annee", "2024"], ["a24", "b24"], [(ACHETEUR, 2024), (AUTRE_ACHETEUR, 2024)],
    ),
    "two buyers, two years": (
        ["--acheteur", ACHETEUR, "--acheteur", siret(31)[:9], "--annee", "2022-2023"],
        ["a23", "c23"],
        [(ACHETEUR, 2023), (siret(31), 2023)],
    ),
    "years said apart": (
        ["--acheteur", AUTRE_ACHETEUR, "--annee", "2023", "--annee", "2024"],
        ["b24"],
        [(AUTRE_ACHETEUR, 2024)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("options", "ids", "chiffres"), CHOIX.values(), ids=CHOIX)
def test_tables_keep_the_contracts_chosen_and_the_figures_of_the_same_buyers_and_years(
    plusieurs, lancer, tmp_path, options, ids, chiffres
):
    fini = lancer("exporter", *options, "--sortie", tmp_path / "x", "--entrepot", plusieurs)
    assert fini.code == 0, fini.erreurs

    marches = f"FROM '{tmp_path}/x/marches.parquet'"
    assert _read(f"SELECT id {marches}") == [(nom,) for nom in ids]
    for table, lignes in (("titulaires", 1), ("considerations", 7), ("modifications", 1)):
        lus = (
            f"SELECT id, count(*) FROM '{tmp_path}/x/{table}.parquet' JOIN ({marches}) USING (cle)"
        )
        attendus = ["a23"] if table == "modifications" else ids
        lus = _read(f"{lus} GROUP BY id")
        assert lus == [(nom, lignes) for nom in attendus if nom in ids], table
        assert len(_read(f"FROM '{tmp_path}/x/{table}.parquet'")) == lignes * len(lus)
    valeurs = f"SELECT DISTINCT siren, annee FROM '{tmp_path}/x/valeurs.parquet'"
    assert _read(valeurs) == sorted((acheteur[:9], annee) for acheteur, annee in chiffres)


def test_the_table_for_spreadsheets_follows_the_choice_too(plusieurs, lancer):
    options = ["--acheteur", AUTRE_ACHETEUR, "--annee", "2024", "--format", "excel"]
    fini = lancer("exporter", *options, "--entrepot", plusieurs)
    assert [ligne.split(";")[3] for ligne in fini.sortie.splitlines()[1:]] == ["b24"]


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--acheteur", "552100554"], 1, "Aucun marché de l’acheteur 552 100 554 n’a été lu."),
        (["--acheteur", ACHETEUR, "--annee", "2015"], 1, "à la fois de ces acheteurs et de ces"),
        (["--annee", "24"], 2, "« 24 » n’est pas une année"),
        (["--annee", "2024", "--format", "sql"], 2, "ni acheteur, ni année"),
    ],
)
def test_a_choice_that_keeps_nothing_writes_nothing(
    plusieurs, lancer, tmp_path, options, code, message
):
    sortie = tmp_path / "x.parquet"
    fini = lancer("exporter", *options, "--sortie", sortie, "--entrepot", plusieurs)
    assert (fini.code, message in fini.erreurs) == (code, True)
    assert not sortie.exists()

import hashlib
import json
import os
from datetime import date

import duckdb
import pytest

from spaser.moteur.referentiels import depot, importation
from spaser.moteur.referentiels.depot import attach, list_disponibles
from spaser.moteur.referentiels.importation import import_referentiel, recognise_liste
from spaser.moteur.referentiels.modele import ErreurReferentiel
from spaser.moteur.tables.modele import ErreurTable
from tests.moteur.referentiels.fabrique import (
    SIRET_A,
    SIRET_B,
    A,
    B,
    write_classeur,
    write_etablissements,
    write_json,
    write_unites,
)

JOUR = date(2026, 11, 1)


@pytest.fixture
def inclusion(tmp_path):
    lignes = [{"siret": SIRET_B, "kind": "EI"}, {"siret": SIRET_A, "kind": "EA"}, {"siret": "x"}]
    return write_json(tmp_path / "siae.json", lignes)


@pytest.fixture
def dossier(tmp_path):
    return tmp_path / "referentiels"


def _views(dossier):
    with duckdb.connect() as connexion:
        disponibles = attach(connexion, dossier)
        vues = {
            nom: (
                {n: genre for n, genre, *_ in connexion.execute(f"DESCRIBE ref_{nom}").fetchall()},
                connexion.execute(f"SELECT * FROM ref_{nom}").fetchall(),
            )
            for nom in disponibles
        }
    return disponibles, vues


def test_import_writes_the_table_and_its_entry(inclusion, dossier):
    rapport = import_referentiel(inclusion, dossier, date_liste=JOUR)

    entree = json.loads((dossier / "referentiels.json").read_text(encoding="utf-8"))["inclusion"]
    assert entree["date"] == "2026-11-01"
    assert entree["date_estimee"] is False
    assert entree["sha256"] == hashlib.sha256(inclusion.read_bytes()).hexdigest()
    assert (entree["lues"], entree["gardees"], entree["rejets"]) == (3, 2, {"siret_invalide": 1})
    assert entree["remarques"] == [
        {"motif": "siret_invalide", "valeur": "x ; None", "ligne": 3, "feuille": None}
    ]
    assert rapport.referentiel == list_disponibles(dossier)["inclusion"]
    assert rapport.referentiel.source
    assert rapport.referentiel.licence


def test_rows_are_sorted_by_siren(inclusion, dossier):
    import_referentiel(inclusion, dossier)
    _, vues = _views(dossier)

    assert [siren for _, siren, *_ in vues["inclusion"][1]] == sorted([A, B])


@pytest.mark.longue
def test_a_list_has_the_columns_that_are_declared_and_an_absent_one_has_no_view(
    inclusion, dossier, tmp_path
):
    with duckdb.connect() as connexion:
        sirens = connexion.sql(f"SELECT '{A}' AS siren")
        esus = write_classeur(
            tmp_path / "e.xlsx", L=[["SIREN", "Agrément ESUS"], [A, "01/02/2024"]]
        )
        import_referentiel(inclusion, dossier)
        import_referentiel(esus, dossier)
        import_referentiel(write_unites(tmp_path / "u.parquet", {}), dossier, sirens)
        assert "sirene_etablissements" not in attach(connexion, dossier)
        with pytest.raises(duckdb.CatalogException):
            connexion.execute("FROM ref_sirene_etablissements")
        import_referentiel(write_etablissements(tmp_path / "t.parquet", {}), dossier, sirens)
    presentes, pleines = _views(dossier)

    assert presentes.keys() == depot.COLONNES.keys()
    assert all(lignes for _, lignes in pleines.values())
    assert {nom: colonnes for nom, (colonnes, _) in pleines.items()} == depot.COLONNES


def test_a_list_replaces_the_former_one(inclusion, dossier, tmp_path):
    import_referentiel(inclusion, dossier)
    suivante = write_json(tmp_path / "suivante.json", [{"siret": SIRET_A, "kind": "ACI"}])
    import_referentiel(suivante, dossier, date_liste=JOUR)
    disponibles, vues = _views(dossier)

    assert vues["inclusion"][1] == [(SIRET_A, A, "ACI", "insertion")]
    assert disponibles["inclusion"].date == JOUR


def test_a_list_without_a_usable_line_replaces_nothing(inclusion, dossier, tmp_path):
    import_referentiel(inclusion, dossier)
    avant = {f.name: f.read_bytes() for f in dossier.iterdir()}

    with pytest.raises(ErreurReferentiel, match="Aucune des 1 lignes"):
        import_referentiel(write_json(tmp_path / "v.json", [{"siret": "x", "kind": "EI"}]), dossier)

    assert {f.name: f.read_bytes() for f in dossier.iterdir()} == avant


def test_an_import_that_dies_leaves_the_former_list(inclusion, dossier, tmp_path, monkeypatch):
    import_referentiel(inclusion, dossier)
    avant = _views(dossier)

    def die(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(depot, "publish", die)
    suivante = write_json(tmp_path / "suivante.json", [{"siret": SIRET_A, "kind": "ACI"}])
    with pytest.raises(KeyboardInterrupt):
        import_referentiel(suivante, dossier)

    assert _views(dossier) == avant


def test_what_a_killed_import_left_is_dropped(inclusion, dossier):
    reste = dossier / ".import-perdu"
    reste.mkdir(parents=True)
    (reste / "inclusion.parquet").write_bytes(b"PAR1")

    import_referentiel(inclusion, dossier)

    assert sorted(f.name for f in dossier.iterdir()) == [
        ".referentiels.verrou",
        "inclusion.parquet",
        "referentiels.json",
    ]


def test_an_entry_without_its_table_is_not_available(inclusion, dossier):
    import_referentiel(inclusion, dossier)
    (dossier / "inclusion.parquet").unlink()

    assert list_disponibles(dossier) == {}


def test_a_folder_that_does_not_exist_holds_nothing(tmp_path):
    assert list_disponibles(tmp_path / "absent") == {}


def test_a_damaged_manifest_is_told(dossier):
    dossier.mkdir()
    (dossier / "referentiels.json").write_text("{", encoding="utf-8")

    with pytest.raises(ErreurTable, match="abîmé"):
        list_disponibles(dossier)


def test_paths_with_quotes_are_safe(inclusion, tmp_path):
    dossier = tmp_path / 'l\'été "2026"'
    import_referentiel(inclusion, dossier)

    assert len(_views(dossier)[1]["inclusion"][1]) == 2


@pytest.mark.parametrize(
    ("nom", "jour"),
    [
        ("liste_structures_2026-11-24.json", date(2026, 11, 24)),
        ("20261124_siae.json", date(2026, 11, 24)),
        ("siae 24-11-2026.json", date(2026, 11, 24)),
        ("siae_2026-13-45.json", None),
        ("siae_12026112499.json", None),
        ("siae.json", None),
    ],
)
def test_date_may_be_in_the_name(nom, jour):
    assert importation.date_in_name(nom) == jour


def test_without_any_date_the_file_gives_its_own(inclusion, dossier):
    os.utime(inclusion, (1_760_000_000, 1_760_000_000))

    ref = import_referentiel(inclusion, dossier).referentiel

    assert (ref.date, ref.date_estimee) == (date(2025, 10, 9), True)


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [
        ("vide.csv", b""),
        ("notes.txt", b"bonjour"),
        ("autre.csv", b"code;libelle\n1;a\n"),
        ("autre.json", b'{"a": [1, 2]}'),
        ("casse.json", b'{"siret": '),
        ("casse.xlsx", b"PK\x03\x04 tronque"),
        ("ancien.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100),
        ("image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ],
    ids=lambda valeur: valeur if isinstance(valeur, str) else "",
)
def test_other_files_are_refused_in_french(tmp_path, nom, contenu):
    fichier = tmp_path / nom
    fichier.write_bytes(contenu)

    assert recognise_liste(fichier) is None
    with pytest.raises(ErreurTable, match=r"Liste non reconnue|abîmé|mal formé"):
        import_referentiel(fichier, tmp_path / "ref")
    assert not (tmp_path / "ref").exists()

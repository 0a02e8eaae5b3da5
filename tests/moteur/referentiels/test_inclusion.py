import csv

import pytest

from spaser.moteur.referentiels.importation import recognise_liste
from spaser.moteur.referentiels.modele import RapportReferentiel
from spaser.moteur.referentiels.structures import FAMILLES, read_inclusion, read_type
from tests.moteur.referentiels.fabrique import (
    MOTIFS,
    SIRET_A,
    SIRET_B,
    A,
    B,
    write_classeur,
    write_json,
)

# Headers of the site's export, and fields of its interface.
EXPORT = [
    "Raison sociale",
    "Enseigne",
    "Siret",
    "Établissement",
    "Type de structure",
    "Type de prestation",
    "Ville",
    "Code postal",
    "Département",
]
FICHE = {
    "id": 1,
    "name": "LES AJONCS",
    "brand": "",
    "slug": "les-ajoncs-35",
    "siret": SIRET_A,
    "nature": "HEAD_OFFICE",
    "kind": "EI",
    "presta_type": ["PREST"],
    "city": "Rennes",
    "post_code": "35000",
    "department": "35",
    "region": "Bretagne",
    "is_active": True,
    "created_at": "2021-05-06T07:08:09+02:00",
}


def _read(chemin):
    rapport = RapportReferentiel("inclusion", chemin.name)
    lignes = list(read_inclusion(chemin, rapport))
    assert rapport.lues == rapport.gardees + rapport.rejets.total()
    assert rapport.rejets.keys() <= MOTIFS
    return lignes, rapport


def _write_export(chemin, *lignes):
    with chemin.open("w", encoding="utf-8", newline="") as flux:
        csv.writer(flux).writerows([EXPORT, *lignes])
    return chemin


def _ligne(siret, sorte):
    return ["LES AJONCS", "", siret, "Siège", sorte, "PREST", "Rennes", "35000", "35"]


def test_the_export_of_the_site_is_read(tmp_path):
    fichier = _write_export(
        tmp_path / "liste_structures.csv",
        _ligne(SIRET_A, "Entreprise d'insertion (EI)"),
        _ligne(SIRET_B, "Etablissement et service d'aide par le travail (ESAT)"),
    )

    lignes, rapport = _read(fichier)

    assert recognise_liste(fichier) == "inclusion"
    assert lignes == [(SIRET_A, A, "EI", "insertion"), (SIRET_B, B, "ESAT", "handicap")]
    assert not rapport.rejets


@pytest.mark.parametrize(
    "document",
    [
        [FICHE],
        {"count": 1, "next": None, "results": [FICHE]},
        [FICHE | {"kind": {"id": "EI", "name": "Entreprise d'insertion"}}],
        [{"siret": SIRET_A, "type": "EI"}],
    ],
    ids=["list", "page", "nested kind", "short"],
)
def test_the_json_of_the_interface_is_read(tmp_path, document):
    fichier = write_json(tmp_path / "siae.json", document)

    assert recognise_liste(fichier) == "inclusion"
    assert _read(fichier)[0] == [(SIRET_A, A, "EI", "insertion")]


def test_a_workbook_is_read(tmp_path):
    fichier = write_classeur(tmp_path / "s.xlsx", Structures=[EXPORT, _ligne(int(SIRET_A), "ACI")])

    assert recognise_liste(fichier) == "inclusion"
    assert _read(fichier)[0] == [(SIRET_A, A, "ACI", "insertion")]


@pytest.mark.parametrize(("code", "famille"), FAMILLES.items())
def test_each_kind_has_a_family(tmp_path, code, famille):
    lignes, _ = _read(write_json(tmp_path / "s.json", [FICHE | {"kind": code}]))

    assert lignes == [(SIRET_A, A, code, famille)]


@pytest.mark.parametrize(
    ("saisi", "code"),
    [
        ("EI", "EI"),
        (" ei ", "EI"),
        ("Entreprise d’insertion", "EI"),
        ("Entreprise d'insertion (EI)", "EI"),
        ("Entreprise d'insertion (EA)", None),
        ("Atelier chantier d'insertion", "ACI"),
        ("Entreprise adaptée de travail temporaire (EATT)", "EATT"),
        ("Établissement et service d’accompagnement par le travail", "ESAT"),
        ("Groupement d'employeurs pour l'insertion et la qualification", "GEIQ"),
        ("Produits et services réalisés en prison", "SEP"),
        ("SIAE", None),
        ("", None),
        (None, None),
    ],
)
def test_kind_is_read_from_code_or_label(saisi, code):
    assert read_type(saisi) == code


@pytest.mark.parametrize(
    ("ligne", "motif"),
    [
        ({"siret": None}, "siret_absent"),
        ({"siret": ""}, "siret_absent"),
        ({"siret": "12345678900012"}, "siret_invalide"),
        ({"siret": A}, "siret_invalide"),
        ({"kind": "XYZ"}, "type_inconnu"),
        ({"kind": None}, "type_inconnu"),
        ({"is_active": False}, "inactive"),
    ],
    ids=str,
)
def test_bad_line_is_reported(tmp_path, ligne, motif):
    fichier = write_json(tmp_path / "s.json", [FICHE | {"siret": SIRET_B}, FICHE | ligne])

    lignes, rapport = _read(fichier)

    assert [siret for siret, *_ in lignes] == [SIRET_B]
    assert rapport.rejets == {motif: 1}
    assert [(r.motif, r.ligne) for r in rapport.remarques] == [(motif, 2)]


def test_one_structure_may_have_two_kinds(tmp_path):
    fichier = _write_export(
        tmp_path / "s.csv", _ligne(SIRET_A, "EI"), _ligne(SIRET_A, "ACI"), _ligne(SIRET_A, "EI")
    )

    lignes, rapport = _read(fichier)

    assert [sorte for _, _, sorte, _ in lignes] == ["EI", "ACI"]
    assert rapport.rejets == {"doublon": 1}


def test_an_export_without_siret_is_not_ours(tmp_path):
    fichier = write_json(tmp_path / "s.json", [{"name": "LES AJONCS", "kind": "EI"}])

    assert recognise_liste(fichier) is None

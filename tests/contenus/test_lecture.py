"""The data files, as they travel with the package."""

import json

import pytest

from spaser.contenus.lecture import (
    decode_contenu,
    list_contenus,
    list_dossiers,
    read_contenu,
    read_octets,
)
from spaser.erreurs import ErreurSpaser
from spaser.faits.modele import Fait
from spaser.metier.approches import Approches
from spaser.metier.autodiagnostic.questionnaire import Questionnaire
from spaser.metier.obligations.modele import Obligation

DOSSIERS = (
    "acteurs approches autodiagnostic faits formation/construire-son-spaser grille indicateurs "
    "obligations obligations/themes politiques recenses reparation ressources"
).split()
FICHIERS = [chemin for dossier in DOSSIERS for chemin in list_contenus(dossier).values()]


@pytest.mark.parametrize("chemin", FICHIERS)
def test_files_are_written_the_same_way(chemin):
    octets = read_octets(chemin)

    assert octets.decode() == json.dumps(json.loads(octets), ensure_ascii=False, indent=2) + "\n"


def test_duties_have_one_file_a_theme():
    assert list(list_contenus("obligations/themes")) == [
        "alimentation",
        "batiments",
        "climat",
        "donnees",
        "fournisseurs",
        "marches",
        "numerique",
        "reemploi",
        "schema",
        "social",
        "vehicules",
    ]


def test_facts_have_one_file_a_subject():
    assert list(list_contenus("faits")) == [
        "alimentation",
        "appuis",
        "batiments",
        "climat",
        "considerations",
        "donnees",
        "espaces-publics",
        "fiches",
        "fournisseurs",
        "marches",
        "mission",
        "numerique",
        "plans",
        "pratiques",
        "programme",
        "recits",
        "reemploi",
        "resultats-nationaux",
        "schema",
        "seuils",
        "social",
        "vehicules",
    ]


def test_a_module_of_lessons_has_a_folder():
    assert list_dossiers("formation") == ("formation/construire-son-spaser",)
    assert list_dossiers("fiches") == ()


def test_the_questionnaire_has_one_file_a_version():
    assert list_contenus("autodiagnostic", "questionnaire-") == {
        "1": "autodiagnostic/questionnaire-1.json",
        "2": "autodiagnostic/questionnaire-2.json",
    }


@pytest.mark.parametrize(
    ("rubrique", "nombre"),
    [("environnement", 26), ("social", 23), ("economique", 12), ("gouvernance", 8)],
)
def test_each_row_has_its_indicators(rubrique, nombre):
    assert len(read_contenu(f"indicateurs/{rubrique}.json", list)) == nombre


@pytest.mark.parametrize(
    ("chemin", "octets", "forme"),
    [
        ("obligations/themes/climat.json", b'[{"code": "X"}]', tuple[Obligation, ...]),
        ("faits/schema.json", b'[{"code": "X"}]', tuple[Fait, ...]),
        ("autodiagnostic/questionnaire-3.json", b"{}", Questionnaire),
        ("approches/approches.json", b"{}", Approches),
    ],
)
def test_a_faulty_file_is_told_with_its_name(chemin, octets, forme):
    with pytest.raises(ErreurSpaser, match=f"^{chemin} : "):
        decode_contenu(chemin, octets, forme)

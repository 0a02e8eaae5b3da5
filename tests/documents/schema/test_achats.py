"""Families, holders and places as pictures and tables: what adds up, what is not known."""

from dataclasses import replace

from spaser.documents.document import Figure, Tableau, Texte, read_mots
from spaser.documents.schema.assemblage import read_blocs
from spaser.documents.schema.cadre import write_chiffre
from spaser.documents.schema.situation import (
    write_lieux,
    write_titulaires,
    write_volumes_familles,
)
from spaser.moteur.portrait import Concentration, Portrait, Premiers, Titulaire, Volume
from spaser.regles.indicateurs import Origine, ReferenceChiffre

VIDE = Portrait((), (), (), None, None, (), (), 0, 0)
NOMS = {"35": "Ille-et-Vilaine", "44": "Loire-Atlantique"}


def volume(nom, marches, montant, sans=0, subsequents=0):
    return Volume(nom, marches, montant, sans, subsequents)


def list_lignes(blocs):
    tableau = next(b for b in blocs if isinstance(b, Tableau))
    return [tuple(read_mots(c).replace("\u202f", " ") for c in ligne) for ligne in tableau.lignes]


def test_families_beyond_the_first_ones_are_counted_together_and_the_unknown_stays():
    volumes = [volume(f"Famille {n}", 10 - n, (10 - n) * 1e6) for n in range(10)]
    volumes.insert(1, volume("Famille non connue", 4, 5e6))

    blocs = write_volumes_familles(volumes, "2024 à 2025")
    lignes = list_lignes(blocs)

    assert [ligne[0] for ligne in lignes[-2:]] == ["2 autres familles", "Famille non connue"]
    assert lignes[0] == ("Famille 0", "10", "10 M€", "17 %")
    assert lignes[-2] == ("2 autres familles", "3", "3 M€", "5 %")
    assert isinstance(blocs[0], Figure)
    assert "Famille non connue\u00a0: 5\u202fM€" in blocs[0].alt


def test_one_family_more_than_shown_keeps_its_name():
    volumes = [volume(f"F{n}", 1, 1e6) for n in range(9)]

    assert [ligne[0] for ligne in list_lignes(write_volumes_familles(volumes, "2025"))][-1] == "F8"


def test_without_any_amount_there_is_neither_a_picture_nor_a_share():
    (tableau,) = write_volumes_familles(
        [volume("Énergie", 2, None), volume("Santé", 1, None)], "2025"
    )

    assert tableau.entetes == ("Famille", "Marchés", "Montant HT")
    assert tableau.lignes[0] == ("Énergie", "2", "non connu")


def test_nothing_bought_writes_nothing():
    assert write_volumes_familles([], "2025") == ()
    assert write_titulaires(VIDE, "2025") == ()


def test_holders_say_how_far_they_gather_the_euros_within_bounds():
    portrait = replace(
        VIDE,
        titulaires=(Titulaire("123456782", None, 2, 60.0), Titulaire("1", "Atelier", 1, None)),
        concentration=Concentration(3, 75.0, 25.0, 2, (Premiers(1, 60.0), Premiers(5, 75.0))),
    )

    blocs = write_titulaires(portrait, "2025")
    tableaux = [b for b in blocs if isinstance(b, Tableau)]
    texte = read_blocs(blocs).replace("\u202f", " ").replace("\u00a0", " ")

    assert tableaux[0].lignes[0][0].replace("\u202f", " ") == "SIREN 123 456 782"
    assert len(tableaux[1].lignes) == 1  # three holders: nothing is said of the first five
    assert "60 € sur 75 €" in texte
    assert "60 % à 85 %" in texte
    assert "3 titulaires différents. 2 marchés n’ont pas de titulaire reconnu" in texte


def test_places_that_no_list_gives_are_said_not_to_be_known():
    texte = read_blocs(write_lieux(VIDE, NOMS, [], "2025"))

    assert texte.startswith("Le lieu des titulaires n’est pas connu")


def test_places_have_their_names_and_the_unknown_comes_last():
    chiffre = write_chiffre(
        ReferenceChiffre("001010016", "ECO-02-x", 2025, "nombre", Origine.PUBLIES),
        nom="x", texte="60 %", phrases=[], source="",
    )  # fmt: skip
    portrait = replace(
        VIDE,
        lieux_titulaires=(volume("35", 3, 9e6), volume("", 2, 5e6), volume("2B", 1, 1e6)),
        lieux_execution=(volume("35", 3, 9e6), volume("44", 1, 1e6), volume("", 1, None)),
    )

    local = (Texte("Titulaires du département\u00a0: "), chiffre, Texte(" (3 sur 5)."))
    blocs = list(write_lieux(portrait, NOMS, [local], "2025"))
    titulaires, execution = [b for b in blocs if isinstance(b, Tableau)]

    assert [ligne[0] for ligne in titulaires.lignes] == [
        "Ille-et-Vilaine (35)", "2B", "Lieu non connu",
    ]  # fmt: skip
    assert titulaires.entetes == ("Département", "Marchés", "Montant HT")  # they do not add up
    assert [ligne[0] for ligne in execution.lignes] == [
        "Ille-et-Vilaine (35)", "Loire-Atlantique (44)", "Lieu non connu, ou plus large",
    ]  # fmt: skip
    assert "Titulaires du département\u00a0: 60 % (3 sur 5)." in read_blocs(blocs)


def test_a_single_place_of_execution_says_nothing():
    portrait = replace(VIDE, lieux_execution=(volume("35", 3, 9e6), volume("", 1, 1.0)))

    assert [b.identifiant for b in write_lieux(portrait, NOMS, [], "2025")] == [
        "marches_identite_sanslieu"
    ]

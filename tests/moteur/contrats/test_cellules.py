"""What a spreadsheet says that DECP never holds: titles found, cells read, faults located."""

import pytest

from spaser.elements import fold_mots
from spaser.moteur.contrats.cellules import LECTURES
from spaser.moteur.contrats.lecture import ReglagesMarches, convert, preview
from spaser.moteur.contrats.modele import (
    ChampMarche,
    EtablissementsAcheteur,
    propose_colonnes_marches,
)
from spaser.regles import corrections

ACHETEUR = EtablissementsAcheteur("001010016", "00101001600019")
TITRES = (
    "N° de marché;Objet;Date de notification;Montant HT;Lot;Égalité femmes-hommes;"
    "Émissions de gaz à effet de serre;Heures d’insertion;Dérogation motivée;"
    "Date de lancement;Besoin estimé HT"
)


@pytest.fixture
def lit(tmp_path):
    def read(*lignes):
        chemin = tmp_path / "marches.csv"
        chemin.write_text("\n".join((TITRES, *lignes)) + "\n", "utf-8")
        rendu = convert(
            chemin, tmp_path / "m.json", ReglagesMarches(preview(chemin).correspondance, ACHETEUR)
        )
        assert rendu.est_juste
        return rendu

    return read


def test_each_complement_has_the_name_it_has_when_it_is_typed():
    typed = {
        champ.value: d.libelle
        for champ, d in corrections.DEFINITIONS.items()
        if d.groupe is corrections.GroupeChamps.COMPLEMENTS or champ is corrections.ChampCorrige.LOT
    }

    assert {champ.value: champ.libelle for champ in LECTURES} == typed


@pytest.mark.parametrize(
    ("titre", "champ"),
    [
        ("Égalité entre les femmes et les hommes", ChampMarche.EGALITE),
        ("Clause égalité femmes-hommes", ChampMarche.EGALITE),
        ("Émissions de gaz à effet de serre", ChampMarche.CARBONE),
        ("Critère carbone", ChampMarche.CARBONE),
        ("Heures d’insertion prévues", ChampMarche.HEURES_INSERTION),
        ("Nombre d’heures d’insertion", ChampMarche.HEURES_INSERTION),
        ("Nb heures insertion", ChampMarche.HEURES_INSERTION),
        ("Dérogation motivée", ChampMarche.DEROGATION),
        ("Date de lancement", ChampMarche.DATE_LANCEMENT),
        ("Lancement de la consultation", ChampMarche.DATE_LANCEMENT),
        ("Date d’envoi de l’avis", ChampMarche.DATE_LANCEMENT),
        ("Besoin estimé HT", ChampMarche.BESOIN_ESTIME),
        ("Montant estimé", ChampMarche.BESOIN_ESTIME),
        ("Estimation", ChampMarche.BESOIN_ESTIME),
    ],
)
def test_a_complement_is_known_by_the_words_of_its_title(titre, champ):
    assert propose_colonnes_marches([fold_mots(titre)]).colonnes == {champ: fold_mots(titre)}


@pytest.mark.parametrize(
    "titre", ["Heures d’insertion réalisées", "Motif de la dérogation", "Montant estimé TTC"]
)
def test_what_only_looks_like_a_complement_is_left_alone(titre):
    assert propose_colonnes_marches([fold_mots(titre)]).colonnes == {}


@pytest.mark.parametrize("vide", ["", "  "])
def test_an_empty_cell_says_nothing(lit, vide):
    rendu = lit(";".join(["1", "Rues", "12/03/2025", "10", *[vide] * 7]))

    assert rendu.complements == rendu.remarques == []


@pytest.mark.parametrize(
    ("champ", "ecrit", "garde"),
    [
        (ChampMarche.EGALITE, "Oui", "oui"),
        (ChampMarche.EGALITE, "x", "oui"),
        (ChampMarche.EGALITE, "Critère d’attribution", "oui"),
        (ChampMarche.CARBONE, "non", "non"),
        (ChampMarche.CARBONE, "Pas de clause", "non"),
        (ChampMarche.DEROGATION, "Inconnu", "inconnu"),
        (ChampMarche.HEURES_INSERTION, "350", "350"),
        (ChampMarche.HEURES_INSERTION, "1 200 h", "1200"),
        (ChampMarche.HEURES_INSERTION, "70 heures", "70"),
        (ChampMarche.HEURES_INSERTION, 350.0, "350"),
        (ChampMarche.HEURES_INSERTION, "0", "0"),
        (ChampMarche.DATE_LANCEMENT, "04/03/2025", "2025-03-04"),
        (ChampMarche.DATE_LANCEMENT, "4 mars 2025", "2025-03-04"),
        (ChampMarche.BESOIN_ESTIME, "90 000,50 €", "90000.50"),
        (ChampMarche.LOT, "3", "3"),
        (ChampMarche.LOT, 3.0, "3"),
        (ChampMarche.LOT, "Lot n° 2B", "2B"),
        (ChampMarche.LOT, "Lot 3 : peinture et revêtements de sols", "3"),
        (ChampMarche.LOT, "12-3", "12-3"),
        (ChampMarche.LOT, "–", None),
        (ChampMarche.LOT, "sans objet", None),
    ],
)
def test_a_cell_is_kept_as_when_it_is_typed(champ, ecrit, garde):
    assert LECTURES[champ](ecrit) == garde


@pytest.mark.parametrize(
    ("rang", "cellule", "colonne", "probleme", "remede"),
    [
        (4, "un lot au nom bien trop long", "Lot", "numéro du lot", "numéro seul"),
        (5, "peut-être", "Égalité femmes-hommes", "ni oui ni non", "oui ou non"),
        (6, "3 tonnes", "Émissions de gaz à effet de serre", "ni oui ni non", "oui ou non"),
        (7, "beaucoup", "Heures d’insertion", "ne se lit pas", "comme 350"),
        (7, "-10", "Heures d’insertion", "négatif", "comme 350"),
        (7, "350,5", "Heures d’insertion", "n’est pas entier", "comme 350"),
        (7, "99999999", "Heures d’insertion", "trop grand", "des heures"),
        (8, "voir dossier", "Dérogation motivée", "ni oui ni non", "oui ou non"),
        (9, "31/02/2025", "Date de lancement", "date ne se lit pas", "31/12/2024"),
        (10, "1.234", "Besoin estimé HT", "montant ne se lit pas", "1 234,50"),
        (10, "-5", "Besoin estimé HT", "négatif", "sans signe"),
        (10, "99999999999", "Besoin estimé HT", "trop grand", "10 milliards"),
    ],
)
def test_a_fault_costs_one_cell_and_says_where_and_what_to_do(
    lit, rang, cellule, colonne, probleme, remede
):
    cellules = ["1", "Rues", "12/03/2025", "10", "", "", "", "", "", "", ""]
    cellules[7] = "5"
    cellules[rang] = cellule
    rendu = lit(";".join(cellules))
    (remarque,) = rendu.remarques

    assert (remarque.ligne, remarque.colonne, remarque.valeur) == (2, colonne, cellule)
    assert probleme in remarque.probleme
    assert remede in remarque.remede
    assert rendu.marches == 1
    assert [c.valeur for c in rendu.complements] == ([] if rang == 7 else ["5"])


def test_a_complement_bears_the_rank_of_its_contract_among_those_written(lit):
    rendu = lit(
        "1;Rues;12/03/2025;10;;oui;;350;;;",
        "Total;;;10;;;;350;;;",
        ";;;;;;;70;;;",
        "2;Toits;13/03/2025;20;B;;;;;;",
    )

    assert [(c.rang, c.ligne, c.champ, c.valeur) for c in rendu.complements] == [
        (1, 2, ChampMarche.EGALITE, "oui"),
        (1, 2, ChampMarche.HEURES_INSERTION, "350"),
        (2, 5, ChampMarche.LOT, "B"),
    ]
    assert rendu.ecartees == 2

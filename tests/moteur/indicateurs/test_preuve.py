"""From a figure back to its contracts."""

from datetime import date

import pytest

from spaser.elements import ErreurSpaser
from spaser.moteur.valeurs import LignePreuve
from tests.moteur.indicateurs.magasin import make_tables, open_magasin, prove

MARCHES = [
    {"social": False, "objet": "Papier", "date_notification": date(2025, 2, 1)},
    {"social": True, "objet": "Nettoyage", "montant_utile": 80_000, "rang": 7},
    {"social": None, "objet": "Gardiennage"},
    {"social": True, "objet": "Espaces verts", "montant_utile": None, "montant_initial": 1},
    {"famille": "concession", "social": True},
    {"acheteur_siren": "180000000", "social": True},
    {"annee": None, "social": True, "objet": "Sans date"},
]


@pytest.fixture
def connexion():
    return open_magasin(make_tables(MARCHES))


def list_etats(lignes):
    return [(ligne.objet, ligne.etat) for ligne in lignes]


def test_chaque_marche_porte_son_etat_son_fichier_et_son_rang(connexion):
    lignes = prove(connexion, "SOC-01")
    assert list_etats(lignes) == [
        ("Espaces verts", "compte"),
        ("Nettoyage", "compte"),
        ("Papier", "non_compte"),
        ("Gardiennage", "inconnu"),
    ]
    assert lignes[1] == LignePreuve(
        2, "compte", "M2", "Nettoyage", date(2025, 6, 1), 80_000.0, "marches.json", 7
    )


def test_en_valeur_un_marche_sans_montant_utilisable_est_ecarte(connexion):
    lignes = prove(connexion, "SOC-03", variante="montant")
    assert ("Espaces verts", "ecarte") in list_etats(lignes)
    assert prove(connexion, "SOC-02")[-1].etat == "ecarte"


def test_un_total_montre_le_montant_compte():
    marches = [{"montant_utile": 100_000, "montant": 130_000}]
    connexion = open_magasin(make_tables(marches))
    assert prove(connexion, "VOL-03")[0].montant == 130_000
    assert prove(connexion, "VOL-02")[0].montant == 100_000


def test_l_annee_inconnue_est_un_groupe_comme_un_autre(connexion):
    assert list_etats(prove(connexion, "SOC-01", None)) == [("Sans date", "compte")]


def test_sans_marche_la_preuve_est_vide(connexion):
    assert prove(connexion, "SOC-01", 1999) == []


def test_sans_sa_liste_un_chiffre_n_a_pas_de_preuve(connexion):
    connexion.execute("DROP TABLE ref_esus")
    with pytest.raises(ErreurSpaser, match="la liste des entreprises agréées ESUS"):
        prove(connexion, "SOC-13")


def test_un_code_inconnu_est_refuse(connexion):
    with pytest.raises(ErreurSpaser, match="SOC-99"):
        prove(connexion, "SOC-99")

"""Totals, rates, families, coverage and suppliers, on a handful of lines."""

from datetime import date
from decimal import Decimal

import pytest

from spaser.moteur.depenses.base import open_lignes
from spaser.moteur.depenses.modele import CompteRendu
from spaser.moteur.depenses.resultats.preuve import Filtre, read_tranche
from spaser.moteur.depenses.resultats.synthese import (
    BilanDepenses,
    compute_synthese,
    read_bilan,
    write_bilan_depenses,
)
from spaser.moteur.referentiels.embarques import load_embarques
from tests.moteur.depenses.fabrique import lire, siren, siret, write_csv

ACHETEUR = "213502388"  # a commune of Ille-et-Vilaine in the directory
ESUS, EI, ESAT, AUTRE = (siret(r) for r in ("11112222", "22223333", "33334444", "44445555"))
TITRES = (
    "Exercice;N° mandat;Date de paiement;Fournisseur;SIRET;Code postal;Nature;Montant HT;N° marché"
).split(";")
LIGNES = (
    (2025, 1, "03/02/2025", "Soleil fictif", ESUS, "35000", "6283", "100,00", "2024-01"),
    (2025, 2, "03/02/2025", "Chantier fictif", EI, "35000", "60623", "200,00", "2024/01"),
    (2025, 3, "03/02/2025", "Atelier fictif", ESAT, "75001", "60623", "300,00", "inconnu"),
    (2025, 4, "03/02/2025", "Grand fictif", AUTRE, "75001", "60623", "400,00", ""),
    (2025, 5, "03/02/2025", "Soleil fictif SARL", "", "35000", "60623", "1000,00", ""),
    (2025, 6, "01/08/2025", "Soleil fictif", ESUS, "35000", "6283", "50,00", ""),
    (2025, 7, "02/08/2025", "Soleil fictif", ESUS, "35000", "6283", "-50,00", ""),
    (2025, 8, "02/08/2025", "Notaire fictif", AUTRE, "75001", "6227", "80,00", ""),
)


@pytest.fixture
def synthese(tmp_path):
    lecture = lire(write_csv(tmp_path / "m.csv", [TITRES, *LIGNES]))
    with open_lignes(lecture.lignes) as connexion:
        load_embarques(connexion)
        connexion.execute(
            "CREATE TABLE ref_esus AS SELECT ? AS siren, ? AS siret, 'Soleil fictif' AS nom, "
            "?::DATE AS date_fin",
            [ESUS[:9], ESUS, date(2025, 6, 30)],
        )
        connexion.execute(
            "CREATE TABLE ref_inclusion AS SELECT unnest([?, ?]) AS siret, "
            "unnest([?, ?]) AS siren, unnest(['EI', 'ESAT']) AS type",
            [EI, ESAT, EI[:9], ESAT[:9]],
        )
        connexion.execute(
            f"CREATE VIEW marches AS SELECT '{ACHETEUR}' AS acheteur_siren, '202401' AS id"
        )
        return compute_synthese(connexion, ACHETEUR, preuve=tmp_path / "preuve.parquet")


def _valeur(synthese, code, variante="montant"):
    [valeur] = [v for v in synthese.valeurs if (v.indicateur, v.variante) == (code, variante)]
    return valeur


@pytest.mark.longue
def test_the_total_lies_between_what_is_sure_and_what_may_be(synthese):
    [total] = synthese.totaux

    assert (total.annee, total.bas, total.haut) == (2025, Decimal(2000), Decimal(2080))
    assert (total.lignes, total.lignes_a_verifier) == (7, 1)


@pytest.mark.longue
@pytest.mark.parametrize(
    ("code", "oui", "connu", "bas", "haut"),
    [
        ("SOC-13", 100, 1000, 100 / 2000, 1100 / 2000),
        ("SOC-14", 200, 1000, 200 / 2000, 1200 / 2000),
        ("SOC-15", 300, 1000, 300 / 2000, 1300 / 2000),
        ("SOC-IN", 500, 1000, 500 / 2000, 1500 / 2000),
        ("ECO-03", 1300, 2000, 1300 / 2000, 1300 / 2000),
    ],
)
def test_a_rate_in_paid_euros_bears_its_unknowns(synthese, code, oui, connu, bas, haut):
    valeur = _valeur(synthese, code)

    assert (valeur.numerateur, valeur.denominateur) == (oui, connu)
    assert valeur.valeur == pytest.approx(oui / connu)
    assert (valeur.bas, valeur.haut) == (pytest.approx(bas), pytest.approx(haut))


def test_suppliers_are_counted_once(synthese):
    assert _valeur(synthese, "SOC-16", "total").valeur == 2
    locaux = _valeur(synthese, "ECO-03", "nombre")
    assert (locaux.numerateur, locaux.n) == (3, 5)


def test_without_its_list_a_rate_has_no_value_and_says_why(synthese):
    ess = _valeur(synthese, "SOC-17")

    assert ess.valeur is None
    assert ess.absence == "non connu"  # the page names the lists, once


def test_families_and_known_contracts_share_the_whole_spend(synthese):
    assert sum(p.montant for p in synthese.familles) == 2000
    assert {p.libelle: p.montant for p in synthese.couverture} == {
        "Marché connu": 300,
        "Numéro de marché non retrouvé": 300,
        "Sans numéro de marché": 1400,
    }


def test_an_unknown_supplier_gets_candidates_of_the_same_name(synthese):
    [inconnu] = synthese.inconnus

    assert (inconnu.nom, inconnu.montant) == ("Soleil fictif SARL", 1000)
    assert [(c.siren, c.raison) for c in inconnu.candidats] == [(siren("11112222"), "même nom")]


def test_a_credit_note_finds_the_only_invoice_that_it_cancels(synthese):
    assert (synthese.avoirs.lignes, synthese.avoirs.montant) == (1, -50)
    [paire] = synthese.avoirs.rapproches
    assert (paire.ligne, paire.autre_ligne) == (8, 7)


@pytest.mark.longue
@pytest.mark.parametrize("code", ["SOC-13", "SOC-14", "SOC-15", "SOC-IN", "ECO-03"])
def test_the_lines_behind_a_rate_add_up_to_it(synthese, tmp_path, code):
    valeur = _valeur(synthese, code)

    def find(reponse):
        filtre = Filtre(annee=2025, indicateur=code, reponse=reponse)
        return read_tranche(tmp_path / "preuve.parquet", filtre)

    assert find("oui").ht == valeur.numerateur
    assert find("oui").ht + find("non").ht == valeur.denominateur
    assert (find("inconnu").ht, find("inconnu").nombre) == (valeur.inconnu, valeur.inconnus)


def test_a_rate_without_its_list_has_only_unknown_lines(synthese, tmp_path):
    filtre = Filtre(indicateur="SOC-17")
    lues = read_tranche(tmp_path / "preuve.parquet", filtre)

    assert {ligne.reponse for ligne in lues.lignes} == {None}


@pytest.mark.longue
@pytest.mark.parametrize(
    ("filtre", "pieces"),
    [
        (Filtre(compte="606"), {"2", "3", "4", "5"}),
        (Filtre(texte="SOLEIL"), {"1", "5", "6", "7"}),
        (Filtre(etat="a_verifier"), {"8"}),
        (Filtre(famille="Nettoyage"), {"1", "6", "7"}),
        (Filtre(couverture="Marché connu"), {"1", "2"}),
        (Filtre(texte="' OR 1=1 --"), set()),
    ],
)
def test_lines_are_filtered(synthese, tmp_path, filtre, pieces):
    lues = read_tranche(tmp_path / "preuve.parquet", filtre)

    assert {ligne.piece for ligne in lues.lignes} == pieces


def test_the_figures_are_read_back_as_they_were_kept(synthese):
    bilan = BilanDepenses(CompteRendu(alertes={"ht_inconnu": 2}), synthese)

    assert read_bilan(write_bilan_depenses(bilan)) == bilan

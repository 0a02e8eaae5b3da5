"""Three hundred thousand lines of mandats, read and summed up.

Durations are CPU time of this process: what the machine does meanwhile does not count.
"""

import csv
import random
import time
from datetime import date

import openpyxl
import pytest

from spaser.moteur.depenses.base import open_lignes
from spaser.moteur.depenses.resultats.synthese import compute_synthese
from spaser.moteur.referentiels.embarques import load_embarques
from tests.moteur.depenses.fabrique import lire, siret

pytestmark = pytest.mark.bench

LIGNES = 300_000
SECONDES = 20
PART_CLASSEUR = 5  # a workbook of a fifth of the lines, for a fifth of the time
TITRES = (
    "Exercice;N° mandat;Date de paiement;Fournisseur;SIRET;Code postal;Nature;Objet;Montant HT;"
    "Montant TVA;Montant TTC;N° marché"
).split(";")
COMPTES = "6283 60623 60612 64111 6226 2313 65748 6132 615221 6227".split()


def _rows(nombre):
    hasard = random.Random(1)  # noqa: S311 - drawn again the same each time
    tiers = [
        (f"Fournisseur fictif {i}", siret(str(10_000_000 + i)) if i % 5 else "", f"35{i % 1000:03}")
        for i in range(8_000)
    ]
    for rang in range(nombre):
        centimes = hasard.randint(-5_000, 1_000_000)
        jour = date(2025, hasard.randint(1, 12), hasard.randint(1, 28))
        montants = (centimes / 100, centimes // 5 / 100, (centimes + centimes // 5) / 100)
        compte = hasard.choice(COMPTES)
        yield [
            2025,
            rang,
            jour,
            *hasard.choice(tiers),
            compte,
            f"Objet {rang}",
            *montants,
            "2024-1",
        ]


def _write_csv(chemin, nombre):
    with chemin.open("w", encoding="cp1252", newline="") as flux:
        plume = csv.writer(flux, delimiter=";")
        plume.writerow(TITRES)
        for ligne in _rows(nombre):
            ligne[2] = f"{ligne[2]:%d/%m/%Y}"
            ligne[8:11] = [f"{m:,.2f}".replace(",", " ").replace(".", ",") for m in ligne[8:11]]
            plume.writerow(ligne)
    return chemin


def _write_xlsx(chemin, nombre):
    classeur = openpyxl.Workbook(write_only=True)
    feuille = classeur.create_sheet()
    feuille.append(TITRES)
    for ligne in _rows(nombre):
        feuille.append(ligne)
    classeur.save(chemin)
    return chemin


@pytest.mark.parametrize(
    ("ecrire", "part"), [(_write_csv, 1), (_write_xlsx, PART_CLASSEUR)], ids=["csv", "xlsx"]
)
def test_a_year_of_mandats_is_read_in_time(tmp_path, ecrire, part):
    chemin = ecrire(tmp_path / "mandats", LIGNES // part)
    debut = time.process_time()
    lecture = lire(chemin)
    duree = time.process_time() - debut

    assert lecture.compte_rendu.lues.lignes == LIGNES // part
    assert lecture.compte_rendu.est_juste
    assert duree <= SECONDES / part, f"{duree:.1f} s"


def test_the_results_of_a_year_come_in_time(tmp_path):
    lecture = lire(_write_csv(tmp_path / "mandats.csv", LIGNES))
    with open_lignes(lecture.lignes) as connexion:
        load_embarques(connexion)
        debut = time.process_time()
        synthese = compute_synthese(connexion, "213502388")
        duree = time.process_time() - debut

    assert synthese.totaux[0].annee == 2025
    assert duree <= SECONDES, f"{duree:.1f} s"

"""What a proof says in a terminal."""

import io

from spaser.cli.affichage import print_preuve
from spaser.cli.console import make_console
from spaser.documents.bilan.preuve import Preuve
from spaser.moteur.indicateurs import fiches
from spaser.moteur.valeurs import Acheteur, LignePreuve

FICHE = next(fiche for fiche in fiches() if fiche.code == "SOC-01")
ACHETEUR = Acheteur("001010016", "Ville de Valfleur", (), 3, 0, (2025,))


def imprimer(*etats):
    lignes = tuple(
        LignePreuve(rang, etat, f"n-{rang}", "Objet", None, 100.0, "a.json", rang)
        for rang, etat in enumerate(etats, start=1)
    )
    tampon = io.StringIO()
    preuve = Preuve(ACHETEUR, FICHE, "nombre", 2025, lignes)
    print_preuve(make_console(tampon=tampon), preuve, 0)
    return [ligne.strip() for ligne in tampon.getvalue().splitlines()]


def test_a_title_agrees_with_the_number_of_contracts():
    lignes = imprimer("compte", "compte", "non_compte", "inconnu")

    debuts = ("Marchés comptés", "Marché non", "Marchés non", "Marché sans", "Marchés sans")
    assert [ligne for ligne in lignes if ligne.startswith(debuts)] == [
        "Marchés comptés",
        "Marché non compté",
        "Marché sans réponse",
    ]


def test_several_contracts_without_answer_stay_without_answer():
    assert "Marchés sans réponse" in imprimer("compte", "inconnu", "inconnu")

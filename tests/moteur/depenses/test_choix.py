"""What somebody decided about a supplier is applied to the next extract."""

import msgspec
import pytest

from spaser.moteur.depenses.base import (
    ChoixTiers,
    DecisionsDepenses,
    TableChoix,
    read_choix,
)
from spaser.moteur.depenses.modele import ErreurDepenses, EtatLigne
from tests.moteur.depenses.fabrique import lire, siret, write_csv

ATELIER = siret("12345678")


def test_choices_are_applied_again_once_written_and_read(tmp_path):
    table = (
        TableChoix()
        .decide(ChoixTiers(nom="ATELIER Fictif", identifiant=ATELIER))
        .decide(ChoixTiers(nom="Dupond", decision="particulier"))
        .decide(ChoixTiers(nom="Régie", code_postal="35000", decision="hors_achats"))
    )
    lignes = [
        ("Exercice", "Fournisseur", "Code postal", "Montant HT"),
        (2025, "Atelier fictif", "35000", "10"),
        (2025, "Dupond", "", "20"),
        (2025, "Régie", "35000", "30"),
        (2025, "Régie", "75001", "40"),
    ]
    chemin = write_csv(tmp_path / "m.csv", lignes)
    decisions = DecisionsDepenses(read_choix(msgspec.json.encode(table)))
    rendu = lire(chemin, decisions=decisions).compte_rendu

    assert rendu.par_etat[EtatLigne.COMPTEE].centimes == 5000
    assert {m: s.centimes for m, s in rendu.par_motif.items()} == {
        "particulier": 2000,
        "choix": 3000,
    }


def test_a_wrong_number_is_refused():
    with pytest.raises(ErreurDepenses, match="ni un SIREN ni un SIRET"):
        TableChoix().decide(ChoixTiers(nom="Atelier", identifiant="123456789"))

import csv
import io
import json
from datetime import date

import pytest

from spaser.documents.bilan.preuve import Preuve, dump_preuve, tell_calcul, write_preuve_csv
from spaser.moteur.valeurs import LignePreuve
from tests.faux_bilan import FICHES, make_bilan

LIGNES = (
    LignePreuve(1, "inconnu", "20250001", "-Voirie", date(2025, 3, 1), 52_000.0, "a.json", 12),
    LignePreuve(2, "compte", None, None, None, None, "b.json", 3),
    LignePreuve(3, "compte", "x", "Papier", date(2025, 4, 2), 1.5, "b.json", 4),
    LignePreuve(4, "non_compte", "y", "Sable", date(2025, 5, 2), 4.5, "b.json", 5),
)


def preuve(variante="nombre", lignes=LIGNES):
    return Preuve(make_bilan().acheteur, FICHES[0], variante, 2025, lignes)


def test_states_are_counted_in_reading_order():
    attendu = [("compte", 2), ("non_compte", 1), ("inconnu", 1)]
    assert list(preuve().count_etats().items()) == attendu


@pytest.mark.parametrize(
    ("variante", "calcul"),
    [
        ("nombre", "2 ÷ (2 + 1) = 67\u202f%"),
        ("montant", "2\u202f€ ÷ (2\u202f€ + 5\u202f€) = 25\u202f%"),
        ("total", None),
    ],
)
def test_the_division_leads_to_the_share(variante, calcul):
    assert tell_calcul(preuve(variante)) == calcul


def test_no_answer_gives_no_division():
    assert tell_calcul(preuve(lignes=LIGNES[:1])) is None


def test_the_json_leads_back_to_file_and_rank():
    donnees = dump_preuve(preuve())
    assert json.loads(json.dumps(donnees))["marches"][0] == {
        "cle": "1",
        "etat": "inconnu",
        "id": "20250001",
        "objet": "-Voirie",
        "date_notification": "2025-03-01",
        "montant": 52_000.0,
        "fichier": "a.json",
        "rang": 12,
    }


def test_the_csv_is_guarded():
    texte = write_preuve_csv(preuve()).removeprefix("\ufeff")
    lignes = list(csv.DictReader(io.StringIO(texte), delimiter=";"))
    assert lignes[0]["Objet"] == "'-Voirie"
    assert [ligne["État"] for ligne in lignes] == ["sans réponse", "compté", "compté", "non compté"]
    assert lignes[0]["Expression"] == "en nombre de marchés"

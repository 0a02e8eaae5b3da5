import csv
import io
import json
from datetime import date

from spaser.documents.preuve import count_etats, to_csv, to_dict
from spaser.donnees.valeurs import LignePreuve
from tests.faux_bilan import FICHES, make_bilan

LIGNES = [
    LignePreuve(1, "inconnu", "20250001", "-Voirie", date(2025, 3, 1), 52_000.0, "a.json", 12),
    LignePreuve(2, "compte", None, None, None, None, "b.json", 3),
    LignePreuve(3, "compte", "x", "Papier", date(2025, 4, 2), 1.5, "b.json", 4),
]


def test_states_are_counted_in_reading_order():
    assert list(count_etats(LIGNES).items()) == [("compte", 2), ("inconnu", 1)]


def test_the_json_leads_back_to_file_and_rank():
    donnees = to_dict(make_bilan().acheteur, FICHES[0], 2025, LIGNES)
    assert json.loads(json.dumps(donnees))["marches"][0] == {
        "cle": 1,
        "etat": "inconnu",
        "id": "20250001",
        "objet": "-Voirie",
        "date_notification": "2025-03-01",
        "montant": 52_000.0,
        "fichier": "a.json",
        "rang": 12,
    }


def test_the_csv_is_guarded():
    texte = to_csv(make_bilan().acheteur, FICHES[0], 2025, LIGNES).removeprefix("\ufeff")
    lignes = list(csv.DictReader(io.StringIO(texte), delimiter=";"))
    assert lignes[0]["Objet"] == "'-Voirie"
    assert [ligne["État"] for ligne in lignes] == ["sans réponse", "compté", "compté"]

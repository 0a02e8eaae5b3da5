import csv
import io
import json

from spaser.documents.bilan.donnees import dump_bilan, write_bilan_csv
from spaser.moteur.valeurs import Acheteur
from tests.faux_bilan import SIREN, make_bilan


def test_the_json_holds_every_value_with_its_reading():
    bilan = make_bilan()
    donnees = json.loads(json.dumps(dump_bilan(bilan), allow_nan=False))
    assert donnees["acheteur"]["siren"] == SIREN
    assert donnees["annee_principale"] == 2025
    assert len(donnees["valeurs"]) == len(bilan.valeurs)
    sociale = next(
        v for v in donnees["valeurs"] if v["indicateur"] == "SOC-01" and v["annee"] == 2025
    )
    assert (sociale["numerateur"], sociale["denominateur"], sociale["n"]) == (63, 202, 214)
    assert (sociale["lecture"], sociale["remarque"]) == ("solide", None)
    assert donnees["regles"] == {"ecart_max": 0.3, "marches_min": 5}


def test_the_csv_has_a_row_a_value():
    bilan = make_bilan()
    lignes = list(
        csv.DictReader(io.StringIO(write_bilan_csv(bilan).removeprefix("\ufeff")), delimiter=";")
    )
    assert len(lignes) == len(bilan.valeurs)
    sociale = next(li for li in lignes if li["Code"] == "SOC-01" and li["Année"] == "2025")
    assert sociale["Valeur"] == "0,3118811881"
    assert sociale["Lecture"] == "solide"
    absente = next(li for li in lignes if li["Code"] == "SOC-01" and li["Année"] == "2020")
    assert absente["Valeur"] == ""
    assert absente["Lecture"] == "absent"


def test_a_buyer_called_as_a_formula_stays_a_text():
    acheteur = Acheteur(SIREN, "=HYPERLINK(1)", (), 1, 0, (2025,))
    assert ";'=HYPERLINK(1);" in write_bilan_csv(make_bilan(acheteur=acheteur))

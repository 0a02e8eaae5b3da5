"""Whatever was published, what the repaired file holds is valid, and nothing is lost."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spaser.moteur.decp.champs import CLES_RACINE
from spaser.moteur.decp.controle.execution import control_fichiers
from spaser.moteur.decp.controle.modele import Sort
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from spaser.moteur.reparation.examen import examine_acheteur
from tests.moteur.decp.controle.conftest import encode
from tests.moteur.decp.controle.test_reparation_proprietes import damaged

AUJOURDHUI = date(2026, 11, 24)


@pytest.mark.longue
@settings(max_examples=2, suppress_health_check=list(HealthCheck))
@given(st.lists(damaged(), min_size=15, max_size=25))
def test_the_repaired_file_of_any_buyer_is_valid(tmp_path_factory, tires):
    dossier = tmp_path_factory.mktemp("tires")
    publies = {cle: [] for cle in CLES_RACINE.values()}
    for famille, objet in tires:
        publies[CLES_RACINE[famille]].append(objet)
    (dossier / "publie.json").write_bytes(encode({"marches": publies}))
    import_fichiers([str(dossier / "publie.json")], dossier / "entrepot", aujourdhui=AUJOURDHUI)

    with open_entrepot(dossier / "entrepot") as ouvert:
        for acheteur in ouvert.list_acheteurs(100):
            sortie = dossier / f"{acheteur.siren}.json"
            contrats = examine_acheteur(ouvert, acheteur.siren, AUJOURDHUI, sortie)
            listes = json.loads(sortie.read_bytes())["marches"]
            ecrits = sum(c.ecrit for c in contrats)

            assert len(contrats) == acheteur.nb_marches + acheteur.nb_concessions
            assert all(c.ecrit or c.hors_format or c.has(Sort.ACHETEUR) for c in contrats)
            assert sum(map(len, listes.values())) == ecrits
            if ecrits:
                controle = control_fichiers([sortie], AUJOURDHUI)
                assert (controle.valides, controle.lus) == (ecrits, ecrits)

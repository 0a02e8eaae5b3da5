"""The same figures on Spark as on DuckDB."""

import sys

import pytest

from spaser.elements import ErreurSpaser
from spaser.moteur.indicateurs.spark import compute_valeurs_spark, export_tables
from tests.moteur.indicateurs.hasard import make_hasard
from tests.moteur.indicateurs.magasin import compute, open_magasin


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")  # those of Spark itself
@pytest.mark.parametrize("absents", [frozenset(), frozenset({"ref_esus", "ref_inclusion"})])
def test_spark_donne_les_memes_chiffres(tmp_path, absents):
    connexion = open_magasin(make_hasard(5))
    export_tables(connexion, tmp_path, absents)
    attendus = compute(connexion, absents)
    lignes = compute_valeurs_spark(tmp_path, "local[2]").to_pylist()
    obtenus = {(v["siren"], v["annee"], v["indicateur"], v["variante"]): v for v in lignes}
    assert len(obtenus) == len(lignes)
    assert obtenus.keys() == attendus.keys()
    for cle, attendu in attendus.items():
        for champ, mesure in attendu.items():
            egal = pytest.approx(mesure, abs=1e-9) if isinstance(mesure, float) else mesure
            assert obtenus[cle][champ] == egal, (cle, champ)


def test_sans_spark_l_erreur_dit_quoi_installer(tmp_path, monkeypatch):
    export_tables(open_magasin({}), tmp_path)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(ErreurSpaser, match="Spark n’est pas installé") as levee:
        compute_valeurs_spark(tmp_path)
    assert "spaser[spark]" in levee.value.conseil


def test_un_dossier_incomplet_est_refuse(tmp_path):
    with pytest.raises(ErreurSpaser, match="marches, sous_traitances, titulaires"):
        compute_valeurs_spark(tmp_path)

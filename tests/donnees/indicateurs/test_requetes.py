"""The kept query of all figures is what Ibis writes today."""

from spaser.donnees.indicateurs.requetes import (
    FICHIER,
    SANS_LISTE,
    read_sql_valeurs,
    write_sql_valeurs,
)


def test_the_kept_query_is_up_to_date():
    attendue = write_sql_valeurs(SANS_LISTE)
    assert FICHIER.read_text("utf-8") == attendue, (
        "relancer : python -m spaser.donnees.indicateurs.requetes"
    )


def test_a_list_that_is_here_brings_its_indicators():
    sans_esus = read_sql_valeurs(SANS_LISTE)
    avec_esus = read_sql_valeurs(SANS_LISTE - {"ref_esus"})
    assert "'SOC-13'" not in sans_esus
    assert "'SOC-13'" in avec_esus

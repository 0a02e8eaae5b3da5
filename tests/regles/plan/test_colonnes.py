"""What is written in a file is read back the same."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.regles.champs import (
    list_titres_dits,
    read_jour_dit,
    write_dite,
    write_jour_dit,
)
from spaser.regles.nomenclatures import DatePartielle
from spaser.regles.plan import EtapeSuivie, EtatAction, clean_titre
from spaser.regles.plan_importe.lignes import read_etape, strip_code
from spaser.site.plan.models.actions import PLAN, ContenuAction

MOTS = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=40).map(
    clean_titre
)
JOURS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
DATES = st.one_of(
    JOURS.map(lambda jour: DatePartielle(jour.isoformat())),
    JOURS.map(lambda jour: DatePartielle(f"{jour:%Y-%m}")),
)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("06/2027", "2027-06"),
        ("6/2027", "2027-06"),
        ("15/06/2027", "2027-06-15"),
        ("15.06.2027", "2027-06-15"),
        ("2027-06", "2027-06"),
        ("2027-06-15", "2027-06-15"),
        ("juin 2027", "2027-06"),
        ("Août  2027", "2027-08"),
        ("1er juin 2027", "2027-06-01"),
        ("2027", None),
        ("31/02/2027", None),
        ("13/2027", None),
        ("bientôt", None),
        ("", None),
    ],
)
def test_a_month_or_a_day_is_read_as_people_type_it(texte, attendu):
    assert read_jour_dit(texte) == attendu


@given(DATES)
def test_a_date_written_reads_back(jour):
    assert read_jour_dit(write_jour_dit(jour)) == jour
    assert read_jour_dit(jour.libelle) == jour


@given(MOTS.filter(bool), st.none() | DATES, st.none() | JOURS)
def test_a_step_written_reads_back(titre, fin, faite_le):
    etape = EtapeSuivie(titre, fin, faite_le)

    assert read_etape(str(etape)) == etape


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("SOC-01", "SOC-01"),
        ("SOC-01 : Marchés", "SOC-01"),
        ("SOC-01\u00a0: Marchés", "SOC-01"),
        (" ENV-03 ", "ENV-03"),
    ],
)
def test_a_code_is_read_without_its_words(texte, code):
    assert strip_code(texte) == code


def test_what_is_neither_a_date_nor_a_day_done_stays_in_the_step():
    assert read_etape("Écrire | avec les services | 06/2027") == EtapeSuivie(
        "Écrire, avec les services", DatePartielle("2027-06")
    )


def test_an_action_fills_every_column_and_tells_its_codes():
    action = ContenuAction(
        code="A-1",
        titre="Réserver",
        familles=("textile",),
        indicateurs=("SOC-05",),
        fin=DatePartielle("2027-06"),
        etapes=(EtapeSuivie("Écrire", DatePartielle("2027-03")),),
        etat=EtatAction.A_LANCER,
    )
    cellules = dict(
        zip(
            list_titres_dits(PLAN),
            write_dite(action, lambda colonne, code: f"{colonne} {code}"),
            strict=True,
        )
    )

    assert len(cellules) == 27
    assert cellules["Familles d’achat"] == "familles textile"
    assert cellules["Indicateurs"] == "SOC-05\u00a0: indicateurs SOC-05"
    assert cellules["Échéance"] == "06/2027"
    assert cellules["Étapes"] == "Écrire | 03/2027"
    assert cellules["État"] == "À lancer"
    assert cellules["Pilote"] == ""

from itertools import combinations

import pytest

from spaser.regles.fiche import Periode, Schema, Spaser, Structure
from spaser.regles.nomenclatures import DatePartielle
from spaser.regles.rapprochements import (
    are_doublons,
    cles_doublon,
    fold_nom_acheteur,
    load_recenses,
)


def fiche(nom="Ville de Val-Fictif", siren=None, edition=None, debut=None, fin=None):
    periode = Periode(
        debut=DatePartielle(debut) if debut else None, fin=DatePartielle(fin) if fin else None
    )
    return Spaser(
        structure=Structure(nom=nom, type="commune", siren=siren),
        schema=Schema(edition=edition, periode=periode),
    )


@pytest.mark.parametrize(
    ("nom", "plie"),
    [
        ("Ville de Val-Fictif", "commune val fictif"),
        ("Commune de VAL FICTIF", "commune val fictif"),
        ("Mairie du Val Fictif", "commune val fictif"),
        ("Conseil départemental de l’Exemple", "departement exemple"),
        ("Département de l'Exemple", "departement exemple"),
        ("Communauté d’agglomération du Val", "agglomeration val"),
        ("Canton", "canton"),
        ("", ""),
    ],
)
def test_a_name_is_reduced_to_what_makes_it_different(nom, plie):
    assert fold_nom_acheteur(nom) == plie


@pytest.mark.parametrize(
    ("une", "autre", "attendu"),
    [
        # SIREN and edition decide when both sheets have them
        (fiche(siren="1", edition=2), fiche("Val-Fictif", siren="1", edition=2), True),
        (fiche(siren="1", edition=1), fiche(siren="1", edition=2), False),
        (fiche(siren="1", edition=1), fiche(siren="2", edition=1), False),
        # else the folded name and the years
        (
            fiche(debut="2024", fin="2028"),
            fiche("MAIRIE VAL FICTIF", None, 1, "2024", "2028"),
            True,
        ),
        (fiche(debut="2024-01"), fiche(debut="2024-12-31"), True),
        (fiche(debut="2024"), fiche(debut="2025"), False),
        (fiche(debut="2024"), fiche(debut="2024", fin="2028"), False),
        (fiche(), fiche(), True),
        (fiche(), fiche("Ville de Mont-Fictif"), False),
        # the same name, but two known SIREN: two buyers
        (fiche(siren="1"), fiche(siren="2"), False),
        (fiche(siren="1"), fiche(siren="1"), True),
        (fiche(siren="1", edition=1), fiche(siren="2"), False),
        (fiche(siren="1", edition=1), fiche(), True),
    ],
)
def test_two_sheets_are_about_one_scheme_or_not(une, autre, attendu):
    assert are_doublons(une, autre) is attendu
    assert are_doublons(autre, une) is attendu


def test_two_sheets_about_one_scheme_share_a_key():
    assert cles_doublon(fiche(siren="1", edition=2)) == {
        "siren:1:2",
        "nom:commune val fictif:-",
    }
    assert cles_doublon(fiche(debut="2024-06")) == {"nom:commune val fictif:2024-"}


def test_the_first_sheets_hold_no_scheme_twice():
    fiches = [(r.id, r.spaser) for r in load_recenses()]

    assert [(a, b) for (a, x), (b, y) in combinations(fiches, 2) if are_doublons(x, y)] == []

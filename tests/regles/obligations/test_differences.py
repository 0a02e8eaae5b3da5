"""What changed between two texts of a duty."""

import pytest

from spaser.regles.champs import list_dits
from spaser.regles.editorial import compare_contenus
from spaser.regles.obligations import Obligation, load_obligations
from tests.regles.obligations.fabrique import SOURCE, make_obligation

DITS = list_dits(Obligation)
AVANT = make_obligation()
LUE = "Article 1\u202f; https://exemple.fr/1\u202f; lecture du 24 novembre 2026,"


@pytest.mark.parametrize(
    ("champs", "libelle", "avant", "apres"),
    [
        ({"titre": "Neuf"}, "Titre", "Essai", "Neuf"),
        ({"theme": "climat"}, "Thème", "Schéma et indicateurs", "Climat et budget"),
        ({"depuis": "2026-01-01"}, "En vigueur depuis le", "", "1er janvier 2026"),
        ({"natures": ["commune", "region"]}, "Structures concernées", "", "Région, Commune"),
        ({"a_faire": ["F.", "G."]}, "Que faire", "F.", "F.\nG."),
        ({"reserve": "Le décret."}, "À vérifier", "", "Le décret."),
        (
            {"conditions": [{"fait": "habitants", "plus_de": 50000, "natures": ["commune"]}]},
            "Conditions",
            "",
            "plus de 50\u202f000 habitants\u202f; Commune",
        ),
        ({"conditions": [{"fait": "spaser"}]}, "Conditions", "", "obligé à un SPASER"),
        (
            {"etapes": [{"texte": "E", "jusqu_a": "2026-06-30", "moins_de": 3500}]},
            "Étapes",
            "",
            "E\u202f; jusqu’au 30 juin 2026\u202f; moins de 3\u202f500 habitants",
        ),
        (
            {"rendez_vous": [{"mois": 6, "jour": 30, "texte": "Publier."}]},
            "Dates de chaque année",
            "",
            "30/06\u00a0: Publier.",
        ),
        (
            {"sources": [SOURCE | {"confiance": "B"}]},
            "Sources",
            f"{LUE} texte officiel",
            f"{LUE} source secondaire",
        ),
    ],
)
def test_a_field_that_changed_is_told_in_words(champs, libelle, avant, apres):
    (changement,) = compare_contenus(AVANT, make_obligation(**champs), DITS)

    assert (changement.libelle, changement.avant, changement.apres) == (libelle, avant, apres)


@pytest.mark.parametrize("obligation", load_obligations(), ids=lambda o: o.code)
def test_nothing_changes_from_a_text_to_itself(obligation):
    assert compare_contenus(obligation, obligation, DITS) == ()


def test_a_new_duty_is_all_new():
    assert {c.geste for c in compare_contenus(None, AVANT, DITS)} == {"ajout"}


def test_the_order_of_buyers_says_nothing():
    une, autre = (make_obligation(natures=n) for n in (["etat", "region"], ["region", "etat"]))

    assert compare_contenus(une, autre, DITS) == ()

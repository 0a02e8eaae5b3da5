"""What the threshold leaves out is said alike wherever it is told: livre V is out, of it alone."""

import json
import re

from spaser.contenus.faits import find_fait
from spaser.moteur.depenses.achats import find_regle
from spaser.regles.assujettissement import load_regle
from tests.transverses.arbre import read, sous

AVOCAT = re.compile(r"avocat|représentation en justice|contentieux", re.IGNORECASE)
SEUIL = re.compile(r"CCP-D2111-3(?!-AVANT)")


def list_textes(valeur):
    """Return each object of a content as one text, what it holds with it."""
    if isinstance(valeur, list):
        return [texte for v in valeur for texte in list_textes(v)]
    if not isinstance(valeur, dict):
        return []
    return [json.dumps(valeur, ensure_ascii=False)] + [
        texte for v in valeur.values() for texte in list_textes(v) if isinstance(v, list)
    ]


def list_du_seuil(dossier):
    return [
        (str(fichier), texte)
        for fichier in sous(f"spaser/contenus/{dossier}", ".json")
        for texte in list_textes(json.loads(read(fichier)))
        if SEUIL.search(texte)
    ]


def test_a_lawyer_in_court_is_out_of_the_threshold_in_contents_as_in_accounts():
    assert find_regle("6227", "M57").etat == "a_verifier"

    parlent = [t for _, t in list_du_seuil("formation") if AVOCAT.search(t)]

    assert parlent
    assert [t for t in parlent if "CCP-LIVRE-V" not in t] == []


def test_whoever_is_told_what_to_add_up_is_told_what_is_left_out():
    comptent = [
        (f, t)
        for dossier in ("formation", "faq", "fiches")
        for f, t in list_du_seuil(dossier)
        if "CCP-D2111-3.depenses" in t
    ]

    assert comptent
    assert [f for f, t in comptent if "livre V" not in t and "livre-v" not in t] == []


def test_the_text_of_the_threshold_says_of_each_spend_whether_it_counts():
    points = find_fait("CCP-D2111-3").points

    assert {nom: "pas" in dit for nom, dit in points.items() if "compte" in dit} == {
        "depenses": False,
        "engagements": True,
        "concessions": True,
        "livre-v": True,
    }


def test_concessions_are_our_reading_on_both_pages():
    dites = [p.texte for p in load_regle().ne_compte_pas if p.est_notre_lecture]

    assert dites == [find_fait("CCP-D2111-3").points["concessions"]]
    assert "notre lecture" in dites[0]


def test_the_base_of_the_indicators_is_another_one_and_our_reading():
    base = load_regle().base_indicateurs

    assert base.est_notre_lecture
    assert "livre V" in base.texte
    assert "seuil" in base.texte

"""The library of actions names nothing that does not exist."""

import json
import re
from collections import Counter

from spaser.contenus.faits import tell_citation
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.considerations import RechercheActions, load_actions, search_actions
from spaser.regles.indicateurs import Rubrique, load_bibliotheque
from spaser.regles.obligations import load_obligations
from tests.transverses.arbre import read, sous

LIEE = load_actions()
ACTIONS = LIEE.actions
CITE = re.compile(r"\bACT-\d{2}\b")


def test_there_are_fifty_six_actions_each_once():
    assert [action.code for action in ACTIONS] == [f"ACT-{n:02}" for n in range(1, 57)]
    assert max(Counter(action.titre for action in ACTIONS).values()) == 1


def test_every_code_that_an_action_cites_exists():
    obligations = {obligation.code for obligation in load_obligations()}
    connus = {
        "indicateurs": lambda code: load_bibliotheque().find(code) is not None,
        "obligations": obligations.__contains__,
        "familles": read_familles().__contains__,
        "faits": lambda code: bool(tell_citation(code)),
    }

    assert [
        f"{action.code}: {code}"
        for action in ACTIONS
        for champ, est_connu in connus.items()
        for code in getattr(action, champ)
        if not est_connu(code)
    ] == []


def test_an_action_says_how_to_start_and_what_it_moves():
    assert [a.code for a in ACTIONS if not 3 <= len(a.etapes) <= 5] == []
    assert [a.code for a in ACTIONS if not a.indicateurs] == ["ACT-29"]


def test_every_example_has_its_source_and_every_source_an_example():
    citees = {exemple.source for action in ACTIONS for exemple in action.exemples}
    propres = set(json.loads(read("spaser/contenus/actions/sources.json")))

    assert citees <= LIEE.sources.keys()
    assert propres - citees == set()
    assert propres & load_bibliotheque().sources.keys() == set()


def test_every_action_that_a_content_cites_is_in_the_library():
    textes = [read(f) for f in sous("spaser/contenus", ".json") if "formats" not in f.parts]
    citees = {code for texte in textes for code in CITE.findall(texte)}

    assert len(citees) == 56
    assert citees - {action.code for action in ACTIONS} == set()


def test_a_search_keeps_what_answers_every_filter():
    def find(**demande):
        return [a.code for a in search_actions(ACTIONS, RechercheActions(**demande))]

    assert find(texte="reemploi chantier") == ["ACT-39"]
    assert find(rubrique=Rubrique.SOCIAL, famille="numerique") == ["ACT-18", "ACT-29"]
    assert find(indicateur="SOC-22") == ["ACT-24"]
    assert len(find()) == 56

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.bench.charge.controle import Constat
from tests.bench.charge.epreuve import Epreuve, list_manques, list_pertes, name_reponse
from tests.bench.charge.parcours import Porte, Terrain
from tests.bench.charge.visiteurs import Attente, Personne

RACINE = Path(__file__).parents[2]


@pytest.mark.longue(parts=32)
def test_ten_people_at_once_meet_no_error():
    essai = subprocess.run(
        [sys.executable, "-m", "tests.bench.charge", "--petit", "--base", "sqlite"],
        cwd=RACINE, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert essai.returncode == 0, essai.stdout + essai.stderr
    assert "| lectures |" in essai.stdout
    assert "manqué" not in essai.stdout


@pytest.mark.parametrize(
    ("suite", "statut"), [("/espace/1/", 200), ("/compte/connexion/?next=/espace/1/", 401)]
)
def test_a_page_that_asks_to_sign_in_is_an_error(monkeypatch, suite, statut):
    reponses = {
        "/": SimpleNamespace(status=302, headers={"Location": suite}, read=lambda: b""),
        suite: SimpleNamespace(status=200, headers={"Location": None}, read=lambda: b"page"),
    }
    monkeypatch.setattr(Personne, "_ask", lambda _soi, adresse, _saisies: reponses[adresse])
    personne = Personne(0, 0, 0.0, Terrain([Porte("1", "cle")], [], [], [], []), (0, 0))

    assert personne._follow("/", None)[0] == statut


@pytest.mark.longue(parts=32)
def test_all_goes_wrong_at_once_and_nothing_is_lost():
    essai = subprocess.run(
        [sys.executable, "-m", "tests.bench.charge.epreuve", "--petit"],
        cwd=RACINE, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "perdues : 0, doublées : 0" in essai.stdout, essai.stdout + essai.stderr
    for perte in ("base abîmée", "pas fini", "s’est arrêté", "pas redevenue verte"):
        assert perte not in essai.stdout


@pytest.mark.parametrize(
    ("attente", "sorte"),
    [
        (Attente("lectures", "a", 0.1, 200), "2xx"),
        (Attente("lectures", "a", 0.1, 0), "coupée"),
        (Attente("lectures", "a", 0.1, 404), "4xx"),
        (Attente("lectures", "a", 0.1, 500), "5xx"),
        (Attente("lectures", "a", 0.1, 503), "503"),
        (Attente("corrections", "a", 0.1, 503, renvoyez=True), "503 renvoyez"),
    ],
)
def test_an_answer_of_the_drill_is_of_one_kind(attente, sorte):
    assert name_reponse(attente) == sorte


def test_a_full_disk_may_be_told_and_nothing_else_may_be_called_so():
    attente = Attente("corrections", "a", 0.1, 507)

    assert (name_reponse(attente, plein=True), name_reponse(attente)) == ("507", "5xx")


def drill(**changements):
    """Return a drill where all went well, but for some changes."""
    constat = Constat([], [], "", {}, {"a": 1}, {"lu": 3})
    bien = {
        "fautes": {"disque plein": [2, 60.0]},
        "absentes": [],
        "reponses": {
            "lectures": {"2xx": 90},
            "corrections": {"2xx": 5, "503 renvoyez": 2, "507": 1},
        },
        "pendant": {},
        "pages": {},
        "lectures": [90, 0.1, 1.2, 9.0],
        "dehors": 21.0,
        "sante": {"/sante": {"200": 4, "503": 3}, "/sante/vivant": {"200": 7}},
        "rouges": {"disque": 3},
        "derniers": [],
        "charge": [0.5, 2.0],
        "memoire": 800,
        "marques": 5,
        "constat": constat,
        "retour": 4.0,
        "mort": False,
    }
    return Epreuve(**bien | changements)


def test_a_drill_where_all_went_well_misses_nothing():
    assert list_manques(drill()) == []


@pytest.mark.parametrize(
    ("changement", "manque"),
    [
        ({"absentes": ["page sourde (pas permis ici)"]}, "cette faute n’a pas eu lieu"),
        ({"reponses": {"lectures": {"503 renvoyez": 1}}}, "lectures : 503 renvoyez (1 fois)"),
        ({"reponses": {"lectures": {"507": 1}}}, "lectures : 507 (1 fois)"),
        ({"reponses": {"exports": {"5xx": 2}}}, "exports : 5xx (2 fois)"),
        ({"reponses": {"corrections": {"503": 1}}}, "corrections : 503 (1 fois)"),
        ({"reponses": {"corrections": {"coupée": 1}}}, "corrections : coupée (1 fois)"),
        ({"lectures": [90, 0.1, 1.6, 9.0]}, "lectures : 1.6 s pour 95 sur 100"),
        ({"lectures": [90, 0.1, 1.2, 11.0]}, "lectures : 11.0 s pour la plus longue"),
        ({"dehors": 60.0}, "page du dehors : 60 s"),
        ({"sante": {"/sante/vivant": {"200": 1, "coupée": 1}}}, "/sante/vivant : coupée (1 fois)"),
    ],
)
def test_what_does_not_answer_is_missed(changement, manque):
    (dit,) = list_manques(drill(**changement))

    assert dit.startswith(manque)


def test_what_is_lost_doubled_or_left_undone_is_told():
    constat = Constat(["marque 1-1."], ["marque 1-2."], "abîmée", {"a.b": 1}, {}, {}, ["b"])

    assert list_pertes(drill(constat=constat, retour=-1, derniers=["disque"], mort=True)) == [
        "écrit, puis perdu : ['marque 1-1.']",
        "écrit deux fois : ['marque 1-2.']",
        "base abîmée : abîmée",
        "travaux qui n’ont pas fini : {'a.b': 1}",
        "le site s’est arrêté : True",
        "/sante n’est pas redevenue verte : ['disque']",
        "fichiers arrêtés sans être dits : ['b']",
    ]

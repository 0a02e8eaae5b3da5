"""The public directory of firms, played on this machine: what is kept of its answers."""

import gzip
import json

import pytest

from spaser.moteur.reseau import telechargement
from spaser.moteur.reseau.annuaire import Unite, ask_annuaire
from spaser.moteur.reseau.telechargement import (
    JSON_MAX,
    ErreurContenu,
    ErreurReseau,
    ErreurTelechargement,
)
from tests.outils.serveur_annuaire import ServeurAnnuaire, make_unite
from tests.outils.serveur_data_gouv import Coupure, Reponse

SIREN, AUTRE, PERSONNE = "200077832", "900000019", "900000027"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def annuaire():
    with ServeurAnnuaire() as serveur:
        yield serveur


def answer(*unites):
    return Reponse(200, json.dumps({"results": list(unites)}).encode(), JSON)


def test_a_number_gives_the_legal_person_that_bears_it(annuaire):
    annuaire.publish(SIREN, "SYNDICAT  DES EAUX")

    assert ask_annuaire(annuaire.base, SIREN) == (
        Unite(SIREN, "SYNDICAT DES EAUX", "7354", "VALFLEUR"),
    )
    assert annuaire.questions == [SIREN]
    (agent,) = annuaire.agents
    assert agent.startswith("spaser/")


def test_a_name_gives_those_that_bear_it_and_a_number_unknown_gives_none(annuaire):
    annuaire.publish(SIREN, "SYNDICAT DES EAUX")
    annuaire.publish(AUTRE, "EAUX DU VAL (SAS)", "5710")

    assert [u.siren for u in ask_annuaire(annuaire.base, "eaux")] == [SIREN, AUTRE]
    assert ask_annuaire(annuaire.base, PERSONNE) == ()


# what a directory says of somebody who is not to be kept
PERSONNES = [
    {"nature_juridique": "1000"},
    {"nature_juridique": None},
    {"nature_juridique": "inconnue"},
    {"complements": {"est_entrepreneur_individuel": True}},
    {"statut_diffusion": "P"},
    {"statut_diffusion": "N"},
    {"nom_raison_sociale": None, "nom_complet": "[ND] [ND]"},
    {"nom_raison_sociale": "", "nom_complet": "[NON-DIFFUSIBLE]"},
    {"nom_raison_sociale": None, "nom_complet": None},
    {"nom_raison_sociale": "A" * 301},
    {"nom_raison_sociale": "Nom\u202eretourné"},
]


@pytest.mark.parametrize("champs", PERSONNES)
def test_nothing_is_kept_of_a_person_nor_of_who_hides(annuaire, champs):
    annuaire.prepare(answer(make_unite(SIREN, "SYNDICAT DES EAUX", **champs)))

    assert ask_annuaire(annuaire.base, SIREN) == ()


# what comes in the place of an answer -> what it is taken for, the wait that is asked
FAUTES = [
    (Reponse(429, b"", {"Retry-After": "60"}), ErreurReseau, 60),
    (Reponse(429), ErreurReseau, 0),
    (Reponse(500), ErreurReseau, 0),
    (Reponse(503, b"", {"Retry-After": "7200"}), ErreurReseau, 7200),
    (Coupure(10), ErreurReseau, 0),
    (Reponse(404), ErreurTelechargement, None),
    (Reponse(200, b"<html>Entretien</html>", {"Content-Type": "text/html"}), ErreurContenu, None),
    (Reponse(200, b'{"results": [', JSON), ErreurContenu, None),
    (Reponse(200, b"[]", JSON), ErreurContenu, None),
    (Reponse(200, b'{"results": [{"siren": 5}]}', JSON), ErreurContenu, None),
    (Reponse(200, b"", JSON), ErreurContenu, None),
    (Reponse(200, b"[" + b" " * JSON_MAX + b"]", JSON), ErreurContenu, None),
    (
        Reponse(200, gzip.compress(b" " * JSON_MAX), JSON | {"Content-Encoding": "gzip"}),
        ErreurContenu,
        None,
    ),
    (answer(make_unite(AUTRE, "UN AUTRE")), ErreurContenu, None),
    (Reponse(302, b"", {"Location": "http://127.0.0.1:1/interne"}), ErreurTelechargement, None),
    (Reponse(302, b"", {"Location": "https://ailleurs.exemple/"}), ErreurTelechargement, None),
]


@pytest.mark.parametrize(("faute", "erreur", "attente"), FAUTES)
def test_a_wrong_answer_is_told_from_a_service_that_is_out(annuaire, faute, erreur, attente):
    annuaire.prepare(faute)

    with pytest.raises(erreur) as levee:
        ask_annuaire(annuaire.base, SIREN)

    assert isinstance(levee.value, ErreurReseau) is (attente is not None)
    if attente is not None:
        assert levee.value.attente == attente
    assert annuaire.questions == [SIREN]  # asked once, and nowhere else


def test_an_answer_that_comes_too_slowly_is_given_up(annuaire, monkeypatch):
    annuaire.publish(SIREN, "SYNDICAT DES EAUX")
    heures = iter([0.0, 21.0])
    monkeypatch.setattr(telechargement.time, "monotonic", lambda: next(heures))

    with pytest.raises(ErreurReseau, match="trop de temps"):
        ask_annuaire(annuaire.base, SIREN)


def test_nobody_at_the_address_is_a_service_that_is_out(annuaire):
    with ServeurAnnuaire() as parti:
        base = parti.base
    with pytest.raises(ErreurReseau):
        ask_annuaire(base, SIREN)

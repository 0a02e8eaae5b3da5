import io
import json
import re
from collections import defaultdict

import pytest
from lxml import etree

from spaser.moteur.importation import import_fichiers
from tests.bench.generateur import Demande, Verite, ecrire, generer, morceaux

pytestmark = pytest.mark.longue

LOT = re.compile(r" - Lot n° (\d+) : [^-]+$")
NOMBRE = 12_000  # more than one block


def _written(demande):
    tampon = io.BytesIO()
    verite = ecrire(demande, tampon)
    return tampon.getvalue(), verite


@pytest.fixture(scope="module")
def v2():
    texte, verite = _written(Demande("v2", NOMBRE))
    return json.loads(texte)["marches"], verite


def _groups(fiches):
    groupes = defaultdict(list)
    for fiche in fiches:
        lot = LOT.search(fiche["objet"])
        cle = (fiche["acheteur"]["id"], fiche["id"], lot and lot[1])
        groupes[cle].append(json.dumps(fiche, sort_keys=True))
    return groupes


def _counted(fiches):
    groupes = _groups(fiches).values()
    return {
        "enregistrements": sum(map(len, groupes)),
        "marches": len(groupes),
        "versions": sum(len(set(g)) - 1 for g in groupes),
        "copies": sum(len(g) - len(set(g)) for g in groupes),
    }


def _told(verite, *, concessions_apart):
    enregistrements = verite.enregistrements - (verite.concessions if concessions_apart else 0)
    return {
        "enregistrements": enregistrements,
        "marches": verite.marches,
        "versions": verite.versions,
        "copies": verite.copies,
    }


def _accounted(v):
    return v.marches + v.concessions + v.versions + v.copies + v.quarantaine


def test_the_truth_of_a_v2_file_is_what_it_holds(v2):
    marches, verite = v2

    assert _counted(marches["marche"]) == _told(verite, concessions_apart=True)
    assert len(marches["contrat-concession"]) == verite.concessions > 0
    assert verite.enregistrements == NOMBRE == _accounted(verite)


def test_the_truth_of_a_v1_file_is_what_it_holds():
    texte, verite = _written(Demande("v1", NOMBRE))
    fiches = json.loads(texte)["marches"]
    contrats = [f for f in fiches if "acheteur" in f]

    assert _counted(contrats) == _told(verite, concessions_apart=True)
    assert len(fiches) == verite.enregistrements == _accounted(verite)
    assert {f["_type"] for f in fiches if "acheteur" not in f} == {"Contrat de concession"}


def test_the_xml_file_tells_the_same_contracts_as_the_json_one(v2):
    marches, verite = v2
    texte, verite_xml = _written(Demande("xml", NOMBRE))
    racine = etree.fromstring(texte)

    assert [m.findtext("id") for m in racine.iter("marche")] == [m["id"] for m in marches["marche"]]
    assert [m.findtext("objet") for m in racine.iter("marche")] == [
        m["objet"] for m in marches["marche"]
    ]
    verite_xml.octets = verite.octets
    assert verite_xml == verite


def test_three_states_of_considerations_are_told(v2):
    marches, verite = v2
    etats = {"oui": 0, "non": 0, "inconnu": 0}
    for groupe in _groups(marches["marche"]).values():
        champ = json.loads(groupe[0]).get("considerationsSociales") or {}
        liste = [v for v in champ.get("considerationSociale", []) if v != "NC"]
        rien = bool(liste) and liste[0].startswith("Pas de")
        etats["inconnu" if not liste else "non" if rien else "oui"] += 1

    assert dict(verite.social) == etats


def test_a_seed_gives_always_the_same_bytes():
    premier, autre = _written(Demande("v2", 500)), _written(Demande("v2", 500))

    assert premier == autre
    assert premier[0] != _written(Demande("v2", 500, graine=2))[0]


def test_a_large_file_starts_like_a_small_one(v2):
    marches, _ = v2
    petit = json.loads(_written(Demande("v2", 3000))[0])["marches"]["marche"]

    assert petit[:2900] == marches["marche"][:2900]


def test_a_daily_file_publishes_later_versions_of_the_large_file(v2):
    marches, _ = v2
    texte, verite = _written(Demande("jour", 1300, graine=2, base=1))
    jour = json.loads(texte)["marches"]["marche"]
    connus = _groups(marches["marche"])
    communs = [f for cle, groupe in _groups(jour).items() if cle in connus for f in groupe]

    assert len(communs) == 130 <= verite.versions
    assert all(json.loads(f)["modifications"] for f in communs)
    assert verite.enregistrements == 1300 == _accounted(verite)


def test_unreadable_records_are_counted_and_break_the_file():
    texte, verite = _written(Demande("v2", 300, abimes=3))

    assert (verite.enregistrements, verite.quarantaine) == (303, 3)
    with pytest.raises(json.JSONDecodeError):
        json.loads(texte)


def test_the_file_is_made_piece_by_piece():
    tailles = [len(m) for m in morceaux(Demande("v2", 30_000), Verite())]

    assert max(tailles) < 15_000_000
    assert sum(taille > 1_000_000 for taille in tailles) == 3


def test_nothing_is_left_half_written(tmp_path):
    verite = generer(Demande("v2", 100), tmp_path / "marches.json")

    assert [f.name for f in tmp_path.iterdir()] == ["marches.json"]
    assert (tmp_path / "marches.json").stat().st_size == verite.octets


@pytest.mark.parametrize(
    ("part", "attendue", "ecart"),
    [
        pytest.param(lambda m: "tauxAvance" in m, 0.089, 0.01, id="advance rate"),
        pytest.param(lambda m: "origineUE" in m, 0.04, 0.01, id="origin"),
        pytest.param(lambda m: len(m["titulaires"]) > 1, 0.065, 0.015, id="several holders"),
        pytest.param(lambda m: bool(m.get("modifications")), 0.18, 0.03, id="modified"),
        pytest.param(
            lambda m: "Accord-cadre" in m["techniques"]["technique"], 0.235, 0.03, id="framework"
        ),
        pytest.param(
            lambda m: "Critère social" in str(m.get("considerationsSociales")), 0.09, 0.02,
            id="social criterion",
        ),
    ],
)  # fmt: skip
def test_shares_are_those_of_the_real_files(v2, part, attendue, ecart):
    fiches = v2[0]["marche"]

    assert sum(map(part, fiches)) / len(fiches) == pytest.approx(attendue, abs=ecart)


def test_texts_are_nearly_all_distinct_and_as_long_as_the_real_ones(v2):
    marches, verite = v2
    objets = {m["objet"] for m in marches["marche"]}

    assert len(objets) > 0.99 * verite.marches
    assert sum(map(len, objets)) / len(objets) == pytest.approx(140, abs=10)


@pytest.mark.parametrize(
    "demande",
    [
        pytest.param(Demande("v2", 3000, graine=5), id="v2"),
        pytest.param(Demande("v1", 3000, graine=5), id="v1"),
        pytest.param(Demande("xml", 3000, graine=5), id="xml"),
        pytest.param(Demande("v2", 3000, graine=5, abimes=4), id="v2 with unreadable records"),
    ],
)
def test_the_engine_finds_the_truth(demande, tmp_path):
    fichier = tmp_path / f"marches.{'xml' if demande.format == 'xml' else 'json'}"
    verite = generer(demande, fichier)

    assert import_fichiers([fichier], tmp_path / "entrepot").totaux == {
        "lus": verite.enregistrements,
        "contrats": verite.marches,
        "concessions": verite.concessions,
        "versions": verite.versions,
        "copies": verite.copies,
        "quarantaine": verite.quarantaine,
        "lignes": 0,
    }


def test_the_engine_follows_a_daily_file(tmp_path):
    verites = []
    for rang, demande in enumerate((Demande("v2", 12_000), Demande("jour", 1300, 2, base=1))):
        fichier = tmp_path / f"{rang}.json"
        verites.append(generer(demande, fichier))
        totaux = import_fichiers([fichier], tmp_path / "entrepot").totaux

    assert totaux["contrats"] == verites[1].marches
    assert totaux["versions"] == verites[1].versions
    assert totaux["copies"] == verites[1].copies

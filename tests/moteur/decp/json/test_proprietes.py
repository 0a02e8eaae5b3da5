"""What holds for any JSON file, damaged or not."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spaser.moteur.decp.json import tolerant
from spaser.moteur.decp.json.reprise import EtatValeur, delimit, guess_fin
from spaser.moteur.decp.json.tolerant import read_json
from tests.moteur.decp.lectures import (
    ANCIEN,
    CONCESSION,
    MARCHE,
    dump,
    number,
    read_lignes,
    strip,
)

MARCHES, CONCESSIONS, ANCIENS = number(MARCHE, 3), number(CONCESSION, 2), number(ANCIEN, 4)
FICHIERS = {
    "v1": (dump({"marches": ANCIENS}), ANCIENS),
    "v1, indented": (dump({"marches": ANCIENS}, indent=2), ANCIENS),
    "v2": (
        dump({"marches": {"marche": MARCHES, "contrat-concession": CONCESSIONS}}),
        MARCHES + CONCESSIONS,
    ),
    "bare list": (dump(ANCIENS, separators=(",", ":")), ANCIENS),
    "one record a line": (b"\n".join(map(dump, ANCIENS)), ANCIENS),
}
fichiers = st.sampled_from(sorted(FICHIERS))
morceaux = st.sampled_from(
    [b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"\n", b"\0", b"\xe9", b"x", b"1"]
)
degats = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.lists(morceaux, max_size=6)
    ),
    max_size=8,
)
sans_fin = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def read(tmp_path):
    def _read(octets):
        source = tmp_path / "source.json"
        source.write_bytes(octets)
        lecture = read_json(source, tmp_path / "lignes.ndjson")
        return lecture, read_lignes(lecture)

    return _read


def _spoil(octets, liste):
    for ou, longueur, ajouts in liste:
        ici = int(ou * len(octets))
        octets = octets[:ici] + b"".join(ajouts) + octets[ici + longueur :]
    return octets


@pytest.mark.longue
@sans_fin
@given(nom=fichiers, liste=degats)
def test_any_damage_leaves_the_count_right(read, nom, liste):
    lecture, lignes = read(_spoil(FICHIERS[nom][0], liste))

    rangs = sorted([ligne["_rang"] for ligne in lignes] + [r.rang for r in lecture.rebuts])
    assert rangs == list(range(1, lecture.lus + 1))


@sans_fin
@given(octets=st.lists(morceaux, max_size=200).map(b"".join) | st.binary(max_size=200))
def test_any_bytes_leave_the_count_right(read, octets):
    lecture, lignes = read(octets)

    assert lecture.lus == len(lignes) + len(lecture.rebuts)


def _locate(octets, records):
    """Where each record stands in the file."""
    places, position = [], 0
    while len(places) < len(records):
        debut = octets.index(b"{", position)
        fin = delimit(octets, debut).fin
        if json.loads(octets[debut:fin]) == records[len(places)]:
            places.append(range(debut, fin))
            position = fin
        else:
            position = debut + 1
    return places


PLACES = {nom: _locate(octets, records) for nom, (octets, records) in FICHIERS.items()}


@sans_fin
@given(nom=fichiers, ou=st.floats(0, 1, exclude_max=True), octet=morceaux | st.binary(max_size=1))
def test_one_changed_byte_costs_one_record_at_most(read, nom, ou, octet):
    octets, records = FICHIERS[nom]
    ici = int(ou * len(octets))

    _, lignes = read(octets[:ici] + octet + octets[ici + 1 :])

    lus = [strip(ligne) for ligne in lignes]
    for place, record in zip(PLACES[nom], records, strict=True):
        assert ici in place or record in lus


@pytest.mark.longue
@sans_fin
@given(nom=fichiers, liste=degats, bloc=st.integers(1500, 4000))
def test_the_size_of_the_window_changes_nothing(read, nom, liste, bloc):
    octets = _spoil(FICHIERS[nom][0], liste[:3])
    large, lignes = read(octets)
    with pytest.MonkeyPatch.context() as correctif:
        correctif.setattr(tolerant, "_BLOC", bloc)
        correctif.setattr(tolerant, "_MARGE", 200)
        etroite, memes = read(octets)

    assert memes == lignes
    assert etroite.rebuts == large.rebuts


valeurs = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=12),
    lambda v: st.lists(v, max_size=4) | st.dictionaries(st.text(max_size=6), v, max_size=4),
    max_leaves=20,
)
objets = st.dictionaries(st.text(max_size=6), valeurs, max_size=6)


def _is_json(octets):
    try:
        json.loads(octets)
    except ValueError:
        return False
    return True


@pytest.mark.longue
@given(objet=objets, avant=st.integers(0, 3))
def test_the_end_of_any_object_is_found(objet, avant):
    octets = b" " * avant + dump(objet) + b",{}]"
    fin = avant + len(dump(objet))

    assert delimit(octets, avant)[:2] == (EtatValeur.FIN, fin)
    assert guess_fin(octets, avant) in {fin, -1} or not _is_json(octets[: guess_fin(octets, avant)])


@pytest.mark.longue
@given(objet=objets, data=st.data())
def test_a_cut_object_is_told_from_a_faulty_one(objet, data):
    octets = dump(objet)
    coupe = data.draw(st.integers(1, len(octets) - 1))

    assert delimit(octets[:coupe], 0).etat is EtatValeur.COUPE

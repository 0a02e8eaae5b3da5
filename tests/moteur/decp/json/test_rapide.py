"""Reading by windows gives what json.load gives, whatever the spacing and the cuts."""

import json
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.decp import paquets
from spaser.moteur.decp.json import rapide
from spaser.moteur.decp.json.fenetres import FenetresFS
from spaser.moteur.decp.json.rapide import list_fenetres
from spaser.moteur.decp.paquets import EnLecture, Paquets
from spaser.moteur.decp.reconnaissance import Disposition
from spaser.moteur.valeurs import Piece
from tests.moteur.fabrique_decp import concession, marche

CLES = {"marche": "marche", "contrat-concession": "concession"}

# Strings that look like the structure around them.
PIEGES = (
    '}, {"acheteur": {"id": "1"}}',
    '{"marches":{"marche":[{"id":1}]}}',
    '], "contrat-concession": [',
    '"marches":[',
    "},{",
    "}, {",
    "]}}",
    "]",
    "\\",
    '"',
    '\\"}, {\\"objet\\":',
    "é\u2028\u0085 \U0001f600",
    "ligne\nautre\tligne",
)


def _expected(racine):
    """Give the records with their family, in order of appearance."""
    marches = racine if isinstance(racine, list) else racine["marches"]
    if isinstance(marches, list):
        return [(None, record) for record in marches]
    return [(CLES[cle], record) for cle, liste in marches.items() for record in liste]


def _read(chemin, taille=rapide.TAILLE_FENETRE):
    octets = chemin.read_bytes()
    fenetres = list_fenetres(chemin, taille)
    assert fenetres is not None
    assert all(f.chemin == str(chemin) and f.debut < f.fin for f in fenetres)
    assert [f.debut for f in fenetres] == sorted(f.debut for f in fenetres)
    return [
        (f.famille, record)
        for f in fenetres
        for record in json.loads(b"[" + octets[f.debut : f.fin] + b"]")
    ]


def _write(chemin, texte, *, bom=False):
    chemin.write_bytes(b"\xef\xbb\xbf" * bom + texte.encode())
    return chemin


def _records(nombre, faire=marche):
    return [faire(id=f"{rang:03d}") for rang in range(nombre)]


RACINES = {
    "v1": {"marches": _records(5)},
    "list alone": _records(5),
    "v2": {"marches": {"marche": _records(4), "contrat-concession": _records(2, concession)}},
    "v2 reversed": {
        "marches": {"contrat-concession": _records(2, concession), "marche": _records(4)}
    },
    "v2 contracts": {"marches": {"marche": _records(3)}},
    "v2 concessions": {"marches": {"contrat-concession": _records(3, concession)}},
    "v2 empty second": {"marches": {"marche": _records(3), "contrat-concession": []}},
    "v2 empty first": {"marches": {"contrat-concession": [], "marche": _records(3)}},
    "v2 both empty": {"marches": {"marche": [], "contrat-concession": []}},
    "v1 empty": {"marches": []},
    "keys before": {"$schema": "x", "source": {"marche": [1]}, "n": None, "marches": _records(3)},
    "traps": {"marches": {"marche": [marche(objet=p, id=p[:9]) for p in PIEGES]}},
    "trap in a key": {"marches": [{**marche(), "}, {": 1, '"': 2, "],[": [{}, {}]}] * 4},
}
ECRITURES = {
    "compact": lambda racine: json.dumps(racine, separators=(",", ":")),
    "usual": lambda racine: json.dumps(racine, ensure_ascii=False),
    "indented": lambda racine: json.dumps(racine, ensure_ascii=False, indent=2),
    "tabs": lambda racine: json.dumps(racine, indent="\t", separators=(" ,", " : ")),
    "windows": lambda racine: " \r\n" + json.dumps(racine, indent=1).replace("\n", "\r\n") + "\r\n",
}


@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("ecriture", ECRITURES)
@pytest.mark.parametrize("racine", RACINES)
def test_windows_hold_every_record_in_order_whatever_their_size(tmp_path, racine, ecriture, bom):
    texte = ECRITURES[ecriture](RACINES[racine])
    chemin = _write(tmp_path / "f.json", texte, bom=bom)

    for taille in (1, 100, 700, 1500, 5000, 1 << 24):
        assert _read(chemin, taille) == _expected(json.loads(texte)), taille


def test_a_small_window_really_cuts(tmp_path):
    chemin = _write(tmp_path / "f.json", json.dumps(RACINES["v2"]))

    fenetres = list_fenetres(chemin, 1)

    assert len(fenetres) >= 5
    assert {f.famille for f in fenetres} == {"marche", "concession"}


def test_keys_around_the_second_family_are_searched_far_from_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(rapide, "TAILLE_FENETRE", 256)
    racine = {"marches": {"marche": _records(4), "contrat-concession": _records(9, concession)}}
    chemin = _write(tmp_path / "f.json", json.dumps(racine))

    assert _read(chemin) == _expected(racine)


def test_a_record_longer_than_the_lookahead_does_not_stop_the_cutting(tmp_path, monkeypatch):
    monkeypatch.setattr(rapide, "BORD", 2048)
    longue = marche(objet="x" * 40_000)
    racine = {"marches": [marche(), longue, *_records(30)]}
    chemin = _write(tmp_path / "f.json", json.dumps(racine))

    assert _read(chemin, 3000) == _expected(racine)
    assert len(list_fenetres(chemin, 3000)) > 5


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "{}",
        "null",
        '"marches"',
        '{"marches":',
        '{"marches":[{"id":1}',
        '{"marches":[{"id":1}]',
        '{"marches":[{"id":1}],"source":"x"}',
        '{"marches":{"marche":[{"id":1}]}',
        '{"marches":{"marche":{"id":1}}}',
        '{"marches":{"id":1}}',
        '{"marche":[{"id":1}]}',
        '[{"marches":[{"id":1}]}]',
        '{"titre":"marches","marches":[{"id":1}]}',
        "<html></html>",
    ],
)
def test_a_wrapper_that_is_not_understood_is_left_to_the_careful_reader(tmp_path, texte):
    assert list_fenetres(_write(tmp_path / "f.json", texte)) is None


def test_a_header_too_long_to_be_read_at_once_is_left_to_the_careful_reader(tmp_path):
    racine = {"note": "x" * (rapide.BORD + 1), "marches": _records(1)}

    assert list_fenetres(_write(tmp_path / "f.json", json.dumps(racine))) is None


def _through_duckdb(chemin, taille):
    systeme = FenetresFS()
    noms = [systeme.add(f) for f in list_fenetres(chemin, taille)]
    with duckdb.connect() as connexion:
        connexion.register_filesystem(systeme)
        return connexion.execute(
            "SELECT filename, id FROM read_json($1, format = 'array', filename = true, "
            "columns = {'id': 'VARCHAR'})",
            [noms],
        ).fetchall(), noms


def test_the_engine_reads_the_windows_as_files(tmp_path):
    chemin = _write(tmp_path / "f.json", json.dumps({"marches": _records(40)}))

    lignes, noms = _through_duckdb(chemin, 3000)

    assert len(noms) > 3
    assert [identifiant for _, identifiant in lignes] == [f"{rang:03d}" for rang in range(40)]
    assert list(dict.fromkeys(nom for nom, _ in lignes)) == noms


def test_a_window_that_is_not_sound_is_refused_not_half_read(tmp_path):
    texte = json.dumps({"marches": _records(6)}).replace('"id": "004"', '"id": 004x')
    chemin = _write(tmp_path / "f.json", texte)

    with pytest.raises(duckdb.InvalidInputException):
        _through_duckdb(chemin, 3000)


def test_a_record_as_long_as_its_window_is_read_with_the_others(tmp_path):
    """What the engine may hold of a record is bounded by the longest window."""
    long = {"marches": [{"id": "long", "acheteur": {"id": "1"}, "objet": "é" * 300_000}]}
    courts = {"marches": _records(40)}
    fichiers = []
    for rang, racine in enumerate((long, courts, {"marches": [{"id": "a", "objet": "b"}]})):
        chemin = _write(tmp_path / f"{rang}.json", json.dumps(racine, ensure_ascii=False))
        piece = Piece(chemin.name, str(chemin), chemin.stat().st_size)
        fichiers.append(EnLecture(str(rang), piece, Disposition.JSON_MARCHES))

    with duckdb.connect() as connexion:
        paquets = Paquets(connexion, fichiers, tmp_path)
        chargement = paquets.load(connexion, next(iter(paquets)))
        lus = connexion.execute("SELECT count(*), max(length(objet)) FROM lu").fetchall()

    assert (lus, chargement.refusees) == ([(42, 300_000)], {})


@pytest.mark.parametrize("ecrite", [0, 1 << 20])
def test_windows_keep_their_rank_whether_written_or_shown(tmp_path, monkeypatch, ecrite):
    monkeypatch.setattr(paquets, "FENETRE_ECRITE", ecrite)
    fichiers = []
    for rang, nombre in enumerate((3, 40)):
        chemin = _write(tmp_path / f"{rang}.json", json.dumps({"marches": _records(nombre)}))
        piece = Piece(chemin.name, str(chemin), chemin.stat().st_size)
        fichiers.append(EnLecture(str(rang), piece, Disposition.JSON_MARCHES))

    with duckdb.connect() as connexion:
        lecteur = Paquets(connexion, fichiers, tmp_path)
        lecteur.settle(connexion, lecteur.load(connexion, next(iter(lecteur))))
        lus = connexion.execute(
            "SELECT source, lu.rowid + decalage, id FROM lu JOIN reperage USING (filename)"
        ).fetchall()

    attendus = [("0", rang + 1, f"{rang:03d}") for rang in range(3)]
    attendus += [("1", rang + 1, f"{rang:03d}") for rang in range(40)]
    assert (lus, len(list(tmp_path.glob("0*.json")))) == (attendus, 3 if ecrite else 1)


def test_the_window_file_is_its_bytes_between_brackets(tmp_path):
    chemin = _write(tmp_path / "f.json", '{"marches":[{"id":"é"}]}')
    systeme = FenetresFS()
    (fenetre,) = list_fenetres(chemin)
    nom = systeme.add(fenetre)

    lecteur = systeme._open(nom)
    morceaux = b"".join(iter(lambda: lecteur.read(3), b""))
    lecteur.seek(2)
    milieu = lecteur.read(4)
    lecteur.close()

    attendu = '[{"id":"é"}]'.encode()
    assert (morceaux, milieu) == (attendu, attendu[2:6])
    assert systeme.info(nom)["size"] == len(attendu)
    assert systeme.exists(nom)
    assert not systeme.exists("fenetre://999999.json")


TEXTES = st.one_of(st.sampled_from(PIEGES), st.text(max_size=12))
VALEURS = st.recursive(
    st.one_of(TEXTES, st.integers(), st.booleans(), st.none()),
    lambda v: st.one_of(st.lists(v, max_size=3), st.dictionaries(TEXTES, v, max_size=3)),
    max_leaves=6,
)
RECORDS = st.builds(
    lambda objet, acheteur, reste: {**reste, "objet": objet, "acheteur": {"id": acheteur}},
    TEXTES,
    TEXTES,
    st.dictionaries(TEXTES, VALEURS, max_size=3),
)
LISTES = st.lists(RECORDS, max_size=7)
RACINES_AU_HASARD = st.one_of(
    LISTES,
    st.builds(lambda m: {"marches": m}, LISTES),
    st.builds(lambda m: {"marches": {"marche": m}}, LISTES),
    st.builds(lambda m, c: {"marches": {"marche": m, "contrat-concession": c}}, LISTES, LISTES),
    st.builds(lambda m, c: {"marches": {"contrat-concession": c, "marche": m}}, LISTES, LISTES),
    st.builds(lambda m: {"$schema": "s", "date": "2024", "marches": m}, LISTES),
)


@pytest.mark.longue
@given(
    racine=RACINES_AU_HASARD,
    taille=st.integers(1, 600),
    indent=st.sampled_from([None, 0, 1, 3]),
    ascii_seul=st.booleans(),
    bom=st.booleans(),
)
def test_windows_equal_json_load(tmp_path_factory, racine, taille, indent, ascii_seul, bom):
    texte = json.dumps(racine, indent=indent, ensure_ascii=ascii_seul)
    chemin = Path(tmp_path_factory.getbasetemp()) / "hasard.json"
    chemin.write_bytes(b"\xef\xbb\xbf" * bom + texte.encode("utf-8", "surrogatepass"))

    assert _read(chemin, taille) == _expected(racine)

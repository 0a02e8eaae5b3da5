import json

import pytest

from spaser.elements import ErreurSpaser
from spaser.moteur.decp.brut import COLONNES
from spaser.moteur.decp.json import tolerant
from spaser.moteur.decp.json.tolerant import read_json, read_plage
from tests.moteur.decp.lectures import (
    ANCIEN,
    CONCESSION,
    MARCHE,
    dump,
    list_anomalies,
    list_codes,
    number,
    read_lignes,
    strip,
)

MARCHES = number(MARCHE, 3)
CONCESSIONS = number(CONCESSION, 2)
ANCIENS = number(ANCIEN, 3)


@pytest.fixture
def read(tmp_path):
    """Write bytes and read them: the reading and its lines."""

    def _read(octets):
        source = tmp_path / "source.json"
        source.write_bytes(octets)
        lecture = read_json(source, tmp_path / "lignes.ndjson")
        return lecture, read_lignes(lecture)

    return _read


def _damage(avant, apres, records=None):
    """A file of three contracts, the second one changed."""
    premier, deuxieme, troisieme = map(dump, records or MARCHES)
    assert avant in deuxieme
    return b'{"marches":[%b,%b,%b]}' % (premier, deuxieme.replace(avant, apres, 1), troisieme)


# --- roots

RACINES = {
    "v1": (dump({"marches": ANCIENS}), ANCIENS, [None] * 3),
    "v1 with a header": (
        dump({"$schema": "https://exemple.fr/s.json", "source": "essai", "marches": ANCIENS}),
        ANCIENS,
        [None] * 3,
    ),
    "v1 with a footer": (
        dump({"marches": ANCIENS, "total": 3, "page": {"n": 1}}),
        ANCIENS,
        [None] * 3,
    ),
    "v2": (
        dump({"marches": {"marche": MARCHES, "contrat-concession": CONCESSIONS}}),
        [*MARCHES, *CONCESSIONS],
        ["marche"] * 3 + ["concession"] * 2,
    ),
    "v2, concessions first": (
        dump({"marches": {"contrat-concession": CONCESSIONS, "marche": MARCHES}}, indent=2),
        [*CONCESSIONS, *MARCHES],
        ["concession"] * 2 + ["marche"] * 3,
    ),
    "v2, one family": (
        dump({"marches": {"marche": [], "contrat-concession": CONCESSIONS}}),
        CONCESSIONS,
        ["concession"] * 2,
    ),
    "one object in place of each list": (
        dump({"marches": {"marche": MARCHE, "contrat-concession": CONCESSION}}),
        [MARCHE, CONCESSION],
        ["marche", "concession"],
    ),
    "one record under the root": (dump({"marches": MARCHE}), [MARCHE], [None]),
    "families without a root": (dump({"marche": MARCHES}), MARCHES, ["marche"] * 3),
    "bare list": (dump(MARCHES, indent=1), MARCHES, [None] * 3),
    "list of roots": (
        dump([{"marches": ANCIENS[:2]}, {"marches": ANCIENS[2:]}]),
        ANCIENS,
        [None] * 3,
    ),
    "list in a list": (dump({"marches": [ANCIENS[:2], ANCIENS[2]]}), ANCIENS, [None] * 3),
    "one record a line": (b"\n".join(map(dump, ANCIENS)) + b"\n", ANCIENS, [None] * 3),
    "small records, one a line": (
        b'{"id":"a"}\r\n{"id":"b"}',
        [{"id": "a"}, {"id": "b"}],
        [None] * 2,
    ),
    "roots one after the other": (
        dump({"marches": ANCIENS[:1]}) + b"\n" + dump({"marches": ANCIENS[1:]}),
        ANCIENS,
        [None] * 3,
    ),
    "one record": (dump(MARCHE, indent=2), [MARCHE], [None]),
    "records under unknown keys": (dump({"data": {"lignes": ANCIENS}}), ANCIENS, [None] * 3),
    "byte order mark": (b"\xef\xbb\xbf" + dump({"marches": ANCIENS}), ANCIENS, [None] * 3),
    "UTF-16": (dump({"marches": ANCIENS}).decode().encode("utf-16"), ANCIENS, [None] * 3),
    "zeros after the end": (dump({"marches": ANCIENS}) + b"\0" * 900, ANCIENS, [None] * 3),
    "no comma between records": (
        b'{"marches":[' + b"\n".join(map(dump, ANCIENS)) + b"]}",
        ANCIENS,
        [None] * 3,
    ),
    "empty list": (b'{"marches":[]}', [], []),
    "empty families": (b'{"marches":{"marche":[],"contrat-concession":[]}}', [], []),
    "empty file": (b"", [], []),
}


@pytest.mark.parametrize(("octets", "records", "familles"), RACINES.values(), ids=RACINES)
def test_every_root_is_read(read, octets, records, familles):
    lecture, lignes = read(octets)

    assert lecture.rebuts == []
    assert list(map(strip, lignes)) == records
    assert [ligne["_famille"] for ligne in lignes] == familles
    assert [ligne["_rang"] for ligne in lignes] == list(range(1, len(records) + 1))


# --- values


@pytest.mark.parametrize("nombre", ["2024.10", "1e400", "12345678901234567890123", "-0.0"])
def test_numbers_are_written_as_they_were(tmp_path, nombre):
    source, sortie = tmp_path / "a.json", tmp_path / "b.ndjson"
    source.write_text(f'[{{"id":"a","montant":{nombre}}}]')

    read_json(source, sortie)

    assert f'"montant":{nombre}}}' in sortie.read_text()


def test_unknown_fields_are_counted_and_dropped(read):
    records = [
        {**ANCIEN, "couleur": "bleu", "source": "essai"},
        {**ANCIEN, "couleur": 1, "_rang": 9},
    ]

    lecture, lignes = read(dump(records))

    assert list(map(strip, lignes)) == [ANCIEN, ANCIEN]
    assert lecture.champs_inconnus == {"couleur": 2, "_rang": 1}


def test_keys_lose_their_blanks(read):
    lecture, lignes = read(b'[{" id":"a","lieuExecution":{"code":"59170","nom ":"Croix"}}]')

    assert strip(lignes[0]) == {"id": "a", "lieuExecution": {"code": "59170", "nom": "Croix"}}
    assert "_anomalies" not in lignes[0]
    assert lecture.champs_inconnus == {}


def test_odd_nested_values_are_passed_as_they_are(read):
    record = {
        "id": "a",
        "titulaires": [[[{"id": "1"}]], None, "x"],
        "acheteur": [],
        "objet": {"a": 1},
    }

    assert strip(read(dump([record]))[1][0]) == record


# --- repairs

REPARATIONS = {
    "Latin-1 bytes": (
        "Marché".encode(),
        "Marché".encode("cp1252"),
        [("encodage_suppose", "nature")],
        {},
    ),
    "cp1252 quote": (
        b"espaces",
        b"\x93espaces\x94",
        [("encodage_suppose", "objet")],
        {"objet": "Entretien des “espaces” verts, lot n° 1"},
    ),
    "lone surrogate": (
        b"espaces",
        rb"\ud800",
        [("caractere_invalide", "objet")],
        {"objet": "Entretien des \ufffd verts, lot n° 1"},
    ),
    "raw line feed": (b"espaces ", b"espaces\n", [("caractere_de_controle", "objet")], {}),
    "raw zero": (b"espaces ", b"espaces\0", [("caractere_de_controle", "objet")], {}),
    "NaN": (b"240000.5", b"NaN", [("nombre_invalide", "montant")], {"montant": None}),
    "infinity": (b"240000.5", b"-Infinity", [("nombre_invalide", "montant")], {"montant": None}),
    "Python nan": (b"240000.5", b"nan", [("nombre_invalide", "montant")], {"montant": None}),
    "leading zero": (b"240000.5", b"007", [("nombre_invalide", "montant")], {"montant": "007"}),
    "Python constant": (
        b"240000.5",
        b"None",
        [("litteral_invalide", "montant")],
        {"montant": None},
    ),
    "no value": (b"240000.5", b"", [("valeur_manquante", "montant")], {"montant": None}),
    "comma too many": (b'"}}, {', b'",}}, {', [("virgule_en_trop", "titulaires.titulaire")], {}),
    "key given twice": (
        b'"dureeMois"',
        b'"nature": "x", "dureeMois"',
        [("cle_en_double", "nature")],
        {"nature": "x"},
    ),
    "nested key given twice": (b'"TVA"', b'"TVA","id":"1"', [("cle_en_double", "id")], {}),
    "bare quotes": (
        b"lot n",
        b'le "grand" lot n',
        [("guillemet_non_echappe", "objet")],
        {"objet": 'Entretien des espaces verts, le "grand" lot n° 1'},
    ),
    "bare quote before a comma": (
        b"espaces verts",
        b'espaces "verts"',
        [("guillemet_non_echappe", "objet")],
        {"objet": 'Entretien des espaces "verts", lot n° 1'},
    ),
    "bad backslash": (
        b"espaces",
        rb"C:\Travaux",
        [("barre_inverse_invalide", "objet")],
        {"objet": "Entretien des C:\\Travaux verts, lot n° 1"},
    ),
    "backslash before the last quote": (
        b'1", "codeCPV"',
        b'1\\", "codeCPV"',
        [("barre_inverse_invalide", "objet")],
        {"objet": "Entretien des espaces verts, lot n° 1\\"},
    ),
}


@pytest.mark.parametrize(
    ("avant", "apres", "codes", "change"), REPARATIONS.values(), ids=REPARATIONS
)
def test_small_damage_is_repaired_and_told(read, avant, apres, codes, change):
    lecture, lignes = read(_damage(avant, apres))

    assert lecture.rebuts == []
    assert list_anomalies(lignes[1]) == codes
    attendu = {**MARCHES[1], **change}
    assert {c: v for c, v in strip(lignes[1]).items() if c != "objet" or c in change} == {
        c: v for c, v in attendu.items() if c != "objet" or c in change
    }
    assert strip(lignes[0]) == MARCHES[0]
    assert strip(lignes[2]) == MARCHES[2]


def test_a_whole_file_in_another_encoding_is_kept(read):
    lecture, lignes = read(dump({"marches": MARCHES}).decode().encode("cp1252"))

    assert lecture.rebuts == []
    assert list(map(strip, lignes)) == MARCHES


def test_the_value_lost_by_a_double_key_is_told(read):
    _, lignes = read(b'[{"id":"a","montant":10,"objet":"x","montant":20}]')

    assert lignes[0]["montant"] == 20
    assert lignes[0]["_anomalies"] == [
        {"code": "cle_en_double", "champ": "montant", "valeur": "10"}
    ]


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        pytest.param(b'"nature": "', b'"nature": ', id="opening quote lost"),
        pytest.param('é", "objet"'.encode(), 'é, "objet"'.encode(), id="closing quote lost"),
        pytest.param(b'"objet"', b'objet"', id="quote of a key lost"),
        pytest.param(b'"objet":', b'"objet"', id="colon lost"),
        pytest.param(b'"techniques": {', b'"techniques": ', id="brace lost"),
        pytest.param(b'"}}]', b'"}]', id="closing brace lost"),
        pytest.param(b'"titulaires": [', b'"titulaires": ', id="bracket lost"),
        pytest.param(b"240000.5", b"douze mille", id="words without quotes"),
        pytest.param(b'": {"id"', b'": }"id"', id="brace turned"),
    ],
)
def test_a_record_that_cannot_be_repaired_is_put_aside_alone(read, avant, apres):
    lecture, lignes = read(_damage(avant, apres))

    assert list(map(strip, lignes)) == [MARCHES[0], MARCHES[2]]
    assert [(r.rang, r.code) for r in lecture.rebuts] == [(2, "illisible")]
    rebut = lecture.rebuts[0].texte
    assert rebut.startswith('{"id": "2025-014-2"')
    assert "2025-014-3" not in rebut


def test_damaged_neighbours_are_told_apart(read):
    records = number(MARCHE, 6)
    morceaux = [
        dump(r).replace(b'"nature": "', b'"nature": ') if 1 <= i <= 3 else dump(r)
        for i, r in enumerate(records)
    ]

    lecture, lignes = read(b'{"marches":{"marche":[' + b",".join(morceaux) + b"]}}")

    assert [ligne["_rang"] for ligne in lignes] == [1, 5, 6]
    assert [rebut.rang for rebut in lecture.rebuts] == [2, 3, 4]


def test_a_damaged_last_record_does_not_hide_the_other_family(read):
    octets = dump({"marches": {"marche": MARCHES, "contrat-concession": CONCESSIONS}})
    debut = octets.index(b"2025-014-3")
    octets = octets[:debut] + octets[debut:].replace(b'"nature": "', b'"nature": ', 1)

    lecture, lignes = read(octets)

    assert list(map(strip, lignes)) == [*MARCHES[:2], *CONCESSIONS]
    assert [ligne["_famille"] for ligne in lignes] == ["marche"] * 2 + ["concession"] * 2
    assert list_codes(lecture) == ["illisible"]


def test_a_damaged_first_line_does_not_hide_the_others(read):
    lignes_sources = list(map(dump, ANCIENS))
    lignes_sources[0] = lignes_sources[0].replace(b'"nature": "', b'"nature": ')

    lecture, lignes = read(b"\n".join(lignes_sources))

    assert list(map(strip, lignes)) == ANCIENS[1:]
    assert list_codes(lecture) == ["illisible"]


# --- what is no record

ELEMENTS = {
    "number": (b"12", "pas_un_objet"),
    "text": (b'"abc, {"', "pas_un_objet"),
    "null": (b"null", "pas_un_objet"),
    "list": (b"[1, [2]]", "pas_un_objet"),
    "words": (b"abc def", "illisible"),
    "record too deep": (b'{"id":"a","objet":' + b'{"a":' * 70 + b"1" + b"}" * 71, "trop_imbrique"),
    "record far too deep": (b'{"objet":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "trop_imbrique"),
}


@pytest.mark.parametrize(("element", "code"), ELEMENTS.values(), ids=ELEMENTS)
def test_what_is_no_record_is_put_aside(read, element, code):
    lecture, lignes = read(
        b'{"marches":[%b,%b,%b]}' % (dump(MARCHES[0]), element, dump(MARCHES[1]))
    )

    assert list(map(strip, lignes)) == MARCHES[:2]
    assert [(r.rang, r.code) for r in lecture.rebuts] == [(2, code)]
    assert lecture.rebuts[0].texte.startswith(element[:50].decode())


def test_a_record_too_long_is_put_aside(read, monkeypatch):
    monkeypatch.setattr(tolerant, "OCTETS_MAX", 100_000)
    monkeypatch.setattr(tolerant, "_BLOC", 50_000)
    long = dump({**MARCHE, "objet": "x" * 400_000})

    lecture, lignes = read(b'{"marches":[%b,%b,%b]}' % (dump(MARCHES[0]), long, dump(MARCHES[1])))

    assert [strip(ligne) for ligne in lignes] == MARCHES[:2]
    assert list_codes(lecture) == ["trop_long"]
    assert f"[{len(long) + 1} octets au total]" in lecture.rebuts[0].texte


# --- ends


def test_wherever_a_file_is_cut_what_comes_before_is_kept(read):
    octets = dump({"marches": {"marche": MARCHES}})
    fins = [octets.index(dump(record)) + len(dump(record)) for record in MARCHES]
    for coupe in range(len(octets) - 1, 20, -7):
        lecture, lignes = read(octets[:coupe])

        assert list(map(strip, lignes)) == MARCHES[: sum(fin <= coupe for fin in fins)]
        assert list_codes(lecture) == ["tronque"]


def test_the_end_of_a_cut_record_is_kept(read):
    lecture, _ = read(dump({"marches": MARCHES})[:-40])

    assert lecture.rebuts[0].texte.startswith('{"id": "2025-014-3"')


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(ErreurSpaser, match=r"absent\.json"):
        read_json(tmp_path / "absent.json", tmp_path / "s.ndjson")


# --- ranges


def test_a_range_is_read_with_its_family_and_ranks(tmp_path):
    source, sortie = tmp_path / "a.json", tmp_path / "b.ndjson"
    avant, dedans, apres = (
        b'{"marches":{"marche":[',
        b",\n".join(map(dump, MARCHES)),
        b'],"x":[{"id":1}]}}',
    )
    source.write_bytes(avant + dedans.replace(b'"nature": "', b'"nature": ', 1) + apres)
    fin = len(avant) + len(dedans) - 1

    lecture = read_plage(source, len(avant), fin, "marche", 41, sortie)

    lignes = read_lignes(lecture)
    assert [(ligne["_rang"], ligne["_famille"]) for ligne in lignes] == [
        (42, "marche"),
        (43, "marche"),
    ]
    assert [(rebut.rang, rebut.code) for rebut in lecture.rebuts] == [(41, "illisible")]


@pytest.mark.parametrize("perdus", [1, 30, 200])
def test_a_range_that_stops_in_a_record_tells_it(tmp_path, perdus):
    source, sortie = tmp_path / "a.json", tmp_path / "b.ndjson"
    dedans = b",".join(map(dump, ANCIENS))
    source.write_bytes(dedans)

    lecture = read_plage(source, 0, len(dedans) - perdus, None, 1, sortie)

    assert list(map(strip, read_lignes(lecture))) == ANCIENS[:2]
    assert list_codes(lecture) == ["tronque"]


def test_an_empty_range_holds_nothing(tmp_path):
    source = tmp_path / "a.json"
    source.write_bytes(b"[]")

    assert read_plage(source, 1, 1, None, 1, tmp_path / "b.ndjson").lus == 0


# --- real files


def _expected(donnees):
    marches = donnees["marches"]
    listes = marches.values() if isinstance(marches, dict) else [marches]
    return [_keep(record) for liste in listes for record in liste]


def _keep(valeur, *, racine=True):
    match valeur:
        case dict():
            cles = {cle.strip(): v for cle, v in valeur.items()}
            return {
                c: _keep(v, racine=False) for c, v in cles.items() if not racine or c in COLONNES
            }
        case list():
            return [_keep(v, racine=False) for v in valeur]
        case _:
            return valeur


@pytest.mark.longue
@pytest.mark.donnees_reelles
def test_real_files_give_what_they_hold(donnees_reelles, tmp_path):
    fichiers = [
        f for lot in ("v1-2019", "v2-2022") for f in (donnees_reelles / lot).rglob("*.json")
    ]
    assert fichiers
    for fichier in fichiers:
        lecture = read_json(fichier, tmp_path / "lignes.ndjson")

        assert lecture.rebuts == [], fichier.name
        lus = [strip(ligne) for ligne in read_lignes(lecture)]
        assert lus == _expected(json.loads(fichier.read_bytes())), fichier.name

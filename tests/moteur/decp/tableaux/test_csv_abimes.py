"""CSV as it comes: separators, encodings, damage. Nothing is lost without a trace."""

import duckdb
import pytest

from spaser.moteur.decp.tableaux import decpinfo, reparation

LIGNES = [
    {"uid": "u1", "objet": "Réfection, été", "montant": "10"},
    {"uid": "u2", "objet": 'dit "le pont"\nsuite', "montant": "20"},
]


@pytest.mark.parametrize(
    ("separateur", "encodage"),
    [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-8"), ("|", "utf-8-sig"), (",", "utf-8-sig")],
)
def test_separators_and_byte_order_mark(lire, separateur, encodage):
    lu = lire(decpinfo.load, LIGNES, separateur=separateur, encodage=encodage)
    lus = [{k: r[k] for k in ("uid", "objet", "montant")} for r in lu.records]
    assert lus == LIGNES
    assert lu.codes() == []


@pytest.mark.parametrize("encodage", ["cp1252", "utf-16"])
def test_another_encoding_is_supposed_and_said_once(lire, encodage):
    lu = lire(decpinfo.load, LIGNES, encodage=encodage, separateur=";")
    assert [r["objet"] for r in lu.records] == [ligne["objet"] for ligne in LIGNES]
    assert (lu.codes(0), lu.codes(1)) == (["encodage_suppose"], [])


def test_encodings_may_be_mixed_line_by_line(tmp_path, relire):
    chemin = tmp_path / "t.csv"
    chemin.write_bytes("uid,objet\nu1,été\n".encode() + "u2,été\n".encode("cp1252"))
    lu = relire(decpinfo.load, chemin)
    assert [r["objet"] for r in lu.records] == ["été", "été"]


def test_one_byte_that_is_not_utf8_spoils_no_other_letter_of_its_line(tmp_path, relire):
    chemin = tmp_path / "t.csv"
    chemin.write_bytes(b"uid,objet\nu1,caf\xc3\xa9 et th\xe9\n")

    lu = relire(decpinfo.load, chemin)

    assert [r["objet"] for r in lu.records] == ["café et thé"]
    assert lu.codes(0) == ["encodage_suppose"]


ENTETE = "uid,objet,montant\n"
DEGATS = {
    "too many values": ("u1,a,1\nu2,b,2,x\nu3,c,3\n", ["u1", "u3"], [(2, "u2,b,2,x\n")]),
    "too few values": ("u1,a,1\nu2,b\nu3,c,3\n", ["u1", "u3"], [(2, "u2,b\n")]),
    "quote not escaped": ('u1,"a "x" b",1\nu2,b,2\n', ["u2"], [(1, 'u1,"a "x" b",1\n')]),
    "quote never closed": (
        'u1,a,1\nu2,"b,2\nu3,c,3\nu4,"d",4\n',
        ["u1", "u3", "u4"],
        [(2, 'u2,"b,2\n')],
    ),
    "quote never closed, last line": ('u1,a,1\nu2,"b,2', ["u1"], [(2, 'u2,"b,2')]),
    "quote inside a bare value": ('u1,5" pipe,1\nu2,b\n', ["u1"], [(2, "u2,b\n")]),
    "record on two lines with a value too many": (
        'u1,"a\nb",1,x\nu2,b,2\n',
        ["u2"],
        [(1, 'u1,"a\nb",1,x\n')],
    ),
    "ends of line mixed": ("u1,a,1\r\nu2,b,2\nu3,c,3\r\n", ["u1", "u2", "u3"], []),
    "blank lines": ("\nu1,a,1\n\n\nu2,b\n\nu3,c,3\n\n", ["u1", "u3"], [(2, "u2,b\n")]),
    "record on two lines beside a bad one": (
        'u1,"a\nb",1\nu2\nu3,c,3\n',
        ["u1", "u3"],
        [(2, "u2\n")],
    ),
}


@pytest.mark.parametrize(("corps", "gardes", "rebuts"), DEGATS.values(), ids=DEGATS.keys())
def test_a_bad_line_is_set_aside_and_the_others_are_kept(tmp_path, relire, corps, gardes, rebuts):
    chemin = tmp_path / "t.csv"
    chemin.write_bytes((ENTETE + corps).encode())
    lu = relire(decpinfo.load, chemin)
    assert [r["uid"] for r in lu.records] == gardes
    assert [(r.rang, r.texte) for r in lu.lecture.rebuts] == rebuts
    assert {r.code for r in lu.lecture.rebuts} <= {"ligne_illisible"}
    assert lu.lecture.lus == lu.lecture.lignes == len(gardes) + len(rebuts)


def test_a_reject_tells_its_line_in_the_file(tmp_path, relire):
    chemin = tmp_path / "t.csv"
    chemin.write_text(ENTETE + 'u1,"a\nb",1\nu2,b\nu3,"c"c,3\n')
    details = [r.detail for r in relire(decpinfo.load, chemin).lecture.rebuts]
    assert details == [
        "ligne 4 : 2 valeurs au lieu de 3",
        "ligne 5 : guillemets mal fermés ou mal échappés",
    ]


def test_the_rank_counts_the_bad_lines_too(tmp_path, relire):
    chemin = tmp_path / "t.csv"
    chemin.write_text(ENTETE + "u1,a,1\nbad\nu3,c,3\nu1,a,1\n")
    lu = relire(decpinfo.load, chemin)
    assert [(r["uid"], r["_rang"]) for r in lu.records] == [("u1", 1), ("u3", 3)]
    assert lu.lecture.lignes == 4


def test_an_endless_line_does_not_lose_the_file(tmp_path, relire, monkeypatch):
    monkeypatch.setattr(reparation, "RECORD_MAX", 1000)
    monkeypatch.setattr(reparation, "TEXTE_MAX", 50)
    chemin = tmp_path / "t.csv"
    chemin.write_text(ENTETE + "u1,a,1\nu2," + "x" * 3_000_000 + ",2\nu3,c,3\n")
    lu = relire(decpinfo.load, chemin)
    assert [r["uid"] for r in lu.records] == ["u1", "u3"]
    assert [len(r.texte) for r in lu.lecture.rebuts] == [50]


def test_a_line_beyond_the_bound_is_told_as_such_with_its_size(tmp_path, relire, monkeypatch):
    monkeypatch.setattr(reparation, "OCTETS_MAX", 1_000_000)
    chemin = tmp_path / "t.csv"
    longue, etendue = "x" * (3 << 20), ("y" * 9_999 + "\n") * 60
    chemin.write_text(f'{ENTETE}u1,a,1\nu2,{longue},2\nu3,"{etendue}",3\nu4,b,4\nu5,"c,5\nu6,d,6\n')

    lu = relire(decpinfo.load, chemin)

    assert [r["uid"] for r in lu.records] == ["u1", "u4", "u6"]
    assert [(r.rang, r.code, r.detail) for r in lu.lecture.rebuts] == [
        (2, "trop_long", "ligne 3 : 3,0 Mo ; au-delà de 0,5 Mo, aucune n’est lue"),
        (3, "trop_long", "ligne 4 : 0,6 Mo ; au-delà de 0,5 Mo, aucune n’est lue"),
        (5, "ligne_illisible", "ligne 66 : guillemets mal fermés ou mal échappés"),
    ]


def test_a_long_value_that_the_quick_path_would_take_is_taken(tmp_path, relire):
    chemin = tmp_path / "t.csv"
    chemin.write_text(ENTETE + "u1," + "x" * 200_000 + ",1\nbad\n")

    lu = relire(decpinfo.load, chemin)

    assert [len(r["objet"]) for r in lu.records] == [200_000]
    assert [r.detail for r in lu.lecture.rebuts] == ["ligne 3 : 1 valeurs au lieu de 3"]


HOSTILES = (
    'x"; DROP TABLE brut; --',
    "x'), (SELECT 1)) --",
    "Montant",  # repeated, with another case
    "montant",
    "file_row_number",
    "_rang_source",
    "",
)


def test_headers_are_never_sql(tmp_path, relire):
    colonnes = ["uid", *HOSTILES]
    lignes = [dict.fromkeys(colonnes, "1") | {"uid": "u1"}]
    for abime in (False, True):
        chemin = tmp_path / f"{abime}.csv"
        ecrit = ",".join('"' + c.replace('"', '""') + '"' for c in colonnes)
        chemin.write_text(ecrit + "\n" + ",".join(lignes[0].values()) + "\n" + "bad\n" * abime)
        lu = relire(decpinfo.load, chemin)
        assert [(r["uid"], r["montant"]) for r in lu.records] == [("u1", "1")]
        assert lu.lecture.champs_inconnus == dict.fromkeys(set(HOSTILES) - {"Montant"}, 1)


def test_headers_of_parquet_are_never_sql(tmp_path, relire):
    chemin = tmp_path / "t.parquet"
    nom = HOSTILES[0].replace('"', '""')
    with duckdb.connect() as connexion:
        connexion.execute(f"""COPY (SELECT 'u' AS uid, 1 AS "{nom}") TO '{chemin}'""")
    assert relire(decpinfo.load, chemin).lecture.champs_inconnus == {HOSTILES[0]: 1}


@pytest.mark.parametrize("nom", ["l'été.csv", "a[1]*?.csv", "x'); --.csv", "«é» .csv"])
@pytest.mark.parametrize("fin", ["", "bad\n"])
def test_paths_and_names_of_tables_are_never_sql(tmp_path, relire, nom, fin):
    chemin = tmp_path / nom
    (tmp_path / "a1xx.csv").write_text(ENTETE + "piege,a,1\n")
    chemin.write_text(ENTETE + "u1,a,1\n" + fin)
    lu = relire(decpinfo.load, chemin, table='b"rut; --')
    assert [r["uid"] for r in lu.records] == ["u1"]


def test_the_order_of_rows_does_not_depend_on_the_settings_of_the_connection(tmp_path, travail):
    chemin = tmp_path / "t.csv"
    chemin.write_text(ENTETE + "".join(f"u{i},a,1\n" for i in range(1, 5001)))
    with duckdb.connect() as connexion:
        connexion.execute("SET preserve_insertion_order = false")
        decpinfo.load(connexion, chemin, "brut", travail)
        faux = connexion.execute("SELECT count(*) FROM brut WHERE uid <> 'u' || _rang").fetchall()
        reglage = connexion.execute("SELECT current_setting('preserve_insertion_order')")
        assert (faux, reglage.fetchall()) == ([(0,)], [(False,)])

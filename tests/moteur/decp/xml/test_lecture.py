"""Contracts in XML: shape, encodings, damage."""

import json
from pathlib import Path

import pytest

from spaser.elements import ErreurSpaser
from spaser.moteur.decp.xml import decoupe
from spaser.moteur.decp.xml.lecture import parse_carefully, read_xml, stream_xml
from tests.moteur.decp.lectures import list_anomalies, list_codes, read_lignes, strip
from tests.moteur.decp.xml.exemples import (
    ATTENDU,
    CONCESSION,
    CONCESSION_ATTENDUE,
    MARCHE,
    reader,
    root,
    small,
)


@pytest.fixture
def read(tmp_path):
    return reader(tmp_path)


# --- shape


def test_a_contract_takes_the_shape_of_json(read):
    lecture, lignes = read(root(MARCHE))

    assert lignes == [{"_rang": 1, "_famille": "marche", **ATTENDU}]
    assert lecture.champs_inconnus == {}


def test_a_concession_takes_the_shape_of_json(read):
    _, lignes = read(root(CONCESSION))

    assert lignes == [{"_rang": 1, "_famille": "concession", **CONCESSION_ATTENDUE}]


def test_families_share_their_ranks(read):
    _, lignes = read(root(CONCESSION, small(1), CONCESSION, small(2)))

    assert [(ligne["_rang"], ligne["_famille"]) for ligne in lignes] == [
        (1, "concession"),
        (2, "marche"),
        (3, "concession"),
        (4, "marche"),
    ]


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        pytest.param("<objet> \n\t </objet>", {"objet": None}, id="white space"),
        pytest.param("<titulaires>\n</titulaires>", {"titulaires": None}, id="white list"),
        pytest.param("<modifications/>", {"modifications": None}, id="empty list"),
        pytest.param(
            "<objet>a &#233; &#xE9; &lt;b&gt;</objet>", {"objet": "a é é <b>"}, id="references"
        ),
        pytest.param("<objet><![CDATA[a < b & c]]></objet>", {"objet": "a < b & c"}, id="CDATA"),
        pytest.param("<objet>a<!-- </marche> -->b</objet>", {"objet": "ab"}, id="comment"),
        pytest.param('<objet lang="fr">a</objet>', {"objet": "a"}, id="attribute"),
        pytest.param('<objet xsi:nil="true"/>', {"objet": None}, id="undeclared prefix"),
        pytest.param("<objet>a\r\nb</objet>", {"objet": "a\nb"}, id="line ends"),
        pytest.param(
            "<titulaires><titulaire><id>1</id></titulaire></titulaires>"
            "<titulaires><titulaire><id>2</id></titulaire></titulaires>",
            {"titulaires": [{"titulaire": {"id": "1"}}, {"titulaire": {"id": "2"}}]},
            id="repeated blocks",
        ),
        pytest.param(
            "<titulaires><typeIdentifiant>SIRET</typeIdentifiant><id>1</id></titulaires>"
            "<titulaires><typeIdentifiant>TVA</typeIdentifiant><id>2</id></titulaires>",
            {
                "titulaires": [
                    {"titulaire": {"typeIdentifiant": "SIRET", "id": "1"}},
                    {"titulaire": {"typeIdentifiant": "TVA", "id": "2"}},
                ]
            },
            id="blocks that are items",
        ),
        pytest.param(
            "<considerationsSociales><considerationSociale>a</considerationSociale>"
            "</considerationsSociales><considerationsSociales><considerationSociale/>"
            "<considerationSociale>b</considerationSociale></considerationsSociales>",
            {"considerationsSociales": {"considerationSociale": ["a", "b"]}},
            id="repeated texts",
        ),
        pytest.param(
            "<technique>a</technique><technique>b</technique>",
            {"technique": ["a", "b"]},
            id="draft 2.0.0",
        ),
        pytest.param(
            "<techniques>Concours</techniques>", {"techniques": "Concours"}, id="no child"
        ),
        pytest.param(
            "<titulaires><titulaire/></titulaires>",
            {"titulaires": [{"titulaire": None}]},
            id="empty item",
        ),
    ],
)
def test_fields_are_read_as_they_come(read, champs, attendu):
    lecture, lignes = read(root(small(1, champs), small(2)))

    assert lecture.rebuts == []
    assert strip(lignes[0]) == {"id": "m1", **attendu}
    assert list_anomalies(lignes[0]) == []
    assert strip(lignes[1]) == {"id": "m2", "objet": "x"}


def test_fields_may_come_in_any_order(read):
    debut, fin = MARCHE.split("\n", 1)[0], "</marche>"
    champs = MARCHE.removeprefix(debut).removesuffix(fin)
    nature = "  <nature>Marché</nature>\n"

    _, lignes = read(root(debut + nature + champs.replace(nature, "") + fin))

    assert strip(lignes[0]) == ATTENDU


def test_unknown_fields_are_counted_and_those_without_use_are_not(read):
    champs = "<objet>x</objet><couleur>bleu</couleur><uuid>1</uuid>"

    lecture, lignes = read(root(*(small(n, champs) for n in range(200)), small("&amp;", champs)))

    assert lecture.champs_inconnus == {"couleur": 201}
    assert all(strip(ligne).keys() == {"id", "objet"} for ligne in lignes)


def test_a_text_between_the_fields_of_a_record_is_told(read):
    _, lignes = read(root("<marche><id>1</id> égaré <objet>x</objet>perdu</marche>"))

    assert strip(lignes[0]) == {"id": "1", "objet": "x"}
    assert lignes[0]["_anomalies"] == [
        {"code": "texte_entre_balises", "champ": None, "valeur": "égaré perdu"}
    ]


def test_an_unknown_field_is_counted_once_when_its_record_needs_care(read):
    champs = "<objet>a > b > c</objet><couleur>bleu</couleur>"

    lecture, lignes = read(root(*(small(n, champs) for n in range(4))))

    assert [ligne["objet"] for ligne in lignes] == ["a > b > c"] * 4
    assert lecture.champs_inconnus == {"couleur": 4}


@pytest.mark.parametrize(
    ("racine", "prefixe"),
    [
        ('<marches xmlns="urn:decp">', ""),
        ('<d:marches xmlns:d="urn:decp">', "d:"),
        ('<marches xmlns:xsi="x" xsi:noNamespaceSchemaLocation="m.xsd">', ""),
        ("<marches>", "oublie:"),
    ],
)
def test_names_are_local(read, racine, prefixe):
    dedans = MARCHE.replace("</", "<&").replace("<&", f"</{prefixe}").replace("<", f"<{prefixe}")
    dedans = dedans.replace(f"<{prefixe}/{prefixe}", f"</{prefixe}")
    nom = racine[1:].split()[0].rstrip(">")

    lecture, lignes = read(f"<?xml version='1.0'?>{racine}{dedans}</{nom}>")

    assert lecture.rebuts == []
    assert [strip(ligne) for ligne in lignes] == [ATTENDU]


def test_a_record_may_be_the_root(read):
    entete = '<?xml version="1.0" encoding="UTF-8"?>\n<marche xmlns:xsi="x" xsi:schemaLocation="y">'

    _, lignes = read(entete + MARCHE.removeprefix("<marche>"))

    assert [strip(ligne) for ligne in lignes] == [ATTENDU]


def test_look_alikes_in_comments_are_no_records(read):
    faux = f"<!-- {small(8)} --><!-- <marche> -->"
    cdata = small(2, f"<objet><![CDATA[{small(9)}]]></objet>")

    lecture, lignes = read(root(faux, small(1), faux, cdata, faux))

    assert lecture.rebuts == []
    assert [ligne["id"] for ligne in lignes] == ["m1", "m2"]
    assert lignes[1]["objet"] == small(9)


@pytest.mark.parametrize(
    "contenu", ["", "<marches/>", "<marches></marches>", "<autre><a>1</a></autre>", "texte"]
)
def test_without_a_record_nothing_is_read(read, contenu):
    assert read(contenu)[0].lus == 0


# --- encodings


@pytest.mark.parametrize(
    ("declare", "codec", "texte"),
    [
        ("UTF-8", "utf-8-sig", "Marché œuvre €"),
        ("ISO-8859-1", "iso-8859-1", "Marché"),
        ("ISO-8859-1", "cp1252", "Marché œuvre €"),
        ("iso-8859-15", "iso-8859-15", "Marché œuvre €"),
        ("windows-1252", "cp1252", "Marché œuvre €"),
        ("UTF-16", "utf-16", "Marché œuvre €"),
        ("UTF-16", "utf-16-le", "Marché œuvre"),
        ("UTF-16", "utf-16-be", "Marché œuvre"),
        ("UTF-16", "utf-8", "Marché œuvre €"),
    ],
)
def test_a_declared_encoding_is_followed(read, declare, codec, texte):
    contenu = f'<?xml version="1.0" encoding="{declare}"?>\n' + root(
        small(1, f"<objet>{texte}</objet>")
    )

    lecture, lignes = read(contenu.encode(codec))

    assert lecture.rebuts == []
    assert lignes == [{"_rang": 1, "_famille": "marche", "id": "m1", "objet": texte}]


@pytest.mark.parametrize(
    "entete", ["", '<?xml version="1.0" encoding="UTF-8"?>', '<?xml encoding="zzz"?>']
)
def test_bytes_that_are_not_utf8_are_supposed_to_be_cp1252(read, entete):
    champs = "<objet>œuvre à protéger</objet>"

    _, lignes = read((entete + root(small(1, champs), small(2))).encode("cp1252"))

    assert lignes[0]["objet"] == "œuvre à protéger"
    assert list_anomalies(lignes[0]) == [("encodage_suppose", "objet")]
    assert list_anomalies(lignes[1]) == []


# --- damage

DEGATS = {
    "control character": (b"<objet>a\x01b</objet>", "ab", [("caractere_de_controle", "objet")]),
    "reference to a control character": (
        b"<objet>a&#x1;b&#0;</objet>",
        "ab",
        [("caractere_de_controle", "objet")],
    ),
    "reference to no character": (
        b"<objet>a&#xD800;&#99999999;b</objet>",
        "ab",
        [("caractere_de_controle", "objet")],
    ),
    "bare ampersand": (b"<objet>a & b</objet>", "a & b", [("esperluette_non_echappee", "objet")]),
    "HTML entity": (b"<objet>a&nbsp;&eacute;</objet>", "a\u00a0é", [("entite_inconnue", "objet")]),
    "unknown entity": (b"<objet>&zzz;</objet>", "&zzz;", [("entite_inconnue", "objet")]),
    "bare less-than": (b"<objet>a < 3</objet>", "a < 3", [("chevron_non_echappe", "objet")]),
    "tags in a text": (
        b"<objet>a <b>b</b> c</objet>",
        "a b c",
        [("balises_dans_un_texte", "objet")],
    ),
    "field given twice": (b"<objet>a</objet><objet>b</objet>", "b", [("cle_en_double", "objet")]),
    "text in an object": (
        b"<objet>a</objet><acheteur>z<id>1</id></acheteur>",
        "a",
        [("texte_entre_balises", "acheteur")],
    ),
}


@pytest.mark.parametrize(("champs", "objet", "codes"), DEGATS.values(), ids=DEGATS)
def test_small_damage_is_repaired_and_told(read, champs, objet, codes):
    octets = root(small(1), small(2, "@"), small(3)).encode().replace(b"@", champs)

    lecture, lignes = read(octets)

    assert lecture.rebuts == []
    assert [ligne["id"] for ligne in lignes] == ["m1", "m2", "m3"]
    assert lignes[1]["objet"] == objet
    assert list_anomalies(lignes[1]) == codes


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        pytest.param("</objet>", "", id="tag not closed"),
        pytest.param("</objet>", "</objt>", id="tags that differ"),
        pytest.param("<id>m2", "<id m2", id="bad tag"),
        pytest.param("</marche>", "", id="record not closed"),
        pytest.param("<objet>", "<objet>&amp;<!--", id="open comment"),
    ],
)
def test_a_record_that_cannot_be_read_is_put_aside_alone(read, avant, apres):
    abime = small(2).replace(avant, apres, 1)

    lecture, lignes = read(root(small(1), abime, small(3), CONCESSION))

    assert [ligne["id"] for ligne in lignes] == ["m1", "m3", "DSP"]
    assert [(r.rang, r.code) for r in lecture.rebuts] == [(2, "illisible")]
    assert lecture.rebuts[0].texte == abime


def test_a_record_whose_first_tag_is_lost_is_put_aside(read):
    perdu = small(2).removeprefix("<marche>")

    lecture, lignes = read(root(small(1), perdu, small(3)))

    assert [ligne["id"] for ligne in lignes] == ["m1", "m3"]
    assert list_codes(lecture) == ["illisible"]
    assert perdu in lecture.rebuts[0].texte


def test_a_record_too_deep_is_put_aside(read):
    profond = "<a>" * 100 + "1" + "</a>" * 100

    lecture, _ = read(root(small(1), small(2, profond)))

    assert list_codes(lecture) == ["trop_imbrique"]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE marches [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE marches [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE marches SYSTEM "m.dtd" [<!ENTITY % p SYSTEM "http://exemple.fr/p"> %p;]>',
        '<!-- <marches> --><!DOCTYPE marches [<!ENTITY a "<marche/>">]>',
    ],
)
def test_a_file_that_declares_entities_is_refused(read, doctype):
    lecture, lignes = read(doctype + root(small(1, "<objet>&a;&x;</objet>")))

    assert lignes == []
    assert [(r.rang, r.code) for r in lecture.rebuts] == [(1, "doctype_refuse")]
    assert lecture.lus == 1


def test_a_document_type_alone_does_no_harm(read):
    lecture, lignes = read('<!DOCTYPE marches SYSTEM "m.dtd">' + root(small(1)))

    assert (lecture.rebuts, [ligne["id"] for ligne in lignes]) == ([], ["m1"])


def test_wherever_a_file_is_cut_what_comes_before_is_kept(read):
    octets = root(small(1), CONCESSION, small(2)).encode()
    fins = [
        octets.index(balise, depart) + len(balise)
        for balise, depart in (
            (b"</marche>", 0),
            (b"</contrat-concession>", 0),
            (b"</marche>", 100),
        )
    ]
    for coupe in range(len(octets) - 3, 12, -5):
        lecture, lignes = read(octets[:coupe])

        assert len(lignes) == sum(fin <= coupe for fin in fins)
        assert list_codes(lecture) == ["tronque"]


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(ErreurSpaser, match=r"absent\.xml"):
        read_xml(tmp_path / "absent.xml", tmp_path)


# --- by stretches


def _write_large(dossier):
    """Write 700 records, one of which in seven needs care and one cannot be read."""
    records = [
        small(n, "<objet>a</objet>" if n % 7 else "<objet>a & b</objet>") for n in range(700)
    ]
    records[300] = records[300].replace("</objet>", "")
    source = dossier / "large.xml"
    source.write_text(root(*records))
    return source


def test_a_large_file_is_read_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr(decoupe, "TAILLE", 4096)

    lecture = read_xml(_write_large(tmp_path), tmp_path)
    lignes = read_lignes(lecture)

    assert len(lecture.fichiers) > 5
    assert [ligne["_rang"] for ligne in lignes] == [n for n in range(1, 701) if n != 301]
    assert [ligne["id"] for ligne in lignes] == [f"m{n}" for n in range(700) if n != 300]
    assert [rebut.rang for rebut in lecture.rebuts] == [301]


def test_what_is_read_of_a_file_is_told_stretch_by_stretch(tmp_path, monkeypatch):
    monkeypatch.setattr(decoupe, "TAILLE", 4096)

    lues = list(stream_xml(_write_large(tmp_path), tmp_path))

    premiers = [read_lignes(lecture)[0]["_rang"] for lecture in lues]
    avant = [1 + sum(lecture.lus for lecture in lues[:n]) for n in range(len(lues))]
    assert len(lues) > 5
    assert premiers == avant
    assert sum(lecture.lus for lecture in lues) == 700


def test_careful_reading_gives_the_same_shape():
    assert parse_carefully(MARCHE) == (ATTENDU, [])


# --- real files


@pytest.mark.donnees_reelles
def test_official_examples_and_real_files_are_read(donnees_reelles, tmp_path):
    fichiers = sorted(donnees_reelles.rglob("*.xml"))
    assert fichiers
    for numero, fichier in enumerate(fichiers):
        dossier = tmp_path / str(numero)
        dossier.mkdir()
        lecture = read_xml(fichier, dossier)

        texte = fichier.read_text(encoding="utf-8")
        assert lecture.rebuts == [], fichier.name
        lignes = read_lignes(lecture)
        nombre = texte.count("</marche>") + texte.count("</contrat-concession>")
        assert len(lignes) == nombre, fichier.name
        assert all("_anomalies" not in ligne and ligne["id"] for ligne in lignes)
        assert set(lecture.champs_inconnus) <= {"lieuExecution"}
        assert all(f"<id>{ligne['id']}</id>" in texte for ligne in lignes)
        assert json.dumps(lignes, ensure_ascii=False).count("titulaire") or "concession" in texte
        assert Path(lecture.fichiers[0]).stat().st_size < fichier.stat().st_size * 2


def test_a_tag_that_only_opens_is_not_taken_for_one_that_holds_a_text(read):
    ouverte = "<marche><id>m9</id><objet></marche>"

    lecture, lignes = read(root(*[small(n) for n in range(100)], ouverte))

    assert [ligne["id"] for ligne in lignes[:100]] == [f"m{n}" for n in range(100)]
    assert lecture.lus == len(lignes) + len(lecture.rebuts) == 101
    assert all("objet" not in ligne for ligne in lignes[100:])


def test_quotes_and_backslashes_come_out_as_they_were(read):
    objets = ['un "lot"', "a\\b", "deux\nlignes", "espace\u00a0insécable"]
    records = [f"<marche><id>m{n}</id><objet>{objets[n % 4]}</objet></marche>" for n in range(200)]

    _, lignes = read(root(*records))

    assert [ligne["objet"] for ligne in lignes] == objets * 50


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("a > b", "a > b"),
        ("a &amp; b", "a & b"),
        ("&lt;id&gt;", "<id>"),
        ('"a" \\ b', '"a" \\ b'),
        (" a ", "a"),
        ("\u00a0a\u00a0", "a"),
        ("", None),
        (" &#32; ", None),
        ("a\r\nb", "a\nb"),
        ("100 %s", "100 %s"),
    ],
)
def test_a_known_run_of_tags_does_not_hide_what_its_texts_hold(read, ecrit, lu):
    champs = "<objet>{}</objet><nature>Marché</nature>"

    lecture, lignes = read(
        root(*(small(n, champs.format("x")) for n in range(5)), small(5, champs.format(ecrit)))
    )

    assert lecture.rebuts == []
    assert strip(lignes[5]) == {"id": "m5", "objet": lu, "nature": "Marché"}


@pytest.mark.parametrize("entre", ["\n", "\n\t", "\r\n  ", " "])
def test_a_record_may_be_written_on_several_lines(read, entre):
    champs = ("<objet>{}</objet>", "<titulaires>", "<titulaire>", "<id>1</id>", "</titulaire>")
    record = entre.join(["<marche>", *champs, "</titulaires>", "</marche>"])

    lecture, lignes = read(
        root(*(record.format(t) for t in ["x", "y", "a > b > c", " \u00a0z", " "]))
    )

    assert lecture.rebuts == []
    assert [ligne["objet"] for ligne in lignes] == ["x", "y", "a > b > c", "z", None]
    assert {json.dumps(ligne["titulaires"]) for ligne in lignes} == {'[{"titulaire": {"id": "1"}}]'}


@pytest.mark.parametrize(
    "abime",
    [
        pytest.param("<marche><id>m9</id\0\0objet>x</objet></marche>", id="control characters"),
        pytest.param("<marche><id<m9</id><objet>x</objet></marche>", id="opened twice"),
        pytest.param("<marche><id>m9>/id><objet>x</objet></marche>", id="closed twice"),
        pytest.param("<marche><id<m9>/id><objet>x</objet></marche>", id="both"),
    ],
)
def test_a_known_run_of_tags_does_not_hide_a_bracket_that_is_wrong(read, abime):
    lecture, lignes = read(root(*(small(n) for n in range(5)), abime))

    assert [ligne["id"] for ligne in lignes] == [f"m{n}" for n in range(5)]
    assert list_codes(lecture) == ["illisible"]


def test_a_known_run_of_tags_does_not_hide_a_tag_that_none_opened(read):
    lecture, lignes = read(
        root(*(small(n, "<objet>x</objet>") for n in range(5)), small(5, "<objet>id>x</id</objet>"))
    )

    assert [rebut.rang for rebut in lecture.rebuts] == [6]
    assert len(lignes) == 5

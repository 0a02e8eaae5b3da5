import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spaser.moteur.decp.reconnaissance import Disposition, recognise
from spaser.moteur.valeurs import Ignore, Piece
from tests.moteur.decp.lectures import ANCIEN, CONCESSION, MARCHE, dump

JSON, XML = Disposition.JSON_MARCHES, Disposition.XML_MARCHES
DECPINFO = (
    "uid,id,acheteur_id,titulaire_id,objet,montant,dateNotification\n1,1,2,3,a,10,2024-01-01\n"
)
MINISTERE = (
    "id;acheteur_id;objet;montant;datenotification;titulaire_id_1;titulaire_id_2\n1;2;a;3;;4;\n"
)


@pytest.fixture
def reconnaitre(tmp_path):
    def _reconnaitre(contenu, nom="fichier.txt"):
        octets = contenu if isinstance(contenu, bytes) else contenu.encode()
        fichier = tmp_path / nom
        fichier.write_bytes(octets)
        return recognise(Piece(nom, str(fichier), len(octets)))

    return _reconnaitre


CONNUS = {
    "v1": (dump({"marches": [ANCIEN]}), JSON),
    "v1 with a schema": (dump({"$schema": "s", "source": "x", "marches": [ANCIEN]}), JSON),
    "v2": (dump({"marches": {"marche": [MARCHE], "contrat-concession": [CONCESSION]}}), JSON),
    "v2 without contracts": (dump({"marches": {"contrat-concession": [CONCESSION]}}), JSON),
    "empty list": ('{"marches":[]}', JSON),
    "empty families": ('{"marches":{}}', JSON),
    "bare list": (dump([ANCIEN, ANCIEN]), JSON),
    "one record": (dump(CONCESSION, indent=4), JSON),
    "one record a line": (dump(ANCIEN) + b"\n" + dump(ANCIEN), JSON),
    "flat consolidated": ('[{"acheteur.id":"1","id":"a"}]', JSON),
    "scarce record": ('[{"id":"a","montant":1,"objet":"b"}]', JSON),
    "records under other keys": (dump({"resultat": {"lignes": [ANCIEN]}}), JSON),
    "damaged in the first record": (
        dump({"marches": [ANCIEN]}).replace(b'"nature": "', b'"nature": '),
        JSON,
    ),
    "cut": (dump({"marches": [ANCIEN]})[:60], JSON),
    "byte order mark": (b"\xef\xbb\xbf \r\n" + dump({"marches": []}), JSON),
    "UTF-16": (dump({"marches": [ANCIEN]}).decode().encode("utf-16"), JSON),
    "UTF-16 without a mark": (dump({"marches": [ANCIEN]}).decode().encode("utf-16-le"), JSON),
    "Latin-1": (dump({"marches": [ANCIEN]}).decode().encode("latin-1"), JSON),
    "text before": ("Warning: x in y.php\n" + '{"marches":[]}', JSON),
    "XML": ("<?xml version='1.0'?>\n<marches><marche/></marches>", XML),
    "empty XML": ("<marches/>", XML),
    "prefix": ('<d:marches xmlns:d="urn:x"><d:marche/></d:marches>', XML),
    "one contract": ('<?xml version="1.0"?><marche xmlns:xsi="x"><id>1</id></marche>', XML),
    "one concession": ("<contrat-concession><id>1</id></contrat-concession>", XML),
    "envelope": ("<depot><date>x</date><marches/></depot>", XML),
    "UTF-16 XML": ('<?xml version="1.0" encoding="UTF-16"?><marches/>'.encode("utf-16"), XML),
    "comment first": ("<!-- <html> --><marches></marches>", XML),
    "document type": ('<!DOCTYPE marches [<!ENTITY a "b">]><marches/>', XML),
    "PHP warning before": ("<br />\n<b>Warning</b>: x<marches><marche/></marches>", XML),
    "decp.info": (DECPINFO, Disposition.TABLEAU_DECPINFO),
    "decp.info, semicolons": (DECPINFO.replace(",", ";"), Disposition.TABLEAU_DECPINFO),
    "decp.info without uid": (DECPINFO.replace("uid,", "x,"), Disposition.TABLEAU_DECPINFO),
    "decp.info, quoted, with a mark": (
        ("\ufeff" + DECPINFO.replace("uid", '"uid"')).encode(),
        Disposition.TABLEAU_DECPINFO,
    ),
    "decp.info, UTF-16": (DECPINFO.encode("utf-16"), Disposition.TABLEAU_DECPINFO),
    "ministry": (MINISTERE, Disposition.TABLEAU_MINISTERE),
    "ministry, commas": (MINISTERE.replace(";", ","), Disposition.TABLEAU_MINISTERE),
}


@pytest.mark.parametrize(("contenu", "attendu"), CONNUS.values(), ids=CONNUS)
def test_layouts_are_told_by_their_contents(reconnaitre, contenu, attendu):
    assert reconnaitre(contenu) == attendu


def _zip(*noms):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        for nom in noms:
            archive.writestr(nom, "x")
    return tampon.getvalue()


SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "properties": {"marches": {"type": "object", "properties": {"marche": {"items": {}}}}},
    "definitions": {"marche": {"properties": {"acheteur": {}, "objet": {}}}},
}
GEO = {
    "type": "FeatureCollection",
    "features": [{"properties": {"nature": "x", "objet": "y"}}] * 900,
}
IGNORES = {
    "JSON schema": (dump(SCHEMA), "schéma de données"),
    "table schema": (dump({"$schema": "x", "fields": [{"name": "objet"}]}), "schéma de données"),
    "GeoJSON": (dump(GEO), "GeoJSON"),
    "settings": (dump({"name": "x", "dependencies": {"a": 1}}), "fichier JSON sans marché"),
    "empty JSON list": ("[]", "sans aucun enregistrement"),
    "empty JSON object": ("{}\n", "sans aucun enregistrement"),
    "flat table in JSON": (
        dump([{"id": 1, "objet": "a", "montant": 1, "nature": "x", "titulaire_id_1": "2"}]),
        "exportez-le plutôt en CSV",
    ),
    "XSD": (
        '<?xml version="1.0"?><xs:schema xmlns:xs="x"><xs:element name="marches"/></xs:schema>',
        "schéma XML",
    ),
    "other XML": (
        "<catalogue><produit/></catalogue>",
        "la racine « catalogue » n’est pas « marches »",
    ),
    "error page": ("<!DOCTYPE html><html><body>502 Bad Gateway</body></html>", "page web"),
    "error page, upper case": ("\n<HTML><HEAD><TITLE>Error</TITLE>", "page web"),
    "XHTML": ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html xmlns="y"/>', "page web"),
    "Markdown": ("# Données\n\nVoici, en somme, le contenu : des marchés.\n", "texte libre"),
    "letter": ("Bonjour,\nvoici le fichier demandé.\nCordialement,\n", "texte libre"),
    "one word": ("bonjour", "texte libre"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "document PDF"),
    "workbook": (_zip("[Content_Types].xml"), "classeur ou document"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "ancien classeur"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4", "décompressez-la d’abord"),
    "tar": (b"a.json".ljust(257, b"\0") + b"ustar\0" + b"\0" * 300, "décompressez-la d’abord"),
    "SQLite": (b"SQLite format 3\0" + b"\0" * 99, "base SQLite"),
    "image": (b"\x89PNG\r\n\x1a\n", "image"),
    "other binary": (b"\x01\x02\x03\x04,\x05\n", "fichier binaire"),
    "blank": (" \n\t\r\n", "fichier vide"),
    "mark alone": (b"\xef\xbb\xbf", "fichier vide"),
}


@pytest.mark.parametrize(("contenu", "raison"), IGNORES.values(), ids=IGNORES)
def test_what_holds_no_contract_is_set_aside_with_its_reason(reconnaitre, contenu, raison):
    trouve = reconnaitre(contenu, "dossier.json")

    assert isinstance(trouve, Ignore)
    assert trouve.nom == "dossier.json"
    assert raison in trouve.raison


def test_an_unknown_table_names_what_it_has_and_what_it_lacks(reconnaitre):
    trouve = reconnaitre("id_marche,montant,siren acheteur\n1,2,3\n4,5,6\n")

    assert trouve.raison == (
        "tableau non reconnu : il manque uid (ou acheteur_id et id), titulaire_id, "
        "dateNotification (colonnes vues : id_marche, montant, siren acheteur)"
    )


@pytest.mark.parametrize(
    ("colonnes", "attendu"),
    [
        (["uid", "titulaire_id", "montant", "dateNotification"], Disposition.PARQUET_DECPINFO),
        (["siren", "nom"], "il manque uid"),
    ],
)
def test_parquet_is_told_by_its_columns(tmp_path, colonnes, attendu):
    fichier = tmp_path / "a"
    pq.write_table(pa.table({c: ["1"] for c in colonnes}), fichier)

    trouve = recognise(Piece("a", str(fichier), fichier.stat().st_size))

    assert trouve == attendu or attendu in trouve.raison


def test_damaged_parquet_is_told(reconnaitre):
    assert reconnaitre(b"PAR1" + b"\0" * 50).raison == "fichier Parquet abîmé"


def test_a_file_that_vanished_is_told(tmp_path):
    trouve = recognise(Piece("a", str(tmp_path / "absent"), 10))

    assert trouve == Ignore("a", "fichier illisible (le système refuse de le lire)")


morceaux = st.sampled_from(
    [
        *'{}[]",:<>\n;',
        "<!--",
        "<?",
        '"marches"',
        '"properties"',
        "marches",
        "uid",
        "titulaire_id",
        "é",
        "\0",
        " ",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(octets=st.lists(morceaux, max_size=60).map("".join).map(str.encode) | st.binary(max_size=99))
def test_any_bytes_are_answered(reconnaitre, octets):
    assert isinstance(reconnaitre(octets), Disposition | Ignore)


# --- real files


@pytest.mark.donnees_reelles
def test_real_files_are_told_apart(donnees_reelles):
    attendus = {
        "v1-2019/**/*.json": {JSON},
        "v2-2022/*.json": {JSON},
        "v2-2022/*.xml": {XML},
        "schemas/exemples-officiels/*json/*": {JSON},
        "schemas/exemples-officiels/*xml/*": {XML},
        "schemas/v*/*.json": {"schéma de données : il décrit des marchés, il n’en contient pas"},
        "schemas/v*/*.xsd": {"schéma XML : il décrit des marchés, il n’en contient pas"},
        "tabulaire/decp*": {Disposition.TABLEAU_DECPINFO},
        "README.md": {"texte libre : ni JSON, ni XML, ni tableau de marchés"},
    }
    for motif, attendu in attendus.items():
        fichiers = list(donnees_reelles.glob(motif))
        assert fichiers, motif
        trouves = {recognise(Piece(f.name, str(f), f.stat().st_size)) for f in fichiers}
        assert {t.raison if isinstance(t, Ignore) else t for t in trouves} == attendu, motif


@pytest.mark.donnees_reelles
def test_the_six_columns_of_the_extract_are_named(donnees_reelles):
    (fichier,) = (donnees_reelles / "tabulaire").glob("*6colonnes*")

    raison = recognise(Piece(fichier.name, str(fichier), fichier.stat().st_size)).raison

    assert "il manque uid (ou acheteur_id et id), titulaire_id, montant, dateNotification" in raison
    assert "id_marche" in raison

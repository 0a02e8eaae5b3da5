"""Damaged inputs: the good records are kept, the others are told, the store is never harmed."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from spaser.moteur.decp import archives, octets, paquets
from spaser.moteur.decp.anomalies import CONSEILS, LIBELLES
from spaser.moteur.decp.json import tolerant
from spaser.moteur.decp.xml import decoupe, lecture
from spaser.moteur.entrepot.dossier import find_version
from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import ACHETEUR, TITULAIRE, ask, marche, sorts

HORS_DE_PORTEE = "TRESOR-DE-LA-MACHINE"


def records(prefixe, nombre, **champs):
    return [
        marche(id=f"{prefixe}{i}", objet=f"Objet {prefixe} {i}", **champs) for i in range(nombre)
    ]


def v1(marches):
    return json.dumps({"marches": marches}, ensure_ascii=False)


def xml(*ids):
    corps = "".join(
        f"<marche><id>{i}</id><acheteur><id>{ACHETEUR}</id></acheteur><objet>Objet {i}</objet>"
        "<montant>5000</montant><titulaires><titulaire><typeIdentifiant>SIRET</typeIdentifiant>"
        f"<id>{TITULAIRE}</id></titulaire></titulaires></marche>"
        for i in ids
    )
    return f"<marches>{corps}</marches>"


def gz(texte):
    return gzip.compress(texte.encode(), mtime=0)


def cut(texte, retire):
    return texte[: len(texte) - retire]


IMBRIQUE = v1([marche(id="prof", lieuExecution="@"), *records("autour", 2)]).replace(
    '"@"', "[" * 5000 + "]" * 5000
)
RIEN = [
    {},
    {"id": "1"},
    {"acheteur": {"id": ACHETEUR}},
    {"acheteur": {"id": "000"}, "id": "z", "objet": "o"},
    {"acheteur": {"id": None}, "id": "z", "objet": "o"},
    5,
    None,
    "x",
    [],
    marche(id="seul bon"),
]

# file -> (contents, contracts, quarantined records as rank -> code)
LUS = {
    "bom.json": ("\ufeff" + v1(records("bom", 2)), 2, {}),
    "bon.json.gz": (gz(v1(records("gz", 2))), 2, {}),
    "bon.xml": (xml("b1", "b2"), 2, {}),
    "casse.json": (
        v1(records("k", 3)).replace('"Objet k 1"', "Objet k 1"),
        2,
        {2: "illisible"},
    ),
    "controle.json": (v1(records("c", 2)).replace("Objet c 0", "Objet\x07c 0"), 2, {}),
    "doubles.json": (
        f'{{"marches":[{{"id":"d","acheteur":{{"id":"{ACHETEUR}"}},"montant":1000,"montant":2000}}]}}',
        1,
        {},
    ),
    "guillemet.json": (v1(records("g", 3)).replace("Objet g 1", 'Objet "g" 1'), 3, {}),
    "imbrique.json": (IMBRIQUE, 3, {}),
    "latin1.json": (
        v1(records("l", 2, ccag="Pas de CCAG", lieuExecution="é")).encode("latin1"),
        2,
        {},
    ),
    "nan.json": (
        v1([*records("n", 1, tauxAvance=float("nan")), *records("i", 1, montant=float("inf"))]),
        2,
        {},
    ),
    "rien.json": (
        v1(RIEN),
        1,
        {
            1: "enregistrement_vide",
            2: "acheteur_absent",
            3: "enregistrement_vide",
            4: "acheteur_inutilisable",
            5: "acheteur_inutilisable",
            6: "pas_un_objet",
            7: "pas_un_objet",
            8: "pas_un_objet",
            9: "pas_un_objet",
        },
    ),
    "inconnus.json": (
        v1([marche(id="connu"), {"foo": "bar"}, {"marche": [{"id": "dedans"}]}]),
        1,
        {2: "enregistrement_vide", 3: "enregistrement_vide"},
    ),
    "textes.json": (v1(records("t", 1, montant="5000.5", dureeMois="12", offresRecues="4")), 1, {}),
    "tronque.json": (cut(v1(records("tj", 3)), 200), 2, {3: "tronque"}),
    "tronque.xml": (cut(xml("tx1", "tx2", "tx3"), 150), 2, {3: "tronque"}),
    "utf16.json": (v1(records("u", 2)).encode("utf-16"), 2, {}),
    "entites.xml": (
        '<!DOCTYPE marches [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
        + xml("e1").replace("Objet e1", "&b;&b;&b;"),
        0,
        {1: "doctype_refuse"},
    ),
    "externe.xml": (
        '<!DOCTYPE marches [<!ENTITY x SYSTEM "file://@HORS_DE_PORTEE@">]>'
        + xml("f1").replace("Objet f1", "&x;"),
        0,
        {1: "doctype_refuse"},
    ),
}
# file -> (contents, words of the reason)
IGNORES = {
    "vide.json": ("", "vide"),
    "blancs.json": (" \n\t\n", "vide"),
    "page.json": ("<!DOCTYPE html><html><body>Erreur 404</body></html>", "page web"),
    "racine.json": ('{"data":[{"x":1}]}', "sans marché"),
    "nombres.json": ("[1,2,3]", "aucun enregistrement"),
    "phrase.json": ('"bonjour"', "texte libre"),
    "image.json": (b"\x89PNG\r\n\x1a\n....", "image"),
    "schema.json": ('{"$schema":"x","definitions":{"marche":{"properties":{}}}}', "schéma"),
    "coupe.json.gz": (gz(v1(records("gzt", 40)))[:60], "compression abîmée"),
    "illisible.json": ("{}", "pas le droit"),
}


@pytest.fixture(scope="module")
def importe(tmp_path_factory):
    """Import a folder that holds them all, once."""
    base = tmp_path_factory.mktemp("abimes")
    dossier = base / "in"
    dossier.mkdir()
    secret = base / "secret.txt"
    secret.write_text(HORS_DE_PORTEE)
    for nom, (contenu, *_) in {**LUS, **IGNORES}.items():
        octets = contenu if isinstance(contenu, bytes) else contenu.encode()
        (dossier / nom).write_bytes(octets.replace(b"@HORS_DE_PORTEE@", str(secret).encode()))
    with zipfile.ZipFile(dossier / "archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bombe.json", "[" + " " * (1 << 22) + "]")
        archive.writestr("../../evade.json", v1(records("evade", 1)))
        archive.writestr("dedans.json", v1(records("zip", 1)))
    avant = set(base.rglob("*"))
    ouvrir = Path.open

    def refuse(self, *args, **options):
        if self.name == "illisible.json":
            raise PermissionError(13, "Permission denied", str(self))
        return ouvrir(self, *args, **options)

    with pytest.MonkeyPatch.context() as change:
        change.setattr(archives, "TAILLE_BOMBE", 1 << 16)
        change.setattr(Path, "open", refuse)
        rapport = import_fichiers([dossier], base / "entrepot")
    ecrits = {f for f in base.rglob("*") if base / "entrepot" not in {f, *f.parents}}
    assert ecrits == avant, "nothing is written outside the store"
    return rapport, base / "entrepot"


def test_the_sum_holds(importe):
    rapport, _ = importe

    compte = sorts(rapport)

    assert compte["quarantaine"] == sum(len(rebuts) for _, _, rebuts in LUS.values())
    assert compte["contrats"] == 1 + sum(contrats for _, contrats, _ in LUS.values())
    assert set(compte) == {"lus", "contrats", "quarantaine"}


@pytest.mark.parametrize("nom", LUS)
def test_a_damaged_file_gives_its_good_records(importe, nom):
    rapport, _ = importe
    _, contrats, rebuts = LUS[nom]

    (fichier,) = [f for f in rapport.fichiers if f.nom == f"in/{nom}"]

    assert (fichier.contrats, fichier.quarantaine) == (contrats, len(rebuts))


def test_each_bad_record_is_kept_with_its_rank_its_reason_and_its_text(importe):
    _, entrepot = importe

    lignes = ask(
        entrepot,
        "SELECT s.nom, rang, code, texte FROM quarantaine q JOIN sources s ON s.cle = q.source",
    )

    lus = {nom: {} for nom in LUS}
    for nom, rang, code, texte in lignes:
        assert texte
        lus[nom.removeprefix("in/")][rang] = code
    assert lus == {nom: rebuts for nom, (_, _, rebuts) in LUS.items()}


@pytest.mark.parametrize(
    ("rang", "texte"), [(2, '{"foo":"bar"}'), (3, '{"marche":[{"id":"dedans"}]}')]
)
def test_a_record_without_any_known_field_is_kept_whole(importe, rang, texte):
    _, entrepot = importe

    lignes = ask(
        entrepot,
        "SELECT texte FROM quarantaine q JOIN sources s ON s.cle = q.source "
        "WHERE s.nom = 'in/inconnus.json' AND rang = $1",
        [rang],
    )

    assert [ligne[0].replace(" ", "") for ligne in lignes] == [texte]


@pytest.mark.parametrize("nom", IGNORES)
def test_an_input_without_any_record_is_ignored_with_a_reason_in_french(importe, nom):
    rapport, _ = importe

    raisons = {i.nom: i.raison for i in rapport.ignores}

    assert IGNORES[nom][1] in raisons[f"in/{nom}"]


def test_members_of_an_archive_that_threaten_the_machine_are_refused(importe):
    rapport, entrepot = importe

    raisons = {i.nom: i.raison for i in rapport.ignores if "archive.zip" in i.nom}

    assert set(raisons) == {"in/archive.zip › bombe.json", "in/archive.zip › ../../evade.json"}
    assert "démesurément grand" in raisons["in/archive.zip › bombe.json"]
    assert "hors de l’archive" in raisons["in/archive.zip › ../../evade.json"]
    assert ask(entrepot, "SELECT id FROM marches WHERE id IN ('zip0', 'evade0')") == [("zip0",)]


def test_nothing_ignored_is_unsaid(importe):
    rapport, _ = importe

    assert len(rapport.ignores) == len(IGNORES) + 2


def test_an_external_entity_never_brings_a_file_of_the_machine(importe):
    _, entrepot = importe

    for table in ("marches", "quarantaine", "anomalies", "titulaires"):
        assert HORS_DE_PORTEE not in str(ask(entrepot, f"FROM {table}"))


def test_every_code_has_its_words_and_its_advice(importe):
    _, entrepot = importe

    codes = ask(entrepot, "SELECT code FROM quarantaine UNION SELECT code FROM anomalies")

    assert [code for (code,) in codes if code not in LIBELLES or code not in CONSEILS] == []


@pytest.mark.parametrize(
    ("identifiant", "colonne", "attendu"),
    [
        ("l0", "objet", "Objet l 0"),
        ("l0", "nature", "Marché"),
        ("u0", "nature", "Marché"),
        ("bom0", "nature", "Marché"),
        ("g1", "objet", 'Objet "g" 1'),
        ("t0", "offres_recues", 4),
        ("t0", "montant_initial", 5000.5),
        ("i0", "montant_initial", None),
        ("n0", "montant_initial", 90000),
        ("d", "montant_initial", 2000),
    ],
)
def test_a_repaired_record_has_its_values(importe, identifiant, colonne, attendu):
    _, entrepot = importe

    ((valeur,),) = ask(entrepot, f"SELECT {colonne} FROM marches WHERE id = $1", [identifiant])

    assert valeur == attendu


@pytest.mark.parametrize(
    ("fichier", "attendu"),
    [
        ("controle.json", ("caractere_de_controle", "objet")),
        ("doubles.json", ("cle_en_double", "montant")),
        ("guillemet.json", ("guillemet_non_echappe", "objet")),
        ("latin1.json", ("encodage_suppose", "nature")),
        ("nan.json", ("montant_illisible", "montant")),
        ("imbrique.json", ("lieu_illisible", "lieuExecution")),
    ],
)
def test_a_repair_is_told(importe, fichier, attendu):
    _, entrepot = importe

    codes = ask(
        entrepot,
        "SELECT code, champ FROM anomalies a JOIN sources s ON s.cle = a.source WHERE s.nom = $1",
        [f"in/{fichier}"],
    )

    assert attendu in codes


@pytest.mark.longue
def test_a_file_that_holds_no_record_at_all_changes_no_figure(tmp_path):
    entrepot = tmp_path / "e"
    bon = tmp_path / "bon.json"
    bon.write_text(v1(records("a", 3)))
    import_fichiers([bon], entrepot)
    avant = ask(entrepot, "SELECT * FROM valeurs ORDER BY ALL")
    vide = tmp_path / "vide.json"
    vide.write_text('{"marches":[]}')

    rapport = import_fichiers([vide], entrepot)

    assert sorts(rapport) == {}
    assert [(i.nom, i.raison) for i in rapport.ignores] == [
        ("vide.json", "aucun enregistrement utilisable : l’entrepôt ne change pas")
    ]
    assert len(avant) > 10
    assert ask(entrepot, "SELECT * FROM valeurs ORDER BY ALL") == avant


@pytest.mark.longue
def test_a_file_of_which_nothing_is_usable_puts_no_version_in_force(tmp_path):
    entrepot = tmp_path / "e"
    for nom, contenu in (
        ("bon.json", v1(records("a", 3))),
        ("rien.json", v1([5, {"id": "1"}])),
        ("encore.json", v1([5, {"id": "1"}])),
        ("mieux.json", v1([5, *records("b", 1)])),
    ):
        (tmp_path / nom).write_text(contenu)
    import_fichiers([tmp_path / "bon.json"], entrepot)
    avant = find_version(entrepot)

    rapport = import_fichiers([tmp_path / "rien.json", tmp_path / "encore.json"], entrepot)

    assert find_version(entrepot) == avant
    assert rapport.entrepot["contrats"] == 3
    assert [i.nom for i in rapport.ignores] == ["rien.json", "encore.json"]
    assert rapport.ignores[0].raison == (
        "aucun enregistrement utilisable : l’entrepôt ne change pas. "
        "Le premier écarté, n° 1 : cet élément de la liste n’est pas un objet"
    )
    encore = import_fichiers([tmp_path / "rien.json", tmp_path / "mieux.json"], entrepot)
    assert sorts(encore) == {"lus": 4, "contrats": 1, "quarantaine": 3}
    assert find_version(entrepot) != avant


def write_long(dossier, suffixe, octets):
    """Write three records, the second of which has so many bytes."""
    lus = records("g", 3)
    lus[1]["objet"] = "x" * octets
    if suffixe == "liste.json":  # what looks like the border of two records, everywhere
        acte = {"acteSousTraitance": {"id": 1, "montant": 5}}
        lus[1] |= {"objet": "o", "actesSousTraitance": [acte] * (octets // len(json.dumps(acte)))}
    fichier = dossier / f"long.{suffixe}"
    if suffixe == "xml":
        fichier.write_text(xml("g0", "g1", "g2").replace("Objet g1", "x" * octets))
    elif suffixe == "ndjson":
        fichier.write_text("\n".join(map(json.dumps, lus)))
    else:
        fichier.write_text(v1(lus))
    return fichier


@pytest.mark.longue
@pytest.mark.parametrize("suffixe", ["json", "liste.json", "ndjson", "xml"])
def test_a_record_beyond_the_bound_is_put_aside_with_its_number_and_its_size(
    tmp_path, monkeypatch, suffixe
):
    borne = 1 << 20
    for module in (paquets, tolerant, octets, decoupe, lecture):
        monkeypatch.setattr(module, "OCTETS_MAX", borne)
    monkeypatch.setattr(tolerant, "_BLOC", borne // 4)
    monkeypatch.setattr(decoupe, "TAILLE", borne // 4)

    rapport = import_fichiers([write_long(tmp_path, suffixe, 3 * borne)], tmp_path / "e")

    assert sorts(rapport) == {"lus": 3, "contrats": 2, "quarantaine": 1}
    assert ask(tmp_path / "e", "SELECT id FROM marches ORDER BY id") == [("g0",), ("g2",)]
    ((rang, code, detail),) = ask(tmp_path / "e", "SELECT rang, code, detail FROM quarantaine")
    assert (rang, code) == (2, "trop_long")
    assert detail == "il pèse 3 Mo : au-delà de 1 Mo, aucun n’est lu"


@pytest.mark.longue
def test_a_record_of_73_megabytes_costs_no_other_and_no_import(tmp_path):
    rapport = import_fichiers([write_long(tmp_path, "json", 73 << 20)], tmp_path / "e")

    assert sorts(rapport) == {"lus": 3, "contrats": 2, "quarantaine": 1}
    assert ask(tmp_path / "e", "SELECT rang, detail FROM quarantaine") == [
        (2, "il pèse 73 Mo : au-delà de 32 Mo, aucun n’est lu")
    ]


@pytest.mark.longue
def test_a_first_import_without_any_record_makes_an_empty_store(tmp_path):
    for nom in ("un.json", "deux.json"):
        (tmp_path / nom).write_text('{"marches":[]}')

    premier = import_fichiers([tmp_path / "un.json", tmp_path / "deux.json"], tmp_path / "e")
    second = import_fichiers([tmp_path / "deux.json"], tmp_path / "e")

    assert sorts(premier) == sorts(second) == {}
    assert premier.entrepot == {"contrats": 0, "concessions": 0, "acheteurs": 0}
    assert ask(tmp_path / "e", "FROM marches") == []

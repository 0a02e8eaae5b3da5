"""The account of an import: every record has its fate, and its rank leads back to it."""

import functools
import io
import json
import os
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spaser.moteur.decp import paquets
from spaser.moteur.decp.json import rapide
from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import (
    ACHETEUR,
    AUTRE_ACHETEUR,
    AUTRE_TITULAIRE,
    TITULAIRE,
    ask,
    ask_one,
    concession,
    marche,
    marche_v1,
    modification,
    siren,
    siret,
    sorts,
    titulaire_v1,
    titulaire_v2,
    write_json,
    write_v1,
    write_v2,
)


@pytest.fixture
def petites_fenetres(monkeypatch):
    """Cut files as if they were large: many windows, some batches, two workers."""
    monkeypatch.setattr(
        paquets, "list_fenetres", functools.partial(rapide.list_fenetres, taille=3000)
    )
    monkeypatch.setattr(paquets, "TAILLE_PAQUET", 20_000)
    monkeypatch.setattr(paquets, "PAQUET_MIN", 5_000)


def test_records_of_every_fate_are_counted(tmp_path):
    premier = write_v2(
        tmp_path / "1.json",
        [
            marche(id="a"),
            marche(id="a"),  # exact copy
            marche(id="b", objet="Lot 1"),
            marche(id="b", objet="Lot 2"),  # another lot under the same id
            marche(id="c", montant=1000, datePublicationDonnees="2024-03-20"),
            marche(id="c", montant=2000),  # same object, same holders: an earlier version
            marche(id="d", acheteur={"id": "x"}),  # unusable
        ],
        [concession(id="e")],
    )
    second = write_v2(
        tmp_path / "2.json",
        [
            marche(id="a"),  # copy of another file
            marche(id="b", objet="Lot 2", datePublicationDonnees="2024-04-01", montant=1),
            marche(id="b", objet="Lot 3"),
        ],
        [concession(id="e", datePublicationDonnees="2024-05-01", valeurGlobale=600000)],
    )

    rapport = import_fichiers([premier, second], tmp_path / "e")

    assert sorts(rapport) == {
        "lus": 12,
        "contrats": 5,
        "concessions": 1,
        "versions": 3,
        "copies": 2,
        "quarantaine": 1,
    }
    assert [(f.nom, f.lus, f.quarantaine) for f in rapport.fichiers] == [
        ("1.json", 8, 1),
        ("2.json", 4, 0),
    ]
    assert rapport.entrepot == {"contrats": 5, "concessions": 1, "acheteurs": 1}
    assert ask(tmp_path / "e", "SELECT id, objet, montant FROM marches ORDER BY ALL") == [
        ("a", "Entretien des espaces verts", 90000),
        ("b", "Lot 1", 90000),
        ("b", "Lot 2", 1),
        ("b", "Lot 3", 90000),
        ("c", "Entretien des espaces verts", 1000),
        ("e", "Exploitation de la halle", 600000),
    ]


def test_the_report_is_plain_values(tmp_path):
    rapport = import_fichiers([write_v2(tmp_path / "f.json", [marche(inconnu=1)])], tmp_path / "e")

    dit = json.loads(json.dumps(rapport.to_dict()))

    assert dit["lus"] == dit["contrats"] == 1
    assert dit["champs_inconnus"] == {"inconnu": 1}
    assert dit["fichiers"][0]["nom"] == "f.json"
    assert dit["entrepot"]["contrats"] == 1


def _ranks_lead_back(entrepot, records):
    """Check that the rank of each row is that of its record in the file."""
    lignes = ask(entrepot, "SELECT rang, id, objet FROM marches ORDER BY rang")
    attendus = [(rang, r["id"], r["objet"]) for rang, r in enumerate(records, start=1)]
    assert lignes == [a for a in attendus if a[1] != "bad"]


@pytest.mark.longue
def test_ranks_lead_back_through_windows_and_batches(tmp_path, petites_fenetres):
    marches = [marche(id=f"m{i}", objet=f"Objet {i}") for i in range(60)]
    concessions = [concession(id=f"c{i}", objet=f"Concession {i}") for i in range(25)]

    rapport = import_fichiers([write_v2(tmp_path / "f.json", marches, concessions)], tmp_path / "e")

    assert sorts(rapport) == {"lus": 85, "contrats": 60, "concessions": 25}
    _ranks_lead_back(tmp_path / "e", [*marches, *concessions])
    assert ask_one(tmp_path / "e", "SELECT count(DISTINCT ligne >> 32) > 3 FROM records") == (True,)


@pytest.mark.longue
def test_ranks_lead_back_when_the_second_family_comes_first(tmp_path, petites_fenetres):
    racine = {
        "contrat-concession": [concession(id=f"c{i}", objet=f"Concession {i}") for i in range(9)],
        "marche": [marche(id=f"m{i}", objet=f"Objet {i}") for i in range(20)],
    }

    rapport = import_fichiers(
        [write_json(tmp_path / "f.json", {"marches": racine})], tmp_path / "e"
    )

    assert sorts(rapport) == {"lus": 29, "contrats": 20, "concessions": 9}
    _ranks_lead_back(tmp_path / "e", [*racine["contrat-concession"], *racine["marche"]])


@pytest.mark.longue
def test_one_damaged_record_among_many_windows_costs_itself_alone(tmp_path, petites_fenetres):
    marches = [marche(id=f"m{i}", objet=f"Objet {i}") for i in range(40)]
    marches[17] = marche(id="bad", objet="@")
    marches[31] = marche(id="bad", acheteur={"id": "0"}, objet="sans acheteur")
    texte = json.dumps({"marches": marches}, ensure_ascii=False, indent=1).replace('"@"', "@@")
    (tmp_path / "f.json").write_text(texte)

    rapport = import_fichiers([tmp_path / "f.json"], tmp_path / "e")

    assert sorts(rapport) == {"lus": 40, "contrats": 38, "quarantaine": 2}
    _ranks_lead_back(tmp_path / "e", marches)
    assert ask(tmp_path / "e", "SELECT rang, code FROM quarantaine ORDER BY rang") == [
        (18, "illisible"),
        (32, "acheteur_inutilisable"),
    ]


@pytest.mark.longue
def test_a_very_long_line_is_read_by_windows(tmp_path, petites_fenetres, monkeypatch):
    monkeypatch.setattr(paquets, "TAILLE_PAQUET", 1 << 20)
    monkeypatch.setattr(paquets, "PAQUET_MIN", 1 << 18)
    marches = [marche(id=f"m{i}", objet=f"Objet {i} " + "x" * 5000) for i in range(300)]
    (tmp_path / "f.json").write_text(json.dumps({"marches": marches}))
    assert "\n" not in (tmp_path / "f.json").read_text()

    rapport = import_fichiers([tmp_path / "f.json"], tmp_path / "e")

    assert sorts(rapport) == {"lus": 300, "contrats": 300}
    _ranks_lead_back(tmp_path / "e", marches)


@pytest.mark.longue
def test_anomalies_lead_back_to_their_record(tmp_path, petites_fenetres):
    marches = [marche(id=f"m{i}", objet=f"Objet {i}") for i in range(30)]
    marches[20] |= {"codeCPV": "Travaux", "dureeMois": "NC"}
    del marches[11]["ccag"]

    import_fichiers([write_v2(tmp_path / "f.json", marches)], tmp_path / "e")

    assert ask(tmp_path / "e", "SELECT rang, code, champ, valeur FROM anomalies ORDER BY ALL") == [
        (12, "champ_absent", "ccag", None),
        (21, "cpv_illisible", "codeCPV", "Travaux"),
        (21, "non_renseigne", "dureeMois", "NC"),
    ]


@pytest.mark.longue
def test_the_standard_input_is_a_file_like_another(tmp_path, monkeypatch):
    octets = json.dumps({"marches": [marche(), marche(id="2")]}).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(octets)))

    rapport = import_fichiers(["-"], tmp_path / "e")

    assert sorts(rapport) == {"lus": 2, "contrats": 2}
    assert [f.nom for f in rapport.fichiers] == ["entrée standard"]


@pytest.mark.parametrize("quand", ["mkdir", "rmdir"])
def test_nothing_is_left_of_a_pipe_whenever_the_user_stops(tmp_path, monkeypatch, quand):
    """Even as its folder has just been made, or while it is removed."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"[]")))
    reelle = getattr(os, quand)

    def interrupt(chemin, *args, **options):
        if "entrees-" not in str(chemin):
            return reelle(chemin, *args, **options)
        if quand == "mkdir":
            reelle(chemin, *args, **options)
        monkeypatch.setattr(os, quand, reelle)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, quand, interrupt)
    with pytest.raises(KeyboardInterrupt):
        import_fichiers(["-"], tmp_path / "e")

    assert not list((tmp_path / "e").glob("entrees-*"))


@pytest.mark.longue
def test_names_that_sql_would_misread_are_plain_names(tmp_path):
    base = tmp_path / "l'été [2024] *?;--"
    base.mkdir()
    fichier = write_v2(base / 'd\'un "fichier" [1].json', [marche()])
    abime = base / "l'autre?.json"
    abime.write_text(json.dumps({"marches": [marche(id="2", objet="@")]}).replace('"@"', '"a"b"'))
    tableau = base / "c'est *.csv"
    tableau.write_text(
        "uid,id,acheteur_id,titulaire_id,montant,dateNotification,objet\n"
        f"{ACHETEUR}3,3,{ACHETEUR},{TITULAIRE},5000,2024-01-01,Objet\n"
    )

    rapport = import_fichiers([fichier, abime, tableau], base / "l'entrepôt")

    assert sorts(rapport) == {"lus": 3, "contrats": 3}
    assert ask_one(base / "l'entrepôt", "SELECT count(*) FROM valeurs")[0] > 0


@pytest.mark.longue
def test_buyers_keep_the_latest_name_published(tmp_path):
    records = [
        marche_v1(id="1", acheteur={"id": ACHETEUR, "nom": "Ancien nom"}),
        marche_v1(
            id="2",
            acheteur={"id": ACHETEUR, "nom": "Nouveau nom"},
            datePublicationDonnees="2019-06-01",
        ),
        marche_v1(id="3", datePublicationDonnees="2020-01-01", acheteur={"id": ACHETEUR}),
        marche_v1(
            id="4", datePublicationDonnees=None, acheteur={"id": AUTRE_ACHETEUR, "nom": "Sans date"}
        ),
    ]

    import_fichiers([write_v1(tmp_path / "f.json", records)], tmp_path / "e")

    assert ask(tmp_path / "e", "SELECT nom, nb_marches FROM acheteurs ORDER BY nom") == [
        ("Nouveau nom", 3),
        ("Sans date", 1),
    ]


V1_SUITE = {
    "id": "20190000101",
    "datePublicationDonnees": "2019-02-01",
    "modifications": [{"objetModification": "plus", "montant": 70000}],
}


# what the later record changes -> number of contracts
SUITES_V1 = [
    ({}, 1),
    ({"objet": "Réfection de la  TOITURE"}, 1),
    ({"id": "20190000102"}, 1),
    ({"objet": "Autre chose"}, 2),
    ({"dateNotification": "2019-01-11"}, 2),
    ({"modifications": []}, 2),
    ({"id": "20190000201"}, 2),
]


@pytest.fixture(scope="module")
def suites_v1(tmp_path_factory):
    """Import each case under its own buyer: a first record, then in another file a later one."""
    dossier = tmp_path_factory.mktemp("suites")
    acheteurs = [{"id": siret(30 + rang)} for rang in range(len(SUITES_V1))]
    premiers = [marche_v1(acheteur=acheteur) for acheteur in acheteurs]
    seconds = [
        marche_v1(**{**V1_SUITE, **suite, "acheteur": acheteur})
        for (suite, _), acheteur in zip(SUITES_V1, acheteurs, strict=True)
    ]
    import_fichiers([write_v1(dossier / "1.json", premiers)], dossier / "e")
    import_fichiers([write_v1(dossier / "2.json", seconds)], dossier / "e")
    return dict(ask(dossier / "e", "SELECT siren, nb_marches FROM acheteurs"))


@pytest.mark.parametrize("rang", range(len(SUITES_V1)))
def test_a_v1_id_changes_with_its_modification_and_stays_one_contract(suites_v1, rang):
    assert suites_v1[siren(30 + rang)] == SUITES_V1[rang][1]


@pytest.mark.longue
def test_v1_ids_already_brought_together_stay_so_whatever_comes_next(tmp_path):
    """A later file that touches one of the two ids alone, then a third id, then another lot."""
    suites = [
        [marche_v1()],
        [marche_v1(**V1_SUITE)],
        [marche_v1(dateNotification="2019-03-01", datePublicationDonnees="2019-04-01")],
        [marche_v1(**{**V1_SUITE, "id": "20190000102", "datePublicationDonnees": "2019-05-01"})],
        [
            marche_v1(objet="Lot 2 : charpente", montant=5000),
            marche_v1(**{**V1_SUITE, "objet": "Lot 2 : charpente", "montant": 5000}),
        ],
    ]
    rapports = [
        import_fichiers([write_v1(tmp_path / f"{i}.json", records)], tmp_path / "e")
        for i, records in enumerate(suites)
    ]

    assert [sorts(r) for r in rapports] == [
        {"lus": 1, "contrats": 1},
        {"lus": 1, "versions": 1},
        {"lus": 1, "versions": 1},
        {"lus": 1, "versions": 1},
        {"lus": 2, "contrats": 1, "versions": 1},
    ]
    assert ask(tmp_path / "e", "SELECT objet, id, nb_versions FROM marches ORDER BY 1") == [
        ("Lot 2 : charpente", "20190000101", 2),
        ("Réfection de la toiture", "20190000102", 4),
    ]


@pytest.mark.longue
def test_a_subsequent_contract_is_not_counted_beside_its_framework(tmp_path):
    cadre = marche(id="AC 1", techniques={"technique": ["Accord-cadre"]}, montant=400000)
    records = [
        cadre,
        marche(id="MS1", idAccordCadre="ac_1", montant=1000),
        marche(id="MS2", idAccordCadre="absent", montant=2000),
        marche(id="MS3", idAccordCadre="AC 1", montant=4000, acheteur={"id": AUTRE_ACHETEUR}),
    ]

    import_fichiers([write_v2(tmp_path / "1.json", records[1:])], tmp_path / "e")
    avant = ask(tmp_path / "e", "SELECT id FROM marches WHERE double_compte")
    import_fichiers([write_v2(tmp_path / "2.json", [cadre])], tmp_path / "e")

    assert avant == []
    assert ask(
        tmp_path / "e", "SELECT id, double_compte, montant_utile FROM marches ORDER BY 1"
    ) == [
        ("AC 1", False, 400000),
        ("MS1", True, None),
        ("MS2", False, 2000),
        ("MS3", False, 4000),
    ]


@pytest.mark.longue
def test_look_alikes_are_listed_and_never_merged(tmp_path):
    records = [marche(id="x1"), marche(id="x2"), marche(id="x3", montant=5)]

    rapport = import_fichiers([write_v2(tmp_path / "f.json", records)], tmp_path / "e")

    assert sorts(rapport) == {"lus": 3, "contrats": 3}
    assert ask(
        tmp_path / "e",
        "SELECT least(a.id, b.id), greatest(a.id, b.id), raison FROM doublons d "
        "JOIN marches a ON a.cle = d.cle JOIN marches b ON b.cle = d.cle_semblable",
    ) == [("x1", "x2", "meme_objet_montant_date")]


IDENTIFIANTS = st.sampled_from(["1", "2", "20190000100", "20190000101", "", None, "A/B"])
ACHETEURS = st.sampled_from(
    [{"id": ACHETEUR}, {"id": ACHETEUR[:9]}, {"id": AUTRE_ACHETEUR, "nom": "N"}, {}, None, "NC", 5]
)
BIZARRE = st.sampled_from(
    [None, "", "NC", [], {}, [[]], "12", 1, True, {"x": [1]}, "é\ufffd", 1e30]
)
OBJETS = st.sampled_from(["Voirie", "VOIRIE", "Lot 1 : voirie", "Lot 2 : voirie", "", None])
MONTANTS = st.sampled_from([1, 90000, "90 000,00", 45, 99_999_999_999, -3, "x", None])
TITULAIRES = st.sampled_from(
    [[titulaire_v2()], [titulaire_v1(AUTRE_TITULAIRE)], [[titulaire_v1()]], [], titulaire_v2(), "T"]
)
MODIFICATIONS = st.sampled_from(
    [
        [],
        [modification(id=1, dateNotificationModification="2024-05-01", montant=95000)],
        [{"montant": "12,5", "titulaires": [[titulaire_v1(AUTRE_TITULAIRE)]]}],
        [{}],
        "rien",
    ]
)
CHAMPS = st.fixed_dictionaries(
    {},
    optional={
        "id": IDENTIFIANTS,
        "acheteur": ACHETEURS,
        "objet": OBJETS,
        "montant": MONTANTS,
        "titulaires": TITULAIRES,
        "modifications": MODIFICATIONS,
        "dateNotification": st.sampled_from(["2024-03-01", "2019-01-10", "01/02/2024", "x", None]),
        "considerationsSociales": BIZARRE,
        "lieuExecution": BIZARRE,
        "techniques": BIZARRE,
        "donneesExecution": BIZARRE,
        "actesSousTraitance": BIZARRE,
        "inconnu": BIZARRE,
    },
)
AUTRES = st.sampled_from([{}, None, 3, "x", [], [{}]])
RECORDS = st.one_of(
    st.builds(lambda c: {**marche(), **c}, CHAMPS),
    st.builds(lambda c: {**marche_v1(), **c}, CHAMPS),
    CHAMPS,
    AUTRES,
)
FORMES = {
    "v1": lambda records, _: {"marches": records},
    "list": lambda records, _: records,
    "v2": lambda records, autres: {"marches": {"marche": records, "contrat-concession": autres}},
    "v2 reversed": lambda records, autres: {
        "marches": {"contrat-concession": autres, "marche": records}
    },
}


@given(
    lots=st.lists(
        st.tuples(
            st.sampled_from(sorted(FORMES)),
            st.lists(RECORDS, max_size=6),
            st.lists(RECORDS, max_size=2),
            st.sampled_from([None, 1]),
        ),
        min_size=1,
        max_size=3,
    )
)
@pytest.mark.longue
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
def test_every_record_written_is_counted_once(tmp_path_factory, lots):
    """Files in turn into one store: the sum holds and equals the number of records written."""
    dossier = tmp_path_factory.mktemp("hasard")
    for rang, (forme, records, autres, indent) in enumerate(lots):
        fichier = dossier / f"{rang}.json"
        fichier.write_text(json.dumps(FORMES[forme](records, autres), indent=indent))
        ecrits = len(records) + (len(autres) if forme.startswith("v2") else 0)

        rapport = import_fichiers([fichier], dossier / "e")

        compte = sorts(rapport)
        assert compte.get("lus", 0) == ecrits or (
            # Nothing in it looks like a contract: the file is ignored, and said to be.
            rapport.ignores and not rapport.fichiers
        )
    if rapport.entrepot:
        assert ask_one(
            dossier / "e",
            "SELECT count(*) FILTER (famille = 'marche'), "
            "count(*) FILTER (famille = 'concession'), count(DISTINCT cle) = count(*) FROM marches",
        ) == (rapport.entrepot["contrats"], rapport.entrepot["concessions"], True)

"""Contracts told apart by evidence in a whole store: what is compared, kept, told and counted."""

from datetime import date

import pytest

from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from spaser.moteur.portrait import compute_portrait
from tests.moteur.fabrique_decp import (
    AUTRE_TITULAIRE,
    ask,
    concession,
    marche,
    siren,
    siret,
    sorts,
    titulaire_v2,
    write_v2,
)
from tests.moteur.referentiels.fabrique import write_unites
from tests.outils.entrepots import make_former

AUTRE = {
    "objet": "Achat de véhicules",
    "titulaires": [titulaire_v2(AUTRE_TITULAIRE)],
    "montant": 60000,
    "dateNotification": "2024-06-01",
}
RIEN = {"objet": None, "concessionnaires": None}

# Two files of one buyer each, and the contracts that they make.
CAS = {
    "no id, other object": (marche(id=None), marche(id=None, **AUTRE), 2),
    "no id, same object, holder and day": (marche(id=None), marche(id=None, montant=91000), 1),
    "an id in one file only": (marche(), marche(id=None, montant=91000), 1),
    "same id, everything different": (marche(), marche(**AUTRE), 2),
    "same id, object and holder, other amount and day": (
        marche(),
        marche(montant=91000, dateNotification="2025-03-01"),
        2,
    ),
    "one lot written in two ways": (
        marche(objet="Lot 2 : voirie"),
        marche(objet="Voirie, lot n°02"),
        1,
    ),
    "concessions without object nor holder": (
        concession(**RIEN),
        concession(**RIEN, valeurGlobale=9000, dateSignature="2024-09-01"),
        2,
    ),
    "leading zeros, blanks and case, with evidence": (
        marche(id="0042 a"),
        marche(id="42A", montant=91000),
        1,
    ),
    "leading zeros, without evidence": (marche(id="0042"), marche(id="42", **AUTRE), 2),
    "a SIREN in place of the SIRET of the holder": (
        marche(),
        marche(titulaires=[titulaire_v2(siret(11, 2))], objet="Espaces verts"),
        1,
    ),
    "another establishment of the buyer": (
        marche(),
        {"acheteur": {"id": "etablissement"}, **marche(datePublicationDonnees="2024-05-01")},
        1,
    ),
}


@pytest.fixture(scope="module")
def contrats(tmp_path_factory):
    """Import each case under its own buyer, all first files at once, then all second ones."""
    dossier = tmp_path_factory.mktemp("cas")

    def of(rang, record, etablissement):
        acheteur = {"id": siret(100 + rang, etablissement)}
        champ = "autoriteConcedante" if "autoriteConcedante" in record else "acheteur"
        return {**record, champ: acheteur}

    autres_etablissements = {"another establishment of the buyer"}
    for numero in (0, 1):
        records = [
            of(rang, cas[numero], 1 + numero * (nom in autres_etablissements))
            for rang, (nom, cas) in enumerate(CAS.items())
        ]
        marches = [r for r in records if "acheteur" in r]
        concessions = [r for r in records if "autoriteConcedante" in r]
        fichier = write_v2(dossier / f"{numero}.json", marches, concessions)
        import_fichiers([fichier], dossier / "e")
    nombres = dict(ask(dossier / "e", "SELECT acheteur_siren, count(*) FROM marches GROUP BY 1"))
    return {nom: nombres[siret(100 + rang)[:9]] for rang, nom in enumerate(CAS)}


def test_each_case_makes_its_contracts(contrats):
    assert contrats == {nom: nombre for nom, (_, _, nombre) in CAS.items()}


@pytest.mark.longue
def test_same_id_and_no_link_is_an_anomaly_of_each_contract(tmp_path):
    premier = write_v2(tmp_path / "1.json", [marche(id="2024/01"), marche(id="x")])
    second = write_v2(tmp_path / "2.json", [marche(id="2024_01", **AUTRE)])
    import_fichiers([premier], tmp_path / "e")

    rapport = import_fichiers([second], tmp_path / "e")

    assert rapport.anomalies["id_partage"] == 1  # of this file; the other keeps its own
    assert ask(
        tmp_path / "e",
        "SELECT source, rang, champ, valeur FROM anomalies WHERE code = 'id_partage' ORDER BY 1",
    ) == [("000001", 1, "id", "2024/01"), ("000002", 1, "id", "2024_01")]


def test_lots_under_one_id_are_no_anomaly(tmp_path):
    records = [marche(objet="Lot 1 : voirie"), marche(objet="Lot 2 : voirie")]

    rapport = import_fichiers([write_v2(tmp_path / "1.json", records)], tmp_path / "e")

    assert sorts(rapport) == {"lus": 2, "contrats": 2}
    assert "id_partage" not in rapport.anomalies


@pytest.mark.longue
def test_links_are_kept_and_counted_with_their_reason(tmp_path):
    premier = write_v2(
        tmp_path / "1.json", [marche(), marche(id=None, objet="Gaz"), marche(id="b")]
    )
    second = write_v2(
        tmp_path / "2.json",
        [
            marche(),
            marche(id=None, objet="Gaz", montant=5000),
            marche(id="b", montant=7000, objet="Voirie"),
        ],
    )
    import_fichiers([premier], tmp_path / "e")

    rapport = import_fichiers([second], tmp_path / "e")

    assert rapport.fusions == {"contenu": 1, "id": 1, "douteux": 1}
    assert rapport.to_dict()["fusions"] == rapport.fusions
    assert ask(
        tmp_path / "e",
        "SELECT coalesce(m.id, '-'), raison, accords, douteux FROM fusions f "
        "JOIN records m ON m.ligne = f.ligne ORDER BY raison",
    ) == [
        ("-", "contenu", ["objet", "titulaires"], False),
        ("b", "id", ["titulaires"], True),
    ]


@pytest.mark.longue
def test_one_import_after_another_keeps_the_links_of_one_alone(tmp_path):
    fichiers = [
        write_v2(tmp_path / f"{rang}.json", [marche(montant=90000 + rang), marche(id=f"x{rang}")])
        for rang in range(4)
    ]
    for fichier in fichiers:
        import_fichiers([fichier], tmp_path / "suite")
    import_fichiers(fichiers, tmp_path / "ensemble")

    liens = "SELECT raison, accords, douteux FROM fusions"
    assert ask(tmp_path / "suite", liens) == ask(tmp_path / "ensemble", liens)
    contrats = "SELECT id, nb_versions, montant FROM marches ORDER BY id"
    assert ask(tmp_path / "suite", contrats) == ask(tmp_path / "ensemble", contrats)


@pytest.mark.longue
def test_a_store_of_the_former_rule_is_compared_whole(tmp_path):
    """One contract of two under the former rule: the key stays with what was shown."""
    fichiers = [
        write_v2(tmp_path / "1.json", [marche()]),
        write_v2(tmp_path / "2.json", [marche(**AUTRE, datePublicationDonnees="2024-07-01")]),
    ]
    import_fichiers(fichiers, tmp_path / "e")
    (montree,) = ask(tmp_path / "e", "SELECT cle FROM marches WHERE montant = 60000")
    (cles,) = make_former(tmp_path / "e")
    assert ask(tmp_path / "e", "SELECT cle, montant FROM marches") == [(cles, 60000)]

    autre = {"acheteur": {"id": siret(2)}}
    import_fichiers([write_v2(tmp_path / "3.json", [marche(**autre)])], tmp_path / "e")

    marches = ask(
        tmp_path / "e", "SELECT montant, cle FROM marches WHERE acheteur_siren = $1", [siret(1)[:9]]
    )
    assert dict(marches)[60000] == cles
    assert len({cle for _, cle in marches}) == 2
    assert montree[0] != cles
    nombres = "SELECT siren, nb_marches FROM acheteurs ORDER BY 1"
    assert dict(ask(tmp_path / "e", nombres)) == {siret(1)[:9]: 2, siret(2)[:9]: 1}
    totaux = "SELECT DISTINCT n FROM valeurs WHERE siren = $1 AND annee = 2024"
    assert (2,) in ask(tmp_path / "e", totaux, [siret(1)[:9]])


def write_cadre(dossier, **champs):
    """Write a framework as one record a holder, three times."""
    cadre = {"techniques": {"technique": ["Accord-cadre"]}, "montant": 400000, **champs}
    tenus = [{"titulaires": [titulaire_v2(siret(numero))]} for numero in (11, 12, 13)]
    return write_v2(dossier / "cadre.json", [marche(**cadre, **tenu) for tenu in tenus])


@pytest.mark.longue
def test_a_framework_published_one_record_a_holder_keeps_all_its_holders(tmp_path):
    unites = write_unites(
        tmp_path / "StockUniteLegale.parquet",
        *(
            {"siren": siren(numero), "categorieEntreprise": categorie}
            for numero, categorie in ((11, "GE"), (12, "PME"), (13, "GE"))
        ),
    )
    rapport = import_fichiers([write_cadre(tmp_path), unites], tmp_path / "e")

    assert sorts(rapport) == {"lus": 3, "contrats": 1, "versions": 2}
    assert rapport.fusions == {"id": 2, "douteux": 0}
    assert ask(tmp_path / "e", "SELECT nb_titulaires, montant_utile FROM marches") == [(3, 400000)]
    assert ask(
        tmp_path / "e",
        "SELECT siren, ordre FROM titulaires JOIN marches USING (cle) ORDER BY ordre",
    ) == [(siren(13), 1), (siren(11), 2), (siren(12), 3)]
    assert ask(
        tmp_path / "e",
        "SELECT variante, numerateur, n FROM valeurs WHERE indicateur = 'ECO-01' ORDER BY 1",
    ) == [("montant", 400000, 1), ("nombre", 1, 1)]
    with open_entrepot(tmp_path / "e") as entrepot:
        portrait = compute_portrait(entrepot, siren(1), date(2024, 12, 1))
    assert {t.siren: (t.marches, t.montant) for t in portrait.titulaires} == {
        siren(numero): (1, 400000) for numero in (11, 12, 13)
    }
    assert portrait.concentration.titulaires == 3


@pytest.mark.longue
def test_holders_of_a_former_publication_give_way_to_those_of_the_last(tmp_path):
    import_fichiers([write_cadre(tmp_path)], tmp_path / "e")
    suite = marche(
        techniques={"technique": ["Accord-cadre"]},
        montant=400000,
        datePublicationDonnees="2024-09-01",
        titulaires=[titulaire_v2(siret(14))],
    )

    import_fichiers([write_v2(tmp_path / "suite.json", [suite])], tmp_path / "e")

    assert ask(tmp_path / "e", "SELECT nb_titulaires, nb_versions FROM marches") == [(1, 4)]
    assert ask(tmp_path / "e", "SELECT siren FROM titulaires") == [(siren(14),)]

"""What is not plausible: each case is told by the import and by the control, in the same words."""

import itertools
import json
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from spaser.moteur.decp import plausibilite as p
from spaser.moteur.decp.controle.enregistrement import examine_record
from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import (
    AUTRE_TITULAIRE,
    TITULAIRE,
    ask,
    concession,
    marche,
    marche_v1,
    modification,
    sorts,
    titulaire_v1,
    titulaire_v2,
    write_json,
    write_v1,
    write_v2,
)

JOUR = date(2026, 11, 26)
DEMAIN = "2026-11-27"
FACTICE, ABERRANT = "montant_factice", "montant_aberrant"
ACTE = {
    "id": 1,
    "sousTraitant": {"typeIdentifiant": "SIRET", "id": TITULAIRE},
    "dureeMois": 6,
    "dateNotification": "2024-04-01",
    "datePublicationDonnees": "2024-04-02",
    "montant": 5000,
    "variationPrix": "Ferme",
}


def modifie(**champs):
    """One modification, whole."""
    entiere = {
        "id": 1,
        "dateNotificationModification": "2024-05-01",
        "datePublicationDonneesModification": "2024-05-02",
    }
    return [modification(**entiere | champs)]


def modifie_concession(**champs):
    entiere = {
        "id": 1,
        "dateSignatureModification": "2024-05-01",
        "datePublicationDonneesModification": "2024-05-02",
    }
    return [modification(**entiere | champs)]


def acte(**champs):
    return [{"acteSousTraitance": ACTE | champs}]


PERDU = "Entretien des pelouses trait\ufffdes"
# A name, what changes in a contract or a concession, the codes that both tell.
CAS = {
    # Days yet to come; only a concession may begin later.
    "today": (marche, {"dateNotification": "2026-11-26"}, set()),
    "notified tomorrow": (marche, {"dateNotification": DEMAIN}, {"date_future"}),
    "published tomorrow": (marche, {"datePublicationDonnees": DEMAIN}, {"date_future"}),
    "signed in 2034": (concession, {"dateSignature": "2034-01-01"}, {"date_future"}),
    "begins in 2034": (concession, {"dateDebutExecution": "2034-01-01"}, set()),
    "modified tomorrow": (
        marche,
        {"modifications": modifie(dateNotificationModification=DEMAIN)},
        {"date_future"},
    ),
    "act of tomorrow": (marche, {"actesSousTraitance": acte(dateNotification=DEMAIN)},
                        {"date_future"}),
    "execution published tomorrow": (
        concession,
        {"donneesExecution": [{"donneesAnnuelles": {
            "datePublicationDonneesExecution": DEMAIN,
            "depensesInvestissement": 0,
            "tarifs": [{"tarif": {"intituleTarif": "Entrée", "tarif": 3}}],
        }}]},
        {"date_future"},
    ),
    "year 2036": (marche, {"dateNotification": "2036-01-01"}, {"date_improbable"}),
    # Amounts.
    "no euro": (marche, {"montant": 0}, {FACTICE}),
    "less than nothing": (marche, {"montant": -5000}, {"montant_negatif"}),
    "less than nothing, as typed": (marche, {"montant": "\u22125 000 €"}, {"montant_negatif"}),
    "one euro": (marche, {"montant": 1}, {FACTICE}),
    "two euros": (marche, {"montant": 2}, set()),
    "a lot of 70 euros": (marche, {"montant": 70}, set()),
    "a concession of 70 euros": (concession, {"valeurGlobale": 70}, {ABERRANT}),
    "a concession of 999.99 euros": (concession, {"valeurGlobale": 999.99}, {ABERRANT}),
    "a concession of 1000 euros": (concession, {"valeurGlobale": 1000}, set()),
    "a concession of 1 euro": (concession, {"valeurGlobale": 1}, {FACTICE}),
    "a concession aided with 70 euros": (concession, {"montantSubventionPublique": 70}, set()),
    "three billion": (marche, {"montant": 3_000_000_000}, set()),
    "more than three billion": (marche, {"montant": 3_000_000_001}, {ABERRANT}),
    "a concession of four billion": (concession, {"valeurGlobale": 4_000_000_000}, set()),
    "one digit repeated": (marche, {"montant": 999_999_999}, {ABERRANT}),
    "digits in order": (marche, {"montant": 1_234_567_890}, {ABERRANT}),
    "modified for nothing": (marche, {"modifications": modifie(montant=1)}, {FACTICE}),
    "an increase for a total": (
        marche,
        {"modifications": modifie(montant=9000)},
        {"increment_suspect"},
    ),
    "a concession modified to 70 euros": (
        concession,
        {"modifications": modifie_concession(valeurGlobale=70)},
        {ABERRANT, "increment_suspect"},
    ),
    "an act of one euro": (marche, {"actesSousTraitance": acte(montant=1)}, {FACTICE}),
    # Test contracts.
    "TEST": (marche, {"objet": "TEST"}, {"contrat_essai"}),
    "TEST PES": (marche, {"objet": "TEST PES"}, {"contrat_essai"}),
    "marché pes test": (marche, {"objet": "marché pes test"}, {"contrat_essai"}),
    "Ceci est un essai.": (marche, {"objet": " Ceci est un essai. "}, {"contrat_essai"}),
    "Test n° 2": (marche, {"objet": "Test n° 2"}, {"contrat_essai"}),
    "Le marche noir": (marche, {"objet": "Le marche noir"}, {"contrat_essai"}),
    "digits typed in order": (marche, {"id": "2018123456789100"}, {"contrat_essai"}),
    "a concession to try": (concession, {"objet": "Test"}, {"contrat_essai"}),
    "tests are bought": (marche, {"objet": "Tests"}, set()),
    "tests for a laboratory": (marche, {"objet": "Fourniture de tests de dépistage"}, set()),
    "a test bench": (marche, {"objet": "Banc d'essai pour voiture électrique"}, set()),
    "lands called essai": (marche, {"objet": "Travaux de forage d'essai"}, set()),
    "a market of black": (marche, {"objet": "Le marché noir et blanc de la ville"}, set()),
    "some other digits": (marche, {"id": "2018123456780000"}, set()),
    # Letters lost.
    "letters lost": (marche, {"objet": PERDU}, {"caractere_perdu"}),
    # Holders.
    "no holder": (marche, {"titulaires": None}, {"champ_absent"}),
    "an empty list of holders": (marche, {"titulaires": []}, {"champ_absent"}),
    "a list of an empty holder": (marche, {"titulaires": [{"titulaire": {}}]}, {"champ_absent"}),
    "an empty list of concession holders": (concession, {"concessionnaires": []},
                                            {"champ_absent"}),
    "a holder twice": (
        marche,
        {"titulaires": [titulaire_v2(), titulaire_v2(AUTRE_TITULAIRE), titulaire_v2()]},
        {"element_en_double"},
    ),
    "a holder from abroad twice": (
        marche,
        {"titulaires": [titulaire_v2("DE 811", "HORS-UE"), titulaire_v2("DE 811", "HORS-UE")]},
        {"element_en_double"},
    ),
    "two holders": (marche, {"titulaires": [titulaire_v2(), titulaire_v2(AUTRE_TITULAIRE)]}, set()),
}  # fmt: skip
# What the reader of a field tells besides, and what the control alone looks at.
JUGES = {
    "date_future", "date_improbable", FACTICE, ABERRANT, "montant_negatif", "increment_suspect",
    "contrat_essai", "caractere_perdu", "champ_absent", "element_en_double",
}  # fmt: skip


@pytest.fixture(scope="module")
def importes(tmp_path_factory):
    """Every case in one file; returns the codes that the import tells of each."""
    dossier = tmp_path_factory.mktemp("plausible")
    records = {nom: famille(**numbered(rang, champs))
               for rang, (nom, (famille, champs, _)) in enumerate(CAS.items())}  # fmt: skip
    ordre = [nom for f in (marche, concession) for nom, (g, *_) in CAS.items() if g is f]
    fichier = write_v2(
        dossier / "cas.json",
        [records[nom] for nom in ordre if CAS[nom][0] is marche],
        [records[nom] for nom in ordre if CAS[nom][0] is concession],
    )
    rapport = import_fichiers([fichier], dossier / "e", aujourdhui=JOUR)
    codes = {nom: set() for nom in ordre}
    for rang, code in ask(dossier / "e", "SELECT rang, code FROM anomalies"):
        codes[ordre[rang - 1]].add(code)
    return rapport, dossier / "e", codes


def numbered(rang, champs):
    """Give each case a number and an object of its own."""
    return {"id": f"n-{rang}", "objet": f"Entretien des espaces verts, site {rang} bis"} | champs


def test_the_import_tells_what_is_not_plausible(importes):
    _, _, codes = importes

    assert {nom: vus & JUGES for nom, vus in codes.items()} == {
        nom: attendus for nom, (_, _, attendus) in CAS.items()
    }


@pytest.mark.parametrize("nom", CAS)
def test_the_control_tells_the_same(nom):
    famille, champs, attendus = CAS[nom]
    sorte = "marche" if famille is marche else "concession"

    lu = json.loads(json.dumps(famille(**champs)), parse_float=Decimal)

    verdict = examine_record(sorte, lu, JOUR)

    assert {probleme.code for probleme in verdict.problemes} & JUGES == attendus


def test_no_contract_is_dropped(importes):
    rapport, entrepot, _ = importes

    comptes = sorts(rapport)

    assert comptes["lus"] == len(CAS) == comptes["contrats"] + comptes["concessions"]
    assert ask(entrepot, "SELECT count(*) FROM marches") == [(len(CAS),)]


def test_a_doubtful_amount_and_that_of_a_test_enter_no_sum(importes):
    _, entrepot, _ = importes
    suspects = {
        "TEST": "factice",
        "digits typed in order": "factice",
        "one euro": "factice",
        "a concession of 70 euros": "aberrant",
        "a concession of 1000 euros": None,
        "tests are bought": None,
    }

    for nom, attendu in suspects.items():
        champs = numbered(list(CAS).index(nom), CAS[nom][1])
        ((soupcon, initial, utile),) = ask(
            entrepot,
            "SELECT montant_suspicion, montant_initial, montant_utile FROM marches WHERE id = $1",
            [champs["id"]],
        )
        assert (soupcon, utile is None) == (attendu, attendu is not None), nom
        assert initial is not None


SIRET_SEUL, DEUX_NOMS, NOM_REPETE = (
    [titulaire_v1(nom="Atelier Bleu"), titulaire_v1(nom=None)],
    [titulaire_v1(nom="Atelier Bleu"), titulaire_v1(nom="Bureau Vert")],
    [titulaire_v1(nom="Atelier Bleu"), titulaire_v1(nom="ATELIER BLEU")],
)


@pytest.mark.longue
@pytest.mark.parametrize(
    ("titulaires", "nombre"), [(SIRET_SEUL, 1), (DEUX_NOMS, 2), (NOM_REPETE, 1)]
)
def test_two_names_under_one_siret_are_two_holders(tmp_path, titulaires, nombre):
    fichier = write_v1(tmp_path / "v1.json", [marche_v1(titulaires=titulaires)])

    import_fichiers([fichier], tmp_path / "e")

    assert ask(tmp_path / "e", "SELECT nb_titulaires FROM marches") == [(nombre,)]
    assert ask(tmp_path / "e", "SELECT count(*) FROM titulaires") == [(nombre,)]


def test_a_holder_twice_counts_once(importes):
    _, entrepot, _ = importes
    champs = numbered(list(CAS).index("a holder twice"), {})

    lus = ask(
        entrepot,
        "SELECT nb_titulaires, list(siret ORDER BY ordre) FROM marches JOIN titulaires USING (cle) "
        "WHERE id = $1 GROUP BY ALL",
        [champs["id"]],
    )

    assert lus == [(2, [TITULAIRE, AUTRE_TITULAIRE])]


@pytest.mark.parametrize(
    ("montant", "famille", "attendu"),
    [
        ("0", "marche", "factice"),
        ("1", "marche", "factice"),
        ("-5000", "marche", "factice"),
        ("1.01", "marche", None),
        ("70", "marche", None),
        ("3000000000", "marche", None),
        ("3000000000.01", "marche", "aberrant"),
        ("99999999", "marche", None),
        ("111111111", "marche", "aberrant"),
        ("999999999", "marche", "aberrant"),
        ("123456789", "marche", "aberrant"),
        ("1234567890", "marche", "aberrant"),
        ("123456788", "marche", None),
        ("1", "concession", "factice"),
        ("70", "concession", "aberrant"),
        ("999.99", "concession", "aberrant"),
        ("1000", "concession", None),
        ("4000000000", "concession", None),
        ("15000000001", "concession", "aberrant"),
        ("1111111111", "concession", "aberrant"),
    ],
)
def test_both_engines_judge_an_amount_alike(montant, famille, attendu):
    requete = (
        f"SELECT {p.suspicion_sql('montant', 'famille')} "
        "FROM (SELECT CAST($1 AS DECIMAL(18,2)) AS montant, $2 AS famille)"
    )

    assert duckdb.execute(requete, [montant, famille]).fetchone() == (attendu,)
    assert p.judge_montant(Decimal(montant), famille) == attendu


def test_no_amount_is_not_suspect():
    requete = (
        f"SELECT {p.suspicion_sql('m', 'f')} FROM (SELECT NULL::DECIMAL(18,2) AS m, 'marche' AS f)"
    )

    assert duckdb.execute(requete).fetchone() == (None,)


@pytest.mark.parametrize(
    ("identifiant", "objet"),
    [
        ("2024-1", "TEST"),
        ("2024-1", "March\ufffd de test"),
        ("2018123456789100", "Peinture"),
        ("2018123456789100", None),
        (None, "essai"),
        (None, None),
        ("2024-1", "Essais"),
        ("2024-1", "Testament"),
        ("2024-1", "test " * 20),
        ("2024-1", ""),
    ],
)
def test_both_engines_tell_test_contracts_alike(identifiant, objet):
    (lu,) = duckdb.execute(
        f"SELECT {p.essai_sql('i', 'o')} FROM (SELECT $1::VARCHAR AS i, $2::VARCHAR AS o)",
        [identifiant, objet],
    ).fetchone()

    assert lu is p.is_essai(identifiant, objet)


AVEC_TITULAIRES, SANS_TITULAIRES = (
    [modification(id=1, dateNotificationModification="2024-05-01", **champs)]
    for champs in ({"titulaires": [titulaire_v2()]}, {"dureeMois": 20})
)


@pytest.mark.longue
def test_no_holder_at_award_is_told_whatever_modifications_give(tmp_path):
    listes = {"none": None, "empty": [], "blank": [titulaire_v2(" ")], "one": [titulaire_v2()]}
    suites = {"no": None, "holders": AVEC_TITULAIRES, "other": SANS_TITULAIRES}
    cas = list(itertools.product(listes, suites))
    fichier = write_v2(
        tmp_path / "m.json",
        [
            marche(titulaires=listes[liste], modifications=suites[suite], id=f"{liste} {suite}")
            for liste, suite in cas
        ],
    )

    import_fichiers([fichier], tmp_path / "e", aujourdhui=JOUR)

    told = "SELECT rang FROM anomalies WHERE code = 'champ_absent' AND champ = 'titulaires'"
    assert {cas[rang - 1][0] for (rang,) in ask(tmp_path / "e", told)} == {"none", "empty", "blank"}
    assert len(ask(tmp_path / "e", told)) == 9


@pytest.mark.longue
def test_a_missing_field_is_told_by_the_family_of_the_record(tmp_path):
    """The container says it; in a list of both families, what the record holds does."""
    sans_signature = concession(dateSignature=None)
    sans_procedure = marche(procedure=None)
    wrapped = write_v2(tmp_path / "w.json", [marche(), sans_procedure], [sans_signature])
    melange = write_json(
        tmp_path / "l.json", [sans_signature | {"id": "n"}, sans_procedure | {"id": "n"}]
    )

    import_fichiers([wrapped, melange], tmp_path / "e", aujourdhui=JOUR)

    told = "SELECT source, rang, champ FROM anomalies WHERE code = 'champ_absent' ORDER BY ALL"
    assert ask(tmp_path / "e", told) == [
        ("000001", 2, "procedure"),
        ("000001", 3, "dateSignature"),
        ("000002", 1, "dateSignature"),
        ("000002", 2, "procedure"),
    ]

"""Modifications, subcontracting and execution data: their order, and what they change."""

from datetime import date
from decimal import Decimal

import pytest

from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import (
    AUTRE_TITULAIRE,
    TITULAIRE,
    ask,
    concession,
    list_codes,
    marche,
    marche_v1,
    modification,
    siren,
    siret,
    sorts,
    titulaire_v1,
    titulaire_v2,
    write_v1,
    write_v2,
)

TROISIEME = siret(13)


def mod(numero, jour=None, **champs):
    """Return a v2 modification notified some day."""
    corps = {"id": numero, "dateNotificationModification": jour, **champs}
    return modification(**{cle: valeur for cle, valeur in corps.items() if valeur is not None})


# name -> (fields of the contract, (current amount, suspected, current duration, modifications))
CAS = {
    "none": ({"modifications": []}, (90000, False, 12, 0)),
    "total": (
        {"modifications": [mod(1, "2024-05-01", montant=95000)]},
        (95000, False, 12, 1),
    ),
    "chronological whatever the order written": (
        {
            "modifications": [
                mod(3, "2024-07-01", montant=97000),
                mod(1, "2024-05-01", montant=95000),
                mod(2, "2024-06-01", montant=96000),
            ]
        },
        (97000, False, 12, 3),
    ),
    "same day, by number not by text": (
        {
            "modifications": [
                mod("10", "2024-05-01", montant=98000),
                mod("9", "2024-05-01", montant=97000),
            ]
        },
        (98000, False, 12, 2),
    ),
    "same day and number, as written": (
        {
            "modifications": [
                mod(0, "2024-05-01", montant=97000),
                mod(0, "2024-05-01", montant=98000),
            ]
        },
        (98000, False, 12, 2),
    ),
    "large surrogate numbers do not count before days": (
        {
            "modifications": [
                mod(49006, "2024-05-01", montant=91000),
                mod(1, "2024-06-01", montant=92000),
            ]
        },
        (92000, False, 12, 2),
    ),
    "without a day, last": (
        {"modifications": [mod(1, montant=99000), mod(2, "2024-05-01", montant=95000)]},
        (99000, False, 12, 2),
    ),
    "increment": (
        {"modifications": [mod(1, "2024-05-01", montant=5000)]},
        (90000, True, 12, 1),
    ),
    "increment after a total": (
        {
            "modifications": [
                mod(1, "2024-05-01", montant=95000),
                mod(2, "2024-06-01", montant=5000),
            ]
        },
        (95000, True, 12, 2),
    ),
    "just half is a total": (
        {"modifications": [mod(1, "2024-05-01", montant=45000)]},
        (45000, False, 12, 1),
    ),
    "just under half": (
        {"modifications": [mod(1, "2024-05-01", montant=44999.99)]},
        (90000, True, 12, 1),
    ),
    "placeholder": (
        {"modifications": [mod(1, "2024-05-01", montant=0), mod(2, "2024-05-02", montant=1)]},
        (90000, False, 12, 2),
    ),
    "negative": (
        {"modifications": [mod(1, "2024-05-01", montant=-3000)]},
        (90000, False, 12, 1),
    ),
    "aberrant": (
        {"modifications": [mod(1, "2024-05-01", montant=99_000_000_000)]},
        (90000, False, 12, 1),
    ),
    "nothing to compare with": (
        {"montant": 1, "modifications": [mod(1, "2024-05-01", montant=5000)]},
        (5000, False, 12, 1),
    ),
    "no initial amount": (
        {"montant": None, "modifications": [mod(1, "2024-05-01", montant=5000)]},
        (5000, False, 12, 1),
    ),
    "initial amount in French": (
        {"montant": "90 000,00 €", "modifications": [mod(1, "2024-05-01", montant=5000)]},
        (90000, True, 12, 1),
    ),
    "amounts and days in French": (
        {
            "modifications": [
                mod(1, "02/06/2024", montant="96 000,50"),
                mod(2, "01/05/2024", montant="95 000 €"),
            ]
        },
        ("96000.50", False, 12, 2),
    ),
    "duration alone": (
        {"modifications": [mod(1, "2024-05-01", dureeMois=18)]},
        (90000, False, 18, 1),
    ),
    "last duration that is given": (
        {
            "modifications": [
                mod(1, "2024-05-01", dureeMois="18 mois"),
                mod(2, "2024-06-01", montant=95000),
                mod(3, "2024-07-01", dureeMois=0),
            ]
        },
        (95000, False, 18, 3),
    ),
    "dates alone": ({"modifications": [mod(1, "2024-05-01")]}, (90000, False, 12, 1)),
    "empty ones": (
        {"modifications": [modification(), {}, modification(id=3), mod(4, "2024-05-01")]},
        (90000, False, 12, 1),
    ),
    "nulls": (
        {"modifications": [modification(id=None, montant=None, titulaires=None, dureeMois=None)]},
        (90000, False, 12, 0),
    ),
    "flat": (
        {
            "modifications": [
                {"id": 1, "dateNotificationModification": "2024-05-01", "montant": 95000}
            ]
        },
        (95000, False, 12, 1),
    ),
    "object alone": ({"modifications": mod(1, "2024-05-01", montant=95000)}, (95000, False, 12, 1)),
    "list in a list": (
        {"modifications": [[mod(1, "2024-05-01", montant=95000)]]},
        (95000, False, 12, 1),
    ),
    "wrapped list": (
        {"modifications": {"modification": [{"id": 1, "montant": 95000}]}},
        (95000, False, 12, 1),
    ),
    "impossible day": (
        {"modifications": [mod(1, "2024-13-45", montant=95000)]},
        (95000, False, 12, 1),
    ),
}


@pytest.fixture(scope="module")
def entrepot(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("modifications")
    marches = [marche(id=nom, objet=nom, **champs) for nom, (champs, _) in CAS.items()]
    rapport = import_fichiers([write_v2(dossier / "m.json", marches)], dossier / "e")
    assert sorts(rapport) == {"lus": len(CAS), "contrats": len(CAS)}
    return dossier / "e"


def test_the_current_state_of_each_contract(entrepot):
    lignes = ask(
        entrepot,
        "SELECT objet, montant, increment_suspect, duree_mois, nb_modifications FROM marches",
    )

    assert {nom: etat for nom, *etat in lignes} == {
        nom: [Decimal(montant), *autres] for nom, (_, (montant, *autres)) in CAS.items()
    }


def test_the_initial_state_is_never_changed(entrepot):
    changes = {"nothing to compare with": 1, "no initial amount": None}

    lignes = ask(entrepot, "SELECT objet, montant_initial, duree_mois_initiale FROM marches")

    assert sorted(lignes) == [(nom, changes.get(nom, 90000), 12) for nom in sorted(CAS)]


def test_modifications_are_numbered_in_the_order_of_their_days(entrepot):
    lignes = ask(
        entrepot,
        "SELECT x.ordre, id_modification, x.date_notification, x.montant, x.increment_suspect "
        "FROM modifications x JOIN marches m USING (cle) "
        "WHERE m.objet = 'chronological whatever the order written' ORDER BY x.ordre",
    )

    assert lignes == [
        (1, "1", date(2024, 5, 1), 95000, False),
        (2, "2", date(2024, 6, 1), 96000, False),
        (3, "3", date(2024, 7, 1), 97000, False),
    ]


def test_what_was_not_plain_in_a_modification_is_told(entrepot):
    codes = ask(
        entrepot,
        "SELECT code, champ, valeur FROM anomalies WHERE starts_with(champ, 'modifications.') "
        "AND (starts_with(code, 'date_') OR code = 'montant_forme') ORDER BY ALL",
    )

    assert codes == [
        ("date_forme", "modifications.dateNotificationModification", "01/05/2024"),
        ("date_forme", "modifications.dateNotificationModification", "02/06/2024"),
        ("date_impossible", "modifications.dateNotificationModification", "2024-13-45"),
        ("montant_forme", "modifications.montant", "95 000 €"),
        ("montant_forme", "modifications.montant", "96 000,50"),
    ]


def test_an_anomaly_of_a_modification_leads_to_its_record(entrepot):
    lignes = ask(
        entrepot,
        "SELECT m.objet FROM anomalies a JOIN marches m USING (source, rang) "
        "WHERE a.valeur = '96 000,50'",
    )

    assert lignes == [("amounts and days in French",)]


# name -> (modifications, SIRET in force, SIRET at award)
REMPLACEMENTS = {
    "kept": ([mod(1, "2024-05-01", montant=95000)], [TITULAIRE]),
    "replaced": (
        [mod(1, "2024-05-01", titulaires=[titulaire_v2(AUTRE_TITULAIRE)])],
        [AUTRE_TITULAIRE],
    ),
    "replaced by two": (
        [mod(1, "2024-05-01", titulaires=[titulaire_v2(AUTRE_TITULAIRE), titulaire_v2(TROISIEME)])],
        [AUTRE_TITULAIRE, TROISIEME],
    ),
    "replaced twice, written backwards": (
        [
            mod(2, "2024-06-01", titulaires=[titulaire_v2(TROISIEME)]),
            mod(1, "2024-05-01", titulaires=[titulaire_v2(AUTRE_TITULAIRE)]),
        ],
        [TROISIEME],
    ),
    "replaced then changed in amount": (
        [
            mod(1, "2024-05-01", titulaires=[titulaire_v2(AUTRE_TITULAIRE)]),
            mod(2, "2024-06-01", montant=95000),
        ],
        [AUTRE_TITULAIRE],
    ),
    "an empty list replaces nobody": (
        [mod(1, "2024-05-01", montant=95000, titulaires=[])],
        [TITULAIRE],
    ),
    "empty blocks replace nobody": (
        [mod(1, "2024-05-01", montant=95000, titulaires=[{"titulaire": {}}])],
        [TITULAIRE],
    ),
    "flat holders": (
        [mod(1, "2024-05-01", titulaires=[titulaire_v1(AUTRE_TITULAIRE)])],
        [AUTRE_TITULAIRE],
    ),
    "one object": (
        [mod(1, "2024-05-01", titulaires=titulaire_v2(AUTRE_TITULAIRE))],
        [AUTRE_TITULAIRE],
    ),
    "a wrapped list": (
        [mod(1, "2024-05-01", titulaires={"titulaire": [titulaire_v1(AUTRE_TITULAIRE)]})],
        [AUTRE_TITULAIRE],
    ),
    "a list in a list": (
        [mod(1, "2024-05-01", titulaires=[[titulaire_v1(AUTRE_TITULAIRE)]])],
        [AUTRE_TITULAIRE],
    ),
}


@pytest.fixture(scope="module")
def remplacements(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("remplacements")
    marches = [
        marche(id=nom, objet=nom, modifications=mods) for nom, (mods, _) in REMPLACEMENTS.items()
    ]
    sorts(import_fichiers([write_v2(dossier / "m.json", marches)], dossier / "e"))
    return dossier / "e"


def test_holders_given_by_a_modification_replace_the_whole_list(remplacements):
    lignes = ask(
        remplacements,
        "SELECT m.objet, siret, modification, courant FROM titulaires JOIN marches m USING (cle) "
        "ORDER BY modification, ordre",
    )
    lus = {
        nom: (
            [siret for objet, siret, _, courant in lignes if objet == nom and courant],
            [siret for objet, siret, rang, _ in lignes if objet == nom and rang == 0],
            nombre,
        )
        for nom, nombre in ask(remplacements, "SELECT objet, nb_titulaires FROM marches")
    }

    assert lus == {
        nom: (attendus, [TITULAIRE], len(attendus)) for nom, (_, attendus) in REMPLACEMENTS.items()
    }


@pytest.mark.longue
def test_v1_modifications_have_an_object_and_their_holders(tmp_path):
    record = marche_v1(
        modifications=[
            {
                "objetModification": " Travaux en plus ",
                "dateNotificationModification": "2019-06-01+02:00",
                "datePublicationDonneesModification": "2019-06-15+02:00",
                "montant": 70000,
                "titulaires": [titulaire_v1(AUTRE_TITULAIRE, "Atelier Vert")],
            }
        ]
    )
    import_fichiers([write_v1(tmp_path / "f.json", [record])], tmp_path / "e")

    assert ask(
        tmp_path / "e",
        "SELECT ordre, id_modification, objet, date_notification, date_publication, montant, "
        "nb_titulaires FROM modifications",
    ) == [(1, None, "Travaux en plus", date(2019, 6, 1), date(2019, 6, 15), 70000, 1)]
    assert ask(tmp_path / "e", "SELECT nom FROM titulaires WHERE courant") == [("Atelier Vert",)]
    assert ask(tmp_path / "e", "SELECT date_version, montant FROM marches") == [
        (date(2019, 6, 15), 70000)
    ]


SOUS_TRAITANT = siret(21)
ACTE = {
    "id": 1,
    "sousTraitant": {"typeIdentifiant": "SIRET", "id": SOUS_TRAITANT},
    "dureeMois": 3,
    "dateNotification": "2024-04-02",
    "datePublicationDonnees": "2024-04-20",
    "montant": 4000,
    "variationPrix": "Ferme",
}
MODIFICATION_ACTE = {
    "id": 1,
    "dateNotificationModificationSousTraitance": "2024-06-02",
    "datePublicationDonnees": "2024-06-20",
    "montant": "4 500,00",
}
ACTES_ATTENDUS = [
    ("acte", 1, "1", SOUS_TRAITANT, siren(21), 3, date(2024, 4, 2), 4000, "Ferme"),
    ("modification", 1, "1", None, None, None, date(2024, 6, 2), 4500, None),
]


@pytest.mark.longue
@pytest.mark.parametrize(
    ("actes", "modifications"),
    [
        ([{"acteSousTraitance": ACTE}], [{"modificationActeSousTraitance": MODIFICATION_ACTE}]),
        ([{"acteSousTraitance": ACTE}], [{"modificationActesSousTraitance": MODIFICATION_ACTE}]),
        ([ACTE], [MODIFICATION_ACTE]),
        ({"acteSousTraitance": ACTE}, {"modificationActeSousTraitance": [MODIFICATION_ACTE]}),
    ],
    ids=["v2", "spelling of the XML schemas", "flat", "objects alone"],
)
def test_subcontracts_and_their_modifications(tmp_path, actes, modifications):
    record = marche(actesSousTraitance=actes, modificationsActesSousTraitance=modifications)
    import_fichiers([write_v2(tmp_path / "f.json", [record])], tmp_path / "e")

    lignes = ask(
        tmp_path / "e",
        "SELECT genre, ordre, id_acte, siret, siren, duree_mois, date_notification, montant, "
        "variation_prix FROM sous_traitances ORDER BY genre",
    )

    assert lignes == ACTES_ATTENDUS
    assert ask(tmp_path / "e", "SELECT date_version FROM marches") == [(date(2024, 6, 20),)]
    assert ("montant_forme", "actesSousTraitance.montant") in list_codes(tmp_path / "e", 1)


@pytest.mark.longue
def test_execution_data_of_concessions(tmp_path):
    annees = [
        {
            "donneesAnnuelles": {
                "datePublicationDonneesExecution": "2025-01-31",
                "depensesInvestissement": 1200.5,
                "tarifs": [
                    {"tarif": {"intituleTarif": "Plein", "tarif": 4}},
                    {"tarif": {"intituleTarif": "Réduit", "tarif": "2,50"}},
                ],
            }
        },
        {"donneesAnnuelles": {"datePublicationDonneesExecution": "2026-01-31", "tarifs": []}},
        {"datePublicationDonneesExecution": "2027-01-31", "depensesInvestissement": "beaucoup"},
    ]
    records = [
        concession(id="1", donneesExecution=annees),
        concession(id="2", donneesExecution=[]),
        concession(id="3"),
        concession(
            id="4",
            modifications=[
                modification(
                    id=1,
                    dateSignatureModification="2025-02-01",
                    datePublicationDonneesModification="2025-03-01",
                    valeurGlobale=600000,
                    dureeMois=72,
                )
            ],
        ),
    ]
    rapport = import_fichiers([write_v2(tmp_path / "f.json", [], records)], tmp_path / "e")

    assert sorts(rapport) == {"lus": 4, "concessions": 4}
    assert ask(
        tmp_path / "e",
        "SELECT m.id, x.ordre, x.date_publication, depenses_investissement, intitule_tarif, tarif "
        "FROM executions x JOIN marches m USING (cle) ORDER BY x.ordre, intitule_tarif",
    ) == [
        ("1", 1, date(2025, 1, 31), Decimal("1200.50"), "Plein", Decimal("4.00")),
        ("1", 1, date(2025, 1, 31), Decimal("1200.50"), "Réduit", Decimal("2.50")),
        ("1", 2, date(2026, 1, 31), None, None, None),
        ("1", 3, date(2027, 1, 31), None, None, None),
    ]
    assert ("montant_illisible", "donneesExecution.depensesInvestissement") in list_codes(
        tmp_path / "e", 1
    )
    assert ask(
        tmp_path / "e", "SELECT montant, montant_initial, duree_mois FROM marches WHERE id = '4'"
    ) == [(600000, 500000, 72)]

"""Tables of the ministry: marks, headers, families, lists with a header a rank."""

import duckdb
import pytest

from spaser.moteur.decp.tableaux import ministere
from spaser.moteur.decp.tableaux.ministere import ENTETES

# The 2022 format as published for contracts, in the order of the export.
ENTETE_MARCHES = """
id nature objet codeCPV procedure titulaire_id_1 titulaire_typeIdentifiant_1 titulaire_id_2
titulaire_typeIdentifiant_2 titulaire_id_3 titulaire_typeIdentifiant_3 acheteur.id dureeMois
dateNotification datePublicationDonnees montant formePrix attributionAvance tauxAvance offresRecues
ccag sousTraitanceDeclaree typeGroupementOperateurs idAccordCadre lieuExecution.code
lieuExecution.typeCode considerationsSociales considerationsEnvironnementales modalitesExecution
techniques typesPrix origineUE origineFrance marcheInnovant idModification montantModification
dureeMoisModification idTitulaireModification typeIdentifiantTitulaireModification
dateNotificationModificationModification datePublicationDonneesModificationModification
idActeSousTraitance dureeMoisActeSousTraitance dateNotificationActeSousTraitance
datePublicationDonneesActeSousTraitance montantActeSousTraitance variationPrixActeSousTraitance
idSousTraitant typeIdentifiantSousTraitant idModificationActeSousTraitance
dureeMoisModificationActeSousTraitance
dateNotificationModificationSousTraitanceModificationActeSousTraitance
datePublicationDonneesModificationActeSousTraitance montantModificationActeSousTraitance source
""".split()

ENTETE_CONCESSIONS = """
id nature objet procedure dureeMois dateDebutExecution dateSignature considerationsSociales
considerationsEnvironnementales valeurGlobale montantSubventionPublique datePublicationDonnees
autoriteConcedante.id concessionnaire_id_1 concessionnaire_typeIdentifiant_1 concessionnaire_id_2
concessionnaire_typeIdentifiant_2 concessionnaire_id_3 concessionnaire_typeIdentifiant_3
idModification dureeMoisModification valeurGlobaleModification
dateSignatureModificationModification datePublicationDonneesModificationModification
donneesExecution.datePublicationDonneesExecution donneesExecution.depensesInvestissement
donneesExecution.intituleTarif donneesExecution.tarif source
""".split()


def marche(**champs):
    """A contract whose cells are CDL but for the given ones (dots written __)."""
    dits = {nom.replace("__", "."): valeur for nom, valeur in champs.items()}
    return dict.fromkeys(ENTETE_MARCHES, "CDL") | {"source": "AWS"} | dits


@pytest.mark.longue
def test_every_published_header_is_known(lire):
    for entete in (ENTETE_MARCHES, ENTETE_CONCESSIONS):
        lu = lire(ministere.load, [dict.fromkeys(entete, "1")], separateur=";")
        assert lu.lecture.champs_inconnus == {}


def test_a_contract_takes_the_shape_of_schema_v2(lire):
    ligne = marche(
        id="2024-1",
        nature="Marché",
        objet="Ligne une\\nligne deux\\r\\nligne trois",
        acheteur__id="77574110100031",
        titulaire_id_1="81251690400016",
        titulaire_typeIdentifiant_1="SIRET",
        titulaire_id_2="FR123",
        titulaire_typeIdentifiant_2="TVA",
        montant="700000.0",
        techniques="Accord-cadre, Concours",
        lieuExecution__code="75",
        lieuExecution__typeCode="Code département",
        idModification="2",
        montantModification="710000",
        idTitulaireModification="85399314500012",
        typeIdentifiantTitulaireModification="SIRET",
        dateNotificationModificationModification="2024-05-01",
        datePublicationDonneesModificationModification="2024-06-01",
        idActeSousTraitance="1",
        montantActeSousTraitance="12500.50",
        variationPrixActeSousTraitance="Ferme",
        idSousTraitant="53079617600028",
        typeIdentifiantSousTraitant="SIRET",
        idModificationActeSousTraitance="1",
        montantModificationActeSousTraitance="13000",
    )
    lu = lire(ministere.load, [ligne], separateur=";")
    assert lu.records == [
        {
            "id": "2024-1",
            "nature": "Marché",
            "objet": "Ligne une\nligne deux\nligne trois",
            "acheteur": {"id": "77574110100031"},
            "titulaires": [
                {"titulaire": {"typeIdentifiant": "SIRET", "id": "81251690400016"}},
                {"titulaire": {"typeIdentifiant": "TVA", "id": "FR123"}},
            ],
            "montant": "700000.0",
            "techniques": '"Accord-cadre, Concours"',
            "lieuExecution": {"code": "75", "typeCode": "Code département"},
            "modifications": [
                {
                    "modification": {
                        "id": "2",
                        "dateNotificationModification": "2024-05-01",
                        "datePublicationDonneesModification": "2024-06-01",
                        "montant": "710000",
                        "titulaires": [
                            {"titulaire": {"typeIdentifiant": "SIRET", "id": "85399314500012"}}
                        ],
                    }
                }
            ],
            "actesSousTraitance": [
                {
                    "acteSousTraitance": {
                        "id": "1",
                        "montant": "12500.50",
                        "variationPrix": "Ferme",
                        "sousTraitant": {"typeIdentifiant": "SIRET", "id": "53079617600028"},
                    }
                }
            ],
            "modificationsActesSousTraitance": [
                {"modificationActeSousTraitance": {"id": "1", "montant": "13000"}}
            ],
            "_rang": 1,
            "_famille": "marche",
        }
    ]
    assert (lu.lecture.lus, lu.lecture.lignes) == (1, 1)


def test_a_concession_takes_the_shape_of_schema_v2(lire):
    ligne = dict.fromkeys(ENTETE_CONCESSIONS, "CDL") | {
        "id": "c1",
        "nature": "Délégation de service public",
        "autoriteConcedante.id": "21",
        "valeurGlobale": "70",
        "concessionnaire_id_1": "9",
        "concessionnaire_typeIdentifiant_1": "SIRET",
        "idModification": "1",
        "valeurGlobaleModification": "80",
        "dateSignatureModificationModification": "2025-01-01",
        "donneesExecution.datePublicationDonneesExecution": "2025-02-01",
        "donneesExecution.depensesInvestissement": "5",
        "donneesExecution.intituleTarif": "Plein tarif",
        "donneesExecution.tarif": "2.5",
    }
    (record,) = lire(ministere.load, [ligne], separateur=";").records
    assert record == {
        "id": "c1",
        "nature": "Délégation de service public",
        "autoriteConcedante": {"id": "21"},
        "valeurGlobale": "70",
        "concessionnaires": [{"concessionnaire": {"typeIdentifiant": "SIRET", "id": "9"}}],
        "modifications": [
            {
                "modification": {
                    "id": "1",
                    "dateSignatureModification": "2025-01-01",
                    "valeurGlobale": "80",
                }
            }
        ],
        "donneesExecution": [
            {
                "donneesAnnuelles": {
                    "datePublicationDonneesExecution": "2025-02-01",
                    "depensesInvestissement": "5",
                    "tarifs": [{"tarif": {"intituleTarif": "Plein tarif", "tarif": "2.5"}}],
                }
            }
        ],
        "_rang": 1,
        "_famille": "concession",
    }


MANQUE, HORS = "valeur_obligatoire_manquante", "valeur_hors_liste"


# field, as written, as read, what is said of it
MARQUES = [
    ("codeCPV", "CDL", None, []),
    ("codeCPV", "cdl", None, []),
    ("codeCPV", "CDL NC", None, []),
    ("codeCPV", "CDL nan", None, []),
    ("codeCPV", "nan", None, []),
    ("codeCPV", "<NA>", None, []),
    ("codeCPV", "MQ", None, [MANQUE]),
    ("codeCPV", "MQ ", None, [MANQUE]),
    ("offresRecues", "MQ NC", None, [MANQUE]),
    ("codeCPV", "INX 28213700-5", "28213700-5", [HORS]),
    ("codeCPV", "inx 28213700-5", "28213700-5", [HORS]),
    ("codeCPV", "INX", None, [HORS]),
    ("codeCPV", "INX nan", None, [HORS]),
    ("codeCPV", "28213700-5", "28213700-5", []),
    ("objet", "MQ 12 : achat de rails", "MQ 12 : achat de rails", []),
    ("objet", "INXTER", "INXTER", []),
    ("objet", "INX " + "a" * 20, "a" * 20, [HORS]),
    ("offresRecues", "NC", "NC", []),
    ("techniques", "MQ", None, [MANQUE]),
    ("techniques", "INX Autre, Concours", '"Autre, Concours"', [HORS]),
    ("techniques", "Concours, MQ NC", '"Concours"', [MANQUE]),
    ("considerationsSociales", "MQ NC", None, [MANQUE]),
    ("considerationsSociales", "INX Rien, MQ", '"Rien"', [MANQUE, HORS]),
    ("considerationsSociales", "Sans objet", '"Sans objet"', []),
]


def test_marks_are_taken_off_and_told(lire):
    lignes = [marche(id=str(rang), **{cas[0]: cas[1]}) for rang, cas in enumerate(MARQUES)]

    table = lire(ministere.load, lignes, separateur=";")

    ecarts = [
        (cas, record)
        for rang, (cas, record) in enumerate(zip(MARQUES, table.records, strict=True))
        if (record.get(cas[0]), table.codes(rang)) != (cas[2], cas[3])
        or any(
            (anomalie["champ"], anomalie["valeur"]) != (cas[0], cas[1].strip())
            for anomalie in record.get("_anomalies", [])
        )
    ]
    assert ecarts == []


@pytest.mark.parametrize("style", [str.lower, str.upper, lambda t: t.replace(".", "_").lower()])
def test_headers_are_known_in_any_spelling(lire, style):
    ligne = {
        style(nom): valeur
        for nom, valeur in marche(id="1", acheteur__id="9", titulaire_id_2="8").items()
    }
    lu = lire(ministere.load, [ligne])
    assert lu.records[0]["acheteur"] == {"id": "9"}
    assert lu.records[0]["titulaires"] == [{"titulaire": {"id": "8"}}]
    assert lu.lecture.champs_inconnus == {}


def test_no_header_stands_for_two_fields():
    noms = [e.lower().replace("_", "").replace(".", "") for es in ENTETES.values() for e in es]
    assert len(noms) == len(set(noms))


@pytest.mark.parametrize(
    ("champs", "famille"),
    [
        ({"nature": "Marché"}, "marche"),
        ({"nature": "INX Concession de travaux"}, "concession"),
        ({"nature": "Delegation de service public"}, "concession"),
        ({"nature": "CDL", "autoriteConcedante_id": "1"}, "concession"),
        ({"nature": "CDL", "valeurGlobale": "CDL"}, "marche"),
    ],
)
def test_the_family_is_told_by_the_record(lire, champs, famille):
    assert lire(ministere.load, [{"id": "1", **champs}]).records[0]["_famille"] == famille


def test_three_holders_may_hide_others(lire):
    trois = {f"titulaire_id_{n}": str(n) for n in (1, 2, 3)}
    lu = lire(ministere.load, [marche(id="1", **trois), marche(id="2", titulaire_id_1="1")])
    assert (lu.codes(0), lu.codes(1)) == (["liste_peut_etre_tronquee"], [])


def test_a_record_that_the_ministry_set_aside_says_why(lire):
    lu = lire(ministere.load, [{"Erreurs": "Champ id au mauvais format", "id": "1"}])
    assert lu.records[0]["_anomalies"] == [
        {
            "code": "ecarte_par_la_source",
            "champ": None,
            "valeur": "Champ id au mauvais format",
        }
    ]


def test_every_line_is_a_record_or_a_reject(tmp_path, relire):
    chemin = tmp_path / "t.csv"
    chemin.write_text("id;acheteur_id;neuf\n1;9;\n;;\n1;9\n1;9;x\n")
    lu = relire(ministere.load, chemin)
    assert [r["_rang"] for r in lu.records] == [1, 4]
    assert [(r.rang, r.code) for r in lu.lecture.rebuts] == [
        (2, "ligne_vide"),
        (3, "ligne_illisible"),
    ]
    assert (lu.lecture.lus, lu.lecture.lignes) == (4, 4)
    assert lu.lecture.champs_inconnus == {"neuf": 1}


def test_cp1252_is_supposed_and_said_once_beside_other_anomalies(lire):
    lignes = [marche(id="1", objet="été", codeCPV="MQ"), marche(id="2", objet="été")]
    lu = lire(ministere.load, lignes, separateur=";", encodage="cp1252")
    assert [r["objet"] for r in lu.records] == ["été", "été"]
    assert (lu.codes(0), lu.codes(1)) == (["encodage_suppose", MANQUE], [])


def test_parquet_of_the_portal(tmp_path, relire):
    chemin = tmp_path / "t.parquet"
    with duckdb.connect() as connexion:
        connexion.execute(
            f"""COPY (SELECT '1' AS id, '9' AS acheteur_id, 12.5::DOUBLE AS montant,
                   DATE '2024-01-31' AS datenotification, 'CDL' AS montantmodification)
                TO '{chemin}' (FORMAT parquet)"""
        )
    assert relire(ministere.load, chemin).records == [
        {
            "id": "1",
            "acheteur": {"id": "9"},
            "montant": "12.5",
            "dateNotification": "2024-01-31",
            "_rang": 1,
            "_famille": "marche",
        }
    ]

"""From a file to the tables: every shape of a record gives the same columns."""

from datetime import date
from decimal import Decimal

import pytest

from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import (
    ACHETEUR,
    AUTRE_TITULAIRE,
    TITULAIRE,
    ask,
    concession,
    marche,
    marche_v1,
    siren,
    siret,
    sorts,
    titulaire_v1,
    titulaire_v2,
    write_json,
    write_v1,
    write_v2,
)

BROUILLON = {
    "_type": "Marché",
    "id": "brouillon",
    "acheteur": {"id": ACHETEUR},
    "nature": "Marché",
    "objet": "Restauration collective",
    "codeCPV": "55523000",
    "technique": ["Accord-cadre"],
    "modaliteExecution": ["Bons de commande"],
    "idAccordCadre": None,
    "procedure": "Appel d\u2019offres ouvert",
    "lieuExecution": {"code": "35000", "typeCode": "Code postal"},
    "dureeMois": 24,
    "dateNotification": "2024-02-01",
    "datePublicationDonnees": "2024-02-29",
    "montant": 200000,
    "typePrix": ["Définitif révisable"],
    "formePrix": "Unitaire",
    "offresRecues": 2,
    "ccag": "Fournitures courantes et services",
    "attributionAvance": None,
    "marcheInnovant": False,
    "titulaires": [titulaire_v1(nom=None)],
    "considerationsSociales": ["Critère social"],
    "considerationsEnvironnementales": [],
    "actesSousTraitance": [],
    "modifications": [],
}
PLAT = {
    "_type": "Marché",
    "id": "plat",
    "acheteur.id": ACHETEUR,
    "acheteur.nom": "Ville de Valfleur",
    "nature": "MARCHE",
    "objet": "Fournitures scolaires",
    "codeCPV": "22000000",
    "montant": "1 500,50",
    "dureeMois": "6",
    "dateNotification": "05/03/2019",
    "titulaires": [[[titulaire_v1()], [titulaire_v1(AUTRE_TITULAIRE, "Papeterie Rouge")]]],
}
SIREN_SEUL = {
    "id": "siren seul",
    "acheteur": {"id": siren(1)},
    "objet": "Transport",
    "titulaires": {"titulaire": titulaire_v1()},
}
CONCESSION_V1 = {
    "_type": "Contrat de concession",
    "id": "conc-v1",
    "autoriteConcedante": {"id": ACHETEUR, "nom": "Ville de Valfleur"},
    "nature": "Concession de service",
    "objet": "Fourrière",
    "dateSignature": "2018-11-01",
    "valeurGlobale": 70000,
    "montantSubventionPublique": 0,
    "concessionnaires": [titulaire_v1()],
}


@pytest.fixture(scope="module")
def entrepot(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("formes")
    fichiers = [
        write_v2(
            dossier / "v2.json",
            [
                marche(id="v2"),
                marche(
                    id=" avec tout ",
                    nature="Marché de partenariat",
                    techniques={"technique": ["Accord-cadre", "Catalogue électronique"]},
                    modalitesExecution={"modaliteExecution": ["Marchés subséquents", "Tranches"]},
                    idAccordCadre="AC 1",
                    attributionAvance="oui",
                    tauxAvance="0,3",
                    marcheInnovant=1,
                    offresRecues="7",
                    origineUE=0.8,
                    origineFrance="0.5",
                    typeGroupementOperateurs="solidaire",
                    sousTraitanceDeclaree="true",
                    typesPrix={"typePrix": ["Provisoire", "Définitif ferme"]},
                    montant="250 000,75 €",
                    dureeMois="18 mois",
                ),
            ],
            [concession(id="conc")],
        ),
        write_v1(dossier / "v1.json", [marche_v1(id="v1"), CONCESSION_V1]),
        write_v1(dossier / "brouillon.json", [BROUILLON]),
        write_json(dossier / "plat.json", [PLAT, SIREN_SEUL]),
    ]
    rapport = import_fichiers(fichiers, dossier / "entrepot")
    assert sorts(rapport) == {"lus": 8, "contrats": 6, "concessions": 2}
    return dossier / "entrepot"


ATTENDUS = {
    "v2": {
        "famille": "marche",
        "format": "v2",
        "rang": 1,
        "date_version": date(2024, 3, 15),
        "acheteur_siren": ACHETEUR[:9],
        "acheteur_siret": ACHETEUR,
        "acheteur_nom": None,
        "nature": "Marché",
        "objet": "Entretien des espaces verts",
        "cpv": "77310000",
        "cpv_division": "77",
        "categorie": "services",
        "procedure": "Procédure adaptée",
        "techniques": [],
        "modalites_execution": [],
        "accord_cadre": False,
        "marche_subsequent": False,
        "id_accord_cadre": None,
        "ccag": "Fournitures courantes et services",
        "forme_prix": "Unitaire",
        "types_prix": ["Définitif ferme"],
        "groupement": "Pas de groupement",
        "lieu_code": "35238",
        "lieu_type": "Code commune",
        "lieu_departement": "35",
        "annee": 2024,
        "date_notification": date(2024, 3, 1),
        "date_publication": date(2024, 3, 15),
        "date_debut_execution": None,
        "duree_mois_initiale": 12,
        "duree_mois": 12,
        "montant_initial": Decimal("90000.00"),
        "montant": Decimal("90000.00"),
        "montant_utile": Decimal("90000.00"),
        "montant_suspicion": None,
        "increment_suspect": False,
        "subvention_publique": None,
        "avance": False,
        "taux_avance": None,
        "offres_recues": 3,
        "nb_titulaires": 1,
        "sous_traitance": False,
        "innovant": False,
        "origine_ue": None,
        "origine_france": None,
        "nb_modifications": 0,
        "social": True,
        "clause_sociale": True,
        "critere_social": False,
        "reserve": False,
        "environnement": False,
        "clause_environnementale": False,
        "critere_environnemental": False,
        "nb_versions": 1,
        "double_compte": False,
    },
    " avec tout ": {
        "nature": "Marché de partenariat",
        "techniques": ["Accord-cadre", "Catalogue électronique"],
        "modalites_execution": ["Marchés subséquents", "Tranches"],
        "accord_cadre": True,
        "marche_subsequent": True,
        "id_accord_cadre": "AC 1",
        "avance": True,
        "taux_avance": 0.3,
        "innovant": True,
        "offres_recues": 7,
        "origine_ue": 0.8,
        "origine_france": 0.5,
        "groupement": "Solidaire",
        "sous_traitance": True,
        "types_prix": ["Provisoire", "Définitif ferme"],
        "montant_initial": Decimal("250000.75"),
        "duree_mois": 18,
        "rang": 2,
    },
    "conc": {
        "famille": "concession",
        "format": "v2",
        "rang": 3,
        "nature": "Concession de service",
        "procedure": "Procédure négociée ouverte",
        "cpv": None,
        "annee": 2024,
        "date_notification": date(2024, 2, 1),
        "date_debut_execution": date(2024, 3, 1),
        "montant_initial": Decimal("500000.00"),
        "subvention_publique": Decimal("10000.00"),
        "nb_titulaires": 1,
        "reserve": True,
        "social": True,
        "environnement": True,
    },
    "v1": {
        "famille": "marche",
        "format": "v1",
        "acheteur_nom": "Ville de Valfleur",
        "annee": 2019,
        "montant_initial": Decimal("60000.50"),
        "forme_prix": "Ferme",
        "lieu_departement": "35",
        "social": None,
        "clause_sociale": None,
        "reserve": None,
        "environnement": None,
        "innovant": None,
        "offres_recues": None,
        "accord_cadre": False,
    },
    "conc-v1": {
        "famille": "concession",
        "format": "v1",
        "rang": 2,
        "acheteur_siret": ACHETEUR,
        "annee": 2018,
        "montant_initial": Decimal("70000.00"),
        "subvention_publique": Decimal("0.00"),
        "nb_titulaires": 1,
    },
    "brouillon": {
        "format": "v2",
        "techniques": ["Accord-cadre"],
        "accord_cadre": True,
        "marche_subsequent": False,
        "modalites_execution": ["Bons de commande"],
        "types_prix": ["Définitif révisable"],
        "procedure": "Appel d'offres ouvert",
        "avance": None,
        "social": True,
        "critere_social": True,
        "environnement": None,
        "nb_titulaires": 1,
        "categorie": "services",
    },
    "plat": {
        "format": "v1",
        "acheteur_siret": ACHETEUR,
        "acheteur_nom": "Ville de Valfleur",
        "nature": "Marché",
        "montant_initial": Decimal("1500.50"),
        "date_notification": date(2019, 3, 5),
        "duree_mois": 6,
        "nb_titulaires": 2,
    },
    "siren seul": {
        "acheteur_siren": siren(1),
        "acheteur_siret": None,
        "nb_titulaires": 1,
        "montant_initial": None,
        "montant_utile": None,
        "annee": None,
    },
}


def test_a_record_becomes_a_row(entrepot):
    rows = dict(ask(entrepot, "SELECT m.id, m FROM marches m"))

    lus = {
        identifiant: {nom: rows[identifiant.strip()][nom] for nom in attendu}
        for identifiant, attendu in ATTENDUS.items()
    }
    assert lus == ATTENDUS


@pytest.mark.parametrize(
    ("identifiant", "titulaires"),
    [
        ("v2", [(1, "SIRET", TITULAIRE, TITULAIRE[:9], None)]),
        ("conc", [(1, "SIRET", TITULAIRE, TITULAIRE[:9], None)]),
        ("conc-v1", [(1, "SIRET", TITULAIRE, TITULAIRE[:9], "Atelier Bleu")]),
        ("brouillon", [(1, "SIRET", TITULAIRE, TITULAIRE[:9], None)]),
        ("siren seul", [(1, "SIRET", TITULAIRE, TITULAIRE[:9], "Atelier Bleu")]),
        (
            "plat",
            [
                (1, "SIRET", TITULAIRE, TITULAIRE[:9], "Atelier Bleu"),
                (2, "SIRET", AUTRE_TITULAIRE, AUTRE_TITULAIRE[:9], "Papeterie Rouge"),
            ],
        ),
    ],
)
def test_holders_are_found_in_every_shape(entrepot, identifiant, titulaires):
    lignes = ask(
        entrepot,
        "SELECT ordre, type_identifiant, siret, t.siren, nom FROM titulaires t "
        "JOIN marches m USING (cle) WHERE m.id = $1 AND courant ORDER BY ordre",
        [identifiant],
    )

    assert lignes == titulaires


VRAI_TVA = f"FR12{siren(11)}"
PERSONNES = {
    "siret": ("SIRET", TITULAIRE, TITULAIRE, siren(11)),
    "type in lower case": ("siret", TITULAIRE, TITULAIRE, siren(11)),
    "no type": ("", TITULAIRE, TITULAIRE, siren(11)),
    "with spaces": ("SIRET", f"{TITULAIRE[:9]} {TITULAIRE[9:]}", TITULAIRE, siren(11)),
    "siren typed siret": ("SIRET", siren(11), None, siren(11)),
    "bad key": ("SIRET", f"{TITULAIRE[:13]}{(int(TITULAIRE[13]) + 1) % 10}", None, siren(11)),
    "all zeros": ("SIRET", "00000000000000", None, None),
    "placeholder": ("SIRET", "00001", None, None),
    "vat": ("TVA", VRAI_TVA, None, siren(11)),
    "vat typed siret": ("SIRET", VRAI_TVA.lower(), None, siren(11)),
    "foreign vat": ("TVA", "DE123456789", None, None),
    "out of Europe": ("HORS-UE", "ACME Corp", None, None),
    "La Poste": ("SIRET", "35600000049837", "35600000049837", "356000000"),
}


@pytest.fixture(scope="module")
def personnes(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("personnes")
    marches = [
        marche(id=nom, objet=nom, titulaires=[titulaire_v2(identifiant, genre)])
        for nom, (genre, identifiant, _, _) in PERSONNES.items()
    ]
    marches += [
        marche(id="empty", titulaires=[]),
        marche(id="empty blocks", titulaires=[{"titulaire": {}}, titulaire_v2("", "")]),
        marche(id="null", titulaires=[{"titulaire": {"typeIdentifiant": None, "id": None}}]),
        marche(id="no field", titulaires=None),
        marche(id="name", titulaires=[{"denominationSociale": "Sans numéro"}]),
        marche(id="number", titulaires=[{"titulaire": {"typeIdentifiant": "SIRET", "id": 35}}]),
        marche(id="text", titulaires="Atelier Bleu"),
    ]
    sorts(import_fichiers([write_v2(dossier / "p.json", marches)], dossier / "e"))
    return dossier / "e"


def test_a_holder_is_known_by_what_it_gives(personnes):
    lignes = ask(
        personnes,
        "SELECT m.id, identifiant, t.siret, t.siren FROM titulaires t JOIN marches m USING (cle)",
    )
    lus = {nom: sorts for nom, *sorts in lignes if nom in PERSONNES}

    assert lus == {nom: attendus for nom, (_, *attendus) in PERSONNES.items()}


def test_only_blocks_that_say_something_are_holders(personnes):
    lignes = ask(
        personnes,
        "SELECT m.id, max(nb_titulaires), count(t.ordre) FROM marches m "
        "LEFT JOIN titulaires t USING (cle) GROUP BY ALL ORDER BY ALL",
    )

    assert [ligne for ligne in lignes if ligne[0] not in PERSONNES] == [
        ("empty", 0, 0),
        ("empty blocks", 0, 0),
        ("name", 1, 1),
        ("no field", 0, 0),
        ("null", 0, 0),
        ("number", 1, 1),
        ("text", 0, 0),
    ]


def test_holders_that_cannot_be_read_are_told(personnes):
    assert ask(personnes, "SELECT champ, valeur FROM anomalies WHERE code = 'liste_illisible'") == [
        ("titulaires", "Atelier Bleu")
    ]


@pytest.mark.longue
def test_two_establishments_of_a_buyer_are_one_buyer(tmp_path):
    records = [
        marche(id="1"),
        marche(id="2", acheteur={"id": siret(1, 2)}),
        marche(id="3", acheteur={"id": siren(1)}),
    ]

    rapport = import_fichiers([write_v2(tmp_path / "f.json", records)], tmp_path / "e")

    assert sorts(rapport) == {"lus": 3, "contrats": 3}
    assert ask(tmp_path / "e", "SELECT siren, sirets, nb_marches, annees FROM acheteurs") == [
        (siren(1), sorted([siret(1), siret(1, 2)]), 3, [2024])
    ]

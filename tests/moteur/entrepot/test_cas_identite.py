"""Who is with whom, case by case: small records in the shapes of real files, and what is expected.

Each case is a buyer of its own. Its records come in one file, or in two read on two days. The
answer is what a buyer would say of them; the reason says why a machine may say it too.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import pytest

from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import (
    ask,
    concession,
    marche,
    marche_v1,
    siret,
    titulaire_v1,
    titulaire_v2,
    write_v2,
)

A, B, C = ({"titulaires": [titulaire_v2(siret(n))]} for n in (11, 12, 13))
CADRE = {"techniques": {"technique": ["Accord-cadre"]}, "codeCPV": "79530000-8"}
PLUS_TARD = {"datePublicationDonnees": "2024-09-15"}
SITE = "Construction d'un groupe scolaire et de ses abords"
MODIF = [
    {"modification": {"id": 1, "dateNotificationModification": "2024-08-01", "montant": 99000}}
]
V1_MODIF = [
    {
        "objetModification": "Travaux en plus",
        "dateNotificationModification": "2019-05-02",
        "datePublicationDonneesModification": "2019-05-10",
        "montant": 65000,
    }
]


@dataclass
class Cas:
    """Records of a first file, then of a second one; what they are, and why.

    `copie`, `version`: one contract, firmly. `douteux`: one, and the buyer is asked. `titulaires`:
    one, that keeps the holders of each record. `autres`: a contract each; `un de trop`: two of
    three records.
    """

    premiers: list
    seconds: list
    reponse: str
    raison: str
    acheteur: str = field(default="")


def un_jour(*records):
    """Say that one file publishes these records together."""
    return {"premiers": list(records), "seconds": []}


def deux_jours(premier, second):
    return {"premiers": [premier], "seconds": [second]}


def lot(nom, **champs):
    return marche(objet=f"{SITE} - {nom}", **champs)


CAS = {
    # The eight of the strangers' reading.
    "roofing beside joinery, one site, one firm": Cas(
        **un_jour(
            marche(objet=SITE, codeCPV="45261100-5", montant=80096),
            marche(objet=SITE, codeCPV="45421000-4", montant=20389),
        ),
        reponse="autres",
        raison="published together, their CPV codes tell two kinds of works",
    ),
    "renewed a year later at the same amount": Cas(
        **deux_jours(
            marche(dateNotification="2023-03-01", datePublicationDonnees="2023-03-15"),
            marche(),
        ),
        reponse="autres",
        raison="notified a year apart: a contract is notified once",
    ),
    "two lots of one holder, lot not said, two amounts": Cas(
        **un_jour(
            marche(objet="Mobilier scolaire", montant=12000),
            marche(objet="Mobilier scolaire", montant=8000),
        ),
        reponse="douteux",
        raison="published together, object and holder agree, amounts do not: only she knows",
    ),
    "two lots of one holder, lot not said, two objects and amounts": Cas(
        **un_jour(
            marche(objet="École Jaurès : peinture", montant=12000),
            marche(objet="École Jaurès : sols souples", montant=8000),
        ),
        reponse="autres",
        raison="published together, object and amount both differ",
    ),
    "lot A and lot B at one amount": Cas(
        **un_jour(lot("Lot A Gros œuvre"), lot("Lot B Second œuvre")),
        reponse="autres",
        raison="two lots, said in letters",
    ),
    "two holders, two objects, one amount": Cas(
        **un_jour(marche(objet="Denrées : épicerie", **A), marche(objet="Denrées : surgelés", **B)),
        reponse="autres",
        raison="one amount and one day are all that they share, published together",
    ),
    "lot A, then lot B in the next file": Cas(
        **deux_jours(lot("lot A", montant=7000), lot("lot B", **PLUS_TARD)),
        reponse="autres",
        raison="two lots, whatever the file",
    ),
    "lot I, then lot II in the next file": Cas(
        **deux_jours(lot("LOT I : voirie", montant=7000), lot("LOT II : réseaux", **PLUS_TARD)),
        reponse="autres",
        raison="two lots, said in roman figures",
    ),
    "2024-12 and 2024/12": Cas(
        **deux_jours(marche(id="2024-12"), marche(id="2024/12", **PLUS_TARD)),
        reponse="version",
        raison="two platforms write one id in their own way; all the rest agrees",
    ),
    "2024-1-11 and 2024-11-1": Cas(
        **deux_jours(marche(id="2024-1-11"), marche(id="2024-11-1", **PLUS_TARD)),
        reponse="autres",
        raison="lot 11 of one purchase, lot 1 of another: signs part the digits elsewhere",
    ),
    "2024-1-11, then 2024/1/11": Cas(
        **deux_jours(marche(id="2024-1-11"), marche(id="2024/1/11", **PLUS_TARD)),
        reponse="version",
        raison="one writing, and all the rest agrees",
    ),
    "2024-1-11, then 2024111": Cas(
        **deux_jours(marche(id="2024-1-11"), marche(id="2024111", **PLUS_TARD)),
        reponse="version",
        raison="a platform that drops signs parts no digit; all the rest agrees",
    ),
    "a framework published one record a holder": Cas(
        **un_jour(marche(**CADRE, **A), marche(**CADRE, **B), marche(**CADRE, **C)),
        reponse="titulaires",
        raison="a framework says its ceiling once, and each record one of its holders",
    ),
    # Lots and how they are said.
    "lots in digits, one holder and amount": Cas(
        **un_jour(lot("Lot n°1"), lot("Lot n°2")), reponse="autres", raison="two lots"
    ),
    "lot 2 and lot n°02": Cas(
        **deux_jours(lot("Lot 2 : toiture"), marche(objet="Toiture (lot n°02)", **PLUS_TARD)),
        reponse="version",
        raison="one lot, one holder, one amount, one day",
    ),
    "lot II and lot 2": Cas(
        **deux_jours(lot("lot II toiture"), marche(objet="Toiture (lot n°2)", **PLUS_TARD)),
        reponse="version",
        raison="a roman figure is a number",
    ),
    "lot III and lot IV": Cas(
        **un_jour(lot("LOT III - PLOMBERIE"), lot("LOT IV - CHAUFFAGE")),
        reponse="autres",
        raison="two lots, in capitals",
    ),
    "lot A again in the next file": Cas(
        **deux_jours(lot("Lot A"), lot("Lot A", **PLUS_TARD)),
        reponse="version",
        raison="the same lot, published later",
    ),
    "lot n° B and lot n° C": Cas(
        **un_jour(lot("lot n° B : gaz"), lot("lot n° C : eau")),
        reponse="autres",
        raison="two lots, after « n° »",
    ),
    "a verb that reads as a letter": Cas(
        **deux_jours(
            marche(objet="Ce LOT A ETE relance : balayage"),
            marche(objet="Balayage", **PLUS_TARD),
        ),
        reponse="version",
        raison="« LOT A ETE » names no lot",
    ),
    "a lot, then the whole procedure as object": Cas(
        **deux_jours(lot("LOT 1 TERRASSEMENT"), marche(objet=SITE, **PLUS_TARD)),
        reponse="version",
        raison="one lot only is named; id, holder, amount and day agree",
    ),
    "two lots in letters, then the whole procedure": Cas(
        [lot("lot A"), lot("lot B")],
        [marche(objet=SITE, **PLUS_TARD)],
        "autres",
        "nothing tells which of the two lots is meant",
    ),
    "many lots under one id, each republished": Cas(
        [lot("Lot 1", montant=5000), lot("Lot 2", montant=6000)],
        [lot("Lot 1", montant=5000, **PLUS_TARD), lot("Lot 2", montant=6000, **PLUS_TARD)],
        "deux contrats",
        "each lot meets its own version",
    ),
    "calls under one id, lot not said, each republished": Cas(
        [
            marche(objet=SITE, codeCPV="45261100-5", montant=80096),
            marche(objet=SITE, codeCPV="45421000-4", montant=20389),
        ],
        [
            marche(objet=SITE, codeCPV="45261100-5", montant=80096, **PLUS_TARD),
            marche(objet=SITE, codeCPV="45421000-4", montant=20389, **PLUS_TARD),
        ],
        "deux contrats",
        "firmest first: each meets the one with which it agrees in all",
    ),
    "calls under one id, each with another amount later": Cas(
        [
            marche(objet=SITE, codeCPV="45261100-5", montant=80096),
            marche(objet=SITE, codeCPV="45421000-4", montant=20389),
        ],
        [
            marche(objet=SITE, codeCPV="45261100-5", montant=81000, **PLUS_TARD),
            marche(objet=SITE, codeCPV="45421000-4", montant=21000, **PLUS_TARD),
        ],
        "deux contrats",
        "one kind of works each",
    ),
    "one correction that suits two calls": Cas(
        [
            marche(objet=SITE, codeCPV="45261100-5", montant=80096),
            marche(objet=SITE, codeCPV="45421000-4", montant=20389),
        ],
        [marche(objet=SITE, codeCPV=None, montant=50000, **PLUS_TARD)],
        "autres",
        "it agrees with both, and both cannot be one: nothing chooses",
    ),
    # CPV codes.
    "one code, one more precise": Cas(
        **un_jour(marche(codeCPV="45000000-7"), marche(codeCPV="45261100-5", dureeMois=13)),
        reponse="version",
        raison="45000000 says less, not otherwise; all the rest agrees",
    ),
    "another code in the next file": Cas(
        **deux_jours(marche(codeCPV="45112700-2"), marche(codeCPV="45233252-0", **PLUS_TARD)),
        reponse="version",
        raison="a code may be corrected from one day to the next; all the rest agrees",
    ),
    "another division, published together, all the rest the same": Cas(
        **un_jour(marche(codeCPV="71000000-8"), marche(codeCPV="45000000-7")),
        reponse="autres",
        raison="works and the study of works",
    ),
    "no code in one": Cas(
        **un_jour(marche(), marche(codeCPV=None)),
        reponse="version",
        raison="what is not said contradicts nothing; all the rest agrees",
    ),
    # Holders.
    "two holders, one object and amount, no framework": Cas(
        **un_jour(marche(**A), marche(**B)),
        reponse="titulaires douteux",
        raison="a group told member by member, or two contracts: only she knows; none is lost",
    ),
    "a framework, two holders, two ceilings": Cas(
        **un_jour(marche(**CADRE, **A, montant=40000), marche(**CADRE, **B, montant=60000)),
        reponse="autres",
        raison="the object alone agrees, published together",
    ),
    "a framework by holder, in two files": Cas(
        [marche(**CADRE, **A), marche(**CADRE, **B)],
        [marche(**CADRE, **A, **PLUS_TARD), marche(**CADRE, **B, **PLUS_TARD)],
        "titulaires",
        "the same framework again, with the same two holders",
    ),
    "a framework by holder, a lot each": Cas(
        **un_jour(
            marche(**CADRE, **A, objet="Traductions, lot 1"),
            marche(**CADRE, **B, objet="Traductions, lot 2"),
        ),
        reponse="autres",
        raison="two lots",
    ),
    "a holder that takes over": Cas(
        **deux_jours(marche(**A), marche(**B, modifications=MODIF, **PLUS_TARD)),
        reponse="version",
        raison="published later: the new holder takes the place of the former",
    ),
    "a group, then its agent alone": Cas(
        **deux_jours(
            marche(titulaires=A["titulaires"] + B["titulaires"]), marche(**A, **PLUS_TARD)
        ),
        reponse="version",
        raison="object, amount and day agree",
    ),
    "a SIREN in place of the SIRET": Cas(
        **deux_jours(marche(**A), marche(titulaires=[titulaire_v2(siret(11)[:9], "SIREN")])),
        reponse="version",
        raison="holders are compared by SIREN",
    ),
    # Amounts and days.
    "an amount corrected later": Cas(
        **deux_jours(marche(), marche(montant=91000, **PLUS_TARD)),
        reponse="version",
        raison="object, holder and day agree, in a later file",
    ),
    "138 000 € a year, then 552 000 € for four": Cas(
        **deux_jours(
            marche(objet="Animations socio-éducatives.", montant=138000),
            marche(objet="M18420R - ANIMATIONS", montant=552000, **PLUS_TARD),
        ),
        reponse="douteux",
        raison="the holder alone agrees",
    ),
    "a day put right by three days": Cas(
        **deux_jours(marche(), marche(dateNotification="2024-02-27", **PLUS_TARD)),
        reponse="version",
        raison="object, holder and amount agree, and the days are close",
    ),
    "a day put right over the new year": Cas(
        **deux_jours(
            marche(dateNotification="2023-12-28"),
            marche(dateNotification="2024-01-03", **PLUS_TARD),
        ),
        reponse="version",
        raison="six days: another year, yet no renewal",
    ),
    "renewed twice, the amount corrected once": Cas(
        [marche(dateNotification="2023-03-01"), marche()],
        [marche(montant=95000, **PLUS_TARD)],
        "un de trop",
        "the correction has the day of the second one",
    ),
    "gas of 2023 and gas of 2024": Cas(
        **deux_jours(
            marche(objet="Gaz", dateNotification="2023-01-01", montant=50000),
            marche(objet="Gaz", dateNotification="2024-01-01", montant=70000),
        ),
        reponse="autres",
        raison="amount and day both differ",
    ),
    "no amount in one": Cas(
        **deux_jours(marche(montant=None), marche(**PLUS_TARD)),
        reponse="version",
        raison="what is not said contradicts nothing",
    ),
    # Copies and versions.
    "the same record in two files": Cas(
        **deux_jours(marche(), marche()), reponse="copie", raison="equal in every field"
    ),
    "the same record twice in one file": Cas(
        **un_jour(marche(), marche()), reponse="copie", raison="equal in every field"
    ),
    "a modification added": Cas(
        **deux_jours(marche(), marche(modifications=MODIF)),
        reponse="version",
        raison="object, holder, amount and day agree",
    ),
    "republished in one file on a later day": Cas(
        **un_jour(marche(), marche(**PLUS_TARD)),
        reponse="version",
        raison="object, holder, amount and day agree",
    ),
    "an object with or without accents": Cas(
        **deux_jours(
            marche(objet="DIAGNOSTIC D'OUVRAGES"),
            marche(objet="Diagnostic d’ouvrages", **PLUS_TARD),
        ),
        reponse="version",
        raison="objects are compared by letters and digits",
    ),
    "annule et remplace": Cas(
        **deux_jours(marche(), marche(objet="ANNULE ET REMPLACE - Espaces verts", **PLUS_TARD)),
        reponse="version",
        raison="holder, amount and day agree",
    ),
    # Ids.
    "no id, two files": Cas(
        **deux_jours(marche(id=None), marche(id=None, montant=91000)),
        reponse="version",
        raison="object, holder and day agree",
    ),
    "no id, one file": Cas(
        **un_jour(marche(id=None), marche(id=None, montant=91000)),
        reponse="autres",
        raison="one file would say an id that it has",
    ),
    "an id given again": Cas(
        **deux_jours(
            marche(),
            marche(objet="Véhicules", montant=60000, dateNotification="2024-06-01", **B),
        ),
        reponse="autres",
        raison="nothing agrees but the id",
    ),
    "ids that only zeros and case tell apart": Cas(
        **deux_jours(marche(id="0042 a"), marche(id="42A", **PLUS_TARD)),
        reponse="version",
        raison="one writing, and all the rest agrees",
    ),
    "ids of three platforms": Cas(
        **deux_jours(marche(id="2024-M.12_00"), marche(id="2024 M 12/00", **PLUS_TARD)),
        reponse="version",
        raison="signs between letters and digits are no part of an id",
    ),
    "two ids, all the rest the same": Cas(
        **deux_jours(marche(), marche(id="2024-002")),
        reponse="autres",
        raison="two ids are two contracts; alike, they are listed",
    ),
    "v1 ids that number a modification": Cas(
        **un_jour(
            marche_v1(id="20190000100"),
            marche_v1(id="20190000101", modifications=V1_MODIF, titulaires=[titulaire_v1()]),
        ),
        reponse="version",
        raison="the id says so; object, holder and day agree",
    ),
    "v1 ids of two contracts": Cas(
        **un_jour(marche_v1(id="20190000100"), marche_v1(id="20190000101")),
        reponse="autres",
        raison="none of them is modified",
    ),
    # Concessions.
    "concessions of two markets": Cas(
        **un_jour(
            concession(objet="Exploitation des halles : halle A", valeurGlobale=70000),
            concession(objet="Exploitation des halles : halle B", valeurGlobale=90000),
        ),
        reponse="autres",
        raison="published together, object and value both differ",
    ),
    "a concession published again": Cas(
        **deux_jours(concession(), concession(datePublicationDonnees="2024-05-10")),
        reponse="version",
        raison="object, holder, value and day agree",
    ),
}


@pytest.fixture(scope="module")
def entrepot(tmp_path_factory):
    """Import the first files of all the cases together, then their second ones."""
    dossier = tmp_path_factory.mktemp("cas")
    for rang, cas in enumerate(CAS.values()):
        cas.acheteur = siret(100 + rang)
    for nom in ("premiers", "seconds"):
        familles = {"acheteur": [], "autoriteConcedante": []}
        for cas in CAS.values():
            for record in getattr(cas, nom):
                champ = next(c for c in familles if c in record)
                familles[champ].append({**record, champ: {"id": cas.acheteur}})
        fichier = write_v2(dossier / f"{nom}.json", *familles.values())
        import_fichiers([fichier], dossier / "e")
    return dossier / "e"


def share(lignes):
    """Give rows by the buyer that begins each."""
    parts = defaultdict(list)
    for acheteur, *ligne in lignes:
        parts[acheteur].append(ligne)
    return parts


def describe(cas, lignes, liens):
    """Say what the store made of the records of a case, in the words of the table."""
    contrats, nombre = len({cle for cle, _ in lignes}), len(lignes)
    if contrats == nombre:
        return "autres"
    if contrats == 2:
        return "un de trop" if nombre == 3 else "deux contrats"
    douteux = any(doute for _, doute in liens)
    if tenus := [s for _, s in lignes if s == "cotitulaire"]:
        assert len(tenus) == len(cas.premiers) - 1
        return "titulaires douteux" if douteux else "titulaires"
    if all(raison == "copie" for raison, _ in liens):
        return "copie"
    return "douteux" if douteux else "version"


def test_each_case_is_told_as_a_buyer_would_tell_it(entrepot):
    lignes = ask(
        entrepot,
        "SELECT acheteur_siren, coalesce(r.cle, m.groupe), coalesce(r.statut, 'retenu') "
        "FROM records m JOIN lieux USING (ligne) LEFT JOIN retouches r USING (ligne)",
    )
    liens = ask(
        entrepot,
        "SELECT acheteur_siren, raison, douteux FROM fusions f JOIN records m USING (ligne)",
    )
    lignes_de, liens_de = share(lignes), share(liens)

    dites = {
        nom: describe(cas, lignes_de[cas.acheteur[:9]], liens_de[cas.acheteur[:9]])
        for nom, cas in CAS.items()
    }

    assert dites == {nom: cas.reponse for nom, cas in CAS.items()}

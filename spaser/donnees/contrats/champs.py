"""What is looked for in a spreadsheet of contracts, and the words of the titles that name it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from spaser.donnees.tableur.titres import Mots, mots


class Champ(StrEnum):
    """A column of a spreadsheet of contracts."""

    ACHETEUR = "acheteur"
    SIRET = "siret"
    TITULAIRE = "titulaire"
    CLAUSE_SOCIALE = "clause_sociale"
    CRITERE_SOCIAL = "critere_social"
    RESERVE = "reserve"
    SOCIAL = "social"
    CLAUSE_ENVIRONNEMENTALE = "clause_environnementale"
    CRITERE_ENVIRONNEMENTAL = "critere_environnemental"
    ENVIRONNEMENT = "environnement"
    DATE = "date"
    MONTANT = "montant"
    CPV = "cpv"
    DUREE = "duree"
    OFFRES = "offres"
    EGALITE = "egalite"
    CARBONE = "carbone"
    HEURES_INSERTION = "heures_insertion"
    DEROGATION = "derogation"
    DATE_LANCEMENT = "date_lancement"
    BESOIN_ESTIME = "besoin_estime"
    LOT = "lot"
    NATURE = "nature"
    PROCEDURE = "procedure"
    ID = "id"
    OBJET = "objet"


LIBELLES: Final = {
    Champ.ID: "Numéro du marché",
    Champ.OBJET: "Objet",
    Champ.LOT: "Lot",
    Champ.DATE: "Date de notification",
    Champ.MONTANT: "Montant HT",
    Champ.TITULAIRE: "Nom du titulaire",
    Champ.SIRET: "SIRET du titulaire",
    Champ.ACHETEUR: "SIRET ou SIREN de l’acheteur",
    Champ.NATURE: "Nature du contrat",
    Champ.PROCEDURE: "Procédure",
    Champ.CPV: "Code CPV",
    Champ.DUREE: "Durée en mois",
    Champ.OFFRES: "Nombre d’offres reçues",
    Champ.SOCIAL: "Considération sociale",
    Champ.CLAUSE_SOCIALE: "Clause sociale",
    Champ.CRITERE_SOCIAL: "Critère social",
    Champ.RESERVE: "Marché réservé",
    Champ.ENVIRONNEMENT: "Considération environnementale",
    Champ.CLAUSE_ENVIRONNEMENTALE: "Clause environnementale",
    Champ.CRITERE_ENVIRONNEMENTAL: "Critère environnemental",
    Champ.EGALITE: "Égalité entre les femmes et les hommes",
    Champ.CARBONE: "Émissions de gaz à effet de serre",
    Champ.HEURES_INSERTION: "Heures d’insertion prévues",
    Champ.DEROGATION: "Dérogation motivée",
    Champ.DATE_LANCEMENT: "Date de lancement",
    Champ.BESOIN_ESTIME: "Besoin estimé HT",
}
NECESSAIRES: Final = (Champ.OBJET, Champ.ID)  # one or the other

_PERSONNES: Final = "titulaire fournisseur attributaire entreprise prestataire"
_ACHETEURS: Final = "acheteur collectivite organisme client entite"

# In this order: a column taken by one is no longer free for the next.
VOCABULAIRE: Final[dict[Champ, Mots]] = {
    Champ.ACHETEUR: mots(
        "siret acheteur, siret de l acheteur, siren acheteur, siren de l acheteur, acheteur id, "
        "identifiant acheteur, id acheteur, siret collectivite, siren collectivite, "
        "siret organisme"
    ),
    Champ.SIRET: mots(
        "siret titulaire, siret du titulaire, siret fournisseur, siret attributaire, "
        "siret entreprise, identifiant titulaire, id titulaire, titulaire id, siret, "
        "siren titulaire, siren",
        _ACHETEURS,
    ),
    Champ.TITULAIRE: mots(
        "nom du titulaire, nom titulaire, titulaire du marche, titulaire, attributaire, "
        "fournisseur, entreprise, prestataire, raison sociale",
        f"siret siren id identifiant adresse code postal cp ville pays type date {_ACHETEURS}",
    ),
    Champ.CLAUSE_SOCIALE: mots(
        "clause sociale, clauses sociales, clause d insertion, clause insertion, "
        "social clause, sociales clause, insertion",
        "heures nombre nb montant critere",
    ),
    Champ.CRITERE_SOCIAL: mots(
        "critere social, criteres sociaux, critere d insertion, social critere, sociales critere",
        "poids",
    ),
    Champ.RESERVE: mots("marche reserve, marches reserves, reserve, lot reserve", "montant"),
    Champ.SOCIAL: mots(
        "considerations sociales, consideration sociale, considerations sociales et solidaires, "
        "volet social, achat socialement responsable, social, sociale",
        "raison denomination capital",
    ),
    Champ.CLAUSE_ENVIRONNEMENTALE: mots(
        "clause environnementale, clauses environnementales, clause ecologique, "
        "clause environnement, environnement clause, environnementales clause",
        "critere",
    ),
    Champ.CRITERE_ENVIRONNEMENTAL: mots(
        "critere environnemental, criteres environnementaux, critere ecologique, "
        "critere environnement, environnement critere, environnementales critere",
        "poids",
    ),
    Champ.ENVIRONNEMENT: mots(
        "considerations environnementales, consideration environnementale, "
        "volet environnemental, environnement, environnemental, environnementale, ecologique"
    ),
    Champ.DATE: mots(
        "date de notification, date notification, date de notification du marche, notifie le, "
        "notification, date d attribution, date attribution, date de signature, date du marche, "
        "date",
        "fin publication lancement limite debut echeance reconduction avenant avis remise",
    ),
    Champ.MONTANT: mots(
        "montant ht, montant du marche ht, montant notifie ht, montant notifie, "
        "montant initial ht, montant initial, montant total ht, montant hors taxes, "
        "montant attribue, montant du marche, montant maximum ht, montant maximum, montant, "
        "prix ht",
        "ttc tva unitaire avenant minimum mini estime estimation mandate paye",
    ),
    Champ.CPV: mots("code cpv, cpv, cpv principal", "libelle"),
    Champ.DUREE: mots(
        "duree en mois, duree mois, duree du marche en mois, duree du marche, duree", "jours"
    ),
    Champ.OFFRES: mots(
        "nombre d offres recues, offres recues, nombre d offres, nb offres, nombre de plis"
    ),
    Champ.EGALITE: mots(
        "egalite entre les femmes et les hommes, egalite femmes hommes, egalite professionnelle, "
        "egalite, parite",
        "index",
    ),
    Champ.CARBONE: mots(
        "emissions de gaz a effet de serre, gaz a effet de serre, emissions carbone, carbone, ges",
        "tonnes kg co2e",
    ),
    Champ.HEURES_INSERTION: mots(
        "heures d insertion prevues, heures d insertion, heures insertion, "
        "volume d insertion en heures",
        "realisees effectuees",
    ),
    Champ.DEROGATION: mots("derogation motivee, derogation", "motif motifs date"),
    Champ.DATE_LANCEMENT: mots(
        "date de lancement, date lancement, date de lancement de la consultation, "
        "lancement de la consultation, date d envoi de l avis, lancement"
    ),
    Champ.BESOIN_ESTIME: mots(
        "besoin estime ht, besoin estime, estimation du besoin, montant estime ht, montant estime, "
        "valeur estimee, estimation",
        "ttc tva",
    ),
    Champ.LOT: mots(
        "numero de lot, numero du lot, n de lot, n du lot, n lot, num lot, lot n, lot",
        "intitule libelle objet designation montant nombre reserve",
    ),
    Champ.NATURE: mots("nature du contrat, nature du marche, nature", "juridique comptable"),
    Champ.PROCEDURE: mots(
        "procedure de passation, type de procedure, procedure, mode de passation"
    ),
    Champ.ID: mots(
        "numero de marche, numero du marche, numero marche, n de marche, n du marche, n marche, "
        "num marche, no marche, reference du marche, reference marche, reference, "
        "identifiant du marche, identifiant marche, id marche, numero de contrat, n contrat, "
        "numero, n, id, identifiant, marche, contrat",
        f"{_PERSONNES} {_ACHETEURS} objet libelle intitule montant date type nature lot telephone "
        "duree procedure",
    ),
    Champ.OBJET: mots(
        "objet du marche, objet, intitule du marche, intitule, libelle du marche, libelle, "
        "designation, description, denomination du marche",
        f"{_PERSONNES} cpv service famille procedure",
    ),
}

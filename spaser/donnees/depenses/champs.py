"""What is looked for in an extract, and the words of the headers that may name it.

No header of a given software is taken as known: columns are found by their words, in order, and
whoever imports sees the result and corrects it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from spaser.donnees.tableur.titres import Mots, mots


class Champ(StrEnum):
    """A column of an extract."""

    MONTANT_HT = "montant_ht"
    MONTANT_TTC = "montant_ttc"
    TAUX_TVA = "taux_tva"
    MONTANT_TVA = "montant_tva"
    ACHETEUR = "acheteur"
    SIRET = "siret"
    SIREN = "siren"
    CODE_POSTAL = "code_postal"
    TYPE_TIERS = "type_tiers"
    TIERS = "tiers"
    CPV = "cpv"
    COMPTE = "compte"
    FAMILLE = "famille"
    MARCHE = "marche"
    DATE_PAIEMENT = "date_paiement"
    DATE = "date"
    EXERCICE = "exercice"
    STATUT = "statut"
    TYPE_PIECE = "type_piece"
    PIECE = "piece"
    MONTANT = "montant"
    OBJET = "objet"


LIBELLES: Final = {
    Champ.MONTANT_HT: "Montant hors taxes",
    Champ.MONTANT_TTC: "Montant toutes taxes comprises",
    Champ.TAUX_TVA: "Taux de TVA",
    Champ.MONTANT_TVA: "Montant de la TVA",
    Champ.ACHETEUR: "SIRET ou SIREN de l’acheteur",
    Champ.SIRET: "SIRET du fournisseur",
    Champ.SIREN: "SIREN du fournisseur",
    Champ.CODE_POSTAL: "Code postal du fournisseur",
    Champ.TYPE_TIERS: "Genre de tiers",
    Champ.TIERS: "Nom du fournisseur",
    Champ.CPV: "Code CPV",
    Champ.COMPTE: "Compte par nature",
    Champ.FAMILLE: "Famille d’achat",
    Champ.MARCHE: "Numéro de marché",
    Champ.DATE_PAIEMENT: "Date de paiement",
    Champ.DATE: "Date de la pièce",
    Champ.EXERCICE: "Exercice",
    Champ.STATUT: "État de la pièce",
    Champ.TYPE_PIECE: "Genre de pièce",
    Champ.PIECE: "Numéro de pièce",
    Champ.MONTANT: "Montant, sans dire HT ou TTC",
    Champ.OBJET: "Objet",
}
MONTANTS: Final = (Champ.MONTANT_HT, Champ.MONTANT_TTC, Champ.MONTANT)


_ACHETEUR: Final = (
    "acheteur client destinataire collectivite organisme payeur debiteur etablissement"
)
_AUTRES_MONTANTS: Final = "unitaire prix engage engages budget vote reste restant cumul"

# In this order: a column taken by one is no longer free for the next.
VOCABULAIRE: Final[dict[Champ, Mots]] = {
    Champ.MONTANT_HT: mots(
        "montant ht, montant total ht, total ht, montant net ht, ht, montant hors taxes, "
        "montant hors taxe, hors taxes, hors taxe",
        f"{_AUTRES_MONTANTS} ttc",
    ),
    Champ.MONTANT_TTC: mots(
        "montant ttc, montant total ttc, total ttc, ttc, toutes taxes comprises",
        f"{_AUTRES_MONTANTS} ht",
    ),
    Champ.TAUX_TVA: mots("taux tva, taux de tva, taux de la tva, taux", "remise prorata"),
    Champ.MONTANT_TVA: mots(
        "montant tva, montant de la tva, montant de tva, total tva, tva",
        "taux code intra intracommunautaire numero n regime",
    ),
    Champ.ACHETEUR: mots(
        "siret acheteur, siret de l acheteur, siret client, siret destinataire, "
        "siret du destinataire, siret collectivite, siret organisme, siret payeur, siret debiteur, "
        "siren acheteur, siren destinataire, siren collectivite, identifiant acheteur, "
        "identifiant destinataire, code destinataire"
    ),
    Champ.SIRET: mots(
        "siret fournisseur, siret tiers, siret du tiers, siret, identifiant fournisseur, "
        "identifiant emetteur",
        _ACHETEUR,
    ),
    Champ.SIREN: mots("siren fournisseur, siren tiers, siren", _ACHETEUR),
    Champ.CODE_POSTAL: mots("code postal, cp", _ACHETEUR),
    Champ.TYPE_TIERS: mots(
        "type de tiers, type tiers, categorie de tiers, categorie tiers, nature juridique, "
        "nature tiers, type fournisseur, type de fournisseur"
    ),
    Champ.TIERS: mots(
        "nom du tiers, nom tiers, libelle tiers, tiers nom, raison sociale, nom du fournisseur, "
        "nom fournisseur, fournisseur nom, fournisseur, beneficiaire, creancier, titulaire, "
        "prestataire, denomination, emetteur, tiers, structure",
        "code numero n no num id identifiant siret siren type adresse postal cp ville commune "
        f"categorie pays date {_ACHETEUR}",
    ),
    Champ.CPV: mots("code cpv, cpv", "libelle"),
    Champ.COMPTE: mots(
        "compte nature, compte par nature, nature comptable, compte budgetaire, "
        "imputation comptable, compte comptable, numero de compte, compte general, imputation, "
        "compte, article nature, code nature, nature",
        "libelle intitule bancaire iban tiers juridique facture piece prestation marche depense "
        "auxiliaire",
    ),
    Champ.FAMILLE: mots(
        "famille d achat, famille achat, famille, segment d achat, segment, categorie d achat"
    ),
    Champ.MARCHE: mots(
        "numero de marche, numero du marche, numero marche, n de marche, n du marche, n marche, "
        "no marche, num marche, code marche, reference marche, reference du marche, marche, "
        "numero de contrat, n contrat, contrat",
        "objet libelle intitule montant date type nature titulaire",
    ),
    Champ.DATE_PAIEMENT: mots(
        "date de paiement, date paiement, date du paiement, date de mise en paiement, paye le, "
        "date de reglement, date reglement, date de virement, date virement",
        "prevue previsionnelle limite theorique",
    ),
    Champ.DATE: mots(
        "date de mandat, date du mandat, date mandat, date de mandatement, date mandatement, "
        "date d emission, date comptable, date de piece, date piece, date de facture, "
        "date de la facture, date facture, date de commande, date commande, date",
        "prevue previsionnelle limite theorique echeance reception depot",
    ),
    Champ.EXERCICE: mots("exercice, exercice comptable, annee, millesime"),
    Champ.STATUT: mots("statut, etat courant, etat", "juridique"),
    Champ.TYPE_PIECE: mots(
        "type de piece, type piece, nature de piece, type de mandat, type mandat, type de facture, "
        "type facture, type de document, type document, nature facture, sens, type",
        "tiers marche prix prestation",
    ),
    Champ.PIECE: mots(
        "numero de mandat, numero du mandat, numero mandat, n de mandat, n mandat, no mandat, "
        "num mandat, mandat, numero de facture, numero facture, n de facture, n facture, "
        "no facture, facture, numero de piece, numero piece, n piece, piece, numero de commande, "
        "numero commande, n commande",
        "date montant objet libelle type nature etat statut lignes bordereau",
    ),
    Champ.MONTANT: mots(
        "montant mandate, montant paye, montant regle, montant realise, montant liquide, "
        "montant de la depense, montant, mandate, realise, total",
        f"{_AUTRES_MONTANTS} ht ttc tva taux nb nombre numero n",
    ),
    Champ.OBJET: mots(
        "objet, objet du mandat, objet de la depense, libelle du mandat, libelle mandat, "
        "libelle ecriture, libelle, designation, description, intitule",
        "compte nature tiers fournisseur service chapitre fonction marche article famille cpv",
    ),
}

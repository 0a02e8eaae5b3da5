"""What is looked for in an extract, and the words of the headers that may name it.

No header of a given software is taken as known: columns are found by their words, in order, and
whoever imports sees the result and corrects it.
"""

from __future__ import annotations

from typing import Final

from spaser.donnees.tables.titres import ChampCherche

_ACHETEUR: Final = (
    "acheteur client destinataire collectivite organisme payeur debiteur etablissement"
)
_AUTRES_MONTANTS: Final = "unitaire prix engage engages budget vote reste restant cumul"


class ChampExtrait(ChampCherche):
    """A column of an extract."""

    # fmt: off
    MONTANT_HT = ("montant_ht", "Montant hors taxes",
        ("montant ht, montant total ht, total ht, montant net ht, ht, montant hors taxes, "
         "montant hors taxe, hors taxes, hors taxe"), f"{_AUTRES_MONTANTS} ttc")
    MONTANT_TTC = ("montant_ttc", "Montant toutes taxes comprises",
        "montant ttc, montant total ttc, total ttc, ttc, toutes taxes comprises",
        f"{_AUTRES_MONTANTS} ht")
    TAUX_TVA = ("taux_tva", "Taux de TVA", "taux tva, taux de tva, taux de la tva, taux",
        "remise prorata")
    MONTANT_TVA = ("montant_tva", "Montant de la TVA",
        "montant tva, montant de la tva, montant de tva, total tva, tva",
        "taux code intra intracommunautaire numero n regime")
    ACHETEUR = ("acheteur", "SIRET ou SIREN de l’acheteur",
        ("siret acheteur, siret de l acheteur, siret client, siret destinataire, siret du "
         "destinataire, siret collectivite, siret organisme, siret payeur, siret debiteur, "
         "siren acheteur, siren destinataire, siren collectivite, identifiant acheteur, "
         "identifiant destinataire, code destinataire"))
    SIRET = ("siret", "SIRET du fournisseur",
        ("siret fournisseur, siret tiers, siret du tiers, siret, identifiant fournisseur, "
         "identifiant emetteur"), _ACHETEUR)
    SIREN = ("siren", "SIREN du fournisseur", "siren fournisseur, siren tiers, siren", _ACHETEUR)
    CODE_POSTAL = ("code_postal", "Code postal du fournisseur", "code postal, cp", _ACHETEUR)
    TYPE_TIERS = ("type_tiers", "Genre de tiers",
        ("type de tiers, type tiers, categorie de tiers, categorie tiers, nature juridique, "
         "nature tiers, type fournisseur, type de fournisseur"))
    TIERS = ("tiers", "Nom du fournisseur",
        ("nom du tiers, nom tiers, libelle tiers, tiers nom, raison sociale, nom du "
         "fournisseur, nom fournisseur, fournisseur nom, fournisseur, beneficiaire, creancier,"
         " titulaire, prestataire, denomination, emetteur, tiers, structure"),
        ("code numero n no num id identifiant siret siren type adresse postal cp ville commune"
         f" categorie pays date {_ACHETEUR}"))
    CPV = ("cpv", "Code CPV", "code cpv, cpv", "libelle")
    COMPTE = ("compte", "Compte par nature",
        ("compte nature, compte par nature, nature comptable, compte budgetaire, imputation "
         "comptable, compte comptable, numero de compte, compte general, imputation, compte, "
         "article nature, code nature, nature"),
        ("libelle intitule bancaire iban tiers juridique facture piece prestation marche "
         "depense auxiliaire"))
    FAMILLE = ("famille", "Famille d’achat",
        "famille d achat, famille achat, famille, segment d achat, segment, categorie d achat")
    MARCHE = ("marche", "Numéro de marché",
        ("numero de marche, numero du marche, numero marche, n de marche, n du marche, n "
         "marche, no marche, num marche, code marche, reference marche, reference du marche, "
         "marche, numero de contrat, n contrat, contrat"),
        "objet libelle intitule montant date type nature titulaire")
    DATE_PAIEMENT = ("date_paiement", "Date de paiement",
        ("date de paiement, date paiement, date du paiement, date de mise en paiement, paye "
         "le, date de reglement, date reglement, date de virement, date virement"),
        "prevue previsionnelle limite theorique")
    DATE = ("date", "Date de la pièce",
        ("date de mandat, date du mandat, date mandat, date de mandatement, date mandatement, "
         "date d emission, date comptable, date de piece, date piece, date de facture, date de"
         " la facture, date facture, date de commande, date commande, date"),
        "prevue previsionnelle limite theorique echeance reception depot")
    EXERCICE = ("exercice", "Exercice", "exercice, exercice comptable, annee, millesime")
    STATUT = ("statut", "État de la pièce", "statut, etat courant, etat", "juridique")
    TYPE_PIECE = ("type_piece", "Genre de pièce",
        ("type de piece, type piece, nature de piece, type de mandat, type mandat, type de "
         "facture, type facture, type de document, type document, nature facture, sens, type"),
        "tiers marche prix prestation")
    PIECE = ("piece", "Numéro de pièce",
        ("numero de mandat, numero du mandat, numero mandat, n de mandat, n mandat, no mandat,"
         " num mandat, mandat, numero de facture, numero facture, n de facture, n facture, no "
         "facture, facture, numero de piece, numero piece, n piece, piece, numero de commande,"
         " numero commande, n commande"),
        "date montant objet libelle type nature etat statut lignes bordereau")
    MONTANT = ("montant", "Montant, sans dire HT ou TTC",
        ("montant mandate, montant paye, montant regle, montant realise, montant liquide, "
         "montant de la depense, montant, mandate, realise, total"),
        f"{_AUTRES_MONTANTS} ht ttc tva taux nb nombre numero n")
    OBJET = ("objet", "Objet",
        ("objet, objet du mandat, objet de la depense, libelle du mandat, libelle mandat, "
         "libelle ecriture, libelle, designation, description, intitule"),
        "compte nature tiers fournisseur service chapitre fonction marche article famille cpv")
    # fmt: on


MONTANTS: Final = (ChampExtrait.MONTANT_HT, ChampExtrait.MONTANT_TTC, ChampExtrait.MONTANT)
DATES: Final = frozenset({ChampExtrait.DATE_PAIEMENT, ChampExtrait.DATE, ChampExtrait.EXERCICE})

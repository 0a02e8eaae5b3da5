"""What became of the lines of spend: states, reasons, account."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from spaser.elements import ErreurSpaser
from spaser.moteur.tables.modele import REMARQUES_MAX, Remarque


class ErreurDepenses(ErreurSpaser):
    """An extract that cannot be read; told in French with the fix."""


def to_euros(centimes: int | None) -> Decimal:
    return Decimal(centimes or 0) / 100


class EtatLigne(StrEnum):
    COMPTEE = "comptee"
    A_VERIFIER = "a_verifier"  # a purchase perhaps: in the high bound only
    ECARTEE = "ecartee"
    QUARANTAINE = "quarantaine"


MOTIFS: Final = {
    # to check
    "compte_a_verifier": "Compte dont la nature d’achat est à vérifier",
    "compte_inconnu": "Compte absent de la table des comptes",
    # set apart
    "paie": "Paie, indemnités et charges de personnel",
    "impots": "Impôts, taxes et reversements de fiscalité",
    "subvention": "Subventions, participations et contributions",
    "dette": "Emprunts, intérêts et opérations financières",
    "aides": "Aides, secours et bourses à des personnes",
    "immobilier": "Achat de terrains, loyers et charges d’immeubles : hors du total légal",
    "ordre": "Écritures d’ordre, dotations et variations de stocks",
    "recette": "Recette ou compte de produits",
    "interne": "Flux entre collectivités ou budgets",
    "particulier": "Particulier : ni SIREN, et un nom ou un genre de personne",
    "ligne_de_total": "Ligne de total",
    "montant_nul": "Montant nul",
    "non_paye": "Pièce rejetée, suspendue ou annulée",
    "doublon_exact": "Ligne identique à une autre en tout point, numéro de pièce compris",
    "autre_acheteur": "Ligne d’un autre acheteur",
    "autre_annee": "Ligne d’une autre année que celles demandées",
    "choix": "Fournisseur mis à part par un choix enregistré",
    "choix_compte": "Compte mis à part par un choix enregistré",
    "choix_ligne": "Ligne mise à part par un choix enregistré",
    # quarantined
    "montant_absent": "Montant absent",
    "montant_illisible": "Montant illisible",
    "date_illisible": "Ni exercice ni date lisible",
    # kept, with something to know
    "ht_calcule": "Montant HT calculé à partir du TTC et de la TVA de la ligne",
    "ht_inconnu": "Montant HT inconnu : TTC, ou montant sans dire lequel, et pas de TVA",
    "montants_incoherents": "HT + TVA ne donne pas TTC : le HT de la ligne est gardé",
    "siret_invalide": "SIRET ou SIREN du fournisseur impossible",
    "tiers_absent": "Ni nom ni identifiant de fournisseur",
    "avoir_signe": "Avoir ou annulation écrit en positif : compté en négatif",
    "annee_differente": "Payée une autre année civile que l’exercice : l’année du paiement compte",
    "date_ecartee": "Date illisible : l’exercice est gardé",
}


@dataclass(slots=True)
class Somme:
    """A number of lines and what they weigh, as written in the extract."""

    lignes: int = 0
    centimes: int = 0

    def add(self, centimes: int, lignes: int = 1) -> None:
        self.lignes += lignes
        self.centimes += centimes

    @property
    def euros(self) -> Decimal:
        return to_euros(self.centimes)


@dataclass(slots=True)
class CompteRendu:
    """What became of every line: `lues` is the sum of the others, in lines and to the cent.

    Amounts are those of the column that was read (HT, or else TTC): they can be set against the
    total of the software. A quarantined line whose amount cannot be read weighs nothing.
    """

    lues: Somme = field(default_factory=Somme)
    par_etat: dict[EtatLigne, Somme] = field(
        default_factory=lambda: {e: Somme() for e in EtatLigne}
    )
    par_motif: dict[str, Somme] = field(default_factory=dict)
    alertes: dict[str, int] = field(default_factory=dict)
    remarques: list[Remarque] = field(default_factory=list)
    feuilles_ignorees: list[str] = field(default_factory=list)

    def settle(self, etat: EtatLigne, motif: str | None, nombre: int, centimes: int) -> None:
        self.par_etat[etat].add(centimes, nombre)
        if motif is not None:
            self.par_motif.setdefault(motif, Somme()).add(centimes, nombre)

    def merge(self, autre: CompteRendu) -> None:
        self.lues.add(autre.lues.centimes, autre.lues.lignes)
        for motif, nombre in autre.alertes.items():
            self.alert(motif, nombre)
        for remarque in autre.remarques:
            self.remark(remarque)
        self.feuilles_ignorees.extend(autre.feuilles_ignorees)

    def alert(self, motif: str, nombre: int = 1) -> None:
        """Count lines that are kept, with something to know."""
        self.alertes[motif] = self.alertes.get(motif, 0) + nombre

    def remark(self, remarque: Remarque) -> None:
        """Keep the place of what asks for a look, up to a limit."""
        if len(self.remarques) < REMARQUES_MAX:
            self.remarques.append(remarque)

    @property
    def est_juste(self) -> bool:
        return self.lues.lignes == sum(s.lignes for s in self.par_etat.values()) and (
            self.lues.centimes == sum(s.centimes for s in self.par_etat.values())
        )

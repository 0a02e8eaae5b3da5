"""Where a scheme stands: at work, to be voted, adopted, published, replaced; what a vote holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.regles.nomenclatures import Nomenclature

NUMERO_MAX: Final = 60
RAISON_MAX: Final = 500
AMENDEMENTS_MAX: Final = 40


class EtatSchema(Nomenclature):
    TRAVAIL = "travail", "En préparation"
    A_VOTER = "a_voter", "À voter"
    ADOPTE = "adopte", "Adopté"
    PUBLIE = "publie", "Publié"
    REMPLACE = "remplace", "Remplacé"


class EtatEdition(Nomenclature):
    """What became of a text that was frozen."""

    A_VOTER = "a_voter", "Envoyée au vote"
    RETIREE = "retiree", "Retirée avant le vote"
    AMENDEE = "amendee", "Amendée en séance"
    ADOPTEE = "adoptee", "Adoptée"
    REMPLACEE = "remplacee", "Remplacée"


class Longueur(Nomenclature):
    SCHEMATIQUE = "schematique", "Schématique : les actions en tableau"
    COURANT = "courant", "Courant : une carte pour chaque action"
    DETAILLE = "detaille", "Détaillé : un tableau, puis une fiche entière par action en annexe"


def find_etat_schema(
    etats: Collection[EtatEdition], adopte_le: date | None, rendu_public_le: date | None
) -> EtatSchema:
    """Return where a scheme stands, from its frozen editions and what the space says of it.

    A text sent to the vote says more than the adoption of the one before. A scheme that was
    declared adopted has no edition.
    """
    if EtatEdition.A_VOTER in etats:
        return EtatSchema.A_VOTER
    if adopte_le is not None:
        return EtatSchema.PUBLIE if rendu_public_le else EtatSchema.ADOPTE
    return EtatSchema.REMPLACE if EtatEdition.REMPLACEE in etats else EtatSchema.TRAVAIL


# --- Before a text is sent to the vote, and when the vote is told ---


@dataclass(frozen=True, slots=True)
class Pret:
    """What is about to be frozen, counted."""

    axes: int
    cibles: int
    sans_axe: int
    sans_pilote: int
    sans_echeance: int
    edito: bool
    annees: bool
    pistes: bool = False  # words were written of what is not decided


def list_refus_vote(pret: Pret) -> list[str]:
    """Return why a text cannot be sent to the vote: it would decide nothing."""
    rien = "Votre plan n’a pas d’axe qui porte une action : rien ne serait décidé."
    return [] if pret.axes else [rien]


def list_manques_vote(pret: Pret) -> list[tuple[str, str]]:
    """Return what a reader would miss, and the page that mends it; none of it stops the vote."""
    manques: tuple[tuple[object, str, str], ...] = (
        (not pret.annees, "Les années que le schéma couvre ne sont pas dites.", "dates"),
        (not pret.cibles, "Aucune cible chiffrée n’accompagne les engagements.", "cibles"),
        (pret.sans_axe, "Actions hors de tout axe, qui ne seront pas votées : {}.", "plan"),
        (pret.sans_pilote, "Actions à voter sans pilote : {}.", "plan"),
        (pret.sans_echeance, "Actions à voter sans échéance : {}.", "plan"),
        (not pret.edito, "L’édito n’est pas écrit : il ne sera pas imprimé.", "edito"),
        (pret.pistes, "Ce que vous avez écrit sous « Pistes à discuter » ne sera pas voté.",
         "pistes"),
    )  # fmt: skip
    return [(texte.format(manque), ou) for manque, texte, ou in manques if manque]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteDit:
    """What is told of a vote; voices are None when nobody counted them."""

    jour: date
    numero: str
    pour: int | None = None
    contre: int | None = None
    abstentions: int | None = None


def check_vote(
    dit: VoteDit, *, aujourdhui: date, arretee_le: date, numeros: Mapping[str, date]
) -> dict[str, str]:
    """Return what is wrong, by field; `numeros` are those of other votes of this space."""
    fautes: dict[str, str] = {}
    if dit.jour > aujourdhui:
        fautes["jour"] = "Ce jour n’est pas passé : donnez le jour du vote."
    elif dit.jour < arretee_le:
        fautes["jour"] = (
            "Ce jour précède celui où le texte a été arrêté : il n’a pas pu être voté ce jour-là."
        )
    if ancien := numeros.get(_fold(dit.numero)):
        fautes["numero"] = (
            f"Ce numéro est déjà celui du vote du {ancien:%d/%m/%Y} : vérifiez votre délibération."
        )
    if dit.pour == 0 and (dit.contre or dit.abstentions):
        fautes["pour"] = "Sans voix pour, le schéma n’est pas adopté : revenez au travail."
    elif dit.pour is not None and dit.contre and dit.contre >= dit.pour:
        fautes["contre"] = (
            "Il y a autant de voix contre que de voix pour, ou plus : ce schéma n’est pas adopté. "
            "Revenez au travail, ou corrigez le compte."
        )
    return fautes


def _fold(numero: str) -> str:
    return "".join(numero.split()).casefold()


def fold_numeros(votes: Mapping[str, date]) -> dict[str, date]:
    """Return days of votes by number, as `check_vote` looks for them."""
    return {_fold(numero): jour for numero, jour in votes.items()}

"""What can be said to a buyer, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from spaser.metier.assujettissement.depenses import Depenses
from spaser.metier.assujettissement.montants import format_millions, write_montant
from spaser.metier.assujettissement.regimes import Regime
from spaser.metier.registre.nomenclatures import Nomenclature
from spaser.metier.sources import Source


class Assujettissement(Nomenclature):
    """The three answers."""

    OBLIGE = "oblige", "Obligé"
    NON_OBLIGE = "non_oblige", "Non obligé"
    INDETERMINE = "indetermine", "On ne peut pas le dire"


class Motif(StrEnum):
    """Why: one for each way through the rule."""

    AU_DESSUS = "au_dessus"
    PAS_AU_DESSUS = "pas_au_dessus"
    HORS_CODE = "hors_code"
    AVANT_LE_CODE = "avant_le_code"
    NATURE_INCONNUE = "nature_inconnue"
    NATURE_A_VERIFIER = "nature_a_verifier"
    TERRITOIRE_A_VERIFIER = "territoire_a_verifier"
    DEPENSES_INCONNUES = "depenses_inconnues"
    DEPENSES_PARTIELLES = "depenses_partielles"
    DEPENSES_TTC = "depenses_ttc"
    DEPENSES_BORNEES = "depenses_bornees"


_VERDICTS: Final = {
    Motif.AU_DESSUS: Assujettissement.OBLIGE,
    Motif.PAS_AU_DESSUS: Assujettissement.NON_OBLIGE,
    Motif.HORS_CODE: Assujettissement.NON_OBLIGE,
}


_TITRES: Final = {
    Assujettissement.OBLIGE: ("Vous devez adopter un SPASER", "Vous deviez adopter un SPASER"),
    Assujettissement.NON_OBLIGE: (
        "La loi ne vous impose pas de SPASER",
        "La loi ne vous imposait pas de SPASER",
    ),
    Assujettissement.INDETERMINE: ("On ne peut pas encore le dire", "On ne peut pas le dire"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """An answer with its reason, the law it rests on, and what would be needed to say more."""

    motif: Motif
    annee: int
    regime: Regime | None
    raison: str
    manques: tuple[str, ...] = ()
    reserves: tuple[str, ...] = ()
    fondements: tuple[Source, ...] = ()

    @property
    def verdict(self) -> Assujettissement:
        """Return one of the three answers."""
        return _VERDICTS.get(self.motif, Assujettissement.INDETERMINE)

    @property
    def titre(self) -> str:
        """Return the answer as a sentence; in the past when the law has changed since."""
        passe = self.regime is not None and self.regime.jusqu_a is not None
        return _TITRES[self.verdict][passe]


def tell_raison(motif: Motif, annee: int, regime: Regime | None, depenses: Depenses) -> str:
    """Return the reason as a sentence."""
    seuil = f"{format_millions(regime.seuil)} hors taxes" if regime else ""
    match motif:
        case Motif.AU_DESSUS if depenses.sont_ttc:
            return (
                f"Même en retirant la TVA au taux le plus élevé, vos dépenses de {annee} dépassent "
                f"{seuil}, le seuil en vigueur."
            )
        case Motif.AU_DESSUS:
            return f"Vos dépenses de {annee} dépassent {seuil}, le seuil en vigueur."
        case Motif.PAS_AU_DESSUS if regime and depenses.bas == regime.seuil:
            return (
                f"Vos dépenses de {annee} sont égales au seuil, {seuil} : le texte vise un montant "
                "supérieur, et l’atteindre exactement ne suffit pas."
            )
        case Motif.PAS_AU_DESSUS:
            return (
                f"Vos dépenses de {annee}, {write_montant(depenses.haut or 0)} au plus, "
                f"ne dépassent pas {seuil}, le seuil en vigueur."
            )
        case Motif.DEPENSES_BORNEES:
            return (
                f"Vos dépenses de {annee} sont entre {write_montant(depenses.bas)} et "
                f"{write_montant(depenses.haut or 0)} : le seuil, {seuil}, est entre les deux."
            )
        case _:
            return _RAISONS[motif].format(annee=annee, seuil=seuil)


_RAISONS: Final = {
    Motif.HORS_CODE: (
        "L’obligation vise les acheteurs soumis au code de la commande publique : "
        "vous avez répondu que vous ne l’êtes pas."
    ),
    Motif.AVANT_LE_CODE: (
        "En {annee}, le code de la commande publique n’était pas en vigueur : nous ne donnons pas "
        "de réponse sur les textes d’avant le 1er avril 2019."
    ),
    Motif.NATURE_INCONNUE: (
        "Vos dépenses de {annee} dépassent {seuil}, mais l’obligation dépend aussi "
        "de la nature de votre structure."
    ),
    Motif.NATURE_A_VERIFIER: (
        "Vos dépenses de {annee} dépassent {seuil}. Cette année-là, le texte visait les "
        "collectivités, leurs groupements et les acheteurs dont une loi fixe le statut : "
        "nous ne savons pas si le vôtre l’était."
    ),
    Motif.TERRITOIRE_A_VERIFIER: (
        "Vos dépenses de {annee} dépassent {seuil}, mais l’application de l’article dans votre "
        "territoire est à vérifier."
    ),
    Motif.DEPENSES_INCONNUES: (
        "Tout dépend de vos dépenses de {annee} : au-dessus de {seuil}, le schéma est obligatoire."
    ),
    Motif.DEPENSES_PARTIELLES: (
        "Le montant donné ne couvre pas toute l’année {annee} : il ne suffit pas à dépasser "
        "{seuil}, mais le total pourrait le faire."
    ),
    Motif.DEPENSES_TTC: (
        "Le seuil, {seuil}, se compare à un montant hors taxes. Le vôtre est toutes taxes "
        "comprises : selon la part de TVA, il est en dessous ou au-dessus."
    ),
}

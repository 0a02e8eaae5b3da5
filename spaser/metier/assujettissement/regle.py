"""Is this buyer bound to have a SPASER? The rule, on plain values.

What is known of a year's spend, what can be said to the buyer, and why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, Self

from spaser.faits.lecture import read_decompte, tell
from spaser.metier.assujettissement.acheteurs import (
    COLLECTIVITES,
    GROUPEMENTS,
    NatureAcheteur,
    Territoire,
)
from spaser.metier.assujettissement.montants import format_millions, write_montant
from spaser.metier.assujettissement.regimes import Regime, find_regime, load_regle
from spaser.metier.registre.nomenclatures import Nomenclature
from spaser.metier.sources import Source, cite


@dataclass(frozen=True, slots=True)
class Depenses:
    """Euros before tax; `haut` is None when nothing bounds it."""

    bas: Decimal = Decimal(0)
    haut: Decimal | None = None
    sont_ttc: bool = False  # the bounds then come from the rates of VAT

    def __post_init__(self) -> None:
        if self.bas < 0 or (self.haut is not None and self.haut < self.bas):
            raise ValueError("Des dépenses vont d’un montant positif à un montant au moins égal.")

    @classmethod
    def exactes(cls, montant: Decimal) -> Self:
        return cls(montant, montant)

    @classmethod
    def ttc(cls, montant: Decimal) -> Self:
        """Return a total known with its tax: at the highest rate, or without any."""
        taux = Decimal(read_decompte(load_regle().taux_tva, "taux_tva"))
        return cls(montant * 100 / (100 + taux), montant, sont_ttc=True)

    def partielles(self) -> Self:
        """Return this spend without an upper bound: part of it is not counted."""
        return type(self)(self.bas, None, self.sont_ttc)

    @property
    def sont_connues(self) -> bool:
        return self.haut is not None or self.bas > 0


class Assujettissement(Nomenclature):
    OBLIGE = "oblige", "Obligé"
    NON_OBLIGE = "non_oblige", "Non obligé"
    INDETERMINE = "indetermine", "On ne peut pas le dire"


class Motif(StrEnum):
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
        return _VERDICTS.get(self.motif, Assujettissement.INDETERMINE)

    @property
    def titre(self) -> str:
        """Return the answer as a sentence; in the past when the law has changed since."""
        passe = self.regime is not None and self.regime.jusqu_a is not None
        return _TITRES[self.verdict][passe]


def tell_raison(motif: Motif, annee: int, regime: Regime | None, depenses: Depenses) -> str:
    seuil = f"{format_millions(regime.seuil)} hors taxes" if regime else ""
    passe = regime is not None and regime.jusqu_a is not None
    vigueur = f"le seuil {'alors ' if passe else ''}en vigueur"
    match motif:
        case Motif.AU_DESSUS if depenses.sont_ttc:
            return (
                f"Même en retirant la TVA au taux le plus élevé, vos dépenses de {annee} dépassent "
                f"{seuil}, {vigueur}."
            )
        case Motif.AU_DESSUS:
            return f"Vos dépenses de {annee} dépassent {seuil}, {vigueur}."
        case Motif.PAS_AU_DESSUS if regime and depenses.bas == regime.seuil:
            return (
                f"Vos dépenses de {annee} sont égales au seuil, {seuil} : le texte vise un montant "
                "supérieur, et l’atteindre exactement ne suffit pas."
            )
        case Motif.PAS_AU_DESSUS:
            return (
                f"Vos dépenses de {annee}, {write_montant(depenses.haut or 0)} au plus, "
                f"ne dépassent pas {seuil}, {vigueur}."
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a buyer says of itself, for one civil year."""

    nature: NatureAcheteur
    annee: int
    depenses: Depenses = field(default_factory=Depenses)
    territoire: Territoire = Territoire.METROPOLE


def decide_assujettissement(situation: Situation, aujourdhui: date) -> Conclusion:
    """Say whether the buyer is bound, under the law in force at the end of that year, or today."""
    annee = situation.annee
    if annee > aujourdhui.year:
        raise ValueError("L’année des dépenses n’a pas commencé.")
    en_cours = annee == aujourdhui.year
    depenses = situation.depenses.partielles() if en_cours else situation.depenses
    regime = find_regime(aujourdhui if en_cours else date(annee, 12, 31))
    motif = _find_motif(situation, depenses, regime)
    return Conclusion(
        motif=motif,
        annee=annee,
        regime=regime,
        raison=tell_raison(motif, annee, regime, depenses),
        manques=_list_manques(motif, annee, en_cours=en_cours),
        reserves=_list_reserves(motif, regime, aujourdhui),
        fondements=_list_fondements(motif, regime, depenses),
    )


def _find_motif(situation: Situation, depenses: Depenses, regime: Regime | None) -> Motif:
    if situation.nature is NatureAcheteur.HORS_CODE:
        return Motif.HORS_CODE
    if regime is None:
        return Motif.AVANT_LE_CODE
    if depenses.haut is not None and depenses.haut <= regime.seuil:
        return Motif.PAS_AU_DESSUS
    if depenses.bas > regime.seuil:
        return _find_motif_au_dessus(situation, regime)
    return _find_motif_incertain(depenses)


def _find_motif_incertain(depenses: Depenses) -> Motif:
    if not depenses.sont_connues:
        return Motif.DEPENSES_INCONNUES
    if depenses.haut is None:
        return Motif.DEPENSES_PARTIELLES
    return Motif.DEPENSES_TTC if depenses.sont_ttc else Motif.DEPENSES_BORNEES


def _find_motif_au_dessus(situation: Situation, regime: Regime) -> Motif:
    nature = situation.nature
    if nature is NatureAcheteur.INCONNUE:
        return Motif.NATURE_INCONNUE
    if not regime.tout_acheteur and nature not in COLLECTIVITES | GROUPEMENTS:
        return Motif.NATURE_A_VERIFIER
    if situation.territoire is Territoire.PACIFIQUE:
        return Motif.TERRITOIRE_A_VERIFIER
    return Motif.AU_DESSUS


_TERRITOIRES: Final = "CCP-DEFENSE-SCHEMA.territoires"
_TOTAL: Final = (
    "Le total hors taxes de ce que vous avez payé sur vos marchés pendant l’année {annee} : "
    "demandez-le à votre service financier."
)
_MANQUES: Final[dict[Motif, str]] = {
    Motif.AVANT_LE_CODE: "Les textes en vigueur en {annee}, que nous n’avons pas relus.",
    Motif.NATURE_INCONNUE: (
        "La nature de votre structure : demandez à votre service juridique si elle est pouvoir "
        "adjudicateur ou entité adjudicatrice."
    ),
    Motif.NATURE_A_VERIFIER: (
        "Le texte qui a créé votre structure : une loi en fixe-t-elle le statut ?"
    ),
    Motif.TERRITOIRE_A_VERIFIER: ("Les articles du code propres à votre territoire. {territoires}"),
    Motif.DEPENSES_INCONNUES: _TOTAL,
    Motif.DEPENSES_PARTIELLES: _TOTAL,
    Motif.DEPENSES_TTC: _TOTAL,
    Motif.DEPENSES_BORNEES: (
        "De quoi préciser ce total : dites quels comptes à vérifier sont des achats, et la TVA "
        "des montants qui ne la donnent pas."
    ),
}


def _list_manques(motif: Motif, annee: int, *, en_cours: bool) -> tuple[str, ...]:
    if motif not in _MANQUES:
        return ()
    manques = [_MANQUES[motif].format(annee=annee, territoires=tell(_TERRITOIRES))]
    if en_cours:
        manques.append(
            f"La fin de l’année : {annee} n’est pas close. Vous pouvez répondre dès maintenant "
            f"pour {annee - 1}."
        )
    return tuple(manques)


def _list_reserves(motif: Motif, regime: Regime | None, aujourdhui: date) -> tuple[str, ...]:
    if motif is Motif.HORS_CODE or regime is None:
        return ()
    reserves = list(regime.reserves)
    if regime.jusqu_a is not None:
        reserves.append(
            "Le droit a changé depuis : pour savoir ce qu’il en est aujourd’hui, "
            f"répondez pour {aujourdhui.year - 1}."
        )
    return tuple(reserves)


def _list_fondements(motif: Motif, regime: Regime | None, depenses: Depenses) -> tuple[Source, ...]:
    if regime is None:
        return ()
    convertit = depenses.sont_ttc and motif is not Motif.HORS_CODE
    return regime.fondements + (cite([load_regle().taux_tva]) if convertit else ())

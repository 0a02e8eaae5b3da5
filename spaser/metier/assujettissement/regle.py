"""Is this buyer bound to have a SPASER? The rule, on plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from spaser.faits.lecture import tell
from spaser.metier.assujettissement.acheteurs import (
    COLLECTIVITES,
    GROUPEMENTS,
    NatureAcheteur,
    Territoire,
)
from spaser.metier.assujettissement.conclusion import Conclusion, Motif, tell_raison
from spaser.metier.assujettissement.depenses import Depenses
from spaser.metier.assujettissement.regimes import Regime, find_regime, load_regle
from spaser.metier.sources import Source, cite


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a buyer says of itself, for one civil year."""

    nature: NatureAcheteur
    annee: int
    depenses: Depenses = field(default_factory=Depenses)
    territoire: Territoire = Territoire.METROPOLE


def conclude(situation: Situation, aujourdhui: date) -> Conclusion:
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
    Motif.TERRITOIRE_A_VERIFIER: (
        f"Les articles du code propres à votre territoire. {tell('CCP-DEFENSE-SCHEMA.territoires')}"
    ),
    Motif.DEPENSES_INCONNUES: _TOTAL,
    Motif.DEPENSES_PARTIELLES: _TOTAL,
    Motif.DEPENSES_TTC: _TOTAL,
    Motif.DEPENSES_BORNEES: (
        "De quoi resserrer ce total : dites quels comptes à vérifier sont des achats, et la TVA "
        "des montants qui ne la donnent pas."
    ),
}


def _list_manques(motif: Motif, annee: int, *, en_cours: bool) -> tuple[str, ...]:
    if motif not in _MANQUES:
        return ()
    manques = [_MANQUES[motif].format(annee=annee)]
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

"""Did the law ask for this scheme on a given day? What the sheet knows, against the law then.

The sheet's amounts are estimates of purchases: they may be before or after tax, of one year or of
another, of one buyer or of several. They give bounds; the answer is given only when both ends of
every bound agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.metier.assujettissement.montants import format_millions
from spaser.metier.assujettissement.regimes import Regime, find_regime
from spaser.metier.assujettissement.regle import Depenses
from spaser.metier.dates import DatePartielle
from spaser.metier.registre.fiche import AchatsAnnuels, Spaser
from spaser.metier.registre.nomenclatures import Nomenclature, Taxe, TrancheAchats, TypeStructure


class Obligation(Nomenclature):
    OUI = "oui", "Obligé"
    NON = "non", "Non obligé"
    INDETERMINEE = "inconnu", "On ne peut pas dire"


@dataclass(frozen=True, slots=True)
class Volume:
    """What a buyer spends in a year, before tax, in euros: between two bounds; None, no bound."""

    bas: int = 0
    haut: int | None = None

    @property
    def est_connu(self) -> bool:
        return self.bas > 0 or self.haut is not None


@dataclass(frozen=True, slots=True)
class Reponse:
    obligation: Obligation
    raison: str


_MILLION: Final = 1_000_000
# Above 100 or 200 million is at least a cent above: a euro is enough for these bounds.
_TRANCHES: Final = {
    TrancheAchats.MOINS_DE_50_M: Volume(0, 50 * _MILLION),
    TrancheAchats.DE_50_A_100_M: Volume(50 * _MILLION, 100 * _MILLION),
    TrancheAchats.DE_100_A_200_M: Volume(100 * _MILLION + 1, 200 * _MILLION),
    TrancheAchats.PLUS_DE_200_M: Volume(200 * _MILLION + 1, None),
}
# Those whom the law named before it named every buyer.
_COLLECTIVITES: Final = frozenset(
    {
        TypeStructure.REGION,
        TypeStructure.DEPARTEMENT,
        TypeStructure.COLLECTIVITE,
        TypeStructure.METROPOLE,
        TypeStructure.EPCI,
        TypeStructure.EPT,
        TypeStructure.COMMUNE,
        TypeStructure.SYNDICAT,
    }
)
# An amount that its precision gives as a minimum has no upper bound.
_AU_MOINS: Final = re.compile(r"(un peu )?plus de|au moins", re.IGNORECASE)
_MOYENNE: Final = re.compile(r"en moyenne", re.IGNORECASE)  # it tells of no year
_CHIFFRES: Final = 2  # that a rounded amount has at least


def read_volume(spaser: Spaser) -> Volume:
    """Return the bounds that a sheet gives of what its buyer spends.

    The bucket is the buyer's own. The amounts of a shared scheme are of all who carry it: each
    spends that much at most.
    """
    lus = [_of_achats(spaser.achats_annuels)]
    if spaser.schema.partenaires:
        lus = [Volume(0, lus[0].haut)]
    if spaser.structure.tranche_achats is not None:
        lus.append(_TRANCHES[spaser.structure.tranche_achats])
    bas = max(volume.bas for volume in lus)
    hauts = [volume.haut for volume in lus if volume.haut is not None]
    return Volume(bas, max(bas, min(hauts)) if hauts else None)


def judge_obligation(type_structure: TypeStructure, volume: Volume, jour: date) -> Reponse:
    """Say whether the law of a day asked a buyer of this kind and volume for a scheme."""
    regime = find_regime(jour)
    if regime is None:
        return _unknown("les textes d’avant le 1er avril 2019 n’ont pas été relus.")
    if not volume.est_connu:
        return _unknown("le volume d’achats n’est pas connu.")
    seuil = format_millions(regime.seuil)
    if volume.haut is not None and volume.haut <= regime.seuil:
        return Reponse(Obligation.NON, f"le volume connu ne dépasse pas {seuil} HT, le seuil.")
    if volume.bas <= regime.seuil:
        return _unknown(f"le volume connu ne dit pas de quel côté du seuil il est ({seuil} HT).")
    return _judge_above(type_structure, regime, seuil)


def judge_adoption(
    type_structure: TypeStructure, volume: Volume, adopte_le: DatePartielle | None
) -> Reponse:
    """Judge the day of adoption; unknown when the law changed within the period that is known."""
    if adopte_le is None:
        return _unknown("la date d’adoption n’est pas connue.")
    premiere = judge_obligation(type_structure, volume, adopte_le.debut)
    derniere = judge_obligation(type_structure, volume, adopte_le.fin)
    if premiere.obligation is derniere.obligation:
        return derniere
    return _unknown(f"le droit a changé en {adopte_le[:4]}, et le jour de l’adoption manque.")


def _judge_above(type_structure: TypeStructure, regime: Regime, seuil: str) -> Reponse:
    if not regime.tout_acheteur and type_structure not in _COLLECTIVITES:
        return _unknown("le texte d’alors ne visait pas tous les acheteurs.")
    return Reponse(Obligation.OUI, f"le volume connu dépasse {seuil} HT, le seuil.")


def _of_achats(achats: tuple[AchatsAnnuels, ...]) -> Volume:
    """Bound a year: several amounts may be parts of it, or other years."""
    lus = [_of_montant(a) for a in achats if not _MOYENNE.search(a.precision or "")]
    if not lus:
        return Volume()
    ouvert = any(volume.haut is None for volume in lus)
    return Volume(
        min(volume.bas for volume in lus),
        None if ouvert else sum(volume.haut or 0 for volume in lus),
    )


def _of_montant(achat: AchatsAnnuels) -> Volume:
    """Bound an amount before tax; one that does not say its tax may include it.

    A rounded one is as precise as it is written; a minimum is what it says.
    """
    au_moins = _AU_MOINS.match(achat.precision or "")
    marge = 0 if au_moins else _find_marge(int(achat.montant))
    bas, haut = (
        Depenses.exactes(montant) if achat.taxe == Taxe.HT else Depenses.ttc(montant)
        for montant in (Decimal(achat.montant) - marge, Decimal(achat.montant) + marge)
    )
    return Volume(int(bas.bas), None if au_moins else int(haut.haut or 0))


def _find_marge(montant: int) -> Decimal:
    """Return half of the unit that an amount is rounded to: its zeros, but for two figures."""
    ecrit = str(montant)
    zeros = len(ecrit) - len(ecrit.rstrip("0"))
    return Decimal(10) ** min(zeros, max(len(ecrit) - _CHIFFRES, 0)) / 2


def _unknown(raison: str) -> Reponse:
    return Reponse(Obligation.INDETERMINEE, raison)

"""What holds of a publication once it was corrected: what was published stays beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from spaser.metier.cibles.modele import is_taux
from spaser.metier.publication.modele import Contenu, LignePubliee, ResultatAnnee


@dataclass(frozen=True, slots=True)
class ValeurCorrigee:
    """A value that an erratum gives to an indicator in a year."""

    cle: str
    annee: int
    valeur: Decimal
    jour: date


def hold_contenu(contenu: Contenu, errata: Sequence[ValeurCorrigee]) -> Contenu:
    """Return a publication as its errata leave it, in the order of time: the last one holds."""
    return replace(contenu, lignes=tuple(_hold(ligne, errata) for ligne in contenu.lignes))


def _hold(ligne: LignePubliee, errata: Sequence[ValeurCorrigee]) -> LignePubliee:
    siens = {une.annee: une for une in errata if une.cle == ligne.cle}
    resultats = tuple(
        _correct(resultat, siens[resultat.annee]) if resultat.annee in siens else resultat
        for resultat in ligne.resultats
    )
    return replace(ligne, resultats=resultats) if siens else ligne


def _correct(avant: ResultatAnnee, une: ValeurCorrigee) -> ResultatAnnee:
    """Return a corrected value: without the count that gave the former one, of the same things."""
    return ResultatAnnee(
        annee=avant.annee,
        valeur=une.valeur,
        expression=avant.expression,
        origine=avant.origine,
        source=f"Résultats corrigés le {une.jour:%d/%m/%Y}",
    )


def check_corrigee(nouvelle: Decimal | None, unite: str, tenue: Decimal | None) -> str:
    """Say what is wrong with a corrected value; nothing when it may be written."""
    if nouvelle is not None and is_taux(unite) and not 0 <= nouvelle <= 100:  # noqa: PLR2004 - per cent
        return "Un taux va de 0 à 100 %."
    if nouvelle == tenue:
        return "C’est déjà la valeur qui est montrée : rien à corriger."
    return ""

"""The way from a base to a target, and what a year's value says of it.

Between two points the way is a straight line; after the last one it stays there. Nothing is
concluded when the point that was expected lies within the bounds of the figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from spaser.metier.cibles.modele import EtatCible, Sens, is_taux
from spaser.metier.cibles.nombres import clean_nombre

ECART_TAUX: Final = Decimal(1)  # a point: a rate that is to stay may move by as much
ECART_RELATIF: Final = Decimal("0.05")  # the same of any other value


@dataclass(frozen=True, slots=True, order=True)
class Point:
    annee: int
    valeur: Decimal


@dataclass(frozen=True, slots=True)
class Trajectoire:
    """The points of the way, by year; `base` is the first when it is known, `cible` the last."""

    sens: Sens
    unite: str
    cible: Point | None
    base: Point | None = None
    etapes: tuple[Point, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        connus = [p for p in (self.base, *self.etapes, self.cible) if p is not None]
        return tuple(sorted({point.annee: point for point in connus}.values()))

    def expect(self, annee: int) -> Decimal | None:
        """Return the value that the way has in a year; None before it begins, or without target."""
        points = self.points
        if self.cible is None or annee < points[0].annee:
            return None
        for avant, apres in pairwise(points):
            if annee < apres.annee:
                return _interpolate(avant, apres, annee)
        return points[-1].valeur


def _interpolate(avant: Point, apres: Point, annee: int) -> Decimal:
    part = Decimal(annee - avant.annee) / Decimal(apres.annee - avant.annee)
    return clean_nombre(avant.valeur + (apres.valeur - avant.valeur) * part)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurJugee:
    """A year's value with its bounds; `reserve` says why nothing can be concluded from it."""

    annee: int
    valeur: Decimal
    bas: Decimal | None = None
    haut: Decimal | None = None
    reserve: str = ""

    @property
    def bornes(self) -> tuple[Decimal, Decimal]:
        """Return its bounds: itself, when it has none."""
        bas = self.valeur if self.bas is None else self.bas
        haut = self.valeur if self.haut is None else self.haut
        return min(bas, haut), max(bas, haut)


@dataclass(frozen=True, slots=True, kw_only=True)
class Jugement:
    """What a value says of a target; `ecart` is the value less what was expected that year."""

    etat: EtatCible
    raison: str
    attendu: Decimal | None = None
    ecart: Decimal | None = None


def judge(trajectoire: Trajectoire, valeur: ValeurJugee | None, annee: int) -> Jugement:
    if trajectoire.cible is None:
        return _undecided("Aucune cible n’est fixée.")
    if valeur is None:
        return _undecided(f"Aucune valeur de {annee} n’est connue.")
    if valeur.reserve:
        return _undecided(valeur.reserve)
    attendu = trajectoire.expect(annee)
    ecart = None if attendu is None else clean_nombre(valeur.valeur - attendu)
    etat, raison = _conclude(trajectoire, trajectoire.cible, valeur, attendu)
    return Jugement(etat=etat, raison=raison, attendu=attendu, ecart=ecart)


def _undecided(raison: str) -> Jugement:
    return Jugement(etat=EtatCible.INDECIS, raison=raison)


def _conclude(
    trajectoire: Trajectoire, cible: Point, valeur: ValeurJugee, attendu: Decimal | None
) -> tuple[EtatCible, str]:
    base, annee = trajectoire.base, valeur.annee
    au_but = _place(trajectoire, valeur, cible.valeur)
    if trajectoire.sens is Sens.MAINTIEN:
        return _conclude_maintien(au_but, annee, cible)
    if au_but > 0:
        return EtatCible.ATTEINT, "La cible est atteinte."
    if base is not None and annee <= base.annee:
        return EtatCible.INDECIS, f"{base.annee} est l’année de départ."
    if attendu is None:
        return EtatCible.INDECIS, "La valeur de départ n’est pas connue."
    return _conclude_attendu(_place(trajectoire, valeur, attendu), annee)


def _conclude_attendu(place: int, annee: int) -> tuple[EtatCible, str]:
    if place == 0:
        return EtatCible.INDECIS, "La valeur attendue est dans la fourchette du chiffre."
    if place < 0:
        return EtatCible.EN_RETARD, f"La valeur attendue en {annee} n’est pas atteinte."
    return EtatCible.EN_BONNE_VOIE, f"La valeur attendue en {annee} est atteinte."


def _conclude_maintien(place: int, annee: int, cible: Point) -> tuple[EtatCible, str]:
    if place == 0:
        return EtatCible.INDECIS, "La fourchette du chiffre déborde le niveau à garder."
    if place < 0:
        return EtatCible.EN_RETARD, "La valeur s’écarte du niveau à garder."
    if annee < cible.annee:
        return EtatCible.EN_BONNE_VOIE, "La valeur reste au niveau à garder."
    return EtatCible.ATTEINT, "La valeur est restée au niveau à garder."


def _place(trajectoire: Trajectoire, valeur: ValeurJugee, repere: Decimal) -> int:
    """Return 1 when a value surely reaches a mark, -1 when it surely does not, else 0."""
    bas, haut = valeur.bornes
    if trajectoire.sens is Sens.MAINTIEN:
        ecart = ECART_TAUX if is_taux(trajectoire.unite) else abs(repere) * ECART_RELATIF
        dedans = [repere - ecart <= borne <= repere + ecart for borne in (bas, haut)]
        dehors = haut < repere - ecart or bas > repere + ecart
        return 1 if all(dedans) else -1 if dehors else 0
    if trajectoire.sens is Sens.BAISSE:
        bas, haut, repere = -haut, -bas, -repere
    return 1 if bas >= repere else -1 if haut < repere else 0


@dataclass(frozen=True, slots=True)
class Doute:
    """Something wrong in a target: `bloque` when it cannot be kept, else it is to be confirmed."""

    champ: str  # the field of the form that says it
    texte: str
    bloque: bool = False


def list_doutes(trajectoire: Trajectoire, *, de_la_bibliotheque: bool) -> list[Doute]:
    """Return what should be looked at again before a target is kept."""
    return [
        *_check_annees(trajectoire),
        *_check_taux(trajectoire, de_la_bibliotheque),
        *_check_sens(trajectoire),
    ]


def _check_annees(trajectoire: Trajectoire) -> Iterable[Doute]:
    base, cible = trajectoire.base, trajectoire.cible
    if base and cible and cible.annee <= base.annee:
        texte = f"L’année de la cible doit suivre l’année de départ ({base.annee})."
        yield Doute("cible_annee", texte, bloque=True)
    for etape in trajectoire.etapes:
        trop_tot = base is not None and etape.annee <= base.annee
        if cible is None or trop_tot or etape.annee >= cible.annee:
            texte = (
                f"L’étape de {etape.annee} doit se placer entre le départ et l’année de la cible."
            )
            yield Doute("etapes", texte, bloque=True)


def _check_taux(trajectoire: Trajectoire, de_la_bibliotheque: bool) -> Iterable[Doute]:  # noqa: FBT001 - one caller
    if not is_taux(trajectoire.unite):
        return
    champs = {"base_valeur": trajectoire.base, "cible_valeur": trajectoire.cible}
    for champ, point in (*champs.items(), *(("etapes", etape) for etape in trajectoire.etapes)):
        if point and not 0 <= point.valeur <= 100:  # noqa: PLR2004 - per cent
            texte = "Un taux va de 0 à 100 %."
            yield Doute(champ, texte, bloque=de_la_bibliotheque or point.valeur < 0)


def _check_sens(trajectoire: Trajectoire) -> Iterable[Doute]:
    base, cible, sens = trajectoire.base, trajectoire.cible, trajectoire.sens
    if not base or not cible or sens is Sens.MAINTIEN:
        return
    mots = {Sens.HAUSSE: ("augmenter", "sous"), Sens.BAISSE: ("diminuer", "au-dessus de")}
    verbe, place = mots[sens]
    signe = 1 if sens is Sens.HAUSSE else -1
    if (cible.valeur - base.valeur) * signe < 0:
        texte = f"Vous voulez {verbe} cette valeur, et la cible est {place} la valeur de départ."
        yield Doute("cible_valeur", texte)
    bas, haut = sorted((base.valeur, cible.valeur))
    for etape in trajectoire.etapes:
        if not bas <= etape.valeur <= haut:
            texte = f"L’étape de {etape.annee} n’est pas entre le départ et la cible."
            yield Doute("etapes", texte)

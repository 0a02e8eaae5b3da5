"""Two years of results as plain values: what is frozen the day they are published.

A year comes from its yearly review or from the year itself: nothing here knows which. A rate is in
per cent, as its target is; `None` is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.metier.perimetre import Origine
from spaser.metier.registre.nomenclatures import Nomenclature

TEXTE_MAX: Final = 1200
COMMENTAIRE_MAX: Final = 300
FONCTION_MAX: Final = 120
MOTIF_MAX: Final = 500


class EtatPublication(Nomenclature):
    """How far a publication has gone."""

    BROUILLON = "brouillon", "Projet"
    PROPOSEE = "proposee", "Proposée, à valider"
    PUBLIEE = "publiee", "Publiée"


class Expression(Nomenclature):
    """What a rate is a share of, in the words of the law."""

    NOMBRE = "nombre", "En nombre de marchés"
    VALEUR = "valeur", "En valeur"
    AUTRE = "autre", "Autre mesure"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatAnnee:
    """What an indicator says of a year, as it was known.

    `reserve` says why it does not let conclude, `absence` why there is nothing. `reference` leads
    back to the contracts.
    """

    annee: int
    valeur: Decimal | None = None
    bas: Decimal | None = None
    haut: Decimal | None = None
    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    n: int | None = None
    inconnus: int | None = None
    expression: Expression = Expression.AUTRE
    origine: str = ""
    source: str = ""
    reference: str = ""
    reserve: str = ""
    absence: str = ""
    commentaire: str = ""

    @property
    def base(self) -> str:
        """Say what a value was counted on; one that somebody typed only says that."""
        if not self.origine:
            return "Valeur relevée"
        dite = Origine(self.origine).libelle
        if self.expression is Expression.AUTRE:
            return dite
        return f"{dite}, {self.expression.libelle.lower()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicateurAnnee:
    """An indicator in a year, and what is aimed at, in the same unit."""

    cle: str
    nom: str
    resultat: ResultatAnnee
    code: str = ""
    legal: bool = False
    unite: str = ""
    cible: Decimal | None = None
    cible_annee: int | None = None
    precision: str = ""  # what is aimed at, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class AnneePubliee:
    """A year: its indicators; `arretee_le` is the day of its review, when it had one."""

    annee: int
    indicateurs: tuple[IndicateurAnnee, ...]
    arretee_le: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LignePubliee:
    """An indicator over the years that are published."""

    cle: str
    nom: str
    resultats: tuple[ResultatAnnee, ...]
    code: str = ""
    legal: bool = False
    unite: str = ""
    cible: Decimal | None = None
    cible_annee: int | None = None
    precision: str = ""
    commentaire: str = ""

    @property
    def dernier(self) -> ResultatAnnee | None:
        """Return the latest result that has a value."""
        connus = [r for r in self.resultats if r.valeur is not None]
        return connus[-1] if connus else None

    def find_ecart(self, resultat: ResultatAnnee) -> Decimal | None:
        """Return the value less the target; None when either is unknown, or proves too little."""
        if self.cible is None or resultat.valeur is None or resultat.reserve:
            return None
        return resultat.valeur - self.cible


@dataclass(frozen=True, slots=True, kw_only=True)
class Contenu:
    """All that a publication says: frozen when it is proposed, never changed once it is public."""

    siren: str
    acheteur: str
    annees: tuple[int, ...]
    lignes: tuple[LignePubliee, ...]
    calcule_le: date
    adopte_le: date | None = None
    presentation: str = ""
    methode: tuple[str, ...] = ()
    perimetre: tuple[str, ...] = ()  # what the figures hold, in sentences
    arretees: tuple[tuple[int, date], ...] = ()  # the years that come from a review, and its day

    @property
    def legales(self) -> tuple[LignePubliee, ...]:
        """Return the four that the law asks for."""
        return tuple(ligne for ligne in self.lignes if ligne.legal)

    @property
    def autres(self) -> tuple[LignePubliee, ...]:
        """Return those that the buyer chose."""
        return tuple(ligne for ligne in self.lignes if not ligne.legal)

    @property
    def periode(self) -> str:
        """Name the years: « 2024 et 2025 »."""
        return " et ".join(map(str, self.annees))

    @property
    def vides(self) -> tuple[LignePubliee, ...]:
        """Return the lines of the law that have no value in any year."""
        return tuple(ligne for ligne in self.legales if ligne.dernier is None)

    def find(self, cle: str) -> LignePubliee | None:
        """Return a line by its key."""
        return next((ligne for ligne in self.lignes if ligne.cle == cle), None)


def join_annees(
    annees: Sequence[AnneePubliee], commentaires: dict[str, str] | None = None
) -> tuple[LignePubliee, ...]:
    """Set the years side by side, by indicator: the latest names it and says what it aims at.

    A value in another unit than that of the latest year is not comparable: it says so instead.
    """
    dites = commentaires or {}
    triees = sorted(annees, key=lambda une: une.annee)
    derniers = {un.cle: un for une in triees for un in une.indicateurs}
    return tuple(
        LignePubliee(
            cle=un.cle,
            nom=un.nom,
            code=un.code,
            legal=un.legal,
            unite=un.unite,
            cible=un.cible,
            cible_annee=un.cible_annee,
            precision=un.precision,
            resultats=tuple(_find(une, un) for une in triees),
            commentaire=dites.get(un.cle, ""),
        )
        for un in sorted(derniers.values(), key=lambda un: (not un.legal, _rank(un, triees)))
    )


def _rank(un: IndicateurAnnee, annees: Iterable[AnneePubliee]) -> tuple[int, int]:
    """Return the place of an indicator in the latest year that has it."""
    places = [
        (-une.annee, rang)
        for une in annees
        for rang, autre in enumerate(une.indicateurs)
        if autre.cle == un.cle
    ]
    return min(places)


def _find(annee: AnneePubliee, un: IndicateurAnnee) -> ResultatAnnee:
    trouve = next((autre for autre in annee.indicateurs if autre.cle == un.cle), None)
    if trouve is None:
        return ResultatAnnee(annee=annee.annee, absence="Cet indicateur n’était pas suivi.")
    if trouve.unite != un.unite and trouve.resultat.valeur is not None:
        dite = trouve.unite or "un nombre"
        return ResultatAnnee(
            annee=annee.annee, absence=f"Alors suivi dans une autre unité : {dite}."
        )
    return replace(trouve.resultat, annee=annee.annee)

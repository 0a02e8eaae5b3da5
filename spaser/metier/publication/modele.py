"""Two years of results as plain values: what is frozen the day they are published.

A year comes from its yearly review or from the year itself: nothing here knows which. A rate is in
per cent, as its target is; `None` is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from spaser.donnees.valeurs import Variante
from spaser.metier.comparaison import Assise, CouvertureAnnee, explain
from spaser.metier.perimetre import Origine
from spaser.metier.registre.nomenclatures import Nomenclature

TEXTE_MAX: Final = 1200
COMMENTAIRE_MAX: Final = 300
FONCTION_MAX: Final = 120
MOTIF_MAX: Final = 500
EDITION: Final = 2  # says whether years are whole, what is corrected, why two rates differ


class EtatPublication(Nomenclature):
    BROUILLON = "brouillon", "Projet"
    PROPOSEE = "proposee", "Proposée, à valider"
    PUBLIEE = "publiee", "Publiée"


class Expression(Nomenclature):
    """What a rate is a share of, in the words of the law."""

    NOMBRE = "nombre", "En nombre de marchés"
    VALEUR = "valeur", "En valeur"
    AUTRE = "autre", "Autre mesure"


OUVERTES: Final = frozenset({Origine.PUBLIES.value, Origine.CORRIGES.value})
_BASES: Final[dict[Expression, Variante | None]] = {
    Expression.NOMBRE: "nombre",
    Expression.VALEUR: "montant",
    Expression.AUTRE: None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatAnnee:
    """What an indicator says of a year, as it was known.

    `reserve` says why it does not let conclude, `absence` why there is nothing. `reference` leads
    back to the contracts. `couverture` is how far the files read cover the year, `corriges` of
    `marches` contracts are no longer as published, and `publie` is then what published ones give.
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
    couverture: CouvertureAnnee | None = None
    considerations: bool = False
    corriges: int = 0
    marches: int = 0
    publie: ResultatAnnee | None = None

    @property
    def assise(self) -> Assise:
        return Assise(
            annee=self.annee,
            base=_BASES[self.expression],
            origine=Origine(self.origine) if self.origine else None,
            couverture=self.couverture,
            considerations=self.considerations,
            corriges=self.corriges,
            marches=self.marches,
        )

    @property
    def des_donnees(self) -> bool:
        return self.valeur is not None and self.origine in OUVERTES

    @property
    def marque(self) -> str:
        """Say that its year is not whole in the files that were read; nothing when it is."""
        if self.couverture is None or self.couverture.est_entiere:
            return ""
        return f"Année incomplète : {self.couverture.texte}"

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
    """An indicator in a year, and what is aimed at, in the same unit.

    `cible_base` and `cible_origine` are what the target was counted on, when it is known; `doute`
    says why this indicator cannot tell whether it is reached.
    """

    cle: str
    nom: str
    resultat: ResultatAnnee
    code: str = ""
    legal: bool = False
    unite: str = ""
    cible: Decimal | None = None
    cible_annee: int | None = None
    precision: str = ""  # what is aimed at, in words
    cible_base: Variante | None = None
    cible_origine: str = ""
    doute: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnneePubliee:
    """A year: its indicators; `arretee_le` is the day of its review, when it had one."""

    annee: int
    indicateurs: tuple[IndicateurAnnee, ...]
    arretee_le: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LignePubliee:
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
    cible_base: Variante | None = None
    cible_origine: str = ""
    doute: str = ""

    @property
    def dernier(self) -> ResultatAnnee | None:
        connus = [r for r in self.resultats if r.valeur is not None]
        return connus[-1] if connus else None

    @property
    def sans_tendance(self) -> str:
        """Say why its years are not set against one another; nothing when they may be."""
        return self._compare(lambda resultat: resultat.assise)

    def _compare(self, read: Callable[[ResultatAnnee], Assise]) -> str:
        connus = [read(r) for r in self.resultats if r.valeur is not None]
        raisons = (explain(avant, apres) for avant, apres in pairwise(connus))
        return next(filter(None, raisons), "")

    def explain_ecart(self, resultat: ResultatAnnee) -> str:
        """Say why a known value is not set against the target; nothing when it may be.

        When nobody said what the target counts, it is what all the years count.
        """
        if self.cible is None or resultat.valeur is None or resultat.reserve:
            return ""
        sienne = resultat.assise
        origine = Origine(self.cible_origine) if self.cible_origine else sienne.origine
        visee = replace(sienne, base=self.cible_base or sienne.base, origine=origine)
        est_dite = self.cible_base is not None or self.cible_origine
        sur_quoi = "" if est_dite else self._compare(_strip)
        return self.doute or explain(sienne, visee) or sur_quoi

    def find_ecart(self, resultat: ResultatAnnee) -> Decimal | None:
        """Return the value less the target; None when they are not compared."""
        if self.cible is None or resultat.valeur is None or resultat.reserve:
            return None
        return None if self.explain_ecart(resultat) else resultat.valeur - self.cible


def _strip(resultat: ResultatAnnee) -> Assise:
    """Return what a value counts, whatever its year."""
    sienne = resultat.assise
    return Assise(annee=sienne.annee, base=sienne.base, origine=sienne.origine)


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
    incomplete: str = ""  # why a year that is not whole is published all the same
    edition: int = 1  # what it tells: one that was frozen before the rules of today has the first

    @property
    def legales(self) -> tuple[LignePubliee, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.legal)

    @property
    def autres(self) -> tuple[LignePubliee, ...]:
        return tuple(ligne for ligne in self.lignes if not ligne.legal)

    @property
    def periode(self) -> str:
        """Name the years: « 2024 et 2025 »."""
        return " et ".join(map(str, self.annees))

    @property
    def vides(self) -> tuple[LignePubliee, ...]:
        return tuple(ligne for ligne in self.legales if ligne.dernier is None)

    @property
    def est_ancienne(self) -> bool:
        """Say whether it was frozen before a publication said how far files cover its years."""
        return self.edition < EDITION

    @property
    def des_donnees(self) -> bool:
        return any(r.des_donnees for ligne in self.lignes for r in ligne.resultats)

    @property
    def incompletes(self) -> dict[int, str]:
        """Return the years that a line does not know whole, and how far files cover them."""
        return {
            r.annee: r.couverture.texte
            for r in sorted(
                (r for ligne in self.lignes for r in ligne.resultats), key=lambda r: r.annee
            )
            if r.couverture and not r.couverture.est_entiere
        }

    def find(self, cle: str) -> LignePubliee | None:
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
            cible_base=un.cible_base,
            cible_origine=un.cible_origine,
            doute=un.doute,
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

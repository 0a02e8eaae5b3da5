"""The value of a year, in the unit of its indicator: kept by somebody, or computed today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Self, cast

from django.utils import timezone

from spaser.documents.cibles import tell_details, write_valeur
from spaser.documents.francais import capitalize, format_date, uncapitalize
from spaser.documents.tableur import Euros, Part
from spaser.documents.tendance import Tendance
from spaser.metier.cibles.modele import EUROS, POURCENT, NatureValeur
from spaser.metier.cibles.nombres import clean_nombre
from spaser.metier.cibles.trajectoire import Point, ValeurJugee
from spaser.metier.perimetre import Origine
from spaser.web.chiffres.figures import Figure
from spaser.web.chiffres.situation import FigureConnue, LigneSituation, Situation
from spaser.web.cibles.models import IndicateurSuivi, Valeur

_CENT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurLue:
    """A value with its count and bounds; `reserve` says why it does not let conclude.

    `pk` is that of the value that is kept; None for one that was computed now.
    """

    annee: int
    unite: str
    valeur: Decimal
    bas: Decimal | None = None
    haut: Decimal | None = None
    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    n: int | None = None
    inconnus: int | None = None
    nature: NatureValeur
    origine: Origine | None = None
    reference: str = ""
    reserve: str = ""
    source: str = ""
    preuve: str = ""
    commentaire: str = ""
    par: str = ""
    le: date | None = None
    pk: int | None = None

    @property
    def texte(self) -> str:
        return write_valeur(self.valeur, self.unite)

    @property
    def point(self) -> Point:
        return Point(self.annee, self.valeur)

    @property
    def precision(self) -> str:
        return " ".join((*tell_details(self, self.unite), f"{self._venue}."))

    @property
    def _venue(self) -> str:
        calculee = self.nature is NatureValeur.AUTOMATIQUE and self.origine
        dite = f"{self.provenance}. {self.source}" if calculee and self.source else self.provenance
        return f"{dite}, notée le {format_date(self.le)}" if self.pk and self.le else dite

    @property
    def provenance(self) -> str:
        """Say how it came here: computed, on what; or typed, from what."""
        if self.origine and self.nature is NatureValeur.AUTOMATIQUE:
            return f"{self.nature.libelle} : {uncapitalize(self.origine.libelle)}"
        return " : ".join(filter(None, (self.nature.libelle, self.source)))

    def as_jugee(self, reserve: str = "") -> ValeurJugee:
        return ValeurJugee(
            annee=self.annee,
            valeur=self.valeur,
            bas=self.bas,
            haut=self.haut,
            reserve=self.reserve or reserve,
        )

    def is_same(self, autre: Self) -> bool:
        return (self.valeur, self.bas, self.haut, self.origine) == (
            autre.valeur, autre.bas, autre.haut, autre.origine,
        )  # fmt: skip


def read_gardee(gardee: Valeur, unite: str) -> ValeurLue:
    qui = gardee.fournie_par or (gardee.auteur.nom_complet if gardee.auteur_id else "")
    return ValeurLue(
        annee=gardee.annee,
        unite=unite,
        valeur=gardee.valeur,
        bas=gardee.bas,
        haut=gardee.haut,
        numerateur=gardee.numerateur,
        denominateur=gardee.denominateur,
        n=gardee.n,
        inconnus=gardee.inconnus,
        nature=NatureValeur(gardee.nature),
        origine=Origine(gardee.origine) if gardee.origine else None,
        reference=gardee.reference,
        reserve=gardee.reserve,
        source=gardee.source,
        preuve=gardee.preuve,
        commentaire=gardee.commentaire,
        par=qui,
        le=timezone.localdate(gardee.notee_le),
        pk=gardee.pk,
    )


def read_figure(connue: FigureConnue) -> ValeurLue:
    figure = connue.figure
    unite = find_unite(figure)
    facteur = _CENT if unite == POURCENT else 1
    champs = cast("Mapping[str, float | None]", figure.champs)
    valeur = champs["valeur"]
    if valeur is None:
        raise ValueError(figure.reference)
    return ValeurLue(
        annee=figure.reference.annee,
        unite=unite,
        valeur=_scale(valeur, facteur),
        bas=_maybe(champs["bas"], facteur),
        haut=_maybe(champs["haut"], facteur),
        numerateur=_maybe(champs["numerateur"], 1),
        denominateur=_maybe(champs["denominateur"], 1),
        n=int(champs["n"] or 0),
        inconnus=figure.inconnus,
        nature=NatureValeur.AUTOMATIQUE,
        origine=figure.origine,
        reference=str(figure.reference),
        reserve="" if connue.conclut else f"{capitalize(figure.raison)}.",
        source=connue.source,
        le=connue.depuis,
    )


def find_unite(figure: Figure) -> str:
    match figure.cellules[0] if figure.cellules else None:
        case Part():
            return POURCENT
        case Euros():
            return EUROS
    return ""


def choose_figure(suivi: IndicateurSuivi, ligne: LigneSituation | None) -> FigureConnue | None:
    """Return the figure that is followed: of the origin that was chosen, else the best known."""
    if ligne is None:
        return None
    if not suivi.origine:
        return ligne.retenue
    return next((une for une in ligne.figures if une.origine.value == suivi.origine), None)


def read_annees(
    situation: Situation, connue: FigureConnue
) -> tuple[Tendance | None, dict[int, Point]]:
    """Return a figure over the years, and its values in its unit, those that let conclude."""
    annees = situation.find_annees(connue.figure)
    if annees is None:
        return None, {}
    facteur = _CENT if find_unite(connue.figure) == POURCENT else 1
    points = {
        point.annee: Point(point.annee, _scale(point.valeur, facteur))
        for point in annees.points
        if point.prouve and point.valeur is not None
    }
    return annees, points


def _scale(nombre: float, facteur: int) -> Decimal:
    return clean_nombre(Decimal(repr(float(nombre))) * facteur)


def _maybe(nombre: float | None, facteur: int) -> Decimal | None:
    return None if nombre is None else _scale(nombre, facteur)

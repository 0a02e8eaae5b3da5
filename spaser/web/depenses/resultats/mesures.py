"""Rates of paid spend in words: value, bounds, numerator, n, unknowns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from spaser.documents.comptes import tell_compte, tell_effectif
from spaser.documents.depenses import CODES_PAYES, name_payee
from spaser.documents.francais import format_nombre, format_pourcent, typographie
from spaser.documents.lecture import ECART_MAX
from spaser.documents.tableur import Cellule, as_euros, as_part
from spaser.documents.tendance import Point, Tendance
from spaser.donnees.depenses.resultats.valeurs import ValeurDepense
from spaser.donnees.indicateurs import fiches
from spaser.donnees.valeurs import LISTE_ABSENTE
from spaser.metier.indicateurs import name_indicateur
from spaser.metier.reference import ReferenceChiffre
from spaser.web.depenses.selectors import Depenses

INCLUSIF: Final = "SOC-IN"
ESUS: Final = "SOC-13"
AVEC_PREUVE: Final = frozenset({"SOC-13", "SOC-14", "SOC-15", "SOC-17", "SOC-IN", "ECO-03"})
_METHODES: Final = {
    INCLUSIF: "SIAE, entreprises adaptées et ESAT ensemble : un fournisseur des deux listes compte "
    "une fois. Les achats aux ESUS n’y sont jamais ajoutés.",
    ESUS: "Agréments en cours le jour du paiement.",
    "SOC-14": "Structures de l’insertion par l’activité économique, par leur SIRET.",
    "SOC-15": "Entreprises adaptées et ESAT, par leur SIRET.",
    "SOC-16": "Nombre de structures inclusives différentes payées dans l’année.",
    "SOC-17": "Entreprises de l’économie sociale et solidaire, moins les ESUS.",
    "ECO-03": "Fournisseurs dont l’établissement, ou le code postal, est dans le département de "
    "l’acheteur.",
}


@dataclass(frozen=True)
class Taux:
    """A rate of a year, ready to be shown."""

    valeur: ValeurDepense
    siren: str

    @property
    def reference(self) -> ReferenceChiffre:
        return name_payee(self.valeur, self.siren)

    @property
    def code(self) -> str:
        return self.valeur.indicateur

    @property
    def nom(self) -> str:
        nom = name_indicateur(self.code)
        return f"{nom}, en nombre" if self.valeur.variante == "nombre" else nom

    @property
    def methode(self) -> str:
        return tell_methode(self.code)

    @property
    def texte(self) -> str:
        return self._write(self.valeur.valeur)

    @property
    def fourchette(self) -> str:
        bas, haut = self._write(self.valeur.bas), self._write(self.valeur.haut)
        return "" if bas == haut else f"entre {bas} et {haut}"

    @property
    def fragile(self) -> bool:
        """Say whether the missing answers could tell any story."""
        return self.ecart > ECART_MAX

    @property
    def ecart(self) -> float:
        """Return how far apart its bounds are; a number of suppliers has none."""
        v = self.valeur
        return 0.0 if v.variante == "total" else (v.haut or 0.0) - (v.bas or 0.0)

    @property
    def compte(self) -> str:
        """Return the numerator over what is known."""
        v = self.valeur
        if v.absence:
            connue = v.absence == LISTE_ABSENTE  # the page names the lists, once
            return "Non connu" if connue else typographie(f"Non connu : {v.absence}")
        return tell_compte(self.reference, v.numerateur, v.denominateur)

    @property
    def effectif(self) -> str:
        v = self.valeur
        texte = tell_effectif(self.reference, v.n, v.inconnus)
        if v.ecartes:
            texte += f" ; {format_nombre(v.ecartes)} sans montant HT connu, hors du taux"
        return typographie(texte)

    @property
    def cellules(self) -> tuple[Cellule, ...]:
        v = self.valeur
        bornes, comptes = (v.valeur, v.bas, v.haut), (v.numerateur, v.denominateur)
        return (
            *(bornes if v.variante == "total" else map(as_part, bornes)),
            *(map(as_euros, comptes) if v.variante == "montant" else map(float, comptes)),
        )

    @property
    def a_preuve(self) -> bool:
        return self.code in AVEC_PREUVE and self.valeur.variante == "montant"

    def _write(self, nombre: float | None) -> str:
        if nombre is None:
            return ""
        return format_nombre(nombre) if self.valeur.variante == "total" else format_pourcent(nombre)


def list_taux(depenses: Depenses, annee: int) -> list[Taux]:
    valeurs = depenses.bilan.synthese.valeurs if depenses.bilan else ()
    de_l_annee = [v for v in valeurs if v.annee == annee and v.indicateur in CODES_PAYES]
    return [
        Taux(v, depenses.siren)
        for v in sorted(de_l_annee, key=lambda v: CODES_PAYES.index(v.indicateur))
    ]


def read_tendance(depenses: Depenses, taux: Taux) -> Tendance | None:
    """Return a rate over the years that were paid; None when fewer than two have a value."""
    tendance = read_annees(depenses, taux)
    connues = [point for point in tendance.points if point.texte]
    if taux.valeur.variante == "total" or len(connues) < 2:  # noqa: PLR2004 - one year is no trend
        return None
    return tendance


def read_annees(depenses: Depenses, taux: Taux) -> Tendance:
    valeur = taux.valeur
    par_annee = {valeur.annee: taux} | {
        autre.valeur.annee: autre
        for annee in depenses.annees
        for autre in list_taux(depenses, annee)
        if (autre.code, autre.valeur.variante) == (valeur.indicateur, valeur.variante)
    }
    en_cours = _read_annee_du_calcul(depenses)
    annees = range(min(par_annee), max(par_annee) + 1)
    return Tendance(
        identifiant=f"g-{taux.code}-{valeur.variante}-paye".lower(),
        titre=f"{taux.nom}, par année",
        points=tuple(_point(annee, par_annee.get(annee), en_cours) for annee in annees),
    )


def _read_annee_du_calcul(depenses: Depenses) -> int | None:
    """Return the year that was not over when the figures were computed."""
    instant = depenses.calcul.calcule_le if depenses.calcul else None
    return timezone.localdate(instant).year if instant else None


def _point(annee: int, taux: Taux | None, en_cours: int | None) -> Point:
    incomplete = annee == en_cours
    if taux is None:
        return Point(annee, manque="aucune dépense déposée", incomplete=incomplete)
    v = taux.valeur
    return Point(
        annee=annee,
        texte=taux.texte,
        valeur=v.valeur,
        bas=v.bas,
        haut=v.haut,
        bornes=taux.fourchette or taux.texte,
        compte=taux.compte,
        manque=v.absence or "",
        incomplete=incomplete,
        fragile=taux.fragile,
        reference=taux.reference,
    )


def has_methode(code: str) -> bool:
    return any(fiche.code == code for fiche in fiches())


def tell_methode(code: str) -> str:
    return typographie(_METHODES[code])

"""A figure of a space, whatever it was counted on: published, corrected, or paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, cast

from django.utils import timezone

from spaser.documents.comptes import tell_effectif
from spaser.documents.depenses import CODES_PAYES
from spaser.documents.francais import typographie
from spaser.documents.lecture import Mesure, Verdict, read_valeur, tell_ecart
from spaser.documents.tableur import Cellule
from spaser.donnees.depenses.achats import read_provenance
from spaser.donnees.depenses.resultats.valeurs import ValeurDepense, VarianteDepense
from spaser.donnees.valeurs import Fiche, Valeur, Variante
from spaser.metier.perimetre import Origine
from spaser.metier.reference import ReferenceChiffre
from spaser.web.chiffres.models import Reference
from spaser.web.chiffres.selectors import find_fiche, find_mesure
from spaser.web.chiffres.source import find_entrepot
from spaser.web.depenses.resultats.mesures import Taux, list_taux
from spaser.web.depenses.selectors import Depenses, read_depenses
from spaser.web.espace.bilans import read_bilan
from spaser.web.organisations.models import Espace

_CHAMPS: Final = ("valeur", "bas", "haut", "numerateur", "denominateur", "n", "inconnus")


@dataclass(frozen=True)
class Figure:
    """A figure in words; `champs` is what the database keeps of it, to tell whether it changed."""

    reference: ReferenceChiffre
    champs: dict[str, object]
    date_donnees: date | None
    nom: str
    texte: str
    fourchette: str
    compte: str
    effectif: str
    taux: Valeur | ValeurDepense  # what its yardsticks are found by
    verdict: Verdict = "solide"
    raison: str = ""
    inconnus: int = 0
    cellules: tuple[Cellule, ...] = ()  # value, bounds, numerator and denominator, in their units

    @property
    def origine(self) -> Origine:
        return self.reference.origine


def is_known(origine: Origine, code: str) -> bool:
    return code in CODES_PAYES if origine is Origine.PAYES else find_fiche(code) is not None


def find_figure(
    espace: Espace, origine: Origine, code: str, annee: int | None, variante: str
) -> Figure | None:
    """Return a figure as it is today; None when it has no value."""
    if origine is Origine.PAYES:
        depenses = read_depenses(espace)
        figure = find_payee(depenses, code, annee, variante) if annee else None
        return figure if figure and figure.texte else None
    chaud = find_entrepot(espace, corrige=origine is Origine.CORRIGES)
    bilan = read_bilan(espace.siren, chaud, origine)
    mesure = find_mesure(bilan, code, annee, variante)
    return tell_mesure(mesure, bilan.date_donnees) if mesure else None


def find_payee(depenses: Depenses, code: str, annee: int, variante: str) -> Figure | None:
    """Return a figure of paid spend, known or not; None when no spend of that year was read."""
    taux = find_taux(depenses, code, annee, variante)
    calcul = depenses.calcul and depenses.calcul.calcule_le
    return _tell_taux(taux, timezone.localdate(calcul) if calcul else None) if taux else None


def find_taux(depenses: Depenses, code: str, annee: int, variante: str) -> Taux | None:
    """Return a measure of paid spend; None when no spend of that year was read."""
    tous = (t for t in list_taux(depenses, annee) if t.code == code)
    return next((taux for taux in tous if taux.valeur.variante == variante), None)


def read_gardee(gardee: Reference) -> Figure | None:
    """Put a figure that was kept into words, as if it were today's; None if it has none left."""
    origine, fiche = Origine(gardee.origine), find_fiche(gardee.indicateur)
    if not is_known(origine, gardee.indicateur):
        return None
    if origine is Origine.PAYES:
        return _tell_taux(Taux(_read_payee(gardee), gardee.siren), gardee.date_donnees)
    valeur = Valeur(
        gardee.siren, gardee.annee, gardee.indicateur, cast("Variante", gardee.variante),
        gardee.numerateur,
        gardee.denominateur, gardee.n, gardee.inconnus, gardee.valeur, gardee.bas, gardee.haut,
    )  # fmt: skip
    mesure = read_valeur(valeur, cast("Fiche", fiche), origine)
    return tell_mesure(mesure, gardee.date_donnees)


def has_changed(gardee: Reference, actuelle: Figure | None) -> bool:
    if actuelle is None:
        return True
    return any(getattr(gardee, nom) != valeur for nom, valeur in actuelle.champs.items())


def _read_payee(gardee: Reference) -> ValeurDepense:
    return ValeurDepense(
        annee=gardee.annee,
        indicateur=gardee.indicateur,
        variante=cast("VarianteDepense", gardee.variante),  # as they were kept
        numerateur=Decimal(repr(gardee.numerateur)),
        denominateur=Decimal(repr(gardee.denominateur)),
        inconnu=Decimal(0),
        n=gardee.n,
        inconnus=gardee.inconnus,
        ecartes=0,
        valeur=gardee.valeur,
        bas=gardee.bas,
        haut=gardee.haut,
    )


def tell_mesure(mesure: Mesure, date_donnees: date | None) -> Figure | None:
    """Tell a figure of contracts; None for contracts without a year, which nothing names."""
    valeur, fiche = mesure.valeur, mesure.fiche
    if mesure.reference is None:
        return None
    return Figure(
        mesure.reference,
        {
            "indicateur": fiche.code,
            "variante": valeur.variante,
            "annee": mesure.annee,
            "methode": fiche.version,
            **{nom: getattr(valeur, nom) for nom in _CHAMPS},
        },
        date_donnees,
        typographie(fiche.libelle),
        mesure.texte,
        mesure.fourchette or "",
        mesure.compte,
        tell_effectif(mesure.reference, valeur.n, valeur.inconnus),
        valeur,
        mesure.verdict,
        mesure.raison or "",
        valeur.inconnus,
        mesure.cellules,
    )


def _tell_taux(taux: Taux, date_donnees: date | None) -> Figure:
    """Tell a rate of spend; its method is the table of accounts, by its date."""
    valeur = taux.valeur
    lus = {nom: getattr(valeur, nom) for nom in _CHAMPS}
    return Figure(
        taux.reference,
        {
            "indicateur": taux.code,
            "variante": valeur.variante,
            "annee": valeur.annee,
            "methode": read_provenance().date,
            **lus,
            "numerateur": float(valeur.numerateur),
            "denominateur": float(valeur.denominateur),
        },
        date_donnees,
        taux.nom,
        taux.texte,
        taux.fourchette,
        taux.compte,
        taux.effectif,
        valeur,
        _judge(taux),
        typographie(valeur.absence or (tell_ecart(taux.ecart) if taux.fragile else "")),
        valeur.inconnus,
        taux.cellules,
    )


def _judge(taux: Taux) -> Verdict:
    if not taux.texte:
        return "absent"
    return "fragile" if taux.fragile else "solide"

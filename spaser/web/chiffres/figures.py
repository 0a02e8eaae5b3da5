"""A figure of a space, whatever it was counted on: published, corrected, or paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, cast

from django.utils import timezone

from spaser.documents.francais import format_nombre, pluriel, typographie
from spaser.documents.lecture import Mesure, read_valeur
from spaser.donnees.depenses.achats import read_provenance
from spaser.donnees.depenses.resultats.valeurs import ValeurDepense, VarianteDepense
from spaser.donnees.valeurs import Fiche, Valeur, Variante
from spaser.metier.perimetre import Origine
from spaser.web.chiffres.models import Reference
from spaser.web.chiffres.selectors import find_fiche, find_mesure
from spaser.web.chiffres.source import find_entrepot
from spaser.web.depenses.resultats.mesures import CODES, Taux, list_taux
from spaser.web.depenses.selectors import read_depenses
from spaser.web.espace.bilans import read_situation
from spaser.web.organisations.models import Espace

_CHAMPS: Final = ("valeur", "bas", "haut", "numerateur", "denominateur", "n", "inconnus")


@dataclass(frozen=True)
class Figure:
    """A figure in words; `champs` is what the base keeps of it, to tell whether it changed."""

    origine: Origine
    champs: dict[str, object]
    date_donnees: date | None
    nom: str
    texte: str
    fourchette: str
    compte: str
    effectif: str


def is_known(origine: Origine, code: str) -> bool:
    """Tell whether an indicator is computed from lines of that origin."""
    return code in CODES if origine is Origine.PAYES else find_fiche(code) is not None


def find_figure(
    espace: Espace, origine: Origine, code: str, annee: int | None, variante: str
) -> Figure | None:
    """Return a figure as it is today; None when it has no value."""
    if origine is Origine.PAYES:
        return _find_payee(espace, code, annee, variante)
    chaud = find_entrepot(espace, corrige=origine is Origine.CORRIGES)
    situation = read_situation(espace.siren, chaud)
    mesure = find_mesure(situation, code, annee, variante)
    if mesure is None or situation.vue is None:
        return None
    return _tell_mesure(origine, mesure, situation.vue.bilan.date_donnees)


def read_gardee(gardee: Reference) -> Figure | None:
    """Put a figure that was kept into words, as if it were today's; None if it has none left."""
    origine, fiche = Origine(gardee.origine), find_fiche(gardee.indicateur)
    if not is_known(origine, gardee.indicateur):
        return None
    if origine is Origine.PAYES:
        return _tell_taux(Taux(_read_payee(gardee)), gardee.date_donnees)
    valeur = Valeur(
        gardee.siren, gardee.annee, gardee.indicateur, cast("Variante", gardee.variante),
        gardee.numerateur,
        gardee.denominateur, gardee.n, gardee.inconnus, gardee.valeur, gardee.bas, gardee.haut,
    )  # fmt: skip
    return _tell_mesure(origine, read_valeur(valeur, cast("Fiche", fiche)), gardee.date_donnees)


def has_changed(gardee: Reference, actuelle: Figure | None) -> bool:
    """Tell whether a figure is no longer what was kept."""
    if actuelle is None:
        return True
    return any(getattr(gardee, nom) != valeur for nom, valeur in actuelle.champs.items())


def _find_payee(espace: Espace, code: str, annee: int | None, variante: str) -> Figure | None:
    depenses = read_depenses(espace)
    for taux in list_taux(depenses, annee) if annee else ():
        if (taux.code, taux.valeur.variante) == (code, variante) and taux.texte:
            calcul = depenses.calcul and depenses.calcul.calcule_le
            return _tell_taux(taux, timezone.localdate(calcul) if calcul else None)
    return None


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


def _tell_mesure(origine: Origine, mesure: Mesure, date_donnees: date | None) -> Figure:
    valeur, fiche = mesure.valeur, mesure.fiche
    return Figure(
        origine,
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
        f"{pluriel(valeur.n, 'marché')}, {format_nombre(valeur.inconnus)} sans réponse",
    )


def _tell_taux(taux: Taux, date_donnees: date | None) -> Figure:
    """Tell a rate of spend; its method is the table of accounts, by its date."""
    valeur = taux.valeur
    lus = {nom: getattr(valeur, nom) for nom in _CHAMPS}
    return Figure(
        Origine.PAYES,
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
    )

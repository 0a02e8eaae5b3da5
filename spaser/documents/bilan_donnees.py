"""The bilan as data: one JSON object, or one CSV row a value."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from spaser.documents.lecture import ECART_MAX, MARCHES_MIN, read_valeur
from spaser.documents.tableur import Cellule, write_csv
from spaser.documents.vue_bilan import (
    CODES_LEGAUX,
    THEMES,
    VARIANTES,
    build_vue,
    describe_choix,
    name_statut,
)
from spaser.donnees.valeurs import Bilan, Fiche, Valeur
from spaser.metier.comparaison import CouvertureAnnee
from spaser.metier.perimetre import Origine
from spaser.metier.reference import ReferenceChiffre

ENTETES: Final = (
    "SIREN", "Acheteur", "Année", "Code", "Indicateur", "Thème", "Statut", "Expression",
    "Valeur", "Borne basse", "Borne haute", "Numérateur", "Dénominateur", "Marchés",
    "Sans réponse", "Lecture", "Remarque", "Version de la méthode", "Données au",
    "Source", "Référence",
)  # fmt: skip


def dump_bilan(bilan: Bilan) -> dict[str, Any]:
    vue = build_vue(bilan)
    fiches = {fiche.code: fiche for fiche in bilan.fiches}
    return {
        "acheteur": asdict(bilan.acheteur),
        "date_donnees": bilan.date_donnees.isoformat() if bilan.date_donnees else None,
        "date_calcul": bilan.date_calcul.isoformat(),
        "annee_principale": vue.annee,
        "choix_annee": describe_choix(vue),
        "annees_incompletes": list(vue.annees_incompletes),
        "couverture": {str(a): _couverture(vue.find_couverture(a)) for a in vue.annees},
        "situation": vue.situation,
        "indicateurs_legaux": [c for c in CODES_LEGAUX if c in fiches],
        "valeurs": [_valeur(valeur, fiches[valeur.indicateur]) for valeur in bilan.valeurs],
        "indicateurs": [asdict(fiche) for fiche in bilan.fiches],
        "regles": {"ecart_max": ECART_MAX, "marches_min": MARCHES_MIN},
        "avertissements": list(bilan.avertissements),
        "limites": list(vue.limites),
        "sources": [
            {**asdict(source), "date_import": source.date_import.isoformat()}
            for source in bilan.sources
        ],
    }


def _couverture(couverture: CouvertureAnnee) -> dict[str, str | None]:
    jours = {"du": couverture.du, "au": couverture.au}
    dits = {nom: jour.isoformat() if jour else None for nom, jour in jours.items()}
    return {"etat": couverture.etat.value, **dits}


def _valeur(valeur: Valeur, fiche: Fiche) -> dict[str, Any]:
    mesure = read_valeur(valeur, fiche)
    return {
        **asdict(valeur),
        "reference": _tell(mesure.reference),
        "lecture": mesure.verdict,
        "remarque": mesure.raison,
    }


def write_bilan_csv(bilan: Bilan) -> str:
    return write_csv(ENTETES, list_cellules(bilan))


def list_cellules(
    bilan: Bilan, origine: Origine = Origine.PUBLIES
) -> Iterable[tuple[Cellule, ...]]:
    fiches = {fiche.code: fiche for fiche in bilan.fiches}
    for valeur in bilan.valeurs:
        fiche = fiches[valeur.indicateur]
        mesure = read_valeur(valeur, fiche, origine)
        yield (
            bilan.acheteur.siren,
            bilan.acheteur.nom,
            valeur.annee,
            fiche.code,
            fiche.libelle,
            THEMES[fiche.theme],
            name_statut(fiche.code, fiche.statut),
            VARIANTES[valeur.variante],
            *mesure.cellules,
            valeur.n,
            valeur.inconnus,
            mesure.verdict,
            mesure.raison,
            fiche.version,
            bilan.date_donnees,
            origine.libelle,
            _tell(mesure.reference),
        )


def _tell(reference: ReferenceChiffre | None) -> str | None:
    """Write a reference; contracts without a year have none."""
    return str(reference) if reference else None

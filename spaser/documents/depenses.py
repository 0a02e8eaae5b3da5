"""The reading of spend as plain data, for JSON."""

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec

from spaser.donnees.depenses.achats import read_provenance
from spaser.donnees.depenses.lecture import ExtraitsLus
from spaser.donnees.depenses.modele import MOTIFS, Somme
from spaser.donnees.depenses.resultats.synthese import Synthese
from spaser.donnees.depenses.resultats.totaux import CE_QUI_COMPTE
from spaser.donnees.depenses.resultats.valeurs import ValeurDepense
from spaser.metier.indicateurs import name_indicateur
from spaser.metier.perimetre import Origine
from spaser.metier.reference import ReferenceChiffre

CODES_PAYES: Final = ("SOC-IN", "SOC-13", "SOC-14", "SOC-15", "SOC-16", "SOC-17", "ECO-03")
"""What is counted on paid spend: the line of the law that merges first, then ESUS, then others."""


def dump_depenses(
    lecture: ExtraitsLus, synthese: Synthese, siren: str | None = None
) -> dict[str, Any]:
    """Return everything that was read and computed; amounts are texts, exact to the cent.

    A figure has a reference when its buyer is known.
    """
    rendu = lecture.compte_rendu
    return {
        "lignes": {
            "lues": _to_plain(rendu.lues),
            **{etat.value: _to_plain(somme) for etat, somme in rendu.par_etat.items()},
        },
        "motifs": {
            motif: {"libelle": MOTIFS[motif], **_to_plain(somme)}
            for motif, somme in sorted(rendu.par_motif.items())
        },
        "alertes": {
            motif: {"libelle": MOTIFS[motif], "lignes": nombre}
            for motif, nombre in sorted(rendu.alertes.items())
        },
        "remarques": _to_plain(rendu.remarques),
        "feuilles_ignorees": rendu.feuilles_ignorees,
        "correspondances": [msgspec.to_builtins(c) for c in lecture.correspondances],
        "regle_des_comptes": _to_plain(read_provenance()),
        "ce_qui_compte": CE_QUI_COMPTE,
        **_to_plain(synthese),
        "valeurs": [_write_valeur(valeur, siren) for valeur in synthese.valeurs],
    }


def name_payee(valeur: ValeurDepense, siren: str) -> ReferenceChiffre:
    return ReferenceChiffre(siren, valeur.indicateur, valeur.annee, valeur.variante, Origine.PAYES)


def _write_valeur(valeur: ValeurDepense, siren: str | None) -> dict[str, Any]:
    return {
        **_to_plain(valeur),
        "libelle": name_indicateur(valeur.indicateur),
        "reference": str(name_payee(valeur, siren)) if siren else None,
    }


def _to_plain(objet: Any) -> Any:  # noqa: ANN401 - any value
    if isinstance(objet, Somme):
        return {"lignes": objet.lignes, "montant": f"{objet.euros:.2f}"}
    if isinstance(objet, list | tuple):
        return [_to_plain(valeur) for valeur in objet]
    if is_dataclass(objet) and not isinstance(objet, type):
        return {champ.name: _to_plain(getattr(objet, champ.name)) for champ in fields(objet)}
    return _to_text(objet)


def _to_text(valeur: Any) -> Any:  # noqa: ANN401 - any value
    if isinstance(valeur, Decimal):
        return f"{valeur:.2f}"
    return valeur.isoformat() if isinstance(valeur, date) else valeur

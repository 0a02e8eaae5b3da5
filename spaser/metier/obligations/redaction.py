"""What a text of a duty must hold before it is read again, and its fields in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from spaser.metier.dates import DatePartielle
from spaser.metier.editorial import Ecriture, EtatTexte
from spaser.metier.obligations.modele import (
    Condition,
    Etape,
    IndicateurUtile,
    Obligation,
    RendezVous,
)
from spaser.metier.registre.nomenclatures import Nomenclature, format_valeur
from spaser.metier.sources import Source

EtatRedaction: Final = EtatTexte
"""The name by which the first migration of the duties knows it."""


def find_lacunes(obligation: Obligation, jour: date) -> list[str]:
    """List, in French, what keeps a text from being sent to its second reader."""
    fautes = []
    if not obligation.sources:
        fautes.append("Donnez au moins une source, avec son adresse et le jour de la lecture.")
    if any(source.verifie_le > jour for source in obligation.sources):
        fautes.append("Une source ne peut pas avoir été lue dans l’avenir : corrigez son jour.")
    if any(s.confiance.a_verifier for s in obligation.sources) and not obligation.reserve:
        fautes.append(
            "Une source est unique ou indirecte : dites dans « À vérifier » ce qui n’est pas sûr."
        )
    if not obligation.a_faire:
        fautes.append("Dites au moins une chose à faire.")
    periodes = [(obligation.depuis, obligation.jusqu_a)]
    periodes += [(etape.depuis, etape.jusqu_a) for etape in obligation.etapes]
    if any(debut and fin and debut > fin for debut, fin in periodes):
        fautes.append("Une période finit avant d’avoir commencé : corrigez ses dates.")
    return fautes


def _lines(write: Callable[[Any], str]) -> Callable[[Iterable[Any]], str]:
    return lambda valeurs: "\n".join(write(valeur) for valeur in valeurs)


def _day(jour: date | None) -> str:
    return DatePartielle(jour.isoformat()).libelle if jour else ""


def _span(depuis: date | None, jusqu_a: date | None) -> str:
    if depuis and jusqu_a:
        return f"du {_day(depuis)} au {_day(jusqu_a)}"
    if depuis:
        return f"à partir du {_day(depuis)}"
    return f"jusqu’au {_day(jusqu_a)}" if jusqu_a else ""


def _names(valeurs: Iterable[Nomenclature]) -> str:
    rangees = sorted(valeurs, key=lambda valeur: list(type(valeur).__members__).index(valeur.name))
    return ", ".join(valeur.libelle for valeur in rangees)


def _join(*parties: str) -> str:
    return "\u202f; ".join(filter(None, parties))


def _etape(etape: Etape) -> str:
    moins = f"moins de {format_valeur(etape.moins_de)} habitants" if etape.moins_de else ""
    ou = (_names(etape.natures), _names(etape.territoires), moins)
    return _join(etape.texte, _span(etape.depuis, etape.jusqu_a), *ou)


def _condition(condition: Condition) -> str:
    if condition.fait == "spaser":
        fait = "obligé à un SPASER"
    elif condition.plus_de is not None:
        fait = f"plus de {format_valeur(condition.plus_de)} habitants"
    else:
        fait = f"au moins {format_valeur(condition.au_moins or 0)} habitants"
    return _join(fait, _names(condition.natures), _span(condition.depuis, condition.jusqu_a))


def _rendez_vous(rendez_vous: RendezVous) -> str:
    return f"{rendez_vous.jour:02}/{rendez_vous.mois:02}\u00a0: {rendez_vous.texte}"


def _indicateur(indicateur: IndicateurUtile) -> str:
    return f"{indicateur.code}\u00a0: {indicateur.libelle}"


def _source(source: Source) -> str:
    return _join(source.libelle, source.url, source.mention)


ECRITURES: Final[Mapping[str, tuple[str, Ecriture]]] = {
    "titre": ("Titre", str),
    "theme": ("Thème", format_valeur),
    "resume": ("En bref", str),
    "qui": ("Qui est concerné", str),
    "natures": ("Structures concernées", _names),
    "natures_a_verifier": ("Structures à vérifier", _names),
    "conditions": ("Conditions", _lines(_condition)),
    "si": ("Faits que l’acheteur connaît", _lines(str)),
    "depuis": ("En vigueur depuis le", _day),
    "jusqu_a": ("Jusqu’au", _day),
    "etapes": ("Étapes", _lines(_etape)),
    "rendez_vous": ("Dates de chaque année", _lines(_rendez_vous)),
    "rythme": ("Rythme", format_valeur),
    "a_faire": ("Que faire", _lines(str)),
    "indicateurs": ("Indicateurs utiles", _lines(_indicateur)),
    "reserve": ("À vérifier", format_valeur),
    "sources": ("Sources", _lines(_source)),
    "faits": ("Faits cités", _lines(str)),
}

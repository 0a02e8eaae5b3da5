"""The duties as the programme team edits them: what replaces a file's text, from which day.

What changed between two texts is told in words that a reader can follow.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from spaser.metier.dates import DatePartielle
from spaser.metier.obligations.modele import (
    Condition,
    Etape,
    IndicateurUtile,
    Obligation,
    RendezVous,
    Theme,
)
from spaser.metier.registre.differences import Changement
from spaser.metier.registre.nomenclatures import Nomenclature, format_valeur
from spaser.metier.sources import Source

CODE: Final = re.compile(r"[A-Z]+(-[A-Z0-9]+)*")
CODE_MAX: Final = 40
_THEMES: Final = tuple(Theme)
_REQUIS: Final = {champ.name for champ in msgspec.structs.fields(Obligation) if champ.required}


class EtatRedaction(Nomenclature):
    """Where a text stands: written, read again by somebody else, published on its day."""

    BROUILLON = "brouillon", "Brouillon"
    A_RELIRE = "a_relire", "À relire"
    APPROUVEE = "approuvee", "Approuvée"
    ABANDONNEE = "abandonnee", "Abandonnée"
    RETIREE = "retiree", "Retirée"


OUVERTS: Final = (EtatRedaction.BROUILLON, EtatRedaction.A_RELIRE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """An approved text, and the day from which it is the one to show."""

    obligation: Obligation
    effet_le: date
    numero: int


def supersede(
    fichiers: Iterable[Obligation], publications: Iterable[Publication], jour: date
) -> tuple[Obligation, ...]:
    """Return the duties to show on a day: those of the files, edited or added by the programme.

    For one duty the latest day of effect wins, then the latest text. Themes keep their order.
    """
    textes = {obligation.code: obligation for obligation in fichiers}
    en_ligne = (p for p in publications if p.effet_le <= jour)
    for publication in sorted(en_ligne, key=lambda p: (p.effet_le, p.numero)):
        obligation = publication.obligation
        textes[obligation.code] = msgspec.structs.replace(
            obligation, mise_a_jour=publication.effet_le
        )
    return tuple(sorted(textes.values(), key=lambda o: _THEMES.index(o.theme)))


def may_approve(relecteur: int, redacteurs: Iterable[int]) -> bool:
    """Say whether this person may be the second reader: none of those who wrote."""
    return relecteur not in set(redacteurs)


def write_obligation(obligation: Obligation) -> dict[str, Any]:
    """Return a duty as plain JSON values; what is empty is left out, as in the files."""
    ecrite = msgspec.to_builtins(obligation)
    return {nom: valeur for nom, valeur in ecrite.items() if valeur or nom in _REQUIS}


def read_obligation(contenu: dict[str, Any]) -> Obligation:
    """Read a duty from plain JSON values."""
    return msgspec.convert(contenu, type=Obligation)


def digest(obligation: Obligation) -> str:
    """Name a text by what it says, so that a change of its file is seen."""
    return hashlib.sha256(msgspec.json.encode(write_obligation(obligation))).hexdigest()[:32]


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


def compare_obligations(avant: Obligation | None, apres: Obligation) -> tuple[Changement, ...]:
    """List what changed between two texts; nothing if and only if they say the same."""
    changements = []
    for champ, (libelle, write) in _CHAMPS.items():
        ecrits = (write(getattr(avant, champ)) if avant else "", write(getattr(apres, champ)))
        if ecrits[0] != ecrits[1]:
            changements.append(Changement(champ, libelle, *ecrits))
    return tuple(changements)


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
    """Name the values in the order of their list: the order of a file says nothing."""
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
    lue = f"lecture du {_day(source.verifie_le)}"
    return _join(source.libelle, source.url, lue, f"confiance {source.confiance.value}")


_CHAMPS: Final[Mapping[str, tuple[str, Callable[[Any], str]]]] = {
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

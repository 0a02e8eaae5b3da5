"""The duties as the programme team edits them: what replaces a file's text, from which day."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from spaser.metier.obligations.modele import Obligation, Theme
from spaser.metier.registre.nomenclatures import Nomenclature

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


def find_fautes(obligation: Obligation, jour: date) -> list[str]:
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

"""Two sheets about one scheme.

The same SIREN and the same edition, when both sheets give them; else the same name, read without
case, accents or small words, and the same years.
"""

from __future__ import annotations

import re
from typing import Final

from spaser.lettres import fold_mots
from spaser.metier.registre.fiche import Spaser

_PETITS_MOTS: Final = frozenset("a au aux d de des du en et l la le les sur".split())
# What a buyer is called on one page and not on another, when it means the same buyer.
_SYNONYMES: Final = {
    "conseil regional": "region",
    "conseil departemental": "departement",
    "conseil general": "departement",
    "mairie": "commune",
    "ville": "commune",
    "communaute agglomeration": "agglomeration",
    "ca": "agglomeration",
    "communaute communes": "cc",
    "communaute urbaine": "cu",
}
_SYNONYME: Final = re.compile(rf"\b(?:{'|'.join(_SYNONYMES)})\b")


def fold_nom_acheteur(nom: str) -> str:
    mots = (mot for mot in fold_mots(nom).split() if mot not in _PETITS_MOTS)
    return _SYNONYME.sub(lambda trouve: _SYNONYMES[trouve.group()], " ".join(mots))


def cles_doublon(fiche: Spaser) -> frozenset[str]:
    """Return the keys of a sheet; two sheets that share one are suspected to be the same.

    A key that both could have decides: see `are_doublons`.
    """
    cles = {_cle_nom(fiche)}
    if (cle := _cle_siren(fiche)) is not None:
        cles.add(cle)
    return frozenset(cles)


def are_doublons(une: Spaser, autre: Spaser) -> bool:
    sirens = _cle_siren(une), _cle_siren(autre)
    if None not in sirens:
        return sirens[0] == sirens[1]
    return _may_be_one(une.structure.siren, autre.structure.siren) and (
        _cle_nom(une) == _cle_nom(autre)
    )


def _may_be_one(siren: str | None, autre: str | None) -> bool:
    return siren is None or autre is None or siren == autre


def _cle_siren(fiche: Spaser) -> str | None:
    siren, edition = fiche.structure.siren, fiche.schema.edition
    return None if siren is None or edition is None else f"siren:{siren}:{edition}"


def _cle_nom(fiche: Spaser) -> str:
    periode = fiche.schema.periode
    annees = (str(jour.debut.year) if jour else "" for jour in (periode.debut, periode.fin))
    return f"nom:{fold_nom_acheteur(fiche.structure.nom)}:{'-'.join(annees)}"

"""Two descriptions of one stakeholder become one, and nothing of either is lost."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final

from spaser.metier.acteurs.modele import CHAMPS, Acteur, sort_formes

LIBELLES: Final = {
    "nom": "Nom de la structure",
    "typologie": "Typologie d’acteurs",
    "description": "Description",
    "contact": "Contact",
    "commentaire": "Commentaire",
    "role": "Rôle",
    "contribution": "Contribution",
    "formes": "Forme de la sollicitation",
    "nature": "Nature de la sollicitation",
    "siren": "SIREN",
    "source": "Source",
    "verifie_le": "Vérifié le",
}
_TEXTES: Final = ("description", "contact", "contribution", "nature", "source")
_SEULS: Final = ("nom", "typologie", "role", "siren")  # one value at a time


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that would change."""

    champ: str
    avant: Any
    apres: Any

    @property
    def libelle(self) -> str:
        """Return the name of the field."""
        return LIBELLES[self.champ]


def list_differences(avant: Acteur, apres: Acteur) -> tuple[Difference, ...]:
    """Return the fields that differ, in the order of the table."""
    return tuple(
        Difference(champ, getattr(avant, champ), getattr(apres, champ))
        for champ in LIBELLES
        if getattr(avant, champ) != getattr(apres, champ)
    )


def merge_acteurs(garde: Acteur, autre: Acteur) -> Acteur:
    """Fill in `garde` with `autre`; two texts that differ are both kept, one under the other.

    Where only one value can stand, `garde` keeps its own and the other goes to the comment.
    """
    reunis: dict[str, Any] = {
        champ: _join(getattr(garde, champ), getattr(autre, champ)) for champ in _TEXTES
    }
    restes = []
    for champ in _SEULS:
        sien, recu = getattr(garde, champ), getattr(autre, champ)
        reunis[champ] = sien or recu
        if sien and recu and sien != recu:
            restes.append(f"{LIBELLES[champ]} : {getattr(recu, 'libelle', recu)}")
    reunis["commentaire"] = _join(garde.commentaire, autre.commentaire, *restes)
    reunis["formes"] = sort_formes({*garde.formes, *autre.formes})
    jours = [jour for jour in (garde.verifie_le, autre.verifie_le) if jour]
    reunis["verifie_le"] = max(jours, default=None)
    return replace(garde, **reunis)


def overwrite(garde: Acteur, autre: Acteur, champs: Collection[str]) -> Acteur:
    """Take the given fields of `autre`; the others stay, the name always stands."""
    pris = {champ: getattr(autre, champ) for champ in CHAMPS if champ in champs and champ != "cle"}
    return replace(garde, **pris)


def _join(*textes: str) -> str:
    """Put texts under one another, each once: one that stands in another is not repeated."""
    gardes: list[str] = []
    for texte in textes:
        if texte and not any(texte in garde for garde in gardes):
            gardes.append(texte)
    return "\n".join(gardes)

"""Two descriptions of one stakeholder become one, and nothing of either is lost."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final

from spaser.metier.acteurs.modele import COLONNES, PAR_NOM, Acteur, sort_formes

_SEULS: Final = ("typologie", "nom", "role", "siren")  # one value at a time
_APART: Final = (*_SEULS, "commentaire", "formes", "verifie_le", "cle")
_TEXTES: Final = tuple(colonne.nom for colonne in COLONNES if colonne.nom not in _APART)


@dataclass(frozen=True, slots=True)
class Difference:
    champ: str
    avant: Any
    apres: Any

    @property
    def libelle(self) -> str:
        return PAR_NOM[self.champ].libelle


def list_differences(avant: Acteur, apres: Acteur) -> tuple[Difference, ...]:
    return tuple(
        Difference(nom, getattr(avant, nom), getattr(apres, nom))
        for nom in PAR_NOM
        if nom != "cle" and getattr(avant, nom) != getattr(apres, nom)
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
            restes.append(f"{PAR_NOM[champ].libelle} : {getattr(recu, 'libelle', recu)}")
    reunis["commentaire"] = _join(garde.commentaire, autre.commentaire, *restes)
    reunis["formes"] = sort_formes({*garde.formes, *autre.formes})
    jours = [jour for jour in (garde.verifie_le, autre.verifie_le) if jour]
    reunis["verifie_le"] = max(jours, default=None)
    return replace(garde, **reunis)


def overwrite(garde: Acteur, autre: Acteur, champs: Collection[str]) -> Acteur:
    """Take the given fields of `autre`; the other fields, and the identifier, stay."""
    pris = {nom: getattr(autre, nom) for nom in PAR_NOM if nom in champs and nom != "cle"}
    return replace(garde, **pris)


def _join(*textes: str) -> str:
    """Put texts under one another, each once: one that stands in another is not repeated."""
    gardes: list[str] = []
    for texte in textes:
        if texte and not any(texte in garde for garde in gardes):
            gardes.append(texte)
    return "\n".join(gardes)

"""What became of actions since a day, told by what the journal noted of each change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from spaser.metier.dates import DatePartielle, is_date_partielle
from spaser.metier.plan.modele import EtatAction

_TITRES: Final = {
    "titre": "Titre",
    "etat": "État",
    "debut": "Début",
    "fin": "Échéance",
    "saisi": "Avancement",
}
_VIDE: Final = "rien"


@dataclass(frozen=True, slots=True)
class Note:
    """A gesture of the journal: the action it is about, its name then, before and after."""

    objet: str
    nom: str
    geste: str
    change: Mapping[str, Sequence[Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Change:
    """What became of an action: its name, its fields before and after, other gestures."""

    nom: str
    ajoutee: bool = False
    ecartee: bool = False
    champs: dict[str, list[Any]] = field(default_factory=dict)
    gestes: set[str] = field(default_factory=set)

    @property
    def ecarts(self) -> list[tuple[str, str, str]]:
        """Return each field that is no longer as it was: its title, before, after, in words."""
        return [
            (_TITRES[nom], _tell(nom, avant), _tell(nom, apres))
            for nom, (avant, apres) in self.champs.items()
            if avant != apres and nom in _TITRES
        ]


def sum_changes(notes: Iterable[Note]) -> dict[str, Change]:
    """Return what became of each action, by what names it; notes come in the order of time.

    Of a field that changed twice, the first value and the last are kept.
    """
    changes: dict[str, Change] = {}
    for note in notes:
        change = changes.setdefault(note.objet, Change(note.nom))
        change.nom = note.nom or change.nom
        change.gestes.add(note.geste)
        change.ajoutee |= note.geste == "action.ajout"
        if note.geste in {"action.ecarte", "action.retabli"}:
            change.ecartee = note.geste == "action.ecarte"
        for nom, (avant, apres) in note.change.items():
            change.champs[nom] = [change.champs.get(nom, [avant])[0], apres]
    return changes


def _tell(nom: str, valeur: Any) -> str:  # noqa: ANN401 - as the journal keeps it
    if valeur is None or valeur == "":
        return _VIDE
    if nom == "etat" and valeur in set(EtatAction):
        return EtatAction(valeur).libelle
    if nom in {"debut", "fin"} and is_date_partielle(str(valeur)):
        return DatePartielle(str(valeur)).libelle
    return f"{valeur}\u00a0%" if nom == "saisi" else str(valeur)

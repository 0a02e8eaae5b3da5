"""From the tags of one XML record to its values, in the shape that JSON has in schema v2."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from spaser.moteur.decp.brut import COLONNES
from spaser.moteur.decp.champs import LISTES, VALEURS
from spaser.moteur.decp.octets import CLE_EN_DOUBLE, Anomalie, anomalie
from spaser.moteur.decp.rebuts import ILLISIBLE, PROFONDEUR_MAX, TROP_IMBRIQUE

type Noeud = tuple[str, str | list[Noeud] | None]
"""An element: its name, then its text (None: it has none) or the elements inside."""

type Objet = dict[str, object]

FAMILLES: Final = {"marche": "marche", "contrat-concession": "concession"}

OBJETS: Final = frozenset({"acheteur", "autoriteConcedante", "lieuExecution"})
# Fields of the 2.0.0 draft, repeated instead of being wrapped.
REPETABLES: Final = frozenset({"technique", "modaliteExecution", "typePrix"})

SIMPLES: Final = frozenset(COLONNES) - LISTES.keys() - VALEURS.keys() - OBJETS
ORTHOGRAPHES: Final = {"modificationActesSousTraitance": "modificationActeSousTraitance"}
TEXTES: Final = frozenset(VALEURS.values())


class FormeError(ValueError):
    """A record whose tags cannot be read this way; `code` says why it is put aside."""

    def __init__(self, message: str, code: str = ILLISIBLE) -> None:
        super().__init__(message)
        self.code = code


class ConstructeurObjet:
    """Builds the values of one record, and tells what is lost on the way."""

    def __init__(self) -> None:
        self.anomalies: list[Anomalie] = []

    def build(self, noeuds: Iterable[Noeud], profondeur: int = 0) -> Objet:
        """Return an object: that of the record itself when it is not inside another."""
        objet: Objet = {}
        for nom, dedans in noeuds:
            if isinstance(dedans, list):
                _check(profondeur)
                if nom in LISTES:
                    objet[nom] = self._fill(objet.get(nom), LISTES[nom], dedans, profondeur)
                elif nom in VALEURS:
                    boite = objet.get(nom)
                    objet[nom] = boite = boite if isinstance(boite, dict) else {}
                    enfant = VALEURS[nom]
                    boite[enfant] = self._fill(boite.get(enfant), enfant, dedans, profondeur)
                elif nom in SIMPLES and not profondeur:
                    raise FormeError("des balises dans un texte")
                else:
                    self._set(objet, nom, self.build(dedans, profondeur + 1))
            elif nom not in objet:
                objet[nom] = dedans
            elif dedans is not None:
                self._add_again(objet, nom, dedans)
        return objet

    def _fill(
        self, ancienne: object, enfant: str, noeuds: Iterable[Noeud], profondeur: int
    ) -> list[object]:
        """Add to a list, perhaps new: a text of its own, an item, or a field of the last item."""
        liste = ancienne if isinstance(ancienne, list) else []
        for ecrit, dedans in noeuds:
            nom = ORTHOGRAPHES.get(ecrit, ecrit)
            if isinstance(dedans, list):
                _check(profondeur + 1)
                objet = self.build(dedans, profondeur + 2)
                if nom == enfant:
                    liste.append({nom: objet})
                else:
                    _last_item(liste, enfant)[nom] = objet
            elif enfant in TEXTES:
                liste += [] if dedans is None else [dedans]
            elif nom == enfant:
                liste.append({nom: dedans})
            else:
                item = _last_item(liste, enfant)
                if nom in item:
                    item = {}
                    liste.append({enfant: item})
                item[nom] = dedans
        return liste

    def _add_again(self, objet: Objet, nom: str, valeur: str) -> None:
        """Add a text to an object that already holds that name."""
        ancienne = objet[nom]
        if nom in REPETABLES and ancienne is not None:
            liste = ancienne if isinstance(ancienne, list) else [ancienne]
            objet[nom] = [*liste, valeur]
        else:
            self._set(objet, nom, valeur)

    def _set(self, objet: Objet, nom: str, valeur: object) -> None:
        """Set a field; a name given twice keeps its last value."""
        ancienne = objet.get(nom)
        if ancienne is not None:
            perdue = ancienne if isinstance(ancienne, str) else str(ancienne)
            self.anomalies.append(anomalie(CLE_EN_DOUBLE, nom, perdue))
        objet[nom] = valeur


def _check(profondeur: int) -> None:
    if profondeur >= PROFONDEUR_MAX:
        raise FormeError(f"plus de {PROFONDEUR_MAX} niveaux d’imbrication", TROP_IMBRIQUE)


def _last_item(liste: list[object], enfant: str) -> Objet:
    """Return the item to which a field belongs that stands in the list itself."""
    dernier = liste[-1] if liste else None
    if isinstance(dernier, dict) and isinstance(objet := dernier.get(enfant), dict):
        return objet
    objet = {}
    liste.append({enfant: objet})
    return objet

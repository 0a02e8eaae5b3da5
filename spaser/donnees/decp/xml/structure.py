"""From the tags of one XML record to its values, in the shape that JSON has in schema v2.

A record comes as a flat run of tags: `(name, "text</", _)` for an element that holds only text,
`(name, "", _)` when an element opens, `("/name", "", _)` when it closes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from spaser.donnees.decp.brut import COLONNES
from spaser.donnees.decp.octets import CLE_EN_DOUBLE, Anomalie, anomalie
from spaser.donnees.decp.rebuts import ILLISIBLE, PROFONDEUR_MAX, TROP_IMBRIQUE

type Jeton = tuple[str, str, str]
type Objet = dict[str, object]
type Liste = list[object]

FAMILLES: Final = {"marche": "marche", "contrat-concession": "concession"}

# A list of objects, each inside an element of its own: [{"titulaire": {…}}, …].
LISTES: Final = {
    "titulaires": "titulaire",
    "modifications": "modification",
    "actesSousTraitance": "acteSousTraitance",
    "modificationsActesSousTraitance": "modificationActeSousTraitance",
    "concessionnaires": "concessionnaire",
    "donneesExecution": "donneesAnnuelles",
    "tarifs": "tarif",
}
# A list of texts: {"technique": ["…", …]}.
VALEURS: Final = {
    "techniques": "technique",
    "modalitesExecution": "modaliteExecution",
    "typesPrix": "typePrix",
    "considerationsSociales": "considerationSociale",
    "considerationsEnvironnementales": "considerationEnvironnementale",
}
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


class Forme:
    """Builds the values of one record.

    At any time one object is open, or one list (`liste`) whose items stand in `enfant`.
    """

    def __init__(self) -> None:
        self.valeurs: Objet = {}
        self.anomalies: list[Anomalie] = []

    def build(self, jetons: Iterable[Jeton]) -> Objet:  # noqa: C901 - one loop, for speed
        """Read the tags between those of the record; raises `FormeError` on a mismatch."""
        objet, liste, enfant = self.valeurs, None, ""
        pile: list[tuple[str, Objet, Liste | None, str]] = []
        for nom, texte, reste in jetons:
            if texte:
                valeur = texte[:-2].strip() or None
                if liste is not None:
                    _add_item(liste, enfant, nom, valeur)
                elif nom not in objet:
                    objet[nom] = valeur
                else:
                    self._add_again(objet, nom, valeur)
            elif nom[:1] == "/":
                if not pile or pile[-1][0] != nom:
                    raise FormeError("balise fermante inattendue")
                _, objet, liste, enfant = pile.pop()
            elif nom[-1:] == "/":
                self._add_empty(objet, liste, enfant, nom[:-1].rstrip())
            else:
                _check(nom, len(pile))
                pile.append((f"/{nom}", objet, liste, enfant))
                objet, liste, enfant = self._open(objet, liste, enfant, nom)
            if reste and not reste.isspace():
                raise FormeError("texte entre deux balises")
        if pile:
            raise FormeError("une balise n’est pas fermée")
        return self.valeurs

    def _open(
        self, objet: Objet, liste: Liste | None, enfant: str, nom: str
    ) -> tuple[Objet, Liste | None, str]:
        """Return what is open once an element has opened."""
        nouveau: Objet = {}
        if liste is not None:
            nom = ORTHOGRAPHES.get(nom, nom)
            if nom == enfant:
                liste.append({nom: nouveau})
            else:
                _last_item(liste, enfant)[nom] = nouveau
        elif nom in LISTES:
            return objet, _open_list(objet, nom), LISTES[nom]
        elif nom in VALEURS:
            return objet, _open_texts(objet, nom), VALEURS[nom]
        elif nom in SIMPLES and objet is self.valeurs:
            raise FormeError("des balises dans un texte")
        else:
            self._set(objet, nom, nouveau)
        return nouveau, None, ""

    def _add_empty(self, objet: Objet, liste: Liste | None, enfant: str, nom: str) -> None:
        if " " in nom or not nom:
            raise FormeError("balise à lire avec soin")
        if liste is not None:
            _add_item(liste, enfant, nom, None)
        else:
            objet.setdefault(nom, None)

    def _add_again(self, objet: Objet, nom: str, valeur: str | None) -> None:
        """Add a text to an object that already holds that name."""
        if valeur is None:
            return
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


def _check(nom: str, profondeur: int) -> None:
    if not nom or nom[0] in "!?" or " " in nom:
        raise FormeError("balise à lire avec soin")
    if profondeur >= PROFONDEUR_MAX:
        raise FormeError(f"plus de {PROFONDEUR_MAX} niveaux d’imbrication", TROP_IMBRIQUE)


def _open_list(objet: Objet, nom: str) -> Liste:
    """Return a new list, or the one that was already there."""
    ancienne = objet.get(nom)
    liste = ancienne if isinstance(ancienne, list) else []
    objet[nom] = liste
    return liste


def _open_texts(objet: Objet, nom: str) -> Liste:
    """Return a new list of texts, inside its wrapper, or the one that was already there."""
    ancienne = objet.get(nom)
    boite = ancienne if isinstance(ancienne, dict) else {}
    objet[nom] = boite
    return _open_list(boite, VALEURS[nom])


def _add_item(liste: Liste, enfant: str, nom: str, valeur: str | None) -> None:
    """Add a text to a list: a text of its own, an item, or a field of the last item."""
    if enfant in TEXTES:
        if valeur is not None:
            liste.append(valeur)
        return
    nom = ORTHOGRAPHES.get(nom, nom)
    if nom == enfant:
        liste.append({nom: valeur})
        return
    objet = _last_item(liste, enfant)
    if nom in objet:
        objet = {}
        liste.append({enfant: objet})
    objet[nom] = valeur


def _last_item(liste: Liste, enfant: str) -> Objet:
    """Return the item to which a field belongs that stands in the list itself."""
    dernier = liste[-1] if liste else None
    if isinstance(dernier, dict) and isinstance(objet := dernier.get(enfant), dict):
        return objet
    objet = {}
    liste.append({enfant: objet})
    return objet

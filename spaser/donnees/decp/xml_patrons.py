"""Moulds: records of a file often have the same tags, and differ by their texts only.

The first records are built tag by tag. When a run of tags comes again, its line is made once with
marks in place of the texts, and from then on the texts are poured into it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Final

from spaser.donnees.decp.brut import CHAMPS_SANS_USAGE, COLONNES
from spaser.donnees.decp.json_decodage import Compositeur
from spaser.donnees.decp.xml_decoupe import Part
from spaser.donnees.decp.xml_formes import Forme, FormeError, Jeton
from spaser.donnees.decp.xml_jetons import list_jetons, resolve_references

TRAMES_MAX: Final = 5_000
VUES_MAX: Final = 100_000

_CONTROLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONNUS: Final = frozenset(COLONNES) | CHAMPS_SANS_USAGE
_NOM: Final = re.compile(r"[A-Za-z_][\w.-]*")
_MARQUE: Final = re.compile('"\ue000(\\d+)\ue001"')
_RANG: Final = '{"_rang":0,'
_ENTRE: Final = "<"  # no text holds it

type _Vides = tuple[bool, ...]
type _Choix = Callable[[Sequence[str]], tuple[str, ...]]


@dataclass(slots=True)
class _Patron:
    """A line with `%s` for the texts, which of them it takes, and the fields nobody knows."""

    ligne: str
    choose: _Choix
    inconnus: tuple[str, ...]


@dataclass(slots=True)
class _Trame:
    """A run of tags: where texts stand in it, and its moulds, by which of these are empty."""

    read_textes: _Choix
    read_restes: _Choix
    patrons: dict[_Vides, _Patron | None] = field(default_factory=dict)


class Patrons:
    """Makes the lines of records from their text."""

    def __init__(self, compositeur: Compositeur) -> None:
        self._compositeur = compositeur
        self._trames: dict[tuple[str, ...], _Trame] = {}
        self._vues: set[int] = set()  # hashes of the runs of tags met once

    def compose(self, texte: str, rang: int, part: Part) -> bytes:
        """Return the line of a record; raises `FormeError` if it needs more care."""
        if "\r" in texte:
            texte = texte.replace("\r\n", "\n").replace("\r", "\n")
        # Texts and tags in turn: a bracket in a text would make another run of tags.
        morceaux = texte.replace(">", "<").split("<")
        balises = tuple(morceaux[1::2])
        trame = self._trames.get(balises) if len(morceaux) % 2 else None  # even: a tag is open
        if trame is None:
            jetons = list_jetons(texte, part)
            ligne = self._build(jetons, rang)
            self._learn(balises, jetons)
            return ligne
        if "".join(trame.read_restes(morceaux)).strip():
            raise FormeError("texte entre deux balises")
        textes, vides = _clean(trame.read_textes(morceaux))
        patron = trame.patrons.get(vides)
        if patron is None:
            jetons = list_jetons(texte, part)
            ligne = self._build(jetons, rang)
            if vides not in trame.patrons:
                trame.patrons[vides] = self._mould(jetons)
            return ligne
        for champ in patron.inconnus:
            self._compositeur.count(champ)
        return (patron.ligne % (rang, *patron.choose(textes))).encode()

    def _build(self, jetons: list[Jeton], rang: int) -> bytes:
        textes = "".join(brut for _, brut, _ in jetons)
        if _CONTROLE.search(textes):
            raise FormeError("caractère de contrôle")
        forme = Forme()
        valeurs = forme.build(jetons)
        if not valeurs.keys() <= _CONNUS and not all(map(_NOM.fullmatch, valeurs)):
            raise FormeError("nom de balise")
        return self._compositeur.compose(valeurs, rang, forme.anomalies)

    def _learn(self, balises: tuple[str, ...], jetons: list[Jeton]) -> None:
        """Note a run of tags; find where its texts stand the second time."""
        if (empreinte := hash(balises)) not in self._vues:
            if len(self._vues) >= VUES_MAX:
                self._vues.clear()
            self._vues.add(empreinte)
            return
        if len(self._trames) >= TRAMES_MAX:
            self._trames.clear()
        partagees = tuple(map(sys.intern, balises))  # a name is in memory once
        self._trames[partagees] = _lay_out(balises, jetons)

    def _mould(self, jetons: list[Jeton]) -> _Patron | None:
        """Return the mould of a record; None when its line says more than its texts."""
        marques, numero = [], 0
        for nom, brut, reste in jetons:
            marque = f"\ue000{numero}\ue001</" if brut[:-2].strip() else brut
            marques.append((nom, marque, reste))
            numero += bool(brut)
        forme = Forme()
        essai = Compositeur(self._compositeur.famille)
        ligne = essai.compose(forme.build(marques), 0).decode()
        if forme.anomalies:
            return None
        numeros = [int(n) for n in _MARQUE.findall(ligne)]
        moule = _MARQUE.sub('"%s"', ligne.removeprefix(_RANG).replace("%", "%%"))
        return _Patron(
            f"{_RANG.replace('0', '%d')}{moule}", _choose(numeros), tuple(essai.champs_inconnus)
        )


def _lay_out(balises: tuple[str, ...], jetons: list[Jeton]) -> _Trame:
    """Return where the texts of a run of tags stand: `jetons` are those inside the record."""
    places, rang = [], 1  # after the tag of the record itself
    for _, brut, _ in jetons:
        if brut:
            places.append(2 * rang + 2)
        rang += 2 if brut else 1
    restes = sorted(set(range(0, 2 * len(balises) + 1, 2)) - set(places))
    return _Trame(_choose(places), _choose(restes))


def _choose(places: Sequence[int]) -> _Choix:
    """Return what takes some items of a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda suite: tuple(suite[place] for place in places)


def _stands_in_json(texte: str) -> bool:
    """Tell whether a text stands in JSON as it is."""
    return texte.isprintable() and '"' not in texte and "\\" not in texte


def _needs_care(tout: str) -> bool:
    """Tell whether a text is empty, has a blank at an end, or holds a reference."""
    return "&" in tout or "<<" in tout or "< " in tout or " <" in tout


def _clean(textes: Sequence[str]) -> tuple[Sequence[str], _Vides]:
    """Return texts as JSON holds them, and which are empty if any is.

    Raises:
        FormeError: a control character, or a reference to no plain one.

    """
    tout = f"{_ENTRE}{_ENTRE.join(textes)}{_ENTRE}"
    if _stands_in_json(tout) and not _needs_care(tout):
        return textes, ()
    if _CONTROLE.search(tout):
        raise FormeError("caractère de contrôle")
    if "&" in tout:
        textes = [resolve_references(texte) for texte in textes]
    nets = [encode_basestring(texte.strip())[1:-1] for texte in textes]
    return nets, () if all(nets) else tuple(map(bool, nets))

"""Moulds: records of a file often have the same tags, and differ by their texts only.

The first records are built tag by tag. When a run of tags comes again, its line is made once with
marks in place of the texts, and from then on the texts are poured into it. When it comes often,
one regular expression takes the texts out of the whole record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Final

from spaser.donnees.decp.brut import CHAMPS_SANS_USAGE, COLONNES
from spaser.donnees.decp.json_decodage import Compositeur
from spaser.donnees.decp.xml_formes import Forme, FormeError, Jeton

PATRONS_MAX: Final = 2000
FREQUENT: Final = 64  # uses after which an expression is worth its making
EXPRESSIONS_MAX: Final = 200
FAVORIS_MAX: Final = 4  # expressions tried on a record: each costs a little when it fails

_CONTROLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONNUS: Final = frozenset(COLONNES) | CHAMPS_SANS_USAGE
_NOM: Final = re.compile(r"[A-Za-z_][\w.-]*")
_MARQUE: Final = re.compile('"\ue000(\\d+)\ue001"')
_RANG: Final = '{"_rang":0,'
_ENTRE: Final = "<"  # no text holds it
_A_TAILLER: Final = (f"{_ENTRE}{_ENTRE}", f"{_ENTRE} ", f" {_ENTRE}")  # empty text, blank at an end

type _Cle = tuple[tuple[str, ...], tuple[bool, ...], tuple[bool, ...]]


@dataclass(slots=True)
class _Patron:
    """A line with `%s` for the texts, which of them it takes, and the fields nobody knows."""

    ligne: str
    choose: Callable[[Sequence[str]], tuple[str, ...]]
    inconnus: tuple[str, ...]
    usages: int = 0
    expression: re.Pattern[str] | None = None


class Patrons:
    """Makes the lines of records from their tags."""

    def __init__(self, compositeur: Compositeur) -> None:
        self._compositeur = compositeur
        self._patrons: dict[_Cle, _Patron | None] = {}
        # Those that have an expression, by number of tags, the last used first.
        self._favoris: dict[int, list[_Patron]] = {}
        self._expressions = 0

    def compose_whole(self, texte: str, rang: int) -> bytes | None:
        """Return the line of a record like the last ones, from its whole text; else None."""
        favoris = self._favoris.get(texte.count("<"))
        if not favoris or "&" in texte:
            return None
        for place, favori in enumerate(favoris):
            if favori.expression and (trouve := favori.expression.fullmatch(texte)):
                if place:
                    favoris.insert(0, favoris.pop(place))
                return self._pour_bruts(favori, trouve.groups(), rang)
        return None

    def _pour_bruts(self, patron: _Patron, textes: tuple[str, ...], rang: int) -> bytes | None:
        """Pour texts as they were found; None when one is empty or holds a control character."""
        tout = f"{_ENTRE}{_ENTRE.join(textes)}{_ENTRE}"
        if _stands_in_json(tout) and not any(marque in tout for marque in _A_TAILLER):
            return self._pour(patron, textes, rang)
        if _CONTROLE.search(tout):
            return None
        nets = [texte.strip() for texte in textes]
        return self._pour(patron, _escape(nets), rang) if all(nets) else None

    def compose(self, jetons: list[Jeton], rang: int, nom: str) -> bytes:
        """Return the line of a record named `nom`; raises `FormeError` if it needs more care."""
        noms, bruts, restes = zip(*jetons, strict=True) if jetons else ((), (), ())
        if "".join(restes).strip():
            raise FormeError("texte entre deux balises")
        textes = [brut[:-2].strip() for brut in bruts if brut]
        if not _stands_in_json(tout := "".join(textes)) and _CONTROLE.search(tout):
            raise FormeError("caractère de contrôle")
        pleins = all(textes)
        # A name with a text and a name that opens look alike without the second part.
        formes = tuple(map(bool, bruts))
        cle = ((nom, *noms), formes, () if pleins else tuple(map(bool, textes)))
        patron = self._patrons.get(cle)
        if not patron:
            ligne = self._build(jetons, rang)
            self._learn(cle, jetons)
            return ligne
        patron.usages += 1
        if patron.usages >= FREQUENT and pleins:
            self._prefer(patron, nom, jetons)
        return self._pour(patron, textes if _stands_in_json(tout) else _escape(textes), rang)

    def _pour(self, patron: _Patron, textes: Sequence[str], rang: int) -> bytes:
        for champ in patron.inconnus:
            self._compositeur.count(champ)
        return (patron.ligne % (rang, *patron.choose(textes))).encode()

    def _build(self, jetons: list[Jeton], rang: int) -> bytes:
        forme = Forme()
        valeurs = forme.build(jetons)
        if not valeurs.keys() <= _CONNUS and not all(map(_NOM.fullmatch, valeurs)):
            raise FormeError("nom de balise")
        return self._compositeur.compose(valeurs, rang, forme.anomalies)

    def _learn(self, cle: _Cle, jetons: list[Jeton]) -> None:
        """Note a run of tags; make its mould the second time."""
        if len(self._patrons) >= PATRONS_MAX:
            self._patrons.clear()
        vu = cle in self._patrons
        self._patrons[cle] = self._mould(jetons) if vu else None

    def _mould(self, jetons: list[Jeton]) -> _Patron | None:
        marques, numero = [], 0
        for nom, brut, reste in jetons:
            marque = f"\ue000{numero}\ue001</" if brut[:-2].strip() else brut
            marques.append((nom, marque, reste))
            numero += bool(brut)
        forme = Forme()
        essai = Compositeur(self._compositeur.famille)
        ligne = essai.compose(forme.build(marques), 0).decode()
        numeros = [int(n) for n in _MARQUE.findall(ligne)]
        if forme.anomalies or len(numeros) < 2:  # noqa: PLR2004 - itemgetter gives no tuple for one
            return None
        moule = _MARQUE.sub('"%s"', ligne.removeprefix(_RANG).replace("%", "%%"))
        return _Patron(
            f"{_RANG.replace('0', '%d')}{moule}", itemgetter(*numeros), tuple(essai.champs_inconnus)
        )

    def _prefer(self, patron: _Patron, nom: str, jetons: list[Jeton]) -> None:
        if patron.expression is None and self._expressions < EXPRESSIONS_MAX:
            self._expressions += 1
            patron.expression = _make_expression(nom, jetons)
            favoris = self._favoris.setdefault(_count_balises(jetons), [])
            favoris.insert(0, patron)
            del favoris[FAVORIS_MAX:]


def _count_balises(jetons: list[Jeton]) -> int:
    """Return how many tags a record has, its own and their ends included."""
    return 2 + len(jetons) + sum(bool(brut) for _, brut, _ in jetons)


def _stands_in_json(texte: str) -> bool:
    """Tell whether a text stands in JSON as it is."""
    return texte.isprintable() and '"' not in texte and "\\" not in texte


def _escape(textes: Sequence[str]) -> list[str]:
    return [encode_basestring(texte)[1:-1] for texte in textes]


def _make_expression(nom: str, jetons: list[Jeton]) -> re.Pattern[str]:
    """Return what matches a record of these tags and takes its texts."""
    balises = [(nom, "", ""), *jetons, (f"/{nom}", "", "")]
    motifs = [
        rf"<{re.escape(n)}>([^<]*+)</{re.escape(n)}>\s*+" if brut else rf"<{re.escape(n)}>\s*+"
        for n, brut, _ in balises
    ]
    return re.compile("".join(motifs))

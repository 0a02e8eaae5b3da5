"""Moulds: records of a file often have the same tags, and differ by their texts only.

The first records are built tag by tag. When a run of tags comes again, its line is made once with
marks in place of the texts, and from then on the texts are poured into it. When it comes often,
one regular expression takes the texts out of the whole record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from spaser.donnees.decp.brut import CHAMPS_SANS_USAGE, COLONNES
from spaser.donnees.decp.json_decodage import Compositeur
from spaser.donnees.decp.xml_formes import Forme, FormeError, Jeton

PATRONS_MAX: Final = 2000
FREQUENT: Final = 64  # uses after which an expression is worth its making
EXPRESSIONS_MAX: Final = 200

_CONTROLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONNUS: Final = frozenset(COLONNES) | CHAMPS_SANS_USAGE
_NOM: Final = re.compile(r"[A-Za-z_][\w.-]*")
_MARQUE: Final = re.compile('"\ue000(\\d+)\ue001"')
_RANG: Final = '{"_rang":0,'

type _Cle = tuple[tuple[str, ...], tuple[bool, ...]]


@dataclass(slots=True)
class _Patron:
    """A line with `%s` for the texts, which of them it takes, and the fields nobody knows."""

    ligne: str
    choose: Callable[[list[str]], tuple[str, ...]]
    inconnus: tuple[str, ...]
    usages: int = 0
    expression: re.Pattern[str] | None = None


class Patrons:
    """Makes the lines of records from their tags."""

    def __init__(self, compositeur: Compositeur) -> None:
        self._compositeur = compositeur
        self._patrons: dict[_Cle, _Patron | None] = {}
        self._favori: _Patron | None = None  # the last one used that has an expression
        self._expressions = 0

    def compose_whole(self, texte: str, rang: int) -> bytes | None:
        """Return the line of a record like the last ones, from its whole text; else None."""
        favori = self._favori
        if favori is None or favori.expression is None or "&" in texte:
            return None
        trouve = favori.expression.fullmatch(texte)
        if not trouve:
            return None
        textes = [t.strip() for t in trouve.groups()]
        return self._pour(favori, textes, rang) if all(textes) and _is_plain(textes) else None

    def compose(self, jetons: list[Jeton], rang: int, nom: str) -> bytes:
        """Return the line of a record named `nom`; raises `FormeError` if it needs more care."""
        noms, bruts, restes = zip(*jetons, strict=True) if jetons else ((), (), ())
        if "".join(restes).strip():
            raise FormeError("texte entre deux balises")
        textes = [brut[:-2].strip() for brut in bruts if brut]
        if not _is_plain(textes):
            if _CONTROLE.search("".join(textes)):
                raise FormeError("caractère de contrôle")
            return self._build(jetons, rang)
        pleins = all(textes)
        cle = ((nom, *noms), () if pleins else tuple(map(bool, textes)))
        patron = self._patrons.get(cle)
        if not patron:
            ligne = self._build(jetons, rang)
            self._learn(cle, jetons)
            return ligne
        patron.usages += 1
        if patron.usages >= FREQUENT and pleins:
            self._prefer(patron, nom, jetons)
        return self._pour(patron, textes, rang)

    def _pour(self, patron: _Patron, textes: list[str], rang: int) -> bytes:
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
        self._favori = patron


def _is_plain(textes: list[str]) -> bool:
    """Tell whether texts stand in JSON as they are."""
    tout = "".join(textes)
    return tout.isprintable() and '"' not in tout and "\\" not in tout


def _make_expression(nom: str, jetons: list[Jeton]) -> re.Pattern[str]:
    """Return what matches a record of these tags and takes its texts."""
    balises = [(nom, "", ""), *jetons, (f"/{nom}", "", "")]
    motifs = [
        rf"<{re.escape(n)}>([^<]*+)</{re.escape(n)}>\s*+" if brut else rf"<{re.escape(n)}>\s*+"
        for n, brut, _ in balises
    ]
    return re.compile("".join(motifs))

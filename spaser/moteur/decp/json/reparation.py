"""Repairs a JSON record cautiously: what is doubtful is refused, never guessed.

A quote is taken as the end of a string only when what follows can follow a string at that place;
any other one belongs to the text. A repair that would swallow another field is refused.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from spaser.moteur.decp.brut import COLONNES
from spaser.moteur.decp.json.decodage import NOMBRE_INVALIDE, IllisibleError
from spaser.moteur.decp.octets import Anomalie, anomalie, decode_prudent, restore
from spaser.moteur.decp.rebuts import PROFONDEUR_MAX

GUILLEMET: Final = "guillemet_non_echappe"
BARRE_INVERSE: Final = "barre_inverse_invalide"
VIRGULE: Final = "virgule_en_trop"
VALEUR_MANQUANTE: Final = "valeur_manquante"
LITTERAL_INVALIDE: Final = "litteral_invalide"

_BLANCS: Final = re.compile(r"\s*+")
_TEXTE: Final = re.compile(r'[^"\\]*+')
_ECHAPPEMENT: Final = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_CLE_SUIVANTE: Final = r'"[^"\\]{1,80}"\s*+:'
_LITTERAL: Final = re.compile(r'[^\s,:{}\[\]"\\]++')
_NOMBRE: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_PRESQUE_NOMBRE: Final = re.compile(r"[+-]?[\d.]+(?:[eE][+-]?\d*)?")
_CONNUS: Final = frozenset({"true", "false", "null", "NaN", "Infinity", "-Infinity"})
_TRADUITS: Final = {"True": "true", "False": "false", "None": "null", "undefined": "null"}
_SANS_NOMBRE: Final = frozenset({"nan", "-nan", "inf", "-inf", "+inf", "infinity", "-infinity"})
_CHAMP_AVALE: Final = re.compile(r'"\s*+:|"([\w.]+)"')

# What may follow the quote that ends a key, a value of an object, an item of a list.
_APRES_CLE: Final = re.compile(r'"\s*+:')
_APRES_VALEUR: Final = re.compile(
    rf'"\s*+(?:,\s*+{_CLE_SUIVANTE}|,?+\s*+\}}\s*+(?:[,}}\]]|\Z))', re.DOTALL
)
_APRES_ELEMENT: Final = re.compile(r'"\s*+(?:,\s*+["\[{\d]|,?+\s*+\]\s*+(?:[,}\]]|\Z))')
_BARRE_FINALE: Final = re.compile(rf'\\"\s*+,\s*+{_CLE_SUIVANTE}')

_OBJET: Final = "{"
_FERMANTE: Final = {"{": "}", "[": "]"}


class EnregistrementRepare(NamedTuple):
    """A record as sound JSON, what was changed, and what was left after its end."""

    texte: str
    anomalies: list[Anomalie]
    reste: str


def repair_json(octets: bytes) -> EnregistrementRepare:
    """Return the record that starts `octets`; raises `IllisibleError` when it is not sure."""
    reparateur = _Reparateur(decode_prudent(octets))
    fin = reparateur.run()
    return EnregistrementRepare(
        "".join(reparateur.sortie), reparateur.anomalies, reparateur.texte[fin:].strip()
    )


class _Reparateur:
    """Copies a record to `sortie`, corrected, one token after the other."""

    def __init__(self, texte: str) -> None:
        self.texte = texte
        self.position = 0
        self.sortie: list[str] = []
        self.anomalies: list[Anomalie] = []
        self._pile: list[str] = []
        self._cles: list[str] = []

    def run(self) -> int:
        """Copy one object; return where it ends."""
        if self._next() != _OBJET:
            raise IllisibleError("pas un objet")
        self._open(_OBJET)
        while self._pile:
            if self._pile[-1] == _OBJET:
                self._member()
            else:
                self._item()
        return self.position

    def _next(self) -> str:
        blancs = _BLANCS.match(self.texte, self.position)
        self.position = blancs.end() if blancs else self.position
        return self.texte[self.position : self.position + 1]

    def _open(self, crochet: str) -> None:
        if len(self._pile) >= PROFONDEUR_MAX:
            raise IllisibleError("trop imbriqué")
        self._pile.append(crochet)
        self._cles.append("")
        self._copy(crochet)

    def _copy(self, caractere: str) -> None:
        self.sortie.append(caractere)
        self.position += len(caractere)

    def _note(self, code: str, valeur: str | None = None) -> None:
        champ = restore(".".join(cle for cle in self._cles if cle))[0]
        self.anomalies.append(anomalie(code, champ or None, valeur and restore(valeur)[0]))

    def _member(self) -> None:
        if self._next() == "}":
            self._close()
            return
        if self._next() != '"':
            raise IllisibleError("clé attendue")
        self._cles[-1] = ""
        self._cles[-1] = self._string(_APRES_CLE)
        if self._next() != ":":
            raise IllisibleError("deux-points attendus")
        self._copy(":")
        self._value(_APRES_VALEUR)

    def _item(self) -> None:
        if self._next() == "]":
            self._close()
        else:
            self._value(_APRES_ELEMENT)

    def _value(self, apres: re.Pattern[str]) -> None:
        suivant = self._next()
        if suivant and suivant in _FERMANTE:
            self._open(suivant)
            return
        if suivant == '"':
            self._string(apres)
        elif suivant in {",", "}"} and self._pile[-1] == _OBJET:
            self._note(VALEUR_MANQUANTE)
            self.sortie.append("null")
        else:
            self._literal()
        self._separate()

    def _separate(self) -> None:
        """Copy the comma that follows a value, if another one comes."""
        suivant = self._next()
        if suivant == ",":
            self._copy(",")
        elif suivant != _FERMANTE[self._pile[-1]]:
            raise IllisibleError("virgule attendue")

    def _close(self) -> None:
        if self.sortie[-1] == ",":
            self.sortie.pop()
            self._cles[-1] = ""
            self._note(VIRGULE)
        self._copy(_FERMANTE[self._pile.pop()])
        self._cles.pop()
        if self._pile:
            self._separate()

    def _literal(self) -> None:
        trouve = _LITTERAL.match(self.texte, self.position)
        brut = trouve[0] if trouve else ""
        self.position += len(brut)
        if brut in _CONNUS or _NOMBRE.fullmatch(brut):
            self.sortie.append(brut)
        elif brut in _TRADUITS:
            self._note(LITTERAL_INVALIDE, brut)
            self.sortie.append(_TRADUITS[brut])
        elif brut.lower() in _SANS_NOMBRE:
            self._note(NOMBRE_INVALIDE, brut)
            self.sortie.append("null")
        elif _PRESQUE_NOMBRE.fullmatch(brut):
            self._note(NOMBRE_INVALIDE, brut)
            self.sortie.append(f'"{brut}"')
        else:
            raise IllisibleError("valeur inconnue")

    def _string(self, apres: re.Pattern[str]) -> str:
        """Copy a string, its stray quotes and backslashes escaped; return its raw content."""
        morceaux: list[str] = []
        fautes: set[str] = set()
        self.position += 1
        while not self._ends(apres, morceaux, fautes):
            pass
        contenu = "".join(morceaux)
        if GUILLEMET in fautes and _swallows_field(contenu):
            raise IllisibleError("un guillemet manque")
        for code in sorted(fautes):
            self._note(code, contenu)
        self.sortie.append(f'"{contenu}"')
        return contenu

    def _ends(self, apres: re.Pattern[str], morceaux: list[str], fautes: set[str]) -> bool:
        """Take the text up to the next quote or backslash, and it; tell whether that is the end."""
        trouve = _TEXTE.match(self.texte, self.position)
        morceaux.append(trouve[0] if trouve else "")
        self.position += len(morceaux[-1])
        suivant = self.texte[self.position : self.position + 1]
        if suivant == "\\":
            return self._backslash(morceaux, fautes)
        if not suivant:
            raise IllisibleError("chaîne sans fin")
        fin = apres.match(self.texte, self.position) is not None
        if not fin:
            morceaux.append('\\"')
            fautes.add(GUILLEMET)
        self.position += 1
        return fin

    def _backslash(self, morceaux: list[str], fautes: set[str]) -> bool:
        """Take a backslash: an escape, or a plain character."""
        finale = _BARRE_FINALE.match(self.texte, self.position)
        echappement = _ECHAPPEMENT.match(self.texte, self.position)
        if echappement and not finale:
            morceaux.append(echappement[0])
            self.position = echappement.end()
            return False
        morceaux.append("\\\\")
        fautes.add(BARRE_INVERSE)
        self.position += 2 if finale else 1
        return finale is not None


def _swallows_field(contenu: str) -> bool:
    """Tell whether a text seems to hold the name of another field."""
    avales = _CHAMP_AVALE.finditer(contenu.replace('\\"', '"'))
    return any(avale[1] is None or avale[1] in COLONNES for avale in avales)

"""One JSON record: from its bytes to its line of NDJSON, fast when it is sound.

A sound record is decoded and encoded again by msgspec. Any other one is read by the standard
decoder, more tolerant, and what had to be changed is told under `_anomalies`. What that one refuses
is repaired cautiously: what is doubtful is refused, never guessed. A quote is taken as the end of a
string only when what follows can follow a string at that place; any other one belongs to the text.
A repair that would swallow another field is refused.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import msgspec

from spaser.moteur.decp.brut import CHAMPS_SANS_USAGE, COLONNE_FAMILLE, COLONNE_RANG, COLONNES
from spaser.moteur.decp.octets import (
    CARACTERE_DE_CONTROLE,
    CLE_EN_DOUBLE,
    PROFONDEUR_MAX,
    Anomalie,
    anomalie,
    decode_prudent,
    restore,
)

COLONNE_ANOMALIES: Final = "_anomalies"
NOMBRE_INVALIDE: Final = "nombre_invalide"

_COLONNES: Final = frozenset(COLONNES)
_CLES_ESPACEES: Final = (b' ":', b'{" ', b'," ')
_ECHECS: Final = (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError)

_CONTROLE: Final = re.compile(r"[\x00-\x1f]")
_CHAINE: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_MARQUE: Final = "\U000f0001"  # private: a control character stood here

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(float_hook=lambda texte: msgspec.Raw(texte.encode())).decode


class IllisibleError(ValueError):
    """A record that even the tolerant decoder refuses."""


@dataclass(frozen=True, slots=True)
class _NombreInvalide:
    texte: str


@dataclass(slots=True)
class Compositeur:
    """Turns records into lines of NDJSON and counts the fields nobody knows.

    With `entier`, it keeps them all, and counts none.
    """

    famille: str | None = None
    entier: bool = False
    champs_inconnus: dict[str, int] = field(default_factory=dict)
    dernier: Mapping[str, object] = field(default_factory=dict)  # the last record, as an example

    def compose_sain(self, octets: bytes, rang: int) -> bytes | None:
        """Return the line of a record, or None when it needs more care."""
        try:
            valeurs = _decode(octets)
            code = _encode(valeurs)
        except _ECHECS:
            return None
        if code.count(b'":') != octets.count(b'":') or type(valeurs) is not dict:
            return None  # a key is there twice, or oddly written
        if any(espace in code for espace in _CLES_ESPACEES):
            return None
        self.dernier = valeurs
        if not valeurs.keys() <= _COLONNES:
            code = _encode(self._keep_connus(valeurs))
        return self._line(code, rang)

    def compose(
        self, valeurs: Mapping[str, object], rang: int, anomalies: Iterable[Anomalie] = ()
    ) -> bytes:
        self.dernier = valeurs
        gardees = valeurs if valeurs.keys() <= _COLONNES else self._keep_connus(valeurs)
        if anomalies := list(anomalies):
            gardees = {**gardees, COLONNE_ANOMALIES: anomalies}
        return self._line(_encode(gardees), rang)

    def _keep_connus(self, valeurs: Mapping[str, object]) -> dict[str, object]:
        if self.entier:
            return dict(valeurs)
        gardees = {}
        for cle, valeur in valeurs.items():
            if cle in _COLONNES:
                gardees[cle] = valeur
            elif cle not in CHAMPS_SANS_USAGE:
                self.count(cle)
        return gardees

    def count(self, champ: str) -> None:
        """Count a field that nobody knows."""
        self.champs_inconnus[champ] = self.champs_inconnus.get(champ, 0) + 1

    def _line(self, code: bytes, rang: int) -> bytes:
        famille = b'"%b"' % self.famille.encode() if self.famille else b"null"
        suite = b"}" if code == b"{}" else b"," + code[1:]
        return b'{"%b":%d,"%b":%b%b\n' % (
            COLONNE_RANG.encode(),
            rang,
            COLONNE_FAMILLE.encode(),
            famille,
            suite,
        )


def decode_tolerant(octets: bytes | str) -> tuple[dict[str, object], list[Anomalie]]:
    """Return the values of a damaged record and what was changed in it.

    Raises `IllisibleError` when it is no JSON object, even so.
    """
    texte = octets if isinstance(octets, str) else decode_prudent(octets)
    nettoyage = _Nettoyage()
    try:
        return nettoyage.decode(_mark_controles(texte)), nettoyage.anomalies
    except (ValueError, RecursionError) as erreur:
        raise IllisibleError(str(erreur)) from erreur


def _mark_controles(texte: str) -> str:
    """Replace the control characters that JSON forbids inside strings."""
    if not _CONTROLE.search(texte):
        return texte
    return _CHAINE.sub(lambda chaine: _CONTROLE.sub(_MARQUE, chaine[0]), texte)


class _Nettoyage:
    def __init__(self) -> None:
        self.anomalies: list[Anomalie] = []
        self._decodeur = json.JSONDecoder(
            object_pairs_hook=self._gather,
            parse_constant=_NombreInvalide,
            parse_float=_keep_number,
            parse_int=_keep_number,
            strict=False,
        )

    def decode(self, texte: str) -> dict[str, object]:
        valeurs = self._decodeur.decode(texte)
        if not isinstance(valeurs, dict):
            raise IllisibleError("la valeur n’est pas un objet")
        return self._clean_object(valeurs, "")

    def _gather(self, paires: list[tuple[str, object]]) -> dict[str, object]:
        """Build an object; a key given twice keeps its last value."""
        valeurs: dict[str, object] = {}
        for cle, valeur in paires:
            propre = cle.strip()
            if propre in valeurs:
                perdue = _encode_prudent(valeurs[propre])
                self.anomalies.append(anomalie(CLE_EN_DOUBLE, restore(propre)[0], perdue))
            valeurs[propre] = valeur
        return valeurs

    def _clean_object(self, valeurs: dict[str, object], chemin: str) -> dict[str, object]:
        propres = {}
        for cle, valeur in valeurs.items():
            champ = self._clean_text(cle, chemin or None)
            propres[champ] = self._clean(valeur, f"{chemin}.{champ}" if chemin else champ)
        return propres

    def _clean(self, valeur: object, champ: str) -> object:
        match valeur:
            case str():
                return self._clean_text(valeur, champ)
            case dict():
                return self._clean_object(valeur, champ)
            case list():
                return [self._clean(v, champ) for v in valeur]
            case _NombreInvalide(texte):
                self.anomalies.append(anomalie(NOMBRE_INVALIDE, champ, texte))
                return None
            case _:
                return valeur

    def _clean_text(self, texte: str, champ: str | None) -> str:
        if texte.isascii():
            return texte
        propre, code = restore(texte)
        if code:
            self.anomalies.append(anomalie(code, champ, propre))
        if _MARQUE in propre:
            propre = propre.replace(_MARQUE, " ")
            self.anomalies.append(anomalie(CARACTERE_DE_CONTROLE, champ, propre))
        return propre


def _keep_number(texte: str) -> msgspec.Raw:
    return msgspec.Raw(texte.encode())


def _encode_prudent(valeur: object) -> str:
    texte = valeur if isinstance(valeur, str) else repr(valeur)
    if isinstance(valeur, msgspec.Raw):
        texte = bytes(valeur).decode()
    elif isinstance(valeur, dict | list):
        texte = json.dumps(valeur, ensure_ascii=False, default=_show_nombre)
    return restore(texte)[0].replace(_MARQUE, " ")


def _show_nombre(valeur: object) -> str:
    return valeur.texte if isinstance(valeur, _NombreInvalide) else _encode_prudent(valeur)


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

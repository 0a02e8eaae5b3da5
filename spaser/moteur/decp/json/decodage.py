"""One JSON record: from its bytes to its line of NDJSON, fast when it is sound.

A sound record is decoded and encoded again by msgspec. Any other one is read by the standard
decoder, more tolerant, and what had to be changed is told under `_anomalies`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

from spaser.moteur.decp.brut import CHAMPS_SANS_USAGE, COLONNE_FAMILLE, COLONNE_RANG, COLONNES
from spaser.moteur.decp.octets import (
    CARACTERE_DE_CONTROLE,
    CLE_EN_DOUBLE,
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

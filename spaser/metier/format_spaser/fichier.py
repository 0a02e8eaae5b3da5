"""From the bytes of a file to a sheet, or to all that is wrong in it; and from a sheet to a file.

One reading for every version: the file says its own, and a file of 1.1 gives a `Spaser11`.
In a file that is written, what is not known is left out.
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable
from enum import Enum
from itertools import islice
from typing import Any, Final, NoReturn

import msgspec

from spaser.contenus.formats_publies import (
    SCHEMA_1_0,
    SCHEMA_1_1,
    VERSION_1_0,
    VERSION_1_1,
    schema_spaser,
)
from spaser.metier.dates import DatePartielle
from spaser.metier.format_spaser.coherence import check_coherence
from spaser.metier.format_spaser.validation import (
    MAXIMUM,
    ErreurFormat,
    name_chemin,
    quote,
    validate,
)
from spaser.metier.format_spaser.version_1_1 import Spaser11
from spaser.metier.registre.fiche import Spaser

TAILLE_MAXIMUM: Final = 5_000_000
PROFONDEUR_MAXIMUM: Final = 60
"""How many objects and lists may hold each other: twice what a true file needs."""

_ENTETES: Final = ("$schema", "format", "version")


class _Illisible(ValueError):
    def __init__(self, message: str, correction: str) -> None:
        super().__init__(message)
        self.message = message
        self.correction = correction

    def tell(self) -> ErreurFormat:
        return ErreurFormat((), "Fichier", self.message, self.correction)


_TROP_PROFOND: Final = (
    "le fichier emboîte trop d’objets les uns dans les autres.",
    "Partez d’un des exemples publiés.",
)
_FORMES: Final = {VERSION_1_0: (SCHEMA_1_0, Spaser), VERSION_1_1: (SCHEMA_1_1, Spaser11)}
_EBAUCHE: Final = "1.1-ebauche"  # what files said before 1.1 was closed


def read_spaser(octets: bytes) -> Spaser | list[ErreurFormat]:
    """Read a file in the open SPASER format; a faulty one gives its faults, fifty at most."""
    try:
        fichier = _decode(octets)
    except _Illisible as illisible:
        return [illisible.tell()]
    return read_spaser_dict(fichier)


@dataclasses.dataclass(frozen=True, slots=True)
class FichierSpaser:
    """A file read: the sheet as plain values, or what is wrong."""

    fiche: dict[str, Any] | None = None
    fautes: tuple[ErreurFormat, ...] = ()


def read_envoi(octets: bytes) -> FichierSpaser:
    """Read a file that somebody sent, in a box."""
    lu = read_spaser(octets)
    if isinstance(lu, Spaser):
        return FichierSpaser(fiche=write_spaser(lu))
    return FichierSpaser(fautes=tuple(lu))


def read_spaser_dict(fichier: object) -> Spaser | list[ErreurFormat]:
    if _is_trop_profond(fichier):
        return [_Illisible(*_TROP_PROFOND).tell()]
    version = fichier.get("version", VERSION_1_0) if isinstance(fichier, dict) else VERSION_1_0
    if isinstance(version, str) and version not in _FORMES:
        return [_refuse_version(version)]
    return _read(fichier, *_FORMES[version if isinstance(version, str) else VERSION_1_0])


def _refuse_version(version: str) -> ErreurFormat:
    correction = f"Choisissez parmi : {', '.join(_FORMES)}."
    if version == _EBAUCHE:
        correction = f"La version {VERSION_1_1} est arrêtée : écrivez « {VERSION_1_1} »."
    message = f"{quote(version)} n’est pas dans la liste des valeurs."
    return ErreurFormat(("version",), "Version du format", message, correction)


def _read(fichier: object, nom: str, forme: type[Spaser]) -> Spaser | list[ErreurFormat]:
    schema = schema_spaser(nom)
    fautes = list(islice(validate(fichier, schema), MAXIMUM))
    if fautes or not isinstance(fichier, dict):
        return fautes
    fautes = [
        ErreurFormat(chemin, name_chemin(chemin, schema), message, correction)
        for chemin, message, correction in islice(check_coherence(fichier), MAXIMUM)
    ]
    if fautes:
        return fautes
    fiche = {nom: valeur for nom, valeur in fichier.items() if nom not in _ENTETES}
    # Not strict: 2.0 is an integer in JSON. Nothing else can differ, the schema has been checked.
    return msgspec.convert(fiche, forme, strict=False, dec_hook=_date)


def _is_trop_profond(valeur: object) -> bool:
    """Tell whether a value is nested too deep; no recursion, which a hostile file would exhaust."""
    etage = [valeur]
    for _ in range(PROFONDEUR_MAXIMUM):
        etage = [enfant for parent in etage for enfant in _list_enfants(parent)]
        if not etage:
            return False
    return True


def _list_enfants(valeur: object) -> Iterable[object]:
    match valeur:
        case dict():
            return valeur.values()
        case list():
            return valeur
        case _:
            return ()


def _date(_type: type[DatePartielle], valeur: str) -> DatePartielle:
    return DatePartielle(valeur)


def _decode(octets: bytes) -> object:
    if len(octets) > TAILLE_MAXIMUM:
        raise _Illisible(
            "le fichier est trop gros.",
            f"Ramenez-le à {TAILLE_MAXIMUM // 1_000_000} Mo au plus.",
        )
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        raise _Illisible(
            f"le fichier n’est pas en UTF-8 (octet n° {erreur.start + 1}).",
            "Enregistrez-le de nouveau en choisissant l’encodage UTF-8.",
        ) from erreur
    if not texte.strip():
        raise _Illisible("le fichier est vide.", "Choisissez un fichier rempli.")
    return _parse(texte)


def _parse(texte: str) -> object:
    try:
        valeur = json.loads(texte, object_pairs_hook=_read_object, parse_constant=_constant)
        _refuse_half_characters(valeur)
    except _Illisible:
        raise
    except json.JSONDecodeError as erreur:
        raise _Illisible(
            f"ce n’est pas du JSON : l’écriture est fautive à la ligne {erreur.lineno}, "
            f"colonne {erreur.colno}.",
            "Vérifiez à cet endroit les guillemets, les virgules et les accolades.",
        ) from erreur
    except RecursionError as erreur:
        raise _Illisible(*_TROP_PROFOND) from erreur
    except ValueError as erreur:  # an integer of more digits than Python accepts
        raise _Illisible(
            "un nombre du fichier est démesuré.", "Corrigez-le, ou retirez le champ."
        ) from erreur
    return valeur


def _refuse_half_characters(valeur: object) -> None:
    r"""Refuse `\ud83d` alone: JSON allows it, but no database and no page can hold it."""
    try:
        json.dumps(valeur, ensure_ascii=False).encode()
    except UnicodeEncodeError as erreur:
        raise _Illisible(
            "un texte du fichier contient une moitié de caractère.",
            "Cherchez une séquence comme \\ud83d et retapez le caractère voulu.",
        ) from erreur


def _read_object(paires: list[tuple[str, Any]]) -> dict[str, Any]:
    objet = dict(paires)
    if len(objet) < len(paires):
        [(double, _)] = Counter(nom for nom, _ in paires).most_common(1)
        raise _Illisible(
            f"le champ {quote(double)} est écrit deux fois dans le même objet.",
            "Gardez-en un seul.",
        )
    return objet


def _constant(nom: str) -> NoReturn:
    raise _Illisible(
        f"{nom} n’est pas un nombre.", "Retirez le champ : ce qui n’est pas connu s’omet."
    )


def find_version(fiche: Spaser) -> str:
    return VERSION_1_1 if isinstance(fiche, Spaser11) else VERSION_1_0


def widen(fiche: Spaser) -> Spaser11:
    """Return a sheet of any version as one of 1.1: nothing that it says changes."""
    if isinstance(fiche, Spaser11):
        return fiche
    return msgspec.convert(_write_object(fiche), Spaser11, strict=False, dec_hook=_date)


def write_spaser(fiche: Spaser) -> dict[str, Any]:
    entete = {"format": "spaser", "version": find_version(fiche), "schema": {}}
    return entete | _write_object(fiche)


def encode_spaser(fiche: Spaser) -> bytes:
    return f"{json.dumps(write_spaser(fiche), ensure_ascii=False, indent=2)}\n".encode()


def _write_object(valeur: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the sheet's dataclasses
    return {
        champ.name: _plain(contenu)
        for champ in dataclasses.fields(valeur)
        if (contenu := getattr(valeur, champ.name)) != _default(champ)
    }


def _plain(valeur: object) -> object:
    match valeur:
        case DatePartielle():
            return str(valeur)
        case Enum():
            return valeur.value
        case tuple():
            return [_plain(element) for element in valeur]
        case float() if valeur.is_integer():
            return int(valeur)
        case _ if dataclasses.is_dataclass(valeur):
            return _write_object(valeur)
        case _:
            return valeur


def _default(champ: dataclasses.Field[Any]) -> object:
    if champ.default_factory is not dataclasses.MISSING:
        return champ.default_factory()
    return champ.default  # MISSING when the field is asked for: no value equals it

"""From the bytes of a file to a sheet, or to all that is wrong in it."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from typing import Any, Final, NoReturn

import msgspec

from spaser.contenus.formats_publies import schema_spaser
from spaser.metier.dates import DatePartielle
from spaser.metier.format_spaser.coherence import check_coherence
from spaser.metier.format_spaser.erreurs import MAXIMUM, ErreurFormat
from spaser.metier.format_spaser.messages import quote
from spaser.metier.format_spaser.validation import name_chemin, validate
from spaser.metier.registre.fiche import Spaser

TAILLE_MAXIMUM: Final = 5_000_000
_ENTETES: Final = ("$schema", "format", "version")


class _Illisible(ValueError):
    def __init__(self, message: str, correction: str) -> None:
        super().__init__(message)
        self.message = message
        self.correction = correction


def read_spaser(octets: bytes) -> Spaser | list[ErreurFormat]:
    """Read a file in the open SPASER format; a faulty one gives its faults, fifty at most."""
    try:
        fichier = _decode(octets)
    except _Illisible as illisible:
        return [ErreurFormat((), "Fichier", illisible.message, illisible.correction)]
    return read_spaser_dict(fichier)


def read_spaser_dict(fichier: object) -> Spaser | list[ErreurFormat]:
    """Read the same format, from a value that is already decoded."""
    schema = schema_spaser()
    fautes = list(islice(validate(fichier, schema), MAXIMUM))
    if fautes or not isinstance(fichier, dict):
        return fautes
    fautes = [
        ErreurFormat(chemin, name_chemin(chemin, schema), message, correction)
        for chemin, message, correction in islice(check_coherence(fichier), MAXIMUM)
    ]
    return fautes or _convert(fichier)


def _convert(fichier: dict[str, Any]) -> Spaser:
    fiche = {nom: valeur for nom, valeur in fichier.items() if nom not in _ENTETES}
    # Not strict: 2.0 is an integer in JSON. Nothing else can differ, the schema has been checked.
    return msgspec.convert(fiche, Spaser, strict=False, dec_hook=_date)


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
        valeur = json.loads(texte, object_pairs_hook=_object, parse_constant=_constant)
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
        raise _Illisible(
            "le fichier emboîte trop d’objets les uns dans les autres.",
            "Partez d’un des exemples publiés.",
        ) from erreur
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


def _object(paires: list[tuple[str, Any]]) -> dict[str, Any]:
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

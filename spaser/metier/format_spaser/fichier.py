"""From the bytes of a file to a sheet, or to all that is wrong in it; and from a sheet to a file.

A file that follows the schema is then checked for what a JSON Schema cannot say: keys, the
calendar, and what must agree. In a file that is written, what is not known is left out.
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import islice
from typing import Any, Final, NoReturn

import msgspec

from spaser.contenus.formats_publies import VERSION_SPASER, schema_spaser
from spaser.identifiants import is_siren
from spaser.metier.dates import DatePartielle, is_date_partielle
from spaser.metier.format_spaser.validation import (
    MAXIMUM,
    Chemin,
    ErreurFormat,
    Texte,
    name_chemin,
    quote,
    validate,
)
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


type Faute = tuple[Chemin, str, str]

_CHAMPS_DATES: Final = frozenset({"adopte_le", "debut", "fin", "echeance", "date", "consulte_le"})


def check_coherence(fichier: Mapping[str, Any]) -> Iterator[Faute]:
    """Yield what does not agree in a file that follows the schema."""
    yield from _values(fichier, ())
    yield from _periode(fichier["schema"].get("periode", {}))
    yield from _partenaires(fichier["schema"])
    yield from _codes(fichier["schema"].get("indicateurs", []))


def _values(valeur: object, chemin: Chemin) -> Iterator[Faute]:
    if isinstance(valeur, dict):
        for nom, enfant in valeur.items():
            yield from _values(enfant, (*chemin, nom))
    elif isinstance(valeur, list):
        for rang, enfant in enumerate(valeur):
            yield from _values(enfant, (*chemin, rang))
    elif isinstance(valeur, str):
        yield from _text(valeur, chemin)


def _text(valeur: str, chemin: Chemin) -> Iterator[Faute]:
    if chemin[-1] == "siren" and not is_siren(valeur):
        yield chemin, *_siren(valeur)
    elif chemin[-1] in _CHAMPS_DATES and not is_date_partielle(valeur):
        yield (
            chemin,
            f"{quote(valeur)} n’existe pas dans le calendrier.",
            "Vérifiez le jour et le mois.",
        )


def _siren(valeur: str) -> Texte:
    return (
        f"{quote(valeur)} n’est pas un numéro SIREN : sa clé de contrôle est fausse.",
        "Vérifiez les neuf chiffres, un par un.",
    )


def _periode(periode: Mapping[str, Any]) -> Iterator[Faute]:
    chemin: Chemin = ("schema", "periode", "fin")
    debut, fin = periode.get("debut"), periode.get("fin")
    if fin and periode.get("sans_terme"):
        yield (
            chemin,
            "un schéma sans terme n’a pas de date de fin.",
            "Retirez « fin », ou retirez « sans_terme ».",
        )
    if not (debut and fin and is_date_partielle(debut) and is_date_partielle(fin)):
        return
    if DatePartielle(fin).fin < DatePartielle(debut).debut:
        yield (
            chemin,
            f"la fin ({fin}) est avant le début ({debut}).",
            "Échangez les deux dates, ou corrigez celle qui est fausse.",
        )


def _partenaires(schema: Mapping[str, Any]) -> Iterator[Faute]:
    if schema.get("partenaires") and schema.get("mutualise") is False:
        yield (
            ("schema", "mutualise"),
            "le schéma n’est pas mutualisé, mais il a des partenaires.",
            "Écrivez true, ou retirez « partenaires ».",
        )


def _codes(indicateurs: list[dict[str, Any]]) -> Iterator[Faute]:
    comptes = Counter(i["code"] for i in indicateurs if "code" in i)
    vus: set[str] = set()
    for rang, indicateur in enumerate(indicateurs):
        code = indicateur.get("code")
        if code in vus:
            yield (
                ("schema", "indicateurs", rang, "code"),
                f"{quote(code)} désigne {comptes[code]} indicateurs.",
                "Donnez à chaque indicateur un code à lui.",
            )
        if code is not None:
            vus.add(code)


def write_spaser(fiche: Spaser) -> dict[str, Any]:
    """Return a sheet as plain values, ready to be written in JSON."""
    return {"format": "spaser", "version": VERSION_SPASER, "schema": {}} | _write_object(fiche)


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

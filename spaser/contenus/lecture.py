"""Read the data files that travel with the package; their sense is given above, by `metier`."""

from __future__ import annotations

from importlib import resources
from typing import Final

import msgspec

from spaser.erreurs import ErreurSpaser

_PAQUET: Final = "spaser.contenus"
_SUFFIXE: Final = ".json"


def read_octets(chemin: str) -> bytes:
    """Return the bytes of one file, named from the folder of contents."""
    return resources.files(_PAQUET).joinpath(*chemin.split("/")).read_bytes()


def read_contenu[T](chemin: str, forme: type[T]) -> T:
    return decode_contenu(chemin, read_octets(chemin), forme)


def decode_contenu[T](chemin: str, octets: bytes, forme: type[T]) -> T:
    return convert_contenu(chemin, msgspec.json.decode(octets), forme)


def convert_contenu[T](chemin: str, valeur: object, forme: type[T]) -> T:
    """Give its type to what a file says; a fault is ours, and told with its place."""
    try:
        return msgspec.convert(valeur, type=forme)
    except msgspec.ValidationError as faute:
        raise ErreurSpaser(f"{chemin} : {faute}") from faute


def list_contenus(dossier: str, prefixe: str = "") -> dict[str, str]:
    """Return the paths of the JSON files of a folder, by name without prefix nor suffix, sorted."""
    fichiers = resources.files(_PAQUET).joinpath(*dossier.split("/")).iterdir()
    noms = sorted(f.name for f in fichiers if f.name.endswith(_SUFFIXE))
    return {
        nom.removeprefix(prefixe).removesuffix(_SUFFIXE): f"{dossier}/{nom}"
        for nom in noms
        if nom.startswith(prefixe)
    }


def list_dossiers(dossier: str) -> tuple[str, ...]:
    dedans = resources.files(_PAQUET).joinpath(*dossier.split("/")).iterdir()
    return tuple(sorted(f"{dossier}/{d.name}" for d in dedans if d.is_dir()))

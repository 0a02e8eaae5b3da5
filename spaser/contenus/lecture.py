"""Reads the data files that travel with the package; `regles` gives them their sense."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

import msgspec

from spaser.elements import ErreurSpaser

# --- Contents read from the files, unless the running request or task gave another source ---


class Courant[T]:
    """What the files give, unless `read_from` gave another source for the time of a block."""

    def __init__(self, nom: str, load: Callable[[], T]) -> None:
        self._lecture = ContextVar[Callable[[], T]](nom, default=load)

    def read(self) -> T:
        return self._lecture.get()()

    @contextmanager
    def read_from(self, lecture: Callable[[], T]) -> Iterator[None]:
        """Have `read` call `lecture` inside the block, in this thread or task only."""
        jeton = self._lecture.set(lecture)
        try:
            yield
        finally:
            self._lecture.reset(jeton)


# --- Read the data files that travel with the package; their sense is given above, by `metier`
# ---


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


def locate_contenus(dossier: str, prefixe: str = "") -> dict[str, str]:
    """Return the paths of the JSON files of a folder, by name without prefix nor suffix, sorted."""
    fichiers = resources.files(_PAQUET).joinpath(*dossier.split("/")).iterdir()
    noms = sorted(f.name for f in fichiers if f.name.endswith(_SUFFIXE))
    return {
        nom.removeprefix(prefixe).removesuffix(_SUFFIXE): f"{dossier}/{nom}"
        for nom in noms
        if nom.startswith(prefixe)
    }


def read_dossier[T](dossier: str, forme: type[T], prefixe: str = "") -> Iterator[T]:
    """Read every JSON file of a folder, in the order of their names."""
    return (read_contenu(chemin, forme) for chemin in locate_contenus(dossier, prefixe).values())


def list_dossiers(dossier: str) -> tuple[str, ...]:
    dedans = resources.files(_PAQUET).joinpath(*dossier.split("/")).iterdir()
    return tuple(sorted(f"{dossier}/{d.name}" for d in dedans if d.is_dir()))


# --- The formats that the site publishes: schemas, changelog, examples ---


VERSION_1_0: Final = "1.0"
VERSION_1_1: Final = "1.1"
SCHEMA_1_0: Final = f"spaser-{VERSION_1_0}.schema.json"
SCHEMA_1_1: Final = f"spaser-{VERSION_1_1}.schema.json"
SCHEMA_CSV: Final = "registre.tableschema.json"
SCHEMA_PUBLICATIONS: Final = "publications.tableschema.json"
JOURNAL: Final = "JOURNAL.md"
EXEMPLE_1_1: Final = "complet-1.1.json"
EXEMPLES: Final = ("minimal.json", "complet.json", EXEMPLE_1_1)


def read_format_publie(nom: str) -> bytes:
    return read_octets(f"formats/{nom}")


def read_exemple(nom: str) -> bytes:
    """Return an example of the open format, about a buyer that does not exist."""
    return read_octets(f"formats/exemples/{nom}")


@cache
def schema_spaser(nom: str = SCHEMA_1_1) -> Mapping[str, Any]:
    return MappingProxyType(json.loads(read_format_publie(nom)))


@cache
def schema_csv(nom: str = SCHEMA_CSV) -> Mapping[str, Any]:
    """Return the Table Schema of a CSV file: of the register, unless another is named."""
    return MappingProxyType(json.loads(read_format_publie(nom)))

"""What a backup says of itself: its day, versions, rows of each table, files and their sizes."""

from __future__ import annotations

from typing import Final

import msgspec

from spaser.erreurs import ErreurSpaser

FORMAT: Final = 1
MANIFESTE: Final = "manifeste.json"  # first in the archive
EMPREINTES: Final = "empreintes.sha256"  # last in the archive, as `sha256sum --check` reads it


class Manifeste(msgspec.Struct, kw_only=True):
    """The state of a site on one day; `pieces` are sizes in bytes, by path in the archive."""

    format: int = FORMAT
    cree_le: str
    logiciel: str
    base: str  # sqlite or postgresql
    version_base: str
    migrations: list[tuple[str, str]]
    tables: dict[str, int]
    nommes: list[str]  # paths that the database names
    manquants: list[str]  # among them, those that the site itself had lost
    reglages: dict[str, str]
    secrets: list[str]  # settings whose secret is not here
    pieces: dict[str, int]
    liens: dict[str, str]

    def encode(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"


def decode_manifeste(contenu: bytes) -> Manifeste:
    """Read a manifest; ErreurSpaser when it cannot be understood or is of a later version."""
    try:
        entete = msgspec.json.decode(contenu, type=dict[str, object])
        if entete.get("format") != FORMAT:
            raise ErreurSpaser(
                "Cette sauvegarde a été écrite par une version plus récente de spaser.",
                "Installez la version qui l’a faite, ou une plus récente, puis relancez.",
            )
        return msgspec.convert(entete, Manifeste)
    except (msgspec.DecodeError, msgspec.ValidationError) as erreur:
        raise ErreurSpaser(
            "Le manifeste de cette sauvegarde est illisible.", "Prenez une autre sauvegarde."
        ) from erreur


def write_empreintes(sommes: dict[str, str]) -> bytes:
    """Return the checksums as `sha256sum` writes them."""
    return "".join(f"{somme}  {nom}\n" for nom, somme in sommes.items()).encode()


def read_empreintes(contenu: bytes) -> dict[str, str]:
    lignes = (ligne.partition("  ") for ligne in contenu.decode().splitlines())
    return {nom: somme for somme, _, nom in lignes}

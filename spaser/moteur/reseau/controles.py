"""What is checked around a transfer: the address, the room, the nature and the integrity."""

from __future__ import annotations

import ipaddress
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from spaser.elements import format_octets
from spaser.moteur.reseau.fichier_partiel import FichierPartiel, disk_errors
from spaser.moteur.reseau.pannes import REPRISE, ErreurAdresse, ErreurContenu, ErreurDisque

type Format = Literal["json", "parquet"]

_TETE = 512
_BLANCS = b"\xef\xbb\xbf \t\r\n"
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body")
_PARQUET = b"PAR1"
_ALGORITHMES = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
_PAGE = (
    "Une page de connexion, un filtre du réseau ou une page d’entretien a pu prendre sa place : "
    "ouvrez l’adresse dans un navigateur, puis relancez."
)


@dataclass(frozen=True, slots=True)
class SommeControle:
    """A checksum announced by the host. `indicative`: it may be that of another version."""

    type: str
    valeur: str
    indicative: bool = False

    @staticmethod
    def read(nom: object, valeur: object, *, indicative: bool = False) -> SommeControle | None:
        """Return the checksum when it is one that we can compute."""
        if not isinstance(nom, str) or not isinstance(valeur, str):
            return None
        cle, empreinte = nom.lower().replace("-", ""), valeur.strip().lower()
        if _ALGORITHMES.get(cle) != len(empreinte):
            return None
        return SommeControle(cle, empreinte, indicative)


@dataclass(frozen=True, slots=True)
class FichierAttendu:
    """What the file should be, as far as we know."""

    format: Format | None = None
    somme: SommeControle | None = None


def check_adresse(url: str, depuis: str | None = None) -> None:
    """Refuse an address in clear, with credentials, or that leads to the local machine.

    The local machine itself may be asked in clear: `depuis` is the address that redirects here.
    """
    try:
        parties = urlsplit(url)
        lisible = bool(parties.hostname) and parties.port != 0  # an impossible port raises
        local = _is_local(parties.hostname)
        venu_de_local = depuis is None or _is_local(urlsplit(depuis).hostname)
    except ValueError as erreur:
        raise ErreurAdresse(f"{url} : adresse illisible.") from erreur
    if parties.username is not None or parties.password is not None:
        raise ErreurAdresse("Une adresse qui contient un mot de passe n’est pas suivie.")
    sure = parties.scheme == "https" or (parties.scheme == "http" and local)
    if not lisible or not sure or (local and not venu_de_local):
        raise ErreurAdresse(
            f"{url} : adresse refusée{'' if depuis is None else f' (renvoi depuis {depuis})'}.",
            "Seules les adresses en https sont suivies.",
        )


def _is_local(hote: str | None) -> bool:
    if hote is None:
        return False
    try:
        return ipaddress.ip_address(hote).is_loopback
    except ValueError:
        return hote == "localhost"


def check_taille(nom: str, taille: int | None, limite: int) -> None:
    if taille is not None and taille > limite:
        raise ErreurContenu(
            f"{nom} : le fichier dépasse la taille permise ({format_octets(limite)}).",
            "Vérifiez que l’adresse est la bonne ou relevez la limite.",
        )


def check_place(cible: Path, total: int | None, deja: int) -> None:
    """Refuse a file that the disk has no room for, before anything is received."""
    if total is None:
        return
    with disk_errors(cible):
        libre = shutil.disk_usage(cible.parent).free
    manque = total - deja - libre
    if manque > 0:
        raise ErreurDisque(
            f"Pas assez de place pour {cible.name} : il manque {format_octets(manque)}.",
            f"Libérez de la place pour {cible.parent}. {REPRISE}",
        )


def check_type(nom: str, entetes: Mapping[str, str]) -> None:
    """Refuse a page, and a coding that would change the bytes."""
    if entetes.get("Content-Type", "").lower().startswith("text/html"):
        raise ErreurContenu(f"{nom} : une page web a été reçue à la place du fichier.", _PAGE)
    if entetes.get("Content-Encoding", "identity").lower() not in {"", "identity"}:
        raise ErreurContenu(
            f"{nom} : le serveur a recodé le fichier alors qu’il était demandé tel quel.",
            "Un filtre du réseau en est souvent la cause : essayez depuis un autre réseau.",
        )


def peek(flux: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes, and the whole stream again."""
    blocs: list[bytes] = []
    for bloc in flux:
        blocs.append(bloc)
        if sum(map(len, blocs)) >= _TETE:
            break
    return b"".join(blocs)[:_TETE], chain(blocs, flux)


def check_tete(nom: str, tete: bytes, attendu: Format | None) -> None:
    """Refuse a file whose first bytes are not those of its kind."""
    debut = tete.lstrip(_BLANCS)
    if debut.lower().startswith(_HTML):
        raise ErreurContenu(f"{nom} : une page web a été reçue à la place du fichier.", _PAGE)
    if not debut:
        raise ErreurContenu(f"{nom} : le fichier reçu est vide.", "Relancez plus tard.")
    if (attendu == "json" and debut[:1] not in (b"{", b"[")) or (
        attendu == "parquet" and not tete.startswith(_PARQUET)
    ):
        raise ErreurContenu(f"{nom} : le contenu reçu n’est pas du {_label(attendu)}.", _PAGE)


def check_fichier(
    partie: FichierPartiel, attendu: FichierAttendu, *, strict: bool
) -> tuple[str, ...]:
    """Refuse a complete file that is not the announced one; return what deserves a warning."""
    nom = partie.cible.name
    if attendu.format == "parquet" and not partie.ends_with(_PARQUET):
        raise ErreurContenu(f"{nom} : le fichier Parquet est tronqué.", "Relancez plus tard.")
    somme = attendu.somme
    if somme is None or partie.sommes[somme.type] == somme.valeur:
        return ()
    message = f"{nom} : la somme de contrôle {somme.type} n’est pas celle qui est annoncée"
    if somme.indicative or not strict:
        return (f"{message} ; le fichier est gardé.",)
    raise ErreurContenu(
        f"{message}.",
        "Le fichier a pu être remplacé pendant le transfert : relancez. Si l’écart demeure, "
        "signalez-le au producteur du jeu de données.",
    )


def read_content_range(valeur: str | None) -> tuple[int | None, int | None]:
    """Return the first byte and the total told by a Content-Range header."""
    trouve = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", (valeur or "").strip())
    if trouve is None:
        return None, None
    return int(trouve[1]), None if trouve[2] == "*" else int(trouve[2])


def _label(attendu: Format) -> str:
    return {"json": "JSON", "parquet": "Parquet"}[attendu]

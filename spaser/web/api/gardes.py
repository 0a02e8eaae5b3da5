"""Whole exports, kept by state of the register: made once, then served as files, whole or in part.

The files are in the site's folder, out of backups: they are made again when they are missing.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, Self

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from spaser.version import read_version
from spaser.web.api.travail import count_octets
from spaser.web.editorial.genres import FAITS
from spaser.web.recherche.services import read_generation
from spaser.web.registre.indexation import GENERATION

_DOSSIER: Final = "exports"
_VERROU: Final = "verrou"
_GZIP: Final = ".gz"
_BLOC: Final = 1 << 16
_PLAGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def serve_garde(
    request: HttpRequest, nom: str, media: str, write: Callable[[], Iterable[str]]
) -> FileResponse:
    """Answer with the file of an export, made by `write` if this state of the register has none."""
    reduit = _accepts_gzip(request)
    source = _open(nom, _GZIP if reduit else "", write)
    reponse = FileResponse(source, content_type=media)
    if reduit:
        reponse["Content-Encoding"] = "gzip"
    else:
        reponse["Accept-Ranges"] = "bytes"
    reponse["Vary"] = "Accept-Encoding"
    return reponse


def cut_plage(request: HttpRequest, reponse: HttpResponseBase) -> HttpResponseBase:
    """Keep of a file the part asked for: who was cut off goes on from there."""
    if not isinstance(reponse, FileResponse) or reponse.file_to_stream is None:
        return reponse
    if reponse.has_header("Content-Encoding"):
        reponse["ETag"] = f"W/{reponse['ETag']}"  # other bytes than those that ranges are cut from
    taille = int(reponse["Content-Length"])
    bornes = _choose_plage(request, reponse, taille)
    if bornes is None:
        count_octets(request, taille)
        return reponse
    entetes = dict(reponse.items())
    debut, fin = bornes
    if debut >= taille:
        reponse.close()
        refus = HttpResponse(status=416)
        refus["Content-Range"] = f"bytes */{taille}"
        return refus
    count_octets(request, fin - debut)
    entetes |= {
        "Content-Length": str(fin - debut + 1),
        "Content-Range": f"bytes {debut}-{fin}/{taille}",
    }
    return StreamingHttpResponse(
        _Partie(reponse.file_to_stream, debut, fin), status=206, headers=entetes
    )


def _choose_plage(
    request: HttpRequest, reponse: HttpResponseBase, taille: int
) -> tuple[int, int] | None:
    same = request.headers.get("If-Range", reponse["ETag"]) == reponse["ETag"]
    return read_plage(request.headers.get("Range", ""), taille) if same else None


def read_plage(texte: str, taille: int) -> tuple[int, int] | None:
    """Return the first and last bytes asked for; nothing for what is not one plain range."""
    trouve = _PLAGE.fullmatch(texte.strip())
    if trouve is None or not any(trouve.groups()):
        return None
    debut, fin = trouve.groups()
    if not debut:  # the last bytes
        return (max(0, taille - int(fin)), taille - 1) if int(fin) else None
    if fin and int(fin) < int(debut):
        return None
    return int(debut), min(int(fin or taille), taille - 1)


def _accepts_gzip(request: HttpRequest) -> bool:
    acceptes = request.headers.get("Accept-Encoding", "").replace(" ", "").lower().split(",")
    return "Range" not in request.headers and any(a in {"gzip", "gzip;q=1.0"} for a in acceptes)


def _name_etat() -> str:
    """Return a hash of all that exports depend on: register, facts, day, version, address."""
    generations = f"{read_generation(GENERATION)}\n{read_generation(FAITS)}"
    etat = f"{read_version()}\n{settings.ADRESSE}\n{generations}\n{timezone.localdate()}"
    return hashlib.sha256(etat.encode()).hexdigest()[:32]


def _open(nom: str, suffixe: str, write: Callable[[], Iterable[str]]) -> BinaryIO:
    """Open the file of this state, made if need be: once open, it is read to its end."""
    with suppress(FileNotFoundError):
        return _locate(nom, suffixe).open("rb")
    with _alone():
        return Path(f"{_make(nom, write)}{suffixe}").open("rb")


def _locate(nom: str, suffixe: str = "") -> Path:
    return _open_dossier() / f"{_name_etat()}-{nom}{suffixe}"


def _make(nom: str, write: Callable[[], Iterable[str]]) -> Path:
    """Write an export, unless another has while its turn was waited for; forget former states."""
    deja = _locate(nom)
    if deja.exists() and _locate(nom, _GZIP).exists():
        return deja
    dossier, etat = _open_dossier(), _name_etat()
    with tempfile.TemporaryDirectory(dir=dossier, prefix=".") as atelier:
        entier, reduit = Path(atelier) / "entier", Path(atelier) / "reduit"
        with entier.open("w", encoding="utf-8", newline="") as sortie:
            sortie.writelines(write())
        with entier.open("rb") as source, gzip.open(reduit, "wb", 6) as sortie_reduite:
            shutil.copyfileobj(source, sortie_reduite)
        etat = etat if etat == _name_etat() else f"depasse-{etat}"
        chemin = dossier / f"{etat}-{nom}"
        reduit.rename(chemin.with_name(chemin.name + _GZIP))
        entier.rename(chemin)
    _sweep(dossier, etat)
    return chemin


def _sweep(dossier: Path, etat: str) -> None:
    """Drop the exports of other states, and what a process that died was writing."""
    for ancien in dossier.iterdir():
        if ancien.is_dir():
            shutil.rmtree(ancien, ignore_errors=True)
        elif not ancien.name.startswith((etat, _VERROU)):
            ancien.unlink(missing_ok=True)


@contextmanager
def _alone() -> Iterator[None]:
    with (_open_dossier() / _VERROU).open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield


def _open_dossier() -> Path:
    dossier = Path(settings.DOSSIER) / _DOSSIER
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    return dossier


class _Partie:
    """Some bytes of an open file, which is closed with the answer that sends them."""

    def __init__(self, source: BinaryIO, debut: int, fin: int) -> None:
        source.seek(debut)
        self._source, self._reste = source, fin - debut + 1
        self.close = source.close

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        bloc = self._source.read(min(_BLOC, self._reste))
        if not bloc:
            raise StopIteration
        self._reste -= len(bloc)
        return bloc

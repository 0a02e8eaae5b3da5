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
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from spaser.version import read_version
from spaser.web.api.travail import count_octets
from spaser.web.recherche.services import read_generation
from spaser.web.registre.indexation import GENERATION

_DOSSIER: Final = "exports"
_VERROU: Final = "verrou"
_GZIP: Final = ".gz"
_BLOC: Final = 1 << 16
_PLAGE: Final = re.compile(r"bytes=(\d*)-(\d*)")
_CHEMIN: Final = "_export_garde"  # kept with the answer


def serve_garde(
    request: HttpRequest, nom: str, media: str, write: Callable[[], Iterable[str]]
) -> FileResponse:
    """Answer with the file of an export, made by `write` if this state of the register has none."""
    chemin = _find(nom) or _make(nom, write)
    reduit = _accepts_gzip(request)
    if reduit:
        chemin = chemin.with_name(chemin.name + _GZIP)
    reponse = FileResponse(chemin.open("rb"), content_type=media)
    reponse.__dict__[_CHEMIN] = chemin
    if reduit:
        reponse["Content-Encoding"] = "gzip"
    else:
        reponse["Accept-Ranges"] = "bytes"
    reponse["Vary"] = "Accept-Encoding"
    return reponse


def cut_plage(request: HttpRequest, reponse: HttpResponseBase) -> HttpResponseBase:
    """Keep of a file the part asked for: who was cut off goes on from there."""
    chemin = reponse.__dict__.get(_CHEMIN)
    if chemin is None:
        return reponse
    if reponse.has_header("Content-Encoding"):
        reponse["ETag"] = f"W/{reponse['ETag']}"  # other bytes than those that ranges are cut from
    taille = int(reponse["Content-Length"])
    bornes = _choose_plage(request, reponse, taille)
    if bornes is None:
        count_octets(request, taille)
        return reponse
    reponse.close()
    entetes = dict(reponse.items())
    debut, fin = bornes
    if debut >= taille:
        refus = HttpResponse(status=416)
        refus["Content-Range"] = f"bytes */{taille}"
        return refus
    count_octets(request, fin - debut)
    entetes |= {
        "Content-Length": str(fin - debut + 1),
        "Content-Range": f"bytes {debut}-{fin}/{taille}",
    }
    return StreamingHttpResponse(_read(chemin, debut, fin), status=206, headers=entetes)


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
    """Name all that the exports depend on; statuses depend on the day."""
    jour, generation = timezone.localdate(), read_generation(GENERATION)
    etat = f"{read_version()}\n{settings.ADRESSE}\n{generation}\n{jour}"
    return hashlib.sha256(etat.encode()).hexdigest()[:32]


def _find(nom: str) -> Path | None:
    chemin = _open_dossier() / f"{_name_etat()}-{nom}"
    return chemin if chemin.exists() else None


def _make(nom: str, write: Callable[[], Iterable[str]]) -> Path:
    """Write an export once, whoever asks at the same time; forget those of former states."""
    with _alone():
        if deja := _find(nom):
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
        for ancien in dossier.iterdir():
            if ancien.is_file() and not ancien.name.startswith((etat, _VERROU)):
                ancien.unlink(missing_ok=True)
        return chemin


@contextmanager
def _alone() -> Iterator[None]:
    with (_open_dossier() / _VERROU).open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield


def _open_dossier() -> Path:
    dossier = Path(settings.DOSSIER) / _DOSSIER
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    return dossier


def _read(chemin: Path, debut: int, fin: int) -> Iterator[bytes]:
    with chemin.open("rb") as source:
        source.seek(debut)
        reste = fin - debut + 1
        while reste > 0 and (bloc := source.read(min(_BLOC, reste))):
            reste -= len(bloc)
            yield bloc

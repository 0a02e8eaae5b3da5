"""What every answer of the API goes through: budget, formats, 304, errors."""

import fcntl
import gzip
import hashlib
import logging
import math
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, time, timedelta
from functools import wraps
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, Self

from django import http
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.csrf import csrf_exempt

from spaser.contenus import lecture
from spaser.elements import read_version
from spaser.site.comptes.sessions import read_adresse
from spaser.site.editorial.genres import FAITS
from spaser.site.recherche import services
from spaser.site.registre.documents import GENERATION
from spaser.site.socle import requetes
from spaser.site.socle.courriels.envoi import absolute_url

# --- What an answer costs: the API is limited by the work it gives, not by how often it is asked
# A point is the work of one sheet: as much as ten rows of a list or of an export, or as sending a
# megabyte of a file that is kept. What the program already has costs nothing.


BUDGET: Final = 2_000
PERIODE: Final = timedelta(minutes=10)
LIGNES_PAR_POINT: Final = 10
OCTETS_PAR_POINT: Final = 1_000_000
_POINTS: Final = "_points"  # kept with the request


def count_lignes(request: http.HttpRequest, nombre: int) -> None:
    _add(request, nombre // LIGNES_PAR_POINT)


def count_octets(request: http.HttpRequest, nombre: int) -> None:
    """Add the cost of sending a file that is kept."""
    _add(request, nombre // OCTETS_PAR_POINT)


def read_cout(request: http.HttpRequest) -> int:
    """Return what an answer costs: one point, and what was added."""
    return 1 + int(request.__dict__.get(_POINTS, 0))


def _add(request: http.HttpRequest, points: int) -> None:
    request.__dict__[_POINTS] = request.__dict__.get(_POINTS, 0) + points


# --- Whole exports, kept by state of the register: made once, then served as files, whole or in
# part ---
# The files are in the site's folder, out of backups: they are made again when they are missing.


_DOSSIER: Final = "exports"
_VERROU: Final = "verrou"
_GZIP: Final = ".gz"
_BLOC: Final = 1 << 16
_PLAGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def serve_garde(
    request: http.HttpRequest, nom: str, media: str, write: Callable[[], Iterable[str]]
) -> http.FileResponse:
    """Answer with the file of an export, made by `write` if this state of the register has none."""
    acceptes = request.headers.get("Accept-Encoding", "").replace(" ", "").lower().split(",")
    reduit = "Range" not in request.headers and any(a in {"gzip", "gzip;q=1.0"} for a in acceptes)
    source = _open(nom, _GZIP if reduit else "", write)
    reponse = http.FileResponse(source, content_type=media)
    if reduit:
        reponse["Content-Encoding"] = "gzip"
    else:
        reponse["Accept-Ranges"] = "bytes"
    reponse["Vary"] = "Accept-Encoding"
    return reponse


def cut_plage(request: http.HttpRequest, reponse: http.HttpResponseBase) -> http.HttpResponseBase:
    """Keep of a file the part asked for: who was cut off goes on from there."""
    if not isinstance(reponse, http.FileResponse) or reponse.file_to_stream is None:
        return reponse
    if reponse.has_header("Content-Encoding"):
        reponse["ETag"] = f"W/{reponse['ETag']}"  # other bytes than those that ranges are cut from
    taille = int(reponse["Content-Length"])
    same = request.headers.get("If-Range", reponse["ETag"]) == reponse["ETag"]
    bornes = read_plage(request.headers.get("Range", ""), taille) if same else None
    if bornes is None:
        count_octets(request, taille)
        return reponse
    entetes = dict(reponse.items())
    debut, fin = bornes
    if debut >= taille:
        reponse.close()
        refus = http.HttpResponse(status=416)
        refus["Content-Range"] = f"bytes */{taille}"
        return refus
    count_octets(request, fin - debut)
    entetes |= {
        "Content-Length": str(fin - debut + 1),
        "Content-Range": f"bytes {debut}-{fin}/{taille}",
    }
    return http.StreamingHttpResponse(
        _Partie(reponse.file_to_stream, debut, fin), status=206, headers=entetes
    )


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


def _name_etat() -> str:
    """Return a hash of all that exports depend on: register, facts, day, version, address."""
    generations = f"{services.read_generation(GENERATION)}\n{services.read_generation(FAITS)}"
    etat = f"{read_version()}\n{settings.ADRESSE}\n{generations}\n{timezone.localdate()}"
    return hashlib.sha256(etat.encode()).hexdigest()[:32]


def _open(nom: str, suffixe: str, write: Callable[[], Iterable[str]]) -> BinaryIO:
    """Open the file of this state, made if need be: once open, it is read to its end."""
    with suppress(FileNotFoundError):
        return _locate(nom, suffixe).open("rb")
    with (_open_dossier() / _VERROU).open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
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


# --- Spares sending what the program already has: ETag, Last-Modified and 304 ---


_VERSION: Final = read_version()


def read_etag(request: http.HttpRequest) -> str:
    """Return the ETag of an answer: it changes with the register, the facts, the day, the URL."""
    etat = (
        _VERSION,
        services.read_generation(GENERATION),
        services.read_generation(FAITS),
        str(timezone.localdate()),
        request.get_full_path(),
    )
    return quote_etag(hashlib.sha256("\n".join(etat).encode()).hexdigest()[:32])


def answer_known(request: http.HttpRequest, etag: str) -> http.HttpResponseBase | None:
    """Answer 304 without computing anything, when the program names this very state."""
    if etag not in request.headers.get("If-None-Match", ""):
        return None
    connue = get_conditional_response(request, etag=etag)
    return None if connue is None else _dress(connue, etag)


def answer_unchanged(
    request: http.HttpRequest, reponse: http.HttpResponseBase, etag: str
) -> http.HttpResponseBase:
    """Give an answer its validators; make it a 304 if the program already has it."""
    modifiee = _last_modified()
    rendue: http.HttpResponseBase = (
        get_conditional_response(
            request,
            etag=etag,
            last_modified=modifiee,
            response=reponse,  # type: ignore[arg-type]  # a streamed one too
        )
        or reponse
    )
    if rendue is not reponse:
        reponse.close()
    if modifiee:
        rendue["Last-Modified"] = http_date(modifiee)
    return _dress(rendue, etag)


def _dress(reponse: http.HttpResponseBase, etag: str) -> http.HttpResponseBase:
    reponse["ETag"] = etag
    reponse["Cache-Control"] = "no-cache"  # may be kept, and is asked again each time
    return reponse


def _last_modified() -> int | None:
    """Return when the register or the facts last changed, the beginning of the day if later."""
    changee = services.read_changement(GENERATION)
    if changee is None:
        return None
    matin = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    return int(max(changee, matin, services.read_changement(FAITS) or matin).timestamp())


# What every answer of the API owes: methods, limits, headers, validators, errors in French.

METHODES: Final = "GET, HEAD, OPTIONS"
_EXPOSES: Final = (
    "Accept-Ranges, Content-Disposition, Content-Range, ETag, Last-Modified, Link, Retry-After, "
    "X-RateLimit-Cost, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset"
)
_DEMANDES: Final = "Accept, If-Modified-Since, If-None-Match, If-Range, Range"
_NOM: Final = "api"
_JOURNAL: Final = logging.getLogger(__name__)

type Vue = Callable[..., http.HttpResponseBase]


class RefusApi(Exception):
    """An answer that is not the one asked for, told as a problem."""

    def __init__(self, statut: int, detail: str, **complements: Any) -> None:
        super().__init__(detail)
        self.statut = statut
        self.detail = detail
        self.complements = complements


def expose(vue: Vue) -> Vue:
    """Open a view to programs: reading only, from any site, so much work in a while."""

    @wraps(vue)
    def exposed(request: http.HttpRequest, **parametres: str) -> http.HttpResponseBase:
        reponse = _answer_method(vue, request, parametres)
        reponse["Access-Control-Allow-Origin"] = "*"
        reponse["Access-Control-Expose-Headers"] = _EXPOSES
        return reponse

    return csrf_exempt(exposed)  # nothing can be written: a form is answered 405, not 403


def _answer_method(
    vue: Vue, request: http.HttpRequest, parametres: dict[str, str]
) -> http.HttpResponseBase:
    match request.method:
        case "OPTIONS":
            return _answer_preflight()
        case "GET":
            return _answer_counted(vue, request, parametres)
        case "HEAD":
            return _answer_head(vue, request, parametres)
    detail = "Les données se lisent seulement : demandez-les par GET ou HEAD."
    reponse = requetes.problem(405, detail)
    reponse["Allow"] = METHODES
    return reponse


def _answer_preflight() -> http.HttpResponse:
    reponse = http.HttpResponse(status=204)
    reponse["Allow"] = reponse["Access-Control-Allow-Methods"] = METHODES
    reponse["Access-Control-Allow-Headers"] = _DEMANDES
    reponse["Access-Control-Max-Age"] = "86400"
    del reponse["Content-Type"]
    return reponse


def _answer_head(
    vue: Vue, request: http.HttpRequest, parametres: dict[str, str]
) -> http.HttpResponseBase:
    """Answer as to GET, without writing the body."""
    request.method = "GET"
    try:
        entiere = _answer_counted(vue, request, parametres)
    finally:
        request.method = "HEAD"
    entiere.close()
    if not isinstance(entiere, http.HttpResponse):  # streamed, of a length that nobody knows
        return http.StreamingHttpResponse((), status=entiere.status_code, headers=entiere.headers)
    reponse = http.HttpResponse(status=entiere.status_code, headers=entiere.headers)
    reponse["Content-Length"] = str(len(entiere.content))
    return reponse


def _answer_counted(
    vue: Vue, request: http.HttpRequest, parametres: dict[str, str]
) -> http.HttpResponseBase:
    """Answer within the budget of an address; a state that the program names is free.

    Each process gives the whole budget: one that keeps to what was promised is never refused.
    """
    depense = requetes.find_compteur(_NOM, read_adresse(request), PERIODE)
    etag = read_etag(request)
    connue = answer_known(request, etag)
    if connue is not None:
        _tell_limit(connue, depense, 0)
        return connue
    if not depense.spend(1, BUDGET):
        return _refuse_too_much(depense)
    reponse = _answer_safely(vue, request, parametres, etag)
    cout = read_cout(request)  # of a 304 too: all was computed before it was found to be known
    depense.spend(cout - 1)
    _tell_limit(reponse, depense, cout)
    return reponse


def _refuse_too_much(depense: requetes.Consommation) -> http.HttpResponse:
    conseil = "L’ensemble du registre se télécharge en une fois : voir les exports."
    reponse = requetes.problem(429, f"{requetes.TropDeDemandes(depense.attente)} {conseil}")
    _tell_limit(reponse, depense, 0)
    reponse["Retry-After"] = reponse["X-RateLimit-Reset"]
    return reponse


def _tell_limit(reponse: http.HttpResponseBase, depense: requetes.Consommation, cout: int) -> None:
    reponse["X-RateLimit-Cost"] = str(cout)
    reponse["X-RateLimit-Limit"] = str(BUDGET)
    reponse["X-RateLimit-Remaining"] = str(max(0, BUDGET - depense.nombre))
    reponse["X-RateLimit-Reset"] = str(max(1, math.ceil(depense.attente.total_seconds())))


def _answer_safely(
    vue: Vue, request: http.HttpRequest, parametres: dict[str, str], etag: str
) -> http.HttpResponseBase:
    try:
        return _answer(vue, request, parametres, etag)
    except RefusApi as refus:
        return requetes.problem(refus.statut, refus.detail, **refus.complements)
    except http.Http404:
        return requetes.problem(404, "Cette adresse ne mène à rien.")
    except Exception:  # noqa: BLE001 - told in full in the journal, in a word to the program
        _JOURNAL.exception("API : %s", request.path)
        return requetes.problem(500, "Le site a rencontré un problème. Réessayez plus tard.")


def _answer(
    vue: Vue, request: http.HttpRequest, parametres: dict[str, str], etag: str
) -> http.HttpResponseBase:
    reponse = vue(request, **parametres)
    if reponse.status_code != 200:  # noqa: PLR2004 - HTTP
        return reponse
    try:
        _check_accept(request, reponse["Content-Type"].partition(";")[0])
    except RefusApi:
        reponse.close()
        raise
    return cut_plage(request, answer_unchanged(request, reponse, etag))


def _check_accept(request: http.HttpRequest, media: str) -> None:
    """Refuse to send what the program said it does not read."""
    lisibles = [media, "application/json"] if media.endswith("+json") else [media]
    if not any(request.accepts(lisible) for lisible in lisibles):
        raise RefusApi(406, f"Cette adresse ne répond qu’en {media} : retirez l’en-tête Accept.")


# --- The published formats, at addresses that do not change ---


class SchemaPublie(NamedTuple):
    """A schema: its title, its version, its media type."""

    titre: str
    version: str
    media: str


_EXEMPLE: Final = "exemple-"
_OUVERT: Final = "Format ouvert SPASER"
_SCHEMA: Final = "application/schema+json"
_JSON: Final = "application/json"
_MARKDOWN: Final = "text/markdown; charset=utf-8"


def _table(titre: str, nom: str) -> SchemaPublie:
    return SchemaPublie(titre, lecture.schema_csv(nom)["version"], _JSON)


FORMATS: Final = {
    lecture.SCHEMA_1_0: SchemaPublie(_OUVERT, lecture.VERSION_1_0, _SCHEMA),
    lecture.SCHEMA_1_1: SchemaPublie(_OUVERT, lecture.VERSION_1_1, _SCHEMA),
    lecture.SCHEMA_CSV: _table("Export CSV du registre", lecture.SCHEMA_CSV),
    lecture.SCHEMA_PUBLICATIONS: _table("Résultats publiés", lecture.SCHEMA_PUBLICATIONS),
}
_MEDIAS: Final = {
    **{nom: publie.media for nom, publie in FORMATS.items()},
    lecture.JOURNAL: _MARKDOWN,
    **{f"{_EXEMPLE}{nom}": _JSON for nom in lecture.EXEMPLES},
}


def locate_format(nom: str) -> str:
    return absolute_url(reverse("api:format", args=[nom]))


@expose
def serve_format(request: http.HttpRequest, nom: str) -> http.HttpResponse:
    if nom not in _MEDIAS:
        connus = ", ".join(_MEDIAS)
        raise RefusApi(404, f"Aucun format de ce nom. Choisissez parmi : {connus}.")
    exemple = nom.startswith(_EXEMPLE)
    read = lecture.read_exemple if exemple else lecture.read_format_publie
    return http.HttpResponse(read(nom.removeprefix(_EXEMPLE)), content_type=_MEDIAS[nom])

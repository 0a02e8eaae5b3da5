"""Fetching files over HTTP: the only door of the program to the outside.

The file in place stays whole until the new one is complete and checked, and what was received of it
is not lost: `x.json.part` holds the bytes, `x.json.part.json` the marks of their version, and a cut
transfer goes on at the next run. One process at a time: the caller holds the folder.
"""

import errno
import hashlib
import ipaddress
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
import msgspec
import tenacity

from spaser.elements import ErreurSpaser, format_duree, format_octets, read_version

TAILLE_MAX: Final = 16 << 30
JSON_MAX: Final = 1_000_000
JSON_DUREE: Final = 20.0
SAUTS_MAX: Final = 5
_BOUCLE_LOCALE: Final = ("all://localhost", "all://127.0.0.1", "all://[::1]")
_INCHANGE, _SUITE, _FIN = 304, 206, 416  # not modified; the rest; there is no rest
_TETE: Final = 512
_PORT_MAX: Final = 65_535
_PLAGE: Final = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_PARQUET: Final = b"PAR1"
_GENRES: Final = {".json": ("JSON", (b"{", b"[")), ".parquet": ("Parquet", (_PARQUET,))}
_PAGE: Final = (
    "Une page de connexion, un filtre du réseau ou une page d’entretien a pu prendre sa place : "
    "ouvrez l’adresse dans un navigateur, puis relancez."
)

CERTIFICAT: Final = "CERTIFICATE_VERIFY_FAILED"  # as OpenSSL says it
REPRISE: Final = "Relancez plus tard : le transfert reprendra où il s’est arrêté."
TENTATIVES_MAX: Final = 40  # failures in all, even when each try brings something
_ATTENTE_MAX: Final = 900.0  # beyond that, a Retry-After is told and not waited for
# Waits double at each failure in a row; half is left to chance: clients do not march in step.
RECUL: Final = tenacity.wait_exponential(0.5, 30) + tenacity.wait_random_exponential(0.5, 30)

type Controle = Callable[[httpx.URL, httpx.URL | None], None]  # an address, whence it comes
type Suivi = Callable[[int, int | None], None]  # the bytes received so far, the total if known


class ErreurTelechargement(ErreurSpaser):
    """A file could not be fetched, or kept."""


class ErreurReseau(ErreurTelechargement):
    """The host gave nothing, in spite of our patience; `attente`: the seconds that it asks for."""

    def __init__(self, message: str, conseil: str | None = None, attente: float = 0.0) -> None:
        super().__init__(message, conseil)
        self.attente = attente


class ErreurContenu(ErreurTelechargement):
    """What was received is not the expected file."""


class RessourceIntrouvable(ErreurTelechargement):
    """The host no longer has this file."""


class PannePassagere(ErreurReseau):
    """A failure worth another try."""


def insist[T](
    nom: str, essayer: Callable[[], T], tentatives: int, recus: Callable[[], int] = lambda: 0
) -> T:
    """Try until it works, or `tentatives` in a row failed; one that brought bytes begins a row."""
    total, avant = 0, recus()

    def begin_row(appel: tenacity.RetryCallState) -> None:
        nonlocal total, avant
        total += 1
        if recus() > avant:
            appel.attempt_number = 1
        avant = recus()

    def wait(appel: tenacity.RetryCallState) -> float:
        panne: Any = appel.outcome and appel.outcome.exception()
        return max(RECUL(appel), float(panne.attente))

    try:
        return tenacity.Retrying(
            sleep=time.sleep,
            retry=tenacity.retry_if_exception_type(PannePassagere),
            after=begin_row,
            wait=wait,
            stop=lambda appel: appel.attempt_number >= tentatives or total >= TENTATIVES_MAX,
            reraise=True,
        )(essayer)
    except PannePassagere as panne:
        fin = f"abandon après {total} tentative{'s' if total > 1 else ''} ({panne.message})"
        conseil = f"Vérifiez votre connexion et l’état du service. {REPRISE}"
        raise ErreurReseau(f"{nom} : {fin}.", conseil, panne.attente) from panne


def _explain_refus(reponse: httpx.Response) -> Exception:
    """Return what to raise for an answer that is no success: to try again, or in French."""
    code, url = reponse.status_code, str(reponse.url)
    if code in {408, 425, 429} or reponse.is_server_error:
        attente = read_retry_after(reponse.headers.get("Retry-After", ""))
        if attente <= _ATTENTE_MAX:
            return PannePassagere(f"le serveur répond {code}", attente=attente)
        demande = f"{url} : le serveur demande d’attendre {format_duree(attente)}."
        return ErreurReseau(demande, REPRISE, attente)
    if code in {404, 410}:
        conseil = "Il a pu être remplacé : relancez pour relire la liste des fichiers."
        return RessourceIntrouvable(f"{url} : le fichier n’existe pas ou plus ({code}).", conseil)
    conseil = "Vérifiez qu’aucun filtre du réseau ne bloque cette adresse."
    return ErreurTelechargement(f"{url} : le serveur refuse ({code}).", conseil)


def read_retry_after(valeur: str) -> float:
    """Return the seconds that a Retry-After header asks for, given as seconds or as a date."""
    if valeur.isascii() and valeur.strip().isdigit():
        return float(valeur)
    try:
        date = parsedate_to_datetime(valeur.replace("-0000", "GMT"))  # else without a zone
    except ValueError:
        return 0.0
    return max(0.0, date.timestamp() - time.time())


_PANNES: Final[dict[type[httpx.TransportError], str]] = {
    httpx.ProxyError: "le serveur mandataire (proxy) refuse la connexion",
    httpx.TimeoutException: "le serveur ne répond plus",
    httpx.ConnectError: "connexion impossible",
    httpx.TransportError: "la connexion a été coupée",
}


@contextmanager
def _network_errors(url: str) -> Iterator[None]:
    """Turn a failure of the network into a reason to try again, or into a final error."""
    try:
        yield
    except httpx.InvalidURL as erreur:
        raise ErreurTelechargement(f"{url} : adresse illisible.") from erreur
    except httpx.TooManyRedirects as erreur:
        conseil = "Signalez-le au producteur du fichier."
        raise ErreurTelechargement(f"{url} : trop de redirections.", conseil) from erreur
    except httpx.TransportError as erreur:
        if CERTIFICAT in str(erreur):
            raise ErreurReseau(
                f"{url} : le certificat du serveur n’est pas reconnu.",
                "Si votre réseau filtre le HTTPS, indiquez son autorité de certification "
                "dans la variable SSL_CERT_FILE.",
            ) from erreur
        raison = next(mots for genre, mots in _PANNES.items() if isinstance(erreur, genre))
        raise PannePassagere(raison) from erreur


@contextmanager
def disk_errors(cible: Path) -> Iterator[None]:
    """Tell a disk failure in French, with what to do."""
    try:
        yield
    except OSError as erreur:
        message = f"{cible.name} n’a pas pu être écrit ({erreur.strerror or erreur})."
        conseil = f"Vérifiez le disque qui porte {cible.parent}. {REPRISE}"
        if erreur.errno in {errno.ENOSPC, errno.EDQUOT}:
            message = f"Le disque est plein : {cible.name} n’a pas pu être écrit en entier."
            conseil = f"Libérez de la place pour {cible.parent}. {REPRISE}"
        elif erreur.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            message = f"Écriture refusée dans {cible.parent}."
            conseil = "Vérifiez les droits du dossier ou choisissez-en un autre."
        raise ErreurTelechargement(message, conseil) from erreur


class SommeControle(NamedTuple):
    """A checksum announced by the host. `indicative`: it may be that of another version."""

    type: str
    valeur: str
    indicative: bool = False


type Annonce = SommeControle | None


class Copie(msgspec.Struct, frozen=True, omit_defaults=True):
    """A version of a file, as announced; once received, its sums, its day, the clock mark here."""

    url: str = ""
    etag: str | None = None
    last_modified: str | None = None
    taille: int | None = None
    sommes: dict[str, str] = {}
    date: str = ""
    modification: int = 0
    avertissement: str = ""

    @property
    def if_range(self) -> str | None:
        """The mark that lets the host go on: a strong ETag, else a date."""
        return self.last_modified if (self.etag or "W/").startswith("W/") else self.etag


class Client(httpx.Client):
    """One polite connection: it gives its name, keeps no cookie and sends no credentials."""

    def __init__(self, tentatives: int = 6, renvois: int = SAUTS_MAX, delai: float = 60.0) -> None:
        super().__init__(
            headers=read_entetes(),
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(delai, connect=min(delai, 15.0)),
            limits=httpx.Limits(max_connections=1),
            max_redirects=renvois,
            mounts=dict.fromkeys(_BOUCLE_LOCALE),  # a proxy has no say on the local machine
        )
        self._tentatives = tentatives

    def download(
        self, url: str, cible: Path, somme: Annonce, marques: dict[str, str], suivi: Suivi
    ) -> Copie | None:
        """Fetch `url` into `cible`; None: unchanged since what the headers of `marques` name."""

        def attempt() -> Copie | None:
            rest, repere = dict[str, str](), partie.marques.if_range
            if repere and partie.taille:
                rest = {"Range": f"bytes={partie.taille}-", "If-Range": repere}
            with self._ask(url, marques | rest) as reponse:
                if reponse.status_code == _INCHANGE and marques:
                    partie.restart()
                    return None
                suite = partie.is_rest(reponse)
                if not suite and reponse.status_code in {_INCHANGE, _SUITE, _FIN}:
                    partie.restart()
                    raise PannePassagere("le serveur ne donne pas la suite du fichier")
                if reponse.is_success:
                    _receive(reponse, partie, suivi, suite=suite)
            try:
                return partie.commit(somme)
            except ErreurContenu:
                partie.restart()
                if suite:  # pieces that do not match: the whole deserves one more try
                    raise PannePassagere("les morceaux ne vont pas ensemble") from None
                raise

        with disk_errors(cible), closing(_Partie(cible, url)) as partie:
            return insist(cible.name, attempt, self._tentatives, lambda: partie.taille)

    def fetch_json[T](self, url: str, forme: type[T]) -> T:
        """Read a small JSON document, bounded in bytes and in time."""

        def attempt() -> bytes:
            fin, corps = time.monotonic() + JSON_DUREE, b""
            with self._ask(url, {"Accept": "application/json"}) as reponse:
                if reponse.status_code != httpx.codes.OK:
                    raise _explain_refus(reponse)
                for bloc in reponse.iter_raw():
                    corps += bloc
                    _check_taille(url, len(corps), JSON_MAX)
                    if time.monotonic() > fin:
                        raise PannePassagere("le serveur met trop de temps à répondre")
            _check_tete(url, reponse, corps, ".json")
            return corps

        try:
            return msgspec.json.decode(insist(url, attempt, self._tentatives), type=forme)
        except (msgspec.DecodeError, UnicodeDecodeError) as erreur:
            conseil = "Le service a pu changer ou être en entretien : relancez plus tard."
            raise ErreurContenu(f"{url} : la réponse est illisible.", conseil) from erreur

    @contextmanager
    def _ask(self, url: str, entetes: Mapping[str, str]) -> Iterator[httpx.Response]:
        with _network_errors(url), open_reponse(self, url, entetes, check_url) as reponse:
            if not reponse.is_success and reponse.status_code not in {_INCHANGE, _FIN}:
                raise _explain_refus(reponse)
            yield reponse


def read_entetes() -> dict[str, str]:
    """Return the name under which we present ourselves, in plain letters; ask for bytes as are."""
    version = read_version()
    agent = f"spaser/{version if version.isascii() else 'dev'}"
    return {"User-Agent": agent, "Accept-Encoding": "identity"}


@contextmanager
def open_reponse(
    http: httpx.Client, url: str, entetes: Mapping[str, str], check: Controle = lambda *_: None
) -> Iterator[httpx.Response]:
    """Give the answer at the end of the redirections, not read yet; each is checked first."""
    depuis, demande = None, http.build_request("GET", url, headers=entetes)
    for _ in range(http.max_redirects + 1):
        check(demande.url, depuis)
        reponse = http.send(demande, stream=True)
        try:
            if reponse.next_request is None:
                yield reponse
                return
            depuis, demande = demande.url, reponse.next_request
        finally:
            reponse.close()
    raise httpx.TooManyRedirects("too many redirections", request=demande)


def check_url(url: httpx.URL, depuis: httpx.URL | None = None) -> None:
    """Refuse an address in clear or with credentials; the local machine leads alone to itself."""
    if url.userinfo:
        raise ErreurTelechargement("Une adresse avec un mot de passe n’est pas suivie.")
    if url.port and url.port > _PORT_MAX:
        raise ErreurTelechargement(f"{url} : ce port n’existe pas.")
    local = _is_local(url)
    sure = url.scheme == "https" or (url.scheme == "http" and local)
    if not url.host or not sure or (local and depuis and not _is_local(depuis)):
        raise ErreurTelechargement(
            f"{url} : adresse refusée{f' (renvoi depuis {depuis})' if depuis else ''}.",
            "Seules les adresses en https sont suivies.",
        )


def _is_local(url: httpx.URL) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(url.host).is_loopback
    return url.host == "localhost"


class _Partie:
    """Bytes of `cible` received so far; those of an earlier run, if they can be continued."""

    def __init__(self, cible: Path, url: str) -> None:
        cible.parent.mkdir(parents=True, exist_ok=True)
        self.cible = cible
        self.chemin = cible.with_name(f"{cible.name}.part")
        self._notes = cible.with_name(f"{cible.name}.part.json")
        self.url = url
        self.fd = os.open(self.chemin, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
        self.marques = Copie()
        with suppress(FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
            self.marques = msgspec.json.decode(self._notes.read_bytes(), type=Copie)
        trop = self.taille > (self.marques.taille or self.taille)
        if self.marques.url != url or not self.marques.if_range or trop:
            self.restart()

    def close(self) -> None:
        if not self.taille:
            self.restart()
            self.chemin.unlink(missing_ok=True)
        os.close(self.fd)

    @property
    def taille(self) -> int:
        return os.fstat(self.fd).st_size

    def restart(self, marques: Copie | None = None) -> None:
        """Forget the bytes received and get ready for the whole file, under new marks."""
        self.marques = marques or Copie(self.url)
        self._notes.unlink(missing_ok=True)
        os.ftruncate(self.fd, 0)
        if self.marques.if_range:
            self._notes.write_bytes(msgspec.json.encode(self.marques))

    def write(self, bloc: bytes) -> None:
        """Add bytes; what is written before a full disk stays good."""
        vue = memoryview(bloc)
        while vue:
            vue = vue[os.write(self.fd, vue) :]

    def is_rest(self, reponse: httpx.Response) -> bool:
        """Tell whether an answer follows our bytes in the same version, or says they are all."""
        if reponse.status_code == _FIN:
            return self.taille == self.marques.taille
        plage = _PLAGE.fullmatch(reponse.headers.get("Content-Range", "").strip())
        suit = plage is not None and int(plage[1]) == self.taille > 0
        meme = self.marques.etag in {None, reponse.headers.get("ETag", self.marques.etag)}
        return suit and meme and reponse.status_code == _SUITE

    def commit(self, somme: Annonce) -> Copie:
        """Put the finished file in place of the old one, or raise ErreurContenu."""
        nom, taille, ecart = self.cible.name, self.taille, ""
        if nom.endswith(".parquet") and os.pread(self.fd, 4, max(0, taille - 4)) != _PARQUET:
            raise ErreurContenu(f"{nom} : le fichier Parquet est tronqué.", "Relancez plus tard.")
        sommes = {"sha256": hash_fichier(self.chemin)}
        if (
            somme
            and sommes.setdefault(somme.type, hash_fichier(self.chemin, somme.type)) != somme.valeur
        ):
            ecart = f"{nom} : la somme de contrôle {somme.type} n’est pas celle annoncée."
            if not somme.indicative:
                conseil = "Le fichier a pu être remplacé : relancez, puis voyez son producteur."
                raise ErreurContenu(ecart, conseil)
        os.fsync(self.fd)
        self.chemin.replace(self.cible)
        sync_folder(self.cible.parent)
        self._notes.unlink(missing_ok=True)
        return msgspec.structs.replace(
            self.marques,
            taille=taille,
            sommes=sommes,
            date=datetime.now(UTC).isoformat(timespec="seconds"),
            modification=os.fstat(self.fd).st_mtime_ns,
            avertissement=ecart,
        )


def _receive(reponse: httpx.Response, partie: _Partie, suivi: Suivi, *, suite: bool) -> None:
    """Write what comes; what was there is forgotten only once new bytes look right."""
    nom, entetes, flux = partie.cible.name, reponse.headers, reponse.iter_raw()
    plage = _PLAGE.fullmatch(entetes.get("Content-Range", "").strip())
    longueur = plage[2] if plage else entetes.get("Content-Length", "")
    total = int(longueur) if longueur.isascii() and longueur.isdigit() else None
    _check_taille(nom, total or 0, TAILLE_MAX)
    dossier = partie.cible.parent
    if (manque := (total or 0) - partie.taille - shutil.disk_usage(dossier).free) > 0:
        raise ErreurTelechargement(
            f"Pas assez de place pour {nom} : il manque {format_octets(manque)}.",
            f"Libérez de la place pour {dossier}. {REPRISE}",
        )
    if not suite:
        tete = b""
        for bloc in flux:
            tete += bloc
            if len(tete) >= _TETE:
                break
        _check_tete(nom, reponse, tete, partie.cible.suffix)
        etag, date = entetes.get("ETag"), entetes.get("Last-Modified")
        partie.restart(Copie(partie.url, etag, date, total))
        flux = chain([tete], flux)
    suivi(partie.taille, total)
    for bloc in flux:
        partie.write(bloc)
        suivi(partie.taille, total)
        if (taille := partie.taille) > TAILLE_MAX:
            partie.restart()
        _check_taille(nom, taille, TAILLE_MAX)
    if total is not None and partie.taille != total:
        raise PannePassagere("le transfert s’est arrêté avant la fin")


def _check_taille(nom: str, taille: int, limite: int) -> None:
    if taille > limite:
        message = f"{nom} : le fichier dépasse la taille permise ({format_octets(limite)})."
        raise ErreurContenu(message, "Vérifiez que l’adresse est la bonne.")


def _check_tete(nom: str, reponse: httpx.Response, tete: bytes, suffixe: str) -> None:
    """Refuse a page, a coding that would change the bytes, and what is not of its kind."""
    debut = tete[:_TETE].lstrip(b"\xef\xbb\xbf \t\r\n")
    genre, signatures = _GENRES[suffixe]
    page = reponse.headers.get("Content-Type", "").lower().startswith("text/html")
    if reponse.headers.get("Content-Encoding", "").lower() not in {"", "identity"}:
        raise ErreurContenu(f"{nom} : le serveur a recodé le fichier demandé tel quel.", _PAGE)
    if page or not debut.startswith(signatures):
        raise ErreurContenu(f"{nom} : le contenu reçu n’est pas du {genre}.", _PAGE)


def hash_fichier(chemin: Path, algorithme: str = "sha256") -> str:
    make = partial(hashlib.new, algorithme, usedforsecurity=False)
    with chemin.open("rb", buffering=0) as fichier:
        return hashlib.file_digest(fichier, make).hexdigest()


def sync_folder(dossier: Path) -> None:
    """Make a renaming survive a power cut."""
    fd = os.open(dossier, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)

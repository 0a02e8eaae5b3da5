"""Fetching files over HTTP: the only door of the program to the outside.

A transfer can be cut, refused, delayed or replaced at any time. Whatever happens, the file in
place stays whole until the new one is complete and checked, and what was received is not lost.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import msgspec

from spaser.elements import read_version
from spaser.moteur.reseau import controles, pannes
from spaser.moteur.reseau.fichier_partiel import FichierPartiel
from spaser.moteur.reseau.transfert import EtatLocal, FichierRecu, Options, Suivi, Transfert

_PASSAGERS = {408, 425, 429, 500, 502, 503, 504}
_DISPARUS = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_REFUS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_BOUCLE_LOCALE = ("all://localhost", "all://127.0.0.1", "all://[::1]")
_JSON_MAX = 8 << 20


class Client:
    """One polite connection: it gives its name, keeps no cookie and sends no credentials."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self._http = httpx.Client(
            headers={"User-Agent": read_agent(), "Accept-Encoding": "identity"},
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(self.options.delai_lecture, connect=self.options.delai_connexion),
            limits=httpx.Limits(max_connections=1),
            mounts=dict.fromkeys(_BOUCLE_LOCALE),  # a proxy has no say on the local machine
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _erreur: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def download(
        self,
        url: str,
        cible: Path,
        *,
        etat: EtatLocal | None = None,
        suivi: Suivi | None = None,
        attendu: controles.FichierAttendu | None = None,
    ) -> FichierRecu:
        """Fetch `url` into `cible`, or leave it alone when the host says it has not changed."""
        controles.check_adresse(url)
        attendu = attendu or controles.FichierAttendu()
        algorithmes = ["sha256", *([attendu.somme.type] if attendu.somme else [])]
        with FichierPartiel(cible, url, algorithmes) as partie:
            connu = etat if cible.is_file() else None
            transfert = Transfert(partie, self.options, connu, suivi, attendu)
            return self.options.patience.insist(
                cible.name,
                lambda: self._attempt(url, transfert),
                lambda: partie.taille,
            )

    def fetch_json(
        self, url: str, taille_max: int = _JSON_MAX, duree_max: float | None = None
    ) -> object:
        """Read a small JSON document, all of it within `duree_max` seconds if it is given."""
        controles.check_adresse(url)
        return self.options.patience.insist(
            url, lambda: self._attempt_json(url, taille_max, duree_max)
        )

    def _attempt(self, url: str, transfert: Transfert) -> FichierRecu:
        with self._get(url, transfert.headers()) as reponse:
            return transfert.handle(reponse)

    def _attempt_json(self, url: str, taille_max: int, duree_max: float | None) -> object:
        debut = self.options.patience.horloge()
        with self._get(url, {"Accept": "application/json"}) as reponse:
            if reponse.status_code != HTTPStatus.OK:
                raise self._refusal(reponse)
            controles.check_type(url, reponse.headers)
            corps = bytearray()
            for bloc in reponse.iter_raw():
                corps += bloc
                controles.check_taille(url, len(corps), taille_max)
                if duree_max and self.options.patience.horloge() - debut > duree_max:
                    raise pannes.PannePassagere("le serveur met trop de temps à répondre")
        controles.check_tete(url, bytes(corps[:512]), "json")
        try:
            return msgspec.json.decode(corps)
        except (msgspec.DecodeError, UnicodeDecodeError) as erreur:
            raise pannes.ErreurContenu(f"{url} : la réponse n’est pas du JSON lisible.") from erreur

    @contextmanager
    def _get(self, url: str, entetes: dict[str, str]) -> Iterator[httpx.Response]:
        """Open the answer, following redirections that stay safe."""
        adresse = url
        with _network_errors(url):
            for _ in range(self.options.renvois_max + 1):
                demande = self._http.build_request("GET", adresse, headers=entetes)
                reponse = self._http.send(demande, stream=True)
                try:
                    if not reponse.has_redirect_location:
                        self._check_answer(reponse)
                        yield reponse
                        return
                    suivante = str(reponse.url.join(reponse.headers["Location"]))
                finally:
                    reponse.close()
                controles.check_adresse(suivante, depuis=adresse)
                adresse = suivante
        raise pannes.ErreurAdresse(
            f"{url} : trop de redirections.",
            "La ressource renvoie sans fin vers une autre adresse : signalez-le à son producteur.",
        )

    def _check_answer(self, reponse: httpx.Response) -> None:
        """Let through what a caller can use: success, unchanged, or nothing left to send."""
        code = reponse.status_code
        utiles = (HTTPStatus.NOT_MODIFIED, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        if not (reponse.is_success or code in utiles):
            raise self._refusal(reponse)

    def _refusal(self, reponse: httpx.Response) -> Exception:
        code, url = reponse.status_code, str(reponse.url)
        if code in _PASSAGERS or reponse.is_server_error:
            attente = pannes.read_retry_after(
                reponse.headers.get("Retry-After"), self.options.patience.horloge()
            )
            return pannes.PannePassagere(f"le serveur répond {code}", attente)
        if code in _DISPARUS:
            return pannes.RessourceIntrouvable(
                f"{url} : le fichier n’existe pas ou plus ({code}).",
                "Il a pu être remplacé : relancez pour relire la liste des fichiers.",
            )
        if code in _REFUS:
            return pannes.ErreurTelechargement(
                f"{url} : le serveur refuse l’accès ({code}).",
                "Vérifiez qu’aucun filtre du réseau ne bloque cette adresse.",
            )
        return pannes.ErreurTelechargement(f"{url} : réponse inattendue du serveur ({code}).")


def download(
    url: str,
    cible: Path,
    *,
    etat: EtatLocal | None = None,
    suivi: Suivi | None = None,
    attendu: controles.FichierAttendu | None = None,
    options: Options | None = None,
) -> FichierRecu:
    with Client(options) as client:
        return client.download(url, cible, etat=etat, suivi=suivi, attendu=attendu)


def read_agent() -> str:
    """Return the name under which we present ourselves; a header only takes plain letters."""
    version = read_version()
    return f"spaser/{version if version.isascii() else 'dev'}"


@contextmanager
def _network_errors(url: str) -> Iterator[None]:
    """Turn a failure of the network into a reason to try again, or into a final error."""
    try:
        yield
    except httpx.InvalidURL as erreur:
        raise pannes.ErreurAdresse(f"{url} : adresse illisible.") from erreur
    except httpx.TransportError as erreur:
        if is_certificate(erreur):
            raise pannes.ErreurReseau(
                f"{url} : le certificat du serveur n’est pas reconnu.",
                "Si votre réseau filtre le HTTPS, indiquez son autorité de certification "
                "dans la variable SSL_CERT_FILE.",
            ) from erreur
        raise pannes.PannePassagere(_describe(erreur)) from erreur


def is_certificate(erreur: BaseException | None) -> bool:
    while erreur is not None:
        if isinstance(erreur, ssl.SSLCertVerificationError):
            return True
        erreur = erreur.__cause__ or erreur.__context__
    return False


def _describe(erreur: httpx.TransportError) -> str:
    if isinstance(erreur, httpx.ProxyError):
        return "le serveur mandataire (proxy) refuse la connexion"
    if isinstance(erreur, httpx.TimeoutException):
        return "le serveur ne répond plus"
    if isinstance(erreur, httpx.ConnectError):
        return "connexion impossible"
    return "la connexion a été coupée"

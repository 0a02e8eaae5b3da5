"""One transfer: the request, the answer, and the file made of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import NoReturn, Protocol

from spaser.moteur.reseau import controles
from spaser.moteur.reseau.fichier_partiel import FichierPartiel, Marques
from spaser.moteur.reseau.pannes import ErreurContenu, PannePassagere, Patience

SAUTS_MAX = 5

type Suivi = Callable[[int, int | None], None]
"""Called with the bytes received so far and the total when it is known."""


@dataclass(frozen=True, slots=True)
class Options:
    taille_max: int = 16 << 30
    renvois_max: int = SAUTS_MAX
    delai_connexion: float = 15.0
    delai_lecture: float = 60.0  # without one byte
    sommes_strictes: bool = True  # False: a wrong checksum is a warning, not a refusal
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True)
class EtatLocal:
    """What is known of the complete file that already stands at the target."""

    etag: str | None
    last_modified: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class FichierRecu:
    """A complete file. `repris` counts the bytes that an earlier run had already received."""

    chemin: Path
    inchange: bool
    taille: int
    sha256: str
    sommes: dict[str, str]
    etag: str | None
    last_modified: str | None
    repris: int = 0
    avertissements: tuple[str, ...] = ()


class ReponseHttp(Protocol):
    """The part of an HTTP answer that a transfer reads."""

    @property
    def status_code(self) -> int:
        """Status of the answer."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers, whatever their case."""

    def iter_raw(self) -> Iterator[bytes]:
        """Give the bytes as they come, not decoded."""


class Transfert:
    """Fills a `Partie` from successive answers until the file is complete."""

    def __init__(
        self,
        partie: FichierPartiel,
        options: Options,
        etat: EtatLocal | None,
        suivi: Suivi | None,
        attendu: controles.FichierAttendu,
    ) -> None:
        self._partie = partie
        self._options = options
        self._etat = etat
        self._suivi = suivi or (lambda _octets, _total: None)
        self._attendu = attendu
        self._nom = partie.cible.name
        self._repris = partie.taille
        self._en_morceaux = partie.taille > 0

    def headers(self) -> dict[str, str]:
        """Ask for the rest when bytes are there, and for nothing when nothing changed."""
        entetes = {}
        if self._etat and self._etat.etag:
            entetes["If-None-Match"] = self._etat.etag
        if self._etat and self._etat.last_modified:
            entetes["If-Modified-Since"] = self._etat.last_modified
        repere = self._partie.repere
        if repere and repere.if_range and self._partie.taille:
            entetes["Range"] = f"bytes={self._partie.taille}-"
            entetes["If-Range"] = repere.if_range
        return entetes

    def handle(self, reponse: ReponseHttp) -> FichierRecu:
        match reponse.status_code:
            case HTTPStatus.NOT_MODIFIED:
                return self._keep(reponse)
            case HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                self._check_complete()
            case HTTPStatus.PARTIAL_CONTENT:
                self._continue(reponse)
            case _:
                self._begin(reponse)
        return self._finish()

    def _keep(self, reponse: ReponseHttp) -> FichierRecu:
        etat, cible = self._etat, self._partie.cible
        if etat is None:
            raise PannePassagere("le serveur répond 304 sans qu’on le lui demande")
        self._partie.discard()
        return FichierRecu(
            chemin=cible,
            inchange=True,
            taille=cible.stat().st_size,
            sha256=etat.sha256,
            sommes={"sha256": etat.sha256},
            etag=reponse.headers.get("ETag", etat.etag),
            last_modified=reponse.headers.get("Last-Modified", etat.last_modified),
        )

    def _check_complete(self) -> None:
        """Accept that nothing is left to send only when every byte is there."""
        repere = self._partie.repere
        if repere is None or repere.total != self._partie.taille:
            self._start_again("le serveur refuse la reprise")

    def _continue(self, reponse: ReponseHttp) -> None:
        """Add the rest, when it follows our bytes in the same version of the file."""
        partie, repere = self._partie, self._partie.repere
        debut, total = controles.read_content_range(reponse.headers.get("Content-Range"))
        if repere is None or debut != partie.taille or not _same_version(repere, reponse):
            self._start_again("la reprise ne correspond pas au fichier commencé")
        self._en_morceaux = True
        self._check_before(reponse, total)
        self._receive(reponse.iter_raw(), total)

    def _begin(self, reponse: ReponseHttp) -> None:
        """Take the whole file. What was there is forgotten only once the new bytes look right."""
        entetes = reponse.headers
        texte = entetes.get("Content-Length", "")
        total = int(texte) if texte.isascii() and texte.isdigit() else None
        self._check_before(reponse, total)
        tete, flux = controles.peek(reponse.iter_raw())
        controles.check_tete(self._nom, tete, self._attendu.format)
        url = self._partie.url
        self._partie.restart(Marques(url, entetes.get("ETag"), entetes.get("Last-Modified"), total))
        self._repris, self._en_morceaux = 0, False
        self._receive(flux, total)

    def _check_before(self, reponse: ReponseHttp, total: int | None) -> None:
        controles.check_type(self._nom, reponse.headers)
        controles.check_taille(self._nom, total, self._options.taille_max)
        controles.check_place(self._partie.cible, total, self._partie.taille)

    def _receive(self, flux: Iterator[bytes], total: int | None) -> None:
        partie = self._partie
        self._suivi(partie.taille, total)
        for bloc in flux:
            partie.write(bloc)
            self._suivi(partie.taille, total)
            if partie.taille > self._options.taille_max:
                taille = partie.taille
                partie.discard()
                controles.check_taille(self._nom, taille, self._options.taille_max)
        if total is not None and partie.taille != total:
            raise PannePassagere("le transfert s’est arrêté avant la fin")

    def _start_again(self, raison: str) -> NoReturn:
        self._partie.discard()
        self._repris, self._en_morceaux = 0, False
        raise PannePassagere(raison)

    def _finish(self) -> FichierRecu:
        partie, repere = self._partie, self._partie.repere
        try:
            avertissements = controles.check_fichier(
                partie, self._attendu, strict=self._options.sommes_strictes
            )
        except ErreurContenu:
            if self._en_morceaux:  # pieces that do not match: the whole deserves one more try
                self._start_again("les morceaux reçus ne vont pas ensemble")
            partie.discard()
            raise
        partie.commit()
        sommes = partie.sommes
        return FichierRecu(
            chemin=partie.cible,
            inchange=False,
            taille=partie.taille,
            sha256=sommes["sha256"],
            sommes=sommes,
            etag=repere.etag if repere else None,
            last_modified=repere.last_modified if repere else None,
            repris=self._repris,
            avertissements=avertissements,
        )


def _same_version(repere: Marques, reponse: ReponseHttp) -> bool:
    etag = reponse.headers.get("ETag")
    return etag is None or repere.etag is None or etag == repere.etag

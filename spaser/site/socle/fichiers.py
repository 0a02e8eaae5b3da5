"""Files that people send: looked at, kept aside, released, handed over, swept."""

import hashlib
import socket
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import transaction
from django.dispatch import Signal
from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.module_loading import import_string

from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import EN_LIGNE, ErreurBoite
from spaser.moteur.envois.controle import check_envoi
from spaser.moteur.envois.formats import (
    DOCUMENTS,
    EXTENSIONS_ACTIVES,
    MEGA,
    TABLEURS,
    TAILLE_MAXIMUM,
    TAILLE_TABLEUR,
    Defaut,
    ErreurFichier,
    Format,
    clean_nom_fichier,
)
from spaser.moteur.tables.modele import ErreurTable
from spaser.site.socle.courriels.envoi import CourrielRedige, hand_over
from spaser.site.socle.models import EtatFichier, Fichier
from spaser.site.socle.taches.file import File, Travail, travail
from spaser.site.socle.taches.travailleur import TRAVAILLEUR, beat

# --- Handing out a file, always as a download; keeping one that the site made; dropping one ---


def serve_fichier(fichier: Fichier) -> FileResponse:
    """Return a sound file as a download; anything else is not found."""
    if not fichier.est_sain:
        raise Http404("Ce fichier n’est pas disponible.")
    reponse = FileResponse(
        fichier.contenu.open("rb"),
        as_attachment=True,
        filename=fichier.nom,
        content_type=Format(fichier.format).mime,
    )
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return reponse


def keep_fichier(nom: str, contenu: bytes) -> Fichier:
    """Keep a file that the site made itself: there is nothing to check in it."""
    numero = uuid.uuid4()
    fichier = Fichier(
        id=numero,
        nom=nom,
        format=Format(nom.rpartition(".")[2]),
        taille=len(contenu),
        sha256=hashlib.sha256(contenu).hexdigest(),
        etat=EtatFichier.SAIN,
        controle_le=timezone.now(),
    )
    fichier.contenu.save(f"{numero.hex[:2]}/{numero.hex}", ContentFile(contenu), save=False)
    fichier.save()
    return fichier


def delete_fichier(fichier: Fichier) -> None:
    """Remove a file, and its content once nothing can bring its row back."""
    if fichier.contenu:
        drop_contenu(fichier)
    fichier.delete()


def drop_contenu(fichier: Fichier) -> None:
    """Remove a content when the transaction has succeeded; one left behind is swept later."""
    contenu = fichier.contenu
    transaction.on_commit(partial(contenu.storage.delete, str(contenu.name)))


# A file that a reader opens by its path, for as long as it reads.


@contextmanager
def open_copie(envoi: UploadedFile[bytes]) -> Iterator[Path]:
    """Give the path of what was sent: where Django keeps it, else a copy, forgotten once read."""
    if isinstance(envoi, TemporaryUploadedFile):
        envoi.flush()
        yield Path(envoi.temporary_file_path())
        return
    with tempfile.TemporaryDirectory(prefix="spaser-") as dossier:
        chemin = Path(dossier) / "envoi"
        with chemin.open("wb") as copie:
            copie.writelines(envoi.chunks())
        yield chemin


def read_table[T](
    envoi: UploadedFile[bytes],
    lire: Callable[..., T],
    octets_max: int,
    conseil: str,
    *suite: Any,
) -> T:
    """Read a table that was sent, in a box, and keep nothing of it.

    `lire` takes its path, then what is given after.

    Raises:
        ErreurTable: it cannot be read, or not at a cost that is worth it.
    """
    if (envoi.size or 0) > octets_max:
        raise ErreurTable(f"Le fichier pèse plus de {octets_max // MEGA} Mo : {conseil}")
    try:
        with open_copie(envoi) as chemin:
            return run_bounded(EN_LIGNE, lire, chemin, *suite)
    except ErreurBoite as refus:
        raise ErreurTable(f"{refus.message} {refus.remede}") from refus


# The files that rows name, as paths of a backup: each app declares its own.

FICHIERS: Final = "fichiers"  # the trees of files, by their names in a backup
PRIVES: Final = "marches-prives"

type Lecture = Callable[[str], Iterable[tuple[Any, ...]]]  # runs a query, gives its rows
type Nommes = Callable[[Lecture], Iterable[str]]

# --- Taking a file that someone sends: every control of its content, then quarantine ---


_TACHE: Final = "spaser.site.socle.fichiers.check_fichier"  # the tasks import this package


@dataclass(frozen=True, slots=True)
class Envoi:
    """A file that went through every control, not kept yet."""

    upload: UploadedFile[bytes]
    nom: str
    genre: Format


def examine(
    upload: UploadedFile[bytes], formats: Iterable[Format], *, ouvertes: bool = False
) -> Envoi:
    """Check a file by its content, in a box; ErreurFichier if it is refused.

    Called outside of any transaction: it may take seconds. `ouvertes`: open data, that its reader
    mends.
    """
    nom = clean_nom_fichier(upload.name)
    genre = read_extension(nom, frozenset(formats))
    _check_taille(nom, upload.size or 0, genre)
    try:
        with open_copie(upload) as chemin:
            run_bounded(EN_LIGNE, check_envoi, chemin, genre, ouvertes)
    except (Defaut, ErreurBoite) as refus:
        raise ErreurFichier(nom, refus.probleme, refus.remede) from refus
    return Envoi(upload, nom, genre)


def _check_taille(nom: str, taille: int, genre: Format) -> None:
    if not taille:
        raise ErreurFichier(nom, "est vide.", "Vérifiez-le, puis envoyez-le de nouveau.")
    limite = TAILLE_TABLEUR if genre in TABLEURS else TAILLE_MAXIMUM
    if taille > limite:
        remede = "découpez-le par année ou par trimestre"
        if genre in DOCUMENTS:
            remede = "réduisez ses images"
        raise ErreurFichier(
            nom,
            f"pèse {taille / MEGA:.0f} Mo.",
            f"La limite est de {limite // MEGA} Mo : {remede}.",
        )


def keep_envoi(envoi: Envoi) -> Fichier:
    upload, numero = envoi.upload, uuid.uuid4()
    fichier = Fichier(
        id=numero,
        nom=envoi.nom,
        format=envoi.genre,
        taille=upload.size or 0,
        sha256=_sum(upload),
    )
    upload.seek(0)
    fichier.contenu.save(f"{numero.hex[:2]}/{numero.hex}", upload, save=False)
    with transaction.atomic():
        fichier.save()
        import_string(_TACHE).enqueue(fichier_id=str(numero))
    return fichier


def _sum(upload: UploadedFile[bytes]) -> str:
    somme = hashlib.sha256()
    for bloc in upload.chunks():
        somme.update(bloc)
    return somme.hexdigest()


# The format that a name announces.


def read_extension(nom: str, formats: frozenset[Format]) -> Format:
    """Return the format that a name announces; ErreurFichier if it is not one of `formats`."""
    *avant, extension = nom.lower().split(".")
    if not avant or extension not in formats:
        raise ErreurFichier(
            nom,
            "n’est pas dans un format accepté.",
            f"Envoyez un fichier {name_formats(formats)}.",
        )
    if active := EXTENSIONS_ACTIVES.intersection(avant[1:]):
        raise ErreurFichier(
            nom,
            f"porte deux extensions, dont « .{min(active)} ».",
            f"Renommez-le avec la seule extension « .{extension} ».",
        )
    return Format(extension)


def name_formats(formats: frozenset[Format]) -> str:
    """Return « PDF, ODT ou DOCX »."""
    *premiers, dernier = [f.name for f in Format if f in formats]
    return f"{', '.join(premiers)} ou {dernier}" if premiers else dernier


# --- Signals of the machinery, for the apps above it ---


# Sent with `fichier` once a file has left quarantine, sound or refused.
fichier_controle: Final = Signal()


# --- The end of quarantine: the antivirus where there is one, then released or refused ---


SANS_ANTIVIRUS: Final = "Contrôlé par sa structure seule : aucun antivirus n’est réglé."

_BLOC: Final = 64 * 1024
_ATTENTE: Final = 60.0
_REPONSE_MAX: Final = 4096
_PORT: Final = 3310


class AntivirusIndisponible(OSError):
    """The service did not answer, or not in words we know."""


def release_fichier(fichier_id: str) -> None:
    """Decide on a file in quarantine, once; the antivirus being out raises and leaves it there."""
    fichier = Fichier.objects.filter(pk=fichier_id, etat=EtatFichier.EN_QUARANTAINE).first()
    if fichier is None:  # already decided, or deleted meanwhile
        return
    _decide(fichier, _scan(fichier))


@transaction.atomic
def _decide(fichier: Fichier, menace: str) -> None:
    """Write what was found, and ask for what follows, at once; two may have looked."""
    en_attente = Fichier.objects.select_for_update().filter(etat=EtatFichier.EN_QUARANTAINE)
    if en_attente.filter(pk=fichier.pk).first() is None:
        return
    fichier.antivirus = bool(settings.CLAMD)
    fichier.controle_le = timezone.now()
    if menace:
        fichier.etat = EtatFichier.REFUSE
        fichier.raison = f"L’antivirus y a trouvé « {menace} »."[:300]
        drop_contenu(fichier)
        fichier.contenu = ""
    else:
        fichier.etat = EtatFichier.SAIN
        fichier.raison = "" if settings.CLAMD else SANS_ANTIVIRUS
    fichier.save()
    fichier_controle.send(Fichier, fichier=fichier)


def _scan(fichier: Fichier) -> str:
    if not settings.CLAMD:
        return ""
    with fichier.contenu.open("rb") as contenu:
        return scan(contenu, settings.CLAMD)


def scan(fichier: IO[bytes], adresse: str) -> str:
    """Ask the ClamAV of a tcp:// or unix:/ address; return what was found, empty if nothing."""
    try:
        with _connect(adresse) as lien:
            lien.sendall(b"zINSTREAM\0")
            while bloc := fichier.read(_BLOC):
                lien.sendall(len(bloc).to_bytes(4, "big") + bloc)
            lien.sendall((0).to_bytes(4, "big"))
            reponse = _receive(lien)
    except OSError as erreur:
        raise AntivirusIndisponible(str(erreur)) from erreur
    if reponse == "stream: OK":
        return ""
    if reponse.endswith(" FOUND"):
        return reponse.removeprefix("stream: ").removesuffix(" FOUND")
    raise AntivirusIndisponible(reponse)


def _connect(adresse: str) -> socket.socket:
    parties = urlsplit(adresse)
    if parties.scheme == "tcp":
        return socket.create_connection((parties.hostname, parties.port or _PORT), _ATTENTE)
    lien = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    lien.settimeout(_ATTENTE)
    try:
        lien.connect(parties.path)
    except OSError:
        lien.close()
        raise
    return lien


def _receive(lien: socket.socket) -> str:
    recu = b""
    while len(recu) < _REPONSE_MAX and not recu.endswith(b"\0") and (bloc := lien.recv(_BLOC)):
        recu += bloc
    return recu.rstrip(b"\0").decode("utf-8", "replace").strip()


# --- Tasks of the machinery: control of files, sign of life, mails of a former version ---


_COURRIEL: Final = Travail(
    "Envoi d’un courriel",
    File.COURRIELS,
    delai=timedelta(minutes=2),
    passagers=(OSError,),  # the errors of smtplib are of this kind
    reprises=tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720)),
)
_CONTROLE: Final = Travail(
    "Contrôle d’un fichier reçu",
    rang=10,  # short, and the rest of the work on the file waits for it
    passagers=(OSError,),  # the antivirus does not answer
    reprises=(timedelta(minutes=10),) * 6,
)
_SIGNE: Final = Travail("Signe de vie", File.VIE, rang=50, delai=timedelta(minutes=1))


@travail(_COURRIEL)
def send_message(message: Mapping[str, Any], essai: int = 0) -> None:
    """Send a mail that 0.2 left whole in its task. Nothing asks for it any more; gone in 0.4."""
    hand_over(CourrielRedige(**message))


@travail(_CONTROLE)
def check_fichier(fichier_id: str) -> None:
    release_fichier(fichier_id)


@travail(_SIGNE)
def give_sign_of_life() -> None:
    beat(TRAVAILLEUR)

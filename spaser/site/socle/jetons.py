"""Single-use links sent by e-mail: made, looked at, used once; addresses that open one thing."""

import hashlib
import json
import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from spaser.regles.droits import Operation
from spaser.site.socle.models import Jeton
from spaser.site.socle.requetes import add_compteur
from spaser.site.socle.taches.file import patient

INCONNU: Final = "Ce lien n’est pas reconnu. Vérifiez qu’il a été copié en entier."
EXPIRE: Final = "Ce lien a expiré. Demandez-en un nouveau."
DEJA_UTILISE: Final = "Ce lien a déjà servi. Demandez-en un nouveau si besoin."


class JetonRefuse(Exception):
    """A link that opens nothing, with the reason in French."""

    def __init__(self, raison: str) -> None:
        super().__init__(raison)
        self.raison = raison


def make_jeton(usage: str, valeur: str, duree: timedelta) -> str:
    """Return a new secret that stands for `valeur`, once, for that long."""
    secret = secrets.token_urlsafe(32)
    Jeton.objects.create(
        usage=usage,
        empreinte=_print_of(secret),
        valeur=valeur,
        expire_le=timezone.now() + duree,
    )
    return secret


def read_jeton(usage: str, jeton: str) -> str:
    """Return what a link stands for and leave it usable; JetonRefuse if it opens nothing."""
    return _find(usage, jeton).valeur


def use_jeton(usage: str, jeton: str) -> str:
    """Return what a link stands for and use it up; JetonRefuse if it opens nothing."""
    trouve = _find(usage, jeton)
    libre = Jeton.objects.filter(pk=trouve.pk, utilise_le__isnull=True)
    if not libre.update(utilise_le=timezone.now()):  # two clicks at once: one wins
        raise JetonRefuse(DEJA_UTILISE)
    return trouve.valeur


def revoke_jetons(usage: str, valeur: str) -> int:
    """Make the unused links of a value useless; return how many there were."""
    libres = Jeton.objects.filter(usage=usage, valeur=valeur, utilise_le__isnull=True)
    return libres.update(utilise_le=timezone.now())


def forget_jetons(adresse: str) -> None:
    """Drop the links that stand for an address, whole or in a value that holds it."""
    Jeton.objects.filter(Q(valeur=adresse) | Q(valeur__contains=json.dumps(adresse))).delete()


def _find(usage: str, jeton: str) -> Jeton:
    trouve = Jeton.objects.filter(usage=usage, empreinte=_print_of(jeton)).first()
    if trouve is None:
        raise JetonRefuse(INCONNU)
    if trouve.utilise_le is not None:
        raise JetonRefuse(DEJA_UTILISE)
    if trouve.expire_le <= timezone.now():
        raise JetonRefuse(EXPIRE)
    return trouve


def _print_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


# Addresses that open one thing to whoever holds them, as long as it lasts.

_NUMERO: Final = re.compile(r"\d{1,18}", re.ASCII)


@dataclass(frozen=True)
class SignedPage:
    """A page whose address holds the number of a row, signed for this page and this edition alone.

    `nom` says what it opens where links are listed, `lignes` reads the rows that open it when they
    are not links themselves, `nomme` tells them apart. A link belongs to a space, to whoever may do
    `operation` there; else to its bearer, who asks for it herself if it is `a_soi`.
    """

    vue: str
    nom: str = ""
    operation: Operation | None = None
    lignes: Callable[[], QuerySet[Any]] | None = None
    nomme: Callable[[Any], str] = lambda _ligne: ""
    numero: str = "pk"
    a_soi: bool = False

    @property
    def code(self) -> str:
        return self.vue.partition(":")[2]

    def path_of(self, ligne: Model) -> str:
        """Return the path that opens a row; it is kept nowhere."""
        return reverse(self.vue, args=[self._find_sceau(ligne).sign(self._number(ligne))])

    def find[M: Model](self, jeton: str, parmi: QuerySet[M]) -> M | None:
        """Return the row that a link opens among these; None when it is forged, former or gone."""
        numero = jeton.partition(":")[0]
        connu = _NUMERO.fullmatch(numero) is not None
        ligne = parmi.filter(**{self.numero: numero}).first() if connu else None
        lien = lien_of(ligne) if ligne else None
        if ligne is None or (lien and lien.retire_le):
            return None
        try:
            self._find_sceau(ligne).unsign(jeton)
        except BadSignature:
            return None
        return ligne

    def _number(self, ligne: Model) -> str:
        return str(getattr(ligne, self.numero))

    def _find_sceau(self, ligne: Model) -> Signer:
        """Return the signer of a row; a link that was never renewed keeps the former signature."""
        lien = lien_of(ligne)
        tirage = lien.tirage if lien else 0
        return Signer(salt=f"{self.vue}:{tirage}" if tirage else self.vue)


def lien_of(ligne: Model) -> Any:  # noqa: ANN401 - its table is of a floor above
    """Return the link of a row; none of one that the former version of the site made."""
    return getattr(ligne, "lien", None)


# --- Readings to be counted: a line each in a file, which the scheduler later adds to the
# database ---
# So a page waits for no database; on a full disk the line is lost, and the page is shown.


type Lectures = Mapping[int, list[datetime]]
"""When each thing, by its number, was read."""

_POIDS_MAX: Final = 10_000_000  # bytes: where nobody empties it, it grows no more
_MEMOIRE: Final = timedelta(days=30)  # how long a file is known to be written


def note_passage(sujet: str, numero: int, quand: datetime) -> None:
    """Add a reading to the file of a subject, in one write of the system."""
    chemin = _find_dossier() / sujet
    with suppress(OSError):
        chemin.parent.mkdir(exist_ok=True)
        with chemin.open("ab", buffering=0) as fichier:
            if fichier.tell() < _POIDS_MAX:
                fichier.write(f"{numero} {int(quand.timestamp())}\n".encode())


def write_passages(sujet: str, write: Callable[[Lectures], None]) -> None:
    """Give `write` what was noted, once; this may be run twice, or die at any line.

    A file is put aside at one run and written at the next: whoever was adding to it has ended.
    """
    for fichier in sorted(_find_dossier().glob(f"{sujet}.*")):
        _write(fichier, write)
    with suppress(FileNotFoundError):
        chemin = _find_dossier() / sujet
        chemin.rename(f"{chemin}.{uuid4().hex}")


@patient
def _write(fichier: Path, write: Callable[[Lectures], None]) -> None:
    with transaction.atomic():
        if add_compteur("carnet", fichier.name, 1, _MEMOIRE).nombre == 1:
            write(_read(fichier))
    fichier.unlink(missing_ok=True)


def _read(fichier: Path) -> Lectures:
    lues = defaultdict(list)
    for ligne in fichier.read_text("ascii", "replace").splitlines():
        with suppress(ValueError, OverflowError):  # cut by a disk that was full
            numero, instant = map(int, ligne.split())
            lues[numero].append(datetime.fromtimestamp(instant, UTC))
    return lues


def _find_dossier() -> Path:
    return Path(settings.DOSSIER) / "lectures"

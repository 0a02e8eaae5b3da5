"""Kinds of mails: declared, their arguments kept as rows, their foot, who may stop them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Final, TypeGuard, get_args, get_origin, get_type_hints
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.signing import Signer
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from spaser.site.socle import models

# --- Kinds of mail: what each is called, how late it may be, when it need not go any more ---


type Contexte = dict[str, Any]
type Composition = Callable[..., Contexte]

TROIS_JOURS: Final = timedelta(days=3)
SUR_LE_CHAMP: Final = 10  # the rank of what somebody waits for before her screen


class PlusUtile(Exception):
    """A mail that need not go any more, with the reason in French."""


class NatureInconnue(Exception):
    """A kind of mail that this version does not know: another one, about to serve, may."""


def _never(**_arguments: object) -> str:
    """Never stop a mail: the default `arret`."""
    return ""


def _nowhere(**_arguments: object) -> None:
    """Belong to no space."""


def _at_once(**_arguments: object) -> models.Cadence:
    return models.Cadence.AUSSITOT


@dataclass(frozen=True)
class Nature:
    """A kind of mail: its title for the team, its templates, its limits.

    `sujet` lets readers slow it down or stop it; without one it leaves at once (it concerns an
    account, or somebody has just asked for it). `seul`: never grouped in a digest, since it holds a
    secret link or cannot wait. `retard`: it is not sent later than that. `arret` gets the arguments
    of the mail and says why it need not be sent any more, or returns nothing; a closed account or a
    deleted row is reason enough. `rang` is its priority. `adieu`: its row is deleted once it is
    sent. `au_plus` gets the arguments: it leaves no more often than that, whatever its reader wants
    of the subject.
    """

    titre: str
    gabarit: str
    sujet: models.Sujet | None = None
    seul: bool = False
    retard: timedelta = TROIS_JOURS
    rang: int = 0
    arret: Callable[..., str] = _never
    espace: Callable[..., int | None] = _nowhere
    adieu: bool = False
    au_plus: Callable[..., models.Cadence] = _at_once


_NATURES: Final[dict[str, tuple[Nature, Composition]]] = {}


def register(chemin: str, nature: Nature, composition: Composition) -> None:
    _NATURES[chemin] = nature, composition


def find_nature(chemin: str) -> tuple[Nature, Composition]:
    """Return a kind of mail and what composes it; NatureInconnue when this version has none."""
    try:
        import_string(chemin)
        return _NATURES[chemin]
    except (ImportError, KeyError):
        raise NatureInconnue(chemin) from None


def name_nature(chemin: str) -> str:
    try:
        return find_nature(chemin)[0].titre
    except NatureInconnue:
        return chemin.rpartition(".")[2]


def list_chemins(sujet: models.Sujet) -> list[str]:
    return [chemin for chemin, (nature, _) in _NATURES.items() if nature.sujet == sujet]


def list_natures() -> dict[str, Nature]:
    return {chemin: nature for chemin, (nature, _) in _NATURES.items()}


# --- The arguments of a mail: rows are kept by their number, and read again when the mail is sent
# ---


type Lus = Mapping[tuple[type[Model], int | str], Model]

DISPARU: Final = "Ce dont il parlait n’existe plus."


def pack(valeur: object) -> Any:  # noqa: ANN401 - what JSON holds
    """Return what is kept of an argument; TypeError for what is neither a thing nor plain."""
    match valeur:
        case Model():
            return pack(valeur.pk)
        case UUID():
            return str(valeur)
        case list():
            return [pack(partie) for partie in valeur]
        case dict():
            return {str(cle): pack(partie) for cle, partie in valeur.items()}
        case None | bool() | int() | str():
            return valeur
    raise TypeError(f"A mail keeps numbers and short words, not {type(valeur).__name__}.")


def unpack(
    fonction: Callable[..., object], gardes: dict[str, Any], lus: Lus | None = None
) -> dict[str, Any]:
    """Return the arguments as they stand now; PlusUtile when one of them is gone.

    `lus` are things that have just been read.
    """
    genres = _read_genres(fonction)
    return {
        nom: _read(genres[nom], garde, lus or {}) for nom, garde in gardes.items() if nom in genres
    }


def read_ensemble(demandes: Iterable[tuple[Callable[..., object], dict[str, Any]]]) -> Lus:
    """Read at once the things that many mails are about."""
    voulus: dict[type[Model], set[int | str]] = defaultdict(set)
    for fonction, gardes in demandes:
        genres = _read_genres(fonction)
        for nom, garde in gardes.items():
            if _is_chose(genre := genres.get(nom)):
                voulus[genre].add(garde)
    return {
        (genre, pack(trouve)): trouve
        for genre, numeros in voulus.items()
        for trouve in _with_liens(genre).filter(pk__in=numeros)
    }


def _is_chose(genre: Any) -> TypeGuard[type[Model]]:  # noqa: ANN401 - of the type that the function says
    return isinstance(genre, type) and issubclass(genre, Model)


@cache
def _read_genres(fonction: Callable[..., object]) -> dict[str, Any]:
    return get_type_hints(fonction)


def _read(genre: Any, garde: Any, lus: Lus) -> Any:  # noqa: ANN401 - of the type that the function says
    if _is_chose(genre):
        trouve = lus.get((genre, garde)) or _with_liens(genre).filter(pk=garde).first()
        if trouve is None:
            raise PlusUtile(DISPARU)
        return trouve
    if get_origin(genre) is list and issubclass(get_args(genre)[0], Model):
        return _read_all(get_args(genre)[0], garde)
    return garde


def _with_liens[M: Model](genre: type[M]) -> QuerySet[M]:
    """Read a thing with what it cannot be without: mails name it."""
    champs = genre._meta.concrete_fields  # noqa: SLF001 - Django's own name for it
    liens = [champ.name for champ in champs if champ.is_relation and not champ.null]
    siennes = genre._base_manager.all()  # noqa: SLF001 - same
    return siennes.select_related(*liens) if liens else siennes


def _read_all(genre: type[Model], gardes: list[int | str]) -> list[Model]:
    """Return the rows that still exist; one is enough for the mail to go."""
    siens = genre._base_manager.filter(pk__in=gardes)  # noqa: SLF001 - Django's own name for it
    presents = {pack(trouve): trouve for trouve in siens}
    trouves = [presents[garde] for garde in gardes if garde in presents]
    if gardes and not trouves:
        raise PlusUtile(DISPARU)
    return trouves


# --- What each reader wants of the outbox: by account and subject, or by the hash of an address
# ---


type Destinataire = AbstractBaseUser | str  # an account, or an address that has none

REFUSE: Final = "Son destinataire ne veut pas de ces messages."


def print_adresse(adresse: str) -> str:
    """Return a keyed hash of an address."""
    return _print_with(settings.SECRET_KEY, adresse)


def list_refus(adresse: str) -> QuerySet[models.Refus]:
    """Return what an address has refused, under former keys too."""
    cles = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return models.Refus.objects.filter(empreinte__in=[_print_with(cle, adresse) for cle in cles])


def _print_with(cle: str | bytes, adresse: str) -> str:
    plie = adresse.strip().lower()
    return salted_hmac("courriels.adresse", plie, secret=cle, algorithm="sha256").hexdigest()


def find_compte(destinataire: Destinataire) -> Destinataire:
    """Return the account that an address belongs to, whose choices hold; else the address."""
    if not isinstance(destinataire, str):
        return destinataire
    comptes = get_user_model().objects.filter(is_active=True)
    return comptes.filter(**{get_user_model().USERNAME_FIELD: destinataire}).first() or destinataire


def read_cadence(sujet: models.Sujet, destinataire: Destinataire) -> models.Cadence:
    """Return how often somebody wants a subject; what an address has refused holds for all."""
    compte = find_compte(destinataire)
    adresse = compte if isinstance(compte, str) else compte.get_username()
    if list_refus(adresse).filter(sujet=sujet).exists():
        return models.Cadence.JAMAIS
    if isinstance(compte, str):
        return models.Cadence.AUSSITOT
    choisie = models.Preference.objects.filter(personne_id=compte.pk, sujet=sujet).first()
    return models.Cadence(choisie.cadence) if choisie else models.Cadence.AUSSITOT


def read_cadences(personne: AbstractBaseUser) -> dict[models.Sujet, models.Cadence]:
    choisies = {
        models.Sujet(choix.sujet): models.Cadence(choix.cadence)
        for choix in models.Preference.objects.filter(personne_id=personne.pk)
    }
    refuses = {
        models.Sujet(refus.sujet): models.Cadence.JAMAIS
        for refus in list_refus(personne.get_username())
    }
    return dict.fromkeys(models.Sujet, models.Cadence.AUSSITOT) | choisies | refuses


def list_arretes(personne: AbstractBaseUser) -> set[str]:
    arretes = models.Preference.objects.filter(
        personne_id=personne.pk, cadence=models.Cadence.JAMAIS
    )
    return set(arretes.values_list("sujet", flat=True))


# --- The foot of a mail: why it came, the link that stops it, where to choose ---
# That link never ends, is kept nowhere, and names one reader and what it stops.


SIGNEUR: Final = Signer(salt="courriels.desabonnement")


def make_pied(destinataire: Destinataire, sujets: Sequence[models.Sujet]) -> dict[str, Any]:
    if not sujets:
        return {}
    chemin = reverse("courriels:arreter", args=[sign(destinataire, sujets)])
    avec_compte = not isinstance(destinataire, str)
    return {
        "desabonnement": chemin,
        "motifs": [sujet.label for sujet in sujets],
        "reglages": reverse("comptes:courriels") if avec_compte else "",
    }


def sign(destinataire: Destinataire, sujets: Sequence[models.Sujet]) -> str:
    if isinstance(destinataire, str):
        qui: list[int | str] = [print_adresse(destinataire), mask(destinataire)]
    else:
        qui = [destinataire.pk]
    return SIGNEUR.sign_object([[sujet.value for sujet in sujets], *qui])


def mask(adresse: str) -> str:
    """Return an address of which its owner alone knows the rest."""
    nom, _, domaine = adresse.partition("@")
    return f"{nom[:1]}…@{domaine}"

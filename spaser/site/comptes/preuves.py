"""What proves a person: second factor, passkeys, passwords."""

from __future__ import annotations

import logging
import re
import time
import unicodedata
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_decode as unfold
from django.utils.http import urlsafe_base64_encode as fold
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from spaser.site.comptes.models import CleAcces, Utilisateur
from spaser.site.socle.declarations import list_declares

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor


# --- The second factor: who owes one, who has one, what proves it ---


NOMBRE_CODES: Final = 10
CHIFFRES: Final = 6
NOM_APPLICATION: Final = "application"
NOM_SECOURS: Final = "secours"
NOM_DEMONSTRATION: Final = "démonstration"
NOM_PROCONNECT: Final = "ProConnect"
_ECHECS_COMPTES: Final = 9  # the wait doubles with each wrong code: four minutes at most
_EMPREINTE: Final = 16  # signs that the table of recovery codes has room for: 96 bits


def second_facteur_requis(utilisateur: Utilisateur) -> bool:
    """Say whether this person may not work without a second factor."""
    regles: list[Callable[[Utilisateur], bool]] = list_declares("SECOND_FACTEUR")
    return utilisateur.is_superuser or any(regle(utilisateur) for regle in regles)


def has_second_facteur(utilisateur: Utilisateur) -> bool:
    """Say whether this person is asked for one: she has an authenticator or a passkey."""
    return find_moyen(utilisateur) is not None


def find_moyen(utilisateur: Utilisateur) -> Device | None:
    return find_application(utilisateur) or next(iter(list_cles(utilisateur)), None)


def find_application(utilisateur: Utilisateur) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=utilisateur, confirmed=True).order_by("id").first()


def list_cles(utilisateur: Utilisateur) -> list[CleAcces]:
    return list(CleAcces.objects.filter(user=utilisateur, confirmed=True))


def keep_proteges(personnes: QuerySet[Utilisateur]) -> QuerySet[Utilisateur]:
    """Keep those who have a means of their own."""
    application = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    cles = CleAcces.objects.filter(user=OuterRef("pk"), confirmed=True)
    return personnes.filter(Exists(application) | Exists(cles))


def count_codes(utilisateur: Utilisateur) -> int:
    return StaticToken.objects.filter(device__user=utilisateur, device__name=NOM_SECOURS).count()


@transaction.atomic
def save_application(utilisateur: Utilisateur, cle: str) -> tuple[TOTPDevice, list[str]]:
    """Put an authenticator in place of any other; return it with new recovery codes."""
    TOTPDevice.objects.filter(user=utilisateur).delete()
    application = TOTPDevice.objects.create(user=utilisateur, name=NOM_APPLICATION, key=cle)
    return application, renew_codes(utilisateur)


@transaction.atomic
def renew_codes(utilisateur: Utilisateur) -> list[str]:
    """Draw new recovery codes, kept as hashes; the former ones stop working."""
    StaticDevice.objects.filter(user=utilisateur, name=NOM_SECOURS).delete()
    secours = StaticDevice.objects.create(user=utilisateur, name=NOM_SECOURS)
    codes = [StaticToken.random_token() for _ in range(NOMBRE_CODES)]
    StaticToken.objects.bulk_create(
        StaticToken(device=secours, token=print_code(code)) for code in codes
    )
    return codes


def print_code(code: str) -> str:
    """Return the hash of a recovery code, made with the key of the site.

    Forty bits could be tried one by one against a plain hash.
    """
    marque = salted_hmac("comptes.secours", code, algorithm="sha256").digest()
    return urlsafe_b64encode(marque)[:_EMPREINTE].decode()


@transaction.atomic
def remove_application(utilisateur: Utilisateur) -> None:
    """Forget the authenticator; recovery codes go with the last means."""
    TOTPDevice.objects.filter(user=utilisateur).delete()
    _drop_orphan_codes(utilisateur)


@transaction.atomic
def remove_cle(cle: CleAcces) -> None:
    """Forget a passkey; recovery codes go with the last means."""
    cle.delete()
    _drop_orphan_codes(cle.user)


@transaction.atomic
def remove_second_facteur(utilisateur: Utilisateur) -> None:
    for moyens in (TOTPDevice, StaticDevice, CleAcces):
        moyens.objects.filter(user=utilisateur).delete()


def is_last(utilisateur: Utilisateur) -> bool:
    return (find_application(utilisateur) is not None) + len(list_cles(utilisateur)) == 1


def _drop_orphan_codes(utilisateur: Utilisateur) -> None:
    if not has_second_facteur(utilisateur):
        StaticDevice.objects.filter(user=utilisateur, name=NOM_SECOURS).delete()


def make_preuve_demonstration(utilisateur: Utilisateur) -> StaticDevice:
    """Return a device that stands for the demonstration's single-use link; it has no code."""
    return _make_preuve(utilisateur, NOM_DEMONSTRATION)


def make_preuve_proconnect(utilisateur: Utilisateur) -> StaticDevice:
    """Return a device that stands for ProConnect, which is enough; it has no code."""
    return _make_preuve(utilisateur, NOM_PROCONNECT)


def _make_preuve(utilisateur: Utilisateur, nom: str) -> StaticDevice:
    preuve: StaticDevice
    preuve, _ = StaticDevice.objects.get_or_create(user=utilisateur, name=nom)
    return preuve


def lift_attente(utilisateur: Utilisateur) -> None:
    """Forget the wait that wrong codes typed elsewhere have earned."""
    for moyens in (TOTPDevice, StaticDevice):
        moyens.objects.filter(user=utilisateur).update(throttling_failure_count=0)


def match_code(utilisateur: Utilisateur, code: str) -> Device | None:
    """Return the device this code proves; each attempt is counted and slowed by django-otp."""
    saisi = "".join(code.split()).lower()
    if saisi.isdecimal() and len(saisi) == CHIFFRES:
        moyens = TOTPDevice.objects.filter(user=utilisateur, confirmed=True)
    else:
        moyens = StaticDevice.objects.filter(user=utilisateur, name=NOM_SECOURS)
        saisi = print_code(saisi)
    moyens.filter(throttling_failure_count__gt=_ECHECS_COMPTES).update(
        throttling_failure_count=_ECHECS_COMPTES
    )
    with transaction.atomic():
        return next((m for m in moyens.select_for_update() if m.verify_token(saisi)), None)


def is_slowed(utilisateur: Utilisateur) -> bool:
    """Say whether codes are refused for now because too many were wrong."""
    moyens: list[Device] = [
        *TOTPDevice.objects.filter(user=utilisateur, confirmed=True),
        *StaticDevice.objects.filter(user=utilisateur, name=NOM_SECOURS),
    ]
    return any(not moyen.verify_is_allowed()[0] for moyen in moyens)


def check_totp(essai: TOTPDevice, code: int) -> bool:
    """Check a code against an authenticator not kept yet, give or take half a minute."""
    horloge = TOTP(essai.bin_key, essai.step, essai.t0, essai.digits, essai.drift)
    horloge.time = time.time()
    return bool(horloge.verify(code, essai.tolerance))


# --- Password rules: twelve characters of four kinds, or a sentence of sixteen ---


COURT: Final = 12
LONG: Final = 16
MAXIMUM: Final = 256
DIFFERENTS: Final = 7
MORCEAU: Final = 4
AIDE: Final = (
    "Au moins 12 caractères avec une minuscule, une majuscule, un chiffre et un signe ; "
    "ou une phrase d’au moins 16 caractères."
)

# Words that people here put a number behind; the long list of Django is mostly English.
_CONNUS: Final = frozenset(
    "admin administrateur administration aimer amour azerty azertyuiop bienvenue bonjour bonsoir "
    "chocolat commandepublique connexion doudou france jetaime jetevouscherche loulou mairie "
    "marseille motdepasse motdepassemotdepasse nicolas password passwordpassword poupee "
    "qwerty qwertyuiop secret soleil spaser toulouse utilisateur welcome".split()
)
_LEET: Final = str.maketrans("013457@$!", "oleastasi")
_GENRES: Final = (r"[a-zà-öø-ÿœ]", r"[A-ZÀ-ÖØ-ÞŒ]", r"\d", r"[^\w\s]|_")


class Longueur:
    """Long enough to resist, short enough to be hashed."""

    def validate(self, mot_de_passe: str, user: Utilisateur | None = None) -> None:
        if len(mot_de_passe) < COURT:
            raise ValidationError(
                f"Ce mot de passe compte {len(mot_de_passe)} caractères : il en faut au moins "
                f"{COURT}.",
                code="trop_court",
            )
        if len(mot_de_passe) > MAXIMUM:
            raise ValidationError(
                f"Ce mot de passe dépasse {MAXIMUM} caractères.", code="trop_long"
            )

    def get_help_text(self) -> str:
        return AIDE


class _Discret:
    """A rule that says nothing beforehand: `Longueur` says it all."""

    def get_help_text(self) -> str:
        return ""


class Variete(_Discret):
    """Four kinds of characters, or a sentence; never the same few characters again and again."""

    def validate(self, mot_de_passe: str, user: Utilisateur | None = None) -> None:
        if len(set(mot_de_passe)) < DIFFERENTS:
            raise ValidationError(
                "Ce mot de passe répète les mêmes caractères : variez-les.", code="repete"
            )
        if len(mot_de_passe) < LONG and any(not re.search(g, mot_de_passe) for g in _GENRES):
            raise ValidationError(
                f"En dessous de {LONG} caractères, il faut une minuscule, une majuscule, un "
                "chiffre et un signe (par exemple ! ou ?).",
                code="peu_varie",
            )


class TropConnu(_Discret, CommonPasswordValidator):
    """Refuse what is tried first, even dressed up with figures and signs."""

    def validate(self, password: str, user: Utilisateur | None = None) -> None:
        """Look the password up as typed, and without what people add to it."""
        if any(forme in _CONNUS or forme in self.passwords for forme in _undress(password)):
            raise ValidationError(
                "Ce mot de passe est trop courant : il serait essayé parmi les premiers.",
                code="trop_connu",
            )


class TropPersonnel(_Discret):
    def validate(self, mot_de_passe: str, user: Utilisateur | None = None) -> None:
        if user is None:
            return
        plat = _fold(mot_de_passe)
        if any(morceau in plat for morceau in _split_identity(user)):
            raise ValidationError(
                "Ce mot de passe contient votre nom ou votre adresse : choisissez autre chose.",
                code="trop_personnel",
            )


def _fold(texte: str) -> str:
    decompose = unicodedata.normalize("NFKD", texte.lower())
    return "".join(c for c in decompose if not unicodedata.combining(c))


def _undress(mot_de_passe: str) -> Iterator[str]:
    plat = _fold(mot_de_passe)
    yield plat
    yield re.sub(r"[^a-z]", "", plat)
    coeur = re.sub(r"^[^a-z]+|[^a-z]+$", "", plat)
    yield re.sub(r"[^a-z]", "", coeur.translate(_LEET))


def _split_identity(utilisateur: Utilisateur) -> Iterator[str]:
    local, _, domaine = utilisateur.courriel.partition("@")
    for texte in (local, domaine.rpartition(".")[0], utilisateur.prenom, utilisateur.nom):
        yield from (m for m in re.split(r"[^a-z0-9]+", _fold(texte)) if len(m) >= MORCEAU)


# --- Passkeys: what the browser is asked, and what its answer proves ---
# The library takes a quarter of a second to read: only who uses a passkey pays for it.


CLES_MAXIMUM: Final = 10
_CLE_DEFI: Final = "cle_acces_defi"
_DUREE_DEFI: Final = timedelta(minutes=10)
_REPONSE_MAXIMUM: Final = 20_000
_ATTENTE: Final = 120_000  # milliseconds for a person to find her key

PERIMEE: Final = "La demande a expiré. Recommencez."
ILLISIBLE: Final = "La réponse de la clé n’est pas celle attendue. Recommencez."
DEJA_LA: Final = "Cette clé est déjà enregistrée. Choisissez-en une autre."

_journal: Final = logging.getLogger(__name__)


class CleRefusee(Exception):
    """A passkey that proves nothing, with the reason in French."""


def make_creation(request: HttpRequest, utilisateur: Utilisateur) -> str:
    from webauthn import generate_registration_options, options_to_json  # noqa: PLC0415
    from webauthn.helpers.structs import (  # noqa: PLC0415
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=_name_site(request),
        rp_name="SPASER",
        user_id=str(utilisateur.pk).encode(),
        user_name=utilisateur.courriel,
        user_display_name=utilisateur.nom_complet,
        timeout=_ATTENTE,
        exclude_credentials=_describe(list_cles(utilisateur)),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    _keep_defi(request, options.challenge)
    return options_to_json(options)


def keep_cle(request: HttpRequest, utilisateur: Utilisateur, reponse: str, nom: str) -> CleAcces:
    """Keep the passkey that the browser has just created; CleRefusee if it proves nothing."""
    from webauthn import verify_registration_response  # noqa: PLC0415

    attendu, reponse = _expect(request), _bound(reponse)
    with _reading():
        lue = verify_registration_response(credential=reponse, **attendu)
    cle: CleAcces
    cle, neuve = CleAcces.objects.get_or_create(
        identifiant=fold(lue.credential_id),
        defaults={
            "user": utilisateur,
            "name": nom,
            "cle_publique": lue.credential_public_key,
            "usages": lue.sign_count,
        },
    )
    if not neuve:
        raise CleRefusee(DEJA_LA)
    return cle


def make_defi(request: HttpRequest, utilisateur: Utilisateur) -> str:
    """Return, in JSON, what the browser is asked to use a passkey; empty for who has none."""
    if not (cles := list_cles(utilisateur)):
        return ""
    from webauthn import generate_authentication_options, options_to_json  # noqa: PLC0415

    options = generate_authentication_options(
        rp_id=_name_site(request), timeout=_ATTENTE, allow_credentials=_describe(cles)
    )
    _keep_defi(request, options.challenge)
    return options_to_json(options)


@transaction.atomic
def match_cle(request: HttpRequest, utilisateur: Utilisateur, reponse: str) -> CleAcces:
    """Return the passkey of this person that an answer proves; CleRefusee if it proves none."""
    from webauthn import verify_authentication_response  # noqa: PLC0415
    from webauthn.helpers import parse_authentication_credential_json  # noqa: PLC0415

    attendu, reponse = _expect(request), _bound(reponse)
    with _reading():
        lue = parse_authentication_credential_json(reponse)
    cle = _find(utilisateur, lue.raw_id)
    with _reading():
        preuve = verify_authentication_response(
            credential=lue,
            credential_public_key=bytes(cle.cle_publique),
            credential_current_sign_count=cle.usages,
            **attendu,
        )
    cle.usages, cle.servie_le = preuve.new_sign_count, timezone.now()
    cle.save(update_fields=["usages", "servie_le"])
    return cle


@contextmanager
def _reading() -> Iterator[None]:
    """Refuse what the library cannot read or accept; on garbage it raises what its parsers do."""
    try:
        yield
    except Exception as faute:
        _journal.warning("The answer of a passkey is refused: %s", type(faute).__qualname__)
        raise CleRefusee(ILLISIBLE) from faute


def _find(utilisateur: Utilisateur, identifiant: bytes) -> CleAcces:
    siennes = CleAcces.objects.select_for_update().filter(user=utilisateur, confirmed=True)
    cle: CleAcces | None = siennes.filter(identifiant=fold(identifiant)).first()
    if cle is None:
        raise CleRefusee(ILLISIBLE)
    return cle


def _describe(cles: list[CleAcces]) -> list[PublicKeyCredentialDescriptor]:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor  # noqa: PLC0415

    return [PublicKeyCredentialDescriptor(id=unfold(cle.identifiant)) for cle in cles]


def _keep_defi(request: HttpRequest, defi: bytes) -> None:
    request.session[_CLE_DEFI] = {"defi": fold(defi), "le": timezone.now().isoformat()}


def _expect(request: HttpRequest) -> dict[str, Any]:
    return {
        "expected_challenge": _take_defi(request),
        "expected_rp_id": _name_site(request),
        "expected_origin": f"{'https' if settings.HTTPS else 'http'}://{request.get_host()}",
    }


def _take_defi(request: HttpRequest) -> bytes:
    """Take from the session the challenge that the answer must sign: it serves only once."""
    garde = request.session.pop(_CLE_DEFI, None)
    if not garde or timezone.now() - datetime.fromisoformat(garde["le"]) > _DUREE_DEFI:
        raise CleRefusee(PERIMEE)
    return unfold(garde["defi"])


def _bound(reponse: str) -> str:
    if len(reponse) > _REPONSE_MAXIMUM:
        raise CleRefusee(ILLISIBLE)
    return reponse


def _name_site(request: HttpRequest) -> str:
    """Return the name to which passkeys are bound: that of the host, without its port."""
    return request.get_host().rpartition(":")[0] or request.get_host()

"""Passkeys: what the browser is asked, and what its answer proves.

The library takes a quarter of a second to read: only who uses a passkey pays for it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import urlsafe_base64_decode as unfold
from django.utils.http import urlsafe_base64_encode as fold

from spaser.web.comptes.models import CleAcces, Utilisateur
from spaser.web.comptes.second_facteur import list_cles

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

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


def make_demande(request: HttpRequest, utilisateur: Utilisateur) -> str:
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
        "expected_origin": _name_origine(request),
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


def _name_origine(request: HttpRequest) -> str:
    return f"{'https' if settings.HTTPS else 'http'}://{request.get_host()}"

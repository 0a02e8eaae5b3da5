"""The foot of a mail: why it came, the link that stops it, where to choose.

That link never ends, is kept nowhere, and names one reader and what it stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.core.signing import Signer
from django.urls import reverse

from spaser.web.courriels.preferences import Destinataire, print_adresse
from spaser.web.courriels.sujets import Sujet

SIGNEUR: Final = Signer(salt="courriels.desabonnement")


def make_pied(destinataire: Destinataire, sujets: Sequence[Sujet]) -> dict[str, Any]:
    if not sujets:
        return {}
    chemin = reverse("courriels:arreter", args=[sign(destinataire, sujets)])
    avec_compte = not isinstance(destinataire, str)
    return {
        "desabonnement": chemin,
        "motifs": [sujet.label for sujet in sujets],
        "reglages": reverse("comptes:courriels") if avec_compte else "",
    }


def sign(destinataire: Destinataire, sujets: Sequence[Sujet]) -> str:
    if isinstance(destinataire, str):
        qui: list[int | str] = [print_adresse(destinataire), mask(destinataire)]
    else:
        qui = [destinataire.pk]
    return SIGNEUR.sign_object([[sujet.value for sujet in sujets], *qui])


def mask(adresse: str) -> str:
    """Return an address of which its owner alone knows the rest."""
    nom, _, domaine = adresse.partition("@")
    return f"{nom[:1]}…@{domaine}"

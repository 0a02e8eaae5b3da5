"""What a discussion is about, signed by the page that shows it: nobody can invent another."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Final

from django.core import signing

if TYPE_CHECKING:
    from spaser.web.organisations.espaces import Espace

_SEL: Final = "equipe.discussion"


@dataclass(frozen=True)
class Sujet:
    """A thing of a space: its key (« chiffres:SOC-01 »), its name, the path of its page."""

    objet: str
    titre: str
    adresse: str


def sign_sujet(espace: Espace, sujet: Sujet) -> str:
    """Return a text that stands for this subject in this space."""
    return signing.dumps([espace.siren, *astuple(sujet)], salt=_SEL)


def read_sujet(espace: Espace, signe: str) -> Sujet | None:
    """Return what a text stands for; None when it was not signed for this space."""
    try:
        siren, *champs = signing.loads(signe, salt=_SEL)
    except signing.BadSignature:
        return None
    return Sujet(*champs) if siren == espace.siren else None

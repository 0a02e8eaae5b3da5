"""The proposals among the tools of a space, and the act that they call for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse

from spaser.documents.francais import pluriel
from spaser.web.espace.modules import Acte, Module
from spaser.web.espace.propositions.selectors import count_a_decider

if TYPE_CHECKING:
    from spaser.web.espace.acces import Espace


def suite_propositions(espace: Espace) -> Acte | None:
    """Propose to decide what waits."""
    nombre = count_a_decider(espace)
    if not nombre:
        return None
    return Acte(
        f"Décider de {pluriel(nombre, 'proposition')}",
        "Retenez ce qui vous sert, écartez le reste : votre plan partira de là.",
        reverse("espace:propositions", args=[espace.siren]),
    )


MODULE: Final = Module(
    "propositions",
    "Propositions",
    "Ce que vos outils proposent, à retenir ou à écarter.",
    "espace:propositions",
    90,
    suite_propositions,
)

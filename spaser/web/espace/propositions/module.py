"""The proposals among the tools of a space, and the act that they call for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse

from spaser.documents.francais import pluriel
from spaser.web.commun.outils import Acte, Avancement, Etat, Module
from spaser.web.espace.propositions.selectors import count_a_decider

if TYPE_CHECKING:
    from spaser.web.organisations.espaces import Espace


def read_avancement(espace: Espace) -> Avancement:
    """Propose to decide what waits."""
    nombre = count_a_decider(espace)
    if not nombre:
        return Avancement()
    return Avancement(
        Etat.EN_COURS,
        Acte(
            f"Décider de {pluriel(nombre, 'proposition')}",
            "Retenez ce qui vous sert, écartez le reste : votre plan partira de là.",
            reverse("espace:propositions", args=[espace.siren]),
        ),
    )


MODULE: Final = Module(
    "propositions",
    "Propositions",
    "Ce que vos outils proposent, à retenir ou à écarter.",
    "espace:propositions",
    90,
    read_avancement,
    "Rien ne se perd de ce que vos outils conseillent, et rien ne s’impose.",
    ("grille",),
)

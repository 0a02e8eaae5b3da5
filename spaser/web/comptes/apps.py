"""The app `comptes`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.apps import AppConfig

from spaser.web.socle.menu import Entree, Zone, register_entree

if TYPE_CHECKING:
    from django.http import HttpRequest


def _is_signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


_MON_COMPTE: Final = Entree(
    "Mon compte",
    "comptes:profil",
    ordre=90,
    zone=Zone.OUTILS,
    icone="fr-icon-account-circle-line",
    visible=_is_signed_in,
)


class ComptesConfig(AppConfig):
    name = "spaser.web.comptes"

    def ready(self) -> None:
        """Listen to sign-ins; register this app's data, and its link in the page's header."""
        from spaser.web.comptes import (  # noqa: PLC0415 - models are ready only now
            donnees_personnelles,
            signals,  # noqa: F401 - connects its receivers
        )
        from spaser.web.socle.effacements import register_refait  # noqa: PLC0415 - same

        donnees_personnelles.register_part(donnees_personnelles.PART)
        donnees_personnelles.register_modeles(*donnees_personnelles.MODELES)
        register_refait(donnees_personnelles.redo_effacements)
        register_entree(_MON_COMPTE)

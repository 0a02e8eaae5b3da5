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
    """Names the app for Django."""

    name = "spaser.web.comptes"

    def ready(self) -> None:
        """Listen to sign-ins; register this app's data, and its links in the page's header."""
        from spaser.web.comptes import (  # noqa: PLC0415 - models are ready only now
            donnees_personnelles,
            signals,  # noqa: F401 - connects its receivers
        )

        register_entree(_MON_COMPTE)
        donnees_personnelles.register_part(
            donnees_personnelles.Part(
                "compte",
                exporte=donnees_personnelles.export_compte,
                efface=donnees_personnelles.erase_identite,
                reste="Le journal des gestes importants garde un numéro à la place de votre nom : "
                "il faut pouvoir retracer les publications et les droits donnés.",
            )
        )

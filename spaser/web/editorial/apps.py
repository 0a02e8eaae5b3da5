"""The app `editorial`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.apps import AppConfig

from spaser.metier.droits import Operation
from spaser.web.socle.menu import Entree, Zone, register_entree
from spaser.web.socle.unites import register_autour

if TYPE_CHECKING:
    from django.http import HttpRequest


def _may_read_again(request: HttpRequest) -> bool:
    from spaser.web.organisations.acces import peut  # noqa: PLC0415 - models are ready

    return request.user.is_authenticated and peut(request, Operation.RELIRE_TEXTE)


_TEXTES: Final = Entree(
    "Textes du site",
    "editorial:accueil",
    ordre=31,
    zone=Zone.EQUIPE,
    icone="fr-icon-edit-line",
    visible=_may_read_again,
)


class EditorialConfig(AppConfig):
    name = "spaser.web.editorial"

    def ready(self) -> None:
        from spaser.web.editorial.selectors import open_genres  # noqa: PLC0415 - models are ready

        register_autour(open_genres)
        register_entree(_TEXTES)

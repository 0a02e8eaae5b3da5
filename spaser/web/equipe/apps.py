"""The app `equipe`."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig

from spaser.web.espace.modules import register_eteints
from spaser.web.espace.rubriques import Rubrique, register_rubrique

_RUBRIQUES: Final = (Rubrique("Par où commencer", "equipe:commencer", 20),)


class EquipeConfig(AppConfig):
    """Names the app for Django, and adds its pages to the navigation of spaces."""

    name = "spaser.web.equipe"

    def ready(self) -> None:
        """Register what the floors below offer to list; listen to them."""
        from spaser.web.equipe.commencer.selectors import (  # noqa: PLC0415 - models are ready
            read_eteints,
        )

        register_eteints("equipe", read_eteints)
        for rubrique in _RUBRIQUES:
            register_rubrique(rubrique)

"""The app `reparation`."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig

from spaser.web.commun.historique.gestes import register_familles
from spaser.web.commun.outils import Module, register_module
from spaser.web.reparation.gestes import FAMILLES

_ORDRE: Final = 80


class ReparationConfig(AppConfig):
    """Names the app for Django, and adds its tool to every space."""

    name = "spaser.web.reparation"

    def ready(self) -> None:
        """Register the tool."""
        from spaser.web.reparation.suites import read_avancement  # noqa: PLC0415 - apps are ready

        register_familles(*FAMILLES)
        register_module(
            Module(
                code="reparation",
                titre="Fiche de réparation",
                description="Ce qui manque ou ce qui est faux dans vos données publiées, l’effet "
                "sur vos taux, et de quoi le faire corriger.",
                vue="reparation:fiche",
                ordre=_ORDRE,
                avance=read_avancement,
                pourquoi="Mieux publiées, vos données donnent des taux plus sûrs, pour tous ceux "
                "qui les lisent.",
            )
        )

"""The app `formation`."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse
from django.utils import timezone

from spaser.metier.droits import Operation
from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages


class FormationConfig(AppConfig):
    name = "spaser.web.formation"
    verbose_name = "Formation"

    def ready(self) -> None:
        from spaser.web.editorial.genres import register_genre  # noqa: PLC0415 - models are ready
        from spaser.web.formation import suivi  # noqa: F401, PLC0415 - listens to sign-ins
        from spaser.web.formation.indexation import SOURCE  # noqa: PLC0415 - models are ready
        from spaser.web.formation.textes import LECONS, MODULES  # noqa: PLC0415 - same
        from spaser.web.organisations.acces import allow  # noqa: PLC0415 - same
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(SOURCE)
        register_genre(MODULES)
        register_genre(LECONS)
        register_entree(Entree("Se former en ligne", "formation:accueil", 8, Zone.METHODE))
        register_entree(
            Entree(
                "Suivi de la formation",
                "formation:suivi",
                ordre=36,
                zone=Zone.EQUIPE,
                icone="fr-icon-booklet-line",
                visible=allow(Operation.RELIRE_TEXTE),
            )
        )
        register_pages("formation", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from spaser.web.formation.selectors import read_modules  # noqa: PLC0415 - apps are ready

    yield PagePubliee(reverse("formation:accueil"))
    for module, lecons in read_modules(timezone.localdate()):
        yield PagePubliee(reverse("formation:module", args=[module.code]))
        for lecon in lecons:
            yield PagePubliee(reverse("formation:lecon", args=[module.code, lecon.court]))

"""The app `pratiques`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

_LISTE: Final = Entree("Bonnes pratiques", "pratiques:liste", 40, Zone.METHODE)


class PratiquesConfig(AppConfig):
    name = "spaser.web.pratiques"
    verbose_name = "Bonnes pratiques"

    def ready(self) -> None:
        from spaser.web.chiffres.suites import register_suites  # noqa: PLC0415 - apps are ready
        from spaser.web.editorial.genres import register_genre  # noqa: PLC0415 - apps are ready
        from spaser.web.organisations.acces import allow  # noqa: PLC0415 - same
        from spaser.web.pratiques.indexation import SOURCE  # noqa: PLC0415 - apps are ready
        from spaser.web.pratiques.selectors import list_suites  # noqa: PLC0415 - models are ready
        from spaser.web.pratiques.textes import PRATIQUES  # noqa: PLC0415 - same
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(SOURCE)
        register_genre(PRATIQUES)
        register_suites("pratiques", list_suites)
        register_entree(_LISTE)
        register_entree(
            Entree(
                "Pratiques à relire",
                "pratiques:file",
                ordre=33,
                zone=Zone.EQUIPE,
                icone="fr-icon-chat-check-line",
                visible=allow(Operation.RELIRE_TEXTE),
            )
        )
        register_pages("pratiques", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from django.utils import timezone  # noqa: PLC0415 - models are ready by then

    from spaser.web.pratiques.selectors import read_pratiques  # noqa: PLC0415 - same

    yield PagePubliee(reverse(_LISTE.vue))
    for pratique in read_pratiques(timezone.localdate()):
        yield PagePubliee(reverse("pratiques:fiche", args=[pratique.code]))

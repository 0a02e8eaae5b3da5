"""The app `registre`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

_ENTREES: Final = (
    Entree("Tous les schémas", "registre:liste", 10, Zone.REGISTRE),
    Entree("Carte", "registre:carte", 20, Zone.REGISTRE),
    Entree("Chiffres clés", "registre:chiffres", 30, Zone.REGISTRE),
    Entree("Comparer des schémas", "registre:comparaison", 40, Zone.REGISTRE),
    Entree("Déposer un schéma", "registre:deposer", 50, Zone.REGISTRE),
    Entree("Suivre le registre", "registre:alerte", 60, Zone.REGISTRE),
)


class RegistreConfig(AppConfig):
    name = "spaser.web.registre"
    verbose_name = "Registre des schémas"

    def ready(self) -> None:
        """Declare what can be found, the menus and the public pages; listen to the floors below."""
        from spaser.web.organisations.acces import allow  # noqa: PLC0415 - models are ready
        from spaser.web.recherche.services import register_type  # noqa: PLC0415 - same
        from spaser.web.recherche.textes import register_vive  # noqa: PLC0415 - same
        from spaser.web.registre.depot import receveurs  # noqa: F401, PLC0415 - same
        from spaser.web.registre.indexation import FICHE, PAGE  # noqa: PLC0415 - same
        from spaser.web.registre.trouvables import PASSAGES, SCHEMAS  # noqa: PLC0415 - same

        register_type(FICHE)
        register_type(PAGE)
        register_vive(SCHEMAS)
        register_vive(PASSAGES)
        for entree in _ENTREES:
            register_entree(entree)
        register_entree(
            Entree(
                "Modération",
                "registre:moderation",
                ordre=30,
                zone=Zone.EQUIPE,
                icone="fr-icon-todo-line",
                visible=allow(Operation.MODERER_DEPOT),
            )
        )
        register_pages("registre", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from spaser.web.registre.models import Fiche  # noqa: PLC0415 - models are ready by then

    yield from (PagePubliee(reverse(entree.vue)) for entree in _ENTREES)
    for fiche in Fiche.objects.publiees().only("slug", "mise_a_jour_le"):
        yield PagePubliee(fiche.get_absolute_url(), fiche.mise_a_jour_le)

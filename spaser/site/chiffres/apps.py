"""The app `chiffres`, for Django."""

from django.apps import AppConfig
from django.urls import reverse

from spaser.site.socle import pages


class ChiffresConfig(AppConfig):
    name = "spaser.site.chiffres"
    verbose_name = "Chiffres"

    def ready(self) -> None:
        from spaser.site.chiffres.depenses import extraits, services  # noqa: F401 - they listen
        from spaser.site.chiffres.marches import entrepot, fichiers  # noqa: F401 - same
        from spaser.site.socle.fichiers import register_nommes

        register_nommes(entrepot.list_prives_nommes)
        register_nommes(services.list_nommees)
        pages.register_entree(
            pages.Entree("Méthodes de calcul", "chiffres:methodes", 20, pages.Zone.RESSOURCES)
        )
        pages.register_pages("chiffres", _list_pages)


def _list_pages() -> list[pages.PagePubliee]:
    return [pages.PagePubliee(reverse(f"chiffres:{vue}")) for vue in ("methodes", "loi")]

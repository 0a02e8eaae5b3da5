"""The app `espace`, for Django."""

from django.apps import AppConfig
from django.urls import reverse

from spaser.site.socle import pages


class EspaceConfig(AppConfig):
    name = "spaser.site.espace"
    verbose_name = "À plusieurs"

    def ready(self) -> None:
        """Read what every tool declares: the models of all apps are ready."""
        from spaser.site.comptes import donnees_personnelles
        from spaser.site.espace.historique import find_citations
        from spaser.site.organisations.outils import list_manifestes

        for outil in list_manifestes():
            donnees_personnelles.register_modeles(*outil.modeles)
            for part in outil.donnees:
                donnees_personnelles.register_part(part)
        donnees_personnelles.register_recherche(find_citations)
        pages.register_entree(
            pages.Entree("Suis-je concerné ?", "espace:concerne", 5, pages.Zone.LOI)
        )
        pages.register_pages("espace", lambda: [pages.PagePubliee(reverse("espace:concerne"))])

"""The app `comptes`, for Django."""

from typing import Final

from django.apps import AppConfig

from spaser.site.socle.pages import Entree, Zone, register_entree

_MON_COMPTE: Final = Entree(
    "Mon compte",
    "comptes:profil",
    ordre=90,
    zone=Zone.OUTILS,
    icone="fr-icon-account-circle-line",
    visible=lambda request: request.user.is_authenticated,
)


class ComptesConfig(AppConfig):
    name = "spaser.site.comptes"
    verbose_name = "Comptes"

    def ready(self) -> None:
        from spaser.site.comptes import donnees_personnelles
        from spaser.site.socle.sauvegarde.effacements import register_refait

        donnees_personnelles.register_part(donnees_personnelles.PART)
        donnees_personnelles.register_modeles(*donnees_personnelles.MODELES)
        register_refait(donnees_personnelles.redo_effacements)
        register_entree(_MON_COMPTE)

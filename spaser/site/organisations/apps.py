"""The app `organisations`, for Django."""

from django.apps import AppConfig

from spaser.regles.droits import Operation
from spaser.site.socle.pages import Entree, Zone, register_entree


class OrganisationsConfig(AppConfig):
    name = "spaser.site.organisations"
    verbose_name = "Organisations"

    def ready(self) -> None:
        """Tell accounts who owes a second factor and what is kept here; add the links."""
        from spaser.site.comptes import donnees_personnelles
        from spaser.site.comptes.preuves import register_second_facteur_requis
        from spaser.site.organisations import app, premiers_contenus
        from spaser.site.organisations.acces import allow, owes_second_facteur
        from spaser.site.organisations.identite import list_noms
        from spaser.site.socle.courriels.abonnements import register_noms_espaces
        from spaser.site.socle.journal import register_liens

        register_noms_espaces(list_noms)
        register_liens(premiers_contenus.make_liens)
        register_second_facteur_requis(owes_second_facteur)
        donnees_personnelles.register_empechements_effacement(app.list_empechements)
        donnees_personnelles.register_part(app.PART)
        donnees_personnelles.register_modeles(*app.MODELES)
        register_entree(
            Entree(
                "Mes organisations",
                "organisations:mes_organisations",
                ordre=80,
                zone=Zone.OUTILS,
                icone="fr-icon-building-line",
                visible=lambda request: request.user.is_authenticated,
            ),
            Entree(
                "Équipe du programme",
                "organisations:programme",
                ordre=85,
                zone=Zone.EQUIPE,
                icone="fr-icon-team-line",
                visible=allow(Operation.VOIR_PROGRAMME),
            ),
        )

"""The app `organisations`."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.organisations"
    verbose_name = "Organisations"

    def ready(self) -> None:
        """Tell accounts who owes a second factor and what is kept here; add the links."""
        from spaser.web.comptes.donnees_personnelles import (  # noqa: PLC0415 - models are ready
            Part,
            register_empechements_effacement,
            register_part,
        )
        from spaser.web.comptes.second_facteur import (  # noqa: PLC0415 - models are ready
            register_second_facteur_requis,
        )
        from spaser.web.organisations import (  # noqa: PLC0415 - same
            demonstration,
            donnees_personnelles,
            menu,
        )
        from spaser.web.organisations.acces import holds_programme_role  # noqa: PLC0415 - same
        from spaser.web.socle.demonstration import register_liens  # noqa: PLC0415 - same

        menu.register()
        register_liens(demonstration.make_liens)
        register_second_facteur_requis(holds_programme_role)
        register_empechements_effacement(donnees_personnelles.list_empechements)
        register_part(
            Part(
                "organisations",
                exporte=donnees_personnelles.export_part,
                efface=donnees_personnelles.erase_part,
                reste="Ce que vous avez remis à une organisation lui reste.",
            )
        )

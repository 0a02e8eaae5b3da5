"""The app `organisations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

from spaser.metier.droits import Operation
from spaser.web.socle.menu import Entree, Zone, register_entree

if TYPE_CHECKING:
    from django.http import HttpRequest


class OrganisationsConfig(AppConfig):
    name = "spaser.web.organisations"
    verbose_name = "Organisations"

    def ready(self) -> None:
        """Tell accounts who owes a second factor and what is kept here; add the links."""
        from spaser.web.comptes.donnees_personnelles import (  # noqa: PLC0415 - models are ready
            register_empechements_effacement,
            register_modeles,
            register_part,
        )
        from spaser.web.comptes.second_facteur import (  # noqa: PLC0415 - same
            register_second_facteur_requis,
        )
        from spaser.web.courriels.recapitulatif import (  # noqa: PLC0415 - same
            register_noms_espaces,
        )
        from spaser.web.organisations import demonstration, donnees_personnelles  # noqa: PLC0415 - same
        from spaser.web.organisations.acces import allow, owes_second_facteur  # noqa: PLC0415 - same
        from spaser.web.organisations.selectors import list_noms  # noqa: PLC0415 - same
        from spaser.web.socle.demonstration import register_liens  # noqa: PLC0415 - same

        register_noms_espaces(list_noms)
        register_liens(demonstration.make_liens)
        register_second_facteur_requis(owes_second_facteur)
        register_empechements_effacement(donnees_personnelles.list_empechements)
        register_part(donnees_personnelles.PART)
        register_modeles(*donnees_personnelles.MODELES)
        register_entree(
            Entree(
                "Mes organisations",
                "organisations:mes_organisations",
                ordre=80,
                zone=Zone.OUTILS,
                icone="fr-icon-building-line",
                visible=_is_signed_in,
            )
        )
        register_entree(
            Entree(
                "Équipe du programme",
                "organisations:programme",
                ordre=85,
                zone=Zone.EQUIPE,
                icone="fr-icon-team-line",
                visible=allow(Operation.VOIR_PROGRAMME),
            )
        )


def _is_signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated

"""The app `depenses`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.commun.historique.gestes import register_familles
from spaser.web.commun.outils import Acte, Avancement, Etat, Module, register_module
from spaser.web.depenses.gestes import FAMILLES
from spaser.web.espace.obligation import Conteur, register_obligation

if TYPE_CHECKING:
    from spaser.web.organisations.espaces import Espace


class DepensesConfig(AppConfig):
    """Names the app for Django, and adds its tool to every space."""

    name = "spaser.web.depenses"
    verbose_name = "Dépenses payées"

    def ready(self) -> None:
        """Register what the floors below offer to list; listen to them."""
        from spaser.web.depenses import receveurs  # noqa: F401, PLC0415 - models are ready
        from spaser.web.depenses.extraits import services  # noqa: F401, PLC0415 - same
        from spaser.web.depenses.obligation import selectors  # noqa: PLC0415 - same
        from spaser.web.espace.acheteur import register_acheteur  # noqa: PLC0415 - same

        register_acheteur("depenses", selectors.describe_declare)
        register_obligation(Conteur(selectors.has_obligation, selectors.describe_obligation))
        register_familles(*FAMILLES)
        register_module(
            Module(
                "depenses",
                "Dépenses payées",
                "Vos mandats et factures : le total que la loi compte, et les taux en euros payés.",
                "depenses:accueil",
                20,
                _read_avancement,
                "Seule la dépense payée dit si la loi vous oblige, et à combien vous en êtes.",
            )
        )


def _read_avancement(espace: Espace) -> Avancement:
    """Propose a first extract; done once every file left in is read."""
    from spaser.web.depenses.models import EtatExtrait, Extrait  # noqa: PLC0415 - models are ready

    etats = set(Extrait.objects.filter(espace=espace).values_list("etat", flat=True))
    if etats:
        return Avancement(Etat.FAIT if etats == {EtatExtrait.LU} else Etat.EN_COURS)
    return Avancement(
        Etat.A_COMMENCER,
        Acte(
            "Déposer un extrait de vos mandats",
            "La loi compte ce qui est payé : un export de votre logiciel financier suffit pour "
            "savoir.",
            reverse("depenses:accueil", args=[espace.siren]),
        ),
    )

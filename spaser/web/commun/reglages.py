"""The tools that a space has switched off, and its tools as it wants them."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from django.db import transaction
from django.db.models import prefetch_related_objects

from spaser.web.commun.models import ReglageOutil
from spaser.web.commun.outils import Acte, Outil, list_outils, order_suites
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record

_REGLAGES: Final = "reglages_outils"


def read_eteints(espace: Espace) -> frozenset[str]:
    prefetch_related_objects([espace], _REGLAGES)  # one question a request
    reglages = espace.reglages_outils.all()
    return frozenset(reglage.outil for reglage in reglages if not reglage.actif)


def list_allumes(espace: Espace) -> list[Outil]:
    return list_outils(read_eteints(espace))


def list_suites(espace: Espace, codes: Container[str] | None = None) -> list[Acte]:
    """Return what the tools, or those of `codes`, propose next, what helps most first."""
    outils = [o for o in list_allumes(espace) if codes is None or o.code in codes]
    return order_suites([outil.avancement(espace) for outil in outils])


@transaction.atomic
def switch_outil(espace: Espace, outil: Outil, auteur: Utilisateur, *, actif: bool) -> None:
    """Note what a space wants of a tool; nothing is written when it is so already."""
    reglage, _ = ReglageOutil.objects.select_for_update().get_or_create(
        espace=espace, outil=outil.code
    )
    if reglage.actif == actif:
        return
    reglage.actif, reglage.auteur = actif, auteur
    reglage.save()
    espace.refresh_from_db(fields=[_REGLAGES])
    record(
        "outil.rallume" if actif else "outil.eteint",
        auteur=auteur,
        objet=reglage,
        espace=espace,
        details={"nom": outil.titre},
    )

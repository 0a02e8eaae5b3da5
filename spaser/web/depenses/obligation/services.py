"""Keeps what was concluded, with its reason and its texts."""

from __future__ import annotations

from django.db import transaction

from spaser.metier.assujettissement.regle import Conclusion, Situation
from spaser.web.comptes.models import Utilisateur
from spaser.web.depenses.gardes import write_plain
from spaser.web.espace.models import ObligationGardee
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record


@transaction.atomic
def keep_obligation(
    espace: Espace,
    situation: Situation,
    conclusion: Conclusion,
    auteur: Utilisateur | None,
    habitants: int | None = None,
    *,
    des_extraits: bool,
) -> ObligationGardee:
    """Write an answer down; the former ones stay."""
    gardee = ObligationGardee.objects.create(
        espace=espace,
        annee=situation.annee,
        nature=situation.nature.value,
        territoire=situation.territoire.value,
        habitants=habitants,
        des_extraits=des_extraits,
        partielle=situation.depenses.haut is None,
        bas=situation.depenses.bas,
        haut=situation.depenses.haut,
        verdict=conclusion.verdict.value,
        titre=conclusion.titre,
        raison=conclusion.raison,
        manques=list(conclusion.manques),
        reserves=list(conclusion.reserves),
        fondements=write_plain(conclusion.fondements),
        auteur=auteur,
    )
    record(
        "depenses.obligation",
        auteur=auteur,
        objet=gardee,
        espace=espace,
        details={"annee": gardee.annee, "verdict": gardee.verdict},
    )
    return gardee

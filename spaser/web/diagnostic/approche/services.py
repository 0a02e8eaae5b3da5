"""Writes the approach of a space: each time a new line, so that the former ones stay."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from spaser.metier.approches import choose_approche, load_approches
from spaser.web.diagnostic.models import ChoixApproche
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaser.metier.registre.nomenclatures import Approche
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.organisations.espaces import Espace


@transaction.atomic
def choose(
    espace: Espace,
    approche: Approche,
    raison: str,
    reponses: Mapping[str, str],
    auteur: Utilisateur,
) -> ChoixApproche:
    """Record the choice with its reason, its author and the answers that decided."""
    decisions = choose_approche(load_approches(), reponses).list_decisions(approche)
    choix = ChoixApproche.objects.create(
        espace=espace,
        approche=approche.value,
        raison=raison,
        reponses=dict(reponses),
        decisions=[asdict(decision) for decision in decisions],
        auteur=auteur,
    )
    record("approche.choix", auteur=auteur, objet=choix, espace=espace)
    return choix

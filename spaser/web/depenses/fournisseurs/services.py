"""Remembers who suppliers are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from spaser.web.depenses.demandes import ask_calcul
from spaser.web.depenses.models import ChoixGarde
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaser.donnees.depenses.resultats.valeurs import FournisseurInconnu
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.organisations.espaces import Espace

    type Choisi = tuple[FournisseurInconnu, str, str]  # who, the decision, the number


@transaction.atomic
def keep_choix(espace: Espace, choisis: Sequence[Choisi], auteur: Utilisateur) -> None:
    """Keep what was decided about some suppliers; the figures are drawn again once."""
    for inconnu, decision, identifiant in choisis:
        ChoixGarde.objects.update_or_create(
            espace=espace,
            nom_plie=inconnu.nom_plie,
            code_postal=inconnu.code_postal or "",
            defaults={
                "nom": inconnu.nom[:300],
                "decision": decision,
                "identifiant": identifiant,
                "auteur": auteur,
            },
        )
    if choisis:
        record(
            "depenses.fournisseurs",
            auteur=auteur,
            espace=espace,
            details={"nombre": len(choisis)},
        )
        ask_calcul(espace)


@transaction.atomic
def forget_choix(espace: Espace, choix: ChoixGarde, auteur: Utilisateur) -> None:
    """Take a choice back: the supplier is unknown again."""
    record("depenses.choix_retire", auteur=auteur, objet=choix, espace=espace)
    choix.delete()
    ask_calcul(espace)

"""What the demonstration shows of the people around a buyer."""

from typing import Any

from spaser.site.comptes.models import Utilisateur
from spaser.site.entourage.echanges import Plume, list_plumes, write_echange
from spaser.site.entourage.models.echanges import EchangePublic, Qualite
from spaser.site.entourage.models.groupes import GroupeAcheteurs


def add_echange(
    auteur: Utilisateur,
    dits: dict[str, Any],
    question: EchangePublic | None = None,
    groupe: GroupeAcheteurs | None = None,
) -> EchangePublic:
    plume = next(iter(list_plumes(auteur, equipe=False)), Plume(Qualite.PROGRAMME))
    return write_echange(auteur, plume, dits, question=question, groupe=groupe)

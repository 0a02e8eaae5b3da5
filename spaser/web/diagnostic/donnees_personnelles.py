"""What diagnoses keep of a person: handed over, and unnamed on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spaser.web.diagnostic.models import Accord, ChoixApproche, Participation

if TYPE_CHECKING:
    from spaser.web.comptes.models import Utilisateur


def export_part(utilisateur: Utilisateur) -> dict[str, Any]:
    """Return the answers she gave under her name, what she settled, the approaches she chose."""
    participations = Participation.objects.filter(utilisateur=utilisateur)
    accords = Accord.objects.filter(auteur=utilisateur)
    return {
        "reponses": [
            {
                "siren": p.campagne.siren,
                "campagne": p.campagne.titre,
                "commencee_le": p.commencee_le.isoformat(),
                "envoyee_le": p.envoyee_le.isoformat() if p.envoyee_le else None,
                "reponses": p.reponses,
            }
            for p in participations.select_related("campagne")
        ],
        "accords": [
            {
                "siren": a.campagne.siren,
                "campagne": a.campagne.titre,
                "question": a.question,
                "niveau": a.niveau,
                "raison": a.raison,
            }
            for a in accords.select_related("campagne")
        ],
        "approches": [
            {"approche": c.approche, "raison": c.raison, "choisie_le": c.choisie_le.isoformat()}
            for c in ChoixApproche.objects.filter(auteur=utilisateur)
        ],
    }


def erase_part(utilisateur: Utilisateur) -> None:
    """Take her name off: answers and agreements stay, they are those of the organisation."""
    Participation.objects.filter(utilisateur=utilisateur).update(utilisateur=None)
    Accord.objects.filter(auteur=utilisateur).update(auteur=None)
    ChoixApproche.objects.filter(auteur=utilisateur).update(auteur=None)

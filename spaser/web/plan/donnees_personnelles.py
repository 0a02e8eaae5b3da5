"""What the plan keeps of a person beside the journal: the proofs that she added, their files."""

from __future__ import annotations

from typing import Any

from spaser.web.comptes.models import Utilisateur
from spaser.web.plan.models import Preuve
from spaser.web.socle.fichiers import delete_fichier


def export_plan(personne: Utilisateur) -> dict[str, Any]:
    siennes = Preuve.objects.filter(ajoutee_par=personne).select_related("fichier")
    return {
        "preuves": [
            {
                "libelle": preuve.libelle,
                "fichier": preuve.fichier.nom if preuve.fichier else "",
                "ajoutee_le": preuve.ajoutee_le.isoformat(),
            }
            for preuve in siennes
        ]
    }


def erase_plan(personne: Utilisateur) -> None:
    """Delete the proofs of her trial spaces, and the files themselves."""
    siennes = Preuve.objects.filter(action__espace__proprietaire=personne)
    fichiers = [p.fichier for p in siennes.select_related("fichier") if p.fichier]
    siennes.delete()
    for fichier in fichiers:
        delete_fichier(fichier)

"""What this app keeps of a person: her corrections and the files she sent."""

from __future__ import annotations

from typing import Any

from spaser.web.comptes.models import Utilisateur
from spaser.web.marches.models import ExportMarches, FichierMarches, Geste
from spaser.web.socle.fichiers import delete_fichier


def export_marches(utilisateur: Utilisateur) -> dict[str, Any]:
    return {
        "corrections": [
            {
                "fait_le": geste.fait_le.isoformat(),
                "justification": geste.justification,
                "marches": geste.nb_marches,
            }
            for geste in Geste.objects.filter(auteur=utilisateur)
        ],
        "fichiers": [
            {"nom": ligne.fichier.nom, "envoye_le": ligne.envoye_le.isoformat()}
            for ligne in FichierMarches.objects.filter(auteur=utilisateur).select_related("fichier")
        ],
        "exports": [
            {"forme": ligne.classeur, "demande_le": ligne.demande_le.isoformat()}
            for ligne in ExportMarches.objects.filter(auteur=utilisateur)
        ],
    }


def erase_marches(utilisateur: Utilisateur) -> None:
    """Delete what her trial spaces hold, and the files themselves."""
    lus = FichierMarches.objects.filter(espace__proprietaire=utilisateur)
    gestes = Geste.objects.filter(espace__proprietaire=utilisateur)
    fichiers = [ligne.fichier for ligne in lus]
    preuves = [geste.fichier for geste in gestes if geste.fichier]
    lus.delete()
    gestes.delete()
    for fichier in {fichier.pk: fichier for fichier in (*fichiers, *preuves)}.values():
        delete_fichier(fichier)

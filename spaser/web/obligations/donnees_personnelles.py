"""The personal data in the texts of duties: who wrote or approved each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from spaser.web.comptes.donnees_personnelles import Part
from spaser.web.obligations.models import Redaction

if TYPE_CHECKING:
    from spaser.web.comptes.models import Utilisateur


def _export(utilisateur: Utilisateur) -> list[dict[str, Any]]:
    return [
        {"code": r.code, "texte": r.numero, "titre": r.titre, "etat": r.etat}
        for r in utilisateur.obligations_redigees.all()
    ]


def _erase(utilisateur: Utilisateur) -> None:
    utilisateur.obligations_redigees.clear()
    Redaction.objects.filter(relue_par=utilisateur).update(relue_par=None)


PART: Final = Part(
    "obligations",
    exporte=_export,
    efface=_erase,
    reste="Les textes des obligations que vous avez écrits restent, sans votre nom.",
)

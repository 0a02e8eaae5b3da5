"""The scheme of a space on its way to the register."""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone

from spaser.metier.format_spaser.fichier import widen, write_spaser
from spaser.web.comptes.models import Utilisateur
from spaser.web.espace.schemas import list_schemas
from spaser.web.organisations.models import Espace
from spaser.web.redaction.format_ouvert import gather_spaser
from spaser.web.registre.depot.deposant import Deposant
from spaser.web.registre.depot.services import open_with
from spaser.web.registre.models import Depot, Fiche

_DOCUMENTS_MAX: Final = 100  # what the format holds
_SOURCES_MAX: Final = 50


def find_sienne(espace: Espace) -> Fiche | None:
    """Return the latest sheet that the buyer carries itself: one it only shares is not its own."""
    schemas = list_schemas(espace, timezone.localdate())
    return next((fiche for fiche in schemas if fiche.siren == espace.siren), None)


def open_depot_du_schema(espace: Espace, auteur: Utilisateur) -> Depot:
    """Open the draft of a deposit that says what the space says; nothing is sent."""
    fiche = find_sienne(espace)
    contenu = write_spaser(gather_spaser(espace))
    if fiche:
        contenu = _complete(write_spaser(widen(fiche.spaser)), contenu)
    return open_with(Deposant(auteur.courriel, auteur), timezone.now(), fiche, contenu)


def _complete(fiche: dict[str, Any], espace: dict[str, Any]) -> dict[str, Any]:
    """Lay what the space says over the sheet: what only the sheet knows stays.

    Who carries the scheme stays too: the sheet has been read by the team.
    """
    connus = {document["url"] for document in fiche.get("documents", ())}
    neufs = [d for d in espace.get("documents", ()) if d["url"] not in connus]
    listes = {
        "documents": [*fiche.get("documents", ()), *neufs][:_DOCUMENTS_MAX],
        "sources": [*fiche.get("sources", ()), *espace.get("sources", ())][:_SOURCES_MAX],
    }
    dites = {nom: liste for nom, liste in listes.items() if liste}
    return {**fiche, "schema": {**fiche["schema"], **espace["schema"]}, **dites}

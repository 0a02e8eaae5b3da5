"""What is kept of a person met, to hand over to her; and who is soon erased."""

from __future__ import annotations

from typing import Any

from spaser.web.acteurs.models import Personne


def export_personne(personne: Personne) -> dict[str, Any]:
    return {
        "structure": personne.acteur.nom,
        "nom": personne.nom,
        "fonction": personne.fonction,
        "courriel": personne.courriel,
        "telephone": personne.telephone,
        "dernier_contact": personne.dernier_contact.isoformat(),
        "notee_le": personne.notee_le.isoformat(),
        "gardee_jusqu_au": personne.gardee_jusqu_au.isoformat(),
        "echanges": [
            {"jour": e.jour.isoformat(), "moyen": e.get_moyen_display(), "dit": e.dit}
            for e in personne.echanges.all()
        ],
    }

"""The kit to start with, filled with what is known of a buyer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from spaser.documents.schema.kit import Depart, SchemaVoisin
from spaser.metier.calendrier import find_adoption, propose_jalons
from spaser.metier.instance import name_instance
from spaser.web.redaction.automatique import fill
from spaser.web.redaction.sujet import Sujet
from spaser.web.registre.lecture import name_periode
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.proches import list_proches

VOISINS: Final = 3
MOIS: Final = 12  # of preparation, when nobody said how long
SANS_CONCLUSION: Final = (
    "Les marchés publiés ne suffisent pas à dire si cette obligation nous concerne : elle dépend "
    "des dépenses payées dans l’année, que les finances connaissent."
)


def read_depart(
    sujet: Sujet,
    siens: list[Fiche],
    racine: str,
    adoption: date | None = None,
    mois: int = MOIS,
) -> Depart:
    """Gather what the kit says of a buyer: `siens` are its schemes, `racine` is the site's address.

    Without a wished day of vote, the calendar is that of a work that starts today.
    """
    vote = adoption or find_adoption(mois, sujet.jour)
    return Depart(
        acheteur=sujet.identite.nom,
        instance=name_instance(sujet.identite.type),
        jour=sujet.jour,
        devoir=_tell_devoir(sujet),
        chiffres=fill("situation", sujet).blocs,
        voisins=[*_read_voisins(sujet, siens, racine)],
        adoption=vote,
        jalons=propose_jalons(vote, mois),
        reserve=sujet.espace.mention if sujet.espace else "",
    )


def _tell_devoir(sujet: Sujet) -> str:
    """Say whether the buyer must adopt a scheme, as its space concluded, or why nobody knows."""
    conclue = sujet.situation.obligation
    return f"{conclue.titre}. {conclue.raison}" if conclue else SANS_CONCLUSION


def _read_voisins(sujet: Sujet, siens: list[Fiche], racine: str) -> Iterator[SchemaVoisin]:
    for fiche in list_proches(sujet.identite.profil, siens, VOISINS):
        statut = fiche.compute_statut(sujet.jour).libelle.lower()
        quoi = ", ".join(filter(None, (statut, name_periode(fiche.periode))))
        yield SchemaVoisin(
            nom=fiche.structure, quoi=quoi, adresse=racine + fiche.get_absolute_url().lstrip("/")
        )

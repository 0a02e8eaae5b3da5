"""The kit to start with, filled with what is known of a buyer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from spaser.documents.document import Bloc
from spaser.documents.schema.annexes import write_references
from spaser.documents.schema.kit import Depart, SchemaVoisin
from spaser.metier.calendrier import ADOPTION, JalonPropose, find_adoption, propose_jalons
from spaser.metier.instance import name_instance
from spaser.web.redaction.automatique import fill
from spaser.web.redaction.automatique.annexes import list_imprimes
from spaser.web.redaction.selectors import list_jalons
from spaser.web.redaction.sujet import Sujet
from spaser.web.registre.lecture import name_periode
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.proches import list_proches

VOISINS: Final = 3
MOIS: Final = 12  # of preparation, when nobody said how long
_DEVOIR: Final = "depenses_cadre_devoir"
_CHIFFRES: Final = "diagnostic_situation_chiffres"


def read_depart(
    sujet: Sujet,
    siens: list[Fiche],
    racine: str,
    adoption: date | None = None,
    mois: int | None = None,
) -> Depart:
    """Gather what the kit says of a buyer: `siens` are its schemes, `racine` is the site's address.

    Without a wished day of vote, the calendar is that of its space, else of a work that starts
    today.
    """
    jalons = () if adoption or mois else _read_jalons(sujet)
    if not jalons:
        duree = mois or MOIS
        jalons = propose_jalons(adoption or find_adoption(duree, sujet.jour), duree)
    chiffres = tuple(b for b in fill("situation", sujet).blocs if _name(b) == _CHIFFRES)
    return Depart(
        acheteur=sujet.identite.nom,
        instance=name_instance(sujet.identite.type),
        jour=sujet.jour,
        devoir=tuple(b for b in fill("cadre", sujet).blocs if _name(b) == _DEVOIR),
        chiffres=chiffres,
        sources=write_references(list_imprimes(chiffres)),
        voisins=[*_read_voisins(sujet, siens, racine)],
        adoption=next(j.jour for j in jalons if j.code == ADOPTION),
        jalons=jalons,
        reserve=sujet.espace.mention if sujet.espace else "",
    )


def _name(bloc: Bloc) -> str:
    return getattr(bloc, "identifiant", "")


def _read_jalons(sujet: Sujet) -> tuple[JalonPropose, ...]:
    """Return the steps of a space as they stand; nothing while the vote is not among them."""
    siens = list(list_jalons(sujet.espace)) if sujet.espace else []
    textes = {usuel.code: usuel.texte for usuel in propose_jalons(sujet.jour, MOIS)}
    lus = tuple(JalonPropose(j.code, j.titre, j.jour, textes.get(j.code, "")) for j in siens)
    return lus if any(j.code == ADOPTION for j in lus) else ()


def _read_voisins(sujet: Sujet, siens: list[Fiche], racine: str) -> Iterator[SchemaVoisin]:
    for fiche in list_proches(sujet.identite.profil, siens, VOISINS):
        statut = fiche.compute_statut(sujet.jour).libelle.lower()
        quoi = ", ".join(filter(None, (statut, name_periode(fiche.periode))))
        yield SchemaVoisin(
            nom=fiche.structure, quoi=quoi, adresse=racine + fiche.get_absolute_url().lstrip("/")
        )

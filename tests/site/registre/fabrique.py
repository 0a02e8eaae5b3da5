"""Sheets for the tests, plainly fictitious."""

from datetime import UTC, date, datetime

from spaser.regles.fiche import Axe, Objectif, Periode, Schema, Spaser, Structure
from spaser.regles.nomenclatures import DatePartielle, OrigineFiche, TypeStructure
from spaser.site.registre.fiches import ActePublication, publish_fiche

AUJOURD_HUI = date(2026, 11, 24)
MAINTENANT = datetime(2026, 11, 24, 12, tzinfo=UTC)
_STRUCTURE = {"type", "siren", "code_region", "codes_departement"} | {
    "tranche_habitants",
    "tranche_achats",
}


def make_spaser(
    nom="Commune de Valfleuri", debut="", fin="", axes=(), objectifs=(), vises=(), **champs
):
    """Return a sheet as plain values; what is not given is not known."""
    structure = {cle: champs.pop(cle) for cle in _STRUCTURE & set(champs)}
    if adopte_le := champs.pop("adopte_le", ""):
        champs["adopte_le"] = DatePartielle(adopte_le)
    periode = Periode(
        debut=DatePartielle(debut) if debut else None,
        fin=DatePartielle(fin) if fin else None,
        sans_terme=champs.pop("sans_terme", False),
    )
    racine = {
        cle: champs.pop(cle)
        for cle in ("sources", "documents", "liens", "contact")
        if cle in champs
    }
    return Spaser(
        structure=Structure(nom=nom, **{"type": TypeStructure.COMMUNE} | structure),
        schema=Schema(
            periode=periode,
            axes=tuple(Axe(intitule=axe) for axe in axes),
            objectifs=(*(Objectif(intitule=objectif) for objectif in objectifs), *vises),
            **champs,
        ),
        **racine,
    )


def make_fiche(nom="Commune de Valfleuri", maintenant=MAINTENANT, fiche=None, **champs):
    """Publish a sheet in the database."""
    options = {cle: champs.pop(cle) for cle in ("auteur", "motif", "confiance") if cle in champs}
    publication = ActePublication(
        spaser=make_spaser(nom, **champs),
        origine=champs.pop("origine", OrigineFiche.RECENSE),
        maintenant=maintenant,
        **options,
    )
    return publish_fiche(publication, fiche)

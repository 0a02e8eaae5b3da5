"""The words under which a sheet is found."""

from __future__ import annotations

from typing import Final

from spaser.metier.registre.nomenclatures import TypeStructure
from spaser.web.recherche.types import Textes, TypeCherchable
from spaser.web.registre.generation import TYPE_RECHERCHE
from spaser.web.registre.models import Fiche
from spaser.web.registre.territoires import words_of_lieu

# Every sheet is one of these: to look for the word is to look for all of them.
_TOUJOURS: Final = (
    "schéma de promotion des achats publics socialement et écologiquement responsables SPASER"
)


def read_textes(fiche: Fiche) -> Textes:
    """Return the words of a sheet, by how much they tell."""
    spaser = fiche.spaser
    structure, schema = spaser.structure, spaser.schema
    partenaires = " ".join(partenaire.nom for partenaire in schema.partenaires)
    return Textes(
        titre=f"{structure.nom} {schema.titre or ''} {partenaires}",
        lieu=words_of_lieu(fiche.code_region, fiche.codes_departement),
        axes=" ".join(f"{axe.intitule} {axe.description or ''}" for axe in schema.axes),
        reste=" ".join(
            [
                _TOUJOURS,
                TypeStructure(structure.type).libelle,
                fiche.siren,
                schema.presentation or "",
                *(f"{o.intitule} {o.precision or ''}" for o in schema.objectifs),
                *(f"{action.intitule} {action.description or ''}" for action in schema.actions),
            ]
        ),
    )


FICHE: Final = TypeCherchable(
    nom=TYPE_RECHERCHE,
    libelle="Schémas du registre",
    modele=Fiche,
    publics=lambda: Fiche.objects.publiees().order_by("pk"),
    read=read_textes,
)

"""The words under which a sheet is found."""

from __future__ import annotations

from typing import Final

from spaser.donnees.referentiels.annuaire import name_departement, name_region
from spaser.metier.format_spaser.fichier import widen
from spaser.metier.registre.nomenclatures import TypeStructure
from spaser.metier.registre.texte_fiche import list_rubriques
from spaser.web.recherche.services import Textes, TypeCherchable
from spaser.web.registre.models import EtatFiche, Fiche, PageDocument

# The register's generation: bumped at each change, read by what is kept in memory.
GENERATION: Final = "registre"
TYPE_RECHERCHE: Final = "fiche"
TYPE_PAGE: Final = "page"

# Every sheet is one of these: to look for the word is to look for all of them.
TOUJOURS: Final = (
    "schéma de promotion des achats publics socialement et écologiquement responsables SPASER"
)

# What people still call a part of today's regions; a search finds it.
_NOMS_D_USAGE: Final = {
    "11": "IDF",
    "27": "BFC",
    "84": "AURA ARA Rhône-Alpes",
    "93": "PACA Sud",
    "04": "Réunion outre-mer",
    "01": "outre-mer Antilles",
    "02": "outre-mer Antilles",
    "03": "outre-mer",
    "06": "outre-mer",
}
_ANCIENNES_REGIONS: Final = {
    "Alsace": "67 68",
    "Aquitaine": "24 33 40 47 64",
    "Auvergne": "03 15 43 63",
    "Bourgogne": "21 58 71 89",
    "Champagne-Ardenne": "08 10 51 52",
    "Franche-Comté": "25 39 70 90",
    "Languedoc-Roussillon": "11 30 34 48 66",
    "Limousin": "19 23 87",
    "Lorraine": "54 55 57 88",
    "Midi-Pyrénées": "09 12 31 32 46 65 81 82",
    "Nord-Pas-de-Calais": "59 62",
    "Basse-Normandie": "14 50 61",
    "Haute-Normandie": "27 76",
    "Picardie": "02 60 80",
    "Poitou-Charentes": "16 17 79 86",
    "Rhône-Alpes": "01 07 26 38 42 69 73 74",
}


def read_textes(fiche: Fiche) -> Textes:
    spaser = fiche.spaser
    structure, schema = spaser.structure, spaser.schema
    partenaires = " ".join(partenaire.nom for partenaire in schema.partenaires)
    return Textes(
        titre=f"{structure.nom} {schema.titre or ''} {partenaires}",
        lieu=words_of_lieu(fiche.code_region, fiche.codes_departement),
        axes=" ".join(f"{axe.intitule} {axe.description or ''}" for axe in schema.axes),
        reste=" ".join(
            [
                TOUJOURS,
                TypeStructure(structure.type).libelle,
                fiche.siren,
                schema.presentation or "",
                *(f"{o.intitule} {o.precision or ''}" for o in schema.objectifs),
                *(f"{action.intitule} {action.description or ''}" for action in schema.actions),
                *(
                    f"{rubrique.titre} {' '.join(rubrique.paragraphes)}"
                    for rubrique in list_rubriques(widen(spaser).schema.texte)
                ),
            ]
        ),
    )


def words_of_lieu(code_region: str, codes_departement: list[str]) -> str:
    """Return every name under which people look for a place, former regions included."""
    anciennes = (
        nom
        for nom, codes in _ANCIENNES_REGIONS.items()
        if set(codes.split()).intersection(codes_departement)
    )
    return " ".join(
        [
            name_region(code_region),
            _NOMS_D_USAGE.get(code_region, ""),
            *(f"{name_departement(code)} {code}" for code in codes_departement),
            *anciennes,
        ]
    )


FICHE: Final = TypeCherchable(
    nom=TYPE_RECHERCHE,
    libelle="Schémas du registre",
    modele=Fiche,
    publics=lambda: Fiche.objects.publiees().order_by("pk"),
    read=read_textes,
)
PAGE: Final = TypeCherchable(
    nom=TYPE_PAGE,
    libelle="Dans le texte des schémas",
    modele=PageDocument,
    publics=lambda: PageDocument.objects.filter(fichier__fiche__etat=EtatFiche.PUBLIEE).order_by(
        "pk"
    ),
    read=lambda page: Textes(titre="", reste=page.texte),
    nomme=False,
)

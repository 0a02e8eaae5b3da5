"""A small register, and how programs ask it."""

import pytest

from spaser.regles.fiche import DocumentPublic, LienUtile, SourcePublique
from spaser.regles.nomenclatures import ObligationSchema, OrigineFiche, Statut, TypeStructure
from spaser.site.registre.models import Provenance
from tests.site.registre.fabrique import make_fiche


@pytest.fixture
def demande(client):
    """Ask an address of the API, whose beginning is left out."""

    reponses = []

    def ask(adresse="", **options):
        reponses.append(client.get(f"/api/v1/{adresse}", **options))
        return reponses[-1]

    yield ask
    for reponse in reponses:
        reponse.close()


@pytest.fixture
def bretagne(db):
    """The sheet of a region, with all that a sheet may have."""
    fiche = make_fiche(
        "Région Bretagne",
        type=TypeStructure.REGION,
        code_region="53",
        statut=Statut.ADOPTE,
        adopte_le="2022-12",
        debut="2023",
        fin="2025",
        obligation=ObligationSchema.OBLIGE,
        mutualise=False,
        axes=["Achats équitables", "Transition"],
        objectifs=["Marchés avec une clause sociale"],
        documents=(DocumentPublic(titre="Schéma", url="https://exemple.fr/schema.pdf"),),
        liens=(LienUtile(titre="Page", url="https://exemple.fr/spaser"),),
        sources=(SourcePublique(libelle="Un article"),),
        confiance="B",
        motif="Fiche recensée d’après une source publique",
    )
    Provenance.objects.create(
        fiche=fiche,
        champ="schema.adopte_le",
        origine=OrigineFiche.RECENSE,
        libelle="Délibération",
        url="https://exemple.fr/deliberation",
        date="2026-11-20",
        confiance="A",
    )
    return fiche


@pytest.fixture
def registre(bretagne):
    """Three sheets: a region, a department, a national buyer."""
    make_fiche(
        "Ille-et-Vilaine",
        type=TypeStructure.DEPARTEMENT,
        siren="223500018",
        code_region="53",
        codes_departement=("35",),
        mutualise=True,
        edition=2,
    )
    make_fiche("État", type=TypeStructure.ETAT, presentation="=1+1")

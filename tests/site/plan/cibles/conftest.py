"""What the tests of targets share: a space, its figures, what it aims at."""

from decimal import Decimal

import pytest

from spaser.regles.fiche import Structure
from spaser.regles.format_spaser import (
    IndicateurSuivi11,
    Objectif11,
    Schema11,
    Spaser11,
)
from spaser.regles.indicateurs import NatureValeur
from spaser.regles.nomenclatures import (
    DatePartielle,
    ExpressionIndicateur,
    OrigineFiche,
    TypeStructure,
)
from spaser.site.plan.cibles.lignes import find_vise
from spaser.site.plan.cibles.services import keep_visee, note_valeurs
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.models.cibles import Valeur
from spaser.site.registre.fiches import ActePublication, publish_fiche
from tests.site.chiffres.conftest import dossiers, payees
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in
from tests.site.registre.fabrique import MAINTENANT
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["dossiers", "entrepot_fictif", "marches", "payees"]


@pytest.fixture
def organisation(db):
    return make_organisation()


@pytest.fixture
def espace(organisation):
    return organisation.espace


@pytest.fixture
def auteur(organisation):
    return make_membre(organisation, "redaction").utilisateur


@pytest.fixture
def client(auteur):
    return sign_in(auteur)


@pytest.fixture
def follow(espace):
    """Put an indicator on the short list; return what names it in addresses."""

    def retain(**champs):
        ligne = LigneGrille.objects.create(
            espace=espace,
            **{"rubrique": "social", "indicateur": "Le nôtre", "retenu": True} | champs,
        )
        return str(ligne.pk)

    return retain


@pytest.fixture
def aim(espace, auteur):
    """Write what an indicator aims at."""

    def write(cle, **champs):
        visee = keep_visee(find_vise(espace, cle), auteur)
        for nom, valeur in champs.items():
            setattr(visee, nom, Decimal(valeur) if nom.endswith("_valeur") else valeur)
        visee.save()
        return visee

    return write


@pytest.fixture
def note(espace, auteur):
    """Keep values of indicators, as one act."""

    def keep(*valeurs, nature=NatureValeur.SAISIE, **reste):
        return note_valeurs(
            espace,
            [
                (
                    find_vise(espace, cle),
                    Valeur(annee=annee, valeur=Decimal(valeur), nature=nature, **reste),
                )
                for cle, annee, valeur in valeurs
            ],
            auteur,
        )

    return keep


@pytest.fixture
def publish_visee(db):
    """Publish the scheme of another buyer, which aims at a rate of SOC-01."""

    def publish(rang, valeur, base="nombre"):
        schema = Schema11(
            objectifs=(
                Objectif11(
                    intitule="Social", valeur=valeur, unite="%", indicateurs=("SOC-01",),
                    echeance=DatePartielle("2029"),
                ),
            ),
            indicateurs=(
                IndicateurSuivi11(
                    intitule="Social", code="SOC-01", expression=ExpressionIndicateur(base)
                ),
            ),
        )  # fmt: skip
        nom = f"Commune voisine {rang}"
        structure = Structure(nom=nom, type=TypeStructure.COMMUNE)
        return publish_fiche(
            ActePublication(
                spaser=Spaser11(structure=structure, schema=schema),
                origine=OrigineFiche.RECENSE,
                maintenant=MAINTENANT,
            ),
            None,
        )

    return publish

"""Where to begin, then the register as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router

from spaser.contenus.formats_publies import EXEMPLES, JOURNAL
from spaser.donnees.referentiels.annuaire import departements, regions
from spaser.metier.registre.nomenclatures import (
    Approche,
    Confiance,
    Nomenclature,
    ObligationSchema,
    OrigineFiche,
    TrancheAchats,
    TrancheHabitants,
    TypeDocument,
    TypeStructure,
)
from spaser.metier.registre.obligation import Obligation
from spaser.metier.statuts import Statut
from spaser.version import read_version
from spaser.web.api import schemas
from spaser.web.api.formats import FORMATS, locate_format
from spaser.web.api.parametres import ParametresRecherche, search_fiches, tell_recherche
from spaser.web.api.schemas import LICENCE, responses
from spaser.web.registre.selectors.chiffres import ChiffreCle, read_chiffres
from spaser.web.registre.selectors.listing import FiltreCompte
from spaser.web.socle.courriel import absolute_url

# Where to begin: what the API offers, and the formats that the site publishes.

accueil = Router(tags=["Accueil"])
_ADRESSES = (
    "fiches csv json lignes geojson facettes chiffres nomenclatures formats openapi"
).split()


@accueil.get(
    "/",
    url_name="accueil",
    operation_id="lireAccueil",
    summary="Savoir où aller",
    description="Les adresses de l’interface, la licence et la documentation.",
    response=schemas.Accueil,
    openapi_extra=responses(),
)
def show_accueil(request: HttpRequest) -> schemas.Accueil:
    """Answer the addresses of the API."""
    return schemas.Accueil(
        titre="Registre des SPASER",
        version=read_version(),
        licence=LICENCE,
        documentation=absolute_url(reverse("api:documentation")),
        openapi=absolute_url(reverse("api:openapi")),
        adresses={nom: absolute_url(reverse(f"api:{nom}")) for nom in _ADRESSES},
    )


@accueil.get(
    "/formats",
    url_name="formats",
    operation_id="listerFormats",
    summary="Lister les formats publiés",
    description="Les schémas JSON du format ouvert et le schéma de table de l’export CSV, à des "
    "adresses qui ne changent pas, avec le journal de leurs changements. Les exemples "
    "nomment celle qu’ils suivent.",
    response=schemas.Formats,
    openapi_extra=responses(),
)
def list_formats(request: HttpRequest) -> schemas.Formats:
    """Answer the published formats."""
    return schemas.Formats(
        formats=[
            schemas.FormatPublie(
                nom=nom,
                titre=publie.titre,
                version=publie.version,
                url=locate_format(nom),
                media=publie.media,
            )
            for nom, publie in FORMATS.items()
        ],
        journal=locate_format(JOURNAL),
        exemples=[locate_format(f"exemple-{nom}") for nom in EXEMPLES],
    )


# The register as a whole: counts, key figures, lists of values.

router = Router(tags=["Registre"])


@router.get(
    "/facettes",
    url_name="facettes",
    operation_id="compterFacettes",
    summary="Compter les fiches par filtre",
    description="Pour une recherche, le nombre de fiches que donnerait chaque valeur de chaque "
    "filtre, les autres filtres restant appliqués.",
    response=schemas.Facettes,
    openapi_extra=responses(422),
)
def count_facettes(request: HttpRequest, lus: Query[ParametresRecherche]) -> schemas.Facettes:
    """Answer the counts of a search."""
    lecture = search_fiches(request)
    return schemas.Facettes(
        total=lecture.selection.total,
        statuts_au=lecture.aujourd_hui,
        recherche=tell_recherche(lecture.selection),
        facettes=[_facette(facette) for facette in lecture.selection.facettes],
    )


@router.get(
    "/chiffres",
    url_name="chiffres",
    operation_id="lireChiffres",
    summary="Lire les chiffres clés",
    description="Schémas recensés, en vigueur, mutualisés, par type et par région ; chacun avec "
    "l’adresse de la liste qu’il compte.",
    response=schemas.Chiffres,
    openapi_extra=responses(),
)
def show_chiffres(request: HttpRequest) -> schemas.Chiffres:
    """Answer the key figures."""
    aujourd_hui = timezone.localdate()
    chiffres = read_chiffres(aujourd_hui)
    return schemas.Chiffres(
        statuts_au=aujourd_hui,
        registre_du=chiffres.date,
        recenses=_chiffre(chiffres.recenses),
        en_vigueur=_chiffre(chiffres.en_vigueur),
        mutualises=_chiffre(chiffres.mutualises),
        par_type=[_chiffre(chiffre) for chiffre in chiffres.par_type],
        par_region=[_chiffre(chiffre) for chiffre in chiffres.par_region],
    )


@router.get(
    "/nomenclatures",
    url_name="nomenclatures",
    operation_id="listerNomenclatures",
    summary="Lister les valeurs des listes fermées",
    description="Les codes que portent les fiches et que les filtres acceptent, avec leurs mots.",
    response=schemas.Nomenclatures,
    openapi_extra=responses(),
)
def list_nomenclatures(request: HttpRequest) -> schemas.Nomenclatures:
    """Answer every list of values."""
    return schemas.Nomenclatures(nomenclatures=list(_nomenclatures()))


def _facette(facette: FiltreCompte) -> schemas.Facette:
    return schemas.Facette(
        nom=facette.nom,
        libelle=facette.titre,
        valeurs=[
            schemas.ValeurComptee(
                code=valeur.valeur,
                libelle=valeur.libelle,
                nombre=valeur.nombre,
                choisie=valeur.coche,
            )
            for valeur in facette.valeurs
        ],
    )


def _chiffre(chiffre: ChiffreCle) -> schemas.Chiffre:
    requete = f"?{chiffre.requete}" if chiffre.requete else ""
    return schemas.Chiffre(
        libelle=chiffre.libelle,
        nombre=chiffre.nombre,
        sur=chiffre.sur,
        inconnus=chiffre.inconnus,
        fiches=absolute_url(reverse("api:fiches") + requete),
    )


_LISTES: tuple[tuple[str, str, type[Nomenclature | Statut]], ...] = (
    ("type", "Type de structure", TypeStructure),
    ("habitants", "Nombre d’habitants", TrancheHabitants),
    ("achats", "Volume d’achats estimés", TrancheAchats),
    ("statut", "Statut du SPASER", Statut),
    ("obligation", "Obligé ou volontaire, d’après la source", ObligationSchema),
    ("oblige", "Obligé aujourd’hui, d’après son volume", Obligation),
    ("approche", "Approche", Approche),
    ("origine", "Origine", OrigineFiche),
    ("confiance", "Confiance", Confiance),
    ("nature", "Nature d’un document", TypeDocument),
)


def _nomenclatures() -> Iterator[schemas.Nomenclature]:
    for nom, libelle, enumeration in _LISTES:
        termes = [schemas.Terme(code=v.value, libelle=v.libelle) for v in enumeration]
        yield schemas.Nomenclature(nom=nom, libelle=libelle, termes=termes)
    for nom, libelle, zones in (
        ("region", "Région", regions()),
        ("departement", "Département", departements()),
    ):
        termes = [schemas.Terme(code=zone.code, libelle=zone.nom) for zone in zones.values()]
        yield schemas.Nomenclature(nom=nom, libelle=libelle, termes=termes)

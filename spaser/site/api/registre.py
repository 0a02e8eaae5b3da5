"""The parameters of the addresses, as django-ninja takes them; a faulty one is told in French."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, Literal, Self, cast

import pydantic
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router
from pydantic.json_schema import SkipJsonSchema

from spaser.contenus.lecture import EXEMPLES, JOURNAL
from spaser.elements import read_version
from spaser.moteur.referentiels.annuaire import departements, regions
from spaser.regles import nomenclatures
from spaser.regles.format_controle import SIMPLES, wrong_type
from spaser.regles.registre import VerdictObligation
from spaser.site.api import schemas
from spaser.site.api.enveloppe import FORMATS, RefusApi, locate_format
from spaser.site.recherche.services import TEXTE_MAX
from spaser.site.registre import porteurs, tableau
from spaser.site.socle.courriels.envoi import absolute_url

PAR_PAGE: Final = 20
PAR_PAGE_MAX: Final = 100
_PAGE_MAX: Final = 1_000_000
_VALEURS_MAX: Final = 120  # of one filter: more than there are departments
_NOM_MAX: Final = 60
_ENTIER: Final = re.compile(r"-?[0-9]{1,15}")

type Noeud = Mapping[str, Any]

_Rien = SkipJsonSchema[None]  # a parameter that is not given; the documentation need not say so
_lu = pydantic.BeforeValidator(lambda texte: int(texte) if _ENTIER.fullmatch(texte) else texte)
_Page = Annotated[int, pydantic.Field(strict=True, ge=1, le=_PAGE_MAX), _lu]
_ParPage = Annotated[int, pydantic.Field(strict=True, ge=1, le=PAR_PAGE_MAX), _lu]
# The closed lists of the register: how each is called, its values.
_LISTES: Final[Mapping[str, tuple[str, type[nomenclatures.Nomenclature]]]] = {
    "type": ("Type de structure", nomenclatures.TypeStructure),
    "habitants": ("Nombre d’habitants", nomenclatures.TrancheHabitants),
    "achats": ("Volume d’achats estimés", nomenclatures.TrancheAchats),
    "statut": ("Statut du SPASER", nomenclatures.Statut),
    "obligation": (
        "Obligé ou volontaire, d’après la source",
        nomenclatures.ObligationSchema,
    ),
    "oblige": ("Obligé aujourd’hui, d’après son volume", VerdictObligation),
    "approche": ("Approche", nomenclatures.Approche),
    "origine": ("Origine", nomenclatures.OrigineFiche),
    "confiance": ("Confiance", nomenclatures.Confiance),
    "nature": ("Nature d’un document", nomenclatures.TypeDocument),
}
# What pydantic refuses, in the words of JSON Schema: those of the French messages.
_MOTS: Final = {
    "literal_error": "enum",
    "string_too_long": "maxLength",
    "string_pattern_mismatch": "pattern",
    "greater_than_equal": "minimum",
    "less_than_equal": "maximum",
    "too_long": "maxItems",
}


class _Recherche(pydantic.BaseModel):
    """The text that is looked for."""

    model_config = pydantic.ConfigDict(extra="forbid")

    q: Annotated[str, pydantic.Field(max_length=TEXTE_MAX)] | _Rien = pydantic.Field(
        None,
        title="Texte cherché",
        description="Nom, lieu, axe ou objectif ; sans souci des accents, des pluriels ni d’une "
        "faute de frappe dans un nom.",
        examples=["bretagne"],
    )

    @pydantic.model_validator(mode="wrap")
    @classmethod
    def check(
        cls,
        _connus: object,
        lire: pydantic.ModelWrapValidatorHandler[Self],
        info: pydantic.ValidationInfo,
    ) -> Self:
        """Read the whole address, with what ninja leaves aside; 422 names faults and fixes."""
        noeuds = read_noeuds(cls)
        donnes: QueryDict = cast("dict[str, Any]", info.context)["request"].GET
        uniques = {nom for nom, noeud in noeuds.items() if noeud["type"] != "array"}
        repetes = [nom for nom in noeuds if nom in uniques and len(donnes.getlist(nom)) > 1]
        try:
            lue = lire({nom: v[-1] if nom in uniques else v for nom, v in donnes.lists()})
        except pydantic.ValidationError as erreur:
            raise _refuse(noeuds, repetes, erreur.errors()) from erreur
        if repetes:
            raise _refuse(noeuds, repetes, ())
        return lue


def _describe(filtre: tableau.Filtre) -> Any:  # noqa: ANN401 - a type and its field, for pydantic
    valeurs: Any = Annotated[_values_of(filtre), pydantic.Field(title=filtre.libelle)]
    return list[valeurs], pydantic.Field(
        default_factory=list,
        title=filtre.libelle,
        description=f"{filtre.libelle}. Répétez le paramètre pour accepter plusieurs valeurs ; "
        f"« {tableau.INCONNU} » garde les fiches qui ne le disent pas.",
        max_length=_VALEURS_MAX,
    )


def _values_of(filtre: tableau.Filtre) -> Any:  # noqa: ANN401 - a type, for pydantic
    match filtre.nom:
        case "region":
            return _among(regions())
        case "departement":
            return _among(departements())
        case "periode":
            motif = f"^((19|20)[0-9]{{2}}|{tableau.INCONNU})$"
            return Annotated[str, pydantic.Field(pattern=motif, examples=["2026"])]
        case "edition":
            motif = f"^([1-9][0-9]?|{tableau.INCONNU})$"
            return Annotated[str, pydantic.Field(pattern=motif, examples=["2"])]
        case nom if nom in _LISTES:
            return _among(_LISTES[nom][1])
    return _among(["oui", "non"])


def _among(valeurs: Iterable[str]) -> Any:  # noqa: ANN401 - a type, for pydantic
    return Literal[(*map(str, valeurs), tableau.INCONNU)]


_FILTREE: Any = pydantic.create_model(
    "_Filtree", __base__=_Recherche, **{filtre.nom: _describe(filtre) for filtre in tableau.FILTRES}
)
_TRI: Any = Literal[tuple(porteurs.TRIS)]


class ParametresRecherche(_FILTREE):  # type: ignore[misc]  # its fields are the register's filters
    """A search: the text and the filters of the register's page."""


class ParametresExport(ParametresRecherche):
    """A whole export."""

    tri: _TRI | _Rien = pydantic.Field(
        None,
        title="Tri",
        description="Par défaut : pertinence s’il y a un texte cherché, sinon nom.",
    )


def is_entier(lus: ParametresExport) -> bool:
    """Say whether the whole register is asked for, in its own order."""
    return not any(lus.model_dump(exclude={"separateur", "bom"}).values())


class ParametresCsv(ParametresExport):
    """The CSV export."""

    separateur: Literal["point-virgule", "virgule"] | _Rien = pydantic.Field(
        None,
        title="Séparateur",
        description="Par défaut le point-virgule, celui des tableurs réglés en français.",
    )
    bom: Literal["oui", "non"] | _Rien = pydantic.Field(
        None,
        title="Marque d’ordre des octets",
        description="La marque UTF-8 en tête de fichier, pour les tableurs ; oui par défaut.",
    )


class ParametresListe(ParametresExport):
    """A list by pages."""

    page: _Page | _Rien = pydantic.Field(
        None,
        title="Page",
        description="Numéro de la page ; la première par défaut.",
    )
    par_page: _ParPage | _Rien = pydantic.Field(
        None,
        title="Fiches par page",
        description=f"{PAR_PAGE} fiches par page par défaut, {PAR_PAGE_MAX} au plus.",
    )


@cache
def read_noeuds(modele: type[pydantic.BaseModel]) -> Mapping[str, Noeud]:
    return cast("Mapping[str, Noeud]", modele.model_json_schema()["properties"])


def _refuse(
    noeuds: Mapping[str, Noeud], repetes: Iterable[str], fautes: Iterable[Mapping[str, Any]]
) -> RefusApi:
    inconnus = [str(f["loc"][0]) for f in fautes if f["type"] == "extra_forbidden"]
    autres = [f for f in fautes if f["type"] not in {"extra_forbidden", "none_required"}]
    erreurs = [
        *(_unknown(nom, noeuds) for nom in inconnus),
        *(
            _fault(nom, "ce paramètre est donné plusieurs fois.", "Gardez-en un seul.")
            for nom in repetes
        ),
        *(_translate(faute, noeuds) for faute in autres),
    ]
    noms = ", ".join(dict.fromkeys(erreur["champ"] for erreur in erreurs))
    return RefusApi(422, f"Paramètre à corriger : {noms}.", erreurs=erreurs)


def _unknown(nom: str, connus: Iterable[str]) -> dict[str, str]:
    proches = difflib.get_close_matches(nom[:_NOM_MAX], connus, n=1)
    conseil = f"Vouliez-vous écrire « {proches[0]} » ?" if proches else "Retirez-le."
    return _fault(nom[:_NOM_MAX], "ce paramètre n’existe pas ici.", conseil)


def _translate(faute: Mapping[str, Any], noeuds: Mapping[str, Noeud]) -> dict[str, str]:
    nom = str(faute["loc"][0])
    noeud = noeuds[nom]["items"] if isinstance(faute["loc"][-1], int) else noeuds[nom]
    mot = _MOTS.get(faute["type"])
    tell = SIMPLES[mot] if mot else wrong_type
    return _fault(nom, *tell(faute["input"], noeud))


def _fault(champ: str, message: str, correction: str) -> dict[str, str]:
    return {"champ": champ, "message": message, "correction": correction}


# Reads a request as the register's page reads an address, and answers from the same search.


@dataclass(frozen=True)
class RechercheLue:
    """What was found, and the day statuses were computed for."""

    selection: porteurs.Selection
    aujourd_hui: date


def search_fiches(request: HttpRequest) -> RechercheLue:
    """Search; unlike the page, a value that means nothing is refused."""
    demande = porteurs.read_demande_registre(request.GET)
    if demande.remarques:
        raise RefusApi(422, " ".join(demande.remarques))
    aujourd_hui = timezone.localdate()
    return RechercheLue(porteurs.select(demande, aujourd_hui), aujourd_hui)


def tell_recherche(selection: porteurs.Selection) -> schemas.Recherche | None:
    reponse = selection.reponse
    if reponse is None:
        return None
    return schemas.Recherche(
        texte=reponse.demande,
        texte_corrige=reponse.corrige or None,
        mots_inconnus=list(reponse.inconnus),
    )


# --- Where to begin, then the register as a whole ---


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
    openapi_extra=schemas.responses(),
)
def show_accueil(request: HttpRequest) -> schemas.Accueil:
    return schemas.Accueil(
        titre="Registre des SPASER",
        version=read_version(),
        licence=schemas.LICENCE,
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
    openapi_extra=schemas.responses(),
)
def list_formats(request: HttpRequest) -> schemas.Formats:
    return schemas.Formats(
        formats=[
            schemas.FormatPublie(nom=nom, url=locate_format(nom), **publie._asdict())
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
    openapi_extra=schemas.responses(422),
)
def count_facettes(request: HttpRequest, lus: Query[ParametresRecherche]) -> schemas.Facettes:
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
    openapi_extra=schemas.responses(),
)
def show_chiffres(request: HttpRequest) -> schemas.Chiffres:
    aujourd_hui = timezone.localdate()
    chiffres = tableau.read_chiffres(aujourd_hui)
    quand = {"statuts_au": aujourd_hui, "registre_du": chiffres.date}
    return schemas.Chiffres.model_validate(vars(chiffres) | quand)


@router.get(
    "/nomenclatures",
    url_name="nomenclatures",
    operation_id="listerNomenclatures",
    summary="Lister les valeurs des listes fermées",
    description="Les codes que portent les fiches et que les filtres acceptent, avec leurs mots.",
    response=schemas.Nomenclatures,
    openapi_extra=schemas.responses(),
)
def list_nomenclatures(request: HttpRequest) -> schemas.Nomenclatures:
    return schemas.Nomenclatures(nomenclatures=list(_nomenclatures()))


def _facette(facette: porteurs.FiltreCompte) -> schemas.Facette:
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


def _nomenclatures() -> Iterator[schemas.Nomenclature]:
    for nom, (libelle, enumeration) in _LISTES.items():
        termes = [schemas.Terme(code=v.value, libelle=v.libelle) for v in enumeration]
        yield schemas.Nomenclature(nom=nom, libelle=libelle, termes=termes)
    for nom, libelle, zones in (
        ("region", "Région", regions()),
        ("departement", "Département", departements()),
    ):
        termes = [schemas.Terme(code=zone.code, libelle=zone.nom) for zone in zones.values()]
        yield schemas.Nomenclature(nom=nom, libelle=libelle, termes=termes)

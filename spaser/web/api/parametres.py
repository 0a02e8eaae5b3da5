"""The parameters of the addresses, as django-ninja takes them; a faulty one is told in French."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Final, Literal, Self, cast

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    create_model,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from spaser.donnees.referentiels.annuaire import departements, regions
from spaser.metier.format_spaser.validation import SIMPLES, wrong_type
from spaser.metier.registre.nomenclatures import (
    Approche,
    ObligationSchema,
    OrigineFiche,
    TrancheAchats,
    TrancheHabitants,
    TypeStructure,
)
from spaser.metier.registre.obligation import Obligation
from spaser.metier.statuts import Statut
from spaser.web.api import schemas
from spaser.web.api.enveloppe import Refus
from spaser.web.recherche.selectors import TEXTE_MAX
from spaser.web.registre.selectors.demande import TRIS, read_demande
from spaser.web.registre.selectors.filtres import FILTRES, INCONNU, Filtre
from spaser.web.registre.selectors.listing import Selection, select

PAR_PAGE: Final = 20
PAR_PAGE_MAX: Final = 100
_PAGE_MAX: Final = 1_000_000
_VALEURS_MAX: Final = 120  # of one filter: more than there are departments
_NOM_MAX: Final = 60
_ENTIER: Final = re.compile(r"-?[0-9]{1,15}")

type Noeud = Mapping[str, Any]

_Rien = SkipJsonSchema[None]  # a parameter that is not given; the documentation need not say so
_lu = BeforeValidator(lambda texte: int(texte) if _ENTIER.fullmatch(texte) else texte)
_Page = Annotated[int, Field(strict=True, ge=1, le=_PAGE_MAX), _lu]
_ParPage = Annotated[int, Field(strict=True, ge=1, le=PAR_PAGE_MAX), _lu]
_ENUMERATIONS: Final[Mapping[str, type[StrEnum]]] = {
    "type": TypeStructure,
    "habitants": TrancheHabitants,
    "achats": TrancheAchats,
    "statut": Statut,
    "obligation": ObligationSchema,
    "oblige": Obligation,
    "approche": Approche,
    "origine": OrigineFiche,
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


class _Recherche(BaseModel):
    """The text that is looked for."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=TEXTE_MAX)] | _Rien = Field(
        None,
        title="Texte cherché",
        description="Nom, lieu, axe ou objectif ; sans souci des accents, des pluriels ni d’une "
        "faute de frappe dans un nom.",
        examples=["bretagne"],
    )

    @model_validator(mode="wrap")
    @classmethod
    def check(
        cls, _connus: object, lire: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        """Read the whole address, with what ninja leaves aside; 422 names faults and fixes."""
        noeuds = read_noeuds(cls)
        donnes: QueryDict = cast("dict[str, Any]", info.context)["request"].GET
        uniques = {nom for nom, noeud in noeuds.items() if noeud["type"] != "array"}
        repetes = [nom for nom in noeuds if nom in uniques and len(donnes.getlist(nom)) > 1]
        try:
            lue = lire({nom: v[-1] if nom in uniques else v for nom, v in donnes.lists()})
        except ValidationError as erreur:
            raise _refuse(noeuds, repetes, erreur.errors()) from erreur
        if repetes:
            raise _refuse(noeuds, repetes, ())
        return lue


def _describe(filtre: Filtre) -> Any:  # noqa: ANN401 - a type and its field, for pydantic
    valeurs: Any = Annotated[_values_of(filtre), Field(title=filtre.libelle)]
    return list[valeurs], Field(
        default_factory=list,
        title=filtre.libelle,
        description=f"{filtre.libelle}. Répétez le paramètre pour accepter plusieurs valeurs ; "
        f"« {INCONNU} » garde les fiches qui ne le disent pas.",
        max_length=_VALEURS_MAX,
    )


def _values_of(filtre: Filtre) -> Any:  # noqa: ANN401 - a type, for pydantic
    match filtre.nom:
        case "region":
            return _among(regions())
        case "departement":
            return _among(departements())
        case "periode":
            motif = f"^((19|20)[0-9]{{2}}|{INCONNU})$"
            return Annotated[str, Field(pattern=motif, examples=["2026"])]
        case "edition":
            motif = f"^([1-9][0-9]?|{INCONNU})$"
            return Annotated[str, Field(pattern=motif, examples=["2"])]
        case nom if nom in _ENUMERATIONS:
            return _among(_ENUMERATIONS[nom])
    return _among(["oui", "non"])


def _among(valeurs: Iterable[str]) -> Any:  # noqa: ANN401 - a type, for pydantic
    return Literal[(*map(str, valeurs), INCONNU)]


_FILTREE: Any = create_model(
    "_Filtree", __base__=_Recherche, **{filtre.nom: _describe(filtre) for filtre in FILTRES}
)
_TRI: Any = Literal[tuple(TRIS)]


class ParametresRecherche(_FILTREE):  # type: ignore[misc]  # its fields are the register's filters
    """A search: the text and the filters of the register's page."""


class ParametresExport(ParametresRecherche):
    """A whole export."""

    tri: _TRI | _Rien = Field(
        None,
        title="Tri",
        description="Par défaut : pertinence s’il y a un texte cherché, sinon nom.",
    )


def is_entier(lus: ParametresExport) -> bool:
    """Say whether the whole register is asked for, in its own order."""
    return not any(lus.model_dump(exclude={"separateur", "bom"}).values())


class ParametresCsv(ParametresExport):
    """The CSV export."""

    separateur: Literal["point-virgule", "virgule"] | _Rien = Field(
        None,
        title="Séparateur",
        description="Par défaut le point-virgule, celui des tableurs réglés en français.",
    )
    bom: Literal["oui", "non"] | _Rien = Field(
        None,
        title="Marque d’ordre des octets",
        description="La marque UTF-8 en tête de fichier, pour les tableurs ; oui par défaut.",
    )


class ParametresListe(ParametresExport):
    """A list by pages."""

    page: _Page | _Rien = Field(
        None,
        title="Page",
        description="Numéro de la page ; la première par défaut.",
    )
    par_page: _ParPage | _Rien = Field(
        None,
        title="Fiches par page",
        description=f"{PAR_PAGE} fiches par page par défaut, {PAR_PAGE_MAX} au plus.",
    )


@cache
def read_noeuds(modele: type[BaseModel]) -> Mapping[str, Noeud]:
    return cast("Mapping[str, Noeud]", modele.model_json_schema()["properties"])


def _refuse(
    noeuds: Mapping[str, Noeud], repetes: Iterable[str], fautes: Iterable[Mapping[str, Any]]
) -> Refus:
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
    return Refus(422, f"Paramètre à corriger : {noms}.", erreurs=erreurs)


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

    selection: Selection
    aujourd_hui: date


def search_fiches(request: HttpRequest) -> RechercheLue:
    """Search; unlike the page, a value that means nothing is refused."""
    demande = read_demande(request.GET)
    if demande.remarques:
        raise Refus(422, " ".join(demande.remarques))
    aujourd_hui = timezone.localdate()
    return RechercheLue(select(demande, aujourd_hui), aujourd_hui)


def tell_recherche(selection: Selection) -> schemas.Recherche | None:
    reponse = selection.reponse
    if reponse is None:
        return None
    return schemas.Recherche(
        texte=reponse.demande,
        texte_corrige=reponse.corrige or None,
        mots_inconnus=list(reponse.inconnus),
    )

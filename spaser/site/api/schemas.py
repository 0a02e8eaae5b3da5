"""The shapes of the answers. Null means: not known."""

from datetime import date, datetime
from typing import Annotated, Any, Final

from django.urls import reverse
from ninja import Field, Path, Schema

from spaser.site.registre.tableau import ChiffreCle
from spaser.site.socle.courriels.envoi import absolute_url


class Terme(Schema):
    """A value of a list, with its words."""

    code: str
    libelle: str


class Periode(Schema):
    """When the scheme applies; dates as precise as their source: 2024, 2024-06 or 2024-06-27."""

    debut: str | None
    fin: str | None
    sans_terme: bool | None = Field(
        description="Vrai si le schéma dit n’avoir pas de fin, faux si sa fin est connue, nul si "
        "rien ne le dit."
    )


class FicheResumee(Schema):
    """What lists give of a sheet."""

    numero: int
    page: str = Field(description="Adresse de la fiche sur le site.")
    api: str = Field(description="Adresse de la fiche dans l’interface.")
    structure: str
    siren: str | None
    type: Terme
    region: Terme | None
    departements: list[Terme]
    tranche_habitants: Terme | None
    tranche_achats: Terme | None
    titre: str | None
    edition: int | None
    statut: Terme = Field(description="Calculé au jour « statuts_au » d’après les dates connues.")
    adopte_le: str | None
    periode: Periode
    mutualise: bool | None = Field(description="Nul si ce n’est pas connu.")
    obligation: Terme | None = Field(description="D’après la source ; nul si elle ne le dit pas.")
    oblige_adoption: Terme = Field(
        description="Obligé à son adoption ? Calculé d’après le type, le volume d’achats et le "
        "jour : « oui », « non » ou « inconnu » (on ne peut pas dire)."
    )
    oblige_aujourdhui: Terme = Field(description="De même, au jour « statuts_au ».")
    approche: Terme | None
    origine: Terme
    confiance: Terme | None = Field(description="Des fiches recensées : qualité de la source.")
    publiee_le: datetime
    mise_a_jour_le: datetime
    confirmee_le: datetime | None = Field(description="Quand l’acheteur l’a dite encore exacte.")


class Provenance(Schema):
    """Where a fact comes from."""

    champ: str = Field(description="Place dans le format ouvert ; vide pour toute la fiche.")
    origine: Terme
    source: str
    url: str | None
    date: date
    confiance: Terme | None
    note: str | None


class Fichier(Schema):
    """A document of the sheet that the site keeps."""

    titre: str
    nature: Terme
    format: str
    taille: int = Field(description="En octets.")
    sha256: str
    url: str


class FicheComplete(FicheResumee):
    """A whole sheet."""

    statuts_au: date
    contenu: dict[str, Any] = Field(description="La fiche au format ouvert SPASER.")
    provenances: list[Provenance]
    fichiers: list[Fichier]
    versions: str = Field(description="Adresse de la liste des versions.")


class Recherche(Schema):
    """How the text was understood."""

    texte: str
    texte_corrige: str | None = Field(description="Ce qui a été cherché, faute corrigée.")
    mots_inconnus: list[str] = Field(description="Mots qu’aucune fiche ne contient.")


class ListeFiches(Schema):
    """A page of the list."""

    total: int
    page: int
    pages: int
    par_page: int
    suivante: str | None
    precedente: str | None
    statuts_au: date
    registre_du: datetime | None = Field(description="Dernier changement du registre.")
    licence: str
    recherche: Recherche | None
    fiches: list[FicheResumee]


class Version(Schema):
    """A published state of a sheet."""

    numero: int
    date: datetime
    origine: Terme
    motif: str | None
    api: str


class VersionComplete(Version):
    """A published state, with what it said."""

    contenu: dict[str, Any] = Field(description="La fiche d’alors, au format ouvert SPASER.")


class ListeVersions(Schema):
    """Every published state of a sheet, the latest first."""

    fiche: int
    total: int
    versions: list[Version]


class ValeurComptee(Terme):
    """A value of a filter, and how many sheets choosing it would give."""

    nombre: int
    choisie: bool


class Facette(Schema):
    """A filter, counted with the other filters applied."""

    nom: str = Field(description="Nom du paramètre.")
    libelle: str
    valeurs: list[ValeurComptee]


class Facettes(Schema):
    """The counts of every filter for a search."""

    total: int
    statuts_au: date
    recherche: Recherche | None
    facettes: list[Facette]


class Chiffre(Schema):
    """A count, out of how many, of how many nothing is known, and its list."""

    libelle: str
    nombre: int
    sur: int
    inconnus: int
    fiches: str = Field(description="Adresse de la liste que ce chiffre compte.")

    @staticmethod
    def resolve_fiches(chiffre: ChiffreCle) -> str:
        requete = f"?{chiffre.requete}" if chiffre.requete else ""
        return absolute_url(reverse("api:fiches") + requete)


class Chiffres(Schema):
    """The key figures of the register."""

    statuts_au: date
    registre_du: datetime | None
    recenses: Chiffre
    en_vigueur: Chiffre
    mutualises: Chiffre
    par_type: list[Chiffre]
    par_region: list[Chiffre]


class Nomenclature(Schema):
    """A list of values."""

    nom: str
    libelle: str
    termes: list[Terme]


class Nomenclatures(Schema):
    """Every list of values of the register."""

    nomenclatures: list[Nomenclature]


class FormatPublie(Schema):
    """A format that the site publishes; `ebauche` stays for who reads it: no draft is published."""

    nom: str
    titre: str
    version: str
    url: str
    media: str
    ebauche: bool = False


class Formats(Schema):
    """The published formats and the journal of their changes."""

    formats: list[FormatPublie]
    journal: str
    exemples: list[str]


class Accueil(Schema):
    """Where to go from here."""

    titre: str
    version: str
    licence: str
    documentation: str
    openapi: str
    adresses: dict[str, str]


class Export(Schema):
    """The whole register, or what a search keeps of it."""

    licence: str
    statuts_au: date
    registre_du: datetime | None
    total: int
    fiches: list[FicheComplete]


class Point(Schema):
    """A point, longitude then latitude (WGS 84)."""

    type: str = Field(pattern="^Point$")
    coordinates: list[float] = Field(min_length=2, max_length=2)


class ProprietesGeo(FicheResumee):
    """A sheet on the map."""

    lieu_du_point: str | None = Field(
        description="Ce que montre le point : le chef-lieu du département ou de la région."
    )


class EntiteGeo(Schema):
    """A feature of GeoJSON."""

    type: str = Field(pattern="^Feature$")
    id: int
    geometry: Point | None
    properties: ProprietesGeo


class CollectionGeo(Schema):
    """A collection of GeoJSON."""

    type: str = Field(pattern="^FeatureCollection$")
    features: list[EntiteGeo]


class Erreur(Schema):
    """A faulty parameter."""

    champ: str
    message: str
    correction: str


class Probleme(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    erreurs: list[Erreur] | None = None


# What the operations say of themselves, beside their own shape.

# Under which terms the register is reused.
LICENCE: Final = "Licence Ouverte 2.0 (Etalab)"
LICENCE_URL: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"

NUMERO_MAX: Final = 2**31 - 1
Numero = Annotated[int, Path(ge=1, le=NUMERO_MAX)]


def responses(*statuts: int) -> dict[str, Any]:
    """Return the answers of an operation that are not its own, to be shared by `openapi`."""
    communes = (304, 405, 406, 429, 500)
    return {
        "responses": {
            str(statut): {"$ref": f"#/components/responses/{statut}"}
            for statut in sorted({*statuts, *communes})
        }
    }


def file_response(media: str, schema: str | None, *statuts: int) -> dict[str, Any]:
    forme = {"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "string"}
    reponses = responses(*statuts)
    reponses["responses"][200] = {
        "description": "Le fichier.",
        "content": {media: {"schema": forme}},
    }
    reponses["responses"][206] = {"description": "La partie du fichier que Range demande."}
    reponses["responses"][416] = {"description": "Le fichier finit avant la partie demandée."}
    return reponses

"""A scheme as plain values, in the shape and the words of the open SPASER format.

None, or an empty tuple, means: not known. Nothing here stands for « none ».
"""

from dataclasses import dataclass, field

from spaser.regles import nomenclatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    nom: str
    type: nomenclatures.TypeStructure
    siren: str | None = None
    code_region: str | None = None
    codes_departement: tuple[str, ...] = ()
    tranche_habitants: nomenclatures.TrancheHabitants | None = None
    tranche_achats: nomenclatures.TrancheAchats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partenaire:
    """Another buyer that carries the same scheme."""

    nom: str
    siren: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Periode:
    """When the scheme applies. Without end (`sans_terme`) is not: end not known."""

    debut: nomenclatures.DatePartielle | None = None
    fin: nomenclatures.DatePartielle | None = None
    sans_terme: bool = False


def is_sans_terme(periode: Periode) -> bool | None:
    """Say whether a scheme has no end; None when nothing tells."""
    if periode.sans_terme:
        return True
    return False if periode.fin else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Axe:
    intitule: str
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objectif:
    """A target, with its starting point when it is known."""

    intitule: str
    axe: str | None = None
    valeur: float | None = None
    unite: str | None = None
    echeance: nomenclatures.DatePartielle | None = None
    reference: float | None = None
    annee_reference: int | None = None
    precision: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action of the plan; services answer for it, never people."""

    intitule: str
    description: str | None = None
    axe: str | None = None
    pilote: str | None = None
    contributeurs: tuple[str, ...] = ()
    echeance: nomenclatures.DatePartielle | None = None
    moyens: str | None = None
    indicateurs: tuple[str, ...] = ()
    avancement: nomenclatures.Avancement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurAnnuelle:
    """An indicator's value for one year, and for one buyer of a shared scheme."""

    annee: int
    siren: str | None = None
    valeur: float | None = None
    numerateur: float | None = None
    denominateur: float | None = None
    inconnus: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicateurSuivi:
    intitule: str
    code: str | None = None
    categorie: nomenclatures.Categorie | None = None
    expression: nomenclatures.ExpressionIndicateur | None = None
    unite: str | None = None
    methode: str | None = None
    valeurs: tuple[ValeurAnnuelle, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AchatsAnnuels:
    montant: int
    annee: int | None = None
    taxe: nomenclatures.Taxe | None = None
    precision: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPublic:
    titre: str
    url: str
    nature: nomenclatures.TypeDocument | None = None
    date: nomenclatures.DatePartielle | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LienUtile:
    titre: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A service to reach, never a person."""

    service: str
    courriel: str | None = None
    telephone: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePublique:
    libelle: str
    url: str | None = None
    consulte_le: nomenclatures.DatePartielle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    titre: str | None = None
    statut: nomenclatures.Statut | None = None
    adopte_le: nomenclatures.DatePartielle | None = None
    edition: int | None = None
    periode: Periode = field(default_factory=Periode)
    mutualise: bool | None = None
    partenaires: tuple[Partenaire, ...] = ()
    obligation: nomenclatures.ObligationSchema | None = None
    approche: nomenclatures.Approche | None = None
    presentation: str | None = None
    axes: tuple[Axe, ...] = ()
    objectifs: tuple[Objectif, ...] = ()
    actions: tuple[Action, ...] = ()
    indicateurs: tuple[IndicateurSuivi, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spaser:
    structure: Structure
    schema: Schema = field(default_factory=Schema)
    achats_annuels: tuple[AchatsAnnuels, ...] = ()
    documents: tuple[DocumentPublic, ...] = ()
    liens: tuple[LienUtile, ...] = ()
    contact: Contact | None = None
    sources: tuple[SourcePublique, ...] = ()

    @property
    def jalons(self) -> nomenclatures.Jalons:
        periode = self.schema.periode
        return nomenclatures.Jalons(
            declare=self.schema.statut,
            adopte_le=self.schema.adopte_le,
            debut=periode.debut,
            fin=periode.fin,
            sans_terme=periode.sans_terme,
        )

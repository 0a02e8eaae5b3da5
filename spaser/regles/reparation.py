"""The faults of a buyer's published contracts, the file repaired, the letter to its publisher."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from spaser.contenus.lecture import cache_contenu
from spaser.regles.nomenclatures import Nomenclature, Source

# --- What a rate would be if the missing answers were there, and how much each field would tell


@dataclass(frozen=True, order=True, slots=True)
class Cause:
    """Why an answer is missing: a field, and what is wrong with it."""

    champ: str
    raison: str


@dataclass(frozen=True, slots=True)
class PartConnue:
    """A share as it is known: contracts or euros answered yes, no, and missing, by cause."""

    oui: float
    non: float
    inconnus: Mapping[Cause, float] = field(default_factory=dict)

    @property
    def manque(self) -> float:
        """Return all that has no answer."""
        return sum(self.inconnus.values())

    @property
    def total(self) -> float:
        """Return all that should have an answer."""
        return self.oui + self.non + self.manque

    @property
    def valeur(self) -> float | None:
        """Return the share of yes among what is answered; None when nothing is."""
        connus = self.oui + self.non
        return self.oui / connus if connus else None

    @property
    def bas(self) -> float | None:
        """Return the share if every missing answer were no."""
        return self.oui / self.total if self.total else None

    @property
    def haut(self) -> float | None:
        """Return the share if every missing answer were yes."""
        return (self.oui + self.manque) / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Gain:
    """How much mending a cause narrows the bounds of a share (`resserre`).

    `reste` is the width that is left once this cause and those listed before it are mended.
    """

    cause: Cause
    poids: float  # contracts, or euros
    resserre: float  # from 0 to 1
    reste: float


def list_gains(part: PartConnue) -> list[Gain]:
    """Return the causes, the one that narrows the bounds most first."""
    gains: list[Gain] = []
    manque = part.manque
    for cause, poids in sorted(part.inconnus.items(), key=lambda c: (-c[1], c[0])):
        manque -= poids
        gains.append(Gain(cause, poids, poids / part.total, max(manque, 0.0) / part.total))
    return gains


def sum_points(parts: Iterable[PartConnue]) -> dict[Cause, float]:
    """Return how much each cause narrows all these shares together."""
    points: dict[Cause, float] = {}
    for part in parts:
        for gain in list_gains(part):
            points[gain.cause] = points.get(gain.cause, 0.0) + gain.resserre
    return points


# --- The faults of a buyer's contracts, counted by field and reason, the most harmful first ---
# Beside them, why a fault matters, in words; what to do about it stands beside each code of
# anomaly.


FORMAT: Final = "marches"
"""The field that stands for the whole record, when its format is the fault."""

SANS_NUMERO: Final = Cause("titulaires.id", "sans_numero_francais")
SANS_REPONSE: Final = "sans_reponse"

CHAMPS_DECISIFS: Final[Mapping[str, str]] = {
    "SOC-01": "considerationsSociales",
    "ENV-01": "considerationsEnvironnementales",
    "SOC-13": "titulaires",
    "SOC-IN": "titulaires",
}
"""The field that answers each line of the law."""


class Remede(Nomenclature):
    ACHETEUR = "acheteur", "À corriger par l’acheteur"
    REPARABLE = "reparable", "Déjà corrigé dans le fichier réparé"
    EN_ATTENTE = "en_attente", "Réparable, une fois le reste du contrat corrigé"
    REMARQUE = "remarque", "À vérifier"


def find_remede(sort: str, *, ecrit: bool) -> Remede:
    """Return what can be done about a fault; `ecrit`: its contract is in the repaired file."""
    remede = Remede(sort)
    return Remede.EN_ATTENTE if remede is Remede.REPARABLE and not ecrit else remede


@dataclass(frozen=True, slots=True)
class FauteContrat:
    contrat: int
    champ: str
    raison: str
    genre: Remede

    @property
    def cause(self) -> Cause:
        return Cause(self.champ, self.raison)


@dataclass(frozen=True, slots=True)
class ConstatFautes:
    champ: str
    raison: str
    genre: Remede
    contrats: int
    points: float = 0.0  # by how much it widens the four legal rates, together

    @property
    def cause(self) -> Cause:
        return Cause(self.champ, self.raison)


def count_constats(
    fautes: Iterable[FauteContrat], points: Mapping[Cause, float]
) -> list[ConstatFautes]:
    """Count contracts by field and reason; largest effect first.

    The effect is what the fault hides of the legal rates, then whether it keeps the contract out
    of the repaired file, then how many contracts it touches.
    """
    contrats: dict[tuple[Cause, Remede], set[int]] = defaultdict(set)
    for faute in fautes:
        contrats[faute.cause, faute.genre].add(faute.contrat)
    constats = [
        ConstatFautes(cause.champ, cause.raison, genre, len(touches), points.get(cause, 0.0))
        for (cause, genre), touches in contrats.items()
    ]
    ordre = list(Remede)
    return sorted(
        constats, key=lambda c: (-c.points, ordre.index(c.genre), -c.contrats, c.champ, c.raison)
    )


def find_cause(indicateur: str, fautes: Sequence[FauteContrat]) -> Cause:
    """Return why a contract has no answer to a line of the law."""
    decisif = CHAMPS_DECISIFS[indicateur]
    for faute in fautes:
        if faute.champ == FORMAT or faute.champ.split(".", 1)[0] == decisif:
            return faute.cause
    return SANS_NUMERO if decisif == "titulaires" else Cause(decisif, SANS_REPONSE)


class FamilleFautes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    codes: tuple[str, ...]
    explication: str
    faits: tuple[str, ...] = ()  # the codes of the law that it tells
    titre: str = ""  # for a code that the control of files does not know
    correction: str = ""  # same


class Raisons(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every family, and the text that they rest on."""

    version: str
    source: Source
    familles: tuple[FamilleFautes, ...]


load_raisons: Final = cache_contenu("reparation/raisons.json", Raisons)


def find_famille_fautes(code: str) -> FamilleFautes:
    """Return the family of a code; an empty one when nobody wrote about it."""
    trouvees = (famille for famille in load_raisons().familles if code in famille.codes)
    return next(trouvees, FamilleFautes(codes=(), explication=""))


# --- The letter to the publisher of the buyer profile: who writes, what is wrong, what is asked


class Modele(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of the letter; names between braces are filled in."""

    version: str
    objet: str
    debut: tuple[str, ...]
    liste_profil: str
    liste_acheteur: str
    fin: tuple[str, ...]
    signature: str


@dataclass(frozen=True, slots=True)
class DemandeCorrection:
    """One thing to mend: where, what, on how many contracts, and how."""

    champ: str
    probleme: str
    contrats: str  # « 12 contrats »
    correction: str
    profil: bool  # the publisher's software writes this field


@dataclass(frozen=True, slots=True)
class Lettre:
    objet: str
    paragraphes: tuple[str, ...]
    demandes_profil: tuple[str, ...]
    titre_acheteur: str
    demandes_acheteur: tuple[str, ...]
    fin: tuple[str, ...]
    signature: str
    mention: str = ""

    @property
    def texte(self) -> str:
        parties = [f"Objet : {self.objet}", *self.paragraphes]
        parties += [f"- {demande}" for demande in self.demandes_profil]
        if self.demandes_acheteur:
            parties += [self.titre_acheteur, *(f"- {d}" for d in self.demandes_acheteur)]
        fin = filter(None, (*self.fin, self.signature, self.mention))
        return "\n\n".join([*parties, *fin]) + "\n"


_load_modele: Final = cache_contenu("reparation/lettre.json", Modele)


def write_lettre(
    faits: dict[str, str], demandes: list[DemandeCorrection], mention: str = ""
) -> Lettre:
    modele = _load_modele()
    profil = tuple(_tell(d) for d in demandes if d.profil)
    acheteur = tuple(_tell(d) for d in demandes if not d.profil)
    debut = tuple(p.format(**faits) for p in modele.debut)
    if profil:
        debut = (*debut, modele.liste_profil.format(**faits))
    return Lettre(
        objet=modele.objet.format(**faits),
        paragraphes=debut,
        demandes_profil=profil,
        titre_acheteur=modele.liste_acheteur.format(**faits),
        demandes_acheteur=acheteur,
        fin=tuple(p.format(**faits) for p in modele.fin),
        signature=modele.signature.format(**faits),
        mention=mention,
    )


def _tell(demande: DemandeCorrection) -> str:
    return f"{demande.probleme} ({demande.champ}, {demande.contrats}). {demande.correction}"

"""Who buys and who sells in Val-Fictif.

Every SIREN starts with 0010, has a right control key and belongs to no organisation of this world;
every name says « (fictif) ».
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final, Literal

FIN_DES_DONNEES: Final = "2026-10-30"

Famille = Literal["esus", "insertion", "handicap", "ordinaire"]

_PREFIXE_ACHETEUR: Final = "00101"
_PREFIXE_FOURNISSEUR: Final = "00102"


@dataclass(frozen=True, slots=True)
class AcheteurFictif:
    """A buyer and its habits, which give the demonstration its contrasts."""

    siren: str
    sirets: tuple[str, ...]
    nom: str
    poids: float  # share of the contracts of the territory
    echelle: float  # size of its contracts beside an ordinary one
    social: float  # appetite for social considerations
    environnement: float
    silence: float  # share of the answers it leaves out
    segments: tuple[str, ...]  # what it buys more than others


@dataclass(frozen=True, slots=True)
class FournisseurFictif:
    """A firm that holds contracts."""

    siren: str
    siret: str
    nom: str
    segment: str
    famille: Famille
    sorte: str = ""  # EI, ACI, EA… when the family is insertion or handicap


def build_siren(prefixe: str, numero: int) -> str:
    """Return nine digits ending with the right control key."""
    racine = f"{prefixe}{numero:0{8 - len(prefixe)}d}"
    return racine + _cle(racine)


def build_siret(siren: str, etablissement: int = 1) -> str:
    """Return the SIRET of one of the establishments of a SIREN."""
    racine = f"{siren}{etablissement:04d}"
    return racine + _cle(racine)


def _cle(racine: str) -> str:
    """Return the last digit that makes the Luhn sum a multiple of ten."""
    total = 0
    for rang, chiffre in enumerate(reversed(racine)):
        produit = int(chiffre) * (2 if rang % 2 == 0 else 1)
        total += produit - 9 if produit > 9 else produit  # noqa: PLR2004 - two digits added up
    return str(-total % 10)


def _acheteur(
    numero: int, nom: str, poids: float, echelle: float, **habitudes: float
) -> AcheteurFictif:
    siren = build_siren(_PREFIXE_ACHETEUR, numero)
    return AcheteurFictif(
        siren=siren,
        sirets=(build_siret(siren), build_siret(siren, 2)),
        nom=f"{nom} (fictif)",
        poids=poids,
        echelle=echelle,
        social=habitudes["social"],
        environnement=habitudes["environnement"],
        silence=habitudes["silence"],
        segments=_SEGMENTS_PREFERES[numero],
    )


_SEGMENTS_PREFERES: Final[dict[int, tuple[str, ...]]] = {
    1: ("voirie", "dechets", "espaces_verts"),
    2: ("voirie", "restauration", "etudes"),
    3: ("batiment", "transport", "numerique"),
    4: ("batiment", "espaces_verts", "proprete"),
    5: ("sante", "restauration", "proprete"),
    6: ("batiment", "proprete", "energie"),
}

ACHETEURS: Final[tuple[AcheteurFictif, ...]] = (
    _acheteur(
        1, "Métropole de Val-Fictif", 0.30, 1.5, social=1.3, environnement=1.25, silence=0.06
    ),
    _acheteur(
        2, "Département du Haut-Fictif", 0.19, 1.1, social=1.1, environnement=0.9, silence=0.1
    ),
    _acheteur(3, "Région Val-Fictif", 0.17, 1.9, social=0.9, environnement=1.1, silence=0.04),
    _acheteur(4, "Ville de Fictiville", 0.15, 0.6, social=0.8, environnement=0.8, silence=0.42),
    _acheteur(5, "Hôpital de Fictiville", 0.11, 0.9, social=0.35, environnement=0.6, silence=0.12),
    _acheteur(
        6, "Office HLM Habitat Fictif", 0.08, 0.8, social=1.5, environnement=0.7, silence=0.08
    ),
)

_METIERS: Final[dict[str, tuple[str, ...]]] = {
    "voirie": ("Travaux publics", "Terrassement", "Enrobés", "Signalisation"),
    "batiment": ("Maçonnerie", "Menuiserie", "Couverture", "Plomberie", "Électricité", "Peinture"),
    "proprete": ("Propreté", "Nettoyage", "Entretien des locaux"),
    "espaces_verts": ("Paysage", "Jardins", "Élagage"),
    "dechets": ("Collecte", "Recyclage", "Tri"),
    "restauration": ("Cuisine", "Maraîchage", "Boulangerie"),
    "numerique": ("Informatique", "Réseaux", "Logiciels"),
    "etudes": ("Ingénierie", "Conseil", "Architecture"),
    "energie": ("Énergie", "Chauffage", "Isolation"),
    "transport": ("Autocars", "Mobilités", "Véhicules"),
    "sante": ("Matériel médical", "Pharmacie", "Laboratoire"),
    "communication": ("Imprimerie", "Communication", "Événements"),
}
_LIEUX: Final = (
    "des Trois-Ponts", "du Lavoir", "de la Combe", "du Vieux-Port", "des Tilleuls", "du Moulin",
    "de la Source", "des Ormeaux", "du Belvédère", "de la Plaine", "des Remparts", "du Vallon",
)  # fmt: skip
_SORTES_INSERTION: Final = ("EI", "ACI", "AI", "ETTI")
_SORTES_HANDICAP: Final = ("EA", "ESAT")
_OUVERTS_A_TOUS: Final = ("proprete", "espaces_verts", "dechets", "restauration", "communication")


def build_fournisseurs(hasard: Random) -> tuple[FournisseurFictif, ...]:
    """Return some two hundred firms, among them a few ESUS and inclusive structures."""
    fournisseurs: list[FournisseurFictif] = []
    for segment, metiers in _METIERS.items():
        for lieu in hasard.sample(_LIEUX, len(_LIEUX)):
            metier = metiers[len(fournisseurs) % len(metiers)]
            fournisseurs.append(_fournisseur(len(fournisseurs) + 1, f"{metier} {lieu}", segment))
        if segment in _OUVERTS_A_TOUS or segment == "batiment":
            fournisseurs += _build_solidaires(len(fournisseurs), segment, metiers[0])
    return tuple(fournisseurs)


def _build_solidaires(deja: int, segment: str, metier: str) -> list[FournisseurFictif]:
    sorte_insertion = _SORTES_INSERTION[deja % len(_SORTES_INSERTION)]
    sorte_handicap = _SORTES_HANDICAP[deja % len(_SORTES_HANDICAP)]
    return [
        _fournisseur(deja + 1, f"{metier} Solidaire", segment, "esus"),
        _fournisseur(deja + 2, f"{metier} Insertion", segment, "insertion", sorte_insertion),
        _fournisseur(deja + 3, f"{metier} Tremplin", segment, "insertion", "EI"),
        _fournisseur(deja + 4, f"{metier} Atelier", segment, "handicap", sorte_handicap),
    ]


def _fournisseur(
    numero: int, nom: str, segment: str, famille: Famille = "ordinaire", sorte: str = ""
) -> FournisseurFictif:
    siren = build_siren(_PREFIXE_FOURNISSEUR, numero)
    return FournisseurFictif(siren, build_siret(siren), f"{nom} (fictif)", segment, famille, sorte)

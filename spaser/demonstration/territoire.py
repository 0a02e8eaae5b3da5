"""Who buys and who sells in Val-Fictif, and what: plausible objects, by purchasing segment.

Every SIREN starts with 0010, has a right control key and belongs to no organisation of this world;
every name says « (fictif) ».
"""

from dataclasses import dataclass
from random import Random
from typing import Final, Literal

FIN_DES_DONNEES: Final = "2026-10-30"

Famille = Literal["esus", "insertion", "handicap", "ordinaire"]

_PREFIXE_ACHETEUR: Final = "00101"
_PREFIXE_FOURNISSEUR: Final = "00102"


@dataclass(frozen=True, slots=True)
class AcheteurFictif:
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


Nature = Literal["travaux", "fournitures", "services"]


@dataclass(frozen=True, slots=True)
class Objet:
    """A kind of need: its words, its CPV code and what such contracts usually hold."""

    segment: str
    libelle: str
    cpv: str
    nature: Nature
    montant: int  # usual size, euros without tax
    mois: int  # usual duration
    social: float  # how often such a contract has a social consideration, once policy is mature
    environnement: float
    ccag: str


_TRAVAUX: Final = "Travaux"
_FCS: Final = "Fournitures courantes et services"
_PI: Final = "Prestations intellectuelles"
_TIC: Final = "Techniques de l'information et de la communication"


def _travaux(segment: str, libelle: str, cpv: str, montant: int, mois: int) -> Objet:
    return Objet(segment, libelle, cpv, "travaux", montant, mois, 0.55, 0.7, _TRAVAUX)


def _services(
    segment: str, libelle: str, cpv: str, montant: int, mois: int, parts: tuple[float, float]
) -> Objet:
    return Objet(segment, libelle, cpv, "services", montant, mois, *parts, _FCS)


def _fournitures(
    segment: str, libelle: str, cpv: str, montant: int, mois: int, environnement: float
) -> Objet:
    return Objet(segment, libelle, cpv, "fournitures", montant, mois, 0.08, environnement, _FCS)


def _etudes(libelle: str, cpv: str, montant: int, mois: int) -> Objet:
    return Objet("etudes", libelle, cpv, "services", montant, mois, 0.12, 0.4, _PI)


def _numerique(libelle: str, cpv: str, montant: int, mois: int, nature: Nature) -> Objet:
    return Objet("numerique", libelle, cpv, nature, montant, mois, 0.1, 0.45, _TIC)


OBJETS: Final[tuple[Objet, ...]] = (
    _travaux("voirie", "Réfection de chaussées et de trottoirs", "45233141", 420_000, 24),
    _travaux("voirie", "Aménagement d'une piste cyclable", "45233162", 380_000, 12),
    _travaux("voirie", "Signalisation horizontale et verticale", "45233290", 150_000, 36),
    _travaux("voirie", "Réhabilitation de réseaux d'assainissement", "45232410", 510_000, 18),
    _travaux("batiment", "Rénovation énergétique d'un groupe scolaire", "45214210", 640_000, 16),
    _travaux("batiment", "Réhabilitation d'une résidence de logements", "45211341", 720_000, 18),
    _travaux("batiment", "Construction d'un gymnase", "45212225", 980_000, 20),
    _travaux("batiment", "Entretien des couvertures et étanchéité", "45261900", 130_000, 36),
    _travaux("batiment", "Remplacement de menuiseries extérieures", "45421000", 180_000, 10),
    _travaux("batiment", "Mise en accessibilité de bâtiments publics", "45453100", 210_000, 14),
    _travaux("energie", "Raccordement à un réseau de chaleur", "45251250", 460_000, 12),
    _travaux("energie", "Installation de panneaux photovoltaïques", "45261215", 230_000, 8),
    _services("energie", "Exploitation des installations de chauffage", "50720000", 340_000, 48,
        (0.25, 0.75)),
    _services("proprete", "Nettoyage des locaux administratifs", "90911200", 190_000, 48, (0.65,
        0.6)),
    _services("proprete", "Nettoyage des vitrages", "90911300", 60_000, 36, (0.5, 0.45)),
    _services("proprete", "Entretien des parties communes", "90910000", 150_000, 36, (0.6, 0.5)),
    _services("espaces_verts", "Entretien des espaces verts", "77310000", 120_000, 36, (0.6, 0.7)),
    _services("espaces_verts", "Élagage et abattage d'arbres", "77211500", 90_000, 36, (0.35,
        0.55)),
    _services("dechets", "Collecte des biodéchets", "90511000", 280_000, 48, (0.45, 0.8)),
    _services("dechets", "Exploitation de déchèteries", "90513000", 410_000, 60, (0.55, 0.75)),
    _services("dechets", "Réemploi de mobilier et d'équipements", "90514000", 55_000, 24, (0.7,
        0.9)),
    _services("restauration", "Restauration collective", "55510000", 370_000, 36, (0.35, 0.7)),
    _fournitures("restauration", "Fruits et légumes biologiques", "15300000", 95_000, 36, 0.8),
    _fournitures("restauration", "Produits laitiers", "15500000", 70_000, 36, 0.5),
    _numerique("Maintenance du système d'information", "72267000", 160_000, 48, "services"),
    _numerique("Ordinateurs reconditionnés", "30213100", 140_000, 24, "fournitures"),
    _numerique("Logiciel de gestion financière", "48440000", 210_000, 60, "services"),
    _numerique("Équipements de réseau", "32420000", 120_000, 36, "fournitures"),
    _etudes("Maîtrise d'œuvre pour la rénovation d'un équipement", "71200000", 160_000, 30),
    _etudes("Assistance à maîtrise d'ouvrage", "71241000", 75_000, 18),
    _etudes("Étude d'impact sur l'environnement", "71313440", 60_000, 12),
    _etudes("Diagnostic du patrimoine bâti", "71315300", 58_000, 12),
    _services("transport", "Transport scolaire", "60130000", 450_000, 48, (0.3, 0.65)),
    _fournitures("transport", "Véhicules électriques", "34144900", 260_000, 24, 0.85),
    _services("transport", "Entretien de la flotte de véhicules", "50110000", 85_000, 36, (0.15,
        0.45)),
    _fournitures("sante", "Consommables médicaux", "33140000", 180_000, 36, 0.3),
    _fournitures("sante", "Équipement d'imagerie", "33111000", 520_000, 24, 0.2),
    _services("sante", "Blanchisserie", "98310000", 240_000, 36, (0.55, 0.55)),
    _fournitures("communication", "Papier et fournitures de bureau", "30192700", 52_000, 36, 0.7),
    _services("communication", "Impression de documents", "79810000", 64_000, 24, (0.35, 0.7)),
    _services("communication", "Organisation de manifestations", "79952000", 78_000, 12, (0.3,
        0.55)),
    _services("communication", "Formation des agents", "80500000", 66_000, 24, (0.2, 0.1)),
)  # fmt: skip

LOTS: Final = ("gros œuvre", "menuiseries", "électricité", "plomberie et chauffage", "peinture")

SECTEURS: Final = (
    "secteur nord", "secteur sud", "secteur est", "secteur ouest", "centre-ville",
    "quartier du Lac",
    "quartier des Écoles", "zone d'activités", "bourgs ruraux", "tous sites",
)  # fmt: skip

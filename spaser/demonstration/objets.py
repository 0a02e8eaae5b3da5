"""What the fictitious territory buys: plausible objects, by purchasing segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

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
    _services(
        "energie",
        "Exploitation des installations de chauffage",
        "50720000",
        340_000,
        48,
        (0.25, 0.75),
    ),
    _services(
        "proprete", "Nettoyage des locaux administratifs", "90911200", 190_000, 48, (0.65, 0.6)
    ),
    _services("proprete", "Nettoyage des vitrages", "90911300", 60_000, 36, (0.5, 0.45)),
    _services("proprete", "Entretien des parties communes", "90910000", 150_000, 36, (0.6, 0.5)),
    _services("espaces_verts", "Entretien des espaces verts", "77310000", 120_000, 36, (0.6, 0.7)),
    _services(
        "espaces_verts", "Élagage et abattage d'arbres", "77211500", 90_000, 36, (0.35, 0.55)
    ),
    _services("dechets", "Collecte des biodéchets", "90511000", 280_000, 48, (0.45, 0.8)),
    _services("dechets", "Exploitation de déchèteries", "90513000", 410_000, 60, (0.55, 0.75)),
    _services(
        "dechets", "Réemploi de mobilier et d'équipements", "90514000", 55_000, 24, (0.7, 0.9)
    ),
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
    _services(
        "transport", "Entretien de la flotte de véhicules", "50110000", 85_000, 36, (0.15, 0.45)
    ),
    _fournitures("sante", "Consommables médicaux", "33140000", 180_000, 36, 0.3),
    _fournitures("sante", "Équipement d'imagerie", "33111000", 520_000, 24, 0.2),
    _services("sante", "Blanchisserie", "98310000", 240_000, 36, (0.55, 0.55)),
    _fournitures("communication", "Papier et fournitures de bureau", "30192700", 52_000, 36, 0.7),
    _services("communication", "Impression de documents", "79810000", 64_000, 24, (0.35, 0.7)),
    _services(
        "communication", "Organisation de manifestations", "79952000", 78_000, 12, (0.3, 0.55)
    ),
    _services("communication", "Formation des agents", "80500000", 66_000, 24, (0.2, 0.1)),
)

LOTS: Final = ("gros œuvre", "menuiseries", "électricité", "plomberie et chauffage", "peinture")

SECTEURS: Final = (
    "secteur nord", "secteur sud", "secteur est", "secteur ouest", "centre-ville",
    "quartier du Lac",
    "quartier des Écoles", "zone d'activités", "bourgs ruraux", "tous sites",
)  # fmt: skip

"""The map of the networks and desks of each region, and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from spaser.documents.fiches.dessins import CADRE, Trace, draw_regions
from spaser.metier.appuis import Appui, Sorte

_TEINTES: Final = (0, 2, 4)  # of none, of one, of both
LEGENDE: Final = (
    (0, "Ni réseau ni guichet vert trouvé"),
    (2, "L’un des deux"),
    (4, "Un réseau et un guichet vert"),
)


@dataclass(frozen=True)
class RegionAidee:
    nom: str
    adresse: str
    reseaux: tuple[Appui, ...]
    guichets: tuple[Appui, ...]
    traces: tuple[Trace, ...]

    @property
    def teinte(self) -> int:
        """Return the rank of its shade: a desk whose carrier is not known does not count."""
        tenus = any(not guichet.a_completer for guichet in self.guichets)
        return _TEINTES[bool(self.reseaux) + tenus]

    @property
    def libelle(self) -> str:
        return f"{self.nom} : {dict(LEGENDE)[self.teinte].lower()}"


@dataclass(frozen=True)
class Carte:
    zones: tuple[RegionAidee, ...]
    cadre: str = CADRE
    fond: tuple[Trace, ...] = ()
    legende: tuple[tuple[int, str], ...] = LEGENDE


def draw_carte(appuis: Sequence[Appui]) -> Carte:
    liste = reverse("appuis:liste")

    def list_de(code: str, sorte: Sorte) -> tuple[Appui, ...]:
        return tuple(a for a in appuis if a.sorte is sorte and code in a.regions)

    return Carte(
        tuple(
            RegionAidee(
                zone.nom,
                f"{liste}?region={zone.code}",
                list_de(zone.code, Sorte.RESEAUX),
                list_de(zone.code, Sorte.GUICHETS),
                traces,
            )
            for zone, traces in draw_regions()
            if traces
        )
    )

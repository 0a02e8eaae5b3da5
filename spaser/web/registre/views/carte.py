"""Draws the map: every zone that has an outline, shaded by how many schemes it has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.fiches.dessins import CADRE, OUTREMER, Trace, draw_regions, read_contours
from spaser.donnees.referentiels.annuaire import departements
from spaser.web.recherche import services
from spaser.web.registre.indexation import GENERATION
from spaser.web.registre.selectors.chiffres import count_zones, read_chiffres
from spaser.web.registre.selectors.filtres import INCONNU

# Too small to be seen or touched where they are: drawn again, enlarged, beside.
_LOUPE: Final = "translate(-1325 -620) scale(4.4)"
_PETITE_COURONNE: Final = frozenset({"75", "92", "93", "94"})
_SEUILS: Final = (0, 1, 2, 4, 7)  # the least number of schemes of each shade


@dataclass(frozen=True)
class ZoneDessinee:
    nom: str
    nombre: int
    adresse: str
    traces: tuple[Trace, ...]

    @property
    def teinte(self) -> int:
        return sum(self.nombre >= seuil for seuil in _SEUILS) - 1

    @property
    def libelle(self) -> str:
        """Say it for those who do not see the map: « Bretagne : 7 schémas »."""
        return f"{self.nom} : {count_schemas(self.nombre)}"


@dataclass(frozen=True)
class Carte:
    """The zones, in the order of names, and what no zone holds."""

    niveau: str
    zones: tuple[ZoneDessinee, ...]
    sans_zone: int
    fond: tuple[Trace, ...]
    legende: tuple[str, ...]
    cadre: str
    date: datetime | None


def draw_carte(niveau: str, aujourd_hui: date) -> Carte:
    nombres = count_zones(niveau, aujourd_hui)
    zones = _regions(nombres) if niveau == "region" else _departements(nombres)
    contours = read_contours()["departements"]
    fond = () if niveau == "region" else [Trace(contours[c]) for c in sorted(_PETITE_COURONNE)]
    return Carte(
        niveau,
        tuple(zones),
        nombres.get(INCONNU, 0),
        tuple(fond),
        _legend(),
        CADRE,
        services.read_changement(GENERATION),
    )


def count_schemas(nombre: int) -> str:
    return f"{nombre} schéma{'s' if nombre > 1 else ''}" if nombre else "aucun schéma"


def _regions(nombres: Mapping[str, int]) -> Iterable[ZoneDessinee]:
    for zone, traces in draw_regions():
        if traces or nombres.get(zone.code):
            yield _zone("region", zone.code, zone.nom, nombres, traces)


def _departements(nombres: Mapping[str, int]) -> Iterable[ZoneDessinee]:
    contours = read_contours()["departements"]
    for code, zone in sorted(departements().items()):
        contour = contours.get(code)
        traces = (Trace(contour, _placed(code)),) if contour else ()
        if traces or nombres.get(code):
            yield _zone("departement", code, f"{code} – {zone.nom}", nombres, traces)


def _placed(code: str) -> str:
    return _LOUPE if code in _PETITE_COURONNE else OUTREMER.get(code, "")


def _zone(
    niveau: str, code: str, nom: str, nombres: Mapping[str, int], traces: tuple[Trace, ...]
) -> ZoneDessinee:
    return ZoneDessinee(
        nom, nombres.get(code, 0), f"{reverse('registre:liste')}?{niveau}={code}", traces
    )


def _legend() -> tuple[str, ...]:
    bornes = [*_SEUILS[1:], None]
    return tuple(
        _name_shade(debut, suivante) for debut, suivante in zip(_SEUILS, bornes, strict=True)
    )


def _name_shade(debut: int, suivante: int | None) -> str:
    if suivante is None:
        return f"{debut} schémas ou plus"
    if suivante == debut + 1:
        return count_schemas(debut).capitalize()
    return f"De {debut} à {suivante - 1} schémas"


# The map and the key figures.

_NIVEAUX: Final = {"region": "Par région", "departement": "Par département"}


@require_safe
def carte(request: HttpRequest) -> HttpResponse:
    niveau = request.GET.get("niveau", "")
    niveau = niveau if niveau in _NIVEAUX else "region"
    contexte = {
        "fil": [("Registre", reverse("registre:liste")), ("Carte", None)],
        "niveaux": [(nom, libelle, nom == niveau) for nom, libelle in _NIVEAUX.items()],
        "carte": draw_carte(niveau, timezone.localdate()),
    }
    return render(request, "registre/carte.html", contexte)


@require_safe
def chiffres(request: HttpRequest) -> HttpResponse:
    contexte = {
        "fil": [("Registre", reverse("registre:liste")), ("Chiffres clés", None)],
        "chiffres": read_chiffres(timezone.localdate()),
    }
    return render(request, "registre/chiffres.html", contexte)

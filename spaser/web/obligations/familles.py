"""Families of purchases in the page of duties: their names, what to write in their contracts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from spaser.donnees.referentiels.embarques import read_familles
from spaser.metier.obligations.application import Achats, Application, place_achats
from spaser.metier.obligations.modele import TOUTES

# The pages that say what to write in the contracts of a family.
CONSIDERATIONS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "alimentation": (("restauration", "restauration"),),
    "batiment": (("travaux", "travaux"),),
    "culture": (("evenements", "événements"),),
    "environnement": (("nettoyage", "nettoyage"), ("espaces-verts", "espaces verts")),
    "fournitures": (("bureau", "mobilier et fournitures"),),
    "mobilite": (("vehicules", "véhicules"),),
    "numerique": (("numerique", "numérique"),),
    "sante": (("soins", "soins"),),
    "textile": (("textile", "textile"),),
}


@dataclass(frozen=True, slots=True)
class Famille:
    code: str
    libelle: str
    considerations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Groupe:
    code: str
    titre: str
    applications: tuple[Application, ...]


def find_famille(code: str) -> Famille:
    return Famille(code, read_familles()[code], CONSIDERATIONS.get(code, ()))


def write_familles(codes: Iterable[str]) -> str:
    libelles = {TOUTES: "Tous les achats", **read_familles()}
    return " ; ".join(libelles[code] for code in codes if code in libelles)


def list_groupes(applications: Iterable[Application], famille: str = "") -> list[Groupe]:
    libelle = read_familles().get(famille, "")
    titres = {
        Achats.FAMILLE: f"pour la famille « {libelle} »",
        Achats.ACHATS: "pour tous vos achats" if famille else "pour vos achats",
        Achats.ORGANISATION: "pour votre organisation",
    }

    def place(application: Application) -> tuple[str, str]:
        achats = place_achats(application.obligation, famille)
        etat = application.etat
        return f"{etat}-{achats}", f"{etat.libelle}, {titres[achats]}"

    return [
        Groupe(code, titre, tuple(groupe))
        for (code, titre), groupe in groupby(applications, key=place)
    ]

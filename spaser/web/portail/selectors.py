"""What the pages of the whole site show: of the others, of who runs it, of its audit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from spaser.web.config.reglages import read_reglage
from spaser.web.registre.selectors.chiffres import ChiffreCle, read_chiffres
from spaser.web.socle.menu import TITRES, LienMenu, Zone, list_liens_menu

ACCESSIBILITE: Final = "accessibilite.json"


@dataclass(frozen=True)
class Porte:
    """A way into the site, by where the visitor stands."""

    titre: str
    texte: str
    vue: str


PORTES: Final = (
    Porte(
        "Je découvre",
        "Le parcours en sept étapes : le temps, que faire, l’outil et l’exemple de chacune.",
        "parcours:page",
    ),
    Porte(
        "Je rédige",
        "Votre espace : chiffres, autodiagnostic, plans, acteurs, indicateurs. Avec un compte.",
        "accueil:espaces",
    ),
    Porte(
        "J’ai un schéma adopté",
        "Faites-le connaître : en quatre étapes, avec ou sans compte, ou par un seul fichier.",
        "registre:deposer",
    ),
    Porte(
        "Je cherche un exemple",
        "Tous les schémas recensés, par nom, lieu ou thème ; comparez-en jusqu’à quatre.",
        "registre:liste",
    ),
)


@dataclass(frozen=True)
class Tuile:
    valeur: int
    libelle: str
    precision: str
    lien: str
    date: datetime | None


def list_tuiles() -> list[Tuile]:
    """Return the key figures of the register; none while it is empty."""
    chiffres = read_chiffres(timezone.localdate())
    if not chiffres.recenses.nombre:
        return []
    return [_make_tuile(chiffre, chiffres.date) for chiffre in chiffres.principaux]


def _make_tuile(chiffre: ChiffreCle, date: datetime | None) -> Tuile:
    liste = reverse("registre:liste")
    lien = f"{liste}?{chiffre.requete}" if chiffre.requete else liste
    return Tuile(chiffre.nombre, chiffre.libelle, _tell_base(chiffre), lien, date)


def _tell_base(chiffre: ChiffreCle) -> str:
    """Say out of how many, and of how many nothing is known."""
    if chiffre.nombre == chiffre.sur:
        return chiffre.precision
    inconnus = f" ; non renseigné pour {chiffre.inconnus}" if chiffre.inconnus else ""
    return f"sur {chiffre.sur}{inconnus}"


_RUBRIQUES: Final = (
    (Zone.PRINCIPAL, "Le site"),
    *((zone, titre) for zone, titre, _ in TITRES),
    (Zone.OUTILS, "Votre compte"),
    (Zone.EQUIPE, "L’équipe du programme"),
    (Zone.PIED, "Aide et contact"),
    (Zone.LEGAL, "À propos"),
)


def list_rubriques(request: HttpRequest) -> list[tuple[str, list[LienMenu]]]:
    """Return the menus that are not empty, under a title."""
    accueil = LienMenu("Accueil", reverse("portail:accueil"), "", "")
    rubriques = [
        (titre, [accueil] * (zone is Zone.PRINCIPAL) + list_liens_menu(request, zone))
        for zone, titre in _RUBRIQUES
    ]
    return [(titre, liens) for titre, liens in rubriques if liens]


@dataclass(frozen=True)
class Exploitant:
    """The operator; what was not given is empty, and the pages say so."""

    nom: str
    adresse: str
    direction_publication: str
    contact: str
    hebergeur: str
    dpo: str
    accessibilite: str  # where its own scheme of accessibility is


def read_exploitant() -> Exploitant:
    return Exploitant(
        nom=read_reglage("SPASER_EXPLOITANT"),
        adresse=read_reglage("SPASER_EXPLOITANT_ADRESSE"),
        direction_publication=read_reglage("SPASER_DIRECTION_PUBLICATION"),
        contact=read_reglage("SPASER_CONTACT"),
        hebergeur=read_reglage("SPASER_HEBERGEUR"),
        dpo=read_reglage("SPASER_DPO"),
        accessibilite=read_reglage("SPASER_ACCESSIBILITE"),
    )


@dataclass(frozen=True)
class AuditAccessibilite:
    """The last automated run that was kept: nobody has audited the site yet."""

    verifie_le: date
    outil: str
    pages: list[str]
    largeurs: list[int]
    themes: list[str]
    defauts: list[str]
    doutes: list[tuple[str, int]]  # what axe cannot tell, in words, and on how many public pages


@cache
def read_audit() -> AuditAccessibilite:
    brut = _read_json(ACCESSIBILITE)
    mots = read_doutes()
    dits = {
        "verifie_le": date.fromisoformat(brut["verifie_le"]),
        "doutes": [(mots[genre], pages) for genre, pages in brut["doutes"].items()],
    }
    return AuditAccessibilite(**(brut | dits))


def read_doutes() -> dict[str, str]:
    """Return, for each kind of doubt of axe (its rule and its reason), what it means in French."""
    doutes: dict[str, str] = _read_json("doutes.json")
    return doutes


def _read_json(nom: str) -> Any:  # noqa: ANN401 - any value of JSON
    return json.loads(resources.files(__package__).joinpath(nom).read_text(encoding="utf-8"))

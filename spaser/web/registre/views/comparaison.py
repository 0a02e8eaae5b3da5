"""Schemes side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.metier.registre.fiche import Objectif, Spaser
from spaser.metier.registre.nomenclatures import format_valeur
from spaser.web.registre.lecture import read_rubriques
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.demande import COMPAREES_MAX, read_comparees
from spaser.web.registre.selectors.fiches import list_comparees

_DEUX: Final = 2


@dataclass(frozen=True)
class SchemaCompare:
    """A scheme, and the address of the comparison without it."""

    fiche: Fiche
    sans: str


@dataclass(frozen=True)
class Cellule:
    """What one scheme says of one thing: a text, or a list."""

    texte: str
    liste: tuple[str, ...] = ()

    @property
    def est_connue(self) -> bool:
        """Tell whether the scheme says anything of it."""
        return bool(self.texte or self.liste)


@dataclass(frozen=True)
class Rangee:
    """One thing, scheme by scheme."""

    libelle: str
    cellules: tuple[Cellule, ...]

    @property
    def differe(self) -> bool:
        """Tell whether the schemes say different things; what is not known says nothing."""
        return len({cellule for cellule in self.cellules if cellule.est_connue}) > 1

    @property
    def est_inegale(self) -> bool:
        """Tell whether a reader learns something by reading across."""
        return len(set(self.cellules)) > 1


@require_safe
def comparaison(request: HttpRequest) -> HttpResponse:
    """Show two to four schemes side by side; the choice is in the address."""
    demandees = read_comparees(request.GET)
    fiches = list_comparees(demandees)
    rangees = _read_rangees(fiches) if len(fiches) >= _DEUX else []
    seulement = request.GET.get("differences") == "1"
    numeros = [fiche.pk for fiche in fiches]
    contexte = {
        "fil": [("Registre", reverse("registre:liste")), ("Comparaison", None)],
        "colonnes": [SchemaCompare(f, _address([n for n in numeros if n != f.pk])) for f in fiches],
        "rangees": [rangee for rangee in rangees if rangee.est_inegale or not seulement],
        "seulement": seulement,
        "bascule": _address(numeros, differences=not seulement),
        "ajouter": f"{reverse('registre:liste')}?{_encode(numeros)}".rstrip("?"),
        "peut_ajouter": len(fiches) < COMPAREES_MAX,
        "ecartees": len(demandees) - len(fiches),
        "maximum": COMPAREES_MAX,
    }
    return render(request, "registre/comparaison.html", contexte)


def _read_rangees(fiches: list[Fiche]) -> list[Rangee]:
    aujourd_hui = timezone.localdate()
    rubriques = [read_rubriques(f, f.compute_statut(aujourd_hui)) for f in fiches]
    faits = zip(
        *([fait for r in colonne for fait in r.faits] for colonne in rubriques), strict=True
    )
    simples = [
        Rangee(rang[0].libelle, tuple(Cellule(fait.valeur) for fait in rang))
        for rang in faits
        if rang[0].champ != "structure.nom"  # the head of the column says it
    ]
    return [*simples, *_lists([fiche.spaser for fiche in fiches])]


def _lists(spasers: list[Spaser]) -> list[Rangee]:
    return [
        Rangee(
            "Axes",
            tuple(Cellule("", tuple(a.intitule for a in s.schema.axes)) for s in spasers),
        ),
        Rangee(
            "Objectifs chiffrés",
            tuple(Cellule("", tuple(map(name_objectif, s.schema.objectifs))) for s in spasers),
        ),
        Rangee("Présentation", tuple(Cellule(s.schema.presentation or "") for s in spasers)),
    ]


def name_objectif(objectif: Objectif) -> str:
    """Write a target on one line."""
    vise = f"{format_valeur(objectif.valeur)} {objectif.unite or ''}".strip()
    if objectif.valeur is None:
        vise = ""
    quand = f"en {format_valeur(objectif.echeance)}" if objectif.echeance else ""
    suite = " ".join(filter(None, (vise, quand)))
    return f"{objectif.intitule} : {suite}" if suite else objectif.intitule


def _encode(numeros: list[int]) -> str:
    return urlencode([("fiche", numero) for numero in numeros])


def _address(numeros: list[int], *, differences: bool = False) -> str:
    requete = _encode(numeros) + ("&differences=1" if differences else "")
    return f"{reverse('registre:comparaison')}?{requete}".rstrip("?")

"""The list of the register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.metier.registre.fiche import Objectif, Spaser
from spaser.metier.registre.nomenclatures import Confiance, TypeStructure, format_valeur
from spaser.metier.statuts import Statut
from spaser.web.recherche import services
from spaser.web.registre.indexation import GENERATION
from spaser.web.registre.lecture import name_lieu, name_periode, read_rubriques
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.demande import (
    COMPAREES_MAX,
    TRIS,
    Demande,
    read_comparees,
    read_demande,
)
from spaser.web.registre.selectors.listing import Selection, list_comparees, read_fiches, select

PAR_PAGE: Final = 20
_EXPORTS: Final = (("CSV", "api:csv"), ("JSON", "api:json"), ("GeoJSON", "api:geojson"))


@dataclass(frozen=True)
class FicheTrouvee:
    numero: int
    structure: str
    adresse: str
    titre: str
    statut: Statut
    a_verifier: bool
    lieu: str
    type: str
    periode: str
    mutualise: bool
    comparee: bool


@dataclass(frozen=True)
class Retrait:
    """A filter that is on, and the address of the list without it."""

    libelle: str
    adresse: str


@require_safe
def page_registre(request: HttpRequest) -> HttpResponse:
    demande = read_demande(request.GET)
    selection = select(demande, timezone.localdate())
    page, remarques = _paginate(selection)
    contexte = {
        "fil": [("Registre", None)],
        "demande": demande,
        "selection": selection,
        "resultats": read_trouvees(page, demande.comparees),
        "page": page,
        "remarques": remarques,
        "retraits": _list_retraits(selection),
        "tris": _list_tris(demande),
        "autres_comparees": [n for n in demande.comparees if n not in page.object_list],
        "exports": _list_exports(demande),
        "date": services.read_changement(GENERATION),
        "canonique": _canonical(replace(demande, page=page.number)),
    }
    return render(request, "registre/liste.html", contexte)


def read_trouvees(
    numeros: Page[int] | list[int], comparees: tuple[int, ...] = ()
) -> list[FicheTrouvee]:
    return [to_resultat(fiche, fiche.pk in comparees) for fiche in read_fiches(numeros)]


def to_resultat(fiche: Fiche, comparee: bool = False) -> FicheTrouvee:  # noqa: FBT001, FBT002 - a plain state
    return FicheTrouvee(
        numero=fiche.pk,
        structure=fiche.structure,
        adresse=fiche.get_absolute_url(),
        titre=fiche.titre,
        statut=fiche.compute_statut(timezone.localdate()),
        a_verifier=fiche.confiance == Confiance.C,
        lieu=name_lieu(fiche),
        type=TypeStructure(fiche.type).libelle,
        periode=name_periode(fiche.periode),
        mutualise=bool(fiche.mutualise),
        comparee=comparee,
    )


def _paginate(selection: Selection) -> tuple[Page[int], tuple[str, ...]]:
    pages = Paginator(selection.numeros, PAR_PAGE)
    demande = selection.demande
    if demande.page <= pages.num_pages:
        return pages.page(demande.page), demande.remarques
    remarque = f"Il n’y a pas de page {demande.page} : voici la dernière."
    return pages.page(pages.num_pages), (*demande.remarques, remarque)


def _list_retraits(selection: Selection) -> list[Retrait]:
    return [
        Retrait(
            f"{facette.titre} : {valeur.libelle}",
            f"?{selection.demande.without(facette.nom, valeur.valeur).adresse()}",
        )
        for facette in selection.facettes
        for valeur in facette.choisies
    ]


def _list_tris(demande: Demande) -> list[tuple[str, str, bool]]:
    return [
        (nom, libelle, nom == demande.tri)
        for nom, libelle in TRIS.items()
        if nom != "pertinence" or demande.texte
    ]


def _list_exports(demande: Demande) -> list[tuple[str, str]]:
    """Return the exports of this very list, as soon as the floor above offers them."""
    exports = []
    for format_, vue in _EXPORTS:
        try:
            exports.append((format_, f"{reverse(vue)}?{demande.recherche()}".rstrip("?")))
        except NoReverseMatch:
            continue
    return exports


def _canonical(demande: Demande) -> str:
    return f"{reverse('registre:liste')}?{demande.encode()}".rstrip("?")


# Schemes side by side.

_DEUX: Final = 2


@dataclass(frozen=True)
class SchemaCompare:
    """A scheme, and the address of the comparison without it."""

    fiche: Fiche
    sans: str


@dataclass(frozen=True)
class Cellule:
    texte: str
    liste: tuple[str, ...] = ()

    @property
    def est_connue(self) -> bool:
        return bool(self.texte or self.liste)


@dataclass(frozen=True)
class Rangee:
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

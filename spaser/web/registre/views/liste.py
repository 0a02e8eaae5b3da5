"""The list of the register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.metier.registre.nomenclatures import Confiance, TypeStructure
from spaser.metier.statuts import Statut
from spaser.web.recherche import generations
from spaser.web.registre.generation import GENERATION
from spaser.web.registre.lecture import name_lieu, name_periode
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.demande import TRIS, Demande, read_demande
from spaser.web.registre.selectors.listing import Selection, read_fiches, select

PAR_PAGE: Final = 20
_EXPORTS: Final = (("CSV", "api:csv"), ("JSON", "api:json"), ("GeoJSON", "api:geojson"))


@dataclass(frozen=True)
class FicheTrouvee:
    """A sheet as the list shows it: all that its line depends on."""

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
    """Show the sheets that a search gives, and what would narrow it."""
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
        "date": generations.read_changement(GENERATION),
        "canonique": _canonical(replace(demande, page=page.number)),
    }
    return render(request, "registre/liste.html", contexte)


def read_trouvees(
    numeros: Page[int] | list[int], comparees: tuple[int, ...] = ()
) -> list[FicheTrouvee]:
    """Return sheets as a list shows them, in the order of their numbers."""
    return [to_resultat(fiche, fiche.pk in comparees) for fiche in read_fiches(numeros)]


def to_resultat(fiche: Fiche, comparee: bool = False) -> FicheTrouvee:  # noqa: FBT001, FBT002 - a plain state
    """Return one sheet as a list shows it."""
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

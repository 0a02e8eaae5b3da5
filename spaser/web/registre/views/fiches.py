"""The sheet of a scheme, its versions and its files."""

from __future__ import annotations

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.web.registre.lecture import read_rubriques, read_sources
from spaser.web.registre.models import EtatFiche, EtatLien, Fiche, FichierFiche
from spaser.web.registre.selectors.fiches import find_fiche, list_revisions, list_voisines
from spaser.web.registre.views.liste import to_resultat
from spaser.web.registre.views.retour import may_correct
from spaser.web.socle.fichiers import serve_fichier
from spaser.web.socle.models import EtatFichier

_PARTIE = 410


@require_safe
def page_fiche(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Show a sheet; a former name or a merged sheet leads to the right address."""
    trouvee = _find(numero)
    if trouvee.etat == EtatFiche.FUSIONNEE and trouvee.fusionnee_dans:
        return HttpResponsePermanentRedirect(trouvee.fusionnee_dans.get_absolute_url())
    if trouvee.slug != slug:
        return HttpResponsePermanentRedirect(trouvee.get_absolute_url())
    if trouvee.etat == EtatFiche.RETIREE:
        contexte = {"fiche": trouvee, "fil": _fil(trouvee)}
        return render(request, "registre/retiree.html", contexte, status=_PARTIE)
    return render(request, "registre/fiche.html", _read(trouvee))


@require_safe
def versions(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Show every published version of a sheet, and what each changed."""
    trouvee = _find_publiee(numero)
    contexte = {
        "fiche": trouvee,
        "revisions": list_revisions(trouvee),
        "peut_revenir": may_correct(request, trouvee),
        "fil": [
            *_fil(trouvee)[:-1],
            (str(trouvee), trouvee.get_absolute_url()),
            ("Versions", None),
        ],
    }
    return render(request, "registre/versions.html", contexte)


@require_safe
def document_publie(request: HttpRequest, numero: int, fichier_id: str) -> FileResponse:
    """Hand out a file of a published sheet, once it has been checked."""
    piece = get_object_or_404(
        FichierFiche.objects.select_related("fichier"),
        fiche__pk=numero,
        fiche__etat=EtatFiche.PUBLIEE,
        fichier__pk=fichier_id,
        fichier__etat=EtatFichier.SAIN,
    )
    return serve_fichier(piece.fichier)


def _read(trouvee: Fiche) -> dict[str, object]:
    aujourd_hui = timezone.localdate()
    statut = trouvee.compute_statut(aujourd_hui)
    sources = read_sources(list(trouvee.provenances.all()))
    morts = trouvee.liens.filter(etat=EtatLien.MORT).values_list("url", flat=True)
    return {
        "fiche": trouvee,
        "spaser": trouvee.spaser,
        "statut": statut,
        "aujourd_hui": aujourd_hui,
        "rubriques": read_rubriques(trouvee, statut, sources),
        "sources": sources,
        "fichiers": trouvee.fichiers.filter(fichier__etat=EtatFichier.SAIN).select_related(
            "fichier"
        ),
        "morts": set(morts),
        "nombre_versions": trouvee.versions.count(),
        "voisines": [to_resultat(voisine) for voisine in list_voisines(trouvee, aujourd_hui)],
        "fil": _fil(trouvee),
    }


def _find(numero: int) -> Fiche:
    trouvee = find_fiche(numero)
    if trouvee is None:
        raise Http404("Cette fiche n’existe pas.")
    return trouvee


def _find_publiee(numero: int) -> Fiche:
    trouvee = _find(numero)
    if trouvee.etat != EtatFiche.PUBLIEE:
        raise Http404("Cette fiche n’est pas publiée.")
    return trouvee


def _fil(trouvee: Fiche) -> list[tuple[str, str | None]]:
    return [("Registre", reverse("registre:liste")), (trouvee.structure, None)]

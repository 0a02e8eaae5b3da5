"""The sheet of a scheme, its versions and its files."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.regles.droits import Operation
from spaser.regles.format_spaser import encode_spaser, widen
from spaser.regles.rapprochements import compare_fiches, list_rubriques
from spaser.regles.registre import measure_completude
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.comptes.views import confirm_geste
from spaser.site.organisations import acces
from spaser.site.registre import fiches, porteurs
from spaser.site.registre.models import EtatFiche, Fiche, FichierFiche
from spaser.site.registre.moderation.requetes import FormRetour
from spaser.site.registre.tableau import read_tableau
from spaser.site.socle.fichiers import serve_fichier
from spaser.site.socle.models import EtatFichier, Fichier
from spaser.site.socle.requetes import reply_fichier
from spaser.site.socle.versions import VersionDepassee
from spaser.site.socle.vues import Rendu, shows

_PARTIE = 410


@shows("registre/fiche.html")
def page_fiche(request: HttpRequest, slug: str, numero: int) -> Rendu:
    trouvee = get_object_or_404(Fiche, pk=numero)
    if trouvee.etat == EtatFiche.FUSIONNEE and trouvee.fusionnee_dans:
        return HttpResponsePermanentRedirect(trouvee.fusionnee_dans.get_absolute_url())
    if trouvee.slug != slug:
        return HttpResponsePermanentRedirect(trouvee.get_absolute_url())
    if trouvee.etat == EtatFiche.RETIREE:
        contexte = {"fiche": trouvee, "fil": fiches.fil_registre(trouvee.structure)}
        return render(request, "registre/retiree.html", contexte, status=_PARTIE)
    return _read(trouvee)


@shows("registre/versions.html")
def versions_fiche(request: HttpRequest, slug: str, numero: int) -> Rendu:
    trouvee = get_object_or_404(Fiche.objects.publiees(), pk=numero)
    return {
        "fiche": trouvee,
        "revisions": porteurs.list_revisions(trouvee),
        "peut_revenir": may_correct(request, trouvee),
        "fil": fiches.fil_registre("Versions", trouvee),
    }


@require_safe
def fiche_format(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    publiee = get_object_or_404(Fiche.objects.publiees(), pk=numero)
    octets = encode_spaser(publiee.spaser)
    return reply_fichier(octets, f"{publiee.slug}.spaser.json", "application/json")


@require_safe
def document_publie(request: HttpRequest, numero: int, fichier_id: str) -> FileResponse:
    """Hand out a file of a published sheet that may be, once it has been checked."""
    piece = get_object_or_404(
        FichierFiche.objects.exclude(licence="").select_related("fichier"),
        fiche__pk=numero,
        fiche__etat=EtatFiche.PUBLIEE,
        fichier__pk=fichier_id,
        fichier__etat=EtatFichier.SAIN,
    )
    return serve_fichier(cast("Fichier", piece.fichier))


def _read(trouvee: Fiche) -> dict[str, object]:
    aujourd_hui = timezone.localdate()
    tableau = read_tableau(aujourd_hui)
    statut, spaser = trouvee.compute_statut(aujourd_hui), widen(trouvee.spaser)
    sources = fiches.read_sources(list(trouvee.provenances.all()))
    sains = trouvee.fichiers.filter(fichier__etat=EtatFichier.SAIN)
    fichiers = [f for f in sains.select_related("fichier") if f.licence or not f.echec]
    return {
        "fiche": trouvee,
        "spaser": spaser,
        "statut": statut,
        "aujourd_hui": aujourd_hui,
        "rubriques": fiches.read_rubriques(trouvee, statut, sources),
        "sources": sources,
        "fichiers": fichiers,
        "adresses": {lien.url: lien for lien in trouvee.liens.all()},
        "contenus": fiches.read_faits_contenus(trouvee.spaser, sources),
        "texte": list_rubriques(spaser.schema.texte),
        "completude": measure_completude(trouvee.spaser, fichiers=bool(fichiers)),
        "autres": porteurs.list_autres_schemas(trouvee, tableau),
        "nombre_versions": trouvee.versions.count(),
        "voisines": porteurs.list_voisines(trouvee, tableau),
        "fil": fiches.fil_registre(trouvee.structure),
    }


# Going back to a former version of a sheet: by the team, or by those who keep it.

CHANGEE = "Une autre version a été publiée entre-temps : relisez ce qui changerait, puis confirmez."


def may_correct(request: HttpRequest, fiche: Fiche) -> bool:
    operation = Operation.MODIFIER_FICHE_PUBLIEE
    return request.user.is_authenticated and acces.peut(request, operation, fiche.organisation)


def exige_correction(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Turn `numero` into a published sheet that this person may change; 404 if it is not hers."""

    @wraps(vue)
    def wrapped(request: HttpRequest, numero: int, **kwargs: Any) -> HttpResponseBase:
        fiche = get_object_or_404(Fiche.objects.publiees(), pk=numero)
        if not may_correct(request, fiche):
            tenue = acces.visible_organisations(request).filter(fiches=fiche)
            raise PermissionDenied if tenue.exists() else Http404
        return vue(request, fiche=fiche, **kwargs)

    return acces.declare(wrapped, acces.Portee.ORGANISATION, Operation.MODIFIER_FICHE_PUBLIEE)


@exige_correction
@shows("registre/revenir.html", envoi=True)
def revenir_version(request: RequeteConnectee, fiche: Fiche, version: int) -> Rendu:
    choisie = get_object_or_404(fiche.versions, numero=version)
    spaser = choisie.spaser
    if spaser is None:  # written under a format that the site no longer reads
        raise Http404
    derniere = fiche.versions.latest("numero").numero
    form = FormRetour(request.POST or None, initial={"depuis": derniere})
    if request.method == "POST" and form.is_valid():
        confirm_geste(request, "publier une ancienne version de la fiche")
        try:
            fiches.go_back(
                choisie,
                spaser,
                **form.cleaned_data,
                auteur=request.user,
                maintenant=timezone.now(),
            )
        except VersionDepassee:
            messages.warning(request, CHANGEE)
            form = FormRetour(initial=form.cleaned_data | {"depuis": derniere})
        else:
            messages.success(request, f"La fiche est revenue à la version {version}.")
            return redirect(fiche)
    return {
        "fil": [
            *fiches.fil_registre("Versions", fiche)[:-1],
            ("Versions", reverse("registre:versions", args=[fiche.slug, fiche.pk])),
            ("Revenir en arrière", None),
        ],
        "fiche": fiche,
        "version": choisie,
        "changements": compare_fiches(fiche.spaser, spaser),
        "form": form,
    }

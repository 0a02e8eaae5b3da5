"""The documents of a deposit: files kept here, addresses elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from spaser.web.registre.depot.formulaires.entree import FormDocumentJoint
from spaser.web.registre.depot.formulaires.etapes import DOCUMENTS, EtapeSaisie
from spaser.web.registre.depot.formulaires.listes import LISTES
from spaser.web.registre.depot.services import TropDeDocuments, add_fichier, remove_fichier
from spaser.web.registre.depot.views.acces import avec_brouillon, avec_depot, take_saisie
from spaser.web.registre.depot.views.entree import HEURE
from spaser.web.registre.depot.views.etapes import go_on, keep, show_etape
from spaser.web.socle.fichiers import ErreurFichier, serve_fichier
from spaser.web.socle.limites import check_limite
from spaser.web.socle.repetitions import AJOUTER, RETIRER, turn_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from spaser.web.registre.depot.deposant import Deposant
    from spaser.web.registre.models import Depot

ENVOYER = "envoyer"
OTER = "oter"


@avec_brouillon
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, deposant: Deposant, depot: Depot) -> HttpResponse:
    """Take files and addresses; whichever button is pressed, what is on the page is kept."""
    if not depot.contenu:
        messages.info(request, "Commencez par la structure.")
        return redirect("registre:depot_structure", pk=depot.pk)
    if request.method != "POST":
        saisie = EtapeSaisie(DOCUMENTS, depot.contenu, take_saisie(request))
        return _show(request, depot, saisie, FormDocumentJoint())
    donnees, liste = turn_page(request.POST, LISTES)
    saisie = EtapeSaisie(DOCUMENTS, depot.contenu, donnees)
    form = FormDocumentJoint(request.POST, request.FILES)
    gardee = saisie.is_valid() and keep(saisie, depot, donnees, deposant)
    recu = _take(request, deposant, depot, form)
    if AJOUTER in request.POST or RETIRER in request.POST:
        saisie.focus(liste)
        return _show(request, depot, saisie, FormDocumentJoint() if recu else form)
    if not (gardee and recu):
        return _show(request, depot, saisie, FormDocumentJoint() if recu else form)
    if ENVOYER in request.POST or OTER in request.POST:
        return redirect(f"{reverse('registre:depot_documents', args=[depot.pk])}#fichiers")
    return go_on(request, depot, DOCUMENTS)


@avec_depot
@require_safe
def document_depose(
    request: HttpRequest, deposant: Deposant, depot: Depot, numero: int
) -> HttpResponseBase:
    """Hand back a file of one's own deposit."""
    garde = get_object_or_404(depot.fichiers.select_related("fichier"), pk=numero)
    return serve_fichier(garde.fichier)


def _take(request: HttpRequest, deposant: Deposant, depot: Depot, form: FormDocumentJoint) -> bool:
    """Remove the file asked for, take the one that came; say whether all went well."""
    if (oter := request.POST.get(OTER, "")).isdecimal():
        remove_fichier(depot, int(oter))
        messages.success(request, "Le fichier est retiré.")
    if not form.is_valid():
        return False
    upload = form.cleaned_data["fichier"]
    if upload is None:
        if ENVOYER in request.POST:
            form.add_error("fichier", "Choisissez d’abord un fichier.")
        return not form.errors
    check_limite("depot.fichier", deposant.cle, 100, HEURE)
    try:
        garde = add_fichier(
            depot, upload, form.cleaned_data["nature_fichier"], form.cleaned_data["titre_fichier"]
        )
    except (ErreurFichier, TropDeDocuments) as erreur:
        form.add_error("fichier", str(erreur))
        return False
    messages.success(request, f"« {garde.fichier.nom} » est reçu, son contrôle est en cours.")
    return True


def _show(
    request: HttpRequest, depot: Depot, saisie: EtapeSaisie, form: FormDocumentJoint
) -> HttpResponse:
    fichiers = depot.fichiers.select_related("fichier")
    return show_etape(request, depot, saisie, form_fichier=form, fichiers=fichiers)

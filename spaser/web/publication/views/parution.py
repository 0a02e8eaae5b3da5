"""From a draft to a publication, then what is noted of it: posted, corrected."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from spaser.documents.publication.textes import tell_incompletes
from spaser.metier.droits import Operation
from spaser.metier.publication.modele import EtatPublication
from spaser.web.commun.versions import VersionDepassee, read_envoi, save_form
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.publication.forms import (
    FormErratum,
    FormMiseEnLigne,
    FormRenvoi,
    FormValidation,
)
from spaser.web.publication.models import Publication
from spaser.web.publication.selectors import list_publications, read_etat
from spaser.web.publication.services.parution import (
    PublicationRefusee,
    add_erratum,
    confirm,
    note_mise_en_ligne,
    propose,
    send_back,
)
from spaser.web.publication.tasks import check_mise_en_ligne
from spaser.web.publication.views.ecrire import make_contexte
from spaser.web.publication.views.publier import find_parue, group, link_publier

DEPASSEE = "Ce projet a avancé entre-temps : le voici tel qu’il est maintenant."


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_POST
def proposer(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Freeze the draft, and ask an administrator to confirm it."""
    try:
        propose(espace, read_etat(espace).annees, auteur_of(request))
    except PublicationRefusee as refus:
        messages.error(request, str(refus))
    except VersionDepassee:
        messages.error(request, DEPASSEE)
    else:
        messages.success(
            request, "Le projet est proposé. Ses valeurs ne bougent plus jusqu’à sa validation."
        )
    return redirect(link_publier(espace))


@exige_espace(Operation.VALIDER_PUBLICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def valider(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    publication = _find_proposee(espace, pk)
    publiee: list[Publication] = []

    def read() -> FormValidation:
        return FormValidation(read_envoi(request), version=publication.version)

    def save(form: FormValidation) -> None:
        dits = form.read()
        publiee.append(
            confirm(publication, dits["fonction"], auteur_of(request), publication.version)
        )

    try:
        form = save_form(read, save)
    except PublicationRefusee as refus:
        messages.error(request, str(refus))
        return redirect(link_publier(espace))
    if form is None:
        messages.success(request, "Vos résultats sont publiés. Mettez-les aussi sur votre site.")
        return redirect("publication:parue", espace.siren, pk)
    contenu = publication.read_contenu()
    contexte = make_contexte(request, espace, form, "Valider la publication", "Publier")
    contexte |= {
        "contenu": contenu,
        "incompletes": tell_incompletes(contenu),
        "groupes": group(espace, contenu),
        "publication": publication,
    }
    return render(request, "publication/valider.html", contexte)


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def renvoyer(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    publication = _find_proposee(espace, pk)
    form = FormRenvoi(read_envoi(request))
    if form.is_valid():
        try:
            send_back(publication, form.cleaned_data["motif"], auteur_of(request))
        except VersionDepassee:
            messages.error(request, DEPASSEE)
        else:
            messages.success(
                request, "Le projet est à reprendre : ses valeurs suivent vos données."
            )
        return redirect(link_publier(espace))
    contexte = make_contexte(request, espace, form, "Reprendre le projet", "Renvoyer")
    return render(request, "commun/demander.html", contexte)


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def mettre_en_ligne(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    publication = find_parue(espace, pk)
    form = FormMiseEnLigne(read_envoi(request))
    if form.is_valid():
        with transaction.atomic():
            mise = note_mise_en_ligne(publication, **form.cleaned_data, auteur=auteur_of(request))
            check_mise_en_ligne.enqueue(numero=mise.pk)
        messages.success(request, "La mise en ligne est notée. La page sera contrôlée.")
        return redirect("publication:parue", espace.siren, pk)
    contexte = make_contexte(request, espace, form, "Mise en ligne sur votre site", "Enregistrer")
    return render(request, "commun/demander.html", contexte)


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_POST
def controler(request: HttpRequest, espace: Espace, pk: int, numero: int) -> HttpResponse:
    mise = get_object_or_404(find_parue(espace, pk).mises_en_ligne, pk=numero)
    check_mise_en_ligne.enqueue(numero=mise.pk)
    messages.info(request, "Le contrôle est demandé : son résultat paraît ici en quelques minutes.")
    return redirect("publication:parue", espace.siren, pk)


@exige_espace(Operation.PREPARER_PUBLICATION)
@require_http_methods(["GET", "HEAD", "POST"])
def corriger(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    publication = find_parue(espace, pk)
    depart = {nom: request.GET.get(nom, "") for nom in ("cle", "annee")}
    form = FormErratum(read_envoi(request), publication=publication, initial=depart)
    if form.is_valid():
        add_erratum(publication, form.read(), auteur_of(request))
        messages.success(request, "L’erratum est publié, avec sa date.")
        return redirect("publication:parue", espace.siren, pk)
    contexte = make_contexte(request, espace, form, "Publier un erratum", "Publier l’erratum")
    return render(request, "commun/demander.html", contexte)


def _find_proposee(espace: Espace, pk: int) -> Publication:
    proposees = list_publications(espace).filter(etat=EtatPublication.PROPOSEE.value)
    return get_object_or_404(proposees, pk=pk)

"""What anybody reads: the list of published results, one publication, their open data."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from spaser.documents.publication.donnees import write_csv, write_json
from spaser.documents.publication.textes import (
    list_methode,
    list_sources,
    tell_absents,
    tell_correction,
    tell_incompletes,
    tell_prochaine,
)
from spaser.metier.droits import Operation
from spaser.web.organisations.acces import ouverte_a_tous, peut
from spaser.web.publication.models import Publication
from spaser.web.publication.presentation import show_lignes
from spaser.web.publication.recherche import read_recherche
from spaser.web.publication.selectors import (
    find_preuve,
    find_publique,
    list_publiques,
    locate_schema,
    open_publication,
    read_parution,
)
from spaser.web.publication.views.publier import reply
from spaser.web.socle.limites import check_fichiers
from spaser.web.socle.reponses import reply_fichier

TITRE: Final = "Résultats publiés"
PAR_PAGE: Final = 20


@ouverte_a_tous
@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    recherche = read_recherche(request.GET)
    trouvees = recherche.narrow(list_publiques())
    page = Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "fil": [(TITRE, None)],
        "form": recherche.form,
        "filtre": recherche.filtre,
        "page": page,
        "lues": [(une, une.read_contenu()) for une in page],
        "schema": locate_schema(),
    }
    return render(request, "publication/liste.html", contexte)


@ouverte_a_tous
@require_safe
def toutes(request: HttpRequest, extension: str) -> HttpResponse:
    check_fichiers(request, "publication.fichier")
    ouvertes = (open_publication(une) for une in list_publiques().iterator(chunk_size=100))
    if extension == "csv":
        return reply_fichier(write_csv(ouvertes), "resultats-spaser.csv", "text/csv; charset=utf-8")
    if extension == "json":
        texte = write_json(ouvertes, locate_schema())
        return reply_fichier(texte, "resultats-spaser.json", "application/json")
    raise Http404


@ouverte_a_tous
@require_safe
def publique(request: HttpRequest, siren: str, annee: int) -> HttpResponse:
    publication = _find(siren, annee)
    contenu, parution = publication.read_contenu(), read_parution(publication)
    autres = list_publiques().filter(espace=publication.espace_id).exclude(pk=publication.pk)
    contexte = {
        "fil": [(TITRE, reverse("publication:liste")), (contenu.acheteur, None)],
        "publication": publication,
        "contenu": contenu,
        "parution": parution,
        "groupes": show_lignes(contenu, find_preuve),
        "incompletes": tell_incompletes(contenu),
        "absents": tell_absents(contenu),
        "prochaine": tell_prochaine(parution),
        "methode": [*list_methode(contenu), *list_sources(contenu)],
        "errata": [tell_correction(contenu, une) for une in parution.corrections],
        "mises": publication.mises_en_ligne.all(),
        "autres": autres,
        "schema": locate_schema(),
        "suivre": peut(request, Operation.PREPARER_PUBLICATION, publication.espace.organisation),
    }
    return render(request, "publication/publique.html", contexte)


@ouverte_a_tous
@require_safe
def fichier(request: HttpRequest, siren: str, annee: int, extension: str) -> HttpResponse:
    publication = _find(siren, annee)
    check_fichiers(request, "publication.fichier")
    nom = slugify(publication.espace.nom)[:60].strip("-") or siren
    return reply(open_publication(publication), extension, f"resultats-{nom}-{annee}")


def _find(siren: str, annee: int) -> Publication:
    publication = find_publique(siren, annee)
    if publication is None:
        raise Http404
    return publication

"""« Publier »: what is due, the draft as it stands, what was published; its files."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.publication.donnees import PublicationOuverte, write_csv, write_json
from spaser.documents.publication.page import write_variantes
from spaser.documents.publication.textes import Parution, tell_absents, tell_incompletes
from spaser.documents.rendus.pdf import write_page
from spaser.metier.droits import Operation
from spaser.metier.publication.modele import Contenu
from spaser.metier.publication.validation import may_confirm
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.publication.annees import read_couvertures
from spaser.web.publication.forms import FormAnnees
from spaser.web.publication.models import Publication
from spaser.web.publication.presentation import LigneMontree, show_lignes
from spaser.web.publication.selectors import (
    Etat,
    gather_connu,
    link_privee,
    list_changements,
    list_publications,
    list_validateurs,
    locate_schema,
    read_brouillon,
    read_etat,
)
from spaser.web.socle.reponses import reply_fichier

TITRE: Final = "Publier"
ANNEES: Final = 6  # that may be chosen


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def publier(request: HttpRequest, espace: Espace) -> HttpResponse:
    etat = read_etat(espace)
    contenu = read_brouillon(etat)
    ouverte = etat.ouverte
    contexte = {
        "fil": fil_espace(request, espace, (TITRE, None)),
        "espace": espace,
        "etat": etat,
        "ouverte": ouverte,
        "contenu": contenu,
        "groupes": group(espace, contenu),
        "incompletes": tell_incompletes(contenu),
        "absents": tell_absents(contenu),
        "preparer": peut_dans(request, espace, Operation.PREPARER_PUBLICATION),
        "valider": peut_dans(request, espace, Operation.VALIDER_PUBLICATION),
        "form": _ask_annees(etat),
    }
    if ouverte and ouverte.est_proposee and contexte["valider"]:
        contexte["a_elle"] = not may_confirm(
            request.user.pk or 0, ouverte.proposee_par_id, list_validateurs(espace)
        )
    return render(request, "publication/publier.html", contexte)


def _ask_annees(etat: Etat) -> FormAnnees:
    """Ask for two years; those that files do not cover whole say so."""
    fins = list_fins(etat)
    annees = {une for fin in fins for une in (fin - 1, fin)}
    couvertures = read_couvertures(etat.espace, annees)
    incompletes = {a: c.texte for a, c in couvertures.items() if not c.est_entiere}
    return FormAnnees(choix=fins, incompletes=incompletes, initial={"fin": etat.annees[-1]})


def group(espace: Espace, contenu: Contenu) -> list[tuple[str, list[LigneMontree]]]:
    return show_lignes(contenu, lambda resultat: link_privee(espace, resultat))


def list_fins(etat: Etat) -> list[int]:
    """Return the last years that may end a publication, the latest first."""
    prises = {p.annee for p in etat.publiees}
    derniere = max(etat.annees[-1], etat.aujourdhui.year - 1)
    return [fin for fin in range(derniere, derniere - ANNEES, -1) if fin not in prises]


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def projet(request: HttpRequest, espace: Espace, extension: str) -> HttpResponse:
    contenu = read_brouillon(read_etat(espace))
    parution = Parution(reserve=espace.mention, fictive=espace.est_invente)
    ouverte = PublicationOuverte(contenu=contenu, parution=parution)
    return reply(ouverte, extension, f"projet-resultats-{espace.siren}-{contenu.annees[-1]}")


def reply(ouverte: PublicationOuverte, extension: str, nom: str) -> HttpResponse:
    """Return a publication in the form asked for; 404 for another."""
    match extension:
        case "pdf":
            variantes = write_variantes(ouverte.contenu, ouverte.parution, ouverte.preuve)
            return reply_fichier(write_page(variantes), f"{nom}.pdf", "application/pdf")
        case "csv":
            return reply_fichier(write_csv([ouverte]), f"{nom}.csv", "text/csv; charset=utf-8")
        case "json":
            texte = write_json([ouverte], locate_schema())
            return reply_fichier(texte, f"{nom}.json", "application/json")
    raise Http404


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def parue(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    publication = find_parue(espace, pk)
    contenu = publication.read_contenu()
    contexte = {
        "fil": fil_espace(
            request, espace, (TITRE, link_publier(espace)), (f"Résultats {contenu.periode}", None)
        ),
        "espace": espace,
        "publication": publication,
        "contenu": contenu,
        "groupes": group(espace, contenu),
        "changements": list_changements(publication, gather_connu(publication)),
        "preparer": peut_dans(request, espace, Operation.PREPARER_PUBLICATION),
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "publication/parue.html", contexte)


def find_parue(espace: Espace, pk: int) -> Publication:
    """Return a publication of this space that is public; 404 for any other."""
    return get_object_or_404(list_publications(espace).publiees(), pk=pk)


def link_publier(espace: Espace) -> str:
    return reverse("publication:publier", args=[espace.siren])

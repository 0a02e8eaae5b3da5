"""Hours of insertion: a statement sent, looked at again, kept; its lines beside their contracts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.documents.cibles import write_valeur
from spaser.donnees.envois.formats import MEGA
from spaser.donnees.tables.modele import ErreurTable
from spaser.metier.annees import annee_montree
from spaser.metier.cibles.modele import LIBELLE_MAX
from spaser.metier.droits import Operation
from spaser.web.cibles.forms.heures import FormHeures
from spaser.web.cibles.heures.lecture import HEURES, LigneLue, ReleveLu, read_classeur
from spaser.web.cibles.heures.selectors import attach, find_heures, find_releves
from spaser.web.cibles.heures.services import keep_releve
from spaser.web.cibles.views.communs import fil_cibles
from spaser.web.commun import scelle
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import Pas, exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.socle.envois import recoit
from spaser.web.socle.fichiers.service import read_table

TITRE: Final = "Heures d’insertion"
OCTETS_MAX: Final = 5 * MEGA
_USAGE: Final = "cibles.heures"


@dataclass(frozen=True)
class Garde:
    annee: int
    nom: str
    total: Decimal
    lignes: tuple[LigneLue, ...]


def _fil(request: HttpRequest, espace: Espace, *suite: Pas) -> list[Pas]:
    racine = reverse("cibles:heures", args=[espace.siren]) if suite else None
    return fil_cibles(request, espace, (TITRE, racine), *suite)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def heures(request: HttpRequest, espace: Espace) -> HttpResponse:
    initial = {"annee": annee_montree(timezone.localdate())}
    return _show(request, espace, FormHeures(initial=initial))


@exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(OCTETS_MAX)
def lire_heures(request: HttpRequest, espace: Espace) -> HttpResponse:
    if request.method == "POST" and "contenu" in request.POST:
        return _keep(request, espace)
    envoye = request.method == "POST"
    form = FormHeures(request.POST, request.FILES) if envoye else FormHeures()
    if form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            lu = read_table(fichier, read_classeur, OCTETS_MAX, "gardez la seule feuille utile.")
        except ErreurTable as faute:
            form.add_error("fichier", str(faute))
        else:
            annee, nom = form.cleaned_data["annee"], str(fichier.name)[:LIBELLE_MAX]
            garde = Garde(annee, nom, lu.somme, tuple(lu.lignes))
            return _verify(request, espace, garde, lu)
    return _show(request, espace, form)


def _verify(request: HttpRequest, espace: Espace, garde: Garde, lu: ReleveLu) -> HttpResponse:
    contexte = {
        "fil": _fil(request, espace, ("Relire", None)),
        "espace": espace,
        "garde": garde,
        "lu": lu,
        "somme": write_valeur(garde.total, HEURES),
        "rattachees": attach(espace, garde.lignes),
        "suivi": find_heures(espace),
        "contenu": scelle.seal(espace, garde, _USAGE),
    }
    return render(request, "cibles/heures/verifier.html", contexte)


def _keep(request: HttpRequest, espace: Espace) -> HttpResponse:
    garde = scelle.unseal(espace, request.POST["contenu"], _USAGE, Garde)
    if garde is None:
        messages.error(request, "Ce relevé n’est plus valable : envoyez-le de nouveau.")
        return redirect("cibles:heures", espace.siren)
    keep_releve(espace, garde.annee, garde.nom, garde.lignes, garde.total, auteur_of(request))
    messages.success(request, f"Le relevé de {garde.annee} est gardé.")
    return redirect("cibles:releve_heures", espace.siren, garde.annee)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def releve_heures(request: HttpRequest, espace: Espace, annee: int) -> HttpResponse:
    releve = get_object_or_404(find_releves(espace), annee=annee)
    rattachees = attach(espace, releve.lignes.all())
    contexte = {
        "fil": _fil(request, espace, (str(annee), None)),
        "espace": espace,
        "releve": releve,
        "somme": write_valeur(releve.total, HEURES),
        "avec": [une for une in rattachees if une.marche],
        "sans": [une for une in rattachees if not une.marche],
        "suivi": find_heures(espace),
    }
    return render(request, "cibles/heures/releve.html", contexte)


def _show(request: HttpRequest, espace: Espace, form: FormHeures) -> HttpResponse:
    contexte = {
        "fil": _fil(request, espace),
        "espace": espace,
        "releves": find_releves(espace),
        "suivi": find_heures(espace),
        "form": form,
        "modifier": peut_dans(request, espace, Operation.REMPLIR_GRILLE),
    }
    return render(request, "cibles/heures/heures.html", contexte)

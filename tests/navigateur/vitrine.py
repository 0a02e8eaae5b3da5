"""Every component of the site on one page, for the browser tests."""

from datetime import date
from pathlib import Path

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path
from dsfr.forms import DsfrBaseForm

GABARIT = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")
LIGNES = [
    {"terme": "SIREN", "valeur": "", "note": ""},
    {"terme": "Période", "valeur": "2024-2028", "note": "lu le 24 novembre 2026", "lien": "/"},
]


class Formulaire(DsfrBaseForm):
    nom = forms.CharField(label="Nom de la structure", help_text="Tel qu’il est publié.")
    annee = forms.IntegerField(label="Année", min_value=2015)


@login_not_required
def vitrine(request):
    contexte = {
        "form": Formulaire({"nom": "", "annee": "1990"}),
        "titre": "Documents",
        "numero": 3,
        "total": 4,
        "suivante": "Vérification",
        "lignes": LIGNES,
        "date": date(2026, 11, 24),
        "page": Paginator(range(200), 10).page(1),
        "fil": [("Registre", "/"), ("Vitrine", None)],
    }
    return HttpResponse(engines["django"].from_string(GABARIT).render(contexte, request))


@login_not_required
def panne(request):
    raise RuntimeError("panne voulue")


urlpatterns = [
    path("vitrine/", vitrine),
    path("panne/", panne),
    path("", include("spaser.site.config.adresses")),
]
handler400 = "spaser.site.socle.requetes.refuse_demande"
handler403 = "spaser.site.socle.requetes.refuse_acces"
handler404 = "spaser.site.socle.requetes.tell_absente"
handler500 = "spaser.site.socle.requetes.tell_panne"

"""The tools of the programme without account: filled on the page, taken away as a file."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.documents.classeur import FormatClasseur
from spaser.documents.onglets import Notice, Onglet
from spaser.regles.acteurs import load_catalogue
from spaser.regles.acteurs_importes import write_acteur, write_modele
from spaser.regles.assujettissement import NatureAcheteur
from spaser.regles.indicateurs import Rubrique
from spaser.regles.obligations import AcheteurConnu
from spaser.regles.politiques import load_plans
from spaser.site.diagnostic.acteurs.forms import FormActeur
from spaser.site.diagnostic.acteurs.services import make_onglet
from spaser.site.diagnostic.politiques.forms import FormAcheteur, FormInventaire
from spaser.site.diagnostic.politiques.services import list_recenses
from spaser.site.diagnostic.politiques.views import make_inventaire, make_ligne
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.plan.grille.forms import FormsLignes
from spaser.site.plan.grille.services import TITRES, write_ligne_grille, write_vierge
from spaser.site.socle.formulaires import FormLibre
from spaser.site.socle.requetes import reply_classeur
from spaser.site.socle.vues import Rendu, shows

# --- The forms of the tools, as somebody without account fills them: nothing of them is kept ---


type Lignes = forms.BaseFormSet[Any]

_PREFIXE: Final = "ligne"
_DE_PLUS: Final = 3
_MAX: Final = 50


class FormActeurLibre(FormLibre, FormActeur):
    """A line of the table, bare: many stand on a page."""


_FormsActeurs = formset_factory(FormActeurLibre, extra=_DE_PLUS, max_num=_MAX, absolute_max=_MAX)


def open_acteurs(envoye: QueryDict | None) -> Lignes:
    return _FormsActeurs(_add_lignes(envoye, {}), prefix=_PREFIXE)


def open_grille(envoye: QueryDict | None) -> Lignes:
    """Return the lines of the grid as they were sent; a row says nothing by its heading alone."""
    initial = {"rubrique": Rubrique.ENVIRONNEMENT.value}
    donnees = _add_lignes(envoye, initial)
    return FormsLignes(donnees, prefix=_PREFIXE, form_kwargs={"initial": initial})


def _add_lignes(envoye: QueryDict | None, initial: Mapping[str, str]) -> QueryDict | None:
    """Give a few more lines, as they are first shown, to who asks for them; keep what was typed."""
    if envoye is None or "ajouter_lignes" not in envoye:
        return envoye
    donnees, total = envoye.copy(), f"{_PREFIXE}-TOTAL_FORMS"
    lu = donnees.get(total, "")
    nombre = int(lu) if lu.isascii() and lu.isdigit() and len(lu) < 4 else 0  # noqa: PLR2004
    voulu = min(nombre + _DE_PLUS, _MAX)
    donnees[total] = str(voulu)
    for rang in range(nombre, voulu):
        for champ, valeur in initial.items():
            donnees[f"{_PREFIXE}-{rang}-{champ}"] = valeur
    return donnees


RACINE: Final = "Outils en libre accès"
CLASSEURS: Final = (FormatClasseur.XLSX, FormatClasseur.ODS)


def make_onglet_acteurs(formes: Iterable[Any]) -> Onglet:
    catalogue = load_catalogue()
    return make_onglet("Acteurs", [write_acteur(forme.read(), catalogue) for forme in formes])


def make_onglet_grille(formes: Iterable[Any]) -> Onglet:
    return Onglet(
        "Grille", TITRES, [write_ligne_grille(f.make_ligne()) for f in formes], a_remplir=True
    )


_VIERGES: Final[dict[str, Callable[[], Onglet]]] = {
    "acteurs": lambda: make_onglet("Acteurs", write_modele(load_catalogue())),
    "grille": lambda: Onglet("Grille", TITRES, write_vierge(), a_remplir=True),
    "politiques": lambda: make_inventaire(map(make_ligne, load_plans())),
}
_TITRES: Final = {
    "acteurs": "Acteurs du territoire",
    "grille": "Grille des indicateurs",
    "politiques": "Politiques et plans",
}


@ouverte_a_tous
@shows("libre_acces/sommaire.html")
def sommaire_classeurs(request: HttpRequest) -> Rendu:
    return {"fil": [(RACINE, None)], "classeurs": CLASSEURS}


@ouverte_a_tous
@require_safe
def vierge(request: HttpRequest, outil: str, classeur: FormatClasseur) -> HttpResponse:
    """Give the file of a tool to fill in; its import reads it back."""
    if outil not in _VIERGES:
        raise Http404
    return _reply(_VIERGES[outil](), classeur, outil, f"{outil}-vierge")


@ouverte_a_tous
@require_http_methods(["GET", "HEAD", "POST"])
def acteurs(request: HttpRequest) -> HttpResponse:
    return _fill(request, "acteurs", open_acteurs, make_onglet_acteurs)


@ouverte_a_tous
@require_http_methods(["GET", "HEAD", "POST"])
def grille_essai(request: HttpRequest) -> HttpResponse:
    return _fill(request, "grille", open_grille, make_onglet_grille)


@ouverte_a_tous
@shows("libre_acces/politiques.html", envoi=True)
def politiques(request: HttpRequest) -> Rendu:
    envoye = request.POST if request.method == "POST" else None
    form = FormInventaire(envoye, plans=load_plans(), etats={})
    if form.is_valid():
        etats = {reponse.code_plan: reponse.etat for reponse in form.list_reponses()}
        lignes = [make_ligne(p, etats.get(p.code, "inconnu")) for p in load_plans()]
        return _give(request, make_inventaire(lignes), "politiques")
    demande = FormAcheteur(request.GET or None)
    groupes = list_recenses([], _read_acheteur(demande), timezone.localdate())
    return {
        "fil": _fil(_TITRES["politiques"]),
        "classeurs": CLASSEURS,
        "demande": demande,
        "form": form,
        "groupes": [
            (
                attente,
                [(ligne.proposition.plan, form[ligne.proposition.plan.code]) for ligne in lignes],
            )
            for attente, lignes in groupes
        ],
    }


def _fill(
    request: HttpRequest,
    outil: str,
    ouvrir: Callable[[QueryDict | None], Lignes],
    make: Callable[[Iterable[Any]], Onglet],
) -> HttpResponse:
    """Show lines to fill; give them as a file, or with a few more."""
    envoye = request.POST if request.method == "POST" else None
    lignes = ouvrir(envoye)
    if envoye is not None and "classeur" in envoye and lignes.is_valid():
        remplies = [ligne for ligne in lignes if ligne.has_changed()]
        if remplies:
            return _give(request, make(remplies), outil)
        messages.info(request, "Rien n’est encore écrit : remplissez une ligne au moins.")
    contexte = {
        "fil": _fil(_TITRES[outil]),
        "titre": _TITRES[outil],
        "outil": outil,
        "formes": lignes,
        "classeurs": CLASSEURS,
    }
    return render(request, f"libre_acces/{outil}.html", contexte)


def _give(request: HttpRequest, onglet: Onglet, outil: str) -> HttpResponse:
    choisi = request.POST.get("classeur", "")
    classeur = FormatClasseur(choisi) if choisi in set(FormatClasseur) else FormatClasseur.XLSX
    return _reply(onglet, classeur, outil, outil)


def _reply(onglet: Onglet, classeur: FormatClasseur, outil: str, nom: str) -> HttpResponse:
    notice = Notice(
        _TITRES[outil],
        (
            ("Fichier du", timezone.localdate()),
            ("Source", "Rempli sans compte, sur la page « Outils en libre accès »."),
            ("Ensuite", f"Dans votre espace, « {_TITRES[outil]} », puis « Importer »."),
        ),
    )
    return reply_classeur([onglet], classeur, nom, notice)


def _read_acheteur(form: FormAcheteur) -> AcheteurConnu:
    lus = form.cleaned_data if form.is_valid() else {}
    nature = lus.get("nature")
    return AcheteurConnu(
        nature=NatureAcheteur(nature) if nature else None, habitants=lus.get("habitants")
    )


def _fil(titre: str) -> list[tuple[str, str | None]]:
    return [(RACINE, reverse("libre_acces:sommaire")), (titre, None)]

"""A plan of a space: read, described, mended, taken out."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.droits import Operation
from spaser.metier.indicateurs.lecture import load_bibliotheque
from spaser.metier.indicateurs.themes import SousTheme
from spaser.metier.politiques.lecture import find_plan, load_plans
from spaser.metier.politiques.verification import find_au_catalogue, is_echue
from spaser.web.espace.acces import exige_espace, peut_dans
from spaser.web.espace.conflits import Ecart, LigneChangee, list_ecarts
from spaser.web.politiques.forms import (
    FormPolitique,
    FormsObjectifs,
    fill_politique,
    read_objectifs,
)
from spaser.web.politiques.models import Etat, Politique
from spaser.web.politiques.selectors import list_politiques
from spaser.web.politiques.services import create_politique, delete_politique, save_politique
from spaser.web.politiques.views.inventaire import fil_politiques

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from spaser.metier.politiques.modele import Plan
    from spaser.web.espace.acces import Espace

_LIBELLES: Final = {
    "nom": "Nom",
    "etat": "Où en est-il",
    "periode": "Période",
    "service": "Service pilote",
    "lien": "Adresse du document",
    "document": "Où le trouver",
    "themes": "Thèmes",
    "objectifs": "Objectifs",
}


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def fiche(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    """Show a plan and what it asks of purchasing."""
    politique = get_object_or_404(list_politiques(espace), pk=pk)
    bibliotheque = load_bibliotheque()
    contexte = {
        "fil": fil_politiques(espace, (politique.nom, None)),
        "espace": espace,
        "politique": politique,
        "plan": politique.plan,
        "sujet": f"politiques:{politique.pk}",
        "echue": is_echue(politique.fin, timezone.localdate().year),
        "themes": politique.read().sous_themes,
        "objectifs": [
            (objectif, bibliotheque.find(objectif.indicateur))
            for objectif in politique.list_objectifs()
        ],
        "modifier": peut_dans(request, espace, Operation.DECRIRE_POLITIQUES),
    }
    return render(request, "politiques/fiche.html", contexte)


@exige_espace(Operation.DECRIRE_POLITIQUES)
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Describe a plan of the catalogue (`?plan=`), or one of the buyer's own."""
    plan = find_plan(request.GET.get("plan", ""))
    deja = list_politiques(espace).filter(code_plan=plan.code).first() if plan else None
    if deja and request.method == "POST":  # somebody else described it meanwhile
        return _edit(request, espace, deja)
    if deja:
        return redirect("politiques:modifier", espace.siren, deja.pk)
    initial = {"nom": plan.nom, "sous_themes": list(plan.sous_themes)} if plan else {}
    form, formes = _open_forms(request, espace, initial, plan)
    if _wants_lines(request):
        formes = _add_lines(request)
    elif form.is_valid() and formes.is_valid():
        champs = form.read() | {"objectifs": read_objectifs(formes)}
        ajoutee = create_politique(espace, champs, request.user, plan.code if plan else "")
        messages.success(request, f"« {ajoutee.nom} » est enregistré.")
        return redirect(ajoutee)
    titre = plan.nom if plan else "Décrire un autre plan"
    return _show(request, espace, titre, form=form, formes=formes, plan=plan)


@exige_espace(Operation.DECRIRE_POLITIQUES)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    """Change a plan."""
    politique = list_politiques(espace).filter(pk=pk).first()
    return _edit(request, espace, politique) if politique else _offer_again(request, espace)


def _edit(request: HttpRequest, espace: Espace, politique: Politique) -> HttpResponse:
    """Save what is sent; show both versions when somebody else wrote meanwhile."""
    initial = fill_politique(politique)
    form, formes = _open_forms(request, espace, initial, politique.plan, politique)
    suite: dict[str, Any] = {}
    if _wants_lines(request):
        formes = _add_lines(request)
    elif form.is_valid() and formes.is_valid():
        champs = form.read() | {"objectifs": read_objectifs(formes)}
        version = form.cleaned_data["version"] or 0
        try:
            save_politique(espace, politique.pk, version, champs, request.user)
        except LigneChangee as heurt:
            suite = {"actuelle": heurt.actuelle, "ecarts": _compare(heurt.actuelle, champs)}
            form.data = form.data.copy()
            form.data["version"] = heurt.actuelle.version
        else:
            messages.success(request, f"« {champs['nom']} » est enregistré.")
            return redirect(politique)
    return _show(
        request, espace, politique.nom, form=form, formes=formes, plan=politique.plan,
        politique=politique, **suite,
    )  # fmt: skip


@exige_espace(Operation.DECRIRE_POLITIQUES)
@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    """Ask before taking a plan out."""
    politique = get_object_or_404(list_politiques(espace), pk=pk)
    if request.method == "POST":
        delete_politique(espace, politique, request.user)
        messages.success(request, f"« {politique.nom} » est retiré de vos plans.")
        return redirect("politiques:liste", espace.siren)
    contexte = {
        "fil": fil_politiques(
            espace, (politique.nom, politique.get_absolute_url()), ("Retirer", None)
        ),
        "espace": espace,
        "politique": politique,
    }
    return render(request, "politiques/supprimer.html", contexte)


def _offer_again(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Keep the text of a plan that somebody took out meanwhile."""
    if request.method != "POST":
        raise Http404
    plan = find_au_catalogue(request.POST.get("nom", ""), load_plans())
    form, formes = _open_forms(request, espace, {}, plan)
    adresse = reverse("politiques:ajouter", args=[espace.siren])
    reponse = _show(
        request,
        espace,
        "Ce plan n’est plus dans votre liste",
        form=form,
        formes=formes,
        plan=plan,
        remettre=f"{adresse}?plan={plan.code}" if plan else adresse,
    )
    reponse.status_code = HTTPStatus.NOT_FOUND
    return reponse


def _open_forms(
    request: HttpRequest,
    espace: Espace,
    initial: dict[str, Any],
    plan: Plan | None,
    politique: Politique | None = None,
) -> tuple[FormPolitique, Any]:
    envoye = request.POST if request.method == "POST" else None
    autres = list_politiques(espace)
    if politique:
        autres = autres.exclude(pk=politique.pk)
    noms = [autre.nom for autre in autres]
    form = FormPolitique(envoye, initial=initial, autres=noms, du_catalogue=plan is not None)
    objectifs = politique.objectifs if politique else []
    donnees = envoye if envoye is None or "objectif-TOTAL_FORMS" in envoye else _blank(envoye)
    return form, FormsObjectifs(donnees, initial=objectifs, prefix="objectif")


def _blank(envoye: Any) -> Any:  # noqa: ANN401 - a QueryDict
    """Take a form sent without its lines for one that has none."""
    donnees = envoye.copy()
    donnees.update({"objectif-TOTAL_FORMS": "0", "objectif-INITIAL_FORMS": "0"})
    return donnees


def _wants_lines(request: HttpRequest) -> bool:
    return request.method == "POST" and "ajouter_lignes" in request.POST


def _add_lines(request: HttpRequest) -> Any:  # noqa: ANN401 - a formset
    """Keep what is typed, and give three more lines."""
    formes = FormsObjectifs(request.POST, prefix="objectif")
    typees = [
        {nom: form[nom].value() or "" for nom in ("texte", "sous_theme", "indicateur")}
        for form in formes
    ]
    suite = FormsObjectifs(initial=typees, prefix="objectif")
    suite.extra = 3
    return suite


def _compare(actuelle: Politique, champs: dict[str, Any]) -> list[Ecart]:
    """Put side by side what somebody else wrote and what one is writing."""
    mienne = Politique(**champs)
    return list_ecarts(_LIBELLES, _tell(actuelle), _tell(mienne))


def _tell(politique: Politique) -> dict[str, str]:
    return {
        "nom": politique.nom,
        "etat": Etat(politique.etat).label,
        "periode": politique.periode,
        "service": politique.service,
        "lien": politique.lien,
        "document": politique.document,
        "themes": ", ".join(SousTheme(code).libelle for code in politique.sous_themes),
        "objectifs": " ; ".join(objectif.texte for objectif in politique.list_objectifs()),
    }


def _show(request: HttpRequest, espace: Espace, titre: str, **contexte: Any) -> HttpResponse:  # noqa: ANN401
    page = {"fil": fil_politiques(espace, (titre, None)), "espace": espace, "titre": titre}
    return render(request, "politiques/modifier.html", page | contexte)

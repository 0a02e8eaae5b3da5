"""Pages of the team: every kind of text, those of one, and the one that is being written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.droits import Operation
from spaser.metier.editorial import Contenu, may_approve
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.editorial import services
from spaser.web.editorial.forms import FormNouveau, FormRelecture, Page, around, compare
from spaser.web.editorial.genres import Genre, find_genre, list_genres
from spaser.web.editorial.models import Texte
from spaser.web.editorial.selectors import (
    count_ouverts,
    find_contenu,
    find_fichier,
    find_ouvert,
    is_fichier_changed,
    list_a_relire,
    list_alertes_faits,
    list_faits_relus,
    list_pris,
    list_tenus,
    try_contenu,
)
from spaser.web.organisations.acces import exige, peut
from spaser.web.socle.repetitions import focus_liste, is_turned, turn_page

TITRE: Final = "Textes du site"
_REDIGER, _RELIRE = Operation.REDIGER_TEXTE, Operation.RELIRE_TEXTE
_RELU: Final = "Ce texte a changé entre-temps : relisez-le avant de décider."
DEPASSEE: Final = (
    "Ce texte a été modifié ailleurs depuis que vous avez ouvert cette page. Votre saisie est "
    "toujours là\u00a0: comparez-la au texte enregistré, plus bas, puis enregistrez de nouveau."
)

type Fil = list[tuple[str, str | None]]


@exige(_RELIRE)
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    ouverts = count_ouverts()
    contexte = {
        "fil": [(TITRE, None)],
        "a_relire": list_a_relire(),
        "genres": [(genre, ouverts.get(genre.code, 0)) for genre in list_genres()],
        "alertes": list_alertes_faits(timezone.localdate(), list_faits_relus()),
    }
    return render(request, "editorial/accueil.html", contexte)


@exige(_RELIRE)
@require_safe
def lister_genre(request: HttpRequest, genre: str) -> HttpResponse:
    lu = _find_genre(genre)
    lignes = list_tenus(lu, timezone.localdate())
    contexte = {
        "fil": [(TITRE, reverse("editorial:accueil")), (lu.titre, None)],
        "genre": lu,
        "lignes": lignes,
        "a_relire": [ligne.ouvert for ligne in lignes if ligne.est_a_relire],
        "nombre_changes": sum(ligne.fichier_change for ligne in lignes),
    }
    return render(request, "editorial/genre.html", contexte)


@exige(_RELIRE)
@require_safe
def lire_un(request: HttpRequest, genre: str, code: str) -> HttpResponse:
    lu, aujourd_hui = _find_genre(genre), timezone.localdate()
    textes = Texte.objects.filter(genre=genre, code=code).select_related("relu_par")
    montre = find_contenu(lu, code, aujourd_hui)
    if montre is None and not textes:
        raise Http404
    titre = montre.titre if montre else textes[0].titre
    contexte = {
        "fil": _trail(lu, titre),
        "genre": lu,
        "code": code,
        "titre": titre,
        "montre": montre,
        "reserve": getattr(montre, "reserve", None),
        "pages": lu.pages(montre) if montre else (),
        "textes": textes,
        "ouvert": next((t for t in textes if t.est_ouvert), None),
        "dans_un_fichier": find_fichier(lu, code) is not None,
        "aujourd_hui": aujourd_hui,
    }
    return render(request, "editorial/un.html", contexte)


@exige(_REDIGER)
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau(request: HttpRequest, genre: str) -> HttpResponse:
    lu = _find_genre(genre)
    if lu.start is None:
        raise Http404
    form = FormNouveau(request.POST or None, lu, list_pris(lu, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        return redirect("editorial:modifier", genre, form.cleaned_data["code"])
    contexte = {"fil": _trail(lu, "Ajouter"), "genre": lu, "form": form}
    return render(request, "editorial/nouveau.html", contexte)


@exige(_REDIGER)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: RequeteConnectee, genre: str, code: str) -> HttpResponse:
    """Write a text: the one under way, or a new one from what is shown today."""
    lu = _find_genre(genre)
    ouvert = find_ouvert(lu, code)
    depart = ouvert.lu if ouvert else _find_depart(lu, code)
    if request.method != "POST":
        return _show(request, Page(lu, depart, _around(ouvert)), ouvert)
    donnees, liste = turn_page(request.POST, {une.nom: une for une in lu.listes})
    page = Page(lu, depart, _around(ouvert), donnees)
    if is_turned(request.POST):
        page.is_valid()
        focus_liste(page.repetitions, liste)
    elif page.is_valid() and (garde := _keep(request, page, ouvert, donnees)):
        messages.success(request, "Le brouillon est enregistré. Relisez-le, puis envoyez-le.")
        return redirect(garde)
    return _show(request, page, ouvert)


@exige(_RELIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def lire_texte(request: RequeteConnectee, pk: int) -> HttpResponse:
    texte = get_object_or_404(Texte.objects.select_related("relu_par"), pk=pk)
    form = FormRelecture(request.POST or None, initial={"version": texte.version})
    if request.method == "POST" and form.is_valid() and _decide(request, texte, form):
        return redirect(texte)
    texte.refresh_from_db()
    return _show_texte(request, texte, form)


@exige(_RELIRE)
@require_safe
def apercu(request: HttpRequest, pk: int) -> HttpResponseBase:
    texte = get_object_or_404(Texte, pk=pk)
    genre = texte.son_genre
    pages = [page.partition("#")[0] for _, page in genre.pages(texte.lu)]
    adresse = request.GET.get("page", pages[0])
    if adresse not in pages:
        raise Http404
    if fautes := _list_fautes(genre, texte.lu):
        messages.error(request, fautes[0])
        return redirect(texte)
    vue = resolve(adresse.partition("?")[0])
    request.GET = QueryDict(adresse.partition("?")[2])
    request.path = request.path_info = adresse
    request.resolver_match = vue
    with try_contenu(genre, texte.lu):
        reponse: HttpResponseBase = vue.func(request, *vue.args, **vue.kwargs)
    reponse["Cache-Control"] = "no-store"
    if isinstance(reponse, HttpResponse) and reponse["Content-Type"].startswith("text/html"):
        reponse.content = reponse.content.replace(b"<title>", "<title>Aperçu, ".encode(), 1)
    return reponse


def _find_genre(code: str) -> Genre[Any]:
    genre = find_genre(code)
    if genre is None:
        raise Http404
    return genre


def _trail(genre: Genre[Any], page: str) -> Fil:
    return [
        (TITRE, reverse("editorial:accueil")),
        (genre.titre, reverse("editorial:genre", args=[genre.code])),
        (page, None),
    ]


def _find_depart(genre: Genre[Any], code: str) -> Contenu:
    montre: Contenu | None = find_contenu(genre, code, timezone.localdate())
    if montre is not None:
        return montre
    if genre.start is None or not genre.forme_code.fullmatch(code):
        raise Http404
    vide: Contenu = genre.start(code)
    return vide


def _around(ouvert: Texte | None) -> dict[str, Any]:
    if ouvert is None:
        return around(timezone.localdate())
    return around(ouvert.effet_le, ouvert.version, ouvert.motif)


def _keep(
    request: RequeteConnectee, page: Page, ouvert: Texte | None, donnees: QueryDict
) -> Texte | None:
    """Keep what was typed; tell when somebody else has been there meanwhile."""
    saisie, version = page.read(), page.form.cleaned_data["version"] or 0
    try:
        if ouvert is None:
            return services.start_texte(saisie, request.user, timezone.now())
        services.save(ouvert, version, saisie, request.user, timezone.now())
    except VersionDepassee:
        assert ouvert is not None  # noqa: S101 - only what is saved may be late
        page.form.add_error(None, DEPASSEE)
        page.ecarts = compare(page.genre, ouvert.lu, saisie.contenu)
        donnees["version"] = str(ouvert.version)
        return None
    except services.TexteRefuse as refus:
        page.form.add_error(None, str(refus))
        return None
    return ouvert


def _show(request: HttpRequest, page: Page, ouvert: Texte | None) -> HttpResponse:
    titre = page.contenu.titre or page.contenu.code
    contexte = {
        "fil": _trail(page.genre, titre),
        "titre": titre,
        "page": page,
        "ouvert": ouvert,
        "fichier_change": ouvert is not None and is_fichier_changed(ouvert),
    }
    return render(request, "editorial/modifier.html", contexte)


def _decide(request: RequeteConnectee, texte: Texte, form: FormRelecture) -> bool:
    """Do what the button says; tell on the page what may not be done."""
    geste = request.POST.get("geste", "")
    if geste not in _GESTES:
        form.add_error(None, "Choisissez un des boutons de la page.")
        return False
    operation, act, message = _GESTES[geste]
    if not peut(request, operation):
        raise PermissionDenied
    lu = form.cleaned_data
    try:
        act(texte, lu["version"], request.user, timezone.now(), lu["reponse"] or "")
    except VersionDepassee:
        form.add_error(None, _RELU)
        donnees = request.POST.copy()
        donnees["version"] = str(texte.version)  # the next sending is of what is shown now
        form.data = donnees
        return False
    except services.TexteRefuse as refus:
        form.add_error(None, str(refus))
        return False
    messages.success(request, message)
    return True


def _show_texte(request: RequeteConnectee, texte: Texte, form: FormRelecture) -> HttpResponse:
    aujourd_hui, genre = timezone.localdate(), texte.son_genre
    fautes = _list_fautes(genre, texte.lu)
    fichier = find_fichier(genre, texte.code)
    redacteurs = list(texte.redacteurs.order_by("pk"))
    un = (texte.titre, reverse("editorial:un", args=[texte.genre, texte.code]))
    contexte = {
        "fil": [*_trail(genre, "")[:-1], un, (f"Texte {texte.numero}", None)],
        "genre": genre,
        "texte": texte,
        "fautes": fautes,
        "rendu": "" if fautes else genre.render(texte.lu, texte.effet_le),
        "pages": [(nom, adresse.partition("#")) for nom, adresse in genre.pages(texte.lu)],
        "changements": compare(genre, find_contenu(genre, texte.code, aujourd_hui), texte.lu),
        "ecarts": compare(genre, fichier, texte.lu) if fichier else (),
        "dans_un_fichier": fichier is not None,
        "fichier_change": is_fichier_changed(texte),
        "form": form,
        "redacteurs": redacteurs,
        "peut_approuver": may_approve(request.user.pk, [r.pk for r in redacteurs]),
        "peut_rediger": peut(request, _REDIGER),
        "est_montre": texte.etat == "approuvee" and texte.effet_le <= aujourd_hui,
    }
    return render(request, "editorial/texte.html", contexte)


def _list_fautes(genre: Genre[Any], contenu: Contenu) -> list[str]:
    """Return, in French, what the kind reproaches to a text: shown, it could fail."""
    return genre.check(contenu, timezone.localdate())


def _without_reponse(act: Callable[..., None]) -> Callable[..., None]:
    return lambda texte, version, auteur, quand, _reponse: act(texte, version, auteur, quand)


_GESTES: Final = {
    "envoyer": (
        _REDIGER,
        _without_reponse(services.submit_texte),
        "Le texte est envoyé à la relecture. Une autre personne doit l’approuver.",
    ),
    "approuver": (_RELIRE, services.approve, "Le texte est approuvé."),
    "renvoyer": (_RELIRE, services.ask_changes, "Le texte est renvoyé à ses rédacteurs."),
    "abandonner": (
        _REDIGER,
        _without_reponse(services.abandon_texte),
        "Le brouillon est abandonné.",
    ),
    "retirer": (_RELIRE, services.withdraw_texte, "Le texte est retiré."),
}

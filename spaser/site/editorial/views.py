"""Pages of the team for its texts: every kind, those of one, the one being written, its checks."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import msgspec
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.corps import find_inconnus, list_liens
from spaser.regles import editorial
from spaser.regles.champs import list_groupes
from spaser.regles.droits import Operation
from spaser.regles.rapprochements import Changement
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.editorial import services
from spaser.site.editorial.genres import FormContenu, Genre, find_genre, list_genres
from spaser.site.editorial.images import find_images_inconnues
from spaser.site.editorial.models import Texte
from spaser.site.organisations.acces import exige, peut
from spaser.site.socle import versions
from spaser.site.socle.formulaires import TexteLong, ask_ligne
from spaser.site.socle.vues import Rendu, shows

# --- The pages where a text is written and read again, whatever its kind ---


NOUVEAU = "nouveau"
"""The address where one is named: no text may bear it."""

RANG = "rang"
"""A hidden field of a repeated line: where it was, so that what no field shows of it stays."""


class FormNouveauTexte(DsfrBaseForm):
    code = ask_ligne("Code", editorial.CODE_MAX, "Donnez un code.")

    def __init__(self, donnees: QueryDict | None, genre: Genre[Any], pris: frozenset[str]) -> None:
        super().__init__(donnees)
        self.genre, self.pris = genre, pris
        self.porte = ""  # the code asked for, when a text bears it: its page leads to it
        self.fields[
            "code"
        ].help_text = f"{genre.aide_code} Il est dans l’adresse et ne change plus."

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        code = next(filter(self.genre.forme_code.fullmatch, (code, code.lower(), code.upper())), "")
        if not code:
            raise forms.ValidationError(self.genre.aide_code)
        if code in self.pris:
            self.porte = code
        if self.porte or code == NOUVEAU:
            raise forms.ValidationError(
                "Un texte porte déjà ce code, ou l’a porté\u00a0: modifiez-le, ou changez de code."
            )
        return code


class FormRelecture(DsfrBaseForm):
    version = forms.IntegerField(widget=forms.HiddenInput())
    reponse = TexteLong(
        "Message",
        rows=4,
        aide="Demandé pour renvoyer ou pour retirer. Les rédacteurs le reçoivent.",
    )


class Page(versions.PageRepetee[FormContenu]):
    """The whole page: the text and its lists, shown, typed and read."""

    def __init__(
        self,
        genre: Genre[Any],
        contenu: editorial.Contenu,
        autour: Mapping[str, Any],
        donnees: QueryDict | None = None,
    ) -> None:
        self.genre, self.contenu = genre, contenu
        self.ecarts: tuple[Changement, ...] = ()  # from what somebody else kept meanwhile
        champs = {nom: getattr(contenu, nom, None) for nom in genre.form.base_fields}
        self.form = genre.form(donnees, initial=champs | dict(autour))
        self.repetitions = [
            versions.Repetition(liste, _list_lignes(contenu, liste.nom), donnees)
            for liste in genre.listes
        ]

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        try:
            self.read()
        except msgspec.ValidationError as faute:
            self.form.add_error(None, f"Ce texte ne peut pas être gardé ainsi\u00a0: {faute}.")
            return False
        return True

    def read(self) -> services.TexteSaisi:
        form = self.form
        montres = {*form.base_fields, *(r.liste.nom for r in self.repetitions)}
        gardes = {
            nom: valeur
            for nom, valeur in msgspec.structs.asdict(self.contenu).items()  # type: ignore[arg-type]  # a struct of its kind
            if nom not in montres and nom != "mise_a_jour"
        }
        lus = form.read() | {r.liste.nom: tuple(self._read_lignes(r)) for r in self.repetitions}
        complets = self.genre.complete(self.contenu, msgspec.to_builtins(gardes | lus))
        contenu = msgspec.convert(complets, type=self.genre.forme)
        motif = form.cleaned_data["motif"] or ""
        return services.TexteSaisi(self.genre, contenu, form.cleaned_data["effet_le"], motif)

    def _read_lignes(self, repetition: versions.Repetition) -> Iterator[dict[str, Any]]:
        avant = getattr(self.contenu, repetition.liste.nom)
        champs = repetition.liste.form.base_fields
        for ligne in repetition.read():
            rang = ligne.pop(RANG, None)
            base = {}
            if rang is not None and 0 <= rang < len(avant):
                tout = msgspec.structs.asdict(avant[rang])
                base = {nom: valeur for nom, valeur in tout.items() if nom not in champs}
            yield base | ligne

    @property
    def groupes(self) -> list[tuple[str, list[forms.BoundField]]]:
        demandes = [n for n in self.form.base_fields if n not in self.form.AUTOUR]
        groupes = list_groupes(self.genre.forme) or {"Le texte": demandes}
        return [(titre, [self.form[n] for n in noms]) for titre, noms in groupes.items()]

    @property
    def publication(self) -> list[forms.BoundField]:
        return [self.form[nom] for nom in self.form.PUBLICATION]

    @property
    def caches(self) -> list[str]:
        """Return the words of what a text holds and no field shows."""
        return [
            dit.titre for dit in self.genre.dits if dit.cachee and getattr(self.contenu, dit.nom)
        ]


def around(jour: date, version: int = 0, motif: str = "") -> dict[str, Any]:
    return {"version": version, "effet_le": jour, "motif": motif}


def _list_lignes(contenu: editorial.Contenu, nom: str) -> list[dict[str, Any]]:
    lignes = getattr(contenu, nom)
    return [msgspec.structs.asdict(ligne) | {RANG: rang} for rang, ligne in enumerate(lignes)]


# --- Pages of the team: every kind of text, those of one, and the one that is being written ---


TITRE: Final = "Textes du site"
_REDIGER, _RELIRE = Operation.REDIGER_TEXTE, Operation.RELIRE_TEXTE
_RELU: Final = "Ce texte a changé entre-temps : relisez-le avant de décider."
DEPASSEE: Final = (
    "Ce texte a été modifié ailleurs depuis que vous avez ouvert cette page. Votre saisie est "
    "toujours là\u00a0: comparez-la au texte enregistré, plus bas, puis enregistrez de nouveau."
)

type Fil = list[tuple[str, str | None]]


@exige(_RELIRE)
@shows("editorial/accueil.html")
def accueil_editorial(request: HttpRequest) -> Rendu:
    ouverts = services.count_ouverts()
    return {
        "fil": [(TITRE, None)],
        "a_relire": services.list_a_relire(),
        "genres": [(genre, ouverts.get(genre.code, 0)) for genre in list_genres()],
        "alertes": services.list_alertes_faits(timezone.localdate(), services.list_faits_relus()),
    }


@exige(_RELIRE)
@shows("editorial/genre.html")
def lister_genre(request: HttpRequest, genre: str) -> Rendu:
    lu = _find_genre(genre)
    lignes = services.list_tenus(lu, timezone.localdate())
    return {
        "fil": [(TITRE, reverse("editorial:accueil")), (lu.titre, None)],
        "genre": lu,
        "lignes": lignes,
        "a_relire": [ligne.ouvert for ligne in lignes if ligne.est_a_relire],
        "nombre_changes": sum(ligne.fichier_change for ligne in lignes),
    }


@exige(_RELIRE)
@shows("editorial/un.html")
def lire_un(request: HttpRequest, genre: str, code: str) -> Rendu:
    lu, aujourd_hui = _find_genre(genre), timezone.localdate()
    textes = Texte.objects.filter(genre=genre, code=code).select_related("relu_par")
    montre = services.find_contenu(lu, code, aujourd_hui)
    if montre is None and not textes:
        raise Http404
    titre = montre.titre if montre else textes[0].titre
    return {
        "fil": _trail(lu, titre),
        "genre": lu,
        "code": code,
        "titre": titre,
        "montre": montre,
        "reserve": getattr(montre, "reserve", None),
        "pages": lu.pages(montre) if montre else (),
        "textes": textes,
        "ouvert": next((t for t in textes if t.est_ouvert), None),
        "dans_un_fichier": services.find_fichier(lu, code) is not None,
        "aujourd_hui": aujourd_hui,
    }


@exige(_REDIGER)
@shows("editorial/nouveau.html", envoi=True)
def nouveau_texte(request: HttpRequest, genre: str) -> Rendu:
    lu = _find_genre(genre)
    if lu.start is None:
        raise Http404
    form = FormNouveauTexte(request.POST or None, lu, services.list_pris(lu, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        return redirect("editorial:modifier", genre, form.cleaned_data["code"])
    return {"fil": _trail(lu, "Ajouter"), "genre": lu, "form": form}


@exige(_REDIGER)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_texte(request: RequeteConnectee, genre: str, code: str) -> HttpResponse:
    """Write a text: the one under way, or a new one from what is shown today."""
    lu = _find_genre(genre)
    ouvert = services.find_ouvert(lu, code)
    depart = ouvert.lu if ouvert else _find_depart(lu, code)
    if request.method != "POST":
        return _show(request, Page(lu, depart, _around(ouvert)), ouvert)
    donnees, liste = versions.turn_page(request.POST, {une.nom: une for une in lu.listes})
    page = Page(lu, depart, _around(ouvert), donnees)
    if versions.is_turned(request.POST):
        page.is_valid()
        versions.focus_liste(page.repetitions, liste)
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
def apercu_texte(request: HttpRequest, pk: int) -> HttpResponseBase:
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
    with services.try_contenu(genre, texte.lu):
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


def _find_depart(genre: Genre[Any], code: str) -> editorial.Contenu:
    montre: editorial.Contenu | None = services.find_contenu(genre, code, timezone.localdate())
    if montre is not None:
        return montre
    if genre.start is None or not genre.forme_code.fullmatch(code):
        raise Http404
    vide: editorial.Contenu = genre.start(code)
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
    except versions.VersionDepassee:
        assert ouvert is not None  # noqa: S101 - only what is saved may be late
        page.form.add_error(None, DEPASSEE)
        page.ecarts = editorial.compare_contenus(ouvert.lu, saisie.contenu, page.genre.dits)
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
        "fichier_change": ouvert is not None and services.is_fichier_changed(ouvert),
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
    except versions.VersionDepassee:
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
    fichier = services.find_fichier(genre, texte.code)
    redacteurs = list(texte.redacteurs.order_by("pk"))
    un = (texte.titre, reverse("editorial:un", args=[texte.genre, texte.code]))
    contexte = {
        "fil": [*_trail(genre, "")[:-1], un, (f"Texte {texte.numero}", None)],
        "genre": genre,
        "texte": texte,
        "fautes": fautes,
        "rendu": "" if fautes else genre.render(texte.lu, texte.effet_le),
        "pages": [(nom, adresse.partition("#")) for nom, adresse in genre.pages(texte.lu)],
        "changements": editorial.compare_contenus(
            services.find_contenu(genre, texte.code, aujourd_hui), texte.lu, genre.dits
        ),
        "ecarts": editorial.compare_contenus(fichier, texte.lu, genre.dits) if fichier else (),
        "dans_un_fichier": fichier is not None,
        "fichier_change": services.is_fichier_changed(texte),
        "form": form,
        "redacteurs": redacteurs,
        "peut_approuver": editorial.may_approve(request.user.pk, [r.pk for r in redacteurs]),
        "peut_rediger": peut(request, _REDIGER),
        "est_montre": texte.etat == "approuvee" and texte.effet_le <= aujourd_hui,
    }
    return render(request, "editorial/texte.html", contexte)


def _list_fautes(genre: Genre[Any], contenu: editorial.Contenu) -> list[str]:
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


# --- What keeps the texts of any kind from their second reader ---


_WEB: Final = re.compile(r"https?://[^\s<>\"]+")


def check_textes(*textes: str) -> list[str]:
    """List, in French, the citations of facts that do not exist and the links that lead nowhere."""
    fautes = [
        f"«\u00a0{signe}\u00a0» ne désigne aucun des textes et chiffres du site\u00a0: corrigez."
        for signe in find_inconnus(*textes)
    ]
    fautes += [
        f"«\u00a0![[{code}]]\u00a0» n’est aucune des images gardées\u00a0: ajoutez-la d’abord."
        for code in find_images_inconnues(*textes)
    ]
    fautes += [
        f"«\u00a0{adresse}\u00a0» n’est pas une page du site\u00a0: corrigez ce lien."
        for adresse in list_liens(*textes)
        if adresse.startswith("/") and not _leads(adresse)
    ]
    return fautes


def check_adresses(*adresses: str) -> list[str]:
    """List, in French, the addresses that are neither a page of the site nor one of the web."""
    fautes = []
    for adresse in adresses:
        if adresse.startswith("/"):
            sure = not adresse.startswith("//") and _leads(adresse)
        else:
            sure = bool(_WEB.fullmatch(adresse))
        if not sure:
            fautes.append(
                f"«\u00a0{adresse}\u00a0» n’est ni une page du site, ni une adresse en "
                "https\u00a0: corrigez-la."
            )
    return fautes


def _leads(adresse: str) -> bool:
    try:
        resolve(adresse.partition("#")[0].partition("?")[0])
    except Resolver404:
        return False
    return True

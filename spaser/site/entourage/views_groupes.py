"""Pages of groups: the list, six tabs, what is written in each, who comes in."""

from collections.abc import Callable
from copy import copy
from functools import partial, wraps
from typing import Any, Final, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.regles.agenda import EtatEvenement
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.editorial.images import ChampImage
from spaser.site.entourage import groupes
from spaser.site.entourage.groupes import MON_CALENDRIER, GesteImpossible, Ici, Place
from spaser.site.entourage.models.groupes import (
    AccesGroupe,
    Billet,
    CategorieGroupe,
    EtatMembre,
    EtatTache,
    GenreBillet,
    GroupeAcheteurs,
    MembreGroupe,
    PhotoBillet,
    TacheGroupe,
    list_liens_membre,
)
from spaser.site.espace import discussions
from spaser.site.espace.ressource import FormRessource
from spaser.site.organisations.acces import de_la_personne, exige, ouverte_a_tous
from spaser.site.plan.actions.forms import OCTETS_MAX, ChampPiece
from spaser.site.rencontres.agenda import evenements
from spaser.site.rencontres.agenda.forms import FormEvenement, fill_heures
from spaser.site.socle.champs import ask_champ
from spaser.site.socle.fichiers import serve_fichier
from spaser.site.socle.formulaires import FormLibre, ask_filtre, ask_ligne, has_lien, offer_choix
from spaser.site.socle.jetons import note_passage
from spaser.site.socle.models import Cadence
from spaser.site.socle.requetes import recoit
from spaser.site.socle.versions import read_envoi, save_form, try_geste
from spaser.site.socle.vues import Rendu, shows

TITRE: Final = "Groupes"
PAR_PAGE: Final = 20
PHOTOS_MAX: Final = 30
_VERBES: Final = ("Ajouter", "Modifier")

# --- Forms ---


class FormFiltreGroupes(FormLibre):
    q = ask_ligne("Un mot", 60)
    categorie = ask_filtre("Catégorie", [("", "Toutes"), *CategorieGroupe.choices])


class FormGroupe(FormRessource):
    """A group; once people wrote in it, it is opened to nobody more than they knew (`acces`)."""

    class Meta:
        model = GroupeAcheteurs
        fields = "nom but categorie acces".split()
        formfield_callback = ask_champ

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            ouvert = AccesGroupe.values.index(self.instance.acces)
            offer_choix(self, "acces", AccesGroupe.choices[ouvert:])


class FormInvitationGroupe(DsfrBaseForm):
    courriel = forms.EmailField(
        label="Adresse électronique", help_text="Elle a trente jours pour répondre."
    )


_CHAMPS: Final = {
    GenreBillet.ARTICLE: "titre adresse texte categorie",
    GenreBillet.ALBUM: "titre texte categorie photo alternative",
    GenreBillet.DOCUMENT: "titre adresse fichier texte categorie licence",
}


class FormBillet(FormRessource):
    """An article, an album or a document: each asks what is its own; its file stays as it is."""

    fichier = ChampPiece("Ou un fichier", "Sans macro.")
    photo = ChampImage("Ajouter une photo")
    alternative = ask_ligne(
        "Ce que montre la photo", 500, aide="Sans nommer de personne qui n’a pas donné son accord."
    )

    class Meta:
        model = Billet
        fields = "titre adresse texte categorie licence".split()
        formfield_callback = ask_champ

    field_order = "titre adresse fichier".split()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        siens = {"version", *_CHAMPS[GenreBillet(self.instance.genre)].split()}
        if self.instance.pk:
            pleine = self.instance.photos.count() >= PHOTOS_MAX
            siens -= {"fichier"} | ({"photo", "alternative"} if pleine else set())
        for nom in self.fields.keys() - siens:
            del self.fields[nom]

    def clean(self) -> dict[str, Any]:
        lus: dict[str, Any] = super().clean()
        if "fichier" in self.fields and not (self.errors or lus["fichier"] or lus["adresse"]):
            self.add_error("adresse", "Donnez une adresse ou un fichier.")
        if lus.get("photo") and not lus.get("alternative"):
            self.add_error("alternative", "Dites ce que montre la photo, à qui ne la voit pas.")
        return lus

    def read(self) -> dict[str, Any]:
        """Return what is said; what the team checked is no longer that."""
        return {**super().read(), "verifie_le": None}


class FormReunion(FormEvenement):
    edition = None  # type: ignore[assignment]  # how Django leaves a field out
    lieu = ask_ligne("Lieu, ou lien de la visioconférence", 300)

    class Meta(FormEvenement.Meta):
        fields = "titre resume lieu".split()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.update(fill_heures(self.instance))


class FormTache(FormRessource):
    class Meta:
        model = TacheGroupe
        fields = "quoi qui pour_le etat".split()
        formfield_callback = ask_champ

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        qui: Any = self.fields["qui"]
        qui.queryset = groupes.list_membres(self.instance.groupe)
        qui.empty_label = "Personne encore"


# --- The list, and what stands around each page of a group ---


@ouverte_a_tous
@shows("entourage/groupes/liste.html")
def liste_groupes(request: HttpRequest) -> Rendu:
    form = FormFiltreGroupes(request.GET)
    lus = form.cleaned_data if form.is_valid() else {}
    vus = groupes.list_groupes(request)
    if categorie := lus.get("categorie"):
        vus = vus.filter(categorie=categorie)
    for mot in lus.get("q", "").split():
        vus = vus.filter(Q(nom__icontains=mot) | Q(but__icontains=mot))
    siens = {membre.groupe_id: membre for membre in groupes.list_siens(request.user)}
    page = Paginator(vus, PAR_PAGE).get_page(request.GET.get("page"))
    return {
        "fil": [(TITRE, None)],
        "form": form,
        "page": page,
        "lignes": [(groupe, siens.get(groupe.pk)) for groupe in page],
        "filtree": any(lus.values()),
        "ouvre": groupes.is_equipe(request),
    }


type VueGroupe = Callable[..., Rendu | HttpResponseBase]


def du_groupe(
    place: Place, gabarit: str = "base", *, envoi: bool = False
) -> Callable[[VueGroupe], Any]:
    """Turn the number of an address into a group as she stands in it (`ici`), and show the page.

    404 for a group that she does not read, 403 for what she may not do there.
    """

    def decorate(vue: VueGroupe) -> Any:  # noqa: ANN401 - a view, which Django's own types do not say
        @require_http_methods(["GET", "HEAD", "POST"] if envoi else ["GET", "HEAD"])
        @wraps(vue)
        def wrapped(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
            ici = groupes.read_ici(request, pk, min(place, Place.LIRE))
            if ici.place < place:
                raise PermissionDenied
            rendu = vue(request, ici, **kwargs)
            if not isinstance(rendu, dict):
                return rendu
            contexte = _frame(request, ici, rendu.get("titre", "")) | rendu
            return render(request, f"entourage/groupes/{gabarit}.html", contexte)

        return de_la_personne(wrapped)

    return decorate


def _frame(request: HttpRequest, ici: Ici, titre: str = "") -> dict[str, Any]:
    """Return what every page of a group reads."""
    groupe = ici.groupe
    adresses = [(rubrique.titre, _lead(ici, rubrique.code)) for rubrique in groupes.RUBRIQUES]
    suite = [(titre, None)] if titre else []
    return {
        "fil": [(TITRE, reverse("groupes:liste")), (groupe.nom, _lead(ici, "groupe")), *suite],
        "ici": ici,
        "groupe": groupe,
        "onglets": [(nom, a, a == request.path) for nom, a in adresses if ici.place],
    }


def _lead(ici: Ici, code: str) -> str:
    return reverse(f"groupes:{code}", args=[ici.groupe.pk])


def _edit(
    request: HttpRequest,
    ici: Ici,
    forme: Any,  # noqa: ANN401 - a form of its model
    chose: groupes.Chose,
    titre: str,
    **depart: Any,
) -> Rendu:
    """Save what the form of a thing says, two people at once; else show it."""
    form = save_form(
        lambda: forme(
            read_envoi(request),
            request.FILES or None,
            instance=copy(chose),
            version=chose.version if chose.pk else None,
            **depart,
        ),
        lambda form: groupes.write_chose(chose, ici.personne, form.read()),
    )
    if form is None:
        messages.success(request, "C’est enregistré.")
        return redirect(chose)
    return {"titre": titre, "form": form, "depassee": form.est_depassee}


@exige(Operation.MODERER_ECHANGES)
@shows("entourage/groupes/base.html", envoi=True)
def ouvrir_groupe(request: RequeteConnectee) -> Rendu:
    form = FormGroupe(
        read_envoi(request), instance=GroupeAcheteurs(acces=AccesGroupe.DEMANDE.value)
    )
    if form.is_valid():
        messages.success(
            request,
            "Le groupe est ouvert, et vous l’animez. Invitez ses membres\u00a0: "
            "vous pourrez confier l’animation à l’un d’eux.",
        )
        return redirect("groupes:membres", groupes.open_groupe(request.user, form.read()).pk)
    titre = "Ouvrir un groupe"
    fil = [(TITRE, reverse("groupes:liste")), (titre, None)]
    return {"fil": fil, "groupe": TITRE, "titre": titre, "form": form}


@du_groupe(Place.ANIMER, envoi=True)
def modifier_groupe(request: HttpRequest, ici: Ici) -> Rendu:
    return _edit(request, ici, FormGroupe, ici.groupe, "Modifier le groupe")


# --- Actualités, Banque documentaire: what members publish ---


_DEPARTS: Final = (*GenreBillet.choices, ("question", "Question"))


@du_groupe(Place.VOIR, "billets")
def page_groupe(request: HttpRequest, ici: Ici) -> Rendu:
    """Show the news of a group, or what is found in it; to who does not read it, how to come in."""
    if ici.place < Place.LIRE:
        return render(request, "entourage/groupes/entrer.html", _frame(request, ici))
    note_passage(groupes.VISITE, ici.groupe.pk, timezone.now())
    if cherche := request.GET.get("q", "").strip()[:100]:
        return {"cherche": cherche, "trouves": list(groupes.search_groupe(ici, cherche))}
    genre = request.GET.get("genre", "")
    choix = [("", "Tout"), *GenreBillet.choices]
    genres = [(nom, f"?genre={code}", code == genre) for code, nom in choix]
    return _list(request, ici, genre) | {"genres": genres, "departs": _DEPARTS}


@du_groupe(Place.LIRE, "billets")
def page_documents(request: HttpRequest, ici: Ici) -> Rendu:
    suite = {"titre": "Banque documentaire", "departs": GenreBillet.choices[-1:]}
    return _list(request, ici, GenreBillet.DOCUMENT) | suite


def _list(request: HttpRequest, ici: Ici, genre: str) -> dict[str, Any]:
    lus = groupes.list_billets(ici.groupe)
    page = Paginator(lus.filter(genre=genre) if genre else lus, PAR_PAGE)
    retires = ici.groupe.billets.exclude(retire_le=None)
    return {
        "page": page.get_page(request.GET.get("page")),
        "retires": retires if ici.anime else retires.filter(auteur=ici.personne),
        "membres": ici.groupe.membres.membres().count(),
        "articles": page.count,
        "cherche": "",
    }


@recoit(OCTETS_MAX)
@du_groupe(Place.ECRIRE, envoi=True)
def publier_billet(request: RequeteConnectee, ici: Ici) -> Rendu:
    """Start from a title or an address; a question has its own page."""
    depart, genre = request.GET.get("depart", "")[:500], request.GET.get("genre", "")
    if genre == "question":
        suite = {"groupe": ici.groupe.pk, "titre": depart}
        return redirect(reverse("echanges:poser", query=suite))
    lu = GenreBillet(genre if genre in GenreBillet else "article")
    billet = Billet(groupe=ici.groupe, auteur=ici.personne, genre=lu)
    initial = {"adresse" if has_lien(depart) else "titre": depart}
    titre = f"Publier\u00a0: {lu.label.lower()}"
    return _edit(request, ici, FormBillet, billet, titre, initial=initial)


def _find_billet(ici: Ici, numero: int) -> Billet:
    return get_object_or_404(groupes.list_billets(ici.groupe), pk=numero)


@du_groupe(Place.LIRE, "billet")
def page_billet(_request: HttpRequest, ici: Ici, numero: int) -> Rendu:
    billet = _find_billet(ici, numero)
    return {
        "titre": billet.titre,
        "billet": billet,
        "photos": billet.photos.defer("octets"),
        "change": ici.may_change(billet.auteur_id),
    }


@recoit(OCTETS_MAX)
@du_groupe(Place.ECRIRE, envoi=True)
def modifier_billet(request: HttpRequest, ici: Ici, numero: int) -> Rendu:
    billet = _find_billet(ici, numero)
    if not ici.may_change(billet.auteur_id):
        raise PermissionDenied
    return _edit(request, ici, FormBillet, billet, f"Modifier\u00a0: {billet}")


@du_groupe(Place.LIRE)
def fichier_billet(_request: HttpRequest, ici: Ici, numero: int) -> HttpResponseBase:
    billet = _find_billet(ici, numero)
    if billet.fichier is None:
        raise Http404
    return serve_fichier(billet.fichier)


@du_groupe(Place.LIRE)
def photo_billet(_request: HttpRequest, ici: Ici, numero: int) -> HttpResponse:
    photo = get_object_or_404(PhotoBillet, pk=numero, billet__in=groupes.list_billets(ici.groupe))
    return HttpResponse(bytes(photo.octets), content_type=f"image/{photo.genre}")


# --- Membres, Questions et réponses, Calendrier, Tâches ---


@du_groupe(Place.LIRE, "membres", envoi=True)
def page_membres(request: HttpRequest, ici: Ici) -> Rendu:
    """Show members to members, and to who runs the group those who wait; take an invitation."""
    form = FormInvitationGroupe(read_envoi(request)) if ici.anime else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form and form.is_valid():
        adresse = form.cleaned_data["courriel"]
        invite = partial(groupes.invite_groupe, ici.groupe, adresse, ici.personne)
        try_geste(request, invite, "L’invitation est partie.", _CHANGE, GesteImpossible)
        return redirect(request.path)
    membres = groupes.list_membres(ici.groupe)
    autres = ici.groupe.membres.exclude(etat=EtatMembre.MEMBRE).select_related("personne")
    return {
        "titre": "Membres",
        "form": form,
        "membres": membres if ici.ecrit else (),
        "nombre": membres.count(),
        "attendent": autres if ici.anime else (),
        "cadences": Cadence.choices,
    }


@du_groupe(Place.LIRE, "questions")
def page_questions(request: HttpRequest, ici: Ici) -> Rendu:
    questions = Paginator(groupes.list_questions_groupe(ici.groupe), PAR_PAGE)
    return {"titre": "Questions et réponses", "page": questions.get_page(request.GET.get("page"))}


@du_groupe(Place.LIRE, "calendrier")
def page_calendrier(_request: HttpRequest, ici: Ici) -> Rendu:
    lues = groupes.list_reunions(ici.groupe).order_by("debut")
    dites = [(une, evenements.format_evenement(une)) for une in lues]
    passees = [dite for dite in dites if dite[0].is_passe(timezone.now())]
    return {"titre": "Calendrier", "a_venir": dites[len(passees) :], "passees": passees[::-1]}


@du_groupe(Place.ECRIRE, envoi=True)
def reunion_groupe(request: HttpRequest, ici: Ici, numero: int = 0) -> Rendu:
    """Add a meeting, or change one."""
    lues = groupes.list_reunions(ici.groupe).exclude(etat=EtatEvenement.ANNULE.value)
    neuve = groupes.start_reunion(ici.groupe)
    reunion = get_object_or_404(lues, pk=numero) if numero else neuve
    return _edit(request, ici, FormReunion, reunion, f"{_VERBES[bool(numero)]} une réunion")


@ouverte_a_tous
@require_safe
def mon_calendrier(request: HttpRequest, signature: str) -> HttpResponse:
    """Give the meetings of her groups to whoever holds the link of somebody who is in them now."""
    ouverts = discussions.list_partages(MON_CALENDRIER).filter(porteur__is_active=True)
    lien = MON_CALENDRIER.find(signature, ouverts)
    if lien is None or lien.porteur is None:
        return discussions.answer_ferme(request)
    discussions.note_lecture(lien, timezone.now())
    siens = groupes.list_siens(lien.porteur).membres()
    reunions = groupes.list_reunions(*(membre.groupe for membre in siens))
    contenu = evenements.write_evenements("Mes groupes", reunions)
    return discussions.seal_page(HttpResponse(contenu, content_type=evenements.TYPE))


@du_groupe(Place.LIRE, "taches")
def page_taches(_request: HttpRequest, ici: Ici) -> Rendu:
    lues = groupes.list_taches(ici.groupe)
    return {
        "titre": "Tâches",
        "ouvertes": lues.exclude(etat=EtatTache.FAITE),
        "faites": lues.filter(etat=EtatTache.FAITE),
        "retirees": ici.groupe.taches.exclude(retire_le=None) if ici.ecrit else (),
        "jour": timezone.localdate(),
    }


@du_groupe(Place.ECRIRE, envoi=True)
def tache_groupe(request: HttpRequest, ici: Ici, numero: int = 0) -> Rendu:
    """Add what is to be done, or change it."""
    lues, neuve = groupes.list_taches(ici.groupe), TacheGroupe(groupe=ici.groupe)
    tache = get_object_or_404(lues, pk=numero) if numero else neuve
    return _edit(request, ici, FormTache, tache, f"{_VERBES[bool(numero)]} une tâche")


# --- Small gestures: who may, where each leads back, among which lines, what it does ---


class GesteGroupe(NamedTuple):
    droit: str  # what of `Ici` lets it; nothing, whoever knows of the group
    retour: str
    lignes: Callable[[Ici], QuerySet[Any]]
    fait: Callable[[Any, Utilisateur], object]


def _read_groupe(ici: Ici) -> QuerySet[GroupeAcheteurs]:
    return GroupeAcheteurs.objects.filter(pk=ici.groupe.pk)


def _read_siens(ici: Ici) -> QuerySet[MembreGroupe]:
    return ici.groupe.membres.filter(list_liens_membre(ici.personne))


def _read_liens(ici: Ici) -> QuerySet[MembreGroupe]:
    return ici.groupe.membres.select_related("groupe", "personne")


def _read_billets(ici: Ici) -> QuerySet[Billet]:
    return ici.groupe.billets.filter(**{} if ici.anime else {"auteur": ici.personne})


def _read_taches(ici: Ici) -> QuerySet[TacheGroupe]:
    return ici.groupe.taches.all()


def _set(**dits: Any) -> Callable[[Any, Utilisateur], object]:
    return partial(groupes.write_chose, dits=dits)


_RANGER, _RETABLIR = _set(retire_le=Now()), _set(retire_le=None)
_GESTES: Final = {
    "entrer": GesteGroupe("", "groupe", _read_groupe, groupes.ask_entree),
    "accepter": GesteGroupe("", "groupe", _read_siens, groupes.accept_invitation),
    "quitter": GesteGroupe("", "groupe", _read_siens, groupes.remove_membre),
    "fermer": GesteGroupe("anime", "groupe", _read_groupe, groupes.close_groupe),
    "accueillir": GesteGroupe(
        "anime", "membres", _read_liens, partial(groupes.answer_entree, accepte=True)
    ),
    "refuser": GesteGroupe(
        "anime", "membres", _read_liens, partial(groupes.answer_entree, accepte=False)
    ),
    "ecarter": GesteGroupe("anime", "membres", _read_liens, groupes.remove_membre),
    "confier": GesteGroupe("anime", "membres", _read_liens, groupes.hand_over_groupe),
    "verifier": GesteGroupe("equipe", "documents", _read_billets, _set(verifie_le=Now())),
    "deverifier": GesteGroupe("equipe", "documents", _read_billets, _set(verifie_le=None)),
    "ranger": GesteGroupe("ecrit", "groupe", _read_billets, _RANGER),
    "retablir": GesteGroupe("ecrit", "groupe", _read_billets, _RETABLIR),
    "faite": GesteGroupe("ecrit", "taches", _read_taches, _set(etat=EtatTache.FAITE)),
    "rouvrir": GesteGroupe("ecrit", "taches", _read_taches, _set(etat=EtatTache.A_FAIRE)),
    "ranger_tache": GesteGroupe("ecrit", "taches", _read_taches, _RANGER),
    "retablir_tache": GesteGroupe("ecrit", "taches", _read_taches, _RETABLIR),
    "annuler": GesteGroupe(
        "ecrit",
        "calendrier",
        lambda ici: groupes.list_reunions(ici.groupe),
        _set(etat=EtatEvenement.ANNULE.value),
    ),
    **{
        f"suivre_{suit}": GesteGroupe(
            "ecrit", "membres", _read_siens, partial(groupes.choose_suivi, suit=suit)
        )
        for suit in Cadence
    },
}
_CHANGE: Final = "Cela a changé entre-temps. Recommencez depuis la page."


@du_groupe(Place.VOIR, envoi=True)
@require_POST
def geste_groupe(request: HttpRequest, ici: Ici) -> Rendu:
    numero = request.POST.get("numero", "")
    geste = _GESTES.get(request.POST.get("geste", ""))
    if geste is None or not numero.isascii() or not numero.isdigit():
        messages.error(request, "Cette demande n’est pas reconnue. Recommencez depuis la page.")
        return redirect(ici.groupe)
    if geste.droit and not getattr(ici, geste.droit):
        raise PermissionDenied
    chose = get_object_or_404(geste.lignes(ici), pk=numero)
    try_geste(
        request, lambda: geste.fait(chose, ici.personne), "C’est fait.", _CHANGE, GesteImpossible
    )
    vu = groupes.list_groupes(request).filter(pk=ici.groupe.pk).exists()
    return redirect(_lead(ici, geste.retour) if vu else "groupes:liste")

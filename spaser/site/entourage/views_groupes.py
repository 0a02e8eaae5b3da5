"""Pages of groups: the list, six tabs, what is written in each, who comes in."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents import corps
from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import EN_LIGNE, ErreurBoite
from spaser.moteur.envois.formats import ErreurFichier
from spaser.regles.agenda import EtatEvenement
from spaser.regles.droits import Operation
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.entourage import groupes
from spaser.site.entourage.groupes import MON_CALENDRIER, GesteImpossible, Ici, Place
from spaser.site.entourage.models.groupes import (
    AccesGroupe,
    Billet,
    CategorieGroupe,
    EtatMembre,
    EtatTache,
    GenreBillet,
    MembreGroupe,
    PhotoBillet,
    SuiviGroupe,
)
from spaser.site.espace import discussions
from spaser.site.organisations.acces import de_la_personne, exige, ouverte_a_tous
from spaser.site.plan.actions.forms import FORMATS, OCTETS_MAX
from spaser.site.rencontres.agenda import evenements
from spaser.site.rencontres.agenda.forms import FormEvenement, fill_heures
from spaser.site.rencontres.models import Evenement
from spaser.site.socle.fichiers import Envoi, examine, serve_fichier
from spaser.site.socle.formulaires import (
    ChampAdresse,
    FormLibre,
    ask_choix,
    ask_filtre,
    ask_jour,
    ask_ligne,
    ask_texte,
    has_lien,
    offer_choix,
)
from spaser.site.socle.jetons import note_passage
from spaser.site.socle.requetes import recoit
from spaser.site.socle.versions import FormVersionne, read_envoi, save_form, save_version
from spaser.site.socle.vues import Rendu, shows

TITRE: Final = "Groupes"
PAR_PAGE: Final = 20
PHOTOS_MAX: Final = 30
_LICENCES: Final = ("Licence ouverte 2.0", "CC BY 4.0", "CC BY-SA 4.0", "Tous droits réservés")

_ACCES: Final = (
    "Ouvert\u00a0: qui a un compte lit et entre. "
    "Sur invitation\u00a0: les autres ne savent pas que le groupe existe."
)

# --- Forms ---


class FormFiltreGroupes(FormLibre):
    q = ask_ligne("Un mot", 60)
    categorie = ask_filtre("Catégorie", [("", "Toutes"), *CategorieGroupe.choices])


class FormGroupe(FormVersionne, DsfrBaseForm):
    """A group; once people wrote in it, it is opened to nobody more than they knew (`acces`)."""

    nom = ask_ligne("Nom du groupe", 100, "Donnez un nom.")
    but = ask_texte("Ce que ce groupe veut faire", 600, 3, "Dites le but du groupe.")
    categorie = ask_choix("Catégorie", CategorieGroupe.choices, "Choisissez.")
    acces = ask_choix("Qui peut entrer", AccesGroupe.choices, "Choisissez.", aide=_ACCES)

    def __init__(self, *args: Any, acces: str = AccesGroupe.OUVERT, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choix(self, "acces", AccesGroupe.choices[AccesGroupe.values.index(acces) :])


class FormInvitationGroupe(DsfrBaseForm):
    courriel = forms.EmailField(
        label="Adresse électronique", help_text="Elle a trente jours pour répondre."
    )


def _ask_fichier(label: str, aide: str, formats: Iterable[str], manque: str = "") -> Any:  # noqa: ANN401 - its form says what it gives
    accepte = {"accept": ",".join(f".{f}" for f in formats), "class": "fr-upload"}
    return forms.FileField(
        label=label,
        required=bool(manque),
        help_text=aide,
        allow_empty_file=True,
        widget=forms.FileInput(attrs=accepte),
        error_messages={"required": manque},
    )


_CHAMPS: Final = {
    GenreBillet.ARTICLE: "titre adresse texte categorie",
    GenreBillet.ALBUM: "titre texte categorie",
    GenreBillet.DOCUMENT: "titre adresse fichier texte categorie licence",
}


class FormBillet(FormVersionne, DsfrBaseForm):
    """An article, an album or a document: each asks what is its own; its file stays as it is."""

    titre = ask_ligne("Titre", 150, "Donnez un titre.")
    adresse = ChampAdresse("Adresse de la page", empty_value="")
    fichier = _ask_fichier(
        "Ou un fichier", "PDF, ODT, DOCX, ODS ou XLSX, sans macro, 10 Mo au plus.", FORMATS
    )
    texte = ask_texte("Texte", 20_000, 8)
    categorie = ask_ligne("Catégorie", 60, aide="Un mot ou deux, pour le retrouver.")
    licence = ask_filtre("Licence", [("", "Non précisée"), *((nom, nom) for nom in _LICENCES)])

    def __init__(self, *args: Any, genre: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        siens = {"version", *_CHAMPS[GenreBillet(genre)].split()}
        for nom in self.fields.keys() - (siens - {"fichier"} if self.actuelle else siens):
            del self.fields[nom]

    def clean_fichier(self) -> Envoi | None:
        envoye = self.cleaned_data.get("fichier")
        try:
            return examine(envoye, FORMATS) if envoye else None
        except ErreurFichier as refus:
            raise ValidationError(str(refus)) from refus

    def clean(self) -> dict[str, Any]:
        lus = super().clean()
        if "fichier" in self.fields and not (self.errors or lus["fichier"] or lus["adresse"]):
            self.add_error("adresse", "Donnez une adresse ou un fichier.")
        return lus


class FormPhoto(DsfrBaseForm):
    fichier = _ask_fichier(
        "Photo", "PNG ou JPEG, 10 Mo au plus.", ("png", "jpg", "jpeg"), "Choisissez une photo."
    )
    alternative = ask_ligne(
        "Ce que montre la photo",
        500,
        "Dites ce que montre la photo, à qui ne la voit pas.",
        "Sans nommer de personne qui n’a pas donné son accord.",
    )

    def clean_fichier(self) -> corps.Photo:
        try:
            return run_bounded(EN_LIGNE, corps.prepare_photo, self.cleaned_data["fichier"].read())
        except (corps.PhotoRefusee, ErreurBoite) as refus:
            raise ValidationError(f"{refus.message} {refus.conseil or ''}") from refus


class FormReunion(FormEvenement):
    edition = None  # type: ignore[assignment]  # how Django leaves a field out
    visio = ChampAdresse("Lien de la visioconférence", empty_value="")

    class Meta(FormEvenement.Meta):
        fields = "titre resume lieu".split()


class FormTache(FormVersionne, DsfrBaseForm):
    quoi = ask_ligne("Ce qui est à faire", 200, "Dites ce qui est à faire.")
    qui = ask_filtre("Qui s’en charge", ())
    pour_le = ask_jour("Pour le")
    etat = ask_choix("État", EtatTache.choices, "Choisissez.")

    def __init__(self, *args: Any, membres: Iterable[MembreGroupe], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membres = {str(membre.pk): membre for membre in membres}
        offer_choix(self, "qui", [("", "Personne encore"), *self.membres.items()])

    def clean_qui(self) -> MembreGroupe | None:
        return self.membres.get(self.cleaned_data["qui"])


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
    place: Place, gabarit: str = "forme", *, envoi: bool = False
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
    fil = (
        [(groupe.nom, groupe.get_absolute_url()), (titre, None)] if titre else [(groupe.nom, None)]
    )
    return {
        "fil": [(TITRE, reverse("groupes:liste")), *fil],
        "ici": ici,
        "groupe": groupe,
        "onglets": [(nom, a, a == request.path) for nom, a in adresses if ici.place],
    }


def _lead(ici: Ici, code: str) -> str:
    return reverse(f"groupes:{code}", args=[ici.groupe.pk])


def _edit(
    request: HttpRequest,
    titre: str,
    retour: str,
    read: Callable[[], FormVersionne],
    save: Callable[[Any], object],
) -> Rendu:
    """Save what a form holds, two people at once; else show it."""
    form = save_form(read, save)
    if form is None:
        messages.success(request, "C’est enregistré.")
        return redirect(retour)
    return {"titre": titre, "form": form, "retour": retour, "depassee": form.est_depassee}


@exige(Operation.MODERER_ECHANGES)
@shows("entourage/groupes/ouvrir.html", envoi=True)
def ouvrir_groupe(request: RequeteConnectee) -> Rendu:
    form = FormGroupe(read_envoi(request), initial={"acces": "demande"})
    if form.is_valid():
        messages.success(request, "Le groupe est ouvert. Invitez ses premiers membres.")
        return redirect("groupes:membres", groupes.open_groupe(request.user, form.read()).pk)
    return {"fil": [(TITRE, reverse("groupes:liste")), ("Ouvrir un groupe", None)], "form": form}


@du_groupe(Place.ANIMER, envoi=True)
def modifier_groupe(request: HttpRequest, ici: Ici) -> Rendu:
    groupe = ici.groupe
    return _edit(
        request,
        "Modifier le groupe",
        groupe.get_absolute_url(),
        lambda: FormGroupe(
            read_envoi(request),
            acces=groupe.acces,
            initial=model_to_dict(groupe),
            version=groupe.version,
        ),
        lambda form: save_version(groupe, form.cleaned_data["version"], **form.read()),
    )


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
    genre = genre if genre in GenreBillet else GenreBillet.ARTICLE
    initial = {"adresse" if has_lien(depart) else "titre": depart}
    form = FormBillet(read_envoi(request), request.FILES or None, genre=genre, initial=initial)
    if form.is_valid():
        dits = form.read() | {"genre": genre}
        envoi = dits.pop("fichier", None)
        messages.success(request, "C’est publié. Les membres qui suivent le groupe le sauront.")
        return redirect(groupes.write_billet(ici.groupe, ici.personne, dits, envoi))
    titre = f"Publier\u00a0: {GenreBillet(genre).label.lower()}"
    return {"titre": titre, "form": form, "retour": ici.groupe.get_absolute_url()}


def _find_billet(ici: Ici, numero: int) -> Billet:
    return get_object_or_404(groupes.list_billets(ici.groupe), pk=numero)


@recoit(corps.OCTETS_MAX)
@du_groupe(Place.LIRE, "billet", envoi=True)
def page_billet(request: HttpRequest, ici: Ici, numero: int) -> Rendu:
    """Show an article whole; an album takes a picture, and what it shows."""
    billet = _find_billet(ici, numero)
    photos, change = billet.photos.defer("octets"), ici.may_change(billet.auteur_id)
    ajoute = change and billet.genre == GenreBillet.ALBUM and len(photos) < PHOTOS_MAX
    form = FormPhoto(read_envoi(request), request.FILES or None) if ajoute else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form and form.is_valid():
        photo = form.cleaned_data["fichier"]
        tailles = {nom: getattr(photo, nom) for nom in "octets genre largeur hauteur".split()}
        billet.photos.create(alternative=form.cleaned_data["alternative"], **tailles)
        return redirect(billet)
    lus = {"billet": billet, "photos": photos, "form": form, "change": change}
    return lus | {"titre": billet.titre}


@du_groupe(Place.ECRIRE, envoi=True)
def modifier_billet(request: HttpRequest, ici: Ici, numero: int) -> Rendu:
    billet = _find_billet(ici, numero)
    if not ici.may_change(billet.auteur_id):
        raise PermissionDenied
    return _edit(
        request,
        f"Modifier\u00a0: {billet}",
        billet.get_absolute_url(),
        lambda: FormBillet(
            read_envoi(request),
            genre=billet.genre,
            initial=model_to_dict(billet),
            version=billet.version,
        ),
        lambda form: save_version(
            billet, form.cleaned_data["version"], verifie_le=None, **form.read()
        ),
    )


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
        try:
            groupes.invite_groupe(ici.groupe, form.cleaned_data["courriel"], ici.personne)
        except GesteImpossible as refus:
            form.add_error("courriel", str(refus))
        else:
            messages.success(request, "L’invitation est partie.")
            return redirect(request.path)
    autres = ici.groupe.membres.exclude(etat=EtatMembre.MEMBRE).select_related("personne")
    return {
        "titre": "Membres",
        "form": form,
        "membres": groupes.list_membres(ici.groupe) if ici.ecrit else (),
        "nombre": ici.groupe.membres.membres().count(),
        "attendent": autres if ici.anime else (),
        "suivis": SuiviGroupe.choices,
    }


@du_groupe(Place.LIRE, "questions")
def page_questions(request: HttpRequest, ici: Ici) -> Rendu:
    questions = Paginator(groupes.list_questions_groupe(ici.groupe), PAR_PAGE)
    return {"titre": "Questions et réponses", "page": questions.get_page(request.GET.get("page"))}


@du_groupe(Place.LIRE, "calendrier")
def page_calendrier(_request: HttpRequest, ici: Ici) -> Rendu:
    lues = groupes.list_reunions(ici.groupe).order_by("debut")
    dites = [(une, evenements.format_evenement(une), _find_visio(une)) for une in lues]
    passees = [dite for dite in dites if dite[0].is_passe(timezone.now())]
    return {"titre": "Calendrier", "a_venir": dites[len(passees) :], "passees": passees[::-1]}


@du_groupe(Place.ECRIRE, envoi=True)
def reunion_groupe(request: HttpRequest, ici: Ici, numero: int = 0) -> Rendu:
    """Add a meeting, or change one."""
    lues = groupes.list_reunions(ici.groupe).exclude(etat=EtatEvenement.ANNULE.value)
    reunion = get_object_or_404(lues, pk=numero) if numero else None
    return _edit(
        request,
        "Modifier la réunion" if reunion else "Ajouter une réunion",
        _lead(ici, "calendrier"),
        lambda: FormReunion(
            read_envoi(request),
            initial=_fill_reunion(reunion) if reunion else {},
            version=reunion.version if reunion else None,
        ),
        lambda form: groupes.write_reunion(
            ici.groupe, ici.personne, form.read(), reunion, form.cleaned_data["version"]
        ),
    )


def _find_visio(reunion: Evenement) -> str:
    acces = getattr(reunion, "acces", None)
    return acces.adresse if acces else ""


def _fill_reunion(reunion: Evenement) -> dict[str, Any]:
    return model_to_dict(reunion) | fill_heures(reunion) | {"visio": _find_visio(reunion)}


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
    taches, membres = groupes.list_taches(ici.groupe), groupes.list_membres(ici.groupe)
    tache = get_object_or_404(taches, pk=numero) if numero else None
    return _edit(
        request,
        "Modifier la tâche" if tache else "Ajouter une tâche",
        _lead(ici, "taches"),
        lambda: FormTache(
            read_envoi(request),
            membres=membres,
            initial=model_to_dict(tache) if tache else {"etat": EtatTache.A_FAIRE.value},
            version=tache.version if tache else None,
        ),
        lambda form: (
            save_version(tache, form.cleaned_data["version"], **form.read())
            if tache
            else groupes.write_tache(ici.groupe, ici.personne, form.read())
        ),
    )


# --- Small gestures: who may, what each does, where it leads back ---


_PLACES: Final = {
    **dict.fromkeys("entrer accepter decliner quitter".split(), Place.VOIR),
    "verifier": Place.LIRE,
    **dict.fromkeys("suivre ranger faite annuler".split(), Place.ECRIRE),
    **dict.fromkeys("accueillir refuser ecarter confier fermer".split(), Place.ANIMER),
}
_RETOURS: Final = {
    **dict.fromkeys("suivre accueillir refuser ecarter confier".split(), "membres"),
    "verifier": "documents",
    "faite": "taches",
    "annuler": "calendrier",
}


@du_groupe(Place.VOIR, envoi=True)
@require_POST
def geste_groupe(request: HttpRequest, ici: Ici) -> Rendu:
    geste, suite = request.POST.get("geste", ""), request.POST.get("suite", "")
    numero = request.POST.get("numero", "0")
    if geste not in _PLACES or not numero.isascii() or not numero.isdigit():
        messages.error(request, "Cette demande n’est pas reconnue. Recommencez depuis la page.")
        return redirect(ici.groupe)
    if ici.place < _PLACES[geste]:
        raise PermissionDenied
    try:
        (_change_chose if geste in _CHOSES else _change_lien)(ici, geste, int(numero), suite)
    except GesteImpossible as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "C’est fait.")
    if not groupes.is_vu(request, ici.groupe):
        return redirect("groupes:liste")
    retour = "taches" if suite.startswith("tache") else _RETOURS.get(geste, "groupe")
    return redirect(_lead(ici, retour))


def _change_lien(ici: Ici, geste: str, numero: int, suite: str) -> None:
    """Do what changes who is in the group, and how she follows it."""
    groupe, elle = ici.groupe, ici.personne
    match geste:
        case "entrer":
            groupes.ask_entree(groupe, elle)
        case "fermer":
            groupes.close_groupe(groupe, elle)
        case "suivre":
            suit = suite if suite in SuiviGroupe else SuiviGroupe.RIEN
            groupe.membres.membres().filter(personne=elle).update(suit=suit)
        case _:
            _answer_lien(ici, geste, numero)


def _answer_lien(ici: Ici, geste: str, numero: int) -> None:
    """Do what is done with the row of a member, of who asks, of who is invited: often her own."""
    liens = ici.groupe.membres.select_related("groupe", "personne")
    sien = geste in {"accepter", "decliner", "quitter"}
    lien = ici.lien if sien else liens.filter(pk=numero).first()
    if lien is None or (geste == "confier" and not lien.est_dedans):
        raise Http404
    match geste:
        case "accepter" | "decliner":
            groupes.answer_invitation(lien, ici.personne, accepte=geste == "accepter")
        case "accueillir" | "refuser":
            groupes.answer_entree(lien, ici.personne, accepte=geste == "accueillir")
        case "confier":
            groupes.hand_over_groupe(lien, ici.personne)
        case _:
            groupes.remove_membre(lien, ici.personne)


_CHOSES: Final = frozenset("verifier ranger faite annuler".split())


def _change_chose(ici: Ici, geste: str, numero: int, suite: str) -> None:
    """Do what changes an article, a task or a meeting; `suite` says of which, and which way."""
    groupe, billet = ici.groupe, suite.startswith("billet")
    lignes: Any = groupe.billets if billet or geste == "verifier" else groupe.taches
    if geste == "annuler":
        lignes = groupes.list_reunions(groupe)
    ligne = get_object_or_404(lignes, pk=numero)
    if (billet and not ici.may_change(ligne.auteur_id)) or (geste == "verifier" and not ici.equipe):
        raise PermissionDenied
    champs: dict[str, dict[str, Any]] = {
        "annuler": {"etat": EtatEvenement.ANNULE.value},
        "faite": {"etat": EtatTache.A_FAIRE if suite == "non" else EtatTache.FAITE},
        "ranger": {"retire_le": None if suite.endswith("-retablir") else timezone.now()},
        "verifier": {"verifie_le": timezone.now() if suite == "verifie" else None},
    }
    save_version(ligne, ligne.version, **champs[geste])

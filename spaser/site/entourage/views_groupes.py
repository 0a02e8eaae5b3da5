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
    Billet,
    CategorieGroupe,
    EtatMembre,
    EtatTache,
    GenreBillet,
    GroupeAcheteurs,
    MembreGroupe,
    PhotoBillet,
    SuiviGroupe,
    TacheGroupe,
)
from spaser.site.espace import discussions
from spaser.site.organisations.acces import de_la_personne, exige, ouverte_a_tous
from spaser.site.plan.actions.forms import FORMATS, OCTETS_MAX
from spaser.site.rencontres.agenda import evenements
from spaser.site.rencontres.agenda.forms import FormEvenement, fill_heures
from spaser.site.rencontres.models import Evenement
from spaser.site.socle.champs import ask_champ
from spaser.site.socle.fichiers import Envoi, examine, serve_fichier
from spaser.site.socle.formulaires import (
    ChampAdresse,
    FormLibre,
    ask_choix,
    ask_filtre,
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
_LICENCES: Final = (
    "Licence ouverte 2.0",
    "CC BY 4.0",
    "CC BY-SA 4.0",
    "Tous droits réservés",
)

# --- Forms ---


class FormFiltreGroupes(FormLibre):
    q = ask_ligne("Un mot", 60)
    categorie = ask_filtre("Catégorie", [("", "Toutes"), *CategorieGroupe.choices])


class FormGroupe(FormVersionne, DsfrBaseForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    class Meta:
        model = GroupeAcheteurs
        fields = "nom but categorie acces".split()
        formfield_callback = ask_champ


class FormInvitationGroupe(DsfrBaseForm):
    courriel = forms.EmailField(
        label="Adresse électronique",
        help_text="Elle a trente jours pour répondre.",
        error_messages={
            "required": "Donnez une adresse.",
            "invalid": "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la.",
        },
    )


class FormBillet(FormVersionne, DsfrBaseForm):
    """An article, an album or a document: each asks what is its own."""

    titre = ask_ligne("Titre", 150, "Donnez un titre.")
    adresse = ChampAdresse("Adresse de la page", empty_value="")
    fichier = forms.FileField(
        label="Ou un fichier",
        required=False,
        help_text="PDF, ODT, DOCX, ODS ou XLSX, sans macro, 10 Mo au plus.",
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={"accept": ",".join(f".{f}" for f in FORMATS), "class": "fr-upload"}
        ),
    )
    texte = ask_texte("Texte", 20_000, 8)
    categorie = ask_ligne("Catégorie", 60, aide="Un mot ou deux, pour le retrouver.")
    licence = ask_filtre("Licence", [("", "Non précisée"), *((nom, nom) for nom in _LICENCES)])

    def __init__(self, *args: Any, genre: str, ecrit: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        otes = {
            GenreBillet.ARTICLE: ("fichier", "licence"),
            GenreBillet.ALBUM: ("fichier", "licence", "adresse"),
            GenreBillet.DOCUMENT: ("fichier",) if ecrit else (),
        }[GenreBillet(genre)]
        for nom in otes:
            del self.fields[nom]

    def clean_fichier(self) -> Envoi | None:
        envoye = self.cleaned_data.get("fichier")
        try:
            return examine(envoye, FORMATS) if envoye else None
        except ErreurFichier as refus:
            raise ValidationError(str(refus)) from refus

    def clean(self) -> dict[str, Any]:
        lus = super().clean()
        vide = not (lus.get("fichier") or lus.get("adresse"))
        if "fichier" in self.fields and vide and not self.errors:
            self.add_error("adresse", "Donnez une adresse ou un fichier.")
        return lus

    def read(self) -> dict[str, Any]:
        return {nom: lu for nom, lu in super().read().items() if nom != "fichier"}


class FormPhoto(DsfrBaseForm):
    fichier = forms.FileField(
        label="Photo",
        help_text="PNG ou JPEG, 10 Mo au plus.",
        allow_empty_file=True,
        error_messages={"required": "Choisissez une photo."},
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg", "class": "fr-upload"}),
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


class FormTache(FormVersionne, DsfrBaseForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    qui = ask_choix("Qui s’en charge")

    class Meta:
        model = TacheGroupe
        fields = "quoi qui pour_le etat".split()
        formfield_callback = ask_champ

    def __init__(self, *args: Any, membres: Iterable[MembreGroupe], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membres = {str(membre.pk): membre for membre in membres}
        offer_choix(self, "qui", [("", "Personne encore"), *self.membres.items()])
        self.fields["etat"].required = True

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
    methodes = ["GET", "HEAD", "POST"] if envoi else ["GET", "HEAD"]

    def decorate(vue: VueGroupe) -> Any:  # noqa: ANN401 - a view, which Django's own types do not say
        @require_http_methods(methodes)
        @wraps(vue)
        def wrapped(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
            ici = groupes.read_ici(request, pk, min(place, Place.LIRE))
            if ici.place < place:
                raise PermissionDenied
            rendu = vue(request, ici, **kwargs)
            if not isinstance(rendu, dict):
                return rendu
            contexte = _frame(request, ici) | rendu
            return render(request, f"entourage/groupes/{gabarit}.html", contexte)

        return de_la_personne(wrapped)

    return decorate


def _frame(request: HttpRequest, ici: Ici) -> dict[str, Any]:
    """Return what every page of a group reads."""
    groupe = ici.groupe
    adresses = [(rubrique.titre, _lead(ici, rubrique.code)) for rubrique in groupes.RUBRIQUES]
    return {
        "fil": [(TITRE, reverse("groupes:liste")), (groupe.nom, None)],
        "ici": ici,
        "groupe": groupe,
        "titre": "",
        "form": None,
        "onglets": [(titre, a, a == request.path) for titre, a in adresses if ici.place],
    }


def _fil(ici: Ici, titre: str) -> dict[str, Any]:
    groupe = ici.groupe
    fil = [(TITRE, reverse("groupes:liste")), (groupe.nom, groupe.get_absolute_url())]
    return {"fil": [*fil, (titre, None)], "titre": titre}


def _ask(
    ici: Ici, form: forms.BaseForm, titre: str, retour: str, bouton: str = "Enregistrer"
) -> dict[str, Any]:
    """Return what the page of a form reads."""
    depassee = isinstance(form, FormVersionne) and form.est_depassee
    suite = {"form": form, "retour": retour, "bouton": bouton, "depassee": depassee}
    return _fil(ici, titre) | suite


def _lead(ici: Ici, code: str) -> str:
    return reverse(f"groupes:{code}", args=[ici.groupe.pk])


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
    form = save_form(
        lambda: FormGroupe(
            read_envoi(request),
            initial=model_to_dict(groupe, FormGroupe.Meta.fields),
            version=groupe.version,
        ),
        lambda form: save_version(groupe, form.cleaned_data["version"], **form.read()),
    )
    if form is None:
        messages.success(request, "C’est modifié.")
        return redirect(groupe)
    return _ask(ici, form, "Modifier le groupe", groupe.get_absolute_url())


# --- Actualités, Banque documentaire: what members publish ---


_GENRES: Final = (
    ("", "Tout"),
    ("article", "Articles"),
    ("album", "Albums"),
    ("document", "Documents"),
)


_DEPARTS: Final = [
    *((g, mots) for g, mots in GenreBillet.choices if g != "document"),
    ("question", "Question"),
    ("document", "Document"),
]


@du_groupe(Place.VOIR, "billets")
def page_groupe(request: HttpRequest, ici: Ici) -> Rendu:
    """Show the news of a group, or what is found in it; to who does not read it, how to come in."""
    if ici.place < Place.LIRE:
        return render(request, "entourage/groupes/entrer.html", _frame(request, ici))
    note_passage(groupes.VISITE, ici.groupe.pk, timezone.now())
    cherche = request.GET.get("q", "").strip()[:100]
    if cherche:
        trouves = list(groupes.search_groupe(ici, cherche))
        return {"cherche": cherche, "trouves": trouves}
    return _list(request, ici, request.GET.get("genre", "")) | {
        "genres": [(nom, f"?genre={g}", request.GET.get("genre", "") == g) for g, nom in _GENRES]
    }


@du_groupe(Place.LIRE, "billets")
def page_documents(request: HttpRequest, ici: Ici) -> Rendu:
    return _list(request, ici, GenreBillet.DOCUMENT) | {"titre": "Banque documentaire"}


def _list(request: HttpRequest, ici: Ici, genre: str) -> dict[str, Any]:
    lus = groupes.list_billets(ici.groupe)
    lus = lus.filter(genre=genre) if genre else lus
    retires = ici.groupe.billets.exclude(retire_le=None)
    siens = retires if ici.anime else retires.filter(auteur=ici.personne)
    page = Paginator(lus, PAR_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "retires": siens,
        "membres": ici.groupe.membres.membres().count(),
        "articles": page.paginator.count,
        "departs": [(genre, str(GenreBillet(genre).label))] if genre else _DEPARTS,
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
        envoi = form.cleaned_data.get("fichier")
        billet = groupes.write_billet(
            ici.groupe, ici.personne, form.read() | {"genre": genre}, envoi
        )
        messages.success(request, "C’est publié. Les membres qui suivent le groupe le sauront.")
        return redirect(billet)
    return _ask(ici, form, f"Publier : {GenreBillet(genre).label.lower()}", ".", "Publier")


def _find_billet(ici: Ici, numero: int) -> Billet:
    return get_object_or_404(groupes.list_billets(ici.groupe), pk=numero)


@recoit(corps.OCTETS_MAX)
@du_groupe(Place.LIRE, "billet", envoi=True)
def page_billet(request: HttpRequest, ici: Ici, numero: int) -> Rendu:
    """Show an article whole; an album takes a picture, and what it shows."""
    billet = _find_billet(ici, numero)
    photos = billet.photos.defer("octets")
    change = ici.may_change(billet.auteur_id)
    ajoute = change and billet.genre == GenreBillet.ALBUM and len(photos) < PHOTOS_MAX
    form = FormPhoto(read_envoi(request), request.FILES or None) if ajoute else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form and form.is_valid():
        photo, alternative = form.cleaned_data["fichier"], form.cleaned_data["alternative"]
        tailles = {nom: getattr(photo, nom) for nom in "octets genre largeur hauteur".split()}
        billet.photos.create(alternative=alternative, **tailles)
        messages.success(request, "La photo est ajoutée.")
        return redirect(billet)
    return _fil(ici, billet.titre) | {
        "billet": billet, "photos": photos, "form": form, "change": change
    }  # fmt: skip


@du_groupe(Place.ECRIRE, envoi=True)
def modifier_billet(request: HttpRequest, ici: Ici, numero: int) -> Rendu:
    billet = _find_billet(ici, numero)
    if not ici.may_change(billet.auteur_id):
        raise PermissionDenied
    champs = "titre adresse texte categorie licence".split()
    form = save_form(
        lambda: FormBillet(
            read_envoi(request),
            genre=billet.genre,
            ecrit=True,
            initial=model_to_dict(billet, champs),
            version=billet.version,
        ),
        lambda form: save_version(billet, form.cleaned_data["version"], **form.read()),
    )
    if form is None:
        messages.success(request, "C’est modifié.")
        return redirect(billet)
    return _ask(ici, form, f"Modifier : {billet}", billet.get_absolute_url())


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
            return redirect(_lead(ici, "membres"))
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
    questions = groupes.list_questions_groupe(ici.groupe)
    page = Paginator(questions, PAR_PAGE).get_page(request.GET.get("page"))
    return {"titre": "Questions et réponses", "page": page}


@du_groupe(Place.LIRE, "calendrier")
def page_calendrier(_request: HttpRequest, ici: Ici) -> Rendu:
    lues = groupes.list_reunions(ici.groupe).order_by("debut")
    dites = [(une, evenements.format_evenement(une)) for une in lues]
    maintenant = timezone.now()
    return {
        "titre": "Calendrier",
        "a_venir": [dite for dite in dites if not dite[0].is_passe(maintenant)],
        "passees": [dite for dite in reversed(dites) if dite[0].is_passe(maintenant)],
    }


@du_groupe(Place.ECRIRE, envoi=True)
def reunion_groupe(request: HttpRequest, ici: Ici, numero: int = 0) -> Rendu:
    """Add a meeting, or change one."""
    lues = groupes.list_reunions(ici.groupe).exclude(etat=EtatEvenement.ANNULE.value)
    reunion = get_object_or_404(lues, pk=numero) if numero else None
    form = save_form(
        lambda: FormReunion(
            read_envoi(request),
            initial=_fill_reunion(reunion) if reunion else {},
            version=reunion.version if reunion else None,
        ),
        lambda form: _save_reunion(ici, reunion, form),
    )
    if form is None:
        messages.success(request, "C’est au calendrier du groupe.")
        return redirect(_lead(ici, "calendrier"))
    titre = "Modifier la réunion" if reunion else "Ajouter une réunion"
    return _ask(ici, form, titre, _lead(ici, "calendrier"))


def _fill_reunion(reunion: Evenement) -> dict[str, Any]:
    acces = getattr(reunion, "acces", None)
    dits = model_to_dict(reunion, FormReunion.Meta.fields) | fill_heures(reunion)
    return dits | {"visio": acces.adresse if acces else ""}


def _save_reunion(ici: Ici, reunion: Evenement | None, form: FormReunion) -> None:
    dits = form.read()
    visio = dits.pop("visio")
    if reunion:
        groupes.change_reunion(reunion, form.cleaned_data["version"], dits, visio)
    else:
        groupes.write_reunion(ici.groupe, ici.personne, dits, visio)


@ouverte_a_tous
@require_safe
def mon_calendrier(_request: HttpRequest, signature: str) -> HttpResponse:
    """Give the meetings of her groups to whoever holds the link of somebody who is in them now."""
    ouverts = discussions.list_partages(MON_CALENDRIER).filter(porteur__is_active=True)
    lien = MON_CALENDRIER.find(signature, ouverts)
    if lien is None or lien.porteur is None:
        return discussions.answer_ferme(_request)
    discussions.note_lecture(lien, timezone.now())
    siens = [membre.groupe for membre in groupes.list_siens(lien.porteur) if membre.est_dedans]
    contenu = evenements.write_evenements("Mes groupes", groupes.list_reunions(*siens))
    reponse = HttpResponse(contenu, content_type=evenements.TYPE)
    return discussions.seal_page(reponse)


@du_groupe(Place.LIRE, "taches")
def page_taches(_request: HttpRequest, ici: Ici) -> Rendu:
    lues = list(groupes.list_taches(ici.groupe))
    return {
        "titre": "Tâches",
        "ouvertes": [tache for tache in lues if tache.etat != EtatTache.FAITE],
        "faites": [tache for tache in lues if tache.etat == EtatTache.FAITE],
        "retirees": ici.groupe.taches.exclude(retire_le=None) if ici.ecrit else (),
        "jour": timezone.localdate(),
    }


@du_groupe(Place.ECRIRE, envoi=True)
def tache_groupe(request: HttpRequest, ici: Ici, numero: int = 0) -> Rendu:
    """Add what is to be done, or change it."""
    taches = groupes.list_taches(ici.groupe)
    tache = get_object_or_404(taches, pk=numero) if numero else None
    membres = groupes.list_membres(ici.groupe)
    form = save_form(
        lambda: FormTache(
            read_envoi(request),
            membres=membres,
            initial=model_to_dict(tache, FormTache.Meta.fields) if tache else {},
            version=tache.version if tache else None,
        ),
        lambda form: (
            save_version(tache, form.cleaned_data["version"], **form.read())
            if tache
            else groupes.write_tache(ici.groupe, ici.personne, form.read())
        ),
    )
    if form is None:
        messages.success(request, "La tâche est enregistrée.")
        return redirect(_lead(ici, "taches"))
    titre = "Modifier la tâche" if tache else "Ajouter une tâche"
    return _ask(ici, form, titre, _lead(ici, "taches"))


# --- Small gestures: each says who may, what it does, where it leads back ---


type GesteGroupe = Callable[[Ici, int, str], object]


def _follow(ici: Ici, _numero: int, suit: str) -> None:
    if ici.membre and suit in SuiviGroupe:
        MembreGroupe.objects.filter(pk=ici.membre.pk).update(suit=suit)


def _answer(ici: Ici, *, accepte: bool) -> None:
    if ici.lien is None:
        raise Http404
    groupes.answer_invitation(ici.lien, ici.personne, accepte=accepte)


def _find_lien(ici: Ici, numero: int) -> MembreGroupe:
    return get_object_or_404(ici.groupe.membres.select_related("groupe", "personne"), pk=numero)


def _leave(ici: Ici, _numero: int, _suite: str) -> None:
    if ici.lien is None:
        raise Http404
    groupes.remove_membre(ici.lien, ici.personne)


def _hand_over(ici: Ici, numero: int, _suite: str) -> None:
    membre = get_object_or_404(groupes.list_membres(ici.groupe).select_related("groupe"), pk=numero)
    groupes.hand_over_groupe(membre, ici.personne)


def _put_aside(ici: Ici, numero: int, suite: str) -> None:
    """Take an article or a task out, or back."""
    billet = suite.startswith("billet")
    lignes: Any = ici.groupe.billets if billet else ici.groupe.taches
    ligne = get_object_or_404(lignes, pk=numero)
    if billet and not ici.may_change(ligne.auteur_id):
        raise PermissionDenied
    retire = None if suite.endswith("-retablir") else timezone.now()
    lignes.filter(pk=numero).update(retire_le=retire)


def _check_document(ici: Ici, numero: int, suite: str) -> None:
    if not ici.equipe:
        raise PermissionDenied
    quand = timezone.now() if suite == "verifie" else None
    groupes.list_documents(ici.groupe).filter(pk=numero).update(verifie_le=quand)


def _cancel(ici: Ici, numero: int, _suite: str) -> None:
    reunion = get_object_or_404(groupes.list_reunions(ici.groupe), pk=numero)
    save_version(reunion, reunion.version, etat=EtatEvenement.ANNULE.value)


GESTES: Final[dict[str, tuple[Place, GesteGroupe, str]]] = {
    "entrer": (Place.VOIR, lambda ici, _n, _s: groupes.ask_entree(ici.groupe, ici.personne), ""),
    "accepter": (Place.VOIR, lambda ici, _n, _s: _answer(ici, accepte=True), ""),
    "decliner": (Place.VOIR, lambda ici, _n, _s: _answer(ici, accepte=False), "liste"),
    "quitter": (Place.VOIR, _leave, "liste"),
    "fermer": (
        Place.ANIMER,
        lambda ici, _n, _s: groupes.close_groupe(ici.groupe, ici.personne),
        "liste",
    ),
    "suivre": (Place.ECRIRE, _follow, "membres"),
    "accueillir": (
        Place.ANIMER,
        lambda ici, n, _s: groupes.answer_entree(_find_lien(ici, n), ici.personne, accepte=True),
        "membres",
    ),
    "refuser": (
        Place.ANIMER,
        lambda ici, n, _s: groupes.answer_entree(_find_lien(ici, n), ici.personne, accepte=False),
        "membres",
    ),
    "ecarter": (
        Place.ANIMER,
        lambda ici, n, _s: groupes.remove_membre(_find_lien(ici, n), ici.personne),
        "membres",
    ),
    "confier": (Place.ANIMER, _hand_over, "membres"),
    "ranger": (Place.ECRIRE, _put_aside, ""),
    "verifier": (Place.LIRE, _check_document, "documents"),
    "faite": (
        Place.ECRIRE,
        lambda ici, n, s: groupes.mark_tache(
            get_object_or_404(groupes.list_taches(ici.groupe), pk=n), faite=s != "non"
        ),
        "taches",
    ),
    "annuler": (Place.ECRIRE, _cancel, "calendrier"),
}


@du_groupe(Place.VOIR, envoi=True)
@require_POST
def geste_groupe(request: HttpRequest, ici: Ici) -> Rendu:
    place, fait, retour = GESTES.get(request.POST.get("geste", ""), (None, None, ""))
    numero, suite = request.POST.get("numero", "0"), request.POST.get("suite", "")
    if place is None or fait is None or not numero.isdecimal():
        messages.error(request, "Ce geste n’est pas reconnu. Recommencez depuis la page.")
        return redirect(ici.groupe)
    if ici.place < place:
        raise PermissionDenied
    try:
        fait(ici, int(numero), suite)
    except GesteImpossible as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "C’est fait.")
    code = "taches" if suite.startswith("tache") else retour
    if code == "liste" or not groupes.is_vu(request, ici.groupe):
        return redirect("groupes:liste")
    return redirect(_lead(ici, code or "groupe"))

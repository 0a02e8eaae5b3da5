"""« Demander par un lien »: a question to somebody without account, read, then put in."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final, NamedTuple, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import format_date, typographie
from spaser.documents.publication import write_valeur_saisie
from spaser.regles.demandes import FormeReponse, SuiteDemande
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import NatureValeur
from spaser.regles.nomenclatures import annee_montree
from spaser.regles.plan import TEXTE_MAX
from spaser.site.comptes.models import Utilisateur, fold_courriel
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.entourage.models.demandes import MOTS_MAX, Question
from spaser.site.espace import discussions
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.organisations.espaces import exige_espace, fil_outil, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.forms import OCTETS_MAX, ChampPiece
from spaser.site.plan.actions.services import list_actions, save_action
from spaser.site.plan.cibles.forms import ChampAnnee, check_valeur, read_valeur_saisie
from spaser.site.plan.cibles.lignes import Vise, list_vises
from spaser.site.plan.cibles.services import note_valeurs
from spaser.site.plan.models.actions import Action
from spaser.site.plan.models.cibles import Valeur
from spaser.site.socle.champs import ask_champ
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte, read_cadence
from spaser.site.socle.fichiers import Envoi, delete_fichier, keep_envoi, serve_fichier
from spaser.site.socle.formulaires import ask_ligne, ask_texte
from spaser.site.socle.journal import record
from spaser.site.socle.models import Cadence, Fichier, Sujet
from spaser.site.socle.requetes import check_limite, recoit
from spaser.site.socle.versions import VersionDepassee, make_demande, read_envoi, try_geste
from spaser.site.socle.vues import Rendu, shows

# --- Asks, reminds, takes an answer; who asked puts it in ---


TITRE: Final = "Demandes par un lien"
SURSIS: Final = timedelta(days=14)  # a late answer is still taken
PAR_HEURE: Final = 40  # of a space, or answers by one link
_HEURE: Final = timedelta(hours=1)
PAGE: Final = discussions.make_page_demande(
    "demandes:repondre", "Demande", Operation.COMMENTER, Question
)


def list_questions(espace: Espace) -> QuerySet[Question]:
    liees = Question.objects.select_related("discussion__espace", "lien", "auteur", "fichier")
    return liees.filter(discussion__espace=espace)


@transaction.atomic
def ask_question(
    espace: Espace, sujet: discussions.SujetDiscussion, champs: dict[str, Any], auteur: Utilisateur
) -> Question:
    """Keep a question and write to whoever may answer it."""
    duree = champs["echeance"] - timezone.localdate() + SURSIS
    lien = discussions.make_partage(PAGE, espace, champs["nom"], duree, auteur)
    discussion = discussions.open_discussion(espace, sujet)
    question = Question.objects.create(discussion=discussion, lien=lien, auteur=auteur, **champs)
    _note("posee", question, auteur)
    tell_question(question.courriel, question, rappel=False)
    return question


@transaction.atomic
def receive(
    question: Question, texte: str, nombre: Decimal | None = None, fichier: Envoi | None = None
) -> bool:
    """Keep an answer in place of the one before; False once it was put in, or closed."""
    tenue = Question.objects.select_for_update().get(pk=question.pk)
    if not tenue.est_ouverte:
        return False
    ancien, premiere = tenue.fichier, tenue.repondue_le is None
    tenue.fichier = keep_envoi(fichier) if fichier else ancien
    tenue.reponse, tenue.nombre, tenue.repondue_le = texte, nombre, timezone.now()
    tenue.save()
    if fichier and ancien:
        delete_fichier(ancien)
    _note("reponse", tenue, None)
    if premiere and tenue.auteur:
        tell_reponse_recue(tenue.auteur, tenue)
    return True


class Place(NamedTuple):
    """Where an answer goes, beside the discussion, and what puts it there, if it can be."""

    code: str
    nom: str
    empeche: str = ""
    keep: Callable[[Utilisateur], object] = lambda _auteur: None


_CHAMPS: Final = {"commentaire": "« Où on en est »", "obstacles": "« Ce qui peut l’empêcher »"}
_SUIVIS: Final = ("chiffres", "cibles")  # the subjects that name an indicator


def list_places(question: Question) -> list[Place]:
    """Return where an answer can be put in, the discussion alone last, then where it cannot.

    Nowhere before there is one, nor as long as its file is not safe.
    """
    fichier, places = question.fichier, [Place("discussion", "la discussion")]
    if question.reprise_le or not question.repondue_le or (fichier and not fichier.est_sain):
        return []
    genre, _, numero = question.discussion.objet.partition(":")
    if genre in _SUIVIS:
        places.insert(0, _find_valeur(question))
    elif genre == "plan" and numero:
        action = list_actions(question.espace).filter(pk=int(numero)).first()
        places[:0] = [_find_champ(question, action, champ) for champ in _CHAMPS]
    return sorted(places, key=lambda place: bool(place.empeche))


def _find_champ(question: Question, action: Action | None, champ: str) -> Place:
    if action is None:
        return Place(champ, _CHAMPS[champ], "l’action n’est plus dans le plan")
    dite = f"{question.dite} ({question.d_apres})"
    texte = "\n".join(filter(None, (getattr(action, champ), dite)))
    plein = "ce texte est trop long : raccourcissez-le d’abord" if len(texte) > TEXTE_MAX else ""
    return Place(champ, _CHAMPS[champ], plein, partial(save_action, action, {champ: texte}))


def _find_valeur(question: Question) -> Place:
    vise = find_vise_sujet(question.espace, question.discussion.objet)
    nom = f"la valeur de {question.annee or 'l’année'}"
    if question.nombre is None or question.annee is None:
        return Place("valeur", nom, "la réponse n’est pas le nombre d’une année")
    if vise is None or vise.unite != question.unite:
        return Place("valeur", nom, "cet indicateur n’est plus suivi, ou son unité a changé")
    valeur = Valeur(
        annee=question.annee, valeur=question.nombre, nature=NatureValeur.COLLECTEE.value,
        source=question.d_apres, commentaire=question.reponse[:1000], fournie_par=question.nom,
    )  # fmt: skip
    return Place("valeur", nom, "", partial(note_valeurs, question.espace, [(vise, valeur)]))


@transaction.atomic
def put_in(question: Question, lue: str, code: str, auteur: Utilisateur) -> None:
    """Put an answer in, once; VersionDepassee if it is not the one that was read."""
    tenue = Question.objects.select_for_update().get(pk=question.pk)
    place = next((p for p in list_places(tenue) if p.code == code and not p.empeche), None)
    if place is None or str(tenue.repondue_le) != lue:
        raise VersionDepassee
    place.keep(auteur)
    dits = [f"En réponse à « {tenue.question} »", tenue.dite]
    if tenue.fichier:
        dits.append(f"Fichier joint : {tenue.fichier.nom}.")
    texte = "\n\n".join(filter(None, dits))
    discussions.receive_message(tenue.espace, tenue.discussion, texte, tenue.nom, None)
    tenue.reprise_le, tenue.reprise_par = timezone.now(), auteur
    tenue.save()
    _note("reprise", tenue, auteur)


def find_vise_sujet(espace: Espace, objet: str) -> Vise | None:
    """Return the indicator followed that a discussion is about, if any."""
    genre, _, code = objet.partition(":")
    vises = list_vises(espace) if genre in _SUIVIS else ()
    return next((une for une in vises if code in {une.cle, une.suivi.code}), None)


def _note(quoi: str, question: Question, auteur: Utilisateur | None) -> None:
    details = {"nom": str(question.discussion)}
    espace = question.espace
    record(f"demande_lien.{quoi}", auteur=auteur, objet=question, espace=espace, details=details)


# --- Mails: the question, its reminders, and that it was answered ---


def name_demandeur(question: Question) -> str:
    """Say who asks, and for which buyer."""
    qui = question.auteur.nom_complet if question.auteur else ""
    return ", ".join(filter(None, (qui, question.espace.nom)))


@courriel(discussions.make_avis_lien("Demande par un lien", Sujet.ENTRAIDE))
def tell_question(demande: Question, rappel: bool) -> Contexte:  # noqa: FBT001 - kept by its name
    attendue = f"Réponse attendue le {format_date(demande.echeance)}, sans compte à créer."
    dite = f"{name_demandeur(demande)}, vous demande, à propos de « {demande.discussion} » :"
    return compose_avis(
        f"{'Rappel : une' if rappel else 'Une'} question de {demande.espace.nom}",
        [dite, typographie(demande.question), attendue, demande.espace.mention],
        (PAGE.path_of(demande), "Répondre"),
    )


def _find_espace(question: Question) -> int:
    return question.espace.pk


@courriel(make_avis("Réponse par un lien", sujet=Sujet.ENTRAIDE, espace=_find_espace))
def tell_reponse_recue(question: Question) -> Contexte:
    return compose_avis(
        f"{question.nom} a répondu à votre question",
        [typographie(question.question), "Lisez sa réponse, puis reprenez-la en un clic."],
        (question.get_absolute_url(), "Lire la réponse"),
    )


# --- What is asked of who asks, then of who answers ---


_DELAI: Final = timedelta(days=14)
_DELAI_MAX: Final = timedelta(days=365)


class FormQuestion(DsfrBaseForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """A question; about an indicator that is followed, a number is in its unit, of a year."""

    annee = ChampAnnee(label="Pour un nombre, de quelle année", required=False)

    class Meta:
        model = Question
        fields = ("nom", "courriel", "question", "forme", "unite", "annee", "echeance")
        formfield_callback = ask_champ

    def __init__(self, data: QueryDict | None, vise: Vise | None) -> None:
        jour = timezone.localdate()
        super().__init__(data, initial={"echeance": jour + _DELAI, "annee": annee_montree(jour)})
        self.vise = vise
        del self.fields["unite" if vise else "annee"]

    def clean_courriel(self) -> str:
        adresse = fold_courriel(self.cleaned_data["courriel"])
        if read_cadence(Sujet.ENTRAIDE, adresse) == Cadence.JAMAIS:
            raise ValidationError("Cette adresse refuse nos courriels : demandez autrement.")
        return adresse

    def clean_echeance(self) -> date:
        jour: date = self.cleaned_data["echeance"]
        if not timedelta() < jour - timezone.localdate() <= _DELAI_MAX:
            raise ValidationError("Choisissez un jour à venir, dans l’année.")
        return jour

    def read(self) -> dict[str, Any]:
        est_nombre = self.cleaned_data["forme"] == FormeReponse.NOMBRE
        de_l_unite = {"unite": self.vise.unite} if self.vise else {}
        return self.cleaned_data | (de_l_unite if est_nombre else {"unite": "", "annee": None})


class FormReponse(DsfrBaseForm):
    """An answer, in the form that was asked; a text may go with a number or a file."""

    nombre = ask_ligne("Votre réponse, en nombre", 40, "Écrivez un nombre.")
    fichier = ChampPiece("Votre fichier", "", "Choisissez un fichier.")
    texte = ask_texte("Votre réponse", MOTS_MAX, 6, "Écrivez votre réponse.")

    def __init__(self, *args: Any, question: Question) -> None:
        nombre = write_valeur_saisie(question.nombre, question.unite)
        super().__init__(*args, initial={"texte": question.reponse, "nombre": nombre})
        self.question = question
        for nom in {"nombre", "fichier"} - {question.forme}:
            del self.fields[nom]
        if question.forme != FormeReponse.TEXTE:
            self.fields["texte"].required, self.fields["texte"].label = False, "Une précision"
            # The file that was sent before stands.
            self.fields[question.forme].required = question.fichier is None
        if question.forme == FormeReponse.NOMBRE and question.unite:
            self.fields["nombre"].label = f"Votre réponse ({question.unite})"

    def clean_nombre(self) -> Any:  # noqa: ANN401 - a number or none
        dit, question = self.cleaned_data["nombre"], self.question
        vise = find_vise_sujet(question.espace, question.discussion.objet)
        return check_valeur(dit, vise) if vise else read_valeur_saisie(dit, question.unite)


# --- « Demandes par un lien »: what waits, what was answered, what is over ---


def _contexte(request: HttpRequest, espace: Espace, *suite: Any, **encore: Any) -> dict[str, Any]:
    fil = fil_outil(TITRE, "demandes:demandes", request, espace, *suite)
    return {"fil": fil, "demander": peut_dans(request, espace, Operation.COMMENTER), **encore}


@exige_espace(Operation.VOIR_ESPACE)
@shows("entourage/demandes/demandes.html")
def demandes_par_lien(request: HttpRequest, espace: Espace) -> Rendu:
    lues = list(list_questions(espace))
    groupes = [(suite, [une for une in lues if une.suite is suite]) for suite in SuiteDemande]
    return _contexte(request, espace, groupes=[groupe for groupe in groupes if groupe[1]])


@exige_espace(Operation.COMMENTER)
@shows("commun/demander.html", envoi=True)
def demander_par_lien(request: HttpRequest, espace: Espace) -> Rendu:
    """Ask about the subject that a page signed; a trial asks nobody."""
    if espace.est_essai:
        raise PermissionDenied
    sujet = discussions.unsign_sujet(espace, request.GET.get("sujet", ""))
    if sujet is None:
        messages.error(request, "Cette page a changé : rouvrez-la, puis demandez de nouveau.")
        return redirect("demandes:demandes", espace.siren)
    form = FormQuestion(read_envoi(request), find_vise_sujet(espace, sujet.objet))
    if form.is_valid():
        check_limite("demandes.question", str(espace.pk), PAR_HEURE, _HEURE)
        question = ask_question(espace, sujet, form.read(), auteur_of(request))
        messages.success(request, f"Votre question est partie à {question.nom}.")
        return redirect(question)
    titre = f"Demander à quelqu’un : {sujet.titre}"
    contexte = _contexte(request, espace, (sujet.titre, sujet.adresse), ("Demander", None))
    return contexte | make_demande(form, titre, "Envoyer", sujet.adresse)


@exige_espace(Operation.VOIR_ESPACE)
@shows("entourage/demandes/demande.html")
def demande(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    question = get_object_or_404(list_questions(espace), pk=pk)
    places = list_places(question)
    return _contexte(request, espace, (str(question), None), question=question, places=places)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def demande_fichier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponseBase:
    question = get_object_or_404(list_questions(espace).exclude(fichier=None), pk=pk)
    return serve_fichier(cast("Fichier", question.fichier))


@exige_espace(Operation.COMMENTER)
@require_POST
def reprendre_reponse(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Put an answer in, where the button says; without a place, close the question."""
    question = get_object_or_404(list_questions(espace), pk=pk)
    place, lue = request.POST.get("place", ""), request.POST.get("lue", "")
    if not place and question.lien:
        discussions.revoke_partage(question.lien, request.user)
        messages.success(request, "La demande est close : son lien n’ouvre plus rien.")
        return redirect("demandes:demandes", espace.siren)
    dit = f"La réponse de {question.nom} est reprise, avec son nom."
    change = "Cette réponse a changé, ou a déjà été reprise : relisez-la."
    faite = try_geste(request, lambda: put_in(question, lue, place, request.user), dit, change)
    return redirect(question.discussion if faite else question)


# --- The page of the link: the question, and its answer ---


@ouverte_a_tous
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(OCTETS_MAX)
def repondre_par_lien(request: HttpRequest, jeton: str) -> HttpResponse:
    question = PAGE.find(jeton, discussions.list_demandees(Question))
    if question is None or question.lien is None:
        return discussions.answer_ferme(request)
    form = FormReponse(read_envoi(request), request.FILES or None, question=question)
    if not form.is_bound:
        discussions.note_lecture(question.lien, timezone.now())
    elif form.is_valid():
        check_limite("demandes.reponse", str(question.pk), PAR_HEURE, _HEURE)
        if receive(question, **form.cleaned_data):
            messages.success(request, "Votre réponse est arrivée, merci.")
        return discussions.seal_page(redirect(request.path))
    contexte = {
        "question": question,
        "espace": question.espace,
        "demandeur": name_demandeur(question),
        "form": form if question.est_ouverte else None,
        "garde": discussions.GARDE_ADRESSES.days // 30,
    }
    return discussions.seal_page(render(request, "entourage/demandes/repondre.html", contexte))

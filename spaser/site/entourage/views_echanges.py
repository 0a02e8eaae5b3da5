"""Pages of questions between buyers: read, asked, answered, reported, moderated."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.regles.droits import ROLES_PROGRAMME, Operation
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of, read_adresse
from spaser.site.entourage import echanges
from spaser.site.entourage.groupes import find_groupe_ecrit
from spaser.site.entourage.models.echanges import LISIBLE, EchangePublic, SignalementEchange
from spaser.site.espace.discussions import unsign_sujet
from spaser.site.organisations.acces import de_la_personne, exige, ouverte_a_tous, peut, roles_for
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.models import Appartenance, Espace
from spaser.site.plan.models.actions import Action
from spaser.site.socle.formulaires import (
    ChampAdresse,
    FormLibre,
    FormPiegee,
    ask_choix,
    ask_filtre,
    ask_ligne,
    ask_message,
    ask_texte,
    offer_choix,
)
from spaser.site.socle.requetes import TROP_DE_DEMANDES, TropDeDemandes, check_limite
from spaser.site.socle.versions import FormVersionne, make_demande, read_envoi, save_form
from spaser.site.socle.vues import Rendu, shows

TITRE: Final = "Échanges entre acheteurs"
PAR_PAGE: Final = 20
MONTRES: Final = 100
SIGNALEMENTS_PAR_HEURE: Final = 20
_SANS_NOM: Final = "Sans nom de personne ni de fournisseur."
_TROP: Final = (
    "Vous avez beaucoup écrit aujourd’hui, et tout est gardé. Ce message n’est pas parti\u00a0: "
    "votre texte est toujours là, renvoyez-le dans {}."
)

# --- Forms ---


class FormFiltreEchanges(FormLibre):
    sujet = ask_filtre("Sujet", ())
    tri = ask_filtre("Montrer", [("", "Toutes"), ("sans-reponse", "Celles sans réponse")])


class FormReponseEchange(FormVersionne, DsfrBaseForm):
    """An answer; the first time, it says as whom one writes, among `plumes`."""

    texte = ask_texte("Votre réponse", 5000, 5, "Écrivez votre réponse.", _SANS_NOM)
    source = ChampAdresse("Une page qui le montre", empty_value="")
    plume = ask_choix("Vous écrivez pour", manque="Dites pour qui vous écrivez.")
    nomme = forms.BooleanField(
        label="Montrer mon nom et celui de ma structure",
        required=False,
        help_text="Sinon, un acheteur de votre département. Vous pourrez changer d’avis.",
    )

    def __init__(self, *args: Any, plumes: Sequence[echanges.Plume] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plumes = {plume.nom: plume for plume in plumes}
        offer_choix(self, "plume", [(nom, nom) for nom in self.plumes])
        self.initial.setdefault("plume", next(iter(self.plumes), ""))
        if self.actuelle:
            del self.fields["plume"], self.fields["nomme"]

    def read_signes(self) -> tuple[echanges.Plume, dict[str, Any]]:
        lus = self.read()
        return self.plumes[lus.pop("plume")], lus


class FormQuestionEchange(FormReponseEchange):
    source = None  # type: ignore[assignment]  # how Django leaves a field out
    titre = ask_ligne("Votre question, en une phrase", 150, "Écrivez votre question.", _SANS_NOM)
    texte = ask_texte("Ce qu’il faut savoir pour répondre", 5000, 5, aide="Facultatif.")
    sujet = ask_filtre("Sujet", lambda: [("", "Un autre sujet"), *echanges.list_sujets_poses()])
    field_order = "titre texte sujet".split()


class FormMotif(FormPiegee):
    """Why a message is reported, or hidden."""

    message = ask_message(
        "Ce qui ne va pas",
        "Une personne ou un fournisseur nommé, une publicité, une erreur grave.",
        "Dites en une phrase ce qui ne va pas.",
    )


# --- Read ---


def _lues(request: HttpRequest) -> QuerySet[EchangePublic]:
    return echanges.list_questions(request.user, moderatrice=_modere(request))


def _find_echange(request: HttpRequest, pk: int) -> EchangePublic:
    """Return a question or an answer that somebody reads; 404 for the rest."""
    echange = get_object_or_404(EchangePublic.objects.select_related("question"), pk=pk)
    question = get_object_or_404(_lues(request), pk=echange.racine.pk)
    if question == echange:
        return question
    lus = echanges.list_reponses_lues(question, request.user, moderatrice=_modere(request))
    return get_object_or_404(lus, pk=pk)


def _name_sujets() -> dict[str, str]:
    return {code: nom for _, lus in echanges.list_sujets_poses() for code, nom in lus}


def _modere(request: HttpRequest) -> bool:
    return peut(request, Operation.MODERER_ECHANGES)


def _list_plumes(request: HttpRequest) -> list[echanges.Plume]:
    equipe = not roles_for(request).isdisjoint(ROLES_PROGRAMME)
    return echanges.list_plumes(request.user, equipe=equipe)


def fil_echanges(*suite: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(TITRE, reverse("echanges:liste") if suite else None), *suite]


@ouverte_a_tous
@shows("entourage/echanges/liste.html")
def liste_echanges(request: HttpRequest) -> Rendu:
    questions = _lues(request).filter(groupe=None)
    poses = {*questions.order_by().values_list("sujet", flat=True).distinct()}
    poses.add(request.GET.get("sujet", ""))
    noms = {code: nom for code, nom in _name_sujets().items() if code in poses}
    form = FormFiltreEchanges(request.GET)
    offer_choix(form, "sujet", [("", "Tous les sujets"), *noms.items()])
    lus = form.cleaned_data if form.is_valid() else {}
    if sujet := lus.get("sujet"):
        questions = questions.filter(sujet=sujet)
    if lus.get("tri"):
        questions = echanges.filter_sans_reponse(questions)
    lisibles = EchangePublic.objects.filter(LISIBLE).only("question")
    questions = questions.prefetch_related(Prefetch("reponses", lisibles))
    page = Paginator(questions, PAR_PAGE).get_page(request.GET.get("page"))
    return {
        "fil": fil_echanges(),
        "form": form,
        "page": page,
        "lignes": [(une, noms.get(une.sujet, "")) for une in page],
        "filtree": any(lus.values()),
        "modere": _modere(request),
    }


@ouverte_a_tous
@shows("entourage/echanges/question.html", envoi=True)
def question_echange(request: HttpRequest, pk: int) -> Rendu:
    """Show a question and what is answered, and take an answer."""
    question, modere = get_object_or_404(_lues(request), pk=pk), _modere(request)
    plumes = _list_plumes(request)
    ouverte = bool(plumes) and question.retire_le is None and question.cache_le is None
    form = FormReponseEchange(read_envoi(request), plumes=plumes)
    if form.is_bound and not ouverte:
        return _refuse(request, question)
    lues = echanges.list_reponses_lues(question, request.user, moderatrice=modere)
    ecrits = [
        (ecrit, echanges.list_gestes(ecrit, request.user, moderatrice=modere))
        for ecrit in (question, *lues)
    ]
    contexte = {
        "fil": fil_echanges((str(question), None)),
        "question": question,
        "sujet": _name_sujets().get(question.sujet, ""),
        "gestes": ecrits[0][1],
        "reponses": ecrits[1:],
        "form": form if ouverte else None,
        "modere": modere,
        "redige": peut(request, Operation.REDIGER_TEXTE) and question.publique_le,
        "pair": echanges.PAIR,
    }
    if not form.is_valid():
        return contexte
    return _write(request, form, contexte, "Votre réponse est en ligne.", question=question)


def _refuse(request: HttpRequest, echange: EchangePublic) -> HttpResponse:
    messages.error(request, "Vous ne pouvez pas faire cela ici\u00a0: rien n’est changé.")
    return redirect(echange.racine)


def _write(
    request: HttpRequest, form: FormReponseEchange, contexte: dict[str, Any], dit: str, **ou: Any
) -> HttpResponse:
    """Keep what was written; show it again, and say how long to wait, to who wrote too much."""
    try:
        echange = echanges.write_echange(auteur_of(request), *form.read_signes(), **ou)
    except TropDeDemandes as trop:
        form.add_error(None, _TROP.format(trop.minutes))
        gabarit = "question" if "question" in ou else "poser"
        page = f"entourage/echanges/{gabarit}.html"
        return render(request, page, contexte, status=TROP_DE_DEMANDES)
    messages.success(request, dit)
    return redirect(echange)


# --- Asked: from a page of a space, or here; what may answer comes first ---


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def depuis_espace(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Carry the name of a subject out of a space, and nothing else; that of an actor stays."""
    signe = unsign_sujet(espace, request.GET.get("sujet", ""))
    genre, _, code = signe.objet.partition(":") if signe else ("", "", "")
    dits = {"titre": signe.titre} if signe and genre in {"chiffres", "plan", "politiques"} else {}
    if genre == "plan" and code:
        action = get_object_or_404(Action, espace=espace, pk=code)
        code = next(iter(action.indicateurs), "")
    if genre in {"chiffres", "plan"} and code:
        dits["sujet"] = f"indicateur:{code}"
    vers = "echanges:pairs" if request.GET.get("vers") == "pairs" else "echanges:poser"
    return redirect(reverse(vers, query=dits))


@de_la_personne
@shows("entourage/echanges/poser.html", envoi=True)
def poser_echange(request: RequeteConnectee) -> Rendu:
    """Ask in two steps: what may answer already is shown, then the question is published."""
    siren, numero = request.GET.get("a"), request.GET.get("groupe")
    visees = Appartenance.objects.joignables().filter(organisation__siren=siren)
    visee = get_object_or_404(visees[:1]).organisation if siren else None
    groupe = find_groupe_ecrit(request, numero) if numero else None
    initial = {nom: request.GET.get(nom, "") for nom in ("titre", "sujet")}
    plumes = _list_plumes(request)
    form = FormQuestionEchange(read_envoi(request), plumes=plumes, initial=initial)
    fil = fil_echanges(("Poser une question", None))
    contexte = {"fil": fil, "form": form, "visee": visee, "groupe": groupe}
    contexte |= {"signee": None, "voisines": []}
    if not (plumes and form.is_valid()):
        return contexte
    if "publier" in request.POST:
        dit = "Votre question est partie. Les réponses vous seront envoyées."
        return _write(request, form, contexte, dit, adressee_a=visee, groupe=groupe)
    plume, dits = form.read_signes()
    voisines = [] if visee else echanges.list_deja_dites(dits["titre"], dits["sujet"])
    signee = EchangePublic(auteur=request.user, **plume._asdict())
    signee.nomme_le = timezone.now() if dits["nomme"] else None
    return contexte | {"signee": signee, "voisines": voisines}


# --- One's own words, and small gestures ---


@de_la_personne
@shows("entourage/echanges/forme.html", envoi=True)
def modifier_echange(request: RequeteConnectee, pk: int) -> Rendu:
    echange = _find_echange(request, pk)
    if echange.auteur_id != request.user.pk or echange.cache_le:
        return _refuse(request, echange)
    forme = FormReponseEchange if echange.question else FormQuestionEchange
    form = save_form(
        lambda: forme(read_envoi(request), initial=model_to_dict(echange), version=echange.version),
        lambda form: echanges.change_echange(
            echange,
            form.cleaned_data["version"],
            request.user,
            **form.read(),
            modifie_le=timezone.now(),
        ),
    )
    if form is None:
        messages.success(request, "C’est modifié.")
        return redirect(echange)
    retour = echange.get_absolute_url()
    demande = make_demande(form, "Modifier votre message", "Enregistrer", retour)
    return demande | {"fil": fil_echanges(("Modifier", None)), "echange": echange}


@de_la_personne
@require_POST
def agir_echange(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Do one of the small gestures: each says who may, and what it writes."""
    echange, geste = _find_echange(request, pk), request.POST.get("geste", "")
    if geste not in echanges.list_gestes(echange, request.user, moderatrice=_modere(request)):
        return _refuse(request, echange)
    echanges.do_geste(echange, geste, request.user)
    messages.success(request, "C’est fait.")
    return redirect("echanges:moderation" if geste == "vue_le" else echange.racine)


# --- Reported by anybody, decided by the team ---


@ouverte_a_tous
@shows("entourage/echanges/motif.html", envoi=True)
def signaler_echange(request: HttpRequest, pk: int) -> Rendu:
    """Take what is wrong with a message: anybody reports it, who moderates decides."""
    echange, modere = _find_echange(request, pk), _modere(request)
    laisse = modere and "laisser" in request.POST
    form = FormMotif(None if laisse else read_envoi(request))
    if not (laisse or form.is_valid()):
        signales = echange.signalements.attendent() if modere else ()
        contexte = {"echange": echange, "modere": modere, "signales": signales, "form": form}
        return contexte | {"fil": fil_echanges(("Décider" if modere else "Signaler", None))}
    if modere:
        motif = "" if laisse else form.cleaned_data["message"]
        echanges.moderate(echange, auteur_of(request), motif, cache=not laisse)
        messages.success(request, "Lisible par tous." if laisse else "Masqué.")
        return redirect("echanges:moderation")
    if not form.cleaned_data["site"]:  # a trap that machines fill: keep nothing then
        qui, heure = read_adresse(request), echanges.JOUR / 24
        check_limite("echanges.signalement", qui, SIGNALEMENTS_PAR_HEURE, heure)
        echanges.report_echange(echange, form.cleaned_data["message"])
    messages.success(request, "Merci. L’équipe du programme va lire.")
    return redirect(echange.racine)


@exige(Operation.MODERER_ECHANGES)
@shows("entourage/echanges/moderation.html")
def moderation_echanges(request: HttpRequest) -> Rendu:
    signales = SignalementEchange.objects.attendent().select_related("echange__question")
    caches = EchangePublic.objects.exclude(cache_le=None).select_related("question")
    return {
        "fil": [("Échanges à modérer", None)],
        "signales": signales[:MONTRES],
        "oubliees": echanges.list_oubliees()[:MONTRES],
        "caches": caches[:MONTRES],
    }


@exige(Operation.REDIGER_TEXTE)
@require_POST
def rediger_faq(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Begin an answer of the FAQ from a question that everybody reads."""
    question = get_object_or_404(echanges.list_questions(), LISIBLE, pk=pk)
    texte = echanges.draft_faq(question, request.user, timezone.now())
    messages.success(request, "Le brouillon reprend la réponse retenue. Complétez-le.")
    return redirect("editorial:modifier", texte.genre, texte.code)

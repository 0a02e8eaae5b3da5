"""Pages of questions between buyers: read, asked, answered, reported, moderated."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from dsfr.forms import DsfrBaseForm

from spaser.regles.droits import ROLES_PROGRAMME, Operation
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of, read_adresse
from spaser.site.entourage import echanges
from spaser.site.entourage.groupes import find_groupe_ecrit, tell_membres
from spaser.site.entourage.models.echanges import LISIBLE, EchangePublic, SignalementEchange
from spaser.site.espace.discussions import unsign_sujet
from spaser.site.organisations.acces import de_la_personne, exige, ouverte_a_tous, peut, roles_for
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.models import Espace
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
from spaser.site.socle.versions import FormVersionne, read_envoi, save_form
from spaser.site.socle.vues import Rendu, shows

TITRE: Final = "Échanges entre acheteurs"
PAR_PAGE: Final = 20
MONTRES: Final = 100
SIGNALEMENTS_PAR_HEURE: Final = 20
_SANS_NOM: Final = "Lisible par tous\u00a0: sans nom de personne ni de fournisseur."
_TROP: Final = (
    "Vous avez beaucoup écrit aujourd’hui, et tout est gardé. Ce message n’est pas parti\u00a0: "
    "votre texte est toujours là, renvoyez-le dans {}."
)
_QUESTION: Final = "titre texte sujet"
_REPONSE: Final = "texte source"
_SIGNES: Final = " plume nomme"

# --- Forms ---


class FormFiltreEchanges(FormLibre):
    sujet = ask_filtre("Sujet", ())


class FormEchangePublic(FormVersionne, DsfrBaseForm):
    """A question or an answer, of which `champs` are asked; `plumes`: as whom one may write."""

    titre = ask_ligne(
        "Votre question, en une phrase",
        150,
        "Écrivez votre question.",
        _SANS_NOM,
    )
    texte = ask_texte("Ce qu’il faut savoir pour répondre", 5000, 5, aide="Facultatif.")
    sujet = ask_filtre("Sujet", ())
    source = ChampAdresse("Une page qui le montre", empty_value="")
    plume = ask_choix("Vous écrivez pour", manque="Dites pour qui vous écrivez.")
    nomme = forms.BooleanField(
        label="Montrer mon nom et celui de ma structure",
        required=False,
        help_text="Sinon, seuls votre type de structure et son lieu. Vous pourrez changer d’avis.",
    )

    def __init__(
        self, *args: Any, champs: str, plumes: Sequence[echanges.Plume] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plumes = {plume.nom: plume for plume in plumes}
        for nom in self.fields.keys() - {"version", *champs.split()}:
            del self.fields[nom]
        if "sujet" in self.fields:
            sujets = echanges.list_sujets_poses(timezone.localdate())
            offer_choix(self, "sujet", [("", "Un autre sujet"), *sujets])
        if "plume" in self.fields:
            offer_choix(self, "plume", [(nom, nom) for nom in self.plumes])
            self.initial["plume"] = next(iter(self.plumes), "")

    def read_signes(self) -> tuple[echanges.Plume, dict[str, Any]]:
        lus = self.read()
        return self.plumes[lus.pop("plume")], lus


class FormReponseEchange(FormEchangePublic):
    texte = ask_texte("Votre réponse", 5000, 5, "Écrivez votre réponse.", _SANS_NOM)


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


def _name_sujets() -> dict[str, str]:
    return {c: nom for _, lus in echanges.list_sujets_poses(timezone.localdate()) for c, nom in lus}


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
    lues = _lues(request).filter(groupe=None)
    poses = {*lues.order_by().values_list("sujet", flat=True).distinct()}
    poses.add(request.GET.get("sujet", ""))
    noms = {code: nom for code, nom in _name_sujets().items() if code in poses}
    form = FormFiltreEchanges(request.GET)
    offer_choix(form, "sujet", [("", "Tous les sujets"), *noms.items()])
    sujet = form.cleaned_data.get("sujet", "") if form.is_valid() else ""
    seules = request.GET.get("tri") == "sans-reponse"
    questions = lues.filter(**{"sujet": sujet} if sujet else {})
    questions = echanges.filter_sans_reponse(questions) if seules else questions
    page = Paginator(questions, PAR_PAGE).get_page(request.GET.get("page"))
    dites = Count("reponses", Q(reponses__retire_le=None, reponses__cache_le=None))
    lues = EchangePublic.objects.filter(pk__in=[question.pk for question in page]).order_by()
    comptes = dict(lues.annotate(dites=dites).values_list("pk", "dites"))
    return {
        "fil": fil_echanges(),
        "form": form,
        "page": page,
        "lignes": [(une, noms.get(une.sujet, ""), comptes[une.pk]) for une in page],
        "tris": [
            ("Récentes", f"?sujet={sujet}", not seules),
            ("Sans réponse", f"?tri=sans-reponse&sujet={sujet}", seules),
        ],
        "filtree": bool(sujet or seules),
    }


@ouverte_a_tous
@shows("entourage/echanges/question.html", envoi=True)
def question_echange(request: HttpRequest, pk: int) -> Rendu:
    """Show a question and what is answered, and take an answer."""
    question = get_object_or_404(_lues(request), pk=pk)
    moi, modere, plumes = request.user.pk, _modere(request), _list_plumes(request)
    ouverte = bool(plumes) and question.retire_le is None and question.cache_le is None
    form = FormReponseEchange(read_envoi(request), champs=_REPONSE + _SIGNES, plumes=plumes)
    if form.is_bound and not ouverte:
        return _refuse(request, question)
    valide = form.is_valid()
    if valide and (reponse := _write(request, form, question=question)):
        messages.success(request, "Votre réponse est en ligne.")
        return redirect(reponse)
    lues = echanges.list_reponses_lues(question, request.user, moderatrice=modere)
    reponses = [(lue, bool(moi) and lue.auteur_id == moi) for lue in lues]
    contexte = {
        "fil": fil_echanges((str(question), None)),
        "question": question,
        "sienne": bool(moi) and question.auteur_id == moi,
        "sujet": _name_sujets().get(question.sujet, ""),
        "reponses": sorted(reponses, key=lambda une: une[0].retenue_le is None),
        "form": form if ouverte else None,
        "suit": bool(moi) and question.suivis.filter(personne=moi).exists(),
        "modere": modere,
        "redige": peut(request, Operation.REDIGER_TEXTE) and question.publique_le,
        "pair": echanges.PAIR,
    }
    statut = TROP_DE_DEMANDES if valide else HTTPStatus.OK
    return render(request, "entourage/echanges/question.html", contexte, status=statut)


def _refuse(request: HttpRequest, echange: EchangePublic) -> HttpResponse:
    messages.error(request, "Vous ne pouvez pas faire cela ici\u00a0: rien n’est changé.")
    return redirect(echange.racine)


def _write(request: HttpRequest, form: FormEchangePublic, **ou: Any) -> EchangePublic | None:
    """Keep what was written; None when its author wrote too much, which the form then says."""
    try:
        return echanges.write_echange(auteur_of(request), *form.read_signes(), **ou)
    except TropDeDemandes as trop:
        form.add_error(None, _TROP.format(trop.minutes))
        return None


# --- Asked: from a page of a space, or here; what may answer comes first ---


@exige_espace(Operation.VOIR_ESPACE)
@shows("entourage/echanges/poser.html")
def depuis_espace(request: HttpRequest, espace: Espace) -> Rendu:
    """Carry the name of a subject out of a space, and nothing else; that of an actor stays."""
    signe = unsign_sujet(espace, request.GET.get("sujet", ""))
    if signe is None:
        return redirect("echanges:poser")
    genre, _, code = signe.objet.partition(":")
    dits = {"titre": signe.titre} if genre in {"chiffres", "plan", "politiques"} else {}
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
    siren, envoi = request.POST.get("a") or request.GET.get("a", ""), request.POST
    visees = echanges.list_joignables().filter(espace__organisation__siren=siren)
    visee = get_object_or_404(visees[:1]).espace.organisation if siren else None
    groupe = find_groupe_ecrit(request, request.GET["groupe"]) if "groupe" in request.GET else None
    initial = {nom: request.GET.get(nom, "")[:150] for nom in ("titre", "sujet")}
    plumes = _list_plumes(request)
    form = FormEchangePublic(
        read_envoi(request), champs=_QUESTION + _SIGNES, plumes=plumes, initial=initial
    )
    if groupe:
        form.fields["titre"].help_text = "Sans nom de personne ni de fournisseur."
    fil = fil_echanges(("Poser une question", None))
    contexte = {"fil": fil, "form": form, "visee": visee, "groupe": groupe}
    if not (envoi and plumes) or not form.is_valid() or "corriger" in envoi:
        return contexte
    plume, dits = form.read_signes()
    proches = (dits["titre"], dits["sujet"], timezone.localdate())
    voisines = [] if visee else echanges.list_deja_dites(*proches)
    if envoi.get("repond", "") in {adresse for _, adresse, _ in voisines}:
        messages.success(request, "Tant mieux. Votre question n’est pas publiée.")
        return redirect(envoi["repond"])
    if "publier" not in envoi:
        return contexte | {"relue": dits, "plume": plume, "voisines": voisines}
    with transaction.atomic():
        question = _write(request, form, adressee_a=visee, groupe=groupe)
        if groupe and question:
            tell_membres(groupe, "questions", question.pk, request.user)
    if question is None:
        gabarit = "entourage/echanges/poser.html"
        return render(request, gabarit, contexte, status=TROP_DE_DEMANDES)
    messages.success(request, "Votre question est partie. Les réponses vous seront envoyées.")
    return redirect(question)


# --- One's own words, and small gestures ---


def _find_echange(request: HttpRequest, pk: int) -> EchangePublic:
    """Return a question or an answer that somebody reads; 404 for the rest."""
    echange = get_object_or_404(EchangePublic.objects.select_related("question", "auteur"), pk=pk)
    question = get_object_or_404(_lues(request), pk=echange.racine.pk)
    if question == echange:
        return question
    lus = echanges.list_reponses_lues(question, request.user, moderatrice=_modere(request))
    return get_object_or_404(lus, pk=pk)


@de_la_personne
@shows("entourage/echanges/modifier.html", envoi=True)
def modifier_echange(request: RequeteConnectee, pk: int) -> Rendu:
    echange = _find_echange(request, pk)
    if echange.auteur_id != request.user.pk or echange.cache_le:
        return _refuse(request, echange)
    champs = _REPONSE if echange.question else _QUESTION
    forme = FormReponseEchange if echange.question else FormEchangePublic
    envoi, dits = read_envoi(request), {nom: getattr(echange, nom) for nom in champs.split()}
    maintenant = {"modifie_le": timezone.now()}
    form = save_form(
        lambda: forme(envoi, champs=champs, initial=dits, version=echange.version),
        lambda form: echanges.change_echange(
            echange, form.cleaned_data["version"], request.user, **form.read(), **maintenant
        ),
    )
    if form is None:
        messages.success(request, "C’est modifié.")
        return redirect(echange)
    return {"fil": fil_echanges(("Modifier", None)), "form": form, "echange": echange}


@de_la_personne
@require_POST
def agir_echange(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Do one of the small gestures: each says who may, and what it writes."""
    echange, geste, maintenant = (
        _find_echange(request, pk),
        request.POST.get("geste"),
        timezone.now(),
    )
    question, moi = echange.racine, request.user
    sien, sienne = echange.auteur_id == moi.pk, question.auteur_id == moi.pk
    equipe = _modere(request)
    champs: dict[str, tuple[bool, dict[str, Any]]] = {
        "retirer": (sien, {"retire_le": maintenant}),
        "retablir": (sien, {"retire_le": None}),
        "nommer": (sien, {"nomme_le": maintenant}),
        "taire": (sien, {"nomme_le": None}),
        "publier": (
            sien and echange == question and not echange.groupe_id,
            {"publique_le": maintenant},
        ),
        "retenir": (sienne and echange != question, {"retenue_le": maintenant}),
        "ne-plus-retenir": (sienne, {"retenue_le": None}),
        "vue": (equipe, {"vue_le": maintenant}),
        "suivre": (True, {}),
        "ne-plus-suivre": (True, {}),
    }
    permis, dits = champs.get(geste or "", (False, {}))
    if not permis:
        return _refuse(request, echange)
    if geste == "suivre":
        question.suivis.get_or_create(personne=moi)
    elif geste == "ne-plus-suivre":
        question.suivis.filter(personne=moi).delete()
    else:
        if geste == "retenir":
            question.reponses.update(retenue_le=None)
        echanges.change_echange(echange, echange.version, moi, **dits)
    messages.success(request, "C’est fait.")
    return redirect("echanges:moderation") if geste == "vue" else redirect(question)


# --- Reported by anybody, decided by the team ---


@ouverte_a_tous
@shows("entourage/echanges/signaler.html", envoi=True)
def signaler_echange(request: HttpRequest, pk: int) -> Rendu:
    echange = _find_echange(request, pk)
    form = FormMotif(read_envoi(request))
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["site"]:  # a trap that machines fill: keep nothing then
            qui, heure = read_adresse(request), echanges.JOUR / 24
            check_limite("echanges.signalement", qui, SIGNALEMENTS_PAR_HEURE, heure)
            echanges.report_echange(echange, form.cleaned_data["message"])
        messages.success(request, "Merci. L’équipe du programme va lire.")
        return redirect(echange.racine)
    return {"fil": fil_echanges(("Signaler", None)), "form": form, "echange": echange}


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


@exige(Operation.MODERER_ECHANGES)
@shows("entourage/echanges/moderer.html", envoi=True)
def moderer_echange(request: RequeteConnectee, pk: int) -> Rendu:
    echange = _find_echange(request, pk)
    laisse = "laisser" in request.POST
    form = FormMotif(None if laisse else read_envoi(request))
    if laisse or form.is_valid():
        motif = "" if laisse else form.cleaned_data["message"]
        echanges.moderate(echange, request.user, motif, cache=not laisse)
        messages.success(request, "Lisible par tous." if laisse else "Masqué.")
        return redirect("echanges:moderation")
    return {
        "fil": [("Échanges à modérer", reverse("echanges:moderation")), ("Décider", None)],
        "form": form,
        "echange": echange,
        "signales": echange.signalements.attendent(),
    }


@exige(Operation.REDIGER_TEXTE)
@require_POST
def rediger_faq(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Begin an answer of the FAQ from a question that everybody reads."""
    question = get_object_or_404(echanges.list_questions(), LISIBLE, pk=pk)
    texte = echanges.draft_faq(question, request.user, timezone.now())
    messages.success(request, "Le brouillon reprend la réponse retenue. Complétez-le.")
    return redirect("editorial:modifier", texte.genre, texte.code)

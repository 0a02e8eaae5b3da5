"""What readers ask and whether answers helped; the team answers each question once."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.regles.droits import Operation
from spaser.regles.editorial import EtatTexte, ReponseFaq, draft_reponse
from spaser.site.comptes.models import Utilisateur, fold_courriel
from spaser.site.comptes.sessions import RequeteConnectee, read_adresse
from spaser.site.editorial import services
from spaser.site.editorial.models import Texte
from spaser.site.organisations.acces import exige, list_moderateurs, ouverte_a_tous
from spaser.site.portail import faq
from spaser.site.portail.models import Avis, QuestionRecue
from spaser.site.socle import requetes
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.formulaires import (
    FormPiegee,
    ask_choix,
    ask_courriel,
    ask_texte,
    tell_inconnue,
)
from spaser.site.socle.journal import record
from spaser.site.socle.models import EtatRequete, Sujet, tell_traitee
from spaser.site.socle.vues import Rendu, shows

# --- Keeps what readers ask and whether answers helped; the team answers each question once ---


GARDE_ADRESSES: Final = timedelta(days=730)
_REPONDUE: Final = "La foire aux questions y répond maintenant."


@transaction.atomic
def send_question(message: str, adresse: str, maintenant: datetime) -> QuestionRecue:
    """Keep a question; the team is told of the first one of each day, and finds the others."""
    jour = timezone.localtime(maintenant).replace(hour=0, minute=0, second=0, microsecond=0)
    premiere = not QuestionRecue.objects.filter(creee_le__gte=jour).exists()
    question = QuestionRecue.objects.create(
        message=message, courriel=fold_courriel(adresse), creee_le=maintenant
    )
    record("faq.question", objet=question)
    for personne in list_moderateurs(Operation.RELIRE_TEXTE) if premiere else ():
        tell_equipe(personne, question)
    return question


@transaction.atomic
def answer_question(
    question: QuestionRecue, reponse: str, devenue: str, auteur: Utilisateur, maintenant: datetime
) -> bool:
    """Answer once; False when somebody else of the team has already closed it."""
    if not _close(question, EtatRequete.ACCEPTEE, reponse, devenue, auteur, maintenant):
        return False
    if question.courriel:
        tell_reponse(question.courriel, question)
    return True


@transaction.atomic
def close_question(question: QuestionRecue, auteur: Utilisateur, maintenant: datetime) -> bool:
    """Close without an answer: it is not for the programme, or says nothing."""
    return _close(question, EtatRequete.REFUSEE, "", "", auteur, maintenant)


def _close(
    question: QuestionRecue,
    etat: EtatRequete,
    reponse: str,
    devenue: str,
    auteur: Utilisateur,
    maintenant: datetime,
) -> bool:
    if not question.answer(etat, auteur, maintenant, reponse=reponse, devenue=devenue):
        return False
    record("faq.reponse", auteur=auteur, objet=question)
    return True


@transaction.atomic
def start_reponse(
    question: QuestionRecue, code: str, auteur: Utilisateur, maintenant: datetime
) -> Texte:
    jour = timezone.localdate(maintenant)
    connue = faq.find_reponse(code, jour) if code else None
    contenu = connue or draft_reponse(question.message, services.list_pris(faq.FAQ, jour))
    texte = services.find_ouvert(faq.FAQ, contenu.code)
    if texte is None:
        motif = f"Question reçue le {timezone.localdate(question.creee_le):%d/%m/%Y}."
        texte = services.start_texte(
            services.TexteSaisi(faq.FAQ, contenu, jour, motif), auteur, maintenant
        )
    QuestionRecue.objects.filter(pk=question.pk).update(texte=texte)
    return texte


def close_repondues(maintenant: datetime) -> None:
    """Answer the questions whose text is shown from now on, and tell who left an address."""
    jour = timezone.localdate(maintenant)
    for question in QuestionRecue.objects.attendent().exclude(texte=None).select_related("texte"):
        montres = faq.list_reponses_attendues(question).filter(
            etat=EtatTexte.APPROUVEE, effet_le__lte=jour
        )
        texte = montres.select_related("relu_par").first()
        if texte and texte.relu_par:
            answer_question(question, _REPONDUE, texte.code, texte.relu_par, maintenant)


def keep_avis(reponse: str, adresse: str, jour: date, *, utile: bool, raison: str = "") -> Avis:
    """Keep what somebody says of an answer; said again on the same day, it replaces.

    A reason that was given stays when « non » is said again without one.
    """
    avis, _ = Avis.objects.update_or_create(
        reponse=reponse,
        jour=jour,
        empreinte=_print(adresse, jour),
        defaults={"utile": utile} | ({"raison": raison} if raison or utile else {}),
    )
    return avis


def _print(adresse: str, jour: date) -> str:
    """Return a hash of an address for one day: from one day to the next, nothing links the two."""
    return salted_hmac(f"faq.avis.{jour}", adresse, algorithm="sha256").hexdigest()


def sweep_faq(maintenant: datetime) -> None:
    """Forget the hashes of past days and, long after, the addresses, answered or not."""
    jour = timezone.localdate(maintenant)
    Avis.objects.filter(jour__lt=jour, empreinte__isnull=False).update(empreinte=None)
    avant = maintenant - GARDE_ADRESSES
    vieilles = Q(traitee_le__lt=avant) | Q(traitee_le=None, creee_le__lt=avant)
    QuestionRecue.objects.filter(vieilles).exclude(courriel="").update(courriel="")


# What people are told of a question.


@courriel(make_avis("Question posée à l’équipe", sujet=Sujet.EQUIPE, arret=tell_traitee))
def tell_equipe(question: QuestionRecue) -> Contexte:
    return compose_avis(
        "Foire aux questions : une question est arrivée",
        [question.message, "Celles qui arrivent le même jour ne font pas d’autre message."],
        (reverse("faq:questions_recues"), "Ouvrir les questions reçues"),
    )


@courriel(make_avis("Réponse à une question"))
def tell_reponse(question: QuestionRecue) -> Contexte:
    page = reverse("faq:page")
    ancre = f"{page}#{question.devenue}" if question.devenue else page
    return compose_avis(
        "Votre question sur les SPASER",
        ["Vous nous avez demandé :", question.message, question.reponse],
        (ancre, "Lire la foire aux questions"),
    )


# --- What a reader asks, whether an answer helped her, and what the team answers ---


QUESTION_MAX: Final = 2000
RAISON_MAX: Final = 1000


class FormQuestionEquipe(FormPiegee):
    """A question to the team. `site` is a trap: people do not see it, machines fill it."""

    message = ask_texte(
        "Votre question",
        QUESTION_MAX,
        lignes=4,
        manque="Écrivez votre question, en une phrase ou deux.",
        aide="Dites ce que vous cherchez et pour quelle structure, sans nom de personne.",
    )
    courriel = ask_courriel("Seule l’équipe du programme la voit.")


class FormAvis(FormPiegee):
    """Whether an answer helped, and if not, why."""

    utile = ask_choix(
        "Cette réponse vous a-t-elle aidé ?",
        [("oui", "Oui"), ("non", "Non")],
        "Répondez par oui ou par non.",
        tell_inconnue("une réponse"),
        widget=forms.RadioSelect,
    )
    raison = ask_texte(
        "Ce qui manque, ou ce qui n’est pas clair",
        RAISON_MAX,
        lignes=3,
        aide="Facultatif. Sans nom de personne.",
    )


class FormTransformer(DsfrBaseForm):
    """The answer of the FAQ to write from a question: a new one, or one that is there."""

    depuis = ask_choix(
        "La réponse à écrire",
        hors=tell_inconnue("une réponse"),
        aide="La question lui sera liée, et close quand elle sera montrée.",
    )

    def __init__(self, *args: Any, reponses: Iterable[ReponseFaq], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["depuis"]
        champ.choices = _list_choix("Une nouvelle réponse", reponses)


def _list_choix(vide: str, reponses: Iterable[ReponseFaq]) -> list[tuple[str, str]]:
    return [("", vide), *((r.code, r.titre[:120]) for r in reponses)]


class FormReponseQuestion(DsfrBaseForm):
    """What the team answers to whoever left an address, and what the FAQ says of it from now on."""

    reponse = ask_texte(
        "Votre réponse",
        QUESTION_MAX,
        lignes=6,
        aide="Envoyée à la personne si elle a donné une adresse, et gardée ici.",
    )
    devenue = ask_choix(
        "La réponse de la FAQ qui en parle",
        hors=tell_inconnue("une réponse"),
        aide="Son adresse est ajoutée à votre réponse.",
    )

    def __init__(self, *args: Any, reponses: Iterable[ReponseFaq], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["devenue"]
        champ.choices = _list_choix("Aucune", reponses)

    def clean(self) -> dict[str, Any]:
        """Ask for words, or for the answer that holds them."""
        lues: dict[str, Any] = super().clean() or self.cleaned_data
        if not lues.get("reponse") and not lues.get("devenue"):
            self.add_error("reponse", "Écrivez une réponse, ou choisissez celle de la FAQ.")
        return lues


# --- What the team reads: the questions received, and what readers say of the answers ---


TITRE_EQUIPE: Final = "Questions reçues"
MONTREES: Final = 100


@exige(Operation.RELIRE_TEXTE)
@shows("faq/questions_recues.html")
def questions_recues(request: HttpRequest) -> Rendu:
    attendent = QuestionRecue.objects.attendent()
    return {
        "fil": [(TITRE_EQUIPE, None)],
        "titre": TITRE_EQUIPE,
        "nombre": attendent.count(),
        "attendent": attendent[:MONTREES],
        "closes": QuestionRecue.objects.closes()[:MONTREES],
        "avis": faq.list_avis_recus(timezone.localdate()),
    }


@exige(Operation.RELIRE_TEXTE)
@shows("faq/repondre.html", envoi=True)
def repondre_question(request: RequeteConnectee, pk: int) -> Rendu:
    question = get_object_or_404(QuestionRecue, pk=pk)
    maintenant = timezone.now()
    jour = timezone.localdate(maintenant)
    ferme = "fermer" in request.POST
    form = FormReponseQuestion(None if ferme else request.POST or None, reponses=faq.read_faq(jour))
    if request.method == "POST" and (ferme or form.is_valid()):
        if ferme:
            faite = close_question(question, request.user, maintenant)
        else:
            lu = form.cleaned_data
            faite = answer_question(
                question, lu["reponse"], lu["devenue"], request.user, maintenant
            )
        if faite:
            messages.success(request, "La question est close.")
        else:
            messages.error(request, "Une autre personne de l’équipe a déjà répondu.")
        return redirect("faq:questions_recues")
    return {
        "fil": [(TITRE_EQUIPE, reverse("faq:questions_recues")), (f"Question {question.pk}", None)],
        "question": question,
        "suite": faq.list_reponses_attendues(question).first(),
        "devenue": faq.find_reponse(question.devenue, jour) if question.devenue else None,
        "form": form,
        "transformer": FormTransformer(reponses=faq.read_faq(jour)),
    }


@exige(Operation.REDIGER_TEXTE)
@require_POST
def transformer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Write an answer of the FAQ from a question, in the editor of texts."""
    question = get_object_or_404(QuestionRecue, pk=pk, etat=EtatRequete.EN_ATTENTE)
    maintenant = timezone.now()
    form = FormTransformer(request.POST, reponses=faq.read_faq(timezone.localdate(maintenant)))
    if not form.is_valid():
        messages.error(request, str(form.errors["depuis"][0]))
        return redirect(question)
    try:
        texte = start_reponse(question, form.cleaned_data["depuis"], request.user, maintenant)
    except services.TexteRefuse as refus:
        messages.error(request, str(refus))
        return redirect(question)
    messages.success(request, "La question est liée à ce texte. Complétez-le, puis envoyez-le.")
    return redirect("editorial:modifier", texte.genre, texte.code)


# --- The FAQ: read, taken away, judged; and the question box ---


TITRE_PUBLIQUES: Final = "Foire aux questions"
HEURE: Final = timedelta(hours=1)
QUESTIONS_PAR_HEURE: Final = 10  # from one address: a whole office may share it
AVIS_PAR_HEURE: Final = 60


@ouverte_a_tous
@shows("faq/page.html")
def page_faq(request: HttpRequest) -> Rendu:
    parties = faq.read_parties(timezone.localdate())
    reponses = faq.list_reponses(parties)
    demandees = [lue for lue in parties if lue.partie.value == request.GET.get("partie")]
    return {
        "fil": [(TITRE_PUBLIQUES, None)],
        "parties": demandees or parties,
        "themes": [
            ("Toutes", reverse("faq:page"), not demandees),
            *(
                (lue.partie.libelle, f"?partie={lue.partie.value}", lue in demandees)
                for lue in parties
            ),
        ],
        "nombre": len(reponses),
        "mise_a_jour": services.find_mise_a_jour(reponses),
        "form": FormQuestionEquipe(),
    }


@ouverte_a_tous
@require_safe
def pdf_faq(request: HttpRequest) -> HttpResponse:
    requetes.check_fichiers(request, "faq.fichier")
    jour = timezone.localdate()
    return requetes.reply_fichier(faq.read_pdf(jour), f"faq-spaser-{jour}.pdf", "application/pdf")


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def donner_avis(request: HttpRequest, code: str) -> HttpResponse:
    """Keep whether an answer helped; of a « no », ask what is missing."""
    jour = timezone.localdate()
    reponse = faq.find_reponse(code, jour)
    if reponse is None:
        raise Http404
    form = FormAvis(request.POST or None, initial={"utile": request.GET.get("utile")})
    statut = 200
    if request.method == "POST" and form.is_valid():
        lu = form.cleaned_data
        utile = lu["utile"] == "oui"
        try:
            if not lu["site"]:  # a trap that machines fill: keep nothing then
                requetes.check_limite("faq.avis", read_adresse(request), AVIS_PAR_HEURE, HEURE)
                keep_avis(code, read_adresse(request), jour, utile=utile, raison=lu["raison"])
        except requetes.TropDeDemandes as trop:
            statut = _refuse(form, trop, "avis", AVIS_PAR_HEURE)
        else:
            if not utile and "rapide" in request.POST:
                return redirect(f"{reverse('faq:avis', args=[code])}?utile=non")
            messages.success(request, "Merci, votre avis est noté.")
            return redirect(f"{reverse('faq:page')}#{code}")
    contexte: dict[str, Any] = {
        "fil": [(TITRE_PUBLIQUES, reverse("faq:page")), ("Votre avis", None)],
        "reponse": reponse,
        "note": request.GET.get("utile") == "non",
        "form": form,
    }
    return render(request, "faq/avis.html", contexte, status=statut)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def poser_question(request: HttpRequest) -> HttpResponse:
    form = FormQuestionEquipe(
        request.POST or None, initial={"message": request.GET.get("q", "")[:QUESTION_MAX]}
    )
    statut = 200
    if request.method == "POST" and form.is_valid():
        lu = form.cleaned_data
        try:
            if not lu["site"]:  # a trap that machines fill: keep nothing then
                requetes.check_limite(
                    "faq.question", read_adresse(request), QUESTIONS_PAR_HEURE, HEURE
                )
                send_question(lu["message"], lu["courriel"], timezone.now())
        except requetes.TropDeDemandes as trop:
            statut = _refuse(form, trop, "questions", QUESTIONS_PAR_HEURE)
        else:
            messages.success(request, _thank(lu["courriel"]))
            return redirect("faq:page")
    contexte: dict[str, Any] = {
        "fil": [(TITRE_PUBLIQUES, reverse("faq:page")), ("Posez votre question", None)],
        "form": form,
    }
    return render(request, "faq/demander.html", contexte, status=statut)


def _thank(adresse: str) -> str:
    if adresse:
        return "Merci. L’équipe du programme a votre question et vous répondra à cette adresse."
    return (
        "Merci. L’équipe du programme a votre question. Sans adresse, elle ne pourra pas vous "
        "écrire : sa réponse paraîtra ici si elle sert à d’autres."
    )


def _refuse(form: BaseForm, trop: requetes.TropDeDemandes, quoi: str, nombre: int) -> int:
    form.add_error(
        None,
        f"Votre réseau a déjà envoyé {nombre} {quoi} en une heure, et ceux-ci sont gardés. "
        f"Celui-ci n’est pas parti : votre texte est toujours là, renvoyez-le dans {trop.minutes}.",
    )
    return requetes.TROP_DE_DEMANDES

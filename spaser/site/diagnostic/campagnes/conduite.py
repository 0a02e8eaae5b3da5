"""Campaigns of self-diagnosis: those of a space, one of them, what its conductors do."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.autodiagnostic import tell_score
from spaser.regles import autodiagnostic
from spaser.regles.conclusions import conclude
from spaser.regles.droits import Operation
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.diagnostic import models
from spaser.site.diagnostic.campagnes import services
from spaser.site.organisations.acces import de_la_personne
from spaser.site.organisations.espaces import Pas, exige_espace, fil_outil, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.socle.courriels.envoi import absolute_url
from spaser.site.socle.formulaires import ask_choix, ask_ligne, ask_texte, refuse_lien
from spaser.site.socle.versions import FormVersionne
from spaser.site.socle.vues import Rendu, shows

# --- What the pages of a campaign share ---


type Vue = Callable[..., HttpResponse]


def fil_diagnostic(
    request: HttpRequest, espace: Espace, campagne: models.Campagne | None = None, *suite: Pas
) -> list[Pas]:
    if campagne:
        suite = ((campagne.titre, campagne.get_absolute_url() if suite else None), *suite)
    return fil_outil("Autodiagnostic", "diagnostic:campagnes", request, espace, *suite)


def refuse_figee(vue: Vue) -> Vue:
    """Send back to the campaign what comes after its result was frozen."""

    @wraps(vue)
    def wrapped(request: HttpRequest, espace: Espace, pk: int, **kwargs: Any) -> HttpResponse:
        try:
            return vue(request, espace=espace, pk=pk, **kwargs)
        except services.CampagneFigee:
            messages.error(
                request,
                "Le résultat de cette campagne est figé : rien n’y change plus. "
                "Ouvrez une nouvelle campagne pour répondre à nouveau.",
            )
            return redirect("diagnostic:campagne", espace.siren, pk)

    return wrapped


# --- What a campaign asks for: its name and day, whom to invite, what paper says, what is settled
# ---


_NOMS: Final = (
    ("non", "Sans nom, dès que trois personnes ont répondu"),
    ("oui", "Avec le nom de chacun : ce qui convient aussi si vous répondez seul"),
)


class FormCampagne(DsfrBaseForm):
    titre = ask_ligne(
        "Titre",
        120,
        "Donnez un titre : vos collègues le liront.",
        aide="Par exemple « Point de départ du schéma ».",
    )
    jour = forms.DateField(
        label="Date",
        help_text="Le jour que la comparaison retiendra.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Donnez une date.",
            "invalid": "Écrivez la date sous la forme 24/11/2026.",
        },
    )
    nominative = ask_choix(
        "Comment montrer les réponses ?",
        _NOMS,
        "Choisissez comment montrer les réponses.",
        {"invalid_choice": "Choisissez une des deux réponses."},
        aide="Chacun le lit avant de répondre. Ce choix ne change plus ensuite.",
        widget=forms.RadioSelect,
    )

    @property
    def est_nominative(self) -> bool:
        return bool(self.cleaned_data["nominative"] == "oui")


class FormInvites(DsfrBaseForm):
    nom = ask_ligne(
        "Pour qui ?",
        models.NOM_MAX,
        "Dites pour qui est ce lien : vous le reconnaîtrez dans la liste.",
        aide="Une fonction suffit : « Direction des finances », « Réseau d’insertion ».",
        validators=[refuse_lien],
    )


class FormPapier(DsfrBaseForm):
    nom = ask_ligne(
        "Quel atelier, quel groupe ?",
        models.NOM_MAX,
        "Dites de quel atelier ou de quel groupe viennent ces réponses.",
        aide="Par exemple « Atelier du 12 mars, groupe 2 ».",
    )

    def __init__(
        self, *args: Any, questionnaire: autodiagnostic.Questionnaire, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._questionnaire = questionnaire

    def read_reponses(self) -> dict[str, int]:
        """Return the levels typed; what is neither a level nor empty counts as no answer."""
        lus = read_choisies(self.data, self._questionnaire.questions)
        return {code: niveau for code, niveau in lus.items() if niveau is not None}

    def clean(self) -> dict[str, Any]:
        """Ask for one level at least: an empty sheet is a mistake."""
        if not self.read_reponses():
            raise forms.ValidationError(
                "Aucun niveau n’est coché : choisissez-en un pour une question au moins."
            )
        super().clean()
        return self.cleaned_data


class FormNiveauRetenu(FormVersionne, DsfrBaseForm):
    niveau = forms.TypedChoiceField(
        label="Niveau retenu",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez un niveau.",
            "invalid_choice": "Choisissez un niveau de 0 à 4.",
        },
    )
    raison = ask_texte(
        "Pourquoi ce niveau ?",
        500,
        lignes=3,
        manque="Dites pourquoi en une phrase.",
        aide="Une phrase, pour s’en souvenir à la prochaine campagne.",
    )

    def __init__(
        self,
        *args: Any,
        question: autodiagnostic.QuestionDiagnostic,
        actuel: models.Accord | None,
        **kwargs: Any,
    ) -> None:
        initial = {"niveau": actuel.niveau, "raison": actuel.raison} if actuel else {}
        version = actuel.version if actuel else 0
        super().__init__(*args, initial=initial, version=version, **kwargs)
        self._question, self.actuel = question, actuel
        cast("forms.TypedChoiceField", self.fields["niveau"]).choices = [
            (niveau, f"{niveau} – {question.niveaux[niveau]}")
            for niveau in range(autodiagnostic.NIVEAU_MAX + 1)
        ]

    def read(self) -> services.Reglement:
        donnees = self.cleaned_data
        return services.Reglement(
            self._question.code, donnees["niveau"], donnees["raison"], donnees["version"]
        )


def read_choisies(
    envoyees: Mapping[str, str], questions: tuple[autodiagnostic.QuestionDiagnostic, ...]
) -> dict[str, int | None]:
    """Return the levels sent, and None where an answer is taken back; nothing for the rest."""
    choisies: dict[str, int | None] = {}
    for question in questions:
        texte = envoyees.get(question.code, "")
        niveau = autodiagnostic.read_niveau(texte)
        if niveau is not None or texte == autodiagnostic.SANS_REPONSE:
            choisies[question.code] = niveau
    return choisies


# --- The campaigns of a space, one of them, and what its conductors do with it ---


@exige_espace(Operation.VOIR_ESPACE)
@shows("diagnostic/campagnes/campagnes.html")
def campagnes(request: HttpRequest, espace: Espace) -> Rendu:
    toutes = list(services.list_campagnes(espace))
    return {
        "fil": fil_diagnostic(request, espace),
        "campagnes": [(campagne, _read_score(campagne)) for campagne in toutes],
        "figees": sum(campagne.est_figee for campagne in toutes),
        "conduire": peut_dans(request, espace, Operation.CONDUIRE_DIAGNOSTIC),
    }


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@shows("diagnostic/campagnes/ouvrir.html", envoi=True)
def ouvrir_campagne(request: HttpRequest, espace: Espace) -> Rendu:
    envoye = request.POST if request.method == "POST" else None
    form = FormCampagne(envoye, initial={"jour": timezone.localdate()})
    if form.is_valid():
        campagne = services.open_campagne(
            espace,
            form.cleaned_data["titre"],
            form.cleaned_data["jour"],
            nominative=form.est_nominative,
            auteur=auteur_of(request),
        )
        messages.success(request, "La campagne est ouverte. Répondez, et invitez vos collègues.")
        return redirect(campagne)
    return {
        "fil": fil_diagnostic(request, espace, None, ("Ouvrir une campagne", None)),
        "form": form,
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def campagne(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    return _show(request, espace, services.get_campagne(espace, pk), FormInvites())


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_POST
@refuse_figee
def inviter_repondant(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Make a link for somebody, shown once."""
    trouvee = services.get_campagne(espace, pk)
    form = FormInvites(request.POST)
    if not form.is_valid():
        return _show(request, espace, trouvee, form)
    participation, secret = services.invite_repondant(
        trouvee, form.cleaned_data["nom"], request.user
    )
    return _show_lien(request, espace, participation, secret)


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_POST
@refuse_figee
def renouveler_lien(
    request: RequeteConnectee, espace: Espace, pk: int, numero: int
) -> HttpResponse:
    """Make a new link for somebody who lost hers."""
    attendue = _get_attendue(services.get_campagne(espace, pk), numero)
    return _show_lien(request, espace, attendue, services.renew_lien(attendue, request.user))


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_POST
@refuse_figee
def retirer_lien(request: RequeteConnectee, espace: Espace, pk: int, numero: int) -> HttpResponse:
    services.withdraw_lien(_get_attendue(services.get_campagne(espace, pk), numero), request.user)
    messages.success(request, "Le lien est retiré : il n’ouvre plus rien.")
    return redirect("diagnostic:campagne", espace.siren, pk)


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_POST
def effacer_nom(request: RequeteConnectee, espace: Espace, pk: int, numero: int) -> HttpResponse:
    sans_compte = services.get_campagne(espace, pk).participations.exclude(mode=models.Mode.COMPTE)
    services.unname(get_object_or_404(sans_compte, pk=numero), request.user)
    messages.success(request, "Le nom est effacé. Les réponses restent, sans lui.")
    return redirect("diagnostic:campagne", espace.siren, pk)


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@refuse_figee
@shows("diagnostic/campagnes/saisir.html", envoi=True)
def saisir_papier(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    """Type in a sheet of paper: a row a question, a key a level."""
    trouvee = services.get_campagne(espace, pk)
    envoye = request.POST if request.method == "POST" else None
    form = FormPapier(envoye, questionnaire=trouvee.questionnaire)
    if form.is_valid():
        papier = services.type_papier(
            trouvee, form.cleaned_data["nom"], form.read_reponses(), auteur_of(request)
        )
        messages.success(request, f"« {papier.nom} » : {len(papier.reponses)} réponses saisies.")
        return redirect("diagnostic:saisir_papier", espace.siren, pk)
    choisis = form.read_reponses() if envoye else {}
    return {
        "fil": fil_diagnostic(request, espace, trouvee, ("Saisie du papier", None)),
        "campagne": trouvee,
        "form": form,
        "rubriques": [
            (rubrique, [(q, choisis.get(q.code)) for q in rubrique.questions])
            for rubrique in trouvee.questionnaire.rubriques
        ],
    }


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@refuse_figee
@shows("diagnostic/campagnes/figer.html", envoi=True)
def figer(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    trouvee = services.get_campagne(espace, pk)
    etat = services.read_etat_campagne(trouvee)
    if request.method == "POST" and etat.peut_figer:
        services.freeze(espace, trouvee, auteur_of(request))
        messages.success(
            request, "Le résultat est figé. Ce qu’il propose vous attend dans « Propositions »."
        )
        return redirect("diagnostic:resultat_campagne", espace.siren, pk)
    if not etat.peut_figer:
        attendu = "une réponse envoyée" if etat.est_montrable else "trois réponses envoyées"
        messages.error(
            request, f"Rien n’est encore à figer : il faut au moins {attendu}, ou un accord."
        )
        return redirect("diagnostic:campagne", espace.siren, pk)
    return {
        "fil": fil_diagnostic(request, espace, trouvee, ("Figer le résultat", None)),
        "campagne": trouvee,
        "etat": etat,
        "attendues": trouvee.participations.filter(envoyee_le__isnull=True).count(),
    }


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_POST
@refuse_figee
def supprimer_campagne(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Delete a campaign that nobody has answered."""
    trouvee = services.get_campagne(espace, pk)
    if services.drop(trouvee, request.user):
        messages.success(request, f"La campagne « {trouvee.titre} » est supprimée.")
        return redirect("diagnostic:campagnes", espace.siren)
    messages.error(request, "Cette campagne a reçu des réponses ou un accord : elle reste.")
    return redirect("diagnostic:campagne", espace.siren, pk)


def _show(
    request: HttpRequest, espace: Espace, trouvee: models.Campagne, form: FormInvites
) -> HttpResponse:
    toutes = services.list_participations(trouvee)
    mienne = next(
        (p for p in toutes if p.mode == models.Mode.COMPTE and p.utilisateur_id == request.user.pk),
        None,
    )
    contexte = {
        "fil": fil_diagnostic(request, espace, trouvee),
        "espace": espace,
        "campagne": trouvee,
        "form": form,
        "total": len(trouvee.questionnaire.questions),
        "participations": toutes,
        "envoyees": sum(p.envoyee_le is not None for p in toutes),
        "mienne": mienne,
        "actuelle": autodiagnostic.load_questionnaire().version,
        "conduire": peut_dans(request, espace, Operation.CONDUIRE_DIAGNOSTIC),
        "repondre": peut_dans(request, espace, Operation.REPONDRE_DIAGNOSTIC),
    }
    return render(request, "diagnostic/campagnes/campagne.html", contexte)


def _show_lien(
    request: HttpRequest, espace: Espace, participation: models.Participation, secret: str
) -> HttpResponse:
    chemin = reverse("diagnostic:repondre_lien", args=[secret])
    contexte = {
        "fil": fil_diagnostic(request, espace, participation.campagne, ("Lien", None)),
        "espace": espace,
        "campagne": participation.campagne,
        "participation": participation,
        "adresse": absolute_url(chemin),
        "jusqu_au": timezone.localdate() + services.DUREE_LIEN,
    }
    reponse = render(request, "diagnostic/campagnes/lien.html", contexte)
    reponse["Cache-Control"] = "no-store"
    return reponse


def _get_attendue(trouvee: models.Campagne, numero: int) -> models.Participation:
    attendue = trouvee.participations.filter(
        pk=numero, mode=models.Mode.LIEN, envoyee_le__isnull=True
    ).first()
    if attendue is None:
        raise Http404
    attendue.campagne = trouvee
    return attendue


def _read_score(trouvee: models.Campagne) -> str:
    if not trouvee.est_figee:
        return ""
    return tell_score(conclude(trouvee.questionnaire, trouvee.retenus).score.valeur)


# --- Answers given without an account join a space: by a click on their result, or by their code
# ---


class FormCode(DsfrBaseForm):
    code = forms.CharField(
        label="Code des réponses",
        max_length=100,
        error_messages={
            "required": "Recopiez le code : il est sous le résultat, et dans son adresse.",
            "max_length": "Ce code est trop long : recopiez-le depuis le résultat.",
        },
    )

    def clean_code(self) -> tuple[autodiagnostic.Questionnaire, dict[str, int]]:
        """Read the answers; a code that answers nothing is refused."""
        try:
            questionnaire, reponses = autodiagnostic.read_code(
                self.cleaned_data["code"], autodiagnostic.load_questionnaires()
            )
        except autodiagnostic.ErreurCode as faute:
            raise forms.ValidationError(str(faute)) from None
        if not reponses:
            raise forms.ValidationError("Ce code ne porte aucune réponse : répondez d’abord.")
        return questionnaire, reponses


@de_la_personne
@shows("diagnostic/campagnes/garder.html")
def garder_code(request: RequeteConnectee) -> Rendu:
    return {
        "fil": [("Autodiagnostic", None)],
        "code": request.GET.get("code", ""),
        "accueillants": services.list_accueillants(request),
    }


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@shows("diagnostic/campagnes/reprendre.html", envoi=True)
def reprendre_code(request: HttpRequest, espace: Espace) -> Rendu:
    """Open a campaign with the answers of a code, as those of who brings them."""
    form = FormCode(request.POST if request.method == "POST" else None)
    if form.is_valid():
        questionnaire, reponses = form.cleaned_data["code"]
        campagne = services.keep_code(espace, questionnaire, reponses, auteur_of(request))
        messages.success(
            request,
            f"{len(reponses)} réponses sur {len(questionnaire.questions)} sont gardées à votre "
            "nom. Invitez vos collègues, ou figez le résultat.",
        )
        return redirect(campagne)
    return {
        "fil": fil_diagnostic(request, espace, None, ("Reprendre un code", None)),
        "form": form,
        "actuelle": autodiagnostic.load_questionnaire().version,
    }

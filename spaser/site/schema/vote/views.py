"""« Le vote »: what goes to the assembly, the file of its sitting, what it decided."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from django import forms
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.schema.deliberation import find_regles_schema
from spaser.regles import etats_schema
from spaser.regles.droits import Operation
from spaser.regles.seance import (
    CorpsDecideur,
    compute_limite,
    guess_corps,
    warn_seance,
)
from spaser.site.comptes.sessions import auteur_of
from spaser.site.espace.editions import find_octets
from spaser.site.organisations.espaces import Pas, exige_espace, peut_dans
from spaser.site.organisations.identite import describe_espace, find_instance
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.services import list_editions_depuis
from spaser.site.schema.models import EditionSchema
from spaser.site.schema.publication.parutions import find_schema_adopte
from spaser.site.schema.redaction.views import fil_schema
from spaser.site.schema.vote import fichiers, services
from spaser.site.socle.formulaires import ask_jour, ask_ligne, ask_texte
from spaser.site.socle.requetes import reply_fichier
from spaser.site.socle.versions import FormVersionne, read_envoi, show_demande, try_geste
from spaser.site.socle.vues import Rendu, shows

TITRE: Final = "Le vote"
_DEJA: Final = "Quelqu’un vient de le faire : voici où en est le texte."
_VOIX_MAX: Final = 32_000


class FormEnvoi(DsfrBaseForm):
    """What is asked before a text is frozen: its length, and the sitting when it is known."""

    longueur = forms.ChoiceField(
        label="Longueur du texte",
        choices=[(valeur.value, valeur.libelle) for valeur in etats_schema.Longueur],
        widget=forms.RadioSelect,
    )
    assemblee = ask_ligne(
        "Qui décide",
        120,
        "Nommez l’assemblée ou la personne qui décide.",
        aide="Par exemple « conseil municipal ».",
    )
    corps = forms.ChoiceField(
        label="Règles de séance à suivre",
        choices=[(corps.value, corps.libelle) for corps in CorpsDecideur],
        help_text="Elles donnent le délai de convocation et ce qui suit le vote.",
    )
    seance = ask_jour("Jour de la séance", aide="S’il est connu : les papiers le diront.")

    def clean_seance(self) -> Any:  # noqa: ANN401 - a day
        jour = self.cleaned_data["seance"]
        if jour and jour < timezone.localdate():
            raise forms.ValidationError(
                "Cette séance est passée. Donnez la prochaine ; si votre schéma est déjà voté, "
                "dites-le dans « J’ai déjà un SPASER »."
            )
        return jour


class FormRappel(FormVersionne, DsfrBaseForm):
    raison = ask_ligne(
        "Pourquoi revenir au travail ?",
        etats_schema.RAISON_MAX,
        "Dites pourquoi en une phrase : elle reste avec ce texte.",
    )


def _ask_voix(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=_VOIX_MAX)


class FormVote(FormVersionne, DsfrBaseForm):
    """What the assembly decided; an amendment a line, with who asked for it."""

    jour = ask_jour("Jour du vote", "Donnez le jour du vote.")
    numero = ask_ligne(
        "Numéro de la délibération",
        etats_schema.NUMERO_MAX,
        "Donnez le numéro de la délibération ou de la décision.",
    )
    pour = _ask_voix("Voix pour")
    contre = _ask_voix("Voix contre")
    abstentions = _ask_voix("Abstentions")
    amendements = ask_texte(
        "Amendements adoptés en séance",
        20_000,
        aide="Aucun, si le texte est adopté tel qu’envoyé. Sinon corrigez d’abord votre schéma et "
        "votre plan, puis écrivez un amendement par ligne : qui l’a proposé ; ce qu’il change.",
    )

    def __init__(self, *args: Any, edition: EditionSchema, **kwargs: Any) -> None:
        super().__init__(*args, version=edition.version, **kwargs)
        self.edition = edition
        if edition.est_adoptee:
            del self.fields["amendements"]

    def clean_amendements(self) -> list[tuple[str, str]]:
        lignes = [ligne.strip() for ligne in self.cleaned_data["amendements"].splitlines()]
        lus = [ligne.partition(";")[::2] for ligne in lignes if ligne]
        if len(lus) > etats_schema.AMENDEMENTS_MAX:
            raise forms.ValidationError(f"{etats_schema.AMENDEMENTS_MAX} amendements au plus.")
        for rang, (qui, texte) in enumerate(lus, start=1):
            if not qui.strip() or not texte.strip():
                raise forms.ValidationError(
                    f"Ligne {rang} : écrivez qui l’a proposé, un point-virgule, ce qu’il change."
                )
            if len(qui) > 200 or len(texte) > etats_schema.RAISON_MAX:  # noqa: PLR2004 - of the model
                raise forms.ValidationError(f"Ligne {rang} : trop longue, 500 signes au plus.")
        return [(qui.strip(), texte.strip()) for qui, texte in lus]

    def clean(self) -> dict[str, Any]:
        dits = super().clean() or self.cleaned_data
        if not {"jour", "numero", "pour", "contre", "abstentions"} <= dits.keys():
            return dits
        fautes = etats_schema.check_vote(
            self.read_vote(),
            aujourdhui=timezone.localdate(),
            arretee_le=timezone.localdate(self.edition.arretee.arretee_le),
            numeros=services.list_numeros(self.edition),
        )
        for champ, faute in fautes.items():
            self.add_error(champ, faute)
        return dits

    def read_vote(self) -> etats_schema.VoteDit:
        dits = self.cleaned_data
        return etats_schema.VoteDit(
            **{nom: dits[nom] for nom in ("jour", "numero", "pour", "contre", "abstentions")}
        )


def fil_vote(request: HttpRequest, espace: Espace, *suite: Pas) -> list[Pas]:
    racine = reverse("vote:vote", args=[espace.siren]) if suite else None
    return fil_schema(request, espace, (TITRE, racine), *suite)


@exige_espace(Operation.VOIR_ESPACE)
@shows("vote/vote.html")
def vote(request: HttpRequest, espace: Espace, pk: int | None = None) -> Rendu:
    """Show where the scheme stands: what would be voted, or the last text that was frozen."""
    editions = list(services.list_editions_schema(espace))
    edition = get_object_or_404(services.list_editions_schema(espace), pk=pk) if pk else None
    if edition is None and editions and not editions[0].retour:
        edition = editions[0]
    etat = services.read_etat_schema(espace, edition)
    remplace = etat is etats_schema.EtatSchema.REMPLACE
    return {
        "fil": fil_vote(request, espace, *(((str(edition), None),) if pk else ())),
        "titre": f"{TITRE}, {edition}" if pk else TITRE,
        "etats": [etat] if remplace else list(etats_schema.EtatSchema)[:-1],
        "etat": etat,
        "bilan": list_editions_depuis(espace, edition.votee_le if edition else None).first(),
        "adopte": find_schema_adopte(espace),
        "editions": editions,
        "edition": edition,
        "conduire": peut_dans(request, espace, Operation.CONDUIRE_VOTE),
        **(_show(edition) if edition else _foresee(espace)),
    }


def _foresee(espace: Espace) -> dict[str, Any]:
    """Return what would be frozen now, each thing that a reader would miss with its page."""
    _, refus, manques = services.read_a_voter(espace)
    pages = {
        "plan": reverse("plan:plan", args=[espace.siren]),
        "dates": f"{reverse('plan:structure', args=[espace.siren])}#dates",
        "cibles": reverse("cibles:cibles", args=[espace.siren]),
        **{
            code: reverse("redaction:rubrique", args=[espace.siren, code])
            for code in ("edito", "pistes")
        },
    }
    return {"refus": refus, "manques": [(texte, pages[ou]) for texte, ou in manques]}


def _show(edition: EditionSchema) -> dict[str, Any]:
    seance = fichiers.read_seance(edition)
    regles = find_regles_schema(edition.read_schema(), seance)
    groupes = fichiers.group_noms(edition)
    faits = dict(
        edition.arretee.fichiers.annotate(poids=Length("octets")).values_list("nom", "poids")
    )
    return {
        "pieces": [
            (role, [(nom.rpartition("."), faits[nom]) for nom in noms if nom in faits])
            for role, noms in groupes
            if faits.keys() & noms
        ],
        "prets": len(faits),
        "attendus": sum(len(noms) for _, noms in groupes),
        "limite": compute_limite(edition.seance, regles) if edition.seance else None,
        "remarques": warn_seance(seance, regles, timezone.localdate())
        if edition.est_a_voter
        else [],
        "depuis": services.compare_now(edition) if edition.est_a_voter else None,
        "amendes": services.list_amendes(edition),
    }


@exige_espace(Operation.CONDUIRE_VOTE)
@require_http_methods(["GET", "HEAD", "POST"])
def envoyer_au_vote(request: HttpRequest, espace: Espace) -> HttpResponse:
    connu = describe_espace(espace)
    corps = guess_corps(connu.type, connu.nom, connu.siren, connu.population)
    form = FormEnvoi(
        read_envoi(request),
        initial={
            "longueur": etats_schema.Longueur.COURANT.value,
            "assemblee": find_instance(espace),
            "corps": corps.value,
        },
    )
    if form.is_valid():
        send = partial(services.send_to_vote, espace, form.cleaned_data, auteur_of(request))
        dit = "Le texte est arrêté. Le dossier de séance se prépare."
        try_geste(request, send, dit, _DEJA, services.VoteRefuse)
        return redirect("vote:vote", espace.siren)
    fil = fil_vote(request, espace, ("Arrêter le texte à voter", None))
    return show_demande(request, form, "Arrêter ce texte", fil, espace=espace)


@exige_espace(Operation.CONDUIRE_VOTE)
@require_http_methods(["GET", "HEAD", "POST"])
def revenir_au_travail(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    edition = get_object_or_404(services.list_editions_schema(espace), pk=pk)
    form = FormRappel(read_envoi(request), version=edition.version)
    if form.is_valid():
        raison, lue = form.cleaned_data["raison"], form.actuelle or 0
        take_back = partial(services.take_back, edition, raison, auteur_of(request), lue)
        dit = "Le schéma est de nouveau en préparation. Ce texte est gardé."
        try_geste(request, take_back, dit, _DEJA)
        return redirect("vote:vote", espace.siren)
    fil = fil_vote(request, espace, ("Revenir au travail", None))
    return show_demande(request, form, "Revenir au travail", fil, espace=espace)


@exige_espace(Operation.CONDUIRE_VOTE)
@require_http_methods(["GET", "HEAD", "POST"])
def noter_vote(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    """Tell a vote, or correct what was told of it."""
    edition = get_object_or_404(services.list_editions_schema(espace), pk=pk)
    voix = {nom: getattr(edition, nom) for nom in ("numero", "pour", "contre", "abstentions")}
    form = FormVote(
        read_envoi(request),
        initial={"jour": edition.votee_le or edition.seance} | voix,
        edition=edition,
    )
    if form.is_valid():
        dit, auteur, lue = form.read_vote(), auteur_of(request), form.actuelle or 0

        def note() -> None:
            if edition.est_adoptee:
                services.correct_vote(edition, dit, auteur, lue)
            else:
                amendements = form.cleaned_data["amendements"]
                services.record_vote(edition, dit, amendements, auteur, lue)

        adopte = "Le vote est noté : votre schéma est adopté."
        try_geste(request, note, adopte, _DEJA, services.VoteRefuse)
        return redirect("vote:vote", espace.siren)
    titre = "Corriger le vote" if edition.est_adoptee else "Noter le vote"
    fil = fil_vote(request, espace, (titre, None))
    return show_demande(request, form, "Noter ce vote", fil, espace=espace)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def fichier_arrete(
    request: HttpRequest, espace: Espace, pk: int, nom: str, extension: str
) -> HttpResponse:
    """Hand over a file as it was made the day of the freeze."""
    edition = get_object_or_404(services.list_editions_schema(espace), pk=pk)
    octets = find_octets(edition.arretee, entier := f"{nom}.{extension}")
    if octets is None:
        raise Http404
    return reply_fichier(octets, entier, fichiers.find_mime(entier))


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def dossier_seance(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    edition = get_object_or_404(services.list_editions_schema(espace), pk=pk)
    nom = f"{fichiers.name_dossier(edition)}.zip"
    return reply_fichier(fichiers.write_zip(edition), nom, "application/zip")

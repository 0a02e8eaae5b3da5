"""The situation of a buyer for those who decide: a page, no word of the trade."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.contenus.faits import fill_enonces
from spaser.documents.francais import format_date, pluriel
from spaser.regles.assujettissement import Assujettissement
from spaser.regles.calendrier import ADOPTION
from spaser.regles.droits import Operation
from spaser.regles.etats_schema import EtatEdition
from spaser.regles.obligations import Obligation
from spaser.site.acheteurs import actes
from spaser.site.chiffres.figures import hide_espace, list_figures
from spaser.site.chiffres.situation import Situation, read_situation
from spaser.site.comptes.sessions import auteur_of
from spaser.site.editorial.obligations import find_obligation
from spaser.site.espace import discussions
from spaser.site.espace.perimetre import find_perimetre, read_etendue
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.site.organisations.identite import find_instance
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import gather_objectifs
from spaser.site.schema.models import EditionSchema, Jalon, Moment
from spaser.site.schema.publication.parutions import read_etat
from spaser.site.schema.redaction.services import find_moment
from spaser.site.socle.jetons import SignedPage
from spaser.site.socle.vues import Rendu, shows

PARTAGE: Final = SignedPage(
    "accueil:vue_partagee", "Vue des achats responsables", Operation.PARTAGER_VUE
)
_DECISIONS: Final = (ADOPTION, "publication")  # the steps of the calendar that are not work
SOUS_LE_SEUIL: Final = "Les petits achats, qui ne sont pas publiés. {{CCP-R2196-1.seuil}}"


def name_vue(espace: Espace) -> str:
    """Name the page by the body that decides for this buyer."""
    return f"Vue pour votre {find_instance(espace)}"


def describe_vue(espace: Espace) -> dict[str, Any]:
    situation = read_situation(espace)
    perimetre = find_perimetre(espace)
    etendue = read_etendue(perimetre, situation.publie.nb_concessions)
    return {
        "situation": situation,
        "figures": list_figures(situation, espace, gather_objectifs(espace), {}),
        "manques": [
            *etendue.manque,
            *etendue.ignore,
            fill_enonces(SOUS_LE_SEUIL),
            *_list_unanswered(situation),
        ],
        "suites": _list_decisions(espace),
        "publication": _find_publication(situation),
    }


def _list_decisions(espace: Espace) -> list[str]:
    """Say what is to be decided or made public, and when; not what the team does until then."""
    moment = find_moment(espace) or Moment.PREPARE
    if moment is Moment.CHIFFRES:
        return ["Décider d’écrire un schéma, ou non"]
    if EditionSchema.objects.filter(espace=espace, etat=EtatEdition.A_VOTER.value).exists():
        return ["Voter le schéma : son texte est arrêté, son dossier est prêt"]
    if moment is Moment.ADOPTE:
        echeance = read_etat(espace).echeance
        quand = f"avant le {format_date(echeance.jour)}" if echeance else "jour du vote à donner"
        return [f"Publication des résultats : {quand}"]
    jour = timezone.localdate()
    dits = [
        f"{jalon.titre} : {format_date(jalon.jour)}{', à redater' if jalon.jour < jour else ''}"
        for jalon in Jalon.objects.filter(espace=espace, fait=False, code__in=_DECISIONS)
    ]
    return dits or ["Vote du schéma : date à fixer"]


def _find_publication(situation: Situation) -> Obligation | None:
    """Return the duty to publish; none for a buyer concluded not to be bound."""
    conclue = situation.obligation
    if conclue is not None and conclue.gardee.verdict == Assujettissement.NON_OBLIGE:
        return None
    return find_obligation(actes.PUBLICATION, timezone.localdate())


def _list_unanswered(situation: Situation) -> list[str]:
    """Say how many contracts leave the lines on contracts without an answer."""
    nombre = max(
        (ligne.des_marches.figure.inconnus for ligne in situation.lignes if ligne.des_marches),
        default=0,
    )
    if not nombre:
        return []
    if nombre == 1:
        return ["La réponse d’un marché, qui laisse une ligne sans la renseigner."]
    return [
        f"La réponse de {pluriel(nombre, 'marché')}, au plus, qui laissent une ligne sans la dire."
    ]


# --- The page for those who decide: in the space, and by an address given to people outside ---


@exige_espace(Operation.VOIR_ESPACE)
@shows("accueil/elus/vue.html")
def elus(request: HttpRequest, espace: Espace) -> Rendu:
    titre = name_vue(espace)
    return {
        "fil": fil_espace(request, espace, (titre, None)),
        "titre": titre,
        "vue": describe_vue(espace),
        "partager": peut_dans(request, espace, Operation.PARTAGER_VUE),
    }


@ouverte_a_tous
@require_safe
def vue_partagee(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show the page to whoever was given its address; engines are kept away."""
    lien = PARTAGE.find(jeton, discussions.list_partages(PARTAGE))
    if lien is None:
        return discussions.answer_ferme(request)
    discussions.note_lecture(lien, timezone.now())
    vue = describe_vue(lien.lieu)
    vue["figures"] = [hide_espace(une) for une in vue["figures"]]
    contexte = {"espace": lien.lieu, "vue": vue, "lien": lien}
    return discussions.seal_page(render(request, "accueil/elus/partage.html", contexte))


@exige_espace(Operation.PARTAGER_VUE)
@shows("accueil/elus/liens.html", envoi=True)
def liens_elus(request: HttpRequest, espace: Espace) -> Rendu:
    """Make an address; those given are listed with all the links of the person."""
    form = actes.FormPartage(request.POST if request.method == "POST" else None)
    if form.is_valid():
        discussions.make_partage(
            PARTAGE, espace, form.cleaned_data["pour"], form.pendant, auteur_of(request)
        )
        messages.success(request, "Le lien est prêt. Copiez-le ci-dessous.")
        return redirect("commun:liens")
    titre = name_vue(espace)
    return {
        "fil": fil_espace(
            request,
            espace,
            (titre, reverse("accueil:elus", args=[espace.siren])),
            ("Partager", None),
        ),
        "titre": titre,
        "form": form,
    }

"""Who takes part in an action from outside: her link, what she reads and says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.regles.droits import Operation
from spaser.regles.plan import A_POURVOIR, GenreContributeur, names_service
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.models import Acteur
from spaser.site.espace import discussions
from spaser.site.espace.models import LienPartage
from spaser.site.organisations.espaces import Pas, fil_outil, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.pages_plan import FiltrePlan, find_page, list_gardees
from spaser.site.plan.actions.plan_lu import ActionLue
from spaser.site.plan.actions.services import list_courtes
from spaser.site.plan.models.actions import AccesPartenaire, Action, Contributeur
from spaser.site.socle.formulaires import ask_choix, ask_texte, has_lien, offer_choix
from spaser.site.socle.jetons import SignedPage

# --- What a partner without an account reads by her link: the actions in which she takes part ---


@dataclass(frozen=True)
class ActionPartagee:
    """An action as a partner reads it: no person of the space is named."""

    lue: ActionLue
    apport: str
    pilote: str


def list_acces() -> QuerySet[AccesPartenaire]:
    """Return the links that open something: those of a trial, or of a partner put aside, do not."""
    ouverts = AccesPartenaire.objects.filter(
        lien__in=discussions.list_partages(PARTENAIRE),
        lien__espace__organisation__isnull=False,
        acteur__ecarte_le=None,
    )
    return ouverts.select_related("acteur", "lien__espace__organisation", "lien__cree_par")


def list_partenaires(action: Action) -> list[Acteur]:
    """Return the partners of an action to whom a link may be given."""
    acteurs = [contributeur.acteur for contributeur in action.contributeurs.all()]
    return [acteur for acteur in acteurs if acteur and acteur.ecarte_le is None]


PARTENAIRE: Final = SignedPage(
    "plan:partenaire", "Actions d’un partenaire", Operation.MODIFIER_PLAN, list_acces
)


def list_partagees(acces: AccesPartenaire) -> QuerySet[Action]:
    siennes = Contributeur.objects.filter(
        acteur=acces.acteur, genre=GenreContributeur.PARTENAIRE.value
    )
    actions = list_courtes(acces.lien.lieu).filter(pk__in=siennes.values("action"))
    return actions.prefetch_related(Prefetch("contributeurs", siennes))


def read_partagee(action: Action, espace: Espace) -> ActionPartagee:
    return ActionPartagee(
        lue=ActionLue(action, timezone.localdate()),
        apport=" ; ".join(c.apport for c in action.contributeurs.all() if c.apport),
        pilote=_tell_pilote(action, espace),
    )


def _tell_pilote(action: Action, espace: Espace) -> str:
    """Return who leads an action, as people outside may know it: a service, never a person."""
    if names_service(action.pilote_nom):
        return action.pilote_nom
    if action.pilote_membre_id or action.pilote_nom:
        return f"Une personne de {espace.nom}"
    return A_POURVOIR


# --- To which partner a link is given, and for how long; what she says by it ---


MESSAGE_MAX: Final = 2000
_DUREES: Final = {"90": "Trois mois", "180": "Six mois", "365": "Un an"}


class FormAccesPartenaire(DsfrBaseForm):
    partenaire = ask_choix("À quel partenaire ?", manque="Choisissez un partenaire.")
    duree = ask_choix(
        "Pour combien de temps ?", list(_DUREES.items()), "Choisissez une durée.", initial="90"
    )

    def __init__(self, *args: Any, partenaires: Sequence[Acteur], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partenaires = {str(acteur.pk): acteur for acteur in partenaires}
        noms = [(pk, acteur.nom) for pk, acteur in self.partenaires.items()]
        offer_choix(self, "partenaire", noms)

    @property
    def acteur(self) -> Acteur:
        return self.partenaires[self.cleaned_data["partenaire"]]

    @property
    def pendant(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["duree"]))


class FormMessagePartenaire(DsfrBaseForm):
    """What a partner says of an action: plain words, which also go by mail."""

    texte = ask_texte("Votre message", MESSAGE_MAX, manque="Écrivez votre message.")

    def clean_texte(self) -> str:
        """Refuse the address of a site, that mail readers would turn into a link."""
        texte: str = self.cleaned_data["texte"]
        if has_lien(texte):
            raise ValidationError(
                "Retirez l’adresse de site ou de messagerie : dites en mots ce qu’on y trouve."
            )
        return texte


# --- Gives partners their links, and brings what they say to the discussion of the action ---


@transaction.atomic
def give_acces(
    espace: Espace, acteur: Acteur, duree: timedelta, auteur: Utilisateur
) -> AccesPartenaire:
    place = LienPartage._meta.get_field("pour").max_length  # noqa: SLF001 - Django's own name for it
    lien = discussions.make_partage(PARTENAIRE, espace, acteur.nom[:place], duree, auteur)
    return AccesPartenaire.objects.create(lien=lien, acteur=acteur)


def send_message_partenaire(acces: AccesPartenaire, action: Action, texte: str) -> None:
    """Bring what a partner says to the discussion of an action, and call who leads it.

    Where no member leads it, whoever gave the link is called.
    """
    espace = acces.lien.lieu
    membres = discussions.list_collegues(espace, AnonymousUser())
    appelables = (action.pilote_membre, acces.lien.cree_par)
    pour = next((membre for membre in appelables if membre in membres), None)
    sujet = discussions.SujetDiscussion(name_sujet(action), action.titre, action.get_absolute_url())
    discussions.receive_message(espace, sujet, texte, acces.acteur.nom, pour)


def name_sujet(action: Action) -> str:
    return f"plan:{action.pk}"


# --- What every page of the plan shows: its breadcrumb, its pages, what one may do there ---


TITRE: Final = "Mon plan"
CHANGE: Final = "Le plan a changé pendant ce temps : rien n’est écrit. Relisez, puis recommencez."
_PAGES: Final = (
    ("plan", "Calendrier"),
    ("pilotes", "Par pilote"),
    ("instance", "Pour l’instance"),
    ("bibliotheque", "Bibliothèque"),
)
_AUTRES: Final = (
    ("structure", "Mes axes"),
    ("changements", "Ce qui a changé"),
    ("editions", "Éditions"),
)


def make_contexte(
    request: HttpRequest, espace: Espace, *suite: Pas, **encore: Any
) -> dict[str, Any]:
    pages = [
        (titre, adresse, request.path == adresse)
        for nom, titre in (*_PAGES, *_AUTRES)
        for adresse in [reverse(f"plan:{nom}", args=[espace.siren])]
    ]
    return {
        "fil": fil_outil(TITRE, "plan:plan", request, espace, *suite),
        "espace": espace,
        "pages": pages[: len(_PAGES)],
        "voisines": pages[len(_PAGES) :],
        "modifier": peut_dans(request, espace, Operation.MODIFIER_PLAN),
        "structurer": peut_dans(request, espace, Operation.STRUCTURER_PLAN),
        "relayer": peut_dans(request, espace, Operation.PASSER_LA_MAIN),
        **encore,
    }


def locate_action(espace: Espace, pk: int, demande: QueryDict) -> str:
    """Return where an action stands in the table, filtered as an address asks."""
    gardees = list_gardees(list_courtes(espace), FiltrePlan.read(demande), timezone.localdate())
    suite, page = demande.copy(), find_page(gardees, pk)
    suite.pop("page", None)
    if page > 1:
        suite["page"] = str(page)
    filtres = f"?{suite.urlencode()}" if suite else ""
    return f"{reverse('plan:plan', args=[espace.siren])}{filtres}#action-{pk}"

"""« Mon espace »: the spaces of a person, the home of one, its tools and its team."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from spaser.regles.approches import Partie, RubriqueSchema, load_approches
from spaser.regles.droits import Operation
from spaser.site.acheteurs import actes
from spaser.site.acheteurs.elus import name_vue
from spaser.site.chiffres.figures import list_figures, tell_payes
from spaser.site.chiffres.situation import find_gardees
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, is_arrivee
from spaser.site.espace.discussions import count_non_lues
from spaser.site.espace.models import ReglageOutil
from spaser.site.espace.navigation import list_allumes, read_eteints, switch_outil
from spaser.site.espace.perimetre import find_perimetre, read_etendue
from spaser.site.organisations import identite
from spaser.site.organisations.acces import de_la_personne, ouverte_a_tous
from spaser.site.organisations.espaces import (
    exige_espace,
    fil_espace,
    find_visite,
    is_visite,
    leave_essai,
    open_essai,
    peut_dans,
    reread_essai,
)
from spaser.site.organisations.models import (
    Accompagnement,
    Appartenance,
    CollegueEssai,
    Espace,
)
from spaser.site.organisations.outils import (
    Acte,
    Avancement,
    Groupe,
    Outil,
    Stade,
    find_outil,
    list_outils,
    list_pages_groupe,
)
from spaser.site.registre.porteurs import list_schemas_de, list_voisins
from spaser.site.schema.models import Moment
from spaser.site.schema.publication.parutions import find_schema_adopte, read_etat
from spaser.site.schema.redaction.services import find_moment, say_moment
from spaser.site.schema.redaction.sujet import read_sujet
from spaser.site.socle.vues import Rendu, shows

# --- The first page of a space: its four figures, what comes next, its scheme ---


_AVEC_PLAN: Final = frozenset({Moment.PREPARE, Moment.ECRIT})


@exige_espace(Operation.VOIR_ESPACE)
@shows("accueil/accueil.html")
def accueil(request: HttpRequest, espace: Espace) -> Rendu:
    dit = find_moment(espace)
    moment = dit or Moment.PREPARE
    sujet = read_sujet(espace)
    situation = sujet.situation
    perimetre = find_perimetre(espace)
    schemas = list_schemas_de(espace.siren)
    publication = read_etat(espace) if moment is Moment.ADOPTE else None
    plan = actes.read_plan(sujet, espace) if moment in _AVEC_PLAN else None
    suivante = actes.find_suivante(plan) if plan else None
    jalons = () if moment is Moment.CHIFFRES else sujet.jalons
    actions = () if moment is Moment.CHIFFRES else sujet.plan.actions
    deposer = peut_dans(request, espace, Operation.DEPOSER_SPASER)
    avance = actes.Avance(
        espace, situation, moment, perimetre is not None, bool(schemas), deposer, suivante,
        publication,
    )  # fmt: skip
    return {
        "fil": fil_espace(request, espace),
        "moments": Moment,
        "moment": moment,
        "dit": dit,
        "dire": peut_dans(request, espace, Operation.REDIGER_SCHEMA),
        "publier": peut_dans(request, espace, Operation.PREPARER_PUBLICATION),
        "situation": situation,
        "figures": list_figures(
            situation, espace, sujet.objectifs, find_gardees(espace, situation)
        ),
        "etendue": read_etendue(perimetre, situation.publie.nb_concessions),
        "obligation": situation.obligation,
        "payes": tell_payes(situation),
        "vue": name_vue(espace),
        "non_lues": count_non_lues(espace, request.user),
        "actes": actes.list_actes(avance),
        "plan": plan,
        "parties": actes.list_parties(plan) if plan else (),
        "jalons": jalons,
        "etape": jalons and actes.tell_calendrier(jalons, sujet.jour),
        "calendrier": jalons and actes.draw_calendrier(jalons, sujet.jour),
        "actions": actions,
        "en_retard": sum(action.retard is not None for action in actions),
        "etats": actes.list_etats(actions),
        "suivante": suivante and actes.link_rubrique(espace, suivante.code),
        "suivi": publication and actes.describe_suivi(espace, publication),
        "schemas": schemas,
        "depot": actes.link_depot(espace, deposer=deposer),
        "voisins": list_voisins(espace, schemas),
    }


@exige_espace(Operation.REDIGER_SCHEMA)
@require_POST
def dire_moment(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    dit = request.POST.get("moment", "")
    if dit in Moment.values:
        say_moment(espace, Moment(dit), request.user)
        if dit == Moment.ADOPTE and _should_describe(request, espace):
            return redirect("publication:adopte", espace.siren)
    else:
        messages.error(request, "Choisissez une des quatre réponses.")
    return redirect(espace)


def _should_describe(request: HttpRequest, espace: Espace) -> bool:
    """Say whether she may tell when the scheme was adopted, and nobody has."""
    peut = peut_dans(request, espace, Operation.PREPARER_PUBLICATION)
    connu = find_schema_adopte(espace)
    return peut and (connu is None or connu.adopte_le is None)


# --- Where each tool of a space stands, by the part of the scheme that it fills ---


_PARTOUT: Final = "Pour tout le schéma"


@dataclass(frozen=True)
class OutilLu:
    outil: Outil
    avancement: Avancement
    nourrit: tuple[Outil, ...]
    rubriques: tuple[RubriqueSchema, ...]  # the headings that it fills

    @property
    def stade(self) -> Stade | None:
        return self.avancement.stade

    @property
    def suite(self) -> Acte | None:
        return self.avancement.suite

    @property
    def classe(self) -> str:
        classes: dict[Stade | None, str] = {Stade.FAIT: "success", Stade.EN_COURS: "info"}
        return classes.get(self.stade, "new")


def read_outils(espace: Espace) -> list[OutilLu]:
    toutes = [r for partie in load_approches().trame for r in partie.rubriques]
    return [_read(outil, espace, toutes) for outil in list_allumes(espace)]


def group_outils(lus: Sequence[OutilLu]) -> list[tuple[str, list[OutilLu]]]:
    """Return tools under the first part that each fills; those that serve all of them come last."""
    parties = load_approches().trame
    groupes = [
        (partie.titre, [lu for lu in lus if _find_partie(lu, parties) is partie])
        for partie in parties
    ]
    groupes.append((_PARTOUT, [lu for lu in lus if not lu.rubriques]))
    return [(titre, outils) for titre, outils in groupes if outils]


def list_eteints(espace: Espace) -> list[tuple[Outil, ReglageOutil]]:
    reglages = ReglageOutil.objects.filter(espace=espace, actif=False).select_related("auteur")
    par_code = {reglage.outil: reglage for reglage in reglages}
    return [(outil, par_code[outil.code]) for outil in list_outils() if outil.code in par_code]


def _read(outil: Outil, espace: Espace, rubriques: Iterable[RubriqueSchema]) -> OutilLu:
    remplies = tuple(rubrique for rubrique in rubriques if rubrique.outil == outil.code)
    return OutilLu(outil, outil.avancement(espace), _list_nourris(outil, espace), remplies)


def _find_partie(lu: OutilLu, parties: Iterable[Partie]) -> Partie | None:
    return next((p for p in parties for r in p.rubriques if r in lu.rubriques), None)


def _list_nourris(outil: Outil, espace: Espace) -> tuple[Outil, ...]:
    trouves = (find_outil(code) for code in outil.nourrit)
    return tuple(o for o in trouves if o and o.code not in read_eteints(espace))


# --- Who works in a space, and what they share ---


VUE: Final = "elus"  # of use to whoever is alone too
_A_PLUSIEURS: Final = "diagnostic"  # its campaigns take several voices


@dataclass(frozen=True)
class Equipe:
    """The people of a space, each with a role, and where this one may ask another to come."""

    equipiers: tuple[tuple[str, str], ...]
    inviter: str
    invitee: str = ""  # whose answer is awaited

    @property
    def est_seule(self) -> bool:
        return len(self.equipiers) <= 1


def read_equipe(request: HttpRequest, espace: Espace) -> Equipe:
    if espace.organisation is None:
        return _read_essai(request, espace)
    inviter = peut_dans(request, espace, Operation.INVITER)
    return Equipe(
        tuple(
            (une.utilisateur.nom_complet, une.get_role_display())
            for une in identite.list_membres(espace.organisation).actives()
        ),
        reverse("organisations:invitations", args=[espace.siren]) if inviter else "",
    )


def list_pages_equipe(espace: Espace) -> list[Outil]:
    """Return the pages of what a team shares; the campaigns of diagnosis are those of a tool."""
    pages = [page for page in list_pages_groupe(Groupe.EQUIPE) if page.code != VUE]
    campagnes = find_outil(_A_PLUSIEURS)
    if campagnes and campagnes.code not in read_eteints(espace):
        pages.append(campagnes)
    return pages


def _read_essai(request: HttpRequest, espace: Espace) -> Equipe:
    proprietaire = espace.proprietaire
    collegue = CollegueEssai.objects.filter(espace=espace).select_related("utilisateur").first()
    personnes = [(proprietaire.nom_complet, "A ouvert cet espace")] if proprietaire else []
    if collegue and collegue.utilisateur:
        personnes.append((collegue.utilisateur.nom_complet, "Invité dans cet espace"))
    sienne = proprietaire == request.user and not espace.est_garde
    return Equipe(
        tuple(personnes),
        f"{reverse('organisations:essai', args=[espace.pk])}#collegue" if sienne else "",
        collegue.courriel if collegue and not collegue.utilisateur else "",
    )


# --- « L’équipe »: who works in a space, what they share, what they put aside ---


@exige_espace(Operation.VOIR_ESPACE)
@shows("accueil/equipe.html")
def equipe(request: HttpRequest, espace: Espace) -> Rendu:
    return {
        "fil": fil_espace(request, espace, ("L’équipe", None)),
        "equipe": read_equipe(request, espace),
        "membres": not espace.est_essai and not is_visite(request, espace),
        "partages": [(page, page.name_for(espace)) for page in list_pages_equipe(espace)],
        "vue": name_vue(espace),
        "non_lues": count_non_lues(espace, request.user),
        "eteints": list_eteints(espace),
        "choisir": peut_dans(request, espace, Operation.CHOISIR_OUTILS),
    }


# --- « Mon espace »: the spaces of a person, and the one that anybody visits ---


DEPART: Final = ("siren", "nom", "type", "code_region")  # what another page knows of a buyer


@de_la_personne
@shows("accueil/espaces.html", envoi=True)
def espaces(request: RequeteConnectee) -> Rendu:
    """List this person's spaces; open one for the SIREN she types, or had asked for.

    From the public page of a buyer, whoever signs in or up is in its space at once.
    """
    siren = request.GET.get("siren", "")[: actes.SIREN_MAX]
    if siren and _has_espace(request.user, siren):
        return redirect("accueil:accueil", siren)
    envoye = request.POST if request.method == "POST" else None
    if siren and envoye is None and is_arrivee(request) and actes.FormSiren(request.GET).is_valid():
        envoye = request.GET
    form = actes.FormSiren(envoye, initial={nom: request.GET.get(nom, "") for nom in DEPART})
    if form.is_valid() and (siren := _open(request, form)):
        if form.fermeture:
            messages.warning(request, form.fermeture)
        return redirect("accueil:accueil", siren)
    siennes = Appartenance.objects.actives().filter(utilisateur=request.user)
    return {
        "fil": fil_espace(request),
        "form": form,
        "appartenances": siennes.select_related("organisation").order_by("organisation__nom"),
        "essais": [
            *identite.list_espaces_essai(request.user),
            *identite.list_partages_avec(request.user),
        ],
        "gardes": identite.list_essais_gardes(request.user),
        "conseille": Accompagnement.objects.en_cours().filter(utilisateur=request.user).exists(),
        "visitable": bool(settings.ESPACE_VISITABLE),
        "confirmee": bool(request.user.courriel_verifie_le),
    }


@de_la_personne
@require_POST
def relire_essai(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Show a trial that this person kept at the addresses of its SIREN."""
    essai = get_object_or_404(identite.list_essais_gardes(request.user), pk=pk)
    reread_essai(request, essai)
    return redirect(essai)


@de_la_personne
@require_POST
def quitter_essai(request: RequeteConnectee, pk: int) -> HttpResponse:
    essai = get_object_or_404(identite.list_essais_gardes(request.user), pk=pk)
    leave_essai(request, essai)
    return redirect(essai)


@ouverte_a_tous
@require_safe
def demonstration(request: HttpRequest) -> HttpResponse:
    """Lead to the space that anybody may visit; home where this site has none."""
    if find_visite(settings.ESPACE_VISITABLE) is None:
        return redirect("portail:accueil")
    return redirect("accueil:accueil", settings.ESPACE_VISITABLE)


def _has_espace(personne: Utilisateur, siren: str) -> bool:
    """Say whether this person already works for a SIREN: as a member, or in an open trial."""
    siennes = Appartenance.objects.actives().filter(utilisateur=personne)
    return (
        siennes.filter(organisation__siren=siren).exists()
        or identite.list_siens(personne, siren).filter(essai_fini_le=None).exists()
    )


def _open(request: RequeteConnectee, form: actes.FormSiren) -> str:
    """Return the SIREN once its space is there; nothing when it may not be opened."""
    lus = form.cleaned_data
    siren: str = lus["siren"]
    if _has_espace(request.user, siren):
        return siren
    try:
        open_essai(request.user, siren, form.nom_choisi, lus["type"], lus["code_region"])
    except identite.GesteRefuse as refus:
        messages.error(request, str(refus))
        return ""
    return siren


# --- « Tous les outils »: where each stands, which ones this space wants ---


@exige_espace(Operation.VOIR_ESPACE)
@shows("accueil/outils.html")
def outils(request: HttpRequest, espace: Espace) -> Rendu:
    lus = read_outils(espace)
    stades = [lu.stade for lu in lus if lu.stade]
    faits, connus = stades.count(Stade.FAIT), len(stades)
    return {
        "fil": fil_espace(request, espace, ("Tous les outils", None)),
        "groupes": group_outils(lus),
        "faits": faits,
        "connus": connus,
        "eteints": list_eteints(espace),
        "choisir": peut_dans(request, espace, Operation.CHOISIR_OUTILS),
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def commencer(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Redirect from the former address of this page."""
    return redirect("accueil:outils", espace.siren)


@exige_espace(Operation.CHOISIR_OUTILS)
@require_POST
def regler_outil(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    outil = find_outil(request.POST.get("outil", ""))
    if outil is None:
        messages.error(request, "Cet outil n’existe pas : choisissez-en un de la liste.")
        return redirect("accueil:outils", espace.siren)
    actif = request.POST.get("actif") == "oui"
    switch_outil(espace, outil, request.user, actif=actif)
    if actif:
        messages.success(request, f"« {outil.titre} » est de nouveau proposé.")
    else:
        messages.success(
            request, f"« {outil.titre} » n’est plus proposé. Ses données restent gardées."
        )
    return redirect("accueil:outils", espace.siren)

"""What a member leads, handed over; who arrives; what is passed on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents import document
from spaser.documents.francais import capitalize, pluriel, typographie
from spaser.documents.rendus import Forme
from spaser.documents.schema.engagements import write_etapes
from spaser.elements import fold_mots
from spaser.regles import droits, plan
from spaser.regles.approches import find_axe
from spaser.regles.considerations import ActionType
from spaser.regles.nomenclatures import Approche
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import auteur_of
from spaser.site.diagnostic.approche import find_choix
from spaser.site.espace.discussions import list_suivies
from spaser.site.espace.perimetre import list_propositions
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.models import Appartenance, Espace
from spaser.site.organisations.outils import Tenue, list_tenues
from spaser.site.organisations.services import change_role
from spaser.site.plan.actions import services
from spaser.site.plan.actions.forms import AXE, NON_MEMBRE, Places, list_choix_places, read_place
from spaser.site.plan.actions.partenaires import CHANGE, make_contexte
from spaser.site.plan.actions.plan_lu import ActionLue, tell_progres, write_action_lue
from spaser.site.plan.grille.services import list_lignes, save_ligne
from spaser.site.plan.models.actions import Action, Axe, Contributeur, LigneGrille, Objectif
from spaser.site.socle.formulaires import HORS_LISTE, FormLibre, ask_choix, offer_choix
from spaser.site.socle.journal import record
from spaser.site.socle.requetes import reply_document
from spaser.site.socle.versions import try_geste
from spaser.site.socle.vues import Rendu, shows

# --- Hands over what a member leads or follows to another member, or leaves it to nobody yet ---
# She may have left: what she carried is still there to hand over. A name in words that two members
# share is given to neither.


_QUI: Final = ("responsable", "referent")


@dataclass(frozen=True)
class Charge:
    """What somebody carries in a space: actions that she leads, others, indicators, a role.

    `tenues` is what other tools keep of it.
    """

    actions: tuple[Action, ...]
    contributions: tuple[Contributeur, ...]
    indicateurs: tuple[LigneGrille, ...]
    tenues: tuple[Tenue, ...]
    appartenance: Appartenance | None

    @property
    def est_administration(self) -> bool:
        return bool(self.appartenance and self.appartenance.est_administration)

    @property
    def est_vide(self) -> bool:
        portees = (self.actions, self.contributions, self.indicateurs, self.tenues)
        return not (any(portees) or self.est_administration)


def list_cedants(espace: Espace, membres: Sequence[Utilisateur]) -> list[Utilisateur]:
    """Return who may hand over: the members, then those who left and still carry something."""
    portees = {tenue.membre.pk for tenue in list_tenues(espace)}
    actions = services.list_actions(espace).filter(pilote_membre__isnull=False)
    portees |= set(actions.values_list("pilote_membre", flat=True))
    portees |= set(_list_contributions(espace).values_list("membre", flat=True))
    partis = Utilisateur.objects.filter(pk__in=portees).exclude(pk__in=[m.pk for m in membres])
    return [*membres, *partis.order_by("prenom", "nom", "pk")]


def read_charge(espace: Espace, membre: Utilisateur) -> Charge:
    """Return what a member carries; an action or an indicator may name her in words too."""
    nom = _find_nom(espace, membre)
    dits = services.list_actions(espace).order_by().values_list("pilote_nom", flat=True).distinct()
    siens = [dit for dit in dits if _is_named(nom, dit)]
    actions = services.list_actions(espace).filter(
        Q(pilote_membre=membre) | Q(pilote_nom__in=siens)
    )
    indicateurs = [
        ligne
        for ligne in list_lignes(espace)
        if any(_is_named(nom, getattr(ligne, champ)) for champ in _QUI)
    ]
    contributions = _list_contributions(espace).filter(membre=membre)
    return Charge(
        tuple(actions),
        tuple(contributions.select_related("action")),
        tuple(indicateurs),
        tuple(tenue for tenue in list_tenues(espace) if tenue.membre == membre),
        _find_appartenance(espace, membre),
    )


def _find_appartenance(espace: Espace, membre: Utilisateur) -> Appartenance | None:
    siennes = Appartenance.objects.select_related("organisation", "utilisateur")
    return siennes.filter(utilisateur=membre, organisation=espace.organisation_id or 0).first()


def _list_contributions(espace: Espace) -> QuerySet[Contributeur]:
    return Contributeur.objects.filter(
        membre__isnull=False,
        action__espace=espace,
        action__ecarte_le=None,
        action__sortie=None,
    )


def _find_nom(espace: Espace, membre: Utilisateur) -> str:
    """Return the folded name of a member; nothing when another member bears it too."""
    nom = fold_mots(membre.nom_complet)
    autres = (autre for autre in services.list_membres_espace(espace) if autre != membre)
    return "" if any(fold_mots(autre.nom_complet) == nom for autre in autres) else nom


@transaction.atomic
def hand_over_charge(
    espace: Espace,
    de: Utilisateur,
    vers: Utilisateur | None,
    auteur: Utilisateur,
    *,
    administration: bool = False,
) -> Charge:
    """Give all that a member carries to another, or to nobody yet; return what was given.

    The role is given when it is asked for; the one who leaves keeps hers until « Membres ».
    """
    charge = read_charge(espace, de)
    for action in charge.actions:
        services.save_action(action, {"pilote_membre": vers, "pilote_nom": ""}, auteur)
    _give_contributions(charge.contributions, vers)
    nom, suivant = _find_nom(espace, de), vers.nom_complet if vers else ""
    for ligne in charge.indicateurs:
        champs: Mapping[str, str] = {
            champ: suivant for champ in _QUI if _is_named(nom, getattr(ligne, champ))
        }
        save_ligne(espace, ligne, champs, auteur)
    for tenue in charge.tenues:
        tenue.give(vers, auteur)
    if administration and vers and charge.est_administration:
        sienne = _find_appartenance(espace, vers)
        if sienne:
            change_role(sienne, droits.Role.ADMINISTRATION, auteur)
    record(
        "plan.relais",
        auteur=auteur,
        espace=espace,
        details={
            "de": de.pk,
            "vers": vers.pk if vers else None,
            "actions": len(charge.actions),
            "indicateurs": len(charge.indicateurs) + len(charge.tenues),
        },
    )
    return charge


def _give_contributions(contributions: Iterable[Contributeur], vers: Utilisateur | None) -> None:
    """Let the successor take part in her place, with what she brought; once where she did already.

    Two contributions that do not hold in one stay two. Without a successor, what she brought
    is still to be found.
    """
    for contribution in contributions:
        deja = contribution.action.contributeurs.filter(membre=vers).first() if vers else None
        if (deja and _join(deja, contribution)) or (vers is None and not contribution.apport):
            contribution.delete()
            continue
        champs: dict[str, Any] = {"membre": vers}
        if vers is None:
            champs |= {"genre": plan.GenreContributeur.SERVICE.value, "nom": plan.A_POURVOIR}
        Contributeur.objects.filter(pk=contribution.pk).update(**champs)


def _join(deja: Contributeur, autre: Contributeur) -> bool:
    """Add what another brings to a contribution; say whether it holds there."""
    apport = " ; ".join(dict.fromkeys(filter(None, (deja.apport, autre.apport))))
    if len(apport) > plan.TITRE_MAX:
        return False
    deja.apport = apport
    deja.save(update_fields=["apport"])
    return True


def _is_named(nom: str, texte: str) -> bool:
    return bool(nom) and fold_mots(texte) == nom


# --- « Où en est-on »: the two pages that somebody leaves to who comes after her ---


_DISCUSSIONS = 8


def compose_passation(espace: Espace, membre: Utilisateur, jour: date) -> document.Document:
    charge = read_charge(espace, membre)
    actions = [ActionLue(action, jour) for action in charge.actions]
    ouvertes = [lue for lue in actions if not lue.etat.est_finie]
    contributions = (
        f"{c.action.code} – {c.action.titre}{f' : {c.apport}' if c.apport else ''}"
        for c in charge.contributions
    )
    indicateurs = (
        " – ".join(filter(None, [ligne.indicateur or ligne.titre, ligne.objectif]))
        for ligne in charge.indicateurs
    )
    discussions = list_suivies(espace).filter(close_le=None)[:_DISCUSSIONS]
    sections = (
        ("Les actions pilotées", _write_actions(actions)),
        ("Les prochaines dates", write_etapes([write_action_lue(lue) for lue in ouvertes], jour)),
        ("Les actions où cette personne contribue", _list(contributions)),
        ("Les indicateurs suivis", _list(indicateurs)),
        ("Ce qui est porté dans les autres outils", _list(t.quoi for t in charge.tenues)),
        ("Les discussions de l’espace", _list(d.titre for d in discussions)),
    )
    return document.Document(
        titre="Où en est-on",
        sous_titre=f"{capitalize(espace.nom)} – ce que porte {membre.nom_complet}",
        jour=jour,
        mention=espace.mention,
        blocs=(document.Paragraphe(typographie(_sum_up(actions)), en_avant=True),),
        sections=tuple(document.Section(titre, blocs) for titre, blocs in sections if blocs),
    )


def _sum_up(actions: list[ActionLue]) -> str:
    if not actions:
        return "Aucune action du plan n’est pilotée par cette personne."
    retards = sum(lue.retard is not None for lue in actions)
    finies = sum(lue.etat.est_finie for lue in actions)
    return (
        f"{pluriel(len(actions), 'action pilotée', 'actions pilotées')}, dont {finies} finies et "
        f"{retards} en retard."
    )


def _write_actions(actions: list[ActionLue]) -> tuple[document.Bloc, ...]:
    return document.write_tableau(
        "Actions pilotées",
        {"Action": 6, "État": 3, "Échéance": 3, "Où on en est": 5, "Prochaine étape": 5},
        (
            (
                f"{lue.action.code} – {lue.action.titre}",
                lue.etat.libelle,
                lue.fin.libelle if lue.fin else "",
                f"{tell_progres(lue)} {lue.action.commentaire}".strip(),
                _find_suite(lue),
            )
            for lue in actions
        ),
    )


def _find_suite(lue: ActionLue) -> str:
    suite = next((etape for etape in lue.etapes if etape.faite_le is None), None)
    if suite is None:
        return ""
    return f"{suite.titre} ({suite.fin.libelle})" if suite.fin else suite.titre


def _list(phrases: Iterable[str]) -> tuple[document.Bloc, ...]:
    dites = tuple(map(typographie, phrases))
    return (document.Liste(dites),) if dites else ()


# --- « Passer la main »: what somebody carries goes to another member, with a page on where it is
# ---


class FormRelais(DsfrBaseForm):
    """From whom, to whom; nobody means « à pourvoir »."""

    de = ask_choix("De", manque="Dites qui passe la main.", hors=NON_MEMBRE)
    vers = forms.ChoiceField(label="À", required=False, error_messages=NON_MEMBRE)
    administration = forms.BooleanField(
        label="Donner aussi le rôle Administration, si cette personne l’a", required=False
    )

    def __init__(self, *args: Any, espace: Espace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        membres = services.list_membres_espace(espace)
        self.cedants = {str(qui.pk): qui for qui in list_cedants(espace, membres)}
        self.membres = {str(qui.pk): qui for qui in membres}
        de = [(pk, qui.nom_complet) for pk, qui in self.cedants.items()]
        offer_choix(self, "de", [("", "Choisir"), *de])
        vers = [(pk, qui.nom_complet) for pk, qui in self.membres.items()]
        offer_choix(self, "vers", [("", "Personne encore : à pourvoir"), *vers])

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        if lus.get("de") and lus.get("de") == lus.get("vers"):
            self.add_error("vers", "Choisissez une autre personne, ou « à pourvoir ».")
        return lus


@exige_espace(droits.Operation.PASSER_LA_MAIN)
@shows("plan/relais.html", envoi=True)
def relais(request: HttpRequest, espace: Espace) -> Rendu:
    demande = request.POST if request.method == "POST" else (request.GET or None)
    form = FormRelais(demande, espace=espace)
    de = vers = charge = None
    if form.is_valid():
        de = form.cedants[form.cleaned_data["de"]]
        vers = form.membres.get(form.cleaned_data["vers"])
        if request.method == "POST" and request.POST.get("confirmer") == "oui":
            administration = form.cleaned_data["administration"]
            geste = partial(
                hand_over_charge,
                espace, de, vers, auteur_of(request), administration=administration,
            )  # fmt: skip
            dit = "La main est passée : chacun le verra dans le plan."
            if try_geste(request, geste, dit, CHANGE):
                return redirect("plan:pilotes", espace.siren)
        charge = read_charge(espace, de)
    return make_contexte(
        request,
        espace,
        ("Passer la main", None),
        form=form,
        de=de,
        vers=vers,
        charge=charge,
        formes=[Forme.DOCX, Forme.PDF],
    )


@exige_espace(droits.Operation.PASSER_LA_MAIN)
@require_safe
def relais_document(request: HttpRequest, espace: Espace, pk: int, extension: str) -> HttpResponse:
    cedants = list_cedants(espace, services.list_membres_espace(espace))
    membre = next((qui for qui in cedants if qui.pk == pk), None)
    if membre is None:
        raise Http404
    forme = Forme.PDF if extension == Forme.PDF else Forme.DOCX
    document = compose_passation(espace, membre, timezone.localdate())
    nom = f"ou-en-est-on-{slugify(espace.nom)[:60] or espace.siren}"
    return reply_document(document, forme, nom)


# --- Kept proposals, or actions of the library, enter a plan ---


@dataclass(frozen=True)
class Choisie:
    entree: plan.ActionEntrante
    axe: Axe | None = None
    objectif: Objectif | None = None
    nouvel_axe: bool = False


def find_approche(espace: Espace) -> Approche | None:
    choix = find_choix(espace)
    return Approche(choix.approche) if choix else None


def read_entrees(espace: Espace) -> plan.Entrees:
    retenues = [
        plan.Retenue(p.pk, droits.NatureProposition(p.nature), p.code, p.libelle, p.raison)
        for p in list_propositions(espace).filter(etat=droits.EtatProposition.RETENUE.value)
    ]
    return plan.group_retenues(retenues, services.read_modeles(espace), find_approche(espace))


@transaction.atomic
def enter(
    espace: Espace, choisies: Iterable[Choisie], auteur: Utilisateur, origine: plan.OrigineAction
) -> list[Action]:
    """Make an action of each; one that is in the plan already is not made twice."""
    services.hold_plan(espace)
    presentes = services.read_modeles(espace)
    entrees = []
    for choisie in choisies:
        if choisie.entree.cle in presentes:
            continue
        presentes.add(choisie.entree.cle)
        axe = choisie.axe
        if choisie.nouvel_axe:
            axe = services.open_axe(espace, choisie.entree.axe, auteur)
        champs = describe_entree(choisie.entree) | {
            "axe": axe,
            "objectif": choisie.objectif,
            "origine": origine.value,
        }
        entrees.append(
            services.create_action(espace, champs, auteur, list_etapes(choisie.entree.modele))
        )
    if entrees and origine is plan.OrigineAction.PROPOSITION:
        record(
            "plan.propositions",
            auteur=auteur,
            espace=espace,
            details={"actions": len(entrees)},
        )
    return entrees


def describe_entree(entree: plan.ActionEntrante) -> dict[str, Any]:
    modele = entree.modele
    champs: dict[str, Any] = {
        "titre": entree.titre,
        "modele": entree.cle,
        "indicateurs": entree.indicateurs,
    }
    if modele is None:
        return champs
    return champs | {
        "description": modele.quoi,
        "resultat": modele.pourquoi,
        "familles": list(modele.familles),
        "obligations": list(modele.obligations),
    }


def list_etapes(modele: ActionType | None) -> list[Mapping[str, Any]]:
    """Return the steps that a model begins with: none is dated, none is done."""
    etapes = modele.etapes if modele else ()
    return [{"titre": titre, "fin": "", "faite_le": None} for titre in etapes]


# --- The page where kept proposals enter the plan: shown first, then written in one act ---


_NOUVEL: Final = "nouvel-axe"


class FormEntree(FormLibre):
    prise = forms.BooleanField(label="Faire entrer", required=False, initial=True)
    place = forms.ChoiceField(label="Place dans le plan", required=False, error_messages=HORS_LISTE)

    def __init__(self, data: object, entree: plan.ActionEntrante, places: Places) -> None:
        self.entree, self.places = entree, places
        connu = find_axe((axe for axe, _ in places), entree.axe)
        super().__init__(
            data,
            prefix=entree.cle,
            initial={"prise": True, "place": f"{AXE}-{connu.pk}" if connu else _NOUVEL},
        )
        nouvel = [] if connu else [(_NOUVEL, f"Nouvel axe : {entree.axe.titre}")]
        offer_choix(self, "place", [*nouvel, *list_choix_places(places)])

    def read(self) -> Choisie | None:
        if not self.cleaned_data["prise"]:
            return None
        place = self.cleaned_data["place"]
        axe, objectif = read_place(place, self.places)
        return Choisie(self.entree, axe, objectif, nouvel_axe=place == _NOUVEL)


@exige_espace(droits.Operation.STRUCTURER_PLAN)
@shows("plan/propositions.html", envoi=True)
def actions_proposees(request: HttpRequest, espace: Espace) -> Rendu:
    entrees, places = read_entrees(espace), services.list_places(espace)
    envoye = request.POST if request.method == "POST" else None
    formes = [FormEntree(envoye, entree, places) for entree in entrees.actions]
    if envoye is not None and all(form.is_valid() for form in formes):
        choisies = list(_list_choisies(formes))
        ajoutees = enter(espace, choisies, auteur_of(request), plan.OrigineAction.PROPOSITION)
        if ajoutees:
            nombre = pluriel(len(ajoutees), "action")
            messages.success(
                request, f"{nombre} dans le plan : donnez à chacune un pilote et une date."
            )
            return redirect("plan:plan", espace.siren)
        messages.info(request, "Rien n’est coché : le plan n’a pas changé.")
    retenues = [r for entree in entrees.actions for r in entree.retenues]
    return make_contexte(
        request,
        espace,
        ("Faire entrer les propositions", None),
        formes=formes,
        entrees=entrees,
        nb_retenues=len(retenues),
    )


def _list_choisies(formes: list[FormEntree]) -> Iterator[Choisie]:
    for form in formes:
        if choisie := form.read():
            yield choisie

"""Writes the actions of a plan, their steps, who takes part, what proves them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Case, Max, Prefetch, Q, QuerySet, When
from django.utils import timezone

from spaser.regles.approches import Chapitre, find_axe
from spaser.regles.droits import Operation
from spaser.regles.plan import EtatAction, GenreContributeur, NatureCode
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Sorte
from spaser.site.plan.models import actions
from spaser.site.socle.fichiers import Envoi, keep_envoi
from spaser.site.socle.journal import record
from spaser.site.socle.versions import VersionDepassee, save_version, take_version

# --- Numbers of a plan: a code is given once, never again, whatever is erased since ---


_MODELES: dict[NatureCode, type[actions.Axe | actions.Objectif | actions.Action]] = {
    NatureCode.AXE: actions.Axe,
    NatureCode.OBJECTIF: actions.Objectif,
    NatureCode.ACTION: actions.Action,
}


def hold_plan(espace: Espace) -> actions.PlanActions:
    """Hold the plan of a space until the transaction ends, begun if there is none.

    A plan begun by its numbers alone has said nothing yet: that is no version of it.
    """
    plan, _ = actions.PlanActions.objects.select_for_update().get_or_create(
        espace=espace, defaults={"version": 0}
    )
    return plan


def give_codes(
    espace: Espace, nature: NatureCode, nombre: int = 1, pris: Iterable[str] = ()
) -> list[str]:
    """Return new codes, beyond those given so far and those that a file brings."""
    plan = hold_plan(espace)
    debut = f"{nature.value}-"
    siens = [code.removeprefix(debut) for code in pris if code.startswith(debut)]
    dernier = max([plan.numeros.get(nature.value, 0), *map(int, filter(str.isdecimal, siens))])
    plan.numeros[nature.value] = dernier + nombre
    plan.save(update_fields=["numeros"])
    return [nature.write(numero) for numero in range(dernier + 1, dernier + nombre + 1)]


def find_rang(espace: Espace, nature: NatureCode) -> int:
    lignes = _MODELES[nature]._default_manager.filter(espace=espace)  # noqa: SLF001 - Django's own name for it
    dernier = lignes.aggregate(rang=Max("rang"))["rang"]
    return 1 if dernier is None else dernier + 1


# --- Writes the shape of a plan: its years, its axes, its objectives, and where actions stand ---


@transaction.atomic
def save_plan(
    espace: Espace, champs: Mapping[str, Any], auteur: Utilisateur, lue: int | None
) -> actions.PlanActions:
    """Change what is said once of a plan; VersionDepassee when somebody else did meanwhile."""
    plan = hold_plan(espace)
    save_version(plan, plan.version if lue is None else lue, **champs)
    record("plan.reglage", auteur=auteur, objet=plan, espace=espace)
    return plan


def create_axe(espace: Espace, champs: Mapping[str, Any], auteur: Utilisateur) -> actions.Axe:
    return create_rangee(actions.Axe(espace=espace), champs, auteur)


def open_axe(espace: Espace, chapitre: Chapitre, auteur: Utilisateur) -> actions.Axe:
    """Return the axis that answers a chapter of an approach, begun if the plan has none."""
    champs = {"titre": chapitre.titre, "chapitres": [chapitre.code]}
    return find_axe(list_axes(espace), chapitre) or create_axe(espace, champs, auteur)


@dataclass(frozen=True)
class PlaceChapitre:
    """Where a chapter of an approach goes: an axis, which may take its title; or a new one."""

    chapitre: Chapitre
    axe: actions.Axe | None = None
    renomme: bool = False
    nouvel_axe: bool = False


@transaction.atomic
def place_chapitres(espace: Espace, places: Sequence[PlaceChapitre], auteur: Utilisateur) -> None:
    """Give chapters of an approach their axes; VersionDepassee when one changed since it was read.

    Every other axis is left as it is, but for the chapters that it answered.
    """
    hold_plan(espace)
    decides = {place.chapitre.code for place in places}
    choisis = [place.axe for place in places if place.axe]
    for axe in dict.fromkeys((*choisis, *list_axes(espace))):
        siens = [place for place in places if place.axe == axe]
        codes = [*(c for c in axe.chapitres if c not in decides), *(p.chapitre.code for p in siens)]
        titre = next((p.chapitre.titre for p in siens if p.renomme), axe.titre)
        if (codes, titre) != (axe.chapitres, axe.titre):
            save_rangee(axe, {"chapitres": codes, "titre": titre}, auteur, axe.version)
    for place in places:
        if place.nouvel_axe:
            open_axe(espace, place.chapitre, auteur)


def create_objectif(
    espace: Espace, champs: Mapping[str, Any], auteur: Utilisateur
) -> actions.Objectif:
    return create_rangee(actions.Objectif(espace=espace), champs, auteur)


@transaction.atomic
def create_rangee[R: (actions.Axe, actions.Objectif)](
    rangee: R, champs: Mapping[str, Any], auteur: Utilisateur
) -> R:
    """Give a new line its code, its place at the end, and its words."""
    nature = next(nature for nature, modele in _MODELES.items() if modele is type(rangee))
    rangee.code = give_codes(rangee.espace, nature)[0]
    rangee.rang = find_rang(rangee.espace, nature)
    rangee.modifie_par = auteur
    for nom, valeur in champs.items():
        setattr(rangee, nom, valeur)
    rangee.save()
    _note_structure(rangee, auteur)
    return rangee


@transaction.atomic
def save_rangee(
    rangee: actions.Axe | actions.Objectif,
    champs: Mapping[str, Any],
    auteur: Utilisateur,
    version: int,
) -> None:
    """Change an axis or an objective; the actions of an objective follow it to another axis."""
    take_version(rangee, version)
    for nom, valeur in champs.items():
        setattr(rangee, nom, valeur)
    rangee.modifie_par = auteur
    rangee.save()
    if isinstance(rangee, actions.Objectif):
        rangee.actions.exclude(axe=rangee.axe).update(axe=rangee.axe)
    _note_structure(rangee, auteur)


@transaction.atomic
def delete_rangee(rangee: actions.Axe | actions.Objectif, auteur: Utilisateur) -> None:
    """Take an axis or an objective out; its actions stay in the plan.

    RestrictedError when objectives stand under the axis: they would go with it.
    """
    _note_structure(rangee, auteur)
    rangee.delete()


@transaction.atomic
def swap_rangees(
    une: actions.Axe | actions.Objectif, autre: actions.Axe | actions.Objectif, auteur: Utilisateur
) -> None:
    """Exchange the places of two lines of a kind; a place is no new version of their words."""
    une.rang, autre.rang = autre.rang, une.rang
    for rangee in (une, autre):
        rangee.save(update_fields=["rang"])
    _note_structure(une, auteur)


def _note_structure(rangee: actions.Axe | actions.Objectif, auteur: Utilisateur) -> None:
    geste = "plan.axe" if isinstance(rangee, actions.Axe) else "plan.objectif"
    details = {"nom": f"{rangee.code} {rangee.titre}"}
    record(geste, auteur=auteur, objet=rangee, espace=rangee.espace, details=details)


ACTION: Final = Sorte("action", "Action du plan", actions.Action, Operation.MODIFIER_PLAN)
_LIENS: Final = ("politiques", "attend")


@transaction.atomic
def create_action(
    espace: Espace,
    champs: Mapping[str, Any],
    auteur: Utilisateur,
    etapes: Iterable[Mapping[str, Any]] = (),
) -> actions.Action:
    propres, liens = _split(champs)
    action = actions.Action(
        espace=espace,
        code=give_codes(espace, NatureCode.ACTION)[0],
        rang=find_rang(espace, NatureCode.ACTION),
        etat_depuis=timezone.localdate(),
        modifie_par=auteur,
    )
    _write(action, propres)
    action.save()
    _link(action, liens)
    save_etapes(action, etapes)
    _note_actions("action.ajout", action, auteur)
    return action


@transaction.atomic
def save_action(
    action: actions.Action,
    champs: Mapping[str, Any],
    auteur: Utilisateur,
    version: int | None = None,
) -> None:
    """Change an action; VersionDepassee when it is no longer the one that was read, or left."""
    propres, liens = _split(champs)
    avant = {nom: getattr(action, nom) for nom in actions.SUIVIS}
    pilote = (action.pilote_membre_id, action.pilote_nom)
    take_version(action, action.version if version is None else version)
    if action.ecarte_le:
        raise VersionDepassee
    etat = action.etat
    _write(action, propres)
    if action.etat != etat:
        action.etat_depuis = timezone.localdate()
    action.modifie_par = auteur
    action.save()
    _link(action, liens)
    apres = {nom: getattr(action, nom) for nom in actions.SUIVIS}
    dits = {nom: [avant[nom], apres[nom]] for nom in actions.SUIVIS if avant[nom] != apres[nom]}
    change_pilote = pilote != (action.pilote_membre_id, action.pilote_nom)
    _note_actions(_name_geste(dits, pilote=change_pilote), action, auteur, change=dits)


@transaction.atomic
def move_action(action: actions.Action, pas: int, auteur: Utilisateur) -> None:
    """Put an action before or after the one beside it, under the same objective of its axis."""
    hold_plan(action.espace)
    voisines = actions.Action.objects.presentes().filter(
        espace=action.espace, axe=action.axe, objectif=action.objectif, sortie=None
    )
    rangees = list(voisines)
    ici = rangees.index(action)
    la = ici + pas
    if 0 <= la < len(rangees):
        rangees[ici], rangees[la] = rangees[la], rangees[ici]
        places = sorted(rangee.rang for rangee in rangees)
        changees = [
            paire for paire in zip(places, rangees, strict=True) if paire[0] != paire[1].rang
        ]
        for place, rangee in changees:
            actions.Action.objects.filter(pk=rangee.pk).update(rang=place)
        _note_actions("action.modification", action, auteur)


def save_etapes(action: actions.Action, etapes: Iterable[Mapping[str, Any]]) -> None:
    """Write the steps of an action as given, in order; those that are not given go."""
    connues: dict[Any, actions.Etape] = {etape.pk: etape for etape in action.etapes.all()}
    gardees = []
    for rang, champs in enumerate(etapes, start=1):
        etape = connues.get(champs.get("pk")) or actions.Etape(action=action)
        etape.titre, etape.fin, etape.faite_le = champs["titre"], champs["fin"], champs["faite_le"]
        etape.rang = rang
        etape.save()
        gardees.append(etape.pk)
    action.etapes.exclude(pk__in=gardees).delete()


@transaction.atomic
def change_etapes(
    action: actions.Action, etapes: Iterable[Mapping[str, Any]], auteur: Utilisateur, version: int
) -> None:
    """Write the steps of an action of the plan; VersionDepassee when it moved meanwhile."""
    take_version(action, version, ecarte_le=None)
    save_etapes(action, etapes)
    _note_actions("action.etape", action, auteur)


@transaction.atomic
def mark_etape(etape: actions.Etape, auteur: Utilisateur, jour: date | None) -> None:
    """Note the day a step was done, or that it is not; the same again changes nothing.

    It is a new version of the action: a page that writes its steps was read before.
    """
    if (etape.faite_le is None) != (jour is None):
        take_version(etape.action, etape.action.version, ecarte_le=None)
        etape.faite_le = jour
        etape.save()
        _note_actions("action.etape", etape.action, auteur)


@transaction.atomic
def add_contributeur(
    action: actions.Action, champs: Mapping[str, Any], auteur: Utilisateur
) -> None:
    """Name somebody who takes part; the same one twice is once, with what was said last.

    She may be there twice already, when two were made one: the last row is the one that changes.
    """
    cles = {nom: champs.get(nom) for nom in ("genre", "membre", "acteur")}
    nom = champs.get("nom", "") if cles["genre"] == GenreContributeur.SERVICE else ""
    deja = actions.Contributeur.objects.filter(action=action, nom=nom, **cles).last()
    contributeur = deja or actions.Contributeur(action=action, nom=nom, **cles)
    contributeur.apport = champs.get("apport", "")
    contributeur.save()
    _note_actions("action.contributeur", action, auteur)


@transaction.atomic
def add_preuve(
    action: actions.Action,
    champs: Mapping[str, Any],
    auteur: Utilisateur,
    envoi: Envoi | None = None,
) -> None:
    """Keep what shows that an action was done; its file, examined, waits in quarantine."""
    fichier = keep_envoi(envoi) if envoi else None
    actions.Preuve.objects.create(action=action, ajoutee_par=auteur, fichier=fichier, **champs)
    _note_actions("action.preuve", action, auteur)


@transaction.atomic
def remove_lien(lien: actions.Contributeur | actions.Preuve, auteur: Utilisateur) -> None:
    """Take a contributor or a proof off an action; a file that nothing names is swept later."""
    lien.delete()
    geste = "action.contributeur" if isinstance(lien, actions.Contributeur) else "action.preuve"
    _note_actions(geste, lien.action, auteur)


def _name_geste(dits: Mapping[str, Any], *, pilote: bool) -> str:
    if "etat" in dits:
        return "action.etat"
    return "action.pilote" if pilote and not dits else "action.modification"


def _split(champs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part the fields of the row from its links to others."""
    return (
        {nom: valeur for nom, valeur in champs.items() if nom not in _LIENS},
        {nom: valeur for nom, valeur in champs.items() if nom in _LIENS},
    )


def _write(action: actions.Action, champs: Mapping[str, Any]) -> None:
    """Set the fields; an action of an objective is of its axis."""
    for nom, valeur in champs.items():
        setattr(action, nom, valeur)
    if action.objectif:
        action.axe = action.objectif.axe


def _link(action: actions.Action, liens: Mapping[str, Any]) -> None:
    for nom, lignes in liens.items():
        getattr(action, nom).set(lignes)


def _note_actions(geste: str, action: actions.Action, auteur: Utilisateur, **details: Any) -> None:
    record(
        geste,
        auteur=auteur,
        objet=action,
        espace=action.espace,
        details={"nom": f"{action.code} {action.titre}", **details},
    )


# --- Reads the plan of a space ---


OUVERTES: Final = ~Q(etat__in=[etat.value for etat in EtatAction if etat.est_finie])


def find_plan(espace: Espace) -> actions.PlanActions | None:
    """Return what is said once of the plan; None before anything is."""
    return actions.PlanActions.objects.filter(espace=espace).first()


def list_axes(espace: Espace) -> QuerySet[actions.Axe]:
    return actions.Axe.objects.filter(espace=espace)


def list_objectifs(espace: Espace) -> QuerySet[actions.Objectif]:
    return (
        actions.Objectif.objects.filter(espace=espace)
        .select_related("axe")
        .order_by("axe__rang", "rang")
    )


def list_actions(espace: Espace) -> QuerySet[actions.Action]:
    """Return the actions of the edition in force, those that nobody put aside, in their order."""
    return list_courtes(espace).select_related("espace", "axe", "objectif", "modifie_par")


def read_modeles(espace: Espace) -> set[str]:
    """Return the actions of the library that stand in the plan already."""
    return set(list_actions(espace).exclude(modele="").values_list("modele", flat=True))


def list_courtes(espace: Espace) -> QuerySet[actions.Action]:
    """Return those actions without loading their axes and objectives, for callers who have them."""
    presentes = actions.Action.objects.presentes().filter(espace=espace, sortie=None)
    return presentes.select_related("pilote_membre").prefetch_related("etapes")


def list_actions_voisines(
    espace: Espace, action: actions.Action | None
) -> QuerySet[actions.Action]:
    """Return the other actions of the plan: those that one waits for, then those of its axis."""
    autres = list_courtes(espace).prefetch_related(None).select_related(None)
    if action is None:
        return autres
    attendues = When(pk__in=[attendue.pk for attendue in action.attend.all()], then=0)
    pres = Case(attendues, When(axe=action.axe_id, then=1), default=2)
    return autres.exclude(pk=action.pk).order_by(pres, "rang", "pk")


def list_imprimees(espace: Espace) -> QuerySet[actions.Action]:
    contributeurs = actions.Contributeur.objects.select_related("membre", "acteur")
    preuves = actions.Preuve.objects.select_related("fichier")
    return list_actions(espace).prefetch_related(
        Prefetch("contributeurs", contributeurs), Prefetch("preuves", preuves), "politiques"
    )


def list_completes(espace: Espace) -> QuerySet[actions.Action]:
    """Return the actions of a plan, with all that a page or a file says of them."""
    return list_imprimees(espace).prefetch_related("attend")


def list_preuves(espace: Espace) -> QuerySet[actions.Preuve]:
    preuves = actions.Preuve.objects.filter(action__in=list_courtes(espace))
    return preuves.select_related("action", "fichier").order_by("action__rang", "action", "pk")


def list_editions(espace: Espace) -> QuerySet[actions.Edition]:
    return actions.Edition.objects.filter(espace=espace).select_related("arretee")


def list_editions_depuis(espace: Espace, adopte_le: date | None) -> QuerySet[actions.Edition]:
    """Return those that ended after a scheme was adopted, whose end opens the following one.

    One whose years were over before that day was of the scheme before.
    """
    jour = adopte_le or date.max
    depuis = list_editions(espace).filter(arretee_le__date__gt=jour).exclude(fin__lt=jour)
    return depuis.order_by("arretee_le")


def list_importations(espace: Espace) -> QuerySet[actions.ImportationPlan]:
    return actions.ImportationPlan.objects.filter(espace=espace).select_related("espace", "auteur")


def list_membres_espace(espace: Espace, garde: Utilisateur | None = None) -> list[Utilisateur]:
    """Return who works in a space; `garde` is named already, even if she left since."""
    if espace.organisation:
        actives = espace.organisation.appartenances.actives()
        qui = Q(pk__in=actives.values("utilisateur"))
    else:
        qui = Q(pk=espace.proprietaire_id) | Q(essais_partages__espace=espace)
    membres = list(Utilisateur.objects.filter(qui).distinct().order_by("prenom", "nom", "pk"))
    return membres if garde is None or garde in membres else [*membres, garde]


def list_places(espace: Espace) -> list[tuple[actions.Axe, list[actions.Objectif]]]:
    objectifs = list(list_objectifs(espace))
    return [(axe, [o for o in objectifs if o.axe_id == axe.pk]) for axe in list_axes(espace)]


def read_dependances(espace: Espace) -> dict[str, list[str]]:
    liens = actions.Action.attend.through.objects.filter(
        from_action__espace=espace,
        from_action__ecarte_le=None,
        to_action__ecarte_le=None,
    ).values_list("from_action__code", "to_action__code")
    attentes: dict[str, list[str]] = {}
    for de, vers in liens:
        attentes.setdefault(de, []).append(vers)
    return attentes

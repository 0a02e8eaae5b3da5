"""What an address asks of the plan, answered by the database: a page of actions, counts, pilots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat
from django.http import QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from spaser.documents.dessins import Legende
from spaser.documents.dessins_pages import draw_echelle
from spaser.documents.francais import (
    capitalize,
    enumerate_mots,
    format_date,
    spell_nombre,
    tell_parts,
    typographie,
)
from spaser.elements import fold_mots
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.plan import EtatAction
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions import plan_lu
from spaser.site.plan.actions.services import OUVERTES, list_axes, list_courtes
from spaser.site.plan.models.actions import Action, Axe, Etape

SANS_AXE: Final = "a_ranger"
PAR_PAGE: Final = 50
FILTRES_DES: Final = 15  # actions: fewer are read without filters
REPLI_DES: Final = 40  # actions: from then on, axes that are over are folded
PILOTES_MAX: Final = 200  # to choose among, those who lead most: words find the others
_CHIFFRES: Final = 9  # of the number of an axis
_ORDRE: Final = (
    F("axe__rang").asc(nulls_last=True),
    "axe_id",
    F("objectif__rang").asc(nulls_first=True),
    F("objectif_id").asc(nulls_first=True),
    "rang",
    "pk",
)
_MEMBRE: Final = ("prenom", "nom", "courriel", "efface_le")  # to build her name


@dataclass(frozen=True)
class Pilote:
    """Who leads actions, by what stands for her in an address; `qui` finds them."""

    cle: str
    nom: str
    nombre: int
    qui: Q


@dataclass(frozen=True)
class Comptes:
    cases: Sequence[Mapping[str, Any]]

    def count(self, quoi: str = "nombre", **ou: object) -> int:
        """Count the actions of an axis, of a state; or `retards`, the late ones among them."""
        return sum(
            case[quoi] for case in self.cases if all(case[nom] == dit for nom, dit in ou.items())
        )

    @cached_property
    def total(self) -> int:
        return self.count()

    @cached_property
    def en_retard(self) -> int:
        return self.count("retards")

    @property
    def etats(self) -> list[tuple[int, str]]:
        nombres = ((self.count(etat=etat.value), etat) for etat in EtatAction)
        return [(nombre, etat.accorde(nombre)) for nombre, etat in nombres]

    @property
    def resume(self) -> str:
        """Say how many actions there are, and in which states: « Sept actions : une terminée… »."""
        a_lancer, en_cours, terminees, abandonnees = self.etats
        dits = [
            f"{spell_nombre(nombre, feminin=True)} {mots}"
            for nombre, mots in (terminees, en_cours, a_lancer, abandonnees)
            if nombre
        ]
        toutes = capitalize(spell_nombre(self.total, feminin=True))
        return typographie(f"{toutes} action{'s'[: self.total > 1]} : {enumerate_mots(dits)}")

    @cached_property
    def sans_pilote(self) -> int:
        """Count the actions that nobody leads, but those that are over."""
        return sum(
            self.count(etat=etat.value, pilote_membre=None, pilote_nom="")
            for etat in EtatAction
            if not etat.est_finie
        )

    @property
    def a_regler(self) -> str:
        """Say what is to settle: « Une action en retard, deux sans pilote »; nothing if all is."""
        return tell_parts(
            "action", [(self.en_retard, "en retard"), (self.sans_pilote, "sans pilote")]
        )

    @cached_property
    def pilotes(self) -> dict[str, Pilote]:
        """Return the pilots by name; « à pourvoir » last."""
        pilotes: dict[str, Pilote] = {}
        for case in self.cases:
            action = _make_pilotee(case)
            cle = plan_lu.ActionLue(action, date.min).cle_pilote
            avant = pilotes.get(cle, Pilote(cle, action.pilote, 0, Q(pk__in=())))
            qui = Q(pilote_membre=case["pilote_membre"], pilote_nom=case["pilote_nom"])
            pilotes[cle] = Pilote(cle, avant.nom, avant.nombre + case["nombre"], avant.qui | qui)
        sans = pilotes.pop(plan_lu.SANS_PILOTE, None)
        rangees = {p.cle: p for p in sorted(pilotes.values(), key=lambda p: fold_mots(p.nom))}
        return rangees | ({plan_lu.SANS_PILOTE: sans} if sans else {})

    @property
    def choix_pilotes(self) -> list[tuple[str, str]]:
        menent = sorted(self.pilotes.values(), key=lambda p: -p.nombre)[:PILOTES_MAX]
        gardes = {pilote.cle for pilote in menent}
        return [(p.cle, capitalize(p.nom)) for p in self.pilotes.values() if p.cle in gardes]


@dataclass(frozen=True)
class FiltrePlan:
    """What the address asks of the plan; what is unknown in it asks nothing."""

    q: str = ""
    axe: str = ""
    pilote: str = ""
    etat: str = ""
    famille: str = ""
    retard: bool = False
    regler: bool = False  # late, or without a pilot

    @classmethod
    def read(cls, parametres: QueryDict) -> FiltrePlan:
        etat, famille = parametres.get("etat", ""), parametres.get("famille", "")
        axe = parametres.get("axe", "")
        numero = axe.isascii() and axe.isdigit() and len(axe) <= _CHIFFRES
        return cls(
            q=parametres.get("q", "").replace("\0", "").strip()[:200],
            axe=axe if numero or axe == SANS_AXE else "",
            pilote=parametres.get("pilote", "").replace("\0", "")[:200],
            etat=etat if etat in set(EtatAction) else "",
            famille=famille if famille in read_familles() else "",
            retard=parametres.get("retard") == "oui",
            regler=parametres.get("regler") == "oui",
        )

    @property
    def filtre(self) -> bool:
        return self != FiltrePlan()

    def keep(self, actions: QuerySet[Action], comptes: Comptes, jour: date) -> QuerySet[Action]:
        """Keep the actions that answer; `comptes` are those of the whole plan."""
        if self.axe:
            actions = actions.filter(axe=None if self.axe == SANS_AXE else int(self.axe))
        if self.pilote:
            pilote = comptes.pilotes.get(self.pilote)
            actions = actions.filter(pilote.qui if pilote else Q(pk__in=()))
        if self.etat:
            actions = actions.filter(etat=self.etat)
        if self.famille:
            actions = actions.filter(familles__icontains=f'"{self.famille}"')
        if self.retard:
            actions = actions.filter(is_late(jour))
        if self.regler:
            seules = OUVERTES & Q(pilote_membre=None, pilote_nom="")
            actions = actions.filter(is_late(jour) | seules)
        mots = fold_mots(self.q).split()
        return actions.filter(pk__in=_find_mots(actions, comptes, mots)) if mots else actions


@dataclass(frozen=True)
class GroupePilote:
    """Actions of a pilot on a page, that may go on with those of the page before."""

    pilote: Pilote
    actions: Sequence[plan_lu.ActionLue]
    suite: bool


@dataclass(frozen=True)
class TableauLu:
    page: Page[int]
    axes: Sequence[plan_lu.AxeLu]
    comptes: Comptes
    titres: Sequence[tuple[str, str]]  # of the axes, to choose among
    echelle: SafeString  # the years above its lines of time
    etapes: Sequence[Etape]  # those that come, of the actions of the page

    @property
    def replies(self) -> list[plan_lu.AxeLu]:
        return [axe for axe in self.axes if axe.est_replie]


def is_late(jour: date) -> Q:
    """Return the rule of `find_retard` as a filter of the database."""
    etapes = Etape.objects.filter(_is_past("fin", jour), action=OuterRef("pk"), faite_le=None)
    pas_lancee = Q(etat=EtatAction.A_LANCER.value) & _is_past("debut", jour)
    return OUVERTES & (_is_past("fin", jour) | pas_lancee | Q(Exists(etapes)))


def list_retards(espace: Espace, jour: date) -> QuerySet[Action]:
    etape = Min("etapes__fin", filter=_is_past("etapes__fin", jour) & Q(etapes__faite_le=None))
    depuis = Case(
        When(_is_past("fin", jour), then=F("fin")),
        When(Q(etat=EtatAction.A_LANCER.value) & _is_past("debut", jour), then=F("debut")),
        default=etape,
    )
    # A month ends after its last day: « 2026-06-31 » follows « 2026-06-30-31 ».
    fin = Concat(Coalesce(depuis, Value("")), Value("-31"))
    return list_courtes(espace).filter(is_late(jour)).alias(depuis=fin).order_by("depuis", *_ORDRE)


def count_actions(actions: QuerySet[Action], jour: date) -> Comptes:
    membre = [f"pilote_membre__{champ}" for champ in _MEMBRE]
    cases = actions.order_by().values("axe", "etat", "pilote_membre", "pilote_nom", *membre)
    retards = Count("pk", filter=is_late(jour))
    return Comptes(list(cases.annotate(nombre=Count("pk"), retards=retards)))


def list_gardees(actions: QuerySet[Action], demande: FiltrePlan, jour: date) -> QuerySet[Action]:
    if demande.filtre:
        actions = demande.keep(actions, count_actions(actions, jour), jour)
    return actions.order_by(*_ORDRE)


def read_page_plan(
    espace: Espace, demande: FiltrePlan, numero: str | None, ouverte: int = 0
) -> TableauLu:
    jour, toutes, axes = timezone.localdate(), list_courtes(espace), list(list_axes(espace))
    comptes = retenus = count_actions(toutes, jour)
    gardees = demande.keep(toutes, comptes, jour)
    if demande.filtre:
        retenus = count_actions(gardees, jour)
    gardees = gardees.order_by(*_ORDRE)
    pages = Paginator(range(retenus.total), PAR_PAGE)
    cherchee = ouverte and pages.num_pages > 1
    page = pages.get_page(find_page(gardees, ouverte) if cherchee else numero)
    debut = max(page.start_index() - 1, 0)
    # With the one before, which says whether the page begins with a sequel.
    lignes = gardees.select_related("axe", "objectif")[max(debut - 1, 0) : page.end_index()]
    lues, periode = plan_lu.place_actions([plan_lu.ActionLue(a, jour) for a in lignes], jour)
    precedente = lues.pop(0).action if debut else None
    places = list(_lay_out(axes, lues, page, retenus, precedente, pleins=demande.filtre))
    if comptes.total >= REPLI_DES and not demande.filtre:
        places = [replace(place, est_replie=_is_over(place, comptes, ouverte)) for place in places]
    titres = [(str(axe.pk), axe.titre) for axe in axes]
    legende = Legende("echelle", "Les années du plan", f"Aujourd’hui : {format_date(jour)}.")
    echelle = mark_safe(draw_echelle(legende, periode, jour))  # noqa: S308 - it escapes every text
    return TableauLu(page, places, comptes, titres, echelle, _list_etapes(lues))


def _is_over(place: plan_lu.AxeLu, comptes: Comptes, ouverte: int) -> bool:
    """Say whether all the actions of an axis are over, and none of them is being changed."""
    cle = place.axe.pk if place.axe else None
    finies = sum(comptes.count(axe=cle, etat=etat.value) for etat in EtatAction if etat.est_finie)
    return finies == place.nombre > 0 and all(lue.action.pk != ouverte for lue in place.actions)


def _list_etapes(lues: Sequence[plan_lu.ActionLue]) -> list[Etape]:
    """Return the dated steps that are not done, of actions that go on, the soonest first."""
    dues = [
        etape
        for lue in lues
        if not lue.etat.est_finie
        for etape in lue.action.etapes.all()
        if etape.fin and etape.faite_le is None
    ]
    return sorted(dues, key=lambda etape: (etape.fin, etape.pk))


def find_page(gardees: QuerySet[Action], pk: int) -> int:
    """Return the page where an action stands; the first when it is not there."""
    numeros = list(gardees.values_list("pk", flat=True))
    return numeros.index(pk) // PAR_PAGE + 1 if pk in numeros else 1


def read_par_pilote(espace: Espace, numero: str | None) -> tuple[Page[int], list[GroupePilote]]:
    jour, toutes = timezone.localdate(), list_courtes(espace)
    comptes = count_actions(toutes, jour)
    page = Paginator(range(comptes.total), PAR_PAGE).get_page(numero)
    debut, fin, rang = max(page.start_index() - 1, 0), page.end_index(), 0
    ici: list[tuple[Pilote, int]] = []  # the pilots of the page, each with how many come before her
    for pilote in comptes.pilotes.values():
        if rang < fin and rang + pilote.nombre > debut:
            ici.append((pilote, rang))
        rang += pilote.nombre
    if not ici:
        return page, []
    places = Case(*(When(pilote.qui, then=Value(rang)) for pilote, rang in ici))
    siennes = toutes.alias(place=places).filter(place__isnull=False).order_by("place", *_ORDRE)
    premier = ici[0][1]
    par_cle: dict[str, list[plan_lu.ActionLue]] = {}
    for action in siennes[debut - premier : fin - premier]:
        lue = plan_lu.ActionLue(action, jour)
        par_cle.setdefault(lue.cle_pilote, []).append(lue)
    return page, [GroupePilote(p, par_cle.get(p.cle, []), suite=rang < debut) for p, rang in ici]


def _is_past(champ: str, jour: date) -> Q:
    """Say that a date, known to the year, the month or the day, ended before a day.

    Dates are kept as texts that sort; the month and the year of that day are not over.
    """
    iso = jour.isoformat()
    en_cours = (iso[: len("2026")], iso[: len("2026-11")])
    return Q(**{f"{champ}__gt": "", f"{champ}__lt": iso}) & ~Q(**{f"{champ}__in": en_cours})


def _find_mots(actions: QuerySet[Action], comptes: Comptes, mots: Sequence[str]) -> list[int]:
    """Return the actions that hold words; compared here, since databases heed accents."""
    noms = {(c["pilote_membre"], c["pilote_nom"]): _make_pilotee(c).pilote for c in comptes.cases}
    lus = actions.order_by().values_list(
        "pilote_membre", "pilote_nom", "pk", "code", "titre", "description"
    )
    trouves = []
    for membre, nom, pk, *textes in lus.prefetch_related(None).iterator():
        texte = fold_mots(" ".join([*textes, noms[membre, nom]]))
        if all(mot in texte for mot in mots):
            trouves.append(pk)
    return trouves


def _make_pilotee(case: Mapping[str, Any]) -> Action:
    """Return an action of this pilot, to be asked what stands for her."""
    if case["pilote_membre"] is None:
        return Action(pilote_nom=case["pilote_nom"])
    connu = {champ: case[f"pilote_membre__{champ}"] for champ in _MEMBRE}
    return Action(pilote_membre=Utilisateur(pk=case["pilote_membre"], **connu))


def _lay_out(
    axes: Sequence[Axe],
    lues: Sequence[plan_lu.ActionLue],
    page: Page[int],
    comptes: Comptes,
    precedente: Action | None,
    *,
    pleins: bool,
) -> Iterator[plan_lu.AxeLu]:
    """Give the axes of a page; one without any action stands with the action that follows it."""
    debut, fin, rang = max(page.start_index() - 1, 0), page.end_index(), 0
    for axe in (*axes, None):
        cle = axe.pk if axe else None
        nombre = comptes.count(axe=cle)
        siennes = [lue for lue in lues if lue.action.axe_id == cle]
        ici = debut <= rang < fin or (rang == comptes.total and not page.has_next())
        if siennes or (axe and ici and not nombre and not pleins):
            yield plan_lu.AxeLu(axe, _group(siennes, precedente), nombre, suite=rang < debut)
        rang += nombre


def _group(
    lues: Sequence[plan_lu.ActionLue], precedente: Action | None
) -> list[plan_lu.ActionsParObjectif]:
    """Put actions under their objectives; the first may go on with that of the page before."""
    groupes = plan_lu.group_objectifs(lues)
    if groupes and precedente and (premier := groupes[0]).objectif:
        suite = premier.objectif.pk == precedente.objectif_id
        groupes[0] = replace(premier, suite=suite)
    return groupes

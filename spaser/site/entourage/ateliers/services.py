"""A workshop prepared, driven step by step, rehearsed; who takes part, what each one votes."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from spaser.regles.ateliers import (
    BULLETINS_MAX,
    PERSONNES_MAX,
    EtapeAtelier,
    EtatEtape,
    GabaritAtelier,
    clean_code,
    tally,
)
from spaser.regles.indicateurs import SousTheme
from spaser.site.chiffres.marches.services import read_marches
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.acteurs.services import list_acteurs
from spaser.site.entourage.models.ateliers import Atelier, BulletinAtelier, ParticipantAtelier
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.services import list_axes, list_courtes
from spaser.site.plan.grille.services import sort_lignes
from spaser.site.socle.journal import record

type Lignes = Sequence[tuple[str, str]]
"""What is asked about: what it was drawn from, its words."""

SIMULES: Final = 10
_SIGNES: Final = "ABCDEFGHJKMNPQRTUVWXY346789"  # none is taken for another
_LONGUEUR: Final = 6
_MARCHES: Final = 20
_MOTS_SIMULES: Final = ("Réserver un lot", "Former les services", "Ouvrir aux petites entreprises")


# --- Prepared from a template, with lines of the space ---


def _cite(sorte: str, lues: Iterable[Any]) -> Lignes:
    return [(f"{sorte}:{lue.pk}", str(lue)) for lue in lues]


def _list_marches(espace: Espace) -> Lignes:
    marches = read_marches(espace).marches[:_MARCHES]
    return [(f"marche:{m.cle}", m.contrat.objet or f"Marché {m.contrat.id}") for m in marches]


def _list_grille(espace: Espace) -> Lignes:
    return [(f"ligne:{li.pk}:{li.rubrique}", li.titre) for li in sort_lignes(espace)]


_THEMES: Final = [(f"theme:{theme}:{theme.rubrique}", theme.libelle) for theme in SousTheme]
_SOURCES: Final[Mapping[str, tuple[str, Callable[[Espace], Lignes]]]] = {
    "themes": ("Thèmes du programme", lambda _espace: _THEMES),
    "grille": ("Lignes de votre grille", _list_grille),
    "axes": ("Axes de votre plan", lambda espace: _cite("axe", list_axes(espace))),
    "actions": ("Actions de votre plan", lambda espace: _cite("action", list_courtes(espace))),
    "acteurs": ("Vos acteurs", lambda espace: _cite("acteur", list_acteurs(espace))),
    "marches": ("Vos derniers marchés", _list_marches),
}


def list_sources_atelier(espace: Espace, gabarit: GabaritAtelier) -> list[tuple[str, Lignes]]:
    """Return what a template may ask about in a space, by where it comes from."""
    sources = (_SOURCES[code] for code in gabarit.sources)
    return [(titre, lues) for titre, lit in sources if (lues := lit(espace))]


@transaction.atomic
def prepare_atelier(
    espace: Espace, gabarit: GabaritAtelier, titre: str, lignes: Lignes, auteur: Utilisateur
) -> Atelier:
    atelier = Atelier(espace=espace, gabarit=gabarit.code, titre=titre, prepare_par=auteur)
    atelier.code, atelier.etapes = _draw_code(), gabarit.make_etapes(lignes)
    _keep(atelier, "preparation", auteur)
    return atelier


def _draw_code() -> str:
    while True:
        code = "".join(secrets.choice(_SIGNES) for _ in range(_LONGUEUR))
        if not Atelier.objects.filter(code=code).exists():
            return code


# --- Read ---


def list_ateliers(espace: Espace) -> QuerySet[Atelier]:
    return Atelier.objects.filter(espace=espace).select_related("espace")


def find_atelier(code: str) -> Atelier | None:
    """Return the workshop that a code opens; none of a space that takes nothing any more."""
    trouve = Atelier.objects.filter(code=clean_code(code)).select_related("espace").first()
    return trouve if trouve and not trouve.espace.est_garde else None


def _list_bulletins(atelier: Atelier, etape: EtapeAtelier) -> QuerySet[BulletinAtelier]:
    recus = BulletinAtelier.objects.filter(participant__atelier=atelier, etape=etape.rang)
    return recus.order_by("pk")


def count_votants(atelier: Atelier) -> int:
    """Return how many answered where it is: all that is known of a step before it is shown."""
    etape = atelier.courante
    recus = _list_bulletins(atelier, etape).values("participant").order_by() if etape else None
    return 0 if recus is None else recus.distinct().count()


def list_derniers(atelier: Atelier, etape: EtapeAtelier) -> dict[int, dict[str, str]]:
    """Return the ballot of each that counts: the last one."""
    return dict(_list_bulletins(atelier, etape).values_list("participant", "choix"))


# --- Who takes part, and what each one votes ---


class BulletinRefuse(Exception):
    """A ballot that is not counted, with the reason in French."""


def join_atelier(atelier: Atelier) -> ParticipantAtelier:
    if atelier.participants.count() >= PERSONNES_MAX:
        raise BulletinRefuse("Cet atelier est complet : demandez une feuille à qui l’anime.")
    return atelier.participants.create()


def hold_atelier(numero: int) -> Atelier:
    """Return a workshop that nobody else changes until the transaction ends."""
    tenus = Atelier.objects.select_for_update(of=("self",)).select_related("espace")
    return tenus.get(pk=numero)


@transaction.atomic
def cast_vote(
    rang: int, participant: ParticipantAtelier, cle: UUID, envoyes: Mapping[str, str]
) -> list[str]:
    """Keep a ballot, once whatever its replays; it takes the place of a former one.

    BulletinRefuse when it comes too late or too often. The lines that are gone are left out, and
    returned by their words; a ballot that says nothing else is not kept.
    """
    atelier = hold_atelier(participant.atelier_id)
    etape = atelier.find_etape(rang)
    siens = participant.bulletins.all()
    if siens.filter(cle=cle).exists():
        return []
    if etape is None or etape is not atelier.courante or not atelier.prend_votes:
        raise BulletinRefuse(
            "Trop tard : cette étape est close, ce vote n’est pas compté. Ce que vous aviez envoyé "
            "avant la clôture l’est."
        )
    if siens.filter(etape=rang).count() >= BULLETINS_MAX:
        raise BulletinRefuse("Vous avez changé d’avis trop souvent : votre dernier vote est gardé.")
    choix, parties = etape.read_bulletin(envoyes)
    if etape.maximum and len(choix) > etape.maximum:
        raise BulletinRefuse(f"Vous en avez choisi {len(choix)} : gardez-en {etape.maximum}.")
    if choix or not parties:
        participant.bulletins.create(etape=rang, cle=cle, choix=choix)
    return parties


# --- Driven: each gesture may come twice, and changes nothing the second time ---


_DES_ETAPES: Final[Mapping[str, tuple[set[EtatEtape], EtatEtape]]] = {
    "ouvrir": ({EtatEtape.ATTEND, EtatEtape.CLOSE}, EtatEtape.OUVERTE),
    "clore": ({EtatEtape.OUVERTE}, EtatEtape.CLOSE),
    "montrer": ({EtatEtape.OUVERTE, EtatEtape.CLOSE}, EtatEtape.MONTREE),
}


@transaction.atomic
def drive(atelier: Atelier, geste: str, rang: int, auteur: Utilisateur) -> None:
    """Do a gesture of whoever leads, on a step if it has its place; an unknown one does nothing.

    Once a workshop is over, its steps may only be shown.
    """
    tenu = hold_atelier(atelier.pk)
    etape = tenu.find_etape(rang)
    if geste in _DE_L_ATELIER:
        _DE_L_ATELIER[geste](tenu)
        _keep(tenu, geste, auteur)
    elif geste == "minute" and etape is tenu.courante and tenu.fin_le:
        tenu.fin_le = max(tenu.fin_le, timezone.now()) + timedelta(minutes=1)
        tenu.save()
    elif geste in _DES_ETAPES and etape and (not tenu.fini_le or geste == "montrer"):
        depuis, vers = _DES_ETAPES[geste]
        if etape.etat in depuis:
            _move(tenu, etape, vers)
        _keep(tenu, "etape", auteur)


def _move(atelier: Atelier, etape: EtapeAtelier, etat: EtatEtape) -> None:
    """Give its state to a step; the one that it opens after is closed."""
    if EtatEtape.OUVERTE in {etat, etape.etat}:
        _close(atelier)
    etape.etat = etat
    if etat == EtatEtape.OUVERTE:
        atelier.fin_le = timezone.now() + timedelta(minutes=etape.minutes)
        if etape.suite and not etape.lignes:
            _draw_lignes(atelier, etape)
        if atelier.repetition:
            _simulate(atelier, etape)


def _close(atelier: Atelier) -> None:
    atelier.fin_le = None
    for etape in atelier.etapes:
        if etape.etat == EtatEtape.OUVERTE:
            etape.etat = EtatEtape.CLOSE


def _draw_lignes(atelier: Atelier, etape: EtapeAtelier) -> None:
    """Ask about what the step before decided, which is shown by that."""
    avant = atelier.etapes[etape.rang - 1]
    avant.etat = EtatEtape.MONTREE
    etape.put_lignes(tally(avant, list_derniers(atelier, avant).values()).list_suite())


def _simulate(atelier: Atelier, etape: EtapeAtelier) -> None:
    cles = [ligne.cle for ligne in etape.presentes]
    niveaux = list(etape.niveaux) or _MOTS_SIMULES
    for personne in atelier.participants.all()[:SIMULES]:
        hasard = Random(f"{personne.pk}-{etape.rang}")  # noqa: S311 - a rehearsal
        dites = hasard.sample(cles, min(len(cles), etape.maximum or len(cles)))
        choix = {cle: hasard.choice(niveaux) for cle in dites}
        personne.bulletins.create(etape=etape.rang, choix=choix)


def _start_repetition(atelier: Atelier) -> None:
    """Let simulated people in, before anybody came."""
    if not atelier.fini_le and not atelier.participants.exists():
        atelier.repetition = True
        venus = [ParticipantAtelier(atelier=atelier) for _ in range(SIMULES)]
        ParticipantAtelier.objects.bulk_create(venus)


def _end_repetition(atelier: Atelier) -> None:
    """Erase the people, ballots and lines of a rehearsal: all begins again."""
    if atelier.repetition:
        atelier.repetition, atelier.fin_le = False, None
        atelier.participants.all().delete()
        for etape in atelier.etapes:
            etape.etat, etape.feuilles, etape.papier = EtatEtape.ATTEND, 0, {}
            etape.lignes = [] if etape.suite else etape.lignes


def _finish(atelier: Atelier) -> None:
    if not atelier.repetition:
        _close(atelier)
        atelier.fini_le = atelier.fini_le or timezone.now()


_DE_L_ATELIER: Final[Mapping[str, Callable[[Atelier], None]]] = {
    "repeter": _start_repetition,
    "fin_repetition": _end_repetition,
    "terminer": _finish,
}


@contextmanager
def change_etape(
    atelier: Atelier, rang: int, geste: str, auteur: Utilisateur
) -> Iterator[EtapeAtelier]:
    """Give a step to change, its lines or what was counted by hand: nobody else changes it."""
    with transaction.atomic():
        tenu = hold_atelier(atelier.pk)
        yield tenu.etapes[rang]
        _keep(tenu, geste, auteur)


def _keep(atelier: Atelier, geste: str, auteur: Utilisateur) -> None:
    """Save a workshop that its people see change."""
    atelier.pas += 1
    atelier.save()
    note_atelier(geste, atelier, auteur)


@transaction.atomic
def delete_atelier(atelier: Atelier, auteur: Utilisateur) -> None:
    note_atelier("suppression", atelier, auteur)
    atelier.delete()


def note_atelier(geste: str, atelier: Atelier, auteur: Utilisateur) -> None:
    record(f"ateliers.{geste}", auteur=auteur, objet=atelier, espace=atelier.espace)

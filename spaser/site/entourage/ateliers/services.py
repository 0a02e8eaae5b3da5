"""A workshop prepared, driven step by step, rehearsed; who takes part, what each one votes."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from spaser.regles import ateliers
from spaser.regles.indicateurs import SousTheme
from spaser.site.chiffres.marches.services import read_marches
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.acteurs.services import list_acteurs
from spaser.site.entourage.models.ateliers import (
    LIGNE_MAX,
    Atelier,
    EtapeAtelier,
    EtatEtape,
    LigneAtelier,
    ParticipantAtelier,
)
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.services import list_axes, list_courtes
from spaser.site.plan.grille.services import sort_lignes
from spaser.site.socle.journal import record

type Lignes = Sequence[tuple[str, str]]
"""What is asked about: what it was drawn from, its words."""

SIMULES: Final = 10
GRACE: Final = timedelta(seconds=5)  # what a phone takes to send what was chosen in time
_SIGNES: Final = "ABCDEFGHJKMNPQRTUVWXY346789"  # none is taken for another
_LONGUEUR: Final = 6
_MARCHES: Final = 20
_MOTS_SIMULES: Final = ("Réserver un lot", "Former les services", "Ouvrir aux petites entreprises")


# --- Prepared from a template, with lines of the space ---


def _cite(sorte: str, lues: Iterable[Any]) -> list[tuple[str, str]]:
    return [(f"{sorte}:{lue.pk}", str(lue)) for lue in lues]


def _list_marches(espace: Espace) -> list[tuple[str, str]]:
    marches = read_marches(espace).marches[:_MARCHES]
    return [(f"marche:{m.cle}", m.contrat.objet or f"Marché {m.contrat.id}") for m in marches]


def _list_grille(espace: Espace) -> list[tuple[str, str]]:
    return [(f"ligne:{li.pk}:{li.rubrique}", li.titre) for li in sort_lignes(espace)]


_THEMES: Final = [(f"theme:{theme}:{theme.rubrique}", theme.libelle) for theme in SousTheme]
_SOURCES: Final[Mapping[str, tuple[str, Callable[[Espace], list[tuple[str, str]]]]]] = {
    "themes": ("Thèmes du programme", lambda _espace: _THEMES),
    "grille": ("Lignes de votre grille", _list_grille),
    "axes": ("Axes de votre plan", lambda espace: _cite("axe", list_axes(espace))),
    "actions": ("Actions de votre plan", lambda espace: _cite("action", list_courtes(espace))),
    "acteurs": ("Vos acteurs", lambda espace: _cite("acteur", list_acteurs(espace))),
    "marches": ("Vos derniers marchés", _list_marches),
}


def list_sources_atelier(
    espace: Espace, gabarit: ateliers.GabaritAtelier
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a template may ask about in a space, by where it comes from."""
    sources = (_SOURCES[code] for code in gabarit.sources)
    return [(titre, lues) for titre, lit in sources if (lues := lit(espace))]


@transaction.atomic
def prepare_atelier(
    espace: Espace, gabarit: str, titre: str, lignes: Lignes, auteur: Utilisateur
) -> Atelier:
    modele = ateliers.find_gabarit(gabarit)
    if modele is None:
        raise LookupError(gabarit)
    atelier = Atelier.objects.create(
        espace=espace, gabarit=gabarit, titre=titre, code=_draw_code(), prepare_par=auteur
    )
    for rang, (dite, nom, siennes) in enumerate(_list_etapes(modele, lignes)):
        etape = EtapeAtelier.objects.create(
            atelier=atelier,
            rang=rang,
            titre=nom[:120],
            **{c: getattr(dite, c) for c in "consigne genre minutes maximum suite".split()},
        )
        _add_lignes(etape, siennes)
    _note("ateliers.preparation", atelier, auteur)
    return atelier


def _list_etapes(
    modele: ateliers.GabaritAtelier, lignes: Lignes
) -> Iterator[tuple[ateliers.EtapeGabarit, str, Lignes]]:
    reponses = [("", reponse) for reponse in modele.reponses]
    for dite in modele.etapes:
        if modele.par_ligne:
            yield from ((dite, libelle, reponses) for _, libelle in lignes)
        else:
            yield dite, dite.titre, () if dite.suite else lignes or reponses


def _add_lignes(etape: EtapeAtelier, lignes: Lignes) -> None:
    LigneAtelier.objects.bulk_create(
        LigneAtelier(etape=etape, rang=rang, libelle=libelle[:LIGNE_MAX], cible=cible)
        for rang, (cible, libelle) in enumerate(lignes)
    )


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
    atelier = Atelier.objects.filter(code=ateliers.clean_code(code)).select_related("espace")
    trouve = atelier.first()
    return trouve if trouve and not trouve.espace.est_garde else None


def find_courante(atelier: Atelier) -> EtapeAtelier | None:
    """Return the step that is open, else the last one that was; none before the first."""
    vues = [etape for etape in atelier.etapes.all() if etape.etat != EtatEtape.ATTEND]
    ouverte = next((etape for etape in vues if etape.etat == EtatEtape.OUVERTE), None)
    return ouverte or (vues[-1] if vues else None)


def count_votants(etape: EtapeAtelier) -> int:
    """Return how many answered, the only thing that is known of a step before it is shown."""
    return etape.bulletins.values("participant").distinct().count()


def takes_votes(etape: EtapeAtelier, maintenant: datetime | None = None) -> bool:
    finie = etape.fin_le and (maintenant or timezone.now()) > etape.fin_le + GRACE
    return etape.etat == EtatEtape.OUVERTE and not finie


# --- Who takes part, and what each one votes ---


class BulletinRefuse(Exception):
    """A ballot that is not counted, with the reason in French."""


def join_atelier(atelier: Atelier, nom: str) -> ParticipantAtelier:
    if atelier.participants.count() >= ateliers.PERSONNES_MAX:
        raise BulletinRefuse("Cet atelier est complet : demandez une feuille à qui l’anime.")
    return ParticipantAtelier.objects.create(atelier=atelier, nom=nom)


@transaction.atomic
def cast_vote(
    numero: int, participant: ParticipantAtelier, cle: UUID, envoyes: Mapping[str, str]
) -> ateliers.EnvoiVote:
    """Keep a ballot, once whatever its replays; it takes the place of a former one.

    BulletinRefuse when it comes too late or too often. What it says of a line that is gone is left
    out and named; a ballot that says nothing else is not kept.
    """
    etapes = EtapeAtelier.objects.select_for_update().filter(atelier_id=participant.atelier_id)
    etape = etapes.filter(pk=numero).first()
    if participant.bulletins.filter(cle=cle).exists():
        return ateliers.EnvoiVote({})
    if etape is None or not takes_votes(etape):
        raise BulletinRefuse(
            "Trop tard : cette étape est close, ce vote n’est pas compté. Ce que vous aviez envoyé "
            "avant la clôture l’est."
        )
    if participant.bulletins.filter(etape=etape).count() >= ateliers.BULLETINS_MAX:
        raise BulletinRefuse("Vous avez changé d’avis trop souvent : votre dernier vote est gardé.")
    presentes = {str(ligne.pk) for ligne in etape.presentes}
    envoi = ateliers.read_bulletin(etape.demande, etape.maximum, presentes, envoyes)
    if envoi.de_trop:
        raise BulletinRefuse(f"Vous en avez choisi {len(envoi.choix)} : gardez-en {etape.maximum}.")
    if envoi.choix or not envoi.disparues:
        etape.bulletins.create(participant=participant, cle=cle, choix=envoi.choix)
    return envoi


def name_lignes(etape: EtapeAtelier, numeros: Iterable[str]) -> list[str]:
    """Return the words of lines, those that were taken out too."""
    connus = [numero for numero in numeros if numero.isdecimal()]
    return list(etape.lignes.filter(pk__in=connus).values_list("libelle", flat=True))


def list_derniers(etape: EtapeAtelier) -> dict[int, dict[str, str]]:
    """Return the ballot of each that counts: the last one."""
    recus = etape.bulletins.order_by("pk").values_list("participant", "choix")
    return dict(recus)


# --- Driven: each gesture may come twice, and changes nothing the second time ---


def open_etape(atelier: Atelier, etape: EtapeAtelier) -> None:
    """Open a step, which closes the one before; one that was shown stays as it is."""
    if etape.etat not in {EtatEtape.ATTEND, EtatEtape.CLOSE}:
        return
    atelier.etapes.filter(etat=EtatEtape.OUVERTE).update(etat=EtatEtape.CLOSE)
    if etape.suite and not etape.lignes.exists():
        _add_lignes(etape, _list_suite(etape))
    etape.etat, etape.fin_le = EtatEtape.OUVERTE, timezone.now() + timedelta(minutes=etape.minutes)
    etape.save(update_fields=["etat", "fin_le"])
    if atelier.repetition:
        _simulate(etape)


def add_minute(_atelier: Atelier, etape: EtapeAtelier) -> None:
    if etape.etat == EtatEtape.OUVERTE and etape.fin_le:
        etape.fin_le = max(etape.fin_le, timezone.now()) + timedelta(minutes=1)
        etape.save(update_fields=["fin_le"])


def _end(etat: EtatEtape, *depuis: EtatEtape) -> Callable[[Atelier, EtapeAtelier], None]:
    """Return what gives a state to a step that is in one of these."""

    def end(_atelier: Atelier, etape: EtapeAtelier) -> None:
        EtapeAtelier.objects.filter(pk=etape.pk, etat__in=depuis).update(etat=etat)

    return end


def _list_suite(etape: EtapeAtelier) -> Lignes:
    """Return what the step before wrote, once each; the most frequent first."""
    avant = etape.atelier.etapes.filter(rang=etape.rang - 1).get()
    dits = [dit for choix in list_derniers(avant).values() for dit in choix.values()]
    dits += [dit for mots in avant.read_papier().mots.values() for dit in mots]
    return [("", mot) for mot, _ in ateliers.group_mots(dits)]


def start_repetition(atelier: Atelier) -> None:
    """Let simulated people in, before anybody came."""
    if not atelier.fini_le and not atelier.participants.exists():
        atelier.repetition = True
        ParticipantAtelier.objects.bulk_create(
            ParticipantAtelier(atelier=atelier, nom=f"Répétition {rang}", simule=True)
            for rang in range(1, SIMULES + 1)
        )


def end_repetition(atelier: Atelier) -> None:
    """Erase the people, ballots and lines of a rehearsal: all begins again."""
    if atelier.repetition:
        atelier.repetition = False
        atelier.participants.all().delete()
        LigneAtelier.objects.filter(etape__atelier=atelier, etape__suite=True).delete()
        atelier.etapes.update(etat=EtatEtape.ATTEND, fin_le=None, papier={})


def finish_atelier(atelier: Atelier) -> None:
    if not atelier.repetition:
        atelier.etapes.filter(etat=EtatEtape.OUVERTE).update(etat=EtatEtape.CLOSE)
        atelier.fini_le = atelier.fini_le or timezone.now()


def _simulate(etape: EtapeAtelier) -> None:
    lignes = [str(ligne.pk) for ligne in etape.lignes.all()]
    for personne in etape.atelier.participants.filter(simule=True):
        hasard = Random(f"{personne.pk}-{etape.pk}")  # noqa: S311 - a rehearsal
        dites = hasard.sample(lignes, min(len(lignes), etape.maximum or len(lignes)))
        niveaux = list(etape.demande.niveaux) or _MOTS_SIMULES
        choix = {ligne: hasard.choice(niveaux) for ligne in dites}
        etape.bulletins.create(participant=personne, choix=choix)


_DES_ETAPES: Final[Mapping[str, Callable[[Atelier, EtapeAtelier], None]]] = {
    "ouvrir": open_etape,
    "clore": _end(EtatEtape.CLOSE, EtatEtape.OUVERTE),
    "montrer": _end(EtatEtape.MONTREE, EtatEtape.OUVERTE, EtatEtape.CLOSE),
    "minute": add_minute,
}
_DE_L_ATELIER: Final[Mapping[str, Callable[[Atelier], None]]] = {
    "repeter": start_repetition,
    "fin_repetition": end_repetition,
    "terminer": finish_atelier,
}


@transaction.atomic
def drive(atelier: Atelier, geste: str, numero: int, auteur: Utilisateur) -> None:
    """Do a gesture of whoever leads, on a step if it has its number; an unknown one does nothing.

    Once a workshop is over, its steps may only be shown.
    """
    tenu = (
        Atelier.objects.select_for_update(of=("self",)).select_related("espace").get(pk=atelier.pk)
    )
    if geste in _DE_L_ATELIER:
        _DE_L_ATELIER[geste](tenu)
        _note(f"ateliers.{geste}", tenu, auteur)
    elif geste in _DES_ETAPES and (etape := tenu.etapes.filter(pk=numero).first()):
        if not tenu.fini_le or geste == "montrer":
            _DES_ETAPES[geste](tenu, etape)
        _note("ateliers.etape", tenu, auteur)
    else:
        return
    tenu.pas += geste != "minute"
    tenu.save()


@transaction.atomic
def change_ligne(
    etape: EtapeAtelier, auteur: Utilisateur, ajout: str = "", retrait: int = 0
) -> None:
    """Add words to a step that is not closed, or take a line out: its votes count no more."""
    if etape.etat in {EtatEtape.ATTEND, EtatEtape.OUVERTE}:
        etape.lignes.filter(pk=retrait).update(retiree=True)
        if dit := " ".join(ajout.split())[:LIGNE_MAX]:
            etape.lignes.create(rang=etape.lignes.count(), libelle=dit)
        _show_change(etape)
        _note("ateliers.ligne", etape.atelier, auteur)


@transaction.atomic
def save_papier(etape: EtapeAtelier, papier: ateliers.Papier, auteur: Utilisateur) -> None:
    """Keep what was counted by hand, beside what phones sent."""
    etape.papier = msgspec.to_builtins(papier)
    etape.save(update_fields=["papier"])
    _show_change(etape)
    _note("ateliers.papier", etape.atelier, auteur)


def _show_change(etape: EtapeAtelier) -> None:
    Atelier.objects.filter(pk=etape.atelier_id).update(pas=F("pas") + 1)


@transaction.atomic
def delete_atelier(atelier: Atelier, auteur: Utilisateur) -> None:
    _note("ateliers.suppression", atelier, auteur)
    atelier.delete()


def _note(geste: str, atelier: Atelier, auteur: Utilisateur, **details: Any) -> None:
    record(geste, auteur=auteur, objet=atelier, espace=atelier.espace, details=details)


# --- Names leave thirty days after the end, or after somebody came where it never ended ---


GARDE: Final = timedelta(days=30)


def erase_noms(maintenant: datetime) -> int:
    limite = maintenant - GARDE
    finis = Q(atelier__fini_le__lt=limite) | Q(atelier__fini_le=None, arrive_le__lt=limite)
    nommes = ParticipantAtelier.objects.exclude(nom="").filter(simule=False)
    return nommes.filter(finis).update(nom="")

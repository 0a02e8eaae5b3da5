"""Reads the editions, and counts what the site knows of each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from spaser.metier.agenda.evenements import NatureEvenement
from spaser.metier.editions import Edition, Mesures, ModuleCompte, Seance
from spaser.web.agenda.selectors import BilanEvenement, count_evenements, list_organismes
from spaser.web.bilan.models import Participation
from spaser.web.bilan.textes import EDITIONS
from spaser.web.commun.outils import list_manifestes
from spaser.web.editorial.selectors import find_contenu, read_contenus
from spaser.web.formation.selectors import count_modules
from spaser.web.questionnaires.selectors import list_verbatims, read_satisfaction
from spaser.web.registre.models import Depot, EtatDepot, NatureDepot


def read_editions(jour: date) -> tuple[Edition, ...]:
    return read_contenus(EDITIONS, jour)


def find_edition(code: str, jour: date) -> Edition | None:
    return find_contenu(EDITIONS, code, jour)


def read_mesures(edition: Edition, jour: date) -> Mesures:
    comptes: dict[str, Any] = {}
    if edition.debut:
        fin = min(edition.fin or jour, jour)
        comptes |= {
            "depots": _count_depots(edition.debut, fin),
            "modules": tuple(_read_modules(edition.debut, fin)),
        }
        for outil in list_manifestes():
            comptes |= outil.mesures(edition.debut, fin)
    return Mesures(
        jour=jour,
        seances=tuple(_read_seances(count_evenements(edition.code), jour)),
        organismes=list_organismes(edition.code),
        satisfaction=read_satisfaction(edition.code),
        paroles=list_verbatims(edition.code),
        **comptes,
    )


def _read_seances(evenements: Iterable[BilanEvenement], jour: date) -> Iterable[Seance]:
    limite = min(timezone.now(), _start(jour + timedelta(days=1)))
    for evenement in evenements:
        if evenement.fin <= limite:
            yield Seance(
                titre=evenement.titre,
                atelier=evenement.nature == NatureEvenement.ATELIER,
                jour=timezone.localdate(evenement.debut),
                inscrits=evenement.inscrits,
                presents=evenement.presents,
                replay=evenement.replay,
                ailleurs=evenement.ailleurs,
            )


def _read_modules(debut: date, fin: date) -> Iterable[ModuleCompte]:
    for module in count_modules(debut, fin):
        if module.commences or module.termines:
            yield ModuleCompte(module.titre, module.commences, module.termines)


def _count_depots(debut: date, fin: date) -> int | None:
    """Count the deposits of some days; None when the register took none so early."""
    depots = Depot.objects.exclude(etat=EtatDepot.BROUILLON).exclude(nature=NatureDepot.CORRECTION)
    return _count_between(depots, "soumis_le", _start(debut), _start(fin + timedelta(days=1)))


def _count_between(lignes: QuerySet[Any], champ: str, debut: datetime, fin: datetime) -> int | None:
    """Count the lines of a time; None when the first one came after it: nobody counted then."""
    dedans = Q(**{f"{champ}__gte": debut, f"{champ}__lt": fin})
    lus = lignes.order_by().aggregate(nombre=Count("pk", filter=dedans), premier=Min(champ))
    nombre: int = lus["nombre"]
    return nombre if lus["premier"] and lus["premier"] < fin else None


def _start(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time.min))


def list_aides() -> list[Participation]:
    """Return the organisations that ask the team for help, the first to ask first."""
    lues = Participation.objects.filter(aide=True, espace__organisation__isnull=False)
    demandes = lues.select_related("espace__organisation").order_by("aide_le", "pk")
    return [demande for demande in demandes if not demande.espace.est_fictif]

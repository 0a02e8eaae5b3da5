"""Digests: at their hour, the mails that somebody wanted grouped become one.

What each tells is read again then, and what is no longer useful is left out; when nothing is left,
there is no mail.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from spaser.web.courriels.arguments import Lus, read_ensemble, unpack
from spaser.web.courriels.envoi import RECAPITULATIF
from spaser.web.courriels.models import Courriel, EtatCourriel
from spaser.web.courriels.natures import Contexte, Nature, PlusUtile, find_nature, register
from spaser.web.courriels.pied import make_pied
from spaser.web.courriels.preferences import REFUSE, list_arretes
from spaser.web.courriels.sujets import Sujet
from spaser.web.courriels.tasks import send_lot
from spaser.web.socle.courriel import render_sujet

RIEN: Final = "Plus rien de ce qu’il réunissait n’est utile."
_LOT: Final = 50
_EXTRAIT: Final = 240
_NATURE: Final = Nature("Récapitulatif", "courriels/courriels/recapitulatif")

type NommeEspaces = Callable[[Iterable[int]], dict[int, str]]
_NOMMES: Final[list[NommeEspaces]] = []


def register_noms_espaces(nomme: NommeEspaces) -> None:
    """Let the app of spaces, above, say what each is called."""
    _NOMMES.append(nomme)


# At their hour: one mail a person takes along all that waits for her.


def gather(maintenant: datetime) -> int:
    """Write the digests that are due and return how many; run twice, each is written once."""
    dus = Courriel.objects.filter(
        etat=EtatCourriel.GROUPE, recapitulatif=None, du_le__lte=maintenant
    )
    personnes = dus.order_by().values_list("personne_id", flat=True).distinct()
    nombre = 0
    for lot in batched(list(personnes), _LOT):
        with transaction.atomic():
            siens: dict[int | None, list[uuid.UUID]] = defaultdict(list)
            for personne, pk in dus.filter(personne_id__in=lot).values_list("personne_id", "pk"):
                siens[personne].append(pk)
            ecrits = [
                ligne for qui, pks in siens.items() if (ligne := _gather(qui, pks, maintenant))
            ]
            Courriel.objects.bulk_create(ecrits)
            if ecrits:
                send_lot.enqueue(numeros=[str(ligne.pk) for ligne in ecrits])
            nombre += len(ecrits)
    return nombre


def _gather(personne: int | None, pks: list[uuid.UUID], maintenant: datetime) -> Courriel | None:
    """Return the digest of somebody, that takes these along; None when another has."""
    numero = uuid.uuid4()
    libres = Courriel.objects.filter(pk__in=pks, etat=EtatCourriel.GROUPE, recapitulatif=None)
    pris = libres.update(recapitulatif_id=numero)
    if not pris:
        return None
    return Courriel(
        pk=numero,
        nature=RECAPITULATIF,
        personne_id=personne,
        arguments={"recapitulatif": str(numero)},
        du_le=maintenant,
    )


# When it leaves.


@dataclass(frozen=True)
class Entree:
    sujet: Sujet
    espace: int | None
    titre: str
    extrait: str
    lien: str


def compose_recapitulatif(recapitulatif: Courriel) -> Contexte:
    """Tell all that is still useful, by subject and by space."""
    personne = recapitulatif.personne
    if personne is None:
        raise PlusUtile(RIEN)
    attendent = recapitulatif.groupes.exclude(etat=EtatCourriel.INUTILE)
    groupes = list(attendent.order_by("ecrit_le"))
    refus = list_arretes(personne)
    lus = read_ensemble((find_nature(g.nature)[1], g.arguments) for g in groupes)
    entrees = [entree for groupe in groupes if (entree := _keep(groupe, refus, lus))]
    if not entrees:
        raise PlusUtile(RIEN)
    uniques = list(dict.fromkeys(entrees))  # what waits for long is told once
    sujets = sorted({e.sujet for e in uniques}, key=list(Sujet).index)
    return {
        "nombre": len(uniques),
        "sujets": [_tell_sujet(sujet, uniques) for sujet in sujets],
        **make_pied(personne, sujets),
    }


register(RECAPITULATIF, _NATURE, compose_recapitulatif)


def _keep(groupe: Courriel, refus: set[str], lus: Lus) -> Entree | None:
    """Return what a mail tells now; one that need not go says why, and is left out."""
    try:
        return _read(groupe, refus, lus)
    except PlusUtile as raison:
        Courriel.objects.filter(pk=groupe.pk).update(
            etat=EtatCourriel.INUTILE, raison=str(raison), fini_le=timezone.now(), arguments={}
        )
        return None


def _read(groupe: Courriel, refus: set[str], lus: Lus) -> Entree:
    nature, composition = find_nature(groupe.nature)
    sujet = nature.sujet
    if sujet is None or sujet in refus:
        raise PlusUtile(REFUSE)
    arguments = unpack(composition, groupe.arguments, lus)
    if raison := nature.arret(**arguments):
        raise PlusUtile(raison)
    contexte = composition(**arguments)
    extrait = contexte.get("extrait") or next(iter(contexte.get("lignes", ())), "")
    return Entree(
        sujet,
        groupe.espace_id,
        render_sujet(nature.gabarit, contexte),
        Truncator(extrait).chars(_EXTRAIT),
        contexte["lien"],
    )


def _tell_sujet(sujet: Sujet, entrees: list[Entree]) -> dict[str, Any]:
    siennes = [entree for entree in entrees if entree.sujet == sujet]
    numeros = dict.fromkeys(entree.espace for entree in siennes)
    noms = _name_espaces(numero for numero in numeros if numero)
    lieux = sorted(numeros, key=lambda numero: noms.get(numero or 0, ""))
    return {
        "titre": sujet.label,
        "lieux": [
            {
                "nom": noms.get(lieu or 0, ""),
                "entrees": [entree for entree in siennes if entree.espace == lieu],
            }
            for lieu in lieux
        ],
    }


def _name_espaces(numeros: Iterable[int]) -> dict[int, str]:
    voulus = set(numeros)
    return {n: nom for nomme in _NOMMES for n, nom in nomme(voulus).items()} if voulus else {}

"""Writes where somebody is, counts what happens without saying to whom, hands attestations."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from spaser.lettres import fold_mots
from spaser.metier.apprentissage import (
    Choisis,
    Suivi,
    advance,
    answer,
    judge,
    merge,
    print_module,
)
from spaser.metier.formation import DE_LECON, Lecon, Module, Question
from spaser.web.comptes.models import Utilisateur
from spaser.web.formation.models import Attestation, Compte, CompteDuJour, Progression
from spaser.web.formation.selectors import Suivis, name_sujet, read_suivis_de

GARDE_ATTESTATIONS: Final = timedelta(days=5 * 365)
GARDE_COMPTES: Final = timedelta(days=5 * 365)
_COUT: Final = {"n": 2**13, "r": 8, "p": 1}  # of a print of a name: some 30 ms

type Compteur = tuple[str, Compte]


@dataclass(frozen=True)
class Reponse:
    """An answer that is complete, and where it was given."""

    module: Module
    lecons: tuple[Lecon, ...]
    lecon: Lecon
    question: Question
    choisis: Choisis


@transaction.atomic
def keep_reponse(personne: Utilisateur, reponse: Reponse, jour: date) -> None:
    """Keep an answer in an account; what another tab kept meanwhile stays."""
    ligne, _ = Progression.objects.select_for_update().get_or_create(
        personne=personne, lecon=reponse.lecon.code
    )
    avant = read_suivis_de(personne)
    if not ligne.version:
        avant.pop(reponse.lecon.code)
    apres = _answer(reponse, avant)
    _write(ligne, apres[reponse.lecon.code])
    add_comptes(list_comptes(reponse, avant, apres), jour)


@transaction.atomic
def note_reponse(reponse: Reponse, avant: Suivis, jour: date) -> dict[str, Suivi]:
    """Return what a browser is to keep once it has answered, without account."""
    apres = _answer(reponse, avant)
    add_comptes(list_comptes(reponse, avant, apres), jour)
    return apres


def _answer(reponse: Reponse, avant: Suivis) -> dict[str, Suivi]:
    lecon = reponse.lecon
    suivi = answer(avant.get(lecon.code), reponse.module, lecon, reponse.question, reponse.choisis)
    return {**avant, lecon.code: suivi}


def _write(ligne: Progression, suivi: Suivi) -> None:
    ligne.version, ligne.reponses, ligne.faite = suivi.version, suivi.reponses, suivi.faite
    ligne.save()


@transaction.atomic
def join_suivis(personne: Utilisateur, hors_compte: Suivis) -> None:
    """Give to an account what was answered without it; what it holds already wins."""
    for code, suivi in hors_compte.items():
        ligne, nouvelle = Progression.objects.select_for_update().get_or_create(
            personne=personne, lecon=code
        )
        _write(ligne, merge(None if nouvelle else ligne.suivi, suivi))


def forget_reponses(personne: Utilisateur, lecons: Iterable[Lecon]) -> None:
    codes = [lecon.code for lecon in lecons]
    Progression.objects.filter(personne=personne, lecon__in=codes).delete()


# What is counted: things that happened on a day, never who.


def list_comptes(reponse: Reponse, avant: Suivis, apres: Suivis) -> list[Compteur]:
    """Return what an answer adds to the counts of the day."""
    lecon, module = reponse.lecon, reponse.module
    sujet, codes = name_sujet(lecon, reponse.question), {x.code for x in reponse.lecons}
    deja = avant.get(lecon.code)
    comptes: list[Compteur] = [(sujet, Compte.REPONSE)]
    if judge(reponse.question, reponse.choisis):
        comptes.append((sujet, Compte.JUSTE))
    if deja is None:
        comptes.append((lecon.code, Compte.COMMENCE))
        if not codes & set(avant):
            comptes.append((module.code, Compte.COMMENCE))
    if apres[lecon.code].faite and not (deja and deja.faite):
        comptes.append((lecon.code, Compte.TERMINE))
        if _has_ended(reponse, apres) and not _has_ended(reponse, avant):
            comptes.append((module.code, Compte.TERMINE))
    return comptes


def _has_ended(reponse: Reponse, suivis: Suivis) -> bool:
    return advance(reponse.module, reponse.lecons, suivis).finie


def add_comptes(comptes: Iterable[Compteur], jour: date) -> None:
    """Add one to each of these counts, taken in one order: two people never wait for each other."""
    gardes = sorted(comptes)
    CompteDuJour.objects.bulk_create(
        [CompteDuJour(sujet=sujet, compte=compte, jour=jour) for sujet, compte in gardes],
        ignore_conflicts=True,
    )
    lesquels = Q()
    for sujet, compte in gardes:
        lesquels |= Q(sujet=sujet, compte=compte)
    du_jour = CompteDuJour.objects.filter(lesquels, jour=jour)
    tenus = du_jour.select_for_update().order_by("sujet", "compte").values_list("pk", flat=True)
    CompteDuJour.objects.filter(pk__in=list(tenus)).update(nombre=F("nombre") + 1)


# Attestations: the name is printed in the file, and kept nowhere.


@transaction.atomic
def hand_attestation(module: Module, lecons: Sequence[Lecon], nom: str, jour: date) -> Attestation:
    """Keep what will prove that this file was handed to whoever bears that name."""
    sel = secrets.token_hex(16)
    attestation = Attestation.objects.create(
        code=secrets.token_hex(8),
        module=module.code,
        titre=module.titre,
        version=print_module(module, lecons),
        jour=jour,
        sel=sel,
        empreinte=_print_nom(nom, sel),
    )
    add_comptes([(module.code, Compte.ATTESTATION)], jour)
    return attestation


def matches(attestation: Attestation, nom: str) -> bool:
    """Say whether an attestation was handed under that name: case, accents, hyphens aside."""
    return secrets.compare_digest(attestation.empreinte, _print_nom(nom, attestation.sel))


def _print_nom(nom: str, sel: str) -> str:
    mots = " ".join(sorted(fold_mots(nom).split()))  # the first name may come last
    return hashlib.scrypt(mots.encode(), salt=sel.encode(), dklen=32, **_COUT).hex()


def sweep_formation(maintenant: datetime) -> None:
    """Forget old attestations, and old counts of lessons: reviews keep those of modules."""
    jour = timezone.localdate(maintenant)
    Attestation.objects.filter(jour__lt=jour - GARDE_ATTESTATIONS).delete()
    vieux = CompteDuJour.objects.filter(jour__lt=jour - GARDE_COMPTES)
    vieux.filter(sujet__startswith=DE_LECON).delete()

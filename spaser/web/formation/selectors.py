"""Reads the modules of a day, where somebody is in them, and what is counted of everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Sum
from django.http import HttpRequest

from spaser.metier.apprentissage import Suivi, advance, unpack
from spaser.metier.formation import Lecon, Module, Question
from spaser.web.comptes.models import Utilisateur
from spaser.web.editorial.selectors import read_contenus
from spaser.web.formation.models import Attestation, Compte, CompteDuJour, Progression
from spaser.web.formation.textes import LECONS, MODULES

COOKIE: Final = "formation"
"""Holds, signed, what was answered without account."""

type Suivis = Mapping[str, Suivi]
type Comptes = Mapping[tuple[str, Compte], int]


def read_modules(jour: date) -> tuple[tuple[Module, tuple[Lecon, ...]], ...]:
    toutes = read_lecons(jour)
    siennes = (
        (module, tuple(lecon for lecon in toutes if lecon.module == module.code))
        for module in read_contenus(MODULES, jour)
    )
    return tuple((module, lecons) for module, lecons in siennes if lecons)


def read_lecons(jour: date) -> tuple[Lecon, ...]:
    return read_contenus(LECONS, jour)


def find_module(code: str, jour: date) -> tuple[Module, tuple[Lecon, ...]] | None:
    """Return a module that has lessons, with them."""
    return next((lu for lu in read_modules(jour) if lu[0].code == code), None)


def count_minutes(lecons: Iterable[Lecon]) -> int:
    return sum(lecon.duree for lecon in lecons)


# Where somebody is: in the database for who has an account, in a signed cookie for who has none.


def read_suivis(request: HttpRequest, jour: date) -> dict[str, Suivi]:
    if request.user.is_authenticated:
        return read_suivis_de(request.user)
    return read_paquet(request, jour)


def read_suivis_de(personne: Utilisateur) -> dict[str, Suivi]:
    return {p.lecon: p.suivi for p in Progression.objects.filter(personne=personne)}


def read_paquet(request: HttpRequest, jour: date) -> dict[str, Suivi]:
    """Return what this browser keeps of each lesson begun without account."""
    paquet = request.get_signed_cookie(COOKIE, default="")
    return unpack(paquet, read_lecons(jour)) if paquet else {}


@dataclass(frozen=True)
class LeconSuivie:
    lecon: Lecon
    rang: int
    suivi: Suivi | None
    faite: bool

    @property
    def commencee(self) -> bool:
        return self.suivi is not None and not self.faite


@dataclass(frozen=True)
class ModuleSuivi:
    module: Module
    lecons: tuple[LeconSuivie, ...]
    faites: int
    fini: bool
    suivante: Lecon | None

    @property
    def entame(self) -> bool:
        return any(suivie.suivi for suivie in self.lecons)

    @property
    def minutes(self) -> int:
        return count_minutes(suivie.lecon for suivie in self.lecons)

    @property
    def questions(self) -> int:
        return sum(len(suivie.lecon.questions) for suivie in self.lecons)


def follow(module: Module, lecons: Sequence[Lecon], suivis: Suivis) -> ModuleSuivi:
    avancee = advance(module, lecons, suivis)
    return ModuleSuivi(
        module,
        tuple(
            LeconSuivie(x, rang, suivis.get(x.code), x.code in avancee.faites)
            for rang, x in enumerate(lecons, 1)
        ),
        len(avancee.faites),
        avancee.finie,
        avancee.suivante,
    )


def find_attestation(code: str) -> Attestation | None:
    return Attestation.objects.filter(code=code).first()


# What is counted.


@dataclass(frozen=True)
class BilanModule:
    """How many began and completed a module within a period."""

    code: str
    titre: str
    commences: int
    termines: int


def count_modules(debut: date, fin: date) -> tuple[BilanModule, ...]:
    """Count those who began and who completed each module, from a day to another, both included."""
    return _list_modules(_sum_comptes(debut, fin), fin)


@dataclass(frozen=True)
class QuestionComptee:
    rang: int
    question: Question
    reponses: int
    justes: int


@dataclass(frozen=True)
class LeconComptee:
    lecon: Lecon
    commences: int
    termines: int
    questions: tuple[QuestionComptee, ...]


def count_formation(
    debut: date, fin: date
) -> tuple[tuple[BilanModule, ...], tuple[LeconComptee, ...]]:
    """Count what happened in each module and lesson, from a day to another, both included."""
    comptes = _sum_comptes(debut, fin)
    return _list_modules(comptes, fin), tuple(_count(x, comptes) for x in read_lecons(fin))


def _list_modules(comptes: Comptes, fin: date) -> tuple[BilanModule, ...]:
    return tuple(
        BilanModule(
            module.code,
            module.titre,
            comptes.get((module.code, Compte.COMMENCE), 0),
            comptes.get((module.code, Compte.TERMINE), 0),
        )
        for module in read_contenus(MODULES, fin)
    )


def _count(lecon: Lecon, comptes: Comptes) -> LeconComptee:
    return LeconComptee(
        lecon,
        comptes.get((lecon.code, Compte.COMMENCE), 0),
        comptes.get((lecon.code, Compte.TERMINE), 0),
        tuple(
            QuestionComptee(
                rang,
                question,
                comptes.get((name_sujet(lecon, question), Compte.REPONSE), 0),
                comptes.get((name_sujet(lecon, question), Compte.JUSTE), 0),
            )
            for rang, question in enumerate(lecon.questions, 1)
        ),
    )


def count_attestations(debut: date, fin: date) -> int:
    donnees = CompteDuJour.objects.filter(compte=Compte.ATTESTATION, jour__range=(debut, fin))
    total: int = donnees.aggregate(total=Sum("nombre", default=0))["total"]
    return total


def name_sujet(lecon: Lecon, question: Question) -> str:
    return f"{lecon.code}/{question.code}"


def _sum_comptes(debut: date, fin: date) -> Comptes:
    du_temps = CompteDuJour.objects.filter(jour__range=(debut, fin)).order_by()
    sommes = du_temps.values_list("sujet", "compte").annotate(total=Sum("nombre"))
    return {(sujet, Compte(compte)): total for sujet, compte, total in sommes}


def export_progressions(personne: Utilisateur) -> list[dict[str, Any]]:
    return [
        {
            "lecon": p.lecon,
            "reponses": p.reponses,
            "terminee": p.faite,
            "commencee_le": p.commencee_le.isoformat(),
            "modifiee_le": p.modifiee_le.isoformat(),
        }
        for p in Progression.objects.filter(personne=personne)
    ]

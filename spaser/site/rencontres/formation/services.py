"""Lessons followed: where somebody is in them, what is counted of everybody."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models import F, Q, Sum
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from spaser.elements import fold_mots
from spaser.regles.editions import ModuleCompte
from spaser.regles.lecons import (
    DE_LECON,
    Choisis,
    Lecon,
    Module,
    QuestionLecon,
    SuiviLecon,
    add_reponse,
    compute_avancee,
    is_juste,
    merge_suivis,
    pack_suivis,
    print_module,
    unpack_suivis,
)
from spaser.site.comptes.models import Utilisateur
from spaser.site.editorial.services import read_contenus
from spaser.site.rencontres import models
from spaser.site.rencontres.formation.lecons import (
    LECONS,
    MODULES,
    ChoixMontre,
    LeconMontree,
    QuestionMontree,
)

# --- Reads the modules of a day, where somebody is in them, and what is counted of everybody ---


COOKIE: Final = "formation"
"""Holds, signed, what was answered without account."""

type Suivis = Mapping[str, SuiviLecon]
type Comptes = Mapping[tuple[str, models.Compte], int]


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


def read_suivis_lecons(request: HttpRequest, jour: date) -> dict[str, SuiviLecon]:
    if request.user.is_authenticated:
        return read_suivis_de(request.user)
    return read_paquet(request, jour)


def read_suivis_de(personne: Utilisateur) -> dict[str, SuiviLecon]:
    return {p.lecon: p.suivi for p in models.Progression.objects.filter(personne=personne)}


def read_paquet(request: HttpRequest, jour: date) -> dict[str, SuiviLecon]:
    """Return what this browser keeps of each lesson begun without account."""
    paquet = request.get_signed_cookie(COOKIE, default="")
    return unpack_suivis(paquet, read_lecons(jour)) if paquet else {}


@dataclass(frozen=True)
class LeconSuivie:
    lecon: Lecon
    rang: int
    suivi: SuiviLecon | None
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


def follow_module(module: Module, lecons: Sequence[Lecon], suivis: Suivis) -> ModuleSuivi:
    avancee = compute_avancee(module, lecons, suivis)
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


def find_attestation(code: str) -> models.Attestation | None:
    return models.Attestation.objects.filter(code=code).first()


# What is counted.


def count_modules(debut: date, fin: date) -> tuple[ModuleCompte, ...]:
    """Count those who began and who completed each module, from a day to another, both included."""
    return _list_modules(_sum_comptes(debut, fin), fin)


@dataclass(frozen=True)
class QuestionComptee:
    rang: int
    question: QuestionLecon
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
) -> tuple[tuple[ModuleCompte, ...], tuple[LeconComptee, ...]]:
    """Count what happened in each module and lesson, from a day to another, both included."""
    comptes = _sum_comptes(debut, fin)
    return _list_modules(comptes, fin), tuple(_count(x, comptes) for x in read_lecons(fin))


def _list_modules(comptes: Comptes, fin: date) -> tuple[ModuleCompte, ...]:
    return tuple(
        ModuleCompte(
            module.code,
            module.titre,
            comptes.get((module.code, models.Compte.COMMENCE), 0),
            comptes.get((module.code, models.Compte.TERMINE), 0),
        )
        for module in read_contenus(MODULES, fin)
    )


def _count(lecon: Lecon, comptes: Comptes) -> LeconComptee:
    return LeconComptee(
        lecon,
        comptes.get((lecon.code, models.Compte.COMMENCE), 0),
        comptes.get((lecon.code, models.Compte.TERMINE), 0),
        tuple(
            QuestionComptee(
                rang,
                question,
                comptes.get((name_question(lecon, question), models.Compte.REPONSE), 0),
                comptes.get((name_question(lecon, question), models.Compte.JUSTE), 0),
            )
            for rang, question in enumerate(lecon.questions, 1)
        ),
    )


def count_attestations(debut: date, fin: date) -> int:
    donnees = models.CompteDuJour.objects.filter(
        compte=models.Compte.ATTESTATION, jour__range=(debut, fin)
    )
    total: int = donnees.aggregate(total=Sum("nombre", default=0))["total"]
    return total


def name_question(lecon: Lecon, question: QuestionLecon) -> str:
    return f"{lecon.code}/{question.code}"


def _sum_comptes(debut: date, fin: date) -> Comptes:
    du_temps = models.CompteDuJour.objects.filter(jour__range=(debut, fin)).order_by()
    sommes = du_temps.values_list("sujet", "compte").annotate(total=Sum("nombre"))
    return {(sujet, models.Compte(compte)): total for sujet, compte, total in sommes}


# --- Writes where somebody is, counts what happens without saying to whom, hands attestations ---


GARDE_ATTESTATIONS: Final = timedelta(days=5 * 365)
GARDE_COMPTES: Final = timedelta(days=5 * 365)
_COUT: Final = {"n": 2**13, "r": 8, "p": 1}  # of a print of a name: some 30 ms

type Compteur = tuple[str, models.Compte]


@dataclass(frozen=True)
class ReponseDonnee:
    """An answer that is complete, and where it was given."""

    module: Module
    lecons: tuple[Lecon, ...]
    lecon: Lecon
    question: QuestionLecon
    choisis: Choisis


@transaction.atomic
def keep_reponse_lecon(personne: Utilisateur, reponse: ReponseDonnee, jour: date) -> None:
    """Keep an answer in an account; what another tab kept meanwhile stays."""
    ligne, _ = models.Progression.objects.select_for_update().get_or_create(
        personne=personne, lecon=reponse.lecon.code
    )
    avant = read_suivis_de(personne)
    if not ligne.version:
        avant.pop(reponse.lecon.code)
    apres = _answer(reponse, avant)
    _write(ligne, apres[reponse.lecon.code])
    add_comptes(list_comptes(reponse, avant, apres), jour)


@transaction.atomic
def note_reponse(reponse: ReponseDonnee, avant: Suivis, jour: date) -> dict[str, SuiviLecon]:
    """Return what a browser is to keep once it has answered, without account."""
    apres = _answer(reponse, avant)
    add_comptes(list_comptes(reponse, avant, apres), jour)
    return apres


def _answer(reponse: ReponseDonnee, avant: Suivis) -> dict[str, SuiviLecon]:
    lecon = reponse.lecon
    suivi = add_reponse(
        avant.get(lecon.code), reponse.module, lecon, reponse.question, reponse.choisis
    )
    return {**avant, lecon.code: suivi}


def _write(ligne: models.Progression, suivi: SuiviLecon) -> None:
    ligne.version, ligne.reponses, ligne.faite = suivi.version, suivi.reponses, suivi.faite
    ligne.save()


@transaction.atomic
def join_suivis(personne: Utilisateur, hors_compte: Suivis) -> None:
    """Give to an account what was answered without it; what it holds already wins."""
    for code, suivi in hors_compte.items():
        ligne, nouvelle = models.Progression.objects.select_for_update().get_or_create(
            personne=personne, lecon=code
        )
        _write(ligne, merge_suivis(None if nouvelle else ligne.suivi, suivi))


def forget_reponses(personne: Utilisateur, lecons: Iterable[Lecon]) -> None:
    codes = [lecon.code for lecon in lecons]
    models.Progression.objects.filter(personne=personne, lecon__in=codes).delete()


# What is counted: things that happened on a day, never who.


def list_comptes(reponse: ReponseDonnee, avant: Suivis, apres: Suivis) -> list[Compteur]:
    """Return what an answer adds to the counts of the day."""
    lecon, module = reponse.lecon, reponse.module
    sujet, codes = name_question(lecon, reponse.question), {x.code for x in reponse.lecons}
    deja = avant.get(lecon.code)
    comptes: list[Compteur] = [(sujet, models.Compte.REPONSE)]
    if is_juste(reponse.question, reponse.choisis):
        comptes.append((sujet, models.Compte.JUSTE))
    if deja is None:
        comptes.append((lecon.code, models.Compte.COMMENCE))
        if not codes & set(avant):
            comptes.append((module.code, models.Compte.COMMENCE))
    if apres[lecon.code].faite and not (deja and deja.faite):
        comptes.append((lecon.code, models.Compte.TERMINE))
        if _has_ended(reponse, apres) and not _has_ended(reponse, avant):
            comptes.append((module.code, models.Compte.TERMINE))
    return comptes


def _has_ended(reponse: ReponseDonnee, suivis: Suivis) -> bool:
    return compute_avancee(reponse.module, reponse.lecons, suivis).finie


def add_comptes(comptes: Iterable[Compteur], jour: date) -> None:
    """Add one to each of these counts, taken in one order: two people never wait for each other."""
    gardes = sorted(comptes)
    models.CompteDuJour.objects.bulk_create(
        [models.CompteDuJour(sujet=sujet, compte=compte, jour=jour) for sujet, compte in gardes],
        ignore_conflicts=True,
    )
    lesquels = Q()
    for sujet, compte in gardes:
        lesquels |= Q(sujet=sujet, compte=compte)
    du_jour = models.CompteDuJour.objects.filter(lesquels, jour=jour)
    tenus = du_jour.select_for_update().order_by("sujet", "compte").values_list("pk", flat=True)
    models.CompteDuJour.objects.filter(pk__in=list(tenus)).update(nombre=F("nombre") + 1)


# Attestations: the name is printed in the file, and kept nowhere.


@transaction.atomic
def hand_attestation(
    module: Module, lecons: Sequence[Lecon], nom: str, jour: date
) -> models.Attestation:
    """Keep what will prove that this file was handed to whoever bears that name."""
    sel = secrets.token_hex(16)
    attestation = models.Attestation.objects.create(
        code=secrets.token_hex(8),
        module=module.code,
        titre=module.titre,
        version=print_module(module, lecons),
        jour=jour,
        sel=sel,
        empreinte=_print_nom(nom, sel),
    )
    add_comptes([(module.code, models.Compte.ATTESTATION)], jour)
    return attestation


def matches(attestation: models.Attestation, nom: str) -> bool:
    """Say whether an attestation was handed under that name: case, accents, hyphens aside."""
    return secrets.compare_digest(attestation.empreinte, _print_nom(nom, attestation.sel))


def _print_nom(nom: str, sel: str) -> str:
    mots = " ".join(sorted(fold_mots(nom).split()))  # the first name may come last
    return hashlib.scrypt(mots.encode(), salt=sel.encode(), dklen=32, **_COUT).hex()


def sweep_formation(maintenant: datetime) -> None:
    """Forget old attestations, and old counts of lessons: reviews keep those of modules."""
    jour = timezone.localdate(maintenant)
    models.Attestation.objects.filter(jour__lt=jour - GARDE_ATTESTATIONS).delete()
    vieux = models.CompteDuJour.objects.filter(jour__lt=jour - GARDE_COMPTES)
    vieux.filter(sujet__startswith=DE_LECON).delete()


# --- Where somebody is without account: in a signed cookie, joined to her account when she signs
# in ---
# The cookie keeps longer than a session, so that a module may be taken up again weeks later.


GARDE: Final = timedelta(days=180)
_CHEMIN: Final = "/"
_JOINTE: Final = "formation_jointe"


def send_paquet(reponse: HttpResponseBase, suivis: Suivis) -> None:
    """Set the cookie that keeps where its reader is."""
    reponse.set_signed_cookie(
        COOKIE,
        pack_suivis(read_lecons(timezone.localdate()), suivis),
        max_age=GARDE,
        path=_CHEMIN,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


@receiver(user_logged_in, dispatch_uid="formation.join_suivis")
def join_paquet(
    sender: type[Utilisateur], request: HttpRequest, user: Utilisateur, **kwargs: Any
) -> None:
    """Give to the account what this browser kept without it."""
    if COOKIE in request.COOKIES:
        join_suivis(user, read_paquet(request, timezone.localdate()))
        setattr(request, _JOINTE, True)


class SuiviJoint(MiddlewareMixin):
    """Middleware: delete the cookie of answers once they have joined the reader's account."""

    def process_response(self, request: HttpRequest, reponse: HttpResponseBase) -> HttpResponseBase:
        if getattr(request, _JOINTE, False):
            reponse.delete_cookie(COOKIE, path=_CHEMIN, samesite="Lax")
        return reponse


# --- The questions of a lesson as a page asks them: with the answer that was given, corrected ---


@dataclass(frozen=True)
class ChoixPose:
    """A choice, whether it is ticked, or the rank that it was given."""

    montre: ChoixMontre
    coche: bool
    place: int


@dataclass(frozen=True)
class QuestionRepondue:
    """A question, the last answer, whether it is right, or what an answer lacks."""

    montree: QuestionMontree
    choix: tuple[ChoixPose, ...]
    repondue: bool = False
    juste: bool = False
    manque: str = ""

    @property
    def rangs(self) -> range:
        return range(1, len(self.choix) + 1)


def pose_questions(
    lecon: Lecon,
    montree: LeconMontree,
    reponses: Mapping[str, Choisis],
    refus: tuple[str, str, Choisis] | None = None,
) -> tuple[QuestionRepondue, ...]:
    """Return the questions of a lesson; `refus` is what one answer lacks, and what it held."""
    posees = []
    for question, vue in zip(lecon.questions, montree.questions, strict=True):
        donnee = reponses.get(vue.cle)
        refusee = refus if refus and refus[0] == question.code else None
        choisis = refusee[2] if refusee else donnee or ()
        posees.append(
            QuestionRepondue(
                vue,
                tuple(_pose(choix, choisis) for choix in vue.choix),
                repondue=donnee is not None and not refusee,
                juste=donnee is not None and is_juste(question, donnee),
                manque=refusee[1] if refusee else "",
            )
        )
    return tuple(posees)


def _pose(choix: ChoixMontre, choisis: Choisis) -> ChoixPose:
    coche = choix.rang in choisis
    return ChoixPose(choix, coche, choisis.index(choix.rang) + 1 if coche else 0)

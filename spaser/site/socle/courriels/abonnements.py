"""What one receives: subjects, rhythm, digests, the link that stops a mail."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.signing import BadSignature
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from spaser.site.socle import models
from spaser.site.socle.courriels import envoi, natures
from spaser.site.socle.declarations import list_declares
from spaser.site.socle.requetes import check_limite

# --- Choosing: what somebody wants is kept, and what already waits for her follows ---


GARDE_REFUS: Final = timedelta(days=3 * 365)


@transaction.atomic
def choose_cadences(
    personne: AbstractBaseUser, choix: Mapping[models.Sujet, models.Cadence]
) -> None:
    """Keep what somebody wants; what already waits for her follows."""
    anciennes = natures.read_cadences(personne)
    for sujet, cadence in choix.items():
        if anciennes[sujet] != cadence:
            natures.list_refus(personne.get_username()).filter(sujet=sujet).delete()
            models.Preference.objects.update_or_create(
                personne_id=personne.pk,
                sujet=sujet,
                defaults={"cadence": cadence, "avant": anciennes[sujet]},
            )
            _move(personne, sujet, cadence)


def list_courriels_groupes(personne: AbstractBaseUser) -> QuerySet[models.Courriel]:
    return models.Courriel.objects.filter(
        personne_id=personne.pk, etat=models.EtatCourriel.GROUPE, recapitulatif=None
    )


def _move(personne: AbstractBaseUser, sujet: models.Sujet, cadence: models.Cadence) -> None:
    """Have the mails that wait for a digest leave when they are wanted now."""
    attendent = list_courriels_groupes(personne).filter(nature__in=natures.list_chemins(sujet))
    maintenant = timezone.now()
    if cadence in models.GROUPEES:
        attendent.update(du_le=models.find_heure(cadence, maintenant))
    elif cadence == models.Cadence.JAMAIS:
        attendent.update(
            etat=models.EtatCourriel.INUTILE,
            raison=natures.REFUSE,
            fini_le=maintenant,
            arguments={},
        )
    else:
        for courriel in list(attendent):
            sien = attendent.filter(pk=courriel.pk)  # a digest may take it meanwhile
            if sien.update(etat=models.EtatCourriel.A_ENVOYER, du_le=maintenant):
                envoi.ask_envoi(courriel)


# For the team: counts, and nobody.


@dataclass(frozen=True)
class CompteChoix:
    """How many readers want a subject otherwise than at once."""

    sujet: str
    groupes: int
    arretes: int  # with an account
    refus: int  # without

    @property
    def est_nul(self) -> bool:
        """Say whether everybody gets it at once."""
        return not (self.groupes or self.arretes or self.refus)


def count_choix() -> list[CompteChoix]:
    choix = (
        models.Preference.objects.order_by().values_list("sujet", "cadence").annotate(n=Count("pk"))
    )
    comptes = {(sujet, cadence): nombre for sujet, cadence, nombre in choix}
    refus = dict(models.Refus.objects.order_by().values_list("sujet").annotate(n=Count("pk")))
    return [
        CompteChoix(
            sujet.label,
            sum(comptes.get((sujet, cadence), 0) for cadence in models.GROUPEES),
            comptes.get((sujet, models.Cadence.JAMAIS), 0),
            refus.get(sujet, 0),
        )
        for sujet in models.Sujet
    ]


def sweep_refus(maintenant: datetime) -> int:
    """Forget the hashes of addresses that refused something long ago."""
    return models.Refus.objects.filter(refuse_le__lt=maintenant - GARDE_REFUS).delete()[0]


# --- What the link at the foot of a mail stops, in one click and without account (RFC 8058) ---
# Forwarded, it stops nothing for anybody else than the reader whom it names.


@dataclass(frozen=True)
class Abonnement:
    """What a link stops, and for whom: an account, or the hash of an address."""

    sujets: tuple[models.Sujet, ...]
    masque: str  # « l…@exemple.fr »
    personne: AbstractBaseUser | None = None
    empreinte: str = ""

    @property
    def est_arrete(self) -> bool:
        """Say whether nothing of it is sent any more."""
        if self.personne is None:
            refus = models.Refus.objects.filter(empreinte=self.empreinte, sujet__in=self.sujets)
            return refus.count() == len(self.sujets)
        voulues = natures.read_cadences(self.personne)
        return all(voulues[sujet] == models.Cadence.JAMAIS for sujet in self.sujets)


def read(signe: str) -> Abonnement | None:
    """Return what a link stops; None when it is forged, or when the account is gone."""
    try:
        valeurs, *qui = natures.SIGNEUR.unsign_object(signe)
        sujets = tuple(map(models.Sujet, valeurs))
    except (BadSignature, ValueError, TypeError):
        return None
    match qui:
        case [str(empreinte), str(masque)]:
            return Abonnement(sujets, masque, empreinte=empreinte)
        case [int(numero)]:
            personne = get_user_model().objects.filter(pk=numero, is_active=True).first()
            return (
                Abonnement(sujets, natures.mask(personne.get_username()), personne)
                if personne
                else None
            )
    return None


@transaction.atomic
def stop(abonnement: Abonnement) -> None:
    """Send nothing more of it to this reader; twice is once."""
    if abonnement.personne is not None:
        choose_cadences(
            abonnement.personne, dict.fromkeys(abonnement.sujets, models.Cadence.JAMAIS)
        )
        return
    for sujet in abonnement.sujets:
        models.Refus.objects.get_or_create(empreinte=abonnement.empreinte, sujet=sujet)


@transaction.atomic
def resume(abonnement: Abonnement) -> None:
    """Undo it: an account has its former rhythm back."""
    if abonnement.personne is None:
        models.Refus.objects.filter(
            empreinte=abonnement.empreinte, sujet__in=abonnement.sujets
        ).delete()
        return
    voulues = natures.read_cadences(abonnement.personne)
    siennes = models.Preference.objects.filter(personne_id=abonnement.personne.pk)
    avant = dict(siennes.values_list("sujet", "avant"))
    arretes = [sujet for sujet in abonnement.sujets if voulues[sujet] == models.Cadence.JAMAIS]
    choose_cadences(
        abonnement.personne,
        {s: models.Cadence(avant.get(s) or models.Cadence.AUSSITOT) for s in arretes},
    )


# --- Stop the mails of a subject by the link that each of them holds; take it back ---


_PAR_LIEN: Final = 30  # by link, since mail software posts for many from one place
_HEURE: Final = timedelta(hours=1)
_ABSENT: Final = 404


@csrf_exempt  # mail software posts here with one click (RFC 8058): the signature is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def arreter_abonnement(request: HttpRequest, signe: str) -> HttpResponse:
    """Ask, by a button, whether to stop; act on a post alone: software opens every link."""
    abonnement = read(signe)
    if abonnement is not None and request.method == "POST":
        check_limite("courriels.arret", signe, _PAR_LIEN, _HEURE)
        stop(abonnement)
    return _show(request, signe, abonnement)


@never_cache
@require_POST
def reprendre_abonnement(request: HttpRequest, signe: str) -> HttpResponse:
    abonnement = read(signe)
    if abonnement is None:
        return _show(request, signe, None)
    check_limite("courriels.arret", signe, _PAR_LIEN, _HEURE)
    resume(abonnement)
    return redirect("courriels:arreter", signe)


def _show(request: HttpRequest, signe: str, abonnement: Abonnement | None) -> HttpResponse:
    contexte = {
        "fil": [("Courriels du site", None)],
        "signe": signe,
        "abonnement": abonnement,
        "sujets": [sujet.label for sujet in abonnement.sujets] if abonnement else [],
        "arrete": abonnement is not None and abonnement.est_arrete,
    }
    return render(
        request, "courriels/arreter.html", contexte, status=200 if abonnement else _ABSENT
    )


# --- Digests: at their hour, the mails that somebody wanted grouped become one ---
# What each tells is read again then, and what is no longer useful is left out; when nothing is
# left, there is no mail.


RIEN: Final = "Plus rien de ce qu’il réunissait n’est utile."
_LOT: Final = 50
_EXTRAIT: Final = 240
_NATURE: Final = natures.Nature("Récapitulatif", "courriels/courriels/recapitulatif")

# At their hour: one mail a person takes along all that waits for her.


def gather(maintenant: datetime) -> int:
    """Write the digests that are due and return how many; run twice, each is written once."""
    dus = models.Courriel.objects.filter(
        etat=models.EtatCourriel.GROUPE, recapitulatif=None, du_le__lte=maintenant
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
            models.Courriel.objects.bulk_create(ecrits)
            if ecrits:
                envoi.send_lot.enqueue(numeros=[str(ligne.pk) for ligne in ecrits])
            nombre += len(ecrits)
    return nombre


def _gather(
    personne: int | None, pks: list[uuid.UUID], maintenant: datetime
) -> models.Courriel | None:
    """Return the digest of somebody, that takes these along; None when another has."""
    numero = uuid.uuid4()
    libres = models.Courriel.objects.filter(
        pk__in=pks, etat=models.EtatCourriel.GROUPE, recapitulatif=None
    )
    pris = libres.update(recapitulatif_id=numero)
    if not pris:
        return None
    return models.Courriel(
        pk=numero,
        nature=envoi.RECAPITULATIF,
        personne_id=personne,
        arguments={"recapitulatif": str(numero)},
        du_le=maintenant,
    )


# When it leaves.


@dataclass(frozen=True)
class EntreeRecapitulatif:
    sujet: models.Sujet
    espace: int | None
    titre: str
    extrait: str
    lien: str


def compose_recapitulatif(recapitulatif: models.Courriel) -> natures.Contexte:
    """Tell all that is still useful, by subject and by space."""
    personne = recapitulatif.personne
    if personne is None:
        raise natures.PlusUtile(RIEN)
    attendent = recapitulatif.groupes.exclude(etat=models.EtatCourriel.INUTILE)
    groupes = list(attendent.order_by("ecrit_le"))
    refus = natures.list_arretes(personne)
    lus = natures.read_ensemble((natures.find_nature(g.nature)[1], g.arguments) for g in groupes)
    entrees = [entree for groupe in groupes if (entree := _keep(groupe, refus, lus))]
    if not entrees:
        raise natures.PlusUtile(RIEN)
    uniques = list(dict.fromkeys(entrees))  # what waits for long is told once
    sujets = sorted({e.sujet for e in uniques}, key=list(models.Sujet).index)
    return {
        "nombre": len(uniques),
        "sujets": [_tell_sujet(sujet, uniques) for sujet in sujets],
        **natures.make_pied(personne, sujets),
    }


natures.register(envoi.RECAPITULATIF, _NATURE, compose_recapitulatif)


def _keep(groupe: models.Courriel, refus: set[str], lus: natures.Lus) -> EntreeRecapitulatif | None:
    """Return what a mail tells now; one that need not go says why, and is left out."""
    try:
        return _read(groupe, refus, lus)
    except natures.PlusUtile as raison:
        models.Courriel.objects.filter(pk=groupe.pk).update(
            etat=models.EtatCourriel.INUTILE,
            raison=str(raison),
            fini_le=timezone.now(),
            arguments={},
        )
        return None


def _read(groupe: models.Courriel, refus: set[str], lus: natures.Lus) -> EntreeRecapitulatif:
    nature, composition = natures.find_nature(groupe.nature)
    sujet = nature.sujet
    if sujet is None or sujet in refus:
        raise natures.PlusUtile(natures.REFUSE)
    arguments = natures.unpack(composition, groupe.arguments, lus)
    if raison := nature.arret(**arguments):
        raise natures.PlusUtile(raison)
    contexte = composition(**arguments)
    extrait = contexte.get("extrait") or next(iter(contexte.get("lignes", ())), "")
    return EntreeRecapitulatif(
        sujet,
        groupe.espace_id,
        envoi.render_sujet(nature.gabarit, contexte),
        Truncator(extrait).chars(_EXTRAIT),
        contexte["lien"],
    )


def _tell_sujet(sujet: models.Sujet, entrees: list[EntreeRecapitulatif]) -> dict[str, Any]:
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
    if not voulus:
        return {}
    nomment: list[Callable[[set[int]], dict[int, str]]] = list_declares("NOMS_ESPACES")
    return {n: nom for nomme in nomment for n, nom in nomme(voulus).items()}

"""Reads the FAQ: its answers by part, what the register adds, what readers say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.safestring import SafeString

from spaser.metier.editorial import OUVERTS, EtatTexte
from spaser.metier.faq import PartieFaq, ReponseFaq, Ressource
from spaser.web.editorial.images import read_images
from spaser.web.editorial.models import Texte
from spaser.web.editorial.selectors import read_contenus
from spaser.web.faq.calculs import read_calculs
from spaser.web.faq.models import Avis, QuestionRecue
from spaser.web.faq.textes import FAQ, RESSOURCES, write_reponse

RAISONS_MAX = 5


@dataclass(frozen=True)
class ReponseLue:
    """An answer, and what the register adds to it today."""

    reponse: ReponseFaq
    calcul: str
    jour: date
    images: str

    @property
    def html(self) -> SafeString:
        return write_reponse(self.reponse, self.calcul, self.jour, self.images)


@dataclass(frozen=True)
class PartieLue:
    partie: PartieFaq
    reponses: tuple[ReponseLue, ...]
    ressources: tuple[Ressource, ...]


def read_faq(jour: date) -> tuple[ReponseFaq, ...]:
    return read_contenus(FAQ, jour)


def find_reponse(code: str, jour: date) -> ReponseFaq | None:
    return next((reponse for reponse in read_faq(jour) if reponse.code == code), None)


def list_suites(question: QuestionRecue) -> QuerySet[Texte]:
    """Return the texts of the answer that a question waits for, from the one tied to it on."""
    lie = question.texte
    if lie is None:
        return Texte.objects.none()
    suites = Texte.objects.filter(genre=FAQ.code, code=lie.code, numero__gte=lie.numero)
    return suites.filter(etat__in=[*OUVERTS, EtatTexte.APPROUVEE]).order_by("-numero")


def read_parties(jour: date) -> tuple[PartieLue, ...]:
    reponses = read_faq(jour)
    ressources = {r.code: r.ressources for r in read_contenus(RESSOURCES, jour)}
    calculs = read_calculs(reponse.calcul for reponse in reponses)
    images = read_images()
    return tuple(
        PartieLue(
            partie,
            tuple(
                ReponseLue(r, calculs.get(r.calcul, ""), jour, images)
                for r in reponses
                if r.partie is partie
            ),
            ressources.get(partie.value, ()),
        )
        for partie in PartieFaq
    )


def list_reponses(parties: Iterable[PartieLue]) -> tuple[ReponseFaq, ...]:
    return tuple(lue.reponse for partie in parties for lue in partie.reponses)


@dataclass(frozen=True)
class AvisRecus:
    """What readers said of an answer: how many, and the last reasons given."""

    reponse: ReponseFaq
    oui: int
    non: int
    raisons: tuple[Avis, ...]


def list_avis(jour: date) -> list[AvisRecus]:
    comptes = {
        ligne["reponse"]: ligne
        for ligne in Avis.objects.order_by()
        .values("reponse")
        .annotate(oui=Count("pk", filter=Q(utile=True)), non=Count("pk", filter=Q(utile=False)))
    }
    raisons = defaultdict[str, list[Avis]](list)
    for avis in Avis.objects.exclude(raison="")[:200]:
        if len(raisons[avis.reponse]) < RAISONS_MAX:
            raisons[avis.reponse].append(avis)
    recus = [
        AvisRecus(
            reponse,
            comptes[reponse.code]["oui"],
            comptes[reponse.code]["non"],
            tuple(raisons[reponse.code]),
        )
        for reponse in read_faq(jour)
        if reponse.code in comptes
    ]
    return sorted(recus, key=lambda recu: -recu.non)

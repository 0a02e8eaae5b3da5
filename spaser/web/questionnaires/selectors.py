"""Reads questionnaires and what their answers say; never who answered, nor one answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from spaser.metier.editions import Parole, Satisfaction
from spaser.metier.questionnaires.modele import EtatQuestionnaire, Moment, Question
from spaser.metier.questionnaires.resultats import (
    SEUIL,
    Resultat,
    compute_resultat,
    compute_resultats,
)
from spaser.metier.questionnaires.temoignages import EtatTemoignage
from spaser.web.agenda.models import Evenement, Evenements
from spaser.web.agenda.selectors import filter_inscrites, list_tenus
from spaser.web.questionnaires.models import (
    Commentaire,
    Questionnaire,
    Reponse,
    VersionQuestionnaire,
)

DEMANDER_APRES: Final = timedelta(days=30)
"""How long after an event it is still worth asking those who came."""


@dataclass(frozen=True)
class ResultatVersion:
    """What the answers to one version say; `attendent` are not counted yet."""

    version: VersionQuestionnaire
    n: int
    attendent: int
    resultats: tuple[Resultat, ...]

    @property
    def est_montrable(self) -> bool:
        """Say whether there is more to show than a number."""
        return self.n >= SEUIL


def read_version(questionnaire: Questionnaire) -> VersionQuestionnaire:
    derniere = questionnaire.versions.order_by("-numero").first()
    return derniere or VersionQuestionnaire(questionnaire=questionnaire, numero=1)


def has_reponses(version: VersionQuestionnaire) -> bool:
    return Reponse.objects.filter(version=version.pk).exists()


def filter_ouverts(jour: date) -> QuerySet[Questionnaire]:
    pas_finis = Q(ferme_le=None) | Q(ferme_le__gte=jour)
    ouverts = Questionnaire.objects.filter(pas_finis, ouvre_le__lte=jour)
    return ouverts.exclude(clos_le=F("ferme_le"))


def list_ouverts(jour: date, moment: Moment | None = None) -> list[Questionnaire]:
    """Return those that anybody may answer, after something if it is said."""
    ouverts = filter_ouverts(jour).filter(par_lien=True)
    return list(ouverts.filter(moment=moment.value) if moment else ouverts)


def list_publics(jour: date) -> list[Questionnaire]:
    """Return those whose results everybody may read, once there are some."""
    return list(
        Questionnaire.objects.filter(
            resultats_publics=True,
            ouvre_le__lte=jour,
            pk__in=_filter_lisibles().values("questionnaire"),
        )
    )


@dataclass(frozen=True)
class Suivi:
    questionnaire: Questionnaire
    etat: EtatQuestionnaire
    recues: int
    a_lire: int


def list_suivis(jour: date) -> list[Suivi]:
    recues = _count(Reponse.objects.all())
    a_lire = _count(filter_a_lire())
    return [
        Suivi(q, q.find_etat(jour), recues.get(q.pk, 0), a_lire.get(q.pk, 0))
        for q in Questionnaire.objects.all()
    ]


def _count(lignes: QuerySet[Reponse] | QuerySet[Commentaire]) -> dict[int, int]:
    comptees = lignes.order_by().values_list("version__questionnaire").annotate(Count("pk"))
    return dict(comptees)


def filter_a_lire() -> QuerySet[Commentaire]:
    """Return what may be published and nobody has read yet; the desk counts them."""
    return Commentaire.objects.filter(
        comptee=True,
        publiable=True,
        etat=EtatTemoignage.A_LIRE.value,
        version__in=_filter_lisibles(),
    )


def _filter_lisibles() -> QuerySet[VersionQuestionnaire]:
    """Return the versions that enough people answered for their words to be read."""
    comptees = Count("reponses", filter=Q(reponses__comptee=True))
    return VersionQuestionnaire.objects.annotate(n=comptees).filter(n__gte=SEUIL)


def read_resultats(
    questionnaire: Questionnaire, *, entier: bool = False
) -> tuple[ResultatVersion, ...]:
    """Return what is counted of each version, the last first; one without answer is left out.

    `entier`: as the team reads it, nothing hidden from five answers on.
    """
    versions = questionnaire.versions.order_by("-numero").prefetch_related(
        "reponses", "commentaires"
    )
    lues = (_read_version(version, entier=entier) for version in versions)
    return tuple(lue for lue in lues if lue.n or lue.attendent)


def _read_version(version: VersionQuestionnaire, *, entier: bool) -> ResultatVersion:
    toutes = list(version.reponses.all())
    comptees = [reponse.valeurs for reponse in toutes if reponse.comptee]
    montrables = comptees if len(comptees) >= SEUIL else []
    textes = Counter(c.question for c in version.commentaires.all() if c.comptee and montrables)
    return ResultatVersion(
        version,
        len(comptees),
        len(toutes) - len(comptees),
        compute_resultats(version.lues, montrables, textes, entier=entier),
    )


@dataclass(frozen=True)
class CommentairesLus:
    version: VersionQuestionnaire
    enonce: str
    commentaires: tuple[Commentaire, ...]


def list_commentaires(questionnaire: Questionnaire) -> list[CommentairesLus]:
    """Return what the team may read, by question; those that may be published come first."""
    lisibles = _filter_lisibles().filter(questionnaire=questionnaire).order_by("-numero")
    return [
        CommentairesLus(version, enonce, tuple(commentaires))
        for version in lisibles.prefetch_related("commentaires")
        for enonce, commentaires in _by_question(version)
    ]


def _by_question(version: VersionQuestionnaire) -> Iterable[tuple[str, list[Commentaire]]]:
    ranges = defaultdict[str, list[Commentaire]](list)
    for commentaire in sorted(
        version.commentaires.all(), key=lambda c: (not c.publiable, c.pk.hex)
    ):
        if commentaire.comptee:
            ranges[commentaire.question].append(commentaire)
    return [(q.enonce, ranges[q.code]) for q in version.lues if q.code in ranges]


def get_commentaires() -> QuerySet[Commentaire]:
    """Return what the team may read, whatever the questionnaire."""
    return Commentaire.objects.filter(comptee=True, version__in=_filter_lisibles())


# What the review of an edition shows.


def read_satisfaction(edition: str) -> tuple[Satisfaction, ...]:
    siens = Questionnaire.objects.filter(edition=edition).order_by("ouvre_le", "pk")
    return tuple(
        lue for un in siens.prefetch_related("versions__reponses") for lue in _read_notes(un)
    )


def _read_notes(questionnaire: Questionnaire) -> Iterable[Satisfaction]:
    """Yield the satisfaction of each version that somebody answered, the first one first."""
    repondues = [v for v in questionnaire.versions.all() if v.reponses.all()]
    for version in repondues:
        question = next((q for q in version.lues if q.satisfaction), None)
        comptees = [reponse.valeurs for reponse in version.reponses.all() if reponse.comptee]
        if question and comptees:
            suite = f" (version {version.numero})" if len(repondues) > 1 else ""
            yield _tell_satisfaction(f"{questionnaire.titre}{suite}", question, comptees)


def _tell_satisfaction(
    titre: str, question: Question, comptees: Sequence[Mapping[str, object]]
) -> Satisfaction:
    note = compute_resultat(question, (valeurs.get(question.code) for valeurs in comptees))
    if question.notes is None or not note.est_montrable:
        return Satisfaction(titre, len(comptees), None, None)
    return Satisfaction(titre, note.n, note.moyenne, note.ecart, note.borne, question.notes[-1])


def list_verbatims(edition: str) -> tuple[Parole, ...]:
    return _list_paroles(version__questionnaire__edition=edition)


def list_temoignages(questionnaire: Questionnaire) -> tuple[Parole, ...]:
    return _list_paroles(version__questionnaire=questionnaire)


def _list_paroles(**desquels: Any) -> tuple[Parole, ...]:
    publies = Commentaire.objects.filter(
        etat=EtatTemoignage.PUBLIE.value, publiable=True, **desquels
    )
    return tuple(
        Parole(c.extrait or c.texte, c.fonction) for c in publies.order_by("extrait", "pk")
    )


# The events that questionnaires follow.


def find_edition(evenement: str) -> str:
    """Return the code of the edition of an event; empty without either."""
    siennes = Evenement.objects.filter(code=evenement).values_list("edition", flat=True)
    return siennes.first() or ""


def list_sans_questionnaire(maintenant: datetime) -> Evenements:
    """Return the events of the last weeks after which nobody was asked what she thought.

    A questionnaire that nobody was invited to, nor may answer by its link, asks nobody.
    """
    ouvert = Q(par_lien=True, ouvre_le__lte=timezone.localdate(maintenant))
    envoyes = Questionnaire.objects.filter(
        Q(invitations__isnull=False) | ouvert, evenement=OuterRef("code")
    )
    recents = list_tenus(maintenant).filter(fin__gt=maintenant - DEMANDER_APRES)
    return recents.filter(Exists(filter_inscrites()), ~Exists(envoyes))

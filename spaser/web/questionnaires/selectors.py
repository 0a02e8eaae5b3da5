"""Reads questionnaires and what their answers say; never who answered, nor one answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from spaser.metier.questionnaires.modele import EtatQuestionnaire, Moment
from spaser.metier.questionnaires.resultats import SEUIL, Resultat, compute_resultats
from spaser.metier.questionnaires.temoignages import EtatTemoignage, Temoignage
from spaser.web.questionnaires.models import (
    Commentaire,
    Questionnaire,
    Reponse,
    VersionQuestionnaire,
)


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


@dataclass(frozen=True)
class BilanSatisfaction:
    """How satisfied those who answered are; `borne`: the mean is « at least » or « at most »."""

    titre: str
    n: int
    moyenne: float | None
    ecart: float | None
    borne: str = ""
    maximum: int = 5


def read_version(questionnaire: Questionnaire) -> VersionQuestionnaire:
    """Return what is asked today."""
    derniere = questionnaire.versions.order_by("-numero").first()
    return derniere or VersionQuestionnaire(questionnaire=questionnaire, numero=1)


def has_reponses(version: VersionQuestionnaire) -> bool:
    """Say whether somebody has answered this version."""
    return Reponse.objects.filter(version=version.pk).exists()


def filter_ouverts(jour: date) -> QuerySet[Questionnaire]:
    """Return those that take answers on a day."""
    pas_finis = Q(ferme_le=None) | Q(ferme_le__gte=jour)
    return Questionnaire.objects.filter(pas_finis, ouvre_le__lte=jour)


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
    """A questionnaire as the team's list shows it."""

    questionnaire: Questionnaire
    etat: EtatQuestionnaire
    recues: int
    a_lire: int


def list_suivis(jour: date) -> list[Suivi]:
    """Return every questionnaire, with how many answered and how many texts are to be read."""
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


def read_resultats(questionnaire: Questionnaire) -> tuple[ResultatVersion, ...]:
    """Return what is counted of each version, the last first; one without answer is left out."""
    versions = questionnaire.versions.order_by("-numero").prefetch_related(
        "reponses", "commentaires"
    )
    lues = (_read_version(version) for version in versions)
    return tuple(lue for lue in lues if lue.n or lue.attendent)


def _read_version(version: VersionQuestionnaire) -> ResultatVersion:
    toutes = list(version.reponses.all())
    comptees = [reponse.valeurs for reponse in toutes if reponse.comptee]
    montrables = comptees if len(comptees) >= SEUIL else []
    textes = Counter(c.question for c in version.commentaires.all() if c.comptee and montrables)
    return ResultatVersion(
        version,
        len(comptees),
        len(toutes) - len(comptees),
        compute_resultats(version.lues, montrables, textes),
    )


@dataclass(frozen=True)
class CommentairesLus:
    """What was written to a question of a version."""

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


def read_satisfaction(edition: str) -> tuple[BilanSatisfaction, ...]:
    """Return the satisfaction of each questionnaire that asks for it, versions told apart."""
    siens = (
        Questionnaire.objects.filter(edition=edition).exclude(edition="").order_by("ouvre_le", "pk")
    )
    return tuple(
        _tell_satisfaction(questionnaire, lue, len(lues))
        for questionnaire in siens
        for lues in [read_resultats(questionnaire)]
        for lue in reversed(lues)
        if lue.n and any(question.satisfaction for question in lue.version.lues)
    )


def _tell_satisfaction(
    questionnaire: Questionnaire, lue: ResultatVersion, versions: int
) -> BilanSatisfaction:
    titre = questionnaire.titre
    if versions > 1:
        titre = f"{titre} (version {lue.version.numero})"
    note = next((r for r in lue.resultats if r.question.satisfaction), None)
    if note is None or note.question.notes is None or not note.est_montrable:
        return BilanSatisfaction(titre, lue.n, None, None)
    maximum = note.question.notes[-1]
    return BilanSatisfaction(titre, note.n, note.moyenne, note.ecart, note.borne, maximum)


def list_verbatims(edition: str) -> tuple[Temoignage, ...]:
    """Return what was written, may be published, and was read, of an edition."""
    publies = Commentaire.objects.filter(
        version__questionnaire__edition=edition, etat=EtatTemoignage.PUBLIE.value, publiable=True
    ).exclude(version__questionnaire__edition="")
    return _tell_temoignages(publies)


def list_temoignages(questionnaire: Questionnaire) -> tuple[Temoignage, ...]:
    """Return those of one questionnaire."""
    return _tell_temoignages(
        Commentaire.objects.filter(
            version__questionnaire=questionnaire, etat=EtatTemoignage.PUBLIE.value, publiable=True
        )
    )


def _tell_temoignages(publies: QuerySet[Commentaire]) -> tuple[Temoignage, ...]:
    return tuple(
        Temoignage(c.extrait or c.texte, c.fonction) for c in publies.order_by("extrait", "pk")
    )

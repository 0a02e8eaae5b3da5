"""Reads questionnaires and what their answers say; never who answered, nor one answer."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from spaser.documents.dessins import Legende, Rang, draw_rangs
from spaser.documents.francais import format_moyenne, format_nombre, format_pourcent, pluriel
from spaser.documents.onglets import Cellule as CelluleTable
from spaser.documents.onglets import Notice, Onglet, as_part
from spaser.regles import questionnaires
from spaser.regles.editions import Parole, Satisfaction
from spaser.site.rencontres import models
from spaser.site.rencontres.agenda.evenements import filter_inscrites, list_evenements_tenus

DEMANDER_APRES: Final = timedelta(days=30)
"""How long after an event it is still worth asking those who came."""


@dataclass(frozen=True)
class ResultatVersion:
    """What the answers to one version say; `attendent` are not counted yet."""

    version: models.VersionQuestionnaire
    n: int
    attendent: int
    resultats: tuple[questionnaires.Resultat, ...]

    @property
    def est_montrable(self) -> bool:
        """Say whether there is more to show than a number."""
        return self.n >= questionnaires.SEUIL


def read_version_questionnaire(questionnaire: models.Questionnaire) -> models.VersionQuestionnaire:
    derniere = questionnaire.versions.order_by("-numero").first()
    return derniere or models.VersionQuestionnaire(questionnaire=questionnaire, numero=1)


def has_reponses(version: models.VersionQuestionnaire) -> bool:
    return models.Reponse.objects.filter(version=version.pk).exists()


def filter_ouverts(jour: date) -> QuerySet[models.Questionnaire]:
    pas_finis = Q(ferme_le=None) | Q(ferme_le__gte=jour)
    ouverts = models.Questionnaire.objects.filter(pas_finis, ouvre_le__lte=jour)
    return ouverts.exclude(clos_le=F("ferme_le"))


def list_ouverts(
    jour: date, moment: questionnaires.MomentQuestionnaire | None = None
) -> list[models.Questionnaire]:
    """Return those that anybody may answer, after something if it is said."""
    ouverts = filter_ouverts(jour).filter(par_lien=True)
    return list(ouverts.filter(moment=moment.value) if moment else ouverts)


def list_resultats_publics(jour: date) -> list[models.Questionnaire]:
    """Return those whose results everybody may read, once there are some."""
    return list(
        models.Questionnaire.objects.filter(
            resultats_publics=True,
            ouvre_le__lte=jour,
            pk__in=_filter_lisibles().values("questionnaire"),
        )
    )


@dataclass(frozen=True)
class QuestionnaireSuivi:
    questionnaire: models.Questionnaire
    etat: questionnaires.EtatQuestionnaire
    recues: int
    a_lire: int


def list_questionnaires_suivis(jour: date) -> list[QuestionnaireSuivi]:
    recues = _count(models.Reponse.objects.all())
    a_lire = _count(filter_a_lire())
    return [
        QuestionnaireSuivi(q, q.find_etat(jour), recues.get(q.pk, 0), a_lire.get(q.pk, 0))
        for q in models.Questionnaire.objects.all()
    ]


def _count(lignes: QuerySet[models.Reponse] | QuerySet[models.Commentaire]) -> dict[int, int]:
    comptees = lignes.order_by().values_list("version__questionnaire").annotate(Count("pk"))
    return dict(comptees)


def filter_a_lire() -> QuerySet[models.Commentaire]:
    """Return what may be published and nobody has read yet; the desk counts them."""
    return models.Commentaire.objects.filter(
        comptee=True,
        publiable=True,
        etat=questionnaires.EtatTemoignage.A_LIRE.value,
        version__in=_filter_lisibles(),
    )


def _filter_lisibles() -> QuerySet[models.VersionQuestionnaire]:
    """Return the versions that enough people answered for their words to be read."""
    comptees = Count("reponses", filter=Q(reponses__comptee=True))
    return models.VersionQuestionnaire.objects.annotate(n=comptees).filter(
        n__gte=questionnaires.SEUIL
    )


def read_resultats(
    questionnaire: models.Questionnaire, *, entier: bool = False
) -> tuple[ResultatVersion, ...]:
    """Return what is counted of each version, the last first; one without answer is left out.

    `entier`: as the team reads it, nothing hidden from five answers on.
    """
    versions = questionnaire.versions.order_by("-numero").prefetch_related(
        "reponses", "commentaires"
    )
    lues = (_read_version(version, entier=entier) for version in versions)
    return tuple(lue for lue in lues if lue.n or lue.attendent)


def _read_version(version: models.VersionQuestionnaire, *, entier: bool) -> ResultatVersion:
    toutes = list(version.reponses.all())
    comptees = [reponse.valeurs for reponse in toutes if reponse.comptee]
    montrables = comptees if len(comptees) >= questionnaires.SEUIL else []
    textes = Counter(c.question for c in version.commentaires.all() if c.comptee and montrables)
    return ResultatVersion(
        version,
        len(comptees),
        len(toutes) - len(comptees),
        questionnaires.compute_resultats(version.lues, montrables, textes, entier=entier),
    )


@dataclass(frozen=True)
class CommentairesLus:
    version: models.VersionQuestionnaire
    enonce: str
    commentaires: tuple[models.Commentaire, ...]


def list_commentaires_lus(questionnaire: models.Questionnaire) -> list[CommentairesLus]:
    """Return what the team may read, by question; those that may be published come first."""
    lisibles = _filter_lisibles().filter(questionnaire=questionnaire).order_by("-numero")
    return [
        CommentairesLus(version, enonce, tuple(commentaires))
        for version in lisibles.prefetch_related("commentaires")
        for enonce, commentaires in _by_question(version)
    ]


def _by_question(
    version: models.VersionQuestionnaire,
) -> Iterable[tuple[str, list[models.Commentaire]]]:
    ranges = defaultdict[str, list[models.Commentaire]](list)
    for commentaire in sorted(
        version.commentaires.all(), key=lambda c: (not c.publiable, c.pk.hex)
    ):
        if commentaire.comptee:
            ranges[commentaire.question].append(commentaire)
    return [(q.enonce, ranges[q.code]) for q in version.lues if q.code in ranges]


def get_commentaires() -> QuerySet[models.Commentaire]:
    """Return what the team may read, whatever the questionnaire."""
    return models.Commentaire.objects.filter(comptee=True, version__in=_filter_lisibles())


# What the review of an edition shows.


def read_satisfaction(edition: str) -> tuple[Satisfaction, ...]:
    siens = models.Questionnaire.objects.filter(edition=edition).order_by("ouvre_le", "pk")
    return tuple(
        lue for un in siens.prefetch_related("versions__reponses") for lue in _read_notes(un)
    )


def _read_notes(questionnaire: models.Questionnaire) -> Iterable[Satisfaction]:
    """Yield the satisfaction of each version that somebody answered, the first one first."""
    repondues = [v for v in questionnaire.versions.all() if v.reponses.all()]
    for version in repondues:
        question = next((q for q in version.lues if q.satisfaction), None)
        comptees = [reponse.valeurs for reponse in version.reponses.all() if reponse.comptee]
        if question and comptees:
            suite = f" (version {version.numero})" if len(repondues) > 1 else ""
            yield _tell_satisfaction(f"{questionnaire.titre}{suite}", question, comptees)


def _tell_satisfaction(
    titre: str, question: questionnaires.Question, comptees: Sequence[Mapping[str, object]]
) -> Satisfaction:
    note = questionnaires.compute_resultat(
        question, (valeurs.get(question.code) for valeurs in comptees)
    )
    if question.notes is None or not note.est_montrable:
        return Satisfaction(titre, len(comptees), None, None)
    return Satisfaction(titre, note.n, note.moyenne, note.ecart, note.borne, question.notes[-1])


def list_verbatims(edition: str) -> tuple[Parole, ...]:
    return _list_paroles(version__questionnaire__edition=edition)


def list_temoignages(questionnaire: models.Questionnaire) -> tuple[Parole, ...]:
    return _list_paroles(version__questionnaire=questionnaire)


def _list_paroles(**desquels: Any) -> tuple[Parole, ...]:
    publies = models.Commentaire.objects.filter(
        etat=questionnaires.EtatTemoignage.PUBLIE.value, publiable=True, **desquels
    )
    return tuple(
        Parole(c.extrait or c.texte, c.fonction) for c in publies.order_by("extrait", "pk")
    )


# The events that questionnaires follow.


def find_code_edition(evenement: str) -> str:
    """Return the code of the edition of an event; empty without either."""
    siennes = models.Evenement.objects.filter(code=evenement).values_list("edition", flat=True)
    return siennes.first() or ""


def list_sans_questionnaire(maintenant: datetime) -> models.Evenements:
    """Return the events of the last weeks after which nobody was asked what she thought.

    A questionnaire that nobody was invited to, nor may answer by its link, asks nobody.
    """
    ouvert = Q(par_lien=True, ouvre_le__lte=timezone.localdate(maintenant))
    envoyes = models.Questionnaire.objects.filter(
        Q(invitations__isnull=False) | ouvert, evenement=OuterRef("code")
    )
    recents = list_evenements_tenus(maintenant).filter(fin__gt=maintenant - DEMANDER_APRES)
    return recents.filter(Exists(filter_inscrites()), ~Exists(envoyes))


# --- Results as pages and workbooks show them: both hold what may be shown, and no more ---


TROP_PEU = f"Moins de {questionnaires.SEUIL} réponses\u00a0: rien d’autre n’est montré."
ENTETES = (
    "Version", "Question", "Type de réponse", "Réponses à la question", "Réponse", "Nombre", "Part",
    "Moyenne", "Écart type",
)  # fmt: skip


@dataclass(frozen=True)
class ResultatMontre:
    resultat: questionnaires.Resultat
    dessin: SafeString

    @property
    def lignes(self) -> list[tuple[str, str, str]]:
        return [
            (c.libelle, _tell_nombre(c), _tell_part(c, self.resultat.n))
            for c in self.resultat.cellules
        ]

    @property
    def moyenne(self) -> str:
        notes = self.resultat.question.notes
        if self.resultat.moyenne is None or notes is None:
            return ""
        sur = f"{format_moyenne(self.resultat.moyenne)} sur {notes[-1]}"
        return f"{self.resultat.borne} {sur}".strip()

    @property
    def ecart(self) -> str:
        ecart = self.resultat.ecart
        return "" if ecart is None else format_moyenne(ecart)

    @property
    def nombre(self) -> str:
        if self.resultat.question.nature is questionnaires.NatureReponse.TEXTE:
            return pluriel(self.resultat.n, "texte")
        return pluriel(self.resultat.n, "réponse")

    @property
    def reserve(self) -> str:
        resultat = self.resultat
        if resultat.entier or resultat.question.nature is questionnaires.NatureReponse.TEXTE:
            return ""
        if not resultat.est_montrable:
            return TROP_PEU
        if resultat.masquees:
            return (
                f"{pluriel(resultat.masquees, 'réponse')} dans des lignes masquées\u00a0: une "
                f"ligne de moins de {questionnaires.SEUIL} réponses n’est pas montrée, ni celle "
                "qui permettrait "
                "de la calculer."
            )
        if resultat.question.notes and resultat.ecart is None:
            return (
                f"Une note a été donnée par moins de {questionnaires.SEUIL} personnes\u00a0: "
                "les notes "
                "sont regroupées, ou leur répartition est masquée, et l’écart type n’est pas donné."
            )
        if any(cellule.nombre is None for cellule in resultat.cellules):
            return (
                f"Un nombre qui distinguerait moins de {questionnaires.SEUIL} personnes "
                "n’est pas montré."
            )
        return ""


def present(lue: ResultatVersion) -> list[ResultatMontre]:
    return [
        ResultatMontre(resultat, _draw(f"v{lue.version.numero}-{resultat.question.code}", resultat))
        for resultat in lue.resultats
    ]


def _draw(identifiant: str, resultat: questionnaires.Resultat) -> SafeString:
    rangs = [
        Rang(cellule.libelle, _tell_part(cellule, resultat.n), float(cellule.nombre))
        for cellule in resultat.cellules
        if cellule.nombre is not None
    ]
    if not rangs:
        return SafeString("")
    alt = ", ".join(f"{rang.nom}\u00a0: {rang.etiquette}" for rang in rangs)
    legende = Legende(identifiant, resultat.question.enonce, alt)
    return mark_safe(draw_rangs(legende, rangs))  # noqa: S308 - it escapes


def _tell_nombre(cellule: questionnaires.Cellule) -> str:
    return cellule.mention if cellule.nombre is None else format_nombre(cellule.nombre)


def _tell_part(cellule: questionnaires.Cellule, n: int) -> str:
    part = cellule.tell_part(n)
    return "" if part is None else format_pourcent(part)


def make_onglet_resultats(lues: Iterable[ResultatVersion]) -> Onglet:
    """Return the results as a sheet: the same cells as on the page."""
    return Onglet("Résultats", ENTETES, [ligne for lue in lues for ligne in _write_version(lue)])


def _write_version(lue: ResultatVersion) -> Iterator[tuple[CelluleTable, ...]]:
    for montre in present(lue):
        resultat = montre.resultat
        devant = (lue.version.numero, resultat.question.enonce, resultat.question.nature.libelle)
        mesures = (montre.moyenne or None, montre.ecart or None)
        if not resultat.cellules:
            yield *devant, resultat.n, montre.reserve, None, None, *mesures
        for cellule in resultat.cellules:
            nombre = cellule.mention if cellule.nombre is None else cellule.nombre
            part = as_part(cellule.tell_part(resultat.n))
            yield *devant, resultat.n, cellule.libelle, nombre, part, *mesures


def make_notice_resultats(questionnaire: models.Questionnaire, jour: date) -> Notice:
    return Notice(
        f"Résultats\u00a0: {questionnaire.titre}",
        (
            ("Jour", jour),
            ("Premier jour du questionnaire", questionnaire.ouvre_le),
            ("Dernier jour", questionnaire.ferme_le),
            (
                "À ne pas publier",
                (
                    f"Un nombre de moins de {questionnaires.SEUIL} réponses\u00a0: les résultats "
                    "publics le masquent."
                ),
            ),
            ("Versions", "Les réponses à deux versions du questionnaire sont comptées à part."),
        ),
    )

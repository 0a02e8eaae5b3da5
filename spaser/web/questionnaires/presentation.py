"""Results as pages and workbooks show them: both hold what may be shown, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from spaser.documents.classeur import Notice, Onglet
from spaser.documents.francais import format_moyenne, format_nombre, format_pourcent, pluriel
from spaser.documents.graphiques import Rang, draw_rangs
from spaser.documents.tableur import Cellule as CelluleTable
from spaser.documents.tableur import as_part
from spaser.metier.questionnaires.modele import NatureReponse
from spaser.metier.questionnaires.resultats import SEUIL, Cellule, Resultat
from spaser.web.questionnaires.models import Questionnaire
from spaser.web.questionnaires.selectors import ResultatVersion

TROP_PEU = f"Moins de {SEUIL} réponses\u00a0: rien d’autre n’est montré."
ENTETES = (
    "Version", "Question", "Type de réponse", "Réponses à la question", "Réponse", "Nombre", "Part",
    "Moyenne", "Écart type",
)  # fmt: skip


@dataclass(frozen=True)
class ResultatMontre:
    resultat: Resultat
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
        if self.resultat.question.nature is NatureReponse.TEXTE:
            return pluriel(self.resultat.n, "texte")
        return pluriel(self.resultat.n, "réponse")

    @property
    def reserve(self) -> str:
        resultat = self.resultat
        if resultat.entier or resultat.question.nature is NatureReponse.TEXTE:
            return ""
        if not resultat.est_montrable:
            return TROP_PEU
        if resultat.masquees:
            return (
                f"{pluriel(resultat.masquees, 'réponse')} dans des lignes masquées\u00a0: une "
                f"ligne de moins de {SEUIL} réponses n’est pas montrée, ni celle qui permettrait "
                "de la calculer."
            )
        if resultat.question.notes and resultat.ecart is None:
            return (
                f"Une note a été donnée par moins de {SEUIL} personnes\u00a0: les notes "
                "sont regroupées, ou leur répartition est masquée, et l’écart type n’est pas donné."
            )
        if any(cellule.nombre is None for cellule in resultat.cellules):
            return f"Un nombre qui distinguerait moins de {SEUIL} personnes n’est pas montré."
        return ""


def present(lue: ResultatVersion) -> list[ResultatMontre]:
    return [
        ResultatMontre(resultat, _draw(f"v{lue.version.numero}-{resultat.question.code}", resultat))
        for resultat in lue.resultats
    ]


def _draw(identifiant: str, resultat: Resultat) -> SafeString:
    rangs = [
        Rang(cellule.libelle, _tell_part(cellule, resultat.n), float(cellule.nombre))
        for cellule in resultat.cellules
        if cellule.nombre is not None
    ]
    if not rangs:
        return SafeString("")
    titre = resultat.question.enonce
    alt = ", ".join(f"{rang.nom}\u00a0: {rang.etiquette}" for rang in rangs)
    return mark_safe(draw_rangs(identifiant, titre, alt, rangs))  # noqa: S308 - it escapes


def _tell_nombre(cellule: Cellule) -> str:
    return cellule.mention if cellule.nombre is None else format_nombre(cellule.nombre)


def _tell_part(cellule: Cellule, n: int) -> str:
    part = cellule.tell_part(n)
    return "" if part is None else format_pourcent(part)


def make_onglet(lues: Iterable[ResultatVersion]) -> Onglet:
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


def make_notice(questionnaire: Questionnaire, jour: date) -> Notice:
    return Notice(
        f"Résultats\u00a0: {questionnaire.titre}",
        (
            ("Jour", jour),
            ("Premier jour du questionnaire", questionnaire.ouvre_le),
            ("Dernier jour", questionnaire.ferme_le),
            (
                "À ne pas publier",
                f"Un nombre de moins de {SEUIL} réponses\u00a0: les résultats publics le masquent.",
            ),
            ("Versions", "Les réponses à deux versions du questionnaire sont comptées à part."),
        ),
    )

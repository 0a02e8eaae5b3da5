"""What the buyer has to settle: doubtful pairs of publications, notes whose contract is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from spaser.documents.francais import FINE, format_date, format_euros, format_nombre
from spaser.documents.vue_bilan import CODES_LEGAUX
from spaser.donnees.corrige import open_corrige
from spaser.donnees.decp.identite import Paire
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.donnees.entrepot.lecture import Entrepot
from spaser.donnees.publications import (
    Doute,
    Effet,
    Ouvre,
    compute_effets,
    has_doutes,
    list_doutes,
)
from spaser.metier.corrections.suite import Attente, Trait
from spaser.metier.indicateurs import name_indicateur
from spaser.web.commun.models import Commentaire, Discussion
from spaser.web.marches.entrepot import open_lecteurs
from spaser.web.marches.fonds import find_fonds, find_prive
from spaser.web.marches.models import Correction, DecisionPublications, VerdictPublications
from spaser.web.marches.selectors import Marche
from spaser.web.marches.suite.decisions import list_decisions, read_decisions
from spaser.web.marches.suite.suivi import SUJET
from spaser.web.organisations.models import Espace

POSEES: Final = 10  # questions at once, but for those that hold something
PROCHES: Final = 8  # contracts proposed
_INCONNUS: Final = {False: "non publié", True: "non indiqué"}
_ACCORDS: Final = {
    "objet": "l’objet",
    "titulaires": "les titulaires",
    "montant_et_jour": "le montant et la date",
}


@dataclass(frozen=True)
class Ligne:
    nom: str
    premiere: str
    seconde: str
    pareil: bool


@dataclass(frozen=True)
class EffetLu:
    """A figure of the law if there is one contract, and if there are two."""

    nom: str
    annee: int
    un: str
    deux: str


@dataclass(frozen=True)
class Question:
    """Two publications that one agreement alone makes one contract, and what hangs on it."""

    doute: Doute
    effets: tuple[EffetLu, ...] = ()
    ecart: float = 0
    tenues: int = 0  # corrections and discussions that wait for the answer

    @property
    def code(self) -> str:
        return "-".join(self.doute.paire)

    @property
    def est_des_siens(self) -> bool:
        """Say whether her own files say both."""
        return self.doute.premiere.prive and self.doute.seconde.prive

    @property
    def accord(self) -> str:
        """Say the one thing that they have in common, their number apart."""
        return _ACCORDS[self.doute.accord]

    @property
    def lignes(self) -> list[Ligne]:
        une, autre = self.doute.premiere, self.doute.seconde
        lus = [
            ("Numéro", une.id, autre.id),
            ("Objet", une.objet, autre.objet),
            ("Titulaires", une.noms, autre.noms),
            ("Montant notifié", _tell_euros(une.montant), _tell_euros(autre.montant)),
            ("Date de notification", _tell_jour(une.jour), _tell_jour(autre.jour)),
            ("Publié le", _tell_jour(une.publie_le), _tell_jour(autre.publie_le)),
            ("Fichier", une.fichier, autre.fichier),
        ]
        inconnu = _INCONNUS[self.est_des_siens]
        return [
            Ligne(nom, un or inconnu, deux or inconnu, bool(un) and un == deux)
            for nom, un, deux in lus
        ]


@dataclass(frozen=True)
class EnAttente:
    lignes: list[Correction] = field(default_factory=list)
    questions: tuple[Question, ...] = ()
    proches: tuple[Marche, ...] = ()

    @property
    def premiere(self) -> Correction:
        return self.lignes[0]

    @property
    def raison(self) -> Attente:
        return self.premiere.raison

    @property
    def vise(self) -> Trait:
        return self.premiere.vise

    @property
    def numero(self) -> str:
        return self.vise.id or self.premiere.identifiant


@dataclass(frozen=True)
class DiscussionEnAttente:
    discussion: Discussion
    commentaires: Sequence[Commentaire]
    proches: tuple[Marche, ...] = ()


def count_a_regler(espace: Espace) -> int:
    """Return how many things wait for the buyer, without opening a store."""
    corrections = _list_lignes(espace).values("cle", "attente").order_by().distinct().count()
    return corrections + _list_discussions(espace).exclude(attente=Attente.ECARTEE).count()


def list_questions(espace: Espace) -> list[Question]:
    """Return the doubts that the buyer has not settled, the most telling first.

    Those that would move a figure of the law, ten at most, after those that hold what was said.
    """
    try:
        lus = _read_doutes(espace)
        effets = _read_effets(espace, lus) if lus else {}
    except (EntrepotAbsent, EntrepotAbime):
        return []
    tenues = _count_tenues(espace) if lus else {}
    questions = [_ask(doute, effets.get(doute.paire, []), tenues) for doute in lus]
    questions.sort(key=lambda q: (-bool(q.tenues), -q.ecart, q.code))
    libres = [q for q in questions if q.ecart and not q.tenues][:POSEES]
    return [q for q in questions if q.tenues] + libres


def split_plus_tard(
    espace: Espace, questions: Sequence[Question]
) -> tuple[list[Question], list[Question]]:
    remises = {
        (d.premiere, d.seconde)
        for d in list_decisions(espace).filter(verdict=VerdictPublications.PLUS_TARD)
    }
    return (
        [q for q in questions if q.doute.paire not in remises],
        [q for q in questions if q.doute.paire in remises],
    )


def find_doute(espace: Espace, code: str) -> Doute | None:
    try:
        lus = _read_doutes(espace)
    except (EntrepotAbsent, EntrepotAbime):
        return None
    return next((doute for doute in lus if "-".join(doute.paire) == code), None)


def list_prises(espace: Espace) -> list[tuple[DecisionPublications, list[Trait]]]:
    prises = list_decisions(espace).exclude(verdict=VerdictPublications.PLUS_TARD)
    return [(d, [Trait.read(p) for p in d.publications]) for d in prises.select_related("auteur")]


def list_en_attente(
    espace: Espace, marches: Sequence[Marche], questions: Sequence[Question]
) -> list[EnAttente]:
    groupes: dict[tuple[object, ...], list[Correction]] = {}
    for ligne in _list_lignes(espace).select_related("geste__auteur").order_by("pk"):
        cle = (ligne.cle, ligne.attente, ligne.vise.contenu, ligne.vise.numero)
        groupes.setdefault(cle, []).append(ligne)
    return [
        EnAttente(
            lignes,
            tuple(q for q in questions if str(q.doute.cle) == lignes[0].cle),
            find_proches(_name_trait(lignes[0]), marches),
        )
        for lignes in groupes.values()
    ]


def find_groupe(espace: Espace, pk: int) -> list[Correction]:
    lignes = list(_list_lignes(espace).select_related("geste__fichier").order_by("pk"))
    une = next((ligne for ligne in lignes if ligne.pk == pk), None)
    return (
        []
        if une is None
        else [
            ligne
            for ligne in lignes
            if (ligne.cle, ligne.attente, ligne.vise.contenu)
            == (une.cle, une.attente, une.vise.contenu)
        ]
    )


def list_discussions_en_attente(
    espace: Espace, marches: Sequence[Marche]
) -> list[DiscussionEnAttente]:
    """Return the discussions that wait, and those let go, which can still be read."""
    lues = _list_discussions(espace).prefetch_related("commentaires__auteur")
    return [
        DiscussionEnAttente(
            discussion,
            [c for c in discussion.commentaires.all() if c.ecarte_le is None],
            find_proches(discussion.vise, marches),
        )
        for discussion in lues.order_by("pk")
    ]


def find_discussion_en_attente(espace: Espace, pk: int) -> Discussion | None:
    return _list_discussions(espace).filter(pk=pk).first()


def is_attendu(espace: Espace, cle: int) -> bool:
    """Tell whether something of a contract that is no longer shown waits for the buyer."""
    attendues = _list_discussions(espace).filter(objet=f"{SUJET}{cle}")
    return _list_lignes(espace).filter(cle=str(cle)).exists() or attendues.exists()


def find_proches(trait: Trait, marches: Sequence[Marche]) -> tuple[Marche, ...]:
    notes = {marche.cle: trait.count_accords(marche.trait) for marche in marches}
    proches = sorted((m for m in marches if notes[m.cle]), key=lambda m: -notes[m.cle])
    return tuple(proches[:PROCHES])


def _name_trait(ligne: Correction) -> Trait:
    return ligne.vise if ligne.trait else Trait(id=ligne.identifiant)


def _list_lignes(espace: Espace) -> QuerySet[Correction]:
    return Correction.objects.filter(espace=espace, annulee_le=None).exclude(attente="")


def _list_discussions(espace: Espace) -> QuerySet[Discussion]:
    return Discussion.objects.filter(espace=espace, objet__startswith=SUJET).exclude(attente="")


def _count_tenues(espace: Espace) -> Mapping[str, int]:
    """Return how many things wait for an answer about each contract, by key."""
    comptes: dict[str, int] = {}
    cles = _list_lignes(espace).filter(attente=Attente.DOUTEUSE).values_list("cle", flat=True)
    for cle in cles:
        comptes[cle] = comptes.get(cle, 0) + 1
    return comptes


def _read_doutes(espace: Espace) -> list[Doute]:
    """Return the doubtful links: what their publications say is asked of the stores themselves."""

    def read(lu: Entrepot) -> list[Doute]:
        if not has_doutes(lu):
            return []
        with _open(espace)(read_decisions(espace)) as entrepot:
            return list_doutes(entrepot)

    return open_lecteurs(espace).lu.recall("doutes", read)


def _read_effets(espace: Espace, doutes: Sequence[Doute]) -> dict[Paire, list[Effet]]:
    def compute(_: object) -> dict[Paire, list[Effet]]:
        return compute_effets(_open(espace), read_decisions(espace), doutes, CODES_LEGAUX)

    return open_lecteurs(espace).lu.recall("effets des doutes", compute)


def _open(espace: Espace) -> Ouvre:
    prive = find_prive(find_fonds(espace))
    return lambda decisions: open_corrige(settings.ENTREPOT, espace.siren, prive, (), decisions)


def _ask(doute: Doute, effets: Sequence[Effet], tenues: Mapping[str, int]) -> Question:
    """Put a doubt into words; what moves by less than can be read does not move."""
    lus = [
        (EffetLu(name_indicateur(e.code), e.annee, _tell_part(e.un), _tell_part(e.deux)), e.ecart)
        for e in effets
    ]
    visibles = [(lu, ecart) for lu, ecart in lus if lu.un != lu.deux]
    return Question(
        doute,
        tuple(lu for lu, _ in visibles),
        max((ecart for _, ecart in visibles), default=0),
        tenues.get(str(doute.cle), 0),
    )


def _tell_euros(montant: float | None) -> str:
    return "" if montant is None else format_euros(montant)


def _tell_jour(jour: date | None) -> str:
    return format_date(jour) if jour else ""


def _tell_part(part: float | None) -> str:
    return "aucun" if part is None else f"{format_nombre(part * 100, 2)}{FINE}%"

"""Answers a question of the search box: texts in memory and what finds for itself, in one order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any, Final

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from spaser.elements import digits_of, fold_mots
from spaser.regles.aides import Synonymes, join_classes
from spaser.site.recherche import services
from spaser.site.recherche.index import (
    DEBUT_MIN,
    Document,
    DocumentNote,
    Forme,
    Index,
    Morceau,
    ParForme,
    QuestionAnalysee,
    cut_extrait,
    find_premier_mot,
    understand,
    widen,
)
from spaser.site.socle.requetes import check_lectures
from spaser.site.socle.vues import Rendu, shows

TEXTE_MAX: Final = services.TEXTE_MAX
TETE: Final = 3
PAR_GROUPE: Final = 4
DANS_UN_GENRE: Final = 50
SUGGEREES: Final = 8
_LONGUEURS: Final = (9, 14)  # of a SIREN, of a SIRET
_NOM: Final = 1.1  # the score of what bears the very name that was typed
_LOIN: Final = 0.25  # of the best score: what is further is left out
_PROCHE: Final = 0.4  # the same, of what is proposed while one types


@dataclass(frozen=True)
class ResultatRecherche:
    texte: services.TexteCherchable
    libelle: str
    source: str
    score: float
    cherches: frozenset[str] = field(repr=False, default=frozenset())

    @property
    def extrait(self) -> list[Morceau]:
        """Return the passage that holds the words: the summary if it does, else the text."""
        resume, corps = map(services.strip_marques, (self.texte.resume, self.texte.corps))
        dit = not corps or find_premier_mot(resume, self.cherches) >= 0
        return cut_extrait(resume if dit else corps, self.cherches)


@dataclass(frozen=True)
class GroupeResultats:
    """The results of one kind: some, how many in all, and where more are; `seul` if alone here."""

    nom: str
    libelle: str
    resultats: tuple[ResultatRecherche, ...]
    total: int
    tout: str = ""
    seul: bool = False

    @property
    def reste(self) -> int:
        return self.total - len(self.resultats)


@dataclass(frozen=True)
class ReponseRecherche:
    """What a question found; `vide` when it held no word to look for.

    `corrige` is what was really looked for; `inconnus` are words that nothing holds.
    """

    demande: str
    tete: tuple[ResultatRecherche, ...] = ()
    groupes: tuple[GroupeResultats, ...] = ()
    corrige: str = ""
    inconnus: tuple[str, ...] = ()
    vide: bool = False
    acheteur: bool = False

    @property
    def total(self) -> int:
        return len(self.tete) + sum(groupe.total for groupe in self.groupes)


def answer_recherche(texte: str, jour: date, dans: str = "") -> ReponseRecherche:
    """Answer a question; with `dans`, from one kind of texts, as many as bear to be read."""
    demande = clean_demande(texte)
    if not services.split_mots(demande):
        return ReponseRecherche(demande, vide=True)
    index, question = _understand(demande, jour)
    notes = index.rank(question.termes, frozenset([dans]) if dans else None)
    resultats = _list_resultats(notes, question)
    vivants, groupes_vifs = ([], []) if dans else _ask_vives(question, entame=question.entame)
    reponse = ReponseRecherche(
        demande,
        corrige=" ".join(question.connus) if question.corrigee else "",
        inconnus=question.inconnus,
        acheteur=(
            _is_numero(demande)
            or question.ailleurs
            or bool(question.inconnus)
            or any(groupe.resultats[0].score >= _NOM / 2 for groupe in groupes_vifs)
        ),
    )
    if dans:
        return replace(reponse, groupes=tuple(_group(resultats, DANS_UN_GENRE)))
    tous = sorted([*resultats, *vivants], key=lambda resultat: -resultat.score)
    tete = tuple(tous[:TETE])
    groupes = _group([r for r in resultats if r not in tete], PAR_GROUPE)
    vifs = [_leave_out(groupe, tete) for groupe in groupes_vifs]
    return replace(reponse, tete=tete, groupes=tuple(_sort_groupes([*groupes, *vifs])))


def suggest(texte: str, jour: date) -> list[ResultatRecherche]:
    """Return a few results for what is being typed: its last word may be only begun."""
    demande = clean_demande(texte)
    if not services.split_mots(demande):
        return []
    index, question = _understand(demande, jour)
    termes = list(question.termes)
    dernier = question.mots[-1]
    entame = len(dernier) >= DEBUT_MIN and not texte.endswith(" ")
    if entame and len(termes[-1].propre) == 1:
        termes[-1] = widen(termes[-1], index.list_debuts(dernier))
    resultats = _list_resultats(index.rank(termes), question)
    vivants, _ = _ask_vives(question, entame=entame)
    tous = sorted([*resultats, *vivants], key=lambda resultat: -resultat.score)
    return [r for r in tous if r.score >= _PROCHE * tous[0].score][:SUGGEREES]


def _understand(demande: str, jour: date) -> tuple[Index, QuestionAnalysee]:
    index = read_index(jour)
    return index, understand(demande, index, join_synonymes(services.read_synonymes(jour)))


def clean_demande(texte: str) -> str:
    """Return a question as it is read: on one line, of a bearable length."""
    return " ".join(texte.replace("\x00", " ").split())[:TEXTE_MAX]


# The index: made anew when a set of texts changes, or the day; what did not change is kept.

_VERROU: Final = Lock()
_garde: list[tuple[object, Index]] = []


def read_index(jour: date) -> Index:
    etat = (jour, services.read_generations())
    if not (_garde and _garde[0][0] == etat):
        with _VERROU:
            if not (_garde and _garde[0][0] == etat):
                deja = _garde[0][1].documents if _garde else ()
                _garde[:] = [(etat, make_index(jour, deja))]
    return _garde[0][1]


def make_index(jour: date, deja: Iterable[Document] = ()) -> Index:
    """Read the texts of every source; those that were read already are not read again."""
    connus = {(document.source, document.texte): document for document in deja}
    return Index(
        [
            connus.get((source.nom, texte)) or Document.of(texte, source.nom, source.poids)
            for source in services.list_sources()
            for texte in source.read(jour)
        ]
    )


@lru_cache(maxsize=4)
def join_synonymes(lus: tuple[Synonymes, ...]) -> ParForme:
    """Return, for each form that has synonyms, all those of its class, itself included."""
    classes = join_classes(map(fold_mots, lu.formes) for lu in lus)
    synonymes: dict[Forme, dict[Forme, None]] = {}
    for classe in classes:
        lues = (tuple(map(services.stem_texte, services.split_mots(forme))) for forme in classe)
        formes = dict.fromkeys(filter(None, lues))
        for forme in formes:  # two classes whose forms only share a stem stay two
            synonymes.setdefault(forme, {}).update(formes)
    return {forme: tuple(autres) for forme, autres in synonymes.items()}


# What is made of what is found.


def _list_resultats(
    notes: Sequence[DocumentNote], question: QuestionAnalysee
) -> list[ResultatRecherche]:
    """Return the results, best first, each page once."""
    libelles = {source.nom: source.libelle for source in services.list_sources()}
    cherches = question.cherches
    vues: set[str] = set()
    gardes: list[ResultatRecherche] = []
    assez = _LOIN * notes[0].score if notes else 0.0
    for note in notes:
        texte, source = note.document.texte, note.document.source
        page = texte.page or texte.adresse
        if note.score >= assez and page not in vues:
            vues.add(page)
            gardes.append(ResultatRecherche(texte, libelles[source], source, note.score, cherches))
    return gardes


def _ask_vives(
    question: QuestionAnalysee, *, entame: bool
) -> tuple[list[ResultatRecherche], list[GroupeResultats]]:
    cherches = question.cherches
    resultats: list[ResultatRecherche] = []
    groupes: list[GroupeResultats] = []
    for source in services.list_sources_vives():
        vivante = source.find(services.MotsCherches(question.connus, PAR_GROUPE + TETE, entame))
        trouves = [
            ResultatRecherche(
                texte, source.libelle, source.nom, _NOM * force - rang / 1000, cherches
            )
            for rang, (texte, force) in enumerate(vivante.textes)
        ]
        resultats += trouves
        if trouves:
            tous = (tuple(trouves), vivante.total, vivante.tout)
            groupes.append(GroupeResultats(source.nom, source.libelle, *tous))
    return resultats, groupes


def _leave_out(groupe: GroupeResultats, tete: Sequence[ResultatRecherche]) -> GroupeResultats:
    """Return a group without what is shown above it."""
    restes = tuple(resultat for resultat in groupe.resultats if resultat not in tete)
    ailleurs = len(groupe.resultats) - len(restes)
    return replace(groupe, resultats=restes[:PAR_GROUPE], total=groupe.total - ailleurs)


def _group(resultats: Iterable[ResultatRecherche], nombre: int) -> list[GroupeResultats]:
    par_source: dict[str, list[ResultatRecherche]] = {}
    for resultat in resultats:
        par_source.setdefault(resultat.source, []).append(resultat)
    return [
        GroupeResultats(source, lus[0].libelle, tuple(lus[:nombre]), len(lus), seul=True)
        for source, lus in par_source.items()
    ]


def _sort_groupes(groupes: Iterable[GroupeResultats]) -> list[GroupeResultats]:
    """Put first the group whose first result answers best; what is empty is left out."""
    pleins = [groupe for groupe in groupes if groupe.resultats]
    return sorted(pleins, key=lambda groupe: -groupe.resultats[0].score)


def _is_numero(demande: str) -> bool:
    """Say whether it is as long as a SIREN or a SIRET: the page of buyers tells a wrong one."""
    return demande.replace(" ", "").isdigit() and len(digits_of(demande)) in _LONGUEURS


# --- One search over the whole site: its page, and what is proposed while words are typed ---


TITRE: Final = "Chercher sur le site"
_GARDEES: Final = 300  # seconds that a browser keeps what was proposed
_NOMBRE: Final = 300  # of one address, in a period: one a letter, for several people behind it
_PERIODE: Final = timedelta(minutes=5)


@shows("recherche/page.html")
def page_recherche(request: HttpRequest) -> Rendu:
    libelles = {source.nom: source.libelle for source in services.list_sources()}
    dans = request.GET.get("dans", "")
    dans = dans if dans in libelles else ""
    reponse = answer_recherche(request.GET.get("q", ""), timezone.localdate(), dans)
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "reponse": reponse,
        "dans": libelles.get(dans, ""),
    }
    return contexte


@cache_control(max_age=_GARDEES)
@require_safe
def propositions_recherche(request: HttpRequest) -> JsonResponse:
    check_lectures(request, "recherche.propositions", _NOMBRE, _PERIODE)
    trouves = suggest(request.GET.get("q", ""), timezone.localdate())
    return JsonResponse({"propositions": [_propose(resultat) for resultat in trouves]})


def _propose(resultat: ResultatRecherche) -> dict[str, str]:
    texte = resultat.texte
    return {"nom": texte.titre, "precision": resultat.libelle, "adresse": texte.adresse}

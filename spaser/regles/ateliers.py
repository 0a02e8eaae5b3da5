"""Workshops: their templates, what a ballot may say, how ballots are counted, what comes of it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

import msgspec

from spaser.contenus.lecture import cache_contenu
from spaser.elements import fold_mots
from spaser.regles.acteurs import RoleActeur
from spaser.regles.droits import NatureProposition, Offre
from spaser.regles.grille import Priorite
from spaser.regles.nomenclatures import Nomenclature

MOT_MAX: Final = 200
LIGNES_MAX: Final = 15  # of a step: more is too long to be read on a phone
BULLETINS_MAX: Final = 40  # of somebody in a step: she may change her mind, not flood
PERSONNES_MAX: Final = 300
_RETENUES: Final = 5  # choices that are proposed to the plan
_DITS: Final = 8  # things that a paragraph names


class GenreEtape(Nomenclature):
    """What is asked at a step of each of its lines."""

    PRIORITE = "priorite", "Donner 1, 2 ou 3"
    PLACE = "place", "Placer selon l’influence et l’intérêt"
    CHOIX = "choix", "Choisir"
    TEXTE = "texte", "Écrire"

    @property
    def niveaux(self) -> Mapping[str, str]:
        """Return what may be answered for a line, by code; nothing where words are written."""
        return _NIVEAUX[self]


class PlaceAtelier(Nomenclature):
    """Where a stakeholder stands."""

    ASSOCIER = "associer", "Forte influence, fort intérêt"
    CONSULTER = "consulter", "Forte influence, faible intérêt"
    APPUYER = "appuyer", "Faible influence, fort intérêt"
    INFORMER = "informer", "Faible influence, faible intérêt"


# The role that each place calls for, in their order.
_R: Final = RoleActeur
_ROLES: Final = (_R.CO_CONSTRUCTION, _R.CONSULTATION, _R.PARTENARIAT, _R.INFORMATION)
ROLES: Final = dict(zip(PlaceAtelier, _ROLES, strict=True))
_NIVEAUX: Final[Mapping[GenreEtape, Mapping[str, str]]] = {
    GenreEtape.PRIORITE: {p.value: p.libelle for p in Priorite},
    GenreEtape.PLACE: {p.value: p.libelle for p in PlaceAtelier},
    GenreEtape.CHOIX: {"1": "Choisie"},
    GenreEtape.TEXTE: {},
}


_DEBUTS: Final = {
    GenreEtape.PRIORITE: "Au cœur des enjeux : ",
    GenreEtape.PLACE: "À associer de près : ",
}


class _Dit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    titre: str


class EtapeGabarit(_Dit, frozen=True):
    """A step; `suite`: its lines are what the step before wrote."""

    consigne: str
    genre: GenreEtape
    minutes: int
    maximum: int = 0  # of lines that somebody may choose
    suite: bool = False


class GabaritAtelier(_Dit, frozen=True):
    """A kind of workshop: `sources` name where its lines are drawn from in a space.

    `par_ligne`: each line is a step, whose answers are `reponses`. `rubrique` is the heading of the
    scheme to which its paragraph is offered.
    """

    code: str
    but: str
    sources: tuple[str, ...]
    demande: str
    rubrique: str
    etapes: tuple[EtapeGabarit, ...]
    par_ligne: bool = False
    reponses: tuple[str, ...] = ()


load_gabarits: Final = cache_contenu("ateliers/gabarits.json", tuple[GabaritAtelier, ...])


def find_gabarit(code: str) -> GabaritAtelier | None:
    return next((gabarit for gabarit in load_gabarits() if gabarit.code == code), None)


def clean_code(tape: str) -> str:
    """Return a code as it is kept, however it is typed.

    >>> clean_code(" ab2-3cd ")
    'AB23CD'
    """
    return "".join(signe for signe in tape.upper() if signe.isalnum())


# --- What a ballot may say ---


@dataclass(frozen=True)
class EnvoiVote:
    """What is kept of a ballot, by line; the lines that are gone; how many were chosen too many."""

    choix: dict[str, str]
    disparues: tuple[str, ...] = ()
    de_trop: int = 0


def read_bulletin(
    genre: GenreEtape, maximum: int, lignes: Collection[str], envoyes: Mapping[str, str]
) -> EnvoiVote:
    """Keep what may be answered of the lines that are there; nothing else is counted."""
    dits = {ligne: " ".join(dit.split())[:MOT_MAX] for ligne, dit in envoyes.items()}
    admis = {li: d for li, d in dits.items() if d and (not genre.niveaux or d in genre.niveaux)}
    choix = {ligne: dit for ligne, dit in admis.items() if ligne in lignes}
    return EnvoiVote(
        choix,
        tuple(ligne for ligne in admis if ligne not in lignes),
        max(0, len(choix) - maximum) if maximum else 0,
    )


# --- How ballots are counted ---


class Papier(msgspec.Struct, frozen=True, kw_only=True):
    """What was counted by hand: how many sheets, votes by line and level, words by line."""

    bulletins: int = 0
    nombres: dict[str, dict[str, int]] = {}
    mots: dict[str, list[str]] = {}


@dataclass(frozen=True)
class VoixLigne:
    """The answers to a line: how many at each level, or which words, the most frequent first."""

    ligne: str
    nombres: Mapping[str, int] = field(default_factory=dict)
    mots: tuple[tuple[str, int], ...] = ()

    @property
    def exprimes(self) -> int:
        return sum(self.nombres.values()) + sum(nombre for _, nombre in self.mots)

    @property
    def points(self) -> int:
        """Return what ranks a line: three for a first level, two for a second, one for a third."""
        return sum((3 - rang) * nombre for rang, nombre in enumerate(self.nombres.values()))

    @property
    def median(self) -> str:
        """Return the level under which half of the answers stand; empty without any."""
        cumules = accumulate(self.nombres.values())
        atteints = zip(self.nombres, cumules, strict=True)
        return next((niveau for niveau, n in atteints if n and 2 * n >= self.exprimes), "")

    @property
    def majoritaire(self) -> str:
        """Return the level most often given; empty when two are."""
        haut = max(self.nombres.values(), default=0)
        premiers = [niveau for niveau, nombre in self.nombres.items() if haut and nombre == haut]
        return premiers[0] if len(premiers) == 1 else ""


@dataclass(frozen=True)
class Depouillement:
    """A step counted: its lines, the first ones first; who answered, of whom on paper."""

    decomptes: tuple[VoixLigne, ...]
    votants: int
    papier: int

    def count_abstentions(self, decompte: VoixLigne) -> int:
        return max(0, self.votants - decompte.exprimes)


def tally(
    genre: GenreEtape,
    lignes: Sequence[str],
    bulletins: Iterable[Mapping[str, str]],
    papier: Papier = Papier(),  # noqa: B008 - frozen
) -> Depouillement:
    """Count one ballot a person; the order in which they came changes nothing."""
    recus = list(bulletins)
    decomptes = [_count(genre, ligne, recus, papier) for ligne in lignes]
    if genre in {GenreEtape.PRIORITE, GenreEtape.CHOIX}:
        decomptes.sort(key=lambda decompte: -decompte.points)
    return Depouillement(tuple(decomptes), len(recus) + papier.bulletins, papier.bulletins)


def _count(
    genre: GenreEtape, ligne: str, recus: Sequence[Mapping[str, str]], papier: Papier
) -> VoixLigne:
    dits = [bulletin[ligne] for bulletin in recus if ligne in bulletin]
    if genre.niveaux:
        ecrits, comptes = papier.nombres.get(ligne, {}), Counter(dits)
        return VoixLigne(ligne, {n: comptes[n] + ecrits.get(n, 0) for n in genre.niveaux})
    return VoixLigne(ligne, mots=group_mots([*dits, *papier.mots.get(ligne, [])]))


def group_mots(dits: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Put together what is the same but for accents and capitals, the most frequent first."""
    groupes: dict[str, list[str]] = {}
    for dit in sorted(dits):
        groupes.setdefault(fold_mots(dit) or dit, []).append(dit)
    comptes = [(Counter(groupe).most_common(1)[0][0], len(groupe)) for groupe in groupes.values()]
    return tuple(sorted(comptes, key=lambda compte: (-compte[1], compte[0])))


# --- What comes of it: proposals, which people decide ---


@dataclass(frozen=True)
class EtapeDite:
    """A step that was shown: what it asked, its lines by name and by what they were drawn from."""

    titre: str
    genre: GenreEtape
    compte: Depouillement
    noms: Mapping[str, str]
    cibles: Mapping[str, str]


def list_offres(
    numero: int, origine: str, rubrique: tuple[str, str], etapes: Sequence[EtapeDite]
) -> Iterator[Offre]:
    """Return what a workshop proposes; `rubrique` is the code and the title of a heading."""
    for etape in etapes:
        yield from _list_offres(numero, origine, etape)
    if dits := [dit for etape in etapes if (dit := tell_etape(etape))]:
        yield Offre(
            nature=NatureProposition.TEXTE,
            code=f"{numero}:{rubrique[0]}",
            libelle=f"Un paragraphe pour « {rubrique[1]} »",
            raison=f"{origine}. {' '.join(dits)}",
        )


def _list_offres(numero: int, origine: str, etape: EtapeDite) -> Iterator[Offre]:
    for rang, decompte in enumerate(etape.compte.decomptes):
        nom, cible = etape.noms[decompte.ligne], etape.cibles[decompte.ligne]
        dit = f"{tell_niveaux(etape, decompte)} {origine}."
        if etape.genre is GenreEtape.PRIORITE and decompte.median and cible.count(":") > 1:
            code = f"{numero}:{cible}:{decompte.median}"
            yield Offre(nature=NatureProposition.PRIORITE, code=code, libelle=nom, raison=dit)
        elif etape.genre is GenreEtape.PLACE and decompte.majoritaire:
            code = f"{numero}:{decompte.ligne}:{ROLES[PlaceAtelier(decompte.majoritaire)]}"
            yield Offre(nature=NatureProposition.ACTEUR, code=code, libelle=nom, raison=dit)
        elif etape.genre is GenreEtape.CHOIX and not cible and decompte.exprimes:
            code = f"atelier-{numero}-{decompte.ligne}"
            if rang < _RETENUES:
                yield Offre(nature=NatureProposition.ACTION, code=code, libelle=nom, raison=dit)


def tell_niveaux(etape: EtapeDite, decompte: VoixLigne) -> str:
    """Say what a line received: « 1 : au cœur des enjeux (7 voix), … »; who said nothing."""
    dits = [
        f"{etape.genre.niveaux[niveau]} ({nombre})"
        for niveau, nombre in decompte.nombres.items()
        if nombre
    ]
    sans = etape.compte.count_abstentions(decompte)
    return ", ".join([*dits, *([f"sans réponse ({sans})"] if sans else [])]) + "."


def tell_etape(etape: EtapeDite) -> str:
    """Say in a sentence what a step decided; nothing when it decided nothing."""
    debut, dits = f"{etape.titre} : ", list[str]()
    for decompte in etape.compte.decomptes:
        nom = etape.noms[decompte.ligne]
        if etape.genre is GenreEtape.CHOIX:
            dits += [f"{nom} ({decompte.exprimes})"] if decompte.exprimes else []
        elif etape.genre is GenreEtape.TEXTE:
            dits += [f"{mot} ({nombre})" for mot, nombre in decompte.mots]
        elif decompte.median == Priorite.COEUR or decompte.majoritaire == PlaceAtelier.ASSOCIER:
            debut, dits = _DEBUTS[etape.genre], [*dits, nom]
    return f"{debut}{', '.join(dits[:_DITS])}." if dits else ""

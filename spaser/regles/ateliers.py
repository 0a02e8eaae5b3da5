"""Workshops: their templates and steps, how ballots are counted, what comes of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import msgspec

from spaser.contenus.lecture import cache_contenu
from spaser.elements import fold_mots
from spaser.regles.droits import NatureProposition, Offre
from spaser.regles.nomenclatures import Nomenclature

MOT_MAX: Final = 200
TITRE_MAX: Final = 120
LIGNE_MAX: Final = 300
LIGNES_MAX: Final = 15  # of a step: more is too long to be read on a phone
BULLETINS_MAX: Final = 40  # of somebody in a step: she may change her mind, not flood
PERSONNES_MAX: Final = 300
_RETENUES: Final = 5  # choices that are proposed to the plan, or go to the next step
_DITS: Final = 8  # things that a paragraph names


class EtatEtape(Nomenclature):
    ATTEND = "attend", "À venir"
    OUVERTE = "ouverte", "Ouverte"
    CLOSE = "close", "Close, résultats cachés"
    MONTREE = "montree", "Résultats montrés"


# --- Templates, and the steps that are made of them ---


class _Dit(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    titre: str


class EtapeGabarit(_Dit, kw_only=True):
    """A step: words are written under its lines, or one of `niveaux` is given to each.

    `suite`: its lines are what the step before wrote or chose. `offre`: what it proposes; a level
    is the code that the tool takes. `dit` opens the sentence that names the lines of first level.
    """

    consigne: str
    minutes: int
    niveaux: dict[str, str] = {}
    maximum: int = 0  # of lines that somebody may choose
    suite: bool = False
    offre: NatureProposition | None = None
    dit: str = ""


class LigneAtelier(msgspec.Struct):
    """What is asked about; `cible` is what it was drawn from: « theme:dechets:… », or a branch."""

    cle: str
    libelle: str
    cible: str = ""
    retiree: bool = False


class EtapeAtelier(EtapeGabarit, kw_only=True):
    """A step that is held: opened, closed, then shown.

    What was answered by hand is beside: how many sheets, and what they say of each line.
    """

    rang: int
    etat: EtatEtape = EtatEtape.ATTEND
    lignes: list[LigneAtelier] = []
    feuilles: int = 0
    papier: dict[str, list[str]] = {}

    @property
    def presentes(self) -> list[LigneAtelier]:
        """Return the lines that were not taken out."""
        return [ligne for ligne in self.lignes if not ligne.retiree]

    @property
    def se_change(self) -> bool:
        return self.etat in {EtatEtape.ATTEND, EtatEtape.OUVERTE}

    def put_lignes(self, lues: Iterable[tuple[str, str]]) -> None:
        """Add lines, each under a key that no other of the workshop has or had."""
        for cible, libelle in lues:
            cle = f"{self.rang}-{len(self.lignes)}"
            self.lignes.append(LigneAtelier(cle, libelle[:LIGNE_MAX], cible))

    def take_out(self, cle: str) -> None:
        for ligne in self.lignes:
            ligne.retiree |= ligne.cle == cle

    def read_bulletin(self, envoyes: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
        """Return what may be answered of the lines that are there, and the words of those gone."""
        dits = {li.cle: " ".join(envoyes.get(li.cle, "").split())[:MOT_MAX] for li in self.lignes}
        admis = self.niveaux or {dit for dit in dits.values() if dit}
        lus = [ligne for ligne in self.lignes if dits[ligne.cle] in admis]
        choix = {li.cle: dits[li.cle] for li in lus if not li.retiree}
        return choix, [li.libelle for li in lus if li.retiree]


class GabaritAtelier(_Dit, kw_only=True):
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

    def make_etapes(self, lignes: Sequence[tuple[str, str]]) -> list[EtapeAtelier]:
        """Return the steps of a workshop on these lines: what each was drawn from, its words."""
        reponses = [("", reponse) for reponse in self.reponses]
        prevues = [(e, e.titre, () if e.suite else lignes or reponses) for e in self.etapes]
        if self.par_ligne:
            prevues = [(self.etapes[0], libelle, reponses) for _, libelle in lignes]
        etapes = list[EtapeAtelier]()
        for rang, (dite, titre, siennes) in enumerate(prevues):
            dits = msgspec.structs.asdict(dite) | {"titre": titre[:TITRE_MAX], "rang": rang}
            etapes.append(EtapeAtelier(**dits))
            etapes[rang].put_lignes(siennes)
        return etapes


load_gabarits: Final = cache_contenu("ateliers/gabarits.json", tuple[GabaritAtelier, ...])


def find_gabarit(code: str) -> GabaritAtelier | None:
    return next((gabarit for gabarit in load_gabarits() if gabarit.code == code), None)


def clean_code(tape: str) -> str:
    """Return a code as it is kept, however it is typed.

    >>> clean_code(" ab2-3cd ")
    'AB23CD'
    """
    return "".join(signe for signe in tape.upper() if signe.isalnum())


# --- How ballots are counted ---


@dataclass(frozen=True)
class VoixLigne:
    """The answers to a line: how many of each level, or of each word, the most frequent first."""

    etape: EtapeAtelier
    ligne: LigneAtelier
    nombres: Mapping[str, int]
    votants: int

    @property
    def exprimes(self) -> int:
        return sum(self.nombres.values())

    @property
    def points(self) -> int:
        """Return what ranks a line: three for a first level, two for a second, one for a third."""
        return sum((3 - rang) * nombre for rang, nombre in enumerate(self.nombres.values()))

    @property
    def retenu(self) -> str:
        """Return the level under which half of the priorities stand, or that most often given.

        Empty without any, or when two are given as often.
        """
        if self.etape.offre is NatureProposition.PRIORITE:
            cumules = accumulate(self.nombres.values())
            atteints = zip(self.nombres.items(), cumules, strict=True)
            return next((dit for (dit, n), tous in atteints if n and 2 * tous >= self.exprimes), "")
        premiers = Counter(self.nombres).most_common(2)
        hauts = [dit for dit, nombre in premiers if nombre and nombre == premiers[0][1]]
        return hauts[0] if len(hauts) == 1 else ""

    @property
    def decision(self) -> str:
        """Return in words the level that a line has, where one of several was given."""
        niveaux = self.etape.niveaux
        return niveaux.get(self.retenu, "partagé") if len(niveaux) > 1 else ""

    @property
    def reponses(self) -> list[tuple[str, int]]:
        """Return what was answered in words, how many times; how many answered nothing of it."""
        sans = ("sans réponse", max(0, self.votants - self.exprimes))
        niveaux = self.etape.niveaux
        return [*((niveaux.get(dit, dit), nombre) for dit, nombre in self.nombres.items()), sans]

    def tell(self) -> str:
        """Say what a line received: « 1 : au cœur des enjeux (7), sans réponse (1). »."""
        return ", ".join(f"{dit} ({nombre})" for dit, nombre in self.reponses if nombre) + "."


@dataclass(frozen=True)
class ResultatEtape:
    """A step counted: its lines, the first ones first; how many answered."""

    etape: EtapeAtelier
    voix: list[VoixLigne]
    votants: int

    @property
    def choisies(self) -> list[VoixLigne]:
        return [voix for voix in self.voix if voix.exprimes][:_RETENUES]

    @property
    def carte(self) -> list[tuple[str, list[str]]]:
        """Return the names at each place of the map of stakeholders."""
        places = self.etape.niveaux if self.etape.offre is NatureProposition.ACTEUR else {}
        return [
            (dite, [voix.ligne.libelle for voix in self.voix if voix.retenu == place])
            for place, dite in places.items()
        ]

    def list_suite(self) -> Iterator[tuple[str, str]]:
        """Return the lines of the step that follows: what was chosen, or written, by its branch."""
        for voix in self.choisies if self.etape.niveaux else self.voix:
            ligne, branche = voix.ligne, voix.ligne.cible if self.etape.suite else ""
            if self.etape.niveaux:
                yield branche, ligne.libelle
            else:
                chemin = " › ".join(filter(None, (branche, ligne.libelle)))
                yield from ((chemin, mot) for mot in voix.nombres)

    def tell(self) -> str:
        """Say in a sentence what a step decided; nothing when it decided nothing."""
        if self.etape.dit:
            haut = next(iter(self.etape.niveaux))
            dits = [voix.ligne.libelle for voix in self.voix if voix.retenu == haut]
        elif self.etape.niveaux:
            dits = [f"{voix.ligne.libelle} ({voix.exprimes})" for voix in self.choisies]
        else:
            dits = [f"{mot} ({n})" for voix in self.voix for mot, n in voix.nombres.items()]
        debut = self.etape.dit or self.etape.titre
        return f"{debut} : {', '.join(dits[:_DITS])}." if dits else ""


def tally(etape: EtapeAtelier, bulletins: Iterable[Mapping[str, str]]) -> ResultatEtape:
    """Count one ballot a person, and sheets; the order in which they came changes nothing."""
    recus, voix = list(bulletins), list[VoixLigne]()
    votants = len(recus) + etape.feuilles
    for ligne in etape.presentes:
        dits = [recu[ligne.cle] for recu in recus if ligne.cle in recu]
        dits += etape.papier.get(ligne.cle, ())
        nombres = {niveau: dits.count(niveau) for niveau in etape.niveaux} or group_mots(dits)
        voix.append(VoixLigne(etape, ligne, nombres, votants))
    if etape.niveaux:
        voix.sort(key=lambda une: -une.points)
    return ResultatEtape(etape, voix, votants)


def group_mots(dits: Iterable[str]) -> dict[str, int]:
    """Put together what is the same but for accents and capitals, the most frequent first."""
    groupes = defaultdict[str, list[str]](list)
    for dit in sorted(dits):
        groupes[fold_mots(dit) or dit].append(dit)
    comptes = [(Counter(groupe).most_common(1)[0][0], len(groupe)) for groupe in groupes.values()]
    return dict(sorted(comptes, key=lambda compte: (-compte[1], compte[0])))


# --- What comes of it: proposals, which people decide ---


def list_offres(
    numero: int, origine: str, rubrique: tuple[str, str], resultats: Sequence[ResultatEtape]
) -> Iterator[Offre]:
    """Return what a workshop proposes; `rubrique` is the code and the title of a heading."""
    for lu in resultats:
        yield from _list_offres(f"{numero}", origine, lu)
    if dits := [dit for lu in resultats if (dit := lu.tell())]:
        libelle, raison = f"Un paragraphe pour « {rubrique[1]} »", f"{origine}. {' '.join(dits)}"
        code = f"{numero}:{rubrique[0]}"
        yield Offre(nature=NatureProposition.TEXTE, code=code, libelle=libelle, raison=raison)


def _list_offres(numero: str, origine: str, lu: ResultatEtape) -> Iterator[Offre]:
    nature = lu.etape.offre
    for voix in lu.choisies if nature is NatureProposition.ACTION else lu.voix:
        ligne, raison = voix.ligne, f"{voix.tell()} {origine}."
        code = f"{numero}:{ligne.cle}:{voix.retenu}"
        if nature is NatureProposition.ACTION:
            code, raison = f"atelier-{numero}-{ligne.cle}", f"{ligne.cible} : {raison}"
        elif nature is NatureProposition.PRIORITE:  # the grid has no place for an axis
            code = f"{numero}:{ligne.cible}:{voix.retenu}" if ligne.cible.count(":") > 1 else ""
        if nature and code and voix.retenu:
            yield Offre(nature=nature, code=code, libelle=ligne.libelle, raison=raison)

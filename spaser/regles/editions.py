"""The editions of the programme: what was counted of one, shown without naming anybody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from heapq import heappop, heappush
from typing import ClassVar, Final

from spaser.contenus.lecture import read_dossier
from spaser.regles.champs import StructDit, ask, ask_corps, ask_long
from spaser.regles.nomenclatures import Nomenclature

# --- The editions of the programme: what the team says of one, and what was counted of it ---
# A figure that was never counted is None, never zero.


class NatureRessource(Nomenclature):
    FICHE = "fiche", "Fiches"
    OUTIL = "outil", "Outils"
    FORMATION = "formation", "Formations"
    APPUI = "appui", "Conseil"


class ChiffreRepris(StructDit):
    """A figure that somebody else gave: `source` cites it, as `documents.corps` reads it."""

    quoi: str = ask("Chiffre", "Dites ce qui est compté.", maximum=150)
    valeur: str = ask("Valeur", "Donnez la valeur, avec son unité.", maximum=100)
    source: str = ask_corps(
        "Source", "Dites qui l’a compté, où et quand, et citez un texte lu.", lignes=2
    )


class Verbatim(StructDit):
    """What a participant said, with a function only: with the body, it would name a person."""

    texte: str = ask_long("Ce qui a été dit", "Recopiez ce qui a été dit.", lignes=3)
    fonction: str = ask(
        "Fonction",
        "Donnez la fonction seule.",
        maximum=150,
        aide="Sans nom, et sans l’organisme : avec lui, elle désignerait une personne.",
    )
    source: str = ask_corps("Source", "Dites d’où vient cette parole.", lignes=2)


class Parrain(StructDit):
    """A body that sponsored an edition; people only once they agreed, in the team's own words."""

    nom: str = ask("Organisme", "Nommez l’organisme.", maximum=150)
    adresse: str = ask("Adresse de son site", maximum=300, default="")


class RessourceEdition(StructDit):
    """Something that an edition gave; `adresse` is where it is now, if it is known."""

    nature: NatureRessource = ask("Nature", "Choisissez une nature.", quoi="une nature")
    libelle: str = ask("Nom", "Nommez cette ressource.", maximum=150)
    texte: str = ask_corps("En une phrase", lignes=2, default="")
    adresse: str = ask("Adresse", maximum=300, aide="Une page du site, ou en https", default="")


class Edition(StructDit):
    """An edition, named by its `code` in the agenda; what is not known of it is said.

    `participants` are bodies that agreed to be named, elsewhere than in the agenda.

    Its texts are typed as `documents.corps` reads them. Without `debut` nothing is counted between
    two days; without `fin` it goes on.
    """

    GROUPES: ClassVar = {
        "L’édition": "titre ordre debut fin resume presentation",
        "Autour du bilan": "ouverture participants merci conclusion inconnu",
    }

    code: str
    titre: str = ask("Titre", "Donnez un titre à cette édition.", maximum=100)
    ordre: int = ask("Numéro", "Donnez son numéro, de 1 à 99.", bornes=(1, 99))
    resume: str = ask_long("En bref", "Dites en une phrase ce qu’a été cette édition.", lignes=3)
    presentation: str = ask_corps("Présentation", "Présentez cette édition.", lignes=8)
    debut: date | None = ask(
        "Premier jour",
        attendu=True,
        aide="Vide s’il n’est pas connu : rien n’est alors compté",
        default=None,
    )
    fin: date | None = ask("Dernier jour", aide="Vide tant qu’elle dure", default=None)
    ouverture: str = ask_corps("Le mot de l’équipe", lignes=5, default="")
    chiffres: tuple[ChiffreRepris, ...] = ask(
        "Chiffres repris", element="Chiffre", maximum=20, default=()
    )
    verbatims: tuple[Verbatim, ...] = ask(
        "Paroles de participants", element="Parole", maximum=20, default=()
    )
    ressources: tuple[RessourceEdition, ...] = ask(
        "Ressources et outils", element="Ressource", maximum=40, default=()
    )
    parrains: tuple[Parrain, ...] = ask("Parrains", element="Parrain", maximum=10, default=())
    participants: tuple[str, ...] = ask(
        "Organismes participants, accord reçu",
        lignes=5,
        aide="Un par ligne. Ceux qui l’ont accepté dans l’agenda y sont déjà.",
        default=(),
    )
    merci: str = ask_corps(
        "Merci aux parrains",
        lignes=3,
        aide="Ne nommez une personne que si elle l’a accepté.",
        default="",
    )
    conclusion: str = ask_corps("Pour finir", lignes=5, default="")
    inconnu: str = ask_corps("Ce que l’on ne sait pas", lignes=4, default="")
    mise_a_jour: date | None = None

    @property
    def textes(self) -> tuple[str, ...]:
        sources = [c.source for c in self.chiffres] + [v.source for v in self.verbatims]
        ressources = (ressource.texte for ressource in self.ressources)
        suite = (self.merci, self.conclusion, self.inconnu)
        return (self.presentation, self.ouverture, *sources, *ressources, *suite)


@cache
def load_editions() -> tuple[Edition, ...]:
    return arrange_editions(read_dossier("editions", Edition))


def arrange_editions(editions: Iterable[Edition]) -> tuple[Edition, ...]:
    return tuple(sorted(editions, key=lambda edition: (-edition.ordre, edition.code)))


@dataclass(frozen=True, slots=True)
class Seance:
    """An event that took place: None where nobody registered here, or nobody noted who came."""

    titre: str
    atelier: bool
    jour: date
    inscrits: int | None
    presents: int | None
    replay: bool
    ailleurs: str = ""  # where the replay is, if it is not public


@dataclass(frozen=True, slots=True)
class ModuleCompte:
    """How many began a module of e-learning, and how many ended it, within a period."""

    code: str
    titre: str
    commences: int
    termines: int


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """A scale of a questionnaire: how many answered; no mean when they are too few.

    `borne` says that the mean is « at least » or « at most », in French.
    """

    titre: str
    n: int
    moyenne: float | None
    ecart: float | None
    borne: str = ""
    maximum: int = 5


@dataclass(frozen=True, slots=True)
class Parole:
    """What somebody wrote and lets the programme publish, with the function that she gave."""

    texte: str
    fonction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesures:
    """What the site counted of an edition on a day; None is what it did not count."""

    jour: date
    seances: tuple[Seance, ...] = ()
    modules: tuple[ModuleCompte, ...] = ()
    depots: int | None = None
    aides: int | None = None  # answers of the FAQ said useful, of `avis`
    avis: int = 0
    satisfaction: tuple[Satisfaction, ...] = ()
    paroles: tuple[Parole, ...] = ()
    organismes: tuple[str, ...] = ()  # that came and agreed to be named


@dataclass(frozen=True, slots=True)
class ChiffreEdition:
    """A figure of the review, how it was counted, on how many; no `valeur` when there is none."""

    quoi: str
    valeur: str
    sur: str
    methode: str


_AGENDA = "Agenda de ce site"


def count_edition(mesures: Mesures) -> tuple[ChiffreEdition, ...]:
    replays = sum(seance.replay for seance in mesures.seances)
    return (
        *_count_seances("webinaire", [s for s in mesures.seances if not s.atelier]),
        *_count_seances("atelier", [s for s in mesures.seances if s.atelier]),
        ChiffreEdition(
            "Replays en ligne",
            str(replays) if replays else "",
            _tell(len(mesures.seances), "événement"),
            f"{_AGENDA} : événements dont le replay a une adresse qui répond.",
        ),
        *_count_modules(mesures.modules),
        ChiffreEdition(
            "Schémas déposés au registre",
            "" if mesures.depots is None else str(mesures.depots),
            "",
            "Dépôts envoyés pendant l’édition, corrections de fiches non comprises.",
        ),
        ChiffreEdition(
            "Réponses de la foire aux questions jugées utiles",
            "" if mesures.aides is None else str(mesures.aides),
            _tell(mesures.avis, "avis", "avis"),
            "Avis laissés pendant l’édition. Les pages lues ne sont pas comptées\u00a0: ce site ne "
            "suit pas ses lecteurs.",
        ),
    )


def _count_seances(un: str, seances: Sequence[Seance]) -> tuple[ChiffreEdition, ...]:
    ouvertes = [s.inscrits for s in seances if s.inscrits is not None]
    pointees = [s.presents for s in seances if s.presents is not None]
    return (
        ChiffreEdition(
            f"{un.capitalize()}s",
            str(len(seances)) if seances else "",
            "",
            f"{_AGENDA} : événements passés de l’édition, annulations non comprises.",
        ),
        ChiffreEdition(
            f"Inscriptions aux {un}s",
            str(sum(ouvertes)) if ouvertes else "",
            _tell(len(ouvertes), un),
            "Places tenues, pour les événements dont l’inscription s’est faite ici.",
        ),
        ChiffreEdition(
            f"Présences aux {un}s",
            str(sum(pointees)) if pointees else "",
            _tell(len(pointees), un),
            "Places des inscrits relevés présents, pour les événements où quelqu’un les a "
            "relevés\u00a0: un groupe compte pour ses places, une personne venue deux fois compte "
            "deux fois.",
        ),
    )


def _count_modules(modules: Sequence[ModuleCompte]) -> tuple[ChiffreEdition, ...]:
    comptes = (
        ("Modules commencés", sum(module.commences for module in modules)),
        ("Modules terminés", sum(module.termines for module in modules)),
    )
    methode = "Formation en ligne, pendant l’édition\u00a0: des parcours, non des personnes."
    return tuple(
        ChiffreEdition(quoi, str(n) if modules else "", "", methode) for quoi, n in comptes
    )


def _tell(nombre: int, un: str, plusieurs: str = "") -> str:
    if not nombre:
        return ""
    return f"{nombre} {un if nombre == 1 else plusieurs or f'{un}s'}"


# --- Hides the small counts of a table, and the others from which they could be computed ---
# A table and its totals are seen as a network: lines, columns and totals are nodes, each count is
# an arc from a line to a column. A hidden count cannot be computed where a cycle of hidden counts
# goes through it. Enough other counts are hidden for each small one to be, for all that is shown,
# `seuil` more than it is.


SEUIL: Final = 5

type _Arc = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Masque:
    """A table with its totals, None where a count is hidden."""

    cellules: tuple[tuple[int | None, ...], ...]
    lignes: tuple[int | None, ...]
    colonnes: tuple[int | None, ...]
    total: int | None


def hide_small(tableau: Sequence[Sequence[int]], seuil: int = SEUIL) -> Masque:
    """Hide every count under a threshold, zero too, and those that would let it be found again."""
    if not tableau:
        return Masque((), (), (), None)
    hauteur, largeur = len(tableau), len(tableau[0])
    arcs = _read_arcs(tableau, hauteur, largeur)
    sommes = {hauteur, hauteur + 1 + largeur}
    petits = [arc for arc, nombre in arcs.items() if nombre < seuil]
    prix = {arc: 1 + nombre * (1 + len(sommes & set(arc))) for arc, nombre in arcs.items()}
    prix |= dict.fromkeys(petits, 0)  # what is hidden costs nothing, a total costs most
    for arc in petits:
        prix |= dict.fromkeys(_find_boucle(arc, arcs, prix, seuil), 0)

    def show(ligne: int, colonne: int) -> int | None:
        arc = _name(ligne, colonne, hauteur, largeur)
        return arcs[arc] if prix[arc] else None

    return Masque(
        tuple(tuple(show(i, j) for j in range(largeur)) for i in range(hauteur)),
        tuple(show(i, largeur) for i in range(hauteur)),
        tuple(show(hauteur, j) for j in range(largeur)),
        show(hauteur, largeur),
    )


def _name(ligne: int, colonne: int, hauteur: int, largeur: int) -> _Arc:
    """Return the arc of a count: those of the totals of lines and of columns run backwards."""
    noeud = hauteur + 1 + colonne
    return (noeud, ligne) if (ligne == hauteur) != (colonne == largeur) else (ligne, noeud)


def _read_arcs(tableau: Sequence[Sequence[int]], hauteur: int, largeur: int) -> dict[_Arc, int]:
    lignes = [[*ligne, sum(ligne)] for ligne in tableau]
    lignes.append([sum(ligne[j] for ligne in lignes) for j in range(largeur + 1)])
    return {
        _name(i, j, hauteur, largeur): nombre
        for i, ligne in enumerate(lignes)
        for j, nombre in enumerate(ligne)
    }


def _find_boucle(
    arc: _Arc, arcs: Mapping[_Arc, int], prix: Mapping[_Arc, int], seuil: int
) -> tuple[_Arc, ...]:
    """Return a cycle where a count may grow by `seuil`: the one that hides the least of the rest.

    On it a count that runs the same way grows, without bound; another falls, to zero at most.
    """
    depart, arrivee = arc
    file: list[tuple[int, int, tuple[_Arc, ...]]] = [(0, arrivee, ())]
    vus: set[int] = set()
    while True:  # at worst the totals lead back
        cout, noeud, chemin = heappop(file)
        if noeud == depart:
            return chemin
        if noeud in vus:
            continue
        vus.add(noeud)
        for autre, nombre in arcs.items():
            grandit = autre[0] == noeud
            if noeud not in autre or autre == arc or not (grandit or nombre >= seuil):
                continue
            suivant = autre[1] if grandit else autre[0]
            heappush(file, (cout + prix[autre], suivant, (*chemin, autre)))


# --- How far buyers have come: the furthest step that something proves, counted for many at once


class Jalon(Nomenclature):
    """The steps, in their order; each is reached by what is in the space."""

    ESPACE = "espace", "Espace ouvert", "L’organisation a ouvert son espace."
    PERIMETRE = "perimetre", "Périmètre précisé", "Les questions du périmètre ont une réponse."
    DIAGNOSTIC = "diagnostic", "Autodiagnostic terminé", "Une campagne d’autodiagnostic est close."
    ACTEURS = "acteurs", "Acteurs identifiés", "Le tableau des acteurs a une ligne au moins."
    PLAN = "plan", "Plan d’action commencé", "Le plan a une action au moins."
    REDACTION = (
        "redaction", "Schéma en cours d’écriture", "Quelqu’un a écrit une rubrique du schéma.",
    )  # fmt: skip
    ADOPTE = (
        "adopte", "Schéma adopté",
        "Le jour de l’adoption est donné, ou une fiche du registre le donne.",
    )  # fmt: skip
    SUIVI = (
        "suivi", "Résultats suivis", "Une année est close, ou des résultats sont publiés ici.",
    )  # fmt: skip

    def __init__(self, _code: str, _libelle: str = "", preuve: str = "") -> None:
        self.preuve = preuve


JALONS: Final = tuple(Jalon)
PREUVES: Final = {jalon: jalon.preuve for jalon in Jalon}


@dataclass(frozen=True, slots=True)
class AcheteurSitue:
    """Where a buyer stands, with what it is sorted by: empty when it is not known."""

    jalon: Jalon
    region: str
    type: str


@dataclass(frozen=True, slots=True)
class TableauMontre:
    """Counts that may be shown, None where one is hidden: a line for each value of an axis."""

    valeurs: tuple[str, ...]
    cellules: tuple[tuple[int | None, ...], ...]
    lignes: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class EtatDesLieux:
    """How many buyers there are at each step, in all and along two axes that share these sums."""

    jalons: tuple[int | None, ...]
    total: int | None
    regions: TableauMontre
    types: TableauMontre


def find_jalon(prouves: Iterable[Jalon]) -> Jalon:
    """Return the furthest step of those that something proves: none is asked of those before."""
    atteints = set(prouves)
    return next((j for j in reversed(JALONS) if j in atteints), Jalon.ESPACE)


def count_situations(situations: Sequence[AcheteurSitue], seuil: int = SEUIL) -> EtatDesLieux:
    """Count buyers by step, region and kind, and hide what is too small to be shown.

    Both tables add up to the same counts by step: one may not hide a sum that the other shows.
    Steps whose sum is hidden are held as one column, that nobody sees, until none is any more.
    """
    sommes = [sum(s.jalon is jalon for s in situations) for jalon in JALONS]
    axes = [_count_by([s.region for s in situations], situations),
            _count_by([s.type for s in situations], situations)]  # fmt: skip
    national = hide_small([sommes], seuil)
    fondus = {rang for rang, somme in enumerate(national.colonnes) if somme is None}
    while True:
        masques = [_hide(comptes, fondus, seuil) for _, comptes in axes]
        caches = set().union(*(caches for _, caches in masques))
        if not caches or len(fondus) == len(JALONS):
            break
        vus = [rang for rang in range(len(JALONS)) if rang not in fondus]
        fondus |= {rang for rang in caches if rang is not None} or {
            min(vus, key=lambda rang: sommes[rang])
        }
    tableaux = [
        TableauMontre(valeurs, *montre)
        if not perdu
        else TableauMontre(valeurs, ((None,) * len(JALONS),) * len(valeurs), (None,) * len(valeurs))
        for (valeurs, _), (montre, perdu) in zip(axes, masques, strict=True)
    ]
    jalons = tuple(None if rang in fondus else somme for rang, somme in enumerate(sommes))
    return EtatDesLieux(jalons, national.total, *tableaux)


type _Montre = tuple[tuple[tuple[int | None, ...], ...], tuple[int | None, ...]]


def _count_by(
    valeurs: Sequence[str], situations: Sequence[AcheteurSitue]
) -> tuple[tuple[str, ...], list[list[int]]]:
    ordre = tuple(sorted(set(valeurs)))
    rangs = {valeur: rang for rang, valeur in enumerate(ordre)}
    comptes = [[0] * len(JALONS) for _ in ordre]
    for valeur, situation in zip(valeurs, situations, strict=True):
        comptes[rangs[valeur]][JALONS.index(situation.jalon)] += 1
    return ordre, comptes


def _hide(
    comptes: list[list[int]], fondus: set[int], seuil: int
) -> tuple[_Montre, set[int | None]]:
    """Hide the small counts of a table; return also the steps whose sum it would hide.

    None stands for the column of the steps that are held as one.
    """
    vus = [rang for rang in range(len(JALONS)) if rang not in fondus]
    tableau = [
        [*(ligne[rang] for rang in vus), *([sum(ligne[r] for r in fondus)] if fondus else [])]
        for ligne in comptes
    ]
    masque = hide_small(tableau, seuil)
    places: list[int | None] = [*vus, *([None] if fondus else [])]
    caches = {place for place, somme in zip(places, masque.colonnes, strict=False) if somme is None}
    cellules = tuple(
        tuple(ligne[vus.index(rang)] if rang in vus else None for rang in range(len(JALONS)))
        for ligne in masque.cellules
    )
    return (cellules, masque.lignes), caches if masque.total is not None else {*caches, None}

"""The plan of action: an action, its dates and people, how far it is, what changes."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, Final, Protocol

from spaser.elements import fold_mots
from spaser.regles import autodiagnostic, nomenclatures
from spaser.regles.approches import Chapitre, load_approches
from spaser.regles.champs import write_jour_dit
from spaser.regles.considerations import ActionType, load_actions
from spaser.regles.droits import NatureProposition
from spaser.regles.indicateurs import Rubrique, load_bibliotheque

# --- What an action of a plan is made of, in plain values ---


TITRE_MAX: Final = 300
TEXTE_MAX: Final = 4000
NOM_MAX: Final = 200
ADRESSE_MAX: Final = 2000
A_POURVOIR: Final = "à pourvoir"
A_RANGER: Final = "À ranger"


class EtatAction(nomenclatures.Nomenclature):
    """How far an action is; the last two are its ends."""

    A_LANCER = "a_lancer", "À lancer"
    EN_COURS = "en_cours", "En cours"
    TERMINEE = "terminee", "Terminée"
    ABANDONNEE = "abandonnee", "Abandonnée"

    @property
    def est_finie(self) -> bool:
        """Say whether nothing more is awaited of the action."""
        return self in {EtatAction.TERMINEE, EtatAction.ABANDONNEE}

    def accorde(self, nombre: int) -> str:
        """Return its words for so many actions: « terminée », « terminées »."""
        return f"{self.libelle.lower()}{'s' if nombre > 1 and self.est_finie else ''}"


class OrigineAction(nomenclatures.Nomenclature):
    SAISIE = "saisie", "Saisie"
    BIBLIOTHEQUE = "bibliotheque", "Bibliothèque d’actions"
    PROPOSITION = "proposition", "Proposition retenue"
    IMPORT = "import", "Fichier importé"


class GenreContributeur(nomenclatures.Nomenclature):
    MEMBRE = "membre", "Membre de l’espace"
    SERVICE = "service", "Personne ou service"
    PARTENAIRE = "partenaire", "Partenaire"


class NatureCode(nomenclatures.Nomenclature):
    """What the site numbers in a plan; a number is given once and follows its line for ever."""

    AXE = "AXE", "Axe"
    OBJECTIF = "OBJ", "Objectif"
    ACTION = "A", "Action"

    def write(self, numero: int) -> str:
        """Return the code of a number: « A-12 »."""
        return f"{self.value}-{numero}"


# --- How far an action is, whether it is late and since when, what in it does not go together ---


_TOUT: Final = 100
_LENDEMAIN: Final = timedelta(days=1)


BARRE: Final = " | "


@dataclass(frozen=True, slots=True)
class EtapeSuivie:
    """A step: its words, when it is due, the day it was done; a line of a cell, or of the base."""

    titre: str
    fin: nomenclatures.DatePartielle | None = None
    faite_le: date | None = None

    def __str__(self) -> str:
        """Return it as a file says it: « Écrire | 06/2027 | faite le 02/05/2027 »."""
        faite = f"faite le {write_jour_dit(self.faite_le.isoformat())}" if self.faite_le else ""
        fin = write_jour_dit(self.fin) if self.fin else ""
        return BARRE.join(filter(None, [clean_titre(self.titre), fin, faite]))


class ActionSuivie(Protocol):
    """What tells where an action stands: a row of the plan on a day, or one that a file gives.

    `avancement` is the progress that somebody typed.
    """

    @property
    def etat(self) -> EtatAction | None: ...
    @property
    def debut(self) -> nomenclatures.DatePartielle | None: ...
    @property
    def fin(self) -> nomenclatures.DatePartielle | None: ...
    @property
    def avancement(self) -> int | None: ...
    @property
    def motif(self) -> str: ...
    @property
    def etapes(self) -> Sequence[EtapeSuivie]: ...


@dataclass(frozen=True, slots=True)
class Progres:
    """How far an action is: its steps done of all, or a share that somebody typed."""

    pourcent: int
    faites: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Retard:
    """Why an action is late, and the first day it was."""

    raison: str
    depuis: date


@dataclass(frozen=True, slots=True)
class Incoherence:
    """What does not go together in an action: the field to look at, what is wrong, how to mend."""

    champ: str
    probleme: str
    remede: str


def compute_progres(action: ActionSuivie) -> Progres | None:
    """Return how far it is by its steps, else as typed, else by its end; None when untold."""
    if action.etapes:
        faites = sum(etape.faite_le is not None for etape in action.etapes)
        return Progres(_TOUT * faites // len(action.etapes), faites, len(action.etapes))
    if action.etat is EtatAction.TERMINEE:
        return Progres(_TOUT)
    return None if action.avancement is None else Progres(action.avancement)


def find_retard(action: ActionSuivie, jour: date) -> Retard | None:
    """Say whether it is late on a day: its end, else its beginning, else its first late step."""
    if action.etat and action.etat.est_finie:
        return None
    if action.fin and action.fin.fin < jour:
        return Retard("échéance dépassée", action.fin.fin + _LENDEMAIN)
    if action.etat is EtatAction.A_LANCER and action.debut and action.debut.fin < jour:
        return Retard("pas encore lancée", action.debut.fin + _LENDEMAIN)
    dues = [e for e in action.etapes if e.faite_le is None and e.fin and e.fin.fin < jour]
    if not dues:
        return None
    premiere = min(dues, key=lambda etape: etape.fin or "")
    passee = premiere.fin.fin if premiere.fin else date.max
    return Retard(f"étape « {premiere.titre} »", passee + _LENDEMAIN)


def list_incoherences(action: ActionSuivie) -> list[Incoherence]:
    """Return what does not go together, the action itself first, then its steps in order."""
    return [*_check_action(action), *_check_etapes(action)]


def find_boucle(
    attentes: Mapping[str, Collection[str]], action: str, attendues: Collection[str]
) -> list[str]:
    """Return the round that an action would make by waiting for others; none when there is none.

    `attentes` says for each action those that it waits for, as they stand.
    """
    liens = {**attentes, action: attendues}
    chemins = [[action, suivante] for suivante in liens[action]]
    vues: set[str] = set()
    while chemins:
        chemin = chemins.pop()
        if chemin[-1] == action:
            return chemin
        if chemin[-1] not in vues:
            vues.add(chemin[-1])
            chemins += [[*chemin, suivante] for suivante in liens.get(chemin[-1], ())]
    return []


def _check_action(action: ActionSuivie) -> Iterator[Incoherence]:
    if action.debut and action.fin and action.fin.fin < action.debut.debut:
        yield Incoherence(
            "fin",
            f"L’échéance ({action.fin.libelle}) est avant le début ({action.debut.libelle}).",
            "Échangez les deux dates, ou corrigez l’une d’elles.",
        )
    if action.etat is EtatAction.ABANDONNEE and not action.motif:
        yield Incoherence(
            "motif",
            "Une action abandonnée dit pourquoi.",
            "Écrivez la raison en une phrase : elle sera reprise dans le bilan.",
        )


def _check_etapes(action: ActionSuivie) -> Iterator[Incoherence]:
    for rang, etape in enumerate(action.etapes, start=1):
        if etape.fin is None:
            continue
        places = []
        if action.debut and etape.fin.fin < action.debut.debut:
            places.append(f"avant le début de l’action ({action.debut.libelle})")
        if action.fin and etape.fin.debut > action.fin.fin:
            places.append(f"après son échéance ({action.fin.libelle})")
        for ou in places:
            yield Incoherence(
                "etapes",
                f"L’étape {rang}, « {etape.titre} », est prévue pour {etape.fin.libelle}, {ou}.",
                "Corrigez la date de l’étape, ou celles de l’action.",
            )


# --- Kept proposals as actions of a plan: several that say the same action make one ---


_PILIERS: Final = {
    Rubrique.SOCIAL: "pi_social",
    Rubrique.ENVIRONNEMENT: "pi_ecologie",
    Rubrique.ECONOMIQUE: "pi_economie",
    Rubrique.GOUVERNANCE: "pi_gouvernance",
}


@dataclass(frozen=True, slots=True)
class Retenue:
    """A proposal that somebody kept: its number, what it is, its words, why it was made."""

    numero: int
    nature: NatureProposition
    code: str
    libelle: str
    raison: str = ""

    @property
    def modele(self) -> ActionType | None:
        return load_actions().find(self.code) if self.nature is NatureProposition.ACTION else None


@dataclass(slots=True)
class ActionEntrante:
    """An action about to enter a plan: its model, the axis that suits it, what it comes from."""

    cle: str
    titre: str
    axe: Chapitre
    modele: ActionType | None = None
    retenues: list[Retenue] = field(default_factory=list)
    indicateurs: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entrees:
    """What kept proposals become: actions, those that the plan has, indicators of no action."""

    actions: tuple[ActionEntrante, ...]
    presentes: tuple[ActionEntrante, ...]
    indicateurs: tuple[Retenue, ...]


def group_retenues(
    retenues: Sequence[Retenue], presentes: Collection[str], approche: nomenclatures.Approche | None
) -> Entrees:
    """Group kept proposals; `presentes` are the keys of those that are in the plan already."""
    entrees: dict[str, ActionEntrante] = {}
    retenues = [retenue for retenue in retenues if not retenue.nature.est_ecrite]
    for retenue in retenues:
        if retenue.nature is not NatureProposition.INDICATEUR:
            entree = entrees.setdefault(retenue.code, _start(retenue, approche))
            entree.retenues.append(retenue)
    seuls = tuple(_attach(retenues, entrees.values()))
    return Entrees(
        actions=tuple(e for e in entrees.values() if e.cle not in presentes),
        presentes=tuple(e for e in entrees.values() if e.cle in presentes),
        indicateurs=seuls,
    )


def choose_chapitre(
    rubrique: Rubrique, approche: nomenclatures.Approche | None, chapitre: str = ""
) -> Chapitre:
    """Return the axis that suits: that of its question if the approach has it, else a pillar."""
    par_question = approche is nomenclatures.Approche.OPERATIONNELLE and chapitre
    trouve = load_approches().find_chapitre(chapitre if par_question else _PILIERS[rubrique])
    assert trouve is not None  # noqa: S101 - a test reads the codes
    return trouve


def make_entree(modele: ActionType, approche: nomenclatures.Approche | None) -> ActionEntrante:
    """Return an action of the library as it enters a plan."""
    axe = choose_chapitre(modele.rubrique, approche)
    return ActionEntrante(
        modele.code, modele.titre, axe, modele, indicateurs=list(modele.indicateurs)
    )


def _start(retenue: Retenue, approche: nomenclatures.Approche | None) -> ActionEntrante:
    modele, sujet = retenue.modele, _sujets().get(retenue.code)
    rubrique = modele.rubrique if modele else sujet.axe if sujet else Rubrique.GOUVERNANCE
    return ActionEntrante(
        cle=retenue.code,
        titre=modele.titre if modele else retenue.libelle,
        axe=choose_chapitre(rubrique, approche, sujet.chapitre if sujet else ""),
        modele=modele,
        indicateurs=list(modele.indicateurs) if modele else [],
    )


def _attach(retenues: Iterable[Retenue], entrees: Collection[ActionEntrante]) -> Iterator[Retenue]:
    """Give each kept indicator to the first action that moves it; yield those that none moves."""
    for retenue in retenues:
        if retenue.nature is not NatureProposition.INDICATEUR:
            continue
        mue = next((e for e in entrees if retenue.code in e.indicateurs), None)
        if mue:
            mue.retenues.append(retenue)
        elif load_bibliotheque().find(retenue.code):
            yield retenue


@cache
def _sujets() -> dict[str, autodiagnostic.SujetDeQuestion]:
    sujets = autodiagnostic.load_sujets_de_questions()
    return {
        pas.code: sujets[question.code]
        for questionnaire in autodiagnostic.load_questionnaires().values()
        for question in questionnaire.questions
        for pas in question.propositions
        if question.code in sujets
    }


# --- What became of actions since a day, told by what the journal noted of each change ---


_VIDE: Final = "rien"


@dataclass(frozen=True, slots=True)
class GesteJournal:
    """A gesture of the journal: the action it is about, its name then, before and after."""

    objet: str
    nom: str
    geste: str
    change: Mapping[str, Sequence[Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Change:
    """What became of an action: its name, its fields before and after, other gestures."""

    nom: str
    titres: Mapping[str, str]
    ajoutee: bool = False
    ecartee: bool = False
    champs: dict[str, list[Any]] = field(default_factory=dict)
    gestes: set[str] = field(default_factory=set)

    @property
    def ecarts(self) -> list[tuple[str, str, str]]:
        """Return each field that is no longer as it was: its title, before, after, in words."""
        return [
            (self.titres[nom], _tell(nom, avant), _tell(nom, apres))
            for nom, (avant, apres) in self.champs.items()
            if avant != apres and nom in self.titres
        ]


def sum_changes(notes: Iterable[GesteJournal], titres: Mapping[str, str]) -> dict[str, Change]:
    """Return what became of each action, by what names it; notes come in the order of time.

    `titres` are those of the fields that are told. Of one that changed twice, the first value and
    the last are kept.
    """
    changes: dict[str, Change] = {}
    for note in notes:
        change = changes.setdefault(note.objet, Change(note.nom, titres))
        change.nom = note.nom or change.nom
        change.gestes.add(note.geste)
        change.ajoutee |= note.geste == "action.ajout"
        if note.geste in {"action.ecarte", "action.retabli"}:
            change.ecartee = note.geste == "action.ecarte"
        for nom, (avant, apres) in note.change.items():
            change.champs[nom] = [change.champs.get(nom, [avant])[0], apres]
    return changes


def _tell(nom: str, valeur: Any) -> str:  # noqa: ANN401 - as the journal keeps it
    if valeur is None or valeur == "":
        return _VIDE
    if nom == "etat" and valeur in set(EtatAction):
        return EtatAction(valeur).libelle
    if nom in {"debut", "fin"} and nomenclatures.is_date_partielle(str(valeur)):
        return nomenclatures.DatePartielle(str(valeur)).libelle
    return f"{valeur}\u00a0%" if nom == "saisi" else str(valeur)


def read_date_partielle(texte: str | None) -> nomenclatures.DatePartielle | None:
    return nomenclatures.DatePartielle(texte) if texte else None


def clean_titre(titre: str) -> str:
    """Return a title on one line, without the bar that parts a step from its date."""
    return " ".join(titre.replace("|", "/").split())


# --- Which names surely name nobody: a service, or a function; a pilot may be either, or a person


_SERVICES: Final = frozenset(
    "agence atelier bureau cabinet cellule centre comite commission delegation departement "
    "direction directions division equipe groupe laboratoire mission office pole regie secretariat "
    "secteur service services unite ccas cias dcp dsi plie rh".split()
)
_POSTES: Final = frozenset("daf dga dgs dgst drh".split())  # a service, or who is at its head
_CIVILITES: Final = frozenset("m mm mme mmes mlle mr monsieur madame dr me maitre".split())
_LIAISONS: Final = frozenset("a au aux d de des du en et l la le les pour sur".split())
# What services are often called after, with a capital: « Pôle Environnement ».
_DOMAINES: Final = frozenset(
    "achat achats action actions adjointe administration administrative affaires alimentation "
    "amenagement animation archives assainissement autonomie bati batiment batiments biodiversite "
    "budget circulaire citoyennete climat cohesion commande commandes communication comptabilite "
    "contrats culture dechets developpement durable durables eau economie economique education "
    "emploi energie enfance engagement environnement espaces etudes evaluation evenements famille "
    "finances financier financiere foncier formation general generale generaux gestion habitat "
    "humaines hygiene informatique innovation insertion interieur international jeunesse juridique "
    "juridiques logement logistique maintenance marche marches mobilite mobilites moyens numerique "
    "ouvrage patrimoine paysages performance personnel petite politique politiques population "
    "prevention projets proprete prospective public publics publique publiques qualite relations "
    "reseaux responsable responsables ressources restauration rse sante scolaire securite sobriete "
    "social sociale sociales sociaux solidaire solidaires solidarite solidarites spaser sport "
    "sports strategie systemes technique techniques territoire territoires territorial tourisme "
    "transition transports travail travaux urbanisme urbain usagers verts voirie".split()
)
_FONCTIONS: Final = frozenset(
    "acheteur acheteurs acheteuse acheteuses adjoint animateur animatrice assistant assistante "
    "charge chargee chef cheffe chefs conseiller conseillere coordinateur coordinatrice directeur "
    "directrice elu elue elus facilitateur facilitatrice gestionnaire ingenieur ingenieure juriste "
    "president presidente prescripteurs projet referent referente referents responsable "
    "responsables secretaire technicien technicienne vice".split()
)
_CONNUS: Final = _SERVICES | _POSTES | _LIAISONS | _DOMAINES | _FONCTIONS
_SIGLE_MAX: Final = 4  # letters: longer capitals may be a surname
_COUPES: Final = re.compile(r"[,;:/+()\[\]|]| [-–—] |\n")
_MOT: Final = r"[^\W_][\w\u0300-\u036f]*"
_MOTS_PERSONNES: Final = re.compile(rf"{_MOT}(?:-{_MOT})*")


def names_service(texte: str) -> bool:
    """Say whether a name is surely that of services or functions: each part is, and names nobody.

    A service is told by its first word. What has none is kept if no word of it could be a name.
    """
    parts = [mots for part in _COUPES.split(texte) if (mots := _MOTS_PERSONNES.findall(part))]
    return bool(parts) and all(_is_service(mots) for mots in parts)


def _is_service(mots: list[str]) -> bool:
    mots = [*mots[0].split("-"), *mots[1:]]
    plats = [fold_mots(mot) for mot in mots]
    if len(plats) == 1 and plats[0] in _POSTES:
        return True
    simples = " ".join(plats).split()
    if not _CIVILITES.isdisjoint(simples):
        return False
    if plats[0] not in _SERVICES:
        return plats[0] in _FONCTIONS | _DOMAINES and _CONNUS.issuperset(simples)
    return not any(_may_name(avant, mot) for avant, mot in pairwise(mots))


def _may_name(avant: str, mot: str) -> bool:
    """Say whether a word may be that of a person: a capital that nothing before it explains."""
    has_capitale = any(bout[0].isupper() for bout in mot.split("-"))
    if not has_capitale or _CONNUS.issuperset(fold_mots(mot).split() or [mot]):
        return False
    lien = fold_mots(avant)
    if mot.isupper() and len(mot) <= _SIGLE_MAX and not avant.isupper() and lien in _CONNUS:
        return False
    return lien not in _LIAISONS or not avant.islower()

"""The tools of a space: what each app declares of its own, read by those that list tools.

An app that has a module `outil` gives there its `OUTILS`. Nothing is registered: the modules are
found by their name, so that no floor names one above it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Count, Min, QuerySet

from spaser.regles.droits import Operation
from spaser.regles.reperes import ObjectifDeclare
from spaser.site.comptes.donnees_personnelles import Modele, Part
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Ecartable, Espace
from spaser.site.socle.declarations import list_declares
from spaser.site.socle.jetons import SignedPage

type Objectifs = Mapping[str, Sequence[ObjectifDeclare]]


@dataclass(frozen=True)
class Acte:
    """A next act: what to do, why, where, and the words of its button."""

    titre: str
    texte: str
    adresse: str
    bouton: str = "Commencer"


class Stade(StrEnum):
    A_COMMENCER = "à commencer"
    EN_COURS = "en cours"
    FAIT = "fait"


@dataclass(frozen=True)
class Avancement:
    """What one reading of a tool tells: where it stands, what its next ten minutes would be.

    Either is left out when there is nothing to say.
    """

    stade: Stade | None = None
    suite: Acte | None = None


class Groupe(StrEnum):
    """Where a page of a space is found: in its menu, or on a page that lists those of a kind.

    Tools are on « Tous les outils », what teams share is on « L’équipe », whole lists behind
    « Mes chiffres »; `SITE` is elsewhere.
    """

    EN_VUE = "menu"
    OUTILS = "outils"
    EQUIPE = "equipe"
    CHIFFRES = "chiffres"
    SITE = "site"


@dataclass(frozen=True)
class Vocabulaire:
    """Gestures of the journal in words: `code` begins their names (« perimetre. »).

    A sentence goes on from a name: « a répondu aux questions du périmètre ».
    """

    code: str
    nom: str
    gestes: Mapping[str, str]

    def tell(self, geste: str) -> str:
        """Return a gesture in words; one without words of its own is a piece of work."""
        return self.gestes.get(geste.removeprefix(f"{self.code}."), "a travaillé dans cet outil")


@dataclass(frozen=True)
class Sorte:
    """A kind of line that goes through the bin: `str(line)` names it, `chemin` leads to its space.

    The model takes `Ecartable`; the view calls `put_aside` instead of deleting; readings keep
    `presentes()`. With `personnelle`, only whoever put a line aside sees it in the bin and takes
    it back.
    """

    code: str
    nom: str
    modele: type[Ecartable]
    operation: Operation
    chemin: str = ""
    personnelle: bool = False

    def narrow(self, espace: Espace) -> dict[str, Any]:
        return {f"{self.chemin}espace": espace}


@dataclass(frozen=True)
class Tenue:
    """What a member has in charge in a tool, and how to hand it over.

    `give` is called with the receiver (None: nobody yet), then the author, inside the caller's
    transaction.
    """

    membre: Utilisateur
    quoi: str
    give: Callable[[Utilisateur | None, Utilisateur], None]


class EnAttente(NamedTuple):
    """How many wait, since when, and the page of the one that waits most where it has its own."""

    nombre: int
    depuis: date | datetime | None = None
    page: str = ""


@dataclass(frozen=True, slots=True)
class AttenteEquipe:
    """A kind of thing that waits for the team, its page, its one act, and who deals with it.

    `besoin` is the line of the month's list that it counts in, `suite` follows the address (a queue
    of the page), `ordre` ranks what tools declare; `read` asks the database once.
    """

    code: str
    titre: str
    vue: str
    acte: str
    operation: Operation
    read: Callable[[], EnAttente]
    besoin: str = ""
    suite: str = ""
    ordre: int = 0


def count_attente(lignes: QuerySet[Any], champ: str) -> EnAttente:
    compte = lignes.order_by().aggregate(nombre=Count("pk"), depuis=Min(champ))
    return EnAttente(compte["nombre"], compte["depuis"])


def count_requetes(modele: type[Any], **filtres: Any) -> EnAttente:
    return count_attente(modele.objects.attendent().filter(**filtres), "creee_le")


def _silent(espace: Espace) -> Avancement:
    return Avancement()


def _retient_sans_suite(
    espace: Espace,
    proposition: Any,  # noqa: ANN401 - of an app above
    auteur: Utilisateur,
) -> None:
    """Leave to others what a proposal that was kept becomes."""


def _sans_mesure(debut: date, fin: date) -> Mapping[str, int]:
    return {}


@dataclass(frozen=True)
class Outil:
    """A tool, or a page that stands beside tools, and all that it keeps.

    `vue` takes the `siren` and nothing else. `avancement` reads where it stands and what comes
    next; `pourquoi` says, in a sentence, what one gains by it; `nourrit` gives the codes of the
    tools that read its result; `objectifs` reads what the buyer set itself, by code of indicator;
    `porte` reads what members carry there, which « Passer la main » gives; `retient` writes what
    it proposed, once somebody keeps it; `attentes` wait for the team, and `mesures` counts, from a
    day to another, what the review of an edition tells.
    """

    code: str
    titre: str
    vue: str
    ordre: int
    groupe: Groupe = Groupe.OUTILS
    sous: str = ""  # the entry of the menu where it stands, when its group does not say it
    description: str = ""
    avancement: Callable[[Espace], Avancement] = field(default=_silent, compare=False)
    pourquoi: str = ""
    nourrit: tuple[str, ...] = ()
    objectifs: Callable[[Espace], Objectifs] = field(default=lambda _espace: {}, compare=False)
    porte: Callable[[Espace], Iterable[Tenue]] = field(default=lambda _espace: (), compare=False)
    retient: Callable[[Espace, Any, Utilisateur], None] = field(
        default=_retient_sans_suite, compare=False
    )
    gestes: tuple[Vocabulaire, ...] = ()
    modeles: tuple[Modele, ...] = ()
    donnees: tuple[Part, ...] = ()
    corbeille: tuple[Sorte, ...] = ()
    liens: tuple[SignedPage, ...] = ()
    attentes: tuple[AttenteEquipe, ...] = ()
    mesures: Callable[[date, date], Mapping[str, int]] = field(default=_sans_mesure, compare=False)
    nomme: Callable[[Espace], str] | None = field(default=None, compare=False)

    def name_for(self, espace: Espace) -> str:
        """Return its title in a space, which may be in that buyer's own words."""
        return self.nomme(espace) if self.nomme else self.titre


def list_manifestes() -> list[Outil]:
    """Return all that apps declare, in the order of the apps."""
    return list_declares("OUTILS")


def list_pages_groupe(groupe: Groupe) -> list[Outil]:
    pages = (page for page in list_manifestes() if page.groupe is groupe)
    return sorted(pages, key=lambda page: (page.ordre, page.titre))


def list_outils(eteints: frozenset[str] = frozenset()) -> list[Outil]:
    return [outil for outil in list_pages_groupe(Groupe.OUTILS) if outil.code not in eteints]


def find_outil(code: str) -> Outil | None:
    return next((outil for outil in list_outils() if outil.code == code), None)


def list_vocabulaires() -> dict[str, Vocabulaire]:
    return {mots.code: mots for outil in list_manifestes() for mots in outil.gestes}


def list_sortes() -> list[Sorte]:
    sortes = (sorte for outil in list_manifestes() for sorte in outil.corbeille)
    return sorted(sortes, key=lambda sorte: sorte.nom)


def list_attentes() -> list[AttenteEquipe]:
    attentes = (attente for outil in list_manifestes() for attente in outil.attentes)
    return sorted(attentes, key=lambda attente: attente.ordre)


def list_usages() -> list[SignedPage]:
    return [page for outil in list_manifestes() for page in outil.liens]


def find_sorte(code: str) -> Sorte | None:
    return next((sorte for sorte in list_sortes() if sorte.code == code), None)


def gather_objectifs(espace: Espace) -> Objectifs:
    """Return what the buyer set itself, by code of indicator, whichever tool keeps it."""
    par_code: dict[str, list[ObjectifDeclare]] = defaultdict(list)
    for outil in list_manifestes():
        for code, objectifs in outil.objectifs(espace).items():
            par_code[code] += objectifs
    return dict(par_code)


def list_tenues(espace: Espace) -> list[Tenue]:
    return [tenue for outil in list_manifestes() for tenue in outil.porte(espace)]


def order_suites(avancements: Sequence[Avancement]) -> list[Acte]:
    """Return the next acts of tools in order: of those begun, then after the last one done."""
    faits = [rang for rang, lu in enumerate(avancements) if lu.stade is Stade.FAIT]
    suivant = faits[-1] + 1 if faits else 0
    tries = sorted(
        [*avancements[suivant:], *avancements[:suivant]],
        key=lambda lu: lu.stade is not Stade.EN_COURS,
    )
    return [lu.suite for lu in tries if lu.suite]

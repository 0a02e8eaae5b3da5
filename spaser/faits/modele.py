"""A fact: a statement, the text it comes from, the version that was read, and where."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, NamedTuple

import msgspec


class Niveau(NamedTuple):
    """How sure a statement is: in the words of a mention, then in a sentence."""

    mots: str
    sens: str


# The letters are for files; a reader meets the words, explained on the page of sources.
NIVEAUX: Final = {
    "A": Niveau(
        "texte officiel",
        "La page de celui qui publie le texte a été lue. Le texte en vigueur peut avoir changé "
        "depuis ce jour.",
    ),
    "B": Niveau(
        "source secondaire",
        "La presse spécialisée, un réseau, un cabinet d’avocats ou un organisme public le décrit : "
        "c’est cette page qui a été lue.",
    ),
    "C": Niveau(
        "à confirmer",
        "Une seule source en parle, indirecte ou ancienne, ou la question reste ouverte : ne vous "
        "y fiez pas sans lire le texte.",
    ),
    "D": Niveau(
        "non vérifié",
        "Personne n’a lu le texte pour ce site : il est cité pour mémoire, jamais comme un fait.",
    ),
}

COPIE: Final = Niveau(
    "copie de Légifrance",
    "Une copie des données ouvertes de Légifrance a été lue, dans l’état que dit sa source : "
    "Légifrance peut dire autre chose depuis.",
)
_DE_LEGIFRANCE: Final = "données ouvertes LEGI"  # what names a copy, in `reproduit_par`


class Valeur(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number that a fact carries; None when it was looked for and not read.

    `reserve` says why it is empty, or what is not sure in it.
    """

    nom: str
    valeur: float | None
    unite: str
    annee: int | None = None
    depuis: date | None = None
    objet: str = ""  # what the number is counted on
    base: str = ""  # the same in a few words, told wherever the number stands beside a rate
    indicateur: str = ""  # the code of the indicator that may be set beside it
    variante: Literal["nombre", "montant"] = "nombre"
    reserve: str = ""

    @property
    def dite(self) -> str:
        entier, _, reste = f"{self.valeur or 0:,.10g}".partition(".")
        nombre = entier.replace(",", "\u00a0") + (f",{reste}" if reste else "")
        return f"{nombre}\u00a0{'€' if self.unite == 'euros' else self.unite}"


class Fait(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text in one version, and what it says in our words.

    `points` are finer statements of the same text, each under its name: a fact is cited by its
    code, a point by `CODE.point`. `articles` name what the fact alone may speak of between
    `depuis` and `jusqu_a`. `lu_le` is the day when somebody read `adresse`, a page of
    `reproduit_par`; `officiel` is where the text is published, read or not. Confidence: A, an
    official text or a copy of it; B, the press or a lawyer; C, one indirect source, or an open
    question, or a page that is gone; D, nobody read it.
    """

    code: str
    enonce: str
    texte: str
    version: str
    confiance: Literal["A", "B", "C", "D"]
    a_relire_le: date
    points: dict[str, str] = {}
    articles: tuple[str, ...] = ()
    depuis: date | None = None
    jusqu_a: date | None = None
    reproduit_par: str = ""
    adresse: str = ""
    officiel: str = ""
    lu_le: date | None = None
    morte_le: date | None = None  # the day from which the page that was read is gone
    reserve: str = ""
    valeurs: tuple[Valeur, ...] = ()
    sujet: str = ""  # given by the name of the file

    @property
    def nom(self) -> str:
        return f"{self.code} ({self.sujet}.json)" if self.sujet else self.code

    @property
    def est_sur(self) -> bool:
        """Say whether it may be shown as a fact; otherwise it is shown with its mark."""
        return self.confiance in {"A", "B"}

    @property
    def marque(self) -> str:
        """Return what must stand beside a fact that is not sure; nothing for one that is."""
        return "" if self.est_sur else "à vérifier" if self.lu_le else "non vérifié"

    @property
    def niveau(self) -> Niveau:
        """Return how sure it is, in words; a copy of Légifrance is not Légifrance."""
        est_copie = self.confiance == "A" and _DE_LEGIFRANCE in self.reproduit_par
        return COPIE if est_copie else NIVEAUX[self.confiance]

    @property
    def reference(self) -> str:
        lue = f", lu chez {self.reproduit_par}" if self.lu_le else ""
        return f"{self.texte}, {self.version}{lue}"

    @property
    def mention(self) -> str:
        """Return the day it was read, how sure it is and whether a part is not, in a few words."""
        lu = f"lu le {self.lu_le:%d/%m/%Y}, " if self.lu_le else ""
        return f"{lu}{self.niveau.mots}{', à vérifier' if self.reserve else ''}"

    @property
    def lien(self) -> str:
        """Return the page that was read, or the official one when its address was not noted."""
        return self.adresse or self.officiel

    def holds_on(self, jour: date) -> bool:
        return (self.depuis or date.min) <= jour <= (self.jusqu_a or date.max)

    def is_over(self, jour: date) -> bool:
        """Say whether it is no longer the law, or the figure, on a day."""
        return self.jusqu_a is not None and self.jusqu_a < jour

    def read_valeur(self, nom: str) -> float:
        """Return a number by its name; a program that asks for one that is not there stops."""
        return next(v.valeur for v in self.valeurs if v.nom == nom and v.valeur is not None)

"""The form of a text, and the fields that several kinds share."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar, Final

from django import forms
from django.utils.safestring import SafeString
from dsfr.forms import DsfrBaseForm

from spaser.regles.champs import ChampDit, GenreDit, list_dits
from spaser.regles.editorial import Contenu
from spaser.regles.nomenclatures import Nomenclature
from spaser.site.socle import formulaires
from spaser.site.socle.champs import ask_dit, make_form, make_liste
from spaser.site.socle.declarations import list_declares
from spaser.site.socle.versions import FormRepete, Liste


class ChampUn(forms.ChoiceField):
    def __init__(self, label: str, valeurs: type[Nomenclature], manque: str, quoi: str) -> None:
        super().__init__(
            label=label,
            choices=formulaires.list_choix(valeurs),
            error_messages={"required": manque, **formulaires.tell_inconnue(quoi)},
        )


class FormContenu(DsfrBaseForm):
    """A text: the questions of its kind come before those that say when to show it, and why."""

    PUBLICATION: ClassVar = ("effet_le", "motif")
    AUTOUR: ClassVar = frozenset({"version", *PUBLICATION})

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    effet_le = formulaires.ask_jour(
        "Montrer ce texte à partir du",
        manque="Donnez le jour à partir duquel montrer ce texte.",
        aide="Le jour de l’approbation s’il est déjà passé",
    )
    motif = formulaires.let_wait(
        formulaires.ChampTexte(
            "Ce qui change, et pourquoi", aide="Demandé à l’envoi, pour la personne qui relit"
        )
    )

    def read(self) -> dict[str, Any]:
        return {
            nom: valeur
            for nom, valeur in self.cleaned_data.items()
            if nom not in self.AUTOUR and valeur is not None
        }


# --- Kinds of texts that the team edits. Each app above declares its own, once, when it starts
# ---
# A kind is a frozen struct (`regles`) whose fields say how they are asked (`regles.champs`). One
# that says nothing stays as it was. The page of the app reads `services.read_contenus(GENRE, jour)`
# and nothing else: it then shows what the team wrote, and what is being previewed.


MOTS: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""A code in small letters; the kinds that follow it may stand in an anchor."""

FAITS: Final = "faits"
"""The kind of the facts, that texts of every kind cite."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Genre[C: Contenu]:
    """A kind of texts.

    `un` names one of them, with its article (« une réponse »). `pages` are the public pages and
    documents that show a text, by name: each is shown with a draft in its place. `render` writes
    one as the public will read it. `check` says in French what keeps it from its second reader.
    `controle`, and `lignes` for its lists, refuse what fields cannot by themselves. `sources` are
    the codes and words of fields that a floor above the struct knows. `start` gives an empty one of
    a code, where the team may add some. `complete` changes what was typed, as plain values, before
    the struct is made. `suit_faits`: what its files leave out comes from the facts, which the team
    edits too. `read_from` has the floors below read the kind there (`contenus.courant`), as the
    team has edited it.
    """

    code: str
    titre: str
    un: str
    forme: type[C]
    load: Callable[[], Iterable[C]]
    render: Callable[[C, date], SafeString]
    pages: Callable[[C], Iterable[tuple[str, str]]]
    controle: type[FormContenu] = FormContenu
    lignes: Mapping[str, type[FormRepete]] = field(default_factory=dict)
    sources: Mapping[str, Callable[[], Mapping[str, str]]] = field(default_factory=dict)
    check: Callable[[C, date], list[str]] = field(default=lambda _contenu, _jour: [])
    start: Callable[[str], C] | None = None
    forme_code: re.Pattern[str] = MOTS
    aide_code: str = "En minuscules, les mots reliés par des tirets."
    arrange: Callable[[tuple[C, ...]], tuple[C, ...]] = field(default=lambda contenus: contenus)
    complete: Callable[[C, dict[str, Any]], dict[str, Any]] = field(default=lambda _avant, lus: lus)
    suit_faits: bool = False
    read_from: Callable[[Callable[[], tuple[C, ...]]], AbstractContextManager[None]] | None = None

    @cached_property
    def dits(self) -> tuple[ChampDit, ...]:
        return tuple(
            replace(dit, source=self.sources.get(dit.nom, dit.source))
            for dit in list_dits(self.forme)
        )

    def ask(self, nom: str) -> forms.Field:
        """Return the question of a field, for a form of its own."""
        return next(ask_dit(dit) for dit in self.dits if dit.nom == nom)

    @cached_property
    def form(self) -> type[FormContenu]:
        return make_form(self.controle, self.dits, self.code.title())

    @cached_property
    def listes(self) -> tuple[Liste, ...]:
        return tuple(
            make_liste(dit, self.lignes.get(dit.nom) or _find_ligne(dit.rangee))
            for dit in self.dits
            if dit.genre is GenreDit.RANGEES and dit.rangee and not dit.cachee
        )

    @property
    def en_recoit(self) -> bool:
        """Say whether the team may add one; a template would call `start`, and find nothing."""
        return self.start is not None


class FormRangee(FormRepete):
    """A line that keeps what no question asks of the one that was at its rank."""

    rang = forms.IntegerField(required=False, widget=forms.HiddenInput())


def _find_ligne(forme: Any) -> type[FormRepete]:  # noqa: ANN401 - a struct
    demandes = {dit.nom for dit in list_dits(forme) if not dit.cachee}
    return FormRepete if demandes.issuperset(forme.__struct_fields__) else FormRangee


def list_genres() -> tuple[Genre[Any], ...]:
    return tuple(sorted(list_declares("GENRES"), key=lambda genre: genre.titre))


def find_genre(code: str) -> Genre[Any] | None:
    return next((genre for genre in list_genres() if genre.code == code), None)


def follow_approbation(code: str, maintenant: datetime) -> None:
    """Do what apps do each time a text of this kind is approved."""
    for genre, suite in list_declares("APPROBATIONS"):
        if genre.code == code:
            suite(maintenant)

"""The form of a text, and the fields that several kinds share."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django import forms
from django.utils.safestring import SafeString
from dsfr.forms import DsfrBaseForm

from spaser.regles.editorial import Contenu, Ecriture
from spaser.regles.nomenclatures import Nomenclature
from spaser.site.socle import formulaires
from spaser.site.socle.declarations import list_declares
from spaser.site.socle.versions import Liste

UN_PAR_LIGNE = "Un par ligne."
LIGNES_MAX, LIGNE_MAX = 60, 1_000
AIDE_CORPS = (
    "Une ligne vide sépare deux paragraphes ; « - » commence une ligne de liste, **deux étoiles** "
    "mettent en gras. [mots](/adresse/) mène à une page, [[CODE]] cite un texte lu du site, "
    "{{CODE:nombre}} en reprend un nombre, qui le suivra."
)


class ChampLignes(formulaires.TexteLong):
    def to_python(self, value: object) -> tuple[str, ...]:  # type: ignore[override]  # typed as a text
        """Return the lines that hold something."""
        lignes = (super().to_python(value) or "").split("\n")
        gardees = tuple(ligne.strip() for ligne in lignes if ligne.strip())
        if len(gardees) > LIGNES_MAX or any(len(ligne) > LIGNE_MAX for ligne in gardees):
            raise forms.ValidationError(
                f"Raccourcissez\u00a0: {LIGNES_MAX} lignes au plus, de {LIGNE_MAX} caractères."
            )
        return gardees

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def run_validators(self, value: object) -> None:
        """Run no validator of a text field: the value is not a text."""


class ChampCorps(formulaires.TexteLong):
    def __init__(self, label: str, *, rows: int = 12, aide: str = "", **options: Any) -> None:
        super().__init__(label, rows=rows, aide=aide or AIDE_CORPS, **options)


class ChampPlusieurs(forms.MultipleChoiceField):
    def __init__(
        self, label: str, valeurs: Iterable[Nomenclature], quoi: str, aide: str = ""
    ) -> None:
        connues = tuple(valeurs)
        super().__init__(
            label=label,
            help_text=aide,
            required=False,
            choices=[(valeur.value, valeur.libelle) for valeur in connues],
            widget=forms.CheckboxSelectMultiple(),
            error_messages=formulaires.tell_inconnue(quoi),
        )

    def clean(self, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - Django's
        return tuple(super().clean(value))


class ChampUn(forms.ChoiceField):
    def __init__(self, label: str, valeurs: type[Nomenclature], manque: str, quoi: str) -> None:
        super().__init__(
            label=label,
            choices=formulaires.list_choix(valeurs),
            error_messages={"required": manque, **formulaires.tell_inconnue(quoi)},
        )


class FormContenu(DsfrBaseForm):
    """A text: the fields of its kind come before those that say when to show it, and why.

    A kind may lay its fields in groups, each with a title.
    """

    GROUPES: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = ()
    PUBLICATION: ClassVar = ("effet_le", "motif")
    AUTOUR: ClassVar = frozenset({"version", *PUBLICATION})

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    effet_le = formulaires.ChampJour(
        "Montrer ce texte à partir du",
        requis="Donnez le jour à partir duquel montrer ce texte.",
        aide="Le jour de l’approbation s’il est déjà passé",
    )
    motif = formulaires.let_wait(
        formulaires.ChampTexte(
            "Ce qui change, et pourquoi", aide="Demandé à l’envoi, pour la personne qui relit"
        )
    )

    @classmethod
    def list_groupes(cls) -> tuple[tuple[str, tuple[str, ...]], ...]:
        propres = tuple(nom for nom in cls.base_fields if nom not in cls.AUTOUR)
        return cls.GROUPES or (("Le texte", propres),)

    def read(self) -> dict[str, Any]:
        return {
            nom: valeur
            for nom, valeur in self.cleaned_data.items()
            if nom not in self.AUTOUR and valeur is not None
        }


# --- Kinds of texts that the team edits. Each app above declares its own, once, when it starts
# ---
# A kind is a frozen struct (`metier`) and the Django form whose fields bear the same names; what
# repeats in it is a `Liste` whose name is that of a field. A field that no form shows stays as it
# was. The page of the app reads `selectors.read_contenus(GENRE, jour)` and nothing else: it then
# shows what the team wrote, and what is being previewed.


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
    `start` gives an empty one of a code, where the team may add some. `complete` changes what was
    typed, as plain values, before the struct is made. `suit_faits`: what its files leave out comes
    from the facts, which the team edits too. `read_from` has the floors below read the kind there
    (`contenus.courant`), as the team has edited it.
    """

    code: str
    titre: str
    un: str
    forme: type[C]
    load: Callable[[], Iterable[C]]
    form: type[FormContenu]
    render: Callable[[C, date], SafeString]
    pages: Callable[[C], Iterable[tuple[str, str]]]
    listes: tuple[Liste, ...] = ()
    check: Callable[[C, date], list[str]] = field(default=lambda _contenu, _jour: [])
    ecritures: Mapping[str, tuple[str, Ecriture]] = field(default_factory=dict)
    start: Callable[[str], C] | None = None
    forme_code: re.Pattern[str] = MOTS
    aide_code: str = "En minuscules, les mots reliés par des tirets."
    arrange: Callable[[tuple[C, ...]], tuple[C, ...]] = field(default=lambda contenus: contenus)
    complete: Callable[[C, dict[str, Any]], dict[str, Any]] = field(default=lambda _avant, lus: lus)
    suit_faits: bool = False
    read_from: Callable[[Callable[[], tuple[C, ...]]], AbstractContextManager[None]] | None = None

    @property
    def en_recoit(self) -> bool:
        """Say whether the team may add one; a template would call `start`, and find nothing."""
        return self.start is not None


def list_genres() -> tuple[Genre[Any], ...]:
    return tuple(sorted(list_declares("GENRES"), key=lambda genre: genre.titre))


def find_genre(code: str) -> Genre[Any] | None:
    return next((genre for genre in list_genres() if genre.code == code), None)


def follow_approbation(code: str, maintenant: datetime) -> None:
    """Do what apps do each time a text of this kind is approved."""
    for genre, suite in list_declares("APPROBATIONS"):
        if genre.code == code:
            suite(maintenant)

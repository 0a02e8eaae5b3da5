"""One import: a table handed over, read in a box, shown, written once somebody agrees.

A tool declares the table that it takes (`TableAttendue`), a form that asks for it, and a subclass
of `ImportTable`: how what was read is kept until then, what it would change, how it is written. Its
view is one line, `ImportX(request, espace).answer()`. Its templates fill the blocks of
`commun/importer.html` and of `commun/import_relire.html`.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import msgspec
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from dsfr.forms import DsfrBaseForm

from spaser.elements import ErreurSpaser
from spaser.moteur.envois.formats import MEGA
from spaser.moteur.tables.correspondance import ChampCherche
from spaser.moteur.tables.modele import ErreurTable
from spaser.moteur.tables.rangees import RechercheTable
from spaser.moteur.tables.tableaux import read_tableaux
from spaser.site.espace.discussions import seal_contenu, unseal_contenu
from spaser.site.organisations.models import Espace
from spaser.site.socle.fichiers import read_table
from spaser.site.socle.versions import VersionDepassee, Versionne


@dataclass(frozen=True, slots=True)
class TableAttendue[L]:
    """A table that a page takes: what reads it in a box, and how heavy it may be."""

    lire: Callable[..., L]  # takes its path, then what `read` is given besides
    allegement: str  # what to do of a file too heavy
    octets: int = 5 * MEGA

    def ask(
        self,
        label: str,
        suite: str = ".",
        *,
        vide: str = "Ce fichier est vide : enregistrez-le de nouveau.",
    ) -> forms.FileField:
        """Return the question of a form; `suite` ends what its help says of formats and weight."""
        return forms.FileField(
            label=label,
            help_text=f"CSV, XLSX ou ODS, {self.octets // MEGA}\u00a0Mo au plus{suite}",
            widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".csv,.xlsx,.ods"}),
            error_messages={
                "required": "Choisissez un fichier.",
                "invalid": "Choisissez un fichier de votre ordinateur.",
                "missing": "Choisissez un fichier.",
                "empty": vide,
            },
        )

    def read(self, envoi: UploadedFile[bytes], *suite: Any) -> L:
        """Read what was sent, and keep nothing of it; ErreurTable says why it cannot be."""
        return read_table(envoi, self.lire, self.octets, self.allegement, *suite)

    def receive(self, form: forms.Form, *suite: Any) -> L | None:
        """Read the `fichier` of a form that was sent; None once the form says what is wrong."""
        if not form.is_valid():
            return None
        try:
            return self.read(form.cleaned_data["fichier"], *suite)
        except ErreurTable as refus:
            form.add_error("fichier", str(refus))
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDite[L](TableAttendue[L]):
    """The same, whose columns a model says: a box finds them, `lire` takes the sheets outside."""

    recherche: RechercheTable

    def read(self, envoi: UploadedFile[bytes], *suite: Any) -> L:
        feuilles = read_table(envoi, read_tableaux, self.octets, self.allegement, self.recherche)
        return self.lire(feuilles, *suite)


class _Plusieurs(forms.ClearableFileInput):
    allow_multiple_selected = True


class ChampFichiers(forms.FileField):
    """Several tables at once; each is checked by its content when it is read."""

    def __init__(self, *, maximum: int, **options: Any) -> None:
        widget = _Plusieurs(attrs={"accept": ".csv,.xlsx,.ods", "class": "fr-upload"})
        super().__init__(widget=widget, **options)
        self.maximum = maximum

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ANN401 - Django's
        envoyes = data if isinstance(data, list | tuple) else [data] if data else []
        if not envoyes:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(envoyes) > self.maximum:
            raise ValidationError(
                f"Vous envoyez {len(envoyes)} fichiers : {self.maximum} au plus à la fois."
            )
        return list(envoyes)


# --- What the columns of a table say, proposed then confirmed ---


NE_PAS_LIRE: Final = "Ne pas lire"


class FormCorrespondance(DsfrBaseForm):
    """One question a column: what it says. Two columns never say the same thing.

    `commun/import_colonnes.html` shows it; `apercu` gives the titles, the first values of each
    column (`exemples`) and the mapping that is proposed (`correspondance`).
    """

    champ: ClassVar[type[ChampCherche]]
    aucun: ClassVar[str] = ""  # the answer for a column that is not read
    doublon: ClassVar[str] = "choisissez l’une des deux."  # what to do of two for one thing
    manque: ClassVar[str] = ""  # what is said of a column without an answer, if it needs one

    def __init__(self, data: Any, apercu: Any, initial: Mapping[str, Any] | None = None) -> None:  # noqa: ANN401 - of any kind of table
        super().__init__(data, initial=dict(initial or {}))
        self.apercu = apercu
        self.depart = apercu.correspondance
        self.titres = {f"colonne_{r}": t for r, t in enumerate(self.depart.titres) if t}
        lues = {titre: champ.value for champ, titre in self.depart.colonnes.items()}
        choix = list(self.list_choix())
        for nom, titre in self.titres.items():
            self.fields[nom] = forms.ChoiceField(
                label=apercu.ecrits[_find_rang(nom)],
                choices=choix,
                required=bool(self.manque),
                error_messages={"required": self.manque, **_HORS_LISTE},
                widget=forms.Select(attrs={"class": "fr-select"}),
            )
            self.initial[nom] = lues.get(titre, self.aucun)

    def list_choix(self) -> Iterable[tuple[str, Any]]:
        """Return what a column may say, in groups or not, first that it is not read."""
        raise NotImplementedError

    @property
    def colonnes(self) -> Iterator[tuple[BoundField, Sequence[str]]]:
        for nom in self.titres:
            yield self[nom], self.apercu.exemples[_find_rang(nom)]

    def clean(self) -> dict[str, Any]:
        reponses = super().clean() or self.cleaned_data
        vues: dict[str, str] = {}
        for nom in self.titres:
            champ = reponses.get(nom) or self.aucun
            if champ != self.aucun and champ in vues:
                autre = self.fields[vues[champ]].label
                libelle = type(self).champ(champ).libelle
                self.add_error(
                    nom, f"« {libelle} » est déjà la colonne « {autre} » : {self.doublon}"
                )
            vues.setdefault(champ, nom)
        if not self.errors:
            try:
                self.read().check()
            except ErreurSpaser as erreur:
                raise forms.ValidationError(f"{erreur.message} {erreur.conseil or ''}") from erreur
        return reponses

    def read(self) -> Any:  # noqa: ANN401 - the mapping of its own kind of table
        reponses = {nom: self.cleaned_data.get(nom) or self.aucun for nom in self.titres}
        colonnes = {
            type(self).champ(champ): self.titres[nom]
            for nom, champ in reponses.items()
            if champ != self.aucun
        }
        return msgspec.structs.replace(self.depart, colonnes=colonnes)


_HORS_LISTE: Final = {"invalid_choice": "Choisissez dans la liste."}


def _find_rang(nom: str) -> int:
    return int(nom.removeprefix("colonne_"))


# --- The steps of an import ---


class ImportTable[L, G](ABC):
    """One import of a tool, for one request: what is read (L) is kept (G) from page to page.

    What is kept goes sealed through the browser. It is shown beside what the space holds, of which
    `find_empreinte` is a print: another one when somebody agrees, and it is shown again.
    """

    table: TableAttendue[L]
    form: type[forms.Form]
    forme: Any  # the type of what is kept
    usage = ""  # what it is sealed for, if it is
    envoi = "commun/importer.html"
    relecture = "commun/import_relire.html"
    pas_envoi = pas_relecture = "Importer"  # the last step of their breadcrumbs
    perime = "Cet import n’est plus valable : envoyez le fichier de nouveau."
    change = "Votre espace a changé entre-temps : relisez avant d’importer."

    def __init__(self, request: HttpRequest, espace: Espace) -> None:
        self.request, self.espace = request, espace

    # What a tool says.

    @abstractmethod
    def keep(self, lu: L, form: forms.Form) -> G:
        """Return what is kept of what was read, and of what the form asked besides."""

    @abstractmethod
    def foresee(self, garde: G, lu: L | None) -> dict[str, Any]:
        """Return what a page shows of what would be written; `a_faire` says whether anything is.

        `lu` is what has just been read, None when it is shown again.
        """

    @abstractmethod
    def write(self, garde: G) -> HttpResponse:
        """Write what was shown, tell it, and lead elsewhere; VersionDepassee shows it again."""

    def find_empreinte(self) -> str:
        return ""

    @abstractmethod
    def make_contexte(self, pas: str) -> dict[str, Any]:
        """Return what both pages show: the breadcrumb that ends by `pas`, the tool's columns."""

    def find_adresse(self) -> str:
        """Return where another file is chosen."""
        return self.request.path

    # The steps.

    def answer(self) -> HttpResponse:
        if self.request.method != "POST":
            return self.ask(self.form())
        if self.usage and "contenu" in self.request.POST:
            return self.conclude()
        form = self.form(self.request.POST, self.request.FILES)
        lu = self.receive(form)
        return self.ask(form) if lu is None else self.take(lu, form)

    def receive(self, form: forms.Form) -> L | None:
        return self.table.receive(form)

    def ask(self, form: forms.Form) -> HttpResponse:
        return self.render(self.envoi, self.pas_envoi, {"form": form})

    def take(self, lu: L, form: forms.Form) -> HttpResponse:
        return self.show(self.keep(lu, form), lu)

    def show(self, garde: G, lu: L | None = None) -> HttpResponse:
        contexte = {
            "lu": lu,
            "remarques": getattr(lu, "remarques", ()),
            "contenu": seal_contenu(self.espace, [garde, self.find_empreinte()], self.usage),
            "adresse_envoi": self.find_adresse(),
        }
        return self.render(self.relecture, self.pas_relecture, contexte | self.foresee(garde, lu))

    def conclude(self) -> HttpResponse:
        """Write what the page before hands over, unless it was altered or is of another day."""
        forme: Any = tuple[self.forme, str]  # type: ignore[name-defined]  # known when it runs
        scelle = self.request.POST["contenu"]
        tenu = unseal_contenu(self.espace, scelle, self.usage, forme)
        if tenu is None:
            messages.error(self.request, self.perime)
            return redirect(self.find_adresse())
        return self.confirm(*tenu)

    def confirm(self, garde: G, empreinte: str) -> HttpResponse:
        """Write all of it or nothing; show it again when the space is not what was looked at."""
        try:
            with transaction.atomic():
                self.check(empreinte)
                return self.write(garde)
        except VersionDepassee:
            messages.warning(self.request, self.change)
            return self.show_again(garde)

    def show_again(self, garde: G) -> HttpResponse:
        """Show it beside what the space holds by now: nothing that was read of it is kept."""
        return type(self)(self.request, self.espace).show(garde)

    def check(self, empreinte: str) -> None:
        """Raise VersionDepassee when the space is no longer what was looked at."""
        if empreinte != self.find_empreinte():
            raise VersionDepassee

    def render(self, page: str, pas: str, contexte: dict[str, Any]) -> HttpResponse:
        cadre = {"espace": self.espace, **self.make_contexte(pas)}
        return render(self.request, page, cadre | contexte)


class ImportEnAttente[L, R: Model](ImportTable[L, R]):
    """The same, kept in a row whose page waits for days; `empreinte` goes through its form."""

    def take(self, lu: L, form: forms.Form) -> HttpResponse:
        return redirect(self.find_page(self.keep(lu, form)))

    @abstractmethod
    def find_page(self, garde: R) -> str:
        """Return the address of the page that shows what is kept."""

    def verify(self, garde: R) -> HttpResponse:
        """Show what is kept; write it when its form is sent."""
        if self.request.method == "POST":
            return self.confirm(garde, self.request.POST.get("empreinte", ""))
        return self.show(garde)

    def show(self, garde: R, lu: L | None = None) -> HttpResponse:
        contexte = {"importation": garde, "lu": lu, "empreinte": self.find_empreinte()}
        return self.render(self.relecture, self.pas_relecture, contexte | self.foresee(garde, lu))


def print_versions(rangees: Iterable[Versionne]) -> str:
    """Return a print of rows: another one as soon as one comes, goes or is saved again."""
    versions = sorted(f"{type(une).__name__}{une.pk}:{une.version}" for une in rangees)
    return hashlib.sha256(",".join(versions).encode()).hexdigest()[:24]

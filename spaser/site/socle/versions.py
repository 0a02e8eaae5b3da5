"""Two people at once: the second to save sees both versions, and loses nothing.

A model takes `Versionne`; its form takes `FormVersionne`, first among its parents; its service
writes with `save_version`; its view asks `save_form`; its template includes
`commun/versions.html` if `form.est_depassee`, the errors otherwise, then writes
`form.version` and each of `form.visible_fields`. A page with lists of lines gives them to its form
as `repetitions`: they are compared too. What is kept as a pile of lines gives the number
of the last one for its version.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.db.models import F
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import format_date

# --- Lines that repeat in a form: one more by a button, without JavaScript ---


AJOUTER: Final = "ajouter"
RETIRER: Final = "retirer"
MONTER: Final = "monter"
DESCENDRE: Final = "descendre"
_MARGE: Final = 50  # lines beyond the maximum that are still read, to say so


class FormRepete(DsfrBaseForm):
    """A line; its fields bear the names of what is kept."""

    def has_changed(self) -> bool:
        """Say whether somebody filled something: what she does not see does not count."""
        return any(not self[nom].is_hidden for nom in self.changed_data)

    def read(self) -> dict[str, Any]:
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur is not None}


@dataclass(frozen=True)
class Liste:
    """A list: its name, its form, its words and how long it may be."""

    nom: str
    form: type[FormRepete]
    titre: str
    element: str
    ajout: str
    maximum: int
    aide: str = ""
    ouverte: bool = False  # shown with an empty line when there is none
    ordonnee: bool = False  # its lines can be moved
    resume: str = ""  # the field that names a line: one is then open at a time


class _Lignes(BaseFormSet):  # type: ignore[type-arg]  # not generic when it runs
    """Lines of which an empty one counts for nothing, the first included."""

    def initial_form_count(self) -> int:
        """Count no line as given once the form is sent: an emptied line is then left out."""
        return 0 if self.is_bound else super().initial_form_count()


class Repetition:
    """The lines of a list in a page: shown, one more or one less, read."""

    def __init__(
        self, liste: Liste, lignes: list[dict[str, Any]], donnees: QueryDict | None = None
    ) -> None:
        self.liste, self.gardees = liste, lignes
        fabrique = formset_factory(
            liste.form,
            formset=_Lignes,
            extra=1 if liste.ouverte and not lignes else 0,
            max_num=liste.maximum,
            absolute_max=liste.maximum + _MARGE,
            validate_max=True,
        )
        initial = [
            {champ: ligne.get(champ) for champ in liste.form.base_fields} for ligne in lignes
        ]
        self.lignes = fabrique(
            donnees,
            prefix=liste.nom,
            initial=None if donnees is not None else initial,
            error_messages={
                "too_many_forms": f"{liste.maximum} lignes au plus : retirez-en.",
                "missing_management_form": "La page est arrivée incomplète : renvoyez-la.",
            },
        )

    def is_valid(self) -> bool:
        return self.lignes.is_valid()

    def read(self) -> list[dict[str, Any]]:
        """Return the lines that hold something."""
        return [ligne.read() for ligne in self.lignes if ligne.has_changed()]

    @property
    def montrees(self) -> list[tuple[forms.BaseForm, str, bool]]:
        """Return lines with their name, and whether to open each where one is at a time.

        Those that are to be mended are; else the one that was just added or moved, or the first.
        """
        fautives = [rang for rang, ligne in enumerate(self.lignes) if ligne.errors]
        ouvertes = fautives or [self._find_touchee()]
        nom = self.liste.resume
        return [
            (ligne, str(ligne[nom].value() or "") if nom else "", rang in ouvertes)
            for rang, ligne in enumerate(self.lignes)
        ]

    def _find_touchee(self) -> int:
        envoyees = cast("Mapping[str, str]", self.lignes.data)
        derniere = len(self.lignes.forms) - 1
        if envoyees.get(AJOUTER) == self.liste.nom:
            return derniere
        for bouton, pas in ((MONTER, -1), (DESCENDRE, 1), (RETIRER, 0)):
            nom, _, rang = envoyees.get(bouton, "").partition("-")
            if nom == self.liste.nom and rang.isascii() and rang.isdigit():
                return min(int(rang) + pas, derniere)
        return 0

    def focus_touchee(self) -> None:
        if self.lignes.forms:
            premier = self.lignes.forms[self._find_touchee()].visible_fields()[0]
            premier.field.widget.attrs["autofocus"] = True


class PageRepetee[F: forms.BaseForm]:
    """A form and its lists of lines, shown and checked together."""

    form: F
    repetitions: Sequence[Repetition]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(r.is_valid() for r in self.repetitions)])

    @property
    def erreurs(self) -> list[tuple[str, str, str]]:
        return list_erreurs(self.form, self.repetitions) if self.form.is_bound else []


def turn_page(donnees: QueryDict, listes: Mapping[str, Liste]) -> tuple[QueryDict, str]:
    """Apply the button pressed, one line more, one less or moved; return the name of the list."""
    changees = donnees.copy()
    ajout, retrait = donnees.get(AJOUTER, ""), donnees.get(RETIRER, "")
    if ajout in listes:
        _resize(changees, listes[ajout], 1)
        return changees, ajout
    for valeur, turn in (
        (retrait, _drop),
        (donnees.get(MONTER, ""), _lift),
        (donnees.get(DESCENDRE, ""), _lower),
    ):
        nom, _, rang = valeur.partition("-")
        if nom in listes and rang.isascii() and rang.isdigit():
            turn(changees, listes[nom], int(rang))
            return changees, nom
    return changees, ""


def is_turned(donnees: QueryDict) -> bool:
    """Say whether a page was sent by one of the buttons of its lists."""
    return not {AJOUTER, RETIRER, MONTER, DESCENDRE}.isdisjoint(donnees)


def focus_liste(repetitions: Iterable[Repetition], nom: str) -> None:
    for repetition in repetitions:
        if repetition.liste.nom == nom:
            repetition.focus_touchee()


def list_erreurs(
    form: forms.BaseForm, repetitions: Iterable[Repetition]
) -> list[tuple[str, str, str]]:
    trouvees = _errors(form, "")
    for repetition in repetitions:
        liste = repetition.liste
        trouvees += [("", liste.titre, str(e)) for e in repetition.lignes.non_form_errors()]
        for rang, ligne in enumerate(repetition.lignes, 1):
            trouvees += _errors(ligne, f"{liste.element} {rang}, ")
    return trouvees


def _errors(form: forms.BaseForm, devant: str) -> list[tuple[str, str, str]]:
    erreurs = [("", "", str(e)) for e in form.non_field_errors()]
    for champ in form:
        erreurs += [(champ.id_for_label, f"{devant}{champ.label}", str(e)) for e in champ.errors]
    return erreurs


def _resize(donnees: QueryDict, liste: Liste, pas: int) -> None:
    total = _count(donnees, liste) + pas
    donnees[f"{liste.nom}-TOTAL_FORMS"] = str(max(0, min(total, liste.maximum + 1)))


def _drop(donnees: QueryDict, liste: Liste, rang: int) -> None:
    """Move the lines that follow up by one."""
    nom, total = liste.nom, _count(donnees, liste)
    if rang >= total:
        return
    for place in range(rang, total):
        for champ in liste.form.base_fields:
            suivante = donnees.get(f"{nom}-{place + 1}-{champ}", "") if place + 1 < total else ""
            donnees[f"{nom}-{place}-{champ}"] = suivante
    _resize(donnees, liste, -1)


def _lift(donnees: QueryDict, liste: Liste, rang: int) -> None:
    if not 0 < rang < _count(donnees, liste):
        return
    for champ in liste.form.base_fields:
        ici, avant = (f"{liste.nom}-{place}-{champ}" for place in (rang, rang - 1))
        donnees[ici], donnees[avant] = donnees.get(avant, ""), donnees.get(ici, "")


def _lower(donnees: QueryDict, liste: Liste, rang: int) -> None:
    _lift(donnees, liste, rang + 1)


def _count(donnees: QueryDict, liste: Liste) -> int:
    total = donnees.get(f"{liste.nom}-TOTAL_FORMS", "")
    borne = liste.maximum + _MARGE
    return min(int(total), borne) if total.isascii() and total.isdigit() else 0


DEPASSEE = (
    "Une autre personne a enregistré une version pendant que vous écriviez. Rien n’est perdu : "
    "comparez, complétez la vôtre si besoin, puis enregistrez."
)


class VersionDepassee(Exception):
    """Somebody else has saved since this person read."""


class Versionne(models.Model):
    """A line that several people edit: its version grows by one each time it is saved."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


def take_version(objet: Versionne, lue: int, **encore: Any) -> None:
    """Lock a row until the transaction ends; VersionDepassee if it changed since `lue`.

    `encore` gives conditions that must still hold, as `filter` takes them: `etat__in=(…)`. The
    object is read again from the database, even when VersionDepassee is raised.
    """
    meme = type(objet)._default_manager.filter(pk=objet.pk, version=lue, **encore)  # noqa: SLF001 - Django's own name for it
    tenue = meme.update(version=F("version") + 1)
    with suppress(ObjectDoesNotExist):  # somebody may have taken it out
        objet.refresh_from_db()
    if not tenue:
        raise VersionDepassee


@transaction.atomic
def save_version(objet: Versionne, lue: int, **champs: Any) -> None:
    """Write these fields of a line; VersionDepassee when it is no longer as it was read."""
    take_version(objet, lue)
    for nom, valeur in champs.items():
        setattr(objet, nom, valeur)
    objet.save()


@dataclass(frozen=True)
class Difference:
    """A field that two people filled differently: its label and both values, in words."""

    libelle: str
    la_leur: str
    la_votre: str


def ask_again(form: forms.BaseForm, faute: str, version: int) -> None:
    """Say that a row has changed meanwhile, and have the form sent again over this version."""
    form.add_error(None, faute)
    donnees = cast("dict[str, Any]", form.data).copy()  # or a QueryDict
    donnees[form.add_prefix("version")] = str(version)
    form.data = donnees


class FormVersionne(forms.Form):
    """A form that sends back the version that was read, to tell whether others saved since.

    `initial` holds what is saved now, and `version` its number: None while nothing is saved yet,
    and then there is nothing to compare.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    repetitions: Sequence[Repetition] = ()

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        self.actuelle = version
        super().__init__(*args, **kwargs)
        self.initial["version"] = version

    @property
    def est_depassee(self) -> bool:
        return self.is_bound and DEPASSEE in self.non_field_errors()

    def clean(self) -> dict[str, Any]:
        """Refuse once when others saved meanwhile; sent again with both in sight, it passes."""
        reponses = super().clean() or self.cleaned_data
        if self.actuelle is None:
            return reponses
        if (reponses.get("version") or 0) != self.actuelle and any(self.list_differences()):
            donnees = cast("dict[str, Any]", self.data).copy()  # or a QueryDict
            donnees[self.add_prefix("version")] = str(self.actuelle)
            self.data = donnees
            raise ValidationError(DEPASSEE)
        reponses["version"] = self.actuelle
        return reponses

    def read(self) -> Any:  # noqa: ANN401 - what its service takes
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "version"}

    @property
    def differences(self) -> list[Difference]:
        return list(self.list_differences())

    def list_differences(self) -> Iterator[Difference]:
        champs = (
            Difference(
                str(champ.label), _write(champ, _find_garde(champ)), _write(champ, champ.data)
            )
            for champ in self.visible_fields()
        )
        for lue in (*champs, *map(_compare_liste, self.repetitions)):
            if lue.la_leur.split() != lue.la_votre.split():
                yield lue


class Verifiable(Protocol):
    """A form, or a page of them: saved if it is valid, and shown again if not."""

    def is_valid(self) -> bool: ...


def save_form[F: Verifiable](read: Callable[[], F], save: Callable[[F], object]) -> F | None:
    """Save what a form holds; return the form to be shown again, or None once it is saved.

    `read` gives the form over what is saved now: it is called again when that changes meanwhile.
    """
    form = read()
    if not form.is_valid():
        return form
    try:
        save(form)
    except VersionDepassee:  # somebody else has just saved
        return read()
    return None


def try_geste(
    request: HttpRequest,
    geste: Callable[[], object],
    dit: str,
    depassee: str,
    refus: type[Exception] = VersionDepassee,
) -> bool:
    """Do what is asked and say `dit`; else say what stopped it: others before her, or a refusal."""
    try:
        geste()
    except VersionDepassee:
        messages.warning(request, depassee)
    except refus as raison:
        messages.error(request, str(raison))
    else:
        messages.success(request, dit)
        return True
    return False


def save_page[P: PageRepetee[Any]](
    donnees: QueryDict,
    listes: Iterable[Liste],
    read: Callable[[QueryDict], P],
    save: Callable[[P], object],
) -> P | None:
    """Do what a button of a list asks, else save; return the page to show, None once it is saved.

    `read` gives the page over what is saved now: it is called again when that changes meanwhile.
    """
    tournees, liste = turn_page(donnees, {une.nom: une for une in listes})
    if not is_turned(donnees):
        return save_form(lambda: read(tournees), save)
    page = read(tournees)
    page.is_valid()
    if AJOUTER in donnees or RETIRER in donnees:
        focus_liste(page.repetitions, liste)
    return page


def read_envoi(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, for a form; None for a page that is only read."""
    return request.POST if request.method == "POST" else None


def make_demande(form: forms.Form, titre: str, bouton: str, retour: str | None) -> dict[str, Any]:
    """Return what `commun/demander.html` reads, but the trail and the space."""
    return {
        "form": form,
        "depassee": isinstance(form, FormVersionne) and form.est_depassee,
        "titre": titre,
        "bouton": bouton,
        "retour": retour,
    }


def show_demande(
    request: HttpRequest,
    form: forms.Form,
    bouton: str,
    fil: Sequence[tuple[str, str | None]],
    **encore: Any,
) -> HttpResponse:
    """Show `commun/demander.html`: the trail gives its title, and where it leads back."""
    contexte = make_demande(form, fil[-1][0], bouton, fil[-2][1]) | {"fil": fil}
    return render(request, "commun/demander.html", contexte | encore)


def _find_garde(champ: forms.BoundField) -> Any:  # noqa: ANN401 - any value
    return champ.form.get_initial_for_field(champ.field, champ.name)


def _compare_liste(repetition: Repetition) -> Difference:
    liste = repetition.liste
    gardees = (liste.form(initial=ligne).visible_fields() for ligne in repetition.gardees)
    envoyees = (ligne.visible_fields() for ligne in repetition.lignes if ligne.has_changed())
    return Difference(
        liste.titre,
        "\n".join(_write_ligne((c, _find_garde(c)) for c in champs) for champs in gardees),
        "\n".join(_write_ligne((c, c.data) for c in champs) for champs in envoyees),
    )


def _write_ligne(champs: Iterable[tuple[forms.BoundField, Any]]) -> str:
    dits = ((champ.label, _write(champ, valeur)) for champ, valeur in champs)
    return " ; ".join(f"{libelle}\u00a0: {dit}" for libelle, dit in dits if dit)


def _write(champ: forms.BoundField, valeur: Any) -> str:  # noqa: ANN401 - any value
    """Return a value as a reader knows it: the words of a choice, not its code."""
    if isinstance(champ.field, forms.DateField):
        return _write_jour(champ.field, valeur)
    if isinstance(champ.field, forms.TimeField):
        return champ.field.widget.format_value(valeur) or ""
    if isinstance(champ.field, forms.BooleanField):
        return "Oui" if valeur else "Non"
    choix = dict(_flatten(getattr(champ.field, "choices", ())))
    valeur = champ.field.prepare_value(valeur)
    valeurs = valeur if isinstance(valeur, list | tuple) else [valeur]
    return "\n".join(choix.get(str(v), str(v)) for v in valeurs if v not in {None, ""})


def _write_jour(champ: forms.DateField, valeur: Any) -> str:  # noqa: ANN401 - a date, or what was typed
    try:
        jour = champ.to_python(valeur)
    except ValidationError:
        return str(valeur)
    return format_date(jour) if jour else ""


def _flatten(choix: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - Django's own kinds of choices
    for code, mots in choix:
        if isinstance(mots, list | tuple):
            yield from _flatten(mots)
        else:
            yield str(code), str(mots)

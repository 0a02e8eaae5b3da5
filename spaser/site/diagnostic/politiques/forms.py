"""Forms of the plans and policies that a scheme goes with."""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Final

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm

from spaser.elements import fold_mots
from spaser.regles import politiques
from spaser.regles.assujettissement import NatureAcheteur
from spaser.regles.indicateurs import SousTheme, load_bibliotheque
from spaser.site.diagnostic.models import CHOIX_ETAT, Politique
from spaser.site.diagnostic.politiques.services import ReponsePlan
from spaser.site.espace.perimetre import list_choix_indicateurs, list_choix_themes
from spaser.site.espace.ressource import FormRessource
from spaser.site.socle.champs import ask_champ, list_champs_demandes
from spaser.site.socle.formulaires import CHAMP_LIBRE, FormLibre, ask_choix, ask_texte
from spaser.site.socle.versions import Difference

# --- The inventory: who the buyer is, then one question a plan of the catalogue ---


class FormAcheteur(FormLibre):
    """The kind and the size of the buyer: what is known of it stands there already."""

    nature = ask_choix(
        "Votre structure", [("", "Je ne sais pas"), *((n.value, n.libelle) for n in NatureAcheteur)]
    )
    habitants = forms.IntegerField(
        label="Nombre d’habitants",
        required=False,
        min_value=0,
        max_value=100_000_000,
        error_messages={
            "invalid": "Écrivez un nombre entier d’habitants, comme « 50000 ».",
            "max_value": "Ce nombre est trop grand.",
            "min_value": "Ce nombre ne peut pas être négatif.",
        },
    )


class FormInventaire(DsfrBaseForm):
    """One question a plan; beside each, the answer that was shown, to tell what changed."""

    def __init__(
        self, *args: Any, plans: tuple[politiques.Plan, ...], etats: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._codes = [plan.code for plan in plans]
        for plan in plans:
            etat = etats.get(plan.code, politiques.EtatPlan.INCONNU.value)
            self.fields[plan.code] = ask_choix(plan.nom, CHOIX_ETAT, initial=etat)
            self.fields[plan.code].template_name = CHAMP_LIBRE  # type: ignore[attr-defined]  # not in the stubs
            self.fields[f"vue-{plan.code}"] = forms.ChoiceField(
                choices=CHOIX_ETAT, initial=etat, required=False, widget=forms.HiddenInput
            )

    def list_reponses(self) -> list[ReponsePlan]:
        """Return what was answered; a question left out says nothing."""
        return [
            ReponsePlan(
                code,
                self.cleaned_data.get(f"vue-{code}") or politiques.EtatPlan.INCONNU.value,
                self.cleaned_data[code],
            )
            for code in self._codes
            if self.cleaned_data.get(code)
        ]


# --- The objectives of a plan: a table, one a line, typed or pasted from a spreadsheet ---


OBJECTIFS_MAX: Final = 60
TEXTE_MAX: Final = 500
_LIGNES_MAX: Final = 200  # of the table as it is sent
_COLLAGE_MAX: Final = 100_000  # signs pasted in one cell
_PREFIXE: Final = "objectif"
_D_UN_OBJECTIF: Final = ("texte", "sous_theme", "indicateur")
_SANS_THEME: Final = "À ranger"
_SANS_INDICATEUR: Final = "Aucun pour l’instant"

type Ligne = dict[str, str]
type Tableau = BaseFormSet[FormObjectifPolitique]


class FormObjectifPolitique(FormLibre):
    """An objective that touches purchasing; a line left empty is no objective."""

    texte = ask_texte("Objectif", TEXTE_MAX, lignes=2)
    sous_theme = ask_choix("Thème", lambda: [("", _SANS_THEME), *list_choix_themes()])
    indicateur = ask_choix(
        "Indicateur pour le suivre", lambda: [("", _SANS_INDICATEUR), *list_choix_indicateurs()]
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the words of an objective that has a theme or an indicator."""
        lus = super().clean() or self.cleaned_data
        seul = not lus.get("texte") and (lus.get("sous_theme") or lus.get("indicateur"))
        if seul and "texte" not in self.errors:
            self.add_error("texte", "Écrivez cet objectif, ou videz la ligne.")
        return lus


class _Tableau(BaseFormSet[FormObjectifPolitique]):
    def add_fields(self, form: FormObjectifPolitique, index: int | None) -> None:
        super().add_fields(form, index)
        for nom in _D_UN_OBJECTIF:
            form[nom].label = f"{form[nom].label}, ligne {(index or 0) + 1}"

    def clean(self) -> None:
        nombre = sum(bool(form.cleaned_data.get("texte")) for form in self if form.is_valid())
        if nombre > OBJECTIFS_MAX:
            raise forms.ValidationError(
                f"{nombre} objectifs sont écrits : gardez-en {OBJECTIFS_MAX} au plus, ceux qui "
                "touchent le plus les achats."
            )


_FormsObjectifs = formset_factory(
    FormObjectifPolitique,
    formset=_Tableau,
    extra=2,
    max_num=OBJECTIFS_MAX,
    absolute_max=_LIGNES_MAX,
)


def open_objectifs(data: QueryDict | None, gardes: Sequence[Mapping[str, str]]) -> Tableau:
    """Return the lines of a plan; a form sent without its lines has none.

    When several lines were pasted in one cell, each is on its own in a table to be read again: it
    is not valid yet.
    """
    if data is not None and f"{_PREFIXE}-TOTAL_FORMS" not in data:
        data = data.copy()
        data.update({f"{_PREFIXE}-TOTAL_FORMS": "0", f"{_PREFIXE}-INITIAL_FORMS": "0"})
    formes = _FormsObjectifs(data, initial=gardes, prefix=_PREFIXE)
    if data is None:
        return formes
    typees = list_typees(formes)
    deroulees = unfold_lignes(typees, [objectif["texte"] for objectif in gardes])
    return formes if deroulees == typees else make_tableau(deroulees)


def make_tableau(lignes: Sequence[Ligne], *, en_plus: int = 2) -> Tableau:
    """Return a table of these lines, not saved yet, and a few empty ones."""
    formes = _FormsObjectifs(initial=lignes, prefix=_PREFIXE)
    formes.extra = en_plus
    return formes


def read_lignes_objectifs(formes: Tableau) -> list[Ligne]:
    return [
        {nom: form.cleaned_data[nom] for nom in _D_UN_OBJECTIF}
        for form in formes
        if form.cleaned_data.get("texte")
    ]


def list_typees(formes: Tableau) -> list[Ligne]:
    return [{nom: form[nom].value() or "" for nom in _D_UN_OBJECTIF} for form in formes]


def tell_objectifs(objectifs: Iterable[Mapping[str, str]]) -> str:
    themes = {theme.value: theme.libelle for theme in SousTheme}
    return "\n".join(
        ", ".join(filter(None, [o["texte"], themes.get(o["sous_theme"], ""), o["indicateur"]]))
        for o in objectifs
        if o["texte"]
    )


def unfold_lignes(lignes: Sequence[Ligne], gardes: Iterable[str]) -> list[Ligne]:
    """Return a line for each one that a cell holds; a text already kept stays as it is."""
    connus = {_flatten(texte) for texte in gardes}
    deroulees: list[Ligne] = []
    for ligne in lignes:
        rangees = [] if _flatten(ligne["texte"]) in connus else _cut(ligne["texte"])
        if len(rangees) > 1 or any(any(cellules[1:]) for cellules in rangees):
            premiere, *suivantes = map(_read_cellules, rangees)
            deroulees.append({nom: premiere[nom] or ligne[nom] for nom in _D_UN_OBJECTIF})
            deroulees.extend(suivantes)
        else:
            deroulees.append(ligne)
    return deroulees if len(deroulees) <= _LIGNES_MAX else list(lignes)


def _cut(texte: str) -> list[list[str]]:
    """Return the lines and cells of a text; a spreadsheet quotes a cell of several lines."""
    if len(texte) > _COLLAGE_MAX:
        return []
    rangees: Iterable[list[str]]
    if texte.count('"') % 2:
        rangees = (ligne.split("\t") for ligne in texte.splitlines())
    else:
        rangees = csv.reader(texte.strip().splitlines(keepends=True), delimiter="\t")
    aplaties = ([_flatten(cellule) for cellule in cellules] for cellules in rangees)
    return [cellules for cellules in aplaties if any(cellules)]


def _read_cellules(cellules: Sequence[str]) -> Ligne:
    """Return an objective; what names neither a theme nor an indicator stays beside its words."""
    texte, *autres = cellules
    lue = dict.fromkeys(_D_UN_OBJECTIF, "")
    restes = []
    for autre in filter(None, autres):
        champ, code = _list_mots().get(fold_mots(autre), ("", ""))
        if not champ or (code and lue[champ]):
            restes.append(autre)
        elif code:
            lue[champ] = code
    lue["texte"] = " ".join(filter(None, [texte, f"({' ; '.join(restes)})" if restes else ""]))
    return lue


@cache
def _list_mots() -> dict[str, tuple[str, str]]:
    """Return what names a theme or an indicator in a cell: its field and its code."""
    mots = {fold_mots(_SANS_THEME): ("sous_theme", "")}
    mots[fold_mots(_SANS_INDICATEUR)] = ("indicateur", "")
    for fiche in load_bibliotheque().indicateurs:
        for nom in (fiche.libelle, fiche.code, f"{fiche.code} {fiche.libelle}"):
            mots[fold_mots(nom)] = ("indicateur", fiche.code)
    for theme in SousTheme:
        for nom in (theme.value, theme.libelle):
            mots[fold_mots(nom)] = ("sous_theme", theme.value)
    return mots


def _flatten(texte: str) -> str:
    return " ".join(texte.split())


# --- A plan and its objectives ---


class FormPolitique(FormRessource):
    """A plan: when, who, where, which themes; then its objectives, in `objectifs`."""

    class Meta:
        model = Politique
        fields = list_champs_demandes(Politique)
        formfield_callback = ask_champ
        error_messages: ClassVar = {
            "nom": {"required": "Donnez le nom du plan."},
            "etat": {"required": "Dites où en est ce plan."},
            "lien": {
                "invalid": "Nous ne reconnaissons pas cette adresse : copiez-la entière depuis "
                "votre navigateur, avec https:// au début."
            },
        }

    def __init__(self, data: Any, *, autres: Collection[str], **options: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(data, **options)
        self._gardes: Sequence[Mapping[str, str]] = self.instance.objectifs
        self.objectifs = open_objectifs(data, self._gardes)
        self.a_relire = self.is_bound and not self.objectifs.is_bound  # lines were pasted
        self._autres = autres

    def clean_nom(self) -> str:
        """Refuse a plan that is there already, here or in the catalogue."""
        nom = " ".join(self.cleaned_data["nom"].split())
        if jumelle := politiques.find_jumelle(nom, self._autres):
            raise forms.ValidationError(
                f"Vous avez déjà décrit « {jumelle} » : complétez-le, ou donnez un autre nom."
            )
        plan = politiques.find_au_catalogue(nom, politiques.load_plans())
        if plan and not self.instance.plan:
            raise forms.ValidationError(
                f"« {plan.nom} » est au catalogue : ouvrez-le depuis la liste de vos plans."
            )
        return nom

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        if faute := politiques.explain_periode(lus.get("debut"), lus.get("fin")):
            self.add_error("fin", faute)
        return lus

    def is_valid(self) -> bool:
        return super().is_valid() and self.objectifs.is_valid()

    def read(self) -> dict[str, Any]:
        lus: dict[str, Any] = super().read()
        return lus | {"objectifs": read_lignes_objectifs(self.objectifs)}

    def list_differences(self) -> Iterator[Difference]:
        yield from super().list_differences()
        la_leur = tell_objectifs(self._gardes)
        la_votre = tell_objectifs(list_typees(self.objectifs))
        if la_leur.split() != la_votre.split():
            yield Difference("Objectifs", la_leur, la_votre)

    def add_ligne(self) -> None:
        """Keep the objectives typed, and give one more line."""
        self.objectifs = make_tableau(list_typees(self.objectifs), en_plus=1)

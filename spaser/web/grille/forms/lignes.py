"""A line of the grid, and who follows its indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.forms import formset_factory
from dsfr.forms import DsfrBaseForm

from spaser.metier.grille.modele import PAR_NOM, TEXTE_MAX, ContenuLigne, Priorite, clean_ligne
from spaser.metier.indicateurs import Frequence, Rubrique, load_bibliotheque
from spaser.web.commun.versions import FormVersionne
from spaser.web.espace.bibliotheque import list_choix_indicateurs
from spaser.web.socle.choix import HORS_LISTE
from spaser.web.socle.formulaires import FormLibre

if TYPE_CHECKING:
    from spaser.web.grille.models import LigneGrille

SAISIE: Final = 5  # lines of the quick form
_LONG: Final = {"max_length": "Ce texte est trop long : gardez %(limit_value)s signes au plus."}
DU_PROGRAMME: Final = (
    "sous_thematique schemas objectif lien_achat indicateur referent priorite"
).split()


def _texte(nom: str, lignes: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": lignes}) if lignes else forms.TextInput()
    return forms.CharField(
        label=_name(nom),
        help_text=PAR_NOM[nom].aide,
        required=False,
        max_length=TEXTE_MAX,
        widget=widget,
        error_messages=_LONG,
    )


def _name(nom: str) -> str:
    return PAR_NOM[nom].question or PAR_NOM[nom].titre


class FormLigne(FormVersionne, DsfrBaseForm):
    """The seven columns of the programme, then what ties them to the library."""

    rubrique = forms.ChoiceField(
        label=_name("rubrique"),
        choices=[(r.value, r.libelle) for r in Rubrique],
        error_messages={"required": "Choisissez une rubrique.", **HORS_LISTE},
    )
    sous_thematique = _texte("sous_thematique")
    schemas = _texte("schemas")
    objectif = _texte("objectif", lignes=2)
    lien_achat = _texte("lien_achat", lignes=2)
    indicateur = _texte("indicateur")
    code = forms.ChoiceField(
        label=_name("code"),
        required=False,
        choices=lambda: [("", "Aucun : c’est le nôtre"), *list_choix_indicateurs()],
        error_messages=HORS_LISTE,
    )
    deja_suivi = forms.BooleanField(label=_name("deja_suivi"), required=False)
    referent = _texte("referent")
    priorite = forms.ChoiceField(
        label=_name("priorite"),
        required=False,
        choices=[("", "À décider"), *((p.value, p.libelle) for p in Priorite)],
        error_messages=HORS_LISTE,
    )
    remarque = _texte("remarque", lignes=2)

    def clean(self) -> dict[str, Any]:
        """Ask for a sub-theme or an indicator; take the words of the library for its own."""
        lus = super().clean()
        fiche = load_bibliotheque().find(lus.get("code") or "")
        if fiche and not lus.get("indicateur"):
            lus["indicateur"] = fiche.libelle
        if not lus.get("sous_thematique") and not lus.get("indicateur"):
            self.add_error("sous_thematique", "Écrivez une sous-thématique ou un indicateur.")
        return lus

    def read(self) -> dict[str, Any]:
        """Return the fields as the base keeps them."""
        return {
            nom: valeur if nom in {"deja_suivi", "rubrique"} else clean_ligne(valeur)
            for nom, valeur in super().read().items()
        }

    def make_ligne(self) -> ContenuLigne:
        """Return the line as the rules take it."""
        champs = self.read()
        priorite = champs.pop("priorite")
        return ContenuLigne(
            **champs | {"rubrique": Rubrique(champs["rubrique"])},
            priorite=Priorite(priorite) if priorite else None,
        )


class FormLigneCourte(FormLibre, FormLigne):
    """The same, bare: many lines stand on a page."""


FormsLignes = formset_factory(FormLigneCourte, extra=SAISIE, max_num=50, absolute_max=60)


class FormSuivi(FormVersionne, DsfrBaseForm):
    """Who follows an indicator, how often, from which data."""

    responsable = _texte("responsable")
    frequence = forms.ChoiceField(
        label=_name("frequence"),
        required=False,
        choices=[("", "À décider"), *((f.value, f.libelle) for f in Frequence)],
        error_messages=HORS_LISTE,
    )
    source = _texte("source")

    def read(self) -> dict[str, Any]:
        """Return the fields as the base keeps them."""
        return {nom: clean_ligne(valeur) for nom, valeur in super().read().items()}


def fill_ligne(ligne: LigneGrille) -> dict[str, Any]:
    """Return a line as its forms show it."""
    noms = {*FormLigne.base_fields, *FormSuivi.base_fields} - {"version"}
    return {nom: getattr(ligne, nom) for nom in noms}

"""Forms of the grid: a line, who follows it, a file."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django import forms
from django.forms import formset_factory
from dsfr.forms import DsfrBaseForm

from spaser.documents.bilan.vue import STATUTS
from spaser.documents.francais import typographie
from spaser.regles import grille, indicateurs
from spaser.regles.trajectoires import explain_cumul
from spaser.site.espace.perimetre import list_choix_indicateurs, list_choix_themes
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.socle import formulaires
from spaser.site.socle.versions import FormVersionne

# --- The filters of the library: a question left empty filters nothing ---


_INCONNU: Final = {"invalid_choice": "« %(value)s » n’est pas dans la liste : choisissez-y."}


class FormRechercheIndicateurs(formulaires.FormLibre):
    q = forms.CharField(
        label="Mots",
        required=False,
        max_length=100,
        error_messages={"max_length": "Gardez cent signes au plus."},
    )
    rubrique = forms.ChoiceField(
        label="Rubrique",
        required=False,
        choices=[("", "Toutes"), *((r.value, r.libelle) for r in indicateurs.Rubrique)],
        error_messages=_INCONNU,
    )
    theme = forms.ChoiceField(
        label="Thème",
        required=False,
        choices=[("", "Tous"), *list_choix_themes()],
        error_messages=_INCONNU,
    )
    origine = forms.ChoiceField(
        label="Source des données",
        required=False,
        choices=[("", "Toutes"), *((o.value, o.libelle) for o in indicateurs.OrigineDonnees)],
        error_messages=_INCONNU,
    )
    statut = forms.ChoiceField(
        label="Statut",
        required=False,
        choices=[("", "Tous"), *STATUTS.items()],
        error_messages=_INCONNU,
    )
    calcule = forms.BooleanField(label="Calculés par cet outil", required=False)

    def read(self) -> indicateurs.RechercheIndicateurs:
        lus = self.cleaned_data
        rubrique, theme, origine = lus.get("rubrique"), lus.get("theme"), lus.get("origine")
        return indicateurs.RechercheIndicateurs(
            texte=lus.get("q", ""),
            rubrique=indicateurs.Rubrique(rubrique) if rubrique else None,
            sous_theme=indicateurs.SousTheme(theme) if theme else None,
            origine=indicateurs.OrigineDonnees(origine) if origine else None,
            statut=lus.get("statut") or None,
            calcule=lus.get("calcule", False),
        )


# --- The file of a grid ---


class FormFichierGrille(DsfrBaseForm):
    fichier = forms.FileField(
        label="Fichier de la grille",
        help_text="CSV, XLSX ou ODS, 5 Mo au plus.",
        widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".csv,.xlsx,.ods"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "invalid": "Choisissez un fichier de votre ordinateur.",
            "missing": "Choisissez un fichier.",
            "empty": "Ce fichier est vide : enregistrez-le de nouveau.",
        },
    )


# --- A line of the grid, and who follows its indicator ---


SAISIE: Final = 5  # lines of the quick form
_MESSAGES: Final = formulaires.HORS_LISTE | {
    "max_length": "Ce texte est trop long : gardez %(limit_value)s signes au plus."
}
# In the order of the questions: what ties a line to the library stands by its indicator.
_DEMANDES: Final = (
    "rubrique sous_thematique schemas objectif lien_achat indicateur code "
    "deja_suivi referent priorite remarque"
).split()
_TELS_QUELS: Final = frozenset({"deja_suivi", "rubrique"})
_SUIVI: Final = ("responsable", "frequence", "source")


def _declare(noms: Iterable[str], **choix: Any) -> Callable[[type[DsfrBaseForm]], Any]:
    colonnes = [grille.PAR_NOM[nom] for nom in noms]
    return formulaires.declare_champs(
        colonnes, choix, texte_max=grille.TEXTE_MAX, messages=_MESSAGES
    )


@_declare(
    _DEMANDES,
    code=lambda: [("", "Aucun : c’est le nôtre"), *list_choix_indicateurs()],
    priorite=formulaires.list_choix(grille.Priorite, "À décider"),
)
class FormLigne(FormVersionne, DsfrBaseForm):
    """The seven columns of the programme, then what ties them to the library."""

    rubrique = forms.ChoiceField(
        label=grille.PAR_NOM["rubrique"].titre,
        choices=[(r.value, r.libelle) for r in indicateurs.Rubrique],
        error_messages={"required": "Choisissez une rubrique.", **formulaires.HORS_LISTE},
    )

    def __init__(self, *args: Any, suivie: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if suivie:  # its target is asked in « Cibles et valeurs » alone
            del self.fields["objectif"]

    def clean(self) -> dict[str, Any]:
        """Ask for a sub-theme or an indicator; take the words of the library for its own."""
        lus = super().clean()
        fiche = indicateurs.load_bibliotheque().find(lus.get("code") or "")
        if fiche and not lus.get("indicateur"):
            lus["indicateur"] = fiche.libelle
        nouveau = lus.get("objectif") != self.initial.get("objectif")
        if nouveau and (faute := explain_cumul(lus.get("objectif") or "", lus.get("code") or "")):
            self.add_error("objectif", typographie(faute))
        if not lus.get("sous_thematique") and not lus.get("indicateur"):
            self.add_error("sous_thematique", "Écrivez une sous-thématique ou un indicateur.")
        return lus

    def read(self) -> dict[str, Any]:
        return {
            nom: valeur if nom in _TELS_QUELS else grille.clean_ligne(valeur)
            for nom, valeur in super().read().items()
        }

    def make_ligne(self) -> grille.ContenuLigne:
        champs = self.read()
        priorite = champs.pop("priorite")
        return grille.ContenuLigne(
            **champs | {"rubrique": indicateurs.Rubrique(champs["rubrique"])},
            priorite=grille.Priorite(priorite) if priorite else None,
        )


formulaires.let_wait(FormLigne.base_fields["sous_thematique"])  # or an indicator, as `clean` says


class FormLigneCourte(formulaires.FormLibre, FormLigne):
    """The same, bare: many lines stand on a page."""


FormsLignes = formset_factory(FormLigneCourte, extra=SAISIE, max_num=50, absolute_max=60)


@_declare(
    _SUIVI, frequence=[("", "À décider"), *((f.value, f.libelle) for f in indicateurs.Frequence)]
)
class FormSuivi(FormVersionne, DsfrBaseForm):
    def read(self) -> dict[str, Any]:
        return {nom: grille.clean_ligne(valeur) for nom, valeur in super().read().items()}


def fill_ligne(ligne: LigneGrille) -> dict[str, Any]:
    return {nom: getattr(ligne, nom) for nom in (*_DEMANDES, *_SUIVI)}

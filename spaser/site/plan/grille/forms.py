"""Forms of the grid: a line, who follows it, a file."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.forms import formset_factory
from dsfr.forms import DsfrBaseForm

from spaser.documents.bilan.vue import STATUTS
from spaser.documents.francais import typographie
from spaser.regles import grille, indicateurs
from spaser.regles.champs import index_champs
from spaser.regles.trajectoires import explain_cumul
from spaser.site.espace.perimetre import list_choix_indicateurs, list_choix_themes
from spaser.site.espace.ressource import FormRessource
from spaser.site.plan.grille.services import FICHIER
from spaser.site.plan.models.actions import GRILLE, LigneGrille
from spaser.site.socle import formulaires
from spaser.site.socle.champs import ask_champ, list_choix_dits

# --- The filters of the library: a question left empty filters nothing ---


class FormRechercheIndicateurs(formulaires.FormLibre):
    q = formulaires.ask_ligne("Mots", 100)
    rubrique = formulaires.ask_filtre(
        "Rubrique", formulaires.list_choix(indicateurs.Rubrique, "Toutes")
    )
    theme = formulaires.ask_filtre("Thème", [("", "Tous"), *list_choix_themes()])
    origine = formulaires.ask_filtre(
        "Source des données", formulaires.list_choix(indicateurs.OrigineDonnees, "Toutes")
    )
    statut = formulaires.ask_filtre("Statut", [("", "Tous"), *STATUTS.items()])
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
    fichier = FICHIER.ask("Fichier de la grille")


# --- A line of the grid, and who follows its indicator ---


SAISIE: Final = 5  # lines of the quick form
_CODE: Final = index_champs(GRILLE)["code"]


class _FormGrille(FormRessource):
    class Meta:
        model = LigneGrille
        fields: Sequence[str] = ("responsable", "frequence", "source")
        formfield_callback = ask_champ
        error_messages: ClassVar = {"rubrique": {"required": "Choisissez une rubrique."}}

    def clean(self) -> dict[str, Any]:
        lus = super().clean()
        return {n: grille.clean_ligne(v) if isinstance(v, str) else v for n, v in lus.items()}


class FormLigne(_FormGrille):
    """The seven columns of the programme, then what ties them to the library."""

    class Meta(_FormGrille.Meta):
        # In the order of the questions: what ties a line to the library stands by its indicator.
        fields = (
            "rubrique sous_thematique schemas objectif lien_achat indicateur code "
            "deja_suivi referent priorite remarque"
        ).split()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choix = [*list_choix_dits(_CODE)[:1], *list_choix_indicateurs()]
        formulaires.offer_choix(self, "code", choix)
        if self.instance.retenu:  # its target is asked in « Cibles et valeurs » alone
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

    def make_ligne(self) -> grille.LigneGrilleDite:
        ligne: grille.LigneGrilleDite = self.instance.read()
        return ligne


formulaires.let_wait(FormLigne.base_fields["sous_thematique"])  # or an indicator, as `clean` says


class FormLigneCourte(formulaires.FormLibre, FormLigne):
    """The same, bare: many lines stand on a page."""


FormsLignes = formset_factory(FormLigneCourte, extra=SAISIE, max_num=50, absolute_max=60)


class FormSuivi(_FormGrille):
    """Who follows an indicator, how often, from what."""

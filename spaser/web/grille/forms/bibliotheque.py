"""The filters of the library: a question left empty filters nothing."""

from __future__ import annotations

from typing import Final

from django import forms

from spaser.documents.vue_bilan import STATUTS
from spaser.metier.indicateurs import OrigineDonnees, RechercheIndicateurs, Rubrique, SousTheme
from spaser.web.espace.bibliotheque import list_choix_themes
from spaser.web.socle.formulaires import FormLibre

_INCONNU: Final = {"invalid_choice": "« %(value)s » n’est pas dans la liste : choisissez-y."}


class FormRecherche(FormLibre):
    q = forms.CharField(
        label="Mots",
        required=False,
        max_length=100,
        error_messages={"max_length": "Gardez cent signes au plus."},
    )
    rubrique = forms.ChoiceField(
        label="Rubrique",
        required=False,
        choices=[("", "Toutes"), *((r.value, r.libelle) for r in Rubrique)],
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
        choices=[("", "Toutes"), *((o.value, o.libelle) for o in OrigineDonnees)],
        error_messages=_INCONNU,
    )
    statut = forms.ChoiceField(
        label="Statut",
        required=False,
        choices=[("", "Tous"), *STATUTS.items()],
        error_messages=_INCONNU,
    )
    calcule = forms.BooleanField(label="Calculés par cet outil", required=False)

    def read(self) -> RechercheIndicateurs:
        lus = self.cleaned_data
        rubrique, theme, origine = lus.get("rubrique"), lus.get("theme"), lus.get("origine")
        return RechercheIndicateurs(
            texte=lus.get("q", ""),
            rubrique=Rubrique(rubrique) if rubrique else None,
            sous_theme=SousTheme(theme) if theme else None,
            origine=OrigineDonnees(origine) if origine else None,
            statut=lus.get("statut") or None,
            calcule=lus.get("calcule", False),
        )

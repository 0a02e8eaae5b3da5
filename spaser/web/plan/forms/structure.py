"""What is said once of the plan; its axes, its objectives; who takes part."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.plan.colonnes import clean_titre
from spaser.metier.plan.modele import NOM_MAX, TEXTE_MAX, TITRE_MAX, GenreContributeur
from spaser.web.acteurs.models import Acteur
from spaser.web.acteurs.selectors import list_acteurs
from spaser.web.commun.versions import FormVersionne
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.plan.forms.champs import NON_MEMBRE
from spaser.web.plan.models import Axe
from spaser.web.plan.selectors import list_membres
from spaser.web.socle.formulaires import HORS_LISTE, ChampJour

_TROP_LONG: Final = {
    "max_length": "Ce texte est trop long : gardez %(limit_value)s signes au plus."
}


_FIN: Final = (
    "Par exemple 31/12/2030. Beaucoup de schémas vont jusqu’à la fin du mandat de l’assemblée : "
    "quand finit le vôtre ? Laissez vide un schéma sans terme."
)


class FormPlan(FormVersionne, DsfrBaseForm):
    edition = forms.CharField(
        label="Nom de l’édition",
        max_length=NOM_MAX,
        required=False,
        help_text="Par exemple « SPASER 2026-2030 ».",
        error_messages=_TROP_LONG,
    )
    debut = ChampJour("Premier jour")
    fin = ChampJour("Dernier jour", aide=_FIN)

    def clean(self) -> dict[str, Any]:
        lus = super().clean()
        if lus.get("debut") and lus.get("fin") and lus["fin"] < lus["debut"]:
            self.add_error("fin", "Le dernier jour est avant le premier : échangez-les.")
        return lus


class _FormRangee(FormVersionne, DsfrBaseForm):
    titre = forms.CharField(
        label="Titre",
        max_length=TITRE_MAX,
        error_messages={"required": "Écrivez un titre.", **_TROP_LONG},
    )
    texte = forms.CharField(
        label="Ce qu’il veut changer",
        required=False,
        max_length=TEXTE_MAX,
        widget=forms.Textarea({"rows": 3}),
        error_messages=_TROP_LONG,
    )

    def clean_titre(self) -> str:
        return clean_titre(self.cleaned_data["titre"])


class FormAxe(_FormRangee):
    """An axis."""


class FormObjectif(_FormRangee):
    axe = forms.ModelChoiceField(
        queryset=Axe.objects.none(),
        label="Axe",
        empty_label=None,
        error_messages={"required": "Choisissez un axe.", **HORS_LISTE},
    )
    field_order = ("axe", "titre", "texte")

    def __init__(self, *args: Any, axes: Any, **kwargs: Any) -> None:  # noqa: ANN401 - a queryset
        super().__init__(*args, **kwargs)
        champ = self.fields["axe"]
        assert isinstance(champ, forms.ModelChoiceField)  # noqa: S101 - declared above
        champ.queryset = axes
        champ.choices = [(axe.pk, axe.titre) for axe in axes]  # read once


class FormContributeur(DsfrBaseForm):
    membre = forms.ChoiceField(
        label="Un membre de l’espace", required=False, error_messages=NON_MEMBRE
    )
    acteur = forms.ChoiceField(
        label="Ou un partenaire du territoire",
        required=False,
        error_messages=HORS_LISTE,
        help_text="Parmi les acteurs que vous avez notés.",
    )
    nom = forms.CharField(
        label="Ou une personne, un service",
        required=False,
        max_length=NOM_MAX,
        error_messages=_TROP_LONG,
    )
    apport = forms.CharField(
        label="Ce que cette personne apporte",
        required=False,
        max_length=TITRE_MAX,
        error_messages=_TROP_LONG,
    )

    def __init__(self, *args: Any, espace: Espace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membres = {str(m.pk): m for m in list_membres(espace)}
        self.acteurs = {str(a.pk): a for a in list_acteurs(espace)}
        self._offer("membre", {pk: m.nom_complet for pk, m in self.membres.items()})
        self._offer("acteur", {pk: a.nom for pk, a in self.acteurs.items()})

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        nommes = [nom for nom in ("membre", "acteur", "nom") if lus.get(nom)]
        if not nommes and not self.errors:
            self.add_error("membre", "Choisissez ou écrivez qui contribue.")
        if len(nommes) > 1:
            self.add_error(nommes[1], "Un contributeur à la fois : videz l’une des réponses.")
        return lus

    def read(self) -> dict[str, Any]:
        lus = self.cleaned_data
        membre: Utilisateur | None = self.membres.get(lus["membre"])
        acteur: Acteur | None = self.acteurs.get(lus["acteur"])
        genre = GenreContributeur.SERVICE
        if membre:
            genre = GenreContributeur.MEMBRE
        elif acteur:
            genre = GenreContributeur.PARTENAIRE
        return {
            "genre": genre.value,
            "membre": membre,
            "acteur": acteur,
            "nom": lus["nom"],
            "apport": lus["apport"],
        }

    def _offer(self, nom: str, choix: dict[str, str]) -> None:
        champ = self.fields[nom]
        assert isinstance(champ, forms.ChoiceField)  # noqa: S101 - declared above
        champ.choices = [("", "Aucun"), *choix.items()]

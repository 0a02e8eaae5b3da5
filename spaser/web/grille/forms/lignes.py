"""A line of the grid, and who follows its indicator."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from django import forms
from django.forms import formset_factory
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import typographie
from spaser.metier.cibles.enonce import explain_cumul
from spaser.metier.grille.modele import (
    PAR_NOM,
    TEXTE_MAX,
    ContenuLigne,
    Priorite,
    clean_ligne,
)
from spaser.metier.indicateurs import Frequence, Rubrique, load_bibliotheque
from spaser.web.commun.versions import FormVersionne
from spaser.web.espace.bibliotheque import list_choix_indicateurs
from spaser.web.grille.models import LigneGrille
from spaser.web.socle.formulaires import HORS_LISTE, FormLibre, declare_champs, let_wait, list_choix

SAISIE: Final = 5  # lines of the quick form
_MESSAGES: Final = HORS_LISTE | {
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
    colonnes = [PAR_NOM[nom] for nom in noms]
    return declare_champs(colonnes, choix, texte_max=TEXTE_MAX, messages=_MESSAGES)


@_declare(
    _DEMANDES,
    code=lambda: [("", "Aucun : c’est le nôtre"), *list_choix_indicateurs()],
    priorite=list_choix(Priorite, "À décider"),
)
class FormLigne(FormVersionne, DsfrBaseForm):
    """The seven columns of the programme, then what ties them to the library."""

    rubrique = forms.ChoiceField(
        label=PAR_NOM["rubrique"].titre,
        choices=[(r.value, r.libelle) for r in Rubrique],
        error_messages={"required": "Choisissez une rubrique.", **HORS_LISTE},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a sub-theme or an indicator; take the words of the library for its own."""
        lus = super().clean()
        fiche = load_bibliotheque().find(lus.get("code") or "")
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
            nom: valeur if nom in _TELS_QUELS else clean_ligne(valeur)
            for nom, valeur in super().read().items()
        }

    def make_ligne(self) -> ContenuLigne:
        champs = self.read()
        priorite = champs.pop("priorite")
        return ContenuLigne(
            **champs | {"rubrique": Rubrique(champs["rubrique"])},
            priorite=Priorite(priorite) if priorite else None,
        )


let_wait(FormLigne.base_fields["sous_thematique"])  # or an indicator, as `clean` says


class FormLigneCourte(FormLibre, FormLigne):
    """The same, bare: many lines stand on a page."""


FormsLignes = formset_factory(FormLigneCourte, extra=SAISIE, max_num=50, absolute_max=60)


@_declare(_SUIVI, frequence=[("", "À décider"), *((f.value, f.libelle) for f in Frequence)])
class FormSuivi(FormVersionne, DsfrBaseForm):
    def read(self) -> dict[str, Any]:
        return {nom: clean_ligne(valeur) for nom, valeur in super().read().items()}


def fill_ligne(ligne: LigneGrille) -> dict[str, Any]:
    return {nom: getattr(ligne, nom) for nom in (*_DEMANDES, *_SUIVI)}

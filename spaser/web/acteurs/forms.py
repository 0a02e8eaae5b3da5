"""The forms of a stakeholder."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.donnees.tables.colonnes import Nature
from spaser.identifiants import is_siren
from spaser.metier.acteurs import modele
from spaser.metier.acteurs.catalogue import load_catalogue
from spaser.metier.acteurs.cellules import extract_siren
from spaser.metier.acteurs.modele import (
    COLONNES,
    ETAPE_1,
    ETAPE_2,
    NOM_MAX,
    PAR_NOM,
    TEXTE_MAX,
    FormeSollicitation,
    RoleActeur,
    clean_nom,
    clean_texte,
    sort_formes,
)
from spaser.web.commun.versions import FormVersionne
from spaser.web.socle.formulaires import declare_champs, list_choix, refuse_lien

CHAMPS_1: Final = [c.nom for c in COLONNES if c.groupe == ETAPE_1]
CHAMPS_2: Final = [c.nom for c in COLONNES if c.groupe == ETAPE_2]
_TEXTES: Final = [c.nom for c in COLONNES if c.groupe and c.nature is Nature.TEXTE]


def list_typologies(vide: str) -> list[tuple[str, str]]:
    typologies = load_catalogue().typologies
    return [("", vide), *((t.code, t.libelle) for t in typologies)]


@declare_champs(
    [PAR_NOM[nom] for nom in (*CHAMPS_1, *CHAMPS_2)],
    texte_max=TEXTE_MAX,
    choix={
        "typologie": lambda: list_typologies("À préciser"),
        "role": list_choix(RoleActeur, "À définir"),
        "formes": list_choix(FormeSollicitation),
    },
)
class FormActeur(FormVersionne, DsfrBaseForm):
    nom = forms.CharField(
        label=PAR_NOM["nom"].titre,
        max_length=NOM_MAX,
        validators=[refuse_lien],
        error_messages={
            "required": "Donnez le nom de la structure : c’est par lui qu’on la retrouve.",
            "max_length": f"Raccourcissez ce nom : {NOM_MAX} signes au plus.",
        },
    )
    siren = forms.CharField(
        label=PAR_NOM["siren"].titre,
        required=False,
        max_length=20,
        help_text=PAR_NOM["siren"].aide,
        error_messages={"max_length": "Un SIREN compte neuf chiffres."},
    )

    def clean_nom(self) -> str:
        nom = clean_nom(self.cleaned_data["nom"])
        if not nom:
            raise forms.ValidationError(self.fields["nom"].error_messages["required"])
        return nom

    def clean_siren(self) -> str:
        """Read a SIREN, or the one of a SIRET."""
        saisi = self.cleaned_data["siren"].strip()
        siren = extract_siren(saisi) if saisi else ""
        if saisi and not is_siren(siren):
            raise forms.ValidationError(
                "Ce n’est pas un SIREN : neuf chiffres, par exemple 001 010 016. Ou laissez vide."
            )
        return siren

    def read(self, avant: modele.Acteur | None = None) -> modele.Acteur:
        """Return the line; what the form does not ask stays as it was."""
        reponses = self.cleaned_data
        lus: dict[str, Any] = {nom: reponses[nom] for nom in (*CHAMPS_1, *CHAMPS_2)}
        lus |= {nom: clean_texte(lus[nom]) for nom in _TEXTES}
        lus["role"] = RoleActeur(lus["role"]) if lus["role"] else None
        lus["formes"] = sort_formes({FormeSollicitation(forme) for forme in lus["formes"]})
        return replace(avant, **lus) if avant else modele.Acteur(**lus)

    @property
    def etapes(self) -> list[list[forms.BoundField]]:
        return [[self[nom] for nom in noms] for noms in (CHAMPS_1, CHAMPS_2)]


def fill_initial(acteur: modele.Acteur) -> dict[str, Any]:
    return {nom: getattr(acteur, nom) for nom in (*CHAMPS_1, *CHAMPS_2)} | {
        "role": acteur.role.value if acteur.role else "",
        "formes": [forme.value for forme in acteur.formes],
    }

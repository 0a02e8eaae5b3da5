"""The forms of a stakeholder."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.identifiants import is_siren
from spaser.metier.acteurs import modele
from spaser.metier.acteurs.catalogue import load_catalogue
from spaser.metier.acteurs.modele import NOM_MAX, TEXTE_MAX, clean_nom, clean_texte, sort_formes
from spaser.metier.acteurs.nomenclatures import Forme, Role
from spaser.metier.acteurs.tableau.valeurs import read_siren
from spaser.web.commun.versions import FormVersionne
from spaser.web.socle.choix import list_choix

ETAPE_1: Final = "typologie nom description contact commentaire siren".split()
ETAPE_2: Final = "role contribution formes nature".split()
_LISTE: Final = {"invalid_choice": "Choisissez dans la liste."}


def list_typologies(vide: str) -> list[tuple[str, str]]:
    """Return the kinds of stakeholders to choose from."""
    typologies = load_catalogue().typologies
    return [("", vide), *((t.code, t.libelle) for t in typologies)]


def texte(label: str, aide: str = "", lignes: int = 2) -> forms.CharField:
    """Return an optional field of several lines."""
    return forms.CharField(
        label=label,
        help_text=aide,
        required=False,
        strip=False,
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": lignes}),
        error_messages={"max_length": f"Raccourcissez ce texte : {TEXTE_MAX} signes au plus."},
    )


class FormActeur(FormVersionne, DsfrBaseForm):
    """A line of the table, in its two steps."""

    typologie = forms.ChoiceField(
        label="Typologie d’acteurs",
        required=False,
        choices=lambda: list_typologies("À préciser"),
        error_messages=_LISTE,
    )
    nom = forms.CharField(
        label="Nom de la structure",
        max_length=NOM_MAX,
        error_messages={
            "required": "Donnez le nom de la structure : c’est par lui qu’on la retrouve.",
            "max_length": f"Raccourcissez ce nom : {NOM_MAX} signes au plus.",
        },
    )
    description = texte("Description", "Ce qu’elle fait, en une ou deux phrases.")
    contact = texte(
        "Contact",
        "Accueil, adresse générique, page. Les personnes se notent à part : leurs données ne "
        "partent pas dans les exports et s’effacent avec le temps.",
    )
    commentaire = texte("Commentaire")
    siren = forms.CharField(
        label="SIREN",
        required=False,
        max_length=20,
        help_text="Si vous l’avez.",
        error_messages={"max_length": "Un SIREN compte neuf chiffres."},
    )
    role = forms.ChoiceField(
        label="Rôle pour mon SPASER",
        required=False,
        choices=list_choix(Role, "À définir"),
        error_messages=_LISTE,
    )
    contribution = texte("Contribution", "Ce que vous attendez de cet acteur.")
    formes = forms.MultipleChoiceField(
        label="Forme de la sollicitation",
        required=False,
        choices=list_choix(Forme),
        widget=forms.CheckboxSelectMultiple,
        error_messages=_LISTE,
    )
    nature = texte("Nature de la sollicitation", "Par exemple : deux ateliers par an.")

    def clean_nom(self) -> str:
        """Keep a name on one line."""
        nom = clean_nom(self.cleaned_data["nom"])
        if not nom:
            raise forms.ValidationError(self.fields["nom"].error_messages["required"])
        return nom

    def clean_siren(self) -> str:
        """Read a SIREN, or the one of a SIRET."""
        saisi = self.cleaned_data["siren"].strip()
        siren = read_siren(saisi) if saisi else ""
        if saisi and not is_siren(siren):
            raise forms.ValidationError(
                "Ce n’est pas un SIREN : neuf chiffres, par exemple 001 010 016. Ou laissez vide."
            )
        return siren

    def read(self, avant: modele.Acteur | None = None) -> modele.Acteur:
        """Return the line; what the form does not ask stays as it was."""
        reponses = self.cleaned_data
        textes = {
            nom: clean_texte(reponses[nom])
            for nom in ("description", "contact", "commentaire", "contribution", "nature")
        }
        return modele.Acteur(
            nom=reponses["nom"],
            typologie=reponses["typologie"],
            siren=reponses["siren"],
            role=Role(reponses["role"]) if reponses["role"] else None,
            formes=sort_formes({Forme(forme) for forme in reponses["formes"]}),
            source=avant.source if avant else "",
            verifie_le=avant.verifie_le if avant else None,
            cle=avant.cle if avant else "",
            **textes,
        )

    @property
    def etape_1(self) -> list[forms.BoundField]:
        """Return the fields that identify the stakeholder."""
        return [self[nom] for nom in ETAPE_1]

    @property
    def etape_2(self) -> list[forms.BoundField]:
        """Return the fields that say what it brings."""
        return [self[nom] for nom in ETAPE_2]


def fill_initial(acteur: modele.Acteur) -> dict[str, Any]:
    """Return a line as the form shows it."""
    return {nom: getattr(acteur, nom) for nom in (*ETAPE_1, *ETAPE_2)} | {
        "role": acteur.role.value if acteur.role else "",
        "formes": [forme.value for forme in acteur.formes],
    }

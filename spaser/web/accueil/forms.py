"""Which buyer to open a space for; to whom an address is given, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import pluriel
from spaser.web.espace.bilans import count_contrats_gagnes, find_acheteur
from spaser.web.organisations.fermeture import tell_fermeture
from spaser.web.organisations.identite import describe_siren
from spaser.web.organisations.siren import SirenRefuse, read_siren

SIREN_MAX: Final = 40  # typed with blanks, or a SIRET


class FormSiren(DsfrBaseForm):
    """A SIREN; the name is asked only when nobody knows it, and a supplier must be confirmed."""

    siren = forms.CharField(
        label="SIREN de l’acheteur",
        max_length=SIREN_MAX,
        help_text="Neuf chiffres, avec ou sans espaces. Un SIRET convient aussi.",
        error_messages={
            "required": "Écrivez le SIREN de l’acheteur : neuf chiffres.",
            "max_length": "C’est trop long pour un SIREN : neuf chiffres suffisent.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    nom = forms.CharField(
        label="Nom de la structure",
        required=False,
        max_length=200,
        help_text="Le nom officiel : ce SIREN n’est dans aucune de nos tables.",
    )
    acheteur = forms.BooleanField(
        label="C’est bien une structure qui achète, comme une SEM ou une régie", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nom_connu = ""
        self.fermeture = ""
        self._besoins: set[str] = set()

    def clean_siren(self) -> str:
        """Return the nine digits, or say what to mend."""
        ecrit = self.cleaned_data["siren"]
        self.fermeture = tell_fermeture(ecrit)
        try:
            return read_siren(ecrit)
        except SirenRefuse as refus:
            raise forms.ValidationError(str(refus)) from refus

    def clean(self) -> dict[str, Any]:
        """Find the name; ask what is missing."""
        reponses = super().clean() or self.cleaned_data
        siren = reponses.get("siren")
        if siren:
            self.nom_connu = _find_nom(siren)
            self._ask(siren, reponses)
        return reponses

    @property
    def montres(self) -> list[forms.BoundField]:
        """Return the fields to show: the others only once they are needed."""
        return [self[nom] for nom in ("siren", "nom", "acheteur") if self._is_needed(nom)]

    @property
    def nom_choisi(self) -> str:
        """Return the known name, else the one that was written."""
        return self.nom_connu or self.cleaned_data["nom"]

    def _is_needed(self, nom: str) -> bool:
        return nom == "siren" or nom in self._besoins

    def _ask(self, siren: str, reponses: dict[str, Any]) -> None:
        if find_acheteur(siren) or describe_siren(siren):
            return
        if nombre := count_contrats_gagnes(siren):
            self._besoins.add("acheteur")
            if not reponses.get("acheteur"):
                self.add_error(
                    "acheteur",
                    "Nos données connaissent ce SIREN comme fournisseur "
                    f"({pluriel(nombre, 'marché')}), jamais comme acheteur. Donnez le SIREN de "
                    "l’acheteur, ou cochez cette case.",
                )
        self._besoins.add("nom")
        for besoin in self._besoins:
            self.fields[besoin].required = True  # as the page says of it
        if not reponses.get("nom") and not self.errors:
            self.add_error("nom", "Écrivez le nom de la structure : nous ne le connaissons pas.")


def _find_nom(siren: str) -> str:
    """Return the name by the site, else by the contracts."""
    identite = describe_siren(siren)
    if identite:
        return identite.nom
    acheteur = find_acheteur(siren)
    return (acheteur.nom or f"Acheteur {siren}") if acheteur else ""


_DUREES: Final = {"30": "Un mois", "90": "Trois mois", "365": "Un an"}


class FormPartage(DsfrBaseForm):
    """A new address."""

    pour = forms.CharField(
        label="À qui donnez-vous ce lien ?",
        max_length=120,
        help_text="Par exemple « Commission des finances ». Vous seuls lirez cette mention.",
        error_messages={
            "required": "Écrivez à qui vous le donnez, pour savoir plus tard quel lien retirer.",
            "max_length": "Cette mention est trop longue : 120 caractères au plus.",
        },
    )
    duree = forms.ChoiceField(
        label="Pour combien de temps ?",
        choices=list(_DUREES.items()),
        initial="90",
        error_messages={
            "required": "Choisissez une durée.",
            "invalid_choice": "Choisissez une durée de la liste.",
        },
    )

    @property
    def pendant(self) -> timedelta:
        """Return how long it will open."""
        return timedelta(days=int(self.cleaned_data["duree"]))

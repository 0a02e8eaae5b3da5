"""Which buyer to open a space for; to whom an address is given, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import pluriel
from spaser.identifiants import is_siren
from spaser.web.espace.bilans import count_contrats_gagnes, find_acheteur
from spaser.web.organisations.annuaire import name_siren
from spaser.web.organisations.fermeture import tell_fermeture
from spaser.web.organisations.forms.champs import list_regions
from spaser.web.organisations.identite import describe_siren
from spaser.web.organisations.models.organisation import TYPES
from spaser.web.organisations.siren import SirenRefuse, read_siren
from spaser.web.socle.formulaires import refuse_lien, tell_inconnue

SIREN_MAX: Final = 40  # typed with blanks, or a SIRET
INCONNU: Final = "inconnu"


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
        validators=[refuse_lien],
        help_text="Le nom officiel : ce SIREN n’est dans aucune de nos tables.",
    )
    acheteur = forms.BooleanField(
        label="C’est bien une structure qui achète, comme une SEM ou une régie", required=False
    )
    type = forms.ChoiceField(
        label="Type de structure",
        choices=[("", "Choisissez"), *TYPES, (INCONNU, "Je ne sais pas")],
        required=False,
        help_text="Il n’est pas dans nos tables. Demandé une seule fois : les outils s’en servent.",
        error_messages=tell_inconnue("un type de structure"),
    )
    code_region = forms.ChoiceField(
        label="Région",
        choices=list_regions,
        required=False,
        error_messages=tell_inconnue("une région"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nom_connu = ""
        self.fermeture = ""
        self._besoins: set[str] = set()
        if not self.is_bound and is_siren(self.initial.get("siren", "")):
            self._look(self.initial["siren"])

    def clean_siren(self) -> str:
        ecrit = self.cleaned_data["siren"]
        self.fermeture = tell_fermeture(ecrit)
        try:
            return read_siren(ecrit)
        except SirenRefuse as refus:
            raise forms.ValidationError(str(refus)) from refus

    def clean_type(self) -> str:
        return "" if (lu := self.cleaned_data["type"]) == INCONNU else str(lu)

    def clean(self) -> dict[str, Any]:
        reponses = super().clean() or self.cleaned_data
        if siren := reponses.get("siren"):
            self._look(siren)
            self._ask(reponses)
        return reponses

    @property
    def montres(self) -> list[forms.BoundField]:
        """Return the fields to show: the others only once they are needed."""
        return [self[nom] for nom in self.fields if nom == "siren" or nom in self._besoins]

    @property
    def nom_choisi(self) -> str:
        """Return the known name, else the one that was written."""
        return self.nom_connu or self.cleaned_data["nom"]

    def _look(self, siren: str) -> None:
        """Find who bears a SIREN, and what must be asked about it."""
        identite, acheteur = describe_siren(siren), find_acheteur(siren)
        if identite:
            self.nom_connu = identite.nom
        elif acheteur:
            self.nom_connu = acheteur.nom or ""
        elif nombre := count_contrats_gagnes(siren):
            self._contrats_gagnes = nombre
            self._need("acheteur")
        else:
            self.nom_connu = name_siren(siren)
        if not self.nom_connu:
            self._need("nom")
        if not (identite and identite.type):
            self._need("type")
            self._besoins.add("code_region")  # a national body has none

    def _need(self, champ: str) -> None:
        self._besoins.add(champ)
        self.fields[champ].required = True  # as the page says of it

    def _ask(self, reponses: dict[str, Any]) -> None:
        if "acheteur" in self._besoins and not reponses.get("acheteur"):
            self.add_error(
                "acheteur",
                "Nos données connaissent ce SIREN comme fournisseur "
                f"({pluriel(self._contrats_gagnes, 'marché')}), jamais comme acheteur. Donnez le "
                "SIREN de l’acheteur, ou cochez cette case.",
            )
        if "nom" in self._besoins and not reponses.get("nom"):
            self.add_error("nom", "Écrivez le nom de la structure : nous ne le connaissons pas.")
        if "type" in self._besoins and not self.data.get("type"):
            self.add_error("type", "Choisissez le type de structure, ou « Je ne sais pas ».")


_DUREES: Final = {"30": "Un mois", "90": "Trois mois", "365": "Un an"}


class FormPartage(DsfrBaseForm):
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
        return timedelta(days=int(self.cleaned_data["duree"]))

"""Who suppliers without a number are: a page of them at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from dsfr.forms import DsfrBaseForm
from dsfr.widgets import InlineRadioSelect

from spaser.identifiants import digits_of, is_siren, is_siret
from spaser.web.organisations.siren import SirenRefuse, read_siren

if TYPE_CHECKING:
    from spaser.donnees.depenses.resultats.valeurs import FournisseurInconnu

AUTRE: Final = "autre"
_RESTE: Final = (
    (AUTRE, "Le numéro que j’écris"),
    ("particulier", "Un particulier : à mettre à part"),
    ("hors_achats", "Pas un achat : à mettre à part"),
)
_PLUS_TARD: Final = ("plus_tard", "Je ne sais pas encore")


class FormFournisseur(DsfrBaseForm):
    """Who one supplier is; nothing chosen leaves it as it is."""

    choix = forms.ChoiceField(
        label="C’est",
        initial=_PLUS_TARD[0],
        widget=InlineRadioSelect,
        error_messages={
            "required": "Choisissez une réponse, « Je ne sais pas encore » si besoin.",
            "invalid_choice": "Choisissez une des réponses proposées.",
        },
    )
    numero = forms.CharField(
        label="SIREN ou SIRET",
        required=False,
        max_length=40,
        error_messages={"max_length": "C’est trop long pour un SIREN ou un SIRET."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, inconnu: FournisseurInconnu, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.inconnu = inconnu
        pistes = [
            (c.siret or c.siren, f"{c.nom} – {c.siren} ({c.raison})") for c in inconnu.candidats
        ]
        self.fields["choix"].choices = [_PLUS_TARD, *pistes, *_RESTE]

    def clean(self) -> dict[str, Any]:
        """Check the number, when there is one."""
        reponses = super().clean() or self.cleaned_data
        numero = reponses.get("numero", "")
        if numero and reponses.get("choix") == _PLUS_TARD[0]:
            reponses["choix"] = AUTRE
        if reponses.get("choix") == AUTRE:
            self._read(numero, reponses)
        return reponses

    def _read(self, numero: str, reponses: dict[str, Any]) -> None:
        chiffres = digits_of(numero)
        if is_siret(chiffres) or is_siren(chiffres):
            reponses["choix"] = chiffres
            return
        try:
            reponses["choix"] = read_siren(numero)
        except SirenRefuse as refus:
            self.add_error("numero", str(refus))

    @property
    def decision(self) -> tuple[str, str] | None:
        """Return what was decided and the number, or None."""
        choix = self.cleaned_data["choix"]
        if choix == _PLUS_TARD[0]:
            return None
        return (choix, "") if choix in {"particulier", "hors_achats"} else ("identifiant", choix)

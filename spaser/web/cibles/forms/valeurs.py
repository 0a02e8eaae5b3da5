"""A value that somebody gives: for one year, or for every indicator at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm

from spaser.metier.cibles.modele import TEXTE_MAX, is_taux
from spaser.web.cibles.forms.champs import ChampAnnee, ChampValeur, read_valeur
from spaser.web.cibles.ligne import LigneSuivi
from spaser.web.cibles.services import ValeurNotee
from spaser.web.cibles.vises import Vise
from spaser.web.socle.formulaires import FormLibre

_CENT: Final = 100
_LONG: Final = {"max_length": f"Ce texte est trop long : gardez {TEXTE_MAX} signes au plus."}


def _texte(label: str, aide: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=TEXTE_MAX, help_text=aide, error_messages=_LONG
    )


class FormValeur(DsfrBaseForm):
    annee = ChampAnnee(label="Année")
    valeur = ChampValeur(label="Valeur")
    source = _texte(
        "Source", "Un fichier, un logiciel, un service. Elle est publiée avec la valeur."
    )
    preuve = _texte("Preuve", "L’adresse d’un document, ou la place où il est rangé.")
    commentaire = _texte("Commentaire")

    def __init__(self, data: QueryDict | None, *, vise: Vise, **options: Any) -> None:
        super().__init__(data, **options)
        self.vise = vise
        self.fields["valeur"].label = f"Valeur ({vise.unite})" if vise.unite else "Valeur"

    def clean_valeur(self) -> Any:  # noqa: ANN401 - a number
        return check_valeur(self.cleaned_data["valeur"], self.vise)

    def read(self) -> ValeurNotee:
        return ValeurNotee(**self.cleaned_data)


class FormSaisie(FormLibre):
    """The values of one year, an indicator a line; what is left empty is not touched."""

    source = _texte(
        "Source", "Elle vaut pour toutes les valeurs saisies ici, et se publie avec elles."
    )

    def __init__(self, data: QueryDict | None, *, lignes: Sequence[LigneSuivi], annee: int) -> None:
        super().__init__(data)
        self.lignes, self.annee = lignes, annee
        for ligne in lignes:
            champ = ChampValeur(
                label=f"{ligne.nom} ({ligne.unite})" if ligne.unite else ligne.nom,
                required=False,
                help_text=_tell_actuelle(ligne),
            )
            champ.template_name = self.fields["source"].template_name  # type: ignore[attr-defined]  # not in the stubs
            self.fields[f"valeur-{ligne.vise.cle}"] = champ

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        for ligne in self.lignes:
            nom = f"valeur-{ligne.vise.cle}"
            try:
                lus[nom] = check_valeur(lus.get(nom) or "", ligne.vise)
            except ValidationError as faute:
                self.add_error(nom, faute)
        return lus

    def read(self) -> list[tuple[Vise, ValeurNotee]]:
        lus = self.cleaned_data
        return [
            (
                ligne.vise,
                ValeurNotee(annee=self.annee, valeur=valeur, source=lus.get("source") or ""),
            )
            for ligne in self.lignes
            if (valeur := lus.get(f"valeur-{ligne.vise.cle}")) is not None
        ]


def check_valeur(texte: str, vise: Vise) -> Any:  # noqa: ANN401 - a number or none
    """Read a value; refuse a rate that no share can have."""
    valeur = read_valeur(texte, vise.unite)
    est_part = is_taux(vise.unite) and vise.suivi.fiche is not None
    if valeur is not None and est_part and not 0 <= valeur <= _CENT:
        raise ValidationError("Un taux va de 0 à 100 %.")
    return valeur


def _tell_actuelle(ligne: LigneSuivi) -> str:
    if ligne.valeur is None:
        return ""
    return f"Aujourd’hui : {ligne.valeur.texte} ({ligne.valeur.provenance})."

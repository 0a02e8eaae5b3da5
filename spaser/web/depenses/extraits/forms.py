"""The files to give, and what their columns are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django import forms
from django.utils import timezone
from django.utils.html import escape
from dsfr.forms import DsfrBaseForm
from dsfr.utils import dsfr_input_class_attr

from spaser.donnees.depenses.champs import MONTANTS, Champ
from spaser.donnees.depenses.modele import ErreurDepenses
from spaser.web.socle.fichiers.formats import MEGA, TAILLE_TABLEUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spaser.donnees.depenses.correspondance import Correspondance
    from spaser.donnees.depenses.doutes import Apercu

PREMIERE_ANNEE: Final = 2010
FICHIERS_MAX: Final = 10
AUCUN: Final = "aucun"
_PAS_LUE: Final = "Ne pas lire"
_VIDE: Final = "Colonne vide."
_NATURES: Final = (
    ("", "Je ne sais pas : comptez entre deux bornes"),
    ("ht", "Hors taxes"),
    ("ttc", "Toutes taxes comprises"),
)
_GROUPES: Final = (
    ("Montants", (*MONTANTS, Champ.TAUX_TVA, Champ.MONTANT_TVA)),
    ("Dates", (Champ.DATE_PAIEMENT, Champ.DATE, Champ.EXERCICE)),
    (
        "Fournisseur",
        (Champ.TIERS, Champ.SIRET, Champ.SIREN, Champ.CODE_POSTAL, Champ.TYPE_TIERS),
    ),
    (
        "Pièce",
        (Champ.COMPTE, Champ.MARCHE, Champ.PIECE, Champ.TYPE_PIECE, Champ.STATUT, Champ.OBJET),
    ),
    ("Autres", (Champ.FAMILLE, Champ.CPV, Champ.ACHETEUR)),
)


class _Plusieurs(forms.ClearableFileInput):
    allow_multiple_selected = True


class _Fichiers(forms.FileField):
    """Several files at once; each is checked by its content once it is kept."""

    widget = _Plusieurs

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ANN401 - Django's
        """Return the files."""
        envoyes = data if isinstance(data, list | tuple) else [data] if data else []
        if not envoyes:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(envoyes) > FICHIERS_MAX:
            raise forms.ValidationError(
                f"Vous envoyez {len(envoyes)} fichiers : {FICHIERS_MAX} au plus à la fois."
            )
        return list(envoyes)


class FormDepot(DsfrBaseForm):
    """One or several extracts."""

    fichiers = _Fichiers(
        label="Vos extraits",
        help_text="Mandats, factures, Chorus Pro, UGAP, Marché de l’inclusion : CSV, XLSX ou ODS, "
        f"{TAILLE_TABLEUR // MEGA} Mo au plus par envoi.",
        error_messages={"required": "Choisissez au moins un fichier."},
        widget=_Plusieurs(attrs={"accept": ".csv,.xlsx,.ods", "class": "fr-upload"}),
    )
    annee = forms.IntegerField(
        label="Année attendue",
        required=False,
        min_value=PREMIERE_ANNEE,
        help_text="Si vous la donnez, les lignes d’une autre année sont mises à part et montrées.",
        error_messages={
            "invalid": "Écrivez une année, comme 2025.",
            "min_value": f"Écrivez une année à partir de {PREMIERE_ANNEE}.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_annee(self) -> int | None:
        """Refuse a year that has not begun."""
        annee = self.cleaned_data["annee"]
        if annee and annee > timezone.localdate().year:
            raise forms.ValidationError("Cette année n’a pas commencé.")
        return annee


class FormColonnes(DsfrBaseForm):
    """What each column of a table is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    montant_est = forms.ChoiceField(
        label="La colonne « Montant, sans dire HT ou TTC » est",
        choices=_NATURES,
        required=False,
        widget=forms.RadioSelect,
    )
    annee = forms.IntegerField(
        label="Année de toutes les lignes",
        required=False,
        min_value=PREMIERE_ANNEE,
        help_text="Seulement si aucune colonne ne porte de date ni d’exercice.",
        error_messages={
            "invalid": "Écrivez une année, comme 2025.",
            "min_value": f"Écrivez une année à partir de {PREMIERE_ANNEE}.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, data: Any, apercu: Apercu, version: int) -> None:  # noqa: ANN401 - Django's
        self._depart = apercu.correspondance
        lues = {titre: champ for champ, titre in self._depart.colonnes.items()}
        super().__init__(
            data,
            initial={
                "version": version,
                "montant_est": self._depart.montant_est or "",
                "annee": self._depart.annee,
            },
        )
        self._noms: dict[str, str] = {}
        for rang, titre in enumerate(self._depart.titres):
            if titre:
                self._add(rang, titre, apercu, lues.get(titre))

    def _add(self, rang: int, titre: str, apercu: Apercu, lu: Champ | None) -> None:
        nom = f"colonne_{rang}"
        exemples = apercu.exemples[rang] if rang < len(apercu.exemples) else ()
        self._noms[nom] = titre
        self.fields[nom] = forms.ChoiceField(
            label=(apercu.ecrits[rang] if rang < len(apercu.ecrits) else "") or titre,
            # What a file holds is written in a page: never as HTML.
            help_text=escape(f"Par exemple : {' ; '.join(exemples)}" if exemples else _VIDE),
            choices=[(AUCUN, _PAS_LUE), *_list_choix()],
            initial=lu.value if lu else AUCUN,
            error_messages={
                "required": f"Dites ce que contient cette colonne, ou « {_PAS_LUE} ».",
                "invalid_choice": "Choisissez dans la liste.",
            },
        )
        dsfr_input_class_attr(self[nom])

    @property
    def colonnes(self) -> list[forms.BoundField]:
        """Return the questions about columns."""
        return [self[nom] for nom in self._noms]

    @property
    def reste(self) -> list[forms.BoundField]:
        """Return the other questions."""
        return [self["montant_est"], self["annee"]]

    def show_autre(self, autre: Correspondance) -> None:
        """Say beside each column what somebody else has just saved."""
        lues = {titre: champ.libelle for champ, titre in autre.colonnes.items()}
        for nom, titre in self._noms.items():
            self[nom].help_text = f"Enregistré entre-temps : {lues.get(titre, _PAS_LUE)}."

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for one thing, and a table of which no line could be read."""
        reponses = super().clean() or self.cleaned_data
        self._check_doubles(reponses)
        if not self.errors:
            try:
                self.read().check()
            except ErreurDepenses as erreur:
                raise forms.ValidationError(f"{erreur.message} {erreur.conseil or ''}") from erreur
        return reponses

    def _check_doubles(self, reponses: dict[str, Any]) -> None:
        vues: dict[str, str] = {}
        for nom in self._noms:
            champ = reponses.get(nom, AUCUN)
            if champ == AUCUN:
                continue
            if champ in vues:
                autre = self.fields[vues[champ]].label
                self.add_error(
                    nom,
                    f"« {Champ(champ).libelle} » est déjà la colonne « {autre} » : gardez-en "
                    f"une, et mettez l’autre sur « {_PAS_LUE} ».",
                )
            vues.setdefault(champ, nom)

    def read(self) -> Correspondance:
        """Return the mapping."""
        colonnes = {
            Champ(champ): titre
            for nom, titre in self._noms.items()
            if (champ := self.cleaned_data.get(nom, AUCUN)) != AUCUN
        }
        return msgspec.structs.replace(
            self._depart,
            colonnes=colonnes,
            montant_est=self.cleaned_data.get("montant_est") or None,
            annee=self.cleaned_data.get("annee"),
        )


def _list_choix() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for groupe, champs in _GROUPES:
        yield groupe, [(champ.value, champ.libelle) for champ in champs]

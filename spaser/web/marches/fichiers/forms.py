"""A file of contracts, and what its columns say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.donnees.contrats.champs import AFFICHES, Champ
from spaser.donnees.contrats.complements import LECTURES
from spaser.donnees.contrats.correspondance import Correspondance, SensOui
from spaser.donnees.contrats.modele import ErreurContrats
from spaser.metier.corrections.champs import DEFINITIONS, GROUPES, Groupe, Nature
from spaser.metier.corrections.champs import Champ as Complement
from spaser.web.socle.fichiers.archives import DEPLIE, MEMBRES
from spaser.web.socle.fichiers.formats import MEGA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms import BoundField

    from spaser.donnees.contrats.lecture import Apercu

_COLONNE: Final = "colonne"
_IGNORER: Final = "Ne pas lire"
_MARCHE: Final = "Le marché"
_ECRITURES: Final = {
    Nature.ETAT: "Écrivez « oui », « non » ou « inconnu ».",
    Nature.EUROS: "Écrivez-la comme 1 234,50 €.",
    Nature.HEURES: "Il est entier, comme 350.",
    Nature.JOUR: "Écrivez-la comme 31/12/2024.",
    Nature.TEXTE: "",
}
_OUI: Final = {
    SensOui.INCONNU: "Je ne sais pas : laisser inconnu",
    SensOui.CLAUSE: "Une clause d’exécution",
    SensOui.CRITERE: "Un critère d’attribution",
    SensOui.LES_DEUX: "Une clause et un critère",
}


class FormFichierMarches(DsfrBaseForm):
    """A file to send."""

    fichier = forms.FileField(
        label="Fichier de marchés",
        help_text="Tableur (CSV, XLSX, ODS ; 80 Mo au plus) ou données essentielles de votre "
        "profil d’acheteur (JSON, XML, CSV, Parquet ; 20 Mo au plus). L’un ou l’autre peut être "
        f"compressé (ZIP, GZ) : 20 Mo au plus, {DEPLIE // MEGA} Mo une fois décompressé, "
        f"{MEMBRES} fichiers.",
        allow_empty_file=True,  # told with its name by the control of files
        widget=forms.FileInput(
            attrs={
                "accept": ".csv,.xlsx,.ods,.json,.xml,.parquet,.zip,.gz",
                "class": "fr-upload",
            }
        ),
        error_messages={"required": "Choisissez un fichier."},
    )
    annee = forms.IntegerField(
        label="Année des marchés",
        required=False,
        min_value=2000,
        max_value=2100,
        help_text="Si vous la donnez, les marchés d’une autre année sont signalés.",
        error_messages={
            "invalid": "Écrivez une année, comme 2025.",
            "min_value": "Écrivez une année à partir de 2000.",
            "max_value": "Écrivez une année avant 2100.",
        },
    )


class FormColonnes(DsfrBaseForm):
    """One question a column of the spreadsheet: what it says."""

    oui = forms.ChoiceField(
        label="Sous « considération sociale » ou « environnementale », que veut dire « oui » ?",
        help_text="Cette question ne compte que si la colonne ne dit pas laquelle.",
        choices=[(sens.value, libelle) for sens, libelle in _OUI.items()],
        required=False,
    )

    def __init__(self, *args: Any, apercu: Apercu, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._apercu = apercu
        self.initial.setdefault("oui", apercu.correspondance.oui.value)
        lus = {titre: champ for champ, titre in apercu.correspondance.colonnes.items()}
        questions = {}
        for rang, titre in enumerate(apercu.correspondance.titres):
            if titre:
                nom = f"{_COLONNE}_{rang}"
                questions[nom] = _make_question(apercu, rang)
                self.initial.setdefault(nom, lus[titre].value if titre in lus else "")
        self.fields = {**questions, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Refuse two columns that say the same thing, and a mapping that reads nothing."""
        nettes: dict[str, Any] = super().clean() or {}
        vus: dict[str, str] = {}
        for nom, valeur in list(nettes.items()):
            if not nom.startswith(_COLONNE) or not valeur:
                continue
            if valeur in vus:
                autre = self.fields[vus[valeur]].label
                self.add_error(
                    nom,
                    f"« {Champ(valeur).libelle} » est déjà la colonne « {autre} » : choisissez "
                    "l’une des deux.",
                )
            vus.setdefault(valeur, nom)
        if not self.errors:
            try:
                self.read().check()
            except ErreurContrats as erreur:
                raise forms.ValidationError(f"{erreur.message} {erreur.conseil}") from erreur
        return nettes

    def read(self) -> Correspondance:
        """Return the mapping."""
        titres = self._apercu.correspondance.titres
        colonnes = {
            Champ(valeur): titres[int(nom.removeprefix(f"{_COLONNE}_"))]
            for nom, valeur in self.cleaned_data.items()
            if nom.startswith(_COLONNE) and valeur
        }
        return Correspondance(
            titres=titres, colonnes=colonnes, oui=SensOui(self.cleaned_data["oui"])
        )

    def colonnes(self) -> Iterator[tuple[BoundField, tuple[str, ...]]]:
        """Yield each question with the first values of its column."""
        for nom in self.fields:
            if nom.startswith(_COLONNE):
                yield self[nom], self._apercu.exemples[int(nom.removeprefix(f"{_COLONNE}_"))]


def list_complements() -> list[dict[str, str]]:
    """Return what a spreadsheet may say that DECP never holds, with how to write it."""
    return [
        {"libelle": d.libelle, "ecriture": _ECRITURES[d.nature], "aide": d.aide}
        for d in (DEFINITIONS[Complement(champ.value)] for champ in LECTURES)
    ]


def _list_choix() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Return what a column may be, by what belongs together."""
    groupes: dict[str, list[tuple[str, str]]] = {}
    for champ in AFFICHES:
        groupes.setdefault(_find_groupe(champ), []).append((champ.value, champ.libelle))
    return [("", _IGNORER), *groupes.items()]


def _find_groupe(champ: Champ) -> str:
    connus = {complement.value: d.groupe for complement, d in DEFINITIONS.items()}
    groupe = connus.get(champ.value, Groupe.MARCHE)
    return _MARCHE if groupe is Groupe.MARCHE else GROUPES[groupe]


def _make_question(apercu: Apercu, rang: int) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=apercu.ecrits[rang],
        choices=_list_choix(),
        required=False,
        widget=forms.Select(attrs={"class": "fr-select"}),
    )

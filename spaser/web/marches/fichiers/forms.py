"""A file of contracts, and what its columns say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.forms import BoundField
from dsfr.forms import DsfrBaseForm

from spaser.donnees.contrats.cellules import LECTURES
from spaser.donnees.contrats.lecture import Apercu
from spaser.donnees.contrats.modele import AFFICHES, ChampMarche, CorrespondanceMarches, SensOui
from spaser.donnees.envois.archives import DEPLIE, MEMBRES
from spaser.donnees.envois.formats import MEGA
from spaser.metier.corrections.champs import DEFINITIONS, GROUPES, Groupe, NatureChamp
from spaser.metier.corrections.champs import ChampMarche as Complement
from spaser.web.socle.formulaires import NE_PAS_LIRE, FormCorrespondance

_MARCHE: Final = "Le marché"
_ECRITURES: Final = {
    NatureChamp.ETAT: "Écrivez « oui », « non » ou « inconnu ».",
    NatureChamp.EUROS: "Écrivez-la comme 1 234,50 €.",
    NatureChamp.HEURES: "Il est entier, comme 350.",
    NatureChamp.JOUR: "Écrivez-la comme 31/12/2024.",
    NatureChamp.TEXTE: "",
}
_OUI: Final = {
    SensOui.INCONNU: "Je ne sais pas : laisser sans réponse",
    SensOui.CLAUSE: "Une clause d’exécution",
    SensOui.CRITERE: "Un critère d’attribution",
    SensOui.LES_DEUX: "Une clause et un critère",
}


class FormFichierMarches(DsfrBaseForm):
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


class FormColonnes(FormCorrespondance):
    champ = ChampMarche
    doublon = "choisissez l’une des deux."

    oui = forms.ChoiceField(
        label="Sous « considération sociale » ou « environnementale », que veut dire « oui » ?",
        help_text="Cette question ne compte que si la colonne ne dit pas laquelle.",
        choices=[(sens.value, libelle) for sens, libelle in _OUI.items()],
        required=False,
    )

    def __init__(self, data: Any, apercu: Apercu) -> None:  # noqa: ANN401 - Django's
        super().__init__(data, apercu, {"oui": apercu.correspondance.oui.value})
        self.order_fields([*self.titres, "oui"])

    def ask(self, titre: str, _exemples: tuple[str, ...]) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=titre,
            choices=_list_choix(),
            required=False,
            widget=forms.Select(attrs={"class": "fr-select"}),
        )

    def read(self) -> CorrespondanceMarches:
        return CorrespondanceMarches(
            titres=self.depart.titres,
            colonnes=self.read_colonnes(),
            oui=SensOui(self.cleaned_data["oui"] or self.apercu.correspondance.oui),
        )

    def colonnes(self) -> Iterator[tuple[BoundField, tuple[str, ...]]]:
        for nom in self.titres:
            yield self[nom], self.apercu.exemples[self.find_rang(nom)]


def list_complements() -> list[dict[str, str]]:
    """Return what a spreadsheet may say that DECP never holds, with how to write it."""
    return [
        {"libelle": d.libelle, "ecriture": _ECRITURES[d.nature], "aide": d.aide}
        for d in (DEFINITIONS[Complement(champ.value)] for champ in LECTURES)
    ]


def _list_choix() -> list[tuple[str, str | list[tuple[str, str]]]]:
    groupes: dict[str, list[tuple[str, str]]] = {}
    for champ in AFFICHES:
        groupes.setdefault(_find_groupe(champ), []).append((champ.value, champ.libelle))
    return [("", NE_PAS_LIRE), *groupes.items()]


def _find_groupe(champ: ChampMarche) -> str:
    connus = {complement.value: d.groupe for complement, d in DEFINITIONS.items()}
    groupe = connus.get(champ.value, Groupe.MARCHE)
    return _MARCHE if groupe is Groupe.MARCHE else GROUPES[groupe]

"""Lines that repeat (axes, targets, documents…): one more by a button, without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.forms import BaseFormSet, formset_factory
from dsfr.forms import DsfrBaseForm

from spaser.metier.registre import nomenclatures
from spaser.web.registre.depot.formulaires.champs import (
    ChampAdresse,
    ChampChoix,
    ChampDate,
    ChampEntier,
    ChampNombre,
    ChampSiren,
    Texte,
    TexteLong,
)

if TYPE_CHECKING:
    from django.http import QueryDict

ANNEE_MIN, ANNEE_MAX = 1990, 2100
AJOUTER: Final = "ajouter"
RETIRER: Final = "retirer"
_MARGE: Final = 50  # lines beyond the maximum that are still read, to say so


class FormLigne(DsfrBaseForm):
    """A line; its fields bear the names of the open format."""

    def read(self) -> dict[str, Any]:
        """Return what is known."""
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur is not None}


class FormAxe(FormLigne):
    """A main line of the scheme."""

    intitule = Texte("Intitulé", requis="Donnez l’intitulé de l’axe.")
    description = TexteLong("Description", rows=3)


class FormObjectif(FormLigne):
    """A target."""

    intitule = Texte(
        "Ce qui est visé",
        requis="Dites ce que l’objectif vise.",
        aide="Par exemple : marchés avec une considération sociale",
    )
    valeur = ChampNombre("Valeur visée", aide="Le nombre seul : 30 pour 30 %")
    unite = Texte("Unité", aide="Par exemple : % des marchés")
    echeance = ChampDate("Échéance")
    axe = Texte("Axe", aide="L’intitulé de l’axe dont il relève")
    reference = ChampNombre("Valeur de départ", aide="Dans la même unité")
    annee_reference = ChampEntier("Année de départ", ANNEE_MIN, ANNEE_MAX)
    precision = Texte("Précision", aide="Ce qu’il faut savoir pour lire la cible")


class FormPartenaire(FormLigne):
    """Another buyer that carries the scheme."""

    nom = Texte("Nom", requis="Donnez le nom de la structure.")
    siren = ChampSiren()


class FormAchats(FormLigne):
    """What the buyer spends in a year."""

    montant = ChampEntier(
        "Montant, en euros", 0, 10**12, requis="Donnez le montant, en euros, sans centimes."
    )
    annee = ChampEntier("Année", ANNEE_MIN, ANNEE_MAX)
    taxe = ChampChoix("Taxe", nomenclatures.Taxe)
    precision = Texte("Ce que le montant recouvre")


class FormDocument(FormLigne):
    """A document published elsewhere."""

    titre = Texte("Titre", requis="Donnez le titre du document.")
    url = ChampAdresse("Adresse", requis="Donnez l’adresse du document.")
    nature = ChampChoix("Nature", nomenclatures.Nature)
    date = ChampDate("Date")
    pages = ChampEntier("Nombre de pages", 1, 5000)


class FormLien(FormLigne):
    """A useful page."""

    titre = Texte("Titre", requis="Dites ce que l’on trouve au bout du lien.")
    url = ChampAdresse("Adresse", requis="Donnez l’adresse de la page.")


class FormSource(FormLigne):
    """Where facts come from."""

    libelle = Texte("Qui le dit", requis="Dites d’où vient l’information.")
    url = ChampAdresse("Adresse")
    consulte_le = ChampDate("Consultée le", aide="Un jour : 15/06/2026")


@dataclass(frozen=True)
class Liste:
    """A list of the open format: its name, its form, its words and how long it may be."""

    nom: str
    form: type[FormLigne]
    titre: str
    element: str
    ajout: str
    maximum: int
    aide: str = ""
    ouverte: bool = False  # shown with an empty line when there is none


LISTES: Final = {
    liste.nom: liste
    for liste in (
        Liste(
            "achats_annuels",
            FormAchats,
            "Achats annuels",
            "Achats",
            "Ajouter une année",
            50,
            "Si vous les connaissez. La tranche ci-dessus suffit sinon.",
        ),
        Liste(
            "partenaires",
            FormPartenaire,
            "Mutualisé avec",
            "Structure",
            "Ajouter une structure",
            500,
            "Les autres structures qui portent le même schéma.",
        ),
        Liste(
            "axes",
            FormAxe,
            "Axes",
            "Axe",
            "Ajouter un axe",
            50,
            "Dans l’ordre du schéma.",
            ouverte=True,
        ),
        Liste(
            "objectifs",
            FormObjectif,
            "Objectifs chiffrés",
            "Objectif",
            "Ajouter un objectif",
            500,
            "Les cibles que le schéma se donne.",
            ouverte=True,
        ),
        Liste(
            "documents",
            FormDocument,
            "Documents publiés ailleurs",
            "Document",
            "Ajouter un document",
            100,
            "Le texte adopté, une synthèse ou un bilan qui se lit sur un autre site.",
        ),
        Liste("liens", FormLien, "Liens utiles", "Lien", "Ajouter un lien", 100),
        Liste(
            "sources",
            FormSource,
            "Sources",
            "Source",
            "Ajouter une source",
            50,
            "D’où viennent les informations, si ce n’est pas de la structure elle-même.",
        ),
    )
}


class _Lignes(BaseFormSet):
    """Lines of which an empty one counts for nothing, the first included."""

    def initial_form_count(self) -> int:
        """Count no line as given once the form is sent: an emptied line is then left out."""
        return 0 if self.is_bound else super().initial_form_count()


class Repetition:
    """The lines of a list in a page: shown, one more or one less, read."""

    def __init__(
        self, liste: Liste, lignes: list[dict[str, Any]], donnees: QueryDict | None = None
    ) -> None:
        self.liste = liste
        fabrique = formset_factory(
            liste.form,
            formset=_Lignes,
            extra=1 if liste.ouverte and not lignes else 0,
            max_num=liste.maximum,
            absolute_max=liste.maximum + _MARGE,
            validate_max=True,
        )
        initial = [
            {champ: ligne.get(champ) for champ in liste.form.base_fields} for ligne in lignes
        ]
        self.lignes = fabrique(
            donnees,
            prefix=liste.nom,
            initial=None if donnees is not None else initial,
            error_messages={
                "too_many_forms": f"{liste.maximum} lignes au plus : retirez-en.",
                "missing_management_form": "La page est arrivée incomplète : renvoyez-la.",
            },
        )

    def is_valid(self) -> bool:
        """Say whether every line that holds something is right."""
        return self.lignes.is_valid()

    def read(self) -> list[dict[str, Any]]:
        """Return the lines that hold something."""
        return [ligne.read() for ligne in self.lignes if ligne.has_changed()]

    def focus_last(self) -> None:
        """Put the reader on the line just added."""
        if self.lignes.forms:
            premier = next(iter(self.lignes.forms[-1].fields.values()))
            premier.widget.attrs["autofocus"] = True


def turn_page(donnees: QueryDict) -> tuple[QueryDict, str]:
    """Apply the button pressed, one line more or one less; return the name of the list touched."""
    changees = donnees.copy()
    ajout, retrait = donnees.get(AJOUTER, ""), donnees.get(RETIRER, "")
    if ajout in LISTES:
        _resize(changees, ajout, 1)
        return changees, ajout
    nom, _, rang = retrait.partition("-")
    if nom in LISTES and rang.isascii() and rang.isdigit():
        _drop(changees, nom, int(rang))
        return changees, nom
    return changees, ""


def _resize(donnees: QueryDict, nom: str, pas: int) -> None:
    total = _count(donnees, nom) + pas
    donnees[f"{nom}-TOTAL_FORMS"] = str(max(0, min(total, LISTES[nom].maximum + 1)))


def _drop(donnees: QueryDict, nom: str, rang: int) -> None:
    """Move the lines that follow up by one."""
    total = _count(donnees, nom)
    if rang >= total:
        return
    champs = LISTES[nom].form.base_fields
    for place in range(rang, total):
        for champ in champs:
            suivante = donnees.get(f"{nom}-{place + 1}-{champ}", "") if place + 1 < total else ""
            donnees[f"{nom}-{place}-{champ}"] = suivante
    _resize(donnees, nom, -1)


def _count(donnees: QueryDict, nom: str) -> int:
    total = donnees.get(f"{nom}-TOTAL_FORMS", "")
    borne = LISTES[nom].maximum + _MARGE
    return min(int(total), borne) if total.isascii() and total.isdigit() else 0

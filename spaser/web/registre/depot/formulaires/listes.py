"""The lists of a sheet, line by line."""

from __future__ import annotations

from typing import Final

from spaser.metier.registre import nomenclatures
from spaser.web.registre.depot.formulaires.champs import (
    ChampChoix,
    ChampDate,
    ChampEntier,
    ChampNombre,
    ChampSiren,
)
from spaser.web.socle.champs import ChampAdresse, Texte, TexteLong
from spaser.web.socle.repetitions import FormRepete, Liste

ANNEE_MIN, ANNEE_MAX = 1990, 2100


class FormAxe(FormRepete):
    """A main line of the scheme."""

    intitule = Texte("Intitulé", requis="Donnez l’intitulé de l’axe.")
    description = TexteLong("Description", rows=3)


class FormObjectif(FormRepete):
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


class FormPartenaire(FormRepete):
    """Another buyer that carries the scheme."""

    nom = Texte("Nom", requis="Donnez le nom de la structure.")
    siren = ChampSiren()


class FormAchats(FormRepete):
    """What the buyer spends in a year."""

    montant = ChampEntier(
        "Montant, en euros", 0, 10**12, requis="Donnez le montant, en euros, sans centimes."
    )
    annee = ChampEntier("Année", ANNEE_MIN, ANNEE_MAX)
    taxe = ChampChoix("Taxe", nomenclatures.Taxe)
    precision = Texte("Ce que le montant recouvre")


class FormDocument(FormRepete):
    """A document published elsewhere."""

    titre = Texte("Titre", requis="Donnez le titre du document.")
    url = ChampAdresse("Adresse", requis="Donnez l’adresse du document.")
    nature = ChampChoix("Nature", nomenclatures.TypeDocument)
    date = ChampDate("Date")
    pages = ChampEntier("Nombre de pages", 1, 5000)


class FormLien(FormRepete):
    """A useful page."""

    titre = Texte("Titre", requis="Dites ce que l’on trouve au bout du lien.")
    url = ChampAdresse("Adresse", requis="Donnez l’adresse de la page.")


class FormSource(FormRepete):
    """Where facts come from."""

    libelle = Texte("Qui le dit", requis="Dites d’où vient l’information.")
    url = ChampAdresse("Adresse")
    consulte_le = ChampDate("Consultée le", aide="Un jour : 15/06/2026")


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

"""The headers of the ministry's tables, and the field that each one carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spaser.donnees.decp.tableaux.sql import fold_entete

TITULAIRES_MAX: Final = 3  # the export keeps no more holders

# Field → headers that carry it, as published; case, dots, dashes and underscores do not count.
# The first names are those of the 2022 format (55 columns for contracts, 30 for concessions), the
# others those of earlier exports and of tables derived from it. `_1` stands for each holder's rank.
ENTETES: Final[dict[str, tuple[str, ...]]] = {
    # both families
    "id": ("id",),
    "uid": ("uid",),
    "nature": ("nature",),
    "objet": ("objet", "objetMarche"),
    "procedure": ("procedure",),
    "dureeMois": ("dureeMois",),
    "datePublicationDonnees": ("datePublicationDonnees",),
    "considerationsSociales": (
        "considerationsSociales",
        "considerationsSociales.considerationSociale",
    ),
    "considerationsEnvironnementales": (
        "considerationsEnvironnementales",
        "considerationsEnvironnementales.considerationEnvironnementale",
    ),
    # contracts
    "acheteur.id": ("acheteur.id", "idAcheteur"),
    "acheteur.nom": ("acheteur.nom", "nomAcheteur"),
    "codeCPV": ("codeCPV", "codeCPV_Original"),
    "dateNotification": ("dateNotification",),
    "montant": ("montant",),
    "formePrix": ("formePrix",),
    "typesPrix": ("typesPrix", "typePrix", "typesPrix.typePrix"),
    "techniques": ("techniques", "technique", "techniques.technique"),
    "modalitesExecution": (
        "modalitesExecution",
        "modaliteExecution",
        "modalitesExecution.modaliteExecution",
    ),
    "attributionAvance": ("attributionAvance",),
    "tauxAvance": ("tauxAvance",),
    "offresRecues": ("offresRecues",),
    "ccag": ("ccag",),
    "sousTraitanceDeclaree": ("sousTraitanceDeclaree",),
    "typeGroupementOperateurs": ("typeGroupementOperateurs",),
    "idAccordCadre": ("idAccordCadre",),
    "marcheInnovant": ("marcheInnovant",),
    "origineUE": ("origineUE",),
    "origineFrance": ("origineFrance",),
    "lieuExecution.code": ("lieuExecution.code", "lieuxExecution.code"),
    "lieuExecution.typeCode": ("lieuExecution.typeCode", "lieuxExecution.typeCode"),
    "lieuExecution.nom": ("lieuExecution.nom",),
    "titulaires.id": ("titulaire_id_1", "idTitulaire_1"),
    "titulaires.typeIdentifiant": (
        "titulaire_typeIdentifiant_1",
        "typeIdentifiantTitulaire_1",
    ),
    "titulaires.denominationSociale": (
        "titulaire_denominationSociale_1",
        "denominationTitulaire_1",
    ),
    "modifications.montant": ("montantModification",),
    "modifications.titulaires.id": ("idTitulaireModification",),
    "modifications.titulaires.typeIdentifiant": ("typeIdentifiantTitulaireModification",),
    "modifications.dateNotificationModification": (
        "dateNotificationModificationModification",
        "dateNotificationModification",
    ),
    "actesSousTraitance.id": ("idActeSousTraitance",),
    "actesSousTraitance.dureeMois": ("dureeMoisActeSousTraitance",),
    "actesSousTraitance.dateNotification": ("dateNotificationActeSousTraitance",),
    "actesSousTraitance.datePublicationDonnees": ("datePublicationDonneesActeSousTraitance",),
    "actesSousTraitance.montant": ("montantActeSousTraitance",),
    "actesSousTraitance.variationPrix": ("variationPrixActeSousTraitance",),
    "actesSousTraitance.sousTraitant.id": ("idSousTraitant",),
    "actesSousTraitance.sousTraitant.typeIdentifiant": ("typeIdentifiantSousTraitant",),
    "modificationsActesSousTraitance.id": ("idModificationActeSousTraitance",),
    "modificationsActesSousTraitance.dureeMois": ("dureeMoisModificationActeSousTraitance",),
    "modificationsActesSousTraitance.dateNotificationModificationSousTraitance": (
        "dateNotificationModificationSousTraitanceModificationActeSousTraitance",
    ),
    "modificationsActesSousTraitance.datePublicationDonnees": (
        "datePublicationDonneesModificationActeSousTraitance",
    ),
    "modificationsActesSousTraitance.montant": ("montantModificationActeSousTraitance",),
    # modifications of both families
    "modifications.id": ("idModification",),
    "modifications.objetModification": ("objetModification",),
    "modifications.dureeMois": ("dureeMoisModification",),
    "modifications.datePublicationDonneesModification": (
        "datePublicationDonneesModificationModification",
        "datePublicationDonneesModification",
    ),
    # concessions
    "autoriteConcedante.id": ("autoriteConcedante.id", "idAutoriteConcedante"),
    "autoriteConcedante.nom": ("autoriteConcedante.nom",),
    "dateSignature": ("dateSignature",),
    "dateDebutExecution": ("dateDebutExecution",),
    "valeurGlobale": ("valeurGlobale",),
    "montantSubventionPublique": ("montantSubventionPublique",),
    "concessionnaires.id": ("concessionnaire_id_1",),
    "concessionnaires.typeIdentifiant": ("concessionnaire_typeIdentifiant_1",),
    "concessionnaires.denominationSociale": ("concessionnaire_denominationSociale_1",),
    "modifications.valeurGlobale": ("valeurGlobaleModification",),
    "modifications.dateSignatureModification": (
        "dateSignatureModificationModification",
        "dateSignatureModification",
    ),
    "donneesExecution.datePublicationDonneesExecution": (
        "donneesExecution.datePublicationDonneesExecution",
        "datePublicationDonneesExecution",
    ),
    "donneesExecution.depensesInvestissement": (
        "donneesExecution.depensesInvestissement",
        "depensesInvestissement",
    ),
    "donneesExecution.intituleTarif": ("donneesExecution.intituleTarif", "intituleTarif"),
    "donneesExecution.tarif": ("donneesExecution.tarif", "tarif"),
    # why the ministry set a record aside, in its tables of excluded records
    "Erreurs": ("Erreurs",),
}

RANGEES: Final = ("titulaires", "concessionnaires")  # fields with a header per rank of holder


def list_champs() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each field and its folded headers; a holder's field is followed by « #rank »."""
    for champ, entetes in ENTETES.items():
        if not champ.startswith(RANGEES):
            yield champ, tuple(fold_entete(e) for e in entetes)
            continue
        for rang in range(1, TITULAIRES_MAX + 1):
            plies = tuple(fold_entete(e.removesuffix("_1") + f"_{rang}") for e in entetes)
            yield f"{champ}#{rang}", plies

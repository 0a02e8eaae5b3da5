"""`brut`: what every reader hands over, one row a record and every value still text.

A nested value is JSON text in the shape of schema v2. Nothing is cast here: a value is cast once,
later, by `conversion`, so that what cannot be cast keeps its raw form.
"""

from typing import Final

# Fields met in v1, v2, the 2.0.0 draft and the flat consolidated files, under their official names:
# those of both families, of contracts, of concessions.
COLONNES: Final = tuple(
    """
    id uid _type nature objet procedure dureeMois datePublicationDonnees considerationsSociales
    considerationsEnvironnementales modifications

    acheteur acheteur.id acheteur.nom codeCPV techniques technique modalitesExecution
    modaliteExecution idAccordCadre lieuExecution dateNotification montant formePrix typesPrix
    typePrix attributionAvance tauxAvance marcheInnovant ccag offresRecues typeGroupementOperateurs
    sousTraitanceDeclaree origineUE origineFrance titulaires actesSousTraitance
    modificationsActesSousTraitance

    autoriteConcedante dateSignature dateDebutExecution valeurGlobale montantSubventionPublique
    concessionnaires donneesExecution
    """.split()
)

# Fields that only exist since the 2022 schema: one of them filled makes a record v2.
CHAMPS_V2: Final = tuple(
    """
    considerationsSociales considerationsEnvironnementales techniques technique modalitesExecution
    modaliteExecution typesPrix typePrix ccag offresRecues marcheInnovant attributionAvance
    """.split()
)

# Fields that platforms add and that no rule uses: known, hence not reported as unknown.
CHAMPS_SANS_USAGE: Final = frozenset(
    """
    source uuid created_at updated_at term.acheteur.id nom typeContrat dateTransmissionDonneesEtalab
    """.split()
)
CHAMPS_CONNUS: Final = CHAMPS_SANS_USAGE.union(COLONNES)

COLONNE_RANG: Final = "_rang"
COLONNE_FAMILLE: Final = "_famille"

"""Our own table of the fields of DECP v2: what each is called, takes, means, and who can fix it.

The rules are those of the orders of 22 December 2022 and of the official schema 2.0.4; a test
compares the two. Labels come from `nomenclatures`, which also knows how they get misspelt.
"""

from __future__ import annotations

from typing import Final

from spaser.donnees.decp import nomenclatures as n
from spaser.donnees.decp.brut import CHAMPS_V2
from spaser.donnees.decp.champs_modele import (
    Champ,
    Genre,
    Presence,
    champ_date,
    champ_duree,
    champ_libelle,
    champ_libelles,
    champ_liste,
    champ_montant,
    champ_numero,
    orthographes,
    uniques,
)
from spaser.donnees.decp.conversion.normalisation import fold

LONGUEUR_ID: Final = 16
LONGUEUR_OBJET: Final = 1000
LONGUEUR_TARIF: Final = 256
FORMES_PRIX: Final = ("Unitaire", "Forfaitaire", "Mixte")
TYPES_IDENTIFIANT: Final = ("SIRET", "TVA", "TAHITI", "RIDET", "FRWF", "IREP", "HORS-UE")

CLAUSE_SOCIALE: Final = "Clause sociale"
CRITERE_SOCIAL: Final = "Critère social"
RESERVES: Final = frozenset({"Marché réservé", "Concession réservée"})
SANS_SOCIAL: Final = "Pas de considération sociale"
SANS_ENVIRONNEMENT: Final = "Pas de considération environnementale"
SANS_OBJET: Final = "Sans objet"
_ENVIRONNEMENT: Final = ("Clause environnementale", "Critère environnemental", SANS_ENVIRONNEMENT)
_ORTHOGRAPHES_ENVIRONNEMENT: Final = orthographes(
    *_ENVIRONNEMENT,
    clauses_environnementales="Clause environnementale",
    criteres_environnementaux="Critère environnemental",
)


def _entreprise(qui: str) -> tuple[Champ, ...]:
    return (
        champ_libelle(
            "typeIdentifiant",
            f"La sorte de numéro qui désigne {qui} ; le SIRET quand l’entreprise en a un.",
            TYPES_IDENTIFIANT,
            n.TYPES_IDENTIFIANT,
        ),
        Champ("id", Genre.IDENTIFIANT, f"Le numéro qui désigne {qui}."),
    )


def _acheteur(nom: str, sens: str) -> Champ:
    siret = Champ("id", Genre.SIRET, "Le SIRET de l’établissement qui achète, 14 chiffres.")
    return Champ(nom, Genre.OBJET, sens, champs=(siret,))


def _considerations(reserve: str, autre: str) -> tuple[Champ, Champ]:
    sociales = (CLAUSE_SOCIALE, CRITERE_SOCIAL, reserve, SANS_SOCIAL)
    alias = {
        **orthographes(*sociales, clauses_sociales=CLAUSE_SOCIALE, criteres_sociaux=CRITERE_SOCIAL),
        fold(autre): reserve,
    }
    return (
        champ_libelles(
            "considerationsSociales",
            "considerationSociale",
            "Ce que le contrat prévoit pour l’insertion, le handicap ou d’autres buts sociaux.",
            sociales,
            alias,
        ),
        champ_libelles(
            "considerationsEnvironnementales",
            "considerationEnvironnementale",
            "Ce que le contrat prévoit pour l’environnement.",
            _ENVIRONNEMENT,
            _ORTHOGRAPHES_ENVIRONNEMENT,
        ),
    )


_ID: Final = Champ(
    "id",
    Genre.TEXTE,
    "Le numéro du contrat chez l’acheteur ; chaque lot a le sien.",
    longueur=LONGUEUR_ID,
)
_OBJET: Final = Champ(
    "objet", Genre.TEXTE, "Ce que le contrat achète, en une phrase.", longueur=LONGUEUR_OBJET
)
_PUBLICATION: Final = champ_date(
    "datePublicationDonnees",
    "Le jour de la première publication de ces données ; une modification ne le change pas.",
    qui="profil",
)
_TITULAIRES: Final = champ_liste(
    "titulaires",
    "titulaire",
    "Les entreprises qui ont le contrat.",
    _entreprise("le titulaire"),
)
_LIEU: Final = Champ(
    "lieuExecution",
    Genre.OBJET,
    "Le lieu principal d’exécution.",
    champs=(
        Champ("code", Genre.LIEU, "Le code du lieu ; celui de l’Insee plutôt que le code postal."),
        champ_libelle("typeCode", "La sorte de code du lieu.", uniques(n.LIEUX), n.LIEUX),
    ),
)
_ACTES: Final = champ_liste(
    "actesSousTraitance",
    "acteSousTraitance",
    "Les actes spéciaux de sous-traitance notifiés.",
    (
        champ_numero("Le numéro de l’acte dans le contrat, dans l’ordre des notifications."),
        Champ(
            "sousTraitant",
            Genre.OBJET,
            "L’entreprise sous-traitante.",
            champs=_entreprise("le sous-traitant"),
        ),
        champ_duree("La durée de l’acte, en mois entiers."),
        champ_date("dateNotification", "Le jour où l’acte a été notifié."),
        champ_date("datePublicationDonnees", "Le jour où l’acte a été publié.", qui="profil"),
        champ_montant("montant", "Le montant hors taxes de l’acte."),
        champ_libelle(
            "variationPrix",
            "Comment le prix de l’acte évolue.",
            uniques(n.VARIATIONS_PRIX),
            n.VARIATIONS_PRIX,
        ),
    ),
    Presence.CONDITIONNEL,
)
_MODIFICATIONS_ACTES: Final = champ_liste(
    "modificationsActesSousTraitance",
    "modificationActeSousTraitance",
    "Les modifications des actes de sous-traitance.",
    (
        champ_numero("Le numéro de l’acte modifié."),
        champ_duree("La nouvelle durée totale de l’acte.", Presence.CONDITIONNEL),
        champ_date(
            "dateNotificationModificationSousTraitance",
            "Le jour où la modification a été notifiée.",
        ),
        champ_montant(
            "montant",
            "Le nouveau montant total de l’acte, hors taxes.",
            presence=Presence.CONDITIONNEL,
        ),
        champ_date(
            "datePublicationDonnees", "Le jour où la modification a été publiée.", qui="profil"
        ),
    ),
    Presence.CONDITIONNEL,
)
_NUMERO_MODIFICATION: Final = champ_numero("Le numéro de la modification, de 1 en 1 dans l’ordre.")
_PUBLICATION_MODIFICATION: Final = champ_date(
    "datePublicationDonneesModification",
    "Le jour où la modification a été publiée.",
    qui="profil",
)

MARCHE: Final[tuple[Champ, ...]] = (
    _ID,
    _acheteur("acheteur", "L’acheteur, ou le coordonnateur d’un groupement d’acheteurs."),
    champ_libelle("nature", "La sorte de contrat.", n.NATURES_MARCHE, n.NATURES),
    _OBJET,
    Champ("codeCPV", Genre.CPV, "La catégorie européenne de ce qui est acheté, 8 chiffres."),
    champ_libelles(
        "techniques",
        "technique",
        "Les techniques d’achat employées ; un accord-cadre en est une.",
        uniques(n.TECHNIQUES),
        n.TECHNIQUES,
    ),
    champ_libelles(
        "modalitesExecution",
        "modaliteExecution",
        "La façon dont le contrat s’exécute.",
        uniques(n.MODALITES_EXECUTION),
        n.MODALITES_EXECUTION,
    ),
    Champ(
        "idAccordCadre",
        Genre.TEXTE,
        "Pour un marché subséquent, le numéro de son accord-cadre.",
        Presence.CONDITIONNEL,
        longueur=LONGUEUR_ID,
    ),
    Champ("marcheInnovant", Genre.BOOLEEN, "Si le contrat porte sur des innovations."),
    champ_libelle("ccag", "Le cahier des clauses générales retenu.", uniques(n.CCAG), n.CCAG),
    Champ("offresRecues", Genre.ENTIER, "Le nombre d’offres reçues, toutes comprises.", minimum=1),
    Champ("attributionAvance", Genre.BOOLEEN, "Si une avance est accordée au titulaire."),
    Champ(
        "tauxAvance",
        Genre.TAUX,
        "La part de l’avance dans le montant, de 0 à 1.",
        Presence.CONDITIONNEL,
        minimum=0,
        maximum=1,
    ),
    champ_libelle(
        "typeGroupementOperateurs",
        "La sorte de groupement des titulaires.",
        uniques(n.GROUPEMENTS),
        n.GROUPEMENTS,
    ),
    Champ("sousTraitanceDeclaree", Genre.BOOLEEN, "Si une sous-traitance est déclarée au départ."),
    _ACTES,
    champ_libelle("procedure", "La procédure de passation.", n.PROCEDURES_MARCHE, n.PROCEDURES),
    _LIEU,
    champ_duree("La durée totale, reconductions comprises, en mois entiers arrondis au-dessus."),
    champ_date("dateNotification", "Le jour où le contrat a été notifié au titulaire."),
    _PUBLICATION,
    champ_montant("montant", "Le montant hors taxes, reconductions comprises, ou le maximum."),
    champ_libelles(
        "typesPrix",
        "typePrix",
        "Comment le prix évolue.",
        uniques(n.TYPES_PRIX),
        n.TYPES_PRIX,
    ),
    champ_libelle("formePrix", "La forme du prix.", FORMES_PRIX, n.FORMES_PRIX),
    Champ(
        "origineUE",
        Genre.TAUX,
        "Pour l’alimentation, les véhicules, la santé et l’habillement, la part de produits "
        "européens, de 0 à 1.",
        Presence.CONDITIONNEL,
        minimum=0,
        maximum=1,
    ),
    Champ(
        "origineFrance",
        Genre.TAUX,
        "Pour les mêmes achats, la part de produits français, de 0 à 1.",
        Presence.CONDITIONNEL,
        minimum=0,
        maximum=1,
    ),
    _TITULAIRES,
    *_considerations("Marché réservé", "Concession réservée"),
    _MODIFICATIONS_ACTES,
    champ_liste(
        "modifications",
        "modification",
        "Les modifications du contrat depuis sa publication.",
        (
            _NUMERO_MODIFICATION,
            champ_date(
                "dateNotificationModification", "Le jour où la modification a été notifiée."
            ),
            _PUBLICATION_MODIFICATION,
            champ_duree("La nouvelle durée totale, si elle change.", Presence.CONDITIONNEL),
            champ_montant(
                "montant",
                "Le nouveau montant total hors taxes, s’il change.",
                presence=Presence.CONDITIONNEL,
            ),
            champ_liste(
                "titulaires",
                "titulaire",
                "La nouvelle liste complète des titulaires, si elle change.",
                _entreprise("le titulaire"),
                Presence.CONDITIONNEL,
            ),
        ),
        Presence.CONDITIONNEL,
    ),
)

CONCESSION: Final[tuple[Champ, ...]] = (
    _ID,
    _acheteur("autoriteConcedante", "L’autorité qui concède."),
    champ_libelle("nature", "La sorte de concession.", n.NATURES_CONCESSION, n.NATURES),
    _OBJET,
    champ_libelle("procedure", "La procédure de passation.", n.PROCEDURES_CONCESSION, n.PROCEDURES),
    champ_duree("La durée de la concession, en mois entiers."),
    champ_date("dateSignature", "Le jour où l’autorité a signé."),
    _PUBLICATION,
    champ_date("dateDebutExecution", "Le jour où l’exécution commence.", futur=True),
    champ_montant("valeurGlobale", "La valeur totale hors taxes sur toute la durée."),
    champ_montant(
        "montantSubventionPublique", "Les aides publiques ; 0 s’il n’y en a pas.", minimum=0
    ),
    Champ(
        "donneesExecution",
        Genre.LISTE,
        "Les données d’exécution de chaque année.",
        Presence.CONDITIONNEL,
        enveloppe="donneesAnnuelles",
        vide_permis=True,
        champs=(
            champ_date(
                "datePublicationDonneesExecution", "Le jour de leur publication.", qui="profil"
            ),
            champ_montant("depensesInvestissement", "Les investissements de l’année.", minimum=0),
            Champ(
                "tarifs",
                Genre.LISTE,
                "Les principaux tarifs payés par les usagers.",
                enveloppe="tarif",
                repetable=True,
                champs=(
                    Champ(
                        "intituleTarif", Genre.TEXTE, "Le nom du tarif.", longueur=LONGUEUR_TARIF
                    ),
                    champ_montant("tarif", "Le tarif, en euros.", minimum=0),
                ),
            ),
        ),
    ),
    champ_liste(
        "concessionnaires",
        "concessionnaire",
        "Les entreprises qui ont la concession.",
        _entreprise("le concessionnaire"),
    ),
    *_considerations("Concession réservée", "Marché réservé"),
    champ_liste(
        "modifications",
        "modification",
        "Les modifications de la concession depuis sa publication.",
        (
            _NUMERO_MODIFICATION,
            champ_date("dateSignatureModification", "Le jour où la modification a été signée."),
            _PUBLICATION_MODIFICATION,
            champ_duree("La nouvelle durée totale, si elle change.", Presence.CONDITIONNEL),
            champ_montant(
                "valeurGlobale",
                "La nouvelle valeur totale, si elle change.",
                presence=Presence.CONDITIONNEL,
            ),
        ),
        Presence.CONDITIONNEL,
    ),
)

FAMILLES: Final[dict[str, tuple[Champ, ...]]] = {"marche": MARCHE, "concession": CONCESSION}
CLES_RACINE: Final[dict[str, str]] = {"marche": "marche", "concession": "contrat-concession"}

# Names of the 2.0.0 draft and of flat files, with the official one.
ANCIENS_NOMS: Final[dict[str, str]] = {
    "technique": "techniques",
    "modaliteExecution": "modalitesExecution",
    "typePrix": "typesPrix",
    "considerationSociale": "considerationsSociales",
    "considerationEnvironnementale": "considerationsEnvironnementales",
    "acheteur.id": "acheteur",
}

# What the former schema (v1) does not have: a contract with none of these is in that format.
NOUVEAUX_CHAMPS: Final[frozenset[str]] = frozenset(CHAMPS_V2)

"""Who may do what: the only place where roles are compared.

A role in an organisation is held for that organisation alone; a role in the programme is held
for the whole site. The caller gathers the roles that apply to the object at hand, and asks `can`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    ADMINISTRATION = "administration"
    REDACTION = "redaction"
    CONTRIBUTION = "contribution"
    LECTURE = "lecture"
    ANIMATION = "animation"
    MODERATION = "moderation"

    @property
    def libelle(self) -> str:
        return LIBELLES_ROLES[self]


class Operation(StrEnum):
    """What a person may ask of the site."""

    # In an organisation
    VOIR_ORGANISATION = "voir_organisation"
    MODIFIER_ORGANISATION = "modifier_organisation"
    GERER_MEMBRES = "gerer_membres"
    INVITER = "inviter"
    ACCEPTER_ADHESION = "accepter_adhesion"
    QUITTER_ORGANISATION = "quitter_organisation"
    # In its space
    VOIR_ESPACE = "voir_espace"
    MODIFIER_PERIMETRE = "modifier_perimetre"
    GARDER_REFERENCE = "garder_reference"
    COMMENTER = "commenter"
    CHOISIR_OUTILS = "choisir_outils"
    PARTAGER_VUE = "partager_vue"
    DECIDER_PROPOSITION = "decider_proposition"
    CONDUIRE_DIAGNOSTIC = "conduire_diagnostic"
    REPONDRE_DIAGNOSTIC = "repondre_diagnostic"
    CHOISIR_APPROCHE = "choisir_approche"
    CORRIGER_MARCHE = "corriger_marche"
    CORRIGER_MARCHES_EN_NOMBRE = "corriger_marches_en_nombre"
    IMPORTER_MARCHES = "importer_marches"
    VOIR_LIGNES_DEPENSES = "voir_lignes_depenses"
    MODIFIER_DEPENSES = "modifier_depenses"
    DECRIRE_POLITIQUES = "decrire_politiques"
    REMPLIR_GRILLE = "remplir_grille"
    REDIGER_SCHEMA = "rediger_schema"
    ARRETER_INDICATEURS = "arreter_indicateurs"
    MODIFIER_ACTEURS = "modifier_acteurs"
    MODIFIER_PLAN = "modifier_plan"
    STRUCTURER_PLAN = "structurer_plan"
    PASSER_LA_MAIN = "passer_la_main"
    PREPARER_POINT_ANNUEL = "preparer_point_annuel"
    CLORE_POINT_ANNUEL = "clore_point_annuel"
    PREPARER_PUBLICATION = "preparer_publication"
    VALIDER_PUBLICATION = "valider_publication"
    RACONTER_PRATIQUE = "raconter_pratique"
    # On its schemes in the register
    VOIR_BROUILLON_DEPOT = "voir_brouillon_depot"
    DEPOSER_SPASER = "deposer_spaser"
    REVENDIQUER_FICHE = "revendiquer_fiche"
    MODIFIER_FICHE_PUBLIEE = "modifier_fiche_publiee"
    CONFIRMER_FICHE = "confirmer_fiche"
    # In the programme
    VOIR_PROGRAMME = "voir_programme"
    MODERER_DEPOT = "moderer_depot"
    RECENSER_FICHE = "recenser_fiche"
    FUSIONNER_FICHES = "fusionner_fiches"
    RETIRER_FICHE = "retirer_fiche"
    ATTRIBUER_ORGANISATION = "attribuer_organisation"
    GERER_EQUIPE_PROGRAMME = "gerer_equipe_programme"
    VOIR_JOURNAL = "voir_journal"
    VERIFIER_LIENS = "verifier_liens"
    SUIVRE_TRAVAUX = "suivre_travaux"
    EXPORTER_DONNEES_INTERNES = "exporter_donnees_internes"
    REDIGER_TEXTE = "rediger_texte"
    RELIRE_TEXTE = "relire_texte"
    SUIVRE_ACHETEURS = "suivre_acheteurs"
    TENIR_AGENDA = "tenir_agenda"


ROLES_ORGANISATION: Final = (
    Role.ADMINISTRATION,
    Role.REDACTION,
    Role.CONTRIBUTION,
    Role.LECTURE,
)
ROLES_PROGRAMME: Final = (Role.ANIMATION, Role.MODERATION)

LIBELLES_ROLES: Final[Mapping[Role, str]] = {
    Role.ADMINISTRATION: "Administration",
    Role.REDACTION: "Rédaction",
    Role.CONTRIBUTION: "Contribution",
    Role.LECTURE: "Lecture",
    Role.ANIMATION: "Animation du programme",
    Role.MODERATION: "Modération du programme",
}

_ADM, _RED, _CON, _LEC = ROLES_ORGANISATION
_ANI, _MOD = ROLES_PROGRAMME

# fmt: off
MATRICE: Final[Mapping[Operation, frozenset[Role]]] = {
    operation: frozenset(roles)
    for operation, *roles in (
        # operation                          organisation            programme
        (Operation.VOIR_ORGANISATION,         _ADM, _RED, _CON, _LEC,       _MOD),
        (Operation.MODIFIER_ORGANISATION,     _ADM),
        (Operation.GERER_MEMBRES,             _ADM),
        (Operation.INVITER,                   _ADM),
        (Operation.ACCEPTER_ADHESION,         _ADM,                         _MOD),
        (Operation.QUITTER_ORGANISATION,      _ADM, _RED, _CON, _LEC),

        (Operation.VOIR_ESPACE,               _ADM, _RED, _CON, _LEC),
        (Operation.MODIFIER_PERIMETRE,        _ADM, _RED),
        (Operation.GARDER_REFERENCE,          _ADM, _RED, _CON, _LEC),
        (Operation.COMMENTER,                 _ADM, _RED, _CON),
        (Operation.CHOISIR_OUTILS,            _ADM, _RED),
        (Operation.PARTAGER_VUE,              _ADM, _RED),
        (Operation.DECIDER_PROPOSITION,       _ADM, _RED),
        (Operation.CONDUIRE_DIAGNOSTIC,       _ADM, _RED),
        (Operation.REPONDRE_DIAGNOSTIC,       _ADM, _RED, _CON),
        (Operation.CHOISIR_APPROCHE,          _ADM, _RED),
        (Operation.CORRIGER_MARCHE,           _ADM, _RED, _CON),
        (Operation.CORRIGER_MARCHES_EN_NOMBRE, _ADM, _RED),
        (Operation.IMPORTER_MARCHES,          _ADM, _RED),
        (Operation.VOIR_LIGNES_DEPENSES,      _ADM, _RED, _CON),
        (Operation.MODIFIER_DEPENSES,         _ADM, _RED),
        (Operation.DECRIRE_POLITIQUES,        _ADM, _RED, _CON),
        (Operation.REMPLIR_GRILLE,            _ADM, _RED, _CON),
        (Operation.REDIGER_SCHEMA,            _ADM, _RED, _CON),
        (Operation.ARRETER_INDICATEURS,       _ADM, _RED),
        (Operation.MODIFIER_ACTEURS,          _ADM, _RED, _CON),
        (Operation.MODIFIER_PLAN,             _ADM, _RED, _CON),
        (Operation.STRUCTURER_PLAN,           _ADM, _RED),
        (Operation.PASSER_LA_MAIN,            _ADM),
        (Operation.PREPARER_POINT_ANNUEL,     _ADM, _RED, _CON),
        (Operation.CLORE_POINT_ANNUEL,        _ADM, _RED),
        (Operation.PREPARER_PUBLICATION,      _ADM, _RED),
        (Operation.VALIDER_PUBLICATION,       _ADM),
        (Operation.RACONTER_PRATIQUE,         _ADM, _RED),

        (Operation.VOIR_BROUILLON_DEPOT,      _ADM, _RED, _CON, _LEC),
        (Operation.DEPOSER_SPASER,            _ADM, _RED),
        (Operation.REVENDIQUER_FICHE,         _ADM, _RED),
        (Operation.MODIFIER_FICHE_PUBLIEE,    _ADM, _RED,                   _MOD),
        (Operation.CONFIRMER_FICHE,           _ADM, _RED,                   _MOD),

        (Operation.VOIR_PROGRAMME,                                    _ANI, _MOD),
        (Operation.MODERER_DEPOT,                                           _MOD),
        (Operation.RECENSER_FICHE,                                          _MOD),
        (Operation.FUSIONNER_FICHES,                                        _MOD),
        (Operation.RETIRER_FICHE,                                           _MOD),
        (Operation.ATTRIBUER_ORGANISATION,                                  _MOD),
        (Operation.GERER_EQUIPE_PROGRAMME,                                  _MOD),
        (Operation.VOIR_JOURNAL,                                            _MOD),
        (Operation.VERIFIER_LIENS,                                          _MOD),
        (Operation.SUIVRE_TRAVAUX,                                    _ANI, _MOD),
        (Operation.EXPORTER_DONNEES_INTERNES,                         _ANI, _MOD),
        (Operation.REDIGER_TEXTE,                                     _ANI, _MOD),
        (Operation.RELIRE_TEXTE,                                      _ANI, _MOD),
        (Operation.SUIVRE_ACHETEURS,                                  _ANI, _MOD),
        (Operation.TENIR_AGENDA,                                      _ANI, _MOD),
    )
}
# fmt: on

# What pages show to whoever visits the space of the demonstration, without any role in it.
VISITE: Final = frozenset({Operation.VOIR_ESPACE})


def can(roles: Iterable[Role], operation: Operation) -> bool:
    return not MATRICE[operation].isdisjoint(roles)


def operations_of(roles: Iterable[Role]) -> frozenset[Operation]:
    tenus = frozenset(roles)
    return frozenset(operation for operation in Operation if can(tenus, operation))


def assignable_roles(roles: Iterable[Role]) -> tuple[Role, ...]:
    """List the roles of an organisation that their holder may give: none that may more than she.

    The programme, which gives an organisation to its people, may give any.
    """
    droits = operations_of(roles)
    if Operation.ATTRIBUER_ORGANISATION in droits:
        return ROLES_ORGANISATION
    return tuple(role for role in ROLES_ORGANISATION if operations_of([role]) <= droits)

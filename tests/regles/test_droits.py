from itertools import pairwise

import pytest

from spaser.regles.droits import (
    MATRICE,
    ROLES_ORGANISATION,
    ROLES_PROGRAMME,
    Operation,
    Role,
    assignable_roles,
    can,
    operations_of,
)

CHIFFRE = {"administration", "redaction", "contribution", "lecture"}


@pytest.mark.parametrize(
    ("operation", "attendus"),
    [
        ("voir_organisation", {*CHIFFRE, "moderation"}),
        ("modifier_organisation", {"administration"}),
        ("gerer_membres", {"administration"}),
        ("inviter", {"administration"}),
        ("accepter_adhesion", {"administration", "moderation"}),
        ("quitter_organisation", CHIFFRE),
        ("voir_espace", {*CHIFFRE, "conseil"}),
        ("modifier_perimetre", {"administration", "redaction"}),
        ("garder_reference", CHIFFRE),
        ("commenter", {"administration", "redaction", "contribution", "conseil"}),
        ("recommander", {"conseil"}),
        ("inviter_conseiller", {"administration"}),
        ("choisir_outils", {"administration", "redaction"}),
        ("partager_vue", {"administration", "redaction"}),
        ("decrire_politiques", {"administration", "redaction", "contribution"}),
        ("remplir_grille", {"administration", "redaction", "contribution"}),
        ("rediger_schema", {"administration", "redaction", "contribution"}),
        ("arreter_indicateurs", {"administration", "redaction"}),
        ("voir_brouillon_depot", CHIFFRE),
        ("deposer_spaser", {"administration", "redaction"}),
        ("revendiquer_fiche", {"administration", "redaction"}),
        ("modifier_fiche_publiee", {"administration", "redaction", "moderation"}),
        ("confirmer_fiche", {"administration", "redaction", "moderation"}),
        ("voir_programme", {"animation", "moderation"}),
        ("moderer_depot", {"moderation"}),
        ("recenser_fiche", {"moderation"}),
        ("fusionner_fiches", {"moderation"}),
        ("retirer_fiche", {"moderation"}),
        ("attribuer_organisation", {"moderation"}),
        ("trancher_publication", {"moderation"}),
        ("gerer_equipe_programme", {"moderation"}),
        ("voir_journal", {"moderation"}),
        ("verifier_liens", {"moderation"}),
        ("suivre_travaux", {"animation", "moderation"}),
        ("exporter_donnees_internes", {"animation", "moderation"}),
        ("rediger_texte", {"animation", "moderation"}),
        ("relire_texte", {"animation", "moderation"}),
        ("raconter_pratique", {"administration", "redaction"}),
        ("suivre_acheteurs", {"animation", "moderation"}),
    ],
)
def test_each_operation_is_allowed_to_these_roles_only(operation, attendus):
    assert {role.value for role in Role if can([role], Operation(operation))} == attendus


def test_every_operation_is_in_the_matrix_and_granted_to_someone():
    assert set(MATRICE) == set(Operation)
    assert [operation for operation, roles in MATRICE.items() if not roles] == []


def test_every_role_but_that_of_an_adviser_is_of_an_organisation_or_of_the_programme():
    assert {*ROLES_ORGANISATION, *ROLES_PROGRAMME, Role.CONSEIL} == set(Role)
    assert set(ROLES_ORGANISATION) & set(ROLES_PROGRAMME) == set()
    assert Role.REDACTION.libelle == "Rédaction"


def test_an_adviser_reads_speaks_and_recommends_and_that_is_all():
    assert operations_of([Role.CONSEIL]) == {"voir_espace", "commenter", "recommander"}
    assert Role.CONSEIL not in assignable_roles(Role)


def test_no_role_means_no_right():
    assert [operation for operation in Operation if can([], operation)] == []


def test_each_role_of_an_organisation_may_do_all_that_a_lower_one_may():
    droits = [operations_of([role]) for role in ROLES_ORGANISATION]

    assert all(haut >= bas for haut, bas in pairwise(droits))


def test_moderation_may_do_all_that_animation_may():
    assert operations_of([Role.MODERATION]) > operations_of([Role.ANIMATION])


def test_several_roles_add_their_rights():
    cumul = operations_of([Role.LECTURE, Role.ANIMATION])

    assert cumul == operations_of([Role.LECTURE]) | operations_of([Role.ANIMATION])


def test_the_programme_neither_manages_members_nor_deposits_for_a_buyer():
    interdits = {Operation.GERER_MEMBRES, Operation.INVITER, Operation.DEPOSER_SPASER}

    assert operations_of(ROLES_PROGRAMME) & interdits == set()


@pytest.mark.parametrize(
    ("tenus", "attribuables"),
    [
        ([Role.ADMINISTRATION], ["administration", "redaction", "contribution", "lecture"]),
        ([Role.REDACTION], ["redaction", "contribution", "lecture"]),
        ([Role.LECTURE, Role.ANIMATION], ["lecture"]),
        ([Role.CONTRIBUTION], ["contribution", "lecture"]),
        ([Role.MODERATION], ["administration", "redaction", "contribution", "lecture"]),
        ([Role.ANIMATION], []),
        ([], []),
    ],
)
def test_nobody_gives_more_than_she_holds(tenus, attribuables):
    assert list(assignable_roles(tenus)) == attribuables

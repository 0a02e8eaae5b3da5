"""Faults counted by field and reason, the most harmful first."""

import pytest

from spaser.regles.reparation import (
    SANS_NUMERO,
    Cause,
    FauteContrat,
    Remede,
    count_constats,
    find_cause,
)


def fautes(*quoi):
    return [
        FauteContrat(contrat, champ, raison, Remede(genre))
        for contrat, champ, raison, genre in quoi
    ]


def test_what_hides_a_rate_comes_before_what_touches_more_contracts():
    trouvees = fautes(
        (1, "objet", "texte_trop_long", "acheteur"),
        (2, "objet", "texte_trop_long", "acheteur"),
        (2, "considerationsSociales", "champ_absent", "acheteur"),
        (3, "id", "id_repete", "remarque"),
        (4, "id", "id_repete", "remarque"),
        (5, "id", "id_repete", "remarque"),
        (6, "montant", "nombre_texte", "reparable"),
    )
    points = {Cause("considerationsSociales", "champ_absent"): 0.01}

    constats = count_constats(trouvees, points)

    assert [(c.champ, c.contrats) for c in constats] == [
        ("considerationsSociales", 1),
        ("objet", 2),
        ("montant", 1),
        ("id", 3),
    ]


def test_a_contract_with_two_faults_of_a_kind_counts_once():
    trouvees = fautes(*[(1, "modifications.id", "nombre_hors_bornes", "acheteur")] * 2)

    assert [c.contrats for c in count_constats(trouvees, {})] == [1]


@pytest.mark.parametrize(
    ("indicateur", "champ", "raison", "attendue"),
    [
        ("SOC-01", "considerationsSociales", "champ_absent", None),
        ("ENV-01", "considerationsEnvironnementales", "non_renseigne", None),
        ("SOC-13", "titulaires.id", "siret_invalide", None),
        ("SOC-IN", "titulaires", "champ_absent", None),
        ("SOC-01", "marches", "format_ancien", None),
        ("SOC-13", "objet", "texte_trop_long", SANS_NUMERO),
        ("SOC-01", "titulaires.id", "x", Cause("considerationsSociales", "sans_reponse")),
    ],
)
def test_a_missing_answer_is_put_on_the_field_that_gives_it(indicateur, champ, raison, attendue):
    trouvees = fautes((1, champ, raison, "acheteur"))

    assert find_cause(indicateur, trouvees) == (attendue or Cause(champ, raison))

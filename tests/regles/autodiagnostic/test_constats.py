"""What published data propose as an answer."""

import pytest

from spaser.moteur.indicateurs import fiches
from spaser.regles.autodiagnostic import NIVEAU_MAX, load_questionnaires
from spaser.regles.conclusions import (
    FaitsAcheteur,
    SchemaConnu,
    TauxConnu,
    load_constats,
    propose_niveaux,
)
from tests.regles.autodiagnostic.fabrique import QUESTIONNAIRE


def _faits(schema=None, **taux):
    return FaitsAcheteur(
        origine="Marchés publiés.",
        taux={
            code.replace("_", "-"): TauxConnu(valeur=valeur, phrase=f"{code} : {valeur}")
            for code, valeur in taux.items()
        },
        schema=schema,
    )


@pytest.mark.parametrize(
    ("social", "environnement", "niveau"),
    [
        (0.0, 0.0, 0),
        (0.004, 0.0, 0),
        (0.005, 0.0, 1),
        (0.0, 0.14, 1),
        (0.15, 0.0, 2),
        (0.9, 0.49, 2),
        (0.5, 0.5, 3),
        (1.0, 1.0, 3),
    ],
)
def test_rates_of_the_law_propose_a_level_for_clauses(social, environnement, niveau):
    propose = propose_niveaux(QUESTIONNAIRE, _faits(SOC_01=social, ENV_01=environnement))

    assert propose["clauses"].niveau == niveau


def test_a_proposal_gives_its_figures_its_source_and_what_data_do_not_say():
    propose = propose_niveaux(QUESTIONNAIRE, _faits(SOC_01=0.2, ENV_01=0.3))["clauses"]

    assert propose.raison.startswith("Une partie de vos marchés")
    assert propose.details[:3] == ("SOC_01 : 0.2", "ENV_01 : 0.3", "Marchés publiés.")
    assert "niveau 4" in propose.details[3]


def test_what_stands_beside_a_rate_follows_it():
    connus = {
        code: TauxConnu(valeur=0.2, phrase=code, reperes=(f"Cible de {code}",))
        for code in ("SOC-01", "ENV-01")
    }
    propose = propose_niveaux(QUESTIONNAIRE, FaitsAcheteur(origine="Publiés.", taux=connus))[
        "clauses"
    ]

    attendus = ("SOC-01", "Cible de SOC-01", "ENV-01", "Cible de ENV-01", "Publiés.")
    assert propose.details[:5] == attendus
    assert propose.sur_taux


@pytest.mark.parametrize("taux", [{}, {"SOC_01": 0.6}, {"ENV_01": 0.6}])
def test_nothing_is_proposed_when_a_rate_is_missing(taux):
    assert "clauses" not in propose_niveaux(QUESTIONNAIRE, _faits(**taux))


@pytest.mark.parametrize(("reserves", "niveau"), [(0.02, 2), (0.0, None)])
def test_no_reserved_contract_proves_nothing(reserves, niveau):
    propose = propose_niveaux(QUESTIONNAIRE, _faits(SOC_05=reserves)).get("acces")

    assert (propose.niveau if propose else None) == niveau


@pytest.mark.parametrize(("cibles_datees", "niveau"), [(True, 3), (False, 2)])
def test_a_scheme_of_the_register_proposes_levels(cibles_datees, niveau):
    schema = SchemaConnu(titre="SPASER", cibles_datees=cibles_datees)
    proposes = propose_niveaux(QUESTIONNAIRE, _faits(schema=schema))

    assert proposes["politique-ecrite"].niveau == 3
    assert proposes["engagements-publics"].niveau == niveau
    assert proposes["plan-action"].details == ("Schéma lu : SPASER.",)


def test_nothing_known_proposes_nothing():
    assert propose_niveaux(QUESTIONNAIRE, FaitsAcheteur()) == {}


@pytest.mark.parametrize("version", load_questionnaires())
def test_the_file_names_questions_and_indicators_that_exist(version):
    constats = load_constats(version)
    codes = {question.code for question in load_questionnaires()[version].questions}
    indicateurs = {fiche.code for fiche in fiches()}

    for constat in constats.constats:
        assert constat.question in codes
        assert set(constat.indicateurs) <= indicateurs
        niveaux = [palier.niveau for palier in constat.paliers]
        assert niveaux == sorted(niveaux, reverse=True)
        assert niveaux[0] <= NIVEAU_MAX
    assert {constat.question for constat in constats.du_schema} <= codes
    assert constats.source
    assert constats.verifie_le


def test_a_version_without_findings_proposes_nothing():
    assert load_constats(999) is None

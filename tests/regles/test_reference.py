import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.indicateurs.catalogue import PAR_CODE
from spaser.regles.indicateurs import Origine, ReferenceChiffre
from tests.regles.strategies import annees, sirens

references = st.builds(
    ReferenceChiffre,
    sirens,
    st.sampled_from([*PAR_CODE, "ECO-03"]),
    annees,
    st.sampled_from(["nombre", "montant", "moyenne", "total"]),
    st.sampled_from(Origine),
)


@given(references, references)
def test_a_reference_is_read_as_it_was_written_and_names_one_figure(une, autre):
    assert ReferenceChiffre.parse(str(une)) == une
    assert (str(une) == str(autre)) is (une == autre)


def test_a_reference_says_who_what_when_how_and_on_what():
    reference = ReferenceChiffre("001010016", "SOC-IN", 2025, "montant", Origine.PAYES)

    assert str(reference) == "001010016:SOC-IN:2025:montant:paye"


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "001010016:SOC-IN:2025:montant",
        "001010016:SOC-IN:2025:montant:payes",
        "00101001:SOC-IN:2025:montant:paye",
        "001010016:SOC-IN:25:montant:paye",
        "001010016:SOC-IN:2025:part:paye",
        "001010016:SOC-IN:2025:montant:paye\n",
        "001010016:<b>:2025:montant:paye",
    ],
)
def test_what_is_no_reference_is_told_in_french(texte):
    with pytest.raises(ValueError, match="n’est pas la référence d’un chiffre"):
        ReferenceChiffre.parse(texte)

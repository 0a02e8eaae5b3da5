"""A sheet put together from several hands: its links hold, nothing known is lost."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaser.regles.format_spaser import Spaser11, close_liens, read_spaser_dict, widen, write_spaser
from tests.regles.strategies import spasers
from tests.regles.strategies_1_1 import spasers_1_1

AXES = [{"intitule": "Emploi", "code": "A1"}, {"intitule": "Sobriété", "code": "A2"}]
SANS_CODE = [{"intitule": "Emploi"}]


def close(champ, objet, **reste):
    schema = {champ: [{"intitule": "x", **objet}], **reste}
    close_liens(schema)
    return {nom: v for nom, v in schema[champ][0].items() if nom != "intitule"}, schema


@pytest.mark.parametrize("champ", ["objectifs", "actions"])
@pytest.mark.parametrize(
    ("avant", "axes", "apres"),
    [
        ({}, AXES, {}),
        ({"code_axe": "A1"}, AXES, {"code_axe": "A1"}),
        ({"code_axe": "A1", "axe": "Emploi"}, AXES, {"code_axe": "A1", "axe": "Emploi"}),
        # the axis was renamed: whoever cites it says so
        ({"code_axe": "A1", "axe": "L’emploi"}, AXES, {"code_axe": "A1", "axe": "Emploi"}),
        # another axis was written: the words win
        ({"code_axe": "A1", "axe": "Sobriété"}, AXES, {"code_axe": "A2", "axe": "Sobriété"}),
        ({"code_axe": "A9", "axe": "Sobriété"}, AXES, {"code_axe": "A2", "axe": "Sobriété"}),
        ({"code_axe": "A9", "axe": "Emploi"}, SANS_CODE, {"axe": "Emploi"}),
        ({"code_axe": "A9", "axe": "Ailleurs"}, AXES, {"axe": "Ailleurs"}),
        ({"code_axe": "A9"}, [], {}),
    ],
)
def test_an_axis_is_cited_as_it_stands(champ, avant, axes, apres):
    assert close(champ, avant, axes=deepcopy(axes))[0] == apres


def test_a_target_that_is_gone_is_cited_no_more():
    objectifs = [{"intitule": "o", "code": "O1"}]
    lies, _ = close("actions", {"objectifs": ["O1", "O2"]}, objectifs=objectifs)
    seuls, _ = close("actions", {"objectifs": ["O2"]}, objectifs=objectifs)

    assert (lies, seuls) == ({"objectifs": ["O1"]}, {})


def test_an_indicator_that_is_cited_is_described_by_its_code():
    connu = {"intitule": "Clause sociale", "code": "SOC-03"}
    lies, schema = close("actions", {"indicateurs": ["SOC-05", "SOC-03"]}, indicateurs=[connu])

    assert lies == {"indicateurs": ["SOC-05", "SOC-03"]}
    assert schema["indicateurs"] == [connu, {"intitule": "SOC-05", "code": "SOC-05"}]


def test_an_indicator_that_was_cited_by_its_name_is_cited_by_its_code():
    connus = [{"intitule": "Clause sociale", "code": "SOC-03"}, {"intitule": "x", "code": "I-1"}]
    cites = {"indicateurs": ["Clause sociale", "Heures d’insertion"]}
    lies, schema = close("actions", cites, indicateurs=connus)

    assert lies == {"indicateurs": ["SOC-03", "I-2"]}
    assert schema["indicateurs"][2:] == [{"intitule": "Heures d’insertion", "code": "I-2"}]


@pytest.mark.longue
@settings(max_examples=30)
@given(spasers_1_1)
def test_a_sheet_that_holds_is_left_as_it_is(fiche):
    contenu = write_spaser(fiche)
    avant = deepcopy(contenu)
    close_liens(contenu["schema"])

    assert contenu == avant


@pytest.mark.longue
@settings(max_examples=30)
@given(spasers_1_1, spasers_1_1, st.sets(st.sampled_from(["axes", "objectifs", "actions"])))
def test_parts_of_two_sheets_make_one_that_is_read(une, autre, pris):
    contenu, ailleurs = write_spaser(une), write_spaser(autre)["schema"]
    contenu["schema"] |= {nom: ailleurs[nom] for nom in pris if nom in ailleurs}
    close_liens(contenu["schema"])

    assert isinstance(read_spaser_dict(contenu), Spaser11)


@settings(max_examples=30)
@given(spasers)
def test_a_sheet_of_1_0_becomes_one_of_1_1(fiche):
    contenu = write_spaser(widen(fiche))
    close_liens(contenu["schema"])

    assert isinstance(read_spaser_dict(contenu), Spaser11)

"""A whole and its parts, by cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.regles.corrections import (
    PARTIES,
    ChampCorrige,
    OuiNon,
    SaisieContradictoire,
    as_reponse,
    complete,
)

OUI, NON, INCONNU = OuiNon.OUI, OuiNon.NON, OuiNon.INCONNU
S, CL, CR, R = (
    ChampCorrige.SOCIAL,
    ChampCorrige.CLAUSE_SOCIALE,
    ChampCorrige.CRITERE_SOCIAL,
    ChampCorrige.RESERVE,
)
E, CE, CRE = (
    ChampCorrige.ENVIRONNEMENT,
    ChampCorrige.CLAUSE_ENVIRONNEMENTALE,
    ChampCorrige.CRITERE_ENVIRONNEMENTAL,
)
TOUT_NON = {S: NON, CL: NON, CR: NON, R: NON}

CAS = [
    ("a clause makes a consideration", {}, {CL: OUI}, {CL: OUI, S: OUI}),
    ("no consideration means no part", {}, {S: NON}, TOUT_NON),
    ("what is known already is not said again", TOUT_NON, {S: NON}, {S: NON}),
    ("a consideration of an unknown kind", {}, {S: OUI}, {S: OUI}),
    (
        "a consideration where every part was denied",
        TOUT_NON,
        {S: OUI},
        {S: OUI, CL: INCONNU, CR: INCONNU, R: INCONNU},
    ),
    (
        "a consideration whose kind is given",
        TOUT_NON,
        {S: OUI, R: OUI},
        {S: OUI, R: OUI},
    ),
    (
        "the last part denied denies the whole",
        {S: OUI, CL: OUI, CR: NON, R: NON},
        {CL: NON},
        {CL: NON, S: NON},
    ),
    (
        "the part that proved the whole is denied, others are unknown",
        {S: OUI, CL: OUI},
        {CL: NON},
        {CL: NON, S: INCONNU},
    ),
    (
        "a consideration affirmed without its kind outlives a part denied",
        {S: OUI},
        {CL: NON},
        {CL: NON},
    ),
    (
        "a doubt on a part raises a doubt on a denial",
        TOUT_NON,
        {CL: INCONNU},
        {CL: INCONNU, S: INCONNU},
    ),
    (
        "a doubt on the whole is a doubt on what affirmed it",
        {S: OUI, CL: OUI, CR: NON},
        {S: INCONNU},
        {S: INCONNU, CL: INCONNU},
    ),
    ("both families at once", {}, {CL: OUI, E: NON}, {CL: OUI, S: OUI, E: NON, CE: NON, CRE: NON}),
    (
        "another field brings nothing",
        {S: NON},
        {ChampCorrige.EGALITE: OUI},
        {ChampCorrige.EGALITE: OUI},
    ),
]


@pytest.mark.parametrize(
    ("connus", "saisis", "attendu"), [cas[1:] for cas in CAS], ids=[cas[0] for cas in CAS]
)
def test_what_follows_from_an_answer(connus, saisis, attendu):
    assert complete(connus, saisis) == attendu


@pytest.mark.parametrize(
    "saisis",
    [
        {S: NON, CL: OUI},
        {S: NON, CL: INCONNU},
        {S: INCONNU, R: OUI},
        {S: OUI, CL: NON, CR: NON, R: NON},
        {E: NON, CRE: OUI},
        {E: OUI, CE: NON, CRE: NON},
    ],
)
def test_a_contradiction_is_refused_with_the_field_to_change(saisis):
    with pytest.raises(SaisieContradictoire) as refus:
        complete({}, saisis)

    assert refus.value.champ in PARTIES
    assert "«" in str(refus.value)


_CHAMPS = [champ for tout, parties in PARTIES.items() for champ in (tout, *parties)]
_ETATS = st.dictionaries(st.sampled_from(_CHAMPS), st.sampled_from(OuiNon))


def _holds(etats):
    """Tell whether wholes and parts agree, an absent answer being unknown."""
    return all(
        (OUI not in dites or etats.get(tout, INCONNU) is OUI)
        and not (etats.get(tout, INCONNU) is NON and set(dites) != {NON})
        and not (etats.get(tout, INCONNU) is OUI and set(dites) == {NON})
        for tout, parties in PARTIES.items()
        for dites in [[etats.get(partie, INCONNU) for partie in parties]]
    )


@given(connus=_ETATS.filter(_holds), saisis=_ETATS)
def test_after_a_correction_wholes_and_parts_agree(connus, saisis):
    try:
        suite = complete(connus, saisis)
    except SaisieContradictoire:
        return

    assert suite.items() >= saisis.items()
    assert _holds({**connus, **suite})


@pytest.mark.parametrize(("valeur", "etat"), [(True, OUI), (False, NON), (None, INCONNU)])
def test_a_published_value_has_three_states(valeur, etat):
    assert as_reponse(valeur) is etat

"""The fate of each record of a group: retained, version or copy, under a key that stays."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.decp.identite import Trace
from spaser.moteur.entrepot.membres import Membre, share_membres

JOUR = date(2024, 3, 1)
G = 77


def membre(ligne, **champs):
    compares = {
        "source": "f1",
        "empreinte": ligne,
        "acheteur": "213502388",
        "id": "M1",
        "lot": "",
        "objet": "voirie",
        "titulaires": "t1",
        "montant": Decimal(1000),
        "jour": JOUR,
    }
    autres = {
        "groupe": G,
        "ligne": ligne,
        "date_version": date(2024, 4, 1),
        "nb_modifications": 0,
        "cle_ancienne": None,
        "montre": True,
        "rang": ligne,
        "titulaires": "t1",
    }
    trace = Trace(**{nom: champs.get(nom, defaut) for nom, defaut in compares.items()})
    return Membre(**{nom: champs.get(nom, defaut) for nom, defaut in autres.items()}, trace=trace)


def fates(membres, premiere=0):
    """Return ligne -> (key, fate, number of versions)."""
    retouches = share_membres(membres, premiere)
    assert len({ligne for ligne, *_ in retouches.lignes}) == len(retouches.lignes)
    return {ligne: reste for ligne, *reste in retouches.lignes}


@pytest.mark.parametrize(
    ("un", "deux", "retenu"),
    [
        ({"date_version": date(2024, 4, 1)}, {"date_version": date(2024, 5, 1)}, 2),
        ({"date_version": date(2024, 5, 1)}, {"date_version": date(2024, 4, 1)}, 1),
        ({"date_version": None}, {"date_version": date(2024, 4, 1)}, 2),
        ({"nb_modifications": 1}, {"nb_modifications": 0}, 1),
        ({"date_version": None}, {"date_version": None}, 2),
        ({}, {}, 2),
    ],
)
def test_the_latest_publication_is_retained_then_most_modified_then_last_read(un, deux, retenu):
    sorts = fates([membre(1, **un), membre(2, source="f2", **deux)])

    assert sorts == {
        retenu: [G, "retenu", 2],
        3 - retenu: [G, "version", 2],
    }


def test_an_exact_copy_is_neither_a_version_nor_a_contract():
    sorts = fates([membre(1), membre(2, empreinte=1), membre(3, empreinte=1, source="f2")])

    assert sorts == {1: [G, "retenu", 1], 2: [G, "copie", 1], 3: [G, "copie", 1]}


def test_lots_are_contracts_and_keep_apart():
    sorts = fates([membre(1, lot="1"), membre(2, lot="2"), membre(3, lot="1", source="f2")])

    assert [sorts[i][1] for i in (1, 2, 3)] == ["version", "retenu", "retenu"]
    assert sorts[1][0] == sorts[3][0] == G
    assert sorts[2][0] != G


def test_a_copy_in_another_file_does_not_hide_that_this_file_holds_two_contracts():
    memes = {"objet": "voirie", "titulaires": "t1"}
    autre = {"objet": "toiture", "titulaires": "t2", "montant": Decimal(5)}
    ancien = membre(1, source="f1", **memes)
    copie, nouveau = membre(2, empreinte=1, source="f2", **memes), membre(3, source="f2", **autre)

    sorts = fates([ancien, copie, nouveau])

    assert [sorts[i][1] for i in (1, 2, 3)] == ["retenu", "copie", "retenu"]


def test_a_known_contract_keeps_its_key_and_its_new_version_is_counted_as_one():
    membres = [
        membre(1, cle_ancienne=555),
        membre(2, source="f2", date_version=date(2024, 6, 1)),
    ]

    retouches = share_membres(membres, premiere_ligne=2)

    assert retouches.lignes == [(1, 555, "version", 2), (2, 555, "retenu", 2)]
    assert retouches.gagnants_connus == [2]


def test_an_older_version_read_later_stays_a_version():
    membres = [membre(1, cle_ancienne=G), membre(2, source="f2", date_version=date(2023, 1, 1))]

    retouches = share_membres(membres, premiere_ligne=2)

    assert [(ligne, statut) for ligne, _, statut, _ in retouches.lignes] == [
        (1, "retenu"),
        (2, "version"),
    ]
    assert retouches.gagnants_connus == []


def test_a_contract_that_proves_to_be_two_gives_its_key_once():
    membres = [
        membre(1, source="f1", objet="a", titulaires="t1", montant=Decimal(1), cle_ancienne=G),
        membre(2, source="f2", objet="b", titulaires="t2", montant=Decimal(2), cle_ancienne=G),
        membre(3, source="f3", objet="c", titulaires="t3", montant=Decimal(3), jour=None),
        membre(4, source="f3", objet="d", titulaires="t4", montant=Decimal(4), jour=None),
    ]

    sorts = fates(membres, premiere=3)

    assert sorts[1] == [G, "retenu", 1]
    assert len({cle for cle, _, _ in sorts.values()}) == 4


def test_a_record_that_leads_a_contract_again_does_not_take_a_key_that_is_still_in_use():
    """x once led the contract that z alone now holds under a key derived from x."""
    y = membre(1, objet="y", titulaires="ty", montant=Decimal(1), cle_ancienne=G)
    x = membre(2, objet="x", titulaires="tx", montant=Decimal(2))
    derivee = fates([y, x])[2][0]
    z = membre(3, objet="z", titulaires="tz", montant=Decimal(3), cle_ancienne=derivee)

    sorts = fates([y, x._replace(cle_ancienne=G), z], premiere=4)

    assert derivee == sorts[3][0] != G
    assert len({cle for cle, _, _ in sorts.values()}) == 3


def test_another_establishment_of_the_buyer_is_one_contract_under_the_first_key():
    sorts = fates([membre(1), membre(2, groupe=88)])

    assert sorts == {1: [G, "version", 2], 2: [G, "retenu", 2]}


def test_ids_do_not_mix():
    sorts = fates([membre(1), membre(2, groupe=88, id="M2")])

    assert sorts == {1: [G, "retenu", 1], 2: [88, "retenu", 1]}


def test_a_contract_that_proves_to_be_two_keeps_its_key_for_what_was_shown():
    autre = {"objet": "b", "titulaires": "t2", "montant": Decimal(2)}
    membres = [
        membre(1, cle_ancienne=555, montre=False),
        membre(2, source="f2", cle_ancienne=555, **autre, jour=date(2025, 1, 1)),
    ]

    sorts = fates(membres, premiere=3)

    assert sorts[2] == [555, "retenu", 1]
    assert sorts[1] == [G, "retenu", 1]


def test_contracts_that_prove_to_be_one_keep_the_key_of_the_first():
    membres = [
        membre(1, cle_ancienne=555),
        membre(2, source="f2", titulaires="t2", cle_ancienne=666),
        membre(
            3,
            source="f3",
            objet="c",
            titulaires="t3",
            montant=Decimal(9),
            cle_ancienne=777,
            jour=date(2025, 1, 1),
        ),
    ]

    sorts = fates(membres, premiere=4)

    assert [sorts[ligne][0] for ligne in (1, 2, 3)] == [555, 555, 777]


def test_links_are_kept_with_their_reason():
    membres = [
        membre(1),
        membre(2, empreinte=1, source="f2"),
        membre(3, source="f3", titulaires="t2", montant=Decimal(9)),
    ]

    assert [tuple(fusion) for fusion in share_membres(membres, 0).fusions] == [
        (1, 2, "copie", ["objet", "titulaires", "montant_et_jour"], False),
        (1, 3, "id", ["objet"], True),
    ]


CONTENUS = st.fixed_dictionaries(
    {
        "lot": st.sampled_from(["", "1"]),
        "empreinte": st.integers(0, 5),
        "source": st.sampled_from(["f1", "f2", "f3"]),
        "date_version": st.sampled_from([None, date(2024, 4, 1), date(2024, 5, 1)]),
    }
)


def _build(contenus):
    """Number records; what is compared follows from the fingerprint, as in a real store."""
    membres = []
    for rang, contenu in enumerate(contenus, start=1):
        e = contenu["empreinte"]
        champs = {"objet": "ab"[e % 2], "titulaires": f"t{e // 2}", "montant": Decimal(e % 3)}
        membres.append(membre(rang, **{**contenu, **champs, "lot": str(e // 4)}))
    return membres


def _contracts(sorts):
    cles = {}
    for ligne, (cle, _, _) in sorts.items():
        cles.setdefault(cle, set()).add(ligne)
    return {frozenset(lignes) for lignes in cles.values()}


@given(st.lists(CONTENUS, min_size=1, max_size=9))
def test_each_record_has_one_fate_and_copies_never_count_twice(contenus):
    membres = _build(contenus)

    sorts = fates(membres)

    assert set(sorts) == {m.ligne for m in membres}
    par_ligne = {m.ligne: m for m in membres}
    for contrat in _contracts(sorts):
        statuts = [sorts[ligne][1] for ligne in contrat]
        distincts = {par_ligne[ligne].trace.empreinte for ligne in contrat}
        assert statuts.count("retenu") == 1
        assert statuts.count("copie") == len(contrat) - len(distincts)
        assert {sorts[ligne][2] for ligne in contrat} == {len(distincts)}
    for empreinte in {m.trace.empreinte for m in membres}:
        portees = [sorts[m.ligne] for m in membres if m.trace.empreinte == empreinte]
        assert len({cle for cle, _, _ in portees}) == 1
        assert [s for _, s, _ in portees].count("copie") == len(portees) - 1


@given(st.lists(CONTENUS, min_size=1, max_size=8), st.data())
def test_files_read_in_another_order_give_the_same_contracts(contenus, data):
    membres = _build(contenus)
    ordre = data.draw(st.permutations(membres))
    autres = [m._replace(ligne=rang) for rang, m in enumerate(ordre, start=1)]

    contrats = _contracts(fates(autres))

    vers = {rang: m.ligne for rang, m in enumerate(ordre, start=1)}
    assert {frozenset(vers[i] for i in c) for c in contrats} == _contracts(fates(membres))


@given(st.lists(CONTENUS, min_size=2, max_size=9), st.data())
def test_one_import_after_another_gives_the_contracts_of_one_alone(contenus, data):
    membres = _build(contenus)
    coupe = data.draw(st.integers(1, len(membres) - 1))
    avant = fates(membres[:coupe])
    suite = [m._replace(cle_ancienne=avant.get(m.ligne, [None])[0]) for m in membres]

    apres = fates(suite, premiere=coupe + 1)

    retenus = [cle for cle, statut, _ in apres.values() if statut == "retenu"]
    assert len(set(retenus)) == len(retenus)

    assert _contracts(apres) == _contracts(fates(membres))

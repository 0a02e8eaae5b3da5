"""Two stores read together: what is shown of any two sets of records, whatever they share."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.decp.identite import Trace
from spaser.moteur.entrepot.membres import Membre, share_membres
from spaser.moteur.entrepot.schema import APRES
from spaser.moteur.entrepot.superposition import Recouvrement, _match_groupe, group_contrats

G = 77
CONTENUS = st.tuples(st.sampled_from(["f1", "f2"]), st.integers(0, 7))


def _build(contenus, decalage, prefixe):
    """Give the records of a store as a build left them: retained ones have a key."""
    membres = [
        Membre(
            groupe=G,
            ligne=decalage + rang,
            date_version=None,
            nb_modifications=0,
            cle_ancienne=None,
            montre=True,
            rang=rang,
            titulaires=f"t{e // 2}",
            trace=Trace(
                source=prefixe + source,
                empreinte=e,
                acheteur="213502388",
                id="M1",
                lot=str(e // 6),
                objet="ab"[e % 2],
                titulaires=f"t{e // 2}",
                montant=Decimal(e % 3),
                jour=date(2024, 3, 1),
            ),
        )
        for rang, (source, e) in enumerate(contenus, start=1)
    ]
    cles = {li: cle for li, cle, sort, _ in share_membres(membres, 0).lignes if sort == "retenu"}
    return [m._replace(cle_ancienne=cles.get(m.ligne)) for m in membres]


def _keys(membres):
    return [m.cle_ancienne for m in membres if m.cle_ancienne is not None]


@given(st.lists(CONTENUS, max_size=6), st.lists(CONTENUS, min_size=1, max_size=5))
def test_every_contract_is_shown_once_under_a_key_of_its_own(publies, prives):
    national, prive = _build(publies, 0, ""), _build(prives, APRES, "prive-")
    vu = Recouvrement()

    _match_groupe([*national, *prive], vu)

    montrees = [cle for cle in _keys(national) if cle not in vu.remplacees]
    montrees += [vu.cles.get(cle, cle) for cle in _keys(prive)]
    assert len(set(montrees)) == len(montrees)


@given(st.lists(CONTENUS, max_size=6), st.lists(CONTENUS, min_size=1, max_size=5))
def test_what_one_build_would_unite_is_never_shown_twice(publies, prives):
    national, prive = _build(publies, 0, ""), _build(prives, APRES, "prive-")
    vu = Recouvrement()

    _match_groupe([*national, *prive], vu)

    for contrat in group_contrats([*national, *prive]):
        publiees = _keys(m for m in contrat if m.ligne < APRES)
        a_moi = _keys(m for m in contrat if m.ligne >= APRES)
        assert (
            set(publiees) <= set(vu.remplacees) if a_moi else not set(publiees) & set(vu.remplacees)
        )
        if publiees and a_moi:
            assert vu.cles[a_moi[0]] == publiees[0]


@given(st.lists(CONTENUS, min_size=1, max_size=6))
def test_a_private_copy_of_what_is_published_replaces_it_all(publies):
    national, prive = _build(publies, 0, ""), _build(publies, APRES, "prive-")
    vu = Recouvrement()

    _match_groupe([*national, *prive], vu)

    assert sorted(vu.remplacees) == sorted(_keys(national))


PLUS_TARD = date(2025, 3, 1)
CORRIGE = date(2024, 3, 8)


@pytest.mark.parametrize(
    ("publies", "dit", "contrats"),
    [
        ([{}], {"objet": "", "titulaires": "", "montant": None, "jour": None}, 1),
        ([{}], {"objet": "", "titulaires": "nom", "montant": Decimal(9), "jour": None}, 1),
        ([{}], {"objet": "ses mots", "titulaires": "nom", "montant": Decimal(9)}, 1),
        ([{}], {"objet": "ses mots", "titulaires": "nom", "jour": PLUS_TARD}, 2),
        ([{}], {"titulaires": "nom", "montant": Decimal(9), "jour": PLUS_TARD}, 2),
        ([{}], {"titulaires": "nom", "montant": None, "jour": PLUS_TARD}, 2),
        ([{}], {"objet": "ses mots", "titulaires": "nom", "jour": CORRIGE}, 1),
        ([{}], {"objet": "ses mots", "titulaires": "nom", "montant": None, "jour": CORRIGE}, 1),
        ([{}], {"titulaires": "nom", "montant": Decimal(9), "jour": CORRIGE}, 2),
        ([{}], {"lot": "2", "objet": "ses mots", "titulaires": "nom", "montant": Decimal(9)}, 2),
        (
            [{}, {"objet": "b", "titulaires": "t2", "montant": Decimal(5)}],
            {"objet": "", "titulaires": "", "montant": None, "jour": None},
            3,
        ),
    ],
)
def test_what_a_buyer_says_of_an_id_is_of_the_one_contract_that_has_it(publies, dit, contrats):
    (modele,) = _build([("f1", 0)], 0, "")

    def membre(ligne, source, champs):
        trace = modele.trace._replace(source=source, empreinte=ligne, **champs)
        return modele._replace(ligne=ligne, trace=trace)

    membres = [membre(rang, "f1", champs) for rang, champs in enumerate(publies, start=1)]
    membres.append(membre(APRES + 1, "prive-f1", dit))

    assert len(group_contrats(membres)) == contrats

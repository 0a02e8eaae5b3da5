"""What people decided moves lines, and the account still adds up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaser.moteur.depenses.base import (
    ChoixTiers,
    DecisionsDepenses,
    Reclassement,
    TableChoix,
    open_lignes,
    settle_depenses,
)
from spaser.moteur.depenses.lecture import Extrait, ReglagesExtraits, read_brut
from spaser.moteur.depenses.modele import EtatLigne
from tests.moteur.depenses.fabrique import lire, siret, write_csv

ATELIER = siret("12345678")
TITRES = ("Exercice", "N° mandat", "Tiers", "SIRET", "Code postal", "Nature", "Montant HT")
LIGNES = (
    (2025, 1, "Atelier fictif", ATELIER, "35000", "60623", "1,00"),
    (2025, 2, "Bailleur fictif", "", "35000", "6132", "2,00"),
    (2025, 3, "M. Dupond fictif", "", "35000", "60623", "4,00"),
    (2025, 4, "Agents", "", "", "64111", "8,00"),
    (2025, 5, "Notaire fictif", "", "75001", "6227", "16,00"),
    (2025, 6, "Sans compte fictif", "", "75001", "", "32,00"),
)


def _lignes(chemin):
    with open_lignes(chemin) as connexion:
        return {
            ligne[0]: ligne[1:]
            for ligne in connexion.execute(
                "SELECT piece, etat, motif, siren, decision FROM depenses"
            ).fetchall()
        }


def _decide(tmp_path, **decisions):
    chemin = write_csv(tmp_path / "m.csv", [TITRES, *LIGNES])
    lecture = lire(chemin, decisions=DecisionsDepenses(**decisions))
    assert lecture.compte_rendu.est_juste
    return _lignes(lecture.lignes)


def _print_of(tmp_path, piece):
    lecture = lire(write_csv(tmp_path / "p.csv", [TITRES, *LIGNES]))
    with open_lignes(lecture.lignes) as connexion:
        [(empreinte,)] = connexion.execute(
            "SELECT empreinte FROM depenses WHERE piece = ?", [piece]
        ).fetchall()
    return str(empreinte)


@pytest.mark.longue
@pytest.mark.parametrize(
    ("comptes", "piece", "attendu"),
    [
        ([("6132", EtatLigne.COMPTEE)], "2", ("comptee", None, None, "compte")),
        ([("61", EtatLigne.COMPTEE)], "2", ("comptee", None, None, "compte")),
        (
            [("61", EtatLigne.COMPTEE), ("6132", EtatLigne.ECARTEE)],
            "2",
            ("ecartee", "choix_compte"),
        ),
        ([("6227", EtatLigne.ECARTEE)], "5", ("ecartee", "choix_compte")),
        ([("60", EtatLigne.ECARTEE)], "3", ("ecartee", "particulier")),  # a person stays one
        ([("64", EtatLigne.COMPTEE)], "4", ("comptee", None)),
        ([("6", EtatLigne.ECARTEE)], "6", ("comptee", None)),  # no account: no rule to move
    ],
)
def test_an_account_is_moved_with_all_its_lines(tmp_path, comptes, piece, attendu):
    decisions = tuple(Reclassement(*c) for c in comptes)

    assert _decide(tmp_path, comptes=decisions)[piece][: len(attendu)] == attendu


@pytest.mark.longue
def test_a_line_is_moved_alone_and_wins_over_its_account(tmp_path):
    lues = _decide(
        tmp_path,
        comptes=(Reclassement("6132", EtatLigne.ECARTEE),),
        lignes=(Reclassement(_print_of(tmp_path, "2"), EtatLigne.COMPTEE),),
    )

    assert lues["2"] == ("comptee", None, None, "ligne")
    assert lues["1"] == ("comptee", None, ATELIER[:9], None)


def test_somebody_taken_for_a_person_is_counted_once_recognised(tmp_path):
    choix = TableChoix().decide(ChoixTiers(nom="M. Dupond fictif", identifiant=siret("87654321")))

    assert _decide(tmp_path, choix=choix)["3"] == ("comptee", None, siret("87654321")[:9], "tiers")


def test_the_choice_of_a_postcode_wins_over_that_of_a_name(tmp_path):
    choix = (
        TableChoix()
        .decide(ChoixTiers(nom="Bailleur fictif", decision="hors_achats"))
        .decide(ChoixTiers(nom="Bailleur fictif", code_postal="35000", decision="particulier"))
    )

    assert _decide(tmp_path, choix=choix)["2"][:2] == ("ecartee", "particulier")


def test_lines_read_apart_are_put_together_and_doubles_are_found(tmp_path):
    bruts, rendu = [], None
    for nom in ("a", "b"):
        chemin = write_csv(tmp_path / f"{nom}.csv", [TITRES, *LIGNES])
        brut = tmp_path / f"{nom}.parquet"
        lecture = read_brut([Extrait(nom, chemin)], brut, ReglagesExtraits())
        bruts.append(brut)
        if rendu is None:
            rendu = lecture.compte_rendu
        else:
            rendu.merge(lecture.compte_rendu)
    settle_depenses(bruts, tmp_path / "tout.parquet", rendu, DecisionsDepenses())

    assert rendu.est_juste
    assert rendu.lues.lignes == 2 * len(LIGNES)
    assert rendu.par_motif["doublon_exact"].lignes == 3  # those that are counted or may be


_SENS = st.sampled_from([EtatLigne.COMPTEE, EtatLigne.ECARTEE])


@pytest.mark.longue
@settings(max_examples=8, deadline=None)
@given(
    comptes=st.dictionaries(st.sampled_from(["6", "61", "64111", "6227", "60623"]), _SENS),
    noms=st.sets(st.sampled_from([ligne[2] for ligne in LIGNES])),
)
def test_whatever_is_decided_the_account_adds_up(tmp_path_factory, comptes, noms):
    table = TableChoix()
    for nom in noms:
        table = table.decide(ChoixTiers(nom=nom, decision="hors_achats"))
    decisions = tuple(Reclassement(c, sens) for c, sens in comptes.items())

    lues = _decide(tmp_path_factory.mktemp("d"), choix=table, comptes=decisions)

    assert len(lues) == len(LIGNES)

"""What is kept of a buyer's contracts and figures says what the stores say, corrections too."""

import threading
import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaser.moteur.bilan import compute_bilan
from spaser.moteur.corrige import gardee
from spaser.moteur.corrige.gardee import LectureDemandee, lay_garde, open_garde
from spaser.moteur.corrige.lecture import list_contrats, list_origines, open_corrige
from spaser.moteur.decp.identite import Decisions
from spaser.moteur.entrepot.corrections import ETATS, Correction
from spaser.moteur.indicateurs import requetes
from tests.outils.corriges import open_entier
from tests.outils.territoire import find_territoire

SIREN = "001010016"
CONTRATS = 40
VALEURS = (
    "SELECT * EXCLUDE (siren) FROM valeurs WHERE siren = $1 ORDER BY indicateur, variante, annee"
)


@pytest.fixture(scope="module")
def publie(tmp_path_factory):
    return find_territoire(tmp_path_factory)


@pytest.fixture(scope="module")
def demande(publie, tmp_path_factory):
    return LectureDemandee(tmp_path_factory.mktemp("garde"), publie, SIREN)


@pytest.fixture(scope="module")
def lu(demande):
    with open_garde(demande) as ouvert:
        yield ouvert


@pytest.fixture(scope="module")
def cles(lu):
    """Contracts of every year, and of every kind."""
    contrats = list_contrats(lu)
    return [contrat.cle for contrat in contrats[:: max(1, len(contrats) // CONTRATS)]]


def _read(entrepot):
    lignes = entrepot.connexion.execute(VALEURS, [SIREN]).fetchall()
    return {ligne[:3]: [None if n is None else round(n, 6) for n in ligne[3:]] for ligne in lignes}


def _read_garde(lu, demande, corrections):
    with lay_garde(lu, demande, corrections) as corrige, corrige.cursor() as autre:
        return _read(autre)


def _read_entier(demande, corrections=()):
    with open_entier(
        demande.entrepot, SIREN, demande.prive, corrections, demande.decisions
    ) as corrige:
        return _read(corrige)


def test_what_is_kept_before_any_correction_is_what_the_stores_say(lu, demande):
    with open_corrige(demande.entrepot, SIREN) as entier:
        contrats = list_contrats(entier)
        assert list_contrats(lu) == contrats
        assert list_origines(lu, contrats[0].cle) == list_origines(entier, contrats[0].cle)
        jour = date(2026, 11, 24)
        assert compute_bilan(lu, SIREN, None, jour) == compute_bilan(entier, SIREN, None, jour)
        assert _read(lu) == _read(entier)


def _corrections(cles):
    etat = st.tuples(st.sampled_from(ETATS), st.sampled_from(["oui", "non", "inconnu"]))
    montant = st.tuples(st.just("montant"), st.sampled_from(["1.00", "250000.35", "9000000.10"]))
    famille = st.tuples(st.just("famille_achat"), st.sampled_from(["travaux", "inconnue"]))
    dite = st.one_of(etat, montant, famille)
    # One value a contract and column, as the lines in force are.
    par_place = st.dictionaries(st.sampled_from(cles), st.lists(dite, max_size=3), max_size=6)
    return par_place.map(
        lambda dits: [
            Correction(cle, colonne, valeur)
            for cle, siens in dits.items()
            for colonne, valeur in dict(siens).items()
        ]
    )


@pytest.mark.longue
@settings(max_examples=12)
@given(donnees=st.data())
def test_figures_redrawn_one_act_after_another_are_those_computed_whole(lu, demande, cles, donnees):
    """Acts added, changed, taken back, in any order: each state follows from the one before."""
    etats = donnees.draw(st.lists(_corrections(cles), min_size=2, max_size=4))
    for etat in etats:
        dernier = _read_garde(lu, demande, etat)
    assert dernier == _read_entier(demande, etats[-1])
    assert _read_garde(lu, demande, []) == _read(lu)


@pytest.mark.longue
def test_each_kind_of_correction_moves_what_it_should(lu, demande, cles):
    """One contract, one column at a time: the whole and the kept agree."""
    for colonne, valeur in [
        ("clause_sociale", "oui"),
        ("environnement", "non"),
        ("montant", "7.5"),
    ]:
        dites = [Correction(cles[3], colonne, valeur)]
        obtenu = _read_garde(lu, demande, dites)
        assert obtenu == _read_entier(demande, dites)
        assert obtenu != _read(lu)


def test_only_the_figures_and_years_of_a_correction_are_computed_again(
    lu, demande, cles, monkeypatch
):
    jouees = []
    ordonne = gardee._order
    monkeypatch.setattr(
        gardee, "_order", lambda requete: jouees.append(requete) or ordonne(requete)
    )
    dites = [Correction(cles[5], "montant", "11.00")]
    _read_garde(lu, demande, dites)
    jouees.clear()

    _read_garde(lu, demande, [*dites, Correction(cles[6], "environnement", "oui")])

    ensembles = {e.texte: e.touches for e in requetes.list_ensembles(lu.version)}
    assert {tuple(ensembles[requete]) for requete in jouees} == {
        ("environnement",),
        ("environnement", "montant"),
    }


@pytest.mark.longue
def test_a_store_of_an_earlier_release_has_its_figures_computed_whole(
    lu, demande, cles, monkeypatch
):
    monkeypatch.setattr(gardee, "list_ensembles", lambda _: [])
    dites = [Correction(cles[7], "reserve", "oui")]

    assert _read_garde(lu, demande, dites) == _read_entier(demande, dites)


@pytest.mark.longue
def test_what_is_damaged_on_the_disk_is_made_again(publie, tmp_path):
    demande = LectureDemandee(tmp_path, publie, SIREN)
    with open_garde(demande) as lu:
        dites = [Correction(list_contrats(lu)[0].cle, "reserve", "oui")]
        attendu = _read_garde(lu, demande, dites)
    for suffixe in (gardee.ASSISE, gardee.CHIFFRES):
        (fichier,) = tmp_path.glob(f"*{suffixe}")
        for octets in (fichier.read_bytes()[:-100], b"n'importe quoi", None):
            fichier.unlink() if octets is None else fichier.write_bytes(octets)
            with open_garde(demande) as lu:
                assert _read_garde(lu, demande, dites) == attendu, (suffixe, octets and len(octets))


@pytest.mark.longue
def test_a_process_killed_while_it_writes_leaves_nothing_that_counts(publie, tmp_path):
    demande = LectureDemandee(tmp_path, publie, SIREN)
    tmp_path.joinpath(f"{demande.name()}{gardee.ASSISE}.provisoire").write_bytes(b"coupe")

    with open_garde(demande) as lu:
        assert _read(lu) == _read_entier(demande)


@pytest.mark.longue
def test_many_readers_at_once_have_one_of_them_compute(publie, tmp_path, monkeypatch):
    demande = LectureDemandee(tmp_path, publie, SIREN)
    faits = []
    ecrit, compute = gardee._write_assise, gardee._compute
    monkeypatch.setattr(gardee, "_write_assise", lambda *a: faits.append("assise") or ecrit(*a))
    monkeypatch.setattr(gardee, "_compute", lambda *a: faits.append("chiffres") or compute(*a))

    def read():
        with open_garde(demande) as lu:
            _read_garde(lu, demande, [Correction(1, "social", "oui")])

    fils = [threading.Thread(target=read) for _ in range(3)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert faits == ["assise", "chiffres"]


def test_another_decision_is_another_reading(demande):
    decidee = replace(demande, decisions=Decisions(frozenset({("a" * 16, "b" * 16)}), frozenset()))

    assert decidee.name() != demande.name()
    assert replace(demande).name() == demande.name()


@pytest.mark.longue
def test_what_nobody_asks_for_goes(publie, tmp_path):
    demande = LectureDemandee(tmp_path / "1", publie, SIREN)
    with open_garde(demande):
        ecrits = {f.name for f in demande.garde.iterdir()}
    gardee.drop_unused(tmp_path, time.time() - 60)
    assert {f.name for f in demande.garde.iterdir()} == ecrits
    gardee.drop_unused(tmp_path, time.time() + 60)
    assert [f.name for f in demande.garde.iterdir()] == ["verrou"]


@pytest.mark.longue
def test_a_disk_that_takes_nothing_more_costs_time_alone(publie, tmp_path):
    tmp_path.joinpath("plein").write_text("not a folder")
    demande = LectureDemandee(tmp_path / "plein" / "1", publie, SIREN)
    with open_garde(demande) as lu:
        dites = [Correction(list_contrats(lu)[0].cle, "reserve", "oui")]
        assert _read_garde(lu, demande, dites) == _read_entier(demande, dites)

"""One buyer's contracts with her files and corrections on top, and the figures that follow."""

from datetime import date
from decimal import Decimal

import pytest

from spaser.moteur.corrige.lecture import (
    count_corrigees,
    find_cles,
    find_contrat,
    list_contrats,
    list_sirets,
    open_corrige,
)
from spaser.moteur.decp.ouverture import empreinte
from spaser.moteur.entrepot.corrections import COLONNES, ETATS, Correction
from spaser.moteur.entrepot.dossier import EntrepotAbsent
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from spaser.moteur.portrait import compute_portrait
from tests.moteur.fabrique_decp import marche, write_v2
from tests.outils.corriges import open_entier
from tests.outils.territoire import find_territoire

METROPOLE, DEPARTEMENT = "001010016", "001010024"


@pytest.fixture(scope="module")
def publie(tmp_path_factory):
    return find_territoire(tmp_path_factory)


def _select(entrepot, requete, *parametres):
    return entrepot.connexion.execute(requete, list(parametres)).fetchall()


@pytest.mark.longue
@pytest.mark.parametrize("siren", [METROPOLE, DEPARTEMENT])
def test_without_anything_of_ones_own_figures_are_the_published_ones(publie, siren):
    requete = "SELECT * FROM valeurs WHERE siren = $1 ORDER BY ALL"
    with open_entrepot(publie) as national, open_corrige(publie, siren) as sien:
        assert _select(sien, requete, siren) == _select(national, requete, siren)
        assert sien.acheteur(siren) == national.acheteur(siren)
        jour = date(2026, 11, 25)
        assert compute_portrait(sien, siren, jour) == compute_portrait(national, siren, jour)


def test_only_the_contracts_of_the_buyer_are_there(publie):
    with open_corrige(publie, METROPOLE) as sien:
        assert _select(sien, "SELECT DISTINCT acheteur_siren FROM marches") == [(METROPOLE,)]
        assert sien.acheteur(DEPARTEMENT) is None
        assert list_contrats(sien)[0].date_notification.year == 2026
        assert {siret[:9] for _, siret in list_sirets(sien, METROPOLE)} == {METROPOLE}


@pytest.mark.longue
def test_one_contract_is_found_as_it_is_listed(publie):
    with open_corrige(publie, METROPOLE) as sien:
        contrats = list_contrats(sien)
        assert [find_contrat(sien, contrat.cle) for contrat in contrats[:3]] == list(contrats[:3])
        assert find_contrat(sien, -1) is None


@pytest.mark.longue
@pytest.mark.parametrize(("valeur", "lue"), [("oui", True), ("non", False), ("inconnu", None)])
def test_each_state_can_be_given(publie, valeur, lue):
    """Each column to a contract of its own: it changes there, and nowhere else."""
    with open_corrige(publie, METROPOLE) as avant:
        cles = [contrat.cle for contrat in list_contrats(avant)]
    donnees = dict(zip(ETATS, cles[3:], strict=False))
    corrections = [Correction(cle, colonne, valeur) for colonne, cle in donnees.items()]
    ecarts = []
    with open_entier(publie, METROPOLE, None, corrections) as sien:
        for colonne, cle in donnees.items():
            lues = _select(sien, f"SELECT {colonne} FROM marches WHERE cle = $1", cle)
            autres = (
                "SELECT count(*) FROM marches m JOIN publies p USING (cle) "
                f"WHERE m.cle <> $1 AND m.{colonne} IS DISTINCT FROM p.{colonne}"
            )
            if (lues, _select(sien, autres, cle)) != ([(lue,)], [(0,)]):
                ecarts.append((colonne, lues))
    assert len(donnees) == len(ETATS)
    assert ecarts == []


@pytest.mark.longue
def test_an_amount_given_is_trusted_and_a_later_modification_still_holds(publie):
    with open_corrige(publie, METROPOLE) as avant:
        ((simple,),) = _select(
            avant,
            "SELECT cle FROM marches WHERE nb_modifications = 0 AND NOT double_compte LIMIT 1",
        )
        ((modifie, apres),) = _select(
            avant, "SELECT cle, montant FROM marches WHERE nb_modifications > 0 LIMIT 1"
        )
    retouches = [Correction(cle, "montant", "1234.50") for cle in (simple, modifie)]
    with open_entier(publie, METROPOLE, None, retouches) as sien:
        requete = (
            "SELECT montant_initial, montant, montant_utile, montant_suspicion "
            "FROM marches WHERE cle = $1"
        )
        donne = Decimal("1234.50")
        assert _select(sien, requete, simple) == [(donne, donne, donne, None)]
        assert _select(sien, requete, modifie)[0][:2] == (donne, apres)


def test_a_correction_of_a_contract_that_is_not_there_changes_nothing(publie):
    retouches = [Correction(12, colonne, "oui") for colonne in COLONNES if colonne != "montant"]
    with open_entier(publie, METROPOLE, None, retouches) as sien:
        assert _select(sien, "SELECT count(*) FROM marches WHERE cle = 12") == [(0,)]


@pytest.mark.longue
def test_contracts_that_are_no_longer_as_published_are_counted_by_year_and_theme(publie):
    with open_corrige(publie, METROPOLE) as avant:
        contrats = [c for c in list_contrats(avant) if c.famille == "marche" and c.annee == 2024]
        intactes = count_corrigees(avant)
    cibles = [c for c in contrats if c.social is False][:2]
    retouches = [Correction(c.cle, "social", "oui") for c in cibles]
    retouches += [
        Correction(cibles[0].cle, "environnement", "inconnu"),
        Correction(cibles[1].cle, "montant", "12345.00"),
        Correction(contrats[-1].cle, "social", "oui" if contrats[-1].social else "non"),
    ]
    with open_entier(publie, METROPOLE, None, retouches) as sien:
        (annee,) = [une for une in count_corrigees(sien) if une.social]

    assert {(u.social, u.environnement, u.montant) for u in intactes} == {(0, 0, 0)}
    assert (annee.annee, annee.marches) == (2024, len(contrats))
    assert [annee.count(t) for t in ("social", "environnement", "volume")] == [2, 1, 1]


def _store(dossier, nom, contrats):
    """Build a private store; return its folder and the checksum of what it was read from."""
    source = write_v2(dossier / f"{nom}.json", contrats)
    import_fichiers([source], dossier / nom)
    return dossier / nom, empreinte(source)


def _mine(**champs):
    return marche(acheteur={"id": f"{METROPOLE}00019"}, **champs)


def _keys(national, prive, somme):
    with open_corrige(national, METROPOLE, prive) as sien:
        cles = find_cles(sien, somme)
        objets = {c.cle: c.objet for c in list_contrats(sien)}
    return {rang: objets[cle] for rang, cle in cles.items()}


@pytest.mark.longue
@pytest.mark.parametrize("avec_national", [True, False])
def test_each_record_of_a_file_leads_to_the_contract_that_shows_it(publie, tmp_path, avec_national):
    lots = [_mine(id="X", objet=f"Lot {i} : voirie", montant=i * 1000) for i in (1, 2)]
    versions = [_mine(id="Y", objet="Rues", montant=montant) for montant in (5, 5, 6)]
    prive, somme = _store(tmp_path, "prive", [*lots, *versions])

    national = publie if avec_national else tmp_path / "rien"

    assert _keys(national, prive, somme) == {
        1: "Lot 1 : voirie",
        2: "Lot 2 : voirie",
        3: "Rues",
        4: "Rues",
        5: "Rues",
    }
    with open_corrige(national, METROPOLE, prive) as sien:
        cles = find_cles(sien, somme)
        assert len({cles[3], cles[4], cles[5]}) == 1
        assert find_cles(sien, "0" * 64) == {}


@pytest.mark.longue
def test_a_record_of_a_published_contract_leads_to_its_key(publie, tmp_path):
    with open_corrige(publie, METROPOLE) as avant:
        connu = next(c for c in list_contrats(avant) if c.id and c.montant)
        siret = dict(list_sirets(avant, METROPOLE))[connu.id]
    repris = marche(
        id=connu.id,
        objet=connu.objet,
        acheteur={"id": siret},
        montant=connu.montant,
        dateNotification=connu.date_notification.isoformat(),
    )
    prive, somme = _store(tmp_path, "prive", [_mine(id="Z", objet="Autre", montant=7), repris])

    with open_corrige(publie, METROPOLE, prive) as sien:
        assert find_cles(sien, somme)[2] == connu.cle


@pytest.mark.longue
def test_a_record_put_in_quarantine_leads_to_none_and_shifts_no_rank(publie, tmp_path):
    prive, somme = _store(
        tmp_path, "prive", ["ni marché ni rien", _mine(id="Z", objet="Autre", montant=7)]
    )

    assert _keys(publie, prive, somme) == {2: "Autre"}


def test_without_any_store_it_is_told(tmp_path):
    with pytest.raises(EntrepotAbsent), open_corrige(tmp_path, METROPOLE):
        pass

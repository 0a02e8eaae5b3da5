"""A buyer's own store over the national one: a correction supersedes and never duplicates."""

import shutil
from pathlib import Path

import pytest

from spaser.moteur.entrepot.dossier import EntrepotAbsent
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import (
    ACHETEUR,
    AUTRE_ACHETEUR,
    AUTRE_TITULAIRE,
    ask,
    ask_one,
    concession,
    marche,
    modification,
    siret,
    titulaire_v2,
    write_v2,
)

SANS_NUMERO = [
    marche(id="L", objet="Voirie", montant=1000),
    marche(id="L", objet="Toiture", montant=2000, titulaires=[titulaire_v2(AUTRE_TITULAIRE)]),
    marche(id="L", objet="Peinture", montant=3000, titulaires=[titulaire_v2(siret(13))]),
]
NATIONAL = [
    marche(id="seul", montant=10000),
    *[marche(id="lots", objet=f"Lot {i} : voirie", montant=1000 * i) for i in (1, 2, 3)],
    *SANS_NUMERO,
    *[marche(id="suivants", objet=f"Lot {i} : signaux") for i in (1, 2)],
    marche(id="cadre", techniques={"technique": ["Accord-cadre"]}, montant=400000),
    marche(id="suite", idAccordCadre="cadre", montant=5000),
    marche(id="autre acheteur", acheteur={"id": AUTRE_ACHETEUR}, montant=7),
]
CORRECTIONS = [
    marche(id="seul", montant=11000, objet="Objet corrigé", datePublicationDonnees="2024-09-01"),
    marche(id="lots", objet="Lot 2 : voirie", montant=2500, datePublicationDonnees="2024-09-01"),
    marche(
        id="L",
        objet="Toiture",
        montant=2600,
        titulaires=[titulaire_v2(AUTRE_TITULAIRE)],
        datePublicationDonnees="2024-09-01",
    ),
    marche(id="suite", idAccordCadre="cadre", montant=5500, datePublicationDonnees="2024-09-01"),
    marche(id="à moi", montant=900, modifications=[modification(id=1, montant=950)]),
    marche(id="L", objet="Lot oublié", montant=77, titulaires=[titulaire_v2(siret(14))]),
    marche(id="suivants", objet="Lot 9 : signaux", montant=99),
]


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """Build the two stores; the private one read its corrections in a file of the same rank."""
    dossier = tmp_path_factory.mktemp("prive")
    import_fichiers(
        [write_v2(dossier / "national.json", NATIONAL, [concession()])], dossier / "national"
    )
    import_fichiers([write_v2(dossier / "mien.json", CORRECTIONS)], dossier / "prive")
    return dossier / "national", dossier / "prive"


def test_corrections_supersede_their_contract_and_nothing_else(stores):
    national, prive = stores

    lignes = ask(national, "SELECT id, objet, montant_initial FROM marches ORDER BY ALL", (), prive)

    vert = "Entretien des espaces verts"
    assert lignes == [
        ("C-2024-1", "Exploitation de la halle", 500000),
        ("L", "Lot oublié", 77),
        ("L", "Peinture", 3000),
        ("L", "Toiture", 2600),
        ("L", "Voirie", 1000),
        ("autre acheteur", vert, 7),
        ("cadre", vert, 400000),
        ("lots", "Lot 1 : voirie", 1000),
        ("lots", "Lot 2 : voirie", 2500),
        ("lots", "Lot 3 : voirie", 3000),
        ("seul", "Objet corrigé", 11000),
        ("suite", vert, 5500),
        ("suivants", "Lot 1 : signaux", 90000),
        ("suivants", "Lot 2 : signaux", 90000),
        ("suivants", "Lot 9 : signaux", 99),
        ("à moi", vert, 900),
    ]


def test_a_key_names_one_contract_and_a_correction_takes_that_of_its_contract(stores):
    national, prive = stores
    requete = "SELECT cle, id || objet FROM marches"
    avant = {contrat: cle for cle, contrat in ask(national, requete)}

    ensemble = ask(national, requete, (), prive)

    assert len({cle for cle, _ in ensemble}) == len(ensemble)
    apres = {contrat: cle for cle, contrat in ensemble}
    for contrat in ("lotsLot 2 : voirie", "LToiture", "LVoirie", "lotsLot 1 : voirie"):
        assert apres[contrat] == avant[contrat]
    assert apres["seulObjet corrigé"] == avant["seulEntretien des espaces verts"]
    assert apres["LLot oublié"] not in avant.values()


def test_each_record_leads_back_to_its_own_file(stores):
    national, prive = stores

    lignes = ask(
        national,
        "SELECT m.id, m.objet, s.nom, m.rang FROM marches m JOIN sources s ON s.cle = m.source "
        "WHERE id = 'lots' ORDER BY ALL",
        (),
        prive,
    )

    assert lignes == [
        ("lots", "Lot 1 : voirie", "national.json", 2),
        ("lots", "Lot 2 : voirie", "mien.json", 2),
        ("lots", "Lot 3 : voirie", "national.json", 4),
    ]
    with open_entrepot(national, prive) as entrepot:
        sources = {s.cle: s.nom for s in entrepot.sources()}
        assert sources == dict(
            entrepot.connexion.execute("SELECT cle, nom FROM sources").fetchall()
        )
    assert sorted(sources.values()) == ["mien.json", "national.json"]


@pytest.mark.longue
@pytest.mark.parametrize("table", ["titulaires", "modifications"])
def test_child_tables_follow_the_contract_that_is_shown(stores, table):
    national, prive = stores

    orphelins = ask(national, f"FROM {table} ANTI JOIN marches USING (cle)", (), prive)
    compte = ask_one(
        national,
        "SELECT count(*), sum(nb_titulaires), sum(nb_modifications) FROM marches",
        (),
        prive,
    )

    attendu = {"titulaires": compte[1], "modifications": compte[2]}[table]
    assert orphelins == []
    assert ask_one(national, f"SELECT count(*) FROM {table}", (), prive) == (attendu,)


def test_money_already_counted_in_a_framework_is_not_counted_again(stores):
    national, prive = stores

    lignes = ask(
        national, "SELECT double_compte, montant_utile FROM marches WHERE id = 'suite'", (), prive
    )

    assert lignes == [(True, None)]


def test_buyers_count_what_is_shown(stores):
    national, prive = stores

    lignes = ask(
        national,
        "SELECT siren, nb_marches, nb_concessions FROM acheteurs ORDER BY siren",
        (),
        prive,
    )

    assert lignes == [(ACHETEUR[:9], 14, 1), (AUTRE_ACHETEUR[:9], 1, 0)]


def test_published_figures_are_told_apart(stores):
    national, prive = stores

    with open_entrepot(national, prive) as ensemble, open_entrepot(national) as seul:
        assert not ensemble.figures_publiees
        assert seul.figures_publiees
        valeurs = "SELECT * FROM valeurs ORDER BY ALL"
        assert (
            ensemble.connexion.execute(valeurs).fetchall()
            == seul.connexion.execute(valeurs).fetchall()
        )


def test_the_national_store_alone_never_shows_the_private_one(stores):
    national, _ = stores

    assert ask_one(
        national, "SELECT count(*) FROM marches WHERE montant_initial IN (2500, 77)"
    ) == (0,)


@pytest.mark.longue
def test_a_private_copy_of_what_is_published_changes_no_count(tmp_path):
    fichier = write_v2(tmp_path / "f.json", NATIONAL)
    import_fichiers([fichier], tmp_path / "n")
    import_fichiers([fichier], tmp_path / "p")

    requete = "SELECT cle, id, objet, montant_initial, double_compte FROM marches ORDER BY ALL"

    assert ask(tmp_path / "n", requete, (), tmp_path / "p") == ask(tmp_path / "n", requete)


def test_a_private_store_that_does_not_exist_is_told(stores, tmp_path):
    with pytest.raises(EntrepotAbsent), open_entrepot(stores[0], tmp_path / "rien"):
        pass


@pytest.mark.longue
def test_both_versions_stay_while_they_are_read(stores, tmp_path):
    national, prive = copies = [
        Path(shutil.copytree(store, tmp_path / store.name, symlinks=True)) for store in stores
    ]
    with open_entrepot(national, prive) as entrepot:
        for dossier in copies:
            import_fichiers([write_v2(tmp_path / "n.json", [marche(id="plus")])], dossier)
        assert entrepot.connexion.execute("SELECT count(*) FROM marches").fetchone() == (16,)

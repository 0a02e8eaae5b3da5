"""A buyer's contracts by year, family, holder, place and end, on the invented territory."""

from collections import defaultdict
from datetime import date

import pytest

from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from spaser.moteur.indicateurs.croisement import AxeCroisement, map_groupes
from spaser.moteur.portrait import (
    Concentration,
    compute_portrait,
    count_titularisations,
    list_familles,
)
from tests.moteur.fabrique_decp import marche, siren, siret, titulaire_v2, write_v2
from tests.moteur.referentiels.fabrique import write_etablissements
from tests.outils.territoire import find_territoire

METROPOLE = "001010016"
JOUR = date(2026, 11, 24)


@pytest.fixture(scope="module")
def entrepot(tmp_path_factory):
    with open_entrepot(find_territoire(tmp_path_factory)) as ouvert:
        yield ouvert


@pytest.fixture(scope="module")
def portrait(entrepot):
    return compute_portrait(entrepot, METROPOLE, JOUR)


def test_years_and_families_count_each_contract_once(entrepot, portrait):
    attendus = entrepot.acheteur(METROPOLE).nb_marches

    assert sum(volume.marches for volume in portrait.annees) == attendus
    assert sum(volume.marches for volume in portrait.familles) == attendus
    assert {v.nom: v.marches for v in portrait.annees}["2025"] == 146


def test_a_subsequent_contract_is_not_said_to_have_no_usable_amount(entrepot, portrait):
    with entrepot.cursor() as lecteur:
        ((suspects, subsequents),) = lecteur.connexion.execute(
            "SELECT count(*) FILTER (NOT double_compte), count(*) FILTER (double_compte) "
            "FROM marches WHERE acheteur_siren = $siren AND famille = 'marche' "
            "AND montant_utile IS NULL",
            {"siren": METROPOLE},
        ).fetchall()

    assert min(suspects, subsequents) > 0
    for volumes in (portrait.annees, portrait.familles):
        assert sum(volume.sans_montant for volume in volumes) == suspects
        assert sum(volume.subsequents for volume in volumes) == subsequents


def test_holders_come_by_amount(portrait):
    montants = [titulaire.montant for titulaire in portrait.titulaires]

    assert len(montants) == 10
    assert montants == sorted(montants, reverse=True)


def test_contracts_that_end_do_so_within_twelve_months(portrait):
    assert portrait.nb_echeances == 118
    assert len(portrait.echeances) == 20
    assert all(JOUR <= echeance.fin <= date(2027, 11, 24) for echeance in portrait.echeances)


def test_those_that_end_soon_are_all_counted_by_month(entrepot, portrait):
    mois = [fin.nom for fin in portrait.fins]

    assert mois == sorted(set(mois))
    assert (mois[0], mois[-1]) >= ("2026-11", "2027-10")
    assert sum(fin.marches for fin in portrait.fins) == portrait.nb_echeances
    for echeance in portrait.echeances:
        assert f"{echeance.fin:%Y-%m}" in mois


def test_a_holder_is_known_as_a_supplier_and_has_no_portrait(entrepot, portrait):
    fournisseur = portrait.titulaires[0].siren

    assert count_titularisations(entrepot, fournisseur) >= 1
    vide = compute_portrait(entrepot, fournisseur, JOUR)
    assert (vide.annees, vide.concentration, vide.lieux_execution) == ((), None, ())


def recompute(entrepot, siren):
    """Give the concentration and the places of execution by plain loops over the store's rows."""
    lire = entrepot.connexion.execute
    marches = lire(
        "SELECT cle, montant_utile, lieu_departement FROM marches "
        "WHERE acheteur_siren = ? AND famille = 'marche'",
        [siren],
    ).fetchall()
    choisis = {cle for cle, _, _ in marches}
    titulaires = defaultdict(set)
    for cle, titulaire in lire(
        "SELECT cle, siren FROM titulaires WHERE modification = 0"
    ).fetchall():
        if titulaire and cle in choisis:
            titulaires[cle].add(titulaire)
    gagnes, lieux = defaultdict(list), defaultdict(int)
    for cle, montant, lieu in marches:
        lieux[lieu or ""] += 1
        for titulaire in titulaires[cle]:
            gagnes[titulaire].append(montant)
    ordre = sorted(gagnes, key=lambda s: (-sum(m or 0 for m in gagnes[s]), -len(gagnes[s]), s))
    connu = sum(m or 0 for cle, m, _ in marches if titulaires[cle])
    premiers = [
        sum(m or 0 for cle, m, _ in marches if titulaires[cle] & set(ordre[:nombre]))
        for nombre in (1, 5, 10)
    ]
    orphelins = [m or 0 for cle, m, _ in marches if not titulaires[cle]]
    return len(gagnes), connu, sum(orphelins), len(orphelins), premiers, dict(lieux)


def dump(portrait):
    c = portrait.concentration
    montants = [premiers.montant for premiers in c.premiers]
    lieux = {lieu.nom: lieu.marches for lieu in portrait.lieux_execution}
    return c.titulaires, c.connu, c.inconnu, c.sans_titulaire, montants, lieux


def agree(portrait, attendu):
    titulaires, connu, *suite = attendu
    assert dump(portrait) == (
        titulaires,
        pytest.approx(float(connu)),
        pytest.approx(float(suite[0])),
        suite[1],
        pytest.approx([float(m) for m in suite[2]]),
        suite[3],
    )


def test_concentration_and_places_are_those_that_plain_loops_give(entrepot, portrait):
    agree(portrait, recompute(entrepot, METROPOLE))

    assert portrait.concentration.premiers[0].montant < portrait.concentration.premiers[2].montant


def test_what_nobody_is_known_to_hold_makes_the_bounds_of_the_concentration():
    concentration = Concentration(2, connu=75.0, inconnu=25.0, sans_titulaire=1, premiers=())

    assert concentration.bound(60.0) == (0.8, 0.6, 0.85)


@pytest.mark.longue
@pytest.mark.donnees_reelles
def test_every_real_buyer_has_the_concentration_that_plain_loops_give(
    donnees_reelles, tmp_path_factory
):
    dossier = tmp_path_factory.mktemp("reels") / "e"
    import_fichiers([donnees_reelles / "v2-2022"], dossier)
    with open_entrepot(dossier) as ouvert:
        acheteurs = ouvert.list_acheteurs(limite=1000)
        lus = [(a.siren, compute_portrait(ouvert, a.siren, JOUR)) for a in acheteurs]
        partages = [(siren, lu) for siren, lu in lus if lu.concentration]
        for siren, lu in partages:
            agree(lu, recompute(ouvert, siren))

    assert len(partages) > 50


@pytest.fixture(scope="module")
def situes(tmp_path_factory):
    """Give a store of a few contracts whose holders have places that the Sirene list knows."""
    dossier = tmp_path_factory.mktemp("situes")
    marches = [
        marche(id="A", montant=100, titulaires=[titulaire_v2(siret(11))]),
        marche(id="B", montant=200, titulaires=[titulaire_v2(siret(11)), titulaire_v2(siret(12))]),
        marche(id="C", montant=400, titulaires=[titulaire_v2(siret(13))]),
        marche(id="D", montant=800, titulaires=[titulaire_v2(siret(14)), titulaire_v2(siret(11))]),
        marche(id="E", montant=50, titulaires=[titulaire_v2("FR123", "TVA")]),
    ]
    # A district of Paris stands for Paris; 14 is not in the list.
    etablissements = write_etablissements(
        dossier / "StockEtablissement_utf8.parquet",
        *(
            {
                "siren": siren(n),
                "nic": siret(n)[9:],
                "siret": siret(n),
                "codeCommuneEtablissement": commune,
            }
            for n, commune in ((11, "35238"), (12, "75102"), (13, "35051"))
        ),
    )
    contrats = write_v2(dossier / "contrats.json", marches)
    import_fichiers([contrats, etablissements], dossier / "entrepot")
    with open_entrepot(dossier / "entrepot") as ouvert:
        yield compute_portrait(ouvert, siren(1), JOUR)


def test_a_contract_counts_in_the_department_of_each_of_its_holders(situes):
    lieux = {lieu.nom: (lieu.marches, lieu.montant) for lieu in situes.lieux_titulaires}

    assert lieux == {"35": (4, 1500.0), "75": (1, 200.0), "": (2, 850.0)}


def test_a_holder_from_elsewhere_is_nobody_known(situes):
    assert (situes.concentration.sans_titulaire, situes.concentration.inconnu) == (1, 50.0)
    assert [p.montant for p in situes.concentration.premiers] == [1100.0, 1500.0, 1500.0]


def test_without_the_list_of_establishments_places_of_holders_are_not_known(portrait):
    assert portrait.lieux_titulaires is None


@pytest.fixture(scope="module")
def familles(entrepot):
    return list_familles(entrepot, METROPOLE, 2025, JOUR)


def test_families_of_a_year_count_each_contract_once(portrait, familles):
    annee = next(volume for volume in portrait.annees if volume.nom == "2025")

    assert sum(famille.volume.marches for famille in familles) == annee.marches
    assert sum(famille.volume.sans_montant for famille in familles) == annee.sans_montant
    assert sum(famille.volume.montant or 0 for famille in familles) == pytest.approx(annee.montant)
    montants = [famille.volume.montant or 0 for famille in familles]
    assert montants == sorted(montants, reverse=True)


def test_holders_of_a_family_are_counted_as_a_reader_would(entrepot, familles):
    """A second computation, in plain Python, from the lines of the store."""
    with entrepot.cursor() as lecteur:
        classes = map_groupes(lecteur, METROPOLE, 2025)[AxeCroisement.FAMILLE]
        lignes = lecteur.connexion.execute(
            "SELECT m.cle, t.siren FROM marches m LEFT JOIN titulaires t ON t.ligne = m.ligne "
            "AND t.modification = 0 WHERE m.acheteur_siren = $siren AND m.annee = 2025 "
            "AND m.famille = 'marche'",
            {"siren": METROPOLE},
        ).fetchall()
    titulaires, connus, tous = defaultdict(set), defaultdict(set), defaultdict(set)
    for cle, titulaire in lignes:
        tous[classes[cle]].add(cle)
        if titulaire:
            titulaires[classes[cle]].add(titulaire)
            connus[classes[cle]].add(cle)

    assert {f.volume.nom: (f.titulaires, f.sans_titulaire) for f in familles} == {
        nom: (len(titulaires[nom]), len(cles - connus[nom])) for nom, cles in tous.items()
    }


def test_contracts_of_a_family_that_end_soon_are_counted_and_the_largest_named(familles):
    limite = date(2028, 11, 24)

    assert any(famille.nb_fins > len(famille.fins) for famille in familles)
    for famille in familles:
        assert len(famille.fins) == min(famille.nb_fins, 3)
        assert all(JOUR <= fin.fin <= limite for fin in famille.fins)
        montants = [fin.montant or 0 for fin in famille.fins]
        assert montants == sorted(montants, reverse=True)


def test_a_year_without_contracts_has_no_family(entrepot):
    assert list_familles(entrepot, METROPOLE, 1999, JOUR) == ()

"""Figures on demand: worked examples, a second computation on made records and on real files."""

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from spaser.moteur.corrige.lecture import open_corrige
from spaser.moteur.entrepot.corrections import Correction
from spaser.moteur.entrepot.familles import INCONNUE
from spaser.moteur.entrepot.lecture import Entrepot, open_entrepot
from spaser.moteur.entrepot.manifeste import Manifeste
from spaser.moteur.importation import import_fichiers
from spaser.moteur.indicateurs.catalogue import (
    DEMANDES,
    INDICATEURS,
    RUBRIQUES,
    gives_taux,
    list_rubrique,
)
from spaser.moteur.indicateurs.colonnes import LUES
from spaser.moteur.indicateurs.constats import compute_constats
from spaser.moteur.indicateurs.croisement import AxeCroisement, cross, map_groupes
from spaser.moteur.indicateurs.preuve import list_preuve
from spaser.moteur.referentiels import depot
from tests.moteur.fabrique_decp import marche, siret, titulaire_v2, write_v2
from tests.moteur.indicateurs import reference_demande as reference
from tests.moteur.indicateurs.hasard import ACHETEURS, make_hasard
from tests.moteur.indicateurs.magasin import ANNEE, SIREN, open_exemple, open_magasin
from tests.moteur.indicateurs.reference import Monde, list_moyennes
from tests.outils.corriges import open_entier

TAUX = {i.code for i in (*INDICATEURS, *DEMANDES) if gives_taux(i)}
NOMS = {
    AxeCroisement.PROCEDURE: reference.name_procedure,
    AxeCroisement.TRANCHE: reference.name_tranche,
}
REELS = 6  # the largest buyers of each folder, a year each
# What an open store has and a few rows in memory have not: the tables of families.
FAMILLES = """
CREATE TABLE familles_corrigees (cle UBIGINT, famille VARCHAR);
CREATE TABLE ref_segments AS SELECT '15' AS prefixe, 'a' AS famille, 'Aliments' AS famille_libelle;
CREATE MACRO prefixe_cpv(cpv) AS left(cpv, 2);
"""


def open_rows(tables):
    """Open a store of these rows, all lists there."""
    connexion = open_magasin(tables)
    connexion.execute(FAMILLES)
    nulle_part = Path("nulle-part")
    manifeste = Manifeste(referentiels={nom: {} for nom in depot.COLONNES})
    return Entrepot(connexion, nulle_part, nulle_part, (manifeste,))


def read_cross(entrepot, siren, annee, axe):
    """Give each rate of each group, whatever its part."""
    return {
        (groupe.nom, code, variante): valeur
        for rubrique in RUBRIQUES
        for groupe in cross(entrepot, siren, annee, axe, rubrique)
        for (code, variante), valeur in groupe.valeurs.items()
    }


def measures(valeur):
    return (valeur.n, valeur.inconnus, valeur.valeur, valeur.bas, valeur.haut)


def near(mesures):
    return [None if m is None else pytest.approx(float(m), abs=1e-9) for m in mesures]


def test_each_rate_is_in_one_part_beside_those_of_the_law():
    places = Counter(i.code for rubrique in RUBRIQUES[1:] for i in list_rubrique(rubrique))

    assert places == dict.fromkeys(TAUX, 1)
    assert [i.code for i in list_rubrique("loi")] == [
        "SOC-01", "SOC-02", "ENV-01", "ENV-02", "SOC-13", "SOC-IN",
    ]  # fmt: skip


@pytest.mark.parametrize("indicateur", DEMANDES, ids=lambda i: i.code)
def test_the_example_gives_what_its_page_says(indicateur):
    connexion = open_exemple(indicateur.exemple)
    entrepot = Entrepot(connexion, Path("x"), Path("x"), (Manifeste(),))
    constats = compute_constats(entrepot, SIREN, ANNEE)
    valeurs = {
        (v.indicateur, v.variante): v for v in (*constats.parts, *constats.premiers, constats.lots)
    }
    assert [a.variante for a in indicateur.exemple.attendus] == list(indicateur.variantes)
    for attendu in indicateur.exemple.attendus:
        obtenu = valeurs[indicateur.code, attendu.variante]
        for champ in ("numerateur", "denominateur", "n", "inconnus", "valeur", "bas", "haut"):
            assert getattr(obtenu, champ) == pytest.approx(getattr(attendu, champ)), champ
        lignes = list_preuve(entrepot, SIREN, indicateur.code, ANNEE, attendu.variante)
        etats = [ligne.etat for ligne in lignes if ligne.etat != "ecarte"]
        assert (len(etats), etats.count("inconnu")) == (attendu.n, attendu.inconnus)


@pytest.fixture(scope="module", params=range(2))
def hasard(request):
    tables = make_hasard(request.param, 120)
    return tables, open_rows(tables)


@pytest.mark.longue
@pytest.mark.parametrize("axe", NOMS)
def test_rates_by_group_are_those_of_a_second_computation(hasard, axe):
    tables, entrepot = hasard
    monde = Monde(tables)
    for annee in (2025, None):
        siens = [
            m for m in tables["marches"] if (m["acheteur_siren"], m["annee"]) == (SIREN, annee)
        ]
        moyennes = {c: m for c, m in list_moyennes().items() if c in TAUX}
        attendus = reference.cross(monde, siens, NOMS[axe], moyennes)
        lues = read_cross(entrepot, SIREN, annee, axe)

        publies = {(i.code, v) for i in (*INDICATEURS, *DEMANDES) for v in i.variantes}
        attendus = {cle: m for cle, m in attendus.items() if cle[1:] in publies}
        # A group seen as others see it: the unbreakable spaces of its name are plain here.
        trouvees = {(cle[0].replace("\u00a0", " ").replace("\u202f", " "), *cle[1:]): v
                    for cle, v in lues.items()}  # fmt: skip
        assert trouvees.keys() == attendus.keys()
        for cle, attendu in attendus.items():
            assert list(measures(trouvees[cle])) == near(attendu), (annee, cle)


def check_constats(entrepot, monde, siren, annee, siens):
    constats = compute_constats(entrepot, siren, annee)
    parts = reference.cross(monde, siens, lambda _: "", {})
    for valeur in constats.parts:
        attendu = parts.get(("", valeur.indicateur, valeur.variante), (0, 0, None, None, None))
        assert list(measures(valeur)) == near(attendu), valeur
    for nombre, valeur in zip((1, 5, 10), constats.premiers, strict=True):
        attendu = reference.compute_premiers(monde, siens, nombre)
        assert list(measures(valeur)) == near(attendu), valeur
    indice = reference.compute_indice(monde, siens)
    lu = constats.indice and (constats.indice.valeur, constats.indice.bas, constats.indice.haut)
    assert lu == (indice and pytest.approx(indice))
    lots, procedures, nommes, isoles = reference.compute_lots(monde, siens)
    lus = constats.lots
    assert ((lus.numerateur or 0), lus.denominateur, lus.n, lus.inconnus) == (
        lots, procedures, nommes, isoles,
    )  # fmt: skip
    return constats


@pytest.mark.longue
def test_single_figures_are_those_of_a_second_computation(hasard):
    tables, entrepot = hasard
    monde = Monde(tables)
    for siren in ACHETEURS:
        for annee in (2023, 2025, None):
            siens = [
                m for m in tables["marches"]
                if (m["acheteur_siren"], m["annee"]) == (siren, annee)
            ]  # fmt: skip
            check_constats(entrepot, monde, siren, annee, siens)


def test_the_proof_of_a_single_figure_counts_as_it_does(hasard):
    _, entrepot = hasard
    constats = compute_constats(entrepot, SIREN, 2025)
    for valeur in (*constats.parts, *constats.premiers):
        lignes = list_preuve(entrepot, SIREN, valeur.indicateur, 2025, valeur.variante)
        etats = Counter(ligne.etat for ligne in lignes if ligne.etat != "ecarte")
        assert (etats.total(), etats["inconnu"]) == (valeur.n, valeur.inconnus)
        comptes = [ligne for ligne in lignes if ligne.etat == "compte"]
        en_euros = valeur.variante == "montant"
        somme = sum(ligne.montant for ligne in comptes) if en_euros else len(comptes)
        assert somme == pytest.approx(valeur.numerateur or 0)


def test_a_buyer_without_contracts_has_no_figure_and_never_a_zero():
    constats = compute_constats(open_rows({}), SIREN, 2025)

    assert [v.valeur for v in (*constats.parts, *constats.premiers, constats.lots)] == [None] * 7
    assert all(v.absence for v in (*constats.parts, *constats.premiers, constats.lots))
    assert constats.indice is None
    assert cross(open_rows({}), SIREN, 2025, AxeCroisement.FAMILLE, "loi") == ()


def _write(dossier):
    cpv = {"1": "15800000", "2": "15900000", "3": "45000000", "4": None}
    marches = [
        marche(
            id=f"M{n}", codeCPV=cpv[n], montant=100_000,
            titulaires=[titulaire_v2(siret(10 + int(n)))],
            considerationsSociales={"considerationSociale": [
                "Clause sociale" if n in "12" else "Pas de considération"]},
        )
        for n in cpv
    ]  # fmt: skip
    return write_v2(dossier / "contrats.json", marches)


@pytest.mark.longue
def test_a_family_follows_the_code_or_the_word_of_the_buyer(tmp_path):
    import_fichiers([_write(tmp_path)], tmp_path / "e")
    with open_entrepot(tmp_path / "e") as entrepot:
        ((siren, annee),) = entrepot.connexion.execute(
            "SELECT DISTINCT acheteur_siren, annee FROM marches"
        ).fetchall()
        cles = dict(entrepot.connexion.execute("SELECT id, cle FROM marches").fetchall())
        publies = read_social(entrepot, siren, annee)
    retouches = [
        Correction(cles["M3"], "famille_achat", "alimentation"),
        Correction(cles["M2"], "social", "non"),
    ]
    with open_entier(tmp_path / "e", siren, None, retouches) as entrepot:
        corriges = read_social(entrepot, siren, annee)

    travaux = "Travaux et bâtiments"
    assert {nom for nom in publies if nom != travaux} >= {"Alimentation et restauration", INCONNUE}
    assert publies["Alimentation et restauration"] == (2, 2, 2)
    assert corriges["Alimentation et restauration"] == (3, 1, 3)
    assert corriges[INCONNUE] == publies[INCONNUE] == (1, 0, 1)
    assert list(publies)[-1] == INCONNUE


def read_social(entrepot, siren, annee):
    groupes = cross(entrepot, siren, annee, AxeCroisement.FAMILLE, "social")
    return {
        g.nom: (g.marches, v.numerateur, v.denominateur)
        for g in groupes
        for v in [g.valeurs["SOC-01", "nombre"]]
    }


@pytest.mark.longue
def test_the_texts_that_run_are_those_that_the_build_kept(tmp_path):
    import_fichiers([_write(tmp_path)], tmp_path / "e")
    with open_entrepot(tmp_path / "e") as entrepot:
        gardees = json.loads((entrepot.version / "requetes.json").read_bytes())
    assert gardees["taux"].keys() == set(RUBRIQUES)
    assert gardees["taux"]["territoire"] == ""  # its lists are not there
    assert {i.code for i in DEMANDES} <= gardees["preuves"].keys()


def read_tables(entrepot):
    """Give what a second computation reads of a store without lists."""
    plus = {"marches": ", procedure, objet, id, groupe"}
    seuils = "ref_seuils WHERE type_acheteur = 'pouvoir_adjudicateur' AND fin IS NOT NULL"
    tables = defaultdict(list)
    for nom in ("marches", "titulaires", "sous_traitances", "ref_seuils"):
        curseur = entrepot.connexion.execute(
            f"SELECT {', '.join(LUES[nom])}{plus.get(nom, '')} "
            f"FROM {seuils if nom == 'ref_seuils' else nom}"
        )
        noms = [colonne[0] for colonne in curseur.description]
        tables[nom] = [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]
    return tables


def _write_annee(dossier, nom, numeros, **champs):
    """Write contracts of one buyer, a holder each; those that share a number share it."""
    marches = [
        marche(id=f"M{n}", montant=1_000 * n, objet=f"Réfection du gymnase - Lot {n} : tout",
               titulaires=[titulaire_v2(siret(20 + n % 3))], **champs)
        for n in numeros
    ]  # fmt: skip
    return write_v2(dossier / f"{nom}.json", marches)


def check_all(entrepot, siren):
    """Compare single figures and rates by procedure with those of a second computation."""
    tables = read_tables(entrepot)
    monde = Monde(tables)
    siens = [m for m in tables["marches"] if (m["acheteur_siren"], m["annee"]) == (siren, 2024)]
    constats = check_constats(entrepot, monde, siren, 2024, siens)
    moyennes = {c: m for c, m in list_moyennes().items() if c in TAUX}
    attendus = reference.cross(monde, siens, reference.name_procedure, moyennes)
    for cle, valeur in read_cross(entrepot, siren, 2024, AxeCroisement.PROCEDURE).items():
        assert list(measures(valeur)) == near(attendus[cle]), cle
    return constats


@pytest.mark.longue
def test_holders_are_found_in_whatever_part_of_the_store_they_were_read(tmp_path):
    """Others stand between, and a contract read again is that of its last part."""
    autre, encore = {"acheteur": {"id": siret(2)}}, {"datePublicationDonnees": "2024-06-01"}
    fichiers = [
        _write_annee(tmp_path, "un", range(1, 8)),
        _write_annee(tmp_path, "deux", range(1, 30), **autre),
        _write_annee(tmp_path, "trois", (2, 9), **encore),
    ]
    for fichier in fichiers:
        import_fichiers([fichier], tmp_path / "e")

    with open_entrepot(tmp_path / "e") as entrepot:
        constats = check_all(entrepot, siret(1)[:9])
        assert len(entrepot.manifeste.parts) == 3
        assert [v.numerateur for v in constats.premiers] == [18_000, 37_000, 37_000]
        assert constats.lots.n == 8


@pytest.mark.longue
def test_what_a_private_file_does_not_say_of_holders_is_read_where_it_is_published(tmp_path):
    import_fichiers([_write_annee(tmp_path, "publies", range(1, 8))], tmp_path / "e")
    objet = "Réfection du gymnase - Lot 3 : tout"
    sans = marche(id="M3", objet=objet, montant=50_000, titulaires=None)
    fichier = write_v2(tmp_path / "sien.json", [marche(id="X", montant=7_000), sans])
    import_fichiers([fichier], tmp_path / "p")

    with open_corrige(tmp_path / "e", siret(1)[:9], tmp_path / "p") as entrepot:
        constats = check_all(entrepot, siret(1)[:9])
        assert not entrepot.figures_publiees
        assert constats.premiers[0].numerateur == 56_000
        assert constats.premiers[0].inconnus == 0


@pytest.mark.longue
@pytest.mark.donnees_reelles
@pytest.mark.parametrize("dossier", ["v1-2019", "v2-2022", "tabulaire"])
def test_real_buyers_have_the_figures_of_a_second_computation(donnees_reelles, tmp_path, dossier):
    import_fichiers([donnees_reelles / dossier], tmp_path / "e")
    with open_entrepot(tmp_path / "e") as entrepot:
        tables = read_tables(entrepot)
        monde, par_annee = Monde(tables), defaultdict(list)
        for m in tables["marches"]:
            par_annee[m["acheteur_siren"], m["annee"]].append(m)
        plus_gros = sorted(par_annee, key=lambda cle: -len(par_annee[cle]))[:REELS]
        for siren, annee in plus_gros:
            siens = par_annee[siren, annee]
            check_constats(entrepot, monde, siren, annee, siens)
            groupes = map_groupes(entrepot, siren, annee)[AxeCroisement.FAMILLE]
            moyennes = {c: m for c, m in list_moyennes().items() if c in TAUX}
            attendus = reference.cross(monde, siens, lambda m, g=groupes: g[m["cle"]], moyennes)
            lues = read_cross(entrepot, siren, annee, AxeCroisement.FAMILLE)
            for cle, valeur in lues.items():
                assert list(measures(valeur)) == near(attendus[cle]), (siren, annee, cle)
            assert {cle[0] for cle in lues} == {cle[0] for cle in attendus}

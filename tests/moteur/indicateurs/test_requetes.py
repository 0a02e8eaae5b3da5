"""The queries kept in a store are those its readers run, whatever lists are loaded."""

import json
import shutil
import subprocess
import sys
from itertools import chain, combinations, pairwise

import duckdb
import pytest

from spaser.moteur.corrige.lecture import open_corrige
from spaser.moteur.entrepot.dossier import EntrepotAbime, find_version
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from spaser.moteur.indicateurs import calcul, ecriture
from spaser.moteur.indicateurs.calcul import list_calculables
from spaser.moteur.indicateurs.catalogue import DEFINITIONS, RUBRIQUES
from spaser.moteur.indicateurs.colonnes import LUES
from spaser.moteur.indicateurs.preuve import list_preuve
from spaser.moteur.indicateurs.requetes import REQUETES, read_sql_preuve, read_sql_valeurs
from spaser.moteur.referentiels import depot
from tests.moteur.fabrique_decp import marche, siren, siret, titulaire_v2, write_v2
from tests.moteur.indicateurs.lecteur import correct, read_store
from tests.moteur.indicateurs.reference import compute_attendus
from tests.moteur.referentiels.fabrique import write_etablissements, write_unites
from tests.outils.corriges import open_entier

RENNES = "213502388"
PAS = 11  # one proof out of so many: all of them take half a minute
SOCIALES = (["Clause sociale"], ["Marché réservé"], ["Critère social"], ["Pas de considération"])
COMBINAISONS = list(
    chain.from_iterable(combinations(depot.COLONNES, n) for n in range(1 + len(depot.COLONNES)))
)


@pytest.mark.parametrize("contrats_max", [1, 3, 1000])
def test_figures_do_not_depend_on_how_buyers_share_their_sums(tmp_path, monkeypatch, contrats_max):
    """Ranges of buyers follow one another: one of two contracts, then two of one."""
    acheteurs = ("213502388", "243500139", "217500016")
    marches = [
        marche(
            id=f"M{rang}{n}",
            acheteur={"id": f"{acheteur}00019"},
            montant=10_000 * n,
            titulaires=[titulaire_v2(siret(10 + n)), titulaire_v2(siret(10 + rang))],
        )
        for rang, acheteur in enumerate(acheteurs)
        for n in range(1, 3 - (rang > 0))
    ]
    monkeypatch.setattr(ecriture, "CONTRATS_MAX", contrats_max)
    import_fichiers([write_v2(tmp_path / "contrats.json", marches)], tmp_path / "e")

    with open_entrepot(tmp_path / "e") as entrepot:
        lues = entrepot.connexion.execute(
            "SELECT siren, indicateur, variante, numerateur, n FROM valeurs "
            "WHERE indicateur IN ('VOL-01', 'VOL-02', 'VOL-06') ORDER BY siren, indicateur"
        ).fetchall()

    assert lues == [
        ("213502388", "VOL-01", "total", 2.0, 2),
        ("213502388", "VOL-02", "total", 30_000.0, 2),
        ("213502388", "VOL-06", "total", 3.0, 2),
        ("217500016", "VOL-01", "total", 1.0, 1),
        ("217500016", "VOL-02", "total", 10_000.0, 1),
        ("217500016", "VOL-06", "total", 2.0, 1),
        ("243500139", "VOL-01", "total", 1.0, 1),
        ("243500139", "VOL-02", "total", 10_000.0, 1),
        ("243500139", "VOL-06", "total", 1.0, 1),
    ]


def _write_contrats(dossier):
    marches = [
        marche(
            id=f"M{n}",
            acheteur={"id": f"{RENNES}00019"},
            montant=10_000 * n,
            dateNotification=f"{2024 + n % 2}-0{n}-01",
            considerationsSociales={"considerationSociale": SOCIALES[n % 4]},
            titulaires=[titulaire_v2(siret(10 + n)), titulaire_v2(siret(11 + n // 2))],
        )
        for n in range(1, 8)
    ]
    return write_v2(dossier / "contrats.json", marches)


def _write_listes(dossier):
    """Write the four lists; each knows some of the holders only."""
    esus = dossier / "ESUS_2026-01-31.csv"
    fins = ["31/12/2024", "31/12/2027", ""]
    lignes = ["Dénomination;SIREN;Date d'agrément;Date de fin d'agrément"]
    lignes += [f"Structure {n};{siren(n)};01/01/2022;{fins[n % 3]}" for n in range(11, 15)]
    esus.write_text("\n".join(lignes), encoding="utf-8")
    inclusion = dossier / "inclusion.csv"
    lignes = ["siret;raison sociale;type de structure"]
    lignes += [f"{siret(n)};Structure {n};{('EI', 'EA')[n % 2]}" for n in range(12, 16)]
    inclusion.write_text("\n".join(lignes), encoding="utf-8")
    unites = write_unites(
        dossier / "StockUniteLegale_utf8.parquet",
        *(
            {
                "siren": siren(n),
                "categorieEntreprise": ("PME", "GE", None)[n % 3],
                "economieSocialeSolidaireUniteLegale": ("O", "N")[n % 2],
            }
            for n in range(11, 17)
        ),
    )
    etablissements = write_etablissements(
        dossier / "StockEtablissement_utf8.parquet",
        *(
            {
                "siren": siren(n),
                "nic": siret(n)[9:],
                "siret": siret(n),
                "codeCommuneEtablissement": ("35238", "35051", "75102", "29155")[n % 4],
            }
            for n in range(11, 17)
        ),
    )
    fichiers = (unites, etablissements, esus, inclusion)
    return dict(zip(depot.COLONNES, fichiers, strict=True))


def _build(dossier, combinaison):
    """Build the store of a few contracts and of these lists."""
    dossier.mkdir(exist_ok=True)
    listes = _write_listes(dossier)
    import_fichiers([_write_contrats(dossier), *map(listes.get, combinaison)], dossier / "entrepot")
    return dossier / "entrepot"


@pytest.fixture(scope="module")
def modele(tmp_path_factory):
    return _build(tmp_path_factory.mktemp("modele"), depot.COLONNES)


@pytest.fixture
def entier(modele, tmp_path):
    """Copy the store of all the lists, to spoil it."""
    return shutil.copytree(modele, tmp_path / "entier", symlinks=True)


def _read_apart(dossier):
    commande = ["-m", "tests.moteur.indicateurs.lecteur", str(dossier), RENNES, str(PAS)]
    fini = subprocess.run([sys.executable, *commande], capture_output=True, text=True, check=True)
    return json.loads(fini.stdout)


def _as_dicts(connexion, requete):
    curseur = connexion.execute(requete)
    noms = [colonne[0] for colonne in curseur.description]
    return [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]


CHOIX = {
    "ref_seuils": "WHERE type_acheteur = 'pouvoir_adjudicateur' AND fin IS NOT NULL",
    "ref_communes": "WHERE departement IN ('29', '35', '75')",
    "ref_communes_anciennes": "WHERE code LIKE '751%'",
}


def _compute_attendus(entrepot):
    """Give the figures of what an open store shows, by the second computation."""
    tables = {
        nom: []
        if nom in entrepot.listes_absentes
        else _as_dicts(
            entrepot.connexion, f"SELECT {', '.join(colonnes)} FROM {nom} {CHOIX.get(nom, '')}"
        )
        for nom, colonnes in LUES.items()
    }
    variantes = {
        (i.code, v) for i in list_calculables(entrepot.listes_absentes) for v in i.variantes
    }
    return {cle[1:]: mesures for cle, mesures in compute_attendus(tables).items()
            if cle[2:] in variantes}  # fmt: skip


def _check(lues, entrepot):
    """Compare figures, and the proofs that come with some, to the second computation."""
    attendus = _compute_attendus(entrepot)
    trouvees = {tuple(figure["cle"]): figure for figure in lues}
    assert trouvees.keys() == attendus.keys()
    for cle, attendues in attendus.items():
        figure = trouvees[cle]
        approchees = [None if m is None else pytest.approx(float(m)) for m in attendues]
        assert figure["mesures"] == approchees, cle
        if figure["preuve"]:
            n, inconnus, *_ = attendues
            etats = figure["preuve"]["etats"]
            comptes = sum(etats.values()) - etats.get("ecarte", 0)
            assert comptes == n == figure["preuve"]["segments"], cle
            assert etats.get("inconnu", 0) == inconnus, cle


def _check_store(dossier, listes):
    """Read a store as a worker does, and compare all it gives to the second computation."""
    lu = _read_apart(dossier)
    assert lu["modules"] == []
    assert lu["publies"] != lu["corriges"]
    with open_entrepot(dossier) as entrepot:
        presentes = {f"ref_{nom}" for nom in depot.COLONNES} - entrepot.listes_absentes
        assert presentes == {f"ref_{nom}" for nom in listes}
        _check(lu["publies"], entrepot)
    with open_entier(dossier, RENNES, None, correct(dossier, RENNES)) as entrepot:
        _check(lu["corriges"], entrepot)


@pytest.mark.longue
def test_a_worker_reads_what_is_computed_elsewhere(modele):
    _check_store(modele, depot.COLONNES)


@pytest.mark.longue
@pytest.mark.parametrize(
    "listes", COMBINAISONS[:-1], ids=lambda listes: "+".join(listes) or "aucune"
)
def test_so_it_does_whatever_lists_are_loaded(listes, tmp_path):
    _check_store(_build(tmp_path, listes), listes)


def test_a_store_keeps_two_texts_for_all_figures_and_one_a_definition_for_proofs(modele):
    gardees = json.loads((find_version(modele) / REQUETES).read_bytes())

    assert gardees.keys() == {"agregats", "valeurs", "preuves", "taux", "ensembles"}
    assert gardees["preuves"].keys() == set(DEFINITIONS)
    assert gardees["taux"].keys() == set(RUBRIQUES)


def test_what_is_run_is_what_is_kept(entier):
    fichier = find_version(entier) / REQUETES
    gardees = json.loads(fichier.read_bytes())
    gardees["valeurs"] = f"SELECT * REPLACE (n + 1000 AS n) FROM ({gardees['valeurs']})"
    gardees["preuves"]["SOC-01"] += " LIMIT 1"
    fichier.write_text(json.dumps(gardees), encoding="utf-8")

    with open_entrepot(entier) as entrepot:
        assert len(list_preuve(entrepot, RENNES, "SOC-01", 2025)) == 1
    with open_corrige(entier, RENNES) as entrepot:
        assert entrepot.connexion.execute("SELECT min(n) FROM valeurs").fetchone() > (1000,)


@pytest.mark.longue
def test_a_store_of_before_is_read_by_writing_its_queries_again(entier, monkeypatch):
    avant = read_store(entier, RENNES, PAS)
    (find_version(entier) / REQUETES).unlink()
    ecrites = []
    compose = calcul.sql_agregats
    monkeypatch.setattr(
        calcul, "sql_agregats", lambda absents: ecrites.append(absents) or compose(absents)
    )

    assert read_store(entier, RENNES, PAS) == avant
    assert set(ecrites) == {frozenset()}
    assert not (find_version(entier) / REQUETES).exists()


@pytest.mark.longue
def test_a_store_whose_figures_are_one_text_is_read_as_before(entier):
    avant = read_store(entier, RENNES, PAS)
    fichier = find_version(entier) / REQUETES
    gardees = json.loads(fichier.read_bytes())
    gardees["valeurs"] = f"WITH agregats AS ({gardees.pop('agregats')}) {gardees['valeurs']}"
    fichier.write_text(json.dumps(gardees), encoding="utf-8")

    assert read_store(entier, RENNES, PAS) == avant


@pytest.mark.longue
def test_the_figures_of_a_buyer_stand_together_in_the_file(tmp_path):
    acheteurs = [siret(n) for n in range(1, 60)]
    marches = [marche(id=f"M{n}", acheteur={"id": a}) for n, a in enumerate(acheteurs)]
    import_fichiers([write_v2(tmp_path / "m.json", marches)], tmp_path / "e")
    (fichier,) = find_version(tmp_path / "e").glob("parts/*/valeurs.parquet")

    with duckdb.connect() as connexion:
        bornes = connexion.execute(
            "SELECT stats_min_value, stats_max_value FROM parquet_metadata($1) "
            "WHERE path_in_schema = 'siren' ORDER BY ALL",
            [str(fichier)],
        ).fetchall()
    assert bornes
    assert all(haut <= bas for (_, haut), (bas, _) in pairwise(bornes))


@pytest.mark.longue
def test_the_next_build_gives_a_store_of_before_its_queries(entier, tmp_path):
    (find_version(entier) / REQUETES).unlink()
    nouveau = write_v2(tmp_path / "jour.json", [marche(id="N", acheteur={"id": siret(1)})])

    import_fichiers([nouveau], entier)

    version = find_version(entier)
    assert (version / REQUETES).exists()
    assert "'SOC-13'" in read_sql_valeurs(version, frozenset())


def test_the_proof_of_a_younger_indicator_is_written_anew(entier):
    version = find_version(entier)
    attendue = read_sql_preuve(version, "SOC-05")
    gardees = json.loads((version / REQUETES).read_bytes())
    del gardees["preuves"]["SOC-05"]
    (version / REQUETES).write_text(json.dumps(gardees), encoding="utf-8")

    assert read_sql_preuve(version, "SOC-05") == attendue


@pytest.mark.parametrize("contenu", ["{", "[]", '{"valeurs": 1, "preuves": {}}'])
def test_spoilt_queries_are_told(entier, contenu):
    (find_version(entier) / REQUETES).write_text(contenu)

    with pytest.raises(EntrepotAbime, match="requêtes"), open_corrige(entier, RENNES):
        pass


def test_a_list_taken_away_after_the_build_is_told(entier):
    depot.table_path(entier / "referentiels", "esus").unlink()

    with pytest.raises(EntrepotAbime, match="liste") as levee, open_corrige(entier, RENNES):
        pass
    assert "spaser importer" in levee.value.conseil

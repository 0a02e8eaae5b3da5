"""The real files: what plain JSON and a few loops count is what the store holds."""

import json
import re
from collections import defaultdict
from decimal import Decimal

import pytest

from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import ask, ask_one, sorts

pytestmark = pytest.mark.donnees_reelles

DONNEES = {".json", ".xml", ".csv"}
ENSEMBLE = {"schemas", "pes_par_fichier_2019-02-01"}  # folders of many small files


def count_records(fichier):
    """Count the records of a JSON file, the plain way; None when it holds none."""
    racine = json.loads(fichier.read_text(encoding="utf-8-sig"))
    marches = racine.get("marches") if isinstance(racine, dict) else racine
    if isinstance(marches, dict):
        return sum(len(liste) for liste in marches.values())
    return len(marches) if isinstance(marches, list) else None


def list_fichiers(dossier, motif):
    fichiers = sorted(dossier.rglob(motif))
    assert fichiers, motif
    return fichiers


@pytest.fixture(scope="module")
def tout(donnees_reelles, tmp_path_factory):
    """Import the whole folder at once: data, schemas, notes."""
    entrepot = tmp_path_factory.mktemp("tout") / "e"
    return import_fichiers([donnees_reelles], entrepot), entrepot


@pytest.fixture(scope="module")
def un_par_un(donnees_reelles, tmp_path_factory):
    """Import file after file into one store; the small files of one platform together."""
    entrepot = tmp_path_factory.mktemp("un-par-un") / "e"
    seuls = [
        f
        for f in sorted(donnees_reelles.rglob("*"))
        if f.suffix in DONNEES and not ENSEMBLE & set(f.parts)
    ]
    dossiers = [d for d in donnees_reelles.rglob("*") if d.is_dir() and d.name in ENSEMBLE]
    assert len(seuls) > 10
    rapports = [import_fichiers([entree], entrepot) for entree in (*seuls, *dossiers)]
    return rapports, entrepot


def test_the_whole_folder_is_read_and_the_sum_holds(tout):
    rapport, _ = tout

    assert sorts(rapport)["lus"] > 12_000


def test_every_json_gives_the_records_that_json_load_counts(tout, donnees_reelles):
    rapport, _ = tout
    lus = {f.nom: f.lus for f in rapport.fichiers}
    ignores = {i.nom for i in rapport.ignores}
    attendus = {}
    for fichier in list_fichiers(donnees_reelles, "*.json"):
        nom = str(fichier.relative_to(donnees_reelles.parent))
        if nom not in ignores:
            attendus[nom] = count_records(fichier)

    assert {nom: n for nom, n in lus.items() if nom.endswith(".json")} == attendus
    assert len(attendus) > 120


def test_only_schemas_and_notes_are_ignored_and_a_reason_is_given(tout):
    rapport, _ = tout

    autres = [
        i.nom
        for i in rapport.ignores
        if "/schemas/" not in i.nom and "README" not in i.nom and "6colonnes" not in i.nom
    ]

    assert autres == []
    assert all(i.raison for i in rapport.ignores)


@pytest.mark.longue(ensemble=True)
def test_each_file_alone_is_read_and_its_sum_holds(un_par_un):
    rapports, _ = un_par_un

    assert all(sorts(rapport) or rapport.ignores for rapport in rapports)


@pytest.mark.longue(ensemble=True)
def test_one_by_one_or_all_together_the_contracts_are_the_same(tout, un_par_un):
    requete = (
        "SELECT famille, acheteur_siren, id, annee, count(*), sum(nb_versions) FROM marches "
        "GROUP BY ALL ORDER BY ALL"
    )

    ensemble = ask(tout[1], requete)
    # Read after that of March, the file of April of one platform, named alike but for its date, is
    # its next edition: what it lacks is withdrawn, as it tells. Given together, both count.
    retire = ("marche", "776628976", "2019EFLUID00", 2018, 1, 1)
    editions = [edition for rapport in un_par_un[0] for edition in rapport.editions]
    assert [(e.sort, e.perdus) for e in editions] == [("remplace", 0), ("remplace", 1)]
    assert retire in ensemble
    assert ask(un_par_un[1], requete) == [ligne for ligne in ensemble if ligne != retire]


def test_the_same_folder_again_changes_nothing(tout, donnees_reelles):
    rapport, entrepot = tout

    encore = import_fichiers([donnees_reelles], entrepot)

    compte, avant = sorts(encore), sorts(rapport)
    assert (compte["lus"], compte["copies"]) == (avant["lus"], avant["lus"])
    assert encore.entrepot == rapport.entrepot


@pytest.mark.longue
def test_one_day_of_a_platform_keeps_all_the_lots_that_share_an_id(donnees_reelles, tmp_path):
    jour = list_fichiers(donnees_reelles, "dematis*2024-07-02.json")

    assert sorts(import_fichiers(jour, tmp_path / "e")) == {"lus": 141, "contrats": 141}


@pytest.mark.longue
def test_seven_days_of_a_platform(donnees_reelles, tmp_path):
    jours = list_fichiers(donnees_reelles, "dematis*.json")

    rapport = import_fichiers(jours, tmp_path / "e")

    assert sorts(rapport) == {"lus": 668, "contrats": 660, "concessions": 1, "versions": 7}


@pytest.mark.longue
def test_a_table_with_a_row_per_holder_counts_money_once(donnees_reelles, tmp_path):
    tableau = list_fichiers(donnees_reelles, "decp_tabulaire*.csv")

    rapport = import_fichiers(tableau, tmp_path / "e")

    assert rapport.totaux["lignes"] == 6326
    assert sorts(rapport) == {"lus": 3568, "contrats": 3568}
    (total,) = ask_one(tmp_path / "e", "SELECT sum(montant_initial) FROM marches")
    assert round(total / 10**9, 2) == Decimal("1.72")


# --- The same figures by plain loops: nothing below asks the project how to read a record.

LOT = re.compile(r"\blots?\s*(?:n\s*[°ºo]*\s*\.?)?\s*[:-]?\s*0*(\d+)", re.IGNORECASE)


def plain_list(valeur, cle):
    """Return the labels of a consideration of schema v2; None when nothing is declared."""
    labels = (valeur or {}).get(cle) if isinstance(valeur, dict) else valeur
    return labels or None


def plain_contracts(fichiers):
    """Read v2 files in order: the last record of each contract."""
    contrats = {}
    for fichier in fichiers:
        vus = defaultdict(list)
        for record in json.loads(fichier.read_text(encoding="utf-8"))["marches"]["marche"]:
            lot = LOT.search(record["objet"])
            vus[record["acheteur"]["id"], record["id"], lot and lot[1]].append(record)
        for cle, records in vus.items():
            if len(records) == 1:
                contrats[cle] = records[0]
            for record in records if len(records) > 1 else ():
                contrats[*cle, record["objet"], str(record["titulaires"])] = record
    return contrats.values()


# indicator -> (field, key of its list, what counts)
DECLARE = {
    "SOC-01": (
        "considerationsSociales",
        "considerationSociale",
        lambda labels: bool({"Clause sociale", "Critère social", "Marché réservé"} & labels),
    ),
    "SOC-05": (
        "considerationsSociales",
        "considerationSociale",
        lambda labels: "Marché réservé" in labels,
    ),
    "ENV-01": (
        "considerationsEnvironnementales",
        "considerationEnvironnementale",
        lambda labels: bool({"Clause environnementale", "Critère environnemental"} & labels),
    ),
    "ENV-05": (
        "considerationsEnvironnementales",
        "considerationEnvironnementale",
        lambda labels: {"Clause environnementale", "Critère environnemental"} <= labels,
    ),
}


def plain_figures(contrats):
    """Count, by buyer, year and indicator: [numerator, contracts, unknowns].

    Contracts notified before 2024 tell nothing, even published since.
    """
    figures = defaultdict(lambda: [0, 0, 0])
    for record in contrats:
        siren, annee = record["acheteur"]["id"][:9], int(record["dateNotification"][:4])
        for indicateur, (champ, cle, counts) in DECLARE.items():
            if indicateur == "ENV-05" and record["nature"] == "Marché de défense ou de sécurité":
                continue
            labels = plain_list(record.get(champ), cle)
            figure = figures[siren, annee, indicateur]
            figure[1] += 1
            if labels is None or annee < 2024:
                figure[2] += 1
            elif counts(set(labels)):
                figure[0] += 1
    return {cle: tuple(valeurs) for cle, valeurs in figures.items()}


@pytest.mark.longue
def test_four_figures_of_every_buyer_and_year_by_plain_loops(donnees_reelles, tmp_path):
    fichiers = list_fichiers(donnees_reelles, "v2-2022/*.json")
    import_fichiers(fichiers, tmp_path / "e")

    lignes = ask(
        tmp_path / "e",
        "SELECT siren, annee, indicateur, numerateur, n, inconnus FROM valeurs "
        "WHERE list_contains($1, indicateur) AND variante = 'nombre'",
        [list(DECLARE)],
    )

    attendus = plain_figures(plain_contracts(fichiers))
    trouves = {
        tuple(cle): tuple(valeurs) for *cle, a, b, c in lignes for valeurs in [(a or 0, b, c)]
    }
    assert trouves == attendus
    assert len(attendus) > 300
    assert sum(n for (_, _, i), (_, n, _) in attendus.items() if i == "SOC-01") == 665
    assert sum(oui for (_, _, i), (oui, _, _) in attendus.items() if i == "SOC-05") == 8

"""Versions of the store: what an import changes, what it leaves alone, who goes on reading."""

import hashlib
import json
import os
import shutil
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pytest

from spaser.moteur.entrepot import construction
from spaser.moteur.entrepot.construction import VersionFausse, list_assertions
from spaser.moteur.entrepot.dossier import (
    EntrepotAbime,
    EntrepotAbsent,
    EntrepotOccupe,
    find_version,
    lock_construction,
)
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import (
    AUTRE_ACHETEUR,
    ask,
    ask_one,
    marche,
    modification,
    sorts,
    write_v2,
)

JOUR_1 = [marche(id="a"), marche(id="b", objet="Lot 1"), marche(id="b", objet="Lot 2")]


@pytest.fixture(scope="module")
def modele(tmp_path_factory):
    """Build the store that each test starts from."""
    dossier = tmp_path_factory.mktemp("modele")
    import_fichiers([write_v2(dossier / "jour-1.json", JOUR_1)], dossier / "e")
    return dossier


@pytest.fixture
def entrepot(modele, tmp_path):
    shutil.copytree(modele, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / "e"


def state(entrepot):
    """Return the version in force and everything that is on the disk, times included."""
    fichiers = {
        str(f.relative_to(entrepot)): (f.lstat().st_ino, f.lstat().st_mtime_ns, f.lstat().st_size)
        for f in entrepot.rglob("*")
        if not f.is_dir() and f.name != "construction.verrou"
    }
    return find_version(entrepot), fichiers


def versions(entrepot):
    return sorted(v.name for v in (entrepot / "versions").iterdir())


def parts(entrepot):
    version = find_version(entrepot)
    return {
        str(f.relative_to(version)): (f.stat().st_ino, f.stat().st_mtime_ns)
        for f in (version / "parts").rglob("*.parquet")
    }


def everything(entrepot):
    tables = ("marches", "titulaires", "anomalies", "acheteurs", "valeurs", "doublons")
    return {table: ask(entrepot, f"SELECT * FROM {table} ORDER BY ALL") for table in tables}


def test_the_same_file_twice_changes_nothing(entrepot, tmp_path):
    avant, tables = state(entrepot), everything(entrepot)

    rapport = import_fichiers([tmp_path / "jour-1.json"], entrepot)

    assert sorts(rapport) == {"lus": 3, "copies": 3}
    assert state(entrepot) == avant
    assert everything(entrepot) == tables
    assert rapport.entrepot == {"contrats": 3, "concessions": 0, "acheteurs": 1}


def test_the_same_contents_under_another_name_change_nothing(entrepot, tmp_path):
    (tmp_path / "autre.json").write_bytes((tmp_path / "jour-1.json").read_bytes())
    avant = state(entrepot)

    rapport = import_fichiers([tmp_path / "autre.json"], entrepot)

    assert sorts(rapport) == {"lus": 3, "copies": 3}
    assert [f.nom for f in rapport.fichiers] == ["autre.json"]
    assert state(entrepot) == avant


@pytest.mark.longue
def test_a_file_given_twice_in_one_import_counts_once(tmp_path):
    fichier = write_v2(tmp_path / "f.json", [*JOUR_1, marche(acheteur={"id": "0"})])
    (tmp_path / "g.json").write_bytes(fichier.read_bytes())

    rapport = import_fichiers([fichier, tmp_path / "g.json", fichier], tmp_path / "e")

    assert sorts(rapport) == {"lus": 12, "contrats": 3, "copies": 8, "quarantaine": 1}
    assert ask_one(tmp_path / "e", "SELECT count(*) FROM records") == (3,)


@pytest.mark.longue
def test_a_file_of_the_same_size_is_another_file(entrepot, tmp_path):
    texte = (tmp_path / "jour-1.json").read_text().replace('"a"', '"z"')
    (tmp_path / "autre.json").write_text(texte)

    assert sorts(import_fichiers([tmp_path / "autre.json"], entrepot)) == {
        "lus": 3,
        "contrats": 1,
        "copies": 2,
    }


@pytest.mark.longue
def test_a_daily_file_does_not_rewrite_the_parts_of_the_others(entrepot, tmp_path):
    avant = parts(entrepot)
    jour_2 = [marche(id="c"), marche(id="a", datePublicationDonnees="2024-06-01", montant=95000)]

    import_fichiers([write_v2(tmp_path / "jour-2.json", jour_2)], entrepot)

    apres = parts(entrepot)
    assert {nom: apres[nom] for nom in avant} == avant
    assert len(apres) > len(avant)
    assert ask_one(entrepot, "SELECT count(*) FROM marches") == (4,)


@pytest.mark.longue
def test_the_figures_of_other_buyers_are_left_alone_and_all_are_shown(entrepot, tmp_path):
    avant = ask(entrepot, "SELECT * FROM valeurs ORDER BY ALL")
    autre = [marche(acheteur={"id": AUTRE_ACHETEUR})]

    import_fichiers([write_v2(tmp_path / "autre.json", autre)], entrepot)

    apres = ask(entrepot, "SELECT * FROM valeurs ORDER BY ALL")
    assert set(avant) < set(apres)
    assert {ligne[0] for ligne in apres} == {JOUR_1[0]["acheteur"]["id"][:9], AUTRE_ACHETEUR[:9]}


@pytest.mark.longue
def test_figures_follow_what_a_daily_file_changes(entrepot, tmp_path):
    requete = "SELECT numerateur, n FROM valeurs WHERE indicateur = 'SOC-01'"
    aucune = {"considerationSociale": ["Pas de considération sociale"]}
    assert ask(entrepot, requete) == [(3, 3)]

    jour_2 = [
        marche(id="a", datePublicationDonnees="2024-06-01", considerationsSociales=aucune),
        marche(id="d", considerationsSociales=aucune),
    ]
    import_fichiers([write_v2(tmp_path / "jour-2.json", jour_2)], entrepot)

    assert ask(entrepot, requete) == [(2, 4)]


@pytest.mark.longue
@pytest.mark.parametrize("identifiant", ["a", "b"])
def test_a_later_version_supersedes_and_the_key_of_the_contract_stays(
    entrepot, tmp_path, identifiant
):
    avant = dict(ask(entrepot, "SELECT objet, cle FROM marches WHERE id = $1", [identifiant]))
    objet = max(avant)
    suite = marche(
        id=identifiant,
        objet=objet,
        datePublicationDonnees="2024-07-01",
        modifications=[
            modification(id=1, dateNotificationModification="2024-06-01", montant=91000)
        ],
    )

    rapport = import_fichiers([write_v2(tmp_path / "jour-2.json", [suite])], entrepot)

    assert sorts(rapport) == {"lus": 1, "versions": 1}
    assert (
        dict(ask(entrepot, "SELECT objet, cle FROM marches WHERE id = $1", [identifiant])) == avant
    )
    assert ask(
        entrepot,
        "SELECT montant, nb_versions, s.nom FROM marches m JOIN sources s ON s.cle = m.source "
        "WHERE m.cle = $1",
        [avant[objet]],
    ) == [(91000, 2, "jour-2.json")]
    assert ask_one(entrepot, "SELECT count(*) FROM marches") == (3,)


@pytest.mark.longue
def test_an_older_version_read_later_does_not_supersede(entrepot, tmp_path):
    ancienne = [marche(id="a", datePublicationDonnees="2024-03-02", montant=1000)]

    rapport = import_fichiers([write_v2(tmp_path / "jour-0.json", ancienne)], entrepot)

    assert sorts(rapport) == {"lus": 1, "versions": 1}
    assert ask(entrepot, "SELECT montant FROM marches WHERE id = 'a'") == [(90000,)]


@pytest.mark.longue
def test_a_contract_that_proves_to_be_two_keeps_its_key_for_what_was_shown(tmp_path):
    """One agreement joins two records, until a file publishes both on one day."""
    premier = {"objet": "AAA", "montant": 10000}
    second = {"objet": "BBB", "montant": 20000}
    ensemble = {"datePublicationDonnees": "2024-09-01"}
    suites = [
        [marche(**premier)],
        [marche(**second)],
        [marche(**premier, **ensemble), marche(**second, **ensemble)],
    ]

    rapports, cles = [], []
    for rang, marches in enumerate(suites):
        fichier = write_v2(tmp_path / f"{rang}.json", marches)
        rapports.append(import_fichiers([fichier], tmp_path / "e"))
        cles.append(dict(ask(tmp_path / "e", "SELECT objet, cle FROM marches")))

    assert [sorts(r) for r in rapports] == [
        {"lus": 1, "contrats": 1},
        {"lus": 1, "versions": 1},
        {"lus": 2, "versions": 2},
    ]
    assert [sorted(objets) for objets in cles] == [["AAA"], ["BBB"], ["AAA", "BBB"]]
    assert cles[0]["AAA"] == cles[1]["BBB"] == cles[2]["BBB"] != cles[2]["AAA"]


@pytest.mark.longue
def test_a_reader_keeps_the_version_it_opened_while_others_pass(entrepot, tmp_path):
    ouverte = find_version(entrepot)
    with open_entrepot(entrepot) as lecteur:
        for rang in (2, 3):
            fichier = write_v2(tmp_path / f"jour-{rang}.json", [marche(id=f"n{rang}")])
            import_fichiers([fichier], entrepot)
        assert ouverte.exists()
        assert versions(entrepot) == [ouverte.name, find_version(entrepot).name]
        assert lecteur.connexion.execute("SELECT count(*) FROM marches").fetchone() == (3,)
        assert lecteur.connexion.execute("SELECT count(*) FROM valeurs").fetchone()[0] > 10
    assert ask_one(entrepot, "SELECT count(*) FROM marches") == (5,)

    import_fichiers([write_v2(tmp_path / "jour-4.json", [marche(id="n4")])], entrepot)

    assert not ouverte.exists()
    assert versions(entrepot) == [find_version(entrepot).name]


def test_an_error_of_a_reader_is_its_own(entrepot):
    with pytest.raises(FileNotFoundError), open_entrepot(entrepot):
        raise FileNotFoundError


def test_without_a_store_the_user_is_told_what_to_do(tmp_path):
    with pytest.raises(EntrepotAbsent) as erreur, open_entrepot(tmp_path):
        pass

    assert "spaser importer" in erreur.value.conseil


@pytest.mark.parametrize("nom", ["manifeste.json", "version.verrou"])
def test_a_store_whose_files_were_deleted_is_told_damaged(entrepot, nom):
    (find_version(entrepot) / nom).unlink()

    with pytest.raises(EntrepotAbime), open_entrepot(entrepot):
        pass


@pytest.mark.parametrize(
    ("texte", "dit"), [("{", "illisible"), ('{"format": 999}', "plus récente"), ("[]", "illisible")]
)
def test_a_manifest_that_cannot_be_used_is_told_to_readers_and_builders(
    entrepot, tmp_path, texte, dit
):
    (find_version(entrepot) / "manifeste.json").write_text(texte)

    with pytest.raises(EntrepotAbime, match=dit) as erreur, open_entrepot(entrepot):
        pass
    with pytest.raises(EntrepotAbime, match=dit):
        import_fichiers([write_v2(tmp_path / "2.json", [marche(id="n")])], entrepot)

    assert erreur.value.conseil
    assert (find_version(entrepot) / "manifeste.json").read_text() == texte


@pytest.mark.longue
def test_an_assertion_that_fails_leaves_the_former_version(entrepot, tmp_path, monkeypatch):
    avant = state(entrepot)
    fausses = [("tout_va_mal", "SELECT id FROM marches WHERE id = 'n2'")]
    monkeypatch.setattr(construction, "list_assertions", lambda _: fausses)

    with pytest.raises(VersionFausse, match=r"tout_va_mal.*n2") as erreur:
        import_fichiers([write_v2(tmp_path / "jour-2.json", [marche(id="n2")])], entrepot)

    assert "précédent reste en service" in erreur.value.conseil
    assert state(entrepot) == avant
    monkeypatch.undo()
    assert sorts(import_fichiers([tmp_path / "jour-2.json"], entrepot)) == {"lus": 1, "contrats": 1}


def _read_assertions():
    return dict(list_assertions("contrats")) | dict(list_assertions("chiffres"))


def test_each_assertion_is_one_sentence_that_names_what_must_hold():
    assertions = _read_assertions()

    assert len(assertions) >= 9
    for nom, requete in assertions.items():
        assert nom.replace("_", "").isalpha(), nom
        assert requete.startswith("SELECT "), nom
        assert requete.count("\n") <= 1, nom
        assert ";" not in requete, nom


# assertion -> what breaks it in the tables that it reads
BRIS = {
    "au_moins_une_version": ("marches", {"nb_versions": "0"}),
    "bornes_encadrent_la_valeur": ("valeurs", {"bas": "valeur + 1"}),
    "cle_unique": ("cles", {"cle": "CAST(7 AS UBIGINT)"}),
    "effectifs_coherents": ("valeurs", {"inconnus": "n + 1"}),
    "environnement_est_la_reunion": ("records", {"environnement": "NOT environnement"}),
    "montant_utile_positif": ("marches", {"montant_utile": "0"}),
    "rang_a_partir_de_un": ("records", {"rang": "0"}),
    "siren_de_neuf_chiffres": ("records", {"acheteur_siren": "'12'"}),
    "social_est_la_reunion": ("records", {"social": "NOT social"}),
    "tout_acheteur_est_liste": ("acheteurs", {"siren": "'12'"}),
}


def test_every_assertion_has_a_case_that_breaks_it():
    assert _read_assertions().keys() == BRIS.keys()


@pytest.mark.parametrize("nom", BRIS)
def test_an_assertion_sees_what_it_forbids(modele, nom):
    table, remplacements = BRIS[nom]
    choix = ", ".join(f"{expression} AS {c}" for c, expression in remplacements.items())
    requete = _read_assertions()[nom]
    with open_entrepot(modele / "e") as entrepot:
        connexion = entrepot.connexion
        connexion.execute("CREATE VIEW cles AS SELECT cle FROM marches")
        assert connexion.execute(requete).fetchall() == []
        connexion.execute(f"CREATE TEMP TABLE {table} AS SELECT * REPLACE ({choix}) FROM {table}")
        assert connexion.execute(requete).fetchall() != []


def test_a_second_build_is_refused_at_once(entrepot, tmp_path):
    avant = state(entrepot)
    with lock_construction(entrepot), pytest.raises(EntrepotOccupe) as erreur:
        import_fichiers([write_v2(tmp_path / "2.json", [marche(id="n")])], entrepot)

    assert "import est en cours" in erreur.value.message
    assert state(entrepot) == avant
    assert sorts(import_fichiers([tmp_path / "2.json"], entrepot)) == {"lus": 1, "contrats": 1}


def test_leftovers_of_a_killed_build_go_away_at_the_next(entrepot, tmp_path):
    reste = entrepot / "versions" / "000009"
    (reste / "parts" / "000001").mkdir(parents=True)
    (reste / "travail-x").mkdir()
    (reste / "version.verrou").touch()
    (entrepot / "versions" / "000012").mkdir()
    (entrepot / "courant.000009").symlink_to("versions/000009")

    import_fichiers([write_v2(tmp_path / "2.json", [marche(id="n")])], entrepot)

    assert versions(entrepot) == [find_version(entrepot).name]
    assert sorted(f.name for f in entrepot.iterdir()) == [
        "construction.verrou",
        "courant",
        "versions",
    ]


@pytest.mark.longue
def test_everything_is_on_the_disk_before_readers_see_it(entrepot, tmp_path, monkeypatch):
    surs, vus = set(), []
    fsync, replace = os.fsync, os.replace

    def sync(descripteur):
        surs.add(os.fstat(descripteur).st_ino)
        fsync(descripteur)

    def switch(source, cible):
        if Path(cible).name != "courant":
            return replace(source, cible)
        version = entrepot / Path(source).readlink()
        vus.extend(f for f in (version, *version.rglob("*")) if f.stat().st_ino not in surs)
        surs.clear()
        return replace(source, cible)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", switch)
    import_fichiers([write_v2(tmp_path / "2.json", [marche(id="n")])], entrepot)

    assert vus == []
    assert entrepot.stat().st_ino in surs


def test_the_manifest_tells_files_checksums_and_counts(entrepot, tmp_path):
    manifeste = json.loads((find_version(entrepot) / "manifeste.json").read_text())

    (source,) = manifeste["sources"]
    octets = (tmp_path / "jour-1.json").read_bytes()
    assert source["nom"] == "jour-1.json"
    assert source["sha256"] == hashlib.sha256(octets).hexdigest()
    assert (source["taille"], source["lus"], source["contrats"]) == (len(octets), 3, 3)
    assert manifeste["totaux"] == {"contrats": 3, "concessions": 0, "acheteurs": 1}
    assert manifeste["date_donnees"] == "2024-03-15"


@pytest.mark.longue
def test_a_publication_date_in_the_future_does_not_date_the_store(tmp_path):
    marches = [marche(id="1"), marche(id="2", datePublicationDonnees="2034-01-01")]
    import_fichiers(
        [write_v2(tmp_path / "f.json", marches)], tmp_path / "e", aujourdhui=date(2024, 4, 1)
    )

    with open_entrepot(tmp_path / "e") as entrepot:
        assert entrepot.date_donnees == date(2024, 3, 15)


@pytest.mark.longue
def test_the_files_of_a_buyer_are_told_by_a_store_of_an_earlier_release_too(entrepot, tmp_path):
    autre = [marche(id="z", acheteur={"id": AUTRE_ACHETEUR})]
    import_fichiers([write_v2(tmp_path / "jour-2.json", autre)], entrepot)
    acheteurs = find_version(entrepot) / "acheteurs.parquet"
    table = pyarrow.parquet.read_table(acheteurs)
    ecrites = dict(zip(*table.select(["siren", "sources"]).to_pydict().values(), strict=True))

    def nommees(siren):
        with open_entrepot(entrepot) as lu:
            return [source.nom for source in lu.sources_de(siren)]

    attendues = {siren: nommees(siren) for siren in ecrites}
    pyarrow.parquet.write_table(table.drop_columns(["sources"]), acheteurs)

    assert sorted(attendues.values()) == [["jour-1.json"], ["jour-2.json"]]
    assert {siren: nommees(siren) for siren in ecrites} == attendues
    assert ecrites[AUTRE_ACHETEUR[:9]] == ["000002"]
    assert nommees("000000000") == []

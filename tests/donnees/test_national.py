import hashlib
import json
import os

import pytest

from spaser.donnees.national import (
    BASE_PUBLIQUE,
    MANIFESTE,
    list_annees,
    list_ressources,
    read_manifeste,
    sync,
)
from spaser.donnees.pannes import (
    ErreurContenu,
    ErreurDisque,
    ErreurReseau,
    ErreurTelechargement,
    RessourceIntrouvable,
)
from spaser.donnees.partie import open_locked
from spaser.donnees.ressources import JEUX, Ressource, select_ressources
from spaser.donnees.telechargement import Client, Somme
from tests.outils.serveur_data_gouv import Coupure, Reponse, ServeurDataGouv
from tests.outils.temps import Temps

OFFICIEL, TABULAIRE = JEUX["officiel"], JEUX["tabulaire"]
API = f"/api/1/datasets/{OFFICIEL}/"
GROS = b'{"marches": [' + b"0123456789," * 30_000 + b"0]}"
PARQUET = b"PAR1" + b"\x00" * 5000 + b"PAR1"


def content_of(texte):
    return json.dumps({"marches": {"marche": [{"id": texte}]}}).encode()


@pytest.fixture
def serveur():
    with ServeurDataGouv() as hote:
        yield hote


@pytest.fixture
def temps():
    return Temps()


@pytest.fixture
def client(temps):
    with Client(temps.options()) as ouvert:
        yield ouvert


@pytest.fixture
def dossier(tmp_path):
    return tmp_path / "national"


@pytest.fixture
def synchronise(serveur, client, dossier):
    """Synchronise with the local host; return the results by file name."""

    def run(plan="officiel", annees=None, **autres):
        bilan = sync(dossier, plan, annees, client=client, base=serveur.base, **autres)
        return {fichier.nom: fichier for fichier in bilan}

    return run


def sorts(bilan):
    return {nom: fichier.sort for nom, fichier in bilan.items()}


# --- the list of files


def test_the_public_platform_is_the_default():
    assert BASE_PUBLIQUE == "https://www.data.gouv.fr"
    assert JEUX == {
        "officiel": "5cd57bf68b4c4179299eb0e9",
        "tabulaire": "608c055b35eb4e6ee20eb325",
    }


def test_a_resource_carries_what_the_platform_says(serveur, client):
    fichier = serveur.publish(OFFICIEL, "decp-2024.json", GROS)
    (ressource,) = list_ressources(client, OFFICIEL, f"{serveur.base}/")
    assert ressource == Ressource(
        id=fichier.id,
        nom="decp-2024.json",
        url=fichier.url,
        format="json",
        taille=len(GROS),
        somme=Somme("sha1", hashlib.sha1(GROS, usedforsecurity=False).hexdigest()),
        modifiee=fichier.modifie,
    )


def test_a_checksum_told_by_the_producer_is_only_indicative(serveur, client):
    serveur.publish(OFFICIEL, "decp-2024.json", GROS, filetype="remote")
    (ressource,) = list_ressources(client, OFFICIEL, serveur.base)
    assert ressource.somme.indicative


def test_a_long_list_is_read_page_by_page_at_the_address_we_know(serveur, client):
    serveur.api_paginee = True
    noms = [f"decp-2025-0{mois}.json" for mois in range(1, 6)]
    for nom in noms:
        serveur.publish(OFFICIEL, nom, content_of(nom))
    assert [r.nom for r in list_ressources(client, OFFICIEL, serveur.base)] == noms
    assert len(serveur.demandes(f"/api/2/datasets/{OFFICIEL}/resources/")) == 3


@pytest.mark.parametrize("corps", [b"[]", b'{"resources": 3}', b"{}"])
def test_a_list_of_another_shape_is_told(serveur, client, corps):
    serveur.prepare(API, Reponse(200, corps))
    with pytest.raises(ErreurContenu, match="illisible"):
        list_ressources(client, OFFICIEL, serveur.base)


def test_a_page_of_another_shape_is_told(serveur, client):
    serveur.api_paginee = True
    serveur.prepare(f"/api/2/datasets/{OFFICIEL}/resources/", Reponse(200, b"[]"))
    with pytest.raises(ErreurContenu, match="illisible"):
        list_ressources(client, OFFICIEL, serveur.base)


def test_details_that_are_missing_or_odd_lose_no_file(serveur, client):
    ressources = [
        {"id": "a", "url": "https://x.fr/decp-2024.json"},
        {"id": "b", "url": "https://x.fr/b", "title": None, "filesize": "gros", "checksum": []},
        {"id": "c", "url": "https://x.fr/c", "last_modified": "hier", "format": None},
        {"id": "d", "url": "https://x.fr/d", "last_modified": "2026-01-02T03:04:05"},
        {"id": "e", "url": None},
        "f",
    ]
    serveur.prepare(API, Reponse(200, json.dumps({"resources": ressources}).encode()))
    lues = list_ressources(client, OFFICIEL, serveur.base)
    assert [ressource.id for ressource in lues] == ["a", "b", "c", "d"]


def test_an_unknown_data_set_is_told(client, serveur):
    with pytest.raises(RessourceIntrouvable):
        list_ressources(client, "rien/", serveur.base)


# --- the choice


def announce(*noms):
    return [Ressource(nom, nom, f"https://static.data.gouv.fr/{nom}") for nom in noms]


PUBLIEES = announce(
    "decp-global.json",
    "decp-2026-02.json",
    "decp-2026-01.json",
    "decp-2025.json",
    "decp-2025-12.json",
    "decp-2024.json",
    "decp-2022.json",
    "decp-2019.json",
    "decp.xml",
    "decp.ocds.json",
    "decp-2024-13.json",
    "probabilites-naf-cpv.parquet",
)


def choose(annees, ressources=PUBLIEES):
    choix = select_ressources("officiel", ressources, annees)
    return [ressource.nom for ressource in choix.retenues], list(choix.absentes)


def test_all_years_and_the_months_of_the_year_that_has_no_file():
    retenues, absentes = choose(None)
    assert retenues == [
        "decp-2019.json",
        "decp-2022.json",
        "decp-2024.json",
        "decp-2025.json",
        "decp-2026-01.json",
        "decp-2026-02.json",
    ]
    assert absentes == []


@pytest.mark.parametrize(
    ("annees", "noms", "absents"),
    [
        ({2025}, ["decp-2025.json"], []),
        ({2026}, ["decp-2026-01.json", "decp-2026-02.json"], []),
        ([2024, 2025], ["decp-2024.json", "decp-2025.json"], []),
        ({2018}, ["decp-2019.json"], []),
        ({2021}, ["decp-2019.json", "decp-2022.json"], []),
        ({2023, 2024}, ["decp-2019.json", "decp-2022.json", "decp-2024.json"], []),
        ({2025, 2031}, ["decp-2025.json"], ["decp-2031.json"]),
        ({2031, 2017}, [], ["decp-2017.json", "decp-2031.json"]),
    ],
)
def test_the_years_asked_for(annees, noms, absents):
    assert choose(annees) == (noms, absents)


def test_the_years_that_can_be_asked_for():
    assert list_annees(PUBLIEES) == [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026]


def test_a_name_published_twice_is_taken_in_its_latest_version(serveur, client):
    ancienne, recente = announce("decp-2024.json", "DECP-2024.json ")
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    (datee,) = list_ressources(client, OFFICIEL, serveur.base)
    assert select_ressources("officiel", [ancienne, datee, recente]).retenues == (datee,)


def test_a_file_without_a_clear_title_is_known_by_its_address():
    ressource = Ressource("a", "Marchés 2024", "https://static.data.gouv.fr/x/decp-2024.json?v=2")
    (retenue,) = select_ressources("officiel", [ressource], [2024]).retenues
    assert retenue.nom == "decp-2024.json"


def test_a_data_set_that_changed_its_names_is_told():
    with pytest.raises(RessourceIntrouvable, match="ni mensuel"):
        choose(None, announce("decp-global.json"))


def test_the_tabular_plan_takes_the_contracts_only():
    noms = ("decp.csv", "statistiques-doublons-sources.parquet", "decp.parquet", "schema.json")
    choix = select_ressources("tabulaire", announce(*noms))
    assert [ressource.nom for ressource in choix.retenues] == ["decp.parquet"]
    assert select_ressources("tabulaire", announce("decp.csv")).absentes == ("decp.parquet",)


# --- the synchronisation


def test_a_first_synchronisation_brings_everything(serveur, synchronise, dossier, temps):
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    serveur.publish(OFFICIEL, "decp-2025-01.json", content_of("b"))
    bilan = synchronise()
    assert sorts(bilan) == {"decp-2024.json": "nouveau", "decp-2025-01.json": "nouveau"}
    assert all(fichier.a_change for fichier in bilan.values())
    assert bilan["decp-2024.json"].chemin == dossier / "decp-2024.json"
    assert bilan["decp-2024.json"].chemin.read_bytes() == content_of("a")
    entree = json.loads((dossier / MANIFESTE).read_text())["decp-2024.json"]
    assert entree == {
        "jeu": OFFICIEL,
        "ressource": publie.id,
        "url": publie.url,
        "etag": publie.etag,
        "last_modified": publie.last_modified,
        "sha256": hashlib.sha256(content_of("a")).hexdigest(),
        "sommes": {
            "sha256": hashlib.sha256(content_of("a")).hexdigest(),
            "sha1": publie.checksum["value"],
        },
        "taille": len(content_of("a")),
        "date": "2026-01-05T08:00:00+00:00",
        "modification": (dossier / "decp-2024.json").stat().st_mtime_ns,
    }
    assert temps.pauses == []


def test_a_file_whose_checksum_is_announced_is_not_even_asked_for(serveur, synchronise):
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    bilan = synchronise()
    assert sorts(bilan) == {"decp-2024.json": "inchange"}
    assert not bilan["decp-2024.json"].a_change
    assert bilan["decp-2024.json"].sha256 == hashlib.sha256(content_of("a")).hexdigest()
    assert len(serveur.demandes(publie)) == 1


def test_the_same_file_published_again_elsewhere_is_not_fetched(serveur, synchronise, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    assert sorts(synchronise()) == {"decp-2024.json": "inchange"}
    assert serveur.demandes(publie) == []
    entree = read_manifeste(dossier)["decp-2024.json"]
    assert (entree.url, entree.etag) == (publie.url, None)


@pytest.mark.parametrize(("filetype", "somme"), [("remote", True), ("file", False)])
def test_without_a_sure_checksum_the_host_is_asked(serveur, synchronise, dossier, filetype, somme):
    publie = serveur.publish(
        OFFICIEL, "decp-2024.json", content_of("a"), filetype=filetype, somme=somme
    )
    synchronise()
    avant = read_manifeste(dossier)
    assert sorts(synchronise()) == {"decp-2024.json": "inchange"}
    assert serveur.demandes(publie)[1].entetes["if-none-match"] == publie.etag
    assert read_manifeste(dossier) == avant


def test_a_changed_file_is_fetched(serveur, synchronise):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    serveur.publish(OFFICIEL, "decp-2025.json", content_of("b"))
    synchronise()
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("c"))
    bilan = synchronise()
    assert sorts(bilan) == {"decp-2024.json": "modifie", "decp-2025.json": "inchange"}
    assert bilan["decp-2024.json"].chemin.read_bytes() == content_of("c")


def test_marks_of_another_address_are_not_sent(serveur, synchronise):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"), somme=False)
    synchronise()
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"), somme=False)
    assert sorts(synchronise()) == {"decp-2024.json": "inchange"}  # fetched, and found the same
    assert "if-none-match" not in serveur.demandes(publie)[0].entetes


def test_only_the_years_asked_for_are_fetched(serveur, synchronise, dossier):
    for nom in ("decp-2024.json", "decp-2025.json", "decp-2026-01.json"):
        serveur.publish(OFFICIEL, nom, content_of(nom))
    assert list(synchronise(annees=[2024, 2026])) == ["decp-2024.json", "decp-2026-01.json"]
    assert not (dossier / "decp-2025.json").exists()


def test_a_year_that_is_not_published_is_told_beside_the_others(serveur, synchronise):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    bilan = synchronise(annees=[2024, 2031])
    assert sorts(bilan) == {"decp-2024.json": "nouveau", "decp-2031.json": "echec"}
    assert bilan["decp-2031.json"].chemin is None
    assert "2024" in bilan["decp-2031.json"].erreur.conseil


def test_the_parquet_plan(serveur, synchronise):
    serveur.publish(TABULAIRE, "decp.csv", b"uid")
    serveur.publish(TABULAIRE, "decp.parquet", PARQUET)
    bilan = synchronise("tabulaire")
    assert sorts(bilan) == {"decp.parquet": "nouveau"}
    assert bilan["decp.parquet"].chemin.read_bytes() == PARQUET


def test_both_plans_share_a_folder(serveur, synchronise, dossier):
    serveur.publish(TABULAIRE, "decp.parquet", PARQUET)
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise("tabulaire")
    synchronise("officiel")
    assert list(read_manifeste(dossier)) == ["decp-2024.json", "decp.parquet"]


def test_a_data_set_without_its_parquet_is_told(serveur, synchronise):
    serveur.publish(TABULAIRE, "decp.csv", b"uid")
    bilan = synchronise("tabulaire")
    assert isinstance(bilan["decp.parquet"].erreur, RessourceIntrouvable)


def test_progress_names_the_file(serveur, synchronise):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    vus = []
    synchronise(suivi=lambda ressource, octets, total: vus.append((ressource.nom, octets, total)))
    taille = len(content_of("a"))
    assert vus == [("decp-2024.json", 0, taille), ("decp-2024.json", taille, taille)]


# --- failures


def test_a_failure_on_one_file_leaves_the_others(serveur, synchronise, dossier):
    panne = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    serveur.publish(OFFICIEL, "decp-2025.json", content_of("b"))
    serveur.prepare(panne, *[Reponse(500)] * 6)
    bilan = synchronise()
    assert sorts(bilan) == {"decp-2024.json": "echec", "decp-2025.json": "nouveau"}
    assert isinstance(bilan["decp-2024.json"].erreur, ErreurReseau)
    assert bilan["decp-2024.json"].chemin is None
    assert list(read_manifeste(dossier)) == ["decp-2025.json"]
    assert sorts(synchronise()) == {"decp-2024.json": "nouveau", "decp-2025.json": "inchange"}


def test_after_a_failure_the_previous_copy_still_serves(serveur, synchronise):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    panne = serveur.publish(OFFICIEL, "decp-2024.json", content_of("b"))
    serveur.prepare(panne, Reponse(403))
    fichier = synchronise()["decp-2024.json"]
    assert (fichier.sort, fichier.a_change) == ("echec", False)
    assert isinstance(fichier.erreur, ErreurTelechargement)
    assert fichier.chemin.read_bytes() == content_of("a")


def test_a_wrong_checksum_fails_when_the_platform_computed_it(serveur, synchronise):
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    serveur.overwrite(publie, content_of("b"))
    fichier = synchronise()["decp-2024.json"]
    assert isinstance(fichier.erreur, ErreurContenu)
    assert fichier.chemin is None


def test_a_wrong_checksum_warns_when_the_producer_told_it(serveur, synchronise):
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"), filetype="remote")
    serveur.overwrite(publie, content_of("b"))
    fichier = synchronise()["decp-2024.json"]
    assert fichier.sort == "nouveau"
    assert "sha1" in fichier.avertissements[0]


def test_a_file_replaced_after_the_list_was_read_is_followed(serveur, synchronise):
    ancien = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    perimee = json.dumps({"resources": [ancien.describe()]}).encode()
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("b"))
    serveur.prepare(API, Reponse(200, perimee))
    bilan = synchronise()
    assert sorts(bilan) == {"decp-2024.json": "nouveau"}
    assert bilan["decp-2024.json"].chemin.read_bytes() == content_of("b")


def test_a_file_withdrawn_after_the_list_was_read_is_told(serveur, synchronise):
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    liste = json.dumps({"resources": [publie.describe()]}).encode()
    serveur.withdraw(publie)
    serveur.prepare(API, Reponse(200, liste), Reponse(403))
    assert isinstance(synchronise()["decp-2024.json"].erreur, RessourceIntrouvable)


def test_an_interruption_keeps_what_is_done_and_what_is_begun(serveur, synchronise, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    gros = serveur.publish(OFFICIEL, "decp-2025.json", GROS)

    def interrupt(ressource, octets, _total):
        if ressource.nom == "decp-2025.json" and octets >= 100_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        synchronise(suivi=interrupt)
    assert list(read_manifeste(dossier)) == ["decp-2024.json"]
    commence = (dossier / "decp-2025.json.part").stat().st_size
    assert sorts(synchronise()) == {"decp-2024.json": "inchange", "decp-2025.json": "nouveau"}
    assert serveur.demandes(gros)[1].entetes["range"] == f"bytes={commence}-"
    assert (dossier / "decp-2025.json").read_bytes() == GROS


def test_a_cut_file_is_finished_at_the_next_synchronisation(serveur, synchronise, dossier):
    gros = serveur.publish(OFFICIEL, "decp-2025.json", GROS)
    serveur.prepare(gros, Coupure(100_000), *[Reponse(500)] * 10)
    assert sorts(synchronise()) == {"decp-2025.json": "echec"}
    serveur._incidents.clear()
    assert sorts(synchronise()) == {"decp-2025.json": "nouveau"}
    assert serveur.demandes(gros)[-1].entetes["range"] == "bytes=100000-"
    assert (dossier / "decp-2025.json").read_bytes() == GROS


def test_without_the_list_nothing_is_touched(serveur, synchronise, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    avant = sorted((chemin.name, chemin.read_bytes()) for chemin in dossier.iterdir())
    serveur.prepare(API, *[Reponse(503)] * 6)
    with pytest.raises(ErreurReseau):
        synchronise()
    assert sorted((chemin.name, chemin.read_bytes()) for chemin in dossier.iterdir()) == avant


# --- the local folder


def test_a_copy_altered_by_hand_is_fetched_again(serveur, synchronise, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    (dossier / "decp-2024.json").write_bytes(content_of("z"))
    assert sorts(synchronise()) == {"decp-2024.json": "inchange"}  # as at the last run
    assert (dossier / "decp-2024.json").read_bytes() == content_of("a")


def test_a_copy_only_touched_is_kept(serveur, synchronise, dossier):
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    os.utime(dossier / "decp-2024.json", (0, 0))
    synchronise()
    assert len(serveur.demandes(publie)) == 1
    assert read_manifeste(dossier)["decp-2024.json"].modification == 0


def test_a_copy_that_was_removed_is_fetched_again(serveur, synchronise, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    (dossier / "decp-2024.json").unlink()
    assert synchronise()["decp-2024.json"].chemin.is_file()


@pytest.mark.parametrize("manifeste", [b"", b"{", b"[]", b'{"decp-2024.json": {}}', b"\xff"])
def test_a_damaged_manifest_is_written_again(serveur, synchronise, dossier, manifeste):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    (dossier / MANIFESTE).write_bytes(manifeste)
    assert sorts(synchronise()) == {"decp-2024.json": "nouveau"}
    assert list(read_manifeste(dossier)) == ["decp-2024.json"]


def test_two_synchronisations_do_not_mix(synchronise, dossier):
    dossier.mkdir()
    verrou = open_locked(dossier / ".verrou")
    try:
        with pytest.raises(ErreurDisque, match="Un autre téléchargement"):
            synchronise()
    finally:
        os.close(verrou)


def test_a_client_is_opened_when_none_is_given(serveur, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    (fichier,) = sync(dossier, base=serveur.base)
    assert fichier.sort == "nouveau"

"""One file published again and again: no row for what is known, one edition in force."""

import random
import shutil
from datetime import date
from itertools import pairwise

import msgspec
import pytest

from spaser.moteur.entrepot import construction
from spaser.moteur.entrepot.dossier import find_version
from spaser.moteur.entrepot.editions import ChoixEditions, EditionInconnue, SortEdition
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.entrepot.manifeste import read_manifeste
from spaser.moteur.importation import FichierChange, import_fichiers
from spaser.moteur.indicateurs import ecriture
from spaser.moteur.valeurs import SansSuivi
from tests.bench.generateur import Demande, generer
from tests.moteur.fabrique_decp import (
    ACHETEUR,
    AUTRE_ACHETEUR,
    ask,
    ask_one,
    marche,
    siret,
    sorts,
    titulaire_v2,
    write_v2,
)

JOUR = date(2026, 12, 1)
ANCIENS = [marche(id=f"m{n}", objet=f"Voirie {n}", montant=50_000 + n) for n in range(6)]
RECENT = {"datePublicationDonnees": "2024-06-01"}
CORRIGE = marche(id="m1", objet="Voirie 1", montant=70_000, **RECENT)


def read(dossier, *records, nom="decp.json", **options):
    fichier = write_v2(dossier / nom, records)
    return import_fichiers([fichier], dossier / "e", aujourdhui=JOUR, **options)


def count_lignes(dossier):
    return ask_one(dossier / "e", "SELECT count(*) FROM lus")[0]


def list_montants(dossier):
    requete = "SELECT id, CAST(montant AS INTEGER) FROM marches ORDER BY id"
    return dict(ask(dossier / "e", requete))


def list_sorts(rapport):
    return [edition.sort for edition in rapport.editions]


@pytest.fixture(scope="module")
def modele(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("editions")
    read(dossier, *ANCIENS)
    return dossier


@pytest.fixture
def dossier(modele, tmp_path):
    shutil.copytree(modele, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path


@pytest.mark.longue
def test_a_file_published_again_with_one_record_more_adds_one_row(dossier):
    rapport = read(dossier, marche(id="neuf", **RECENT), *ANCIENS)

    assert sorts(rapport) == {"lus": 7, "contrats": 1, "copies": 6}
    assert list_sorts(rapport) == [SortEdition.REMPLACE]
    assert count_lignes(dossier) == 7
    assert ask(dossier / "e", "SELECT source, rang, nombre FROM presences") == [("000002", 2, 6)]


def test_a_record_corrected_in_a_newer_edition_keeps_the_key_of_its_contract(dossier):
    cle = ask_one(dossier / "e", "SELECT cle FROM marches WHERE id = 'm1'")

    rapport = read(dossier, *ANCIENS[:1], CORRIGE, *ANCIENS[2:])

    assert sorts(rapport) == {"lus": 6, "versions": 1, "copies": 5}
    assert rapport.editions[0].perdus == 0
    assert list_montants(dossier)["m1"] == 70_000
    assert ask_one(dossier / "e", "SELECT cle FROM marches WHERE id = 'm1'") == cle
    assert ask_one(dossier / "e", "SELECT count(*) FROM fusions") == (0,)


@pytest.mark.longue
def test_a_corrected_lot_takes_the_key_of_the_lot_that_it_was(tmp_path):
    lots = [marche(id="L", objet=f"Lot {n} : gros œuvre", montant=9_000 * n) for n in (1, 2, 3)]
    read(tmp_path, *lots)
    cles = dict(ask(tmp_path / "e", "SELECT objet, cle FROM marches"))

    rapport = read(tmp_path, lots[0], lots[1] | {"montant": 77_000}, lots[2])

    assert sorts(rapport) == {"lus": 3, "versions": 1, "copies": 2}
    assert dict(ask(tmp_path / "e", "SELECT objet, cle FROM marches")) == cles


def test_what_a_newer_edition_no_longer_holds_counts_no_more(dossier):
    rapport = read(dossier, *ANCIENS[:5], marche(id="neuf", **RECENT))

    assert (rapport.editions[0].perdus, rapport.editions[0].tenus) == (1, 6)
    assert sorted(list_montants(dossier)) == ["m0", "m1", "m2", "m3", "m4", "neuf"]
    assert count_lignes(dossier) == 7
    assert ask(dossier / "e", "SELECT nb_marches FROM acheteurs") == [(6,)]


@pytest.mark.longue
def test_what_was_put_aside_is_kept_and_told_once(tmp_path):
    """Wherever it is in the file, and whoever publishes it again."""
    sans_acheteur, illisible = {"id": "m9"}, "rien"
    read(tmp_path, *ANCIENS, sans_acheteur, illisible)

    suite = read(tmp_path, illisible, marche(id="neuf", **RECENT), sans_acheteur, *ANCIENS)
    autre = read(tmp_path, sans_acheteur, {"id": "m8"}, marche(id="z"), nom="autre.json")
    encore = import_fichiers([tmp_path / "autre.json"], tmp_path / "e")

    assert sorts(suite) == {"lus": 9, "contrats": 1, "copies": 8}
    assert sorts(autre) == {"lus": 3, "contrats": 1, "copies": 1, "quarantaine": 1}
    assert sorts(encore) == {"lus": 3, "copies": 3}
    assert ask(tmp_path / "e", "SELECT source, rang FROM quarantaine ORDER BY ALL") == [
        ("000001", 7), ("000001", 8), ("000003", 2),
    ]  # fmt: skip


def test_nothing_is_compared_when_a_file_holds_only_known_records(dossier, monkeypatch):
    avant = ask(dossier / "e", "SELECT * FROM valeurs ORDER BY ALL")
    monkeypatch.setattr(construction.rapprochement, "reconcile", None)
    monkeypatch.setattr(construction.compte, "write_acheteurs", None)

    rapport = read(dossier, *ANCIENS[:5], nom="copies.json")

    assert sorts(rapport) == {"lus": 5, "copies": 5}
    assert ask(dossier / "e", "SELECT * FROM valeurs ORDER BY ALL") == avant
    assert not (find_version(dossier / "e") / "parts/000002/valeurs.parquet").exists()


@pytest.mark.longue
def test_figures_of_the_years_that_changed_alone_are_computed_again(tmp_path, monkeypatch):
    """The others are those of the version before; all are those of one import."""
    jours = {"m1": "2023-03-01", "m2": "2024-03-01", "m3": "2025-03-01"}
    anciens = [marche(id=nom, dateNotification=jour) for nom, jour in jours.items()]
    neuf = marche(id="neuf", dateNotification="2024-06-01", **RECENT)
    read(tmp_path, *anciens)
    lues = []
    vraie = ecriture._keep_agregats

    def keep(connexion, requete, *, premiere):
        lues.extend(connexion.execute("SELECT cle FROM marches").fetchall())
        vraie(connexion, requete, premiere=premiere)

    monkeypatch.setattr(ecriture, "_keep_agregats", keep)
    read(tmp_path, *anciens, neuf)
    monkeypatch.undo()
    import_fichiers([tmp_path / "decp.json"], tmp_path / "seul", aujourdhui=JOUR)

    assert len(lues) == 2
    requete = "SELECT * FROM valeurs ORDER BY ALL"
    assert ask(tmp_path / "e", requete) == ask(tmp_path / "seul", requete)


@pytest.mark.longue
def test_what_another_file_holds_too_goes_on_counting(dossier):
    read(dossier, ANCIENS[5], nom="profil.json")

    read(dossier, *ANCIENS[:5])

    assert "m5" in list_montants(dossier)


@pytest.mark.longue
def test_a_buyer_of_whom_nothing_is_left_is_listed_no_more(dossier):
    autre = marche(id="x", acheteur={"id": AUTRE_ACHETEUR})
    read(dossier, *ANCIENS, autre)

    read(dossier, *ANCIENS)

    assert (
        ask(dossier / "e", "SELECT siren FROM acheteurs WHERE siren = $1", [AUTRE_ACHETEUR[:9]])
        == []
    )
    assert ask(dossier / "e", "SELECT 1 FROM valeurs WHERE siren = $1", [AUTRE_ACHETEUR[:9]]) == []


@pytest.mark.longue
def test_an_older_edition_read_after_a_newer_one_does_not_count(dossier):
    read(dossier, *ANCIENS[:1], CORRIGE, *ANCIENS[2:], marche(id="neuf", **RECENT))

    rapport = read(
        dossier, *ANCIENS[:1], marche(id="m1", objet="Voirie 1", montant=1234), *ANCIENS[2:]
    )

    assert list_sorts(rapport) == [SortEdition.ANCIENNE]
    assert rapport.is_exact()
    assert list_montants(dossier)["m1"] == 70_000
    assert "neuf" in list_montants(dossier)


@pytest.mark.longue
def test_the_contents_of_a_replaced_edition_read_again_are_told_and_do_not_count(dossier):
    ancien = (dossier / "decp.json").read_bytes()
    read(dossier, *ANCIENS[:1], CORRIGE, *ANCIENS[2:])
    (dossier / "decp.json").write_bytes(ancien)

    rapport = import_fichiers([dossier / "decp.json"], dossier / "e", aujourdhui=JOUR)

    assert [(e.sort, e.cle, e.avant) for e in rapport.editions] == [
        (SortEdition.ANCIENNE, "000001", "000002")
    ]
    assert list_montants(dossier)["m1"] == 70_000


def test_a_resource_that_loses_half_its_records_is_told_and_not_followed(dossier):
    rapport = read(dossier, *ANCIENS[:3], marche(id="neuf", **RECENT))

    assert [(e.sort, e.perdus, e.tenus) for e in rapport.editions] == [(SortEdition.MOITIE, 3, 6)]
    assert len(list_montants(dossier)) == 7


@pytest.mark.longue
def test_a_resource_that_lost_half_is_followed_when_asked(dossier):
    read(dossier, *ANCIENS[:3], marche(id="neuf", **RECENT))

    import_fichiers([], dossier / "e", choix=ChoixEditions(["000002"]))

    assert sorted(list_montants(dossier)) == ["m0", "m1", "m2", "neuf"]


@pytest.mark.longue
def test_an_edition_put_in_force_again_shows_what_it_showed(dossier):
    avant = ask(dossier / "e", "SELECT * FROM marches ORDER BY ALL")
    valeurs = ask(dossier / "e", "SELECT * FROM valeurs ORDER BY ALL")
    read(dossier, *ANCIENS[:1], CORRIGE, *ANCIENS[2:5], marche(id="neuf", **RECENT))

    import_fichiers([], dossier / "e", choix=ChoixEditions(["000001"]))

    assert ask(dossier / "e", "SELECT * FROM marches ORDER BY ALL") == avant
    assert ask(dossier / "e", "SELECT * FROM valeurs ORDER BY ALL") == valeurs


@pytest.mark.longue
def test_two_editions_may_count_together(dossier):
    read(dossier, *ANCIENS[:5], marche(id="neuf", **RECENT))

    import_fichiers([], dossier / "e", choix=ChoixEditions(["000001", "000002"]))

    assert len(list_montants(dossier)) == 7


@pytest.mark.longue
def test_an_edition_that_is_not_there_is_told(dossier):
    with pytest.raises(EditionInconnue, match="000009"):
        import_fichiers([], dossier / "e", choix=ChoixEditions(["000009"]))

    assert len(list_montants(dossier)) == 6


@pytest.mark.longue
def test_a_file_of_the_last_months_takes_nothing_away(tmp_path):
    mois = [marche(id=f"m{n}", datePublicationDonnees=f"2024-0{n}-15") for n in range(1, 8)]
    read(tmp_path, *mois[:6])

    rapport = read(tmp_path, *mois[1:])

    assert list_sorts(rapport) == [SortEdition.GLISSANTE]
    assert len(list_montants(tmp_path)) == 7


@pytest.mark.longue
def test_two_files_of_one_name_with_nothing_in_common_both_count(dossier):
    rapport = read(dossier, *(marche(id=f"z{n}") for n in range(6)))

    assert list_sorts(rapport) == [SortEdition.AUTRE]
    assert len(list_montants(dossier)) == 12


@pytest.mark.longue
def test_a_file_in_another_format_of_all_its_texts_replaces_the_former(dossier):
    rapport = read(dossier, *(m | {"source": "profil"} for m in ANCIENS), marche(id="n", **RECENT))
    import_fichiers([], dossier / "e", choix=ChoixEditions(oublier=True))

    assert list_sorts(rapport) == [SortEdition.REMPLACE]
    assert len(list_montants(dossier)) == 7


@pytest.mark.longue
def test_an_edition_published_again_as_it_was_is_in_force_again(dossier):
    read(dossier, *ANCIENS[:5])

    rapport = read(dossier, *ANCIENS)

    assert sorts(rapport) == {"lus": 6, "copies": 6}
    assert [(e.sort, e.cle) for e in rapport.editions] == [(SortEdition.REMPLACE, "000001")]
    assert len(list_montants(dossier)) == 6


@pytest.mark.longue
def test_a_buyer_s_files_are_those_in_force(dossier):
    read(dossier, ANCIENS[0], nom="profil.json")

    read(dossier, marche(id="neuf", **RECENT), *ANCIENS)

    with open_entrepot(dossier / "e") as entrepot:
        siennes = entrepot.sources_de(ACHETEUR[:9])
    assert [(s.cle, s.nom) for s in siennes] == [("000002", "profil.json"), ("000003", "decp.json")]
    requete = "SELECT l.source, l.rang FROM lieux l JOIN marches USING (ligne) WHERE id = 'm0'"
    lieux = ask(dossier / "e", f"{requete} ORDER BY 1")
    assert lieux == [("000002", 1), ("000003", 2)]


@pytest.mark.longue
def test_of_two_records_of_one_day_the_last_of_the_file_in_force_is_shown(tmp_path):
    """Whichever was read first."""
    un, autre = (marche(montant=montant) for montant in (1000, 2000))
    read(tmp_path, un, marche(id="x"))

    read(tmp_path, autre, un, marche(id="x"))

    assert list_montants(tmp_path)["2024-001"] == 1000


@pytest.mark.longue
def test_files_of_other_names_never_replace_one_another(dossier):
    rapport = read(dossier, *ANCIENS[:5], nom="autre.json")

    assert rapport.editions == []
    assert sorts(rapport) == {"lus": 5, "copies": 5}
    assert count_lignes(dossier) == 6


NEUF = marche(id="neuf", **RECENT)
NOMS = {
    "of another day, one more": ("d-2024-12-01.json", "d-2024-12-02.json", [*ANCIENS, NEUF], 7),
    "of another day, one gone": ("d-2024-12-01.json", "d-2024-12-02.json", ANCIENS[1:], 5),
    "of another day, most gone": ("d-2024-12-01.json", "d-2024-12-02.json", ANCIENS[:2], 6),
    "of each day, its own": ("d-2024-12-01.json", "d-2024-12-02.json", [NEUF], 7),
    "parts of one": ("export-1.json", "export-2.json", [NEUF, *ANCIENS[:1]], 7),
    "elsewhere, six of seven": ("profil.json", "plateforme.json", [*ANCIENS, NEUF], 7),
    "elsewhere, five of six": ("profil.json", "plateforme.json", ANCIENS[1:], 6),
    "elsewhere, an aggregate": ("profil.json", "tous.json", [*ANCIENS, NEUF, marche()], 8),
    "of another buyer": (f"{ACHETEUR}.json", f"{AUTRE_ACHETEUR}.json", ANCIENS[:3], 6),
}
SUITES = {
    "of another day, one more": [(SortEdition.REMPLACE, 0)],
    "of another day, one gone": [(SortEdition.REMPLACE, 1)],
}


@pytest.mark.longue
@pytest.mark.parametrize("cas", NOMS)
def test_under_another_name_contents_alone_never_replace(tmp_path, cas):
    """A date in a name says nothing; another name says another publisher, perhaps."""
    avant, apres, records, contrats = NOMS[cas]
    read(tmp_path, *ANCIENS, nom=avant)

    rapport = read(tmp_path, *records, nom=apres)

    assert [(e.sort, e.perdus) for e in rapport.editions] == SUITES.get(cas, [])
    assert all(e.nom_avant == avant for e in rapport.editions)
    assert len(list_montants(tmp_path)) == contrats


@pytest.mark.longue
def test_nearly_the_same_records_under_another_name_are_told_and_followed_when_asked(tmp_path):
    dix = [marche(id=f"m{n}", objet=f"Voirie {n}", montant=50_000 + n) for n in range(10)]
    read(tmp_path, *dix, nom="profil.json")

    rapport = read(tmp_path, *dix[1:], nom="plateforme.json")
    ensemble = len(list_montants(tmp_path))
    import_fichiers([], tmp_path / "e", choix=ChoixEditions(["000002"]))

    assert [(e.sort, e.nom_avant, e.perdus) for e in rapport.editions] == [
        (SortEdition.SEMBLABLE, "profil.json", 1)
    ]
    assert (ensemble, len(list_montants(tmp_path))) == (10, 9)


@pytest.mark.longue
def test_former_editions_are_forgotten_when_asked(dossier):
    read(dossier, *ANCIENS[:1], CORRIGE, *ANCIENS[2:5])
    montants = list_montants(dossier)
    assert count_lignes(dossier) == 7

    import_fichiers([], dossier / "e", choix=ChoixEditions(oublier=True))

    assert list_montants(dossier) == montants
    assert count_lignes(dossier) == 5
    with pytest.raises(EditionInconnue):
        import_fichiers([], dossier / "e", choix=ChoixEditions(["000001"]))
    assert sorts(read(dossier, *ANCIENS[:1], CORRIGE, *ANCIENS[2:])) == {
        "lus": 6, "contrats": 1, "copies": 5,
    }  # fmt: skip


class _Ecrit(SansSuivi):
    """Somebody who writes in the file while it is read."""

    def __init__(self, fichier):
        self.fichier = fichier

    def etape(self, nom):
        if nom == "rapprochement":
            write_v2(self.fichier, [marche(id="autre")])


@pytest.mark.longue
def test_a_file_that_changes_while_it_is_read_puts_nothing_in_force(dossier):
    avant = find_version(dossier / "e")

    with pytest.raises(FichierChange, match=r"decp\.json"):
        read(dossier, *ANCIENS, marche(id="neuf"), suivi=_Ecrit(dossier / "decp.json"))

    assert find_version(dossier / "e") == avant


@pytest.mark.longue
def test_a_doubtful_link_is_refused_as_if_the_file_had_been_read_alone(tmp_path):
    """What the newer file publishes on one day is two contracts, though one was read before."""
    un = marche(objet="Ménage des écoles", montant=10_000)
    autre = marche(objet="Achat de camions", montant=20_000)
    read(tmp_path, un)

    read(tmp_path, un, autre)

    assert ask_one(tmp_path / "e", "SELECT count(*) FROM marches") == (2,)


@pytest.mark.longue
def test_a_store_of_a_former_release_is_read_as_it_is(dossier, monkeypatch):
    """Its copies have rows of their own; the next edition replaces all the former ones."""
    vraie = construction.editions.RecordsConnus.leave_new
    monkeypatch.setattr(construction.editions.RecordsConnus, "leave_new", lambda *_: None)
    monkeypatch.setattr(construction.editions, "settle_editions", lambda *_: [])
    read(dossier, marche(id="neuf", **RECENT), *ANCIENS)
    monkeypatch.undo()
    assert construction.editions.RecordsConnus.leave_new is vraie
    for vide in (find_version(dossier / "e")).glob("retires.parquet"):
        vide.unlink()
    assert count_lignes(dossier) == 13

    rapport = read(dossier, *ANCIENS[:5], marche(id="neuf", **RECENT))

    assert list_sorts(rapport) == [SortEdition.REMPLACE, SortEdition.REMPLACE]
    assert sorted(list_montants(dossier)) == ["m0", "m1", "m2", "m3", "m4", "neuf"]
    assert count_lignes(dossier) == 13


@pytest.mark.longue
def test_a_manifest_that_knew_no_edition_is_read_then_written_as_of_today(dossier):
    chemin = find_version(dossier / "e") / "manifeste.json"
    avant = ask(dossier / "e", "SELECT * FROM marches ORDER BY ALL")
    manifeste = msgspec.json.decode(chemin.read_bytes())
    for source in manifeste["sources"]:
        for nom in ("ressource", "remplacee_par", "oubliee"):
            del source[nom]
    chemin.write_bytes(msgspec.json.encode(manifeste | {"format": 1}))
    chemin.with_name("retires.parquet").unlink()
    assert ask(dossier / "e", "SELECT * FROM marches ORDER BY ALL") == avant

    rapport = read(dossier, *ANCIENS[1:], marche(id="neuf", **RECENT))

    assert list_sorts(rapport) == [SortEdition.REMPLACE]
    assert sorted(list_montants(dossier)) == ["m1", "m2", "m3", "m4", "m5", "neuf"]
    assert read_manifeste(find_version(dossier / "e")).format == 2


DITS = {
    "acheteurs": "siren, nom, sirets, nb_marches, nb_concessions, annees",
    "valeurs": "*",
    "marches": "id, objet, montant, date_notification, acheteur_siren, double_compte",
}


def show(entrepot):
    return {
        table: ask(entrepot, f"SELECT {colonnes} FROM {table} ORDER BY ALL")
        for table, colonnes in DITS.items()
    }


class Publication:
    """A consolidated file: each day one record comes, one is corrected, one goes, all may move."""

    def __init__(self, dossier, nombre, graine=1):
        self.chemin = dossier / "decp.json"
        generer(Demande("v2", nombre, graine), self.chemin)
        self.lue = msgspec.json.decode(self.chemin.read_bytes())
        self.hasard = random.Random(graine)  # noqa: S311 - drawn again alike
        self.jour = 0

    @property
    def records(self):
        return self.lue["marches"]["marche"]

    def change(self):
        self.jour += 1
        hasard, records = self.hasard, self.records
        neuf = dict(hasard.choice(records), id=f"NEUF{self.jour}", objet=f"Achat {self.jour}")
        records.insert(hasard.randrange(len(records)), neuf)
        corrige = hasard.randrange(len(records))
        publie = f"2026-06-{self.jour:02d}"
        records[corrige] |= {"montant": 40_000 + self.jour, "datePublicationDonnees": publie}
        if self.jour % 5 == 0:
            records.pop(hasard.randrange(len(records)))
        self.write()

    def write(self):
        self.chemin.write_bytes(msgspec.json.encode(self.lue))


@pytest.mark.longue
def test_thirty_days_show_what_the_last_file_alone_would(tmp_path):
    publication = Publication(tmp_path, 500)
    import_fichiers([publication.chemin], tmp_path / "e", aujourdhui=JOUR)
    avant = count_lignes(tmp_path)
    for jour in range(1, 31):
        publication.change()
        if jour % 10 == 7:
            publication.hasard.shuffle(publication.records)
            publication.write()
        rapport = import_fichiers([publication.chemin], tmp_path / "e", aujourdhui=JOUR)
        assert rapport.is_exact()
        assert list_sorts(rapport) == [SortEdition.REMPLACE]
        if jour in {1, 7, 18, 30}:
            seul = tmp_path / f"seul-{jour}"
            import_fichiers([publication.chemin], seul, aujourdhui=JOUR)
            assert show(tmp_path / "e") == show(seul), jour
    assert count_lignes(tmp_path) == avant + 60


@pytest.mark.longue(parts=32)
def test_thirty_days_of_a_large_file_add_one_hundredth_a_day_at_most(tmp_path):
    publication = Publication(tmp_path, 100_000)
    entrepot = tmp_path / "e"
    import_fichiers([publication.chemin], entrepot, aujourdhui=JOUR)
    premiere = measure(entrepot)
    tailles = [premiere]
    for _ in range(30):
        publication.change()
        import_fichiers([publication.chemin], entrepot, aujourdhui=JOUR)
        tailles.append(measure(entrepot))
    assert max(b - a for a, b in pairwise(tailles)) <= premiere / 100
    import_fichiers([publication.chemin], tmp_path / "seul", aujourdhui=JOUR)
    assert show(entrepot) == show(tmp_path / "seul")


def measure(entrepot):
    return sum(f.stat().st_size for f in find_version(entrepot).rglob("*") if f.is_file())


def list_titulaires(dossier):
    lus = "SELECT list(siren ORDER BY siren) FROM titulaires WHERE modification = 0"
    return ask_one(dossier / "e", f"SELECT nb_titulaires, ({lus}) FROM marches WHERE id = 'C'")


CADRE = {"id": "C", "techniques": {"technique": ["Accord-cadre"]}}
UN, DEUX = ({**CADRE, "titulaires": [titulaire_v2(siret(n))]} for n in (11, 12))
SIREN_UN, SIREN_DEUX = siret(11)[:9], siret(12)[:9]


@pytest.mark.longue
def test_a_holder_of_a_framework_leaves_and_comes_back_with_its_record(tmp_path):
    autres = [marche(id=f"m{n}", titulaires=[]) for n in range(3)]
    vus = []
    for editions in ((UN, DEUX), (UN,), (UN, DEUX, {"id": "neuf"})):
        read(tmp_path, *(marche(**{"titulaires": [], **dits}) for dits in editions), *autres)
        vus.append(list_titulaires(tmp_path))

    assert vus == [(2, [SIREN_UN, SIREN_DEUX]), (1, [SIREN_UN]), (2, [SIREN_UN, SIREN_DEUX])]


@pytest.mark.longue
def test_holders_that_one_file_in_force_tells_together_are_held_together(tmp_path):
    un, deux = (marche(**{**dits, "techniques": {}}) for dits in (UN, DEUX))
    read(tmp_path, un, nom="un.json")

    read(tmp_path, un, deux, nom="deux.json")
    ensemble = tmp_path / "ensemble"
    import_fichiers([tmp_path / "un.json", tmp_path / "deux.json"], ensemble / "e")

    assert list_titulaires(tmp_path) == (2, [SIREN_UN, SIREN_DEUX])
    assert list_titulaires(ensemble) == (2, [SIREN_UN, SIREN_DEUX])


@pytest.mark.longue
def test_a_file_of_known_records_alone_is_kept_and_one_without_any_is_not(dossier):
    copies = read(dossier, *ANCIENS[:5], nom="copies.json")
    vide = read(dossier, {"id": "m9"}, nom="vide.json")

    assert sorts(copies) == {"lus": 5, "copies": 5}
    assert [ignore.nom for ignore in vide.ignores] == ["vide.json"]
    assert ask(dossier / "e", "SELECT DISTINCT source FROM presences") == [("000002",)]

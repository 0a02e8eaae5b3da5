"""What a store calls buyers and holders: names learned from every file that gives one."""

import shutil
from datetime import date

import pytest

from spaser.moteur.bilan import compute_bilan
from spaser.moteur.corrige.lecture import list_contrats, open_corrige
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from spaser.moteur.portrait import compute_portrait
from tests.moteur.fabrique_decp import (
    ACHETEUR,
    AUTRE_ACHETEUR,
    AUTRE_TITULAIRE,
    TITULAIRE,
    ask,
    marche,
    marche_v1,
    siren,
    titulaire_v1,
    titulaire_v2,
    write_v1,
    write_v2,
)
from tests.moteur.referentiels.fabrique import write_unites

JOUR = date(2026, 11, 24)


def nomme(nom, jour="2019-01-20", numero=ACHETEUR, **champs):
    dits = {"id": nom[:16], "acheteur": {"id": numero, "nom": nom}, "datePublicationDonnees": jour}
    return marche_v1(**(dits | champs))


@pytest.fixture(scope="module")
def modele(tmp_path_factory):
    """A dated file names a buyer and a holder; the present format names neither."""
    avant = nomme("Syndicat des eaux", numero=AUTRE_ACHETEUR, titulaires=[titulaire_v1()])
    apres = marche(titulaires=[titulaire_v2(), titulaire_v2(AUTRE_TITULAIRE)])
    siens = marche(id="2", acheteur={"id": AUTRE_ACHETEUR})
    racine = tmp_path_factory.mktemp("modele")
    fichiers = (
        write_v1(racine / "2019.json", [avant]),
        write_v2(racine / "2024.json", [apres, siens]),
    )
    import_fichiers(fichiers, racine / "e", aujourdhui=JOUR)
    return racine / "e"


@pytest.fixture
def entrepot(modele, tmp_path):
    return shutil.copytree(modele, tmp_path / "e", symlinks=True)


def read_titulaires(entrepot):
    """Return the holders of the buyer, in its portrait, then as its list of contracts says."""
    with open_entrepot(entrepot) as ouvert:
        premiers = {t.siren: t.nom for t in compute_portrait(ouvert, siren(1), JOUR).titulaires}
    with open_corrige(entrepot, siren(1)) as ouvert:
        (contrat,) = list_contrats(ouvert)
    return premiers, contrat.titulaires


def test_a_holder_that_one_file_names_is_named_wherever_it_holds_a_contract(entrepot):
    assert read_titulaires(entrepot) == (
        {siren(11): "Atelier Bleu", siren(12): None},
        f"Atelier Bleu, {AUTRE_TITULAIRE}",
    )


def test_a_name_leads_to_the_record_that_gives_it(entrepot):
    assert ask(
        entrepot,
        "SELECT n.siren, n.nom, s.nom, n.rang FROM noms n JOIN sources s ON s.cle = n.source "
        "ORDER BY ALL",
    ) == [
        (siren(2), "Syndicat des eaux", "2019.json", 1),
        (siren(11), "Atelier Bleu", "2019.json", 1),
    ]


@pytest.mark.longue
def test_the_name_of_a_version_that_another_replaces_is_kept(tmp_path):
    meme = {"id": "2019-7", "objet": "Toiture", "montant": 60000.5}
    avant = nomme("Syndicat des eaux") | meme
    apres = marche(**meme, dateNotification="2019-01-10", datePublicationDonnees="2024-02-01")
    for rang, ecrit in enumerate(
        (write_v1(tmp_path / "a.json", [avant]), write_v2(tmp_path / "b.json", [apres]))
    ):
        import_fichiers([ecrit], tmp_path / "e", aujourdhui=JOUR)
        assert ask(tmp_path / "e", "SELECT nom, nb_marches FROM acheteurs") == [
            ("Syndicat des eaux", 1)
        ], rang


# what files call the buyer, with the day of each -> the name that is kept
DISENT = [
    ([("Ancien", "2019-01-01"), ("Nouveau", "2020-01-01")], "Nouveau"),
    ([("Nouveau", "2020-01-01"), ("Ancien", "2019-01-01"), ("Ancien", "2019-01-01")], "Nouveau"),
    ([("Bourg", "2020-01-01"), ("Bourg", "2020-01-01"), ("Autre", "2020-01-01")], "Bourg"),
    ([("Bourg", "2020-01-01"), ("Autre", "2020-01-01")], "Autre"),
    ([("Sans jour", None), ("Daté", "2019-01-01")], "Daté"),
    ([("Bourg", "2019-01-01"), ("NC", "2020-01-01")], "Bourg"),
    ([("Bourg", "2019-01-01"), ("20007783200016", "2020-01-01")], "Bourg"),
    ([("Bourg", "2020-01-01"), ("[Non-diffusible] ([ND])", "2019-01-01")], None),
    ([("Bourg", "2019-01-01"), ("B" * 301, "2020-01-01")], "Bourg"),
    ([("S.I.A.V.", "2019-01-01")], "S.I.A.V."),
]


@pytest.mark.longue
def test_when_files_disagree_the_latest_then_the_most_frequent_then_the_alphabet_decides(tmp_path):
    """Whichever file is read first."""
    attendus = {siren(numero): garde for numero, (_, garde) in enumerate(DISENT, 100)}
    records = [
        marche_v1(
            id=f"{numero}-{rang}",
            objet=f"Objet {rang}",
            acheteur={"id": siren(numero), "nom": nom},
            datePublicationDonnees=jour,
        )
        for numero, (noms, _) in enumerate(DISENT, 100)
        for rang, (nom, jour) in enumerate(noms)
    ]
    for sens, suite in (("droit", records), ("envers", records[::-1])):
        milieu = len(suite) // 2
        for rang, moitie in enumerate((suite[:milieu], suite[milieu:])):
            ecrit = write_v1(tmp_path / f"{sens}-{rang}.json", moitie)
            import_fichiers([ecrit], tmp_path / sens, aujourdhui=JOUR)
        assert dict(ask(tmp_path / sens, "SELECT siren, nom FROM acheteurs")) == attendus, sens


@pytest.mark.longue
def test_what_a_buyer_is_called_as_a_buyer_comes_before_what_it_is_called_as_a_holder(tmp_path):
    achete = nomme("Commune de Valfleur", "2019-01-01")
    tient = nomme("Un autre", "2020-01-01", AUTRE_ACHETEUR) | {
        "titulaires": [titulaire_v1(ACHETEUR, "MAIRIE VALFLEUR")]
    }
    import_fichiers([write_v1(tmp_path / "f.json", [achete, tient])], tmp_path / "e")

    with open_entrepot(tmp_path / "e") as ouvert:
        assert ouvert.acheteur(siren(1)).nom == "Commune de Valfleur"


@pytest.mark.longue
def test_a_buyer_that_a_file_names_as_a_holder_only_has_that_name(tmp_path):
    siens = write_v2(tmp_path / "siens.json", [marche()])
    import_fichiers([siens], tmp_path / "e")
    tient = nomme("Un autre", numero=AUTRE_ACHETEUR) | {
        "titulaires": [titulaire_v1(ACHETEUR, "Régie de Valfleur")]
    }

    import_fichiers([write_v1(tmp_path / "f.json", [tient])], tmp_path / "e")

    with open_entrepot(tmp_path / "e") as ouvert:
        assert ouvert.acheteur(siren(1)).nom == "Régie de Valfleur"
        assert (siren(1), "Régie de Valfleur", 1) in ouvert.list_noms()


@pytest.mark.longue
def test_sirene_names_before_files_and_a_person_keeps_what_her_own_lines_say(entrepot, tmp_path):
    unites = write_unites(
        tmp_path / "StockUniteLegale_utf8.parquet",
        {"siren": siren(2), "denominationUniteLegale": "SYNDICAT INTERCOMMUNAL DES EAUX"},
        {"siren": siren(11), "nomUniteLegale": "FICTIF", "categorieJuridiqueUniteLegale": "1000"},
        {"siren": siren(12), "denominationUniteLegale": "ATELIER ROUGE"},
    )
    import_fichiers([unites], entrepot, aujourdhui=JOUR)

    assert read_titulaires(entrepot) == (
        {siren(11): None, siren(12): "ATELIER ROUGE"},
        f"{TITULAIRE}, ATELIER ROUGE",
    )
    with open_entrepot(entrepot) as ouvert:
        assert ouvert.acheteur(siren(2)).nom == "SYNDICAT INTERCOMMUNAL DES EAUX"
        bilan = compute_bilan(ouvert, siren(2), None, JOUR)
        assert bilan.acheteur.nom == "SYNDICAT INTERCOMMUNAL DES EAUX"
    assert ask(entrepot, "SELECT nom FROM titulaires WHERE nom IS NOT NULL") == [("Atelier Bleu",)]


@pytest.mark.longue
def test_a_store_of_an_earlier_release_learns_every_name_at_its_next_import(entrepot, tmp_path):
    (version,) = (entrepot / "versions").iterdir()
    (version / "noms.parquet").unlink()
    with open_entrepot(entrepot) as ouvert:
        assert ouvert.acheteur(siren(2)).nom == "Syndicat des eaux"  # as its row says

    import_fichiers([write_v2(tmp_path / "c.json", [marche(id="9")])], entrepot, aujourdhui=JOUR)

    assert [nom for (nom,) in ask(entrepot, "SELECT nom FROM noms ORDER BY nom")] == [
        "Atelier Bleu",
        "Syndicat des eaux",
    ]


def test_names_of_her_own_files_are_shown_to_her_alone_and_after_those_published(
    entrepot, tmp_path
):
    sien = nomme("Chez nous", id="p1") | {
        "titulaires": [titulaire_v1(nom="Autrement"), titulaire_v1(AUTRE_TITULAIRE, "Atelier Vert")]
    }
    import_fichiers([write_v1(tmp_path / "p.json", [sien])], tmp_path / "prive", aujourdhui=JOUR)

    requete = "SELECT nom FROM noms ORDER BY nom"
    assert ask(entrepot, requete) == [("Atelier Bleu",), ("Syndicat des eaux",)]
    assert ask(entrepot, requete, prive=tmp_path / "prive") == [
        ("Atelier Bleu",),
        ("Atelier Vert",),
        ("Chez nous",),
        ("Syndicat des eaux",),
    ]
    with open_entrepot(entrepot, tmp_path / "prive") as ouvert:
        assert ouvert.acheteur(siren(1)).nom == "Chez nous"

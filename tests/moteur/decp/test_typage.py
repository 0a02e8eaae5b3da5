"""Fields of few words are written as such; what they hold is read back to the letter."""

import duckdb
import pytest

from spaser.moteur.decp import listes_imbriquees
from spaser.moteur.decp.brut import COLONNES
from spaser.moteur.decp.conversion.regles import REGLES
from spaser.moteur.decp.typage import (
    OBLIGATOIRES_V2,
    Dictionnaires,
    list_mots,
    list_regles_utiles,
)
from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import ask, marche, write_v2

NUMEROTEES = [f"Nature {n:03d}" for n in range(251)]
NATURES = {
    "of the list": ["Marché", "Accord-cadre"],
    "out of it, with quotes, blanks and signs": ["L'achat d'un « lot »", 'Dit "simple"', "a;b--c"],
    "with a null character": ["Marché", "nul\0ici"],
    "one of them endless": ["Marché", "x" * 50_000],
    "too many": [f"Nature n° {n}" for n in range(300)],
}


@pytest.mark.longue
@pytest.mark.parametrize("natures", NATURES.values(), ids=NATURES)
def test_words_are_read_back_as_they_were_published(tmp_path, natures):
    marches = [
        marche(
            id=f"M{n}",
            nature=nature,
            techniques={"technique": [nature, "Concours"]},
            lieuExecution={"code": "35238", "typeCode": nature},
        )
        for n, nature in enumerate(natures)
    ]
    rapport = import_fichiers([write_v2(tmp_path / "m.json", marches)], tmp_path / "e")

    assert rapport.is_exact()
    lus = ask(tmp_path / "e", "SELECT nature, techniques, lieu_type FROM marches ORDER BY rang")
    assert lus == [(n, [n, "Concours"], n) for n in natures]


@pytest.mark.parametrize(
    ("mots", "connus"),
    [
        (["Marché", "x" * 100], {"nature": ["Marché", "x" * 100]}),
        (["Marché", "x" * 101], {}),
        (["Marché", "nul\0ici"], {}),
        (
            [f"Nature {n:03d}" for n in range(250)],
            {"nature": [f"Nature {n:03d}" for n in range(250)]},
        ),
        ([f"Nature {n:03d}" for n in range(251)], {}),
        ([], {}),
    ],
)
def test_few_words_of_a_length_that_a_query_may_hold(mots, connus):
    nature = next(r for r in REGLES if r.champ == "nature")
    with duckdb.connect() as connexion:
        Dictionnaires(connexion)
        connexion.execute("INSERT INTO d_nature SELECT unnest($1), unnest($1), NULL", [mots])

        assert list_mots(connexion, [nature]) == connus


def test_a_column_without_a_word_is_empty(tmp_path):
    seul = marche(nature=None, techniques=None, ccag=None, typesPrix=None, lieuExecution=None)
    import_fichiers([write_v2(tmp_path / "m.json", [seul])], tmp_path / "e")

    choix = "SELECT nature, techniques, ccag, types_prix, lieu_type FROM marches"
    assert ask(tmp_path / "e", choix) == [(None,) * 5]


@pytest.mark.longue
def test_batches_cast_at_the_same_time_hold_their_own_words(tmp_path, monkeypatch):
    monkeypatch.setattr("spaser.moteur.decp.paquets.PAQUET_MIN", 1 << 14)
    monkeypatch.setattr("spaser.moteur.decp.paquets.TAILLE_PAQUET", 1 << 14)
    fichiers = [
        write_v2(
            tmp_path / f"{f}.json",
            [marche(id=f"{f}-{n}", nature=f"Nature {f}-{n % 9}") for n in range(40)],
        )
        for f in range(8)
    ]
    import_fichiers(fichiers, tmp_path / "e")

    ecarts = (
        "FROM marches WHERE nature IS DISTINCT FROM 'Nature ' || id[1] || '-' || (id[3:]::INT % 9)"
    )
    assert ask(tmp_path / "e", f"SELECT id, nature {ecarts}") == []
    assert ask(tmp_path / "e", "SELECT count(*) FROM marches") == [(320,)]


class _Espion:
    """A connection that counts what it is asked."""

    def __init__(self, connexion):
        self.requetes = 0
        self._connexion = connexion

    def execute(self, *demande):
        self.requetes += 1
        return self._connexion.execute(*demande)


def test_new_texts_of_all_fields_are_asked_for_once():
    lus = "'Marché', 'Dialogue compétitif', '2024-01-02', '2024-01-02'"
    autres = "'marche', 'Dialogue compétitif', '2024-01-02', '3 mars'"
    with duckdb.connect() as connexion:
        connexion.execute(f"CREATE TABLE lu ({', '.join(f'"{c}" VARCHAR' for c in COLONNES)})")
        connexion.execute(
            "INSERT INTO lu (nature, procedure, dateNotification, datePublicationDonnees) "
            f"VALUES ({lus}), ({autres})"
        )
        dictionnaires, regles = Dictionnaires(connexion), list_regles_utiles(connexion)
        premiere, suivante = _Espion(connexion), _Espion(connexion)
        dictionnaires.learn(premiere, regles)
        dictionnaires.learn(suivante, regles)

        dates = connexion.execute("SELECT brut, anomalie FROM d_date ORDER BY brut").fetchall()

    assert (premiere.requetes, suivante.requetes) == (4, 1)  # three kinds are entered, then none
    assert dates == [("2024-01-02", None), ("3 mars", "date_illisible")]


def test_what_lists_hold_comes_from_the_table_of_fields():
    assert listes_imbriquees._forme("actesSousTraitance").replace('"', "") == (
        "id:VARCHAR,sousTraitant:{typeIdentifiant:VARCHAR,id:VARCHAR},dureeMois:VARCHAR,"
        "dateNotification:VARCHAR,datePublicationDonnees:VARCHAR,montant:VARCHAR,"
        "variationPrix:VARCHAR"
    )
    assert listes_imbriquees._forme("modifications", anciens=("objetModification",)).split(",") == [
        '"objetModification":"VARCHAR"',
        '"id":"VARCHAR"',
        '"dateNotificationModification":"VARCHAR"',
        '"datePublicationDonneesModification":"VARCHAR"',
        '"dureeMois":"VARCHAR"',
        '"montant":"VARCHAR"',
        '"titulaires":"JSON"',
        '"dateSignatureModification":"VARCHAR"',
        '"valeurGlobale":"VARCHAR"',
    ]


def test_the_absence_of_these_fields_is_told_and_of_no_other():
    communes = {
        "nature", "objet", "procedure", "dureeMois", "datePublicationDonnees",
        "considerationsSociales", "considerationsEnvironnementales",
    }  # fmt: skip
    marche = {
        "codeCPV", "lieuExecution", "dateNotification", "montant", "offresRecues",
        "attributionAvance", "marcheInnovant", "ccag",
    }  # fmt: skip
    concession = {"dateSignature", "dateDebutExecution", "valeurGlobale"}
    assert {famille: set(champs) for famille, champs in OBLIGATOIRES_V2.items()} == {
        "marche": communes | marche,
        "concession": communes | concession,
    }

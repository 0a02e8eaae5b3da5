"""Spreadsheets of contracts: titles found, lines read, faults told with their place and fix."""

import json

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.elements import fold_mots
from spaser.moteur.contrats.lecture import ReglagesMarches, convert, preview
from spaser.moteur.contrats.modele import (
    ChampMarche,
    CorrespondanceMarches,
    ErreurContrats,
    EtablissementsAcheteur,
    Memoire,
    SensOui,
    propose_colonnes_marches,
)

SIREN, SIRET = "001010016", "00101001600019"
ACHETEUR = EtablissementsAcheteur(SIREN, SIRET)
TITRES = ("N° de marché", "Objet", "Date de notification", "Montant HT", "Titulaire")
LIGNE = ("2025-1", "Nettoyage", "12/03/2025", "1 234,50 €", "Atelier fictif")


@pytest.fixture
def lit(tmp_path):
    """Read rows as a CSV; return the contracts and the account."""

    def read(*lignes, titres=TITRES, encodage="utf-8", annee=None, oui=SensOui.INCONNU, haut=()):
        chemin = tmp_path / "marches.csv"
        rangs = [*haut, titres, *lignes]
        chemin.write_text("\n".join(";".join(r) for r in rangs) + "\n", encodage)
        return _convert(chemin, tmp_path, annee, oui)

    return read


def _convert(chemin, dossier, annee=None, oui=SensOui.INCONNU):
    trouvee = preview(chemin).correspondance
    choisie = CorrespondanceMarches(titres=trouvee.titres, colonnes=trouvee.colonnes, oui=oui)
    rendu = convert(chemin, dossier / "m.json", ReglagesMarches(choisie, ACHETEUR, annee))
    assert rendu.est_juste
    return json.loads((dossier / "m.json").read_text("utf-8"))["marches"]["marche"], rendu


def _declared(marche):
    return (
        marche["considerationsSociales"]["considerationSociale"],
        marche["considerationsEnvironnementales"]["considerationEnvironnementale"],
    )


@pytest.mark.parametrize(
    ("titre", "champ"),
    [
        ("N° marché", ChampMarche.ID),
        ("Numéro du marché", ChampMarche.ID),
        ("Référence", ChampMarche.ID),
        ("Objet du marché", ChampMarche.OBJET),
        ("Intitulé", ChampMarche.OBJET),
        ("Notifié le", ChampMarche.DATE),
        ("Date notification", ChampMarche.DATE),
        ("Montant (HT)", ChampMarche.MONTANT),
        ("Montant maximum HT", ChampMarche.MONTANT),
        ("Attributaire", ChampMarche.TITULAIRE),
        ("SIRET titulaire", ChampMarche.SIRET),
        ("SIRET de l’acheteur", ChampMarche.ACHETEUR),
        ("N° lot", ChampMarche.LOT),
        ("Code CPV", ChampMarche.CPV),
        ("Durée (mois)", ChampMarche.DUREE),
        ("Clause d’insertion", ChampMarche.CLAUSE_SOCIALE),
        ("Critère environnemental", ChampMarche.CRITERE_ENVIRONNEMENTAL),
        ("Considérations sociales", ChampMarche.SOCIAL),
        ("Marché réservé", ChampMarche.RESERVE),
    ],
)
def test_a_column_is_known_by_the_words_of_its_title(titre, champ):
    assert propose_colonnes_marches([fold_mots(titre)]).colonnes == {champ: fold_mots(titre)}


@pytest.mark.parametrize(
    "titre", ["Montant TTC", "Date de fin", "Date de publication", "Adresse du titulaire", "Visa"]
)
def test_a_column_that_says_something_else_is_left_alone(titre):
    assert propose_colonnes_marches([fold_mots(titre)]).colonnes == {}


def test_a_plain_table_is_read_whole(lit):
    (marche,), rendu = lit(LIGNE)

    assert (marche["id"], marche["objet"], marche["dateNotification"]) == (
        "2025-1",
        "Nettoyage",
        "2025-03-12",
    )
    assert marche["montant"] == "1234.50"
    assert marche["acheteur"] == {"id": SIRET}
    assert marche["titulaires"] == [{"titulaire": {"denominationSociale": "Atelier fictif"}}]
    assert rendu.nb_remarques == 0
    assert rendu.annees == {2025: 1}


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_is_read(lit, encodage):
    (marche,), _ = lit(("1", "Éclairage à l’été", "1/2/25", "5", "Noël"), encodage=encodage)

    assert marche["objet"] == "Éclairage à l’été"


@pytest.mark.parametrize(
    "haut",
    [
        [("Marchés de la ville",)],
        [("Marchés 2025",), ("",), ("Édité le 01/02/2026",)],
        [("Le marché", "", "Sa notification", "", "")],
    ],
)
def test_titles_are_found_under_what_stands_above(lit, haut):
    marches, _ = lit(LIGNE, haut=haut)

    assert [m["id"] for m in marches] == ["2025-1"]


def test_two_header_rows_make_one_title(lit):
    titres = ("N° de marché", "Objet", "Social", "", "Montant HT")
    dessous = ("", "", "Clause", "Critère", "")
    (marche,), _ = lit(dessous, ("1", "Rues", "oui", "non", "10"), titres=titres)

    assert marche["montant"] == "10.00"
    assert _declared(marche)[0] == ["Clause sociale"]


def test_moved_and_extra_columns_change_nothing(lit):
    titres = ("Service", *reversed(TITRES), "Observations")
    (marche,), rendu = lit(("Voirie", *reversed(LIGNE), "RAS"), titres=titres)

    assert (marche["id"], marche["montant"]) == ("2025-1", "1234.50")
    assert rendu.nb_remarques == 0


@pytest.mark.parametrize(
    ("ligne", "place", "mot", "remede", "ecartee"),
    [
        (("1", "X", "31/02/2025", "5", ""), (2, "Date de notification"), "date", "31/12", False),
        (("1", "X", "1/2/25", "abc", ""), (2, "Montant HT"), "montant", "1 234,50", False),
        (("1", "X", "1/2/25", "1.234", ""), (2, "Montant HT"), "montant", "1 234,50", False),
        (("1", "X", "1/2/25", "-5", ""), (2, "Montant HT"), "négatif", "sans signe", False),
        (("1", "X", "Atelier", "12/03/2025", "5"), (2, "Date de notification"), "décal", "", True),
        (("", "", "1/2/25", "5", "X"), (2, "Objet"), "Ni numéro", "fusionnées", True),
        (("Total", "", "", "1 000,00", ""), (2, ""), "total", "Rien à faire", True),
        (("Sous-total 2025", "", "", "1 000,00", ""), (2, ""), "total", "", True),
    ],
)
def test_a_fault_names_the_line_the_column_and_the_fix(lit, ligne, place, mot, remede, ecartee):
    marches, rendu = lit(ligne)
    (remarque,) = rendu.remarques

    assert (remarque.ligne, remarque.colonne) == place
    assert mot in remarque.probleme
    assert remede in remarque.remede
    assert (marches == []) == ecartee == (rendu.ecartees == 1)


def test_a_supplier_named_like_a_total_is_a_contract(lit):
    titres = ("Titulaire", "Objet", "Montant HT")
    marches, rendu = lit(("TotalEnergies", "Gaz", "5"), ("Total", "", "5"), titres=titres)

    assert [m["objet"] for m in marches] == ["Gaz"]
    assert rendu.ecartees == 1


def test_a_line_of_another_buyer_is_set_aside(lit):
    titres = (*TITRES, "SIRET acheteur")
    marches, rendu = lit(
        (*LIGNE, "21750001600019"), (*LIGNE, "1010016"), (*LIGNE, SIREN), titres=titres
    )

    assert [m["acheteur"]["id"] for m in marches] == [SIRET, SIRET]
    assert [r.probleme for r in rendu.remarques] == [
        "Marché d’un autre acheteur",
        "Le SIRET ou le SIREN de l’acheteur ne se lit pas",
    ]


def test_a_line_of_another_year_is_kept_and_told(lit):
    marches, rendu = lit(LIGNE, ("2", "X", "1/2/2023", "5", ""), annee=2025)

    assert len(marches) == 2
    assert [(r.ligne, r.probleme) for r in rendu.remarques] == [
        (3, "Marché d’une autre année que 2025")
    ]


def test_cells_merged_downwards_give_one_more_holder(lit):
    (marche,), rendu = lit(LIGNE, ("", "", "", "", "Second fictif"))

    noms = [t["titulaire"]["denominationSociale"] for t in marche["titulaires"]]
    assert noms == ["Atelier fictif", "Second fictif"]
    assert (rendu.marches, rendu.titulaires) == (1, 1)


def test_a_lot_in_its_column_joins_the_object(lit):
    titres = (*TITRES, "Lot")
    marches, _ = lit((*LIGNE, "3"), ("2", "Rues lot 4", "", "", "", "4"), titres=titres)

    assert [m["objet"] for m in marches] == ["Nettoyage – lot 3", "Rues lot 4"]


@pytest.mark.parametrize(
    ("cellule", "oui", "attendu", "remarques"),
    [
        ("Clause sociale", SensOui.INCONNU, ["Clause sociale"], 0),
        ("clause et critère", SensOui.INCONNU, ["Clause sociale", "Critère social"], 0),
        ("Marché réservé", SensOui.INCONNU, ["Marché réservé"], 0),
        ("non", SensOui.INCONNU, ["Pas de considération sociale"], 0),
        ("Pas de considération sociale", SensOui.INCONNU, ["Pas de considération sociale"], 0),
        ("oui", SensOui.INCONNU, [], 1),
        ("oui", SensOui.CLAUSE, ["Clause sociale"], 0),
        ("X", SensOui.LES_DEUX, ["Clause sociale", "Critère social"], 0),
        ("peut-être", SensOui.INCONNU, [], 1),
        ("", SensOui.CLAUSE, [], 0),
    ],
)
def test_a_consideration_is_read_in_plain_words(lit, cellule, oui, attendu, remarques):
    titres = (*TITRES, "Considérations sociales")
    (marche,), rendu = lit((*LIGNE, cellule), titres=titres, oui=oui)

    assert _declared(marche)[0] == attendu
    assert rendu.nb_remarques == remarques


@pytest.mark.parametrize(
    ("cellules", "attendu"),
    [
        (("oui", "non"), ["Clause environnementale"]),
        (("oui", "oui"), ["Clause environnementale", "Critère environnemental"]),
        (("non", "non"), ["Pas de considération environnementale"]),
        (("non", ""), []),
        (("", ""), []),
    ],
)
def test_each_kind_may_have_a_column(lit, cellules, attendu):
    titres = (*TITRES, "Clause environnementale", "Critère environnemental")
    (marche,), _ = lit((*LIGNE, *cellules), titres=titres)

    assert _declared(marche)[1] == attendu


def test_a_contract_without_number_bears_the_same_mark_each_time(lit):
    sans = ("", *LIGNE[1:])

    assert lit(sans)[0][0]["id"] == lit(LIGNE, sans)[0][1]["id"]
    assert lit(sans)[0][0]["id"].startswith("sans-")


def test_the_establishment_of_a_published_contract_is_taken_up(tmp_path):
    chemin = tmp_path / "m.csv"
    chemin.write_text("N° marché;Objet\n2025/1;Rues\n2;Autre\n", "utf-8")
    acheteur = EtablissementsAcheteur(SIREN, SIRET, {"2025_1": "00101001600027"})
    convert(chemin, tmp_path / "m.json", ReglagesMarches(preview(chemin).correspondance, acheteur))

    marches = json.loads((tmp_path / "m.json").read_text("utf-8"))["marches"]["marche"]
    assert [m["acheteur"]["id"] for m in marches] == ["00101001600027", SIRET]


@pytest.mark.parametrize("format_", [FormatClasseur.XLSX, FormatClasseur.ODS])
def test_workbooks_are_read_as_texts_are(tmp_path, format_):
    chemin = tmp_path / f"m.{format_}"
    vide = Onglet("Lisez-moi", ["Bonjour"], [])
    chemin.write_bytes(write_table([vide, Onglet("Marchés", TITRES, [LIGNE])], format_))

    (marche,), _ = _convert(chemin, tmp_path)
    assert preview(chemin).feuille == "Marchés"
    assert (marche["id"], marche["montant"]) == ("2025-1", "1234.50")


def test_merged_cells_of_a_workbook_are_followed(tmp_path):
    classeur = Workbook()
    feuille = classeur.active
    for ligne in (TITRES, LIGNE, ("", "", "", "", "Second fictif")):
        feuille.append(ligne)
    for colonne in "ABCD":
        feuille.merge_cells(f"{colonne}2:{colonne}3")
    classeur.save(tmp_path / "m.xlsx")

    (marche,), _ = _convert(tmp_path / "m.xlsx", tmp_path)
    assert len(marche["titulaires"]) == 2


def test_unknown_titles_are_shown_for_somebody_to_say(tmp_path):
    chemin = tmp_path / "m.csv"
    chemin.write_text("Un;Deux;Trois\na;b;c\n", "utf-8")

    apercu = preview(chemin)

    assert apercu.ecrits == ("Un", "Deux", "Trois")
    assert apercu.exemples == (("a",), ("b",), ("c",))
    with pytest.raises(ErreurContrats, match="Aucune colonne"):
        apercu.correspondance.check()


def test_a_mapping_is_found_again_when_columns_move():
    connue = propose_colonnes_marches([fold_mots(t) for t in TITRES])
    memoire = Memoire(correspondances=(connue,))
    retrouvee = memoire.find([fold_mots(t) for t in (*reversed(TITRES), "Visa")])

    assert retrouvee.colonnes == connue.colonnes
    assert memoire.find(["objet"]) is None
    assert msgspec.json.decode(msgspec.json.encode(connue), type=CorrespondanceMarches) == connue


@pytest.mark.longue
@pytest.mark.parametrize("format_", list(FormatClasseur))
def test_a_workbook_longer_than_what_is_read_at_once_is_read_whole(tmp_path, format_):
    lignes = [(f"2025-{rang}", *LIGNE[1:]) for rang in range(4_000)]
    chemin = tmp_path / "marches"
    chemin.write_bytes(write_table([Onglet("Marchés", TITRES, lignes)], format_))

    marches, rendu = _convert(chemin, tmp_path)

    assert rendu.lignes == len(marches) == len(lignes)


def test_a_file_that_changed_is_not_read_with_the_former_mapping(tmp_path):
    chemin = tmp_path / "m.csv"
    chemin.write_text("N° marché;Objet\n1;Rues\n", "utf-8")
    ancienne = CorrespondanceMarches(titres=("objet", "prix"), colonnes={ChampMarche.OBJET: "prix"})

    with pytest.raises(ErreurContrats, match="ont changé"):
        convert(chemin, tmp_path / "m.json", ReglagesMarches(ancienne, ACHETEUR))


_CELLULES = st.one_of(
    st.just(""), st.text("abc012 ,.€/-é", max_size=12), st.sampled_from(["oui", "non", "1 234,50"])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(lignes=st.lists(st.tuples(*[_CELLULES] * len(TITRES)), max_size=8))
def test_no_line_is_lost_whatever_it_holds(lit, lignes):
    marches, rendu = lit(LIGNE, *lignes)

    assert len(marches) == rendu.marches
    assert all(m["objet"] or m["id"] for m in marches if "objet" in m)

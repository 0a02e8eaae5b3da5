"""Extracts of every shape end in an account that adds up to the cent."""

import duckdb
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaser.moteur.depenses.colonnes import ChampExtrait
from spaser.moteur.depenses.modele import ErreurDepenses, EtatLigne
from tests.moteur.depenses.fabrique import lire, siren, siret, write_csv, write_ods, write_xlsx

ATELIER = siret("12345678")
TITRES = ("Exercice", "N° mandat", "Tiers", "SIRET", "Nature", "Montant HT")
LIGNES = (
    (2025, 1, "Atelier fictif", ATELIER, "6283", "1 234,50 €"),
    (2025, 2, "Agents", "", "64111", "5 000,00"),
    (2025, 3, "Soleil fictif", "", "60623", "abc"),
)


def _lignes(lecture, colonnes):
    with duckdb.connect() as connexion:
        return connexion.execute(
            f"SELECT {colonnes} FROM '{lecture.lignes}' ORDER BY ALL"
        ).fetchall()


def _etats(lecture):
    return {etat.value: (s.lignes, s.centimes) for etat, s in lecture.compte_rendu.par_etat.items()}


ATTENDUS = {
    "comptee": (1, 123450),
    "a_verifier": (0, 0),
    "ecartee": (1, 500000),
    "quarantaine": (1, 0),
}


@pytest.mark.parametrize("separateur", [";", ",", "\t", "|"])
def test_any_separator_is_found(tmp_path, separateur):
    lignes = [[str(c).replace(",", ".") for c in ligne] for ligne in (TITRES, *LIGNES)]
    lecture = lire(write_csv(tmp_path / "m.csv", lignes, separateur))

    assert _etats(lecture) == ATTENDUS


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_is_read(tmp_path, encodage):
    lignes = [(*TITRES, "Objet"), *((*ligne, "Dénoûment à l’été") for ligne in LIGNES)]
    lecture = lire(write_csv(tmp_path / "m.csv", lignes, encodage=encodage))

    assert _etats(lecture) == ATTENDUS
    assert _lignes(lecture, "objet")[0] == ("Dénoûment à l’été",)


@pytest.mark.parametrize("ecrire", [write_xlsx, write_ods])
def test_workbooks_are_read_as_well(tmp_path, ecrire):
    lecture = lire(ecrire(tmp_path / "mandats", [TITRES, *LIGNES]))

    assert _etats(lecture) == ATTENDUS
    assert lecture.compte_rendu.est_juste


def test_a_title_above_and_two_header_rows_with_merged_cells(tmp_path):
    lignes = [
        ("Mandats de l’exercice 2025",),
        (),
        ("Fournisseur", None, "Pièce", None, "Montant", None),
        ("Nom", "SIRET", "Numéro", "Date", "HT", "TTC"),
        ("Atelier fictif", ATELIER, 7, "03/02/2025", 100, 120),
    ]
    lecture = lire(write_xlsx(tmp_path / "m.xlsx", lignes, ("A3:B3", "C3:D3", "E3:F3")))

    assert _lignes(lecture, "tiers, siret, piece, annee, ht, ttc") == [
        ("Atelier fictif", ATELIER, "7", 2025, 10000, 12000)
    ]


def test_totals_and_repeated_titles_are_not_spend(tmp_path):
    lignes = [
        TITRES,
        LIGNES[0],
        ("Sous-total", "", "", "", "", "1 234,50"),
        TITRES,
        (2025, 4, "Total fictif énergie", siret("22222222"), "60612", "10,00"),
        ("TOTAL GÉNÉRAL", "", "", "", "", "1 244,50"),
    ]
    rendu = lire(write_csv(tmp_path / "m.csv", lignes)).compte_rendu

    assert rendu.par_etat[EtatLigne.COMPTEE].centimes == 124450
    assert rendu.par_motif["ligne_de_total"].lignes == 2
    assert rendu.est_juste


def test_moved_and_extra_columns_keep_a_remembered_mapping(tmp_path):
    premiere = lire(write_csv(tmp_path / "a.csv", [TITRES, *LIGNES]))
    melangees = [(*reversed(ligne), "vu") for ligne in (TITRES, *LIGNES)]
    seconde = lire(write_csv(tmp_path / "b.csv", melangees), memoire=premiere.memoire)

    assert _etats(seconde) == ATTENDUS
    assert [c.colonnes for c in seconde.correspondances] == [
        c.colonnes for c in premiere.correspondances
    ]


@pytest.mark.longue
def test_a_mapping_may_be_corrected(tmp_path):
    lignes = [("Date", "Libelle", "Zone 12", "Valeur"), ("03/02/2025", "Achat", "x", "12,00")]
    chemin = write_csv(tmp_path / "m.csv", lignes)
    with pytest.raises(ErreurDepenses, match="aucun tableau de dépenses"):
        lire(chemin)

    titres = [("Date", "Libelle", "Montant", "Valeur"), ("03/02/2025", "Achat", "9", "12,00")]
    chemin = write_csv(tmp_path / "n.csv", titres)
    [proposee] = lire(chemin).correspondances
    corrigee = msgspec.structs.replace(
        proposee, colonnes={ChampExtrait.DATE: "date", ChampExtrait.MONTANT_HT: "valeur"}
    )
    lecture = lire(chemin, memoire=lire(chemin).memoire.remember(corrigee))

    assert _lignes(lecture, "ht") == [(1200,)]
    with pytest.raises(ErreurDepenses, match="pas de colonne « prix »"):
        msgspec.structs.replace(proposee, colonnes={ChampExtrait.MONTANT_HT: "prix"}).check()


def test_quarantine_names_the_line_the_column_and_the_fix(tmp_path):
    [remarque] = [
        r
        for r in lire(write_csv(tmp_path / "m.csv", [TITRES, *LIGNES])).compte_rendu.remarques
        if r.motif == "montant_illisible"
    ]

    assert (remarque.ligne, remarque.colonne, remarque.valeur) == (4, "Montant HT", "abc")
    assert "1 234,50" in remarque.remede


@pytest.mark.parametrize(
    ("titres", "valeurs", "ht", "bornes"),
    [
        (("Montant TTC", "TVA"), ("120", "20"), 10000, (10000, 10000)),
        (("Montant TTC", "Taux TVA"), ("105,50", "5,5 %"), 10000, (10000, 10000)),
        (("Montant TTC",), ("120",), None, (10000, 12000)),
        (("Montant",), ("120",), None, (10000, 12000)),
        (("Montant",), ("-120",), None, (-12000, -10000)),
    ],
)
def test_tax_is_computed_from_the_line_or_bounded(tmp_path, titres, valeurs, ht, bornes):
    lignes = [("Exercice", "Tiers", *titres), (2025, "Atelier fictif", *valeurs)]
    lecture = lire(write_csv(tmp_path / "m.csv", lignes))

    assert _lignes(lecture, "ht, bas, haut") == [(ht, *bornes)]


def test_an_amount_said_to_be_before_tax_is_taken_as_such(tmp_path):
    lignes = [("Exercice", "Tiers", "Montant"), (2025, "Atelier fictif", "120")]
    lecture = lire(write_csv(tmp_path / "m.csv", lignes), montant_est="ht")

    assert _lignes(lecture, "ht") == [(12000,)]


def test_a_credit_note_written_as_positive_gets_its_sign(tmp_path):
    lignes = [
        ("Exercice", "Tiers", "Type de pièce", "Montant HT"),
        (2025, "Atelier fictif", "Facture", "100"),
        (2025, "Atelier fictif", "Avoir", "40"),
        (2025, "Atelier fictif", "Avoir", "-5"),
    ]
    lecture = lire(write_csv(tmp_path / "m.csv", lignes))

    assert lecture.compte_rendu.par_etat[EtatLigne.COMPTEE].centimes == 5500
    assert lecture.compte_rendu.alertes["avoir_signe"] == 1


def test_the_same_line_twice_counts_once_in_one_file_or_two(tmp_path):
    a = write_csv(tmp_path / "a.csv", [TITRES, LIGNES[0], LIGNES[0]])
    b = write_csv(tmp_path / "b.csv", [TITRES, LIGNES[0]])
    rendu = lire([a, b]).compte_rendu

    assert (rendu.par_etat[EtatLigne.COMPTEE].lignes, rendu.par_etat[EtatLigne.ECARTEE].lignes) == (
        1,
        2,
    )
    assert rendu.par_motif["doublon_exact"].centimes == 246900
    assert rendu.est_juste
    assert lire([a, b], garder_doublons=True).compte_rendu.par_etat[EtatLigne.COMPTEE].lignes == 3


def test_lines_of_another_buyer_are_set_apart(tmp_path):
    moi, autre = siren("21350238"), siren("21350051")
    lignes = [
        ("SIRET acheteur", "Exercice", "Fournisseur", "Montant HT"),
        (moi, 2025, "Atelier fictif", "10"),
        (autre, 2025, "Atelier fictif", "90"),
    ]
    rendu = lire(write_csv(tmp_path / "m.csv", lignes), acheteur=moi).compte_rendu

    assert rendu.par_etat[EtatLigne.COMPTEE].centimes == 1000
    assert rendu.par_motif["autre_acheteur"].centimes == 9000


@pytest.mark.parametrize(
    ("exercice", "paiement", "annee"),
    [
        ("2025", "15/01/2026", 2026),
        ("2025", "", 2025),
        ("", "3 mars 2025", 2025),
        ("²", "3 mars 2025", 2025),
    ],
)
def test_the_civil_year_of_the_payment_counts(tmp_path, exercice, paiement, annee):
    lignes = [
        ("Exercice", "Date de paiement", "Tiers", "Montant HT"),
        (exercice, paiement, "Atelier fictif", "10"),
    ]

    assert _lignes(lire(write_csv(tmp_path / "m.csv", lignes)), "annee") == [(annee,)]


@pytest.mark.parametrize("contenu", [b"%PDF-1.7", b"\xd0\xcf\x11\xe0", b"PK\x03\x04abime", b""])
def test_what_is_no_table_is_told_with_the_file_name(tmp_path, contenu):
    chemin = tmp_path / "mandats.xlsx"
    chemin.write_bytes(contenu)

    with pytest.raises(ErreurDepenses, match=r"mandats\.xlsx"):
        lire(chemin)


CELLULES = st.one_of(
    st.sampled_from(["12,50", "-3", "1 000,00 €", "abc", "", "1.234", "Total", "2025", "x;y"]),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12),
)


@pytest.mark.longue
@settings(max_examples=25)
@given(st.lists(st.lists(CELLULES, max_size=8), max_size=25))
def test_whatever_the_rows_the_account_adds_up(tmp_path_factory, lignes):
    dossier = tmp_path_factory.mktemp("m")
    propres = [[c.replace(";", " ").replace('"', " ") for c in ligne] for ligne in lignes]
    lecture = lire(write_csv(dossier / "m.csv", [TITRES, *LIGNES, *propres]))
    rendu = lecture.compte_rendu

    assert rendu.est_juste
    assert rendu.lues.lignes == sum(
        1 for ligne in (*LIGNES, *propres) if any(str(c).strip() for c in ligne)
    )
    assert _lignes(lecture, "count(*), sum(lu)") == [(rendu.lues.lignes, rendu.lues.centimes)]

from collections import Counter
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.referentiels.importation import recognise_liste
from spaser.moteur.referentiels.modele import RapportReferentiel
from spaser.moteur.referentiels.structures import read_esus
from tests.moteur.referentiels.fabrique import MOTIFS, SIRET_A, SIRET_B, A, B, C, D, write_classeur

ENTETE = [
    "Nom de l’entreprise",
    "N° SIREN",
    "Région",
    "Date de l’agrément",
    "Date de fin d’agrément",
]
DEBUT, FIN = date(2021, 3, 15), date(2026, 3, 15)


def _read(chemin):
    rapport = RapportReferentiel("esus", chemin.name)
    lignes = list(read_esus(chemin, rapport))
    assert rapport.lues == rapport.gardees + rapport.rejets.total()
    assert rapport.gardees == len(lignes)
    assert rapport.rejets.keys() | rapport.alertes.keys() <= MOTIFS
    return lignes, rapport


def _read_rows(tmp_path, entete, *lignes):
    return _read(write_classeur(tmp_path / "esus.xlsx", Liste=[entete, *lignes]))


def test_a_workbook_of_regions_is_read(tmp_path):
    fichier = write_classeur(
        tmp_path / "liste.xlsx",
        **{
            "Lisez-moi": [["Liste nationale des agréments ESUS"], ["Mise à jour : janvier"]],
            "Bretagne": [
                ["Liste des entreprises agréées « ESUS »"],
                [],
                ENTETE,
                ["Les Ajoncs", int(A), "Bretagne", datetime(2021, 3, 15), datetime(2026, 3, 15)],  # noqa: DTZ001
                [
                    "  La   Lande ",
                    f"{B[:3]} {B[3:6]} {B[6:]}",
                    "Bretagne",
                    "15/03/2021",
                    "15/03/2026",
                ],
            ],
            "Normandie": [
                ["SIRET", "Dénomination", "Durée de l'agrément", "Date de décision"],
                [SIRET_A, "Le Verger", "2 ans", "2021-03-15"],
                [None, None, None, None],
                ["SIRET", "Dénomination", "Durée de l'agrément", "Date de décision"],
                [C, "Le Pressoir", 5, "15 mars 2021"],
            ],
        },
    )

    lignes, rapport = _read(fichier)

    assert lignes == [
        (A, None, "Les Ajoncs", DEBUT, FIN),
        (B, None, "La Lande", DEBUT, FIN),
        (A, SIRET_A, "Le Verger", DEBUT, date(2023, 3, 15)),
        (C, None, "Le Pressoir", DEBUT, FIN),
    ]
    assert rapport.ignorees == ["Lisez-moi"]
    assert not rapport.rejets
    assert not rapport.alertes
    assert recognise_liste(fichier) == "esus"


def test_first_column_may_have_no_header(tmp_path):
    lignes, _ = _read_rows(tmp_path, [None, "SIREN", "Entreprise agréée"], [1, A, "Les Ajoncs"])

    assert lignes == [(A, None, "Les Ajoncs", None, None)]


@pytest.mark.parametrize(
    ("ligne", "motif"),
    [
        (["Les Ajoncs", "123456789", "", "15/03/2021", ""], "identifiant_invalide"),
        (["Les Ajoncs", "en cours", "", "15/03/2021", ""], "identifiant_invalide"),
        (["Les Ajoncs", None, "", "15/03/2021", ""], "identifiant_absent"),
        (["Total : 12", None, None, None, None], "identifiant_absent"),
    ],
)
def test_bad_line_is_reported_with_its_place(tmp_path, ligne, motif):
    lignes, rapport = _read_rows(tmp_path, ENTETE, ligne)

    assert lignes == []
    assert rapport.rejets == {motif: 1}
    [remarque] = rapport.remarques
    assert (remarque.motif, remarque.feuille, remarque.ligne) == (motif, "Liste", 2)
    assert remarque.valeur


def test_siren_and_siret_must_agree(tmp_path):
    entete = ["SIREN", "SIRET", "Nom", "Date d'agrément"]
    lignes, rapport = _read_rows(
        tmp_path,
        entete,
        [A, SIRET_A, "Juste", None],
        [A, SIRET_B, "Contradictoire", None],
        ["", SIRET_B, "Sans SIREN", None],
        [C, SIRET_A[:9] + "00000", "Autre unité", None],
        [D, "à venir", "SIRET en attente", None],
    )

    assert [ligne[:3] for ligne in lignes] == [
        (A, SIRET_A, "Juste"),
        (B, SIRET_B, "Sans SIREN"),
        (D, None, "SIRET en attente"),
    ]
    assert rapport.rejets == {"identifiants_contradictoires": 2}


def test_wrong_siret_leaves_the_siren(tmp_path):
    lignes, rapport = _read_rows(tmp_path, ["Siret", "Agrément"], [A + "99999", "15/03/2021"])

    assert lignes == [(A, None, None, DEBUT, None)]
    assert rapport.alertes == {"siret_ecarte": 1}


@pytest.mark.parametrize(
    ("debut", "fin", "attendu", "alerte"),
    [
        ("15/03/2021", "15/03/2026", (DEBUT, FIN), None),
        (44270, 46096, (DEBUT, FIN), None),
        ("mars 2021", "15/03/2026", (None, FIN), "date_debut_illisible"),
        ("15/03/2021", "5 ans", (DEBUT, None), "date_fin_illisible"),
        ("15/03/2026", "15/03/2021", (FIN, None), "fin_avant_debut"),
        ("", "", (None, None), None),
    ],
)
def test_dates_are_read_or_unknown(tmp_path, debut, fin, attendu, alerte):
    lignes, rapport = _read_rows(tmp_path, ENTETE, ["Les Ajoncs", A, "", debut, fin])

    assert [ligne[3:] for ligne in lignes] == [attendu]
    assert rapport.alertes == ({alerte: 1} if alerte else {})


@pytest.mark.parametrize(
    ("duree", "fin", "alerte"),
    [
        ("5 ans", FIN, None),
        ("24 mois", date(2023, 3, 15), None),
        (None, None, None),
        ("permanente", None, "duree_illisible"),
    ],
)
def test_an_end_is_computed_never_supposed(tmp_path, duree, fin, alerte):
    entete = ["SIREN", "Date d'effet de l'agrément", "Durée de validité"]
    lignes, rapport = _read_rows(tmp_path, entete, [A, "15/03/2021", duree])

    assert lignes == [(A, None, None, DEBUT, fin)]
    assert rapport.alertes == ({alerte: 1} if alerte else {})


@pytest.mark.parametrize(
    "entete",
    [
        ["Raison sociale", "SIREN", "Début de l'agrément", "Échéance"],
        ["Dénomination sociale", "Numéro SIREN / SIRET", "Date de l'arrêté", "Valable jusqu'au"],
        ["Structure", "n°siren", "Date d'agrément", "Date d'expiration de l'agrément"],
        ["NOM", "SIREN", "DATE DE DELIVRANCE", "DATE DE FIN DE VALIDITE"],
        ["Nom", "Siren", "Date de décision", "Fin d’agrément ESUS"],
    ],
    ids=lambda entete: entete[0],
)
def test_headers_are_found_by_their_words(tmp_path, entete):
    lignes, _ = _read_rows(tmp_path, entete, ["Les Ajoncs", A, "15/03/2021", "15/03/2026"])

    assert lignes == [(A, None, "Les Ajoncs", DEBUT, FIN)]


def test_name_is_not_that_of_a_person_or_a_place(tmp_path):
    entete = ["Nom du dirigeant", "Département", "SIREN", "Nom commune", "Entreprise agréée"]
    lignes, _ = _read_rows(tmp_path, entete, ["Camille", "35", A, "Rennes", "Les Ajoncs"])

    assert lignes[0][2] == "Les Ajoncs"


def test_renewals_are_kept_and_repeats_counted(tmp_path):
    premier = ["Les Ajoncs", A, "", "15/03/2016", "15/03/2021"]
    second = ["Les Ajoncs", A, "", "15/03/2021", "15/03/2026"]
    lignes, rapport = _read_rows(tmp_path, ENTETE, premier, second, premier)

    assert [ligne[4] for ligne in lignes] == [DEBUT, FIN]
    assert rapport.rejets == {"doublon": 1}


@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separateur", [",", ";", "\t"])
def test_a_csv_is_read_too(tmp_path, codage, separateur):
    fichier = tmp_path / "esus.csv"
    lignes = [["Dénomination", "numero_siren", "Date d’agrément"], ["Les Chênes", A, "15/03/2021"]]
    fichier.write_text("\r\n".join(map(separateur.join, lignes)), encoding=codage, newline="")

    lues, _ = _read(fichier)

    assert recognise_liste(fichier) == "esus"
    assert lues == [(A, None, "Les Chênes", DEBUT, None)]


CELLULE = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12),
    st.integers(-(10**15), 10**15),
    st.dates(),
    st.sampled_from([A, B, SIRET_A, SIRET_B, "15/03/2021", "5 ans"]),
)


@pytest.mark.longue
@given(st.lists(st.lists(CELLULE, max_size=6), max_size=8))
def test_any_row_is_kept_or_reported(tmp_path_factory, lignes):
    fichier = write_classeur(
        tmp_path_factory.mktemp("esus") / "esus.xlsx",
        Liste=[["SIREN", "Nom", "Date d'agrément", "Durée", "Fin", "SIRET"], *lignes],
    )

    lues, _ = _read(fichier)

    assert all(count == 1 for count in Counter(lues).values())
    assert all(debut is None or fin is None or debut <= fin for *_, debut, fin in lues)

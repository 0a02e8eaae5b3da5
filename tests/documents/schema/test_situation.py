"""Where the buyer is: four figures in one table, their years, its diagnosis."""

from datetime import date

import pytest

from spaser.documents.bilan.tendance import PointTendance, Tendance
from spaser.documents.document import Figure, Tableau, find_chiffres, read_mots
from spaser.documents.schema.assemblage import read_blocs
from spaser.documents.schema.cadre import write_chiffre
from spaser.documents.schema.situation import LigneChiffree, write_chiffres, write_diagnostic
from spaser.regles.autodiagnostic import load_questionnaires, load_sujets_de_questions
from spaser.regles.conclusions import conclude
from spaser.regles.indicateurs import Origine, ReferenceChiffre
from spaser.regles.reperes import Repere, list_reperes

CODES = [q.code for q in load_questionnaires()[2].questions]


def reference(annee=2025, origine=Origine.PUBLIES):
    return ReferenceChiffre("001010016", "SOC-01", annee, "nombre", origine)


def chiffre(texte, origine=Origine.PUBLIES):
    return write_chiffre(
        reference(origine=origine), nom="Sociale", texte=texte, phrases=[], source=""
    )


def ligne(**champs):
    return LigneChiffree(
        **{"code": "SOC-01", "nom": "Sociale", "chiffre": chiffre("58 %"),
           "compte_sur": "sur les marchés corrigés", "details": "83 sur 144 marchés."} | champs
    )  # fmt: skip


def point(annee, valeur=None, manque="", *, fragile=False):
    texte = "" if valeur is None else f"{valeur:.0%}"
    return PointTendance(
        annee, texte, valeur, compte="8 sur 9 marchés", bornes=texte, manque=manque,
        fragile=fragile, reference=reference(annee),
    )  # fmt: skip


def list_tableaux(blocs):
    return [b for b in blocs if isinstance(b, Tableau)]


def read_lignes(tableau):
    return [tuple(read_mots(c) for c in rangee) for rangee in tableau.lignes]


def test_a_figure_says_on_what_it_was_counted_and_what_stands_beside():
    corrige = ligne(
        chiffre=chiffre("58 %", Origine.CORRIGES),
        autres=((chiffre("49 %"), "sur les marchés publiés"),),
    )

    blocs = write_chiffres([corrige], 2025, ["Données essentielles", "Dépenses"], "Année en cours.")

    assert read_lignes(blocs[0]) == [
        ("Sociale", "58 %", "sur les marchés corrigés",
         "83 sur 144 marchés. À côté\u00a0: 49 % sur les marchés publiés."),
    ]  # fmt: skip
    assert [c.reference.rsplit(":", 1)[1] for c in find_chiffres(blocs)] == ["corrige", "publie"]
    assert read_mots(blocs[1].contenu) == (
        "Sources\u00a0: données essentielles\u202f; dépenses. Année en cours."
    )


@pytest.mark.parametrize(
    ("absence", "attendu"),
    [
        ("aucun marché", "Aucun marché."),
        ("", "La liste des fournisseurs concernés n’a pas été lue."),
    ],
)
def test_a_figure_that_nobody_knows_says_why_and_is_never_a_zero(absence, attendu):
    (tableau,) = write_chiffres(
        [ligne(chiffre=None, compte_sur="", details="", absence=absence)], 2025, [], ""
    )

    assert read_lignes(tableau) == [("Sociale", "Non connu", "–", attendu)]


def test_without_a_year_nothing_is_printed():
    assert write_chiffres([ligne()], None, [], "") == ()


def test_yardsticks_say_their_base_and_those_of_some_buyers_are_left_out():
    reperes = (
        Repere(nom="Notre objectif", texte="La moitié"),
        *list_reperes("SOC-01", "nombre", 2025),
    )

    tableau = list_tableaux(write_chiffres([ligne(reperes=reperes)], 2025, [], ""))[1]
    lignes = read_lignes(tableau)

    assert lignes[0] == ("Sociale", "Notre objectif\u00a0: «\u00a0La moitié\u00a0»", "–")
    assert lignes[1][1].startswith("Cible d’un plan national\u00a0: 30")
    assert all("Les seuls ministères" not in cellule for _, cellule, _ in lignes)
    assert "Marchés de 90" in lignes[2][2]


def test_years_that_say_nothing_share_a_row_and_the_others_keep_their_reference():
    tendance = Tendance(
        "g-x",
        "Sociale, par année",
        (
            point(2022, manque="non publié"),
            point(2023, manque="non publié"),
            point(2024, 0.25),
            point(2025, 0.5),
        ),
    )

    lignes = [ligne(tendance=tendance, annees_sur="sur les marchés publiés")]
    blocs = write_chiffres(lignes, 2025, [], "")
    tableau = list_tableaux(blocs)[1]
    assert tableau.legende == "Sociale, par année, sur les marchés publiés"

    assert [b.identifiant for b in blocs[1:]] == [
        "diagnostic_situation_soc_01_image", "diagnostic_situation_soc_01",
    ]  # fmt: skip
    assert read_lignes(tableau) == [
        ("2025", "50%", "50%", "8 sur 9 marchés"),
        ("2024", "25%", "25%", "8 sur 9 marchés"),
        ("2022 à 2023", "Non publié", "–", "–"),
    ]
    assert [c.reference for c in find_chiffres([tableau])] == [
        str(reference(a)) for a in (2025, 2024)
    ]


@pytest.mark.parametrize(
    "points",
    [
        (point(2025, 0.5),),
        (point(2024, 0.2, fragile=True), point(2025, 0.5)),
        (point(2024, manque="aucun marché"), point(2025, 0.5)),
    ],
)
def test_one_year_with_enough_data_is_no_trend(points):
    blocs = write_chiffres([ligne(tendance=Tendance("g", "S, par année", points))], 2025, [], "")

    assert len(blocs) == 1


def test_only_the_last_years_are_printed():
    points = tuple(point(annee, 0.5) for annee in range(2009, 2026))

    blocs = write_chiffres([ligne(tendance=Tendance("g", "S, par année", points))], 2025, [], "")

    annees = [rangee[0] for rangee in read_lignes(list_tableaux(blocs)[-1])]
    assert annees == [str(annee) for annee in range(2025, 2017, -1)]


def diagnose(**reponses):
    questionnaire = load_questionnaires()[2]
    retenus = {code.replace("_", "-"): niveau for code, niveau in reponses.items()}
    return write_diagnostic("Départ", date(2026, 1, 15), 3, conclude(questionnaire, retenus))


def test_a_diagnosis_gives_its_score_its_strengths_and_what_is_missing():
    blocs = diagnose(**{code.replace("-", "_"): 1 for code in CODES} | {"pilotage": 4})
    texte = read_blocs(blocs).replace("\u00a0", " ")

    assert "Autodiagnostic « Départ » du 15 janvier 2026, 3 réponses comptées." in texte
    assert "Score : 28,75 sur 100. Profil : Administratif." in texte
    forces, manques = list_tableaux(blocs)[1:]
    assert [(ligne[0], ligne[2]) for ligne in forces.lignes] == [("Conduite du projet", "4 sur 4")]
    assert [ligne[2] for ligne in manques.lignes] == ["1 sur 4"] * 5
    assert isinstance(blocs[1], Figure)
    assert "Politique : 25 sur 100." in blocs[1].alt.replace("\u00a0", " ")


def test_a_diagnosis_without_all_answers_gives_its_bounds():
    texte = read_blocs(diagnose(pilotage=4)).replace("\u00a0", " ")

    assert "Score : 100 sur 100, entre 5 et 100 selon les réponses qui manquent." in texte
    assert "Ce qui manque" not in texte


def test_every_question_of_every_version_has_a_title_in_the_words_of_a_document():
    sujets = load_sujets_de_questions()
    codes = {q.code for version in load_questionnaires().values() for q in version.questions}

    assert set(sujets) == codes
    assert len({sujet.titre for sujet in sujets.values()}) == len(codes)

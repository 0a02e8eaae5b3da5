from dataclasses import replace
from datetime import date

import pytest

from spaser.documents.bilan.vue import CODES_LEGAUX, build_vue, count_raisons, describe_choix
from spaser.moteur.valeurs import Acheteur, AnneeCorrigee, AnneeVue, SerieLue, SourceLue
from spaser.regles.indicateurs import Origine
from tests.faux_bilan import SIREN, make_bilan, make_valeurs, part, total


def test_the_main_year_is_the_last_whole_one():
    assert build_vue(make_bilan()).annee == 2025


def test_a_year_that_is_not_over_is_never_the_main_one():
    valeurs = tuple(v for v in make_valeurs() if v.annee == 2026)
    vue = build_vue(make_bilan(valeurs=valeurs))

    assert vue.annee is None
    assert vue.annees_incompletes == (2026,)
    assert vue.situation == (
        "88\u00a0marchés de 2026, et rien avant\u00a0: aucun taux n’est mis en avant tant que "
        "l’année n’est pas finie et publiée."
    )
    assert all(ligne.mesures == () for ligne in vue.legales)


def test_the_year_asked_for_is_shown_and_said_to_be_unfinished():
    valeurs = tuple(v for v in make_valeurs() if v.annee == 2026)
    vue = build_vue(make_bilan(valeurs=valeurs, annee=2026))

    assert vue.annee == 2026
    assert vue.situation.startswith("En 2026, année incomplète, les fichiers lus")
    assert describe_choix(vue).startswith("2026 n’est pas entière\u00a0: données au 30")


def test_one_contract_dated_of_2034_opens_nothing_on_2034():
    valeurs = (*make_valeurs(), part("SOC-01", 2034, (1, 0, 0)))
    vue = build_vue(make_bilan(valeurs=valeurs))

    assert vue.annee == 2025
    assert "1\u00a0marché porte une date à venir (2034)" in describe_choix(vue)


def test_a_buyer_without_contracts_that_year_is_shown_the_year_before_and_told():
    valeurs = tuple(v for v in make_valeurs() if v.annee in {2023, 2024, 2026})
    vue = build_vue(make_bilan(valeurs=valeurs))

    assert vue.annee == 2024
    assert describe_choix(vue).startswith(
        "Aucun marché de 2025 dans les fichiers lus. Les chiffres sont ceux de 2024."
    )


def test_the_main_year_may_have_no_legal_figure_at_all():
    valeurs = [v for v in make_valeurs() if v.annee is not None and v.annee <= 2021]
    vue = build_vue(make_bilan(valeurs=tuple(valeurs)))
    assert vue.annee == 2021
    assert "ne sont pas connues" in vue.situation


def test_nothing_at_all_is_said_plainly():
    vue = build_vue(make_bilan(valeurs=()))
    assert vue.annee is None
    assert vue.situation == "Aucun marché daté n’est connu pour cet acheteur."


def test_the_four_legal_lines_come_first_and_in_order():
    vue = build_vue(make_bilan())
    assert tuple(ligne.fiche.code for ligne in vue.legales) == CODES_LEGAUX
    autres = [ligne.fiche.code for theme in vue.themes for ligne in theme.lignes]
    assert not set(autres) & set(CODES_LEGAUX)


def test_the_same_question_in_number_and_in_value_is_one_line():
    sociale = build_vue(make_bilan()).legales[0]
    assert [m.valeur.variante for m in sociale.mesures] == ["nombre", "montant"]
    assert [m.fiche.code for m in sociale.mesures] == ["SOC-01", "SOC-02"]
    assert sociale.jumelle is not None


def test_no_indicator_is_lost():
    bilan = make_bilan()
    vue = build_vue(bilan)
    montres = {
        mesure.fiche.code
        for ligne in (*vue.legales, *(ligne for theme in vue.themes for ligne in theme.lignes))
        for suite in ligne.historique.values()
        for mesure in suite
    }
    assert montres == {valeur.indicateur for valeur in bilan.valeurs}


def test_the_situation_is_one_sentence_with_the_volume_and_two_shares():
    assert build_vue(make_bilan()).situation == (
        "En 2025, les fichiers lus donnent 214\u00a0marchés de cet acheteur, pour "
        "88,3\u00a0millions d’euros HT\u202f; 31\u202f% portent une considération sociale et "
        "66\u202f% portent une considération environnementale."
    )


@pytest.mark.parametrize(
    ("social", "environnement", "attendu"),
    [
        ((0, 9, 0), (0, 9, 0), "aucun ne porte de considération sociale ni environnementale."),
        (
            (0, 9, 0),
            (9, 0, 0),
            "sociale et tous portent une considération environnementale.",
        ),
    ],
)
def test_none_is_said_in_words(social, environnement, attendu):
    valeurs = (part("SOC-01", 2025, social), part("ENV-01", 2025, environnement))
    assert build_vue(make_bilan(valeurs=valeurs)).situation.endswith(attendu)


def test_the_reasons_of_silence_are_counted_the_commonest_first():
    lignes = [ligne for theme in build_vue(make_bilan()).themes for ligne in theme.lignes]
    muettes = [ligne for ligne in lignes if not ligne.est_connue]
    assert count_raisons(muettes, "") == {"inconnu\u00a0: Sirene n’est pas chargé": 1}
    assert count_raisons([replace(muettes[0], mesures=())] * 2, "aucun") == {"aucun": 2}


def test_a_year_still_being_published_is_announced():
    vue = build_vue(make_bilan())
    assert vue.annees_incompletes == (2026,)
    assert describe_choix(vue).startswith("Année en cours, 2026\u00a0: 88\u00a0marchés à ce jour.")


def test_a_buyer_without_a_name_is_called_by_its_siren():
    acheteur = Acheteur(SIREN, None, (), 1, 0, (2025,))
    vue = build_vue(make_bilan(acheteur=acheteur))
    assert vue.titre == "Acheteur 000\u202f100\u202f008"
    assert not vue.est_demonstration


def test_contracts_without_a_year_show_in_no_year():
    sans_annee = replace(part("SOC-01", 2025, (5, 5, 0)), annee=None)
    valeurs = (sans_annee, total("VOL-01", 2025, 3, 3))
    vue = build_vue(make_bilan(valeurs=valeurs))
    assert vue.annees == (2025,)
    assert vue.legales[0].mesures == ()


def _serie(*annees, publie_le=date(2026, 11, 20)):
    vues = tuple(
        AnneeVue(a, n, date(a, 1, 4), date.fromisoformat(f"{a}-{fin}")) for a, n, fin in annees
    )
    return SerieLue((SourceLue("a", "decp.json", "", date(2026, 11, 24), 900),), vues, publie_le)


def _vue(series, annees=(2021, 2024, 2025)):
    valeurs = tuple(part("SOC-01", annee, (5, 15, 0)) for annee in annees)
    return build_vue(make_bilan(valeurs=valeurs, series=series))


def test_the_year_shown_is_the_latest_that_files_cover_best():
    stops = _serie((2024, 900, "12-30"), (2025, 700, "03-05"))
    vue = _vue((stops,))

    assert (vue.annee, vue.choix.entiere, vue.annees_incompletes) == (2024, True, (2021, 2025))
    assert vue.situation.startswith("En 2024, les fichiers lus")
    assert describe_choix(vue) == (
        "Les chiffres sont ceux de 2024. 2025 est couverte en partie, jusqu’au 5 mars 2025\u00a0: "
        "20\u00a0marchés."
    )


def test_a_year_that_files_cover_in_part_is_said_to_be_so_when_no_other_is_better():
    vue = _vue((_serie((2025, 700, "03-05")),), (2025,))

    assert (vue.annee, vue.choix.entiere) == (2025, False)
    assert vue.situation.startswith("En 2025, année incomplète, ")
    assert describe_choix(vue) == (
        "2025 n’est pas entière\u00a0: couverte en partie, jusqu’au 5 mars 2025."
    )


def test_a_year_known_over_half_is_shown_before_a_later_one_known_for_a_few_weeks():
    series = (_serie((2024, 900, "11-15")), _serie((2025, 700, "03-05")))

    assert _vue(series, (2024, 2025)).annee == 2024


def test_nothing_is_said_of_coverage_when_nobody_knows_what_was_read():
    vue = _vue(())

    assert (vue.annee, vue.choix.entiere, vue.annees_incompletes) == (2025, True, ())


def test_a_measure_says_what_it_rests_on():
    corrigees = (AnneeCorrigee(2025, 20, social=7, environnement=1, montant=0),)
    serie = _serie((2025, 700, "03-05"))
    bilan = make_bilan(
        valeurs=(part("SOC-01", 2025, (5, 15, 0)),), series=(serie,), corrigees=corrigees
    )
    vue = build_vue(bilan, Origine.CORRIGES)

    assise = vue.find_assise(vue.legales[0].mesures[0])

    assert (assise.annee, assise.base, assise.origine) == (2025, "nombre", Origine.CORRIGES)
    assert (assise.corriges, assise.marches) == (7, 20)
    assert assise.couverture.texte == "couverte en partie, jusqu’au 5 mars 2025"


def test_a_year_that_no_file_covers_is_not_said_to_be_empty():
    vue = _vue((_serie((2019, 700, "12-20"), (2020, 700, "12-20")),), (2019, 2020))

    assert describe_choix(vue) == (
        "Les chiffres sont ceux de 2020\u00a0: aucun fichier lu ne couvre 2025."
    )

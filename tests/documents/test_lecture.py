import pytest

from spaser.documents.bilan.vue import Mesure, explain_figure, format_bornes, summarize
from spaser.moteur.valeurs import Valeur
from tests.faux_bilan import SIREN, fiche, part

PART = fiche("SOC-01", "Part sociale", "social")
EUROS = fiche("VOL-02", "Montant", "volume", unite="€")
OFFRES = fiche("ECO-05", "Offres", "economie", unite="offres")
ORIGINE = fiche("ECO-12-ue", "Origine", "economie", unite="%")


def lire(oui, non, inconnus):
    return Mesure(part("SOC-01", 2025, (oui, non, inconnus)), PART)


@pytest.mark.parametrize(
    ("reponses", "verdict"),
    [
        ((3, 1, 0), "fragile"),  # four contracts
        ((3, 2, 0), "solide"),
        ((30, 40, 30), "solide"),  # exactly 30 points
        ((30, 39, 31), "fragile"),
        ((0, 0, 12), "absent"),
        ((0, 50, 0), "solide"),
    ],
)
def test_a_rate_is_solid_fragile_or_absent(reponses, verdict):
    assert lire(*reponses).verdict == verdict


def test_a_real_zero_is_a_figure():
    mesure = lire(0, 50, 0)
    assert mesure.texte == "0\u202f%"
    assert mesure.fourchette is None


def test_without_any_answer_there_is_no_figure_and_the_reason_is_told():
    mesure = lire(0, 0, 12)
    assert mesure.texte == "non connu"
    assert mesure.raison == "réponse absente pour les 12\u00a0marchés"
    assert explain_figure(mesure) == [
        "Aucun chiffre\u00a0: réponse absente pour les 12\u00a0marchés."
    ]


def test_the_reason_given_by_the_engine_wins():
    valeur = Valeur(SIREN, 2020, "SOC-01", "nombre", None, 0, 9, 9, None, 0, 1, "non publié")
    assert Mesure(valeur, PART).raison == "non publié"


def test_a_rate_tells_its_count_its_bounds_and_its_unknowns():
    mesure = lire(63, 139, 12)
    assert mesure.texte == "31\u202f%"
    assert mesure.compte == "63 sur 202\u00a0marchés"
    assert mesure.fourchette == "entre 29\u202f% et 35\u202f%"
    assert mesure.inconnus == "12\u00a0marchés sans réponse sur 214"
    assert format_bornes(mesure) == "29–35\u202f%"


def test_a_rate_is_explained_from_contracts_to_figure():
    assert explain_figure(lire(63, 139, 12)) == [
        "63\u00a0marchés sont comptés, sur les 202 dont la réponse est connue\u00a0: 31\u202f%.",
        (
            "La réponse manque pour 12\u00a0marchés sur 214\u00a0: si c’était non partout, la part "
            "serait de 29\u202f%\u202f; si c’était oui partout, de 35\u202f%."
        ),
    ]


def test_a_fragile_rate_says_so():
    mesure = lire(14, 92, 108)
    assert mesure.raison == "fourchette de 50 points\u00a0: trop peu de données pour conclure"
    assert summarize(mesure) == "14 sur 106, 108 sans réponse\u00a0: trop peu de données"
    assert explain_figure(mesure)[-1].startswith("Prudence")


def test_an_amount_share_counts_euros():
    mesure = Mesure(part("SOC-01", 2025, (1, 3, 0), "montant", 4e6), PART)
    assert mesure.compte == "1\u202fM€ sur 4\u202fM€"
    assert mesure.en_euros


def test_a_total_in_euros_is_a_minimum_when_some_are_unknown():
    valeur = Valeur(SIREN, 2025, "VOL-02", "total", 812e3, None, 214, 9, 812e3, 812e3, None)
    mesure = Mesure(valeur, EUROS)
    assert mesure.texte == "812\u202fk€"
    assert summarize(mesure) == "un minimum\u00a0: 9\u00a0marchés sans réponse sur 214"
    assert explain_figure(mesure)[-1].endswith("c’est un minimum.")


def test_a_mean_is_not_a_share():
    valeur = Valeur(SIREN, 2025, "ECO-05", "moyenne", 680, 200, 214, 14, 3.4, None, None)
    mesure = Mesure(valeur, OFFRES)
    assert (mesure.texte, mesure.est_part, mesure.fourchette) == ("3,4", False, None)
    assert mesure.compte == "moyenne sur 200\u00a0marchés"
    assert format_bornes(mesure) == "–"


def test_a_mean_share_has_bounds():
    valeur = Valeur(SIREN, 2025, "ECO-12-ue", "moyenne", 6.3, 9, 10, 1, 0.7, 0.63, 0.73)
    mesure = Mesure(valeur, ORIGINE)
    assert (mesure.texte, mesure.fourchette) == ("70\u202f%", "entre 63\u202f% et 73\u202f%")

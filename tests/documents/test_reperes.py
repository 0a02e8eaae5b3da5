from datetime import date

from spaser.documents.bilan.donnees import (
    explain_repere,
    format_part,
    tell_repere,
    tell_reperes,
    write_parties_loi,
    write_reperes,
)
from spaser.documents.document import Document, Section
from spaser.regles.reperes import ObjectifDeclare, list_reperes, read_loi
from tests.documents.rendus.exemples import write_html


def clair(texte):
    return texte.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_share_has_the_decimals_of_its_source():
    assert [clair(format_part(part)) for part in (0.3, 1.0, 0.187)] == ["30 %", "100 %", "18,7 %"]


def test_a_yardstick_is_told_with_its_year_and_what_may_not_be_left_out():
    plan, national, _ = list_reperes("SOC-01", "nombre", 2025)

    assert (
        clair(tell_repere(plan))
        == "30 % visés pour 2025 (marchés de l’année, toute considération). "
        "Échéance passée, suite non connue."
    )
    assert clair(tell_repere(national)) == "18,7 % en 2023 (clauses seules, dès 90 000 € HT)."
    assert "90 000 € HT" in clair(explain_repere(national))


def test_an_objective_is_quoted_as_it_was_written():
    [sien] = list_reperes(
        "SOC-13", "nombre", 2025, [ObjectifDeclare(enonce="10 ESUS", ou="La grille")]
    )

    assert clair(tell_repere(sien)) == "« 10 ESUS »"


def test_lines_keep_what_is_of_every_buyer():
    lignes = tell_reperes(list_reperes("SOC-01", "nombre", 2025))

    assert [clair(ligne) for ligne in lignes] == [
        (
            "Cible d’un plan national : 30 % visés pour 2025 "
            "(marchés de l’année, toute considération). Échéance passée, suite non connue."
        ),
        "À l’échelle nationale : 18,7 % en 2023 (clauses seules, dès 90 000 € HT).",
    ]


def test_a_document_holds_them_with_their_sources_and_what_the_law_asks():
    sien = ObjectifDeclare(enonce="40 % en 2028", ou="La grille")
    liste = write_reperes(list_reperes("SOC-01", "nombre", 2025, [sien]))
    jour = date(2026, 11, 26)
    loi = write_parties_loi(read_loi(jour))
    document = Document(titre="Bilan", jour=jour, sections=(Section("Le taux", (liste,)), loi))

    page = clair(write_html(document))

    assert "« 40 % en 2028 »" in page
    assert "18,7 % en 2023 (clauses seules, dès 90 000 € HT)." in page
    assert 'href="https://www.lemoniteur.fr/' in page
    assert "la loi ne fixe elle-même aucun taux" in page
    assert "Relisez l’article en vigueur avant de lancer une procédure." in page

import io
import re

import pytest
from rich.console import Console

from spaser.cli.affichage import print_bilan
from spaser.documents.bilan.vue import build_vue
from tests.faux_bilan import make_bilan

ESPACES = str.maketrans("\u00a0\u202f", "  ")


def imprimer(bilan, largeur=100, encodage="utf-8", **options):
    flux = io.TextIOWrapper(io.BytesIO(), encoding=encodage, errors="replace")
    print_bilan(Console(file=flux, width=largeur, **options), build_vue(bilan))
    flux.flush()
    return flux.buffer.getvalue().decode(encodage).translate(ESPACES)


def test_the_legal_lines_come_first_each_with_rate_bounds_count_and_unknowns():
    texte = imprimer(make_bilan())
    assert (
        "En nombre de marchés : 31 %, entre 29 % et 35 % ; 63 sur 202 marchés ; 214 marchés, 12"
        in texte
    )
    codes = ["SOC-01", "ENV-01", "SOC-13", "SOC-IN", "VOL-01", "SOC-03", "ENV-03", "ECO-05"]
    places = [texte.index(code) for code in codes]
    assert places == sorted(places)


def test_what_cannot_be_concluded_is_said():
    assert "Fourchette de 50 points : trop peu de données pour conclure" in imprimer(make_bilan())


def test_other_years_are_given_and_the_present_one_is_incomplete():
    dites = imprimer(make_bilan(), 400)
    assert (
        "Autres années : 2024 24 % ; 31 sur 129 marchés ; 139 marchés, 10 sans réponse / "
        "2026 36 % (incomplète) ; 29 sur 80 marchés ; 88 marchés, 8 sans réponse"
    ) in dites


def test_every_rate_has_its_numerator_its_denominator_its_n_and_its_unknowns():
    """Those of every theme, in number as in euros; a total has no denominator."""
    themes = imprimer(make_bilan(), 400).partition("Social en 2025")[2]
    lignes = [li for li in themes.splitlines() if re.match(r"[A-Z]{3}-\S+ ", li) and " % " in li]

    assert lignes
    assert [li for li in lignes if not re.search(r" sur .+ ; .*\d* ?sans réponse", li)] == []


def test_method_date_sources_and_limits_close_the_page():
    texte = imprimer(make_bilan())
    assert "Données publiées jusqu’au 30 octobre 2026" in texte
    assert "val-fictif-2019-2023.json" in texte
    assert "Ce ne sont" in texte


@pytest.mark.parametrize("largeur", [40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(largeur):
    lignes = imprimer(make_bilan(), largeur).splitlines()
    assert max(map(len, lignes)) <= largeur


def test_a_terminal_without_block_letters_gets_plain_ones():
    assert "####" in imprimer(make_bilan(), encodage="latin-1")


def test_no_color_is_honoured(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in imprimer(make_bilan(), force_terminal=True)


def test_a_buyer_without_figures_has_a_page():
    assert "Aucun marché daté n’est connu" in imprimer(make_bilan(valeurs=()))

from pathlib import Path

import click
import pytest

from spaser.cli.saisies import (
    ANNEE,
    ANNEES,
    ENTIER,
    check_siren,
    explain_saisie,
    tell_entrepot,
    tell_programme,
)


@pytest.mark.parametrize(
    ("saisie", "siren"),
    [
        ("213300058", "213300058"),
        (" 213 300 058 ", "213300058"),
        ("213\u202f300\u00a0058", "213300058"),
        ("213.300.058", "213300058"),
        ("21330005800012", "213300058"),
        ("213 300 058 00012", "213300058"),
        ("12345", None),
        ("2133000581", None),
        ("Fictiville", None),
        ("", None),
        ("²13300058", None),
        ("٢١٣٣٠٠٠٥٨", None),
    ],
)
def test_a_siren_or_a_siret_is_read_spaces_aside(saisie, siren):
    assert check_siren(saisie) == siren


@pytest.mark.parametrize(
    ("saisie", "explication"),
    [
        ("12345", "« 12345 » a 5 chiffres : un SIREN en a 9, un SIRET en a 14."),
        ("001010041", "clé de contrôle est fausse"),
        ("00101004000011", "ses 9 premiers chiffres sont bons"),
    ],
)
def test_a_wrong_number_is_explained(saisie, explication):
    espaces = str.maketrans("\u00a0\u202f", "  ")
    assert explication in explain_saisie(saisie).translate(espaces)


def test_la_poste_has_its_own_key():
    # Its establishments have digits whose sum is a multiple of five, whatever the usual key.
    assert check_siren("35600000049837") == "356000000"
    assert "5 derniers" not in explain_saisie("35600000049837")


@pytest.mark.parametrize("saisie", ["zz", "99", "20255", "-2025", "²025", ""])
def test_what_is_not_a_year_is_refused(saisie):
    with pytest.raises(click.BadParameter, match="n’est pas une année"):
        ANNEE.convert(saisie, None, None)


@pytest.mark.parametrize(
    ("saisie", "annees"),
    [
        ("2025", (2025,)),
        ("2024,2022", (2022, 2024)),
        ("2022-2024", (2022, 2023, 2024)),
        ("2019,2022-2023", (2019, 2022, 2023)),
    ],
)
def test_several_years_may_be_given(saisie, annees):
    assert ANNEES.convert(saisie, None, None) == annees


def test_a_whole_number_is_not_negative():
    assert ENTIER.convert("12", None, None) == 12
    with pytest.raises(click.BadParameter, match="n’est pas un nombre entier"):
        ENTIER.convert("-1", None, None)


def test_years_that_go_backwards_are_refused():
    with pytest.raises(click.BadParameter, match="« 2026-2024 » va à rebours"):
        ANNEES.convert("2026-2024", None, None)


@pytest.mark.parametrize(
    ("entrepot", "variable", "option"),
    [
        ("entrepot", None, ""),
        ("a b", None, " --entrepot 'a b'"),
        ("ailleurs", "ailleurs", ""),
        ("entrepot", "ailleurs", " --entrepot entrepot"),
    ],
)
def test_a_next_command_opens_the_same_store(monkeypatch, entrepot, variable, option):
    if variable is None:
        monkeypatch.delenv("SPASER_ENTREPOT", raising=False)
    else:
        monkeypatch.setenv("SPASER_ENTREPOT", variable)
    assert tell_entrepot(Path(entrepot)) == option


@pytest.mark.parametrize(
    ("appele", "sur_le_chemin", "attendu"),
    [
        (".venv/bin/spaser", None, ".venv/bin/spaser"),
        (str(Path.cwd() / ".venv/bin/spaser"), None, ".venv/bin/spaser"),
        (".venv/bin/spaser", "/usr/bin/spaser", "spaser"),
        ("/ici/un espace/spaser", None, "'/ici/un espace/spaser'"),
        ("/ici/pytest", None, "spaser"),
    ],
)
def test_a_next_command_calls_the_program_that_can_be_found(
    monkeypatch, appele, sur_le_chemin, attendu
):
    monkeypatch.setattr("sys.argv", [appele])
    monkeypatch.setattr("shutil.which", lambda _nom: sur_le_chemin)
    assert tell_programme() == attendu

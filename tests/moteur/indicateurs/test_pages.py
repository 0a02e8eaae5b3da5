"""What is written from the definitions is up to date."""

from pathlib import Path

import pytest

from spaser.moteur.indicateurs.pages import (
    METHODES,
    format_cellule,
    format_decimal,
    format_pages,
    main,
)


def test_les_pages_sont_a_jour():
    fichiers = format_pages()
    assert set(METHODES.iterdir()) == fichiers.keys()
    assert [f.name for f, texte in fichiers.items() if f.read_text("utf-8") != texte] == []


def test_la_commande_ecrit_les_fichiers_et_retire_les_anciens(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("spaser.moteur.indicateurs.pages.METHODES", tmp_path / "methodes")
    ancien = tmp_path / "methodes" / "SOC-99.md"
    ancien.parent.mkdir()
    ancien.write_text("disparu")
    main()
    assert not ancien.exists()
    assert (tmp_path / "methodes" / "SOC-01.md").exists()
    ecrits = [f for f in tmp_path.rglob("*") if f.is_file()]
    assert capsys.readouterr().out == f"{len(ecrits)} fichiers écrits.\n"


def test_une_page_dit_tout_ce_qu_il_faut():
    page = Path(METHODES / "SOC-20.md").read_text("utf-8")
    for titre in (
        "Ce qui est mesuré", "Statut", "Population", "Formule", "Limites", "Source", "Exemple",
    ):  # fmt: skip
        assert f"\n## {titre}\n" in page
    assert "jamais une preuve de conformité" in page
    assert "22 août 2026" in page


@pytest.mark.parametrize(
    ("colonne", "valeur", "texte"),
    [
        ("social", None, "inconnu"),
        ("social", True, "oui"),
        ("montant_utile", None, "aucun"),
        ("montant_utile", 1_250_000, "1 250 000 €"),
        ("titulaires", (), "aucun"),
        ("actes", (100, 50), "100 €, 50 €"),
        ("cpv", "15800000", "15800000"),
    ],
)
def test_une_cellule_se_lit(colonne, valeur, texte):
    assert format_cellule(colonne, valeur) == texte


def test_un_nombre_se_lit_en_francais():
    assert format_decimal(12_345.68) == "12 345,7"

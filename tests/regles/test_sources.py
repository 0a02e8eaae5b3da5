"""Where a statement was read: said once a text, with its day and its sureness in words."""

from datetime import date

import msgspec
import pytest

from spaser.contenus.faits import NIVEAUX, find_fait, load_faits
from spaser.regles.nomenclatures import Confiance, cite, renew_source

CODE = "CCP-D2111-3"


def replace_fait(monkeypatch, code, **champs):
    """Make a fact other than it is, until the end of the test."""
    fait = msgspec.structs.replace(find_fait(code), **champs)
    monkeypatch.setitem(load_faits(), code, fait)


def test_a_text_is_cited_once_whatever_its_points():
    (source,) = cite([f"{CODE}.depenses", CODE, f"{CODE}.livre-v"])

    assert (source.fait, source.confiance) == (CODE, Confiance.A)
    assert source.libelle.startswith("Article D2111-3 du code de la commande publique, en vigueur")
    assert "lu chez legalize-fr" in source.libelle
    assert source.mention == "lecture du 26 novembre 2026, copie de Légifrance"


@pytest.mark.parametrize(
    ("code", "mots"),
    [
        ("CCP-L2111-3", "copie de Légifrance"),
        ("MISSION-PRESENTATION-2024", "texte officiel"),
        ("ENV-L541-15-10", "source secondaire"),
        ("ENR-EMPREINTE", "à confirmer"),
    ],
)
def test_how_sure_it_is_is_said_in_words(code, mots):
    (source,) = cite([code])

    assert source.mention.endswith(f"2026, {mots}")
    assert source.confiance.value not in source.mention.split()


def test_a_text_that_nobody_read_is_no_source():
    assert cite(["LOI-2005-102"]) == ()


def test_every_degree_has_its_words_and_its_sentence():
    assert [*NIVEAUX] == [*"ABCD"]
    assert len({niveau.mots for niveau in NIVEAUX.values()}) == 4
    assert all(niveau.sens.endswith(".") for niveau in NIVEAUX.values())


def test_a_page_that_is_gone_is_said_to_be(monkeypatch):
    replace_fait(
        monkeypatch, CODE, confiance="C", morte_le=date(2026, 12, 1), reserve="La page est partie."
    )

    (source,) = cite([CODE])

    assert source.confiance.a_verifier
    assert source.url.startswith("https://")
    assert source.mention == (
        "lecture du 26 novembre 2026, à confirmer ; cette adresse ne répond plus depuis le "
        "1er décembre 2026"
    )


def test_a_source_that_a_fact_gives_follows_it_and_one_that_was_typed_stays(monkeypatch):
    (source,) = cite([CODE])
    tapee = msgspec.structs.replace(source, fait="", libelle="Décret fictif")
    perdue = msgspec.structs.replace(source, fait="RIEN-9")
    replace_fait(monkeypatch, CODE, lu_le=date(2027, 3, 2))

    assert renew_source(source).verifie_le == date(2027, 3, 2)
    assert (renew_source(tapee), renew_source(perdue)) == (tapee, perdue)

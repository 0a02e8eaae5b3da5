from datetime import date

import msgspec

from spaser.contenus.faits import find_fait, tell_citation
from spaser.regles import reperes
from spaser.regles.reperes import read_loi

AUJOURDHUI = date(2026, 11, 26)


def lire(jour=AUJOURDHUI):
    return [enonce.texte for partie in read_loi(jour) for enonce in partie.enonces]


def test_the_law_fixes_no_rate_and_asks_targets_by_category():
    assert lire()[0] == tell_citation("CCP-L2111-3.cibles")
    assert "aucun taux" in lire()[0]


def test_what_consultations_owe_is_said_from_facts_with_its_exceptions():
    textes = lire()

    for citation in (
        "CCP-L2112-2.condition",
        "CCP-L2152-7.critere",
        "CCP-L2112-2-1",
        "CCP-DEFENSE-2026",
        "CCP-CONSULTATIONS-LANCEES",
        "SEUILS-UE-2026",
    ):
        assert tell_citation(citation) in textes


def test_every_statement_has_a_source_and_no_reserve_is_dropped():
    parties = read_loi(AUJOURDHUI)

    assert all(partie.sources and partie.enonces for partie in parties)
    assert all(source.url for partie in parties for source in partie.sources)
    d_aout = [p for p in parties if any("22 août 2026" in e.texte for e in p.enonces)]
    assert len(d_aout) == 2
    for partie in d_aout:
        assert any("Relisez l’article en vigueur" in reserve for reserve in partie.reserves)


def test_a_reserve_that_another_one_holds_is_said_once():
    for partie in read_loi(AUJOURDHUI):
        assert not any(
            un != autre and un in autre for un in partie.reserves for autre in partie.reserves
        )


def test_what_is_no_law_yet_is_not_told_as_one():
    avant = lire(date(2026, 8, 1))

    assert tell_citation("CCP-L2112-2.condition") not in avant
    assert tell_citation("CCP-L2111-3.cibles") in avant


def test_thresholds_are_those_of_the_day():
    assert tell_citation("SEUILS-UE-2024") in lire(date(2025, 6, 1))
    assert not any("Seuils européens" in texte for texte in lire(date(2028, 1, 1)))


def test_a_fact_that_is_not_sure_is_not_told_as_law(monkeypatch):
    def douter(citation):
        fait = find_fait(citation)
        douteux = fait.code == "CCP-L2112-2"
        return msgspec.structs.replace(fait, confiance="C") if douteux else fait

    monkeypatch.setattr(reperes, "find_fait", douter)

    assert tell_citation("CCP-L2112-2.condition") not in lire()
    assert tell_citation("CCP-L2152-7.critere") in lire()

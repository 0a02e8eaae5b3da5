"""The obligation is concluded from the extracts, kept, and told on the first page."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from spaser.site.espace.models import ObligationGardee
from tests.site.chiffres.depenses.conftest import RACINE, make_csv
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, sign_in, texte

ESPACE = f"/espace/{SIREN_VAL}/"
GROS = "2025;{};03/02/2025;Atelier fictif;;35000;{};{},00;"


def _lignes(*montants):
    return [GROS.format(rang, compte, m) for rang, (compte, m) in enumerate(montants)]


def _reponses(**changements):
    return {
        "nature": "metropole",
        "annee": "2025",
        "montant": "",
        "taxe": "ht",
        "etendue": "total",
        "territoire": "metropole",
        **changements,
    }


@pytest.mark.longue
@pytest.mark.parametrize(
    ("montants", "etendue", "verdict"),
    [
        ([("6283", 50_000_001)], "total", "oblige"),
        ([("6283", 50_000_000)], "total", "non_oblige"),
        ([("6283", 49_999_999)], "partie", "indetermine"),
        ([("6283", 49_000_000), ("6227", 2_000_000)], "total", "indetermine"),
        ([("6283", 49_000_000), ("64111", 9_000_000)], "total", "non_oblige"),
    ],
)
def test_the_total_of_the_extracts_decides(deposit, post, montants, etendue, verdict):
    deposit(make_csv(lignes=_lignes(*montants)))

    page = post("obligation/conclure/", _reponses(etendue=etendue))

    gardee = ObligationGardee.objects.get()
    assert (gardee.verdict, gardee.des_extraits) == (verdict, True)
    assert gardee.titre in page.content.decode()


@pytest.mark.longue
def test_bounds_on_both_sides_of_the_threshold_are_told_as_such(deposit, post):
    deposit(make_csv(lignes=_lignes(("6283", 49_000_000), ("6227", 2_000_000))))

    page = texte(post("obligation/conclure/", _reponses())).replace("\u202f", " ")

    assert "entre 49 000 000 € et 51 000 000 €" in page
    assert "comptes à vérifier" in page


def test_a_space_without_extract_concludes_from_a_written_amount(post):
    post("obligation/conclure/", _reponses(annee="2024", montant="62,5 M€"))

    gardee = ObligationGardee.objects.get()
    assert (gardee.verdict, gardee.des_extraits, gardee.bas) == ("oblige", False, 62_500_000)


@pytest.mark.longue
def test_a_year_that_the_extracts_do_not_hold_is_told(deposit, post):
    deposit(make_csv(lignes=_lignes(("6283", 10))))

    page = texte(post("obligation/conclure/", _reponses(annee="2023")))

    assert "Vos extraits ne disent rien de 2023 (années lues : 2025)" in page


def test_the_first_page_tells_the_answer_its_text_and_the_next_dates(post, redaction):
    avant = texte(redaction.get(ESPACE))
    assert "les marchés publiés ne suffisent pas à répondre" in avant
    post("obligation/conclure/", _reponses(montant="62,5 M€"))

    page = texte(redaction.get(ESPACE))

    assert "les marchés publiés ne suffisent pas à répondre" not in page
    assert "Vous devez adopter un SPASER" in page
    assert "Article L2111-3" in page
    assert "Vos prochaines dates" in page
    assert "nature=metropole" in page
    assert "spaser=oblige" in page


@pytest.mark.longue
def test_a_total_that_has_changed_since_is_told(deposit, post, redaction):
    deposit(make_csv(lignes=_lignes(("6283", 60_000_000))))
    post("obligation/conclure/", _reponses())
    deposit(make_csv("suite.csv", lignes=["2025;99;03/02/2025;X;;;6283;1,00;"]))

    assert "Le total de 2025 a changé depuis cette réponse" in texte(redaction.get(ESPACE))


def test_former_answers_stay(post, redaction):
    post("obligation/conclure/", _reponses(montant="62,5 M€"))
    post("obligation/conclure/", _reponses(montant="12 M€"))

    page = texte(redaction.get(f"{RACINE}obligation/"))

    assert "La loi ne vous impose pas de SPASER" in page
    assert "Réponses précédentes (1)" in page


def test_a_reader_sees_the_answer_and_cannot_change_it(organisation, post):
    post("obligation/conclure/", _reponses(montant="62,5 M€"))
    client = sign_in(make_membre(organisation, "lecture").utilisateur)

    assert "Vous devez adopter un SPASER" in texte(client.get(f"{RACINE}obligation/"))
    assert client.post(f"{RACINE}obligation/conclure/", _reponses()).status_code == 403


def test_the_current_year_can_never_be_concluded_as_not_bound(post):
    annee = str(timezone.localdate().year)

    post("obligation/conclure/", _reponses(annee=annee, montant="12 M€"))

    assert ObligationGardee.objects.get().verdict == "indetermine"


@pytest.mark.longue
def test_that_extracts_cover_everything_is_asked_never_supposed(deposit, client, post):
    deposit(make_csv(lignes=_lignes(("6283", 10))))
    page = texte(client.get(f"{RACINE}obligation/"))
    refusee = post("obligation/conclure/", _reponses(etendue=""))

    assert re.search(r'name="etendue" value="total"[^>]* checked', page) is None
    assert "Dites si le montant couvre toutes vos dépenses." in texte(refusee)


def test_what_was_said_of_the_buyer_is_known_to_the_other_tools(post, redaction):
    post("obligation/conclure/", _reponses(montant="62,5 M€", habitants="250000"))

    plans = redaction.get(f"{ESPACE}politiques/").context["form"]
    assert (plans["nature"].value(), plans["habitants"].value()) == ("metropole", 250_000)

    encore = redaction.get(f"{ESPACE}depenses/obligation/").context["form"]
    connus = [encore[champ].value() for champ in ("nature", "territoire", "habitants")]
    assert connus == ["metropole", "metropole", 250_000]


def test_the_duties_of_august_2026_keep_their_reserve_in_the_space(post, redaction):
    post("obligation/conclure/", _reponses(montant="62,5 M€"))

    page = texte(redaction.get(f"{RACINE}obligation/"))

    for code in (
        "CCP-EXECUTION-ENVIRONNEMENT",
        "CCP-CRITERE-ENVIRONNEMENT",
        "CCP-EXECUTION-SOCIAL",
    ):
        en_vigueur = [li for li in page.split("<li>") if f'#{code}"' in li]
        assert en_vigueur
        assert all("À vérifier</span>" in li for li in en_vigueur)


def test_the_first_page_keeps_the_reserve_of_the_next_dates(post, redaction, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 8, 20, 9, tzinfo=UTC))
    post("obligation/conclure/", _reponses(montant="62,5 M€"))

    page = texte(redaction.get(ESPACE))

    dates = page[page.index("Vos prochaines dates") :].partition("</ul>")[0].split("<li>")[1:]
    assert len(dates) == 3
    assert all("À vérifier</span>" in jour for jour in dates if 'datetime="2026-08-2' in jour)
    assert any('datetime="2026-08-21"' in jour for jour in dates)

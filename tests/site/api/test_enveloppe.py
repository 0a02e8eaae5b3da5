import json
import time
from datetime import date

import pytest

from spaser.contenus.faits import NombreCite
from spaser.regles.nomenclatures import TrancheAchats
from spaser.site.api import enveloppe
from spaser.site.registre import porteurs
from spaser.site.socle import requetes
from tests.site.editorial.obligations.fabrique import edit_fait
from tests.site.registre.fabrique import make_fiche

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("une_connexion")]
TOUTES = [
    "",
    "fiches",
    "fiches.csv",
    "fiches.json",
    "fiches.jsonl",
    "fiches.geojson",
    "facettes",
    "chiffres",
    "nomenclatures",
    "formats",
    "openapi.json",
]


@pytest.mark.parametrize("adresse", TOUTES)
def test_any_site_may_read_without_signing_in(demande, bretagne, adresse):
    reponse = demande(adresse, headers={"origin": "https://ailleurs.exemple"})

    assert reponse.status_code == 200
    assert reponse["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in reponse["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in reponse
    assert reponse.cookies == {}
    entier = adresse.startswith("fiches.")
    assert reponse.get("Vary") == ("Accept-Encoding" if entier else None)


@pytest.mark.parametrize("adresse", ["fiches", "rien"])
def test_a_browser_that_asks_first_is_told_it_may_read(client, adresse):
    reponse = client.options(f"/api/v1/{adresse}")

    assert reponse.status_code == 204
    assert reponse["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert reponse["Access-Control-Allow-Headers"] == (
        "Accept, If-Modified-Since, If-None-Match, If-Range, Range"
    )
    assert reponse.content == b""


@pytest.mark.parametrize("methode", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("adresse", ["fiches", "fiches/1", "fiches.csv", "openapi.json", "rien"])
def test_nothing_can_be_written(client, methode, adresse):
    reponse = getattr(client, methode)(f"/api/v1/{adresse}")

    assert reponse.status_code == 405
    assert reponse["Allow"] == "GET, HEAD, OPTIONS"
    assert reponse.json() == {
        "type": "about:blank",
        "title": "Méthode refusée",
        "status": 405,
        "detail": "Les données se lisent seulement : demandez-les par GET ou HEAD.",
    }


@pytest.mark.parametrize("adresse", ["fiches", "fiches.csv", "fiches?page=0"])
def test_head_answers_as_get_without_a_body(client, demande, bretagne, adresse):
    entiere = demande(adresse)
    reponse = client.head(f"/api/v1/{adresse}")

    assert reponse.status_code == entiere.status_code
    assert reponse.getvalue() == b""
    for nom in ("Content-Type", "ETag", "Content-Disposition", "Content-Length"):
        assert reponse.get(nom) == entiere.get(nom), nom


@pytest.mark.parametrize("adresse", ["", "fiches/", "fiche", "v2/fiches", "../v2/", "%00"])
def test_an_address_that_leads_nowhere_answers_json(client, adresse):
    reponse = client.get(f"/api/{adresse}")

    assert reponse.status_code == 404
    assert reponse["Content-Type"] == "application/problem+json"
    assert reponse["Access-Control-Allow-Origin"] == "*"
    assert reponse.json()["detail"] == "Cette adresse ne mène à rien."


@pytest.mark.parametrize(
    ("adresse", "accept", "statut"),
    [
        ("fiches", "application/json", 200),
        ("fiches", "text/html,application/xhtml+xml,*/*;q=0.8", 200),
        ("fiches", "text/html", 406),
        ("fiches.csv", "text/csv", 200),
        ("fiches.csv", "text/*", 200),
        ("fiches.csv", "application/json", 406),
        ("fiches.geojson", "application/geo+json", 200),
        ("fiches.geojson", "application/json", 200),
        ("fiches?page=0", "text/html", 422),
    ],
)
def test_what_a_program_cannot_read_is_not_sent(demande, db, adresse, accept, statut):
    reponse = demande(adresse, headers={"accept": accept})

    assert reponse.status_code == statut
    if statut == 406:
        assert "retirez l’en-tête Accept" in reponse.json()["detail"]


@pytest.mark.parametrize("adresse", TOUTES)
def test_what_has_not_changed_is_not_sent_again(demande, bretagne, adresse):
    premiere = demande(adresse)
    seconde = demande(adresse, headers={"if-none-match": premiere["ETag"]})

    assert seconde.status_code == 304
    assert seconde.content == b""
    assert seconde["ETag"] == premiere["ETag"]
    assert seconde["Cache-Control"] == "no-cache"


def test_a_known_answer_is_not_computed_again(demande, bretagne, monkeypatch):
    etag = demande("fiches")["ETag"]
    monkeypatch.setattr(porteurs, "search", None)
    monkeypatch.setattr(porteurs, "read_tableau", None)

    assert demande("fiches", headers={"if-none-match": f'"autre", {etag}'}).status_code == 304


def test_a_name_badly_written_in_the_header_spares_nothing(demande, bretagne):
    etag = demande("fiches")["ETag"]

    assert demande("fiches", headers={"if-none-match": f"x{etag}"}).status_code == 200


def test_dates_spare_the_same_answer(demande, bretagne):
    date_lue = demande("fiches")["Last-Modified"]

    assert demande("fiches", headers={"if-modified-since": date_lue}).status_code == 304


def test_an_error_is_never_said_unchanged(demande, bretagne):
    date_lue = demande("fiches")["Last-Modified"]
    entetes = {"if-none-match": "*", "if-modified-since": date_lue}

    assert demande("fiches/99", headers=entetes).status_code == 404
    assert "ETag" not in demande("fiches/99")


def test_a_publication_is_news(demande, bretagne):
    etag = demande("fiches")["ETag"]
    make_fiche("Ville d’Essai")

    assert demande("fiches", headers={"if-none-match": etag}).status_code == 200


def test_a_fact_that_changes_is_news_and_what_is_sent_after_is_judged_by_it(demande):
    make_fiche(tranche_achats=TrancheAchats.DE_100_A_200_M)
    filtre = "fiches.jsonl?type=commune"
    adresses = ("fiches", "fiches.jsonl", filtre)
    avant = [demande(adresse) for adresse in adresses]
    assert [_read_jugement(reponse) for reponse in avant[1:]] == ["oui", "oui"]
    seuil = NombreCite(nom="seuil", valeur=200_000_000, unite="euros")
    edit_fait("CCP-D2111-3", valeurs=(seuil,))

    apres = [
        demande(
            adresse,
            headers={"if-none-match": a["ETag"], "if-modified-since": a["Last-Modified"]},
        )
        for adresse, a in zip(adresses, avant, strict=True)
    ]

    assert [reponse.status_code for reponse in apres] == [200, 200, 200]
    assert [_read_jugement(reponse) for reponse in apres[1:]] == ["non", "non"]


def _read_jugement(reponse):
    (ligne,) = b"".join(reponse.streaming_content).splitlines()
    return json.loads(ligne)["oblige_aujourdhui"]["code"]


def test_the_next_day_is_news_because_statuses_depend_on_it(demande, bretagne, monkeypatch):
    etag = demande("fiches")["ETag"]
    monkeypatch.setattr(enveloppe.timezone, "localdate", lambda: date(2031, 1, 1))

    assert demande("fiches", headers={"if-none-match": etag}).status_code == 200


def test_two_questions_have_two_validators(demande, bretagne):
    assert demande("fiches")["ETag"] != demande("fiches?q=bretagne")["ETag"]


def test_beyond_the_limit_a_program_waits(demande, bretagne, monkeypatch):
    monkeypatch.setattr(enveloppe, "BUDGET", 5)
    etag = demande("fiches")["ETag"]
    restes = [demande("fiches")["X-RateLimit-Remaining"]]
    reponse = demande("fiches")

    assert restes == ["0"]
    assert reponse.status_code == 429
    assert 0 < int(reponse["Retry-After"]) <= 600
    assert reponse["X-RateLimit-Limit"] == "5"
    assert reponse["X-RateLimit-Remaining"] == "0"
    assert reponse["Access-Control-Allow-Origin"] == "*"
    assert "se télécharge en une fois" in reponse.json()["detail"]
    assert demande("fiches", headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("adresse", "cout"),
    [
        ("fiches", 3),
        ("fiches?par_page=100", 11),
        ("fiches?page=0", 1),
        ("fiches/{}", 1),
        ("facettes", 1),
        ("fiches.csv", 1),
        ("fiches.csv?region=53", 1),
        ("rien", 1),
    ],
)
def test_an_answer_costs_what_it_takes(demande, bretagne, adresse, cout):
    reponse = demande(adresse.format(bretagne.pk))

    assert reponse["X-RateLimit-Cost"] == str(cout)
    assert reponse["X-RateLimit-Remaining"] == str(2000 - cout)


def test_what_is_known_costs_nothing(demande, bretagne, django_assert_max_num_queries):
    premiere = demande("fiches")
    with django_assert_max_num_queries(2):
        seconde = demande("fiches", headers={"if-none-match": premiere["ETag"]})

    assert (seconde.status_code, seconde["X-RateLimit-Cost"]) == (304, "0")
    assert seconde["X-RateLimit-Remaining"] == premiere["X-RateLimit-Remaining"]


@pytest.mark.parametrize(
    "entetes",
    [
        {"if-none-match": "*"},
        {"if-modified-since": "Fri, 31 Dec 2099 00:00:00 GMT"},
    ],
)
def test_what_is_known_after_all_was_computed_costs_as_much(demande, bretagne, entetes):
    reponse = demande("fiches", headers=entetes)

    assert (reponse.status_code, reponse["X-RateLimit-Cost"]) == (304, "3")
    assert reponse["X-RateLimit-Remaining"] == "1997"


def test_the_limit_is_of_one_address_and_one_period(demande, bretagne, monkeypatch):
    monkeypatch.setattr(enveloppe, "BUDGET", 1)
    demande("fiches")

    assert demande("fiches", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert demande("fiches").status_code == 429
    plus_tard = time.monotonic() + 601
    monkeypatch.setattr(requetes, "monotonic", lambda: plus_tard)
    assert demande("fiches").status_code == 200


def test_a_program_that_keeps_to_the_promise_is_not_refused_by_any_process(
    demande, bretagne, settings, monkeypatch
):
    settings.PROCESSUS = 4
    monkeypatch.setattr(enveloppe, "BUDGET", 5)
    reponses = [demande(f"fiches/{bretagne.pk}") for _ in range(5)]

    assert [r.status_code for r in reponses] == [200] * 5
    assert [r["X-RateLimit-Remaining"] for r in reponses] == ["4", "3", "2", "1", "0"]
    assert {r["X-RateLimit-Limit"] for r in reponses} == {"5"}
    assert demande(f"fiches/{bretagne.pk}").status_code == 429


def test_a_failure_is_told_without_its_cause(demande, bretagne, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("mot de passe : secret")

    monkeypatch.setattr("spaser.site.registre.porteurs.select", fail)
    reponse = demande("fiches")

    assert reponse.status_code == 500
    assert reponse["Content-Type"] == "application/problem+json"
    assert "secret" not in reponse.text
    assert "secret" in caplog.text


@pytest.mark.parametrize(
    ("adresse", "requetes"),
    [
        ("fiches", 11),  # one more than a sheet: its twenty rows cost more than a point
        ("fiches?q=bretagne&region=53", 15),
        ("fiches/{}", 11),
        ("fiches/{}/versions", 10),
        ("facettes", 8),
        ("chiffres", 9),
        ("nomenclatures", 8),
        ("fiches.csv", 12),
        ("fiches.geojson", 9),
    ],
)
def test_an_answer_asks_little_of_the_base(
    demande, registre, bretagne, django_assert_max_num_queries, adresse, requetes
):
    adresse = adresse.format(bretagne.pk)
    demande(adresse)
    with django_assert_max_num_queries(requetes):
        demande(adresse).getvalue()

"""What the headers of every answer promise, on https, to every visitor."""

import pytest

pytestmark = pytest.mark.django_db

PROMIS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLITIQUE = {
    "default-src 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "style-src 'self'",
}


@pytest.mark.parametrize(("nom", "valeur"), PROMIS.items())
def test_every_answer_carries(visites, suites, nom, valeur):
    autres = {
        f"{visite}: {visite.entetes.get(nom)}"
        for visite in (*visites, *suites)
        if visite.entetes.get(nom) != valeur
    }

    assert autres == set()


FICHIER_RECU = "sandbox; default-src 'none'"  # stricter: it may do nothing at all


def test_every_answer_carries_the_strict_policy(visites, suites):
    laches = set()
    for visite in (*visites, *suites):
        politique = visite.entetes.get("Content-Security-Policy", "")
        regles = {regle.strip() for regle in politique.split(";")}
        stricte = regles >= POLITIQUE and "unsafe" not in politique and "*" not in politique
        if not stricte and politique != FICHIER_RECU:
            laches.add(f"{visite}: {politique}")

    assert laches == set()


def test_every_answer_keeps_the_device_closed(visites, suites):
    ouvertes = {
        str(visite)
        for visite in (*visites, *suites)
        if "geolocation=()" not in visite.entetes.get("Permissions-Policy", "")
    }

    assert ouvertes == set()


def test_cookies_stay_on_the_site_on_https_and_out_of_reach_of_scripts(visites, suites):
    poses = [
        (f"{visite}: {nom}", biscuit)
        for visite in (*visites, *suites)
        for nom, biscuit in visite.biscuits.items()
    ]
    laches = {
        place
        for place, biscuit in poses
        if not biscuit["secure"]
        or (biscuit.value and not biscuit["httponly"])  # a cookie taken back holds nothing
        or biscuit["samesite"] != "Lax"
        or biscuit["domain"]
        or biscuit["path"] != "/"
    }

    assert poses != []
    assert laches == set()


def test_what_a_signed_in_person_reads_is_kept_by_no_one(visites, suites):
    gardees = {
        f"{visite}: {visite.entetes.get('Cache-Control')}"
        for visite in (*visites, *suites)
        if visite.personne.session and visite.est_page
        if "no-store" not in visite.entetes.get("Cache-Control", "")
    }

    assert gardees == set()


def test_only_the_data_is_read_from_other_sites(visites):
    ouvertes = {
        visite.vue.nom for visite in visites if "Access-Control-Allow-Origin" in visite.entetes
    }

    assert {nom for nom in ouvertes if not nom.startswith("api:")} == set()
    assert not any("Access-Control-Allow-Credentials" in visite.entetes for visite in visites)


def test_files_people_sent_are_downloads(visites):
    fichiers = [v for v in visites if v.entetes.get("Content-Type") == "application/pdf"]

    assert {v.vue.nom for v in fichiers} >= {"registre:fichier", "registre:depot_fichier"}
    assert [
        str(v) for v in fichiers if not v.entetes["Content-Disposition"].startswith("attachment")
    ] == []

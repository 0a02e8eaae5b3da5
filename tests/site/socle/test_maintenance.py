"""The site closed for a while."""

import pytest
from django.test import override_settings

fermee = override_settings(MAINTENANCE=True)


@fermee
def test_every_page_says_when_to_come_back(client):
    reponse = client.get("/")

    assert reponse.status_code == 503
    assert reponse["Retry-After"] == "600"
    assert "<h1>Site en maintenance</h1>" in reponse.text


@fermee
def test_programs_are_told_in_json(client):
    reponse = client.get("/api/v1/fiches")

    assert reponse.status_code == 503
    assert reponse.json()["detail"] == "Le site est en maintenance. Il revient bientôt."


@fermee
@pytest.mark.django_db
def test_the_pages_of_health_still_answer(client):
    for adresse in ("/sante", "/sante/pret", "/sante/vivant"):
        assert client.get(adresse).status_code == 200

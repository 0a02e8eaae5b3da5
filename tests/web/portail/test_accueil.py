"""The home page."""

import pytest


@pytest.mark.django_db
def test_anyone_reads_the_home_page(client):
    reponse = client.get("/")

    assert reponse.status_code == 200
    assert "<h1>" in reponse.text

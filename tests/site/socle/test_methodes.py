"""A page asked for in a way that it does not answer."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("methode", "adresse"), [("post", "/registre/"), ("put", "/registre/carte/")]
)
def test_a_refused_method_has_its_page(client, methode, adresse):
    reponse = getattr(client, methode)(adresse)

    assert reponse.status_code == 405
    assert "<h1>Cette page ne s’ouvre pas ainsi</h1>" in reponse.text
    assert "GET" in reponse["Allow"]


def test_a_program_keeps_its_own_answer(client):
    reponse = client.post("/api/v1/fiches")

    assert reponse.status_code == 405
    assert reponse["Content-Type"] == "application/problem+json"

"""Pages of the demonstration, written by the site once, as a member who writes reads them."""

from types import SimpleNamespace

import pytest

from tests.outils.scenario import METROPOLE
from tests.transverses.site.demonstration import open_demonstration, seat

ACHETEUR = f"/acheteurs/{METROPOLE}/"
ESPACE = f"/espace/{METROPOLE}/"
RUBRIQUE = f"{ESPACE}schema/gouvernance/"
PAGES = (
    "/",
    ACHETEUR,
    f"{ACHETEUR}detail/",
    ESPACE,
    *(f"{ESPACE}{page}/" for page in ("plan", "cibles", "publication", "elus", "acteurs")),
    *(f"{ESPACE}{page}/" for page in ("depenses", "depenses/resultats", "indicateurs")),
    *(f"{ESPACE}{page}/" for page in ("chiffres", "bilan/2025", "schema/controle")),
    RUBRIQUE,
    *(f"/{page}/" for page in ("registre", "registre/chiffres", "parcours", "aides")),
    *(f"/{page}/" for page in ("faq", "obligations")),
)


@pytest.fixture(scope="session")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    """Give each page as `Rejeu` gives it again: its address, its headers, its text."""
    with django_db_blocker.unblock(), open_demonstration(tmp_path_factory):
        client = seat("redaction")
        reponses = {page: client.get(page) for page in PAGES}
    return {
        page: SimpleNamespace(adresse=page, entetes=dict(reponse.headers), texte=reponse.text)
        for page, reponse in reponses.items()
    }

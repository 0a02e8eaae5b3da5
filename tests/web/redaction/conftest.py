"""What the tests of a scheme share: a space on the invented territory, its paid spend."""

from tests.web.chiffres.conftest import client, dossiers, espace, organisation, payees
from tests.web.territoire import entrepot_fictif, marches

__all__ = ["client", "dossiers", "entrepot_fictif", "espace", "marches", "organisation", "payees"]

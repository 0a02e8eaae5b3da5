"""What the tests of a space's first pages share with those of teams."""

from tests.site.chiffres.conftest import dossiers
from tests.site.espace.discussions.conftest import entrepot_fictif, equipe, marches

__all__ = ["dossiers", "entrepot_fictif", "equipe", "marches"]

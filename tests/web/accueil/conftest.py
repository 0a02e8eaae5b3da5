"""What the tests of a space's first pages share with those of teams."""

from tests.web.commun.conftest import entrepot_fictif, equipe, marches

__all__ = ["entrepot_fictif", "equipe", "marches"]

"""What the tests of the repair sheet share."""

from tests.web.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

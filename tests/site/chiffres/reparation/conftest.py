"""What the tests of the repair sheet share."""

from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

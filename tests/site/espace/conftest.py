"""What the tests of spaces share."""

from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

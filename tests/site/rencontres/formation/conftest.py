"""What the tests of the modules share."""

from tests.site.rencontres.formation.fabrique import lecons  # noqa: F401 - a fixture

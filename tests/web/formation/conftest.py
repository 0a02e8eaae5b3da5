"""What the tests of the modules share."""

from tests.web.formation.fabrique import lecons  # noqa: F401 - a fixture

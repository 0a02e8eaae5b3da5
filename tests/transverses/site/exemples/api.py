"""A published format and its version."""

from spaser.contenus.lecture import SCHEMA_1_0


def give(_monde, _maison):
    return {("api:format", "nom"): SCHEMA_1_0, ("api:version", "version"): 1}

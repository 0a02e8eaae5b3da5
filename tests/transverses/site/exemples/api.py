"""A published format and its version."""

from spaser.contenus.formats_publies import SCHEMA_SPASER


def give(_monde, _maison):
    return {("api:format", "nom"): SCHEMA_SPASER, ("api:version", "version"): 1}

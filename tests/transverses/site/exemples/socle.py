"""A mail that the demonstration keeps."""


def give(monde, _maison):
    return {("socle:courriel", "numero"): monde.courriel}

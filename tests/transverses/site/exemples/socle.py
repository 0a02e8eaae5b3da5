"""A mail that the demonstration keeps, and the picture of a page."""

from django.core.signing import Signer


def give(monde, _maison):
    return {
        ("socle:courriel", "numero"): monde.courriel,
        ("socle:apercu", "jeton"): Signer(salt="apercu").sign_object(["Titre", "Phrase."]),
    }

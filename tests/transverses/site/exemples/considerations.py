"""A family of purchases, and its file."""


def give(_monde, _maison):
    return {
        ("considerations:famille", "code"): "nettoyage",
        ("considerations:fichier", "code"): "nettoyage",
        ("considerations:fichier", "extension"): "json",
    }

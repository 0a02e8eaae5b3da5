"""A tool whose blank file is given."""


def give(_monde, _maison):
    return {("libre_acces:vierge", "outil"): "grille"}

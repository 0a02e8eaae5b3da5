"""The letter as a document."""


def give(_monde, _maison):
    return {("reparation:lettre_document", "extension"): "json"}

"""A sheet of the programme."""


def give(_monde, _maison):
    return {(f"fiches:{nom}", "code"): "choisir-ses-indicateurs" for nom in ("fiche", "pdf")}

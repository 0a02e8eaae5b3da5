"""An edition of the programme."""


def give(_monde, _maison):
    return {(f"bilan:{nom}", "code"): "edition-2" for nom in ("edition", "pdf", "diapositives")}

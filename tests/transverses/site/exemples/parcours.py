"""A step of the parcours."""


def give(_monde, _maison):
    return {("parcours:etape", "code"): "decider"}

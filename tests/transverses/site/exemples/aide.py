"""A page of the guide."""


def give(_monde, _maison):
    return {("aide:page", "code"): "registre"}

"""A text that the site cites."""


def give(_monde, _maison):
    return {
        ("obligations:source", "code"): "CCP-L2112-2",
        ("obligations:relire", "code"): "CCP-L2112-2",
    }

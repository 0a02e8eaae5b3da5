"""The desk: its addresses want a SIREN and a kind of table, which every app has."""


def give(_monde, _maison):
    return {}

"""What a mail holds that stops its subject."""

from spaser.web.courriels.pied import sign
from spaser.web.courriels.sujets import Sujet


def give(_monde, _maison):
    signe = sign("lectrice@exemple.fr", [Sujet.PROGRAMME])
    return {(f"courriels:{vue}", "signe"): signe for vue in ("arreter", "reprendre")}

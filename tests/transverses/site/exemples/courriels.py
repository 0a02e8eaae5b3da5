"""What a mail holds that stops its subject."""

from spaser.site.socle.courriels.natures import sign
from spaser.site.socle.models import Sujet


def give(_monde, _maison):
    signe = sign("lectrice@exemple.fr", [Sujet.PROGRAMME])
    return {(f"courriels:{vue}", "signe"): signe for vue in ("arreter", "reprendre")}

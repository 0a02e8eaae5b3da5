"""A diagnosis under way, and the link of somebody who has not answered yet."""

from datetime import date

from spaser.site.diagnostic.campagnes.services import USAGE
from spaser.site.diagnostic.models import Campagne, Mode, Participation
from spaser.site.socle.jetons import make_jeton
from tests.transverses.site.liens import HEURE

DE_LA_CAMPAGNE = (
    "campagne repondre inviter renouveler_lien retirer_lien effacer_nom saisir_papier accords "
    "regler figer resultat_campagne resultat_export supprimer_campagne"
).split()
DU_LIEN = "renouveler_lien retirer_lien effacer_nom".split()


def give(_monde, maison):
    campagne, _ = Campagne.objects.get_or_create(
        espace=maison.organisation.espace,
        siren=maison.organisation.siren,
        titre="Point de départ",
        defaults={"jour": date(2026, 11, 24), "questionnaire_version": 1},
    )
    attendue, _ = Participation.objects.get_or_create(campagne=campagne, mode=Mode.LIEN, nom="Ada")
    return {
        "question": "politique-ecrite",
        **{(f"diagnostic:{nom}", "extension"): "ods" for nom in ("export", "resultat_export")},
        **{(f"diagnostic:{nom}", "pk"): campagne.pk for nom in DE_LA_CAMPAGNE},
        **{(f"diagnostic:{nom}", "numero"): attendue.pk for nom in DU_LIEN},
        ("diagnostic:repondre_lien", "jeton"): make_jeton(USAGE, str(attendue.pk), HEURE),
    }

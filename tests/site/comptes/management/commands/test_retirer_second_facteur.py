"""The operator removes the second factor of someone who lost everything."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.management import CommandError, call_command

from spaser.site.comptes import preuves
from spaser.site.socle.models import Evenement


def test_the_second_factor_and_the_sessions_end_and_the_owner_is_told(
    connectee, personne, courriels
):
    preuves.save_application(personne, "31" * 20)
    call_command("retirer_second_facteur", "ADA@exemple.fr", verbosity=0)

    assert preuves.find_application(personne) is None
    assert SESSION_KEY not in connectee.session
    assert courriels[-1].subject == "Le second facteur est retiré"
    assert Evenement.objects.get().geste == "compte.second_facteur_retire_par_exploitant"


@pytest.mark.parametrize("courriel", ["ada@exemple.fr", "personne@exemple.fr"])
def test_an_address_without_one_is_told(personne, courriel):
    with pytest.raises(CommandError, match="Aucun compte avec un second facteur"):
        call_command("retirer_second_facteur", courriel)

"""What the guide says of accounts and of the plan is what the site does, number by number."""

from datetime import timedelta

import pytest
from django.conf import settings

from spaser.regles.considerations import load_actions
from spaser.regles.droits import Operation, Role, can
from spaser.site.comptes import preuves, services, views
from spaser.site.plan.importation import ecriture, tableau_lu
from tests.transverses.arbre import RACINE

COMPTE, PLAN = (
    " ".join((RACINE / "docs/guide" / nom).read_text().split()) for nom in ("compte.md", "plan.md")
)


@pytest.mark.parametrize(
    ("phrase", "vrai"),
    [
        ("valable 24 heures", timedelta(hours=24) == services.DUREE_INSCRIPTION),
        ("Au moins 12 caractères", preuves.COURT == 12),
        ("d’au moins 16 caractères", preuves.LONG == 16),
        ("envoie un lien valable une heure", timedelta(hours=1) == services.DUREE_MOT_DE_PASSE),
        ("Cinq essais faux", settings.AXES_FAILURE_LIMIT == 5),
        ("pendant 15 minutes", timedelta(minutes=15) == settings.AXES_COOLOFF_TIME),
        ("pendant trente minutes", timedelta(minutes=30) == services.DUREE_LIEN),
        ("dix codes de secours", preuves.NOMBRE_CODES == 10),
        ("Le code vaut dix minutes", timedelta(minutes=10) == services.DUREE_CODE),
        ("avec cinq essais", views.ESSAIS == 5),
        ("Pendant le quart d’heure", timedelta(minutes=15) == views.DUREE_ACCORD),
        ("pendant deux heures", timedelta(hours=2) == settings.DUREE_INACTIVITE),
    ],
)
def test_the_page_of_accounts_counts_as_the_site(phrase, vrai):
    assert phrase in COMPTE
    assert vrai


@pytest.mark.parametrize(
    ("phrase", "vrai"),
    [
        ("56 actions", len(load_actions().actions) == 56),
        ("mille lignes au plus", tableau_lu.LIGNES_MAX == 1000),
        ("pendant trente jours", timedelta(days=30) == ecriture.DUREE),
        ("Il faut le rôle Rédaction ou Administration", can([Role.REDACTION],
            Operation.STRUCTURER_PLAN) and not can([Role.CONTRIBUTION], Operation.STRUCTURER_PLAN)),
        ("| Contribution | ajouter et modifier des actions", can([Role.CONTRIBUTION],
            Operation.MODIFIER_PLAN) and not can([Role.LECTURE], Operation.MODIFIER_PLAN)),
        ("| Administration | aussi passer la main", can([Role.ADMINISTRATION],
            Operation.PASSER_LA_MAIN) and not can([Role.REDACTION], Operation.PASSER_LA_MAIN)),
    ],
)  # fmt: skip
def test_the_page_of_the_plan_counts_as_the_site(phrase, vrai):
    assert phrase in PLAN
    assert vrai

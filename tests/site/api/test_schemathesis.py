"""Every operation, asked in every way that its description allows, and in some that it does not."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from spaser.site.api import enveloppe
from spaser.site.api.pages import describe_api
from spaser.site.config.wsgi import application
from tests.outils.tirage import PARTS, draw

LOCAL = "http://127.0.0.1:8000"
# Its client asks for gzip, and cannot read it without a server.
PLAIN = {"Accept-Encoding": "identity"}


schema = schemathesis.openapi.from_dict(dict(describe_api()))
# Drawn before they are collected, not after: to write the cases of all of them takes seconds.
noms = [trouve.ok().label for trouve in schema.get_all_operations()]
tirees = {
    nom for part in draw("operations", [noms[n::PARTS] for n in range(PARTS)]) for nom in part
}
schema = schema.include(lambda un: un.operation.label in tirees)
schema.app = application  # asked in this very process, through WSGI


@pytest.fixture(autouse=True)
def sans_limite(monkeypatch):
    monkeypatch.setattr(enveloppe, "BUDGET", 1_000_000)


@pytest.mark.django_db
@pytest.mark.usefixtures("une_connexion")
# Its client reads a file that is served and never closes it, as a server does.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@schema.parametrize()
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_keeps_its_word(case, registre):
    case.call_and_validate(base_url=LOCAL, headers=PLAIN)

"""A share of a recording, made twice, is equal: of one kind each day."""

import pytest

from tests.equivalence import parts
from tests.equivalence.comparer import list_ecarts
from tests.outils.tirage import draw
from tests.transverses.site.saisies import ESPACE

pytestmark = pytest.mark.django_db

PARTS = {
    "a command": (parts.commande, "faits"),
    "a document": (parts.page, "administration", f"{ESPACE}schema.docx"),
    "a mail": (
        parts.courriel,
        "comptes:demander_lien",
        {"courriel": ["administration@demo.exemple"]},
    ),
    "a planned task": (parts.tache, "agenda.oubli", 400),
    "a sheet": (parts.fiche,),
    "a table taken back": (parts.reprise, "plan", "xlsx", "departement"),
    "a walk": (parts.marche, "redaction", 12),
    "doors": (parts.porte, "politiques:liste", "plan:plan", "registre:moderation"),
}


@pytest.mark.longue
def test_a_share_recorded_twice_is_equal(site, tmp_path):
    for nom in draw("releve", sorted(PARTS)):
        part, *arguments = PARTS[nom]
        un = parts.record(tmp_path / nom / "un", part, site, *arguments)
        deux = parts.record(tmp_path / nom / "deux", part, site, *arguments)

        assert parts.count_lignes(un) > 3, nom
        assert list(list_ecarts(un, deux)) == []

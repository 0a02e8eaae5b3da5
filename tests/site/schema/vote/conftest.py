"""What the tests of the vote share: a space with an axis and two actions, its people."""

import pytest

from spaser.site.plan.actions.services import create_axe
from spaser.site.schema.vote.services import send_to_vote
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in
from tests.site.plan.fabrique import make_action
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

ENVOI = {
    "longueur": "courant",
    "seance": None,
    "assemblee": "conseil métropolitain",
    "corps": "metropole",
}


@pytest.fixture
def organisation(db):
    return make_organisation(type="metropole", population=250_000)


@pytest.fixture
def espace(organisation):
    return organisation.espace


@pytest.fixture
def auteur(organisation):
    return make_membre(organisation, "redaction").utilisateur


@pytest.fixture
def ada(auteur):
    """Give the browser of somebody who leads the vote."""
    return sign_in(auteur)


@pytest.fixture
def awa(organisation):
    """Give the browser of a colleague who contributes."""
    return sign_in(make_membre(organisation, "contribution").utilisateur)


@pytest.fixture
def axe(espace, auteur):
    return create_axe(
        espace, {"titre": "Une place à chacun", "texte": "Ouvrir nos marchés."}, auteur
    )


@pytest.fixture
def actions(espace, auteur, axe):
    """Give an action that is decided, and one that was abandoned."""
    return [
        make_action(espace, auteur, "Réserver un lot", axe=axe, fin="2027-06", pilote_nom="Achats"),
        make_action(espace, auteur, "Oublier", axe=axe, etat="abandonnee", motif="Sans objet"),
    ]


@pytest.fixture
def edition(espace, auteur, actions):
    return send_to_vote(espace, ENVOI, auteur)

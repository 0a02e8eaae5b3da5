"""Who visits: nobody, somebody alone, each role here and elsewhere, the team proved or not."""

from dataclasses import dataclass

from django.utils import timezone

from spaser.regles.droits import ROLES_ORGANISATION, ROLES_PROGRAMME, Role
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import CLE_PREUVE, CLE_VUE
from tests.site.organisations.fabrique import (
    make_conseil,
    make_equipe,
    make_membre,
    make_personne,
    sign_in,
)

ANONYME = "anonyme"
SEULE = "sans organisation"


@dataclass(frozen=True)
class Personne:
    """A visitor: the roles she holds at home and in the programme, and what her session proves."""

    nom: str
    utilisateur: Utilisateur | None = None
    session: str = ""
    roles: frozenset[Role] = frozenset()
    est_du_programme: bool = False
    est_prouvee: bool = False


def make_personnes(organisation, leurre):
    """Return one visitor for each line of the matrix; those of elsewhere hold nothing here."""
    seule = make_personne("seule@exemple.fr")
    return [
        Personne(ANONYME),
        Personne(SEULE, seule, _open(seule)),
        *(_member(role, organisation, role.value, {role}) for role in ROLES_ORGANISATION),
        *(_member(role, leurre, f"{role} ailleurs", ()) for role in ROLES_ORGANISATION),
        _adviser(organisation, "conseil", {Role.CONSEIL}),
        _adviser(organisation, "conseil fini", (), clos_le=timezone.now()),
        *(_team(role, prouvee=True) for role in ROLES_PROGRAMME),
        *(_team(role, prouvee=False) for role in ROLES_PROGRAMME),
    ]


def _member(role, organisation, nom, roles):
    utilisateur = make_membre(organisation, role).utilisateur
    return Personne(nom, utilisateur, _open(utilisateur), frozenset(roles))


def _adviser(organisation, nom, roles, **suite):
    utilisateur = make_conseil(organisation, f"{nom.replace(' ', '-')}@reseau.exemple.fr", **suite)
    return Personne(nom, utilisateur, _open(utilisateur), frozenset(roles))


def _team(role, *, prouvee):
    nom = role.value if prouvee else f"{role} sans second facteur"
    utilisateur = make_equipe(role.value, f"{nom.replace(' ', '-')}@programme.exemple.fr")
    roles = frozenset({role} if prouvee else ())
    session = _open(utilisateur, prouvee=prouvee)
    return Personne(nom, utilisateur, session, roles, est_du_programme=True, est_prouvee=prouvee)


def _open(utilisateur, *, prouvee=False):
    """Return the key of a session that has just given its password again."""
    session = sign_in(utilisateur, second_facteur=prouvee).session
    session[CLE_PREUVE] = timezone.now().isoformat()
    del session[CLE_VUE]  # else each page writes it anew once the visits have lasted a minute
    session.save()
    return session.session_key

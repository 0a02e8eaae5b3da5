"""What the tests of the vote share: a space with an axis and two actions, its people."""

from datetime import date
from decimal import Decimal

import pytest

from spaser.regles.indicateurs import NatureValeur
from spaser.site.espace.models import ObligationGardee
from spaser.site.plan.actions.services import create_axe, create_objectif, hold_plan
from spaser.site.plan.cibles.lignes import find_vise
from spaser.site.plan.cibles.services import keep_visee, note_valeurs
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.models.cibles import Valeur
from spaser.site.schema.models import Comite, Jalon
from spaser.site.schema.vote.services import send_to_vote
from tests.site.chiffres.conftest import dossiers
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in
from tests.site.plan.fabrique import make_action
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["dossiers", "entrepot_fictif", "marches"]

HEURES = "Heures d’insertion"
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


def aim(espace, auteur, cle, **champs):
    visee = keep_visee(find_vise(espace, cle), auteur)
    for nom, valeur in champs.items():
        setattr(visee, nom, valeur)
    visee.save()


@pytest.fixture
def plan(espace, auteur):
    """Give two axes, an action of each kind; one that was abandoned, one that no axis holds."""
    reglage = hold_plan(espace)
    reglage.debut, reglage.fin = date(2027, 1, 1), date(2029, 12, 31)
    reglage.save()
    social = create_axe(espace, {"titre": "Une place à chacun", "texte": "Ouvrir."}, auteur)
    vert = create_axe(espace, {"titre": "Des achats sobres"}, auteur)
    lots = create_objectif(espace, {"axe": social, "titre": "Réserver des lots"}, auteur)
    create_objectif(espace, {"axe": vert, "titre": "Sans action : 9 lots"}, auteur)
    make_action(
        espace, auteur, "Réserver un lot par an", [("Relire 12 marchés", "2027-03", None)],
        axe=social, objectif=lots, fin="2027-06", pilote_nom="Achats", budget=Decimal(24_000),
        indicateurs=["SOC-01"],
    )  # fmt: skip
    make_action(
        espace, auteur, "Suivre les heures", axe=social, fin="2028", pilote_nom="Emploi",
        budget=Decimal("1234567.50"), temps="0,5 poste",
    )  # fmt: skip
    make_action(
        espace, auteur, "Demander des écolabels", axe=vert, debut="2028-01", fin="2029-06-30",
        pilote_nom="Achats", indicateurs=["ENV-01"],
    )  # fmt: skip
    make_action(espace, auteur, "Oublier", axe=vert, etat="abandonnee", budget=Decimal(77_000))
    make_action(espace, auteur, "Sans axe", fin="2031", budget=Decimal(88_000))


@pytest.fixture
def cibles(espace, auteur):
    ligne = LigneGrille.objects.create(
        espace=espace, rubrique="social", indicateur=HEURES, retenu=True
    )
    aim(
        espace, auteur, "SOC-01", base_valeur=Decimal("25.6"), base_annee=2024,
        cible_valeur=Decimal(62), cible_annee=2028,
    )  # fmt: skip
    aim(espace, auteur, "ENV-01", cible_valeur=Decimal(81), cible_annee=2029)
    aim(
        espace, auteur, str(ligne.pk), unite="heures", base_valeur=Decimal(8_400),
        base_annee=2023, cible_valeur=Decimal(17_500), cible_annee=2029,
    )  # fmt: skip
    notee = Valeur(annee=2025, valeur=Decimal(9_876), nature=NatureValeur.SAISIE)
    note_valeurs(espace, [(find_vise(espace, str(ligne.pk)), notee)], auteur)


@pytest.fixture
def pleine(marches, espace, auteur, plan, cibles):
    """Give an edition that says all that one may say."""
    Jalon.objects.create(espace=espace, titre="Premier suivi", jour=date(2028, 1, 15))
    Comite.objects.create(espace=espace, nom="Comité de suivi", membres="7 élus", quand="En juin")
    ObligationGardee.objects.create(
        espace=espace, annee=2025, nature="metropole", territoire="metropole", verdict="oblige",
        titre="Obligé", raison="Parce que.", bas=Decimal(119_600_000), haut=Decimal(120_900_000),
    )  # fmt: skip
    return send_to_vote(espace, ENVOI | {"seance": date(2026, 12, 17)}, auteur)

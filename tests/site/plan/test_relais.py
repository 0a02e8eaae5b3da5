"""« Passer la main »: all that somebody carries goes at once, whichever tool keeps it."""

from datetime import date

import pytest
from django.utils import timezone

from spaser.documents.document import Liste
from spaser.site.espace.models import Commentaire, Discussion
from spaser.site.plan.actions.relais import (
    compose_passation,
    hand_over_charge,
    list_cedants,
    read_charge,
)
from spaser.site.plan.actions.services import add_contributeur, list_membres_espace
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.models.cibles import Collecte, FicheCollecte, IndicateurSuivi
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, sign_in, texte
from tests.site.plan.fabrique import make_action

pytestmark = pytest.mark.django_db
ADRESSE = f"/espace/{SIREN_VAL}/plan/relais/"


@pytest.fixture
def part(organisation):
    """Give somebody who is about to leave."""
    return make_membre(organisation, "redaction", "part@exemple.fr").utilisateur


def ask(espace, annee, qui, **champs):
    """Record a sheet that somebody is asked to fill."""
    collecte, _ = Collecte.objects.get_or_create(espace=espace, annee=annee)
    champs = {"membre": qui, "referent": qui.nom_complet, **champs}
    return FicheCollecte.objects.create(collecte=collecte, **champs)


def test_what_she_answers_for_in_other_tools_goes_with_the_rest(espace, auteur, part):
    suivi = IndicateurSuivi.objects.create(espace=espace, libelle="Repas", membre=part)
    une = ask(espace, 2026, part, indicateurs=["a"])
    rendue = ask(espace, 2025, part, recue_le=timezone.now())
    charge = read_charge(espace, part)
    assert [tenue.quoi.replace("\u00a0", " ") for tenue in charge.tenues] == [
        "Indicateur suivi : Repas", "Fiche de collecte : valeurs de 2026",
    ]  # fmt: skip
    assert not charge.est_vide
    document = compose_passation(espace, part, date(2026, 11, 27))
    assert "Ce qui est porté dans les autres outils" in [s.titre for s in document.sections]

    hand_over_charge(espace, part, auteur, auteur)

    for ligne in (suivi, une, rendue):
        ligne.refresh_from_db()
    assert (suivi.membre, suivi.version) == (auteur, 2)
    assert (une.membre, une.referent) == (auteur, auteur.nom_complet)
    assert (rendue.membre, rendue.referent) == (part, part.nom_complet)
    assert read_charge(espace, part).est_vide


@pytest.mark.parametrize(
    ("sienne", "vers", "attendues"),
    [
        ({}, True, [("elle", ["b", "a"])]),
        ({"envoyee_le": timezone.now()}, True, [("elle", ["a"]), ("elle", ["b"])]),
        ({"referent": "Le service"}, True, [("Le service", ["a"]), ("elle", ["b"])]),
        ({}, False, [("Référent à nommer", ["a"]), ("elle", ["b"])]),
    ],
)
def test_a_sheet_joins_that_of_the_successor(espace, auteur, part, sienne, vers, attendues):
    ask(espace, 2026, part, indicateurs=["a"], **sienne)
    ask(espace, 2026, auteur, indicateurs=["b"])

    hand_over_charge(espace, part, auteur if vers else None, auteur)

    trouvees = FicheCollecte.objects.order_by("pk")
    assert [(f.referent.replace(auteur.nom_complet, "elle"), f.indicateurs) for f in trouvees] == (
        attendues
    )


def test_a_sheet_that_grows_once_it_has_left_is_to_be_sent_again(espace, auteur, part):
    ask(espace, 2026, part, indicateurs=["a"])
    ask(espace, 2026, auteur, indicateurs=["b"], envoyee_le=timezone.now())

    hand_over_charge(espace, part, auteur, auteur)

    fiche = FicheCollecte.objects.get()
    assert (fiche.indicateurs, fiche.envoyee_le) == (["b", "a"], None)


def test_who_left_may_still_hand_over_what_she_carried(espace, auteur, part):
    administre = make_membre(espace.organisation, "administration").utilisateur
    IndicateurSuivi.objects.create(espace=espace, libelle="Repas", membre=part)
    partie = make_membre(espace.organisation, "lecture", "partie@exemple.fr").utilisateur
    add_contributeur(
        make_action(espace, auteur), {"genre": "membre", "membre": partie, "acteur": None}, auteur
    )
    espace.organisation.appartenances.filter(utilisateur__in=[part, partie]).delete()

    assert set(list_cedants(espace, list_membres_espace(espace))) == {
        auteur,
        administre,
        part,
        partie,
    }
    page = texte(sign_in(administre).get(ADRESSE, {"de": str(part.pk), "vers": ""}))
    assert "Indicateur suivi : Repas" in page
    assert (
        f'value="{part.pk}"' not in texte(sign_in(administre).get(ADRESSE)).split('name="vers"')[1]
    )


def test_a_name_that_two_members_bear_is_nobody_s(espace, auteur, part):
    make_action(espace, auteur, pilote_nom=part.nom_complet)
    LigneGrille.objects.create(espace=espace, rubrique="social", referent=part.nom_complet)
    assert len(read_charge(espace, part).actions) == 1
    homonyme = make_membre(espace.organisation, "lecture", "autre@exemple.fr").utilisateur
    homonyme.prenom, homonyme.nom = part.prenom, part.nom
    homonyme.save()

    assert read_charge(espace, part).est_vide


@pytest.mark.parametrize(
    ("vers", "deja", "attendus"),
    [
        (True, None, [("membre", "", "Le parc")]),
        (True, "Les achats", [("membre", "", "Les achats ; Le parc")]),
        (True, "x" * 293, [("membre", "", "Le parc"), ("membre", "", "x" * 293)]),
        (False, None, [("service", "à pourvoir", "Le parc")]),
    ],
)
def test_what_she_brings_to_an_action_stays(espace, auteur, part, vers, deja, attendus):
    action = make_action(espace, auteur)
    sienne = {"genre": "membre", "acteur": None}
    add_contributeur(action, {**sienne, "membre": part, "apport": "Le parc"}, auteur)
    if deja:
        add_contributeur(action, {**sienne, "membre": auteur, "apport": deja}, auteur)

    hand_over_charge(espace, part, auteur if vers else None, auteur)

    trouves = action.contributeurs.values_list("genre", "nom", "apport")
    assert list(trouves) == attendus


def test_an_open_discussion_is_told_behind_many_closed_ones(espace, auteur, part):
    for rang in range(9):
        close = None if rang == 0 else timezone.now()
        une = Discussion.objects.create(
            espace=espace, objet=f"plan:{rang}", titre=f"Sujet {rang}", close_le=close
        )
        Commentaire.objects.create(discussion=une, auteur=auteur, texte="Oui")

    (section,) = compose_passation(espace, part, date(2026, 11, 27)).sections

    assert section.blocs == (Liste(("Sujet 0",)),)

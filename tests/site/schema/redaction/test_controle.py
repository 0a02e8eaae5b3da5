"""The checklist of what the law asks: what answers, what is missing, what is left aside."""

import pytest

from spaser.site.diagnostic.models import ChoixApproche
from spaser.site.plan.actions.services import create_action, create_axe
from spaser.site.plan.models.cibles import IndicateurSuivi, PointPasse
from spaser.site.schema.models import SchemaAdopte
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in, texte
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation()


@pytest.fixture
def client(organisation):
    return sign_in(make_membre(organisation, "redaction").utilisateur)


@pytest.fixture
def adresse(organisation):
    return f"/espace/{organisation.siren}/schema/controle/"


def read_point(page, code):
    return page.partition(f'<h2 id="{code}"')[2].partition("</section>")[0]


def test_a_duty_says_what_answers_it_and_what_is_missing(client, organisation, adresse, marches):
    for code, annee in (("SOC-01", 2028), ("ENV-01", None)):
        IndicateurSuivi.objects.create(
            espace=organisation.espace, code=code, unite="%", cible_valeur=70, cible_annee=annee
        )
    page = texte(client.get(adresse))

    assert "pour les achats aux structures inclusives." in read_point(page, "cibles")
    assert "Indicateurs et cibles" in read_point(page, "cibles")
    assert "Rempli" in read_point(page, "indicateurs")
    esus = read_point(page, "esus")
    assert "Aucune cible n’est fixée pour les achats aux entreprises solidaires." in esus
    assert "Article L2111-3" in esus.replace("article", "Article")


def test_a_point_is_left_aside_only_for_a_written_reason_that_stays(client, adresse):
    page = texte(client.post(f"{adresse}esus/passer/", {"raison": " "}))
    assert "Écrivez la raison" in page
    assert not PointPasse.objects.exists()

    client.post(f"{adresse}esus/passer/", {"raison": "Aucun fournisseur agréé ici"})
    point = read_point(texte(client.get(adresse)), "esus")
    assert "Laissé de côté" in point
    assert "Aucun fournisseur agréé ici" in point
    client.post(f"{adresse}esus/reprendre/")
    assert not PointPasse.objects.exists()
    assert client.get(f"{adresse}inconnu/passer/").status_code == 404


def test_who_contributes_does_not_leave_a_point_aside(organisation, adresse):
    camille = sign_in(make_membre(organisation, "contribution").utilisateur)

    assert camille.get(adresse).status_code == 200
    assert camille.post(f"{adresse}esus/passer/", {"raison": "Non"}).status_code == 403


@pytest.mark.parametrize(
    ("approche", "titre"),
    [
        ("", "Acheter sobre"),
        ("piliers", "Achats socialement responsables"),
        ("piliers", "Un axe à nous"),
        ("operationnelle", ""),
    ],
)
def test_the_plan_answers_whatever_the_approach(client, organisation, adresse, approche, titre):
    espace = organisation.espace
    if approche:
        ChoixApproche.objects.create(espace=espace, approche=approche)
    assert "ni action ni axe" in read_point(texte(client.get(adresse)), "objectifs")
    auteur = make_membre(organisation, "redaction", "b@x.fr").utilisateur
    axe = create_axe(espace, {"titre": titre}, auteur) if titre else None
    create_action(espace, {"titre": "Réserver des lots", "axe": axe}, auteur)
    point = read_point(texte(client.get(adresse)), "objectifs")

    assert "Rempli" in point
    assert "/schema/axes/" in point
    assert "/schema/fiches_action/" in point


@pytest.mark.parametrize(
    ("chapitre", "tenu"), [("pi_social", True), ("op_suivre", True), ("en_odd", False)]
)
def test_words_kept_under_a_chapter_of_an_approach_answer_for_an_axis(
    client, organisation, adresse, chapitre, tenu
):
    client.post(
        f"/espace/{organisation.siren}/schema/{chapitre}/ecrire/", {"texte": "Nos objectifs."}
    )
    point = read_point(texte(client.get(adresse)), "objectifs")

    assert (f"/schema/{chapitre}/" in point) is tenu
    assert ("ni action ni axe" in point) is not tenu


def test_a_public_scheme_needs_its_day(client, organisation, adresse):
    assert "n’est pas donné" in read_point(texte(client.get(adresse)), "publication")
    SchemaAdopte.objects.create(espace=organisation.espace, rendu_public_le="2026-03-20")

    assert "n’est pas donné" not in read_point(texte(client.get(adresse)), "publication")

"""The spend of a space reaches no other: page, API, export, search, cache, task, transfer."""

import pytest

from spaser.site.chiffres.models import (
    Calcul,
    ChoixGarde,
    CorrespondanceGardee,
    Extrait,
    ReclassementGarde,
)
from spaser.site.espace.models import ObligationGardee
from spaser.site.organisations.espaces import close_essai, receive_essai
from spaser.site.organisations.models import Espace
from spaser.site.socle.models import Fichier
from tests.site.chiffres.depenses.conftest import RACINE, make_csv
from tests.site.chiffres.depenses.fabrique import SOLEIL
from tests.site.chiffres.depenses.test_colonnes import LIGNES as INCERTAINES
from tests.site.chiffres.depenses.test_colonnes import TITRES as INCERTAINS
from tests.site.organisations.fabrique import (
    SIREN_AUTRE,
    SIREN_HAUT,
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)

DISCRET = "Fournisseur Très Discret"
LIGNE = f"2025;1;03/02/2025;{DISCRET};;35000;6283;777,00;"
PAGES = "resultats/ lignes/ compte/ a-corriger/ fournisseurs/ obligation/".split()
EXPORTS = "lignes/export/ resultats/export/ a-corriger/export/".split()


@pytest.fixture
def voisine(db):
    return sign_in(
        make_membre(make_organisation(SIREN_HAUT, "Haut-Fictif"), "redaction").utilisateur
    )


def test_no_page_of_another_space_shows_a_line(deposit, voisine):
    deposit(make_csv(lignes=[LIGNE]))

    for page in ("", *PAGES, *(f"{e}?format=csv" for e in EXPORTS)):
        sienne = voisine.get(f"/espace/{SIREN_HAUT}/depenses/{page}", follow=True)
        assert DISCRET not in sienne.content.decode(), page
        assert "777" not in texte(sienne).replace("spaser-777", ""), page
        assert voisine.get(f"{RACINE}{page}").status_code == 404, page


def test_a_file_of_another_space_is_not_reached_by_its_key(deposit, voisine):
    deposit(make_csv(lignes=[LIGNE]))
    cle = Extrait.objects.get().cle
    racine = f"/espace/{SIREN_HAUT}/depenses/"

    assert voisine.get(f"{racine}fichiers/{cle}/colonnes/").status_code == 404
    for geste in ("relire", "arreter"):
        assert voisine.post(f"{racine}fichiers/{cle}/{geste}/").status_code == 404
    demande = {"fichier": cle, "confirme": "oui"}
    assert voisine.post(f"{racine}effacer/", demande).status_code == 404
    assert Extrait.objects.get().est_lu


def test_nothing_is_published(deposit, client, redaction):
    deposit(make_csv(lignes=[LIGNE]))

    for adresse in (
        "/api/v1/fiches",
        "/api/v1/openapi.json",
        "/registre/?q=Fournisseur",
        "/recherche/?q=Fournisseur",
        "/sitemap.xml",
    ):
        assert "Très Discret" not in client.get(adresse, follow=True).content.decode(), adresse
    for page in ("", *PAGES):
        garde = redaction.get(f"{RACINE}{page}")["Cache-Control"]
        assert "private" in garde or "no-store" in garde or "max-age=0" in garde, page


def test_what_one_space_remembers_is_not_applied_in_another(deposit, post, voisine):
    deposit(make_csv(titres=INCERTAINS, lignes=INCERTAINES))
    extrait = Extrait.objects.get()
    reponses = {
        f"colonne_{i}": c for i, c in enumerate("exercice tiers siret compte montant".split())
    }
    post(f"fichiers/{extrait.cle}/colonnes/", reponses | {"version": 1, "montant_est": "ht"})

    deposit(
        make_csv(titres=INCERTAINS, lignes=INCERTAINES),
        client=voisine,
        racine=f"/espace/{SIREN_HAUT}/depenses/",
    )

    assert [e.etat for e in Extrait.objects.order_by("pk")] == ["lu", "a_preciser"]


def test_a_reader_sees_figures_and_no_line(organisation, deposit):
    deposit(make_csv(lignes=[LIGNE]))
    client = sign_in(make_membre(organisation, "lecture").utilisateur)

    for page in ("", "resultats/", "compte/"):
        reponse = client.get(f"{RACINE}{page}")
        assert reponse.status_code == 200
        assert DISCRET not in reponse.content.decode()
    for page in ("lignes/", "a-corriger/", "fournisseurs/", *EXPORTS[::2]):
        assert client.get(f"{RACINE}{page}").status_code == 403


@pytest.fixture
def essai(db):
    seule = make_personne("seule@exemple.fr")
    return Espace.objects.create(proprietaire=seule, siren=SIREN_VAL, nom="Essai")


def _work(post, deposit, essai):
    client = sign_in(essai.proprietaire)
    deposit(client=client)
    nom = "f-soleil-fictif-sarl-35000"
    post("fournisseurs/", {f"{nom}-choix": "autre", f"{nom}-numero": SOLEIL}, client=client)
    reponses = {"version": 0, "sens": "comptee", "raison": "Essai."}
    post("compte/reclasser/?compte=6132", reponses, client=client)
    conclure = {"nature": "metropole", "annee": "2025", "taxe": "ht", "etendue": "total"}
    post("obligation/conclure/", conclure | {"territoire": "metropole"}, client=client)


def test_a_trial_is_handed_over_whole(
    deposit, post, essai, django_capture_on_commit_callbacks, organisation, redaction
):
    _work(post, deposit, essai)
    assert SOLEIL[:9] not in texte(redaction.get(f"{RACINE}fournisseurs/"))

    with django_capture_on_commit_callbacks(execute=True):
        receive_essai(essai.proprietaire, organisation)

    for modele in (Extrait, Calcul, ChoixGarde, ReclassementGarde, ObligationGardee):
        assert {ligne.espace.organisation for ligne in modele.objects.all()} == {organisation}
    assert "3 900 euros HT" in texte(redaction.get(RACINE)).replace("\u202f", " ")


def test_a_closed_trial_leaves_nothing(deposit, post, essai):
    _work(post, deposit, essai)

    close_essai(essai)

    for modele in (Extrait, Calcul, ChoixGarde, CorrespondanceGardee, ObligationGardee, Fichier):
        assert not modele.objects.exists()


def test_a_space_of_which_nothing_is_known_has_no_page(redaction):
    assert redaction.get(f"/espace/{SIREN_AUTRE}/depenses/").status_code == 404

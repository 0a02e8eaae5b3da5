"""What a space holds of its own never reaches another: page, export, API, search, cache, task."""

import pytest

from spaser.regles.corrections import ChampCorrige
from spaser.site.chiffres.marches.entrepot import entrepot_corrige
from spaser.site.chiffres.marches.fichiers import forget_fichier, read_fichier
from spaser.site.chiffres.marches.services import list_marches, read_corrige
from spaser.site.chiffres.models import Correction, FichierMarches, Fonds, Geste
from spaser.site.organisations.espaces import close_essai, receive_essai
from spaser.site.organisations.models import Espace
from tests.site.chiffres.marches.fabrique import (
    COMPLETS,
    RACINE,
    TITRES_COMPLETS,
    accept_colonnes,
    correct,
    make_upload,
    send,
)
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db
CACHE = "Achat secret"


@pytest.fixture
def essayeuse(db):
    return make_personne("essayeuse@exemple.fr")


@pytest.fixture
def essai(essayeuse):
    """Open a private trial for the very SIREN of the organisation."""
    return Espace.objects.create(proprietaire=essayeuse, siren=SIREN_VAL, nom="Essai")


@pytest.fixture
def garni(marches, client, organisation, capture):
    """Give the organisation a file and corrections of its own; return the line of the file."""
    ligne = send(client, capture)
    accept_colonnes(client, capture, ligne)
    auteur = make_membre(organisation, "redaction", "auteur@exemple.fr").utilisateur
    correct(organisation.espace, auteur, 5, {ChampCorrige.SOCIAL: "oui"})
    return ligne


def _pages(racine=RACINE):
    ligne, geste, marche = (
        FichierMarches.objects.get(),
        Geste.objects.get(),
        Correction.objects.first(),
    )
    return [
        racine,
        f"{racine}?q=secret",
        f"{racine}export.csv",
        f"{racine}corrections/",
        f"{racine}fichiers/",
        f"{racine}fichiers/{ligne.pk}/",
        f"{racine}fichiers/{ligne.pk}/colonnes/",
        f"{racine}corrections/{geste.pk}/preuve/",
        f"{racine}{marche.cle}/",
        racine.replace("/marches/", "/indicateurs/?chiffres=corrige"),
    ]


def test_a_trial_space_of_the_same_siren_sees_nothing_of_the_organisation(garni, essai, essayeuse):
    navigateur = sign_in(essayeuse)
    pages = [navigateur.get(adresse) for adresse in _pages()]

    assert {page.status_code for page in pages} == {200, 404}
    assert not [page for page in pages if CACHE in texte(page) or "Article 7" in texte(page)]
    assert not any(m.contrat.prive or m.est_corrige for m in list_marches(essai))


def test_the_organisation_sees_nothing_of_a_trial_space(marches, client, essai, essayeuse, capture):
    navigateur = sign_in(essayeuse)
    accept_colonnes(navigateur, capture, send(navigateur, capture))
    correct(essai, essayeuse, 1)

    assert CACHE in texte(navigateur.get(f"{RACINE}?q=secret"))
    assert not [adresse for adresse in _pages() if CACHE in texte(client.get(adresse))]


def test_another_organisation_reaches_none_of_it(garni):
    voisine = make_organisation(SIREN_HAUT, "Département de Haut-Fictif")
    navigateur = sign_in(make_membre(voisine, "administration").utilisateur)
    sienne = RACINE.replace(SIREN_VAL, SIREN_HAUT)

    chez_l_autre = [navigateur.get(adresse).status_code for adresse in _pages()]
    chez_elle = [texte(navigateur.get(adresse)) for adresse in _pages(sienne)]

    assert set(chez_l_autre) == {404}
    assert not [page for page in chez_elle if CACHE in page or "Article 7" in page]


def test_nobody_acts_on_what_is_another_s(garni, essai, essayeuse):
    gestes = (
        f"fichiers/{garni.pk}/annuler/",
        f"fichiers/{garni.pk}/retirer/",
        f"corrections/{Geste.objects.get().pk}/annuler/",
    )

    assert [sign_in(essayeuse).post(RACINE + geste).status_code for geste in gestes] == [404] * 3
    assert FichierMarches.objects.get().etat == "lu"
    assert Correction.objects.filter(annulee_le=None).exists()


def test_public_pages_and_the_api_never_show_it(garni, client):
    publiques = ["/", "/registre/", f"/recherche/?q={CACHE}", "/api/v1/", f"/registre/?q={CACHE}"]
    vues = [client.get(adresse, follow=True) for adresse in publiques]

    assert not [vue for vue in vues if "PRIVE-1" in texte(vue)]


def test_published_figures_never_change(garni, client, organisation):
    espace = organisation.espace
    publiee = client.get(f"/espace/{SIREN_VAL}/indicateurs/export.csv").content.decode()
    corrigee = client.get(f"/espace/{SIREN_VAL}/indicateurs/export.csv?chiffres=corrige")

    Correction.objects.all().delete()
    FichierMarches.objects.all().delete()
    Fonds.objects.all().delete()

    apres = client.get(f"/espace/{SIREN_VAL}/indicateurs/export.csv").content.decode()
    assert publiee == apres
    assert corrigee.content.decode() != publiee
    assert entrepot_corrige(espace) is not None


def test_two_spaces_of_one_siren_have_readers_of_their_own(garni, organisation, essai):
    organisee, essayee = organisation.espace, essai

    assert entrepot_corrige(organisee) is not entrepot_corrige(essayee)
    assert entrepot_corrige(organisee) is entrepot_corrige(organisation.espace)
    assert read_corrige(organisee).legales != read_corrige(essayee).legales


def test_a_task_only_touches_the_space_of_its_file(garni, essai, essayeuse, capture):
    navigateur = sign_in(essayeuse)
    autre = send(navigateur, capture)
    accept_colonnes(navigateur, capture, autre)

    read_fichier.enqueue(numero=autre.pk)
    forget_fichier.enqueue(numero=garni.pk)  # nobody withdrew it

    assert FichierMarches.objects.count() == 2
    dossiers = {fonds.espace_id: fonds.dossier for fonds in Fonds.objects.all()}
    assert len(set(dossiers.values())) == 2
    assert set(dossiers) == {garni.espace_id, essai.pk}


def test_a_trial_space_handed_over_gives_its_files_and_corrections(
    marches, organisation, essai, essayeuse, capture, prives
):
    navigateur = sign_in(essayeuse)
    accept_colonnes(navigateur, capture, send(navigateur, capture))
    correct(essai, essayeuse, 2, {ChampCorrige.SOCIAL: "oui"})

    receive_essai(essayeuse, organisation)

    recus = list_marches(Espace.objects.get(organisation=organisation))
    assert sum(m.contrat.prive for m in recus) == 2
    assert sum(m.est_corrige for m in recus) == 2
    assert [dossier.name for dossier in prives.iterdir()] == [str(essai.pk)]


def _hours(espace):
    """Return the hours held for true, by number of contract."""
    champ = ChampCorrige.HEURES_INSERTION
    return {m.contrat.id: m.effectif(champ) for m in list_marches(espace) if champ in m.corrections}


def _send_complets(navigateur, capture, nom="complets.csv"):
    contenu = "\n".join((TITRES_COMPLETS, *COMPLETS))
    ligne = send(navigateur, capture, make_upload(contenu, nom))
    accept_colonnes(navigateur, capture, ligne)
    assert ligne.etat == "lu"
    return ligne


def test_what_a_spreadsheet_completes_stays_in_its_space(
    marches, client, organisation, essai, essayeuse, capture
):
    _send_complets(client, capture)

    assert _hours(organisation.espace) == {"C-1": "350", "C-2": "70"}
    assert _hours(essai) == {}
    pages = [texte(sign_in(essayeuse).get(adresse)) for adresse in _pages()]
    assert not [page for page in pages if "complets.csv" in page or "350 h" in page]


def test_a_spreadsheet_read_again_leaves_the_act_of_another_space(
    marches, client, organisation, essai, essayeuse, capture
):
    _send_complets(client, capture)
    navigateur = sign_in(essayeuse)
    sienne = _send_complets(navigateur, capture, "essai.csv")

    accept_colonnes(navigateur, capture, sienne, colonne_6="")

    assert _hours(essai) == {}
    assert _hours(organisation.espace) == {"C-1": "350", "C-2": "70"}


def test_complements_undone_in_a_trial_space_stay_undone_when_it_is_handed_over(
    marches, organisation, essai, essayeuse, capture
):
    navigateur = sign_in(essayeuse)
    _send_complets(navigateur, capture)
    navigateur.post(f"{RACINE}corrections/{Geste.objects.get().pk}/annuler/")

    receive_essai(essayeuse, organisation)

    assert FichierMarches.objects.get().etat == "lu"
    assert _hours(Espace.objects.get(organisation=organisation)) == {}


def test_a_space_that_is_closed_leaves_nothing_on_the_disk(
    marches, essai, essayeuse, capture, prives
):
    navigateur = sign_in(essayeuse)
    accept_colonnes(navigateur, capture, send(navigateur, capture))
    assert (prives / str(essai.pk)).exists()

    close_essai(essai)

    assert not FichierMarches.objects.exists()
    assert list(prives.iterdir()) == []

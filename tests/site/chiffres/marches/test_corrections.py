"""Corrections: singly, in bulk, undone, and what figures become."""

import time
from datetime import date

import pytest

from spaser.documents.bilan.vue import Mesure
from spaser.moteur.portrait import compute_portrait
from spaser.regles.corrections import ChampCorrige
from spaser.site.chiffres.marches.entrepot import entrepot_corrige
from spaser.site.chiffres.marches.services import find_marche, list_marches, read_corrige
from spaser.site.chiffres.models import Correction, Geste
from spaser.site.socle.models import Evenement
from tests.site.chiffres.marches.fabrique import RACINE, correct
from tests.site.organisations.fabrique import make_membre, sign_in, texte

pytestmark = pytest.mark.django_db
DIT = {"justification": "Article 7 du CCAP."}


@pytest.fixture
def auteur(organisation):
    return make_membre(organisation, "redaction", "auteur@exemple.fr").utilisateur


def _unknown(espace, nombre=1, annee=2025):
    voulus = [
        m for m in list_marches(espace) if m.contrat.social is None and m.contrat.annee == annee
    ]
    assert len(voulus) >= nombre
    return voulus[:nombre]


def _rate(espace, annee=2025, code="SOC-01"):
    ligne = next(t.ligne for t in read_corrige(espace).legales if t.ligne.fiche.code == code)
    return next(m for m in ligne.historique["nombre"] if m.annee == annee).valeur


def test_one_contract_is_corrected_with_its_reason_and_its_author(marches, client, espace):
    (marche,) = _unknown(espace)
    adresse = f"{RACINE}{marche.cle}/"

    reponse = client.post(
        f"{adresse}corriger/",
        {"clause_sociale": "oui", "montant": "1 234,50 €", "version": "0", **DIT},
        follow=True,
    )

    page = texte(reponse)
    corrige = find_marche(espace, marche.cle)
    assert "1 marché est corrigé" in page
    assert corrige.social == "oui"
    assert corrige.publie(ChampCorrige.SOCIAL) == "inconnu"
    assert corrige.montant == 1234.5
    assert "Article 7 du CCAP." in page
    assert Evenement.objects.filter(geste="marches.correction").count() == 1


def test_a_wrong_answer_is_told_and_nothing_is_lost(marches, client, espace):
    (marche,) = _unknown(espace)
    donnees = {"version": "0", "lot": "3", "montant": "beaucoup", **DIT}

    reponse = client.post(f"{RACINE}{marche.cle}/corriger/", donnees)

    assert "Ce montant ne se lit pas" in texte(reponse)
    assert reponse.context["form"]["lot"].value() == "3"
    assert not Correction.objects.exists()


def test_the_second_of_two_people_sees_what_the_first_wrote(marches, client, espace, auteur):
    (marche,) = _unknown(espace)
    correct(espace, auteur, choisis=[marche], saisies={ChampCorrige.RESERVE: "oui"})

    reponse = client.post(
        f"{RACINE}{marche.cle}/corriger/", {"critere_social": "oui", "version": "0", **DIT}
    )

    assert "Quelqu’un a corrigé ce marché entre-temps" in texte(reponse)
    assert reponse.context["form"]["critere_social"].value() == "oui"
    assert find_marche(espace, marche.cle).effectif(ChampCorrige.CRITERE_SOCIAL) == "inconnu"

    client.post(
        f"{RACINE}{marche.cle}/corriger/",
        {"critere_social": "oui", "version": str(reponse.context["version"]), **DIT},
    )
    assert find_marche(espace, marche.cle).effectif(ChampCorrige.CRITERE_SOCIAL) == "oui"


def test_one_contract_is_found_without_listing_the_others(marches, espace, auteur, monkeypatch):
    marche, autre = _unknown(espace, 2)
    correct(espace, auteur, choisis=[marche], saisies={ChampCorrige.SOCIAL: "oui"})
    correct(espace, auteur, choisis=[autre], saisies={ChampCorrige.SOCIAL: "non"})
    attendu = next(m for m in list_marches(espace) if m.cle == marche.cle)
    monkeypatch.delattr("spaser.moteur.corrige.lecture.list_contrats")
    trouve = find_marche(espace, marche.cle)
    assert (trouve.contrat, trouve.corrections) == (attendu.contrat, attendu.corrections)
    assert attendu.social == "oui"
    assert find_marche(espace, -1) is None


def test_twenty_contracts_corrected_at_once_change_the_rate(marches, client, espace):
    avant = _rate(espace)
    sans = [m for m in list_marches(espace) if m.contrat.annee == 2025 and not m.contrat.social]
    inconnus = sum(m.contrat.social is None for m in sans[:20])
    choix = {"cle": [str(m.cle) for m in sans[:20]]}

    assert "Corriger 20 marchés" in texte(client.post(f"{RACINE}corriger/", choix))
    reponse = client.post(
        f"{RACINE}corriger/",
        {**choix, "clause_sociale": "oui", "valider": "1", **DIT},
        follow=True,
    )

    apres = _rate(espace)
    assert "20 marchés sont corrigés" in texte(reponse)
    assert apres.numerateur == avant.numerateur + 20
    assert apres.inconnus == avant.inconnus - inconnus
    assert apres.n == avant.n
    assert apres.bas > avant.bas


def test_all_that_a_filter_shows_is_corrected(marches, client, espace):
    avant = {m.cle for m in list_marches(espace) if _is_sans_social(m)}
    filtre = "annee=2025&social=non"

    reponse = client.post(
        f"{RACINE}corriger/",
        {"tout": "1", "filtre": filtre, "social": "oui", "valider": "1", **DIT},
    )

    corriges = {m.cle for m in list_marches(espace) if m.est_corrige}
    assert corriges == avant
    assert avant
    assert reponse.url == f"{RACINE}?{filtre}"


def test_the_list_hands_its_filter_over_to_the_form_whole(marches, client, espace):
    filtre = "annee=2025&amp;social=non"
    champ = f'<input type="hidden" name="filtre" value="{filtre}">'

    assert champ in client.get(f"{RACINE}?annee=2025&social=non").text
    envoi = {"tout": "1", "filtre": "annee=2025&social=non"}
    assert champ in client.post(f"{RACINE}corriger/", envoi).text


def test_the_rates_compared_are_those_of_the_year_that_is_filtered(marches, client, espace):
    titre = "Ce que vos corrections changent, en"

    assert f"{titre} 2024" in texte(client.get(f"{RACINE}?annee=2024"))
    assert f"{titre} 2025" in texte(client.get(f"{RACINE}?annee=1999"))


def _is_sans_social(marche):
    return marche.contrat.annee == 2025 and marche.social == "non"


@pytest.mark.bench
def test_five_hundred_contracts_are_corrected_in_two_seconds(marches, client, espace):
    choix = [str(m.cle) for m in list_marches(espace)[:500]]
    depart = time.perf_counter()

    client.post(
        f"{RACINE}corriger/",
        {"cle": choix, "clause_sociale": "oui", "valider": "1", **DIT},
        follow=True,
    )

    assert time.perf_counter() - depart < 2
    assert Geste.objects.get().nb_marches == 500


def test_nothing_ticked_is_told(marches, client):
    assert "Cochez d’abord" in texte(client.post(f"{RACINE}corriger/", follow=True))


def test_a_correction_undone_gives_back_the_one_before(marches, client, espace, auteur):
    (marche,) = _unknown(espace)
    correct(espace, auteur, choisis=[marche], saisies={ChampCorrige.SOCIAL: "oui"})
    geste = correct(
        espace,
        auteur,
        choisis=[find_marche(espace, marche.cle)],
        saisies={ChampCorrige.SOCIAL: "non"},
    )
    assert find_marche(espace, marche.cle).social == "non"

    page = texte(client.post(f"{RACINE}corrections/{geste.pk}/annuler/", follow=True))

    assert "les valeurs d’avant reviennent" in page
    assert find_marche(espace, marche.cle).social == "oui"
    histoire = texte(client.get(f"{RACINE}{marche.cle}/"))
    assert "annulé le" in histoire
    assert Correction.objects.filter(geste=geste, annulee_le=None).count() == 0


def _find_suspect(entrepot):
    requete = "SELECT cle FROM publies WHERE montant_suspicion IS NOT NULL AND annee IS NOT NULL"
    return entrepot.connexion.execute(requete).fetchone()[0]


def test_an_amount_that_was_suspect_counts_once_it_is_corrected(marches, espace, auteur):
    cle = entrepot_corrige(espace).recall("suspect", _find_suspect)
    suspect = find_marche(espace, cle)

    def count():
        with entrepot_corrige(espace).read() as ouvert:
            volumes = compute_portrait(ouvert, espace.siren, date(2026, 11, 24)).annees
        return {v.nom: v.sans_montant for v in volumes}[str(suspect.contrat.annee)]

    avant = count()
    correct(espace, auteur, choisis=[suspect], saisies={ChampCorrige.MONTANT: "50000.00"})

    assert count() == avant - 1


def test_whoever_contributes_corrects_one_contract_but_not_many(marches, organisation, espace):
    membre = make_membre(organisation, "contribution").utilisateur
    contributrice = sign_in(membre)
    marche, autre = _unknown(espace, 2)
    adresse = f"{RACINE}{marche.cle}/corriger/"

    client_une = contributrice.post(adresse, {"social": "oui", "version": "0", **DIT})
    assert client_une.status_code == 302
    assert contributrice.post(f"{RACINE}corriger/", {"cle": [str(autre.cle)]}).status_code == 403

    geste = correct(espace, membre, 2)
    page = texte(contributrice.post(f"{RACINE}corrections/{geste.pk}/annuler/", follow=True))
    assert "rôle Rédaction" in page
    assert Correction.objects.filter(geste=geste, annulee_le=None).exists()


def test_figures_published_and_corrected_stand_side_by_side(marches, client, espace, auteur):
    correct(espace, auteur, 5)

    comparaisons = client.get(RACINE).context["comparaisons"]

    assert [c.code for c in comparaisons] == ["SOC-01", "ENV-01", "SOC-13", "SOC-IN"]
    assert all(isinstance(c.publie, Mesure) and isinstance(c.corrige, Mesure) for c in comparaisons)


@pytest.mark.longue
def test_the_first_page_of_the_space_shows_corrected_figures_and_published_ones_beside(
    marches, client, espace, auteur
):
    essentiel = f"/espace/{espace.siren}/"
    nom = f'data value="{espace.siren}:SOC-01:2025:nombre:'
    assert f"{nom}corrige" not in texte(client.get(essentiel))
    correct(espace, auteur, 1)

    page = texte(client.get(essentiel))

    assert page.index(f"{nom}corrige") < page.index(f"{nom}publie")
    assert f'href="{essentiel}indicateurs/SOC-01/?chiffres=corrige"' in page
    assert "Chiffres corrigés" in texte(client.get(f"{essentiel}indicateurs/?chiffres=corrige"))

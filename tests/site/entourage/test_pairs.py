"""« Qui peut m’en parler »: who published something of a subject, and accepts to be asked."""

import pytest
from django.utils import timezone

from spaser.elements import is_siren
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.nomenclatures import TrancheAchats
from spaser.regles.obligations import Theme
from spaser.site.editorial.obligations import read_obligations
from spaser.site.entourage import echanges
from spaser.site.entourage.pairs import find_pairs
from spaser.site.organisations.espaces import open_essai
from spaser.site.organisations.models import Appartenance
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import (
    SIREN_AUTRE,
    SIREN_HAUT,
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)
from tests.site.registre.fabrique import make_fiche

pytestmark = pytest.mark.django_db

SIRENS = [n for n in (f"{rang:09}" for rang in range(1100000, 1100200)) if is_siren(n)][:6]
SUJET = "indicateur:SOC-05"
PAGE = f"/echanges/pairs/?sujet={SUJET}"
ACCORD = f"/espace/{SIREN_HAUT}/joignable/"


@pytest.fixture
def ada():
    val = make_organisation(SIREN_VAL, "Val-Fictif", type="commune", code_region="32")
    return make_membre(val, "redaction", "ada@val.exemple.fr").utilisateur


@pytest.fixture
def haut():
    return make_organisation(SIREN_HAUT, "Haut-Fictif", type="metropole", code_region="32")


@pytest.fixture
def bea(haut):
    return make_membre(haut, "contribution", "bea@haut.exemple.fr").utilisateur


@pytest.fixture
def repondue(ada, bea):
    """A question that Haut-Fictif answered under its name."""
    (d_ada,), (de_bea,) = (echanges.list_plumes(une, equipe=False) for une in (ada, bea))
    dits = {"titre": "Qui réserve un lot ?", "sujet": SUJET}
    question = echanges.write_echange(ada, d_ada, dits)
    return echanges.write_echange(bea, de_bea, {"texte": "Nous.", "nomme": True}, question=question)


def test_accepting_is_dated_taken_back_and_each_is_kept(bea, haut):
    sienne = sign_in(bea)
    assert "J’accepte qu’un acheteur comparable me pose une question" in texte(sienne.get(ACCORD))
    sienne.post(ACCORD, {"accepte": "on"})
    (sans_nom,) = Appartenance.objects.joignables()
    sienne.post(ACCORD, {"nomme": "on"})
    assert not Appartenance.objects.joignables()
    sienne.post(ACCORD, {"accepte": "on", "nomme": "on"})
    (nommee,) = Appartenance.objects.joignables()

    assert (sans_nom.joignable_nomme, nommee.joignable_nomme) == (False, True)
    assert sans_nom.joignable_le < nommee.joignable_le
    assert sienne.get(ACCORD).text.count("checked") == 2
    gestes = Evenement.objects.filter(geste__startswith="entraide.").order_by("pk")
    assert [fait.geste for fait in gestes] == [
        "entraide.accord",
        "entraide.retrait",
        "entraide.accord",
    ]


def test_who_keeps_a_trial_joins_the_body_first(bea):
    essai = open_essai(bea, SIREN_AUTRE, "Ville d’Essai")
    page = sign_in(bea).get(f"{essai.get_absolute_url()}joignable/", follow=True)

    assert "Rejoignez d’abord l’organisation" in texte(page)
    assert not Appartenance.objects.joignables()


def test_who_answered_may_be_asked_once_she_accepts(ada, bea, repondue):
    sienne = sign_in(ada)
    avant = texte(sienne.get(PAGE))
    sign_in(bea).post(ACCORD, {"accepte": "on", "nomme": "on"})
    apres = sienne.get(PAGE)

    assert "Ceux qui ont publié, sans dire s’ils répondent (1)" in avant
    assert "Lui poser la question" not in avant
    assert "nous n’avons pas tenu compte de type de structure, région" in avant
    assert "Bea Essai" in texte(apres)
    assert f"/echanges/poser/?a={SIREN_HAUT}&amp;sujet={SUJET}" in apres.text
    assert "bea@" not in apres.text
    assert "Val-Fictif" not in texte(sign_in(bea).get(PAGE)).split("Ils acceptent")[1]


@pytest.mark.parametrize("geste", ["cache_le", "retire_le"])
def test_a_hidden_or_unnamed_answer_says_nothing_of_anybody(ada, bea, repondue, geste):
    assert [*find_pairs(SUJET, timezone.localdate())] == [SIREN_HAUT]
    setattr(repondue, geste, timezone.now())
    repondue.save()
    assert find_pairs(SUJET, timezone.localdate()) == {}
    setattr(repondue, geste, None)
    repondue.nomme_le = None
    repondue.save()

    assert find_pairs(SUJET, timezone.localdate()) == {}


def test_published_schemes_are_found_by_the_words_of_the_theme_and_told_apart(ada):
    for rang in range(6):
        make_fiche(
            f"Commune {rang}",
            siren=SIRENS[rang],
            axes=("Insertion par l’activité",),
            code_region="32" if rang else "11",
            tranche_achats=TrancheAchats.MOINS_DE_50_M,
        )
    make_fiche("Sans rapport", siren=SIREN_AUTRE, axes=("Biodiversité",))
    sienne = sign_in(ada)
    les_siens = texte(sienne.get(PAGE))
    tous = texte(sienne.get(f"{PAGE}&type=&taille=moins_de_50m&region="))
    ailleurs = texte(sienne.get(f"{PAGE}&type=&taille=&region=11"))

    assert [f"Commune {rang}" in les_siens for rang in range(6)] == [False] + [True] * 5
    assert "nous n’avons pas tenu compte" not in les_siens
    assert all(f"Commune {rang}" in tous for rang in range(6))
    assert "nous n’avons pas tenu compte de région" in ailleurs
    assert "Sans rapport" not in les_siens + tous + ailleurs
    assert "Aucun ne l’a encore accepté. Posez la question à tous." in tous


def test_a_person_without_body_chooses_each_criterion_herself(client, bea, repondue):
    bea.appartenances.all().delete()

    assert "Choisissez" in texte(sign_in(bea).get("/echanges/pairs/"))
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("sujet", ["obligation:{}", "etape:decider", "famille:{}"])
def test_a_duty_a_step_and_a_family_lead_to_who_published(ada, sujet):
    duty = next(o for o in read_obligations(timezone.localdate()) if o.theme is Theme.REEMPLOI)
    famille, nom = next(iter(read_familles().items()))
    make_fiche("Commune lue", siren=SIRENS[0], axes=(f"{duty.theme.libelle}, {nom}",))
    code = duty.code if "obligation" in sujet else famille

    assert "Commune lue" in texte(sign_in(ada).get(f"/echanges/pairs/?sujet={sujet.format(code)}"))


def test_published_results_are_found_by_their_indicator(ada, haut):
    contenu = {"lignes": [{"cle": "SOC-05"}]}
    arretee = haut.espace.editions.create(nature="publication", contenu=contenu)
    publication = haut.espace.publications.create(
        annee=2025, debut=2024, etat="publiee", arretee=arretee
    )

    assert find_pairs(SUJET, timezone.localdate())[SIREN_HAUT].travaux == [
        ("Ses résultats publiés, 2025", publication.get_absolute_url())
    ]
    assert find_pairs("indicateur:SOC-01", timezone.localdate()) == {}

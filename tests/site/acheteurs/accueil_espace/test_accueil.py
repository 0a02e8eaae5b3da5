"""The first page of a space: four moments, three acts, the scheme; a reader writes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from spaser.documents.francais import format_date
from spaser.site.acheteurs.actes import find_suivante, link_rubrique, read_plan
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.schema.models import Jalon, Moment, Redaction, Schema
from spaser.site.schema.redaction.services import find_moment, say_moment
from spaser.site.schema.redaction.sujet import read_sujet
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import SIREN_VAL, make_personne, sign_in, texte
from tests.site.registre.fabrique import make_fiche

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]
RACINE = f"/espace/{SIREN_VAL}/"
MOTS = [{"genre": "paragraphe", "contenu": "Nos mots."}]


def open_at(equipe, moment, role="redaction"):
    """Return the page once the buyer has said where it is."""
    say_moment(equipe.espace, Moment(moment), equipe.redaction.personne)
    return equipe.membres[role].client.get(RACINE)


def list_titres(reponse):
    return [acte.titre for acte in reponse.context["actes"]]


def test_before_an_answer_the_question_is_open_and_the_page_prepares(equipe, marches):
    page = equipe.redaction.client.get(RACINE)

    assert '<details class="spaser-moment" open>' in texte(page)
    assert page.context["moment"] is Moment.PREPARE


@pytest.mark.parametrize("moment", Moment.values)
def test_an_answer_is_kept_told_and_changed_in_place(equipe, moment):
    client = equipe.contribution.client

    page = client.post(f"{RACINE}moment/", {"moment": moment}, follow=True)

    assert find_moment(equipe.espace) == moment
    assert f"Où en êtes-vous ? <strong>{Moment(moment).label}</strong>" in texte(page)
    assert '<details class="spaser-moment" open' not in texte(page)
    client.post(f"{RACINE}moment/", {"moment": moment})
    assert Evenement.objects.filter(geste="schema.moment").count() == 1


def test_an_answer_that_does_not_exist_changes_nothing(equipe):
    page = equipe.redaction.client.post(f"{RACINE}moment/", {"moment": "rien"}, follow=True)

    assert "Choisissez une des quatre réponses." in texte(page)
    assert not Schema.objects.exists()


def test_a_reader_is_told_where_the_buyer_is_and_may_not_change_it(equipe):
    page = texte(open_at(equipe, "ecrit", "lecture"))

    assert "Où en est cet acheteur : <strong>« J’écris »</strong>" in page
    assert "dire_moment" not in page
    assert "/moment/" not in page
    demande = {"moment": "adopte"}
    assert equipe.lecture.client.post(f"{RACINE}moment/", demande).status_code == 403


def test_whoever_wants_figures_reads_a_line_of_the_scheme(equipe, marches):
    page = open_at(equipe, "chiffres")

    assert page.context["plan"] is None
    assert "Le jour où vous l’écrirez" in texte(page)
    assert "rubriques sur" not in texte(page)
    assert "Faire votre autodiagnostic" not in list_titres(page)


def test_whoever_prepares_sees_the_four_parts_folded(equipe, marches):
    page = open_at(equipe, "prepare")

    plan = page.context["plan"]
    lu = texte(page)
    assert f"Mon schéma, {plan.bilan}".replace("\u00a0", " ") in lu.replace("\u00a0", " ")
    etats = [rubrique.etat for rubrique in plan.rubriques]
    assert plan.bilan.replace("\u00a0", " ") == (
        f"{len(etats)} rubriques : {etats.count('prérempli')} à relire, "
        f"{etats.count('à écrire')} à écrire"
    )
    assert f'href="{RACINE}kit/"' in lu
    for partie in plan.parties:
        assert f"{partie.numero}. {partie.titre}" in lu
        for rubrique in partie.gardees:
            assert rubrique.titre in lu


def test_whoever_writes_goes_on_with_the_next_heading(equipe, marches):
    page = open_at(equipe, "ecrit")

    suivante = find_suivante(page.context["plan"])
    assert list_titres(page)[0] == f"Écrire « {suivante.titre} »"
    assert link_rubrique(equipe.espace, suivante.code) in texte(page)


def test_a_heading_with_words_is_no_longer_the_next_one(equipe):
    espace = equipe.espace
    avant = find_suivante(read_plan(read_sujet(espace), espace))
    Redaction.objects.create(espace=espace, code=avant.code, partie=avant.partie, blocs=MOTS)

    apres = find_suivante(read_plan(read_sujet(espace), espace))

    assert avant.code == "edito"
    assert apres.code != "edito"


def test_a_heading_set_aside_is_never_the_next_one(equipe):
    espace = equipe.espace
    Redaction.objects.create(espace=espace, code="edito", partie=1, ecartee_pour="Sans édito.")

    assert find_suivante(read_plan(read_sujet(espace), espace)).code != "edito"


def test_after_the_last_heading_there_is_none_to_go_on_with(equipe):
    espace = equipe.espace
    for rubrique in read_plan(read_sujet(espace), espace).rubriques:
        Redaction.objects.create(
            espace=espace, code=rubrique.code, partie=rubrique.partie, blocs=MOTS
        )

    plan = read_plan(read_sujet(espace), espace)
    assert find_suivante(plan) is None
    assert plan.bilan.endswith(f"\u00a0: {len(plan.rubriques)} avec vos mots")
    page = open_at(equipe, "ecrit")
    assert "à relire" not in plan.bilan
    assert list_titres(page)[0] == "Passer au vote"


def test_the_vote_is_not_proposed_while_a_heading_waits_for_words(equipe, marches):
    espace = equipe.espace
    for rubrique in read_plan(read_sujet(espace), espace).rubriques:
        if not rubrique.est_prete:
            Redaction.objects.create(
                espace=espace, code=rubrique.code, partie=rubrique.partie, blocs=MOTS
            )

    page = open_at(equipe, "ecrit")

    assert all(rubrique.est_prete for rubrique in page.context["plan"].rubriques)
    assert list_titres(page)[0].startswith("Relire « ")
    assert "Passer au vote" not in list_titres(page)


def test_an_adopted_scheme_shows_its_sheet_and_what_follows(equipe, marches):
    fiche = make_fiche("Val", siren=SIREN_VAL, debut="2026", fin="2030")
    LigneGrille.objects.create(
        espace=equipe.espace, rubrique="social", indicateur="Heures d’insertion", retenu=True
    )
    Redaction.objects.create(espace=equipe.espace, code="edito", partie=1, blocs=MOTS)

    page = open_at(equipe, "adopte")

    lu = texte(page)
    assert fiche.get_absolute_url() in lu.partition("Sa fiche au registre")[2]
    assert "1 indicateur choisi, en plus des quatre" in lu
    assert "1 rubrique écrite dans cet" in lu
    assert "Tous les deux ans, à compter de votre dernière publication." in lu
    assert f'href="{RACINE}schema.docx"' in lu
    assert page.context["plan"] is None
    assert "Déposer votre schéma au registre" not in list_titres(page)


def test_an_adopted_scheme_that_is_not_in_the_register_is_to_be_deposited_first(equipe, marches):
    page = open_at(equipe, "adopte")

    assert list_titres(page)[0] == "Déposer votre schéma au registre"
    assert "Aucun schéma de votre structure n’est au registre." in texte(page)
    assert "Aucun indicateur choisi, en plus des quatre" in texte(page)
    for role, adresse in (("redaction", f"{RACINE}schema/deposer/"), ("lecture", "/deposer/")):
        page = equipe.membres[role].client.get(RACINE)
        assert page.context["actes"][0].adresse.endswith(adresse)
        assert page.context["depot"] == page.context["actes"][0].adresse
        lien = texte(page).partition("Aucun schéma de votre structure")[2][:200]
        assert f'href="{page.context["depot"]}"' in lien
    assert f"{RACINE}schema/deposer/" not in texte(page)


@pytest.mark.parametrize("moment", Moment.values)
def test_without_any_contract_the_page_says_why_and_what_to_do(equipe, moment):
    page = open_at(equipe, moment)

    assert "n’a pas encore lu de données de marchés" in texte(page)
    assert len(list_titres(page)) == 3


@pytest.mark.parametrize(
    ("moment", "dit"),
    [
        ("chiffres", "Décider d’écrire un schéma, ou non"),
        ("prepare", "Vote du schéma : date à fixer"),
        ("ecrit", "Vote du schéma : date à fixer"),
        ("adopte", "Publication des résultats : jour du vote à donner"),
    ],
)
def test_the_page_for_those_who_decide_tells_decisions_and_no_chore(equipe, marches, moment, dit):
    chores = list_titres(open_at(equipe, moment))

    la = equipe.redaction.client.get(f"{RACINE}elus/").context["vue"]["suites"]

    assert la == [dit]
    assert not set(la) & set(chores)


def test_the_page_for_those_who_decide_tells_the_day_of_the_vote(equipe, marches):
    jour = timezone.localdate() + timedelta(days=90)
    Jalon.objects.create(espace=equipe.espace, code="adoption", titre="Vote du schéma", jour=jour)
    Jalon.objects.create(espace=equipe.espace, code="redaction", titre="Rédaction", jour=jour)

    la = equipe.redaction.client.get(f"{RACINE}elus/").context["vue"]["suites"]

    assert la == [f"Vote du schéma : {format_date(jour)}"]


def test_a_trial_keeps_its_own_moment(marches, equipe):
    say_moment(equipe.espace, Moment.ADOPTE, equipe.redaction.personne)
    client = sign_in(make_personne("seule@exemple.fr"))
    client.post("/espace/", {"siren": SIREN_VAL, "type": "metropole", "code_region": "53"})

    page = client.get(RACINE)

    assert page.context["dit"] is None
    assert "Espace d’essai privé" in texte(page)

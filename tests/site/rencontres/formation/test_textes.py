"""The modules and lessons as the team edits them."""

import msgspec
import pytest
from django.http import QueryDict
from django.utils import timezone

from spaser.contenus.faits import Faits, load_sujets, read_from
from spaser.regles.lecons import (
    Choix,
    NatureQuestion,
    find_lecon,
    find_lecon_pour,
    is_juste,
    load_lecons,
    print_question,
)
from spaser.site.editorial import services
from spaser.site.editorial.genres import list_genres
from spaser.site.editorial.views import Page
from spaser.site.rencontres.app import list_textes_formation
from spaser.site.rencontres.formation.lecons import (
    LECONS,
    MODULES,
    check_lecon,
    check_module,
    show_lecon,
)
from spaser.site.socle.traces import open_unite
from tests.site.editorial.test_formulaire import AUTOUR, send
from tests.site.organisations.fabrique import make_equipe, make_personne, sign_in, texte
from tests.site.rencontres.formation.fabrique import MODULE, ORDRE, PREMIERE, UNE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("genre", [LECONS, MODULES], ids=lambda genre: genre.code)
def test_a_text_left_untouched_comes_back_the_same(genre):
    assert genre in list_genres()
    for contenu in genre.load():
        page = Page(genre, contenu, AUTOUR, send(Page(genre, contenu, AUTOUR)))

        assert page.is_valid(), (contenu.code, page.erreurs)
        assert page.read().contenu == contenu
        assert genre.check(contenu, page.read().effet_le) == []
        assert genre.render(contenu, page.read().effet_le)


def test_choices_are_typed_one_a_line():
    champ = LECONS.listes[1].form.base_fields["choix"]
    lus = champ.to_python("* Oui => Parce que.\n\n  Non\n* Aussi")

    assert lus == (
        Choix(texte="Oui", juste=True, explication="Parce que."),
        Choix(texte="Non"),
        Choix(texte="Aussi", juste=True),
    )
    assert champ.prepare_value(lus) == "* Oui => Parce que.\nNon\n* Aussi"
    assert champ.has_changed(None, "") is False


@pytest.mark.parametrize(
    ("question", "dit"),
    [
        (msgspec.structs.replace(UNE, choix=(Choix(texte="Un"), Choix(texte="Deux"))), "bonne"),
        (
            msgspec.structs.replace(ORDRE, choix=(Choix(texte="Un", juste=True),) * 3),
            "n’en cochez aucun",
        ),
        (msgspec.structs.replace(UNE, explication="Parce que."), "citez un fait"),
        (msgspec.structs.replace(UNE, explication="Voir [[RIEN]]."), "ne désigne aucun"),
    ],
)
def test_what_keeps_a_lesson_from_its_second_reader_is_told(question, dit):
    lecon = msgspec.structs.replace(PREMIERE, questions=(question,), duree=40, ordre=1)
    fautes = " ".join(check_lecon(lecon, timezone.localdate()))

    assert dit in fautes
    assert "Une leçon dure de 10 à 15 minutes" in fautes


def test_an_address_that_stands_already_is_refused():
    lecon = msgspec.structs.replace(PREMIERE, code="LECON-ATTESTATION")
    module = msgspec.structs.replace(MODULE, code="suivi")

    assert "désigne déjà une page" in " ".join(check_lecon(lecon, timezone.localdate()))
    assert check_module(module, None) == ["«\u00a0suivi\u00a0» désigne déjà une page."]


def test_a_lesson_and_a_module_may_be_added():
    for genre, code in ((LECONS, "LECON-NOUVELLE"), (MODULES, "un-autre-module")):
        page = Page(genre, genre.start(code), AUTOUR, QueryDict("titre=Nouveau"))

        assert genre.forme_code.fullmatch(code)
        assert not page.is_valid()


def test_what_the_team_approves_is_seen_beforehand_then_followed(client):
    lecon = load_lecons()[0]
    page = f"/formation/{lecon.module}/{lecon.court}/"
    auteur, maintenant = make_personne("redactrice@exemple.fr"), timezone.now()
    nouvelle = msgspec.structs.replace(lecon, objectif="Savoir **autre chose**.")
    saisie = services.TexteSaisi(LECONS, nouvelle, timezone.localdate(), "Plus clair.")
    ecrit = services.start_texte(saisie, auteur, maintenant)
    services.submit_texte(ecrit, ecrit.version, auteur, maintenant)
    assert "autre chose" not in client.get(page).text
    relectrice = sign_in(make_equipe("moderation"), second_facteur=True)
    apercu = relectrice.get(f"/editorial/texte/{ecrit.pk}/apercu/", {"page": page})
    assert "<strong>autre chose</strong>" in apercu.text

    services.approve(ecrit, ecrit.version, make_personne("autre@exemple.fr"), maintenant)

    assert "<strong>autre chose</strong>" in client.get(page).text
    with open_unite():
        assert find_lecon(lecon.code).objectif == "Savoir **autre chose**."
        assert find_lecon_pour(lecon.diagnostic[0]) == find_lecon(lecon.code)


def test_a_lesson_says_what_its_facts_say_now():
    lecon, jour = msgspec.structs.replace(PREMIERE, acte="{{CCP-R2196-1}}"), timezone.localdate()
    sujets = {
        sujet: tuple(
            msgspec.structs.replace(fait, enonce="Dès demain.")
            if fait.code == "CCP-R2196-1"
            else fait
            for fait in faits
        )
        for sujet, faits in load_sujets().items()
    }
    edites = Faits(sujets)
    avant = show_lecon(lecon, jour).acte
    with read_from(lambda: edites):
        assert "Dès demain." in show_lecon(lecon, jour).acte
    assert show_lecon(lecon, jour).acte == avant


def test_every_lesson_is_found_without_its_answers():
    trouvables = {t.code: t for t in list_textes_formation(timezone.localdate())}
    lecon = load_lecons()[0]

    assert {x.code for x in load_lecons()} <= set(trouvables)
    assert lecon.questions[0].explication not in trouvables[lecon.code].corps


def test_the_real_questions_have_a_right_answer_and_a_print_of_their_own():
    toutes = [(lecon, question) for lecon in load_lecons() for question in lecon.questions]
    justes = [
        tuple(
            rang
            for rang, choix in enumerate(question.choix)
            if choix.juste or question.nature is NatureQuestion.ORDRE
        )
        for _, question in toutes
    ]

    assert all(is_juste(q, bons) for (_, q), bons in zip(toutes, justes, strict=True))
    assert len({print_question(*paire) for paire in toutes}) == len(toutes)
    assert all(len(question.choix) <= 36 for _, question in toutes)


def test_a_code_opens_its_lesson(client):
    lecon = find_lecon("LECON-PORTAGE")

    assert lecon.titre in texte(client.get(f"/formation/{lecon.module}/{lecon.court}/"))
    assert find_lecon("LECON-AUCUNE") is None

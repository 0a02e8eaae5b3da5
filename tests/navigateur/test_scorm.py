"""The package of a module, in a real browser: on a strict platform, on scorm-again, and alone."""

import io
import json
import os
import zipfile
from datetime import date
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import expect

from spaser.regles.lecons import (
    SuiviLecon,
    load_lecons,
    load_modules,
    pack_suivis,
    print_code,
    print_question,
    unpack_suivis,
)
from spaser.site.rencontres.formation.views import read_paquet_scorm
from tests.site.rencontres.formation.fabrique import MODULE, PREMIERE, SECONDE, TOUTES

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db]

JOUR = date(2026, 11, 27)
LMS = "http://plateforme.exemple.fr/"
PLATEFORME = Path(__file__).with_name("plateforme_scorm.js")
CADRE = '<!doctype html><html lang="fr"><title>Plateforme</title><iframe title="Module"></iframe>'
MIMES = {"html": "text/html", "js": "text/javascript", "css": "text/css", "xml": "text/xml"}
# What a careful reader does: each right answer of each lesson, through the form.
REPONDRE = """() => {
  for (const form of document.querySelectorAll('form')) {
    const justes = form.dataset.justes.split(' ');
    for (const champ of form.querySelectorAll('fieldset input')) {
      champ.checked = justes.includes(champ.value);
    }
    for (const champ of form.querySelectorAll('select')) {
      champ.value = String(justes.indexOf(champ.name.slice('rang-'.length)) + 1);
    }
    form.requestSubmit();
  }
}"""


def open_paquet(page, module=MODULE, lecons=TOUTES, script=""):
    """Put the files of the package, and a page of the platform, where the browser looks."""
    archive = zipfile.ZipFile(io.BytesIO(read_paquet_scorm(module, lecons, JOUR)))

    def serve(route):
        nom = route.request.url.removeprefix(LMS).partition("?")[0].partition("#")[0]
        corps = CADRE if nom == "" else archive.read(nom) if nom in archive.namelist() else None
        if corps is None:
            route.fulfill(status=404)
        else:
            genre = MIMES.get(nom.rpartition(".")[2], "text/html")
            route.fulfill(body=corps, content_type=f"{genre}; charset=utf-8")

    page.unroute_all()
    page.route(f"{LMS}**", serve)
    page.goto(LMS)
    if script:
        page.add_script_tag(content=script)
    return archive


def as_json(suivi):
    return json.loads(msgspec.json.encode(suivi))


def launch(page):
    """Open the module in its frame, as a platform does."""
    page.evaluate("document.querySelector('iframe').src = 'index.html'")
    cadre = page.frame_locator("iframe")
    expect(cadre.locator("[data-etat=gardee]")).to_be_visible()
    return cadre, page.frames[-1]


def leave(page):
    page.evaluate("document.querySelector('iframe').src = 'about:blank'")
    page.wait_for_function("document.querySelector('iframe').contentDocument?.title === ''")


@pytest.fixture
def stricte(page):
    open_paquet(page, script=PLATEFORME.read_text(encoding="utf-8"))
    page.evaluate("() => { window.p = creerPlateforme(); window.API = p.API; }")
    return page


def test_a_strict_platform_finds_no_fault_from_the_first_answer_to_the_end(stricte):
    page = stricte
    cadre, _ = launch(page)
    cadre.get_by_role("link", name="La première leçon").click()
    cadre.get_by_role("button", name="Répondre à la question 1").first.click()
    expect(cadre.get_by_text("Choisissez une réponse.").first).to_be_focused()
    cadre.get_by_label("Personne").check()
    cadre.get_by_role("button", name="Répondre à la question 1").first.click()
    expect(cadre.locator("#premiere-question-1-correction")).to_be_focused()
    expect(cadre.get_by_text("Ce n’est pas la bonne réponse").first).to_be_visible()
    leave(page)
    garde = page.evaluate("() => ({ ...p.cmi, etat: p.lire(), fautes: p.fautes })")
    lu = unpack_suivis(garde["cmi.suspend_data"], TOUTES)

    assert (garde["etat"], garde["fautes"]) == ("finie", [])
    assert garde["cmi.core.lesson_status"] == "incomplete"
    assert (garde["cmi.core.exit"], garde["cmi.core.score.raw"]) == ("suspend", "0")
    assert list(lu["LECON-PREMIERE"].reponses.values()) == [(0,)]

    # Another visit: what was answered is there, then the module is done, and said once.
    page.evaluate("() => { window.p = creerPlateforme(p.cmi); window.API = p.API; }")
    cadre, fenetre = launch(page)
    expect(cadre.locator("#premiere")).to_be_focused()
    expect(cadre.get_by_label("Personne")).to_be_checked()
    fenetre.evaluate(REPONDRE)
    fenetre.evaluate(REPONDRE)
    expect(cadre.get_by_text("Vous avez terminé le module.")).to_be_visible()
    leave(page)
    fin = page.evaluate("() => ({ ...p.cmi, fautes: p.fautes, journal: p.journal })")

    etats = [
        appel[2]
        for appel in fin["journal"]
        if appel[1:2] == ["cmi.core.lesson_status"] and appel[2:]
    ]
    assert (fin["fautes"], etats) == ([], ["completed"])
    assert (fin["cmi.core.score.raw"], fin["cmi.core.exit"]) == ("100", "")
    assert fin["journal"][0] == ["LMSInitialize", ""]
    assert fin["journal"][-1] == ["LMSFinish", ""]

    # A third one: still done, nothing is sent again.
    page.evaluate("() => { window.p = creerPlateforme(p.cmi); window.API = p.API; }")
    cadre, _ = launch(page)
    expect(cadre.get_by_text("Vous avez terminé le module.")).to_be_visible()
    leave(page)
    assert (
        page.evaluate("() => p.journal.filter(a => a[1] === 'cmi.core.lesson_status').length") == 1
    )
    assert page.evaluate("() => p.fautes") == []


def test_a_module_that_changed_keeps_what_still_holds(page):
    autre = msgspec.structs.replace(PREMIERE.questions[0], enonce="Qui doit en adopter un ?")
    changee = msgspec.structs.replace(PREMIERE, questions=(autre, PREMIERE.questions[1]))
    paquet = pack_suivis(
        TOUTES, {"LECON-PREMIERE": SuiviLecon("0000", {"aaaaaaaa": (1,)}, faite=True)}
    )
    open_paquet(page, lecons=(changee, SECONDE), script=PLATEFORME.read_text(encoding="utf-8"))
    page.evaluate(
        "suspend => { window.p = creerPlateforme({ 'cmi.suspend_data': suspend });"
        " window.API = p.API; }",
        paquet,
    )
    cadre, _ = launch(page)

    expect(cadre.get_by_text("Ce module a changé depuis votre dernière visite")).to_be_visible()
    expect(cadre.locator("[data-faite]:visible")).to_have_count(1)
    leave(page)
    assert page.evaluate("() => p.fautes") == []


def test_what_has_become_enough_ends_the_module_without_another_answer(page):
    question = PREMIERE.questions[0]
    seule = msgspec.structs.replace(PREMIERE, questions=(question,))
    paquet = pack_suivis(
        TOUTES, {"LECON-PREMIERE": SuiviLecon("0000", {print_question(seule, question): (1,)})}
    )
    open_paquet(page, lecons=(seule,), script=PLATEFORME.read_text(encoding="utf-8"))
    page.evaluate(
        "suspend => { window.p = creerPlateforme({ 'cmi.suspend_data': suspend });"
        " window.API = p.API; }",
        paquet,
    )
    cadre, _ = launch(page)

    expect(cadre.get_by_text("Vous avez terminé le module.")).to_be_visible()
    leave(page)
    assert page.evaluate("() => [p.fautes, p.cmi['cmi.core.lesson_status']]") == [[], "completed"]


def test_without_a_platform_it_reads_whole_and_says_that_nothing_is_kept(
    page, defauts_accessibilite
):
    open_paquet(page)
    page.goto(f"{LMS}index.html#seconde")
    expect(page.get_by_text("rien n’est gardé")).to_be_visible()
    expect(page.get_by_text("Un autre écran")).to_be_visible()
    expect(page.get_by_text("Qui adopte un SPASER")).not_to_be_visible()
    page.evaluate(REPONDRE)

    expect(page.get_by_text("Vous avez terminé le module.")).to_be_visible()
    assert defauts_accessibilite(page) == []


def test_the_package_and_the_site_pack_alike(page):
    open_paquet(page)
    page.goto(f"{LMS}index.html")
    plein = {f"{n:08x}": tuple(range(10)) for n in range(200)}
    cas = [
        {},
        {"LECON-PREMIERE": SuiviLecon("abcd", {"0123abcd": (1, 0, 35)}, faite=False)},
        {x.code: SuiviLecon("abcd", {"0123abcd": (2,)}, faite=True) for x in TOUTES},
        {
            "LECON-PREMIERE": SuiviLecon("abcd", plein, faite=True),
            "LECON-SECONDE": SuiviLecon("abcd", plein),
        },
        {
            "LECON-PREMIERE": SuiviLecon("abcd", plein),
            "LECON-SECONDE": SuiviLecon("abcd", faite=True),
        },
    ]
    for suivis in cas:
        kept = [[print_code(x), as_json(suivis[x.code])] for x in TOUTES if x.code in suivis]
        paquet, relu = page.evaluate(
            "s => { const p = SPASER.emballer(s); return [p, SPASER.deballer(p)]; }", kept
        )
        attendu = unpack_suivis(paquet, TOUTES)

        assert paquet == pack_suivis(TOUTES, suivis)
        assert len(paquet) <= 3500
        assert relu == {
            print_code(x): as_json(attendu[x.code]) for x in TOUTES if x.code in attendu
        }


@pytest.mark.longue
def test_the_whole_module_is_played_to_its_end_with_scorm_again(page):
    chemin = os.environ.get("SPASER_SCORM_AGAIN", "")
    if not Path(chemin).is_file():
        pytest.skip("SPASER_SCORM_AGAIN ne désigne pas le fichier dist/scorm12.min.js")
    (module, *_), lecons = load_modules(), load_lecons()
    siennes = tuple(lecon for lecon in lecons if lecon.module == module.code)
    open_paquet(page, module, siennes, Path(chemin).read_text(encoding="utf-8"))
    page.evaluate(
        "() => { window.API = new Scorm12API({ autocommit: false, logLevel: 5 });"
        " window.appels = [];"
        " for (const nom of ['LMSInitialize', 'LMSSetValue', 'LMSCommit', 'LMSFinish'])"
        "  API.on(nom, (...args) => appels.push([nom, ...args.map(String)])); }"
    )
    cadre, fenetre = launch(page)
    fenetre.evaluate(REPONDRE)
    expect(cadre.get_by_text("Vous avez terminé le module.")).to_be_visible()
    leave(page)
    cmi = json.loads(page.evaluate("() => JSON.stringify(API.cmi)"))
    lu = unpack_suivis(cmi["suspend_data"], siennes)

    assert cmi["core"]["lesson_status"] == "completed"
    assert cmi["core"]["score"]["raw"] == "100"
    assert len(cmi["suspend_data"]) < 4096
    assert {code: suivi.faite for code, suivi in lu.items()} == dict.fromkeys(
        (lecon.code for lecon in siennes), True
    )
    appels = page.evaluate("() => appels")
    assert [a for a in appels if a[0] == "LMSFinish"] != []
    assert len([a for a in appels if a[-1] == "completed"]) == 1

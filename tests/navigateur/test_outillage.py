"""The browser and its accessibility checker work, and can say no."""

import pytest

pytestmark = pytest.mark.navigateur

PAGE = '<html lang="fr"><title>Essai</title><main><h1>Essai</h1>{}</main></html>'


def test_sound_page_has_no_fault(page, defauts_accessibilite):
    page.set_content(PAGE.format("<p>Bonjour</p>"))

    assert defauts_accessibilite(page) == []


def test_image_without_text_is_a_fault(page, defauts_accessibilite):
    page.set_content(PAGE.format('<img src="data:,">'))

    assert "image-alt" in str(defauts_accessibilite(page))


@pytest.mark.parametrize(
    "depart",
    [
        pytest.param('<a href="http://essai.test/arrivee">Partir</a>', id="a link"),
        pytest.param(
            '<form action="http://essai.test/arrivee"><button>Partir</button></form>', id="a form"
        ),
    ],
)
def test_the_page_judged_is_the_one_that_a_click_leads_to(page, defauts_accessibilite, depart):
    pages = {"/depart": f'<img src="data:,">{depart}', "/arrivee": "<p>Bonjour</p>"}
    page.route(
        "http://essai.test/**",
        lambda route: route.fulfill(
            content_type="text/html",
            body=PAGE.format(pages["/" + route.request.url.split("/")[3].rstrip("?")]),
        ),
    )
    page.goto("http://essai.test/depart")
    page.get_by_text("Partir").focus()
    page.keyboard.press("Enter")  # nothing waits for what comes of a key

    assert defauts_accessibilite(page) == []
    assert page.url.startswith("http://essai.test/arrivee")

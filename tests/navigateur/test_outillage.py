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

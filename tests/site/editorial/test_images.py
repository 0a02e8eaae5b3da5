"""A picture is looked at, written anew, then shown by its code in every form of a text."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pixels

from spaser.documents.corps import PhotoRefusee, prepare_photo
from spaser.documents.document import Figure
from spaser.site.editorial.images import read_corps
from spaser.site.editorial.models import Image
from spaser.site.editorial.views import check_textes
from tests.outils.pages import flatten
from tests.site.editorial.fabrique import make_texte
from tests.site.organisations.fabrique import make_equipe, sign_in

JOUR = date(2026, 11, 27)


def draw(forme="PNG", taille=(1600, 800), **options):
    sortie = io.BytesIO()
    canaux = [Pixels.effect_noise(taille, 80) for _ in range(3)]
    Pixels.merge("RGB", canaux).save(sortie, forme, **options)
    return sortie.getvalue()


def test_a_photograph_is_upright_small_and_says_nothing_of_its_camera():
    exif = Pixels.Exif()
    exif[0x0112], exif[0x010F] = 6, "Appareil"  # turned, by a camera that names itself

    photo = prepare_photo(draw("JPEG", exif=exif))

    assert (photo.genre, photo.largeur, photo.hauteur) == ("jpeg", 700, 1400)
    assert b"Appareil" not in photo.octets


@pytest.mark.parametrize("octets", [b"", b"<svg/>", b"GIF89a", draw()[:400]])
def test_what_is_no_picture_is_refused(octets):
    with pytest.raises(PhotoRefusee) as refus:
        prepare_photo(octets)

    assert "PNG ou JPEG" in f"{refus.value}{refus.value.conseil}"


@pytest.mark.longue
@pytest.mark.django_db
def test_a_picture_is_given_shown_and_kept_while_a_text_shows_it():
    equipe = sign_in(make_equipe("moderation"), second_facteur=True)
    assert check_textes("![[cercles]]")
    saisie = {"code": "Cercles", "alternative": "Trois cercles.", "legende": "Les acteurs"}

    page = equipe.post(
        "/editorial/images/", saisie | {"fichier": SimpleUploadedFile("a.png", b"rien")}
    )
    assert "Ce n’est pas une image" in page.text
    equipe.post("/editorial/images/", saisie | {"fichier": SimpleUploadedFile("a.png", draw())})

    gardee = Image.objects.get()
    assert gardee.code == "cercles"
    (figure,) = read_corps("![[cercles]]\n\n![[autre]]", JOUR)
    assert isinstance(figure, Figure)
    assert (figure.alt, figure.legende) == ("Trois cercles.", "Les acteurs")
    assert check_textes("![[cercles]]") == []
    texte = make_texte("a_relire")
    texte.contenu["resume"] = "![[cercles]]"
    texte.save()
    retrait = f"/editorial/images/{gardee.pk}/retirer/"
    assert "montre cette image" in flatten(equipe.post(retrait, follow=True).text)
    texte.contenu["resume"] = "Rien."
    texte.save()
    equipe.post(retrait)
    assert not Image.objects.exists()
    assert read_corps("![[cercles]]", JOUR) == ()

"""The pictures of the texts: given by the team, looked at in a box, shown by their code."""

from datetime import date
from functools import lru_cache
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST
from dsfr.forms import DsfrBaseForm

from spaser.documents import corps
from spaser.documents.document import Bloc, Figure
from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import EN_LIGNE, ErreurBoite
from spaser.regles.droits import Operation
from spaser.regles.editorial import EtatTexte
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.editorial.genres import MOTS
from spaser.site.editorial.models import Image, Texte
from spaser.site.organisations.acces import exige
from spaser.site.recherche import services
from spaser.site.socle.champs import ask_champ
from spaser.site.socle.journal import record
from spaser.site.socle.requetes import recoit
from spaser.site.socle.vues import Rendu, shows

TITRE: Final = "Images des textes"
GENERATION: Final = "images"
_VIFS: Final = (EtatTexte.BROUILLON, EtatTexte.A_RELIRE, EtatTexte.APPROUVEE)


def read_corps(texte: str, jour: date) -> tuple[Bloc, ...]:
    return corps.parse_corps(texte, settings.ADRESSE, jour, _find_figure)


def stay(html: str) -> SafeString:
    """Make links to pages of this site relative, so that they stay on it whatever its name.

    `Markup` would escape what replaces a part of it: hence the plain `str`.
    """
    return SafeString(str(html).replace(f'href="{settings.ADRESSE}/', 'href="/'))


def find_images_inconnues(*textes: str) -> list[str]:
    """Return the codes of pictures that nobody gave."""
    codes = corps.list_images(*textes)
    connues = set(Image.objects.filter(code__in=codes).values_list("code", flat=True))
    return [code for code in codes if code not in connues]


def read_images() -> str:
    """Return what changes with each picture, for what is kept of a text that may show one."""
    return services.read_generation(GENERATION)


def _find_figure(code: str) -> Figure | None:
    return _read_figure(services.read_generation(GENERATION), code)


@lru_cache(maxsize=64)
def _read_figure(generation: str, code: str) -> Figure | None:
    """Read a picture once; `generation` changes with each of them."""
    image = Image.objects.filter(code=code).first()
    return corps.make_figure(image.photo, image.alternative, image.legende) if image else None


class ChampImage(forms.FileField):
    """A picture, looked at in a box: what it gives is a `Photo`, or None."""

    def __init__(self, label: str, manque: str = "") -> None:
        super().__init__(
            label=label,
            required=bool(manque),
            help_text="PNG ou JPEG, 10 Mo au plus.",
            allow_empty_file=True,
            error_messages={"required": manque},
            widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg", "class": "fr-upload"}),
        )

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401 - Django's
        envoye = super().clean(data, initial)
        if not envoye:
            return None
        if envoye.size > corps.OCTETS_MAX:
            raise forms.ValidationError("Cette image est trop lourde : 10 Mo au plus.")
        try:
            return run_bounded(EN_LIGNE, corps.prepare_photo, envoye.read())
        except (corps.PhotoRefusee, ErreurBoite) as refus:
            raise forms.ValidationError(f"{refus.message} {refus.conseil or ''}") from refus


class FormImage(DsfrBaseForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    fichier = ChampImage("Fichier", "Choisissez une image.")

    class Meta:
        model = Image
        fields = ("code", "alternative", "legende")
        formfield_callback = ask_champ

    field_order = ("code", "fichier", "alternative", "legende")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if not MOTS.fullmatch(code):
            raise forms.ValidationError("Écrivez des mots en minuscules, reliés par des tirets.")
        if Image.objects.filter(code=code).exists():
            raise forms.ValidationError("Une image porte déjà ce code\u00a0: prenez-en un autre.")
        return code


@exige(Operation.REDIGER_TEXTE)
@recoit(corps.OCTETS_MAX)
@shows("editorial/images.html", envoi=True)
def images(request: RequeteConnectee) -> Rendu:
    form = FormImage(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        _add(form, request)
        messages.success(request, f"L’image est gardée. Écrivez ![[{form.cleaned_data['code']}]].")
        return redirect("editorial:images")
    return {
        "fil": [("Textes du site", reverse("editorial:accueil")), (TITRE, None)],
        "titre": TITRE,
        "form": form,
        "images": Image.objects.defer("octets"),
    }


@exige(Operation.RELIRE_TEXTE)
@require_http_methods(["GET", "HEAD"])
def image(request: HttpRequest, pk: int) -> HttpResponse:
    gardee = get_object_or_404(Image, pk=pk)
    return HttpResponse(bytes(gardee.octets), content_type=f"image/{gardee.genre}")


@exige(Operation.REDIGER_TEXTE)
@require_POST
def retirer_image(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Take a picture off, unless a text still shows it."""
    gardee = get_object_or_404(Image.objects.defer("octets"), pk=pk)
    signe = f"![[{gardee.code}]]"
    if textes := [t for t in _list_vifs() if signe in str(t.contenu)]:
        messages.error(request, f"« {textes[0].titre} » montre cette image : changez-le d’abord.")
        return redirect("editorial:images")
    record("image.retrait", auteur=request.user, objet=gardee, details={"code": gardee.code})
    gardee.delete()
    services.bump(GENERATION)
    messages.success(request, "L’image est retirée.")
    return redirect("editorial:images")


def _list_vifs() -> list[Texte]:
    """Return the texts that are shown, will be, or are being written; not those replaced since."""
    jour, vifs = timezone.localdate(), dict[tuple[str, str, int], Texte]()
    for texte in Texte.objects.filter(etat__in=_VIFS).order_by("effet_le", "numero"):
        montre = texte.etat == EtatTexte.APPROUVEE and texte.effet_le <= jour
        vifs[texte.genre, texte.code, 0 if montre else texte.pk] = texte
    return list(vifs.values())


def _add(form: FormImage, request: RequeteConnectee) -> None:
    gardee, photo = form.instance, form.cleaned_data["fichier"]
    gardee.octets, gardee.genre = photo.octets, photo.genre
    gardee.largeur, gardee.hauteur = photo.largeur, photo.hauteur
    gardee.ajoutee_par = request.user
    gardee.save()
    services.bump(GENERATION)
    record("image.ajout", auteur=request.user, objet=gardee, details={"code": gardee.code})

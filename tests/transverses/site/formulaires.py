"""Forms as a browser sends them: their fields, their buttons, and what somebody would type."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urldefrag, urljoin

from django.http import QueryDict
from lxml import html

MUETS = {"submit", "button", "image", "reset", "file"}
JOUR = re.compile(r"\d{2}/\d{2}/\d{4}")  # how a field says that it takes a day
PLEINES = {  # what is written of any day to come
    "email": "essai@exemple.fr",
    "url": "https://exemple.fr/page",
    "date": "{:%Y-%m-%d}",
    "time": "10:30",
    "datetime-local": "{:%Y-%m-%d}T10:30",
    "month": "{:%Y-%m}",
    "tel": "01 02 03 04 05",
    "color": "#000091",
}


@dataclass(frozen=True)
class Formulaire:
    """What one button of a page sends, and where."""

    page: str
    action: str
    methode: str
    bouton: tuple[str, str] | None
    libelle: str
    champs: tuple  # elements, in the order of the page

    @property
    def est_lien(self):
        """Say whether it only asks, and may be sent with nothing typed."""
        voulus = (c for c in self.champs if c.get("required") is not None and c.tag == "input")
        vides = (c for c in voulus if not c.get("value") and c.get("type") != "radio")
        return self.methode == "get" and self.action[:1] == "/" and not any(True for _ in vides)

    def as_adresse(self):
        """Return where a form that only asks leads, as it stands."""
        return f"{self.action.partition('?')[0]}?{fill(self, tout=False).urlencode()}".rstrip("?")


def list_formulaires(texte, ici):
    """Return a form for each button that sends one."""
    racine = html.document_fromstring(texte)
    return [
        _read(formulaire, bouton, racine, ici)
        for formulaire in racine.forms
        for bouton in _list_boutons(formulaire, racine)
    ]


def _list_boutons(formulaire, racine):
    dedans = formulaire.xpath(".//button[not(@type='button' or @type='reset')]")
    dedans += formulaire.xpath(".//input[@type='submit' or @type='image']")
    return dedans + _list_dehors(formulaire, racine, "button")


def _list_dehors(formulaire, racine, balises):
    """Return what stands elsewhere on the page and belongs to the form by its name."""
    nom = formulaire.get("id")
    return racine.xpath(f"//{balises}[@form=$nom]", nom=nom) if nom else []


def _read(formulaire, bouton, racine, ici):
    champs = formulaire.xpath(".//input | .//select | .//textarea")
    champs += _list_dehors(formulaire, racine, "*[self::input or self::select or self::textarea]")
    action = bouton.get("formaction") or formulaire.get("action") or ici
    nom = bouton.get("name")
    return Formulaire(
        ici,
        urldefrag(urljoin(ici, action)).url,
        (bouton.get("formmethod") or formulaire.get("method") or "get").lower(),
        (nom, bouton.get("value", "")) if nom else None,
        " ".join(bouton.text_content().split()),
        tuple(c for c in champs if c.get("name") and c.get("form") in {None, formulaire.get("id")}),
    )


def fill(formulaire, dits=(), *, tout):
    """Return what a browser sends: as it stands, with what must be typed, or with everything."""
    envoi, vus, dits = QueryDict(mutable=True), set(), dict(dits)
    for champ in formulaire.champs:
        nom = champ.get("name")
        if nom in dits:
            envoi[nom] = dits[nom]
        elif champ.get("disabled") is None:
            for valeur in _read_champ(champ, formulaire, deja=nom in vus, tout=tout):
                envoi.appendlist(nom, valeur)
                vus.add(nom)
    if formulaire.bouton:
        envoi[formulaire.bouton[0]] = formulaire.bouton[1]
    return envoi


def _read_champ(champ, formulaire, *, deja, tout):
    genre = (champ.get("type") or "text").lower()
    voulu = tout or champ.get("required") is not None
    if champ.tag == "select":
        return _read_choix(champ, voulu=voulu)
    if champ.tag == "textarea":
        return [(champ.text or "").strip() or (_write(champ, "text") if voulu else "")]
    if genre in MUETS:
        return []
    if genre == "hidden" or champ.get("tabindex") == "-1":  # a trap for robots
        return [champ.get("value", "")]
    if genre in {"checkbox", "radio"}:
        semblables = [c for c in formulaire.champs if c.get("name") == champ.get("name")]
        return _read_case(champ, semblables, deja=deja, voulu=voulu or genre == "radio")
    return [champ.get("value") or (_write(champ, genre) if voulu else "")]


def _read_choix(champ, *, voulu):
    options = champ.xpath(".//option[not(@disabled)]")
    choisies = [_value(o) for o in options if o.get("selected") is not None]
    if champ.get("multiple") is None and not choisies:
        choisies = [_value(o) for o in options[:1]]
    pleines = [_value(o) for o in options if _value(o)]
    return pleines[:1] or choisies if voulu and not any(choisies) else choisies


def _value(option):
    return option.get("value", option.text)


def _read_case(champ, semblables, *, deja, voulu):
    valeur = champ.get("value", "on")
    if any(c.get("checked") is not None for c in semblables):
        return [valeur] if champ.get("checked") is not None else []
    return [valeur] if voulu and not deja else []


def _write(champ, genre):
    bientot = date.today() + timedelta(days=30)  # noqa: DTZ011 - any day to come
    if genre in PLEINES:
        return PLEINES[genre].format(bientot)
    if genre == "number":
        return champ.get("min") or "1"
    etiquette = champ.xpath("string(//label[@for=$nom])", nom=champ.get("id", ""))
    if JOUR.search(etiquette):
        return f"{bientot:%d/%m/%Y}"
    return f"Essai de {champ.get('name')}"[: int(champ.get("maxlength") or 80)]

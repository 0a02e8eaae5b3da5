"""Forms as a browser sends them: their fields, their buttons, and what somebody would type."""

from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from lxml import html


@dataclass(frozen=True)
class Formulaire:
    """What one button of a page sends, and where."""

    page: str
    action: str
    methode: str
    bouton: tuple[str, str] | None
    libelle: str
    champs: tuple  # elements, in the order of the page


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

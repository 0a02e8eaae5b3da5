"""A page as a browser reads it, and the slips that can be found in it."""

import re
from functools import cached_property
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree, html

MUETS = {"hidden", "submit", "button", "image", "reset"}
# An indicator, a stakeholder, a lesson, a fact; the name of a field of open data.
_CODE = (
    r"(?:(?:SOC|ENV|ECO|GOV|VOL|ACT|LECON)-[A-Z0-9]+(?:-[a-z]+)*"
    r"|[a-z]+(?:[A-Z][a-z]+)+(?:\.\w+)*)"
)
CODES = re.compile(rf"{_CODE}(?:[\s,;:·]+{_CODE})*")
NON_LU = "script|style|code|pre|textarea|svg".split("|")


def list_links(texte, ici):
    """Return the addresses of the site that a page links to."""
    liens = etree.HTML(texte).xpath("//a/@href")
    suivis = {urldefrag(urljoin(ici, lien)).url for lien in liens}
    return {lien for lien in suivis if re.match(r"/(?!/)", lien)}


class Document:
    """A page, where it was seen, and what it holds."""

    def __init__(self, place, visite):
        self.place, self.visite = place, visite

    def __str__(self):
        return self.place

    @cached_property
    def racine(self):
        return html.document_fromstring(self.visite.texte)

    def all(self, chemin):
        return self.racine.xpath(chemin)

    @property
    def titre(self):
        return " ".join("".join(self.all("//head/title/text()")).split())

    @cached_property
    def texte(self):
        """Return what is read on the page, code left out."""
        hors = " and ".join(f"not(ancestor::{balise})" for balise in NON_LU)
        return " ".join(" ".join(self.all(f"//body//text()[{hors}]")).split())

    def unnamed_fields(self):
        """List the fields that no label names."""
        etiquettes = set(self.all("//label/@for"))
        champs = self.all("//input | //select | //textarea")
        return [
            champ.get("name")
            for champ in champs
            if champ.get("type") not in MUETS
            and champ.get("id") not in etiquettes
            and not (champ.get("aria-label") or champ.get("aria-labelledby"))
            and not champ.xpath("ancestor::label")
        ]

    def unnamed_controls(self):
        """List the links and buttons that say nothing."""
        return [
            html.tostring(controle, encoding="unicode")[:90]
            for controle in self.all("//a[@href] | //button")
            if not (controle.text_content().strip() or controle.get("aria-label"))
            and not controle.xpath(".//img[@alt != ''] | .//svg[@aria-label]")
        ]

    def unguarded_forms(self):
        """List the forms that write without the token against forged requests."""
        return [
            formulaire.get("action", "")
            for formulaire in self.all("//form")
            if formulaire.get("method", "get").lower() == "post"
            and not formulaire.xpath(".//input[@name='csrfmiddlewaretoken']")
        ]

    def inline_code(self):
        """List what the policy of the site would stop, or should."""
        gestes = [f"{a.attrname}=" for a in self.all("//@*[starts-with(name(), 'on')]")]
        styles = [f"style={valeur}" for valeur in self.all("//@style")]
        scripts = self.all("//script[not(@src) and not(@nonce) and not(@type='application/json')]")
        feuilles = self.all("//style")
        adresses = self.all("//@href[starts-with(., 'javascript:')]")
        return [*gestes, *styles, *map(str, scripts), *map(str, feuilles), *adresses]

    def outside_resources(self):
        """List the files of other sites that the page would load."""
        chargees = self.all("//link[@rel!='canonical']/@href | //@src | //@srcset | //form/@action")
        return [adresse for adresse in chargees if re.match(r"(?:https?:)?//", adresse)]

    def repeated_ids(self):
        """List the names given twice."""
        noms = self.all("//@id")
        return sorted({nom for nom in noms if noms.count(nom) > 1})

    def lost_references(self):
        """List the names that the page points at and has not."""
        noms = set(self.all("//@id"))
        ici = self.visite.adresse
        ancres = [urlsplit(urljoin(ici, lien)) for lien in self.all("//a/@href[contains(., '#')]")]
        cites = [ancre.fragment for ancre in ancres if ancre.path == urlsplit(ici).path]
        for attribut in ("aria-labelledby", "aria-describedby", "aria-controls"):
            cites += " ".join(self.all(f"//@{attribut}")).split()
        return sorted({nom for nom in [*cites, *self.all("//label/@for")] if nom not in noms})

    def bare_tables(self):
        """List the tables without a caption, or with a heading that says nothing of its scope."""
        return [
            html.tostring(tableau, encoding="unicode")[:90]
            for tableau in self.all("//table")
            if not tableau.xpath("./caption") or tableau.xpath(".//th[not(@scope)]")
        ]

    def lone_codes(self):
        """List the cells, headings and links of which the only words are codes."""
        blocs = "td th h1 h2 h3 h4 h5 h6 a button summary caption option label dt dd li".split()
        mots = (
            " ".join(bloc.text_content().split())
            for bloc in self.all(" | ".join(f"//main//{b}" for b in blocs))
        )
        return sorted({texte for texte in mots if CODES.fullmatch(texte)})

    def loose_signs(self, motif):
        """List the sentences in which a sign matches."""
        phrases = (p.text_content() for p in self.all("//main//p | //main//li | //main//dd"))
        return sorted({trouve for phrase in phrases for trouve in motif.findall(phrase)})

    def uneven_tables(self):
        """List the tables of which a row has not a cell a column."""
        fautes = []
        for tableau in self.all("//table"):
            largeurs = _measure(tableau)
            if len(set(largeurs)) > 1:
                fautes.append((" ".join(tableau.xpath("string(caption)").split()), largeurs))
        return fautes


def _measure(tableau):
    """Return the width of each row, in columns; a cell may be wide, or come down from above."""
    largeurs, dessus = [], []  # what comes down: how wide, for how many rows still
    for rangee in tableau.xpath("./tr | ./*/tr"):
        cellules = [
            (int(c.get("colspan", 1)), int(c.get("rowspan", 1))) for c in rangee.xpath("td | th")
        ]
        largeurs.append(sum(large for large, _ in (*cellules, *dessus)))
        dessus = [(large, reste - 1) for large, reste in (*cellules, *dessus) if reste > 1]
    return largeurs

"""The figures that a page or a file prints, and the same computed again another way."""

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from openpyxl import load_workbook

from spaser.moteur.indicateurs.catalogue import DEFINITIONS
from spaser.regles.indicateurs import ReferenceChiffre
from tests.moteur.indicateurs.reference import HANDICAP, SIAE, Monde, compute_attendus
from tests.moteur.indicateurs.reference_demande import compute_lots, compute_premiers

IMPRIME = re.compile(r'<data value="([^"]+)"[^>]*>([^<]*)</data>')
ECRIT = re.compile(r"(-?[\d\u202f\u00a0 ]+)(?:,(\d+))?[\u202f\u00a0 ]*(%|M€|k€|Md€|€)?")
UNITES = {"%": Decimal("0.01"), "k€": 1000, "M€": 10**6, "Md€": 10**9, "€": 1, None: 1}
NON_CONNU = "non connu"
# What is counted, in the words of the pages of methods: one threshold, that of contracting
# authorities other than the State.
TABLES = {
    "marches": "acheteur_siren = $1",
    "titulaires": "cle IN (SELECT cle FROM marches WHERE acheteur_siren = $1)",
    "sous_traitances": "cle IN (SELECT cle FROM marches WHERE acheteur_siren = $1)",
    "ref_esus": "$1 IS NOT NULL",
    "ref_inclusion": "$1 IS NOT NULL",
    "ref_seuils": "$1 IS NOT NULL AND type_acheteur = 'pouvoir_adjudicateur'",
}


@dataclass(frozen=True)
class Imprime:
    """A figure as it was printed: its reference, its words, and where."""

    reference: ReferenceChiffre
    texte: str
    ou: str


def list_imprimes(html, ou):
    """Return what a page prints through its tag."""
    return [
        Imprime(ReferenceChiffre.parse(reference), unescape(texte), ou)
        for reference, texte in IMPRIME.findall(html)
    ]


def list_exportes(octets, onglet):
    """Return the figures of a sheet: reference -> value, exact."""
    classeur = load_workbook(io.BytesIO(octets), read_only=True)
    entetes, *lignes = classeur[onglet].iter_rows(values_only=True)
    rangs = [dict(zip(entetes, ligne, strict=False)) for ligne in lignes]
    return {
        ReferenceChiffre.parse(rang["Référence"]): rang["Valeur"]
        for rang in rangs
        if rang.get("Référence")
    }


def says(texte, valeur):
    """Tell whether a text says a value: the same, rounded where the text stops."""
    if valeur is None or texte == NON_CONNU:
        return valeur is None and texte == NON_CONNU
    trouve = ECRIT.fullmatch(texte)
    if trouve is None:
        return False
    entier, decimales, unite = trouve.groups()
    chiffres = re.sub(r"\D", "", entier)
    pas = Decimal(UNITES[unite]) * Decimal(10) ** -len(decimales or "")
    lu = Decimal(f"{chiffres}{decimales or ''}") * pas
    return abs(lu - Decimal(str(valeur))) <= pas / 2 + Decimal("1e-9")


def compute_contrats(ouvert, siren):
    """Compute every figure of a buyer in plain Python: (siren, code, year, variant) -> value."""
    tables = defaultdict(list)
    for nom, condition in TABLES.items():
        curseur = ouvert.connexion.execute(f"FROM {nom} WHERE {condition}", [siren])
        noms = [colonne[0] for colonne in curseur.description]
        tables[nom] = [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]
    attendus = {}
    for (qui, annee, code, variante), mesures in compute_attendus(tables).items():
        definition = DEFINITIONS.get(code)
        connu = definition and not definition.referentiels_requis & ouvert.listes_absentes
        attendus[qui, code, annee, variante] = mesures[2] if connu else None
    return attendus | _compute_demandes(siren, tables)


def _compute_demandes(siren, tables):
    """Compute what depends on all the contracts of a year: its first holders, its lots."""
    monde, par_annee = Monde(tables), defaultdict(list)
    for m in tables["marches"]:
        par_annee[m["annee"]].append(m)
    attendus = {}
    for annee, siens in par_annee.items():
        for nombre in (1, 5, 10):
            part = compute_premiers(monde, siens, nombre)[2]
            attendus[siren, f"ECO-15-{nombre}", annee, "montant"] = part
        lots, procedures, *_ = compute_lots(monde, siens)
        attendus[siren, "ECO-16", annee, "moyenne"] = lots / procedures if procedures else None
    return attendus


def compute_payes(mandats, siren, annee, esus, inclusion):
    """Compute the rates of paid spend from the extract itself: lines of suppliers, credit notes."""
    texte = mandats.decode("cp1252").splitlines()[2:]
    lignes = [
        (ligne["SIRET"], ligne["Date de paiement"], _euros(ligne["Montant HT"]))
        for ligne in csv.DictReader(texte, delimiter=";")
        if int(ligne["N° mandat"]) < 5000  # beyond: wages, subsidies and the like
    ]
    tests = {
        "SOC-13": lambda siret, jour: esus.get(siret[:9], "") >= jour,
        "SOC-14": lambda siret, _: inclusion.get(siret) in SIAE,
        "SOC-15": lambda siret, _: inclusion.get(siret) in HANDICAP,
        "SOC-IN": lambda siret, _: inclusion.get(siret) in SIAE | HANDICAP,
    }
    connues = [(siret, _iso(jour), ht) for siret, jour, ht in lignes if siret]
    total = sum(ht for _, _, ht in connues)
    return {
        (siren, code, annee, "montant"): sum(
            (ht for siret, jour, ht in connues if test(siret, jour)), Decimal(0)
        )
        / total
        for code, test in tests.items()
    }


def _euros(texte):
    return Decimal(re.sub(r"[\s\u202f]", "", texte).replace(",", "."))


def _iso(jour):
    return "-".join(reversed(jour.split("/")))

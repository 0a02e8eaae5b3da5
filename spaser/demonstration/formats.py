"""The files of the fictitious territory, in the shapes of real ones.

Contracts as official files hold them (v1 JSON, v2 JSON, v2 XML), and the lists of approved firms.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any, Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from spaser.demonstration.territoire import FournisseurFictif
from spaser.demonstration.tirage import MarcheFictif, Modification, SousTraitance, TitulaireFictif

Enregistrement = dict[str, Any]

# How platforms leave an answer out: no field, an empty list, or a word that says nothing.
_SILENCES: Final[tuple[list[str] | None, ...]] = (None, [], ["NC"])

_LIEU: Final = {"code": "FR", "typeCode": "Code pays"}


def to_v1(marche: MarcheFictif) -> Enregistrement:
    """Return the record as published before 2024: no social nor environmental field exists."""
    rang = len(marche.modifications)
    return {
        "_type": "Marché",
        "id": f"{marche.id}{rang:02d}",
        "acheteur": {"id": marche.siret, "nom": marche.acheteur.nom},
        "nature": _nature_v1(marche),
        "objet": marche.libelle,
        "codeCPV": marche.objet.cpv,
        "procedure": marche.procedure,
        "lieuExecution": {**_LIEU, "nom": "Val-Fictif"},
        "dureeMois": marche.mois,
        "dateNotification": marche.notification.isoformat(),
        "datePublicationDonnees": marche.publication.isoformat(),
        "montant": marche.montant,
        "formePrix": "Révisable" if marche.mois > 12 else "Ferme",  # noqa: PLR2004 - a year
        "titulaires": [_titulaire_v1(titulaire) for titulaire in marche.titulaires],
        "modifications": [_modification_v1(m) for m in marche.modifications],
    }


def _nature_v1(marche: MarcheFictif) -> str:
    if marche.id_accord_cadre:
        return "Marché subséquent"
    return "Accord-cadre" if marche.accord_cadre else "Marché"


def _titulaire_v1(titulaire: TitulaireFictif) -> Enregistrement:
    return {**_titulaire(titulaire), "denominationSociale": titulaire.nom}


def _modification_v1(modification: Modification) -> Enregistrement:
    enregistrement = _modification(modification)
    del enregistrement["id"]
    return {"objetModification": "Avenant", **enregistrement}


def to_v2(marche: MarcheFictif) -> Enregistrement:
    """Return the record in the wrapped shape in force since 2024."""
    enregistrement = {
        "id": marche.id,
        "acheteur": {"id": marche.siret},
        "nature": "Marché",
        "objet": marche.libelle,
        "codeCPV": marche.objet.cpv,
        "techniques": {"technique": [_technique(marche)]},
        "modalitesExecution": {"modaliteExecution": [_modalite(marche)]},
        "procedure": marche.procedure,
        "lieuExecution": dict(_LIEU),
        "dureeMois": marche.mois,
        "dateNotification": marche.notification.isoformat(),
        "datePublicationDonnees": marche.publication.isoformat(),
        "montant": marche.montant,
        "formePrix": "Unitaire" if marche.accord_cadre else "Forfaitaire",
        "typesPrix": {"typePrix": ["Définitif révisable"]},
        "attributionAvance": marche.avance,
        "tauxAvance": 0.2 if marche.avance else 0,
        "marcheInnovant": marche.innovant,
        "ccag": marche.objet.ccag,
        "offresRecues": marche.offres,
        "typeGroupementOperateurs": "Pas de groupement",
        "sousTraitanceDeclaree": bool(marche.sous_traitances),
        "titulaires": [{"titulaire": _titulaire(t)} for t in marche.titulaires],
    }
    if marche.id_accord_cadre:
        enregistrement["idAccordCadre"] = marche.id_accord_cadre
    _add_considerations(enregistrement, marche)
    _add_suites(enregistrement, marche)
    return enregistrement


def _technique(marche: MarcheFictif) -> str:
    return "Accord-cadre" if marche.accord_cadre else "Sans objet"


def _modalite(marche: MarcheFictif) -> str:
    return "Bons de commande" if marche.accord_cadre else "Sans objet"


def _add_considerations(enregistrement: Enregistrement, marche: MarcheFictif) -> None:
    champs = (
        ("considerationsSociales", "considerationSociale", marche.social),
        ("considerationsEnvironnementales", "considerationEnvironnementale", marche.environnement),
    )
    for pluriel, singulier, reponses in champs:
        valeurs = list(reponses) if reponses else _SILENCES[int(marche.id) % len(_SILENCES)]
        if valeurs is not None:
            enregistrement[pluriel] = {singulier: valeurs}


def _add_suites(enregistrement: Enregistrement, marche: MarcheFictif) -> None:
    if marche.sous_traitances:
        enregistrement["actesSousTraitance"] = [
            {"acteSousTraitance": _sous_traitance(acte)} for acte in marche.sous_traitances
        ]
    if marche.modifications:
        enregistrement["modifications"] = [
            {"modification": _modification(m)} for m in marche.modifications
        ]


def _titulaire(titulaire: TitulaireFictif) -> Enregistrement:
    return {"typeIdentifiant": titulaire.type_identifiant, "id": titulaire.identifiant}


def _modification(modification: Modification) -> Enregistrement:
    enregistrement: Enregistrement = {
        "id": modification.numero,
        "dateNotificationModification": modification.notification.isoformat(),
        "datePublicationDonneesModification": modification.publication.isoformat(),
    }
    if modification.mois is not None:
        enregistrement["dureeMois"] = modification.mois
    if modification.montant is not None:
        enregistrement["montant"] = modification.montant
    return enregistrement


def _sous_traitance(acte: SousTraitance) -> Enregistrement:
    return {
        "id": acte.numero,
        "sousTraitant": _titulaire(acte.sous_traitant),
        "dureeMois": acte.mois,
        "dateNotification": acte.notification.isoformat(),
        "datePublicationDonnees": acte.publication.isoformat(),
        "montant": acte.montant,
        "variationPrix": "Révisable",
    }


def to_xml(enregistrements: list[Enregistrement]) -> bytes:
    racine = ET.Element("marches")
    for enregistrement in enregistrements:
        _fill(ET.SubElement(racine, "marche"), enregistrement)
    ET.indent(racine)
    return bytes(ET.tostring(racine, encoding="utf-8", xml_declaration=True))


def _fill(noeud: ET.Element, valeur: object) -> None:
    """Turn nested records into elements; a list repeats its element, without a name of its own."""
    if isinstance(valeur, dict):
        for cle, contenu in valeur.items():
            if isinstance(contenu, list) and not _is_wrapped(contenu):
                for element in contenu:
                    _fill(ET.SubElement(noeud, cle), element)
            else:
                _fill(ET.SubElement(noeud, cle), contenu)
    elif isinstance(valeur, list):
        for element in valeur:
            _fill(noeud, element)
    elif isinstance(valeur, bool):
        noeud.text = "oui" if valeur else "non"
    else:
        noeud.text = str(valeur)


def _is_wrapped(liste: list[object]) -> bool:
    """Tell [{"titulaire": {…}}] from ["Clause sociale"]."""
    return bool(liste) and isinstance(liste[0], dict)


def to_concession_v2(rang: int, siret: str, titulaire: TitulaireFictif) -> Enregistrement:
    """Return a concession: the territory has a handful, counted apart."""
    sujets = ("Exploitation du réseau de chaleur", "Gestion du stationnement", "Centre aquatique")
    annee = 2024 + rang % 3
    return {
        "id": f"C{annee}{rang:03d}",
        "autoriteConcedante": {"id": siret},
        "nature": "Délégation de service public",
        "objet": sujets[rang % len(sujets)],
        "procedure": "Procédure négociée ouverte",
        "dureeMois": 120 + 12 * rang,
        "dateSignature": f"{annee}-03-{10 + rang:02d}",
        "datePublicationDonnees": f"{annee}-04-{10 + rang:02d}",
        "dateDebutExecution": f"{annee}-07-01",
        "valeurGlobale": 4_500_000 + 750_000 * rang,
        "montantSubventionPublique": 0,
        "concessionnaires": [{"concessionnaire": _titulaire(titulaire)}],
        "considerationsSociales": {
            "considerationSociale": [
                "Clause sociale" if rang % 2 else "Pas de considération sociale"
            ]
        },
        "considerationsEnvironnementales": {
            "considerationEnvironnementale": ["Critère environnemental"]
        },
        "donneesExecution": [],
    }


_MOMENT: Final = (2026, 1, 1, 0, 0, 0)  # a workbook's parts are dated: always the same day

_ENTETE_ESUS: Final = (
    "Dénomination", "SIREN", "Région", "Date de décision d'agrément", "Date de fin d'agrément",
)  # fmt: skip

_TYPES: Final = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/xl/workbook.xml" ContentType=\
"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" ContentType=\
"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
_LIENS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/\
relationships/{sorte}" Target="{cible}"/></Relationships>"""
_CLASSEUR: Final = """<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" \
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">\
<sheets><sheet name="{nom}" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_FEUILLE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">\
<sheetData>{lignes}</sheetData></worksheet>"""


def build_esus(fournisseurs: Sequence[FournisseurFictif]) -> bytes:
    lignes: list[Sequence[str]] = [
        ("Liste fictive des entreprises solidaires d'utilité sociale (ESUS)",),
        _ENTETE_ESUS,
    ]
    esus = [f for f in fournisseurs if f.famille == "esus"]
    lignes += [(f.nom, f.siren, "Val-Fictif", "15/03/2022", "14/03/2027") for f in esus]
    return _build_classeur("ESUS", lignes)


def build_inclusion(fournisseurs: Sequence[FournisseurFictif]) -> str:
    tampon = io.StringIO()
    plume = csv.writer(tampon, delimiter=";", lineterminator="\n")
    plume.writerow(("siret", "raison sociale", "type de structure"))
    plume.writerows((f.siret, f.nom, f.sorte) for f in fournisseurs if f.sorte)
    return tampon.getvalue()


def _build_classeur(nom: str, lignes: Sequence[Sequence[str]]) -> bytes:
    """Return the smallest workbook that opens everywhere, the same byte for byte each time."""
    rangs = "".join(f"<row>{''.join(_cellule(texte) for texte in ligne)}</row>" for ligne in lignes)
    parties = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _LIENS.format(sorte="officeDocument", cible="xl/workbook.xml"),
        "xl/workbook.xml": _CLASSEUR.format(nom=escape(nom)),
        "xl/_rels/workbook.xml.rels": _LIENS.format(
            sorte="worksheet", cible="worksheets/sheet1.xml"
        ),
        "xl/worksheets/sheet1.xml": _FEUILLE.format(lignes=rangs),
    }
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for chemin, contenu in parties.items():
            archive.writestr(zipfile.ZipInfo(chemin, _MOMENT), contenu)
    return tampon.getvalue()


def _cellule(texte: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(texte)}</t></is></c>'

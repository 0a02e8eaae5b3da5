"""The files of the fictitious territory, in the shapes of real ones.

Contracts as official files hold them (v1 JSON, v2 JSON, v2 XML), and the lists of approved firms.
"""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from spaser.demonstration.territoire import (
    ACHETEURS,
    TERRITOIRE,
    FournisseurFictif,
    TitulaireFictif,
    build_fournisseurs,
)
from spaser.demonstration.tirage import (
    DEBUT_V2,
    MarcheFictif,
    Modification,
    SousTraitance,
    Tirage,
)

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
        "techniques": {"technique": ["Accord-cadre" if marche.accord_cadre else "Sans objet"]},
        "modalitesExecution": {
            "modaliteExecution": ["Bons de commande" if marche.accord_cadre else "Sans objet"]
        },
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
    if actes := [{"acteSousTraitance": _sous_traitance(a)} for a in marche.sous_traitances]:
        enregistrement["actesSousTraitance"] = actes
    if suites := [{"modification": _modification(m)} for m in marche.modifications]:
        enregistrement["modifications"] = suites
    return enregistrement


def _add_considerations(enregistrement: Enregistrement, marche: MarcheFictif) -> None:
    champs = (
        ("considerationsSociales", "considerationSociale", marche.social),
        ("considerationsEnvironnementales", "considerationEnvironnementale", marche.environnement),
    )
    for pluriel, singulier, reponses in champs:
        valeurs = list(reponses) if reponses else _SILENCES[int(marche.id) % len(_SILENCES)]
        if valeurs is not None:
            enregistrement[pluriel] = {singulier: valeurs}


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
    """Turn nested records into elements; a list of texts repeats the element of its name."""
    if isinstance(valeur, dict):
        for cle, contenu in valeur.items():
            if isinstance(contenu, list) and not any(isinstance(un, dict) for un in contenu):
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


def to_concession_v2(rang: int, siret: str, titulaire: TitulaireFictif) -> Enregistrement:
    """Return a concession: the territory has a handful, counted apart."""
    sujets = TERRITOIRE.concessions
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
            "considerationSociale": ["Clause sociale" if rang % 2 else TERRITOIRE.social.aucune]
        },
        "considerationsEnvironnementales": {
            "considerationEnvironnementale": ["Critère environnemental"]
        },
        "donneesExecution": [],
    }


_MOMENT: Final = (2026, 1, 1, 0, 0, 0)  # a workbook's parts are dated: always the same day

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
    liste = TERRITOIRE.esus
    esus = [(f.nom, f.siren, *liste.suite) for f in fournisseurs if f.famille == "esus"]
    return _build_classeur("ESUS", [(liste.titre,), liste.entetes, *esus])


def build_inclusion(fournisseurs: Sequence[FournisseurFictif]) -> str:
    titres = ("siret", "raison sociale", "type de structure")
    return _write_csv([titres, *((f.siret, f.nom, f.sorte) for f in fournisseurs if f.sorte)], "\n")


def _write_csv(lignes: Iterable[Iterable[object]], fin: str) -> str:
    tampon = io.StringIO(newline="")
    csv.writer(tampon, delimiter=";", lineterminator=fin).writerows(lignes)
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


# --- Adds a few faults of real files to the fictitious ones: an importer has to cope with them
# ---


_PART_MODIFIEE: Final = 0.1
_PART_INCREMENT: Final = 0.15  # modifications whose amount is the increase, not the new total
_PART_SOUS_TRAITEE: Final = 0.15  # of works contracts


def spoil_montants(marches: list[MarcheFictif], hasard: Random) -> list[MarcheFictif]:
    montants = TERRITOIRE.montants_douteux
    touches = hasard.sample(range(len(marches)), len(montants))
    douteux = dict(zip(touches, montants, strict=True))
    return [
        replace(marche, montant=douteux[rang]) if rang in douteux else marche
        for rang, marche in enumerate(marches)
    ]


def add_suites(
    marches: list[MarcheFictif], fournisseurs: Sequence[FournisseurFictif], hasard: Random
) -> list[MarcheFictif]:
    sous_traitants = [f for f in fournisseurs if f.segment.code in ("batiment", "voirie")]
    modifies = [_add_modifications(marche, hasard) for marche in marches]
    return [_add_sous_traitance(marche, sous_traitants, hasard) for marche in modifies]


def _add_modifications(marche: MarcheFictif, hasard: Random) -> MarcheFictif:
    if hasard.random() >= _PART_MODIFIEE or marche.montant < 1000:  # noqa: PLR2004 - placeholder
        return marche
    modifications = []
    montant, jour = marche.montant, marche.notification
    for numero in range(1, hasard.choice((1, 1, 1, 2)) + 1):
        jour += timedelta(days=hasard.randint(60, 280))
        publication = jour + timedelta(days=hasard.randint(3, 40))
        if publication > TERRITOIRE.fin:
            break
        modification, montant = _draw_modification(numero, montant, marche, hasard)
        modifications.append(replace(modification, notification=jour, publication=publication))
    return replace(marche, modifications=tuple(modifications))


def _draw_modification(
    numero: int, montant: float, marche: MarcheFictif, hasard: Random
) -> tuple[Modification, float]:
    tirage = hasard.random()
    base = Modification(numero, marche.notification, marche.notification)
    if tirage < 0.2:  # noqa: PLR2004 - one in five only lengthens the contract
        return replace(base, mois=marche.mois + hasard.randint(2, 8)), montant
    hausse = hasard.uniform(0.01, 0.14)
    nouveau = round(montant * (1 + hausse), 2)
    if hasard.random() < _PART_INCREMENT:
        return replace(base, montant=round(montant * hausse, 2)), nouveau
    return replace(base, montant=nouveau, mois=marche.mois), nouveau


def _add_sous_traitance(
    marche: MarcheFictif, sous_traitants: Sequence[FournisseurFictif], hasard: Random
) -> MarcheFictif:
    concerne = marche.notification.year >= DEBUT_V2 and marche.objet.ccag == "Travaux"
    if not concerne or hasard.random() >= _PART_SOUS_TRAITEE:
        return marche
    jour = marche.notification + timedelta(days=hasard.randint(20, 70))
    if jour + timedelta(days=30) > TERRITOIRE.fin:
        return marche
    firme = hasard.choice(sous_traitants)
    acte = SousTraitance(
        numero=1,
        sous_traitant=firme.titulaire,
        notification=jour,
        publication=jour + timedelta(days=25),
        montant=round(marche.montant * hasard.uniform(0.05, 0.25), 2),
        mois=max(1, marche.mois // 3),
    )
    return replace(marche, sous_traitances=(acte,))


# --- Writes the files of the fictitious territory, as platforms would have sent them ---


HOPITAL: Final = ACHETEURS[4].siren  # its platform sends XML
_NB_COPIES: Final = 45
_NB_CONCESSIONS: Final = 6


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was written: the contract files, the lists, and the buyer to look at first."""

    dossier: Path
    fichiers: tuple[Path, ...]
    esus: Path
    inclusion: Path
    siren: str


def write_demonstration(dossier: Path) -> Demonstration:
    """Write the whole territory in a folder; the same bytes each time."""
    hasard = Random(TERRITOIRE.graine)  # noqa: S311 - dice, not secrets
    fournisseurs = build_fournisseurs(hasard)
    marches = Tirage(hasard, fournisseurs).draw_marches()
    marches = add_suites(spoil_montants(marches, hasard), fournisseurs, hasard)
    dossier.mkdir(parents=True, exist_ok=True)
    siren = ACHETEURS[0].siren
    lisez_moi = "".join(f"{ligne}\n" for ligne in TERRITOIRE.lisez_moi).format(siren=siren)
    (dossier / "LISEZ-MOI.txt").write_text(lisez_moi, encoding="utf-8")
    listes = dossier / "listes"
    listes.mkdir(exist_ok=True)
    esus, inclusion = listes / "esus.xlsx", listes / "inclusion.csv"
    esus.write_bytes(build_esus(fournisseurs))
    inclusion.write_text(build_inclusion(fournisseurs), encoding="utf-8")
    fichiers = (
        _write_json(dossier / "marches-2019-2023.json", _v1_de(marches)),
        _write_json(dossier / "marches-2024.json", {"marche": _v2_de(marches, 2024, hasard)}),
        _write_json(dossier / "marches-2025.json", {"marche": _v2_de(marches, 2025, hasard)}),
        _write_2026(dossier / "marches-2026.json.gz", marches, fournisseurs, hasard),
        _write_xml(dossier / "marches-hopital.xml", marches),
    )
    return Demonstration(dossier, fichiers, esus, inclusion, siren)


def _v1_de(marches: Iterable[MarcheFictif]) -> list[Enregistrement]:
    return [to_v1(marche) for marche in marches if marche.notification.year < DEBUT_V2]


def _de_json(marches: Iterable[MarcheFictif], annee: int) -> list[MarcheFictif]:
    return [
        marche
        for marche in marches
        if marche.notification.year == annee and marche.acheteur.siren != HOPITAL
    ]


def _v2_de(marches: Sequence[MarcheFictif], annee: int, hasard: Random) -> list[Enregistrement]:
    """Return the records published that year: as they were before any modification."""
    choisis = _de_json(marches, annee)
    enregistrements = [
        to_v2(replace(marche, modifications=(), sous_traitances=())) for marche in choisis
    ]
    return enregistrements + _inutilisables(enregistrements, hasard)


def _inutilisables(enregistrements: list[Enregistrement], hasard: Random) -> list[Enregistrement]:
    """Return two records that say neither who bought nor what: they can only be set aside."""
    modeles = hasard.sample(enregistrements, 2)
    return [
        {cle: valeur for cle, valeur in modele.items() if cle not in ("id", "acheteur")}
        for modele in modeles
    ]


def _write_2026(
    chemin: Path,
    marches: Sequence[MarcheFictif],
    fournisseurs: Sequence[FournisseurFictif],
    hasard: Random,
) -> Path:
    """Write the latest file: this year's contracts, older ones as modified since, and copies."""
    recents = [to_v2(marche) for marche in _de_json(marches, 2026)]
    anterieurs = _de_json(marches, 2024) + _de_json(marches, 2025)
    modifies = [to_v2(m) for m in anterieurs if m.modifications or m.sous_traitances]
    intacts = [m for m in anterieurs if not m.modifications and not m.sous_traitances]
    copies = [to_v2(marche) for marche in hasard.sample(intacts, _NB_COPIES)]
    concessions = [
        to_concession_v2(rang, ACHETEURS[rang % 3].sirets[0], fournisseurs[7 * rang].titulaire)
        for rang in range(_NB_CONCESSIONS)
    ]
    marche = recents + modifies + copies
    return _write_json(chemin, {"marche": marche, "contrat-concession": concessions})


def _write_xml(chemin: Path, marches: Iterable[MarcheFictif]) -> Path:
    choisis = [
        to_v2(marche)
        for marche in marches
        if marche.acheteur.siren == HOPITAL and marche.notification.year >= DEBUT_V2
    ]
    chemin.write_bytes(to_xml(choisis))
    return chemin


def _write_json(chemin: Path, marches: object) -> Path:
    octets = (json.dumps({"marches": marches}, ensure_ascii=False, indent=1) + "\n").encode()
    chemin.write_bytes(gzip.compress(octets, mtime=0) if chemin.suffix == ".gz" else octets)
    return chemin


# --- A year of mandats of the métropole, as its finance software would export them ---


MANDATS: Final = TERRITOIRE.mandats
_LIGNES: Final = 900


def write_mandats() -> bytes:
    """Return the extract, in the encoding of older software; the same bytes each time."""
    lignes = _list_lignes(Random(TERRITOIRE.graine))  # noqa: S311 - dice, not secrets
    texte = _write_csv([(MANDATS.titre,), (), MANDATS.entetes, *lignes], "\r\n")
    return texte.encode("cp1252", "replace")


def _list_lignes(hasard: Random) -> Iterator[tuple[object, ...]]:
    fournisseurs = build_fournisseurs(hasard)
    marches = [
        m.id
        for m in Tirage(hasard, fournisseurs).draw_marches()
        if m.acheteur is ACHETEURS[0] and m.notification.year < MANDATS.annee
    ]
    solidaires = [f for f in fournisseurs if f.famille != "ordinaire"]
    for rang in range(1, _LIGNES + 1):
        solidaire = hasard.random() < 0.09  # noqa: PLR2004 - a share
        fournisseur = hasard.choice(solidaires if solidaire else fournisseurs)
        marche = hasard.choice(marches) if hasard.random() < 0.62 else ""  # noqa: PLR2004 - a share
        montant = round(hasard.lognormvariate(10.6, 1.0), 2)
        yield _write(hasard, rang, fournisseur, montant, marche)
        if rang % 90 == 0:
            yield _write(hasard, _LIGNES + rang, fournisseur, -montant, marche)
    for mois in range(1, 13):
        for place, (nom, compte, objet, montant) in enumerate(MANDATS.autres, 5000 + mois * 10):
            jour, lu = f"28/{mois:02d}/{MANDATS.annee}", _format(montant)
            yield MANDATS.annee, place, jour, nom, "", "", compte, objet, lu, "0,00", lu, ""
    yield (MANDATS.annee, 6001, *MANDATS.illisible)


def _write(
    hasard: Random, rang: int, fournisseur: FournisseurFictif, montant: float, marche: str
) -> tuple[object, ...]:
    jour = date(MANDATS.annee, 1, 6) + timedelta(days=hasard.randrange(355))
    # Some names come without number, as software that bears none would give them.
    connu = int(fournisseur.siren[-4:]) % 7 != 0
    return (
        MANDATS.annee,
        rang,
        f"{jour:%d/%m/%Y}",
        fournisseur.nom if connu else fournisseur.nom.upper(),
        fournisseur.siret if connu else "",
        "",
        fournisseur.segment.compte,
        fournisseur.segment.paye,
        _format(montant),
        _format(montant / 5),
        _format(montant * 1.2),
        marche,
    )


def _format(montant: float) -> str:
    return f"{montant:,.2f}".replace(",", " ").replace(".", ",")

"""The bilan as data: one JSON object, or one CSV row a value."""

from collections.abc import Iterable
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, SupportsFloat

import msgspec

from spaser.documents import document, francais
from spaser.documents.bilan.vue import (
    CODES_LEGAUX,
    ECART_MAX,
    MARCHES_MIN,
    THEMES,
    VARIANTES,
    Mesure,
    build_vue,
    describe_choix,
    name_statut,
)
from spaser.documents.onglets import Cellule, write_csv
from spaser.moteur.depenses.achats import read_provenance
from spaser.moteur.depenses.lecture import ExtraitsLus
from spaser.moteur.depenses.modele import MOTIFS, Somme
from spaser.moteur.depenses.resultats.synthese import Synthese
from spaser.moteur.depenses.resultats.taux import ValeurDepense
from spaser.moteur.depenses.resultats.totaux import CE_QUI_COMPTE
from spaser.moteur.valeurs import Bilan, FicheMethode, Valeur
from spaser.regles.comparaison import CouvertureAnnee
from spaser.regles.indicateurs import Origine, ReferenceChiffre, name_indicateur
from spaser.regles.nomenclatures import Source
from spaser.regles.reperes import TITRE, PartieLoi, Repere

ENTETES: Final = (
    "SIREN", "Acheteur", "Année", "Code", "Indicateur", "Thème", "Statut", "Expression",
    "Valeur", "Borne basse", "Borne haute", "Numérateur", "Dénominateur", "Marchés",
    "Sans réponse", "Lecture", "Remarque", "Version de la méthode", "Données au",
    "Source", "Référence",
)  # fmt: skip


def dump_bilan(bilan: Bilan) -> dict[str, Any]:
    vue = build_vue(bilan)
    fiches = {fiche.code: fiche for fiche in bilan.fiches}
    return {
        "acheteur": asdict(bilan.acheteur),
        "date_donnees": bilan.date_donnees.isoformat() if bilan.date_donnees else None,
        "date_calcul": bilan.date_calcul.isoformat(),
        "annee_principale": vue.annee,
        "choix_annee": describe_choix(vue),
        "annees_incompletes": list(vue.annees_incompletes),
        "couverture": {str(a): _couverture(vue.find_couverture(a)) for a in vue.annees},
        "situation": vue.situation,
        "indicateurs_legaux": [c for c in CODES_LEGAUX if c in fiches],
        "valeurs": [_valeur(valeur, fiches[valeur.indicateur]) for valeur in bilan.valeurs],
        "indicateurs": [asdict(fiche) for fiche in bilan.fiches],
        "regles": {"ecart_max": ECART_MAX, "marches_min": MARCHES_MIN},
        "avertissements": list(bilan.avertissements),
        "limites": list(vue.limites),
        "sources": [
            {**asdict(source), "date_import": source.date_import.isoformat()}
            for source in bilan.sources
        ],
    }


def _couverture(couverture: CouvertureAnnee) -> dict[str, str | None]:
    jours = {"du": couverture.du, "au": couverture.au}
    dits = {nom: jour.isoformat() if jour else None for nom, jour in jours.items()}
    return {"etat": couverture.etat.value, **dits}


def _valeur(valeur: Valeur, fiche: FicheMethode) -> dict[str, Any]:
    mesure = Mesure(valeur, fiche)
    return {
        **asdict(valeur),
        "reference": _tell(mesure.reference),
        "lecture": mesure.verdict,
        "remarque": mesure.raison,
    }


def write_bilan_csv(bilan: Bilan) -> str:
    return write_csv(ENTETES, list_cellules(bilan))


def list_cellules(
    bilan: Bilan, origine: Origine = Origine.PUBLIES
) -> Iterable[tuple[Cellule, ...]]:
    fiches = {fiche.code: fiche for fiche in bilan.fiches}
    for valeur in bilan.valeurs:
        fiche = fiches[valeur.indicateur]
        mesure = Mesure(valeur, fiche, origine)
        yield (
            bilan.acheteur.siren,
            bilan.acheteur.nom,
            valeur.annee,
            fiche.code,
            fiche.libelle,
            THEMES[fiche.theme],
            name_statut(fiche.code, fiche.statut),
            VARIANTES[valeur.variante],
            *mesure.cellules,
            valeur.n,
            valeur.inconnus,
            mesure.verdict,
            mesure.raison,
            fiche.version,
            bilan.date_donnees,
            origine.libelle,
            _tell(mesure.reference),
        )


def _tell(reference: ReferenceChiffre | None) -> str | None:
    """Write a reference; contracts without a year have none."""
    return str(reference) if reference else None


# --- The yardsticks of a rate in words, for pages and documents alike ---


BASES_DIFFERENTES: Final = francais.typographie(
    "Ces repères situent un taux, ils ne le notent pas : ni le plan ni les valeurs nationales ne "
    "sont comptés sur la même base que lui."
)
SANS_TAUX: Final = francais.typographie(
    "Votre taux n’est pas connu cette année-là : rien n’est à rapprocher de ces repères."
)


def format_part(part: float) -> str:
    return f"{francais.format_moyenne(part * 100)}{francais.FINE}%"


def tell_repere(repere: Repere) -> str:
    """Return the yardstick without its name: « 30 % visés pour 2025. Échéance passée… »."""
    if repere.part is None:
        return francais.typographie(f"« {repere.texte} »")
    return francais.typographie(
        f"{format_part(repere.part)} {repere.quand}. {repere.mention}".strip()
    )


def tell_court(repere: Repere) -> str:
    """Return a share and its year, its base being told elsewhere: « 18,7 % en 2023 »."""
    quand = repere.quand.partition(" (")[0]
    return francais.typographie(f"{format_part(repere.part or 0.0)} {quand}")


def explain_repere(repere: Repere) -> str:
    """Return what it was counted on, and what is not known of it."""
    return francais.typographie(" ".join(filter(None, [repere.base, repere.reserve])))


def tell_reperes(reperes: Iterable[Repere]) -> list[str]:
    """Return the main ones, a line each: « À l’échelle nationale : 18,7 % en 2023. »."""
    return [f"{name_repere(r)} {tell_repere(r)}" for r in reperes if not r.partiel]


def write_reperes(reperes: Iterable[Repere]) -> document.Liste:
    return document.Liste(tuple(_write(repere) for repere in reperes))


def _write(repere: Repere) -> tuple[document.EnLigne, ...]:
    suite = f" {explain_repere(repere)} "
    return (
        document.Texte(f"{name_repere(repere)} "),
        document.Texte(tell_repere(repere), fort=True),
        document.Texte(suite if repere.source else suite.rstrip()),
        *(_write_source(repere.source) if repere.source else ()),
    )


def _write_source(source: Source) -> tuple[document.EnLigne, ...]:
    lue = (
        f", lecture du {francais.format_date(source.verifie_le)}, "
        f"{francais.uncapitalize(source.confiance.libelle)}."
    )
    return (document.Lien(francais.typographie(source.libelle), source.url), document.Texte(lue))


def write_parties_loi(parties: Iterable[PartieLoi]) -> document.Section:
    return document.Section(
        TITRE, sections=tuple(_write_partie(partie) for partie in parties), identifiant="demande"
    )


def _write_partie(partie: PartieLoi) -> document.Section:
    liste = document.Liste(tuple(francais.typographie(enonce.texte) for enonce in partie.enonces))
    suites = [partie.suite] if partie.suite else []
    reserves = [f"Réserve : {reserve}" for reserve in partie.reserves]
    textes = [document.Paragraphe(francais.typographie(texte)) for texte in (*suites, *reserves)]
    return document.Section(
        francais.typographie(partie.titre),
        (liste, *textes, document.Liste(tuple(map(_write_source, partie.sources)))),
    )


def name_repere(repere: Repere) -> str:
    return francais.typographie(f"{repere.nom} :")


# --- What a figure was counted from, in words: contracts, lines of paid spend, suppliers, by name
# ---


def tell_compte(
    reference: ReferenceChiffre | None,
    numerateur: SupportsFloat | None,
    denominateur: SupportsFloat | None,
) -> str:
    """Say « 69 sur 142 marchés »; nothing when nothing was divided."""
    compte, sur = float(numerateur or 0), float(denominateur or 0)
    if not sur:
        return ""
    if reference is None:
        return f"{francais.format_nombre(compte)} sur {francais.format_nombre(sur)}"
    paye = reference.origine is Origine.PAYES
    match reference.mesure:
        case "montant":
            suite = "HT au fournisseur connu" if paye else "de marchés"
            return f"{francais.format_euros(compte)} sur {francais.format_euros(sur)} {suite}"
        case "nombre":
            noms = ("fournisseur connu", "fournisseurs connus") if paye else ("marché", "marchés")
            return f"{francais.format_nombre(compte)} sur {francais.pluriel(sur, *noms)}"
        case "moyenne":
            return f"moyenne sur {francais.pluriel(sur, 'marché')}"
    return francais.pluriel(compte, "fournisseur") if paye else ""


def tell_effectif(reference: ReferenceChiffre | None, n: int | None, inconnus: int | None) -> str:
    """Say how many were looked at, by their noun, and how many of them do not answer."""
    if n is None:
        return ""
    if reference is None:
        return f"{francais.format_nombre(n)} en tout{_tell_inconnus(inconnus)}"
    if reference.origine is Origine.PAYES:
        dont = _tell_inconnus(inconnus, " dont") if inconnus else ""
        return francais.pluriel(n, _name_comptes(reference)) + dont
    if reference.mesure == "nombre" and inconnus == 0:  # n is the denominator, told above
        return "aucun sans réponse"
    return francais.pluriel(n, _name_comptes(reference)) + _tell_inconnus(inconnus)


def tell_sans_reponse(reference: ReferenceChiffre | None, inconnus: int) -> str:
    """Say how many do not answer, by their noun where it is known; nothing when all do."""
    nombre = francais.format_nombre(inconnus)
    quoi = francais.pluriel(inconnus, _name_comptes(reference)) if reference else nombre
    return f"{quoi} sans réponse" if inconnus else ""


def _name_comptes(reference: ReferenceChiffre) -> str:
    if reference.origine is not Origine.PAYES:
        return "marché"
    return "ligne" if reference.mesure == "montant" else "fournisseur"


def _tell_inconnus(inconnus: int | None, dont: str = "") -> str:
    return "" if inconnus is None else f",{dont} {francais.format_nombre(inconnus)} sans réponse"


# --- The reading of spend as plain data, for JSON ---


CODES_PAYES: Final = ("SOC-IN", "SOC-13", "SOC-14", "SOC-15", "SOC-16", "SOC-17", "ECO-03")
"""What is counted on paid spend: the line of the law that merges first, then ESUS, then others."""


def dump_depenses(
    lecture: ExtraitsLus, synthese: Synthese, siren: str | None = None
) -> dict[str, Any]:
    """Return everything that was read and computed; amounts are texts, exact to the cent.

    A figure has a reference when its buyer is known.
    """
    rendu = lecture.compte_rendu
    return {
        "lignes": {
            "lues": _to_plain(rendu.lues),
            **{etat.value: _to_plain(somme) for etat, somme in rendu.par_etat.items()},
        },
        "motifs": {
            motif: {"libelle": MOTIFS[motif], **_to_plain(somme)}
            for motif, somme in sorted(rendu.par_motif.items())
        },
        "alertes": {
            motif: {"libelle": MOTIFS[motif], "lignes": nombre}
            for motif, nombre in sorted(rendu.alertes.items())
        },
        "remarques": _to_plain(rendu.remarques),
        "feuilles_ignorees": rendu.feuilles_ignorees,
        "correspondances": [msgspec.to_builtins(c) for c in lecture.correspondances],
        "regle_des_comptes": _to_plain(read_provenance()),
        "ce_qui_compte": CE_QUI_COMPTE,
        **_to_plain(synthese),
        "valeurs": [_write_valeur(valeur, siren) for valeur in synthese.valeurs],
    }


def name_payee(valeur: ValeurDepense, siren: str) -> ReferenceChiffre:
    return ReferenceChiffre(siren, valeur.indicateur, valeur.annee, valeur.variante, Origine.PAYES)


def _write_valeur(valeur: ValeurDepense, siren: str | None) -> dict[str, Any]:
    return {
        **_to_plain(valeur),
        "libelle": name_indicateur(valeur.indicateur),
        "reference": str(name_payee(valeur, siren)) if siren else None,
    }


def _to_plain(objet: Any) -> Any:  # noqa: ANN401 - any value
    if isinstance(objet, Somme):
        return {"lignes": objet.lignes, "montant": f"{objet.euros:.2f}"}
    if isinstance(objet, list | tuple):
        return [_to_plain(valeur) for valeur in objet]
    if is_dataclass(objet) and not isinstance(objet, type):
        return {champ.name: _to_plain(getattr(objet, champ.name)) for champ in fields(objet)}
    if isinstance(objet, Decimal):
        return f"{objet:.2f}"
    return objet.isoformat() if isinstance(objet, date) else objet

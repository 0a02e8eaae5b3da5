"""Who the buyer is, what its figures hold, how much it buys each year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.documents.document import (
    Bloc,
    Chiffre,
    Contenu,
    Fiche,
    Figure,
    Liste,
    Paragraphe,
    Tableau,
)
from spaser.documents.francais import (
    enumerate_mots,
    format_date,
    format_euros_courts,
    format_nombre,
    format_siren,
    pluriel,
    typographie,
)
from spaser.documents.graphiques import BarreAnnee, draw_colonnes
from spaser.documents.lecture import NON_CONNU
from spaser.documents.schema.voix import Voix
from spaser.donnees.depenses.resultats.valeurs import TotalAnnee
from spaser.donnees.portrait import Volume
from spaser.metier.perimetre import Concessions, Perimetre, ReponsePerimetre

ANNEES_MAX: Final = 8
_MONTANTS: Final = (
    "Montants à l’attribution, souvent un maximum : ce ne sont pas des dépenses payées. Un montant "
    "absent ou douteux n’est pas utilisable ; celui d’un marché subséquent est déjà compté par son "
    "accord-cadre."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Qui:
    """What is known of a buyer; unknown is empty. `source` says where it comes from."""

    nom: str
    siren: str
    type: str = ""
    lieu: str = ""
    population: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class AnneeLue:
    """A year of contracts: its two totals as figures; None for contracts without a year."""

    volume: Volume
    nombre: Chiffre | None
    montant: Chiffre | None


def write_qui(voix: Voix, qui: Qui) -> Fiche:
    habitants = "" if qui.population is None else pluriel(qui.population, "habitant")
    champs = {
        "SIREN": format_siren(qui.siren),
        "Structure": qui.type,
        "Territoire": qui.lieu,
        "Population": habitants,
        "Source": qui.source,
    }
    return Fiche(
        voix.tell(typographie(f"Qui nous sommes : {qui.nom}"), "{nom}"),
        tuple((nom, typographie(texte)) for nom, texte in champs.items() if texte),
        identifiant="marches_identite_qui",
    )


def write_perimetre(perimetre: Perimetre | None, concessions: int) -> tuple[Bloc, ...]:
    phrases = tell_perimetre(perimetre)
    if concessions:
        a_cote = perimetre is not None and perimetre.concessions is Concessions.A_COTE
        suite = "comptées à part" if a_cote else "laissées de côté"
        phrases.append(
            f"{pluriel(concessions, 'concession publiée', 'concessions publiées')}, {suite} : "
            "aucun taux ne les compte."
        )
    nom = "marches_identite_perimetre"
    if len(phrases) == 1:
        return (Paragraphe(typographie(phrases[0]), identifiant=nom),)
    return (Liste(tuple(map(typographie, phrases)), identifiant=nom),)


def tell_perimetre(perimetre: Perimetre | None) -> list[str]:
    debut = "Les chiffres comptent les marchés publiés sous ce SIREN, tous établissements."
    return [debut, *_tell_reponses(perimetre)] if perimetre else [debut]


def tell_inconnu(perimetre: Perimetre | None) -> str:
    reponses = perimetre or Perimetre()
    tus = [mots for nom, mots in _A_DIRE if getattr(reponses, nom) is ReponsePerimetre.INCONNUE]
    return f"L’acheteur n’a rien précisé sur {enumerate_mots(tus)}." if tus else ""


_A_DIRE: Final = (
    ("budgets_annexes", "ses budgets annexes"),
    ("coordonnateur", "les groupements de commandes qu’il coordonne"),
    ("membre", "ses achats par le groupement d’un autre"),
    ("centrales", "ses achats par une centrale"),
)


def _tell_reponses(p: Perimetre) -> Iterator[str]:
    oui = ReponsePerimetre.OUI
    if p.budgets_annexes is oui:
        yield "Les budgets annexes en sont : ils portent le même SIREN."
    if p.coordonnateur is oui:
        yield (
            "Les groupements de commandes coordonnés ici en sont, y compris la part des autres "
            "membres, que les données ne distinguent pas."
        )
    for organisme in p.organismes:
        siren = format_siren(organisme.siren)
        yield f"Les marchés de {organisme.nom} (SIREN {siren}) n’en sont pas."
    if p.membre is oui:
        yield "Les achats faits par le groupement d’un autre acheteur n’en sont pas."
    if p.centrales is oui:
        noms = f" ({p.noms_centrales})" if p.noms_centrales else ""
        yield f"Les achats faits par une centrale d’achat{noms} n’en sont pas."


def write_annees(annees: Sequence[AnneeLue], source: str) -> tuple[Bloc, ...]:
    datees = [a for a in annees if a.nombre]
    montrees = datees[-ANNEES_MAX:]
    anterieures = [a.volume for a in datees[:-ANNEES_MAX]]
    lignes = [_row_annee(a) for a in montrees]
    if anterieures:
        lignes.insert(0, _row_volume("Avant", add_volumes("Avant", anterieures)))
    lignes += [_row_volume(a.volume.nom, a.volume) for a in annees if not a.nombre]
    entetes = ("Année", "Marchés", "Montant HT", "Sans montant", "Déjà comptés")
    tableau = Tableau(
        "Marchés notifiés par année",
        entetes, tuple(lignes), (3, 3, 4, 3, 3), ligne_nommee=True,
        identifiant="marches_identite_annees",
    )  # fmt: skip
    return (
        *_draw_annees([a.volume for a in montrees]),
        tableau,
        Paragraphe(typographie(f"{_MONTANTS} {source}"), identifiant="marches_identite_montants"),
    )


def _row_annee(annee: AnneeLue) -> tuple[Contenu, ...]:
    chiffres = [_print(annee.nombre), _print(annee.montant)]
    volume = annee.volume
    return (
        volume.nom,
        *chiffres,
        format_nombre(volume.sans_montant),
        format_nombre(volume.subsequents),
    )


def _print(chiffre: Chiffre | None) -> Contenu:
    return (chiffre,) if chiffre else NON_CONNU


def _row_volume(nom: str, volume: Volume) -> tuple[str, ...]:
    return (
        nom,
        format_nombre(volume.marches),
        tell_euros(volume.montant),
        format_nombre(volume.sans_montant),
        format_nombre(volume.subsequents),
    )


def tell_euros(montant: float | None) -> str:
    return NON_CONNU if montant is None else format_euros_courts(montant)


def add_volumes(nom: str, volumes: Sequence[Volume]) -> Volume:
    connus = [v.montant for v in volumes if v.montant is not None]
    return Volume(
        nom,
        sum(v.marches for v in volumes),
        sum(connus) if connus else None,
        sum(v.sans_montant for v in volumes),
        sum(v.subsequents for v in volumes),
    )


def _draw_annees(volumes: Sequence[Volume]) -> Iterator[Figure]:
    """Draw the amounts of at least three years: fewer are read at a glance in their table."""
    if sum(v.montant is not None for v in volumes) < 3:  # noqa: PLR2004 - see above
        return
    titre = "Montant notifié HT par année"
    alt = typographie(" ; ".join(f"{v.nom} : {tell_euros(v.montant)}" for v in volumes) + ".")
    colonnes = [
        BarreAnnee(v.nom, "?" if v.montant is None else tell_euros(v.montant), v.montant)
        for v in volumes
    ]
    yield Figure(
        draw_colonnes("marches_identite_volume", titre, alt, colonnes),
        alt,
        titre,
        identifiant="marches_identite_volume",
    )


def write_depenses(totaux: Sequence[TotalAnnee], lues_le: date | None) -> tuple[Bloc, ...]:
    if not totaux:
        return ()
    lignes = tuple(
        (
            str(t.annee),
            _tell_bornes(float(t.bas), float(t.haut)),
            format_nombre(t.lignes),
            f"{format_date(t.premier_jour)} au {format_date(t.dernier_jour)}"
            if t.premier_jour and t.dernier_jour
            else NON_CONNU,
        )
        for t in sorted(totaux, key=lambda t: t.annee)[-ANNEES_MAX:]
    )
    calcul = f" Calcul du {format_date(lues_le)}." if lues_le else ""
    texte = (
        "La borne basse laisse de côté ce qui n’est peut-être pas un achat ; la borne haute le "
        f"compte.{calcul}"
    )
    return (
        Tableau(
            "Dépenses d’achat payées par année",
            ("Année", "Total HT", "Lignes", "Période"), lignes, (2, 5, 2, 5), ligne_nommee=True,
            identifiant="depenses_identite_payees",
        ),
        Paragraphe(typographie(texte), identifiant="depenses_identite_bornes"),
    )  # fmt: skip


def _tell_bornes(bas: float, haut: float) -> str:
    textes = dict.fromkeys((format_euros_courts(bas), format_euros_courts(haut)))
    return " à ".join(textes)

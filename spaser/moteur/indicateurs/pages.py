"""Writes the pages of methods from the definitions.

    python -m spaser.moteur.indicateurs.pages

A test refuses pages that are no longer those of the definitions.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from spaser.contenus.faits import find_fait, tell_citation
from spaser.moteur.indicateurs.catalogue import DEMANDES, INDICATEURS
from spaser.moteur.indicateurs.definition import LISTES, Attendu, Exemple, Indicateur
from spaser.moteur.valeurs import Variante

METHODES: Final = Path(__file__).parents[3] / "docs" / "methodes"

THEMES: Final = {
    "social": "Social",
    "environnement": "Environnement",
    "economie": "Économie et territoire",
    "volume": "Volume des achats",
}
STATUTS: Final = {
    "legal": "Répond à une obligation ou à une catégorie de la loi.",
    "suivi": "Thème suivi dans des SPASER publiés ; la formule est celle de cet outil.",
    "propose": "Proposé par cet outil.",
}
FORMULES: Final[dict[Variante, str]] = {
    "nombre": "**En nombre.** Valeur = marchés qui comptent ÷ marchés dont la réponse est connue. "
    "Au moins = marchés qui comptent ÷ tous les marchés. Au plus = (marchés qui comptent + "
    "marchés inconnus) ÷ tous les marchés.",
    "montant": "**En valeur.** Valeur = montant des marchés qui comptent ÷ montant des marchés "
    "dont la réponse est connue. Au moins = montant des marchés qui comptent ÷ montant de tous. "
    "Au plus = (montant de ceux qui comptent + montant des inconnus) ÷ montant de tous. Les "
    "marchés au montant manquant ou suspect sont écartés, comme les marchés subséquents dont "
    "l'accord-cadre est déjà compté.",
    "moyenne": "**En moyenne.** Valeur = somme des mesures connues ÷ nombre de marchés dont la "
    "mesure est connue.",
    "total": "**En total.** Valeur = somme sur les marchés dont la réponse est connue ; c'est "
    "aussi le « au moins ».",
}
FORMULE_DITE: Final = "**En moyenne.** Ce qui est divisé, et la fourchette, sont dits plus haut."
VARIANTES: Final[dict[Variante, str]] = {
    "nombre": "En nombre",
    "montant": "En valeur",
    "moyenne": "En moyenne",
    "total": "En total",
}
TITRES: Final = {
    "accord_cadre": "Accord-cadre",
    "acheteur_siren": "Acheteur",
    "actes": "Actes de sous-traitance",
    "avance": "Avance",
    "categorie": "Catégorie",
    "clause_environnementale": "Clause environnementale",
    "clause_sociale": "Clause sociale",
    "cpv": "CPV",
    "critere_environnemental": "Critère environnemental",
    "critere_social": "Critère social",
    "date_notification": "Notifié le",
    "date_publication": "Publié le",
    "double_compte": "Déjà compté dans un accord-cadre",
    "environnement": "Considération environnementale",
    "famille": "Famille",
    "format": "Format",
    "groupe": "Numéro de marché",
    "innovant": "Innovant",
    "montant": "Montant après modifications",
    "nb_modifications": "Modifications",
    "montant_initial": "Montant notifié",
    "montant_suspicion": "Soupçon sur le montant",
    "montant_utile": "Montant utilisable",
    "objet": "Objet",
    "offres_recues": "Offres reçues",
    "origine_france": "Origine France",
    "origine_ue": "Origine UE",
    "reserve": "Réservé",
    "social": "Considération sociale",
    "sous_traitance": "Sous-traitance déclarée",
    "titulaires": "Titulaires",
    # columns of the lists
    "categorie_entreprise": "Catégorie",
    "code": "Code",
    "commune": "Commune",
    "date_fin": "Fin de l'agrément",
    "departement": "Département",
    "epci_siren": "EPCI",
    "ess": "Économie sociale et solidaire",
    "est_siege": "Siège",
    "nature": "Nature",
    "region": "Région",
    "siren": "SIREN",
    "siret": "SIRET",
    "type": "Type",
}
_MONTANTS: Final = {"montant", "montant_initial", "montant_utile", "actes"}
_VIDES: Final = {"montant_utile": "aucun", "montant_suspicion": "aucun", "date_fin": "sans fin"}


def format_decimal(nombre: float) -> str:
    """Return 12 345,6 as a French reader writes it."""
    texte = f"{nombre:,.1f}".removesuffix(".0")
    return texte.replace(",", " ").replace(".", ",")


def format_cellule(colonne: str, valeur: object) -> str:
    if valeur is None:
        return _VIDES.get(colonne, "inconnu")
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, tuple):
        return ", ".join(format_cellule(colonne, v) for v in valeur) or "aucun"
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, (int, float)):
        nombre = format_decimal(valeur)
        return f"{nombre} €" if colonne in _MONTANTS else nombre
    return str(valeur)


def format_table(entetes: Sequence[str], lignes: Iterable[Sequence[str]]) -> str:
    rangs = [entetes, ["---"] * len(entetes), *lignes]
    return "\n".join(f"| {' | '.join(cellules)} |" for cellules in rangs)


def _format_marches(exemple: Exemple) -> str:
    entetes = ["Marché", *(TITRES[colonne] for colonne in exemple.colonnes)]
    lignes = [
        [str(rang), *map(format_cellule, exemple.colonnes, ligne)]
        for rang, ligne in enumerate(exemple.marches, start=1)
    ]
    return format_table(entetes, lignes)


def _format_liste(nom: str, lignes: Sequence[Mapping[str, object]]) -> str:
    colonnes = list(dict.fromkeys(colonne for ligne in lignes for colonne in ligne))
    corps = [[format_cellule(c, ligne.get(c, "")) for c in colonnes] for ligne in lignes]
    dite = LISTES[nom][0]
    titre = f"{dite[0].upper()}{dite[1:]} dit :"
    return f"{titre}\n\n{format_table([TITRES[c] for c in colonnes], corps)}"


def _format_mesure(indicateur: Indicateur, variante: Variante, mesure: float | None) -> str:
    if mesure is None:
        return "non connu"
    if variante in ("nombre", "montant") or indicateur.unite == "%":
        return f"{format_decimal(100 * mesure)} %"
    return f"{format_decimal(mesure)} {indicateur.unite}"


def _format_attendu(indicateur: Indicateur, attendu: Attendu) -> list[str]:
    euros = "€" if attendu.variante == "montant" else ""
    compte = "–"
    if attendu.numerateur is not None and attendu.denominateur is not None:
        parts = (attendu.numerateur, attendu.denominateur)
        compte = " ÷ ".join(f"{format_decimal(part)} {euros}".strip() for part in parts)
    mesures = (attendu.valeur, attendu.bas, attendu.haut)
    return [
        VARIANTES[attendu.variante],
        compte,
        str(attendu.n),
        str(attendu.inconnus),
        *(_format_mesure(indicateur, attendu.variante, mesure) for mesure in mesures),
    ]


def _format_exemple(indicateur: Indicateur) -> str:
    exemple = indicateur.exemple
    entetes = ["", "Calcul", "Marchés", "dont inconnus", "Valeur", "Au moins", "Au plus"]
    attendus = [_format_attendu(indicateur, attendu) for attendu in exemple.attendus]
    listes = [_format_liste(nom, lignes) for nom, lignes in exemple.listes.items()]
    return "\n\n".join(
        [_format_marches(exemple), *listes, "Résultat :", format_table(entetes, attendus)]
    )


def _is_told(i: Indicateur, variante: Variante) -> bool:
    """Tell whether the method itself says what is divided: no contract answers by itself."""
    return bool(i.preuve) and variante == "moyenne"


def format_page(i: Indicateur) -> str:
    limites = "\n".join(f"- {limite}" for limite in i.limites_dites)
    formules = "\n\n".join(FORMULE_DITE if _is_told(i, v) else FORMULES[v] for v in i.variantes)
    statut = "\n\n".join([STATUTS[i.statut], *map(format_fait, i.faits)])
    return f"""# {i.code} · {i.libelle}

{THEMES[i.theme]} · unité : {i.unite} · version {i.version}

## Ce qui est mesuré

{i.methode}

## Statut

{statut}

## Population

{i.population.texte}

## Formule

{formules}

## Limites

{limites}

## Source

{i.source}.

## Exemple

Cet exemple est recalculé à chaque essai du programme.

{_format_exemple(i)}
"""


def format_fait(citation: str) -> str:
    fait = find_fait(citation)
    lu = f"lu le {fait.lu_le:%d/%m/%Y}" if fait.lu_le else "jamais lu"
    reserve = f" {fait.reserve}" if fait.reserve else ""
    return (
        f"- {tell_citation(citation)} [{fait.texte}]({fait.lien}), {fait.version} ; {lu} chez "
        f"{fait.reproduit_par} ; {fait.niveau.mots} (fait `{citation}`).{reserve}"
    )


def format_index() -> str:
    sections = [
        f"## {titre}\n\n" + _list_codes(i for i in INDICATEURS if i.theme == theme)
        for theme, titre in THEMES.items()
    ]
    sections.append(f"{_DEMANDES}\n\n{_list_codes(DEMANDES)}")
    return "\n\n".join([_PRESENTATION, *sections]) + "\n"


def _list_codes(indicateurs: Iterable[Indicateur]) -> str:
    return format_table(
        ["Code", "Indicateur"], [[f"[{i.code}]({i.code}.md)", i.libelle] for i in indicateurs]
    )


_DEMANDES: Final = """## À la demande

Calculés pour un acheteur et une année quand on les demande, jamais gardés."""

_PRESENTATION: Final = f"""# Méthodes de calcul

Une page par indicateur, écrite à partir de sa définition. Les règles communes :

- Une réponse est *oui*, *non* ou *inconnue*. La valeur est calculée sur les réponses connues ;
  « au moins » compte tous les inconnus comme des *non*, « au plus » comme des *oui*.
- Sans marché, il n'y a pas de valeur ; sans réponse connue non plus. Il n'y a jamais de 0 % pour
  dire que la donnée manque.
- Un marché est un lot attribué, quel que soit le nombre de ses titulaires ; il compte dans l'année
  de sa première notification.
- Les concessions ont leurs propres volumes et n'entrent dans aucune part.
{format_fait("CCP-D2111-3.concessions")}"""


def format_pages() -> dict[Path, str]:
    pages = {METHODES / f"{i.code}.md": format_page(i) for i in (*INDICATEURS, *DEMANDES)}
    return {METHODES / "README.md": format_index(), **pages}


def main() -> None:
    fichiers = format_pages()
    METHODES.mkdir(parents=True, exist_ok=True)
    for ancien in set(METHODES.iterdir()) - fichiers.keys():
        ancien.unlink()
    for fichier, texte in fichiers.items():
        fichier.write_text(texte, encoding="utf-8")
    sys.stdout.write(f"{len(fichiers)} fichiers écrits.\n")


if __name__ == "__main__":
    main()

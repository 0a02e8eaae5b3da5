"""`spaser preuve`: from a figure back to the contracts, their file and their rank."""

from pathlib import Path
from typing import Final

import click

from spaser.cli.choix_acheteur import check_saisie, choose_acheteur, open_store
from spaser.cli.commandes.indicateurs import find_definition
from spaser.cli.console import deliver, dump_json, make_console
from spaser.cli.saisies import ANNEE, ENTIER, option_entrepot, options_sortie
from spaser.documents.preuve import Preuve, dump_preuve, write_preuve_csv
from spaser.documents.vue_bilan import JUMEAUX
from spaser.donnees.valeurs import Fiche, Variante
from spaser.erreurs import ErreurSpaser

_PAR_SUFFIXE: Final = {".json": "json", ".csv": "csv"}


@click.command()
@click.argument("siren", help="SIREN ou SIRET de l’acheteur, ou son nom s’il est seul à le porter.")
@click.argument("indicateur", help="Code de l’indicateur, par exemple SOC-01.")
@click.option("--annee", type=ANNEE, required=True, help="Année du chiffre.")
@click.option(
    "--expression",
    type=click.Choice(("nombre", "montant", "moyenne", "total")),
    help="Le chiffre à prouver quand l’indicateur en a plusieurs ; sinon, le premier.",
)
@options_sortie(["texte", "json", "csv"])
@click.option(
    "--limite",
    type=ENTIER,
    default=15,
    show_default=True,
    help="Marchés montrés par état, en texte ; 0 pour tous.",
)
@option_entrepot
def preuve(  # noqa: PLR0913, PLR0917 - one parameter an option
    siren: str,
    indicateur: str,
    annee: int,
    expression: Variante | None,
    forme: str | None,
    limite: int,
    sortie: Path | None,
    entrepot: Path,
) -> None:
    """Montre les marchés derrière un chiffre.

    Chaque marché est compté, non compté, sans réponse ou écarté ; il porte le nom de son fichier
    et son rang dans ce fichier, pour le retrouver.
    """
    check_saisie(siren)
    forme = forme or _PAR_SUFFIXE.get(sortie.suffix.lower() if sortie else "", "texte")
    if forme == "texte" and sortie is not None:
        raise click.UsageError("Dans un fichier, la preuve s’écrit en json ou en csv.")
    resultat = _make_preuve(entrepot, siren, indicateur, expression, annee)
    if forme == "json":
        deliver(dump_json(dump_preuve(resultat)) + "\n", sortie)
    elif forme == "csv":
        deliver(write_preuve_csv(resultat), sortie)
    else:
        from spaser.cli.preuve_texte import print_preuve

        print_preuve(make_console(), resultat, limite)


def _make_preuve(
    entrepot: Path, saisie: str, code: str, expression: Variante | None, annee: int
) -> Preuve:
    from spaser.donnees.bilan import annee_absente
    from spaser.donnees.indicateurs import fiches
    from spaser.donnees.indicateurs.demande.axes import Axe, map_groupes
    from spaser.donnees.indicateurs.preuve import list_preuve

    fiche = find_definition(fiches(), code)
    variante = _choose_variante(fiche, expression)
    with open_store(entrepot) as ouvert:
        acheteur = choose_acheteur(ouvert, saisie)
        _check_listes(fiche, ouvert.listes_absentes)
        lignes = list_preuve(ouvert, acheteur.siren, fiche.code, annee, variante)
        familles = map_groupes(ouvert, acheteur.siren, annee)[Axe.FAMILLE]
    if not lignes:
        raise annee_absente(acheteur, annee)
    return Preuve(acheteur, fiche, variante, annee, tuple(lignes), familles)


def _check_listes(fiche: Fiche, absentes: frozenset[str]) -> None:
    """Refuse to prove a figure that could not be computed for want of a list."""
    from spaser.donnees.indicateurs.catalogue import PAR_CODE
    from spaser.donnees.indicateurs.textes import tell_absentes

    if manquantes := PAR_CODE[fiche.code].referentiels_requis & absentes:
        raise ErreurSpaser(
            f"{fiche.code} n’a pas de chiffre. {tell_absentes(manquantes)}",
            "Importez-la comme un fichier de marchés : spaser importer FICHIER…",
        )


def _choose_variante(fiche: Fiche, voulue: Variante | None) -> Variante:
    from spaser.donnees.indicateurs.catalogue import PAR_CODE

    variantes = PAR_CODE[fiche.code].variantes
    if voulue is None:
        return variantes[0]
    if voulue in variantes:
        return voulue
    jumeau = JUMEAUX.get(fiche.code)
    conseil = f" Son jumeau en valeur est {jumeau}." if jumeau and voulue == "montant" else ""
    raise click.BadParameter(
        f"{fiche.code} se donne en {' ou en '.join(variantes)}.{conseil}", param_hint="--expression"
    )

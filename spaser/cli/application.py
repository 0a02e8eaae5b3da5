"""The `spaser` command and the list of what it can do."""

from typing import Final

import click

from spaser.cli.groupe import GroupeFrancais
from spaser.version import read_version

_COMMANDES: Final[dict[str, str]] = {
    nom: f"spaser.cli.commandes.{nom}"
    for nom in (
        "demarrer", "importer", "acheteurs", "bilan", "preuve", "indicateurs", "controler",
        "verifier", "depenses", "demo", "preparer", "serve", "travailler", "sauvegarder",
        "restaurer", "eprouver", "faits",
    )
}  # fmt: skip

_EPILOGUE: Final = """
\b
Pour commencer :
  spaser demarrer                 montre un territoire inventé
  spaser importer FICHIER…        lit de vrais marchés
  spaser acheteurs ville          trouve le SIREN d’un acheteur
  spaser bilan SIREN              montre ses chiffres
  spaser preuve SIREN CODE …      montre les marchés derrière un chiffre

Codes de sortie : 0 tout va bien, 1 problème dans les données, 2 commande mal écrite,
130 interruption.
"""


def _show_version(contexte: click.Context, option: click.Parameter, demandee: object) -> None:
    del option
    if demandee and not contexte.resilient_parsing:
        click.echo(f"spaser, version {read_version()}")
        contexte.exit()


@click.group(
    cls=GroupeFrancais,
    modules=_COMMANDES,
    epilog=_EPILOGUE,
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version,
    help="Affiche la version et quitte.",
)  # fmt: skip
def spaser() -> None:
    """Les chiffres d’un SPASER, tirés des données ouvertes de la commande publique.

    Lit des fichiers de marchés publics (DECP), en tire les quatre chiffres du schéma, et remonte
    de chaque chiffre aux marchés qui le composent.
    """

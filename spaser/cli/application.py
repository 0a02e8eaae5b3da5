"""A group of commands that loads them late and turns every mishap into a French sentence.

Click's own words come from the gettext catalogue that Click already looks for.
"""

import errno
import gettext
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from spaser.documents.francais import INSECABLE, capitalize, typographie
from spaser.elements import ErreurSpaser, read_version

DOSSIER: Final = Path(__file__).parent / "locale"
DOMAINE: Final = "messages"  # the only domain Click asks


def install_catalogue() -> None:
    """Make Click speak French in this process, whatever the language of the machine."""
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain(DOMAINE, DOSSIER)
    gettext.textdomain(DOMAINE)


CODE_DONNEES: Final = 1
CODE_INTERRUPTION: Final = 130

_RAISONS: Final[dict[int, str]] = {
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.ENOENT: "ce fichier ou ce dossier n’existe pas",
    errno.EISDIR: "c’est un dossier, pas un fichier",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EEXIST: "ce nom est déjà pris",
    errno.ENOSPC: "il n’y a plus de place sur le disque",
    errno.EROFS: "le disque est en lecture seule",
    errno.EDQUOT: "le quota de disque est atteint",
}


class GroupeFrancais(click.Group):
    """Commands imported only when they are asked for, with those of their module."""

    def __init__(self, *args: Any, modules: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of a first use, not of the alphabet."""
        del ctx
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in self.modules:
            return None
        module = import_module(self.modules[cmd_name])
        commande: click.Command = getattr(module, cmd_name)
        return commande

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a misspelt one is answered with its nearest names."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise click.NoSuchCommand(args[0], possibilities=self.modules, ctx=ctx)
        return super().resolve_command(ctx, args)

    def main(  # type: ignore[override]  # Click's overloads only tell when it returns
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> object:
        """Run, then leave with a code; `standalone_mode` keeps Click's meaning."""
        install_catalogue()
        if not standalone_mode:
            return super().main(args, prog_name, standalone_mode=False, **extra)
        _accept_every_letter()
        return sys.exit(self._run(args, prog_name, extra))

    def _run(self, args: Sequence[str] | None, prog_name: str | None, extra: dict[str, Any]) -> int:
        try:
            code = super().main(args, prog_name, standalone_mode=False, **extra)
        except click.Abort:
            click.echo("Interrompu.", err=True)
            return CODE_INTERRUPTION
        except click.ClickException as erreur:
            erreur.show()
            return erreur.exit_code
        except ErreurSpaser as erreur:
            return tell_erreur(erreur.message, erreur.conseil)
        except OSError as erreur:
            raison = _RAISONS.get(erreur.errno or 0, erreur.strerror or str(erreur))
            nom = erreur.filename
            return tell_erreur(f"{nom} : {raison}." if nom else f"{capitalize(raison)}.")
        except Exception as erreur:  # noqa: BLE001 - the last net: a user never meets a traceback
            return _tell_inattendue(erreur)
        return code if isinstance(code, int) else 0


def _accept_every_letter() -> None:
    """Let a terminal that lacks a letter show « ? » instead of ending the command."""
    for flux in (sys.stdout, sys.stderr):
        if hasattr(flux, "reconfigure"):
            flux.reconfigure(errors="replace")


def tell_erreur(message: str, conseil: str | None = None) -> int:
    """Say what is wrong and what to do; return the code to leave with."""
    click.echo(f"Erreur{INSECABLE}: {typographie(message)}", err=True)
    if conseil:
        click.echo(typographie(conseil), err=True)
    return CODE_DONNEES


def _tell_inattendue(erreur: Exception) -> int:
    """Tell a fault of ours: short for the user, whole for who wants to report it."""
    if os.environ.get("SPASER_TRACE"):
        raise erreur
    return tell_erreur(
        f"Une erreur inattendue s’est produite ({type(erreur).__name__} : {erreur}).",
        "Relancez avec SPASER_TRACE=1 pour en voir le détail, et signalez-la.",
    )


# --- The `spaser` command and the list of what it can do ---


_COMMANDES: Final[dict[str, str]] = {
    nom: f"spaser.cli.commandes.{module}"
    for nom, module in (
        ("demarrer", "service"),
        ("importer", "marches"),
        ("editions", "marches"),
        *((nom, "chiffres") for nom in ("acheteurs", "bilan", "preuve", "indicateurs")),
        ("exporter", "exports"),
        *((nom, "marches") for nom in ("controler", "verifier")),
        ("depenses", "chiffres"),
        *((nom, "service") for nom in ("demo", "preparer", "serve", "travailler")),
        *((nom, "sauvegardes") for nom in ("sauvegarder", "restaurer", "eprouver")),
        ("faits", "service"),
    )
}

_EPILOGUE: Final = """
\b
Pour commencer :
  spaser demarrer                 montre un territoire inventé
  spaser importer FICHIER…        lit de vrais marchés
  spaser acheteurs ville          trouve le SIREN d’un acheteur
  spaser bilan SIREN              montre ses chiffres
  spaser preuve SIREN CODE …      montre les marchés derrière un chiffre
  spaser exporter FICHIER…        les donne, chacun une fois, à un autre programme

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

"""Control of a JSON file: one object, in UTF-8, that can be read without harm."""

from __future__ import annotations

import json
from typing import IO, Final

from spaser.web.socle.fichiers.erreurs import Defaut

_REMEDE: Final = "Vérifiez-le avec le schéma publié sur ce site, puis envoyez-le de nouveau."


def check_json(fichier: IO[bytes]) -> None:
    """Raise Defaut if the file is not one JSON object."""
    fichier.seek(0)
    try:
        contenu = json.loads(fichier.read().decode("utf-8-sig"))
    except UnicodeDecodeError as erreur:
        raise Defaut("n’est pas écrit en UTF-8.", _REMEDE) from erreur
    except json.JSONDecodeError as erreur:
        place = f"ligne {erreur.lineno}, colonne {erreur.colno}"
        raise Defaut(f"n’est pas un JSON correct ({place}).", _REMEDE) from erreur
    except RecursionError as erreur:
        raise Defaut("est un JSON trop profond.", _REMEDE) from erreur
    except ValueError as erreur:
        raise Defaut("contient un nombre démesuré.", _REMEDE) from erreur
    if not isinstance(contenu, dict):
        raise Defaut("ne contient pas un objet JSON.", _REMEDE)

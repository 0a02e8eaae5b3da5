"""What to do about a wrong value of a setting, in French; nothing about a right one."""

import os
import re
from collections.abc import Callable
from datetime import date
from email.utils import parseaddr
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

type Controle = Callable[[str], str]  # what to do about a wrong value, empty for a right one

BOUCLE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
ANNUAIRE: Final = "recherche-entreprises"
SCHEMAS_BASE: Final = ("postgresql", "postgres")
SCHEMAS_COURRIEL: Final = ("smtp", "smtp+tls", "smtps")
_HOTE: Final = re.compile(r"\*|\.?[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\]")
_COURRIEL: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;.]+(?:\.[^@\s<>,;.]+)+")
# Public keys of age, by their length: X25519, and its hybrid that resists a quantum computer.
_CLE_AGE: Final = re.compile(r"(age|age1pq)1([02-9ac-hj-np-z]{58}|[02-9ac-hj-np-z]{1952})")
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATEUR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
CLE_PRIVEE: Final = "age-secret-key"
_ALGORITHMES: Final = tuple(
    f"{famille}{taille}" for famille in ("RS", "ES", "PS", "HS") for taille in (256, 384, 512)
)
_SECRET_MIN: Final = 50
_SIGNES_MIN: Final = 8  # different ones: a key drawn in digits alone has ten
_EXEMPLE: Final = "a-remplacer"  # how the key of deploiement/reglages.env.exemple starts
_TIRAGE: Final = 'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
_CHANGEE: Final = (
    "Sur un site déjà ouvert, chacun se reconnecte, et les liens envoyés et codes de secours sont "
    "à refaire."
)
_CHEMINS: Final = 5


def check_libre(texte: str) -> str:
    return "" if min(texte, default=" ") >= " " else "Écrivez ce texte sur une seule ligne."


def check_secret(texte: str) -> str:
    """Take a long key that was drawn, or nothing."""
    longue = len(texte) >= _SECRET_MIN and len(set(texte)) >= _SIGNES_MIN
    if not texte or (longue and not texte.startswith(_EXEMPLE) and not _is_repeated(texte)):
        return ""
    return f"Donnez au moins {_SECRET_MIN} signes tirés au hasard, par exemple ceux de : {_TIRAGE}."


def _is_repeated(texte: str) -> bool:
    """Tell whether a text is one shorter text again and again."""
    return any(texte[pas:] == texte[:-pas] for pas in range(1, len(texte) // 2 + 1))


def check_cle_du_site(texte: str) -> str:
    souci = check_secret(texte)
    return souci and f"{souci} {_CHANGEE}"


def check_oui(texte: str) -> str:
    return "" if texte in {"", "oui", "non"} else "Écrivez « oui », ou retirez cette variable."


def one_of(*admis: str) -> Controle:
    choix = f"{', '.join(admis[:-1])} ou {admis[-1]}"
    return lambda texte: "" if texte in admis else f"Choisissez {choix}."


def between(minimum: int, maximum: int) -> Controle:
    def check(texte: str) -> str:
        nombre = texte.isascii() and texte.isdigit() and len(texte) < len(str(maximum)) + 2
        if nombre and minimum <= int(texte) <= maximum:
            return ""
        return f"Donnez un nombre entier, de {minimum} à {maximum}."

    return check


def check_memoire(texte: str) -> str:
    """Take a size in megabytes, or nothing."""
    return between(1024, 1_048_576)(texte) if texte else ""


def check_jour(texte: str) -> str:
    try:
        date.fromisoformat(texte)
    except ValueError:
        return "Donnez un jour qui existe, écrit AAAA-MM-JJ, par exemple 2027-11-01."
    return ""


def check_courriel(texte: str) -> str:
    """Take a mail address, alone or after a name; or nothing."""
    if not texte or _COURRIEL.fullmatch(parseaddr(texte)[1]):
        return ""
    return "Donnez une adresse électronique, par exemple contact@exemple.fr."


def check_expediteur(texte: str) -> str:
    """Take a mail address; there must be one."""
    if texte and not check_courriel(texte):
        return ""
    return "Donnez une adresse, par exemple : SPASER <spaser@exemple.fr>."


def check_signalement(texte: str) -> str:
    """Take an address of RFC 9116, or nothing."""
    parties = split_adresse(texte)
    courriel = parties and parties.scheme == "mailto" and _COURRIEL.fullmatch(parties.path)
    page = parties and parties.scheme == "https" and parties.hostname
    if not texte or courriel or page:
        return ""
    return "Donnez « mailto: » suivi d’une adresse électronique, ou une adresse en https."


def check_page(texte: str) -> str:
    parties = split_adresse(texte)
    if not texte or (parties and parties.scheme == "https" and parties.hostname):
        return ""
    return "Donnez l’adresse d’une page en https."


def check_hotes(texte: str) -> str:
    hotes = [morceau.strip() for morceau in texte.split(",") if morceau.strip()]
    if hotes and all(_HOTE.fullmatch(hote) for hote in hotes):
        return ""
    return "Donnez des noms d’hôte seuls, sans https:// ni port, séparés par des virgules."


def check_adresse(texte: str) -> str:
    """Take the root of a site; plain http is for one's own machine only."""
    parties = split_adresse(texte)
    if parties is None or not parties.hostname or parties.path.strip("/") or parties.query:
        return "Donnez l’adresse seule, sans chemin, par exemple https://spaser.exemple.fr."
    if parties.scheme == "https" or (parties.scheme == "http" and parties.hostname in BOUCLE):
        return ""
    return "Donnez l’adresse du site en https (en http, seuls 127.0.0.1 et localhost sont admis)."


def check_emetteur(texte: str) -> str:
    parties = split_adresse(texte)
    sure = parties and (parties.scheme == "https" or parties.hostname in BOUCLE)
    if not texte or (sure and parties and parties.hostname):
        return ""
    return "Donnez l’adresse de l’émetteur en https, ou retirez cette variable."


def check_annuaire(texte: str) -> str:
    """Take the name of the directory, the address of one that answers alike, or nothing."""
    if texte == ANNUAIRE or not check_emetteur(texte):
        return ""
    return f"Écrivez « {ANNUAIRE} », ou retirez cette variable."


def check_rapports(texte: str) -> str:
    """Take the address of a server of reports, with its public key and the number of a project."""
    adresse = split_adresse(texte)
    if not texte or (
        adresse and adresse.scheme in {"http", "https"} and adresse.username and adresse.path != "/"
    ):
        return ""
    return "Donnez l’adresse telle que le serveur la montre : https://clé@hôte/numéro."


def check_portees(texte: str) -> str:
    if "openid" in texte.split():
        return ""
    return "Donnez des portées séparées par des espaces, dont « openid »."


def check_chemins(texte: str) -> str:
    if len([morceau for morceau in texte.split(",") if morceau.strip()]) == _CHEMINS:
        return ""
    return (
        "Donnez cinq chemins séparés par des virgules : autorisation, jeton, identité, clés, fin."
    )


check_algorithme: Final = one_of(*_ALGORITHMES)


def check_base(texte: str) -> str:
    parties = split_adresse(texte)
    if not texte or (parties and parties.scheme in SCHEMAS_BASE and parties.path.strip("/")):
        return ""
    return "Donnez postgresql://utilisateur:mot-de-passe@serveur:5432/base ; sans elle, SQLite."


def check_serveur_courriel(texte: str) -> str:
    parties = split_adresse(texte)
    if not texte or (parties and parties.scheme in SCHEMAS_COURRIEL and parties.hostname):
        return ""
    return "Donnez smtp://serveur:port, smtp+tls://… ou smtps://… ; sans elle, un dossier."


def check_clamd(texte: str) -> str:
    parties = split_adresse(texte)
    reseau = parties and parties.scheme == "tcp" and parties.hostname
    prise = parties and parties.scheme == "unix" and parties.path.startswith("/")
    if not texte or reseau or prise:
        return ""
    return "Donnez tcp://serveur:3310, ou unix: suivi d’un chemin complet."


def check_dossier(texte: str) -> str:
    """Take a folder that can be written, or made."""
    if not texte.strip():
        return "Donnez le chemin d’un dossier, ou retirez cette variable."
    try:
        return _check_chemin(Path(texte).absolute())
    except (OSError, ValueError):  # a name too long, a letter that no path holds
        return "Donnez le chemin d’un dossier : celui-ci ne peut pas en être un."


def _check_chemin(chemin: Path) -> str:
    existant = next(parent for parent in (chemin, *chemin.parents) if parent.exists())
    if not existant.is_dir():
        return f"Donnez le chemin d’un dossier : « {existant} » est un fichier."
    droits = os.R_OK | os.X_OK | (os.W_OK if existant != chemin else 0)
    if not os.access(existant, droits):
        return f"Donnez à l’utilisateur du site le droit d’écrire dans « {existant} »."
    return ""


def check_dossier_ecrit(texte: str) -> str:
    if souci := check_dossier(texte):
        return souci
    chemin = Path(texte).absolute()
    if chemin.exists() and not os.access(chemin, os.W_OK):
        return f"Donnez à l’utilisateur du site le droit d’écrire dans « {chemin} »."
    return ""


def check_dossier_voulu(texte: str) -> str:
    return check_dossier_ecrit(texte) if texte else ""


def check_cle_age(texte: str) -> str:
    if CLE_PRIVEE in texte.lower():
        return "C’est une clé privée : ôtez-la de ce serveur, et donnez la publique (« age1… »)."
    if not texte or all(map(_is_cle_age, split_cles(texte))):
        return ""
    return "Donnez une clé publique d’age, qui commence par « age1 » (age-keygen en fait une)."


def split_cles(texte: str) -> list[str]:
    """Return the keys of a list, any of which opens what is encrypted."""
    return [cle.strip() for cle in texte.split(",")]


def _is_cle_age(cle: str) -> bool:
    """Check a key and its sum (Bech32, without its limit of length)."""
    lue = _CLE_AGE.fullmatch(cle)
    prefixe, somme = (lue[1] if lue else "").encode(), 1
    suite = map(_BECH32.index, lue[2] if lue else "")
    for valeur in (*(c >> 5 for c in prefixe), 0, *(c & 31 for c in prefixe), *suite):
        haut, somme = somme >> 25, (somme & 0x1FFFFFF) << 5 ^ valeur
        for rang, terme in enumerate(_GENERATEUR):
            somme ^= terme * (haut >> rang & 1)
    return bool(lue) and somme == 1


def split_adresse(texte: str) -> SplitResult | None:
    try:
        parties = urlsplit(texte)
        parties.port  # noqa: B018 - read for what it refuses
    except ValueError:
        return None
    return None if any(lettre.isspace() for lettre in texte) else parties

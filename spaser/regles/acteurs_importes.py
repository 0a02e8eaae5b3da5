"""The table of stakeholders as a file: cells read as values, rows as stakeholders, and written."""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from spaser.elements import fold_mots, read_identifiant
from spaser.moteur.tables.modele import Remarque
from spaser.moteur.tables.rangees import Rangee
from spaser.regles import acteurs
from spaser.regles.champs import ChampDit, GenreDit, change, index_champs, write_dite
from spaser.regles.nomenclatures import Nomenclature

# --- Cells of the table of stakeholders that say two things, read and written ---
# People write them freely: what is not understood is kept as a text. What we write comes back as
# it was: « Partenariat : » on a line of its own, then the contribution.


type Formes = tuple[acteurs.FormeSollicitation, ...]

SEPARATEUR_FORMES: Final = " ; "
_A_DEFINIR: Final = "À définir"
_TETE: Final = re.compile(r"([^\n]+?) :\n(.+)", re.DOTALL)  # as we write it
_PAR_LIBELLE: Final = {role.libelle: role for role in acteurs.RoleActeur}
_FORMES_PAR_LIBELLE: Final = {forme.libelle: forme for forme in acteurs.FormeSollicitation}
_EXEMPLES: Final = re.compile(
    r"[\s(\[,]*\b(?:par exemple|p\. ?ex\.?|ex(?:emples?)?\.?)\s*:\s*"
    r"|\s*[(\[](?:par exemple|ex\.?)\s+",
    re.IGNORECASE,
)
_ROLES: Final = {
    fold_mots(nom): role for role in acteurs.RoleActeur for nom in (role.value, role.libelle)
} | {
    "information": acteurs.RoleActeur.INFORMATION,
    "coconstruction": acteurs.RoleActeur.CO_CONSTRUCTION,
    "decisionnaire": acteurs.RoleActeur.DECISION,
    "decideur": acteurs.RoleActeur.DECISION,
    "partenaire": acteurs.RoleActeur.PARTENARIAT,
    "consulte": acteurs.RoleActeur.CONSULTATION,
}
_FORMES: Final = {
    fold_mots(nom): forme
    for forme in acteurs.FormeSollicitation
    for nom in (forme.value, forme.libelle)
} | {
    "participation a un comite": acteurs.FormeSollicitation.COMITE,
    "atelier": acteurs.FormeSollicitation.ATELIER,
    "ateliers": acteurs.FormeSollicitation.ATELIER,
    "envoi de contenu": acteurs.FormeSollicitation.ENVOI,
    "entretiens": acteurs.FormeSollicitation.ENTRETIEN,
}
_SUITE: Final = re.compile(r"\s*(?:[:;,(/\n]|\s[–—-]\s)\s*")
_LISTE: Final = re.compile(r"\s*[;,/\n]\s*")


def read_role(texte: str) -> acteurs.RoleActeur | None:
    return _ROLES.get(fold_mots(texte))


def split_role(texte: str) -> tuple[acteurs.RoleActeur | None, str]:
    """Part « Partenariat : relais des ateliers »; a text without role is a contribution."""
    if (ecrit := _TETE.fullmatch(texte)) and ecrit[1] in {*_PAR_LIBELLE, _A_DEFINIR}:
        return _PAR_LIBELLE.get(ecrit[1]), ecrit[2]
    if role := read_role(texte):
        return role, ""
    tete, reste = _split(texte)
    role = read_role(tete)
    autres = [trouve for morceau in _LISTE.split(reste) if (trouve := read_role(morceau))]
    if role and autres:
        return max(role, *autres, key=lambda r: r.rang), texte
    return (role, reste) if role else (None, texte)


def split_formes(texte: str) -> tuple[Formes, str]:
    """Part the forms of the list from what else is said of how one is solicited."""
    if trouve := _TETE.fullmatch(texte):
        ecrites = [_FORMES_PAR_LIBELLE.get(nom) for nom in trouve[1].split(SEPARATEUR_FORMES)]
        if None not in ecrites:
            return acteurs.sort_formes({forme for forme in ecrites if forme}), trouve[2]
        if trouve[1] == _A_DEFINIR:
            return (), trouve[2]
    formes, restes = set(), []
    for morceau in _LISTE.split(texte):
        if forme := _FORMES.get(fold_mots(morceau)):
            formes.add(forme)
        elif morceau:
            restes.append(morceau)
    return acteurs.sort_formes(formes), " ; ".join(restes)


def extract_siren(texte: str) -> str:
    lu = read_identifiant(texte)
    return lu.siren if lu else ""


def read_cle(texte: str) -> str:
    try:
        return str(uuid.UUID(texte.strip()))
    except ValueError:
        return ""


def _split(texte: str) -> tuple[str, str]:
    trouve = _SUITE.search(texte)
    if trouve is None:
        return texte, ""
    reste = texte[trouve.end() :]
    return texte[: trouve.start()], reste.removesuffix(")") if "(" in trouve[0] else reste


def write_role(role: acteurs.RoleActeur | None, contribution: str) -> str:
    tete = role.libelle if role else ""
    return _join(tete, contribution, lambda texte: split_role(texte) == (role, contribution))


def write_formes(formes: Formes, nature: str) -> str:
    tete = SEPARATEUR_FORMES.join(forme.libelle for forme in formes)
    return _join(tete, nature, lambda texte: split_formes(texte) == (formes, nature))


def _join(tete: str, reste: str, is_fidele: Callable[[str], bool]) -> str:
    """Write what is there alone where it is read as it is, else under its heading."""
    seul = "" if tete and reste else tete or reste
    return seul if is_fidele(seul) else f"{tete or _A_DEFINIR} :\n{reste}"


def split_exemples(texte: str) -> tuple[str, str]:
    trouve = _EXEMPLES.search(texte)
    if trouve is None or not trouve.start():
        return texte, ""
    exemples = texte[trouve.end() :].strip()
    ouverte = trouve[0].strip()[:1]
    return texte[: trouve.start()], exemples.rstrip(")]") if ouverte in {"(", "["} else exemples


# --- The table of stakeholders as a file: cells read as values, rows as stakeholders, and written
# ---
# What is missing or unknown is told; what is not understood is kept as a text.


# The programme's sheet, in its two steps and seven columns; then what finds a line again.
_ETAPE_1: Final = ("typologie", "nom", "description", "contact", "commentaire")
_REPERES: Final = ("siren", "source", "verifie_le", "cle")
BANDEAU: Final = (
    ("Étape 1 : identifier les acteurs clés", len(_ETAPE_1)),
    ("Étape 2 : définir les apports de chacun", len(acteurs.REUNIES)),
    ("Pour retrouver chaque acteur à l’import", len(_REPERES)),
)
_ROLE, _FORME = (champ.nom for champ in acteurs.REUNIES)
_DEUX_EN_UNE: Final = 2 * acteurs.TEXTE_MAX  # what a cell that says two things may hold


def list_colonnes_acteurs(champs: Iterable[ChampDit]) -> tuple[ChampDit, ...]:
    """Return the columns of our files: those of the programme, then what finds a line again."""
    dits = index_champs(champs)
    return (
        *(dits[nom] for nom in _ETAPE_1),
        *acteurs.REUNIES,
        *(dits[nom] for nom in _REPERES),
    )


@dataclass(frozen=True, slots=True)
class ActeurLu:
    """A row read; without a name it cannot join the table as it is."""

    numero: int
    acteur: acteurs.ActeurDit
    remarques: tuple[Remarque, ...] = ()

    @property
    def est_nommee(self) -> bool:
        return bool(self.acteur.nom)


@dataclass(frozen=True, slots=True)
class TableauLu:
    """A sheet read: which fields it has, its rows, and what was read as no stakeholder."""

    presents: frozenset[str]
    absents: tuple[str, ...]  # titles of the columns that are not there
    inconnus: tuple[Remarque, ...]  # columns that are not ours: kept in the comment
    lignes: tuple[ActeurLu, ...]
    remarques: tuple[Remarque, ...] = ()
    feuille: str = ""


def read_acteurs(
    rangees: Iterable[Rangee],
    lues: Iterable[str],
    inconnus: tuple[Remarque, ...],
    catalogue: acteurs.Catalogue,
    forme: type[acteurs.ActeurDit],
) -> TableauLu:
    """Read the rows of a sheet; `lues` are its columns, `inconnus` those that are not ours."""
    reunies = {champ.nom: champ.champs for champ in acteurs.REUNIES}
    presents = {champ for nom in lues for champ in reunies.get(nom, (nom,))}
    if inconnus:
        presents.add("commentaire")
    categories = _Categories()
    return TableauLu(
        frozenset(presents),
        tuple(c.titre for c in forme.champs if c.nom not in presents | {"cle"}),
        inconnus,
        tuple(
            _LectureActeur(rangee, catalogue, forme).read() for rangee in categories.part(rangees)
        ),
        tuple(categories.remarques),
    )


class _Categories:
    """The kinds that stand over several rows, as in the programme's sheet: none is a stakeholder.

    Its examples are no stakeholders either: they are left out, and that is told.
    """

    def __init__(self) -> None:
        self.remarques: list[Remarque] = []
        self._courante: tuple[int, str] | None = None  # of the rows below that name none

    def part(self, rangees: Iterable[Rangee]) -> Iterator[Rangee]:
        for rangee in rangees:
            texte = acteurs.clean_texte(str(rangee.valeurs.get("typologie", "")))
            categorie, exemples = split_exemples(texte)
            if set(rangee.valeurs) == {"typologie"} and not rangee.restes:
                self._head(rangee, categorie, exemples)
                continue
            if texte:
                self._courante = (rangee.numero, categorie) if exemples else None
                rangee.valeurs["typologie"] = categorie
                if exemples:
                    rangee.tell("typologie", f"Exemples laissés de côté : « {exemples[:200]} ».")
            elif self._courante:
                numero, rangee.valeurs["typologie"] = self._courante
                rangee.tell("typologie", f"Typologie reprise de la ligne {numero}.")
            yield rangee

    def _head(self, rangee: Rangee, categorie: str, exemples: str) -> None:
        """Take a row that holds a kind alone, or the title of a step, for a heading."""
        est_etape = fold_mots(categorie).startswith("etape ")
        self._courante = None if est_etape else (rangee.numero, categorie)
        quoi = "Titre d’étape" if est_etape else f"Catégorie « {categorie[:80]} »"
        probleme = f"{quoi} : aucun acteur sur cette ligne."
        if exemples:
            probleme += f" Ses exemples ne sont pas importés comme acteurs : « {exemples[:200]} »."
        rangee.tell("typologie", probleme)
        self.remarques += rangee.remarques


def make_listes(catalogue: acteurs.Catalogue) -> Mapping[str, Callable[[str], object]]:
    """Return, for each column of a closed list, what reads its words: shifted rows are found so."""
    return {
        "typologie": lambda texte: catalogue.read_typologie(split_exemples(texte)[0]),
        "role": read_role,
        _ROLE: lambda texte: split_role(texte)[0],
        "formes": lambda texte: split_formes(texte)[0],
        _FORME: lambda texte: split_formes(texte)[0],
        "cle": read_cle,
    }


def write_acteur(
    acteur: acteurs.ActeurDit, catalogue: acteurs.Catalogue
) -> list[str | date | None]:
    cellules: dict[str, Any] = dict(
        zip(
            (champ.nom for champ in acteur.champs),
            write_dite(acteur, lambda _, code: catalogue.name_typologie(code)),
            strict=True,
        )
    )
    cellules[_ROLE] = write_role(acteur.role, acteur.contribution)
    cellules[_FORME] = write_formes(acteur.formes, acteur.nature)
    return [cellules[champ.nom] for champ in list_colonnes_acteurs(acteur.champs)]


def write_modele(catalogue: acteurs.Catalogue) -> list[tuple[str, ...]]:
    vides = ("",) * (sum(nombre for _, nombre in BANDEAU) - 1)
    return [
        (f"{t.libelle} Ex : {t.exemples}", *vides) for t in catalogue.typologies if t.du_programme
    ]


class _LectureActeur:
    def __init__(
        self, rangee: Rangee, catalogue: acteurs.Catalogue, forme: type[acteurs.ActeurDit]
    ) -> None:
        self._rangee = rangee
        self._catalogue = catalogue
        self._forme = forme
        self._titres = {champ.nom: champ.titre for champ in forme.champs}
        self._restes: list[str] = []

    def read(self) -> ActeurLu:
        """Read the columns that rules spell in their own way, the others as texts."""
        lus: dict[str, Any] = {
            champ.nom: self._take(champ.nom)
            for champ in self._forme.champs
            if champ.genre is GenreDit.TEXTE
        }
        lus |= {
            "nom": self._read_nom(),
            "typologie": self._read_mot(
                "typologie", self._catalogue.read_typologie, "Typologie inconnue : « {} »"
            ),
            "siren": self._read_mot("siren", extract_siren, "« {} » n’est pas un SIREN : il"),
            "verifie_le": self._read_jour(),
            "cle": self._read_mot("cle", read_cle, "Identifiant inconnu : « {} »"),
        }
        lus["role"], lus["contribution"] = self._read_role(lus["contribution"])
        lus["formes"], lus["nature"] = self._read_formes(lus["nature"])
        self._keep_inconnus()
        commentaire = "\n".join(filter(None, [lus["commentaire"], *self._restes]))
        lus["commentaire"] = commentaire[: acteurs.TEXTE_MAX]
        return ActeurLu(self._rangee.numero, self._forme(**lus), tuple(self._rangee.remarques))

    def _read_nom(self) -> str:
        nom = acteurs.clean_nom(self._take("nom"))
        if not nom:
            self._rangee.tell(
                "nom", "Le nom de la structure manque : écrivez-le ici, ou dans le fichier."
            )
        if len(nom) > acteurs.NOM_MAX:
            self._keep(
                "nom", nom, f"Le nom dépasse {acteurs.NOM_MAX} signes : sa fin va au commentaire."
            )
        return nom[: acteurs.NOM_MAX].strip()

    def _read_mot(self, nom: str, lire: Callable[[str], str], inconnu: str) -> str:
        """Read a word that means something, else keep it in the comment."""
        texte = self._take(nom)
        lu = lire(texte)
        if texte and not lu:
            self._keep(nom, texte, f"{inconnu.format(texte)} va au commentaire.")
        return lu

    def _read_jour(self) -> date | None:
        valeur = self._rangee.valeurs.get("verifie_le")
        if valeur is None or isinstance(valeur, date):
            return valeur
        texte = acteurs.clean_texte(valeur)
        self._keep("verifie_le", texte, f"Date illisible : « {texte} » va au commentaire.")
        return None

    def _read_role(self, dite: str) -> tuple[acteurs.RoleActeur | None, str]:
        role, contribution = split_role(self._take(_ROLE, _DEUX_EN_UNE))
        if seul := self._take("role"):
            lu = read_role(seul)
            role = lu or role
            if lu is None:
                self._rangee.tell(
                    "role", f"Rôle inconnu : « {seul} » est gardé dans la contribution."
                )
                contribution = _under(seul, contribution)
        return role, _under(contribution, dite)

    def _read_formes(self, dite: str) -> tuple[Formes, str]:
        if ensemble := self._take(_FORME, _DEUX_EN_UNE):
            formes, reste = split_formes(ensemble)
        else:
            formes, reste = split_formes(self._take("formes"))
            if reste:
                probleme = f"Forme inconnue : « {reste} » est gardé dans la nature."
                self._rangee.tell("formes", probleme)
        return formes, _under(reste, dite)

    def _keep_inconnus(self) -> None:
        """Put what stands under the titles of others, or under no title, in the comment."""
        for reste in self._rangee.restes:
            texte = acteurs.clean_texte(reste.texte)
            if not texte:
                continue
            self._restes.append(f"{reste.titre} : {texte}" if reste.titre else texte)
            if not reste.titre:
                self._rangee.tell_reste(
                    reste, f"Cellule hors du tableau : « {texte[:80]} » va au commentaire."
                )

    def _take(self, nom: str, taille: int = acteurs.TEXTE_MAX) -> str:
        texte = acteurs.clean_texte(str(self._rangee.valeurs.get(nom, "")))
        if len(texte) > taille:
            self._rangee.tell(nom, f"Texte de plus de {taille} signes : la fin est coupée.")
        return texte[:taille].strip()

    def _keep(self, nom: str, texte: str, remarque: str) -> None:
        self._restes.append(f"{self._titres[nom]} : {texte}")
        self._rangee.tell(nom, remarque)


def _under(haut: str, bas: str) -> str:
    return "\n".join(filter(None, [haut, bas]))


# --- What importing a table would do, line by line, before anything is written ---


class CasImport(Nomenclature):
    NOUVEAU = "nouveau", "Nouveaux"
    DIFFERENT = "different", "Déjà là, différents"
    REPETE = "repete", "En double dans le fichier"
    FAUTIF = "fautif", "À corriger"
    IDENTIQUE = "identique", "Déjà là, identiques"


class DecisionImport(Nomenclature):
    AJOUTER = "ajouter", "Ajouter comme nouvel acteur"
    COMPLETER = "completer", "Fusionner : garder les deux textes"
    REMPLACER = "remplacer", "Remplacer par le fichier"
    IGNORER = "ignorer", "Ne rien changer"


_POSSIBLES: Final[Mapping[CasImport, tuple[DecisionImport, ...]]] = {
    CasImport.NOUVEAU: (DecisionImport.AJOUTER, DecisionImport.IGNORER),
    CasImport.DIFFERENT: (
        DecisionImport.COMPLETER,
        DecisionImport.REMPLACER,
        DecisionImport.AJOUTER,
        DecisionImport.IGNORER,
    ),
    CasImport.REPETE: (DecisionImport.COMPLETER, DecisionImport.AJOUTER, DecisionImport.IGNORER),
    CasImport.FAUTIF: (DecisionImport.IGNORER,),
    CasImport.IDENTIQUE: (DecisionImport.IGNORER,),
}


@dataclass(frozen=True, slots=True)
class PrevisionActeur:
    ligne: ActeurLu
    sort: CasImport
    defaut: DecisionImport
    existant: acteurs.ActeurDit | None = None
    jumelle: int | None = None  # the line of the file that names the same stakeholder
    differences: tuple[acteurs.Difference, ...] = ()

    @property
    def possibles(self) -> tuple[DecisionImport, ...]:
        return _POSSIBLES[self.sort]

    @property
    def raison(self) -> str:
        if self.sort is CasImport.REPETE:
            return f"Même acteur que la ligne {self.jumelle} : {self.ligne.acteur.nom}."
        if self.sort is CasImport.DIFFERENT and self.existant:
            return f"« {self.existant.nom} » est déjà dans le tableau, avec d’autres valeurs."
        return ""


def plan_import(
    tableau: TableauLu, existants: Iterable[acteurs.ActeurDit]
) -> tuple[PrevisionActeur, ...]:
    """Foresee each line: an identifier is believed first, then the name."""
    connus = list(existants)
    par_cle = {acteur.cle: acteur for acteur in connus}
    par_nom = {acteurs.fold_nom_acteur(acteur.nom): acteur for acteur in reversed(connus)}
    lues: dict[str, int] = {}
    previsions = []
    for ligne in tableau.lignes:
        prevision = _foresee(ligne, tableau.presents, (par_cle, par_nom), lues)
        previsions.append(prevision)
        if ligne.est_nommee:
            for cle in _keys(ligne.acteur):
                lues.setdefault(cle, ligne.numero)
    return tuple(previsions)


def resolve(
    prevision: PrevisionActeur, choix: DecisionImport, cible: acteurs.ActeurDit, tableau: TableauLu
) -> acteurs.ActeurDit:
    recu = prevision.ligne.acteur
    if choix is DecisionImport.REMPLACER:
        return acteurs.overwrite(cible, recu, tableau.presents)
    return acteurs.merge_acteurs(cible, recu)


def name_ligne(ligne: ActeurLu, nom: str) -> ActeurLu:
    """Give a line a name; an empty one leaves it as it is."""
    return replace(ligne, acteur=change(ligne.acteur, nom=nom)) if nom else ligne


def _keys(acteur: acteurs.ActeurDit) -> tuple[str, ...]:
    return tuple(filter(None, (acteur.cle, f"nom {acteurs.fold_nom_acteur(acteur.nom)}")))


def _foresee(
    ligne: ActeurLu,
    presents: frozenset[str],
    index: tuple[Mapping[str, acteurs.ActeurDit], Mapping[str, acteurs.ActeurDit]],
    lues: Mapping[str, int],
) -> PrevisionActeur:
    acteur = ligne.acteur
    par_cle, par_nom = index
    if not ligne.est_nommee:
        return PrevisionActeur(ligne, CasImport.FAUTIF, DecisionImport.IGNORER)
    jumelle = next((lues[cle] for cle in _keys(acteur) if cle in lues), None)
    existant = par_cle.get(acteur.cle)
    if existant is not None and acteur.cle not in lues:
        return _compare(
            ligne, existant, acteurs.overwrite(existant, acteur, presents), DecisionImport.REMPLACER
        )
    if jumelle is not None:
        distincts = bool(acteur.cle) and acteur.cle not in lues
        defaut = DecisionImport.AJOUTER if distincts else DecisionImport.COMPLETER
        return PrevisionActeur(ligne, CasImport.REPETE, defaut, jumelle=jumelle)
    existant = par_nom.get(acteurs.fold_nom_acteur(acteur.nom))
    if existant is not None:
        return _compare(
            ligne, existant, acteurs.merge_acteurs(existant, acteur), DecisionImport.COMPLETER
        )
    return PrevisionActeur(ligne, CasImport.NOUVEAU, DecisionImport.AJOUTER)


def _compare(
    ligne: ActeurLu, existant: acteurs.ActeurDit, apres: acteurs.ActeurDit, defaut: DecisionImport
) -> PrevisionActeur:
    differences = acteurs.list_differences(existant, apres)
    if not differences:
        return PrevisionActeur(ligne, CasImport.IDENTIQUE, DecisionImport.IGNORER, existant)
    return PrevisionActeur(ligne, CasImport.DIFFERENT, defaut, existant, differences=differences)

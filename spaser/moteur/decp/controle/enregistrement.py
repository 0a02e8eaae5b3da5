"""One record: brought to the names of v2, examined field by field, then as a whole."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from spaser.moteur.decp.champs import (
    ANCIENS_NOMS,
    FAMILLES,
    NOUVEAUX_CHAMPS,
    Champ,
    GenreChamp,
    Presence,
)
from spaser.moteur.decp.controle.modele import (
    ABSENT,
    Examen,
    Probleme,
    Releve,
    Sort,
    leave_out,
    make_date,
    make_nombre,
    refuse_structure,
    show_brut,
)
from spaser.moteur.decp.controle.regles import REGLES
from spaser.moteur.decp.controle.textes import (
    finish_entreprise,
    finish_lieu,
    make_booleen,
    make_cpv,
    make_libelle,
    make_libelles,
    make_lieu,
    make_siret,
    make_texte,
)
from spaser.moteur.decp.conversion.valeurs import ENVELOPPES
from spaser.moteur.decp.octets import (
    CARACTERE_INVALIDE,
    CLE_EN_DOUBLE,
    TEXTE_PARASITE,
    TEXTE_PERDU,
)

type Objet = dict[str, Any]
type _Finir = Callable[[Objet, str, Releve], Objet]

_SIMPLES: Final[dict[GenreChamp, Callable[[Champ, str], Examen]]] = {
    GenreChamp.TEXTE: make_texte,
    GenreChamp.IDENTIFIANT: make_texte,
    GenreChamp.SIRET: make_siret,
    GenreChamp.CPV: make_cpv,
    GenreChamp.LIEU: make_lieu,
    GenreChamp.DATE: make_date,
    GenreChamp.BOOLEEN: make_booleen,
    GenreChamp.LIBELLE: make_libelle,
    GenreChamp.LIBELLES: make_libelles,
}

_RIEN: Final[tuple[object, ...]] = (None, "", {}, [])


def choose_examen(champ: Champ, chemin: str, famille: str) -> Examen:
    """Return the examination of a field; `chemin` is its name for the user."""
    if champ.genre is GenreChamp.OBJET:
        return _make_objet(champ, chemin, famille)
    if champ.genre is GenreChamp.LISTE:
        return ExamenListe(champ, chemin, famille).examine
    simple = _SIMPLES.get(champ.genre)
    return simple(champ, chemin) if simple else make_nombre(champ, chemin, famille)


class ExamenObjet:
    """Examines the fields of an object; fields that the table does not know are kept."""

    __slots__ = ("_examens", "_finir", "_obligatoires", "_prefixe", "noms")

    def __init__(self, champs: tuple[Champ, ...], prefixe: str, famille: str) -> None:
        debut = f"{prefixe}." if prefixe else ""
        self._prefixe = prefixe
        self._examens = {c.nom: choose_examen(c, debut + c.nom, famille) for c in champs}
        self._obligatoires = {
            c.nom: debut + c.nom for c in champs if c.presence is Presence.OBLIGATOIRE
        }
        self._finir = _finish_of(champs)
        self.noms = frozenset(self._examens)

    def examine(self, objet: Objet, releve: Releve) -> Objet:
        """Return the object itself when nothing changes, else a repaired copy."""
        examens = self._examens
        changes: Objet | None = None
        for nom, brut in objet.items():
            examen = examens.get(nom)
            if examen is None:
                continue
            lu = examen(brut, releve)
            if lu is not brut:
                changes = changes or {}
                changes[nom] = lu
        if not self._obligatoires.keys() <= objet.keys():
            for nom in (nom for nom in self._obligatoires if nom not in objet):
                releve.ask(
                    "champ_absent", self._obligatoires[nom], None, "obligatoire, mais absent"
                )
        if changes:
            objet = {c: v for c, v in (objet | changes).items() if v is not ABSENT}
        return self._finir(objet, self._prefixe, releve) if self._finir else objet


def _finish_of(champs: tuple[Champ, ...]) -> _Finir | None:
    genres = {c.genre for c in champs}
    if GenreChamp.IDENTIFIANT in genres:
        return finish_entreprise
    return finish_lieu if GenreChamp.LIEU in genres else None


def _make_objet(champ: Champ, chemin: str, famille: str) -> Examen:
    examen = ExamenObjet(champ.champs, chemin, famille)
    seul = champ.champs[0].nom if len(champ.champs) == 1 else None

    def examine(brut: object, releve: Releve) -> object:
        if type(brut) is dict and brut:
            if is_objet_vide(brut):
                return leave_out(champ, chemin, None, releve)
            return examen.examine(brut, releve)
        if not brut and brut is not False and brut != 0:
            return leave_out(champ, chemin, None, releve)
        if isinstance(brut, list) and len(brut) == 1:
            releve.repair("enveloppe_absente", chemin, brut, "un seul groupe, sans liste")
            return examine(brut[0], releve)
        if seul and type(brut) in {str, int}:
            releve.repair("enveloppe_absente", chemin, brut, f"s’écrit {{« {seul} » : …}}")
            return examen.examine({seul: brut}, releve)
        attendu = "un groupe de champs : " + ", ".join(c.nom for c in champ.champs)
        return refuse_structure(chemin, brut, releve, attendu)

    return examine


class ExamenListe:
    """Examines objects wrapped one by one under a key."""

    __slots__ = ("champ", "chemin", "cle", "examen")

    def __init__(self, champ: Champ, chemin: str, famille: str) -> None:
        self.champ, self.chemin = champ, chemin
        self.examen = ExamenObjet(champ.champs, chemin, famille)
        self.cle = champ.enveloppe or ""

    def examine(self, brut: object, releve: Releve) -> object:
        """Return the list itself when nothing changes, else a repaired copy."""
        if type(brut) is not list or not brut:
            return self._examine_other(brut, releve)
        gardes: list[object] = []
        change = False
        for element in brut:
            dedans = element.get(self.cle) if type(element) is dict else None
            if type(dedans) is not dict:
                return self._examine_other(brut, releve)
            if is_objet_vide(dedans):
                releve.repair(
                    "element_vide", self.chemin, element, "cet élément vide est à retirer"
                )
                change = True
                continue
            lu = self.examen.examine(dedans, releve)
            change |= lu is not dedans
            gardes.append(element if lu is dedans else element | {self.cle: lu})
        if len(gardes) > 1 and not self.champ.repetable:
            change |= _remove_copies(gardes, self.chemin, releve)
        if not gardes and self.champ.presence is Presence.OBLIGATOIRE:
            releve.ask("champ_absent", self.chemin, None, "obligatoire, mais vide")
        return (gardes or ABSENT) if change else brut

    def _examine_other(self, brut: object, releve: Releve) -> object:
        if brut is None or brut in ("", {}):
            return leave_out(self.champ, self.chemin, brut, releve)
        objets = [objet for objet in _unwrap(brut, self.cle) if objet not in _RIEN]
        if not objets:
            return self._examine_empty(releve)
        if any(type(objet) is not dict for objet in objets):
            return refuse_structure(self.chemin, brut, releve, f"une liste de « {self.cle} »")
        releve.repair("enveloppe_absente", self.chemin, brut, f"s’écrit [{{« {self.cle} » : …}}]")
        return self.examine([{self.cle: objet} for objet in objets], releve)

    def _examine_empty(self, releve: Releve) -> object:
        if self.champ.presence is Presence.OBLIGATOIRE:
            releve.ask("champ_absent", self.chemin, None, "obligatoire, mais la liste est vide")
        elif self.champ.vide_permis:
            return []
        elif not releve.xml:
            releve.repair("liste_vide", self.chemin, [], "une liste vide est à retirer")
        return ABSENT


def is_objet_vide(objet: Objet) -> bool:
    valeurs = objet.values()
    return not any(valeurs) and not any(v is False or v == 0 for v in valeurs)


def _unwrap(brut: object, cle: str) -> Iterator[object]:
    if isinstance(brut, list):
        for element in brut:
            yield from _unwrap(element, cle)
    elif isinstance(brut, dict) and len(brut) == 1 and _is_wrapper(brut, cle):
        yield from _unwrap(next(iter(brut.values())), cle)
    else:
        yield brut


def _is_wrapper(brut: Objet, cle: str) -> bool:
    (nom,) = brut
    return (nom == cle or nom in ENVELOPPES) and isinstance(brut[nom], dict | list)


def _remove_copies(elements: list[object], chemin: str, releve: Releve) -> bool:
    """Take off the elements that are there already; tell whether there were some."""
    uniques: list[object] = []
    for element in elements:
        if element in uniques:
            releve.repair("element_en_double", chemin, element, "le même élément y est deux fois")
        else:
            uniques.append(element)
    copies = len(uniques) < len(elements)
    elements[:] = uniques
    return copies


_EXAMENS: Final = {
    famille: ExamenObjet(champs, "", famille) for famille, champs in FAMILLES.items()
}
_PLIES: Final = {
    famille: {nom.casefold(): nom for nom in examen.noms} for famille, examen in _EXAMENS.items()
}
_PROPRES_CONCESSION: Final = frozenset({"valeurGlobale", "autoriteConcedante", "concessionnaires"})
_CONTENU: Final = frozenset({"objet", "montant", "valeurGlobale"})


class Verdict(NamedTuple):
    """What is wrong with a record, and the record once repaired (None: the buyer is needed)."""

    famille: str
    problemes: list[Probleme]
    repare: Objet | None

    @property
    def valide(self) -> bool:
        """Nothing is wrong, remarks aside."""
        return all(p.sort is Sort.REMARQUE for p in self.problemes)

    @property
    def conforme(self) -> bool:
        """The official schema takes the record as it is."""
        return not any(p.schema for p in self.problemes)


def examine_record(
    famille: str | None,
    valeurs: Objet,
    aujourdhui: date,
    *,
    xml: bool = False,
    anomalies: Iterable[Mapping[str, str | None]] = (),
) -> Verdict:
    """Examine a record; `famille` is told by the list that holds it, None when none does.

    `anomalies` are those that the reader met in its JSON.
    """
    releve = Releve(aujourdhui, xml=xml)
    if famille is None:
        famille = guess_famille(valeurs)
        message = "les contrats vont dans « marches », puis « marche » ou « contrat-concession »"
        releve.repair("racine_ancienne", "marches", None, message)
    if anomalies:
        _note_anomalies(anomalies, valeurs, releve)
    if NOUVEAUX_CHAMPS.isdisjoint(valeurs) and not _CONTENU.isdisjoint(valeurs):
        message = "ce contrat est publié dans le format d’avant 2024"
        releve.ask("format_ancien", "marches", None, message)
        return Verdict(famille, releve.problemes, None)
    examen = _EXAMENS[famille]
    if not valeurs.keys() <= examen.noms:
        valeurs = _rename(valeurs, famille, releve)
    objet = examen.examine(valeurs, releve)
    REGLES[famille](objet, releve)
    problemes = releve.problemes
    return Verdict(famille, problemes, None if problemes and releve.is_blocked() else objet)


def guess_famille(valeurs: Objet) -> str:
    """Return the family of a record whose list does not tell it."""
    genre = str(valeurs.get("_type") or valeurs.get("nature") or "").casefold()
    concession = "concession" in genre or genre.startswith("délégation")
    return "concession" if concession or not _PROPRES_CONCESSION.isdisjoint(valeurs) else "marche"


def _rename(valeurs: Objet, famille: str, releve: Releve) -> Objet:
    noms = _EXAMENS[famille].noms
    renommes: Objet = {}
    for cle, valeur in valeurs.items():
        if cle in noms:
            renommes[cle] = valeur
            continue
        officiel = _official_name(cle, famille)
        if officiel and officiel not in valeurs and officiel not in renommes:
            releve.repair("nom_de_champ", cle, valeur, f"ce champ s’appelle « {officiel} »")
            renommes[officiel] = valeur
        else:
            message = "ce champ n’existe pas dans le format : il est à retirer"
            releve.repair("propriete_interdite", cle, valeur, message)
    return renommes


def _official_name(cle: str, famille: str) -> str | None:
    nom = _PLIES[famille].get(cle.strip().casefold()) or ANCIENS_NOMS.get(cle)
    return nom if nom in _EXAMENS[famille].noms else None


_TEXTES_PERDUS: Final = frozenset({TEXTE_PARASITE, TEXTE_PERDU})
_JSON_REPARE: Final = "le texte du fichier est mal formé ici ; la lecture l’a rétabli"


def _note_anomalies(
    anomalies: Iterable[Mapping[str, str | None]], valeurs: Objet, releve: Releve
) -> None:
    for anomalie in anomalies:
        code, champ, valeur = anomalie["code"] or "", anomalie["champ"] or "", anomalie["valeur"]
        if code == CLE_EN_DOUBLE:
            _note_double(champ, valeur, valeurs, releve)
        elif code in _TEXTES_PERDUS:
            releve.ask(code, champ, valeur, "ce texte est hors de tout champ : où va-t-il ?")
        elif code == CARACTERE_INVALIDE:
            releve.remark(code, champ, valeur, "un caractère n’a pas pu être lu")
        else:
            releve.repair(code, champ, valeur, _JSON_REPARE)


def _note_double(champ: str, perdue: str | None, valeurs: Objet, releve: Releve) -> None:
    """Note a field given twice: that is repaired when it says the same thing twice."""
    if champ in valeurs and show_brut(valeurs[champ]) == perdue:
        releve.repair(CLE_EN_DOUBLE, champ, perdue, "le champ y est deux fois, avec une valeur")
    else:
        message = "le champ y est deux fois, avec deux valeurs : laquelle est la bonne ?"
        releve.ask(CLE_EN_DOUBLE, champ, perdue, message)

"""The results on one sheet of paper, to be posted: every line of the law, then as many as fit."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from spaser.documents.document import (
    Bloc,
    Document,
    EnLigne,
    Lien,
    Paragraphe,
    Section,
    Tableau,
    Texte,
)
from spaser.documents.document import Contenu as Cellule
from spaser.documents.francais import cut_titre, format_date, format_siren, pluriel, typographie
from spaser.documents.publication.textes import (
    NON_FIXEE,
    Parution,
    list_methode,
    list_sources,
    name_legales,
    tell_absents,
    tell_cible,
    tell_correction,
    tell_details,
    tell_doute,
    tell_ecart,
    tell_expression,
    tell_incompletes,
    tell_prochaine,
    tell_tendance,
    tell_valeur,
)
from spaser.faits.lecture import find_fait, tell
from spaser.metier.publication.modele import Contenu, LignePubliee, ResultatAnnee

LOI: Final = "CCP-L2111-3.indicateurs"
_AUTRES: Final = (30, 16, 8, 4, 0)  # as many other indicators as the page may hold
_NOM: Final = 110
_DETAIL: Final = 180
_PRESENTATION: Final = 600
_CORRECTIONS: Final = 3

type Preuve = Callable[[ResultatAnnee], str]


def write_variantes(
    contenu: Contenu, parution: Parution, preuve: Preuve = lambda _: ""
) -> tuple[Document, ...]:
    """Return the page at every length, the whole one first: what is left out is told.

    `preuve` gives the address of what is behind a value, empty when it has none.
    """
    nombres = [len(contenu.autres), *(n for n in _AUTRES if n < len(contenu.autres))]
    longues = [_Page(contenu, parution, preuve, n).write() for n in nombres]
    return (*longues, _Page(contenu, parution, preuve, 0, courte=True).write())


class _Page:
    """Writes the page with some of its other indicators; `courte`, with short details."""

    def __init__(
        self,
        contenu: Contenu,
        parution: Parution,
        preuve: Preuve,
        nombre: int,
        *,
        courte: bool = False,
    ) -> None:
        self.contenu, self.parution, self.preuve = contenu, parution, preuve
        self.autres = contenu.autres[:nombre]
        self.courte = courte

    def write(self) -> Document:
        contenu = self.contenu
        depuis = f", schéma adopté le {format_date(contenu.adopte_le)}" if contenu.adopte_le else ""
        return Document(
            titre=f"Achats responsables : nos résultats {contenu.periode}",
            sous_titre=f"{contenu.acheteur} (SIREN {format_siren(contenu.siren)}){depuis}",
            jour=self.parution.publiee_le or contenu.calcule_le,
            mention=typographie(self.parution.mention),
            blocs=tuple(self._list_blocs()),
            sections=(Section("Comment lire ces chiffres", tuple(self._list_methode())),),
        )

    def _list_blocs(self) -> Iterator[Bloc]:
        if self.parution.publiee_le is None:
            yield Paragraphe((Texte(typographie(self.parution.mention), fort=True),))
        for phrase in tell_incompletes(self.contenu):
            yield Paragraphe((Texte(self._cut(phrase, _DETAIL), fort=True),))
        if self.contenu.presentation:
            yield Paragraphe(self._cut(typographie(self.contenu.presentation), _PRESENTATION))
        yield self._write_tableau(self.contenu.legales, name_legales(), "publication_loi")
        if self.autres:
            yield self._write_tableau(
                self.autres, "Les autres indicateurs de notre schéma", "publication_autres"
            )
        reste = len(self.contenu.autres) - len(self.autres)
        if reste:
            quoi = pluriel(reste, "autre indicateur", "autres indicateurs")
            yield Paragraphe(typographie(f"À lire en ligne : {quoi}."))
        notes = (tell_absents(self.contenu), tell_prochaine(self.parution))
        if any(notes):
            yield Paragraphe(" ".join(filter(None, notes)))

    def _write_tableau(
        self, lignes: tuple[LignePubliee, ...], legende: str, identifiant: str
    ) -> Tableau:
        annees = self.contenu.annees
        return Tableau(
            legende,
            ("Indicateur", *map(str, annees), "Cible", "Écart à la cible"),
            tuple(tuple(self._write_ligne(ligne)) for ligne in lignes),
            (5, *(4 for _ in annees), 3, 3),
            ligne_nommee=True,
            identifiant=identifiant,
        )

    def _write_ligne(self, ligne: LignePubliee) -> Iterator[Cellule]:
        nom = typographie(". ".join(filter(None, (self._cut(ligne.nom, _NOM), _tell_mots(ligne)))))
        yield self._note(nom, tell_tendance(ligne))
        yield from (self._write_resultat(ligne, resultat) for resultat in ligne.resultats)
        yield self._note(tell_cible(ligne) or NON_FIXEE, tell_doute(ligne))
        yield (tell_ecart(ligne, ligne.dernier) if ligne.dernier else "") or "–"

    def _write_resultat(self, ligne: LignePubliee, resultat: ResultatAnnee) -> tuple[EnLigne, ...]:
        valeur, adresse = tell_valeur(ligne, resultat), self.preuve(resultat)
        marque = typographie(f"{resultat.marque}.") if resultat.marque else ""
        dits = self._cut(" ".join(tell_details(ligne, resultat)), _DETAIL)
        details = " ".join(filter(None, (marque, dits)))
        tete: EnLigne = Lien(valeur, adresse) if adresse else Texte(valeur, fort=True)
        return (tete, Texte(f"\n{details}")) if details else (tete,)

    def _note(self, texte: str, note: str) -> Cellule:
        return (Texte(texte), Texte(f"\n{self._cut(note, _DETAIL)}")) if note else texte

    def _list_methode(self) -> Iterator[Bloc]:
        loi = f"{tell(LOI)} {find_fait(LOI).texte}."
        phrases = [*list_methode(self.contenu), *list_sources(self.contenu)]
        if self.courte:
            phrases = [self._cut(phrase, _DETAIL) for phrase in phrases[:6]]
        yield Paragraphe(typographie(loi))
        yield Paragraphe(" ".join(phrases))
        for ligne in chain(self.contenu.legales, self.autres):
            if ligne.commentaire:
                texte = typographie(f"{ligne.nom} : {ligne.commentaire}")
                yield Paragraphe(self._cut(texte, _DETAIL))
        for correction in self.parution.corrections[-_CORRECTIONS:]:
            texte = tell_correction(self.contenu, correction)
            yield Paragraphe(f"Erratum du {self._cut(texte, _DETAIL)}")
        if self.parution.adresse:
            yield Paragraphe(
                (
                    Texte(typographie("Méthode, données ouvertes et marchés comptés : ")),
                    Lien(self.parution.adresse, self.parution.adresse),
                )
            )

    def _cut(self, texte: str, longueur: int) -> str:
        return cut_titre(texte, longueur) if self.courte else texte


def _tell_mots(ligne: LignePubliee) -> str:
    return tell_expression(ligne) if ligne.legal else ""

"""Part 3: indicators, governance, calendar, publication."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from spaser.documents.document import Chiffre
from spaser.documents.francais import is_pluriel, pluriel
from spaser.documents.schema import suivre as blocs
from spaser.documents.schema.textes import write_chiffre
from spaser.metier.indicateurs import load_bibliotheque, name_indicateur
from spaser.metier.obligations.application import (
    AcheteurConnu,
    Echeance,
    Portee,
    apply_all,
    list_echeances,
)
from spaser.metier.obligations.modele import Theme
from spaser.metier.reperes import list_reperes
from spaser.web.chiffres.figures import tell_mesure
from spaser.web.chiffres.selectors import find_mesure
from spaser.web.chiffres.situation import FigureConnue
from spaser.web.commun.outils import Objectifs, list_objectifs
from spaser.web.depenses.acheteur import describe_acheteur, find_nature
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.selectors import split_lignes
from spaser.web.obligations.selectors import read_obligations
from spaser.web.redaction.models import Comite, Jalon
from spaser.web.redaction.sujet import Manque, Remplissage, Sujet
from spaser.web.registre.lecture import name_periode
from spaser.web.registre.models import Fiche

DATES: Final = 4
_SANS_MARCHE: Final = "aucun marché publié n’est connu"
_A_PUBLIER: Final = frozenset({Theme.SCHEMA, Theme.DONNEES, Theme.REEMPLOI, Theme.ALIMENTATION})


def write_figure(connue: FigureConnue) -> Chiffre:
    """Return a figure of the situation, bound to its reference."""
    figure = connue.figure
    return write_chiffre(
        figure.reference,
        nom=figure.nom,
        texte=figure.texte,
        phrases=connue.phrases,
        source=connue.source,
    )


def _write_indicateurs(sujet: Sujet) -> Remplissage:
    espace = None if "grille" in sujet.eteints else sujet.espace
    lecteur = _Indicateurs(sujet, list_objectifs(espace) if espace else {})
    retenues = split_lignes(espace)[0] if espace else []
    suivis = tuple(lecteur.list(retenues))
    manques = _list_manques(sujet.siren, retenues, suivis) if espace else ()
    return Remplissage(blocs.write_indicateurs(suivis), tuple(manques))


def _list_manques(
    siren: str, retenues: Sequence[LigneGrille], suivis: Sequence[blocs.IndicateurSuivi]
) -> Iterator[Manque]:
    adresse = reverse("grille:grille", args=[siren])
    if not retenues:
        texte = "La liste courte des indicateurs n’est pas arrêtée."
        yield Manque(texte, "Choisir les indicateurs", adresse)
    sans_cible = sum(not suivi.cible for suivi in suivis)
    if sans_cible:
        sont = "n’ont" if is_pluriel(sans_cible) else "n’a"
        texte = f"{pluriel(sans_cible, 'indicateur')} sur {len(suivis)} {sont} pas de cible."
        yield Manque(texte, "Fixer les cibles", adresse)


@dataclass(frozen=True)
class _Indicateurs:
    """Reads what is followed: the lines of the law, then those of the short list."""

    sujet: Sujet
    objectifs: Objectifs

    def list(self, retenues: list[LigneGrille]) -> Iterator[blocs.IndicateurSuivi]:
        """Give them in order; a line of the law that was chosen comes once, with its owner."""
        par_code = {ligne.code: ligne for ligne in retenues if ligne.code}
        legales = {ligne.code: ligne for ligne in self.sujet.situation.lignes}
        for code, legale in legales.items():
            absence = legale.absence if self.sujet.situation.annee else _SANS_MARCHE
            yield self._read(legale.nom, code, par_code.get(code), legale.retenue, absence)
        for ligne in retenues:
            if ligne.code not in legales:
                nom = ligne.indicateur or name_indicateur(ligne.code) or ligne.titre
                yield self._read(nom, ligne.code, ligne, self._find(ligne.code))

    def _read(
        self,
        nom: str,
        code: str,
        ligne: LigneGrille | None,
        connue: FigureConnue | None,
        absence: str = "",
    ) -> blocs.IndicateurSuivi:
        objectifs = self.objectifs.get(code, ())
        figure = connue.figure if connue else None
        cible = " ; ".join(objectif.enonce for objectif in objectifs)
        return blocs.IndicateurSuivi(
            nom=nom,
            legal=ligne is None or code in {une.code for une in self.sujet.situation.lignes},
            chiffre=write_figure(connue) if connue else None,
            annee=figure.reference.annee if figure else None,
            details=_tell_details(connue) if connue else "",
            absence=absence or _tell_absence(ligne),
            cible=cible or (ligne.objectif if ligne else ""),
            reperes=list_reperes(code, figure.reference.mesure, figure.reference.annee)
            if figure
            else (),
            responsable=(ligne.responsable or ligne.referent) if ligne else "",
            frequence=ligne.get_frequence_display() if ligne else "",
        )

    def _find(self, code: str) -> FigureConnue | None:
        """Return the published figure of an indicator of the library, if one is computed."""
        situation = self.sujet.situation
        fiche = load_bibliotheque().find(code)
        for calcul in fiche.calcul if fiche else ():
            mesure = find_mesure(situation.publie, calcul, situation.annee, "")
            figure = tell_mesure(mesure, situation.publie.date_donnees) if mesure else None
            if figure and figure.verdict != "absent":
                return FigureConnue(figure, figure.date_donnees, self.sujet.source_publiee)
        return None


def _tell_details(connue: FigureConnue) -> str:
    """Say the bounds, n and the unknowns; why it proves little, when it does."""
    figure = connue.figure
    morceaux = (figure.fourchette if connue.conclut else figure.raison, figure.effectif)
    return " ; ".join(filter(None, morceaux))


def _tell_absence(ligne: LigneGrille | None) -> str:
    """Say where a figure that nothing computes is to be found."""
    if ligne is None:
        return ""
    return f"à relever ({ligne.source})" if ligne.source else ""


def _write_gouvernance(sujet: Sujet) -> Remplissage:
    comites = Comite.objects.filter(espace=sujet.espace) if sujet.espace else ()
    reunions = tuple(
        blocs.ReunionPrevue(nom=c.nom, role=c.role, membres=c.membres, quand=c.quand)
        for c in comites
    )
    manque = Manque("Aucun comité n’est encore nommé.")
    return Remplissage(
        blocs.write_gouvernance(reunions), () if reunions or not sujet.espace else (manque,)
    )


def _write_calendrier(sujet: Sujet) -> Remplissage:
    jalons = Jalon.objects.filter(espace=sujet.espace) if sujet.espace else ()
    etapes = tuple(blocs.EtapePrevue(titre=j.titre, jour=j.jour, fait=j.fait) for j in jalons)
    manque = Manque("Aucune étape n’est encore datée : le jour souhaité du vote suffit.")
    return Remplissage(
        blocs.write_calendrier(etapes), () if etapes or not sujet.espace else (manque,)
    )


def _write_publication(sujet: Sujet) -> Remplissage:
    fiches = Fiche.objects.publiees().filter(siren=sujet.siren).order_by("-debut", "pk")
    dates = [
        blocs.DateAttendue(jour=e.jour, texte=e.texte, nom=e.obligation.titre)
        for e in _list_dates(sujet)
    ]
    return Remplissage(
        blocs.write_publication([_read_fiche(fiche, sujet) for fiche in fiches], dates)
    )


def _read_fiche(fiche: Fiche, sujet: Sujet) -> blocs.SchemaPublie:
    documents = [d for d in fiche.spaser.documents if d.nature in {None, "schema"}]
    precisions = (fiche.compute_statut(sujet.jour).libelle.lower(), name_periode(fiche.periode))
    return blocs.SchemaPublie(
        titre=fiche.titre or f"Schéma de {fiche.structure}",
        precision=", ".join(filter(None, precisions)),
        adresse=documents[0].url if documents else "",
    )


def _list_dates(sujet: Sujet) -> tuple[Echeance, ...]:
    """Return the next days when something is published or declared, of the duties that bind."""
    applications = apply_all(read_obligations(sujet.jour), _describe(sujet), sujet.jour)
    certaines = [
        a for a in applications if a.portee is Portee.CONCERNE and a.obligation.theme in _A_PUBLIER
    ]
    return list_echeances(certaines, sujet.jour)[:DATES]


def _describe(sujet: Sujet) -> AcheteurConnu:
    if sujet.espace:
        return describe_acheteur(sujet.espace)
    nature = find_nature(sujet.siren, sujet.identite.type)
    return AcheteurConnu(nature=nature, habitants=sujet.identite.population)


RUBRIQUES: Final[Mapping[str, Callable[[Sujet], Remplissage]]] = {
    "indicateurs": _write_indicateurs,
    "gouvernance": _write_gouvernance,
    "calendrier": _write_calendrier,
    "publication": _write_publication,
}

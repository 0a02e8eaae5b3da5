"""Part 3: indicators, governance, calendar, publication."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils import timezone

from spaser.documents.cibles import write_valeur
from spaser.documents.document import Bloc, Chiffre, Paragraphe, Texte
from spaser.documents.francais import (
    capitalize,
    format_date,
    is_pluriel,
    pluriel,
    typographie,
)
from spaser.documents.lecture import TROP_PEU
from spaser.documents.point_annuel.extrait import write_extrait
from spaser.documents.point_annuel.textes import Etape
from spaser.documents.schema import suivre as blocs
from spaser.documents.schema.textes import write_chiffre
from spaser.documents.tendance import Point
from spaser.metier.obligations.application import (
    Echeance,
    list_echeances,
)
from spaser.metier.obligations.modele import Theme
from spaser.metier.perimetre import Origine
from spaser.metier.reperes import list_reperes
from spaser.web.chiffres.situation import FigureConnue, LigneSituation
from spaser.web.cibles.lecture import choose_figure
from spaser.web.cibles.ligne import LigneSuivi
from spaser.web.cibles.selectors import read_suivi
from spaser.web.commun.outils import Objectifs, list_objectifs
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.selectors import name_ligne, sort_lignes
from spaser.web.grille.tableau import Suivi, list_suivis
from spaser.web.organisations.models import Espace
from spaser.web.point_annuel.selectors import list_points, read_corrections
from spaser.web.publication.models import Publication
from spaser.web.publication.selectors import Etat, read_etat, read_parution
from spaser.web.redaction.automatique.actions import write_calendrier
from spaser.web.redaction.models import Comite, Jalon
from spaser.web.redaction.sujet import Manque, Remplissage, Sujet
from spaser.web.registre.lecture import name_periode
from spaser.web.registre.models import Fiche

DATES: Final = 4
_SANS_MARCHE: Final = "aucun marché publié n’est connu"
_A_PUBLIER: Final = frozenset({Theme.SCHEMA, Theme.DONNEES, Theme.REEMPLOI, Theme.ALIMENTATION})


def write_figure(connue: FigureConnue) -> Chiffre:
    """Return a figure of the situation, bound to its reference.

    One that proves too little is told so, as on every screen: its phrases say why.
    """
    figure = connue.figure
    return write_chiffre(
        figure.reference,
        nom=figure.nom,
        texte=figure.texte if connue.conclut else capitalize(TROP_PEU),
        phrases=connue.phrases,
        source=connue.source,
    )


def write_origines(sujet: Sujet, identifiant: str, *, entier: bool = False) -> Iterator[Paragraphe]:
    """Say that counts are of published contracts, where the buyer corrected some; once, how many.

    Nothing where the buyer corrected nothing: there is one origin then.
    """
    situation = sujet.situation
    figures = situation.volumes[0].figures
    if len(figures) < 2:  # noqa: PLR2004 - corrected, then published
        return
    corrigee, publiee = figures
    debut = (
        Texte("Ces comptes sont ceux des marchés publiés, tels quels : "),
        write_figure(publiee),
        Texte(f" en {situation.annee}."),
    )
    suite = (
        Texte(" Une fois corrigés et complétés, les marchés sont "),
        write_figure(corrigee),
        Texte(typographie(" : les quatre chiffres sont comptés sur eux.")),
    )
    yield Paragraphe(debut + suite if entier else debut, identifiant=identifiant)


def _write_indicateurs(sujet: Sujet) -> Remplissage:
    espace = None if "grille" in sujet.eteints else sujet.espace
    lignes = sort_lignes(espace) if espace else []
    suivies = _read_suivies(sujet, espace, lignes)
    lecteur = _Indicateurs(sujet, list_objectifs(espace) if espace else {}, suivies)
    suivis = tuple(lecteur.list(lignes))
    manques = _list_manques(sujet.siren, suivis) if espace else ()
    return Remplissage(
        (*blocs.write_indicateurs(suivis), *_write_point(sujet)),
        tuple(manques),
    )


def _write_point(sujet: Sujet) -> Iterator[Bloc]:
    if sujet.espace is None or "point_annuel" in sujet.eteints:
        return
    point = list_points(sujet.espace).clos().first()
    if point is not None and point.clos_le is not None:
        etape = Etape(
            clos_le=timezone.localdate(point.clos_le), corrections=read_corrections(point)
        )
        yield from write_extrait(point.read_contenu(), etape)


def _read_suivies(
    sujet: Sujet, espace: Espace | None, lignes: Sequence[LigneGrille]
) -> dict[str, LigneSuivi]:
    """Return where each target stands; nothing when the tool is off."""
    if espace is None or "cibles" in sujet.eteints:
        return {}
    suivi = read_suivi(espace, situation=sujet.situation, lignes=lignes)
    return {ligne.vise.cle: ligne for ligne in suivi.lignes}


def _list_manques(siren: str, suivis: Sequence[blocs.IndicateurSuivi]) -> Iterator[Manque]:
    adresse = reverse("grille:grille", args=[siren])
    des_cibles = reverse("cibles:cibles", args=[siren])
    if all(suivi.legal for suivi in suivis):
        texte = "La liste courte des indicateurs n’est pas arrêtée."
        yield Manque(texte, "Choisir les indicateurs", adresse)
    sans_cible = sum(not suivi.cible for suivi in suivis)
    if sans_cible:
        sont = "n’ont" if is_pluriel(sans_cible) else "n’a"
        texte = f"{pluriel(sans_cible, 'indicateur')} sur {len(suivis)} {sont} pas de cible."
        yield Manque(texte, "Fixer les cibles", des_cibles)


@dataclass(frozen=True)
class _Indicateurs:
    """Reads what is followed, as « Mes chiffres » shows it."""

    sujet: Sujet
    objectifs: Objectifs
    suivies: Mapping[str, LigneSuivi]

    def list(self, lignes: Sequence[LigneGrille]) -> Iterator[blocs.IndicateurSuivi]:
        return (self._read(suivi) for suivi in list_suivis(lignes))

    def _read(self, suivi: Suivi) -> blocs.IndicateurSuivi:
        ligne = suivi.ligne
        lue = self._find(suivi)
        suivie = self.suivies.get(suivi.cle)
        retenue = _choose(suivie, lue)
        reference = retenue.figure.reference if retenue else None
        nom = suivi.code or (name_ligne(ligne) if ligne else "")
        cibles = [objectif.enonce for objectif in self.objectifs.get(nom, ())]
        return blocs.IndicateurSuivi(
            nom=suivi.nom,
            legal=suivi.est_legal,
            depart=self._find_depart(retenue, suivie),
            derniere=_write_valeur(retenue) if retenue else None,
            absence=self._tell_absence(suivi, lue, suivie),
            notee=suivie.notee if suivie else "",
            cible=" ; ".join(cibles),
            avancement=suivie.avancement if suivie else "",
            reperes=list_reperes(reference.code, reference.mesure, reference.annee)
            if retenue and reference and retenue.conclut
            else (),
            responsable=(ligne.responsable or ligne.referent) if ligne else "",
            frequence=ligne.get_frequence_display() if ligne else "",
        )

    def _find(self, suivi: Suivi) -> LigneSituation | None:
        code = suivi.code if suivi.est_legal else next(iter(suivi.mesures), "")
        return self.sujet.situation.find(code) if code else None

    def _find_depart(
        self, retenue: FigureConnue | None, suivie: LigneSuivi | None
    ) -> blocs.ValeurDite | None:
        """Return where it starts from, when it is not the value itself."""
        annees = self.sujet.situation.find_annees(retenue.figure) if retenue else None
        if suivie is None:
            if retenue is None or annees is None:
                return None
            premiere = annees.find_base(retenue.figure.reference.annee)
            return self._write_depart(retenue, premiere) if premiere else None
        base = suivie.base
        if base is None or (suivie.valeur and base.annee >= suivie.valeur.annee):
            return None
        calculee = suivie.find_calculee(base.annee)
        points = annees.points if annees else ()
        point = next((une for une in points if une.annee == base.annee), None)
        if retenue and point and calculee and calculee.valeur == base.valeur:
            return self._write_depart(retenue, point)
        dite = write_valeur(base.valeur, suivie.unite)
        return blocs.ValeurDite(chiffre=Texte(dite), annee=base.annee)

    def _write_depart(self, retenue: FigureConnue, base: Point) -> blocs.ValeurDite | None:
        figure = retenue.figure
        if base.reference in {None, figure.reference}:
            return None
        bornes = "" if base.bornes in {base.texte, "–"} else base.bornes
        chiffre = write_chiffre(
            base.reference,
            nom=figure.nom,
            texte=base.texte,
            phrases=[f"{capitalize(m)}." for m in (base.compte, bornes) if m],
            source=retenue.source
            if base.reference.origine is Origine.CORRIGES
            else tell_annees(self.sujet, retenue),
        )
        return blocs.ValeurDite(chiffre=chiffre, annee=base.annee, details=bornes or base.compte)

    def _tell_absence(
        self, suivi: Suivi, lue: LigneSituation | None, suivie: LigneSuivi | None
    ) -> str:
        if suivie and lue and lue.retenue:
            return suivie.absence
        if lue is None:
            return f"à relever ({suivi.source})" if suivi.source else ""
        return lue.absence if self.sujet.situation.annee else _SANS_MARCHE


def _choose(suivie: LigneSuivi | None, lue: LigneSituation | None) -> FigureConnue | None:
    """Return the figure that its target is judged on, else the best known one."""
    if suivie:
        return choose_figure(suivie.vise.visee, lue)
    return lue.retenue if lue else None


def _write_valeur(connue: FigureConnue) -> blocs.ValeurDite:
    """Say a figure with its bounds, n and the unknowns; why it proves little, when it does."""
    figure = connue.figure
    morceaux = (figure.fourchette if connue.conclut else figure.raison, figure.effectif)
    return blocs.ValeurDite(
        chiffre=write_figure(connue),
        annee=figure.reference.annee,
        details=" ; ".join(filter(None, morceaux)),
    )


def tell_annees(sujet: Sujet, retenue: FigureConnue) -> str:
    if retenue.origine is not Origine.PAYES:
        return sujet.source_publiee
    jour = retenue.depuis
    return f"Dépenses payées, calcul du {format_date(jour)}" if jour else "Dépenses payées"


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
        (*blocs.write_calendrier(etapes), *write_calendrier(sujet)),
        () if etapes or not sujet.espace else (manque,),
    )


def _write_publication(sujet: Sujet) -> Remplissage:
    fiches = Fiche.objects.publiees().filter(siren=sujet.siren).order_by("-debut", "pk")
    dates = [
        blocs.DateAttendue(
            jour=e.jour, texte=e.texte, nom=e.obligation.titre, faits=e.obligation.faits[:1]
        )
        for e in _list_dates(sujet)
    ]
    etat = read_etat(sujet.espace) if sujet.espace else None
    return Remplissage(
        blocs.write_publication(
            [_read_fiche(fiche, sujet) for fiche in fiches],
            sorted((*dates, *_list_attendue(etat)), key=lambda une: une.jour),
            [_read_resultats(une) for une in etat.publiees] if etat else (),
        )
    )


def _list_attendue(etat: Etat | None) -> Iterator[blocs.DateAttendue]:
    if etat and etat.echeance:
        yield blocs.DateAttendue(
            jour=etat.echeance.jour,
            texte="Nos résultats sont à publier avant ce jour.",
            nom=f"{capitalize(etat.echeance.depuis)}, selon notre lecture",
            faits=(blocs.TOUS_LES_DEUX_ANS,),
        )


def _read_resultats(publication: Publication) -> blocs.ResultatsPublies:
    parution = read_parution(publication)
    return blocs.ResultatsPublies(
        periode=f"{publication.debut} et {publication.annee}",
        jour=parution.publiee_le or timezone.localdate(),
        validee_par=parution.validee_par,
        adresse=parution.adresse,
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
    certaines = [
        a for a in sujet.applications if a.est_certaine and a.obligation.theme in _A_PUBLIER
    ]
    return list_echeances(certaines, sujet.jour)[:DATES]


RUBRIQUES: Final[Mapping[str, Callable[[Sujet], Remplissage]]] = {
    "indicateurs": _write_indicateurs,
    "gouvernance": _write_gouvernance,
    "calendrier": _write_calendrier,
    "publication": _write_publication,
}

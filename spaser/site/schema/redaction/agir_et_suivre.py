"""Part 3: indicators, governance, calendar, publication."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from spaser.documents import document, francais
from spaser.documents.bilan.tendance import PointTendance
from spaser.documents.bilan.vue import TROP_PEU
from spaser.documents.point_annuel import EtatPointAnnuel, write_extrait
from spaser.documents.publication import write_valeur
from spaser.documents.schema import engagements, seance
from spaser.documents.schema.cadre import write_chiffre
from spaser.moteur.indicateurs.preuve import ETATS, Etats, SommeMarches
from spaser.regles import indicateurs
from spaser.regles.approches import find_axe
from spaser.regles.autodiagnostic import (
    QuestionDiagnostic,
    SujetDeQuestion,
    load_sujets_de_questions,
)
from spaser.regles.obligations import Theme, list_echeances
from spaser.regles.plan import choose_chapitre
from spaser.regles.reperes import list_reperes
from spaser.site.chiffres.mesures import find_mesure
from spaser.site.chiffres.situation import FigureConnue, LigneSituation
from spaser.site.diagnostic.models import Campagne
from spaser.site.espace.models import Proposition
from spaser.site.espace.perimetre import count_a_decider
from spaser.site.plan.cibles.lignes import LigneSuivi, choose_figure
from spaser.site.plan.grille.services import name_ligne, sort_lignes
from spaser.site.plan.grille.tableau import IndicateurGrille, list_suivis
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.point_annuel.services import list_points, read_corrections
from spaser.site.registre.models import Fiche
from spaser.site.schema.models import Comite, read_dites
from spaser.site.schema.publication.parutions import read_etat, read_parution
from spaser.site.schema.redaction.sujet import (
    ENVIRONNEMENT,
    MONTANT,
    SOCIAL,
    Apercu,
    Manque,
    Remplissage,
    SujetSchema,
    read_suivies,
    read_taux_familles,
    write_calendrier,
)

DATES: Final = 4
_SANS_MARCHE: Final = "aucun marché publié n’est connu"
_A_PUBLIER: Final = frozenset({Theme.SCHEMA, Theme.DONNEES, Theme.REEMPLOI, Theme.ALIMENTATION})


def write_figure(connue: FigureConnue) -> document.Chiffre:
    """Return a figure of the situation, bound to its reference.

    One that proves too little is told so, as on every screen: its phrases say why.
    """
    figure = connue.figure
    return write_chiffre(
        figure.reference,
        nom=figure.nom,
        texte=figure.texte if connue.conclut else francais.capitalize(TROP_PEU),
        phrases=connue.phrases,
        source=connue.source,
    )


def write_origines(
    sujet: SujetSchema, identifiant: str, *, entier: bool = False
) -> Iterator[document.Paragraphe]:
    """Say that counts are of published contracts, where the buyer corrected some; once, how many.

    Nothing where the buyer corrected nothing: there is one origin then.
    """
    situation = sujet.situation
    figures = situation.volumes[0].figures
    if len(figures) < 2:  # noqa: PLR2004 - corrected, then published
        return
    corrigee, publiee = figures
    debut = (
        document.Texte("Ces comptes sont ceux des marchés publiés, tels quels : "),
        write_figure(publiee),
        document.Texte(f" en {situation.annee}."),
    )
    suite = (
        document.Texte(" Une fois corrigés et complétés, les marchés sont "),
        write_figure(corrigee),
        document.Texte(francais.typographie(" : les quatre chiffres sont comptés sur eux.")),
    )
    yield document.Paragraphe(debut + suite if entier else debut, identifiant=identifiant)


def fill_indicateurs(sujet: SujetSchema) -> Remplissage:
    espace = None if "grille" in sujet.eteints else sujet.espace
    lignes = sort_lignes(espace) if espace else []
    suivies = {}
    if espace and "cibles" not in sujet.eteints:
        suivies = read_suivies(espace, sujet.situation, lignes)
    lecteur = _Indicateurs(sujet, suivies)
    suivis = tuple(lecteur.list(lignes))
    manques = _list_manques_suivre(sujet, suivis) if espace else ()
    return Remplissage(
        (*engagements.write_indicateurs(suivis), *_write_point(sujet)),
        tuple(manques),
    )


def _write_point(sujet: SujetSchema) -> Iterator[document.Bloc]:
    if sujet.espace is None or "point_annuel" in sujet.eteints:
        return
    point = list_points(sujet.espace).clos().first()
    if point is not None and point.clos_le is not None:
        etape = EtatPointAnnuel(
            clos_le=timezone.localdate(point.clos_le), corrections=read_corrections(point)
        )
        yield from write_extrait(point.read_contenu(), etape)


def _list_manques_suivre(
    sujet: SujetSchema, suivis: Sequence[engagements.IndicateurSchema]
) -> Iterator[Manque]:
    if all(suivi.legal for suivi in suivis):
        texte = "La liste courte des indicateurs n’est pas arrêtée."
        yield sujet.miss(texte, "Choisir les indicateurs", "grille:grille")
    sans_cible = sum(not suivi.cible for suivi in suivis)
    if sans_cible:
        sont = "n’ont" if francais.is_pluriel(sans_cible) else "n’a"
        texte = (
            f"{francais.pluriel(sans_cible, 'indicateur')} sur {len(suivis)} {sont} pas de cible."
        )
        yield sujet.miss(texte, "Fixer les cibles", "cibles:cibles")


@dataclass(frozen=True)
class _Indicateurs:
    """Reads what is followed, as « Mes chiffres » shows it."""

    sujet: SujetSchema
    suivies: Mapping[str, LigneSuivi]

    def list(self, lignes: Sequence[LigneGrille]) -> Iterator[engagements.IndicateurSchema]:
        return (self._read(suivi) for suivi in list_suivis(lignes))

    def _read(self, suivi: IndicateurGrille) -> engagements.IndicateurSchema:
        ligne = suivi.ligne
        lue = self._find(suivi)
        suivie = self.suivies.get(suivi.cle)
        retenue = lue.retenue if lue else None
        if suivie:  # the figure that its target is judged on, else the best known one
            retenue = choose_figure(suivie.vise.visee, lue)
        reference = retenue.figure.reference if retenue else None
        nom = suivi.code or (name_ligne(ligne) if ligne else "")
        cibles = [objectif.enonce for objectif in self.sujet.objectifs.get(nom, ())]
        return engagements.IndicateurSchema(
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

    def _find(self, suivi: IndicateurGrille) -> LigneSituation | None:
        code = suivi.code if suivi.est_legal else next(iter(suivi.mesures), "")
        return self.sujet.situation.find(code) if code else None

    def _find_depart(
        self, retenue: FigureConnue | None, suivie: LigneSuivi | None
    ) -> engagements.ValeurDite | None:
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
        return engagements.ValeurDite(chiffre=document.Texte(dite), annee=base.annee)

    def _write_depart(
        self, retenue: FigureConnue, base: PointTendance
    ) -> engagements.ValeurDite | None:
        figure = retenue.figure
        if base.reference in {None, figure.reference}:
            return None
        bornes = "" if base.bornes in {base.texte, "–"} else base.bornes
        chiffre = write_chiffre(
            base.reference,
            nom=figure.nom,
            texte=base.texte,
            phrases=[f"{francais.capitalize(m)}." for m in (base.compte, bornes) if m],
            source=retenue.source
            if base.reference.origine is indicateurs.Origine.CORRIGES
            else tell_annees(self.sujet, retenue),
        )
        return engagements.ValeurDite(
            chiffre=chiffre, annee=base.annee, details=bornes or base.compte
        )

    def _tell_absence(
        self, suivi: IndicateurGrille, lue: LigneSituation | None, suivie: LigneSuivi | None
    ) -> str:
        if suivie and lue and lue.retenue:
            return suivie.absence
        if lue is None:
            return f"à relever ({suivi.source})" if suivi.source else ""
        return lue.absence if self.sujet.situation.annee else _SANS_MARCHE


def _write_valeur(connue: FigureConnue) -> engagements.ValeurDite:
    """Say a figure with its bounds, n and the unknowns; why it proves little, when it does."""
    figure = connue.figure
    morceaux = (figure.fourchette if connue.conclut else figure.raison, figure.effectif)
    return engagements.ValeurDite(
        chiffre=write_figure(connue),
        annee=figure.reference.annee,
        details=" ; ".join(filter(None, morceaux)),
    )


def tell_annees(sujet: SujetSchema, retenue: FigureConnue) -> str:
    if retenue.origine is not indicateurs.Origine.PAYES:
        return sujet.source_publiee
    jour = retenue.depuis
    return f"Dépenses payées, calcul du {francais.format_date(jour)}" if jour else "Dépenses payées"


def fill_gouvernance(sujet: SujetSchema) -> Remplissage:
    siens = Comite.objects.filter(espace=sujet.espace) if sujet.espace else ()
    comites = read_dites(engagements.ReunionPrevue, siens)
    manque = Manque("Aucun comité n’est encore nommé.")
    return Remplissage(
        engagements.write_gouvernance(comites), () if comites or not sujet.espace else (manque,)
    )


def fill_calendrier(sujet: SujetSchema) -> Remplissage:
    jalons = read_dites(engagements.EtapePrevue, sujet.jalons)
    manque = Manque("Aucune étape n’est encore datée : le jour souhaité du vote suffit.")
    return Remplissage(
        (*engagements.write_calendrier(jalons), *write_calendrier(sujet)),
        () if jalons or not sujet.espace else (manque,),
    )


def fill_publication(sujet: SujetSchema) -> Remplissage:
    """Tell the next days when something is published or declared, of the duties that bind."""
    fiches = Fiche.objects.publiees().filter(siren=sujet.siren).order_by("-debut", "pk")
    etat = read_etat(sujet.espace) if sujet.espace else None
    certaines = [
        a for a in sujet.applications if a.est_certaine and a.obligation.theme in _A_PUBLIER
    ]
    dates = [
        engagements.DateAttendue(
            jour=e.jour, texte=e.texte, nom=e.obligation.titre, faits=e.obligation.faits[:1]
        )
        for e in list_echeances(certaines, sujet.jour)[:DATES]
    ]
    if etat and etat.echeance:
        sienne = engagements.DateAttendue(
            jour=etat.echeance.jour,
            texte="Nos résultats sont à publier avant ce jour.",
            nom=f"{francais.capitalize(etat.echeance.depuis)}, selon notre lecture",
            faits=(engagements.TOUS_LES_DEUX_ANS,),
        )
        dates = sorted((*dates, sienne), key=lambda une: une.jour)
    publiees = etat.publiees if etat else ()
    return Remplissage(
        engagements.write_publication(
            [_read_fiche(fiche, sujet) for fiche in fiches],
            dates,
            {f"{p.debut} et {p.annee}": read_parution(p) for p in publiees},
        )
    )


def _read_fiche(fiche: Fiche, sujet: SujetSchema) -> tuple[document.Lien, str]:
    documents = [d for d in fiche.spaser.documents if d.nature in {None, "schema"}]
    titre = fiche.titre or f"Schéma de {fiche.structure}"
    precisions = (fiche.compute_statut(sujet.jour).libelle.lower(), fiche.annees)
    return (
        document.Lien(titre, documents[0].url if documents else ""),
        ", ".join(filter(None, precisions)),
    )


# --- Part 2: what could still be done ---


def fill_pistes(sujet: SujetSchema) -> Remplissage:
    """Give the kept proposals; without any, families where nothing shows."""
    blocs = seance.write_pistes(_list_pistes(sujet), "pistes") or _write_familles(sujet)
    return Remplissage(blocs, tuple(_list_manques_agir(sujet)))


def preview_pistes(sujet: SujetSchema) -> Apercu:
    """Say what `fill_pistes` would find, without breaking the year's figures down by family."""
    situation = sujet.situation
    remplie = bool(_list_pistes(sujet)) or any(
        find_mesure(situation.publie, code, situation.annee, "nombre")
        for code in (SOCIAL, ENVIRONNEMENT)
    )
    return Apercu(remplie, tuple(_list_manques_agir(sujet)))


def _list_manques_agir(sujet: SujetSchema) -> Iterator[Manque]:
    if sujet.espace is None or sujet.retenues:
        return
    attendent = count_a_decider(sujet.espace)
    if attendent:
        texte = f"{francais.pluriel(attendent, 'proposition')} à retenir ou à écarter."
        yield sujet.miss(texte, "Décider des propositions", "espace:propositions")
    elif not sujet.figees:
        texte = "Aucune proposition retenue : l’autodiagnostic en fait."
        yield sujet.miss(texte, "Faire l’autodiagnostic", "diagnostic:campagnes")


def _list_pistes(sujet: SujetSchema) -> list[seance.Piste]:
    """Return kept proposals that are not in the plan: under her axes, then theme after theme."""
    entres = {
        code for lue in sujet.plan.actions for code in (lue.action.modele, *lue.action.indicateurs)
    }
    pistes = [_read_piste(p, sujet) for p in sujet.retenues if p.code not in entres]
    ordre = [axe.titre for axe in sujet.plan.axes] + [r.libelle for r in indicateurs.Rubrique]
    return sorted(pistes, key=lambda piste: ordre.index(piste.axe))


def _read_piste(proposition: Proposition, sujet: SujetSchema) -> seance.Piste:
    trouvee = _find_question(proposition, sujet.figees)
    question = load_sujets_de_questions().get(trouvee[0].code) if trouvee else None
    sien = question.axe if question else indicateurs.Rubrique.GOUVERNANCE
    fiche = indicateurs.load_bibliotheque().find(proposition.code)
    theme = fiche.rubrique if fiche else sien
    chapitre = choose_chapitre(theme, sujet.approche, question.chapitre if question else "")
    axe = find_axe((lu.axe for lu in sujet.plan.axes if lu.axe), chapitre)
    return seance.Piste(
        nature=proposition.get_nature_display(),
        libelle=proposition.libelle,
        axe=axe.titre if axe else theme.libelle,
        raison=_tell_raison(trouvee[1], question) if trouvee else proposition.raison,
    )


def _tell_raison(reponse: str, question: SujetDeQuestion | None) -> str:
    """Say what the diagnosis found, and on what: an answer may be a mere « Non. »."""
    sur = f", « {question.titre} »" if question else ""
    return f"Constat de l’autodiagnostic{sur} : {francais.uncapitalize(reponse)}"


def _find_question(
    proposition: Proposition, figees: Iterable[Campagne]
) -> tuple[QuestionDiagnostic, str] | None:
    for campagne in reversed(tuple(figees)):
        for question in campagne.questionnaire.questions:
            niveau = campagne.retenus.get(question.code)
            if niveau is None:
                continue
            pas = next((p for p in question.propositions if niveau <= p.jusqu_a), None)
            if pas and (pas.nature.value, pas.code) == proposition.cle:
                return question, question.niveaux[niveau]
    return None


def _write_familles(sujet: SujetSchema) -> tuple[document.Bloc, ...]:
    situation = sujet.situation
    bilan, annee = situation.publie, situation.annee
    if bilan.vue is None or annee is None:
        return ()
    familles = tuple(_read_familles(sujet.siren, annee))
    jour = bilan.date_donnees
    source = f"Marchés publiés, données au {francais.format_date(jour)}." if jour else ""
    return (
        *write_origines(sujet, "pistes_origines"),
        *seance.write_familles_sans(familles, annee, source),
    )


def _read_familles(siren: str, annee: int) -> Iterator[seance.FamilleLue]:
    """Break the two considerations of a year down by family, as the page of an indicator does."""
    lues = read_taux_familles(siren, annee)
    sociales, vertes = lues.get(SOCIAL, {}), lues.get(ENVIRONNEMENT, {})
    montants = lues.get(MONTANT, {})
    for nom in dict.fromkeys((*sociales, *vertes)):
        social, environnement = _count(sociales.get(nom, {})), _count(vertes.get(nom, {}))
        euros = montants.get(nom, {}).get("compte")
        yield seance.FamilleLue(
            nom=nom,
            marches=max(c.connus + c.inconnus for c in (social, environnement)),
            montant=euros.euros if euros else None,
            social=social,
            environnement=environnement,
        )


def _count(etats: Etats) -> seance.CompteConsideration:
    oui, non, inconnus = (etats.get(etat, SommeMarches()).contrats for etat in ETATS)
    return seance.CompteConsideration(oui, oui + non, inconnus)

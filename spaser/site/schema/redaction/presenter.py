"""Part 1: who the buyer is, what binds it, what it buys, where it is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from django.utils import timezone

from spaser.documents import francais
from spaser.documents.bilan import vue
from spaser.documents.bilan.donnees import tell_effectif
from spaser.documents.bilan.tendance import Tendance, read_tendance
from spaser.documents.document import Bloc, Chiffre, Contenu, Texte, find_chiffres
from spaser.documents.schema import assemblage, cadre
from spaser.documents.schema.situation import (
    LigneChiffree,
    write_attentes,
    write_chiffres,
    write_diagnostic,
    write_lieux,
    write_politiques,
    write_titulaires,
    write_volumes_familles,
)
from spaser.moteur import portrait
from spaser.moteur.indicateurs.croisement import sum_segments
from spaser.moteur.referentiels import annuaire
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.acteurs import ActeurSuggere, RoleActeur, load_catalogue
from spaser.regles.aides import find_termes
from spaser.regles.assujettissement import Assujettissement
from spaser.regles.conclusions import conclude
from spaser.regles.indicateurs import Origine, ReferenceChiffre, name_indicateur
from spaser.regles.nomenclatures import Approche, Confiance
from spaser.regles.politiques import EtatPlan
from spaser.regles.reperes import Repere, list_reperes
from spaser.site.chiffres.depenses.resultats import list_taux, tell_methode
from spaser.site.chiffres.depenses.resultats import read_tendance as read_tendance_payee
from spaser.site.chiffres.mesures import find_fiche_indicateur, find_ligne, find_mesure
from spaser.site.chiffres.situation import FigureConnue, LigneSituation, Situation
from spaser.site.diagnostic.acteurs.services import list_acteurs
from spaser.site.diagnostic.models import Acteur, Politique
from spaser.site.diagnostic.politiques.services import list_presentes
from spaser.site.editorial.aides import read_glossaire
from spaser.site.espace.bilans import entrepot
from spaser.site.espace.models import ObligationGardee
from spaser.site.espace.perimetre import find_perimetre
from spaser.site.organisations.outils import Objectifs
from spaser.site.schema.redaction.agir_et_suivre import tell_annees, write_figure, write_origines
from spaser.site.schema.redaction.sujet import (
    ENVIRONNEMENT,
    SOCIAL,
    Apercu,
    Manque,
    Remplissage,
    SujetSchema,
    read_taux_familles,
)

_ADOPTER: Final = "SPASER-ADOPTER"
_SANS_ANNEE: Final = "Aucune année n’a encore de marchés à compter."
_SANS_MARCHE: Final = "aucun marché publié n’est connu sous ce SIREN"
_LOCAUX: Final = {
    "ECO-02-departement-etablissement": "Titulaires établis dans le département",
    "ECO-02-region-etablissement": "Titulaires établis dans la région",
}


def fill_cadre(sujet: SujetSchema) -> Remplissage:
    gardee = sujet.gardee
    blocs = cadre.write_cadre(
        sujet.voix,
        sujet.jour,
        gardee,
        next((a.obligation for a in sujet.applications if a.obligation.code == _ADOPTER), None),
        sujet.applications,
    )
    return Remplissage(blocs, tuple(_list_manques_cadre(sujet, gardee)))


def _list_manques_cadre(sujet: SujetSchema, gardee: ObligationGardee | None) -> Iterator[Manque]:
    if sujet.espace is None:
        return
    conclue, bouton = sujet.situation.obligation, "Reprendre la réponse"
    if gardee is None:
        texte = "L’obligation d’adopter un schéma n’a pas encore été examinée."
        bouton = "Dire si la loi nous oblige"
    elif gardee.verdict == Assujettissement.INDETERMINE:
        texte = "L’obligation n’est pas tranchée."
    elif conclue and conclue.a_revoir:
        texte = "Le total des dépenses a changé depuis la réponse sur l’obligation."
    else:
        return
    yield sujet.miss(texte, bouton, "depenses:obligation")


def fill_identite(sujet: SujetSchema) -> Remplissage:
    identite, publie = sujet.identite, sujet.situation.publie
    espace = sujet.espace
    perimetre = find_perimetre(espace) if espace else None
    blocs: list[Bloc] = [
        cadre.write_qui(
            sujet.voix,
            cadre.Qui(
                nom=identite.nom,
                siren=identite.siren,
                type=identite.libelle_type,
                lieu=identite.lieu,
                population=identite.population,
                source=_tell_source(sujet.siren),
            ),
        )
    ]
    portrait = publie.portrait
    if portrait:
        lu = perimetre.read() if perimetre else None
        blocs += cadre.write_perimetre(lu, publie.nb_concessions)
        blocs += _write_achats(sujet, portrait)
    depenses = sujet.depenses
    if depenses and depenses.bilan and depenses.calcul:
        jour = depenses.calcul.calcule_le
        totaux = depenses.bilan.synthese.totaux
        blocs += cadre.write_depenses(totaux, timezone.localdate(jour) if jour else None)
    manques = _list_manques_identite(sujet, connu=bool(portrait), avec=bool(perimetre))
    return Remplissage(tuple(blocs), tuple(manques))


def _tell_source(siren: str) -> str:
    entite = annuaire.find_entite(siren)
    if entite is None:
        return ""
    jour = francais.format_date(annuaire.date_des_tables(entite.nature))
    return f"découpage administratif et populations de l’Insee, au {jour}"


def _list_manques_identite(sujet: SujetSchema, *, connu: bool, avec: bool) -> Iterator[Manque]:
    if sujet.espace is None:
        return
    if not connu:
        texte = "Aucun marché publié n’est connu sous ce SIREN."
        yield sujet.miss(texte, "Déposer mes marchés", "marches:liste")
    elif not avec:
        texte = "Les questions sur le périmètre n’ont pas de réponse."
        yield sujet.miss(texte, "Préciser le périmètre", "espace:perimetre")
    elif sujet.depenses is not None and not sujet.depenses.annees:
        texte = "Aucune dépense payée n’a été lue."
        yield sujet.miss(texte, "Déposer un extrait", "depenses:accueil")


def _write_achats(sujet: SujetSchema, portrait: portrait.Portrait) -> Iterator[Bloc]:
    publie = sujet.situation.publie
    vue = publie.vue
    if vue is None:
        return
    jour = publie.date_donnees
    source = (
        f"Données essentielles de la commande publique, au {francais.format_date(jour)}."
        if jour
        else ""
    )
    periode = francais.format_annees(vue.annees) or "toutes années"
    yield from write_origines(sujet, "marches_identite_origines", entier=True)
    yield from cadre.write_annees([_read_annee(sujet, v) for v in portrait.annees], source)
    yield from write_volumes_familles(portrait.familles, periode)
    yield from write_titulaires(portrait, periode)
    noms = {code: zone.nom for code, zone in annuaire.departements().items()}
    yield from write_lieux(portrait, noms, list(_list_locaux(sujet)), periode)


def _read_annee(sujet: SujetSchema, volume: portrait.Volume) -> cadre.AnneeLue:
    if not volume.nom.isdigit():
        return cadre.AnneeLue(volume, None, None)
    codes = (vue.NOMBRE_DE_MARCHES, vue.MONTANT_NOTIFIE)
    bilan = sujet.situation.publie
    mesures = [find_mesure(bilan, code, int(volume.nom), "total") for code in codes]
    return cadre.AnneeLue(volume, *(_print_mesure(sujet, mesure) for mesure in mesures))


def _print_mesure(sujet: SujetSchema, mesure: vue.Mesure | None) -> Chiffre | None:
    """Return a published figure, bound to its reference; None when it has none."""
    if mesure is None or mesure.reference is None:
        return None
    valeur = mesure.valeur
    phrases = [f"{francais.capitalize(m)}." for m in (mesure.compte, mesure.fourchette) if m]
    if not mesure.compte.startswith("sur "):
        effectif = tell_effectif(mesure.reference, valeur.n, valeur.inconnus)
        phrases.append(f"{francais.capitalize(effectif)}.")
    elif valeur.inconnus:
        phrases.append(f"{valeur.inconnus} sans réponse.")
    return cadre.write_chiffre(
        mesure.reference,
        nom=mesure.fiche.libelle,
        texte=mesure.texte,
        phrases=phrases,
        source=sujet.source_publiee,
    )


def _list_locaux(sujet: SujetSchema) -> Iterator[Contenu]:
    situation = sujet.situation
    for code, nom in _LOCAUX.items():
        mesure = find_mesure(situation.publie, code, situation.annee, "nombre")
        chiffre = _print_mesure(sujet, mesure)
        if mesure and chiffre and mesure.verdict != "absent":
            debut = Texte(francais.typographie(f"{nom}, {mesure.annee} : "))
            bornes = vue.format_bornes(mesure)
            yield debut, chiffre, Texte(f" ({mesure.compte}, fourchette {bornes}).")


def fill_situation(sujet: SujetSchema) -> Remplissage:
    situation = sujet.situation
    lignes = [_read_ligne(sujet, ligne) for ligne in situation.lignes]
    blocs = list(write_chiffres(lignes, situation.annee, situation.sources, situation.precision))
    manques: list[Manque] = []
    if sujet.figees:
        campagne = sujet.figees[-1]
        resultat = conclude(campagne.questionnaire, campagne.retenus)
        blocs += write_diagnostic(campagne.titre, campagne.jour, campagne.nb_reponses, resultat)
    elif sujet.espace:
        texte = "L’autodiagnostic n’a pas de résultat arrêté."
        manques.append(sujet.miss(texte, "Faire l’autodiagnostic", "diagnostic:campagnes"))
    if sujet.espace and situation.annee is None:
        manques.insert(0, sujet.miss(_SANS_ANNEE, "Déposer mes marchés", "marches:liste"))
    return Remplissage(tuple(blocs), tuple(manques))


def _read_ligne(sujet: SujetSchema, ligne: LigneSituation) -> LigneChiffree:
    retenue = ligne.retenue
    return LigneChiffree(
        code=ligne.code,
        nom=ligne.nom,
        chiffre=write_figure(retenue) if retenue else None,
        details=" ".join(retenue.phrases) if retenue else "",
        compte_sur=retenue.sur_quoi if retenue else "",
        absence=_SANS_MARCHE if cadre.is_adressee(ligne.absence) else ligne.absence,
        autres=tuple((write_figure(une), une.sur_quoi) for une in ligne.autres),
        reperes=_list_reperes(ligne.code, retenue, sujet.objectifs),
        tendance=_find_tendance(sujet, ligne.code, retenue) if retenue else None,
        annees_sur=_tell_annees_sur(retenue) if retenue else "",
        source=tell_annees(sujet, retenue) if retenue else "",
    )


def _tell_annees_sur(retenue: FigureConnue) -> str:
    """Say what the years of a figure are a share of: those of corrected contracts are not kept."""
    paye = retenue.origine is Origine.PAYES
    return retenue.sur_quoi if paye else "sur les marchés publiés"


def _list_reperes(
    code: str, retenue: FigureConnue | None, objectifs: Objectifs
) -> tuple[Repere, ...]:
    """Return what stands beside a rate; an objective is « le nôtre » in the buyer's document."""
    if retenue is None or not retenue.conclut:
        return ()
    reference = retenue.figure.reference
    siens = [Repere(nom="Notre objectif", texte=o.enonce) for o in objectifs.get(code, ())]
    return (*siens, *list_reperes(code, reference.mesure, reference.annee))


def _find_tendance(sujet: SujetSchema, code: str, retenue: FigureConnue) -> Tendance | None:
    """Return the years of a figure: paid ones when it is paid, else published ones."""
    reference = retenue.figure.reference
    if retenue.origine is Origine.PAYES and sujet.depenses:
        taux = next(
            (
                t
                for t in list_taux(sujet.depenses, reference.annee)
                if (t.code, t.valeur.variante) == (code, reference.mesure)
            ),
            None,
        )
        return read_tendance_payee(sujet.depenses, taux) if taux else None
    bilan = sujet.situation.publie
    ligne = find_ligne(bilan, code)
    return read_tendance(ligne, reference.mesure, bilan.vue) if ligne and bilan.vue else None


def fill_politiques(sujet: SujetSchema) -> Remplissage:
    if sujet.espace is None:
        return Remplissage()
    politiques = list(list_presentes(sujet.espace))
    objectifs = {politique: politique.list_objectifs() for politique in politiques}
    blocs = write_politiques(
        (
            p.nom + (" (en préparation)" if p.etat == EtatPlan.PREPARATION else ""),
            p.periode,
            p.service,
            [objectif.texte for objectif in objectifs[p]],
        )
        for p in politiques
    )
    if sujet.approche is Approche.POLITIQUES_PUBLIQUES:
        attentes = (
            (
                objectif.sous_theme.libelle if objectif.sous_theme else "",
                objectif.texte,
                politique.nom_date,
                name_indicateur(objectif.indicateur) if objectif.indicateur else "",
            )
            for politique, siens in objectifs.items()
            for objectif in siens
        )
        blocs = (*blocs, *write_attentes(attentes))
    return Remplissage(blocs, tuple(_list_manques_politiques(sujet, politiques)))


def _list_manques_politiques(sujet: SujetSchema, politiques: list[Politique]) -> Iterator[Manque]:
    if not politiques:
        yield sujet.miss("Aucun plan n’est recensé.", "Recenser vos plans", "politiques:inventaire")
        return
    muettes = [p for p in politiques if not p.objectifs]
    if muettes:
        texte = f"{francais.pluriel(len(muettes), 'plan')} sans objectif relevé."
        bouton = f"Relever ce que demande « {muettes[0].nom_date} »"
        yield sujet.miss(texte, bouton, "politiques:modifier", muettes[0].pk)


# --- Part 4: stakeholders, words, families of purchase, sources ---


FAMILLES_MAX: Final = 8
_SANS_ESPACE: Final = 3  # a dossier is short
_PARTS: Final = (SOCIAL, ENVIRONNEMENT)
_SURES: Final = frozenset({Confiance.A, Confiance.B})
_INCONNUE: Final = "inconnue"
_LETTRES: Final = {"nombre": "n", "montant": "m", "moyenne": "y", "total": "t"}
_MESURES: Final = {"nombre": "en nombre de marchés", "montant": "en montant notifié"}


def fill_acteurs(sujet: SujetSchema) -> Remplissage:
    tenus = sujet.espace is not None and "acteurs" not in sujet.eteints
    acteurs = list(list_acteurs(sujet.espace)) if sujet.espace and tenus else []
    if acteurs:
        genres = load_catalogue().find_typologie
        dits = (
            (
                a.nom,
                genre.court if (genre := genres(a.typologie)) else "",
                a.get_role_display() if a.role else "",
                a.contribution or a.description,
            )
            for a in _sort(acteurs)
        )
        return Remplissage(assemblage.write_acteurs(dits))
    region = sujet.identite.code_region
    aides = [a for a in load_catalogue().suggest(region) if _is_printed(a)]
    texte = "Aucun acteur du territoire n’est encore noté."
    manque = sujet.miss(texte, "Choisir les acteurs", "acteurs:suggestions")
    return Remplissage(
        assemblage.write_aides(aides, annuaire.name_region(region) if region else ""),
        (manque,) if tenus else (),
    )


def _is_printed(aide: ActeurSuggere) -> bool:
    """Leave out what is not sure, and a line that asks its reader to name somebody."""
    textes = (aide.nom, aide.description, aide.reserve)
    return aide.confiance in _SURES and not any(map(cadre.is_adressee, textes))


def _sort(acteurs: Iterable[Acteur]) -> list[Acteur]:
    rangs = {role.value: rang for rang, role in enumerate(RoleActeur.du_centre())}
    return sorted(acteurs, key=lambda a: (rangs.get(a.role, len(rangs)), a.nom_plie))


def fill_familles(sujet: SujetSchema) -> Remplissage:
    situation = sujet.situation
    annee = situation.annee
    familles: tuple[portrait.FamilleAchetee, ...] = ()
    if annee and situation.publie.vue:  # kept until the store changes
        familles = entrepot().recall(
            ("familles-achetees", sujet.siren, annee, sujet.jour),
            lambda ouvert: portrait.list_familles(ouvert, sujet.siren, annee, sujet.jour),
        )
    if annee is None or not familles:
        return Remplissage((), _tell_sans_famille(sujet))
    parts = {code: _read_parts(situation, code) for code in _PARTS}
    codes = {nom: code for code, nom in read_familles().items()}
    nombre = FAMILLES_MAX if sujet.espace else _SANS_ESPACE
    montrees = [
        assemblage.FamilleMontree(
            code=codes.get(famille.volume.nom, _INCONNUE),
            achats=famille,
            parts={
                c: lues[famille.volume.nom]
                for c, lues in parts.items()
                if famille.volume.nom in lues
            },
        )
        for famille in familles[:nombre]
    ]
    ecrites = assemblage.write_familles(
        montrees, annee, _tell_reste(familles[nombre:]), sujet.source_publiee, sujet.jour
    )
    return Remplissage((*write_origines(sujet, "familles_origines"), *ecrites))


def preview_familles(sujet: SujetSchema) -> Apercu:
    """Say whether any contract of the year is counted: each is of a family, known or not."""
    situation = sujet.situation
    if find_mesure(situation.publie, vue.NOMBRE_DE_MARCHES, situation.annee, "total"):
        return Apercu(remplie=True)
    return Apercu(remplie=False, manques=_tell_sans_famille(sujet))


def _tell_sans_famille(sujet: SujetSchema) -> tuple[Manque, ...]:
    if sujet.espace is None:
        return ()
    return (sujet.miss("Aucun marché publié n’est connu.", "Voir les marchés", "marches:liste"),)


def _read_parts(situation: Situation, code: str) -> dict[str, vue.Mesure]:
    """Return a rate of the year by family: the proof of the figure itself, cut in families."""
    mesure = find_mesure(situation.publie, code, situation.annee, "nombre")
    if mesure is None:
        return {}
    lues = read_taux_familles(mesure.valeur.siren, mesure.valeur.annee)
    segments = sum_segments(mesure.valeur, lues.get(code, {}))
    return {s.famille: vue.Mesure(s.valeur, mesure.fiche) for s in segments}


def _tell_reste(familles: Sequence[portrait.FamilleAchetee]) -> str:
    """Say what the families that are not shown weigh: none is dropped in silence."""
    if not familles:
        return ""
    marches = francais.pluriel(sum(f.volume.marches for f in familles), "marché")
    montant = francais.format_euros_courts(sum(f.volume.montant or 0.0 for f in familles))
    nombre = francais.pluriel(len(familles), "autre famille", "autres familles")
    return f"{nombre}, sans fiche : {marches}, {montant} HT notifiés."


def draw_glossaire(sujet: SujetSchema, reste: Iterable[Bloc]) -> Remplissage:
    termes = find_termes(assemblage.read_blocs(reste), read_glossaire(sujet.jour))
    return Remplissage(assemblage.write_glossaire(termes))


def draw_sources(_sujet: SujetSchema, reste: Iterable[Bloc]) -> Remplissage:
    return Remplissage(
        assemblage.write_sources_indicateurs(list_imprimes(reste), (vue.LIMITE_DES_TAUX,))
    )


def _preview_glossaire(sujet: SujetSchema, reste: Iterable[Bloc]) -> Apercu:
    """Say whether the rest uses a word of the glossary, as soon as one is met."""
    termes = read_glossaire(sujet.jour)
    return Apercu(any(find_termes(assemblage.read_blocs([bloc]), termes) for bloc in reste))


def _preview_sources(_sujet: SujetSchema, reste: Iterable[Bloc]) -> Apercu:
    """Say whether the rest has a figure, as soon as one is met."""
    return Apercu(any(find_chiffres([bloc]) for bloc in reste))


def list_imprimes(reste: Iterable[Bloc]) -> list[assemblage.IndicateurImprime]:
    groupes: dict[tuple[str, str, bool], list[tuple[int, Chiffre]]] = {}
    for chiffre in find_chiffres(reste):
        reference = ReferenceChiffre.parse(chiffre.reference)
        paye = reference.origine is Origine.PAYES
        groupe = groupes.setdefault((reference.code, reference.mesure, paye), [])
        groupe.append((reference.annee, chiffre))
    return [
        _describe(code, mesure, sorted(groupe, key=lambda g: -g[0]), paye=paye)
        for (code, mesure, paye), groupe in groupes.items()
    ]


def _describe(
    code: str, mesure: str, chiffres: Sequence[tuple[int, Chiffre]], *, paye: bool
) -> assemblage.IndicateurImprime:
    fiche = find_fiche_indicateur(code)
    return assemblage.IndicateurImprime(
        cle=f"{code}_{'p' if paye else ''}{_LETTRES[mesure]}".replace("-", "_").lower(),
        code=code,
        nom=fiche.libelle if fiche else name_indicateur(code),
        sur="sur la dépense payée" if paye else _MESURES.get(mesure, ""),
        methode=tell_methode(code) if paye else fiche.methode if fiche else "",
        limites=fiche.limites if fiche and not paye else "",
        chiffres=chiffres,
    )


TIREES: Final[Mapping[str, Callable[[SujetSchema, Iterable[Bloc]], Remplissage]]] = {
    "glossaire": draw_glossaire,
    "sources": draw_sources,
}
"""Headings drawn from all the others, once these are written."""

APERCUS_TIRES: Final[Mapping[str, Callable[[SujetSchema, Iterable[Bloc]], Apercu]]] = {
    "glossaire": _preview_glossaire,
    "sources": _preview_sources,
}

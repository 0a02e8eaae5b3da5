"""What the spend of a year says, and the lines behind it; its pages and files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from spaser.documents.bilan import donnees
from spaser.documents.bilan.tendance import PointTendance, Tendance
from spaser.documents.bilan.vue import ECART_MAX
from spaser.documents.classeur import FormatClasseur
from spaser.documents.dessins import Legende, Rang
from spaser.documents.francais import (
    format_euros_courts,
    format_nombre,
    format_pourcent,
    typographie,
)
from spaser.documents.onglets import Cellule, Euros, Onglet, as_euros, as_part
from spaser.moteur.depenses.achats import read_provenance
from spaser.moteur.depenses.modele import MOTIFS, EtatLigne
from spaser.moteur.depenses.resultats.preuve import REPONSES, Filtre, LigneDepense
from spaser.moteur.depenses.resultats.taux import ValeurDepense
from spaser.moteur.depenses.resultats.totaux import CE_QUI_COMPTE, PartDepense
from spaser.moteur.indicateurs import fiches
from spaser.moteur.tables.modele import Remarque
from spaser.moteur.valeurs import LISTE_ABSENTE
from spaser.regles.assujettissement import find_regime
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import Origine, ReferenceChiffre, name_indicateur
from spaser.site.chiffres.achats import draw_parts
from spaser.site.chiffres.depenses import services
from spaser.site.espace.perimetre import find_perimetre, read_etendue
from spaser.site.organisations.acces import make_notice
from spaser.site.organisations.espaces import exige_espace, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import gather_objectifs
from spaser.site.socle.requetes import reply_classeur
from spaser.site.socle.vues import Rendu, shows

# --- Rates of paid spend in words: value, bounds, numerator, n, unknowns ---


INCLUSIF: Final = "SOC-IN"
ESUS: Final = "SOC-13"
AVEC_PREUVE: Final = frozenset({"SOC-13", "SOC-14", "SOC-15", "SOC-17", "SOC-IN", "ECO-03"})
_METHODES: Final = {
    INCLUSIF: "SIAE, entreprises adaptées et ESAT ensemble : un fournisseur des deux listes compte "
    "une fois. Les achats aux ESUS n’y sont jamais ajoutés.",
    ESUS: "Agréments en cours le jour du paiement.",
    "SOC-14": "Structures de l’insertion par l’activité économique, par leur SIRET.",
    "SOC-15": "Entreprises adaptées et ESAT, par leur SIRET.",
    "SOC-16": "Nombre de structures inclusives différentes payées dans l’année.",
    "SOC-17": "Entreprises de l’économie sociale et solidaire, moins les ESUS.",
    "ECO-03": "Fournisseurs dont l’établissement, ou le code postal, est dans le département de "
    "l’acheteur.",
}


@dataclass(frozen=True)
class Taux:
    """A rate of a year, ready to be shown."""

    valeur: ValeurDepense
    siren: str

    @property
    def reference(self) -> ReferenceChiffre:
        return donnees.name_payee(self.valeur, self.siren)

    @property
    def code(self) -> str:
        return self.valeur.indicateur

    @property
    def nom(self) -> str:
        nom = name_indicateur(self.code)
        return f"{nom}, en nombre" if self.valeur.variante == "nombre" else nom

    @property
    def methode(self) -> str:
        return tell_methode(self.code)

    @property
    def texte(self) -> str:
        return self._write(self.valeur.valeur)

    @property
    def fourchette(self) -> str:
        bas, haut = self._write(self.valeur.bas), self._write(self.valeur.haut)
        return "" if bas == haut else f"entre {bas} et {haut}"

    @property
    def fragile(self) -> bool:
        """Say whether the missing answers could tell any story."""
        return self.ecart > ECART_MAX

    @property
    def ecart(self) -> float:
        """Return how far apart its bounds are; a number of suppliers has none."""
        v = self.valeur
        return 0.0 if v.variante == "total" else (v.haut or 0.0) - (v.bas or 0.0)

    @property
    def compte(self) -> str:
        """Return the numerator over what is known."""
        v = self.valeur
        if v.absence:
            connue = v.absence == LISTE_ABSENTE  # the page names the lists, once
            return "Non connu" if connue else typographie(f"Non connu : {v.absence}")
        return donnees.tell_compte(self.reference, v.numerateur, v.denominateur)

    @property
    def effectif(self) -> str:
        v = self.valeur
        texte = donnees.tell_effectif(self.reference, v.n, v.inconnus)
        if v.ecartes:
            texte += f" ; {format_nombre(v.ecartes)} sans montant HT connu, hors du taux"
        return typographie(texte)

    @property
    def cellules(self) -> tuple[Cellule, ...]:
        v = self.valeur
        bornes, comptes = (v.valeur, v.bas, v.haut), (v.numerateur, v.denominateur)
        return (
            *(bornes if v.variante == "total" else map(as_part, bornes)),
            *(map(as_euros, comptes) if v.variante == "montant" else map(float, comptes)),
        )

    @property
    def a_preuve(self) -> bool:
        return self.code in AVEC_PREUVE and self.valeur.variante == "montant"

    def _write(self, nombre: float | None) -> str:
        if nombre is None:
            return ""
        return format_nombre(nombre) if self.valeur.variante == "total" else format_pourcent(nombre)


def list_taux(depenses: services.Depenses, annee: int) -> list[Taux]:
    valeurs = depenses.bilan.synthese.valeurs if depenses.bilan else ()
    de_l_annee = [v for v in valeurs if v.annee == annee and v.indicateur in donnees.CODES_PAYES]
    return [
        Taux(v, depenses.siren)
        for v in sorted(de_l_annee, key=lambda v: donnees.CODES_PAYES.index(v.indicateur))
    ]


def read_tendance(depenses: services.Depenses, taux: Taux) -> Tendance | None:
    """Return a rate over the years that were paid; None when fewer than two have a value."""
    tendance = read_annees_payees(depenses, taux)
    connues = [point for point in tendance.points if point.texte]
    if taux.valeur.variante == "total" or len(connues) < 2:  # noqa: PLR2004 - one year is no trend
        return None
    return tendance


def read_annees_payees(depenses: services.Depenses, taux: Taux) -> Tendance:
    valeur = taux.valeur
    par_annee = {valeur.annee: taux} | {
        autre.valeur.annee: autre
        for annee in depenses.annees
        for autre in list_taux(depenses, annee)
        if (autre.code, autre.valeur.variante) == (valeur.indicateur, valeur.variante)
    }
    en_cours = _read_annee_du_calcul(depenses)
    annees = range(min(par_annee), max(par_annee) + 1)
    return Tendance(
        identifiant=f"g-{taux.code}-{valeur.variante}-paye".lower(),
        titre=f"{taux.nom}, par année",
        points=tuple(_point(annee, par_annee.get(annee), en_cours) for annee in annees),
    )


def _read_annee_du_calcul(depenses: services.Depenses) -> int | None:
    """Return the year that was not over when the figures were computed."""
    instant = depenses.calcul.calcule_le if depenses.calcul else None
    return timezone.localdate(instant).year if instant else None


def _point(annee: int, taux: Taux | None, en_cours: int | None) -> PointTendance:
    incomplete = annee == en_cours
    if taux is None:
        return PointTendance(annee, manque="aucune dépense déposée", incomplete=incomplete)
    v = taux.valeur
    return PointTendance(
        annee=annee,
        texte=taux.texte,
        valeur=v.valeur,
        bas=v.bas,
        haut=v.haut,
        bornes=taux.fourchette or taux.texte,
        compte=taux.compte,
        manque=v.absence or "",
        incomplete=incomplete,
        fragile=taux.fragile,
        reference=taux.reference,
    )


def has_methode(code: str) -> bool:
    return any(fiche.code == code for fiche in fiches())


def tell_methode(code: str) -> str:
    return typographie(_METHODES[code])


# --- Which lines an address asks for; what cannot be read filters nothing ---


NOMS_ETATS: Final = {
    EtatLigne.COMPTEE.value: "Comptée",
    EtatLigne.A_VERIFIER.value: "À vérifier",
    EtatLigne.ECARTEE.value: "Mise à part",
    EtatLigne.QUARANTAINE.value: "Illisible",
}
NOMS_REPONSES: Final = {
    "oui": "Compte dans le taux",
    "non": "Ne compte pas",
    "inconnu": "Sans réponse",
}
_TEXTE_MAX: Final = 100


def read_filtre_depenses(parametres: Mapping[str, str], depenses: services.Depenses) -> Filtre:
    def read(nom: str, connus: Mapping[str, object] | frozenset[str]) -> str:
        valeur = parametres.get(nom, "")
        return valeur if valeur in connus else ""

    annee = parametres.get("annee", "")
    compte = parametres.get("compte", "")
    return Filtre(
        annee=int(annee) if annee in {str(a) for a in depenses.annees} else None,
        etat=read("etat", NOMS_ETATS),
        motif=read("motif", MOTIFS),
        compte=compte if compte.isascii() and compte.isdigit() else "",
        famille=parametres.get("famille", "")[:_TEXTE_MAX],
        couverture=parametres.get("couverture", "")[:_TEXTE_MAX],
        fichier=read("fichier", depenses.noms),
        decision=parametres.get("decision") == "oui",
        indicateur=read("indicateur", AVEC_PREUVE),
        reponse=read("reponse", REPONSES),
        texte=parametres.get("q", "").strip()[:_TEXTE_MAX],
    )


# --- The figures and the lines as a spreadsheet: private, and kept by nobody on the way ---


CLASSEUR_MAX: Final = 20_000  # lines of a workbook: beyond, a CSV
_REPONSES: Final = {True: "oui", False: "non", None: "inconnu"}


def read_format(texte: str) -> FormatClasseur:
    """Return the format of an address; a workbook unless it says otherwise."""
    return FormatClasseur(texte) if texte in set(FormatClasseur) else FormatClasseur.XLSX


def make_onglet_lignes(
    depenses: services.Depenses, lignes: Iterable[LigneDepense], indicateur: str
) -> Onglet:
    entetes = [
        "Fichier", "Feuille", "Ligne", "État", "Raison", "Année", "Date", "Fournisseur", "SIREN",
        "SIRET", "Code postal", "Compte", "Famille", "N° de marché", "Couverture", "Pièce",
        "Objet", "Montant lu", "Montant HT",
    ]  # fmt: skip
    if indicateur:
        entetes.append(f"Compte dans {indicateur} ({name_indicateur(indicateur)})")
    return Onglet("Lignes", entetes, [_write(depenses, ligne, indicateur) for ligne in lignes])


def make_rapport(depenses: services.Depenses, remarques: Iterable[Remarque]) -> Onglet:
    return Onglet(
        "À corriger",
        ("Fichier", "Feuille", "Ligne", "Colonne", "Valeur lue", "Raison", "Remède"),
        [
            (
                depenses.name(r.fichier),
                r.feuille,
                r.ligne,
                depenses.name_colonne(r),
                r.valeur,
                MOTIFS[r.motif],
                r.remede,
            )
            for r in remarques
        ],
    )


def make_resultats(depenses: services.Depenses) -> list[Onglet]:
    bilan = depenses.bilan
    if bilan is None:
        return [Onglet("Totaux", ("Année",), [])]
    synthese, rendu = bilan.synthese, bilan.compte_rendu
    taux = [t for annee in depenses.annees for t in list_taux(depenses, annee)]
    return [
        Onglet(
            "Totaux",
            (
                "Année", "Borne basse HT", "Borne haute HT", "Lignes comptées", "Sans HT connu",
                "Lignes à vérifier", "Premier jour", "Dernier jour",
            ),
            [
                (
                    t.annee, Euros(t.bas), Euros(t.haut), t.lignes, t.lignes_sans_ht,
                    t.lignes_a_verifier, t.premier_jour, t.dernier_jour,
                )
                for t in synthese.totaux
            ],
        ),
        Onglet(
            "Taux",
            (
                "Année", "Indicateur", "Libellé", "En", "Valeur", "Borne basse", "Borne haute",
                "Numérateur", "Dénominateur connu", "n", "Sans réponse", "Pourquoi sans valeur",
                "Méthode", "Référence",
            ),
            [
                (
                    t.valeur.annee, t.code, t.nom, t.valeur.variante, *t.cellules,
                    t.valeur.n, t.valeur.inconnus, t.valeur.absence, t.methode, str(t.reference),
                )
                for t in taux
            ],
        ),
        *(
            Onglet(
                nom,
                ("Année", nom, "Montant HT", "Lignes", "Part"),
                [(p.annee, p.libelle, Euros(p.montant), p.lignes, as_part(p.part)) for p in parts],
            )
            for nom, parts in (("Famille", synthese.familles), ("Couverture", synthese.couverture))
        ),
        Onglet(
            "Compte des lignes",
            ("Sort", "Raison", "Lignes", "Montant lu"),
            [
                ("Lues", "", rendu.lues.lignes, Euros(rendu.lues.euros)),
                *(
                    (NOMS_ETATS[etat.value], "", s.lignes, Euros(s.euros))
                    for etat, s in rendu.par_etat.items()
                ),
                *(("", MOTIFS[m], s.lignes, Euros(s.euros)) for m, s in rendu.par_motif.items()),
            ],
        ),
    ]  # fmt: skip


def _write(depenses: services.Depenses, ligne: LigneDepense, indicateur: str) -> list[Cellule]:
    cellules: list[Cellule] = [
        depenses.name(ligne.fichier), ligne.feuille, ligne.ligne, NOMS_ETATS[ligne.etat],
        MOTIFS[ligne.motif] if ligne.motif else "", ligne.annee, ligne.jour, ligne.tiers,
        ligne.siren, ligne.siret, ligne.code_postal, ligne.compte, ligne.famille, ligne.marche,
        ligne.couverture, ligne.piece, ligne.objet, Euros(ligne.lu),
        as_euros(ligne.ht),
    ]  # fmt: skip
    return [*cellules, _REPONSES[ligne.reponse]] if indicateur else cellules


# --- What the spend of a year says, and the lines behind it ---


PAR_PAGE: Final = 50
_SOURCE: Final = ("Source", Origine.PAYES.libelle)
_CONFIDENTIEL: Final = (
    "À savoir",
    "Ces lignes nomment vos fournisseurs : gardez ce fichier dans votre équipe.",
)
_BORNES: Final = (
    "Le numérateur sur ce qui est connu. Fourchette : les lignes sans réponse toutes à "
    "non, puis toutes à oui."
)
FAMILLES_MAX: Final = 12
_LARGE: Final = 1100.0  # pixels that a drawing has at least, on a screen that is not a phone's


@exige_espace(Operation.VOIR_ESPACE)
@shows("depenses/resultats.html")
def resultats(request: HttpRequest, espace: Espace) -> Rendu:
    depenses = services.read_depenses(espace)
    annee = _read_annee(request, depenses)
    taux = list_taux(depenses, annee) if annee else []
    familles = _list_parts(depenses, "familles", annee)[:FAMILLES_MAX]
    couverture = _list_parts(depenses, "couverture", annee)
    return {
        **services.make_cadre_depenses(request, espace, "Résultats"),
        "depenses": depenses,
        "garder": peut_dans(request, espace, Operation.GARDER_REFERENCE),
        "annee": annee,
        "total": depenses.total(annee) if annee else None,
        "regime": find_regime(date(annee, 12, 31)) if annee else None,
        "legales": [(t, has_methode(t.code)) for t in taux[:2]],
        "autres": [(t, has_methode(t.code)) for t in taux[2:]],
        "evolutions": [(t.nom, lue) for t in taux if (lue := read_tendance(depenses, t))],
        "objectifs": gather_objectifs(espace),
        "familles": familles,
        "pavage": _draw_parts("familles", "Dépenses par famille d’achat", familles),
        "couverture": couverture,
        "couvert": _draw_parts("couverture", "Dépenses par lien avec un marché", couverture),
        "etendue": read_etendue(find_perimetre(espace)),
        "table": read_provenance(),
        "ce_qui_compte": CE_QUI_COMPTE,
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def depenses_export(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = services.read_depenses(espace)
    format_ = read_format(request.GET.get("format", ""))
    notice = make_notice(
        espace, "Dépenses payées", _SOURCE, ("Totaux", CE_QUI_COMPTE), ("Taux", _BORNES)
    )
    return reply_classeur(make_resultats(depenses), format_, f"depenses-{espace.siren}", notice)


@exige_espace(Operation.VOIR_LIGNES_DEPENSES)
@shows("depenses/lignes.html")
def lignes(request: HttpRequest, espace: Espace) -> Rendu:
    depenses = services.read_depenses(espace)
    filtre = read_filtre_depenses(request.GET, depenses)
    numero = request.GET.get("page", "")
    voulue = int(numero) if numero.isascii() and numero.isdigit() and len(numero) < 7 else 1  # noqa: PLR2004 - a page
    tranche = services.find_lignes(depenses, filtre, (max(voulue, 1) - 1) * PAR_PAGE, PAR_PAGE)
    return {
        **services.make_cadre_depenses(request, espace, "Lignes"),
        "depenses": depenses,
        "filtre": filtre,
        "tranche": tranche,
        "rangs": [(li, depenses.name(li.fichier)) for li in (tranche.lignes if tranche else ())],
        "page": Paginator(range(tranche.nombre if tranche else 0), PAR_PAGE).get_page(voulue),
        "etats": NOMS_ETATS,
        "reponses": NOMS_REPONSES,
        "motifs": MOTIFS,
        "indicateurs": {c: name_indicateur(c) for c in donnees.CODES_PAYES if c != "SOC-16"},
        "fichiers": depenses.noms,
        "requete": request.GET.urlencode(),
    }


@exige_espace(Operation.VOIR_LIGNES_DEPENSES)
@require_safe
def lignes_export(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = services.read_depenses(espace)
    filtre = read_filtre_depenses(request.GET, depenses)
    format_ = read_format(request.GET.get("format", ""))
    tranche = services.find_lignes(depenses, filtre, nombre=None)
    if tranche is None:
        return redirect("depenses:lignes", espace.siren)
    if format_.value != "csv" and tranche.nombre > CLASSEUR_MAX:
        messages.error(
            request,
            f"Un classeur ne porte que {CLASSEUR_MAX} lignes : filtrez, ou demandez un CSV.",
        )
        adresse = reverse("depenses:lignes", args=[espace.siren])
        return redirect(f"{adresse}?{request.GET.urlencode()}")
    onglet = make_onglet_lignes(depenses, tranche.lignes, filtre.indicateur)
    nom = "-".join(
        filter(None, ["lignes", espace.siren, filtre.indicateur, str(filtre.annee or "")])
    )
    notice = make_notice(espace, "Lignes de dépenses", _SOURCE, _CONFIDENTIEL)
    return reply_classeur([onglet], format_, nom, notice)


@exige_espace(Operation.VOIR_LIGNES_DEPENSES)
@shows("depenses/rapport.html")
def rapport(request: HttpRequest, espace: Espace) -> Rendu:
    depenses = services.read_depenses(espace)
    rendu = depenses.bilan.compte_rendu if depenses.bilan else None
    remarques = _list_remarques(request, depenses)
    page = Paginator(remarques, PAR_PAGE).get_page(request.GET.get("page"))
    synthese = depenses.bilan.synthese if depenses.bilan else None
    return {
        **services.make_cadre_depenses(request, espace, "À corriger"),
        "depenses": depenses,
        "rendu": rendu,
        "page": page,
        "rangs": [
            (r, depenses.name(r.fichier), MOTIFS[r.motif], depenses.name_colonne(r)) for r in page
        ],
        "alertes": sorted(
            ((MOTIFS[m], n) for m, n in (rendu.alertes if rendu else {}).items()),
            key=lambda paire: -paire[1],
        ),
        "semblables": [
            (p, depenses.name(p.fichier), depenses.name(p.autre_fichier))
            for p in (synthese.semblables[:PAR_PAGE] if synthese else ())
        ],
        "synthese": synthese,
        "fichier": request.GET.get("fichier", ""),
        "requete": request.GET.urlencode(),
    }


@exige_espace(Operation.VOIR_LIGNES_DEPENSES)
@require_safe
def rapport_export(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Hand the report over, to send to whoever made the file."""
    depenses = services.read_depenses(espace)
    onglet = make_rapport(depenses, _list_remarques(request, depenses))
    format_ = read_format(request.GET.get("format", ""))
    notice = make_notice(
        espace,
        "Lignes de dépenses à corriger",
        _SOURCE,
        ("Ligne", "Le numéro de la ligne dans votre tableur."),
        _CONFIDENTIEL,
    )
    return reply_classeur([onglet], format_, f"a-corriger-{espace.siren}", notice)


def _read_annee(request: HttpRequest, depenses: services.Depenses) -> int | None:
    voulue = request.GET.get("annee", "")
    connues = {str(annee): annee for annee in depenses.annees}
    return connues.get(voulue) or (depenses.annees[0] if depenses.annees else None)


def _list_parts(depenses: services.Depenses, nom: str, annee: int | None) -> list[PartDepense]:
    parts = getattr(depenses.bilan.synthese, nom) if depenses.bilan else ()
    return [part for part in parts if part.annee == annee]


def _draw_parts(identifiant: str, titre: str, parts: Sequence[PartDepense]) -> SafeString:
    """Draw parts of what was paid, the largest first; nothing without two of them."""
    rangs = [
        Rang(part.libelle, _tell_part(part), float(part.montant))
        for part in sorted(parts, key=lambda part: -part.montant)
        if part.montant > 0
    ]
    if len(rangs) < 2:  # noqa: PLR2004 - one part says nothing
        return mark_safe("")
    dit = typographie(" ; ".join(f"{rang.nom} : {rang.etiquette}" for rang in rangs))
    legende = Legende(f"g-{identifiant}", titre, dit)
    return mark_safe(draw_parts(legende, rangs, place=_LARGE))  # noqa: S308 - it escapes every text


def _tell_part(part: PartDepense) -> str:
    euros = format_euros_courts(float(part.montant))
    return euros if part.part is None else f"{euros}, {format_pourcent(part.part)}"


def _list_remarques(request: HttpRequest, depenses: services.Depenses) -> list[Remarque]:
    if depenses.bilan is None:
        return []
    fichier = request.GET.get("fichier", "")
    return [r for r in depenses.bilan.compte_rendu.remarques if fichier in {"", r.fichier}]

"""What an assembly decides: a scheme as plain values, frozen once; every file is made from them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Final
from zlib import crc32

import msgspec

from spaser.documents.bilan.donnees import tell_effectif
from spaser.documents.dessins_engagements import (
    COLONNE,
    DEMI_COLONNE,
    BarreAction,
    CibleDessinee,
    JalonDessine,
    describe_cible,
    describe_frise_actions,
    draw_cible,
    draw_frise_actions,
    place_resultat,
)
from spaser.documents.document import (
    Allure,
    Bloc,
    Charte,
    Contenu,
    CouvertureDessinee,
    Document,
    Fiche,
    Figure,
    Liste,
    Paragraphe,
    Section,
    Tableau,
    Texte,
    compute_teintes,
    list_contenus,
    read_mots,
    write_champs,
    write_paragraphe,
    write_section,
    write_tableau,
)
from spaser.documents.francais import (
    cut_titre,
    enumerate_mots,
    format_date,
    pluriel,
    typographie,
)
from spaser.documents.publication import tell_cible, tell_details_ligne, tell_valeur
from spaser.documents.schema.cadre import write_loi
from spaser.documents.schema.engagements import (
    TOUS_LES_DEUX_ANS,
    ActionEcrite,
    AxeEcrit,
    EtapePrevue,
    ReunionPrevue,
    name_code,
    write_calendrier,
    write_gouvernance,
)
from spaser.regles.etats_schema import Longueur
from spaser.regles.indicateurs import ReferenceChiffre, is_taux
from spaser.regles.publication import (
    AnneePubliee,
    IndicateurAnnee,
    LignePubliee,
    ResultatAnnee,
    join_annees,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CibleVotee:
    """An indicator of the scheme: its last known value, where it starts from, what it aims at.

    `axe` is the code of the axis whose actions serve it, or empty.
    """

    indicateur: IndicateurAnnee
    depart: ResultatAnnee | None = None
    axe: str = ""

    @property
    def ligne(self) -> LignePubliee:
        """Return it as a line of what is published, so that it is told in the same words."""
        return join_annees(
            [AnneePubliee(annee=self.indicateur.resultat.annee, indicateurs=(self.indicateur,))]
        )[0]

    @property
    def est_chiffree(self) -> bool:
        return self.indicateur.cible is not None

    @property
    def connue(self) -> ResultatAnnee:
        """Return the best known value: that of its year, else where it starts from."""
        resultat = self.indicateur.resultat
        return self.depart if self.depart and resultat.valeur is None else resultat

    @property
    def valeur_dite(self) -> str:
        return tell_valeur(self.ligne, self.indicateur.resultat)


@dataclass(frozen=True, slots=True, kw_only=True)
class AchatsConnus:
    """Why here: what was paid in a year, what was notified; None is not known.

    `familles` gives, from the largest, the name of each family of purchases and its share of the
    amounts notified, from 0 to 1, in the years that `annees_familles` says.
    """

    annee_payee: int | None = None
    paye_bas: Decimal | None = None
    paye_haut: Decimal | None = None
    annee: int | None = None
    marches: int | None = None
    montant: Decimal | None = None
    familles: tuple[tuple[str, float], ...] = ()
    annees_familles: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaVote:
    """A scheme as it is decided. `type` is that of the buyer (`TypeStructure`), `jour` the freeze.

    Axes hold what is decided alone: neither abandoned actions, nor proposals, nor actions that no
    axis holds. `annexes` are written already, figures with their references.
    """

    siren: str
    acheteur: str
    type: str
    jour: date
    debut: int | None = None
    fin: int | None = None
    habitants: int | None = None
    oblige: bool | None = None  # whether the buyer concluded that the law binds it
    edito: Section | None = None
    axes: tuple[AxeEcrit, ...] = ()
    cibles: tuple[CibleVotee, ...] = ()
    achats: AchatsConnus = AchatsConnus()
    reunions: tuple[ReunionPrevue, ...] = ()
    jalons: tuple[EtapePrevue, ...] = ()
    chapitres: tuple[Section, ...] = ()  # what the buyer wrote beside its axes, or under one
    annexes: tuple[Section, ...] = ()
    reserve: str = ""  # who made it, when no organisation answers for it

    @property
    def annees(self) -> str:
        """Say the years that it covers, « 2027–2029 »; nothing when nobody said them."""
        if self.debut and self.fin:
            return f"{self.debut}–{self.fin}"
        return f"à partir de {self.debut}" if self.debut else ""

    @property
    def actions(self) -> list[ActionEcrite]:
        return [action for axe in self.axes for action in axe.actions]

    @property
    def cibles_communes(self) -> list[CibleVotee]:
        """Return the targets that no axis serves."""
        codes = {axe.code for axe in self.axes}
        return [cible for cible in self.cibles if cible.axe not in codes]

    def find_mots(self, code: str) -> tuple[Bloc, ...]:
        """Return what the buyer wrote under a heading."""
        return next((c.blocs for c in self.chapitres if c.identifiant == code), ())

    def list_cibles(self, axe: AxeEcrit) -> list[CibleVotee]:
        return [cible for cible in self.cibles if cible.axe == axe.code]


def dump_schema(schema: SchemaVote) -> dict[str, Any]:
    """Return a scheme as plain JSON values; `load_schema` is its exact inverse."""
    valeurs: dict[str, Any] = msgspec.to_builtins(schema, enc_hook=str)
    return valeurs


def load_schema(valeurs: object) -> SchemaVote:
    return msgspec.convert(valeurs, SchemaVote, dec_hook=lambda genre, valeur: genre(valeur))


# --- The scheme: what is decided first, then a chapter an axis, then what it rests on ---


ENGAGEMENTS: Final = "Nos engagements"
_TITRE: Final = "Schéma des achats publics socialement et écologiquement responsables"
COURT: Final = "Schéma des achats responsables"
_PLACEES: Final = frozenset(
    {"axes", "fiches_action", "gouvernance", "calendrier", "indicateurs", "publication"}
)  # headings whose words stand with what they speak of
_PARTS_MAX: Final = 6  # families of purchases that the cover draws
_PROMESSE_MAX: Final = 240
_ANNEES_MAX: Final = 6  # that the calendar draws
_LARGES: Final = 6  # beyond, targets stand two by two
_PAR_AXE: Final = 3  # targets drawn beside an axis, among what is decided


def write_schema(
    schema: SchemaVote, charte: Charte, longueur: Longueur, *, projet: bool = False
) -> Document:
    """Return the text to vote on, at one of its three lengths; a `projet` is not frozen yet."""
    teintes = compute_teintes(charte, max(1, len(schema.axes)))
    chapitres = (
        _write_axe(schema, axe, rang, longueur, teintes[rang - 1])
        for rang, axe in enumerate(schema.axes, start=1)
    )
    arrete = "Projet" if projet else "Texte arrêté le"
    return Document(
        titre=_TITRE,
        sous_titre=schema.acheteur,
        jour=schema.jour,
        mention=tell_pied(schema, f"Projet de {COURT.lower()}" if projet else COURT),
        couverture=CouvertureDessinee(
            annees=schema.annees,
            mention=" · ".join(filter(None, (schema.reserve.rstrip("."), arrete))),
            parts=tuple(part for _, part in schema.achats.familles[:_PARTS_MAX]),
        ),
        sections=(
            *((schema.edito,) if schema.edito else ()),
            _write_engagements(schema, teintes),
            *chapitres,
            *(c for c in schema.chapitres if not c.axe and c.identifiant not in _PLACEES),
            *_list_pilotage(schema, teintes),
            _write_compte_rendu(schema),
            *_list_fiches(schema, longueur),
            *schema.annexes,
        ),
    )


def tell_pied(schema: SchemaVote, quoi: str) -> str:
    dits = (schema.acheteur, f"{quoi} {schema.annees}".strip(), schema.reserve.rstrip("."))
    return " · ".join(filter(None, dits))


def _write_engagements(schema: SchemaVote, teintes: Sequence[str]) -> Section:
    """Return all that is decided: axes with their actions, targets drawn."""
    large = COLONNE if len(schema.cibles) <= _LARGES else DEMI_COLONNE
    bandes = [
        Section(
            typographie(axe.titre),
            (
                *write_paragraphe(cut_titre(axe.texte, _PROMESSE_MAX)),
                *_list_objectifs(axe),
                *(
                    draw_cible_votee(schema, c, teintes[rang - 1], "eng", large)
                    for c in schema.list_cibles(axe)[:_PAR_AXE]
                ),
            ),
            identifiant=f"engagement_{rang}",
            axe=rang,
        )
        for rang, axe in enumerate(schema.axes, start=1)
    ]
    if communes := schema.cibles_communes:
        dessins = tuple(
            draw_cible_votee(schema, cible, teintes[0], "eng", large) for cible in communes
        )
        bandes.append(Section("Pour tous les axes", dessins, identifiant="engagement_commun"))
    return Section(
        ENGAGEMENTS,
        (
            Paragraphe(tell_engagements(schema), identifiant="engagements_compte"),
            *schema.find_mots("axes"),
            *schema.find_mots("fiches_action"),
        ),
        tuple(bandes),
        identifiant="engagements",
        allure=Allure.ENGAGEMENTS,
    )


def tell_engagements(schema: SchemaVote) -> str:
    """Say what is decided: « 2 axes, 6 actions et 6 cibles, dont 5 chiffrées. »."""
    dits = [
        pluriel(len(schema.axes), "axe"),
        pluriel(len(schema.actions), "action"),
        *([count_cibles(schema)] if schema.cibles else []),
    ]
    return typographie(f"{enumerate_mots(dits)}.")


def count_cibles(schema: SchemaVote) -> str:
    """Count all targets, those told in words too: « 6 cibles, dont 5 chiffrées »."""
    visees = sum(cible.est_chiffree for cible in schema.cibles)
    if visees == len(schema.cibles):
        return pluriel(visees, "cible chiffrée", "cibles chiffrées")
    dont = f", dont {pluriel(visees, 'chiffrée')}" if visees else ""
    return f"{pluriel(len(schema.cibles), 'cible')}{dont}"


def _list_objectifs(axe: AxeEcrit) -> Iterator[Bloc]:
    for objectif, actions in group_actions(axe):
        yield from write_paragraphe(objectif, fort=True)
        yield Liste(tuple(map(_tell_engagement, actions)))


def group_actions(axe: AxeEcrit) -> Iterator[tuple[str, list[ActionEcrite]]]:
    for objectif, actions in groupby(axe.actions, key=lambda action: action.objectif):
        yield objectif, list(actions)


def _tell_engagement(action: ActionEcrite) -> Contenu:
    fin = f"d’ici {action.fin.libelle}" if action.fin else ""
    suite = (
        "déjà fait, à tenir" if action.est_faite else ", ".join(filter(None, (action.pilote, fin)))
    )
    return (
        Texte(typographie(action.nom)),
        *((Texte(typographie(f" : {suite}")),) if suite else ()),
    )


def _write_axe(
    schema: SchemaVote, axe: AxeEcrit, rang: int, longueur: Longueur, teinte: str
) -> Section:
    base = f"axe_{rang}"
    en_cartes = longueur is Longueur.COURANT
    textes = {objectif.titre: objectif.texte for objectif in axe.objectifs}
    blocs: list[Bloc] = [*write_paragraphe(axe.texte, f"{base}_texte", en_avant=True)]
    sections = [chapitre for chapitre in schema.chapitres if chapitre.axe == rang]
    for place, (objectif, actions) in enumerate(group_actions(axe), start=1):
        ecrits = (
            _list_cartes(actions, "carte")
            if en_cartes
            else _write_tableau(axe, actions, f"{base}_{place}")
        )
        if not objectif:
            blocs += ecrits
            continue
        sections.append(
            Section(
                typographie(objectif),
                (*write_paragraphe(textes.get(objectif, "")), *ecrits),
                identifiant=f"{base}_objectif_{place}",
                axe=rang,
            )
        )
    if cibles := schema.list_cibles(axe):
        sections.append(
            Section(
                "Ce que nous mesurons",
                tuple(bloc for cible in cibles for bloc in _write_cible(schema, cible, teinte)),
                identifiant=f"{base}_cibles",
                axe=rang,
            )
        )
    return Section(
        typographie(axe.titre),
        tuple(blocs),
        tuple(sections),
        identifiant=base,
        allure=Allure.AXE,
        axe=rang,
    )


def _write_tableau(
    axe: AxeEcrit, actions: Sequence[ActionEcrite], identifiant: str
) -> tuple[Tableau, ...]:
    return write_tableau(
        f"{axe.titre} : les actions",
        {"Action": 6, "Qui en répond": 3, "Quand": 3, "Moyens": 3, "Mesure": 4},
        (
            (
                action.nom,
                action.pilote,
                "Déjà fait, à tenir" if action.est_faite else action.quand,
                " ; ".join(action.moyens),
                " ; ".join(action.indicateurs),
            )
            for action in actions
        ),
        identifiant,
    )


def _list_cartes(
    actions: Iterable[ActionEcrite], nom: str, *, entieres: bool = False
) -> tuple[Fiche, ...]:
    return tuple(
        write_champs(
            action.nom,
            _list_champs(action, entiere=entieres),
            f"{nom}_{name_code(action.code)}",
        )
        for action in actions
    )


def _list_champs(action: ActionEcrite, *, entiere: bool = False) -> tuple[tuple[str, str], ...]:
    """Return what is decided of an action: never where it stands, nor what the workshop notes."""
    avec = f"avec {enumerate_mots(list(action.contributeurs))}" if action.contributeurs else ""
    etapes = " ; ".join(
        f"{e.titre}{f' ({e.quand.libelle})' if e.quand else ''}"
        for e in action.etapes
        if not e.faite
    )
    return (
        ("Ce que nous faisons", action.description),
        ("Pourquoi", action.resultat),
        ("Qui en répond", ", ".join(filter(None, (action.pilote, avec)))),
        ("Quand", "Déjà fait, à tenir" if action.est_faite else action.quand),
        ("Moyens", " ; ".join(action.moyens)),
        ("Mesure", " ; ".join(action.indicateurs)),
        ("Étapes", etapes),
        ("Familles d’achat", " ; ".join(action.familles) if entiere else ""),
        ("Politiques et plans liés", " ; ".join(action.politiques) if entiere else ""),
        ("Obligations", " ; ".join(action.obligations) if entiere else ""),
    )


def write_fiches_action(schema: SchemaVote) -> Document:
    """Return a sheet an action, for the services that will do it."""
    return Document(
        titre="Fiches action",
        sous_titre=schema.acheteur,
        jour=schema.jour,
        mention=tell_pied(schema, "Fiches action"),
        sections=tuple(
            Section(
                typographie(axe.titre),
                _list_cartes(axe.actions, "fiche", entieres=True),
                identifiant=f"fiches_{rang}",
                axe=rang,
            )
            for rang, axe in enumerate(schema.axes, start=1)
        ),
    )


def _list_fiches(schema: SchemaVote, longueur: Longueur) -> Iterator[Section]:
    if longueur is Longueur.DETAILLE:
        yield Section(
            "Fiches action",
            _list_cartes(schema.actions, "fiche", entieres=True),
            identifiant="fiches",
            allure=Allure.ANNEXE,
        )


def _write_cible(schema: SchemaVote, cible: CibleVotee, teinte: str) -> Iterator[Bloc]:
    yield draw_cible_votee(schema, cible, teinte, "axe")
    details = tell_details_ligne(cible.ligne, cible.indicateur.resultat)
    yield from write_paragraphe(" ".join(details))


def draw_cible_votee(
    schema: SchemaVote, cible: CibleVotee, teinte: str, ou: str, largeur: float = COLONNE
) -> Figure:
    """Draw what a target aims at; all rates of a scheme share one scale."""
    dessinee = _place_cible(cible)
    if is_taux(dessinee.unite):
        taux = [c for c in schema.cibles if c.ligne.unite == dessinee.unite]
        dessinee = replace(dessinee, maximum=max(_place_cible(c).fin for c in taux))
    identifiant = f"{ou}_{crc32(cible.ligne.cle.encode()):08x}"
    svg = draw_cible(identifiant, dessinee, teinte, largeur)
    return Figure(svg, describe_cible(dessinee), "", identifiant=identifiant)


def _place_cible(cible: CibleVotee) -> CibleDessinee:
    ligne, resultat = cible.ligne, cible.connue
    depart = None if resultat is cible.depart else cible.depart
    return replace(
        place_resultat(ligne, resultat),
        depart=None if depart is None or depart.valeur is None else float(depart.valeur),
        depart_dit=f"{tell_valeur(ligne, depart)} en {depart.annee}" if depart else "",
        n_dit="valeur de départ" if resultat is cible.depart else _tell_n(resultat),
    )


def _tell_n(resultat: ResultatAnnee) -> str:
    """Say on how many contracts, suppliers or lines, and how many of them do not answer."""
    reference = ReferenceChiffre.parse(resultat.reference) if resultat.reference else None
    dit = tell_effectif(reference, resultat.n, resultat.inconnus)
    if dit.startswith("aucun"):
        dit = f"{pluriel(resultat.n or 0, 'marché')}, {dit}"
    return typographie(dit)


def _list_pilotage(schema: SchemaVote, teintes: Sequence[str]) -> tuple[Section, ...]:
    a_venir = [etape for etape in schema.jalons if not etape.fait]
    return write_section(
        "Comment nous pilotons",
        "pilotage",
        *schema.find_mots("gouvernance"),
        *write_gouvernance(schema.reunions),
        *schema.find_mots("calendrier"),
        *_list_frise(schema, teintes, a_venir),
        *write_calendrier(a_venir),
    )


def _list_frise(
    schema: SchemaVote, teintes: Sequence[str], etapes: Sequence[EtapePrevue]
) -> Iterator[Figure]:
    """Yield the calendar drawn, when at least one action ends on a day that is said."""
    barres = [
        BarreAction(
            action.nom,
            teintes[rang],
            action.debut.debut if action.debut else None,
            action.fin.fin if action.fin else None,
            action.quand,
        )
        for rang, axe in enumerate(schema.axes)
        for action in axe.actions
        if not action.est_faite and (action.debut or action.fin)
    ]
    jalons = [JalonDessine(etape.titre, etape.jour) for etape in etapes]
    jours = [jour for barre in barres for jour in (barre.debut, barre.fin) if jour is not None]
    if not jours:
        return
    debut = schema.debut or min(jours).year
    fin = max(schema.fin or debut, min(max(jours).year, debut + _ANNEES_MAX))
    titre = "Le calendrier des actions"
    dessin = draw_frise_actions("frise", titre, barres, jalons, (debut, fin))
    yield Figure(dessin, describe_frise_actions(barres, jalons), titre, identifiant="frise")


def _write_compte_rendu(schema: SchemaVote) -> Section:
    return Section(
        "Comment nous rendons compte",
        (
            *schema.find_mots("indicateurs"),
            *schema.find_mots("publication"),
            write_loi("CCP-L2111-3.publication", identifiant="compte_rendu_mise_en_ligne"),
            write_loi(TOUS_LES_DEUX_ANS, identifiant="compte_rendu_indicateurs"),
        ),
        identifiant="compte_rendu",
    )


# --- What differs between two texts: each thing that is decided, by its place ---


@dataclass(frozen=True, slots=True)
class EcartTexte:
    """A place where two texts differ; empty on the side that has nothing there."""

    ou: str
    avant: str
    apres: str


def compare_schemas(avant: SchemaVote, apres: SchemaVote) -> list[EcartTexte]:
    """Return what differs between two texts, in the order of reading; figures are not words."""
    dits, dites = dict(_list_enonces(avant)), dict(_list_enonces(apres))
    return [
        EcartTexte(ou, dits.get(ou, ""), dites.get(ou, ""))
        for ou in dict.fromkeys((*dits, *dites))
        if dits.get(ou, "") != dites.get(ou, "")
    ]


def compare_valeurs(avant: SchemaVote, apres: SchemaVote) -> list[EcartTexte]:
    """Return the figures that data give otherwise since a text was frozen."""
    dites = {cible.indicateur.cle: cible for cible in apres.cibles}
    return [
        EcartTexte(typographie(cible.indicateur.nom), cible.valeur_dite, autre.valeur_dite)
        for cible in avant.cibles
        if (autre := dites.get(cible.indicateur.cle)) and autre.valeur_dite != cible.valeur_dite
    ]


def _list_enonces(schema: SchemaVote) -> Iterator[tuple[str, str]]:
    yield "Années", schema.annees
    yield "Édito", _read_texte(schema.edito.blocs if schema.edito else ())
    for axe in schema.axes:
        yield f"Axe {axe.code}", axe.titre
        yield f"Axe {axe.code}, texte", axe.texte
        for action in axe.actions:
            yield f"Action {action.code}", action.titre
            yield f"Action {action.code}, axe et objectif", f"{axe.titre} › {action.objectif}"
            for nom, texte in _list_champs(action, entiere=True):
                yield f"Action {action.code}, {nom.lower()}", typographie(texte)
    for cible in schema.cibles:
        yield f"Cible, {cible.indicateur.nom}", tell_cible(cible.ligne)
    for section in (*schema.chapitres, *schema.annexes):
        yield f"Texte « {section.titre} »", _read_texte(section.blocs)
    for jalon in schema.jalons:
        yield f"Étape, {jalon.titre}", format_date(jalon.jour)
    for reunion in schema.reunions:
        yield f"Comité, {reunion.nom}", f"{reunion.role} {reunion.membres} {reunion.quand}".strip()


def _read_texte(blocs: Iterable[Bloc]) -> str:
    """Return the words that somebody wrote: tables and drawings are figures, told elsewhere."""
    return "\n".join(
        read_mots(contenu)
        for bloc in blocs
        if isinstance(bloc, Paragraphe | Liste)
        for contenu in list_contenus(bloc)
    )

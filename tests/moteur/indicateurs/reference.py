"""The same figures again, in plain Python, from the words of the pages and nothing else."""

import calendar
from collections import defaultdict
from datetime import date
from decimal import Decimal

SIAE = {"EI", "AI", "ACI", "ETTI", "EITI"}
HANDICAP = {"EA", "EATT", "ESAT"}
RECENTS = {
    *(f"SOC-0{rang}" for rang in range(1, 7)),
    *("SOC-18", "SOC-20", "SOC-20-critere"),
    *(f"ENV-0{rang}" for rang in range(1, 6)),
    *("ECO-05", "ECO-08", "ECO-10", "ECO-11", "ECO-12-ue", "ECO-12-france", "ECO-13"),
}
CERCLES = ("commune", "epci", "departement", "region")


def et(*reponses):
    if False in reponses:
        return False
    return None if None in reponses else True


def ou(*reponses):
    if True in reponses:
        return True
    return None if None in reponses else False


def non(reponse):
    return None if reponse is None else not reponse


class Monde:
    """The tables of a store, indexed as a person would."""

    def __init__(self, tables):
        self.tables = tables
        self.titulaires = defaultdict(list)
        for t in tables["titulaires"]:
            if t["modification"] == 0:
                self.titulaires[t["cle"]].append(t)
        self.actes = defaultdict(list)
        for acte in tables["sous_traitances"]:
            if acte["genre"] == "acte":
                self.actes[acte["cle"]].append(acte["montant"])
        self.unites = {u["siren"]: u for u in tables["ref_sirene_unites"]}
        self.etablissements = {e["siret"]: e for e in tables["ref_sirene_etablissements"]}
        self.sieges = {e["siren"]: e for e in self.etablissements.values() if e["est_siege"]}
        self.communes = {c["code"]: c for c in tables["ref_communes"]}
        self.types = {i["siret"]: i["type"] for i in tables["ref_inclusion"]}

    def sirets(self, m):
        return [t["siret"] for t in self.titulaires[m["cle"]] if t["siret"]]

    def esus(self, m):
        sirens = {siret[:9] for siret in self.sirets(m)}
        agrements = [a for a in self.tables["ref_esus"] if a["siren"] in sirens]
        if not sirens:
            return None
        if not agrements:
            return False
        if any(a["date_fin"] is None for a in agrements):
            return True
        if m["date_notification"] is None:
            return None
        return max(a["date_fin"] for a in agrements) >= m["date_notification"]

    def inclusif(self, m, types):
        sirets = self.sirets(m)
        return any(self.types.get(s) in types for s in sirets) if sirets else None

    def siret_inclusif(self, t):
        return t["siret"] if self.types.get(t["siret"]) in SIAE | HANDICAP else None

    def sirene(self, m, champ, oui):
        reponses = []
        for t in self.titulaires[m["cle"]]:
            valeur = self.unites.get(t["siren"], {}).get(champ)
            reponses.append(None if valeur is None else valeur == oui)
        return ou(*reponses) if reponses else None

    def lieu(self, t, ou_est):
        site = (
            self.sieges.get(t["siren"])
            if ou_est == "siege"
            else self.etablissements.get(t["siret"])
        )
        if site is None:
            return None
        anciennes = {a["code"]: a["commune"] for a in self.tables["ref_communes_anciennes"]}
        return self.communes.get(anciennes.get(site["commune"], site["commune"]))

    def territoire(self, siren, cercle):
        for c in self.communes.values():
            if c["siren"] == siren:
                code = {"commune": c["code"], "epci": c["epci_siren"]}.get(cercle, c.get(cercle))
                return {code} if code else None
        membres = [c for c in self.communes.values() if c["epci_siren"] == siren]
        if membres and cercle != "commune":
            return {siren} if cercle == "epci" else {c[cercle] for c in membres}
        genre = self.unites.get(siren, {}).get("categorie_juridique")
        siege = self.lieu({"siren": siren, "siret": None}, "siege")
        if siege and (genre, cercle) in {
            ("7220", "departement"), ("7220", "region"), ("7230", "region"),
        }:  # fmt: skip
            return {siege[cercle]}
        return None

    def local(self, m, cercle, ou_est):
        dedans = self.territoire(m["acheteur_siren"], cercle)
        champ = {"commune": "code", "epci": "epci_siren"}.get(cercle, cercle)
        places = [self.lieu(t, ou_est) for t in self.titulaires[m["cle"]]]
        reponses = [None if p is None else p[champ] in dedans for p in places]
        return ou(*reponses) if reponses else None

    def seuil(self, m):
        if m["categorie"] is None or m["date_notification"] is None:
            return None
        nature = "travaux" if m["categorie"] == "travaux" else "fournitures_services"
        for s in self.tables["ref_seuils"]:
            if s["nature"] == nature and s["debut"] <= m["date_notification"] <= s["fin"]:
                return s["montant"]
        return None

    def est_marche(self, m):
        return m["famille"] == "marche"

    def au_dessus(self, m):
        seuil, montant = self.seuil(m), m["montant_utile"]
        return (
            self.est_marche(m)
            and m["nature"] != "Marché de défense ou de sécurité"
            and None not in (seuil, montant)
            and montant >= seuil
        )


def is_a_publier(m):
    return (
        m["famille"] == "marche"
        and m["montant_suspicion"] is None
        and (m["montant_initial"] or 0) >= 40_000
        and m["date_notification"] is not None
        and m["date_notification"].year >= 2024
    )


def add_mois(jour, mois):
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, rang + 1, min(jour.day, calendar.monthrange(annee, rang + 1)[1]))


def is_tardif(m):
    publie, notifie = m["date_publication"], m["date_notification"]
    if publie is None or publie < notifie:
        return None
    if publie <= add_mois(notifie, 2):
        return False
    plusieurs = (m["nb_versions"] or 0) > 1 or (m["nb_modifications"] or 0) > 0
    return None if plusieurs else True


def since_2024(code, reponse):
    """Make unknown what a contract notified before 2024 answers, where its format was silent."""
    if code not in RECENTS:
        return reponse

    def answer(m):
        jour = m["date_notification"]
        return None if jour and jour < date(2024, 1, 1) else reponse(m)

    return answer


def list_parts(w):
    """Give the shares: code -> (in the population?, answer)."""
    marche = w.est_marche
    parts = {
        "SOC-01": (marche, lambda m: m["social"]),
        "SOC-02": (marche, lambda m: m["social"]),
        "SOC-03": (marche, lambda m: m["clause_sociale"]),
        "SOC-04": (marche, lambda m: m["critere_social"]),
        "SOC-05": (marche, lambda m: m["reserve"]),
        "SOC-06": (marche, lambda m: m["reserve"]),
        "SOC-13": (marche, w.esus),
        "SOC-14": (marche, lambda m: w.inclusif(m, SIAE)),
        "SOC-15": (marche, lambda m: w.inclusif(m, HANDICAP)),
        "SOC-IN": (marche, lambda m: w.inclusif(m, SIAE | HANDICAP)),
        "SOC-17": (marche, lambda m: et(w.sirene(m, "ess", True), non(w.esus(m)))),
        "SOC-18": (
            lambda m: marche(m) and m["clause_sociale"] is True,
            lambda m: None if m["categorie"] is None else m["categorie"] != "travaux",
        ),
        "SOC-20": (w.au_dessus, lambda m: ou(m["clause_sociale"], m["reserve"])),
        "SOC-20-critere": (
            w.au_dessus,
            lambda m: et(m["critere_social"], non(ou(m["clause_sociale"], m["reserve"]))),
        ),
        "ENV-01": (marche, lambda m: m["environnement"]),
        "ENV-02": (marche, lambda m: m["environnement"]),
        "ENV-03": (marche, lambda m: m["critere_environnemental"]),
        "ENV-04": (marche, lambda m: m["clause_environnementale"]),
        "ENV-05": (
            lambda m: marche(m) and m["nature"] != "Marché de défense ou de sécurité",
            lambda m: et(m["clause_environnementale"], m["critere_environnemental"]),
        ),
        "ECO-01": (marche, lambda m: w.sirene(m, "categorie_entreprise", "PME")),
        "ECO-08": (marche, lambda m: m["avance"]),
        "ECO-10": (marche, lambda m: m["sous_traitance"]),
        "ECO-11": (marche, lambda m: m["innovant"]),
        "VOL-07": (marche, lambda m: m["accord_cadre"]),
        "ECO-13": (marche, lambda m: m["offres_recues"] == 1 if m["offres_recues"] else None),
        "ECO-14": (is_a_publier, is_tardif),
    }
    for cercle in CERCLES:
        for lieu in ("siege", "etablissement"):
            parts[f"ECO-02-{cercle}-{lieu}"] = (
                lambda m, c=cercle: marche(m) and w.territoire(m["acheteur_siren"], c) is not None,
                lambda m, c=cercle, o=lieu: w.local(m, c, o),
            )
    return {code: (dedans, since_2024(code, dit)) for code, (dedans, dit) in parts.items()}


def list_sommes(w):
    """Give the totals: code -> (in the population?, measure, whether it is 0 or 1)."""
    marche = w.est_marche

    def simple(m):
        return marche(m) and not m["double_compte"]

    def concession(m):
        return m["famille"] == "concession"

    def courant(m):
        return None if m["montant_utile"] is None else m["montant"]

    def actes(m):
        montants = w.actes[m["cle"]]
        if None in montants:
            return None
        plafonds = [x for x in (m["montant_initial"], m["montant"]) if x is not None]
        return sum(montants) if plafonds and sum(montants) <= max(plafonds) else None

    return {
        "VOL-01": (marche, lambda _: 1, True),
        "VOL-02": (simple, lambda m: m["montant_utile"], False),
        "VOL-03": (simple, courant, False),
        "VOL-04": (concession, lambda _: 1, True),
        "VOL-05": (concession, lambda m: m["montant_utile"], False),
        "VOL-08": (marche, lambda m: int(m["double_compte"]), True),
        "VOL-09": (marche, lambda m: int(m["montant_suspicion"] is not None), True),
        "VOL-10": (marche, lambda m: int(m["montant_utile"] is None), True),
        "VOL-11": (marche, lambda m: int(m["format"] == "v1"), True),
        "ECO-10-actes": (lambda m: marche(m) and bool(w.actes[m["cle"]]), actes, False),
    }


def list_moyennes():
    """Give the means: code -> (in the population?, measure, whether it lies between 0 and 1)."""

    def due(m):
        plages = (
            (15100000, 15982200), (34100000, 34144910), (34510000, 34522700), (34600000, 34622500),
            (34710000, 34722200), (33100000, 33198200), (33600000, 33698300), (18100000, 18453000),
            (18800000, 18843000),
        )  # fmt: skip
        cpv = int(m["cpv"] or 0)
        return m["famille"] == "marche" and any(a <= cpv <= b for a, b in plages)

    moyennes = {
        "ECO-05": (lambda m: m["famille"] == "marche", lambda m: m["offres_recues"] or None, False),
        "ECO-12-ue": (due, lambda m: m["origine_ue"], True),
        "ECO-12-france": (due, lambda m: m["origine_france"], True),
    }
    return {
        code: (dedans, since_2024(code, mesure), borne)
        for code, (dedans, mesure, borne) in moyennes.items()
    }


def _part(marches, reponse, poids):
    pesees = [(poids(m), reponse(m)) for m in marches if poids(m) is not None]
    oui = sum((p for p, r in pesees if r is True), Decimal(0))
    connus = sum((p for p, r in pesees if r is not None), Decimal(0))
    tous = sum((p for p, _ in pesees), Decimal(0))
    return len(pesees), sum(r is None for _, r in pesees), oui, connus, tous


def compute_part(marches, reponse, poids):
    """Give n, unknowns, value and bounds of a share."""
    n, inconnus, oui, connus, tous = _part(marches, reponse, poids)
    if n == inconnus:
        return n, inconnus, None, None, None
    return n, inconnus, oui / connus, oui / tous, (oui + tous - connus) / tous


def compute_total_part(marches, reponse, poids):
    """Give n, unknowns, value and bounds of the euros of a share."""
    n, inconnus, oui, connus, tous = _part(marches, reponse, poids)
    if n == inconnus:
        return n, inconnus, None, None, None
    return n, inconnus, oui, oui, oui + tous - connus


def compute_total(marches, mesure, borne):
    """Give n, unknowns, value and bounds of a sum."""
    mesures = [mesure(m) for m in marches]
    connues = [x for x in mesures if x is not None]
    inconnus = len(mesures) - len(connues)
    if not connues:
        return len(mesures), inconnus, None, None, None
    somme = sum(connues)
    haut = somme + inconnus if borne or not inconnus else None
    return len(mesures), inconnus, somme, somme, haut


def compute_moyenne(marches, mesure, borne):
    """Give n, unknowns, value and bounds of a mean."""
    mesures = [mesure(m) for m in marches]
    connues = [x for x in mesures if x is not None]
    n, inconnus = len(mesures), len(mesures) - len(connues)
    if not connues:
        return n, inconnus, None, None, None
    bornes = (sum(connues) / n, (sum(connues) + inconnus) / n) if borne else (None, None)
    return n, inconnus, sum(connues) / len(connues), *bornes


def compute_distincts(w, marches, identite, connu):
    """Give n, unknowns and the number of distinct holders."""
    qui = {q for m in marches for t in w.titulaires[m["cle"]] if (q := identite(t))}
    inconnus = sum(not connu(m) for m in marches)
    if inconnus == len(marches):
        return len(marches), inconnus, None, None, None
    return len(marches), inconnus, len(qui), len(qui), None if inconnus else len(qui)


def _identite(t):
    return t["siren"] or (t["identifiant"] and f"{t['type_identifiant']}:{t['identifiant']}")


def compute_attendus(tables):
    """Give every figure: (siren, year, code, variant) -> n, unknowns, value, low, high."""
    w = Monde(tables)
    groupes = defaultdict(list)
    for m in tables["marches"]:
        groupes[m["acheteur_siren"], m["annee"]].append(m)
    attendus = {}
    for groupe, tous in groupes.items():
        for code, (dedans, reponse) in list_parts(w).items():
            marches = [m for m in tous if dedans(m)]
            euros = (marches, reponse, lambda m: m["montant_utile"])
            attendus[*groupe, code, "nombre"] = compute_part(marches, reponse, lambda _: Decimal(1))
            attendus[*groupe, code, "montant"] = compute_part(*euros)
            attendus[*groupe, code, "total"] = compute_total_part(*euros)
        for code, (dedans, mesure, borne) in list_sommes(w).items():
            marches = [m for m in tous if dedans(m)]
            attendus[*groupe, code, "total"] = compute_total(marches, mesure, borne)
        for code, (dedans, mesure, borne) in list_moyennes().items():
            marches = [m for m in tous if dedans(m)]
            attendus[*groupe, code, "moyenne"] = compute_moyenne(marches, mesure, borne)
        marches = [m for m in tous if w.est_marche(m)]
        attendus[*groupe, "VOL-06", "total"] = compute_distincts(
            w, marches, _identite, lambda m: any(map(_identite, w.titulaires[m["cle"]]))
        )
        attendus[*groupe, "SOC-16", "total"] = compute_distincts(
            w, marches, w.siret_inclusif, w.sirets
        )
    return {cle: valeur for cle, valeur in attendus.items() if valeur[0]}

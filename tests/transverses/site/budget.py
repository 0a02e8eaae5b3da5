"""How many questions a page may ask of the database: few, unless its line here says why."""

# What any page pays: session, account, second factor, roles, menu.
DEFAUT = 12

EXCEPTIONS = {
    "comptes:donnees_export": 26,  # each app gives its part of one's data
    "comptes:lien_demonstration": 24,  # signs in: a link used, a session opened, a line of journal
    "equipe:commencer": 24,  # asks each tool of a space where it stands
    "equipe:vue_partagee": 16,  # what each tool proposes next, beside the figures
    "registre:moderation": 16,  # counts each queue, dead links and likely doubles
}

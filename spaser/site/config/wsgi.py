"""What a web server runs."""

import os

from django.core.wsgi import get_wsgi_application

from spaser.site.socle.dossier import close_masque

close_masque()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spaser.site.config.settings")
application = get_wsgi_application()

"""Two hundred requests half sent hold nobody back behind a proxy that keeps them to their end."""

import contextlib
import shutil
import socket
import subprocess
import time

import pytest

from tests.site.config.supervision.test_gunicorn import LIMITE, exchange, serve

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
LENTES = 200
REGLAGES = """
daemon off; master_process off; pid {dossier}/pid; error_log {dossier}/erreurs;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_max_body_size 85m; client_body_temp_path {dossier}/corps;
  proxy_temp_path {dossier}/reponses; fastcgi_temp_path {dossier}/f; uwsgi_temp_path {dossier}/u;
  scgi_temp_path {dossier}/s;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{site}; proxy_request_buffering on; }}
  }}
}}
"""


def find_port():
    with socket.create_server(("127.0.0.1", 0)) as libre:
        return libre.getsockname()[1]


@contextlib.contextmanager
def relay(tmp_path, site):
    """Put a proxy in front of a site; give its port."""
    port = find_port()
    reglages = tmp_path / "nginx.conf"
    reglages.write_text(REGLAGES.format(dossier=tmp_path, port=port, site=site))
    with subprocess.Popen([NGINX, "-e", "stderr", "-p", tmp_path, "-c", reglages]) as mandataire:
        try:
            yield port
        finally:
            mandataire.terminate()


def wait_for(port):
    fin = time.monotonic() + LIMITE
    while time.monotonic() < fin:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise TimeoutError(port)


@pytest.mark.longue
@pytest.mark.skipif(not NGINX, reason="nginx est absent (paquet nginx)")
def test_half_sent_requests_hold_nobody_behind_a_buffering_proxy(tmp_path):
    with serve(tmp_path, "/") as (_, site, _), relay(tmp_path, site) as port:
        wait_for(port)
        with contextlib.ExitStack() as ouvertes:
            for _ in range(LENTES):
                lien = ouvertes.enter_context(socket.create_connection(("127.0.0.1", port)))
                lien.sendall(b"POST /envoi HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nabc")
            for _ in range(5):
                with socket.create_connection(("127.0.0.1", port), timeout=LIMITE) as visite:
                    assert exchange(visite).startswith("HTTP/1.1 200 OK")
        traces = (tmp_path / "trace").read_text("utf-8")
    assert "/envoi" not in traces

"""The application server: two processes with a few threads each.

The application is loaded after the fork: a search index that was opened before it would lose writes.
"""

import gc
import os
from pathlib import Path


def count(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isdecimal() or not 0 < int(value) <= 256:
        raise SystemExit(f"{name} is “{value}”. Give a number from 1 to 256.")
    return int(value)


wsgi_app = "kb.wsgi"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = count("WEB_WORKERS", 2)
worker_class = "gthread"
threads = count("WEB_THREADS", 4)
preload_app = False
timeout = 60
graceful_timeout = 30
keepalive = 5
limit_request_line = (
    8190  # a query of 256 characters in a script of three bytes, percent-encoded, with facets
)
forwarder_headers = ""  # nobody's header moves the site below another path
control_socket_disable = True  # it has one fixed place for a user, and several sites run side by side
shared_memory = Path("/dev/shm")  # noqa: S108 - heartbeat files, named at random by the server
worker_tmp_dir = str(shared_memory) if shared_memory.is_dir() else None
accesslog = os.environ.get("ACCESS_LOG") or None
loglevel = "warning"


def post_worker_init(worker):
    from search.warming import warm  # the application is there now

    warm()
    # All that the application consists of stays: without this, one page in forty waits for the collector to walk it.
    gc.collect()
    gc.freeze()
    if worker.age == 1:  # the first one that was ever started: from now on somebody answers
        worker.log.warning("Ready: %s (Ctrl+C stops it)", os.environ.get("SITE_URL", f"http://{bind}"))

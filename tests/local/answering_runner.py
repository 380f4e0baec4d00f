"""Stands in for ``kefu.runner``: answers on the ops port until it is told to stop; ``KEFU_TEST_DIES`` ends it at once."""

import http.server
import os
import signal
import sys


class Answer(http.server.BaseHTTPRequestHandler):
    """200 to everything."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["KEFU_SERVICE"].encode())

    def log_message(self, *_):
        """Say nothing."""


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
if os.environ.get("KEFU_TEST_DIES") == os.environ["KEFU_SERVICE"]:
    sys.exit("dying as told")
http.server.HTTPServer(("127.0.0.1", int(os.environ["KEFU_OPS_PORT"])), Answer).serve_forever()

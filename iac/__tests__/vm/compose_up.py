"""O `docker compose up` de mentira: ocupa as portas como o Docker, primeiro a do Jaeger e depois a do app.

Se a do app está com outro programa, diz o que o Docker diz e deixa o Jaeger no ar, como ele deixa.
"""

import os
import socket
import sys
import time
from pathlib import Path


def occupy(port: str) -> socket.socket:
    try:
        return socket.create_server((os.environ['BIND_ADDRESS'], int(port)))
    except OSError:
        print(f'Error response from daemon: failed to bind host port for 0.0.0.0:{port}: address already in use', flush=True)
        raise SystemExit(1) from None


jaeger = occupy(os.environ['JAEGER_UI_PORT'])
try:
    occupy(os.environ['SAMPLE_PORT'])
except SystemExit:
    if child := os.fork():
        Path(sys.argv[1]).write_text(str(child))
        raise
    os.setsid()
    os.closerange(0, 3)
    time.sleep(300)

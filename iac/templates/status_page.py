"""A página de saúde: o que responde nas portas da VM enquanto o laboratório não está no ar.

Mostra em que passo está o lab-up.sh, o fim do log e, numa falha, o que fazer. Lê só dois arquivos, a situação e o log, e
nada executa. Responde sempre 503: nem um `curl -f` nem um balanceador a confunde com o app.
"""

import base64
import contextlib
import hashlib
import html
import json
import os
import re
import shutil
import socket
import sys
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

STATUS = Path(os.environ['RUNTIME_DIRECTORY']) / 'status.json'
LOG = Path(os.environ['STATE_DIRECTORY']) / 'lab-up.log'
ADDRESS = os.environ['BIND_ADDRESS']
# Cada porta, e o que vai aparecer nela.
PORTS = {int(os.environ['SAMPLE_PORT']): 'o app', int(os.environ['JAEGER_UI_PORT']): 'o Jaeger'}

REFRESH_SECONDS = 5
LOG_LINES = 20
READ_BYTES = 64 * 1024
LINE_CHARS = 400
CONNECTION_SECONDS = 5
CONNECTIONS = 64
# Com menos que isto livre, nem o Git nem o Docker terminam.
DISK_BYTES = 64 * 1024 * 1024

STEPS = {
    'packages': 'Instalar o Docker e o Git',
    'clone': 'Clonar o repositório',
    'images': 'Preparar as imagens',
    'start': 'Iniciar o app e o Jaeger',
}

REDEPLOY = 'Corrija em `iac/.env`, no seu computador, e rode `npx cdktf deploy`: ele troca esta VM por outra.'

# Cada código do lab-up.sh: o que houve e o que fazer. Entre crases, o que se digita.
ADVICE = {
    'packages_failed': (
        'O Ubuntu não instalou o Docker e o Git.',
        [
            'Quase sempre é a rede: a VM precisa alcançar os servidores do Ubuntu. Confira a rota da sub-rede para a '
            'internet e as regras de saída do grupo de segurança.',
        ],
    ),
    'clone_failed': (
        f'O Git não trouxe `{os.environ["REPO_REF"]}` de `{os.environ["REPO_URL"]}`.',
        [
            'Confira `REPO_URL`: numa janela anônima do navegador, o endereço abre? A VM só clona repositórios públicos.',
            'Confira `REPO_REF`: esse commit, tag ou branch já está lá? Ele só chega depois do `git push`, e um commit '
            'precisa dos seus 40 caracteres.',
            REDEPLOY,
        ],
    ),
    'build_failed': (
        'O Docker não montou a imagem do app.',
        [
            'O fim do log mostra a linha do `Dockerfile` que parou. Um erro do código se corrige no seu computador: '
            'commit, `git push` e deploy com o novo `REPO_REF`. Se ele é um branch, depois do `git push` basta tentar de novo.',
            'Se foi a rede (`timeout`, `TLS`, `toomanyrequests`), espere alguns minutos e tente de novo.',
            'Se aparece `Killed`, faltou memória: escolha um `INSTANCE_TYPE` maior.',
        ],
    ),
    'pull_failed': (
        'O Docker não baixou uma das imagens.',
        [
            'Se foi a do app, confira `IMAGE`: ela existe, é pública e serve à arquitetura desta VM (`ARCH`)?',
            'Se aparece `toomanyrequests`, é o limite do Docker Hub: espere alguns minutos e tente de novo.',
        ],
    ),
    'port_taken': (
        'Outro programa desta VM ocupa uma porta do laboratório.',
        [
            'O fim do log diz qual. Para ver de novo: `sudo ss -ltnp`',
            'Encerre esse programa. Se é um serviço: `sudo systemctl disable --now NOME`',
        ],
    ),
    'start_failed': (
        'Os contêineres iniciaram, mas não ficaram prontos.',
        ['O fim do log traz as últimas linhas de cada um: procure a primeira que fala de erro.'],
    ),
}

CSS = Path(__file__).with_name('status_page.css').read_text()

# As portas em que esta página conseguiu ouvir.
listening: set[int] = set()

HEADERS = {
    'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    f"style-src 'sha256-{base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()}'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
}


def read_end(path: Path) -> bytes:
    """O fim de um arquivo comum. Quem lê é root: não segue atalhos, nem espera quem escreva num FIFO (OSError)."""
    with open(path, 'rb', opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK)) as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - READ_BYTES))
        return file.read(READ_BYTES)


def read_status() -> dict:
    """A situação que o lab-up.sh gravou; antes da primeira, ou se ela não faz sentido, o começo."""
    now = datetime.now(timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
    beginning = {'state': 'working', 'step': 'packages', 'code': None, 'attempt': 1, 'attempts': 1, 'since': now}
    with contextlib.suppress(OSError, ValueError, RecursionError):
        match json.loads(read_end(STATUS)):
            case {
                'state': 'working' | 'failed' | 'ready',
                'step': str(step),
                'code': None | str() as code,
                'attempt': int(),
                'attempts': int(),
                'since': str(since),
            } as status if step in STEPS and code in (None, *ADVICE):
                how_long(since)  # ValueError, se não é uma data
                return {name: status[name] for name in beginning}
    return beginning


def log_tail() -> list[str]:
    """As últimas linhas do log, só com texto: sem cores, sem caracteres de controle e sem as que se reescreviam."""
    try:
        text = read_end(LOG).decode(errors='replace')
    except OSError:
        return []
    text = re.sub(r'\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)', '', text)
    lines = [line.rstrip('\r').rpartition('\r')[2].replace('\t', '  ') for line in text.split('\n')]
    shown = [''.join(c for c in line if c.isprintable()).rstrip()[:LINE_CHARS] for line in lines]
    return [line for line in shown if line][-LOG_LINES:]


def rich(text: str) -> str:
    """Texto para HTML, com o que está entre crases como código."""
    return re.sub(r'`([^`]+)`', r'<code>\1</code>', html.escape(text))


def how_long(since: str) -> str:
    """Há quanto tempo, como "2 min 5 s". De "2026-01-31T12:00:00Z"; outra coisa é ValueError."""
    start = datetime.strptime(since, '%Y-%m-%dT%H:%M:%SZ').replace(tzinfo=timezone.utc)
    seconds = max(0, int((datetime.now(timezone.utc) - start).total_seconds()))
    return f'{seconds // 60} min {seconds % 60} s' if seconds >= 60 else f'{seconds} s'


def step_items(status: dict) -> str:
    names = list(STEPS)
    current = names.index(status['step'])
    items = []
    for index, title in enumerate(STEPS.values()):
        kind, mark, detail = 'waiting', str(index + 1), 'não começou' if status['state'] == 'failed' else 'a seguir'
        if index < current or status['state'] == 'ready':
            kind, mark, detail = 'done', '✓', 'feito'
        elif index == current and status['state'] == 'failed':
            kind, mark, detail = 'failed', '!', f'falhou há {how_long(status["since"])}'
        elif index == current:
            turn = f', tentativa {status["attempt"]} de {status["attempts"]}' if status['attempts'] > 1 else ''
            kind, detail = 'working', f'há {how_long(status["since"])}{turn}'
        now = ' aria-current="step"' if kind in ('working', 'failed') else ''
        items.append(f'<li class="{kind}"{now}><span class="mark" aria-hidden="true">{mark}</span><b>{title}</b><small>{detail}</small></li>')
    return ''.join(items)


def advice(status: dict) -> str:
    if status['code'] not in ADVICE:
        return ''
    what, actions = ADVICE[status['code']]
    if shutil.disk_usage(LOG.parent).free < DISK_BYTES:
        actions = ['O disco desta VM encheu, e o log pode ter parado. Veja o que o ocupa: `df -h` e `docker system df`', *actions]
    failed = status['state'] == 'failed'
    again = (
        'Corrigiu, e só falta tentar de novo? No terminal da VM: `sudo systemctl restart lab`'
        if failed
        else 'Outra tentativa começa sozinha, em instantes.'
    )
    if status['code'] == 'port_taken' and failed:
        busy = [f'`{each}`' for each in PORTS if each not in listening]
        what += f' Agora: {" e ".join(busy)}.' if busy else ' Agora, as duas estão livres.'
    return (
        f'<section class="advice {"failed" if failed else ""}"><h2>{"O que houve" if failed else "Uma tentativa falhou"}</h2>'
        f'<p class="what">{rich(what)}</p><ul>{"".join(f"<li>{rich(action)}</li>" for action in actions)}</ul>'
        f'<p class="again">{rich(again)}</p></section>'
    )


def page(port: int) -> str:
    """O HTML para quem abriu esta porta."""
    status = read_status()
    if status['state'] == 'failed':
        title, lead = 'O laboratório não ficou pronto', f'Parou em “{STEPS[status["step"]]}”. Veja o que houve e como corrigir.'
    else:
        title = 'Preparando o laboratório'
        lead = f'Em poucos minutos, neste mesmo endereço, aparece {PORTS[port]}. A página se atualiza sozinha.'
    lines = '\n'.join(map(html.escape, log_tail())) or 'Ainda vazio.'
    return f"""<!doctype html>
<html lang="pt-BR"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="refresh" content="{REFRESH_SECONDS}"><title>A VM do laboratório</title><style>{CSS}</style></head>
<body><main><header><p class="name">A VM do laboratório</p><h1>{title}</h1><p class="lead">{lead}</p></header>
<ol class="steps">{step_items(status)}</ol><div class="body">{advice(status)}
<section><h2>Fim do log</h2><pre>{lines}</pre>
<footer>{rich(f'Na VM, o log inteiro: `sudo less {LOG}`')}</footer></section></div></main></body></html>
"""


class Handler(BaseHTTPRequestHandler):
    server_version = 'lab-otel'
    sys_version = ''

    def do_GET(self) -> None:
        path = self.path.partition('?')[0]
        if path == '/':
            self.answer(503, 'text/html', page(self.server.server_port))
        elif path == '/status.json':
            self.answer(503, 'application/json', json.dumps({**read_status(), 'log': log_tail()}, ensure_ascii=False))
        else:
            self.answer(404, 'text/plain', 'O laboratório ainda não está no ar. A situação dele está em /\n')

    do_HEAD = do_GET

    def answer(self, code: int, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(code)
        headers = {'Content-Type': f'{kind}; charset=utf-8', 'Content-Length': str(len(body)), **HEADERS}
        if code == 503:
            headers['Retry-After'] = str(REFRESH_SECONDS)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(body)

    def log_message(self, *_args) -> None:
        """Em silêncio: o log é do lab-up.sh."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = CONNECTIONS
    slots = threading.BoundedSemaphore(CONNECTIONS)

    def process_request(self, request, client_address) -> None:
        if self.slots.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request, client_address) -> None:
        # O prazo é da conexão inteira: um cliente que manda uma letra por vez não fica com a vaga.
        deadline = threading.Timer(CONNECTION_SECONDS, hang_up, [request])
        deadline.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            deadline.cancel()
            self.slots.release()

    def handle_error(self, request, client_address) -> None:
        # Quem desliga no meio não é problema nosso; o resto vai para o log.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def listen(port: int) -> None:
    """Ouve na porta; se está com outro programa, espera que ele a solte."""
    while True:
        try:
            server = Server((ADDRESS, port), Handler)
        except OSError:
            time.sleep(0.5)
        else:
            listening.add(port)
            server.serve_forever()


for each in PORTS:
    threading.Thread(target=listen, args=[each]).start()

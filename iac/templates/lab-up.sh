#!/usr/bin/env bash
#
# Põe o laboratório no ar nesta VM. O systemd o roda a cada início dela (lab.service):
#
#   packages ──► clone ──► images ──► start ──► pronto: as duas portas são do app e do Jaeger
#      └───────────┴─────────┴──────────┴─────► falhou: a página de saúde diz o que houve, e fica
#
# Até o `start`, quem responde nas portas é a página de saúde (status_page.py): de fora se vê em que passo está.
# Rodar de novo (sudo systemctl restart lab) mantém o que já deu certo e recomeça do que falhou.
#
# Tudo o que varia vem do systemd: de lab.service e de /etc/lab-otel/lab.env.
set -euo pipefail

: "${STATE_DIRECTORY:?}" "${RUNTIME_DIRECTORY:?}" "${RETRY_SECONDS:?}" "${ATTEMPT_TIMEOUT:?}"
: "${REPO_URL:?}" "${REPO_REF:?}" "${SAMPLE_PORT:?}" "${JAEGER_UI_PORT:?}" "${SAMPLE_PULL_POLICY:?}"
: "${SAMPLE_IMAGE?pode ser vazia, mas precisa vir}"

readonly NETWORK_ATTEMPTS=5
readonly PROGRAMS=${BASH_SOURCE[0]%/*}
readonly CHECKOUT=${STATE_DIRECTORY}/repository
# Na memória: com o disco cheio, a página ainda sabe o que dizer.
readonly STATUS=${RUNTIME_DIRECTORY}/status.json

# Ninguém está aqui para responder a perguntas.
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 GIT_TERMINAL_PROMPT=0

# --- Os passos ---------------------------------------------------------------------------------------------------------
# Cada um devolve 0 se deu certo; se não, `failure` diz à página o que explicar.

# Aqui, e não em `packages:` do cloud-init: a página já está no ar para mostrar, e uma falha de rede é tentada de novo.
packages() {
  failure=packages_failed
  # O `docker info` pergunta ao serviço: uma instalação pela metade tem o comando, e não tem quem responda.
  local present='exec &>/dev/null; docker info && docker compose version && docker buildx version && git version'
  if bounded bash -c "${present}"; then return; fi
  # Numa VM recém-nascida, a atualização automática do Ubuntu também quer o dpkg: é preciso esperar a vez.
  local apt=(apt-get --quiet --yes -o DPkg::Lock::Timeout=120)
  bounded "${apt[@]}" update || return
  if bounded "${apt[@]}" install --no-install-recommends docker.io docker-compose-v2 docker-buildx git; then return; fi
  # Uma instalação cortada no meio deixa o dpkg assim, e sem isto ele recusaria a próxima.
  bounded dpkg --configure -a
  return 1
}

# Só o commit pedido, numa pasta ao lado: com o nome certo, o clone está sempre completo.
clone() {
  failure=clone_failed
  local source="${REPO_URL} ${REPO_REF}" new=${CHECKOUT}.new commit
  # Um commit é sempre o mesmo; um branch ou uma tag, não: a cada início se pergunta de novo.
  if [[ ${REPO_REF} =~ ^[0-9a-f]{40}$ ]] && is_done source "${source}"; then return; fi
  if ! fetch_into "${new}"; then
    # Reiniciar sem rede não derruba o que funcionava.
    is_done source "${source}" && echo 'O Git não trouxe nada: continua o clone de antes.'
    return
  fi
  commit=$(git -C "${new}" rev-parse HEAD) || return
  # Nada mudou lá: as imagens daqui ainda servem.
  if is_done source "${source}" && is_done commit "${commit}"; then return; fi
  rm -rf -- "${CHECKOUT}" && mv -- "${new}" "${CHECKOUT}" &&
    mark_done commit "${commit}" && mark_done source "${source}"
}

fetch_into() {
  rm -rf -- "$1" && git init --quiet -- "$1" &&
    # Depois do --, nada é opção, nem um valor que comece com hífen.
    bounded git -C "$1" fetch --depth 1 -- "${REPO_URL}" "${REPO_REF}" &&
    git -C "$1" checkout --quiet --detach FETCH_HEAD
}

images() {
  failure=pull_failed
  local choice="${SAMPLE_PULL_POLICY} ${SAMPLE_IMAGE}"
  cd -- "${CHECKOUT}" || return
  if is_done images "${choice}"; then return; fi
  bounded docker compose pull --quiet --policy missing jaeger || return
  if [[ ${SAMPLE_PULL_POLICY} == build ]]; then
    failure=build_failed
    bounded docker compose build sample || return
  else
    bounded docker compose pull --quiet sample || return
  fi
  mark_done images "${choice}"
}

start() {
  failure=start_failed
  local answer=${RUNTIME_DIRECTORY}/start.log result=0
  stop_page
  bounded docker compose up --detach --no-build --wait --wait-timeout 180 >"${answer}" 2>&1 || result=$?
  cat -- "${answer}"
  if ((result == 0)); then return; fi
  if grep --quiet -E 'address already in use|port is already allocated' -- "${answer}"; then
    failure=port_taken
  else
    bounded docker compose logs --no-color --tail 5 || true
    # Pode ser a imagem que falta: a próxima vez a prepara de novo.
    rm -f -- "${CHECKOUT}/.git/lab-images"
  fi
  return 1
}

# O que já foi feito fica anotado dentro do clone: quem troca de clone refaz o resto.
is_done() { [[ -f ${CHECKOUT}/.git/lab-$1 && $(<"${CHECKOUT}/.git/lab-$1") == "$2" ]]; }
mark_done() { printf '%s' "$2" >"${CHECKOUT}/.git/lab-$1"; }

# --- Tentar, contar e desistir -----------------------------------------------------------------------------------------

# Uso: run PASSO TENTATIVAS
run() {
  step=$1 attempts=$2 since=$(date --utc +%FT%TZ)
  for ((attempt = 1; ; attempt++)); do
    report working
    echo "── ${step}: tentativa ${attempt} de ${attempts}"
    if "${step}"; then break; fi
    if ((attempt == attempts)); then give_up; fi
    echo "── ${step}: falhou (${failure}); outra tentativa em ${RETRY_SECONDS} s"
    report working
    interruptible sleep "${RETRY_SECONDS}"
  done
  failure=''
}

# A página volta e fica. Ela ocupa cada porta assim que o compose a solta: um Jaeger no ar esconderia a falha do app.
give_up() {
  since=$(date --utc +%FT%TZ)
  report failed
  start_page
  if cd -- "${CHECKOUT}" 2>/dev/null; then bounded docker compose down --timeout 10 || true; fi
  if [[ ${failure} == port_taken ]]; then
    echo 'Quem ouve nessas portas:'
    ss -Hltnp "sport = :${SAMPLE_PORT} or sport = :${JAEGER_UI_PORT}" | grep --invert-match "pid=${page}," || true
  fi
  echo "── ${step}: falhou de vez (${failure}). Depois de corrigir: sudo systemctl restart lab"
  wait "${page}"
  exit 1
}

# Nada fica parado para sempre. O `timeout` encerra o comando e todos os que ele abriu.
bounded() {
  local result=0
  interruptible timeout --kill-after=10 "${ATTEMPT_TIMEOUT}" "$@" || result=$?
  if ((result == 124 || result == 137)); then echo "Passou de ${ATTEMPT_TIMEOUT} s, e foi interrompido: $*"; fi
  return "${result}"
}

# O bash só atende ao SIGTERM entre um comando e outro, ou durante um `wait`.
interruptible() {
  "$@" &
  wait $!
}

# --- O que se vê de fora -----------------------------------------------------------------------------------------------

# Grava a situação ao lado e troca de uma vez: quem lê nunca encontra metade. Se não der, o trabalho segue.
report() {
  local code=null
  if [[ -n ${failure} ]]; then code="\"${failure}\""; fi
  {
    printf '{"state":"%s","step":"%s","code":%s,"attempt":%d,"attempts":%d,"since":"%s"}\n' \
      "$1" "${step}" "${code}" "${attempt}" "${attempts}" "${since}" >"${STATUS}.new" &&
      mv -fT -- "${STATUS}.new" "${STATUS}"
  } || echo 'A situação não foi gravada: a página mostra uma anterior. O log é o que vale.'
}

start_page() {
  if [[ -n ${page} ]] && kill -0 "${page}" 2>/dev/null; then return; fi
  python3 "${PROGRAMS}/status_page.py" &
  page=$!
}

stop_page() {
  kill "${page}" 2>/dev/null || true
  wait "${page}" || true
}

# Encerra o que abrimos, e não espera: o systemd espera por todos os processos da unidade.
# shellcheck disable=SC2046 # um número por processo
clean_up() { kill $(jobs -p) 2>/dev/null || true; }

# O `tee` não atende ao SIGTERM, para não perder as últimas linhas: ele acaba sozinho, depois do último que escreve.
exec > >(trap '' TERM && exec tee --append -- "${STATE_DIRECTORY}/lab-up.log") 2>&1
trap clean_up EXIT
trap 'exit 143' TERM

page='' failure=''
rm -f -- "${STATUS}"
start_page
run packages "${NETWORK_ATTEMPTS}"
run clone "${NETWORK_ATTEMPTS}"
run images "${NETWORK_ATTEMPTS}"
run start 1
report ready
echo '── pronto'

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

: "${STATE_DIRECTORY:?}" "${RETRY_SECONDS:?}" "${ATTEMPT_TIMEOUT:?}" "${REPO_URL:?}" "${REPO_REF:?}"
: "${SAMPLE_PORT:?}" "${JAEGER_UI_PORT:?}" "${SAMPLE_PULL_POLICY:?}" "${SAMPLE_IMAGE?pode ser vazia, mas precisa vir}"

readonly NETWORK_ATTEMPTS=5
readonly PROGRAMS=${BASH_SOURCE[0]%/*}
readonly CHECKOUT=${STATE_DIRECTORY}/repository

# Ninguém está aqui para responder a perguntas.
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 GIT_TERMINAL_PROMPT=0

# --- Os passos ---------------------------------------------------------------------------------------------------------
# Cada um devolve 0 se deu certo; se não, `failure` diz à página o que explicar.

# Aqui, e não em `packages:` do cloud-init: a página já está no ar para mostrar, e uma falha de rede é tentada de novo.
packages() {
  failure=packages_failed
  # O `docker info` pergunta ao serviço: uma instalação pela metade tem o comando, e não tem quem responda.
  if { bounded docker info && docker compose version && docker buildx version && git version; } &>/dev/null; then
    return
  fi
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
  local source="${REPO_URL} ${REPO_REF}" new=${CHECKOUT}.new
  if is_done source "${source}"; then return; fi
  rm -rf -- "${new}"
  git init --quiet -- "${new}" &&
    # Depois do --, nada é opção, nem um valor que comece com hífen.
    bounded git -C "${new}" fetch --depth 1 -- "${REPO_URL}" "${REPO_REF}" &&
    git -C "${new}" checkout --quiet --detach FETCH_HEAD &&
    rm -rf -- "${CHECKOUT}" &&
    mv -- "${new}" "${CHECKOUT}" &&
    mark_done source "${source}"
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
  local answer=${STATE_DIRECTORY}/start.log result=0
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

# Grava a situação ao lado e troca de uma vez: quem lê nunca encontra metade.
report() {
  local code=null
  if [[ -n ${failure} ]]; then code="\"${failure}\""; fi
  printf '{"state":"%s","step":"%s","code":%s,"attempt":%d,"attempts":%d,"since":"%s"}\n' \
    "$1" "${step}" "${code}" "${attempt}" "${attempts}" "${since}" >"${STATE_DIRECTORY}/status.json.new"
  mv -f -- "${STATE_DIRECTORY}/status.json.new" "${STATE_DIRECTORY}/status.json"
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

# Encerra o que abrimos e espera o log chegar ao disco.
clean_up() {
  local ours
  ours=$(jobs -p)
  # shellcheck disable=SC2086 # um número por processo, e a lista pode ser vazia
  kill ${ours} 2>/dev/null || true
  # shellcheck disable=SC2086
  if [[ -n ${ours} ]]; then wait ${ours} || true; fi
  exec >&- 2>&-
  wait "${log_writer}" || true
}

exec > >(exec tee --append -- "${STATE_DIRECTORY}/lab-up.log") 2>&1
log_writer=$!
trap clean_up EXIT
trap 'exit 143' TERM

page='' failure=''
rm -f -- "${STATE_DIRECTORY}/status.json"
start_page
run packages "${NETWORK_ATTEMPTS}"
run clone "${NETWORK_ATTEMPTS}"
run images "${NETWORK_ATTEMPTS}"
run start 1
report ready
echo '── pronto'

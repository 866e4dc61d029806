#!/usr/bin/env bash
# Faz as vezes de docker, git, apt-get e dpkg: anota a chamada, falha quando o teste pede (rules.sh) e deixa para trás o
# que o programa de verdade deixaria.
name=${0##*/}
bin=${0%/*}
call="${name} $*"
printf '%s\n' "${call}" >>"${bin}/calls"

# Uso: rule NÚMERO PADRÃO VEZES SAÍDA TEXTO [hang]
rule() {
  [[ ${call} =~ $2 ]] || return 0
  echo >>"${bin}/rule-$1"
  (($(wc -l <"${bin}/rule-$1") <= $3)) || return 0
  if [[ -n $5 ]]; then printf '%b\n' "$5"; fi
  if [[ ${6-} == hang ]]; then sleep 300; fi
  exit "$4"
}
source "${bin}/rules.sh"

case ${call} in
  *' version' | 'docker info') echo "${call}: de mentira" ;;
  'apt-get '*' install '*) ln -sf "${0##*/}" "${bin}/docker" && ln -sf "${0##*/}" "${bin}/git" ;;
  'git init '*) mkdir -p "${!#}/.git" ;;
  'git '*' checkout '*) touch "$2/compose.yaml" ;;
  'git '*' rev-parse '*) echo 89abcdef0123456789abcdef0123456789abcdef ;;
  'docker compose '*)
    if [[ ! -f compose.yaml ]]; then
      echo 'no configuration file provided: not found'
      exit 14
    fi
    if [[ $2 == up ]]; then exec python3 "${bin}/compose_up.py" "${bin}/jaeger.pid"; fi
    if [[ $2 == down && -f ${bin}/jaeger.pid ]]; then kill "$(<"${bin}/jaeger.pid")" && rm "${bin}/jaeger.pid"; fi
    ;;
esac

# A imagem do exemplo 4, o app Express: só o JavaScript dele, as dependências e o Node.
#
#   docker build -t sample .
#   docker run --rm -p 80:8080 sample
#
# Para fixar a base até o último byte, passe o resumo (digest) que o seu registro mostra:
#   docker build --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:… .
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
# Primeiro só o que decide as dependências: mudar o código não as instala de novo, a camada sai do cache.
COPY package.json package-lock.json .npmrc ./
COPY exemplos/package.json exemplos/
# --ignore-scripts: o `prepare` da raiz monta a Luneta, que não entra aqui, e nenhum pacote precisa compilar nada.
RUN npm ci --omit=dev --ignore-scripts -w exemplos
COPY exemplos/example_app.ts exemplos/instrumentacao.ts exemplos/
# O esbuild, que veio com o tsx, traduz para JavaScript arquivo por arquivo. Nada de juntar tudo em um só: a
# instrumentação automática troca o express no momento em que ele é carregado, e o exporter lê um arquivo do seu pacote.
RUN node_modules/.bin/esbuild exemplos/example_app.ts exemplos/instrumentacao.ts \
      --platform=node --format=cjs --target=node24 --charset=utf8 --outdir=exemplos
# O que já serviu, ou só serve a quem programa, não viaja: quase dois terços de node_modules.
RUN rm -rf node_modules/tsx node_modules/esbuild node_modules/@esbuild node_modules/.bin node_modules/@types \
      node_modules/undici-types node_modules/@opentelemetry/*/build/es* \
 && find node_modules \( -name '*.map' -o -name '*.d.ts' \) -delete

FROM ${NODE_IMAGE}
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/exemplos/package.json /app/exemplos/example_app.js /app/exemplos/instrumentacao.js exemplos/

# Em contêiner, 127.0.0.1 é o próprio contêiner: com o HOST padrão do app, ninguém de fora entraria.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
EXPOSE 8080
USER node

# Abre uma conexão, e só: um GET / a cada 5 segundos encheria o Jaeger de traces que ninguém pediu.
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "require('node:net').connect(process.env.PORT, '127.0.0.1').once('connect', () => process.exit(0)).once('error', () => process.exit(1))"]

# Entre colchetes, sem shell no meio: o node é o processo 1, recebe o SIGTERM do `docker stop` e descarrega os spans.
CMD ["node", "exemplos/example_app.js"]

# Uma imagem para os cinco serviços do lab 02: os arquivos do aluno, a página e as dependências. O contexto é a raiz do projeto:
#
#   docker build -f labs/plataforma/iss.Dockerfile --build-arg ISS_APP=meu-lab/02-iss -t iss .
ARG NODE_IMAGE=node:24-bookworm-slim
FROM ${NODE_IMAGE}
WORKDIR /lab
# Primeiro só o que decide as dependências: salvar um arquivo do lab não as instala de novo, a camada sai do cache.
COPY package.json package-lock.json .npmrc ./
COPY labs/02-iss/package.json labs/02-iss/
# --ignore-scripts: o `prepare` da raiz monta a Luneta, que não entra aqui. O tsx e o esbuild ficam: os serviços são TypeScript,
# e quem os traduz, a cada vez que começam, são eles. É o que deixa o `watch` trocar um arquivo sem montar outra imagem.
RUN npm ci --omit=dev --ignore-scripts -w labs/02-iss
# A página, que o frontend monta no primeiro pedido.
COPY labs/02-iss/app labs/02-iss/app
ARG ISS_APP=meu-lab/02-iss
# Abaixo do package.json do lab, que os diz CommonJS; e de quem roda, que é quem o `watch` usa para escrever aqui.
COPY --chown=1000:1000 ${ISS_APP} labs/02-iss/meu-lab

WORKDIR /lab/labs/02-iss/meu-lab
# Em contêiner, 127.0.0.1 é o próprio contêiner: com o HOST padrão, nenhum serviço acharia outro.
ENV NODE_ENV=production HOST=0.0.0.0
# É o usuário `node`. Pelo nome, o `watch` não escreveria: o Docker o procura na máquina, e não no contêiner.
USER 1000
# Entre colchetes, sem shell no meio: o node é o processo 1, recebe o SIGTERM do `docker stop` e entrega o que ficou na memória.
ENTRYPOINT ["node", "--require", "tsx/cjs"]
CMD ["frontend.ts"]

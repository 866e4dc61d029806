# Uma imagem para todos os serviços de um lab: os arquivos do aluno, a página e as dependências. O contexto é a raiz do projeto:
#
#   docker build -f labs/plataforma/lab.Dockerfile --build-arg LAB=02-iss --build-arg APP=meu-lab/02-iss -t iss .
ARG NODE_IMAGE=node:24-bookworm-slim
FROM ${NODE_IMAGE}
ARG LAB
WORKDIR /lab
# Primeiro só o que decide as dependências: salvar um arquivo do lab não as instala de novo, a camada sai do cache.
COPY package.json package-lock.json .npmrc ./
COPY labs/comum/package.json labs/comum/
COPY labs/${LAB}/package.json labs/${LAB}/
# --ignore-scripts: o `prepare` da raiz monta a Luneta, que não entra aqui. O tsx e o esbuild ficam: os serviços são TypeScript,
# e quem os traduz, a cada vez que começam, são eles. É o que deixa o `watch` trocar um arquivo sem montar outra imagem.
RUN npm ci --omit=dev --ignore-scripts -w labs/${LAB} -w labs/comum
# O que os serviços dos labs têm em comum; e, do lab, o que a .dockerignore da raiz deixa passar: a página, que o frontend monta no
# primeiro pedido, e o que não é do aluno.
COPY labs/comum labs/comum
COPY labs/${LAB} labs/${LAB}
ARG APP
# Abaixo do package.json do lab, que os diz CommonJS; e de quem roda, que é quem o `watch` usa para escrever aqui.
COPY --chown=1000:1000 ${APP} labs/${LAB}/meu-lab

WORKDIR /lab/labs/${LAB}/meu-lab
# Em contêiner, 127.0.0.1 é o próprio contêiner: com o HOST padrão, nenhum serviço acharia outro.
ENV NODE_ENV=production HOST=0.0.0.0
# É o usuário `node`. Pelo nome, o `watch` não escreveria: o Docker o procura na máquina, e não no contêiner.
USER 1000
# Entre colchetes, sem shell no meio: o node é o processo 1, recebe o SIGTERM do `docker stop` e entrega o que ficou na memória.
ENTRYPOINT ["node", "--require", "tsx/cjs"]
CMD ["frontend.ts"]

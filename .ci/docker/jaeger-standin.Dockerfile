# A Luneta no lugar do Jaeger, para o compose.yaml da raiz valer sem mudar uma linha. O contexto é kit/dist.
FROM node:24-bookworm-slim
WORKDIR /luneta
COPY . .
# A imagem do Jaeger é Alpine, e é com o wget do BusyBox que o compose.yaml pergunta se ele está pronto.
COPY busybox /usr/bin/wget
# Como na imagem do Jaeger: usuário comum, escutando em todos os endereços.
USER 10001
ENV LUNETA_HOST=0.0.0.0
CMD ["node", "--eval", "import('/luneta/luneta.mjs').then(async ({ main }) => { process.exitCode = await main([]); })"]

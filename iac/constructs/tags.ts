/** A tag `lab` de tudo o que a pilha cria, e o caminho do que é do IAM: é por eles que `npm run varrer` acha o que sobrou. */
export const LAB = 'lab-otel';
export const IAM_PATH = `/${LAB}/`;

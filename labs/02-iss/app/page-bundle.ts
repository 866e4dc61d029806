// A página da estação, pronta para servir.

import path from 'node:path';
import { pageBundler } from '@lab-otel/comum/page-bundle';

/** Monta a página no primeiro pedido; depois, é sempre a mesma. @throws BuildFailure */
export const buildPage = pageBundler(path.join(__dirname, 'page'));

// O .env, se há um: o que ele diz entra no ambiente, e o que o ambiente já dizia fica como está, mesmo que seja vazio.

import { existsSync } from 'node:fs';
import path from 'node:path';

const file = path.join(__dirname, '.env');
if (existsSync(file)) process.loadEnvFile(file);

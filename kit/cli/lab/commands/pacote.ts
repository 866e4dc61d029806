/** `lab pacote [pasta]`: o kit inteiro numa pasta, para instalar sem rede. */
import path from 'node:path';
import { systemCode } from '../../../course/disk.ts';
import { findRepoRoot } from '../../../repo-root.ts';
import { makeStick, type Stick } from '../../stick/make-stick.ts';
import { progressLine } from '../../stick/progress-line.ts';
import { texts } from '../../stick/stick-texts.ts';
import { systemErrorReason } from '../../../system-error.ts';
import { UsageError } from '../../../usage-error.ts';
import type { Command, LabContext } from '../context.ts';
import { EXIT, LabStop } from '../exit-codes.ts';

/** Ao lado do projeto: dentro dele, seria mais um arquivo do projeto. */
const DEFAULT_FOLDER = '../lab-otel-pacote';
const EXTRAS = 'kit/cli/stick/files';

export const command: Command = async (context, { words: [given, ...others] }) => {
  if (others.length > 0) throw new UsageError(texts.oneFolder(others[0]));
  const { root, env, stop, stderr, errors } = context;
  // O npm roda tudo na raiz do projeto; a pasta foi escrita de onde se digitou o comando.
  const folder = given ? path.resolve(env.INIT_CWD ?? '', given) : path.resolve(root, DEFAULT_FOLDER);
  const progress = progressLine(stderr, errors.terminal, env);
  try {
    const extras = path.join(findRepoRoot(), EXTRAS);
    show(context, folder, await makeStick({ root, folder, extras, env, stop, progress }));
    return EXIT.passed;
  } catch (error) {
    // O que se desistiu de fazer também falha com um código. O do sinal, quem o sabe é o main.
    if (stop.aborted) {
      progress.clear();
      errors.text(texts.interrupted, 'red');
      return EXIT.interrupted;
    }
    if (error instanceof LabStop || systemCode(error) === undefined) throw error;
    throw new LabStop(EXIT.missing, texts.unusable(folder, systemErrorReason(error)));
  } finally {
    progress.clear();
  }
};

function show({ out, errors }: LabContext, folder: string, stick: Stick): void {
  const { files, bytes, packages, downloaded, images, leftOut } = stick;
  if (leftOut.length > 0) errors.text(texts.leftOut(leftOut), 'yellow');
  out.blank();
  out.text(texts.made(folder), ['bold', 'green']);
  out.blank();
  out.bullet(texts.size(files, bytes));
  out.bullet(texts.packages(packages, downloaded));
  out.bullet('saved' in images ? texts.images(images.saved) : texts.noImages(images.absent));
  out.bullet(texts.noNode);
  out.blank();
  out.text(texts.next);
}

/** O `cdktf synth` de `iac/`, sem o cdktf: escreve o Terraform de uma configuração, sem falar com a AWS. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEnvFile } from '../../container/env-file.ts';
import { readVm, type SynthesizedVm } from '../../container/synthesized-vm.ts';
import { runCommand } from '../../environment/run-command.ts';
import { inFolder } from '../../in-folder.ts';
import type { LabContext } from '../context.ts';
import { EXIT, LabStop } from '../exit-codes.ts';
import { texts as labTexts } from '../lab-texts.ts';
import { deployedTexts as texts } from './deployed-texts.ts';

/** Carregar as classes do provedor da AWS demora. */
const SYNTH_MS = 120_000;

export interface SynthOptions {
  signal: AbortSignal;
  /** Padrão: 2 min. */
  deadlineMs?: number;
}

/**
 * @param file As variáveis do aluno: o que ele não diz vem do terminal e de iac/.env, como no synth de verdade.
 * @returns A VM, ou o que o synth disse ao recusar o arquivo.
 * @throws LabStop se faltam os pacotes de `iac/`, se o synth não pôde rodar, não acabou a tempo ou foi interrompido: nada disso
 * é do arquivo.
 */
export async function synth(
  { root, env }: Pick<LabContext, 'root' | 'env'>,
  file: string,
  { signal, deadlineMs = SYNTH_MS }: SynthOptions,
): Promise<{ vm?: SynthesizedVm; refusal?: string }> {
  const iac = path.join(root, 'iac');
  if (!existsSync(path.join(iac, 'node_modules', 'cdktf'))) throw new LabStop(EXIT.missing, texts.noIacPackages);
  const folder = mkdtempSync(path.join(tmpdir(), 'lab-synth-'));
  try {
    const variables = { ...process.env, ...env, ...readEnvFile(file), CDKTF_OUTDIR: folder };
    const program = ['--import', 'tsx', 'main.ts'];
    const run = await runCommand(process.execPath, program, { cwd: iac, env: variables, signal, deadlineMs });
    if (run.ended === 'stopped') throw new LabStop(EXIT.interrupted, labTexts.interrupted);
    if (run.ended === 'deadline') throw new LabStop(EXIT.missing, texts.synthLate(deadlineMs));
    if (run.ended === 'not_started') throw new LabStop(EXIT.missing, texts.synthNotStarted(run.stderr));
    if (run.code !== 0) return { refusal: inFolder(run.stderr.trim(), iac) || texts.synthSilent(run.code) };
    return { vm: readVm(readFileSync(path.join(folder, 'stacks', 'lab-otel', 'cdk.tf.json'), 'utf8')) };
  } finally {
    // Vencido o prazo, ele ainda pode estar escrevendo o último arquivo.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Vários servidores do aluno que se chamam, vistos como um: o da entrada, e os que ficam ao lado dele. */
import type { OutputName } from './sample-app.ts';
import type { CapturedOutput } from './student-program-output.ts';
import type { StudentProgramDeps, StudentProgramOptions, StudentRun } from './student-program-process.ts';
import { startStudentServer, type StudentServer, type StudentServerFailure } from './student-program-server.ts';

export interface CompanionServer {
  options: StudentProgramOptions;
  /** A variável em que os que começam depois recebem o endereço deste: `http://127.0.0.1:5001`. */
  urlVariable: string;
}

/**
 * Os de lado começam antes, na ordem, e acabam depois: quem chama sempre tem a quem chamar. A porta é a da entrada. Se um
 * não fica pronto, os outros são encerrados, e o motivo é o dele. Nunca rejeita.
 */
export async function startServerGroup(
  entry: StudentProgramOptions,
  companions: readonly CompanionServer[],
  deps: StudentProgramDeps = {},
): Promise<StudentServer | StudentServerFailure> {
  const started: StudentServer[] = [];
  const addresses: NodeJS.ProcessEnv = {};
  for (const { options, urlVariable } of companions) {
    const server = await startStudentServer({ ...options, env: { ...options.env, ...addresses } }, deps);
    if (!server.ready) return { ready: false, run: joined([server.run, ...(await stopAll(started))]) };
    started.push(server);
    addresses[urlVariable] = `http://127.0.0.1:${server.port}`;
  }
  const server = await startStudentServer({ ...entry, env: { ...entry.env, ...addresses } }, deps);
  if (!server.ready) return { ready: false, run: joined([server.run, ...(await stopAll(started))]) };
  const ended = server.ended.then(async (run) => joined([run, ...(await stopAll(started))]));
  return {
    ready: true,
    port: server.port,
    output: () => ({
      stdout: written([server, ...started], 'stdout'),
      stderr: written([server, ...started], 'stderr'),
    }),
    ended,
    stop: () => {
      void server.stop();
      return ended;
    },
  };
}

function stopAll(servers: readonly StudentServer[]): Promise<StudentRun[]> {
  return Promise.all(servers.map((server) => server.stop()));
}

/** Quem caiu sozinho explica os outros; depois, quem não quis parar. Sem nenhum, a da entrada. */
function joined(runs: readonly StudentRun[]): StudentRun {
  const told = runs.filter(({ message }) => message !== undefined);
  const cause = told.find(({ ended }) => ended !== 'stopped') ?? told[0] ?? runs[0]!;
  return {
    ...cause,
    stdout: joinedOutput(runs.map(({ stdout }) => stdout)),
    stderr: joinedOutput(runs.map(({ stderr }) => stderr)),
    startedAtMs: Math.min(...runs.map(({ startedAtMs }) => startedAtMs)),
    endedAtMs: Math.max(...runs.map(({ endedAtMs }) => endedAtMs)),
  };
}

function written(servers: readonly StudentServer[], output: OutputName): CapturedOutput {
  return joinedOutput(servers.map((server) => server.output()[output]));
}

/** Um depois do outro: a ordem entre eles só quem os lê ao vivo sabe. */
function joinedOutput(outputs: readonly CapturedOutput[]): CapturedOutput {
  return {
    text: outputs.map(({ text }) => text).join(''),
    truncated: outputs.some(({ truncated }) => truncated),
    totalBytes: outputs.reduce((sum, { totalBytes }) => sum + totalBytes, 0),
  };
}

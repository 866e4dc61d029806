/** Outras soluções dos passos 1 a 3, como trocas na deste lab. */
import type { Edit } from '../../kit/course/edit.ts';

type Replace = Edit['replace'];

const JOB = "    await telescopeJob(tracer, SERVICE, 'employees_by_city', run);\n";
const JOIN = "const innerJoin = operations.dfOperation('test_inner_join')(joinFrames);";
const COLLECT = "const collect = operations.dfOperation('collect')(readRows);";

const ENGINE: Readonly<Record<string, readonly Replace[]>> = {
  // o span da execução, à mão
  '04/1': [
    [
      JOB,
      `    await tracer.startActiveSpan(\`\${SERVICE}.job.employees_by_city\`, async (span) => {
      try {
        await run();
      } finally {
        span.end();
      }
    });
`,
    ],
  ],
  // quem observa devolve o que observou: em cada linha, o recurso já chega observado
  '04/2.1': [
    ["    await telescopeResource(tracer, SERVICE, session, 'test_session');\n", ''],
    [
      '  const session = await openSession();',
      "  const session = await telescopeResource(tracer, SERVICE, await openSession(), 'test_session');",
    ],
    ["    await telescopeResource(tracer, SERVICE, employees, 'employees');\n", ''],
    ["    await telescopeResource(tracer, SERVICE, locations, 'locations');\n", ''],
    [
      'const employees = await readEmployees(session);',
      "const employees = await readEmployees(session).then((frame) => telescopeResource(tracer, SERVICE, frame, 'employees'));",
    ],
    [
      'const locations = await readLocations(session);',
      "const locations = await telescopeResource(tracer, SERVICE, await readLocations(session), 'locations');",
    ],
  ],
  // uma lista do que se observa, que diz o que se conta
  '04/2.2': [
    [
      `    await telescopeResource(tracer, SERVICE, employees, 'employees', { count: true });
    await telescopeResource(tracer, SERVICE, locations, 'locations');
`,
      `    const frames = [
      { name: 'locations', frame: locations, count: false },
      { name: 'employees', frame: employees, count: true },
    ];
    for (const { name, frame, count } of frames) await telescopeResource(tracer, SERVICE, frame, name, { count });
`,
    ],
  ],
  // a função escrita ali mesmo; e, para as linhas, outro telescópio, com outro tracer
  '04/3.1': [
    [
      JOIN,
      `const innerJoin = operations.dfOperation('test_inner_join')((left: SqlDataFrame, right: SqlDataFrame, on: string) =>
  joinFrames(left, right, on),
);`,
    ],
    [
      COLLECT,
      `const collected = new TelescopeOperations(pipeline.getTracer('rows'), SERVICE);
const collect = collected.dfOperation('collect')((frame: SqlDataFrame) => frame.rows());`,
    ],
  ],
  // quem quer contar no terminal apanha, conta, e lança de novo
  '04/3.2': [
    [
      '  return await left.innerJoin(right, on);\n',
      `  try {
    return await left.innerJoin(right, on);
  } catch (error) {
    console.log(\`Sem junção por \${on}.\`);
    throw error;
  }
`,
    ],
  ],
  // um método é uma função guardada no objeto: envolve-se como qualquer outra
  '04/3.3': [
    [
      "  @operations.dfOperation('total_by_location')\n  async totalByLocation(joined: SqlDataFrame) {\n",
      "  readonly totalByLocation = operations.dfOperation('total_by_location')(async (joined: SqlDataFrame) => {\n",
    ],
    ['    return await collect(totals);\n  }\n', '    return await collect(totals);\n  });\n'],
  ],
};

export const engineOthers: readonly Edit[] = Object.entries(ENGINE).flatMap(([step, list]) =>
  list.map((replace) => ({ step, file: 'engine.ts', replace })),
);

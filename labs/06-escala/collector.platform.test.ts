/** Os passos do Collector, com um de verdade entre a loja e a Luneta: antes, depois, de outro jeito e com cada engano. */
import { describe } from 'vitest';
import { describeCollectorSteps } from '../../kit/cli/lab/testing/describe-lab.ts';
import { describeCollectorMistakes } from '../../kit/cli/lab/testing/describe-mistakes.ts';
import { stepOf } from '../../kit/course/manifest.ts';
import { labs } from '../labs.ts';
import { checks } from './checks.ts';
import { equivocos } from './equivocos.ts';
import { outras } from './outras.ts';

const { lab } = stepOf(labs, '06/2');

describeCollectorSteps(lab, checks, outras);
describe('enganos', () => {
  describeCollectorMistakes(lab, checks, equivocos);
});

import { describeVmSteps } from '../../kit/cli/lab/testing/describe-lab.ts';
import { describeVmMistakes } from '../../kit/cli/lab/testing/describe-mistakes.ts';
import { stepOf } from '../../kit/course/manifest.ts';
import { labs } from '../labs.ts';
import { checks } from './checks.ts';
import { equivocos } from './equivocos.ts';

const { lab } = stepOf(labs, '01/9');
describeVmSteps(lab, checks);
describeVmMistakes(lab, checks, equivocos);

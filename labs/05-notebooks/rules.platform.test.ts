import { describeRules } from '../../kit/cli/lab/testing/describe-rules.ts';
import { stepOf } from '../../kit/course/manifest.ts';
import { labs } from '../labs.ts';
import { equivocos } from './equivocos.ts';

describeRules(stepOf(labs, '05/8').lab, { 'app/rules.yaml': 4 }, equivocos);

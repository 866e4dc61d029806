import { describeRules } from '../../kit/cli/lab/testing/describe-rules.ts';
import { stepOf } from '../../kit/course/manifest.ts';
import { labs } from '../labs.ts';
import { equivocos } from './equivocos.ts';

const counts = { 'app/rules.yaml': 11, 'outras/rules.6.1.yaml': 8, 'outras/rules.6.2.yaml': 12 };

describeRules(stepOf(labs, '03/6.1').lab, counts, equivocos);

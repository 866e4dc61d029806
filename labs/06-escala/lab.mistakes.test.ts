import { describeMistakes } from '../../kit/cli/lab/testing/describe-mistakes.ts';
import { stepOf } from '../../kit/course/manifest.ts';
import { labs } from '../labs.ts';
import { checks } from './checks.ts';
import { equivocos } from './equivocos.ts';

describeMistakes(stepOf(labs, '06/1').lab, checks, equivocos);

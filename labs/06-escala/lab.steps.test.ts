import { describeLab } from '../../kit/cli/lab/testing/describe-lab.ts';
import { stepOf } from '../../kit/course/manifest.ts';
import { labs } from '../labs.ts';
import { checks } from './checks.ts';
import { outras } from './outras.ts';

describeLab(stepOf(labs, '06/1').lab, checks, outras);

/** O guia dos incidentes deste sistema. */
import { describeLiveGuide } from '../../kit/cli/lab/investigate-live/testing/describe-live-guide.ts';

describeLiveGuide('03');

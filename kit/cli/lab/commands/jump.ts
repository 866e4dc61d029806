/** `lab jump <passo>`: dali em diante, o próximo passo se conta a partir dele. */
import { updateProgress } from '../../../course/progress.ts';
import { createWorkspace } from '../../../course/workspace.ts';
import { type Command, told } from '../context.ts';
import { moveTo } from '../move-to.ts';

export const command: Command = (context, { step }) => {
  const { root, now, errors } = context;
  return moveTo(context, step, (lab, stepId, at) => {
    const changes = createWorkspace(root).jump(lab, stepId, at);
    told(
      updateProgress(root, now, (progress) => {
        progress.current = stepId;
      }),
      errors,
    );
    return changes;
  });
};

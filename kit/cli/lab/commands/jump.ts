/** `lab jump <passo>` */
import { createWorkspace } from '../../../course/workspace.ts';
import type { Command } from '../context.ts';
import { moveTo } from '../move-to.ts';

export const command: Command = (context, { step }) => moveTo(context, step, createWorkspace(context.root).jump);

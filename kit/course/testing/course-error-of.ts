import { CourseError } from '../course-error.ts';

/** O `CourseError` de `action`; outro erro passa adiante, e nenhum é uma falha do teste. */
export function courseErrorOf(action: () => unknown): CourseError {
  try {
    action();
  } catch (error) {
    if (error instanceof CourseError) return error;
    throw error;
  }
  throw new Error('nenhum erro');
}

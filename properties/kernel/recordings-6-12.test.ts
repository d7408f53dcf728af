/** Trace validation: what each recording of 6.12 shows, the model admits. */
import { validateKernel } from './validation.ts';

validateKernel('6.12');

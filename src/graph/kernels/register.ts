/** Registers every recording kernel; a kernel that is not here fails by name when a program is traced. */
import { registerElementwise } from './elementwise.ts';
import { registerGather } from './gather.ts';
import { registerProducts } from './products.ts';
import { registerReduce } from './reduce.ts';
import { registerShape } from './shape.ts';

export function registerTraceKernels(): void {
  registerElementwise();
  registerReduce();
  registerProducts();
  registerShape();
  registerGather();
}

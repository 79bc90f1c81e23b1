// An entry as test/public-names.test.ts reads it: declared, handed on, renamed.
export { hidden as renamed, told, type Untold } from './names.ts';

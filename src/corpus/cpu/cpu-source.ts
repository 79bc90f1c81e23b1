/** CPU programs as a source of the pipeline: each a group of a `.cpu` and a `.states` file, the same every time. */
import type { Entry, SourceWatcher } from '../entry.ts';
import { namedPrograms, type ProgramsRequest } from './named-programs.ts';
import { programName } from './published-programs.ts';

export async function* cpuSource(
  request: ProgramsRequest,
  watcher: SourceWatcher = {},
): AsyncGenerator<Entry> {
  for (const { name, cpu, states } of namedPrograms(request)) {
    watcher.signal?.throwIfAborted();
    const files = [
      { format: 'cpu', bytes: cpu },
      { format: 'states', bytes: states },
    ];
    // equal programs are one group, whatever their registers, so that none is in both splits
    yield { kind: 'files', group: `cpu:${programName(cpu)}`, origin: name, files, label: '' };
  }
}

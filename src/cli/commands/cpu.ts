/** `bgpt-music cpu …`: programs and states of the machine that the bGPT paper simulates. One file a sub-command. */
import { Command } from 'commander';
import cpuMake from './cpu-make.ts';
import cpuMeasure from './cpu-measure.ts';
import cpuPack from './cpu-pack.ts';
import cpuUnpack from './cpu-unpack.ts';

export default function cpu(): Command {
  return new Command('cpu')
    .addCommand(cpuMake())
    .addCommand(cpuPack())
    .addCommand(cpuUnpack())
    .addCommand(cpuMeasure());
}

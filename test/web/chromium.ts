/** Chromium from the PATH, headless: Debian's package or any other. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** @throws Error where the PATH has none: a test that is skipped would show nothing */
export async function openChromium(): Promise<Browser> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const executablePath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
  if (!executablePath)
    throw new Error(`no ${NAMES.join(', ')} on the PATH; on Debian: apt-get install -y chromium`);
  // as root, which machines of a CI often are, its sandbox does not start
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

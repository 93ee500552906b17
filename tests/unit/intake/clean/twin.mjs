/** Clean the files of FOLDER (files.bin, cut by sizes.json) with the page's module, and print an outcome a line, in the
 *  form of tests/corpus/expected.json. Usage: node twin.mjs MODULE FOLDER */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [module, folder] = process.argv.slice(2);
const { BlobSource, clean, CleanError, planChunks } = await import(pathToFileURL(module).href);

async function outcome(source) {
  let cleaned;
  try {
    cleaned = await clean(source);
  } catch (error) {
    if (error instanceof CleanError) return { error: error.code };
    throw error;
  }
  if (!cleaned) return { unknown: true };
  const hash = createHash('sha256');
  for await (const chunk of planChunks(source, cleaned.plan)) hash.update(chunk);
  const { format, extension, mediaType, plan, findings } = cleaned;
  const listed = findings.map(({ kind, detail }) => [kind, detail]);
  return { format, extension, mediaType, size: plan.size, sha256: hash.digest('hex'), findings: listed };
}

const files = readFileSync(`${folder}/files.bin`);
let at = 0;
for (const size of JSON.parse(readFileSync(`${folder}/sizes.json`, 'utf8'))) {
  console.log(JSON.stringify(await outcome(new BlobSource(new Blob([files.subarray(at, at + size)])))));
  at += size;
}

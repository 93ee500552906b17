/**
 * Builds the page: readable (never minified), the same bytes on every machine, committed in dist/.
 *
 *   node build.mjs                      writes dist/
 *   node build.mjs --check              exits 1 if dist/ is not what the sources give; writes nothing
 *   node build.mjs --test-bundle FILE   writes every module of src/ but main.js as one module, for the tests:
 *                                       src/clean/jpeg.js is its export `clean_jpeg`
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const copied = ['index.html', 'style.css'];

/** What both bundles share. Paths stand in the output as comments, so they are relative to this folder. */
const common = {
  absWorkingDir: here,
  bundle: true,
  charset: 'utf8',
  format: 'esm',
  legalComments: 'inline',
  loader: { '.txt': 'text' },
  logLevel: 'warning',
  minify: false,
  platform: 'browser',
  target: 'es2022',
  write: false,
};

/** The page's files: name in dist/ → bytes. A lazy `import()` becomes a file named after its module. */
async function page() {
  const { outputFiles } = await build({
    ...common,
    banner: { js: '// Built by `make bundle` from intake/source/web/src/, not minified so that it can be read. AGPL-3.0-or-later.' },
    chunkNames: '[name]',
    entryPoints: { app: 'src/main.js' },
    outdir: dist,
    splitting: true,
  });
  const files = new Map(outputFiles.map((file) => [relative(dist, file.path), Buffer.from(file.contents)]));
  for (const name of copied) files.set(name, await readFile(join(here, name)));
  return files;
}

/** Every module of src/ but main.js, which acts when it is loaded. */
async function testBundle() {
  const names = (await readdir(join(here, 'src'), { recursive: true }))
    .map((name) => name.split(sep).join('/'))
    .filter((name) => name.endsWith('.js') && name !== 'main.js')
    .sort();
  const lines = names.map((name) => `export * as ${name.slice(0, -3).replaceAll(/\W/g, '_')} from './${name}';`);
  const { outputFiles } = await build({
    ...common,
    stdin: { contents: lines.join('\n'), resolveDir: join(here, 'src'), sourcefile: 'every-module.js' },
  });
  return outputFiles[0].contents;
}

/** Names of the files in dist/ that are missing, stale or left over. */
async function differing(files) {
  const present = await readdir(dist).catch(() => []);
  const stale = present.filter((name) => !files.has(name));
  for (const [name, bytes] of files) {
    const committed = await readFile(join(dist, name)).catch(() => null);
    if (committed === null || !bytes.equals(committed)) stale.push(name);
  }
  return stale.sort();
}

const [flag, target, ...rest] = process.argv.slice(2);
if (flag === '--test-bundle' && target && rest.length === 0) {
  const output = resolve(target);
  await mkdir(dirname(output), { recursive: true });
  await writeFile(output, await testBundle());
} else if (flag === '--check' && target === undefined) {
  const stale = await differing(await page());
  if (stale.length > 0) {
    console.error(`dist/ is not what the sources give: ${stale.join(', ')}. Run: make bundle`);
    process.exit(1);
  }
} else if (flag === undefined) {
  const files = await page();
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist);
  for (const [name, bytes] of files) await writeFile(join(dist, name), bytes);
} else {
  console.error('usage: node build.mjs [--check | --test-bundle FILE]');
  process.exit(2);
}

/**
 * Builds the page: readable (never minified), the same bytes on every machine, committed in dist/.
 *
 *   node build.mjs                      writes dist/
 *   node build.mjs --check              exits 1 if dist/ is not what the sources give; writes nothing
 *   node build.mjs --test-bundle FILE   writes every module of src/ but main.js as one module, for the tests:
 *                                       src/clean/picture/jpeg.js is its export `clean_picture_jpeg`
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
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
  preserveSymlinks: true,
  target: 'es2022',
  write: false,
};

/**
 * The page's files: name in dist/ → bytes. A lazy `import()` becomes a file named after its module; what several files
 * share becomes shared-1.js and so on. esbuild needs a hash in such names to tell them apart: it is taken out again,
 * so that a name stays when a byte changes.
 */
async function page() {
  const { outputFiles, metafile } = await build({
    ...common,
    banner: { js: '// Built by `make bundle` from intake/source/web/src/, not minified so that it can be read. AGPL-3.0-or-later.' },
    chunkNames: '[name]-[hash]',
    entryPoints: { app: 'src/main.js' },
    metafile: true,
    outdir: dist,
    splitting: true,
  });
  const firstInput = (path) => Object.keys(metafile.outputs[path].inputs)[0];
  const names = new Map();
  const shared = Object.keys(metafile.outputs).filter((path) => basename(path).startsWith('chunk-'));
  shared.sort((one, other) => (firstInput(one) < firstInput(other) ? -1 : 1));
  for (const [index, path] of shared.entries()) names.set(basename(path), `shared-${index + 1}.js`);
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint && entryPoint !== 'src/main.js') names.set(basename(path), basename(entryPoint));
  }
  const files = new Map();
  for (const { path, text } of outputFiles) {
    let readable = text;
    for (const [hashed, plain] of names) readable = readable.replaceAll(`./${hashed}`, `./${plain}`);
    files.set(names.get(basename(path)) ?? basename(path), Buffer.from(readable));
  }
  if (files.size !== outputFiles.length) throw new Error('two lazy modules have the same name: rename one');
  for (const name of copied) files.set(name, await readFile(join(here, name)));
  files.set('licences.txt', await licences(Object.keys(metafile.inputs)));
  return files;
}

/** The licences of the packages whose code is in the page, as their authors wrote them. */
async function licences(inputs) {
  const packages = new Set(inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean));
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = join(here, 'node_modules', name);
    const file = (await readdir(folder)).find((candidate) => /^licen[cs]e/i.test(candidate));
    if (file === undefined) throw new Error(`${name} has no licence file`);
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    texts.push(`${name} ${version}\n\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`);
  }
  return Buffer.from(texts.join(`\n${'-'.repeat(72)}\n\n`));
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

// esbuild has said what is wrong, with the line: its stack trace says nothing more.
process.on('uncaughtException', (error) => {
  if (!('errors' in error)) console.error(error);
  process.exit(1);
});

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

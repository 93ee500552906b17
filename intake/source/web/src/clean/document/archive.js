/** ZIP archives: every member cleaned by its own cleaner, under a new name; what a member's cleaner refuses, refuses all.
 *
 *  Names tell as much as contents do ("Ada's leave 2024-03-01.docx"), so members are named like files that are sent
 *  alone, and folders are numbered. @module */
import { latin } from '../bytes.js';
import { TooComplexError } from '../errors.js';
import { clean, HEAD } from '../families.js';
import { neutralName } from '../names.js';
import { cleanPackage, isPackage } from './package.js';
import { Unpacker } from './zipread.js';
import { ZipWriter } from './zipwrite.js';

/** @typedef {import('./zipread.js').Budget} Budget
 *  @typedef {import('../source.js').Source} Source
 *  @typedef {import('../cleaned.js').Cleaned} Cleaned */

const MAX_DEPTH = 3; // archives in archives
const MAX_FOLDERS = 32; // in one name
const MAX_TOLD = 8; // names that are told
const LEFT_BEHIND = ['.DS_Store', 'Thumbs.db', 'desktop.ini']; // what systems put beside the files

/** Plan an archive of cleaned members without their names, times, owners and comments.
 *  @param {Source} source @param {import('./zipread.js').Member[]} members @param {import('../finding.js').Findings} findings
 *  @param {number} depth @param {Budget} budget @returns {Promise<Cleaned>}
 *  @throws {import('../errors.js').CleanError} among others, for a member of a format that we do not know */
export async function cleanArchive(source, members, findings, depth, budget) {
  if (depth >= MAX_DEPTH) throw new TooComplexError();
  const unpacker = new Unpacker(source, budget);
  const writer = new ZipWriter(source.size);
  /** @type {Map<string, string>} */
  const folders = new Map();
  let index = 0;
  let told = 0;
  for (const member of members) {
    const steps = member.name.split('/');
    const last = steps.pop() ?? '';
    if ((steps[0] ?? last) === '__MACOSX' || LEFT_BEHIND.includes(last)) {
      findings.add('hidden-data', member.name);
      continue;
    }
    const part = await unpacker.part(member);
    const cleaned = part.size ? await cleanMember(part, depth, budget) : null;
    const name = folderOf(steps, folders) + neutralName(++index, cleaned, last);
    if (name !== member.name && told < MAX_TOLD) {
      findings.add('text', member.name);
      told++;
    }
    for (const { kind, detail } of cleaned?.findings ?? []) findings.add(kind, detail);
    if (cleaned) await writer.addCleaned(name, member, part, cleaned.plan);
    else writer.addNew(name, new Uint8Array(0));
  }
  const plan = writer.build();
  return { format: 'zip', extension: 'zip', mediaType: 'application/zip', plan, findings: findings.listed() };
}

/** @param {Source} part @param {number} depth @param {Budget} budget @returns {Promise<Cleaned>} */
async function cleanMember(part, depth, budget) {
  const head = latin(await part.read(0, Math.min(HEAD, part.size)), 0, HEAD);
  if (isPackage(head)) return cleanPackage(part, depth + 1, budget);
  const cleaned = await clean(part);
  if (!cleaned) throw new TooComplexError();
  return cleaned;
}

/** @param {string[]} steps @param {Map<string, string>} folders
 *  @returns {string} the new path of a folder, with a slash behind each step */
function folderOf(steps, folders) {
  if (steps.length > MAX_FOLDERS) throw new TooComplexError();
  let [old, path] = ['', ''];
  for (const step of steps) {
    old += `${step}/`;
    path = folders.get(old) ?? `${path}folder-${folders.size + 1}/`;
    folders.set(old, path);
  }
  return path;
}

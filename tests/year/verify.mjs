/** Verify with the page's own modules, for each day of FOLDER/days.json, what a page loaded that day was served:
 *  directory, key records, board. Prints a line a day: how many readers have a key. Usage: node verify.mjs SRC FOLDER */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [src, folder] = process.argv.slice(2);
const from = (name) => import(pathToFileURL(`${src}/${name}.js`).href);
const [{ openDirectory }, { openDayFile }, { openBoard }, { unhex }] = await Promise.all(
  ['directory', 'keyrecord', 'board', 'bytes'].map(from),
);

const { pin, days } = JSON.parse(readFileSync(`${folder}/days.json`, 'utf8'));
const read = (name) => new Uint8Array(readFileSync(`${folder}/${name}`));
let seen = {};
for (const { day, noon, directory, keys, board } of days) {
  const { newsroom, versions, boardSha256 } = await openDirectory(read(directory), unhex(pin, 32), noon, seen);
  const records = await openDayFile(read(keys), new Map(newsroom.reporters.map(({ id, verifyKey }) => [id, verifyKey])));
  const opened = await openBoard(read(board), newsroom.couriers, { atLeast: versions.board, digest: boardSha256 });
  seen = { ...versions, board: opened.number };
  console.log(JSON.stringify({ day, keys: records.size, board: opened.number }));
}

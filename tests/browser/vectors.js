/**
 * Runs vectors of tests/vectors/ against the page's own modules, in the page: test_protocol.py hands over their lines
 * and bodies and compares. One function a kind, as in tests/unit/intake/protocol/test_vectors.py.
 */
async (vectors) => {
  const m = await import('/modules.js');
  const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const hex = m.bytes.hex;
  const unhex = (text) => m.bytes.unhex(text, text.length / 2);
  const counting = Uint8Array.from({ length: m.parcel.PLAIN_SIZE }, (_, at) => at % 251);

  const run = {
    code({ numbers, words, text }) {
      const typed = JSON.parse(numbers ?? words ?? text);
      const code = numbers ? m.code.readNumbers(typed) : words ? m.code.readWords(typed) : m.code.readCode(typed);
      return { digits: code.digits, 'spelt numbers': code.numbers(), 'spelt words': code.spoken() };
    },
    async identity({ digits, 'root one sha256': root, reporter, day }, body) {
      const code = new m.code.Code(digits);
      const identity = await m.source.Identity.of(code, unhex(root));
      const pair = identity.pair(unhex(reporter));
      const tags = [0, 1, 2, 3].map((ordinal) => hex(m.reply.replyTag(pair, Number(day), ordinal)));
      if (hex(identity.replyKey) !== hex(body)) throw new Error('another reply key');
      return {
        master: hex(await m.source.masterKey(code, unhex(root))),
        'reply seed': hex(identity.replySeed),
        pair: hex(pair),
        pseudonym: m.pseudonym.pseudonym(identity.replyKey),
        'meet source': m.source.meetNumber(pair, Number(day), { source: true }),
        'meet reporter': m.source.meetNumber(pair, Number(day), { source: false }),
        tags: tags.join(' '),
      };
    },
    pseudonym: (_, body) => ({ pseudonym: m.pseudonym.pseudonym(body) }),
    async letter({ 'day key': seed, day, reader }, body) {
      const seedOf = (asked) => (asked === Number(day) ? unhex(seed) : null);
      const opened = await m.letter.openLetter(body, unhex(reader), seedOf);
      if (!opened) return null;
      const { text, to, stream } = opened.content;
      const content = stream ? { text, to, stream: m.parcel.streamToJson(stream) } : { text, to };
      return { pair: hex(opened.pair), tip: hex(opened.tip), content };
    },
    async parcel({ key, index, nonce, plain, ...o }) {
      const stream = plain === 'zeros' ? new Uint8Array(m.parcel.PLAIN_SIZE) : counting;
      const aes = await crypto.subtle.importKey('raw', unhex(key), 'AES-GCM', false, ['encrypt']);
      const additionalData = m.bytes.concat(m.suite.Label.PARCEL, m.bytes.uint32(Number(index)));
      const gcm = { name: 'AES-GCM', iv: unhex(nonce), additionalData };
      let sealed = m.bytes.concat(unhex(nonce), new Uint8Array(await crypto.subtle.encrypt(gcm, aes, stream)));
      const shown = { 'sealed sha256': hex(m.suite.sha256(sealed)), id: hex(m.parcel.parcelId(unhex(key), Number(index))) };
      if (o.flip) sealed[Number(o.flip)] ^= 1;
      sealed = sealed.slice(0, Number(o.keep ?? sealed.length));
      const opened = await m.parcel.openParcel(sealed, unhex(o['open key'] ?? key), Number(o['open index'] ?? index));
      if (m.bytes.compare(opened, stream) !== 0) throw new Error('another stream');
      return shown;
    },
    table({ table, 'table sha256': digest }, body) {
      const stream = { key: new Uint8Array(32), size: 2 ** 22, table: Number(table), tableSha256: unhex(digest) };
      const files = m.parcel.parseTable(body, stream).map((entry) => {
        return { ...entry, salt: hex(entry.salt), original: hex(entry.original), sent: hex(entry.sent) };
      });
      return { files };
    },
    tag({ pair, day, ordinal, today }) {
      const tag = hex(m.reply.replyTag(unhex(pair), Number(day), Number(ordinal)));
      const found = m.reply.expectedTags([['00', unhex(pair)]], Number(today)).get(tag);
      if (found && (found.day !== Number(day) || found.ordinal !== Number(ordinal))) throw new Error('another tag');
      return found ? { tag } : null;
    },
    async reply({ seed, pair, reporter, tag }, body) {
      const answer = await m.reply.openReply(body, unhex(seed), unhex(pair), unhex(reporter), unhex(tag));
      return answer && { answer };
    },
    async board({ couriers, 'at least': atLeast = '0', sha256, tags = '' }, body) {
      const keys = couriers.split(' ').map(unhex);
      const digest = sha256 ? unhex(sha256) : null;
      const board = await m.board.openBoard(body, keys, { atLeast: Number(atLeast), digest });
      const sections = board.sections.map(({ number, day, tags: [...all] }) => {
        return { number, day, tags: all.length, first: hex(all[0]), last: hex(all[all.length - 1]) };
      });
      const ours = new Map(tags.split(' ').map((tag) => [tag, { reporter: '', day: 0, ordinal: 0 }]));
      const found = m.board.findReplies(board, ours).map(({ place, slot }) => [place.section, place.group, slot]);
      const { number, day, closings } = board;
      return { board: { number, day, closings: Object.fromEntries(closings), sections }, found };
    },
    weights: ({ sections }) => ({ weights: m.board.sectionWeights(Number(sections)).slice(0, 30) }),
    async key({ seed }, body) {
      const sealed = await m.suite.seal(new Uint8Array(1), body, new Uint8Array(4));
      if (sealed.length !== 1 + m.suite.SEALED_OVERHEAD) throw new Error('another size');
      const key = await m.suite.publicKey(unhex(seed));
      if (m.bytes.compare(key, body) !== 0) throw new Error('another key');
      return { 'public key sha256': hex(m.suite.sha256(key)) };
    },
    async 'key-record'({ 'verify key': key }, body) {
      const { day, reporter, publicKey } = await m.keyrecord.openKeyRecord(body, unhex(key));
      return { day: String(day), reporter, 'public key sha256': hex(m.suite.sha256(publicKey)) };
    },
    async 'day-file'({ 'verify keys': keys }, body) {
      const verifyKeys = new Map(Object.entries(JSON.parse(keys)).map(([reporter, key]) => [reporter, unhex(key)]));
      return { reporters: [...(await m.keyrecord.openDayFile(body, verifyKeys)).keys()].join(' ') };
    },
    async directory({ pin, now, seen = '{}' }, body) {
      const time = now === 'none' ? null : Date.parse(now);
      const opened = await m.directory.openDirectory(body, unhex(pin), time, JSON.parse(seen));
      const { versions, boardSha256 } = opened;
      return boardSha256 ? { versions, 'board sha256': hex(boardSha256) } : { versions };
    },
    newsroom(_, body) {
      const { names, desks, reporters, couriers, letterDays, replyDays } = m.newsroom.parseNewsroom(body);
      const newsroom = {
        names,
        desks: desks.map(({ everyDays, ...desk }) => ({ ...desk, every_days: everyDays })),
        reporters: reporters.map(({ id, name, verifyKey, since, until, replies }) => {
          return { id, name, key: hex(verifyKey), from: since, until, replies };
        }),
        couriers: couriers.map(hex),
        retention: { letter_days: letterDays, reply_days: replyDays },
      };
      return { newsroom };
    },
    count({ counts, count }) {
      if (count) m.parcel.paddedCount(Number(count));
      const keys = Object.keys(JSON.parse(counts));
      return { counts: Object.fromEntries(keys.map((key) => [key, m.parcel.paddedCount(Number(key))])) };
    },
  };

  const results = [];
  for (const { kind, fields, body } of vectors) {
    try {
      const shown = await run[kind](fields, bytes(body));
      results.push(shown ? { expect: 'success', shown } : { expect: 'not for me' });
    } catch (error) {
      if (error.name !== 'ProtocolError') results.push({ expect: `${error.name}: ${error.message}` });
      else results.push({ expect: error.code, number: error.number ?? null });
    }
  }
  return results;
}

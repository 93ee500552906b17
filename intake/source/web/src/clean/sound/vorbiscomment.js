/** Vorbis comments, as Vorbis, Opus, Speex, Theora and FLAC carry them: read, never kept.
 *
 *  Source: Xiph.Org, "Vorbis I specification", section 5; RFC 7845, section 5.2; RFC 9639, section 8.6. @module */
import { littleNumber } from '../bytes.js';
import { decoded } from '../finding.js';
import { Teller } from '../tagnames.js';

export const EMPTY = new Uint8Array(8); // no vendor, no comments
const MAX_COMMENTS = 1000;
const MAX_VALUE = 4096; // bytes of a value that are looked at

/** Note what the vendor and the comments tell, as far as they can be read.
 *  @param {Uint8Array} data begins with the vendor's length @param {import('../finding.js').Findings} findings */
export function readComments(data, findings) {
  if (data.length < 4) return;
  const vendorEnd = 4 + littleNumber(data, 0, 4);
  const vendor = decoded(data.subarray(4, Math.min(vendorEnd, 4 + MAX_VALUE)));
  if (vendor) findings.add('software', vendor);
  if (vendorEnd + 4 > data.length) return;
  const count = littleNumber(data, vendorEnd, 4);
  let at = vendorEnd + 4;
  const teller = new Teller(findings);
  for (let i = 0; i < Math.min(count, MAX_COMMENTS) && at + 4 <= data.length; i++) {
    const length = littleNumber(data, at, 4);
    const comment = decoded(data.subarray(at + 4, at + 4 + Math.min(length, MAX_VALUE)));
    const sign = comment.indexOf('=');
    if (sign < 0) teller.tell('', comment);
    else teller.tell(comment.slice(0, sign), comment.slice(sign + 1));
    at += 4 + length;
  }
  teller.finish();
}

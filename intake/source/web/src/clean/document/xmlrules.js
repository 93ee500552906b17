/** What a format decides about its XML: which namespaces it knows, and what becomes of each element and text. @module */

export const KEEP = 'keep';
export const DROP = 'drop'; // with all that is inside
export const UNWRAP = 'unwrap'; // without its tags

/** @param {string} text @returns {string} the decision that an element stays with this text as all that is inside */
export const replaced = (text) => `=${text}`;

/** One attribute; `key` has our own prefix for its namespace ("w:author"), or none.
 *  @typedef {{ key: string, name: string, value: string }} Attribute */

/** One format's decisions. `element` gets a key ("w:comment"), the attributes, to be changed in place, and what the
 *  document's own prefixes mean here ('' if unknown); it gives KEEP, DROP, UNWRAP or `replaced(...)`. `text` gives what
 *  stays of a text directly inside an element of `texts`.
 *  @typedef {object} XmlRules
 *  @property {import('../finding.js').Findings} findings
 *  @property {ReadonlyMap<string, string>} namespaces URI to our prefix; elements and attributes of others go
 *  @property {ReadonlySet<string>} texts elements whose text is asked about
 *  @property {boolean} [spelled] whether characters may be spelled as Excel does, `_x200B_`
 *  @property {ReadonlySet<string>} lines elements before and behind which a line of text ends
 *  @property {(key: string, attributes: Attribute[], prefixes: ReadonlyMap<string, string>) => string} element
 *  @property {(key: string, text: string) => string} text */

/** Take an attribute away. @param {Attribute[]} attributes @param {string} key
 *  @returns {string | null} its value, or null when it is not there */
export function taken(attributes, key) {
  const at = attributes.findIndex((attribute) => attribute.key === key);
  return at < 0 ? null : attributes.splice(at, 1)[0].value;
}

/** @param {Attribute[]} attributes @param {string} key @returns {string} its value, or '' when it is not there */
export const valueOf = (attributes, key) => attributes.find((attribute) => attribute.key === key)?.value ?? '';

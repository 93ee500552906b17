/** Documents and archives. @module */
import { cleanHtml, isHtml } from './html.js';
import { cleanMail, isMail } from './mail.js';
import { cleanPackage, isPackage } from './package.js';
import { cleanPdf } from './pdf.js';
import { cleanSvg, isSvg } from './svg.js';
import { cleanText, isText } from './text.js';

/** @type {readonly import('../family.js').Family[]} */
export const DOCUMENTS = [
  { name: 'zip', isOurs: isPackage, clean: (source) => cleanPackage(source) },
  { name: 'pdf', isOurs: (head) => head.startsWith('%PDF-'), clean: cleanPdf },
  { name: 'html', isOurs: isHtml, clean: cleanHtml },
  { name: 'svg', isOurs: isSvg, clean: cleanSvg },
  { name: 'eml', isOurs: isMail, clean: cleanMail },
  { name: 'txt', isOurs: isText, clean: cleanText },
];

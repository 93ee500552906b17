/** Neutral file names: a running number and what sort of file it is, nothing of the old name. @module */

/** @type {Record<string, string>} */
const WORDS = { image: 'photo', video: 'video', audio: 'sound', application: 'document', text: 'document', message: 'document' };

/** Extensions that an uncleaned file may keep: common enough to say nothing but how to open it. */
export const EXTENSIONS = new Set(
  (
    '7z aac aif aiff amr avi avif awb bmp csv doc docm docx eml epub flac gif gz heic heif htm html jpeg jpg json ' +
    'key log m4a m4v md mka mkv mov mp2 mp3 mp4 mpeg mpg msg numbers odg odp ods odt oga ogg ogv opus pages pdf png ' +
    'ppt pptx rar rtf svg tar tif tiff txt wav webm webp wma wmv xls xlsm xlsx xml xz zip 3gp'
  ).split(' '),
);

/** The name under which a file travels.
 *  @param {number} index its running number in the tip, from 1
 *  @param {import('./cleaned.js').Cleaned | null} cleaned what the cleaner gave, or null for a file that goes as it is
 *  @param {string} originalName as the device called it; at most its extension is used, and only if it is common
 *  @returns {string} "photo-1.jpg", "video-2.mp4", "sound-3.m4a"; "file-4.docx" or "file-5" for a file as it is */
export function neutralName(index, cleaned, originalName) {
  if (cleaned) return `${WORDS[cleaned.mediaType.split('/')[0]]}-${index}.${cleaned.extension}`;
  const dot = originalName.lastIndexOf('.');
  const extension = dot < 0 ? '' : originalName.slice(dot + 1).toLowerCase();
  return EXTENSIONS.has(extension) ? `file-${index}.${extension}` : `file-${index}`;
}
